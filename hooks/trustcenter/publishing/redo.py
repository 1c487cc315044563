"""Plans `publish --redo` and `--drop`: repair or remove a change that no deployment has shown yet.

`cli.publish` calls `plan`, which re-dates, renumbers and re-hashes a change, or `drop`, which lists files to remove.
Needed when a pull request was merged late, two pull requests made the same number, or the prose of a notice was edited
by hand.  Texts and facts stay as published; if another version came between, both are merged (three-way merge).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from trustcenter.comparing.three_way_merge import Conflict, Merge, merged_facts, merged_text
from trustcenter.model import phrases
from trustcenter.model.facts import Facts
from trustcenter.model.paths import record_path
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.sealing import (
    Plan,
    Refused,
    applied,
    change_id,
    finish,
    next_number,
    prose_of,
    refuse,
    version_id,
)
from trustcenter.reading.center import Base, Center, load
from trustcenter.reading.references import placed_again
from trustcenter.rules import check
from trustcenter.rules.notice import promise_on


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Which change to redo; a day that is None is kept if it is still possible, otherwise computed again.

    `no_sooner` is the first day on which it may be announced (an emergency may be today); its announced day is kept
    if it is later.  `earliest`
    makes it effective on the earliest day allowed.
    """

    change: str
    announce: date | None = None
    no_sooner: date | None = None
    effective: date | None = None
    earliest: bool = False
    today: date
    base: Base | None = None


REPAIRABLE = ("altered-version", "wrong-order", "backdated", "duplicate-effective", "orphan-version")
"""Rules whose errors do not prevent redoing or dropping a change, because that may repair them."""


def plan(texts: Mapping[str, bytes], order: Order, *, merge: Merge) -> Plan:
    """The plan for redoing a change.  Raises `Refused` with every reason against it."""
    center = _redoable(texts, order)
    old = center.archive.changes[order.change]
    refuse(_is_redaction(old))
    if old.about:
        again = "withdraw" if old.withdraws else "postpone"
        hint = f"drop it and {again} again"
        raise Refused(Problem(Where("CHANGE"), "bad-value", f"a {old.class_} is not redone", hint))
    rest = load(applied(texts, dict.fromkeys(_files(center.archive, old)))).archive
    soonest = (None if old.class_ == "emergency" else order.no_sooner) or order.today
    announced = None if old.class_ == "recorded" else order.announce or max(old.public_from, soonest)
    promise = promise_on(center.facts, rest, announced or order.today)
    earliest = promise.earliest(announced) if announced and old.class_ == "material" else announced
    name = change_id(rest, announced or old.effective, old.title)
    versions: list[Version] = []
    for version in sorted((v for v in center.archive.all_versions if v.change == old.id), key=lambda v: v.number):
        effective = _effective(version, order, earliest)
        grown = _with_versions(rest, versions)
        rebased = _rebased(center.archive, rest, version, merge)
        versions.append(
            replace(
                rebased, id=version_id(grown, version.policy, effective), number=next_number(grown, version.policy),
                effective=effective, announced=announced, earliest=earliest, change=name, promise=promise.record,
                holidays=promise.holidays, previous=rest.head(version.policy),
                text_sha256=sha256(rebased.text.encode()),
            )
        )  # fmt: skip
    change = replace(
        old, id=name, announced=announced, effective=versions[0].effective, versions=tuple(v.name for v in versions)
    )
    removed = _files(center.archive, old)
    return finish(texts, rest, change, versions, today=order.today, prose=prose_of(old.body), removed=removed)


def drop(texts: Mapping[str, bytes], order: Order) -> tuple[str, ...]:
    """The paths that dropping a change removes.  Raises `Refused` if it must not be dropped."""
    center = _redoable(texts, order)
    refuse(_is_redaction(center.archive.changes[order.change]))
    files = _files(center.archive, center.archive.changes[order.change])
    after = load(applied(texts, dict.fromkeys(files)))
    refuse([p for p in check(after, order.today) if p.is_error and p.rule in ("altered-version", "orphan-version")])
    return files


def _is_redaction(change: Change) -> list[Problem]:
    message, hint = "a redaction changed other files too", "restore them all together: git checkout what it wrote"
    return [Problem(Where("CHANGE"), "bad-value", message, hint)] if change.redacts else []


def _redoable(texts: Mapping[str, bytes], order: Order) -> Center:
    center = load(texts)
    change = center.archive.changes.get(order.change)
    names = {version.name for version in center.archive.all_versions}
    refuse([p for p in center.problems if p.is_error and p.rule not in REPAIRABLE])
    lost = [name for name in (change.versions if change else ()) if name not in names]
    if change and lost and not change.about:
        message = f"{', '.join(lost)} cannot be read any more"
        hint = "restore the files (git checkout), or drop the change and publish again"
        raise Refused(Problem(Where(change.path), "altered-version", message, hint))
    if change is None:
        hint = one_of(order.change, center.archive.changes)
        raise Refused(Problem(Where("CHANGE"), "bad-value", f"`{order.change}` is no change", hint))
    if order.base and change.path in order.base.sealed:
        message = f"{order.change} is sealed: a deployment has shown it"
        hint = "withdraw it while it is upcoming, or publish a successor"
        raise Refused(Problem(Where("CHANGE"), "rewritten-history", message, hint))
    if later := _continued_by(center.archive, change):
        message = f"{phrases.listed(later)} was published after {change.id} and continues it"
        hint = f"drop that first (`trustcenter publish --drop {later[-1]}`), and publish it again afterwards"
        raise Refused(Problem(Where("CHANGE"), "wrong-order", message, hint))
    return center


def _continued_by(archive: Archive, change: Change) -> list[str]:
    """The ids of changes whose records continue those of a change: without it, the hash chain would break."""
    own = {v.seal for v in archive.all_versions if v.change == change.id}
    own |= {record.seal for record in archive.chained.values() if record.change == change.id}
    after = {v.change for v in archive.all_versions if v.previous in own}
    after |= {record.change for record in archive.chained.values() if own & set(record.previous.values())}
    return sorted(after - {change.id})


def _files(archive: Archive, change: Change) -> tuple[str, ...]:
    own = [change.path, *(v.path for v in archive.all_versions if v.change == change.id)]
    return tuple(sorted({file for path in own for file in (path, record_path(path)) if file in archive.published}))


def _with_versions(archive: Archive, versions: list[Version]) -> Archive:
    by_policy = {**archive.versions}
    for version in versions:
        by_policy[version.policy] = (*by_policy.get(version.policy, ()), version)
    return replace(archive, versions=by_policy, published={})


def _effective(version: Version, order: Order, earliest: date | None) -> date:
    if order.effective:
        return order.effective
    if order.earliest or (earliest and version.effective < earliest and version.class_ != "emergency"):
        return earliest or version.effective
    return version.effective


def _rebased(old: Archive, rest: Archive, version: Version, merge: Merge) -> Version:
    """The version as it was, or merged with a version that was published before it in the meantime."""
    built_on = next((v for v in old.versions[version.policy] if v.seal == version.previous), None)
    newest = rest.newest(version.policy)
    if newest is None or built_on is None or built_on.change == version.change or newest.seal == built_on.seal:
        return version
    if sum(v.change == version.change for v in old.versions[version.policy]) > 1:
        message = f"{newest.name} was published meanwhile, and {version.change} re-published a pending version"
        hint = f"drop it (`trustcenter publish --drop {version.change}`) and publish again"
        raise Refused(Problem(Where("CHANGE"), "merge-conflict", message, hint))
    try:
        text = merged_text(built_on, newest, version, merge)
        facts = merged_facts(built_on.facts, newest.facts, version.facts)
    except Conflict as conflict:
        raise Refused(conflict.problem) from None
    cites = tuple(sorted({*version.cites, *newest.cites}))
    references = placed_again(version.references, text, facts)
    return replace(version, text=text, facts=_cited_only(facts, cites), cites=cites, references=references)


def _cited_only(facts: Facts, cites: tuple[str, ...]) -> Facts:
    named = {cite.partition(".")[0] for cite in cites}
    kept: dict[str, Any] = {kind: value for kind, value in facts.kinds.items() if kind in named}
    return Facts(kept)


__all__ = ["Order", "drop", "plan"]
