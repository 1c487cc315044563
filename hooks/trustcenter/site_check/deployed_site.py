"""Reads from a published site which deployment it is, and compares the site with the commit that it names.

`cli.deployed` calls `claim` with the bytes of `api/center.json`, then `altered` with what the named commit publishes by
that day, the list of sums, and the texts that apply.  A site that does not say what its commit says was tampered with,
or is not this center.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from trustcenter.model.periods import parse_day
from trustcenter.model.phrases import day as in_words
from trustcenter.model.records import sha256
from trustcenter.model.versions import Snapshot

CENTER, SUMS = "api/center.json", "SHA256SUMS"
_SUM = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_PUBLISHED = re.compile(r"policies/[^/]+/\d{4}-\d\d-\d\d(?:-\d+)?\.(?:md|json)|changelog/[^/]+\.(?:md|json)")
_FRESH = timedelta(days=1)
"""How old a site is at most that is built every night."""


class Claim(NamedTuple):
    """What a site says of itself: the commit from which it was built, and the day for which."""

    commit: str
    day: date


def claim(center: bytes) -> Claim:
    """The deployment that `api/center.json` names; raises ValueError with a sentence if it names none."""
    try:
        stated = json.loads(center)
        commit, day = stated["commit"], parse_day(str(stated["as_of"]))
    except (ValueError, KeyError, TypeError):
        raise ValueError("is not the file of a trust center that names its commit and its day") from None
    if not isinstance(commit, str):
        hint = "set TRUSTCENTER_COMMIT where it is built, and name the last deployment with --base until then"
        raise ValueError(f"names no commit; {hint}")
    if not re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", commit):
        raise ValueError(f"names `{commit[:80]}`, which is no commit")
    return Claim(commit, day)


def out_of_date(day: date, today: date) -> str:
    """What is odd about the day of a site; empty for one of today or yesterday.  Raises ValueError for a later day."""
    if day > today:
        raise ValueError(f"says that it is of {in_words(day)}, which is to come")
    if today - day <= _FRESH:
        return ""
    return (
        f"the site is of {in_words(day)}: no later deployment succeeded, or a cache shows an old copy;"
        " what was deployed after that day is not compared"
    )


def texts_that_apply(snapshot: Snapshot) -> list[str]:
    """The paths of the texts in effect and upcoming on a day, below the root of the site."""
    versions = [*snapshot.in_effect.values(), *snapshot.upcoming]
    return sorted({version.path.removeprefix("docs/") for version in versions})


def altered(expected: Mapping[str, bytes], sums: bytes, fetched: Mapping[str, bytes]) -> Iterator[str]:
    """Where a site differs from the files that its commit publishes by its day, as sentences.

    `expected` are those files by path, `sums` the list of hashes of the site, `fetched` some of its files.
    """
    listed = dict(_listed(sums))
    for path, data in sorted(expected.items()):
        if path not in listed:
            yield f"{path} is missing"
        elif listed[path] != sha256(data) or (path in fetched and fetched[path] != data):
            yield f"{path} has other bytes"
    for path in sorted(listed.keys() - expected.keys()):
        if _PUBLISHED.fullmatch(path):
            yield f"{path} was never published"


def _listed(sums: bytes) -> Iterator[tuple[str, str]]:
    """(path, hash) for each line of a list of hashes."""
    for line in sums.decode("utf-8", "replace").splitlines():
        if match := _SUM.fullmatch(line):
            yield match[2], match[1]
