"""Publishes a change once more on top of another archive: what it changed, not what it once wrote.

`publishing.redo` and `publishing.repair` call `replayed`.  The difference between the version that the change was built
on and the one that it wrote is applied to what is published now (three-way merge).  Class, title, summary, reason and
prose stay; days are kept where they are still possible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trustcenter.comparing.three_way_merge import Merge
from trustcenter.model.problems import Problem, Where
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.pending_fix import spread, with_fix
from trustcenter.publishing.sealing import (
    Plan,
    Refused,
    applied,
    change_id,
    finish,
    is_same_text,
    next_number,
    prose_of,
    version_id,
)
from trustcenter.reading.center import Base, load
from trustcenter.rules.notice import promise_on

BESIDE_PENDING = ("editorial", "minor", "emergency")
"""Classes whose changes bind before what is pending, which is then published again with them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Which change to redo; a day that is None is kept if it is still possible, otherwise computed again.

    `no_sooner` is the first day on which it may be announced (an emergency may be today); its announced day is kept
    if it is later.  `earliest` makes it effective on the earliest day allowed.  With `keep`, what is pending is
    published again with it; otherwise a material change takes effect after what is pending.
    """

    change: str
    announce: date | None = None
    no_sooner: date | None = None
    effective: date | None = None
    earliest: bool = False
    keep: bool = False
    today: date
    base: Base | None = None


def replayed(
    texts: Mapping[str, bytes], old: Archive, order: Order, merge: Merge, *, removed: Collection[str] = ()
) -> Plan:
    """The plan for publishing a change of the archive `old` on top of `texts` without the files `removed`.

    Raises `Refused` on a conflict, on any error of the center with it, or if everything it changed is published.
    """
    center, change = load(applied(texts, dict.fromkeys(removed))), old.changes[order.change]
    rest, announced = center.archive, _announced(old.changes[order.change], order)
    promise = promise_on(center.facts, rest, announced or order.today)
    earliest = promise.earliest(announced) if announced and change.class_ == "material" else announced
    drafts = list(_drafts(old, rest, change, merge))
    if not drafts:
        message = f"everything that {change.id} changed is published already"
        hint = f"drop it: `trustcenter publish --drop {change.id}`"
        raise Refused(Problem(Where("CHANGE"), "bad-value", message, hint))
    keep = order.keep or change.class_ in BESIDE_PENDING or _kept_pending(old, change)
    effective = _effective(old, change, order, earliest)
    if not order.effective and change.class_ == "material":
        effective = _free_day(rest, [policy for _, policy in drafts], effective, keep=keep)
    name = change_id(rest, announced or effective, change.title)
    versions: list[Version] = []
    for version, policy in drafts:
        draft = replace(
            version, id=version_id(rest, policy, effective), number=next_number(rest, policy), effective=effective,
            announced=announced, earliest=earliest, change=name, promise=promise.record, holidays=promise.holidays,
            previous=rest.head(policy), text_sha256=sha256(version.text.encode()), postponed=(), home="",
        )  # fmt: skip
        versions += spread(rest, draft, _pending(rest, policy, effective) if keep else (), merge)
    again = replace(
        change, id=name, announced=announced, effective=effective, versions=tuple(v.name for v in versions),
        postponed=(),
    )  # fmt: skip
    return finish(texts, rest, again, versions, today=order.today, prose=prose_of(change.body), removed=removed)


def _announced(change: Change, order: Order) -> date | None:
    if change.class_ == "recorded":
        return change.announced
    soonest = (None if change.class_ == "emergency" else order.no_sooner) or order.today
    return order.announce or max(change.public_from, soonest)


def _effective(old: Archive, change: Change, order: Order, earliest: date | None) -> date:
    """The effective day asked for, or the one that it had unless that is too early now."""
    if order.effective:
        return order.effective
    had = min(version.effective for version in old.by_change[change.id])
    too_early = earliest is not None and had < earliest and change.class_ not in ("emergency", "recorded")
    return earliest if earliest and (order.earliest or too_early) else had


def _free_day(archive: Archive, policies: Collection[str], day: date, *, keep: bool) -> date:
    """The first day from this one on for which a material change may follow what is announced for these policies.

    That is after everything pending; with `keep`, the first day on which nothing else takes effect.
    """
    taken = {v.effective for p in policies for v in _pending(archive, p, day - timedelta(days=1))}
    if not keep:
        return max([day, *(pending + timedelta(days=1) for pending in taken)])
    while day in taken:
        day += timedelta(days=1)
    return day


def _kept_pending(old: Archive, change: Change) -> bool:
    """Whether a change published a pending version of a policy again."""
    own = old.by_change[change.id]
    return len({version.policy for version in own}) < len(own)


def _pending(archive: Archive, policy: str, effective: date) -> list[Version]:
    """The versions of a policy that take effect after a day, the next one first, without superseded ones."""
    later = [v for v in archive.versions.get(policy, ()) if v.effective > effective]
    last = {v.effective: v for v in later if not archive.withdrawn(v, date.max)}
    return [last[day] for day in sorted(last)]


def _drafts(old: Archive, rest: Archive, change: Change, merge: Merge) -> Iterator[tuple[Version, str]]:
    """For each policy that a change concerns, its newest text with what the change did to it."""
    for policy in dict.fromkeys(version.policy for version in old.by_change[change.id]):
        own = [version for version in old.by_change[change.id] if version.policy == policy]
        base, newest = _built_on(old, own[0]), rest.newest(policy)
        draft = max(own, key=lambda version: version.order)
        if base and newest and base.seal != newest.seal and not draft.retires:
            draft = with_fix(newest, base, draft, merge, called=draft.name)
            if _says_the_same(newest, draft):
                continue
        yield draft, policy


def _built_on(old: Archive, first: Version) -> Version | None:
    """The newest version that a version was published upon: of those before it in the chain, none withdrawn there."""
    versions = {version.seal: version for version in old.versions[first.policy]}
    records = {r.seal: r for r in old.chained.values() if first.policy in r.previous}
    before, withdrawn = list[Version](), set[str]()
    seal = first.previous
    while seal in versions or seal in records:
        if seal in versions:
            before.append(versions[seal])
            seal = versions[seal].previous
        else:
            withdrawn |= {*records[seal].versions} if records[seal].change in old.withdrawals else set()
            seal = records[seal].previous[first.policy]
    return max((v for v in before if v.name not in withdrawn), key=lambda v: v.order, default=None)


def _says_the_same(newest: Version, draft: Version) -> bool:
    same = (newest.facts, newest.title, newest.summary, newest.owner, newest.lang) == (
        draft.facts, draft.title, draft.summary, draft.owner, draft.lang,
    )  # fmt: skip
    return same and dict(newest.covers) == dict(draft.covers) and is_same_text(newest.text, draft.text)


__all__ = ["Order", "replayed"]
