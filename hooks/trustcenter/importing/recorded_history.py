"""Turns editions into published history: `recorded` versions, a change for each, and a draft of the newest.

`cli.import_history` calls `plan` with the files of the center, a `Reading` and what was asked for, and gets a
`Planned`: everything to write, together or not at all.  None where the archive holds all of it already.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from trustcenter.importing import vendor_records
from trustcenter.importing.editions import Edition, Reading
from trustcenter.importing.formats.markdown_text import without_references
from trustcenter.importing.placeholders import is_placeholder, without_placeholders
from trustcenter.importing.record_text import Clash, is_unknown, merged
from trustcenter.markdown.escaping import escape
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.kinds.fields import SLUG
from trustcenter.model.paths import record_path
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where, in_order
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.sealing import (
    Refused,
    applied,
    change_id,
    is_same_text,
    must_read,
    next_number,
    refuse,
    version_id,
    with_change,
    with_list,
    written,
)
from trustcenter.reading.center import Center, load
from trustcenter.reading.drafts import is_untouched
from trustcenter.reading.references import publishable
from trustcenter.reading.yaml_source import decode
from trustcenter.rules import check
from trustcenter.rules.notice import Promise, fact_changes, promise_on

VENDORS, CATEGORIES = BY_NAME["subprocessors"], BY_NAME["data_categories"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a person asked for: the policy the history is of, its title ("": that of each text), facts or none."""

    policy: str
    title: str = ""
    vendors: bool = False
    today: date


@dataclass(frozen=True, slots=True)
class Planned:
    """A history ready to be written: `last` is the commit point, `beside` the files that are no versions."""

    versions: tuple[Version, ...]
    changes: tuple[Change, ...]
    writes: Mapping[str, bytes]
    last: str
    beside: tuple[str, ...]
    warnings: tuple[Problem, ...]


def plan(texts: Mapping[str, bytes], reading: Reading, request: Request) -> Planned | None:
    """What an import would write; None when all of it stands in the archive already.

    Raises `Refused` with every reason against it.
    """
    center = must_read(texts)
    refuse(list(_wrong(center, reading, request)))
    editions = reading.editions
    facts = _facts(center, editions, request)
    versions, writes = _versions(center, list(zip(editions, facts, strict=True)), request)
    if not versions:
        return None
    changes = tuple(change for _, change in versions)
    beside = dict(_draft(texts, versions[-1][0], request)) | _data(texts, center, facts[-1], request)
    writes |= beside
    after = load(applied(texts, writes))
    last_day = max([request.today, *(version.effective for version, _ in versions)])
    problems = in_order(dict.fromkeys(problem for day in {request.today, last_day} for problem in check(after, day)))
    refuse([problem for problem in problems if problem.is_error])
    made = tuple(version for version, _ in versions)
    return Planned(made, changes, writes, changes[-1].path, tuple(sorted(beside)), problems)


def _wrong(center: Center, reading: Reading, request: Request) -> Iterator[Problem]:
    """What is wrong with the request itself."""
    if not re.fullmatch(SLUG, request.policy):
        hint = "lower-case letters, digits, single hyphens: sms-terms"
        yield Problem(Where("--policy"), "bad-value", f"`{request.policy}` is not a policy id", hint)
    newest = center.archive.newest(request.policy)
    if newest and newest.class_ != "recorded":
        message = f"{request.policy} was already published by this tool ({newest.name}); history comes before that"
        hint = "import the history first, into a policy that has no version of its own yet"
        yield Problem(Where("--policy"), "wrong-order", message, hint)
    if reading.unread:
        message = f"the newest text cannot be read: {reading.unread}"
        hint = "mend it, or leave it out of what is imported"
        yield Problem(Where("import"), "bad-value", message, hint)
    elif not reading.editions:
        hint = "the table above says why each was left out"
        yield Problem(Where("import"), "missing-field", "there is no text that can be imported", hint)
    elif request.vendors and not any(edition.rows for edition in reading.editions):
        message = "none of the texts has a list of vendors"
        hint = "a table needs a column of names and one for the purpose, the data or the locations"
        yield Problem(Where("--vendors"), "missing-field", message, hint)


# Versions -----------------------------------------------------------------------------------------------------------


def _facts(center: Center, editions: Sequence[Edition], request: Request) -> list[vendor_records.Listed]:
    """What each edition says of vendors; vendors that there are already keep their ids."""
    if not request.vendors:
        return [vendor_records.Listed() for _ in editions]
    past = [
        r for v in center.archive.versions.get(request.policy, ()) for r in v.facts.records("subprocessors").values()
    ]
    known = {record["id"]: record for record in [*past, *center.facts.records("subprocessors").values()]}
    categories = center.facts.records("data_categories").values()
    return list(vendor_records.listed([e.rows for e in editions], known=known.values(), categories=categories))


def _versions(
    center: Center, editions: Sequence[tuple[Edition, vendor_records.Listed]], request: Request
) -> tuple[list[tuple[Version, Change]], dict[str, bytes]]:
    """The versions and changes of the editions that the archive does not have yet, and the bytes of their files."""
    archive, promise = center.archive, promise_on(center.facts, center.archive, request.today)
    made: list[tuple[Version, Change]] = []
    writes: dict[str, bytes] = {}
    for edition, listed in editions:
        version = _version(center, archive, edition, listed, promise, request)
        if _stands(archive, version):
            continue
        version, change, data = _sealed(archive, version, edition)
        archive = with_change(archive, change, [version])
        made.append((version, change))
        writes |= data
    return made, writes


def _stands(archive: Archive, version: Version) -> bool:
    """Whether the archive has this text from that day on already."""
    own = archive.versions.get(version.policy, ())
    return any(v.effective == version.effective and is_same_text(v.text, version.text) for v in own)


def _version(
    center: Center,
    archive: Archive,
    edition: Edition,
    listed: vendor_records.Listed,
    promise: Promise,
    request: Request,
) -> Version:
    """One edition as the next version of the policy; not yet sealed.

    When it was announced is not known.  One that is still to come was known by the day on which it was found.
    """
    title = request.title or edition.title or request.policy.replace("-", " ").replace("_", " ").capitalize()
    text = publishable(title, edition.body)
    announced = min(edition.day, request.today) if edition.effective > request.today else None
    cites = ["subprocessors", *(f"data_categories.{name}" for name in listed.data_categories)]
    kinds = {"subprocessors": dict(listed.subprocessors), "data_categories": dict(listed.data_categories)}
    return Version(
        policy=request.policy, id=version_id(archive, request.policy, edition.effective),
        number=next_number(archive, request.policy), title=title, summary="", owner="", reviewed=None, review_every="",
        effective=edition.effective, announced=announced, earliest=announced, class_="recorded", change="",
        cites=tuple(sorted(cites)) if listed.subprocessors else (),
        facts=Facts({name: kind for name, kind in kinds.items() if kind} if listed.subprocessors else {}),
        covers={}, promise=promise.record, timezone=center.timezone, holidays=promise.holidays, text=text,
        text_sha256=sha256(text.encode()), seal="", previous=archive.head(request.policy), tool="",
    )  # fmt: skip


def _sealed(archive: Archive, version: Version, edition: Edition) -> tuple[Version, Change, dict[str, bytes]]:
    """A version with its change, sealed so that the next one can continue it."""
    name = change_id(archive, version.public_from, version.title)
    version = replace(version, change=name)
    change = Change(
        id=name, title=f"{version.title} of {in_words(version.effective)}", class_="recorded",
        announced=version.announced, effective=version.effective, versions=(version.name,), summary="", reason="",
        body="",
    )  # fmt: skip
    after = with_change(archive, change, [version])
    changes = fact_changes(after, name) if archive.all_versions else ()
    prose = f"Recorded from {escape(edition.source)} of {edition.day}."
    change = with_list(archive, change, [version], changes, prose=prose)
    data = {path: content for path, content in written(change, [version]).items() if content is not None}
    return replace(version, seal=json.loads(data[record_path(version.path)])["seal"]), change, data


# Beside the archive -------------------------------------------------------------------------------------------------


def _draft(texts: Mapping[str, bytes], newest: Version, request: Request) -> Iterator[tuple[str, bytes]]:
    """A draft that says and cites what the newest version does, unless somebody wrote one."""
    path = f"docs/policies/{request.policy}/index.md"
    if path in texts and not is_untouched(texts[path]):
        return
    body = without_references(newest.text.partition("\n")[2].strip("\n"))
    front = f"title: {json.dumps(newest.title, ensure_ascii=False)}\n"
    if newest.cites:
        front += f"cites: [{', '.join(newest.cites)}]\n"
    yield path, f"---\n{front}---\n\n{body}\n".encode()


def _data(
    texts: Mapping[str, bytes], center: Center, newest: vendor_records.Listed, request: Request
) -> dict[str, bytes]:
    """The newest list as data, unless there are vendors already; records that nobody filled are none."""
    there = center.facts.records("subprocessors").values()
    if not request.vendors or not all(is_placeholder(VENDORS, record) for record in there):
        return {}
    writes = data_of(texts, center, newest)
    taken = [(VENDORS, name) for name in newest.subprocessors] + [(CATEGORIES, name) for name in newest.data_categories]
    return without_placeholders(texts, writes, taken)[0]


def data_of(texts: Mapping[str, bytes], center: Center, listed: vendor_records.Listed) -> dict[str, bytes]:
    """The files of `data/` with the vendors of a list and the categories they need; what is unknown there is filled."""
    writes = {}
    for kind, records in ((VENDORS, listed.subprocessors), (CATEGORIES, listed.data_categories)):
        text, _ = decode(kind.path, texts.get(kind.path, b""))
        before = text
        try:
            for name, record in records.items():
                text = merged(kind, text, name, news_of(record, center.facts.records(kind.name).get(name)))
        except Clash as clash:
            raise Refused(Problem(Where(kind.path), "bad-value", clash.message, clash.hint)) from None
        if text != before:
            writes[kind.path] = text.encode()
    return writes


def news_of(record: Mapping[str, Any], there: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields of a record that the data has as unknown; the whole of one that it does not have."""
    if there is None:
        return {field: value for field, value in record.items() if field != "id"}
    return {field: value for field, value in record.items() if is_unknown(there.get(field)) and not is_unknown(value)}


# A list alone -------------------------------------------------------------------------------------------------------


def new_vendors(
    texts: Mapping[str, bytes], center: Center, listed: vendor_records.Listed, *, today: date
) -> vendor_records.Listed | None:
    """What a list says that the data does not: whole records, or fields that are unknown there; None for nothing.

    Raises `Refused` with every error the center would have with them.
    """
    there, known = center.facts.records("subprocessors"), center.facts.records("data_categories")
    news = {name: news_of(record, there.get(name)) for name, record in listed.subprocessors.items()}
    new = {name: {"id": name, **fields} for name, fields in news.items() if fields}
    if not new:
        return None
    used = {name for record in new.values() if isinstance(record.get("data"), list) for name in record["data"]}
    wanted = {name: record for name, record in listed.data_categories.items() if name in used}
    writes = data_of(texts, center, vendor_records.Listed(listed.subprocessors, wanted))
    problems = check(load(applied(texts, writes)), today)
    refuse([problem for problem in problems if problem.is_error])
    return vendor_records.Listed(new, {name: record for name, record in wanted.items() if name not in known})
