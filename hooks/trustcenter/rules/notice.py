"""Rules of notice: changes are announced as far in advance as promised, under the class that their facts demand.

Also computed here, for publishing and pages: the promise that binds (`promise_on`) and the changed facts of a change
(`fact_changes`).  Notice is judged until a change is sealed (shown by the last deployment or, without a base, until its
announced day is over); afterwards the dates stored in its record count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from trustcenter.comparing import fact_diff
from trustcenter.model.audiences import ON_ACCEPTANCE, Audience, AudienceDay, audiences_in, shorter_on
from trustcenter.model.facts import Facts
from trustcenter.model.kinds.floors import FLOORS
from trustcenter.model.memory import once_for
from trustcenter.model.periods import Period, add, clear_days, earliest_effective, has_holidays, parse_period
from trustcenter.model.phrases import day, plural
from trustcenter.model.problems import Problem, Severity, Where
from trustcenter.model.versions import Archive, Change, Version, public_facts, stated
from trustcenter.reading.center import Center
from trustcenter.rules import registrations


@dataclass(frozen=True, slots=True)
class Promise:
    """The promise in force on an announced day.

    `record` is the `notice` record, `holidays` the country whose public holidays are not business days.
    """

    record: Mapping[str, Any]
    holidays: str | None

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries whose public holidays are not business days."""
        return (self.holidays,) if self.holidays else ()

    @property
    def audiences(self) -> Mapping[str, Audience]:
        """The audiences that the promise names, by id."""
        return audiences_in(self.record, self.holidays)

    @property
    def period(self) -> Period | None:
        """The promised notice period of material changes; None if none is promised."""
        written = self.record.get("material")
        return parse_period(written) if isinstance(written, str) else None

    def earliest(self, announced: date) -> date:
        """The first day on which a material change announced on a day may take effect."""
        return earliest_effective(announced, self.period, countries=self.countries) if self.period else announced

    def object_by(self, announced: date, binds_from: date) -> date | None:
        """The last day to object to a change, never later than `binds_from`.

        None if it binds at once, or if no time to object was promised.
        """
        written = self.record.get("objection")
        if not isinstance(written, str) or binds_from <= announced:
            return None
        return min(add(announced, parse_period(written), countries=self.countries), binds_from)


def promise_on(facts: Facts, archive: Archive, announced: date) -> Promise:
    """The promise that binds changes announced on a day; a change cannot shorten its own notice.

    If no version ever cited `notice`, the longer of two promises binds: that of `data/notice.yml` and that stored in
    the last record, so that an edit of the file does not shorten the notice.
    """
    promise = Promise(public_facts(facts, archive, announced).one("notice"), _holidays_of(facts))
    if "notice" in archive.governed():
        return promise
    last = _last_announced(archive, announced)
    stored = Promise(last.promise, last.holidays) if last else promise
    return max(promise, stored, key=lambda candidate: candidate.earliest(announced))


def _last_announced(archive: Archive, announced: date) -> Version | None:
    """The last version announced by a day that is not recorded history."""
    before = [v for v in archive.all_versions if v.public_from <= announced and v.class_ != "recorded"]
    return max(before, key=lambda v: (v.public_from, v.number), default=None)


def audience_days(facts: Facts, before: Archive, known: Archive, version: Version) -> tuple[AudienceDay, ...]:
    """The days from which a version binds each audience; empty where all of them are its effective day.

    An audience is bound no earlier than everybody else, nor than its own promise allows: by the promise in force for
    everybody on the announced day, and by that of the versions that bind the audience then.  It gets changes in their
    order, so also not before an earlier change to the same texts or facts that is still pending for it.  Whoever is
    bound on acceptance is so from the day after the announcement.  `before` is the archive without the change, `known`
    has those of its versions that precede this one.
    """
    if version.announced is None or version.class_ == "recorded" or version.class_ == "initial":
        return ()
    known, promise = known.as_known(version.announced), promise_on(facts, before, version.announced)
    earlier = [v for v in known.all_versions if v.audiences and _precedes(v, version, known)]
    waiting = {
        one.id: one.label for v in earlier for one in v.audiences
        if not one.on_acceptance and v.effective_for(one.id) > version.effective
    }  # fmt: skip
    promised = promise.audiences
    still = {name: _promise_to(facts, before, version.announced, name).audiences.get(name) for name in known.audiences}
    lasting = {name: audience.label for name, audience in still.items() if audience and not audience.on_acceptance}
    days: list[AudienceDay] = []
    for name, label in {**waiting, **lasting, **{one.id: one.label for one in promised.values()}}.items():
        if name in promised and promised[name].on_acceptance:
            day = version.effective if version.retires else _accepted_from(known, version, promised[name])
            days.append(AudienceDay(name, label, day, on_acceptance=True))
            continue
        owed = (promise, _promise_to(facts, before, version.announced, name))
        own = [_earliest(each, version, name) for each in owed]
        days.append(AudienceDay(name, label, max([version.effective, *own, *_days_of(earlier, name)])))
    return tuple(days) if any(one.effective != version.effective for one in days) else ()


def _precedes(earlier: Version, version: Version, known: Archive) -> bool:
    """Whether a version continues an earlier one, or states facts that one announced on an earlier day states."""
    announced = version.public_from
    if earlier.effective > version.effective or known.withdrawn(earlier, announced):
        return False
    if earlier.policy == version.policy:
        return earlier.number < version.number
    return earlier.public_from < announced and _share_facts(earlier.cites, version.cites)


def _share_facts(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two lists of cites name the same facts: a record, or the collection that holds it."""
    one, two = {*some}, {*others}
    kinds = {cite.partition(".")[0] for cite in one}, {cite.partition(".")[0] for cite in two}
    return bool(one & (two | kinds[1]) or two & kinds[0])


def _days_of(versions: Iterable[Version], audience: str) -> list[date]:
    return [v.effective_for(audience) for v in versions]


def _earliest(promise: Promise, version: Version, audience: str) -> date:
    """The first day on which a promise lets a version bind an audience; only a material one needs notice."""
    announced = version.announced or version.effective
    if version.class_ != "material":
        return announced
    own = promise.audiences.get(audience)
    return max(promise.earliest(announced), own.earliest(announced) if own and not own.on_acceptance else announced)


def _promise_to(facts: Facts, archive: Archive, announced: date, audience: str) -> Promise:
    """The promise that binds an audience on a day: as the versions that bind it then state it.

    If no version ever cited `notice`, that stored in the last record.
    """
    holidays = _holidays_of(facts)
    if "notice" in archive.governed():
        return Promise(public_facts(facts, archive, announced, audience=audience).one("notice"), holidays)
    last = _last_announced(archive, announced)
    return Promise(last.promise, last.holidays) if last else Promise({}, holidays)


def _accepted_from(known: Archive, version: Version, audience: Audience) -> date:
    """The day from which whoever accepts a version is bound by it.

    It is the day after the announcement; a correction of a version that binds them already does so at once.
    """
    announced = version.announced or version.effective
    same_day = known.by_effective_day.get((version.policy, version.effective), ())
    corrected = [
        v.accepted_from for v in same_day if not known.withdrawn(v, announced) and v.accepted_from <= announced
    ]
    return min(version.effective, announced if corrected else audience.earliest(announced))


def _holidays_of(facts: Facts) -> str | None:
    """The country whose public holidays are no business days, if its calendar is known."""
    country = facts.one("organization").get("holidays")
    return country if isinstance(country, str) and has_holidays(country) else None


def without(archive: Archive, change: str) -> Archive:
    """The archive before a change: without its versions and all later ones of the same policies."""
    archive = archive.without_postponements({change})
    first = {v.policy: v.number for v in reversed(archive.all_versions) if v.change == change}
    versions = {
        policy: tuple(v for v in own if v.number < first.get(policy, v.number + 1))
        for policy, own in archive.versions.items()
    }
    changes = {i: c for i, c in archive.changes.items() if i != change}
    withdrawals = {i: w for i, w in archive.withdrawals.items() if i != change}
    kept = {p: vs for p, vs in versions.items() if vs}
    return replace(archive, versions=kept, changes=changes, withdrawals=withdrawals, published={})


def fact_changes(
    archive: Archive, change: str, *, announced_by: date | None = None
) -> tuple[fact_diff.FactChange, ...]:
    """The facts that a change alters across the whole center, on the day its versions begin to bind.

    A vendor that another policy already lists is not added again by a policy that cites it too.  Clauses that answered
    a requirement and are gone are included.  With `announced_by`, only what was announced by that day counts, and a
    withdrawal of the change itself does not.
    """
    changes: list[fact_diff.FactChange] = []
    for _, old, new in _around(archive, change, announced_by):
        changes += fact_diff.changes(stated(old.values()), stated(new.values()))
        for policy in sorted({v.policy for v in archive.by_change.get(change, ())}):
            if policy in old and new.get(policy) != old[policy]:
                changes += fact_diff.dropped(old[policy], new.get(policy))
    return tuple(dict.fromkeys(changes))


def lost_elements(archive: Archive, change: str, regimes: Iterable[str]) -> tuple[str, ...]:
    """The elements of a registration with carriers that a change drops, as sentences; `regimes` are asserted."""
    lost: list[str] = []
    for on, old, new in _around(archive, change, None):
        lost += registrations.lost(on, old, new, regimes)
    return tuple(dict.fromkeys(lost))


def _around(
    archive: Archive, change: str, announced_by: date | None
) -> Iterator[tuple[date, dict[str, Version], dict[str, Version]]]:
    """For each day on which versions of a change begin to bind: the versions in effect without it, and with it."""
    own = archive.by_change.get(change, ())
    theirs = sorted({v.policy for v in own})
    for on in sorted({v.binds_from for v in own}):
        old = _in_effect(archive, archive.versions, (), own, on, announced_by)
        now = _in_effect(archive, theirs, own, own, on, announced_by)
        yield on, old, {p: v for p in archive.versions if (v := (now if p in theirs else old).get(p))}


def _in_effect(
    archive: Archive, policies: Iterable[str], counted: Sequence[Version], own: Sequence[Version], on: date,
    announced_by: date | None,
) -> dict[str, Version]:  # fmt: skip
    """The versions of `policies` in effect on a day, as if no version followed those of a change (`own`).

    Of `own`, only those in `counted` are considered.  `announced_by` is the day by which all other versions and their
    withdrawals must have been announced.
    """
    names, first = {v.name for v in counted}, {v.policy: v.number for v in reversed(own)}
    theirs = {v.name for v in own}
    withdrawn = {
        name
        for withdrawal in archive.withdrawals.values()
        if withdrawal.announced <= on
        and (announced_by is None or (withdrawal.announced <= announced_by and theirs.isdisjoint(withdrawal.versions)))
        for name in withdrawal.versions
    }

    def counts(v: Version) -> bool:
        earlier = v.number < first.get(v.policy, v.number + 1) and (
            announced_by is None or v.public_from <= announced_by
        )
        return v.name not in withdrawn and (v.name in names or earlier)

    binding = {p: next(filter(counts, archive.effective_by(p, on)), None) for p in policies}
    return {policy: version for policy, version in binding.items() if version and not version.retires}


def changes_as_announced(archive: Archive, change: Change) -> tuple[fact_diff.FactChange, ...]:
    """The facts that a change alters as the public knew them when it was announced; the result never changes.

    Later announcements and withdrawals do not count; the first publication alters nothing.
    """
    return once_for(archive, ("as announced", change), lambda: _changes_as_announced(archive, change))


def _changes_as_announced(archive: Archive, change: Change) -> tuple[fact_diff.FactChange, ...]:
    own, announced_by = archive.by_change.get(change.id, ()), change.public_from
    first = {v.policy: v.number for v in reversed(own)}
    others = (v for v in archive.all_versions if v.number < first.get(v.policy, v.number + 1))
    before = any(v.public_from <= announced_by for v in others)
    return fact_changes(archive, change.id, announced_by=announced_by) if before else ()


def too_little_notice(center: Center, today: date) -> Iterator[Problem]:
    """A material change takes effect no earlier than the promise in force on its announced day allows.

    Counted in clear days: neither the day of announcement nor the effective day counts.  The same holds for the day
    of each audience, by its own promise.
    """
    judged = {version.name for version, _ in still_judged(center, today)}
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
        if version.name in judged:
            yield from _too_early_for_audiences(center, version)


def _too_early_for_audiences(center: Center, version: Version) -> Iterator[Problem]:
    before = without(center.archive, version.change)
    known = replace(before, versions={**before.versions, version.policy: _before(center.archive, version)})
    for owed in audience_days(center.facts, before, known, version):
        sealed = version.effective_for(owed.id)
        if sealed < owed.effective:
            message = f"{version.name} binds {owed.label} from {day(sealed)} on, sooner than their notice allows"
            hint = f"the earliest valid day for them is {owed.effective}; `trustcenter publish --redo {version.change}`"
            yield Problem(Where(version.path), "too-little-notice", message, hint)


def _before(archive: Archive, version: Version) -> tuple[Version, ...]:
    return tuple(v for v in archive.versions[version.policy] if v.number < version.number)


def understated_class(center: Center, today: date) -> Iterator[Problem]:
    """A change is of the class that the changed facts demand, or of a higher one; a dropped clause demands `minor`.

    So does what a registration with carriers needs and the texts or the facts no longer have.
    """
    for version, change in still_judged(center, today):
        first = version.name == change.versions[0]
        if not first or change.class_ in ("recorded", "material", "emergency") or _nothing_before(center, change):
            continue
        changes = fact_changes(center.archive, change.id)
        demanded = fact_diff.floor(changes)
        claimed = "editorial" if change.class_ == "initial" else change.class_
        if demanded and FLOORS.index(demanded) > FLOORS.index(claimed):
            because = [c for c in changes if c.floor == demanded]
            what = "the clauses that are gone" if all(c.kind == fact_diff.CLAUSE for c in because) else "the facts"
            sentences = "; ".join(c.sentence for c in because)
            message = f"{change.id} claims to be {change.class_}, but {what} demand {demanded}: {sentences}"
            yield Problem(Where(change.path), "understated-class", message, f"publish it as {demanded}{_same(because)}")
        elif claimed == "editorial" and (lost := lost_elements(center.archive, change.id, _regimes(center))):
            message = (
                f"{change.id} claims to be {change.class_}, but drops what a registration needs: {'; '.join(lost)}"
            )
            hint = "publish it as minor and change the registration, or put the words back"
            yield Problem(Where(change.path), "understated-class", message, hint)


def _same(changes: Sequence[fact_diff.FactChange]) -> str:
    """What to write if a vendor that got another name is the same company."""
    one = next((change for change in changes if change.what == "replaced"), None)
    if one is None:
        return ""
    former = f"formerly: [{{name: {json.dumps(one.before, ensure_ascii=False)}, until: DAY}}]"
    return (
        f"; if {one.after} is the same company under a new name, its record says so: `{former}`,"
        " with `correction: true` where the old name was a misprint"
    )


def _regimes(center: Center) -> tuple[str, ...]:
    return tuple(center.facts.one("organization").get("regimes", ()))


def _nothing_before(center: Center, change: Change) -> bool:
    """Whether nothing was in effect before a change: a first publication breaks no promise."""
    return not without(center.archive, change.id).on(change.effective).in_effect


def effective_before_announced(center: Center, today: date) -> Iterator[Problem]:
    """Nothing binds before it is announced; only an emergency may, and recorded history did."""
    for version, _ in still_judged(center, today):
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
    for version, change in still_judged(center, today):
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
            latest = add(change.effective, parse_period(within), countries=promise.countries)
            if change.public_from > latest:
                message = (
                    f"{change.id} is announced on {day(change.public_from)}, later than {within} after it took effect"
                )
                yield Problem(where, "emergency-without-reason", message, f"it had to be announced by {latest}")


def shorter_audience(center: Center, today: date) -> Iterator[Problem]:
    """No audience of `data/notice.yml` is promised less notice, or less time to object, than everybody else."""
    record, general = center.facts.one("notice"), Promise(center.facts.one("notice"), _holidays_of(center.facts))
    for place, audience in enumerate(general.audiences.values()):
        for name, own in (("material", audience.period), ("objection", audience.objection)):
            written = record.get(name)
            if not isinstance(written, str) or own is None:
                continue
            measured = audience if name == "material" else replace(audience, period=own)
            if day_of := shorter_on(measured, parse_period(written), general.holidays):
                where = center.sources.where("notice", ("audiences", place, name))
                message = f"`{audience.id}` is promised {own}, less than the {written} that everybody is promised"
                example = f"a notice of {day(day_of)} would end sooner"
                hint = f"{example}; promise at least {written}"
                hint += f", or, for who signs up anew, `binds: {ON_ACCEPTANCE}`" if name == "material" else ""
                yield Problem(where, "shorter-audience", message, hint)


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


def still_judged(center: Center, today: date) -> Iterator[tuple[Version, Change]]:
    """The versions whose notice is still judged (not sealed, withdrawn or recorded), with their changes."""
    for version in center.archive.all_versions:
        change = center.archive.changes.get(version.change)
        if change is None or version.class_ == "recorded":
            continue
        sealed = change.path in center.base.sealed if center.base else version.public_from < today
        if not sealed and not center.archive.withdrawn(version, today):
            yield version, change


__all__ = [
    "Promise", "changes_as_announced", "effective_before_announced", "emergency_without_reason", "fact_changes",
    "planned_announcement", "promise_on", "still_judged", "too_little_notice", "understated_class", "without",
]  # fmt: skip


RULES = (
    too_little_notice, understated_class, effective_before_announced, emergency_without_reason,
    planned_announcement, shorter_audience,
)  # fmt: skip
