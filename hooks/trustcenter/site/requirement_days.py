"""Makes the events of `calendar.ics` for the days that asserted requirement lists name, where a company wants them.

`calendar.calendar` adds them with the setting `requirement_dates`.  An event tells that a requirement applies from a
day on, applies for the last time, or that something about it is awaited; nothing in it says that a law is obeyed.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from trustcenter.model.records import sha256
from trustcenter.reading import requirement_lists
from trustcenter.rules import list_dates
from trustcenter.rules.list_dates import ListDay
from trustcenter.site.pages.view import View

if TYPE_CHECKING:
    import icalendar

_TITLES = {"in force": "calendar.in_force", "ends": "calendar.ends", "awaited": "calendar.awaited"}


def events(view: View) -> bytes:
    """The events of the days from that of the view on, as they stand in the calendar; empty without the setting."""
    if not view.requirement_dates:
        return b""
    asserted = requirement_lists.asserted(view.center.facts, view.center.sources)
    return b"".join(_event(one, view).to_ical() for one in list_dates.days(asserted) if one.day >= view.snapshot.day)


def _event(one: ListDay, view: View) -> icalendar.Event:
    import icalendar  # only where such an event is written

    entry, made = one.requirement, icalendar.Event()
    stamp = datetime.combine(one.checked_on, time(), UTC)  # RFC 5545 asks for an instant; a build reads no clock
    about = [one.what, entry.basis or "", entry.source or ""]
    made.add("uid", f"requirement-{sha256(f'{view.site_url} {entry.id} {one.event} {one.day}'.encode())[:32]}")
    made.add("dtstart", one.day)
    made.add("dtend", one.day + timedelta(days=1))
    made.add("dtstamp", stamp)
    made.add("status", "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    made.add("summary", view.t.plain(_TITLES[one.event], basis=entry.basis or entry.must))
    made.add("description", "\n\n".join(filter(None, about)))
    return made
