"""Archives for bad examples: publish properly, alter the files by hand, then make hashes and seals fit again.

So each example breaks exactly the one rule it is for, and no hash has to be kept in this repository.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from trustcenter.model.records import canonical, seal, sha256
from trustcenter.publishing import publish as publishing

Texts = dict[str, bytes]
TODAY = date(2026, 12, 1)


def publish(
    texts: Texts, title: str, class_: Any, effective: str, *policies: str, today: date = TODAY, reason: str = ""
) -> Texts:
    """The center after one publication (of all drafts that differ, if none is named), announced `today`."""
    order = publishing.Order(
        policies=policies, effective=date.fromisoformat(effective), class_=class_, title=title, summary="",
        reason=reason, today=today,
    )  # fmt: skip
    planned = publishing.plan(texts, order)
    assert planned is not None, "the drafts do not differ from what is published"
    written = {path: data for path, data in planned.writes.items() if data is not None}
    return {**texts, **written}


def first_published(texts: Texts, on: date = date(2026, 3, 2)) -> Texts:
    """The center after the first publication of its privacy policy."""
    return publish(texts, "First version", "initial", on.isoformat(), "privacy", today=on)


def edited(texts: Texts, path: str, old: str, new: str) -> Texts:
    """One file with some words replaced."""
    before = texts[path].decode()
    assert old in before, f"{path} does not say {old!r}"
    return {**texts, path: before.replace(old, new).encode()}


def forged(texts: Texts, change: str, words: Mapping[str, str]) -> Texts:
    """The center with one change rewritten by hand (names and contents of its files) and all seals made to fit."""
    own = {path for path in texts if change in path or (_is_record(path) and _record(texts[path])["change"] == change)}
    own |= {path.removesuffix(".json") + ".md" for path in own if _is_record(path)}
    moved = {_replaced(p, words): _replaced(texts[p].decode(), words).encode() for p in own}
    return sealed({path: data for path, data in texts.items() if path not in own} | moved)


def sealed(texts: Texts) -> Texts:
    """Every record with the hashes, the chain and the seal that fit the other files."""
    records = {path: _record(data) for path, data in texts.items() if _is_record(path)}
    last: dict[str, str] = {}
    for path, record in sorted(records.items(), key=lambda item: item[1]["number"]):
        record["text_sha256"] = sha256(texts[path.removesuffix(".json") + ".md"])
        record["change_sha256"] = sha256(texts[f"docs/changelog/{record['change']}.md"])
        record["previous"] = last.get(record["policy"])
        record["seal"] = last[record["policy"]] = seal(record)
    return texts | {path: canonical(record) for path, record in records.items()}


def _is_record(path: str) -> bool:
    return path.startswith("docs/policies/") and path.endswith(".json")


def _record(data: bytes) -> dict[str, Any]:
    return dict(json.loads(data))


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text
