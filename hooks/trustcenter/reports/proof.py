"""Finds the published version that a SHA-256 belongs to, and writes what the archive proves about it.

`cli.prove` calls `named` with the hash that somebody kept, for example beside a customer's acceptance, and prints
`proof` of the version it returns: its text, its place in the hash chain, and whether it was in effect on a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from trustcenter.model import phrases
from trustcenter.model.paths import record_path
from trustcenter.model.problems import Problem, Where
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Version

SHORTEST = 8
"""The fewest hexadecimal digits of a hash that may stand for all 64."""


def named(archive: Archive, written: str) -> tuple[Version, ...] | Problem:
    """The versions with this hash, or a beginning of it: of the text, of the record, or the record's seal.

    They are several where a later version has the same text as an earlier one, for example with other facts.
    """
    digits = written.strip().lower().removeprefix("sha256:").removeprefix("sha256-")
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", digits):
        hint = f"write the 64 hexadecimal digits of the version's page, or at least the first {SHORTEST}"
        return Problem(Where("HASH"), "bad-value", f"`{written}` is no SHA-256", hint)
    fitting = [(hash_, v) for v in archive.all_versions for hash_ in _hashes(archive, v) if hash_.startswith(digits)]
    versions = tuple(version for _, version in fitting)
    if not versions:
        hint = "compare it with the page of the version; a text that differs in one byte has another hash"
        return Problem(Where("HASH"), "bad-value", f"no published version has the hash {digits}", hint)
    if len({hash_ for hash_, _ in fitting}) > 1:
        names = phrases.listed([version.name for version in versions])
        return Problem(Where("HASH"), "bad-value", f"{digits} fits {names}", "write more of its digits")
    return versions


def _hashes(archive: Archive, version: Version) -> tuple[str, ...]:
    record = archive.published.get(record_path(version.path), b"")
    return tuple(dict.fromkeys((version.text_sha256, version.served_sha256, version.seal, sha256(record))))


def proof(archive: Archive, versions: tuple[Version, ...], *, on: date | None, today: date) -> str:
    """What the archive proves about versions with one text, then that text.

    Days are told as known on `today`, or on the day `on` if it is later; with `on`, also how each stood then.
    """
    known = max(today, on or today)
    blocks = ["\n".join(_lines(archive, version, on, known)) for version in versions]
    return "\n\n".join([*blocks, versions[0].text])


def _lines(archive: Archive, version: Version, on: date | None, known: date) -> Iterator[str]:
    own = archive.versions[version.policy]
    before = next((v for v in own if v.seal == version.previous), None)
    chain = f"follows {before.name if before else 'a change beside it'}, seal {version.previous}"
    yield f"{version.title}, version {version.number} of {len(own)} ({version.name}), {version.class_}"
    yield f"text: {version.path}, SHA-256 {version.text_sha256}"
    for redaction in version.redactions:
        when = f"{phrases.day(redaction.announced)} ({redaction.reason})"
        yield f"redacted on {when}, the rest as published; SHA-256 since then {redaction.text_sha256}"
    yield f"record: {record_path(version.path)}, seal {version.seal}"
    yield f"chain: {chain if version.previous else 'the first of its policy'}"
    yield f"chain of {version.policy} ends in {archive.head(version.policy)}"
    yield f"change: {version.change}"
    yield f"announced: {phrases.day(version.announced) if version.announced else 'before this record began'}"
    yield f"in force: {_in_force(archive, version, known)}"
    if on:
        yield f"on {phrases.day(on)}: {_state(archive, version, on)}"


def _in_force(archive: Archive, version: Version, known: date) -> str:
    days = archive.in_force(version, known)
    if days is None:
        return "never"
    if days.last is None:
        return f"from {phrases.day(days.first)}, and no later version is announced"
    return f"from {phrases.day(days.first)} to {phrases.day(days.last)}"


def _state(archive: Archive, version: Version, on: date) -> str:
    """How a version stood on a day, as known on it: what was postponed later was announced for its first day."""
    archive = archive.as_known(on)
    version = archive.by_name[version.name]
    if archive.in_effect(version.policy, on) == version:
        return "in effect"
    if on < version.public_from:
        return "not in effect; not announced yet"
    if archive.withdrawn(version, on):
        return "not in effect; withdrawn"
    if on < version.binds_from:
        return f"not in effect; announced for {phrases.day(version.binds_from)}"
    other = archive.in_effect(version.policy, on)
    return f"not in effect; {other.name} was" if other else "not in effect; the policy was retired"
