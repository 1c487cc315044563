"""Notice: changes are announced as far ahead as the company promised, and called what they are.

Judged until a change is sealed: as long as the last deployment has not shown
it, or, where no base is known, until its announced day is over.  Afterwards the
arithmetic stored in the record is what counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from trustcenter.comparing import fact_diff
from trustcenter.model.facts import Facts
from trustcenter.model.kinds.floors import FLOORS
from trustcenter.model.periods import Period, add, clear_days, earliest_effective, has_holidays, parse_period
from trustcenter.model.phrases import day, plural
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.model.versions import Archive, Change, Version, public_facts, stated
from trustcenter.reading.center import Center


@dataclass(frozen=True, slots=True)
class Promise:
    """The promise in force on an announced day: the `notice` record and whose public holidays are no business days."""

    record: Mapping[str, Any]
    holidays: str | None

    @property
    def period(self) -> Period | None:
        """The period that binds a material change; None where none is promised."""
        written = self.record.get("material")
        return parse_period(written) if isinstance(written, str) else None

    def earliest(self, announced: date) -> date:
        """The first day on which a material change announced on a day may bind."""
        return earliest_effective(announced, self.period, country=self.holidays) if self.period else announced

    def object_by(self, announced: date, binds_from: date) -> date | None:
        """The last day to object to a change announced on a day: never later than it binds, none if it binds at once.

        None too where no time to object was promised.
        """
        written = self.record.get("objection")
        if not isinstance(written, str) or binds_from <= announced:
            return None
        return min(add(announced, parse_period(written), country=self.holidays), binds_from)


def promise_on(facts: Facts, archive: Archive, announced: date) -> Promise:
    """The promise that binds changes announced on a day: a change cannot shorten its own notice.

    While no version states the promise, an edit of `data/notice.yml` cannot shorten it either: the one stored in the
    last record still binds, until a version that states the shorter one is in force.
    """
    country = facts.one("organization").get("holidays")
    known = country if isinstance(country, str) and has_holidays(country) else None
    promise = Promise(public_facts(facts, archive, announced).one("notice"), known)
    if "notice" in archive.governed():
        return promise
    told = [v for v in archive.all_versions if v.public_from <= announced and v.class_ != "recorded"]
    last = max(told, key=lambda v: (v.public_from, v.number), default=None)
    stored = Promise(last.promise, last.holidays) if last else promise
    return max(promise, stored, key=lambda candidate: candidate.earliest(announced))


def without(archive: Archive, change: str) -> Archive:
    """The archive as it was before a change: without its versions and those that followed them."""
    first = {v.policy: v.number for v in reversed(archive.all_versions) if v.change == change}
    versions = {
        policy: tuple(v for v in found if v.number < first.get(policy, v.number + 1))
        for policy, found in archive.versions.items()
    }
    changes = {i: c for i, c in archive.changes.items() if i != change}
    withdrawals = {i: w for i, w in archive.withdrawals.items() if i != change}
    return Archive({p: vs for p, vs in versions.items() if vs}, changes, withdrawals)


def fact_changes(archive: Archive, change: str, *, known: date | None = None) -> tuple[fact_diff.FactChange, ...]:
    """What a change does to the facts of the whole center, on the day its versions begin to bind.

    Where `known` is given, nothing announced after that day has a part in it, nor that the change was withdrawn.

    A vendor that another policy already lists is not added again by a policy that cites it too.  Clauses count by
    policy: one that answered a requirement and is gone stands here too.
    """
    own = archive.by_change.get(change, ())
    theirs = sorted({v.policy for v in own})
    found: list[fact_diff.FactChange] = []
    for on in sorted({v.binds_from for v in own}):
        old = _in_effect(archive, archive.versions, (), own, on, known)
        now = _in_effect(archive, theirs, own, own, on, known)
        new = {p: v for p in archive.versions if (v := (now if p in theirs else old).get(p))}
        found += fact_diff.changes(stated(old.values()), stated(new.values()))
        for policy in theirs:
            if policy in old and new.get(policy) != old[policy]:
                found += fact_diff.dropped(old[policy], new.get(policy))
    return tuple(dict.fromkeys(found))


def _in_effect(
    archive: Archive, policies: Iterable[str], counted: Sequence[Version], own: Sequence[Version], on: date,
    known: date | None,
) -> dict[str, Version]:  # fmt: skip
    """The versions of some policies in effect on a day: none that followed a change's `own`, and of these `counted`.

    `known` is the day by which all others, and withdrawals of them, must have been announced.
    """
    names, first = {v.name for v in counted}, {v.policy: v.number for v in reversed(own)}
    theirs = {v.name for v in own}
    gone = {
        name
        for withdrawal in archive.withdrawals.values()
        if withdrawal.announced <= on
        and (known is None or (withdrawal.announced <= known and theirs.isdisjoint(withdrawal.versions)))
        for name in withdrawal.versions
    }

    def counts(v: Version) -> bool:
        earlier = v.number < first.get(v.policy, v.number + 1) and (known is None or v.public_from <= known)
        return v.name not in gone and (v.name in names or earlier)

    binding = {p: next(filter(counts, archive.effective_by(p, on)), None) for p in policies}
    return {policy: version for policy, version in binding.items() if version and not version.retires}


def changes_as_announced(archive: Archive, change: Change) -> tuple[fact_diff.FactChange, ...]:
    """What a change does to the facts as the public knew them when it was announced; the same for ever.

    Nothing announced later has a part in it, nor that it was withdrawn; the first publication changes nothing.
    """
    remembered, key = archive.remembered, ("as announced", change)
    if key not in remembered:
        own, known = archive.by_change.get(change.id, ()), change.public_from
        first = {v.policy: v.number for v in reversed(own)}
        others = (v for v in archive.all_versions if v.number < first.get(v.policy, v.number + 1))
        before = any(v.public_from <= known for v in others)
        remembered[key] = fact_changes(archive, change.id, known=known) if before else ()
    found: tuple[fact_diff.FactChange, ...] = remembered[key]
    return found


def too_little_notice(center: Center, today: date) -> Iterator[Problem]:
    """A material change takes effect no earlier than the promise in force on its announced day allows.

    Counted in clear days: neither the day of announcement nor the effective day counts.
    """
    judged = {version.name for version, _ in _open(center, today)}
    promised = cache(lambda change, on: promise_on(center.facts, without(center.archive, change), on))
    for version in center.archive.all_versions:
        if version.class_ != "material" or version.announced is None or center.archive.withdrawn(version, today):
            continue
        promise, earliest = Promise(version.promise, version.holidays), version.earliest or version.announced
        if version.name in judged:
            promise = promised(version.change, version.announced)
            earliest = promise.earliest(version.announced)
        if promise.period and version.effective < earliest:
            given = plural(clear_days(version.announced, version.effective), "clear day")
            message = (
                f"{version.name}: {promise.period} of notice are promised (data/notice.yml, `material`, as in force on"
                f" {day(version.announced)}), {given} would be given"
            )
            hint = f"announced on {version.announced}, the earliest valid effective date is {earliest}"
            yield Problem(Where(version.path), "too-little-notice", message, hint)


def understated_class(center: Center, today: date) -> Iterator[Problem]:
    """A change is of the class that the changed facts demand, or of a higher one; a dropped clause demands `minor`."""
    for version, change in _open(center, today):
        first = version.name == change.versions[0]
        if not first or change.class_ in ("recorded", "material", "emergency") or _nothing_before(center, change):
            continue
        changes = fact_changes(center.archive, change.id)
        demanded = fact_diff.floor(changes)
        claimed = "editorial" if change.class_ == "initial" else change.class_
        if demanded and FLOORS.index(demanded) > FLOORS.index(claimed):
            because = [c for c in changes if c.floor == demanded]
            what = "the clauses that are gone" if all(c.kind == fact_diff.CLAUSE for c in because) else "the facts"
            told = "; ".join(c.sentence for c in because)
            message = f"{change.id} claims to be {change.class_}, but {what} demand {demanded}: {told}"
            yield Problem(Where(change.path), "understated-class", message, f"publish it as {demanded}")


def _nothing_before(center: Center, change: Change) -> bool:
    """The first publication of a center changes nothing that anyone was promised."""
    return not without(center.archive, change.id).on(change.effective).in_effect


def effective_before_announced(center: Center, today: date) -> Iterator[Problem]:
    """Nothing binds before it is announced; only an emergency may, and recorded history did."""
    for version, _ in _open(center, today):
        if (
            version.class_ not in ("emergency", "recorded")
            and version.announced
            and version.effective < version.announced
        ):
            message = (
                f"{version.name} takes effect on {day(version.effective)},"
                f" before it is announced on {day(version.announced)}"
            )
            hint = f"make it effective on {version.announced} or later"
            yield Problem(Where(version.path), "effective-before-announced", message, hint)


def emergency_without_reason(center: Center, today: date) -> Iterator[Problem]:
    """An emergency change is allowed by the promise, says its reason, and is announced within the promised period."""
    for version, change in _open(center, today):
        if change.class_ != "emergency" or version.name != change.versions[0]:
            continue
        promise = promise_on(center.facts, without(center.archive, change.id), change.public_from)
        allowed = promise.record.get("emergency", {})
        where = Where(change.path)
        if not change.reason:
            hint = "say it with --reason"
            yield Problem(where, "emergency-without-reason", f"{change.id} gives no reason for the emergency", hint)
        if allowed.get("allowed") is not True:
            unknown = isinstance(allowed.get("allowed"), dict)
            message = f"{change.id}: the promise in force does not allow emergency changes"
            message += ": whether it should is not stated" if unknown else ""
            yield Problem(where, "emergency-without-reason", message, "publish it as material, with its notice")
        elif isinstance(within := allowed.get("within"), str):
            latest = add(change.effective, parse_period(within), country=promise.holidays)
            if change.public_from > latest:
                message = (
                    f"{change.id} is announced on {day(change.public_from)}, later than {within} after it took effect"
                )
                yield Problem(where, "emergency-without-reason", message, f"it had to be announced by {latest}")


def planned_announcement(center: Center, today: date) -> Iterator[Problem]:
    """A change that is announced later stands on no page before its day, but a public repository shows it already."""
    for change in center.archive.changes.values():
        if change.public_from > today:
            message = (
                f"{change.id} is announced on {day(change.public_from)}: until then no page shows it,"
                " but a public repository already does"
            )
            hint = "where that matters, keep it in a private branch until its day"
            yield Problem(Where(change.path), "planned-announcement", message, hint, Severity.INFO)


def _open(center: Center, today: date) -> Iterator[tuple[Version, Change]]:
    """Versions whose notice is still to be judged, with their changes."""
    for version in center.archive.all_versions:
        change = center.archive.changes.get(version.change)
        sealed = change and (change.path in center.base.sealed if center.base else version.public_from < today)
        withdrawn = center.archive.withdrawn(version, today)
        if change and not sealed and version.class_ != "recorded" and not withdrawn:
            yield version, change


__all__ = [
    "Promise", "changes_as_announced", "effective_before_announced", "emergency_without_reason", "fact_changes",
    "planned_announcement", "promise_on", "too_little_notice", "understated_class", "without",
]  # fmt: skip
