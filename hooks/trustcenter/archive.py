"""The archive: versions, their records, the chain and the changelog, read and proven.

Nothing published is repaired or guessed here.  A file whose bytes do not fit
its hashes is a problem (`altered-version`), a file that lacks its companion is
one (`orphan-version`), and a publication that was cut short is one
(`unfinished-publish`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from trustcenter.facts import Facts
from trustcenter.kinds.fields import Day, Fact, Slug, Text
from trustcenter.model import Archive, Change, Version
from trustcenter.problems import Problem, Where
from trustcenter.records import CLASSES, Class, Record, canonical, seal, sha256
from trustcenter.source import decode, front_matter

JOURNAL = "docs/changelog/.publishing.json"
"""Stands while a command writes; names what to restore should the command be cut short."""
_VERSION = re.compile(
    r"docs/policies/(?P<policy>[^/]+)/(?P<id>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)?)\.(?P<end>md|json)"
)
_CHANGE = re.compile(r"docs/changelog/(?P<id>[^/]+)\.md")
_MEND = "restore the published bytes (git checkout the file); a published file never changes"


class ChangeFrontMatter(Fact):
    """What stands above the prose of a change."""

    title: Text
    class_: Class
    announced: Day | None = None
    effective: Day
    versions: tuple[Slug | Text, ...]
    summary: Text | None = None
    reason: Text | None = None


def load_archive(texts: Mapping[str, bytes]) -> tuple[Archive, list[Problem]]:
    """Read everything published and check its integrity; what does not hold is left out of the archive."""
    problems = list(_unfinished(texts))
    changes, found = _changes(texts)
    problems += found
    by_policy: dict[str, dict[str, tuple[Version, str]]] = {}
    for stem in _stems(texts):
        version, change_sha, found = _version(stem, texts)
        problems += found
        if version:
            by_policy.setdefault(version.policy, {})[version.id] = (version, change_sha)
    problems += _companions(by_policy, changes, texts)
    damaged = {problem.where.file.split("/")[2] for problem in problems if problem.where.file.count("/") > 2}
    versions = {}
    for policy in sorted(by_policy):
        ordered = tuple(sorted((v for v, _ in by_policy[policy].values()), key=lambda v: v.number))
        problems += [] if policy in damaged else _chain(ordered)
        versions[policy] = ordered
    return Archive(versions, changes, {file: texts[file] for file in texts if is_published(file)}), problems


def is_published(file: str) -> bool:
    """Whether a path in the repository is part of the archive."""
    return bool(_VERSION.fullmatch(file) or _CHANGE.fullmatch(file))


def _altered(file: str, message: str, hint: str = _MEND) -> Problem:
    return Problem(Where(file), "altered-version", message, hint)


def _unfinished(texts: Mapping[str, bytes]) -> Iterator[Problem]:
    if JOURNAL in texts:
        hint = "run any `trustcenter publish` command: it brings back the state before, or finishes"
        yield Problem(Where(JOURNAL), "unfinished-publish", "a publication was interrupted", hint)


# Changes ----------------------------------------------------------------------------------------------------------


def _changes(texts: Mapping[str, bytes]) -> tuple[dict[str, Change], list[Problem]]:
    changes: dict[str, Change] = {}
    problems: list[Problem] = []
    for file in sorted(texts):
        if match := _CHANGE.fullmatch(file):
            change, found = read_change(match["id"], file, texts[file])
            problems += found
            if change:
                changes[change.id] = change
    return changes, problems


def read_change(name: str, file: str, data: bytes) -> tuple[Change | None, list[Problem]]:
    """One changelog entry."""
    text, problems = decode(file, data)
    if problems:
        return None, problems
    matter, problems = front_matter(file, text)
    value = dict(matter.source.value)
    if "class" in value:
        value["class_"] = value.pop("class")
    try:
        front = ChangeFrontMatter.model_validate(value)
    except ValidationError as error:
        wrong = ", ".join(sorted({str(detail["loc"][0]).rstrip("_") for detail in error.errors()}))
        hint = f"its front matter has title, class ({', '.join(CLASSES)}), announced, effective, versions, summary"
        return None, [*problems, _altered(file, f"this changelog entry is not readable: {wrong}", f"{hint}; {_MEND}")]
    return Change(
        id=name, title=front.title, class_=front.class_, announced=front.announced, effective=front.effective,
        versions=front.versions, summary=front.summary or "", reason=front.reason or "", body=matter.body.strip("\n"),
    ), problems  # fmt: skip


# Versions ---------------------------------------------------------------------------------------------------------


def _stems(texts: Mapping[str, bytes]) -> list[str]:
    return sorted({file.rsplit(".", 1)[0] for file in texts if _VERSION.fullmatch(file)})


def _version(stem: str, texts: Mapping[str, bytes]) -> tuple[Version | None, str, list[Problem]]:
    text_file, record_file = f"{stem}.md", f"{stem}.json"
    missing = [file for file in (text_file, record_file) if file not in texts]
    if missing:
        there = record_file if missing == [text_file] else text_file
        what = "its text" if missing == [text_file] else "its record"
        hint = f"restore {missing[0]} (git checkout), or remove this file if it was never published"
        return None, "", [Problem(Where(there), "orphan-version", f"{what} {missing[0]} is missing", hint)]
    raw, problem = _raw_record(record_file, texts[record_file])
    if raw is None or problem:
        return None, "", [problem] if problem else []
    if raw.get("seal") != seal(raw):
        return None, "", [_altered(record_file, "the record does not fit its seal")]
    try:
        record = Record.model_validate(raw)
    except ValidationError as error:
        fields = ", ".join(str(detail["loc"][0]) for detail in error.errors() if detail["loc"])
        return None, "", [_altered(record_file, f"the record is sealed but not readable: {fields}")]
    problems = list(_same_place(stem, record, record_file))
    if sha256(texts[text_file]) != record.text_sha256:
        problems.append(_altered(text_file, "the text does not fit the hash in its record"))
    if problems:
        return None, "", problems
    return _made(record, texts[text_file].decode("utf-8")), record.change_sha256, []


def _raw_record(file: str, data: bytes) -> tuple[dict[str, Any] | None, Problem | None]:
    try:
        raw = json.loads(data)
        if isinstance(raw, dict) and canonical(raw) == data:
            return raw, None
    except (ValueError, RecursionError):
        pass
    return None, _altered(file, "the record is not the canonical JSON that was published")


def _same_place(stem: str, record: Record, file: str) -> Iterator[Problem]:
    if stem != f"docs/policies/{record.policy}/{record.version}":
        yield _altered(file, f"the record belongs to docs/policies/{record.policy}/{record.version}", "move it back")
    if record.version[:10] != record.effective.isoformat():
        yield _altered(file, "the version is not named by its effective date")


def _made(record: Record, text: str) -> Version:
    return Version(
        policy=record.policy, id=record.version, number=record.number, title=record.title, summary=record.summary,
        owner=record.owner, reviewed=record.reviewed, review_every=record.review_every, effective=record.effective,
        announced=record.announced, earliest=record.earliest, class_=record.class_, change=record.change,
        cites=record.cites, facts=Facts(record.facts), covers=record.covers, promise=record.promise,
        timezone=record.timezone, holidays=record.holidays, text=text, text_sha256=record.text_sha256, seal=record.seal,
        previous=record.previous, tool=record.tool,
    )  # fmt: skip


# What belongs together --------------------------------------------------------------------------------------------


def _companions(
    by_policy: Mapping[str, Mapping[str, tuple[Version, str]]],
    changes: Mapping[str, Change],
    texts: Mapping[str, bytes],
) -> Iterator[Problem]:
    """Each version has its change and each change its versions, byte for byte."""
    for policy in by_policy.values():
        for version, change_sha in policy.values():
            file = f"docs/changelog/{version.change}.md"
            if file not in texts:
                yield Problem(
                    Where(version.path), "orphan-version", f"the change that published it, {file}, is missing",
                    "restore it (git checkout)",
                )  # fmt: skip
            elif sha256(texts[file]) != change_sha:
                message = f"this changelog entry does not fit the hash in the record of {version.name}"
                yield _altered(file, message)
            elif version.change in changes and version.name not in changes[version.change].versions:
                yield _altered(file, f"this changelog entry does not name the version {version.name} it published")
    for change in changes.values():
        for name in change.versions:
            policy_id, _, version_id = name.partition("/")
            stem = f"docs/policies/{policy_id}/{version_id}"
            if f"{stem}.md" not in texts and f"{stem}.json" not in texts:
                yield Problem(
                    Where(change.path), "orphan-version", f"the version {name} that it published is missing",
                    f"restore {stem}.md and {stem}.json (git checkout)",
                )  # fmt: skip
        if not change.versions:
            hint = "changes are written by `trustcenter publish`; remove this file"
            yield Problem(Where(change.path), "orphan-version", "this changelog entry published no version", hint)


def _chain(versions: tuple[Version, ...]) -> Iterator[Problem]:
    """Numbers 1, 2, 3 … and in each record the seal of the one before."""
    previous: str | None = None
    for expected, version in enumerate(versions, start=1):
        file = version.path.removesuffix(".md") + ".json"
        if version.number != expected:
            hint = "restore the missing version (git checkout)"
            yield _altered(
                file, f"it is number {version.number} of {version.policy}, number {expected} is missing", hint
            )
            return
        if version.previous != previous:
            yield _altered(file, f"the chain is broken: its `previous` is not the seal of number {expected - 1}")
        previous = version.seal
