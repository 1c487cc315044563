"""Composing what a publication writes: the changelog entry, texts and sealed records.

Everything that publishes (publish, redo, pending, withdraw) ends here.  Pure:
the result is a `Plan`; writing it is left to `files.py`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from trustcenter import __version__
from trustcenter.comparing.fact_diff import CLAUSE, FactChange
from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.paths import record_path
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, in_order
from trustcenter.model.records import canonical, sha256
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.reading.center import Center, load
from trustcenter.rules import check
from trustcenter.rules.notice import fact_changes


@dataclass(frozen=True, slots=True)
class Plan:
    """A publication ready to be written.

    `writes` by path (None removes a file), `last` the change file, which is the commit point.
    """

    change: Change
    versions: tuple[Version, ...]
    writes: Mapping[str, bytes | None]
    last: str
    changes: tuple[FactChange, ...]
    redlines: Mapping[str, str]
    earliest: date | None
    warnings: tuple[Problem, ...]


class Refused(Exception):  # noqa: N818 — it is no error of the program
    """Why nothing is published; carries every problem."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def refuse(problems: Sequence[Problem]) -> None:
    """Stop here if there is anything against it."""
    if problems:
        raise Refused(*in_order(problems))


def finish(
    texts: Mapping[str, bytes], archive: Archive, change: Change, versions: Sequence[Version], *, today: date,
    prose: str = "", removed: Collection[str] = (),
) -> Plan:  # fmt: skip
    """Seal the versions of a change, write its entry, and check the whole center as it would then be.

    `archive` is the archive without the change; `prose` stands below the generated list; `removed` files go.
    Checked as of today and as of the effective day.  Raises `Refused` with every error.
    """
    after = with_change(archive, change, versions)
    changes = fact_changes(after, change.id) if archive.all_versions else ()
    change = with_list(archive, change, versions, changes, prose=prose)
    writes: dict[str, bytes | None] = dict.fromkeys(sorted(removed))
    writes |= written(change, versions)
    center = load(applied(texts, writes))
    found = in_order([*check(center, today), *check(center, max(change.effective, today))])
    refuse([problem for problem in found if problem.is_error])
    redlines = {v.name: redline(after, v) for v in versions}
    return Plan(change, tuple(versions), writes, change.path, changes, redlines, versions[0].earliest, found)


def applied(texts: Mapping[str, bytes], writes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """The texts as they are once everything is written."""
    return {path: data for path, data in {**texts, **writes}.items() if data is not None}


def with_change(archive: Archive, change: Change, versions: Sequence[Version]) -> Archive:
    """The archive with one more change."""
    by_policy = {**archive.versions}
    for version in versions:
        by_policy[version.policy] = (*by_policy.get(version.policy, ()), version)
    return Archive(by_policy, {**archive.changes, change.id: change}, archive.withdrawals)


# Names and numbers ------------------------------------------------------------------------------------------------


def next_number(archive: Archive, policy: str) -> int:
    found = archive.versions.get(policy, ())
    return found[-1].number + 1 if found else 1


def version_id(archive: Archive, policy: str, effective: date) -> str:
    """The effective date, or with `-2`, `-3` … where that date is taken."""
    return _free(effective.isoformat(), {version.id for version in archive.versions.get(policy, ())})


def change_id(archive: Archive, announced: date, title: str) -> str:
    """The announced date and the title in plain letters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "change"
    return _free(f"{announced}-{slug}", set(archive.changes))


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number from 2 on that is not taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(free for free in numbered if free not in taken)


# What is written --------------------------------------------------------------------------------------------------

LIST_HEAD = "What changed:"


def with_list(
    archive: Archive, change: Change, versions: Sequence[Version], changes: Sequence[FactChange], *, prose: str = ""
) -> Change:
    """A change whose entry begins with the generated list, `prose` below it.

    `archive` is the one without the change.
    """
    return replace(change, body="\n\n".join(filter(None, [_list(archive, versions, changes), prose])))


def _list(archive: Archive, versions: Sequence[Version], changes: Sequence[FactChange]) -> str:
    """The generated list of what changed: the facts, and the policies whose text changed."""
    lines = [f"- {sentence}" for sentence in _sentences(changes)]
    for version in versions:
        newest = archive.newest(version.policy)
        title = escape(version.title)
        if newest is None:
            lines.append(f"- first version of **{title}**")
        elif version.retires:
            lines.append(f"- **{title}** is retired")
        elif not is_same_text(newest.text, version.text):
            lines.append(f"- new text of **{title}**")
        else:
            lines.append(f"- new version of **{title}**, its text unchanged")
    return f"{LIST_HEAD}\n\n" + "\n".join(dict.fromkeys(lines))


MANY = 10
"""So many new records of a kind have a line each; more of them share one: a first publication stays readable."""
MANY_CLAUSES = 5
"""The same for covered clauses that go: a policy that ends takes all of them with it."""


def _sentences(changes: Sequence[FactChange]) -> Iterator[str]:
    """What changed, a sentence a change."""
    came = [change for change in changes if _is_whole(change)]
    counted = Counter(change.kind for change in came)
    many = {kind for kind, number in counted.items() if number > (MANY_CLAUSES if kind == CLAUSE else MANY)}
    told: set[str] = set()
    for change in changes:
        if change not in came or change.kind not in many:
            yield change.sentence
        elif change.kind not in told:
            told.add(change.kind)
            labels = list(dict.fromkeys(escape(new.label) for new in came if new.kind == change.kind))
            noun = BY_NAME[change.kind].noun if change.kind in BY_NAME else change.kind
            yield f"{noun} {change.what} ({len(labels)}): {listed(labels)}"


def _is_whole(change: FactChange) -> bool:
    """Whether it is a new record, or a clause that is gone."""
    return bool(change.record) and not change.field and (change.what == "added" or change.kind == CLAUSE)


def prose_of(body: str) -> str:
    """What a person wrote below the generated list of a changelog entry."""
    match = re.match(rf"{re.escape(LIST_HEAD)}\n\n(?:- .*\n?)+", body)
    return body[match.end() :].strip("\n") if match else body


def change_file(change: Change) -> bytes:
    """The bytes of a changelog entry; texts are JSON strings, which YAML reads as they are."""
    fields: dict[str, Any] = {
        "title": change.title,
        "class": None if change.withdraws else change.class_,
        "withdraws": change.withdraws or None,
        "announced": change.announced,
        "effective": None if change.withdraws else change.effective,
        "summary": change.summary or None,
        "reason": change.reason or None,
    }
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value is not None]
    lines += ["versions:", *(f"  - {name}" for name in change.versions)]
    return ("---\n" + "\n".join(lines) + f"\n---\n\n{change.body}\n").encode()


def _yaml(value: Any) -> str:
    plain = not isinstance(value, str) or re.fullmatch("[a-z]+", value)
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def record_of(version: Version, *, change_sha256: str) -> dict[str, Any]:
    """The sealed record of a version."""
    record: dict[str, Any] = {
        "format": records.FORMAT, "policy": version.policy, "version": version.id, "number": version.number,
        "title": version.title, "summary": version.summary, "owner": version.owner,
        "reviewed": iso(version.reviewed), "review_every": version.review_every,
        "effective": iso(version.effective), "announced": iso(version.announced), "earliest": iso(version.earliest),
        "class": version.class_, "change": version.change, "cites": list(version.cites), "facts": version.facts.kinds,
        "covers": dict(version.covers), "promise": dict(version.promise), "timezone": version.timezone,
        "holidays": version.holidays, "text_sha256": version.text_sha256, "change_sha256": change_sha256,
        "previous": version.previous, "tool": __version__, **({"retires": True} if version.retires else {}),
    }  # fmt: skip
    return record | {"seal": records.seal(record)}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def written(change: Change, versions: Sequence[Version]) -> dict[str, bytes | None]:
    """Texts and records in the order of numbers, each record continuing the one before, and the entry last."""
    entry = change_file(change)
    writes: dict[str, bytes | None] = {}
    seals: dict[str, str] = {}
    for version in sorted(versions, key=lambda v: (v.policy, v.number)):
        chained = replace(version, previous=seals.get(version.policy, version.previous))
        record = record_of(chained, change_sha256=sha256(entry))
        seals[version.policy] = record["seal"]
        writes[version.path] = version.text.encode()
        writes[record_path(version.path)] = canonical(record)
    return writes | {change.path: entry}


def redline(archive: Archive, version: Version) -> str:
    """What the text changes against the version it will follow, for a terminal; nothing for a first version."""
    before = archive.predecessor(version)
    changed = text_redline(before.text, version.text) if before else ""
    return f"{before.name} → {version.name}:\n{changed}" if before and changed else ""


def text_redline(before: str, after: str) -> str:
    """The changed passages of a text, `[-deleted-]` and `{+inserted+}`, below their headings; then its other changes.

    Where nothing that readers see differs, the lines whose bytes do.
    """
    from trustcenter.comparing.changed import byte_changes, markup_changes
    from trustcenter.comparing.redline import as_text
    from trustcenter.comparing.redline import redline as compare
    from trustcenter.markdown.to_html import (  # with what they need, a check takes a tenth longer to begin
        ANYWHERE,
        render,
    )

    old, new = (render(text, source="", page="", site=ANYWHERE).parts for text in (before, after))
    shown = [*filter(None, [as_text(compare(old, new))]), *markup_changes(before, after)]
    return "\n".join(shown or byte_changes(before, after))


def is_same_text(old: str, new: str) -> bool:
    """Whether readers of two texts see the same (`comparing.changed`)."""
    if old == new:
        return True
    from trustcenter.comparing.changed import same_text  # with what it needs, a check takes a tenth longer to begin

    return same_text(old, new)


def must_read(texts: Mapping[str, bytes]) -> Center:
    """The center, if nothing in it is broken."""
    center = load(texts)
    refuse([problem for problem in center.problems if problem.is_error])
    return center
