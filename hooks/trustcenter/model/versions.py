"""Versions, changes and the archive: immutable values, and which version is in effect on a given day.

`reading.archive` builds an `Archive` from the repository.  Rules, pages, feeds and publishing ask it for the `Snapshot`
of a day, for predecessors and for upcoming versions.  Status is derived from dates and never stored.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from trustcenter.model.audiences import AudienceDay, Customer
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.memory import once_for
from trustcenter.model.records import ChangeClass, Class, LaterTranslation, RedactedFile, sha256
from trustcenter.model.redactions import VersionRedaction


@dataclass(frozen=True, slots=True)
class Translation:
    """The text of a version in another language, with its own title and summary; it does not bind.

    `path` is its file.  `announced` is the day of the change that published it later than its version, `change` that
    change; None and empty if it was published with the version.
    """

    lang: str
    title: str
    summary: str
    text: str
    text_sha256: str
    path: str = ""
    announced: date | None = None
    change: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A published, frozen text of one policy together with its record.

    `announced` is None if the day is not recorded; the version then counts as announced on its effective day.
    `cites` lists the facts it states: `kind` for a whole collection, `kind.id` for one record.  `effective` is the day
    after the postponements in `postponed` (oldest first); the record keeps the day that was announced first.
    `text_sha256` and `seal` are those of text and record as published, whatever `redactions` replaced since.
    `references` are those that were filled in `text` (`reading.references`); None if the record does not say.
    `lang` is the language of the text (BCP 47); empty if the record does not say.
    `audiences` are the days from which it binds each audience; empty if all of them are its effective day.
    `policy` is the id that its policy has now, `home` the one under which it was published if that was another.
    `translations` are its texts in other languages, those of one language in the order of their publication; where
    title, summary and text are taken from one of them (`spoken`), `translated_from` is the language that binds.
    """

    policy: str
    id: str
    number: int
    title: str
    summary: str
    owner: str
    reviewed: date | None
    review_every: str
    effective: date
    announced: date | None
    earliest: date | None
    class_: Class
    change: str
    cites: tuple[str, ...]
    facts: Facts
    covers: Mapping[str, str]
    promise: Mapping[str, Any]
    timezone: str
    holidays: str | None
    text: str
    text_sha256: str
    seal: str
    previous: str | None
    tool: str
    retires: bool = False
    postponed: tuple[Postponement, ...] = ()
    redactions: tuple[VersionRedaction, ...] = ()
    references: tuple[tuple[int, int, str], ...] | None = None
    home: str = ""
    lang: str = ""
    translations: tuple[Translation, ...] = ()
    translated_from: str = ""
    audiences: tuple[AudienceDay, ...] = ()

    def translation(self, lang: str, on: date) -> Translation | None:
        """Its text in another language as readers have it on a day: the last one published by then."""
        known = (t for t in reversed(self.translations) if t.announced is None or t.announced <= on)
        return next((t for t in known if t.lang == lang), None)

    def languages(self, on: date) -> tuple[str, ...]:
        """The other languages in which it can be read on a day, in order of their codes."""
        return tuple(sorted({t.lang for t in self.translations if t.announced is None or t.announced <= on}))

    @property
    def sealed_paths(self) -> tuple[str, ...]:
        """The files of the texts in other languages that were published with it."""
        return tuple(t.path for t in self.translations if not t.change)

    def effective_for(self, audience: str) -> date:
        """The day from which it binds an audience; its effective day for one that its record does not name.

        A postponement moves what is not later anyway; who is bound on acceptance keeps the day.
        """
        own = next((one for one in self.audiences if one.id == audience), None)
        if own is None:
            return self.effective
        return own.effective if own.on_acceptance else max(own.effective, self.effective)

    @property
    def accepted_from(self) -> date:
        """The day from which it binds whoever accepts it; the effective day if none is bound on acceptance."""
        return next((one.effective for one in self.audiences if one.on_acceptance), self.effective)

    @property
    def served_sha256(self) -> str:
        """The sha256 of its text as it is read today: since the last redaction, not as published."""
        return self.redactions[-1].text_sha256 if self.redactions else self.text_sha256

    @property
    def name(self) -> str:
        """The version's name across policies: `privacy/2025-06-29`; it keeps the id under which it was published."""
        return f"{self.home or self.policy}/{self.id}"

    @property
    def path(self) -> str:
        """The path of its text in the repository; the record is beside it."""
        return f"docs/policies/{self.name}.md"

    @property
    def public_from(self) -> date:
        """The day the public can first read it."""
        return self.announced or self.effective

    @property
    def binds_from(self) -> date:
        """The first day it can be in effect: nothing binds before it is announced."""
        return max(self.public_from, self.effective)

    @property
    def planned(self) -> date:
        """The effective day that was announced first; the effective day if it was never postponed."""
        return self.postponed[0].planned if self.postponed else self.effective

    @property
    def order(self) -> tuple[date, int]:
        """Sort key (effective, number): of the versions that bind on a day, the greatest is in effect."""
        return (self.effective, self.number)


@dataclass(frozen=True, slots=True)
class Change:
    """One changelog entry: the versions it published, their class, and the announced and effective days.

    A withdrawal is a change too: `withdraws` is the id of the change whose versions never take effect.  So is a
    postponement: `postpones` is the id of the change whose versions take effect on its own `effective` day.  Of a
    postponed change, `effective` is the day after the postponements in `postponed`, oldest first.  And so
    is a redaction: `redacts` is the version or the change in which a passage was replaced by a mark.  A change with
    `renames` moved a policy from that id to the one in `to`.  One with `translates` published texts in these languages
    (`de, es`) for versions that stay as they are.
    """

    id: str
    title: str
    class_: ChangeClass
    announced: date | None
    effective: date
    versions: tuple[str, ...]
    summary: str
    reason: str
    body: str
    withdraws: str = ""
    postpones: str = ""
    redacts: str = ""
    renames: str = ""
    to: str = ""
    translates: str = ""
    postponed: tuple[Postponement, ...] = ()

    @property
    def public_from(self) -> date:
        return self.announced or self.effective

    @property
    def about(self) -> str:
        """What this one withdraws, postpones, redacts, renames or translates by a record of its own; empty for a
        publication.
        """
        return self.withdraws or self.postpones or self.redacts or self.renames or self.translates

    @property
    def planned(self) -> date:
        """The effective day that was announced first; the effective day if it was never postponed."""
        return self.postponed[0].planned if self.postponed else self.effective

    @property
    def path(self) -> str:
        return f"docs/changelog/{self.id}.md"

    @property
    def is_notice(self) -> bool:
        """Whether it had to be announced in advance."""
        return self.class_ in ("material", "emergency")


@dataclass(frozen=True, slots=True)
class ChainedRecord:
    """The record beside a change that publishes no version: it continues the hash chain of every policy it concerns.

    `previous` maps each of these policies to the seal that it continues, `versions` are the names of the versions that
    it is about.  Every kind of record has a class of its own, and a field of `Archive`.
    """

    change: str
    versions: tuple[str, ...]
    announced: date
    reason: str
    timezone: str
    previous: Mapping[str, str] = field(hash=False)
    seal: str


@dataclass(frozen=True, slots=True)
class Withdrawal(ChainedRecord):
    """The record of a change that withdraws an upcoming one: which versions never take effect, announced when."""

    withdraws: str


@dataclass(frozen=True, slots=True)
class Postponement(ChainedRecord):
    """The record of a change that postpones an upcoming one, from the `planned` day to the `effective` one."""

    postpones: str
    planned: date
    effective: date


@dataclass(frozen=True, slots=True)
class Redaction(ChainedRecord):
    """The record of a change that replaced a passage of published files by `mark`; `redacts` is what was named."""

    redacts: str
    mark: str
    files: tuple[RedactedFile, ...]

    def of(self, path: str) -> RedactedFile:
        """What it did to a file that it names."""
        return next(file for file in self.files if file.path == path)


def in_order_of(path: str, redactions: Iterable[Redaction]) -> tuple[Redaction, ...]:
    """The redactions of one file, each of which begins with the bytes that the one before left.

    Those that continue none of the others come last, in order of their days: the archive is damaged then.
    """
    waiting = sorted(redactions, key=lambda redaction: (redaction.announced, redaction.change))
    after = {redaction.of(path).after for redaction in waiting}
    following = next((one for one in waiting if one.of(path).before not in after), None)
    ordered: list[Redaction] = []
    while following:
        ordered.append(following)
        waiting.remove(following)
        following = next((one for one in waiting if one.of(path).before == ordered[-1].of(path).after), None)
    return (*ordered, *waiting)


@dataclass(frozen=True, slots=True)
class Rename(ChainedRecord):
    """The record of a change that moved a policy from the id `renames` to the id `to`, which it has from then on."""

    renames: str
    to: str


@dataclass(frozen=True, slots=True)
class LaterTranslations(ChainedRecord):
    """The record of a change that publishes texts in other languages; `translates` names the languages: `de, es`."""

    translates: str
    translations: tuple[LaterTranslation, ...]


def current_ids(renames: Iterable[Rename]) -> dict[str, str]:
    """The id that each renamed policy has now, by every id that it had before."""
    following = {record.renames: record.to for record in renames}
    current: dict[str, str] = {}
    for old in following:
        now, seen = following[old], {old}
        while now in following and now not in seen:
            seen.add(now)
            now = following[now]
        current[old] = now
    return current


def named(version: Version, current: Mapping[str, str]) -> Version:
    """The version with the id that its policy has now."""
    home = version.home or version.policy
    policy = current.get(home, home)
    return version if policy == version.policy else replace(version, policy=policy, home="" if policy == home else home)


@dataclass(frozen=True, slots=True)
class InForce:
    """The first and the last day on which a version is in force; `last` is None while no successor is announced."""

    first: date
    last: date | None


def _order(version: Version) -> tuple[date, int]:
    return version.order


@dataclass(frozen=True)
class Archive:
    """Everything ever published: versions by policy (in order of number), changes by id, file contents by path.

    Immutable; the cached properties are indices of the fields.  Hashed by identity, because it holds mappings.
    `spoken_from`: the archive that this one puts into a language, that language, and the one that binds by default.
    """

    __hash__ = object.__hash__  # dataclass would hash the mappings

    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    withdrawals: Mapping[str, Withdrawal] = field(default_factory=dict)
    published: Mapping[str, bytes] = field(default_factory=dict)
    postponements: Mapping[str, Postponement] = field(default_factory=dict)
    redactions: Mapping[str, Redaction] = field(default_factory=dict)
    renames: Mapping[str, Rename] = field(default_factory=dict)
    translated: Mapping[str, LaterTranslations] = field(default_factory=dict)
    spoken_from: tuple[Archive, str, str] | None = None

    @cached_property
    def current(self) -> Mapping[str, str]:
        """The id that each renamed policy has now, by every id that it had before."""
        return current_ids(self.renames.values())

    @cached_property
    def chained(self) -> Mapping[str, ChainedRecord]:
        """The records beside changes that publish no version, by change."""
        return {**self.withdrawals, **self.postponements, **self.redactions, **self.renames, **self.translated}

    @cached_property
    def all_versions(self) -> tuple[Version, ...]:
        """Every version, ordered by policy and number."""
        return tuple(version for policy in sorted(self.versions) for version in self.versions[policy])

    @cached_property
    def by_name(self) -> Mapping[str, Version]:
        """Every version by its name: `privacy/2025-06-29`."""
        return {version.name: version for version in self.all_versions}

    @cached_property
    def _in_order(self) -> Mapping[str, tuple[Version, ...]]:
        """The versions of each policy sorted by (effective, number)."""
        return {policy: tuple(sorted(versions, key=lambda v: v.order)) for policy, versions in self.versions.items()}

    @cached_property
    def _effective_days(self) -> Mapping[str, tuple[date, ...]]:
        """The effective days of the versions in `_in_order`, for binary search."""
        return {policy: tuple(v.effective for v in versions) for policy, versions in self._in_order.items()}

    @cached_property
    def by_change(self) -> Mapping[str, tuple[Version, ...]]:
        """The versions that each change published."""
        by_change: dict[str, list[Version]] = {}
        for version in self.all_versions:
            by_change.setdefault(version.change, []).append(version)
        return {change: tuple(versions) for change, versions in by_change.items()}

    def named(self, change: Change) -> list[Version]:
        """The versions that a change published or, for a withdrawal, withdrew: by policy and number."""
        versions = (self.by_name[name] for name in change.versions if name in self.by_name)
        return sorted(versions, key=lambda v: (v.policy, v.number))

    @cached_property
    def by_effective_day(self) -> Mapping[tuple[str, date], tuple[Version, ...]]:
        """The versions by (policy, effective day): the first one and its corrections for the same day."""
        by_day: dict[tuple[str, date], list[Version]] = {}
        for version in self.all_versions:
            by_day.setdefault((version.policy, version.effective), []).append(version)
        return {day: tuple(versions) for day, versions in by_day.items()}

    @cached_property
    def by_audience_day(self) -> Mapping[date, tuple[tuple[Version, AudienceDay], ...]]:
        """The versions by the days on which they take effect for an audience alone, each with the audience."""
        by_day: dict[date, list[tuple[Version, AudienceDay]]] = {}
        for version in self.all_versions:
            for one in version.audiences:
                if (day := version.effective_for(one.id)) != version.binds_from:
                    by_day.setdefault(day, []).append((version, one))
        return {day: tuple(versions) for day, versions in by_day.items()}

    @cached_property
    def by_first_day(self) -> Mapping[date, tuple[Version, ...]]:
        """The versions by the day they bind from, withdrawn ones included."""
        by_day: dict[date, list[Version]] = {}
        for version in self.all_versions:
            by_day.setdefault(version.binds_from, []).append(version)
        return {day: tuple(versions) for day, versions in by_day.items()}

    @cached_property
    def changes_in_order(self) -> tuple[Change, ...]:
        """The changes sorted by the day they became public, then by id."""
        return tuple(sorted(self.changes.values(), key=lambda change: (change.public_from, change.id)))

    def announced_on(self, day: date) -> tuple[Change, ...]:
        """The changes that became public on a day, by id."""
        first = bisect_left(self.changes_in_order, day, key=lambda change: change.public_from)
        last = bisect_right(self.changes_in_order, day, key=lambda change: change.public_from)
        return self.changes_in_order[first:last]

    @cached_property
    def _public(self) -> tuple[tuple[date, Version], ...]:
        return tuple((version.public_from, version) for version in self.all_versions)

    def newest(self, policy: str) -> Version | None:
        """The version of a policy with the latest (effective, number) that is not withdrawn; None if there is none.

        It is not always the last number: history may be recorded out of order.
        """
        candidates = (v for v in self.versions.get(policy, ()) if v.name not in self._withdrawn)
        return max(candidates, key=lambda v: v.order, default=None)

    @cached_property
    def redacted_by(self) -> Mapping[str, tuple[Redaction, ...]]:
        """The redactions of each file by its path, in order: each begins with the bytes that the one before left."""
        by_path: dict[str, list[Redaction]] = {}
        for redaction in self.redactions.values():
            for file in redaction.files:
                by_path.setdefault(file.path, []).append(redaction)
        return {path: in_order_of(path, redactions) for path, redactions in by_path.items()}

    def published_sha256(self, path: str) -> str:
        """The sha256 of a file as it was published, before any redaction."""
        redactions = self.redacted_by.get(path, ())
        return redactions[0].of(path).before if redactions else sha256(self.published[path])

    def translation_paths(self, change: Change) -> list[str]:
        """The files of the texts in other languages that a change published."""
        if change.id in self.translated:
            return [one.path for one in self.translated[change.id].translations]
        return [path for version in self.by_change.get(change.id, ()) for path in version.sealed_paths]

    def head(self, policy: str) -> str | None:
        """The seal to put into `previous` of the policy's next record: that of the last record of its chain."""
        chained = {r.previous[policy]: r.seal for r in self.chained.values() if policy in r.previous}
        last = self.versions[policy][-1].seal if policy in self.versions else None
        while last in chained:
            last = chained[last]
        return last

    @cached_property
    def _withdrawn(self) -> Mapping[str, date]:
        return {name: w.announced for w in self.withdrawals.values() for name in w.versions}

    def withdrawn(self, version: Version, on: date) -> bool:
        """Whether the withdrawal of a version was announced on or before a day."""
        when = self._withdrawn.get(version.name)
        return when is not None and when <= on

    def binding(self, policy: str, on: date) -> Version | None:
        """The version that binds on a day, be it a text or the record that retired the policy; None before the first.

        Of the versions announced by then, not withdrawn and effective by then, the greatest by (effective, number).
        """
        return next((v for v in self.effective_by(policy, on) if not self.withdrawn(v, on)), None)

    def effective_by(self, policy: str, on: date) -> Iterator[Version]:
        """The versions effective on or before a day, greatest (effective, number) first, withdrawn ones included."""
        own = self._in_order.get(policy, ())
        last = bisect_right(self._effective_days.get(policy, ()), on)  # nothing binds before its effective day
        return (own[place] for place in range(last - 1, -1, -1) if own[place].binds_from <= on)

    def for_audience(self, audience: str) -> Archive:
        """The archive as it binds one audience: every version takes effect on the day for it; "" means everybody else.

        Postponements are already in these days, so ask `as_known` before where it matters what was known.
        """
        if not audience or not self.audiences:
            return self
        return once_for(self, ("audience", audience), lambda: self._with_days(lambda v: v.effective_for(audience)))

    @property
    def for_accepting(self) -> Archive:
        """The archive as it binds somebody who accepts the policies on the day that is asked about."""
        if not self.audiences:
            return self
        return once_for(self, ("accepting",), lambda: self._with_days(lambda v: v.accepted_from))

    @cached_property
    def audiences(self) -> Mapping[str, str]:
        """The labels of the audiences that any version binds on a day of their own, by id."""
        return {one.id: one.label for version in self.all_versions for one in version.audiences}

    def _with_days(self, day_of: Callable[[Version], date]) -> Archive:
        versions = {
            policy: tuple(replace(v, effective=day_of(v), postponed=(), audiences=()) for v in own)
            for policy, own in self.versions.items()
        }
        return replace(self, versions=versions, postponements={})

    def bound(self, policy: str, customer: Customer, on: date) -> Version | None:
        """The version of a policy that binds a customer on a day; None before the first, and before they accepted.

        Whoever is in several audiences is bound only when the last of their notices has ended.  What a customer has
        accepted binds from the acceptance, until a later version does; a withdrawal does not change that.
        """
        notified = self._notified(policy, customer.audiences or ("",), on)
        first = next(iter(self.versions.get(policy, ())), None)
        accepted_on = customer.accepted_on(first.timezone) if first else None
        if accepted_on is None:
            return notified
        if on < accepted_on:
            return None
        accepting = self.for_accepting.binding(policy, accepted_on)
        return self._later(notified, self.by_name[accepting.name] if accepting else None, on)

    def _later(self, notified: Version | None, accepted: Version | None, on: date) -> Version | None:
        """Which of two versions binds on a day: the one that a notice brought, or the one that was accepted.

        One that was accepted and then withdrawn gives way only to what was announced since the withdrawal.
        """
        if notified is None or accepted is None:
            return notified or accepted
        if self.withdrawn(accepted, on):
            return notified if notified.public_from >= self._withdrawn[accepted.name] else accepted
        return max(notified, accepted, key=_order)

    def _notified(self, policy: str, audiences: Iterable[str], on: date) -> Version | None:
        """The version that binds somebody in all of these audiences, who accepted nothing since."""
        binding = [self.for_audience(audience).binding(policy, on) for audience in audiences]
        versions = [self.by_name[version.name] for version in binding if version]
        return min(versions, key=_order) if len(versions) == len(binding) else None

    def in_effect(self, policy: str, on: date) -> Version | None:
        """The version in effect on a day; none before the first and none once the policy is retired."""
        version = self.binding(policy, on)
        return None if version is None or version.retires else version

    def in_force(self, version: Version, known: date) -> InForce | None:
        """The days from which and until which a version is in force, by what was announced up to the day `known`.

        None for one that never was and never will be: withdrawn, or superseded before it applied.
        """
        return self.periods(version.policy, known).get(version.name)

    def periods(self, policy: str, known: date) -> Mapping[str, InForce]:
        """When each version of a policy is in force, by name and in order, by what was announced up to `known`.

        Pages, lists, pictures and data take "from … to …" from here.  An emergency is in force from the day it is
        announced; a version that never applies is not there.
        """
        return once_for(self, ("periods", policy, known), lambda: dict(self._periods(policy, known)))

    def _periods(self, policy: str, known: date) -> Iterator[tuple[str, InForce]]:
        own = self.as_known(known)._in_order.get(policy, ())
        public = (v for v in own if v.public_from <= known and not self.withdrawn(v, known))
        line: list[Version] = []
        for version in sorted(public, key=lambda v: (v.binds_from, v.order)):
            if line and version.order < line[-1].order:
                continue
            if line and version.binds_from == line[-1].binds_from:
                line.pop()
            line.append(version)
        for place, version in enumerate(line):
            after = line[place + 1] if place + 1 < len(line) else None
            yield version.name, InForce(version.binds_from, after.binds_from - timedelta(days=1) if after else None)

    def follower(self, version: Version, known: date) -> Version | None:
        """The version that ends the days in force of another, by what was announced up to the day `known`."""
        names = iter(self.periods(version.policy, known))
        after = next(names, None) if version.name in names else None
        return self.by_name[after] if after else None

    def upcoming(self, policy: str, on: date) -> tuple[Version, ...]:
        """The announced versions that will take effect after a day, the next one first, without superseded ones."""
        own = self._in_order.get(policy, ())
        first = bisect_right(self._effective_days.get(policy, ()), on)  # what was announced binds from that day on
        later = [v for v in own[first:] if v.public_from <= on and not self.withdrawn(v, on)]
        last = {v.effective: v for v in later}
        return tuple(last[day] for day in sorted(last))

    def predecessor(self, version: Version, *, announced_by: date | None = None, later: bool = True) -> Version | None:
        """The version that was in effect before `version` took effect, or would have been; the base of its redline.

        Never a withdrawn one, nor one that was superseded before its effective day.  Versions and withdrawals count
        only if announced on or before `announced_by`.  With `later=False`, versions with a greater number do not count.
        """
        on = min(version.binds_from, announced_by or version.binds_from)
        own = self._in_order[version.policy]
        earlier = own[: bisect_left(own, version.order, key=lambda v: v.order)]
        before = (
            v
            for v in reversed(earlier)
            if v.public_from <= on
            and (later or v.number <= version.number)
            and not self.withdrawn(v, on)
            and not (v.effective == version.effective and version.public_from < version.effective)
        )
        return next(before, None)

    def days(self) -> tuple[date, ...]:
        """Every day, in order, on which a version was announced, took effect (for any audience), was withdrawn or
        postponed.
        """
        return once_for(self, ("days",), self._days)

    def _days(self) -> tuple[date, ...]:
        days = {v.public_from for v in self.all_versions} | {v.binds_from for v in self.all_versions}
        days |= self.by_audience_day.keys()
        return tuple(sorted(days | {record.announced for record in self.chained.values()}))

    def as_known(self, on: date) -> Archive:
        """The archive with the ids and effective days announced on or before a day: what came later is undone.

        Which version is in effect on a day is the same in both, as a version is postponed before it takes effect; what
        is upcoming, and from when, is not.
        """
        if self.spoken_from:
            original, language, binding = self.spoken_from
            return original.as_known(on).in_language(language, on, binding=binding)
        records = {**self.postponements, **self.renames}
        later = frozenset(name for name, record in records.items() if record.announced > on)
        if not later:
            return self
        return once_for(self, ("as known", later), lambda: self.without_postponements(later).without_renames(later))

    def in_language(self, language: str, on: date, *, binding: str) -> Archive:
        """The archive with the texts that a reader of a language has on a day; `binding` binds where no version says.

        A version that was not translated by then keeps the binding text.
        """

        def made() -> Archive:
            versions = {p: tuple(spoken(v, language, on, binding) for v in own) for p, own in self.versions.items()}
            return replace(self, versions=versions, spoken_from=(self, language, binding))

        return once_for(self, ("in language", language, on, binding), made)

    def without_renames(self, later: AbstractSet[str]) -> Archive:
        """The archive in which policies have the ids that they had before some renames, by change."""
        if later.isdisjoint(self.renames):
            return self
        kept = {name: record for name, record in self.renames.items() if name not in later}
        current = current_ids(kept.values())
        by_policy: dict[str, list[Version]] = {}
        for version in self.all_versions:
            by_policy.setdefault(named(version, current).policy, []).append(named(version, current))
        versions = {policy: tuple(sorted(own, key=lambda v: v.number)) for policy, own in sorted(by_policy.items())}
        return replace(self, versions=versions, renames=kept)

    def without_postponements(self, later: AbstractSet[str]) -> Archive:
        """The archive without some postponements, by change; they are the last ones of the versions they concern."""
        if later.isdisjoint(self.postponements):
            return self
        versions = {
            policy: tuple(postponed(version, _without(version.postponed, later)) for version in own)
            for policy, own in self.versions.items()
        }
        changes = {i: postponed(change, _without(change.postponed, later)) for i, change in self.changes.items()}
        kept = {name: record for name, record in self.postponements.items() if name not in later}
        return replace(self, versions=versions, changes=changes, postponements=kept)

    def on(self, day: date, audience: str = "") -> Snapshot:
        """The trust center on one day; versions, changes and postponements announced later are not part of it.

        With `audience`, as it binds that one.
        """
        return once_for(self, ("on", day, audience), lambda: self.as_known(day).for_audience(audience)._on(day))

    def _on(self, day: date) -> Snapshot:
        effective = {p: v for p in sorted(self.versions) if (v := self.in_effect(p, day))}
        return Snapshot(
            day=day,
            in_effect=effective,
            upcoming=tuple(v for p in sorted(self.versions) for v in self.upcoming(p, day)),
            retired=tuple(p for p in sorted(self.versions) if (last := self.binding(p, day)) and last.retires),
            announced=tuple(v for public_from, v in self._public if public_from <= day),
            withdrawn=frozenset(n for n, when in self._withdrawn.items() if when <= day and n in self.by_name),
            changes=self.changes_in_order[
                : bisect_right(self.changes_in_order, day, key=lambda change: change.public_from)
            ],
            facts=stated(effective.values()),
            apart=tuple(self._apart(day)) if self.audiences else (),
        )

    def _apart(self, day: date) -> Iterator[tuple[str, str, Version]]:
        """The audiences that another version binds on a day than everybody else: (id, label, version)."""
        public = {one.id: one.label for v in self.all_versions if v.public_from <= day for one in v.audiences}
        for audience, label in public.items():
            archive = self.for_audience(audience)
            for policy in sorted(self.versions):
                own, everybody = archive.in_effect(policy, day), self.in_effect(policy, day)
                if own and (everybody is None or own.name != everybody.name):
                    yield audience, label, self.by_name[own.name]

    def stated_on(self, day: date) -> Facts:
        """The facts that the versions in effect on a day state."""
        return stated(v for p in sorted(self.versions) if (v := self.in_effect(p, day)))

    def governed(self) -> frozenset[str]:
        """All cites of all versions (`kind`, `kind.id`): public only as the versions in effect state them."""
        return frozenset(cite for version in self.all_versions for cite in version.cites)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The trust center on one day.

    `in_effect` maps policy to version; `announced` holds all versions public by then, `withdrawn` the names of those
    withdrawn by then, `changes` the changes public by then (oldest first), `facts` what the versions in effect state.
    `apart` are the audiences that another version of a policy binds than everybody else: (id, label, version).
    """

    day: date
    in_effect: Mapping[str, Version]
    upcoming: tuple[Version, ...]
    retired: tuple[str, ...]
    announced: tuple[Version, ...]
    withdrawn: frozenset[str]
    changes: tuple[Change, ...]
    facts: Facts
    apart: tuple[tuple[str, str, Version], ...] = ()

    @property
    def compared(self) -> list[Version]:
        """The versions that a page compares with the one in effect: of each policy, the last `COMPARED` before it.

        Withdrawn ones are not among them.
        """
        versions: list[Version] = []
        by_policy: dict[str, list[Version]] = {}
        for version in self.announced:
            by_policy.setdefault(version.policy, []).append(version)
        for current in self.in_effect.values():
            older = [v for v in by_policy.get(current.policy, ()) if v.order < current.order]
            accepted = [v for v in older if v.name not in self.withdrawn and not v.retires]
            versions += sorted(accepted, key=_order)[-COMPARED:]
        return versions


COMPARED = 10
"""How many versions of a policy have a page of what changed since, up to the text in effect."""
_Postponed = TypeVar("_Postponed", Version, Change)


def postponed(thing: _Postponed, records: tuple[Postponement, ...]) -> _Postponed:
    """A version or change with these postponements, oldest first, and no others."""
    if records == thing.postponed:
        return thing
    return replace(thing, postponed=records, effective=records[-1].effective if records else thing.planned)


def spoken(version: Version, language: str, on: date, binding: str) -> Version:
    """A version as a reader of a language has it on a day: its text in that language, else the one that binds."""
    lang = version.lang or binding
    translation = None if lang == language else version.translation(language, on)
    if translation is None:
        return version if version.lang else replace(version, lang=lang)
    return replace(
        version, lang=language, translated_from=lang, title=translation.title, summary=translation.summary,
        text=translation.text, text_sha256=translation.text_sha256, redactions=(), references=None,
    )  # fmt: skip


def _without(records: tuple[Postponement, ...], later: Collection[str]) -> tuple[Postponement, ...]:
    return tuple(record for record in records if record.change not in later)


def stated(versions: Iterable[Version]) -> Facts:
    """The facts that some versions state together.

    Where two state one record differently (which the rule `contradiction` refuses), the newer version wins.
    """
    kinds: dict[str, Any] = {}
    for version in sorted(versions, key=lambda v: v.order):
        for kind, stated_here in version.facts.kinds.items():
            if kind in BY_NAME and BY_NAME[kind].shape != "one":
                kinds[kind] = {**kinds.get(kind, {}), **stated_here}
            else:
                kinds[kind] = stated_here
    return Facts(kinds)


def cited(facts: Facts, cites: Iterable[str]) -> Facts:
    """The part of `facts` that `cites` names, without the fields a kind declares as `settings`."""
    kinds: dict[str, Any] = {}
    for cite in sorted(cites):
        name, _, record_id = cite.partition(".")
        kind = BY_NAME.get(name)
        if kind is None:
            kinds[name] = facts.kinds[name]
        elif kind.shape == "one":
            kinds[name] = {key: value for key, value in facts.one(name).items() if key not in kind.settings}
        elif not record_id:
            kinds[name] = dict(facts.records(name))
        else:
            kinds.setdefault(name, {})[record_id] = facts.records(name)[record_id]
    return Facts(kinds)


def public_facts(draft: Facts, archive: Archive, on: date, *, audience: str = "") -> Facts:
    """The facts that the site may show on a day, or those that bind one audience then.

    Facts that any version ever cited are shown as the versions in effect state them, all others as drafted, so that
    an unpublished edit of a cited fact never leaks.
    """
    governed, binding = archive.governed(), archive.on(on, audience).facts
    kinds: dict[str, Any] = {}
    for name, written in draft.kinds.items():
        kind = BY_NAME.get(name)
        if kind is not None and not kind.citable:
            continue
        if name in governed:
            if name in binding.kinds:
                kinds[name] = binding.kinds[name]
            if kind is not None and kind.settings:
                kinds[name] = kinds.get(name, {}) | {k: v for k, v in written.items() if k in kind.settings}
        elif kind is not None and kind.shape != "one":
            kinds[name] = {i: r for i, r in written.items() if f"{name}.{i}" not in governed} | dict(
                binding.records(name)
            )
        else:
            kinds[name] = written
    for name in binding.kinds:
        kinds.setdefault(name, binding.kinds[name])
    return Facts(kinds)
