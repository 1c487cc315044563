"""Publishing: drafts become versions, records and a changelog entry.

`plan` is pure: texts and an order in, files to write (or the reasons not to)
out.  Writing them together is left to `files.py`.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from trustcenter import __version__, records
from trustcenter.center import Center, load
from trustcenter.diff import FactChange
from trustcenter.markdown_text import escape
from trustcenter.model import Archive, Change, Version, cited
from trustcenter.problems import Problem, Where, one_of
from trustcenter.records import Class, canonical, sha256
from trustcenter.rules import check
from trustcenter.rules.notice import Promise, fact_changes, promise_on

MUST_BE_MENDED = ("placeholder", "obfuscated-email")
"""Warnings in a draft that stop its publication."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What a person asked for; `effective` None means the earliest day allowed, `announce` None means today."""

    policies: tuple[str, ...] = ()
    effective: date | None
    class_: Class
    title: str
    summary: str
    reason: str = ""
    announce: date | None = None
    today: date


@dataclass(frozen=True, slots=True)
class Plan:
    """A publication ready to be written: `writes` by path, `last` the change file, which is the commit point."""

    change: Change
    versions: tuple[Version, ...]
    writes: Mapping[str, bytes]
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


def differing(center: Center, policies: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The policies (of those named, or all) whose draft says something else than their newest version."""
    return tuple(
        policy for policy in sorted(center.filled)
        if (not policies or policy in policies) and _differs(center, policy)
    )  # fmt: skip


def _differs(center: Center, policy: str) -> bool:
    newest, draft, filled = center.archive.newest(policy), center.drafts[policy], center.filled[policy]
    if newest is None:
        return True
    now = (filled.text, cited(center.facts, filled.cites), draft.title, draft.summary, dict(draft.covers), draft.owner)
    then = (newest.text, newest.facts, newest.title, newest.summary, dict(newest.covers), newest.owner)
    return now != then


def plan(texts: Mapping[str, bytes], order: Order) -> Plan | None:
    """What publishing would write; None when no draft differs.  Raises `Refused` with every reason against it."""
    center = load(texts)
    _refuse(_wrong_order(center, order))
    broken = [p for p in center.problems if p.is_error]
    _refuse(broken)
    policies = differing(center, order.policies)
    if not policies:
        return None
    announced = order.announce or (None if order.class_ == "recorded" else order.today)
    promise = promise_on(center.facts, center.archive, announced or order.today)
    earliest = promise.earliest(announced) if announced and order.class_ == "material" else announced
    effective = order.effective or earliest or order.today
    _refuse(_wrong_class(center, policies, order))
    name = _change_id(center.archive, announced or effective, order.title)
    drafted = [_version(center, policy, order, announced, effective, earliest, promise, name) for policy in policies]
    change = Change(
        name,
        order.title,
        order.class_,
        announced,
        effective,
        tuple(v.name for v in drafted),
        order.summary,
        order.reason,
        "",
    )
    changes = fact_changes(_with(center.archive, change, drafted), name) if center.archive.all_versions else ()
    change = replace(change, body=_body(center.archive, drafted, changes))
    writes = _writes(change, drafted)
    checked = load({**texts, **writes})
    found = check(checked, min(effective, announced or effective))
    _refuse([p for p in found if p.is_error] + _to_mend(found, checked, policies, order))
    redlines = {v.policy: _redline(center.archive, v) for v in drafted}
    return Plan(change, tuple(drafted), writes, change.path, changes, redlines, earliest, found)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(*problems)


def _wrong_order(center: Center, order: Order) -> list[Problem]:
    """What is wrong with the request itself."""
    problems = [
        Problem(Where("POLICY"), "bad-value", f"`{policy}` has no draft", one_of(policy, center.drafts))
        for policy in order.policies
        if policy not in center.drafts
    ]
    if not order.title.strip():
        problems.append(
            Problem(Where("--title"), "missing-field", "a change needs a title", "say in a few words what changes")
        )
    if order.class_ != "recorded" and order.announce and order.announce < order.today:
        message = f"{order.announce} is in the past: nobody could read it that day"
        problems.append(Problem(Where("--announce"), "backdated", message, f"announce it on {order.today} or later"))
    if order.class_ == "recorded" and order.effective is None:
        problems.append(
            Problem(Where("--effective"), "missing-field", "history needs its effective date", "write YYYY-MM-DD")
        )
    return problems


def _wrong_class(center: Center, policies: tuple[str, ...], order: Order) -> list[Problem]:
    problems = []
    for policy in policies:
        newest = center.archive.newest(policy)
        if order.class_ == "initial" and newest:
            message = f"{policy} already has {newest.number} version(s)"
            hint = "choose editorial, minor, material or emergency"
            problems.append(Problem(Where("--class"), "bad-value", message, hint))
        if order.class_ == "recorded" and newest and newest.class_ != "recorded":
            message = f"{policy} was already published by this tool ({newest.name}); history comes before that"
            problems.append(Problem(Where("--class"), "wrong-order", message, "choose another class"))
    return problems


def _to_mend(found: tuple[Problem, ...], center: Center, policies: tuple[str, ...], order: Order) -> list[Problem]:
    if order.class_ == "recorded":
        return []
    drafts = {center.drafts[policy].file for policy in policies}
    return [p for p in found if p.rule in MUST_BE_MENDED and p.where.file in drafts]


def _version(
    center: Center, policy: str, order: Order, announced: date | None, effective: date, earliest: date | None,
    promise: Promise, change: str,
) -> Version:  # fmt: skip
    """The next version of a policy, not yet sealed."""
    draft, filled, newest = center.drafts[policy], center.filled[policy], center.archive.newest(policy)
    return Version(
        policy=policy, id=_version_id(center.archive, policy, effective), number=newest.number + 1 if newest else 1,
        title=draft.title, summary=draft.summary, owner=draft.owner, reviewed=draft.reviewed,
        review_every=draft.review_every, effective=effective, announced=announced, earliest=earliest,
        class_=order.class_, change=change, cites=filled.cites, facts=cited(center.facts, filled.cites),
        covers=draft.covers, promise=promise.record, timezone=center.timezone, holidays=promise.holidays,
        text=filled.text, text_sha256=sha256(filled.text.encode()), seal="", previous=newest.seal if newest else None,
        tool=__version__,
    )  # fmt: skip


def _version_id(archive: Archive, policy: str, effective: date) -> str:
    taken = {version.id for version in archive.versions.get(policy, ())}
    return _free(effective.isoformat(), taken)


def _change_id(archive: Archive, announced: date, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "change"
    return _free(f"{announced}-{slug}", set(archive.changes))


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number from 2 on that is not taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(free for free in numbered if free not in taken)


def _with(archive: Archive, change: Change, versions: list[Version]) -> Archive:
    by_policy = {**archive.versions}
    for version in versions:
        by_policy[version.policy] = (*by_policy.get(version.policy, ()), version)
    return Archive(by_policy, {**archive.changes, change.id: change})


# What is written --------------------------------------------------------------------------------------------------


def _body(archive: Archive, versions: list[Version], changes: tuple[FactChange, ...]) -> str:
    """The generated list of what changed: the facts, and the policies whose text changed."""
    lines = [f"- {change.sentence}" for change in changes]
    for version in versions:
        newest = archive.newest(version.policy)
        title = escape(version.title)
        if newest is None:
            lines.append(f"- first version of **{title}**")
        elif newest.text != version.text:
            lines.append(f"- new text of **{title}**")
        else:
            lines.append(f"- new version of **{title}**, its text unchanged")
    return "What changed:\n\n" + "\n".join(lines)


def change_file(change: Change) -> bytes:
    """The bytes of a changelog entry; values are JSON strings, which YAML reads as they are."""
    fields: dict[str, Any] = {
        "title": change.title,
        "class": change.class_,
        "announced": change.announced,
        "effective": change.effective,
    }
    fields |= {"summary": change.summary or None, "reason": change.reason or None}
    lines = [f"{name}: {_yaml(value)}" for name, value in fields.items() if value is not None]
    lines += ["versions:", *(f"  - {name}" for name in change.versions)]
    return ("---\n" + "\n".join(lines) + f"\n---\n\n{change.body}\n").encode()


def _yaml(value: Any) -> str:
    return (
        json.dumps(value, ensure_ascii=False)
        if isinstance(value, str) and not re.fullmatch("[a-z]+", value)
        else str(value)
    )


def record_of(version: Version, *, change_sha256: str) -> dict[str, Any]:
    """The sealed record of a version."""
    record: dict[str, Any] = {
        "format": records.FORMAT, "policy": version.policy, "version": version.id, "number": version.number,
        "title": version.title, "summary": version.summary, "owner": version.owner,
        "reviewed": _iso(version.reviewed), "review_every": version.review_every,
        "effective": _iso(version.effective), "announced": _iso(version.announced), "earliest": _iso(version.earliest),
        "class": version.class_, "change": version.change, "cites": list(version.cites), "facts": version.facts.kinds,
        "covers": dict(version.covers), "promise": dict(version.promise), "timezone": version.timezone,
        "holidays": version.holidays, "text_sha256": version.text_sha256, "change_sha256": change_sha256,
        "previous": version.previous, "tool": version.tool,
    }  # fmt: skip
    return record | {"seal": records.seal(record)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _writes(change: Change, versions: list[Version]) -> dict[str, bytes]:
    entry = change_file(change)
    writes = {change.path: entry}
    for version in versions:
        writes[version.path] = version.text.encode()
        writes[version.path.removesuffix(".md") + ".json"] = canonical(record_of(version, change_sha256=sha256(entry)))
    return writes


def _redline(archive: Archive, version: Version) -> str:
    """What the text changes against the version it will follow, line by line, for a terminal."""
    before = _with(archive, Change("", "", "minor", None, version.effective, (), "", "", ""), [version]).predecessor(
        version
    )
    if before is None:
        return ""
    lines = difflib.unified_diff(
        before.text.splitlines(), version.text.splitlines(), before.name, version.name, lineterm="", n=1
    )
    return "\n".join(lines)
