"""Tells what became of each announced change: its publication, and whether it was withdrawn, postponed or superseded.

Feeds and the calendar call `stories(archive, snapshot)`, which returns one `Story` per change, oldest first.  A day
becomes the instant at which it begins in the time zone stored in the record, so that instants never change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from trustcenter.model.memory import once_for
from trustcenter.model.paths import record_path
from trustcenter.model.periods import begins
from trustcenter.model.records import feed_id
from trustcenter.model.versions import Archive, Change, Snapshot, Version
from trustcenter.reading.translations import Texts

Kind = Literal["withdrawn", "postponed", "superseded", "restored", "redacted"]


@dataclass(frozen=True, slots=True)
class Event:
    """What another change (`by`) did to versions of this one.

    `withdrawn`: they never take effect; `postponed`: they take effect on the later day `by.effective`; `superseded`: a
    correction for the same day replaced them, and `instead` takes effect; `restored`: that correction was withdrawn;
    `redacted`: a passage was replaced by a mark.
    """

    kind: Kind
    at: datetime
    by: Change
    versions: tuple[Version, ...]
    instead: tuple[Version, ...] = ()

    def said(self, t: Texts) -> str:
        """The event as a sentence for readers, as plain text: what, when and why."""
        return t.plain(f"event.{self.kind}", **self.filled(t))

    def filled(self, t: Texts) -> dict[str, str]:
        """What stands in the placeholders of the sentence."""
        versions = names(self.instead if self.kind == "superseded" else self.versions, t)
        day, effective = t.day(self.by.public_from), t.day(self.by.effective)
        return {"day": day, "effective": effective, "versions": versions, "reason": self.by.reason}


@dataclass(frozen=True, slots=True)
class Story:
    """A change and its events; `versions` are those it published, withdrew or postponed.

    `id` is its id in feeds, `published` the instant it became public.
    """

    change: Change
    id: str
    published: datetime
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    withdrawn: bool

    @property
    def updated(self) -> datetime:
        """The instant of its last event, or of its publication."""
        return max([self.published, *(event.at for event in self.events)])

    def title(self, t: Texts) -> str:
        """The title of the change, and that it was withdrawn or postponed."""
        if self.withdrawn:
            return t.plain("event.title_withdrawn", title=self.change.title)
        if any(event.kind == "postponed" for event in self.events):
            return t.plain("event.title_postponed", title=self.change.title, day=t.day(self.change.effective))
        return self.change.title

    @property
    def policies(self) -> dict[str, str]:
        """The policies it concerns: title by id, as in its versions."""
        return {version.policy: version.title for version in self.versions}


def stories(archive: Archive, snapshot: Snapshot) -> list[Story]:
    """Every change announced by the day of the snapshot, the oldest first."""
    day = snapshot.day
    return once_for(archive, ("stories", day), lambda: [story_on(archive, change, day) for change in snapshot.changes])


@dataclass(frozen=True, slots=True)
class Happening:
    """That a change was announced, or that another one (`by`) did something to it: what a feed tells of."""

    day: date
    by: str
    change: Change


def happenings(told: Sequence[Story]) -> list[Happening]:
    """What happened to some changes, the oldest first; what happens later only adds to the end of the list."""
    announced = [Happening(story.change.public_from, story.change.id, story.change) for story in told]
    later = {
        (event.by.id, story.change.id): Happening(event.by.public_from, event.by.id, story.change)
        for story in told
        for event in story.events
    }
    return sorted(
        [*announced, *later.values()], key=lambda one: (one.day, one.by, one.change.id != one.by, one.change.id)
    )


def is_notice(archive: Archive, change: Change) -> bool:
    """Whether a change had to be announced in advance, or withdraws or postpones one that had to be."""
    other = archive.changes.get(change.withdraws or change.postpones)
    return change.is_notice or (other is not None and other.is_notice)


def still_applies(archive: Archive, version: Version, on: date) -> bool:
    """Whether a version is, on a day, neither withdrawn nor superseded by a correction for the same effective day."""
    later = (v for v in _corrections(archive, version) if v.public_from <= on)
    return not archive.withdrawn(version, on) and all(archive.withdrawn(v, on) for v in later)


def applying(archive: Archive, version: Version, on: date) -> Version:
    """The version that takes effect on the day of this one, as announced by a day: its last correction, or itself.

    One whose day was withdrawn as a whole stays itself.
    """
    later = [v for v in _corrections(archive, version) if v.public_from <= on and not archive.withdrawn(v, on)]
    return later[-1] if later else version


def announcing(archive: Archive, version: Version, on: date) -> Change:
    """The change that first announced what takes effect with a version: of a correction, the change it corrects."""
    same_day = archive.by_effective_day[version.policy, version.effective]
    first = next(v for v in same_day if v is version or not archive.withdrawn(v, on))
    return archive.changes[first.change]


def names(versions: Sequence[Version], t: Texts) -> str:
    """The versions by title and number: `Privacy policy, version 2 and Terms, version 3`."""
    return t.listed([t.plain("common.version_of", policy=v.title, number=v.number) for v in versions])


def story_on(archive: Archive, change: Change, on: date) -> Story:
    """A change as it could be told on a day."""
    archive = archive.as_known(on)
    change = archive.changes[change.id]
    versions = tuple(archive.named(change))
    own = () if change.about else versions
    events = [*_events(archive, own, on), *redacted(archive, change, on)]
    events.sort(key=lambda event: (event.at, event.by.id, event.kind))
    return Story(
        change=change, id=feed_id(archive.published_sha256(change.path)),
        published=begins(change.public_from, _timezone(archive, change)), versions=versions, events=tuple(events),
        withdrawn=bool(own) and all(archive.withdrawn(version, on) for version in own),
    )  # fmt: skip


def _timezone(archive: Archive, change: Change) -> str:
    """The time zone stored in the records of a change."""
    if change.about:
        return archive.chained[change.id].timezone
    return archive.by_change[change.id][0].timezone


def _events(archive: Archive, own: Sequence[Version], on: date) -> Iterator[Event]:
    """What other changes announced by a day did to these versions; one event for each change and kind of event."""
    affected: dict[tuple[Kind, str], list[Version]] = {}
    for version in own:
        for postponement in version.postponed:
            affected.setdefault(("postponed", postponement.change), []).append(version)
        for withdrawal in archive.withdrawals.values():
            if version.name in withdrawal.versions:
                affected.setdefault(("withdrawn", withdrawal.change), []).append(version)
            elif _restores(archive, withdrawal.versions, withdrawal.announced, version):
                affected.setdefault(("restored", withdrawal.change), []).append(version)
        for later in _corrections(archive, version):
            if not archive.withdrawn(version, later.public_from):
                affected.setdefault(("superseded", later.change), []).append(version)
    for (kind, name), versions in affected.items():
        by = archive.changes[name]
        if by.public_from <= on:
            at, instead = begins(by.public_from, _timezone(archive, by)), tuple[Version, ...]()
            if kind == "superseded":
                instead = tuple(later for v in versions for later in _corrections(archive, v) if later.change == name)
            yield Event(kind, at, by, tuple(versions), instead)


def redacted(archive: Archive, change: Change, on: date) -> Iterator[Event]:
    """The redactions, up to a day, of the entry of a change itself and of the versions it published."""
    versions = tuple(archive.named(change))
    for redaction in archive.redactions.values():
        concerned = tuple(v for v in versions if not change.about and v.name in redaction.versions)
        own = any(file.path in (change.path, record_path(change.path)) for file in redaction.files)
        if redaction.announced <= on and (own or concerned):
            by = archive.changes[redaction.change]
            yield Event("redacted", begins(redaction.announced, redaction.timezone), by, concerned or versions)


def _corrections(archive: Archive, version: Version) -> list[Version]:
    """The versions that were published after one for the same effective day, by other changes."""
    same_day = archive.by_effective_day[version.policy, version.effective]
    return [later for later in same_day if later.number > version.number and later.change != version.change]


def _restores(archive: Archive, withdrawn: Sequence[str], on: date, version: Version) -> bool:
    """Whether the version is in force again because the versions named `withdrawn`, its corrections, were withdrawn."""
    corrections = [v for v in _corrections(archive, version) if v.name in withdrawn]
    return bool(corrections) and still_applies(archive, version, on)
