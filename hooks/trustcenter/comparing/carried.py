"""Decides whether a version holds what a withdrawn one changed.

`publishing.withdraw` refuses a withdrawal, and the rule `withdrawn_returns` an archive, while an announced version
would bring into effect what was withdrawn; `rules.emergencies` asks what a draft or an emergency brings back.  Pure:
`carries` compares three versions and names what is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from trustcenter.model.versions import Archive, Version, Withdrawal

_GONE = object()


def carriers(archive: Archive, withdrawn: list[Version]) -> dict[str, tuple[str, ...]]:
    """The announced versions, none of them withdrawn, that hold something of these: what each holds, by its name."""
    taken = {version.name for version in withdrawn}
    taken |= {name for withdrawal in archive.withdrawals.values() for name in withdrawal.versions}
    carried: dict[str, tuple[str, ...]] = {}
    for version in _last(withdrawn):
        before = archive.predecessor(version, later=False)  # what came later may hold the same, and would hide it
        for later in _later(archive, version, taken):
            if held := carries(before, version, later):
                carried[later.name] = tuple(dict.fromkeys((*carried.get(later.name, ()), *held)))
    return carried


def brought_back(
    archive: Archive, version: Version, before: Version | None, *, announced_by: date | None = None
) -> dict[str, tuple[str, ...]]:
    """What a version holds that was withdrawn before it was published and that `before` does not hold, by withdrawal.

    `announced_by` is the day by which the withdrawals were announced, the announced day of the version if left out.
    """
    held_by: dict[str, tuple[str, ...]] = {}
    for withdrawal in archive.withdrawals.values():
        if withdrawal.announced > (announced_by or version.public_from):
            continue
        if announced_by is None and published_before(archive, version, withdrawal):
            continue
        gone = [archive.by_name[name] for name in withdrawal.versions if name in archive.by_name]
        held = [what for one in _last(gone) for what in _newly_held(archive, one, version, before)]
        if held:
            held_by[withdrawal.change] = tuple(dict.fromkeys(held))
    return held_by


def _newly_held(archive: Archive, withdrawn: Version, version: Version, before: Version | None) -> list[str]:
    base = archive.predecessor(withdrawn, later=False)
    known = carries(base, withdrawn, before) if before else ()
    return [what for what in carries(base, withdrawn, version) if what not in known]


def published_before(archive: Archive, version: Version, withdrawal: Withdrawal) -> bool:
    """Whether a version was published before a withdrawal: by the chain of its policy, else by the announced day."""
    if version.policy not in withdrawal.previous:
        return version.public_from < withdrawal.announced
    seal, before = version.previous, {v.seal: v.previous for v in archive.versions[version.policy]}
    before |= {r.seal: r.previous[version.policy] for r in archive.chained.values() if version.policy in r.previous}
    while seal and seal != withdrawal.seal:
        seal = before.get(seal)
    return seal is None


def carries(before: Version | None, withdrawn: Version, later: Version) -> tuple[str, ...]:
    """What `later` holds of the changes from `before` to `withdrawn`: `subprocessors.planet`, or a line of the text."""
    own = withdrawn.policy == later.policy
    old = before.facts.kinds if before else {}
    facts = tuple(_facts(old, withdrawn.facts.kinds, later.facts.kinds, (), own=own))
    return (*facts, *(_lines(before.text if before else "", withdrawn.text, later.text) if own and not facts else ()))


def _last(withdrawn: list[Version]) -> list[Version]:
    """Of the versions for one effective day the last: it holds the corrections of the others."""
    return list({(version.policy, version.effective): version for version in withdrawn}.values())


def _later(archive: Archive, version: Version, taken: set[str]) -> list[Version]:
    """The versions that would still come into effect with or after one: its successors, and those of other policies."""
    last = {(v.policy, v.effective): v for v in archive.all_versions if v.name not in taken}
    return [
        v
        for v in last.values()
        if (v.order > version.order if v.policy == version.policy else v.effective >= version.effective)
    ]


def _facts(old: Any, withdrawn: Any, later: Any, route: tuple[str, ...], *, own: bool) -> Iterator[str]:
    """The routes of two steps at which a change to the withdrawn value stands in the later one."""
    if withdrawn == old or (later is _GONE and not own):
        return
    if later == withdrawn and (len(route) > 1 or not isinstance(later, Mapping)):
        yield ".".join(route[:2])
    elif all(isinstance(side, Mapping) for side in (withdrawn, later)):
        for key in sorted({*withdrawn, *later}):
            before = old.get(key, _GONE) if isinstance(old, Mapping) else _GONE
            yield from _facts(before, withdrawn.get(key, _GONE), later.get(key, _GONE), (*route, key), own=own)
    elif isinstance(withdrawn, list) and isinstance(later, list):
        before = old if isinstance(old, list) else []
        if any(item in later for item in withdrawn if item not in before):
            yield ".".join(route[:2])


def _lines(old: str, withdrawn: str, later: str) -> Iterator[str]:
    """The first line that the withdrawn text added and the later one has, or that both took out."""
    before, taken, after = (
        {" ".join(line.split()): 1 for line in text.splitlines()} for text in (old, withdrawn, later)
    )
    added = [line for line in taken if line and line not in before]
    removed = [line for line in before if line and line not in taken]
    held = [line for line in added if line in after] or [line for line in removed if line not in after and not added]
    yield from (f"“{line}”" for line in held[:1])
