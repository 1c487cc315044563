"""Makes `calendar.ics` (RFC 5545): the days on which changes take effect, and the deadlines to object to them.

`site.build` calls `calendar` and gets the file by path. An event's UID is derived from the change and never changes;
SEQUENCE counts what later happened to it; a withdrawn or superseded event has STATUS:CANCELLED, a postponed one another
day. The library icalendar writes the file; no clock is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from trustcenter.comparing import change_stories
from trustcenter.comparing.change_stories import Story
from trustcenter.model.memory import once_for
from trustcenter.model.records import sha256
from trustcenter.model.versions import Change, Version, postponed
from trustcenter.reading.translations import Texts
from trustcenter.site import objection, requirement_days
from trustcenter.site.audience_days import days_of
from trustcenter.site.pages.view import View, raised

if TYPE_CHECKING:
    import icalendar

URL = "calendar.ics"
PAST_EVENTS = 200
"""The most events of the past in the calendar, so that it does not grow with the archive."""


@dataclass(frozen=True, slots=True)
class _Day:
    """One event: a day on which versions of a change take effect, or until which customers can object.

    `planned` is its day as it was announced first, `left` are the versions it still applies to, `later` is what
    happened to the change afterwards, `how` to object while the day is not over.
    """

    kind: str
    planned: date
    day: date
    story: Story
    left: Sequence[Version]
    title: str
    later: Sequence[change_stories.Event]
    how: str = ""

    @property
    def uid(self) -> str:
        return f"{self.story.id.removeprefix('urn:uuid:')}-{self.kind}-{self.planned}"


def urls(view: View) -> set[str]:
    """The path of the calendar; none if nothing is announced (an empty calendar is not valid) or the address is
    unknown.
    """
    return {URL} if view.site_url and view.snapshot.changes else set()


def days_by_key(view: View) -> dict[str, _Day]:
    """Every day of the calendar under a key of all that its event says, in order, from the first there ever was.

    The calendar has the last of them (`shown`); the others are listed so that what is made together stays together.
    """
    if not urls(view):
        return {}
    return once_for(view.center.archive, ("calendar", view.snapshot.day, view.t.digest), lambda: _days_by_key(view))


def _days_by_key(view: View) -> dict[str, _Day]:
    days = [
        day
        for story in change_stories.stories(view.center.archive, view.snapshot)
        if not story.change.about
        for day in (*_effective(view, story), *_object_by(view, story), *_for_audiences(view, story))
    ]
    return {_key(day): day for day in sorted(days, key=lambda one: (one.day, one.uid))}


def shown(view: View) -> list[str]:
    """The keys of the days that the calendar has: the last ones, and all that are to come."""
    days = list(days_by_key(view).items())
    return [
        key
        for place, (key, day) in enumerate(days, start=-len(days))
        if place >= -PAST_EVENTS or day.day > view.snapshot.day
    ]


def head(view: View, strip: str) -> bytes:
    """The calendar without events; `strip` is the notice of a demonstration."""
    import icalendar  # only where a calendar is written: most builds find it in the cache

    made = icalendar.Calendar()
    made.add("prodid", f"-//trustcenter//policies//{view.t.language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    made.add("x-wr-calname", view.t.plain("calendar.title", name=view.name))
    made.add("x-wr-caldesc", " ".join(filter(None, [view.t.plain("calendar.about"), strip])))
    data: bytes = made.to_ical()
    return data


def events(view: View, days: Mapping[str, _Day]) -> dict[str, bytes]:
    """The events of some of the days that `days_by_key` lists, as they stand in the calendar."""
    address = partial(urljoin, view.site_url)
    return {
        key: _event(day, address(f"changelog/{day.story.change.id}/"), view.t).to_ical() for key, day in days.items()
    }


def calendar(view: View, head: bytes, events: Mapping[str, bytes]) -> dict[str, bytes]:
    """The calendar by its path, from its head, the events of `shown` and those of requirements."""
    if not urls(view):
        return {}
    begin, end, after = head.rpartition(b"END:VCALENDAR")
    return {URL: b"".join([begin, *(events[key] for key in shown(view)), requirement_days.events(view), end, after])}


def _key(day: _Day) -> str:
    later = [(event.kind, event.at, event.by, [v.name for v in event.versions]) for event in day.later]
    left = [version.name for version in day.left]
    said = (day.uid, day.day, day.title, day.how, left, later, day.story.published, day.story.change)
    return sha256(repr(said).encode())


# Which days -------------------------------------------------------------------------------------------------------


def _effective(view: View, story: Story) -> Iterator[_Day]:
    """The days on which versions of a change begin to bind."""
    for (planned, day), versions in _by_day(story.versions, lambda version: version.binds_from):
        left = [v for v in versions if change_stories.still_applies(view.center.archive, v, view.snapshot.day)]
        title = "; ".join(_takes_effect(version, view.t) for version in left or versions)
        yield _Day("effective", planned, day, story, left, title, _later(story, versions))


def _object_by(view: View, story: Story) -> Iterator[_Day]:
    """The deadlines to object to a notice; a correction does not move them."""
    for (planned, day), versions in _by_day(story.versions, objection.object_by):
        left = [v for v in versions if not view.center.archive.withdrawn(v, view.snapshot.day)]
        kinds = ("withdrawn",) if planned == day else ("withdrawn", "postponed")
        later = [event for event in _later(story, versions) if event.kind in kinds]
        title = view.t.plain("calendar.object", versions=change_stories.names(left or versions, view.t))
        open_ = day >= view.snapshot.day and (contact := objection.contact(view.facts))
        how = view.t.plain("objection.write", contact=contact) if left and open_ else ""
        yield _Day("object-by", planned, day, story, left, title, later, how)


def _for_audiences(view: View, story: Story) -> Iterator[_Day]:
    """The same days for each audience for which they are others than for everybody."""
    for audience, label in {one.id: one.label for v in story.versions for one in v.audiences}.items():
        for kind, day_of in (("effective", _begins_for(audience)), ("object-by", _object_by_for(audience))):
            for (planned, day), versions in _by_day(story.versions, day_of):
                left = [v for v in versions if not view.center.archive.withdrawn(v, view.snapshot.day)]
                names = change_stories.names(left or versions, view.t)
                title = "; ".join(_takes_effect(version, view.t) for version in left or versions)
                title = title if kind == "effective" else view.t.plain("calendar.object", versions=names)
                title = view.t.plain("calendar.for_audience", event=title, audience=label)
                yield _Day(f"{kind}-{audience}", planned, day, story, left, title, _later(story, versions))


def _begins_for(audience: str) -> Callable[[Version], date | None]:
    """The day from which a version binds an audience; None where it is that of everybody."""

    def day_of(version: Version) -> date | None:
        own = next((one for one in days_of(version) if one.id == audience), None)
        return own.day if own and _is_apart(version, audience) else None

    return day_of


def _object_by_for(audience: str) -> Callable[[Version], date | None]:
    """The last day on which an audience can object to a version; None where it is that of everybody."""

    def day_of(version: Version) -> date | None:
        own = next((one for one in days_of(version) if one.id == audience), None)
        return own.object_by if own and own.object_by != objection.object_by(version) else None

    return day_of


def _is_apart(version: Version, audience: str) -> bool:
    """Whether the day for an audience was announced as another one than that of everybody."""
    planned = postponed(version, ())
    return planned.effective_for(audience) != planned.binds_from


def _by_day(
    versions: Sequence[Version], day_of: Callable[[Version], date | None]
) -> list[tuple[tuple[date, date], list[Version]]]:
    """The versions by their day, as it was announced first and as it is now."""
    by_day: dict[tuple[date, date], list[Version]] = {}
    for version in versions:
        planned, day = day_of(postponed(version, ())), day_of(version)
        if planned and day:
            by_day.setdefault((planned, day), []).append(version)
    return sorted(by_day.items())


def _later(story: Story, versions: Sequence[Version]) -> list[change_stories.Event]:
    """What happened later to some versions of a change."""
    names = {version.name for version in versions}
    return [event for event in story.events if names & {version.name for version in event.versions}]


def _takes_effect(version: Version, t: Texts) -> str:
    if version.retires:
        return t.plain("calendar.retired", policy=version.title)
    return t.plain("calendar.takes_effect", policy=version.title, number=version.number)


# How an event is written ------------------------------------------------------------------------------------------


def _event(day: _Day, address: str, t: Texts) -> icalendar.Event:
    import icalendar  # see above

    change, made = day.story.change, icalendar.Event()
    touched = max([day.story.published, *(event.at for event in day.later)])
    title = day.title if day.left else t.plain("calendar.cancelled", event=_became(day, t), day=day.title)
    became = (event.said(t) for event in day.later)
    paragraphs = [*became, change.title, _days(change, t), day.how, change.summary, address]
    made.add("uid", day.uid)
    made.add("dtstart", day.day)
    made.add("dtend", day.day + timedelta(days=1))
    made.add("dtstamp", touched)
    made.add("created", day.story.published)
    made.add("last-modified", touched)
    made.add("sequence", len(day.later))
    made.add("status", "CONFIRMED" if day.left else "CANCELLED")
    made.add("transp", "TRANSPARENT")
    made.add("summary", title)
    made.add("description", "\n\n".join(filter(None, paragraphs)))
    made.add("url", address)
    return made


def _became(day: _Day, t: Texts) -> str:
    """What last happened to a cancelled event: Withdrawn, Superseded."""
    last = next(event for event in reversed(day.later) if event.kind not in ("postponed", "redacted"))
    return raised(t.plain(f"word.{last.kind}"))


def _days(change: Change, t: Texts) -> str:
    """The announced and the effective day in words."""
    announced = t.day(change.announced) if change.announced else t.plain("common.not_recorded")
    return t.plain("calendar.days", announced=announced, effective=t.day(change.effective))
