"""News: each announced change, the instants that belong to it, and what became of its versions afterwards.

What feeds and the calendar tell is decided here, from records alone.  The
instant of a day is the one at which it begins in the time zone that stands in
the record, so it never moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from trustcenter.model import phrases
from trustcenter.model.periods import begins
from trustcenter.model.records import feed_id
from trustcenter.model.versions import Archive, Change, Snapshot, Version


@dataclass(frozen=True, slots=True)
class Event:
    """What another change did to versions of this one: took them back, corrected them, or took a correction back."""

    kind: Literal["withdrawn", "superseded", "restored"]
    at: datetime
    by: Change
    versions: tuple[Version, ...]

    @property
    def sentence(self) -> str:
        """The event for a reader: what, when and why."""
        when, what = phrases.day(self.by.public_from), names(self.versions)
        if self.kind == "superseded":
            return f"Superseded on {when} by a correction for the same day: {what}."
        if self.kind == "restored":
            return f"Stands again since {when}, as its correction was withdrawn: {what}."
        return f"Withdrawn on {when}: {what}. Reason: {self.by.reason}"


@dataclass(frozen=True, slots=True)
class Story:
    """A change as readers follow it; `versions` are those it published or, for a withdrawal, took back."""

    change: Change
    id: str
    published: datetime
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    withdrawn: bool

    @property
    def updated(self) -> datetime:
        """When something last became of it."""
        return max([self.published, *(event.at for event in self.events)])

    @property
    def title(self) -> str:
        return f"{self.change.title} (withdrawn)" if self.withdrawn else self.change.title

    @property
    def policies(self) -> dict[str, str]:
        """The policies it concerns, with their titles as its versions have them."""
        return {version.policy: version.title for version in self.versions}


def stories(archive: Archive, snapshot: Snapshot) -> list[Story]:
    """Every change announced by the day of the snapshot, the oldest first."""
    return [_story(archive, change, snapshot.day) for change in snapshot.changes]


def is_notice(archive: Archive, change: Change) -> bool:
    """Whether a change had to be announced ahead, or takes back one that had to be."""
    taken_back = archive.changes.get(change.withdraws)
    return change.is_notice or (taken_back is not None and taken_back.is_notice)


def stands(archive: Archive, version: Version, on: date) -> bool:
    """Whether a version is, on a day, neither withdrawn nor superseded by one with the same effective day."""
    later = (v for v in _corrections(archive, version) if v.public_from <= on)
    return not archive.withdrawn(version, on) and all(archive.withdrawn(v, on) for v in later)


def names(versions: Sequence[Version]) -> str:
    return phrases.listed([f"{version.title}, version {version.number}" for version in versions])


def _story(archive: Archive, change: Change, on: date) -> Story:
    versions = tuple(archive.named(change))
    own = () if change.withdraws else versions
    events = sorted(_events(archive, own, on), key=lambda event: (event.at, event.by.id, event.kind))
    return Story(
        change=change, id=feed_id(archive.published[change.path]),
        published=begins(change.public_from, _timezone(archive, change)), versions=versions, events=tuple(events),
        withdrawn=bool(own) and all(archive.withdrawn(version, on) for version in own),
    )  # fmt: skip


def _timezone(archive: Archive, change: Change) -> str:
    """The time zone that stands in the records of a change."""
    if change.withdraws:
        return archive.withdrawals[change.id].timezone
    return archive.by_change[change.id][0].timezone


def _events(archive: Archive, own: Sequence[Version], on: date) -> Iterator[Event]:
    """What other changes announced by a day did to these versions; one event a change and kind."""
    found: dict[tuple[Literal["withdrawn", "superseded", "restored"], str], list[Version]] = {}
    for version in own:
        for withdrawal in archive.withdrawals.values():
            if version.name in withdrawal.versions:
                found.setdefault(("withdrawn", withdrawal.change), []).append(version)
            elif _restores(archive, withdrawal.versions, withdrawal.announced, version):
                found.setdefault(("restored", withdrawal.change), []).append(version)
        for later in _corrections(archive, version):
            if not archive.withdrawn(version, later.public_from):
                found.setdefault(("superseded", later.change), []).append(version)
    for (kind, name), versions in found.items():
        by = archive.changes[name]
        if by.public_from <= on:
            yield Event(kind, begins(by.public_from, _timezone(archive, by)), by, tuple(versions))


def _corrections(archive: Archive, version: Version) -> list[Version]:
    """The versions that were published after one for the same effective day, by other changes."""
    same_day = archive.by_effective_day[version.policy, version.effective]
    return [later for later in same_day if later.number > version.number and later.change != version.change]


def _restores(archive: Archive, withdrawn: Sequence[str], on: date, version: Version) -> bool:
    """Whether withdrawing these corrections lets a version stand again."""
    corrections = [v for v in _corrections(archive, version) if v.name in withdrawn]
    return bool(corrections) and stands(archive, version, on)
