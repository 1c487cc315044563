"""The time to object to a notice: until when, to whom and how, in the same words on pages, in feeds, mails and events.

`objection` says where the time stands on the day of a view.  `line` is the sentence of pages (a function of the
templates, `{{ objection(view, change) }}`), `feed_line` that of feeds, `plain` that of mails and calendars.  None of
them tells anybody to write to us once the last day is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup, escape

from trustcenter.model.facts import Facts, Plain
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.reading.translations import Texts
from trustcenter.rules.notice import Promise

if TYPE_CHECKING:
    from trustcenter.site.pages.view import View

CONTACTS = ("objections", "privacy")
"""Ids of the contacts that take objections; the first one that exists is named."""
QUESTIONS = ("privacy", "support", "objections")
"""Whom to ask when the time is over."""
WAYS: Mapping[str, str] = {"email": "mailto:", "url": "", "phone": "tel:"}
"""The fields of a contact by which it can be reached, in order of preference, with what makes a link of them."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who takes objections, and how to reach them; `address` and `link` are empty if no way is stated."""

    name: str
    address: str
    link: str

    def __html__(self) -> str:
        """`Objections (<a href="mailto:…">objections@example.com</a>)`."""
        reached = Markup('<a href="{}">{}</a>').format(self.link, self.address) if self.address else Markup()
        both = Markup("{} ({})").format(self.name, reached) if self.name and reached else reached
        return str(both or escape(self.name))

    def __str__(self) -> str:
        return f"{self.name} ({self.address})" if self.name and self.address else self.address or self.name


@dataclass(frozen=True, slots=True)
class Objection:
    """The time to object to a change, as it stands on a day: from the day it `opened` to the `last` one."""

    opened: date
    last: date
    state: Literal["open", "last_day", "ended"]
    contact: Contact | None

    @property
    def is_open(self) -> bool:
        return self.state != "ended"

    @property
    def days(self) -> int:
        return (self.last - self.opened).days


def object_by(version: Version) -> date | None:
    """The last day to object to a version by the promise in its record; None for one that is not a notice."""
    if version.class_ not in ("material", "emergency") or version.announced is None:
        return None
    return Promise(version.promise, version.holidays).object_by(version.announced, version.binds_from)


def objection(view: View, change: Change) -> Objection | None:
    """The time to object to a change; None if there never was one, or if the change is withdrawn."""
    archive, day = view.center.archive, view.snapshot.day
    return of_versions(archive.named(change), archive, day, view.facts) if not change.withdraws else None


def of_versions(versions: Sequence[Version], archive: Archive, day: date, facts: Facts) -> Objection | None:
    """The time to object to the versions of one change, the first of which counts, as it stands on a day."""
    public = [version for version in versions if version.public_from <= day]
    if not public or all(archive.withdrawn(version, day) for version in public):
        return None
    if (last := object_by(public[0])) is None:
        return None
    state: Literal["open", "last_day", "ended"] = "open" if day < last else "last_day" if day == last else "ended"
    return Objection(public[0].public_from, last, state, contact(facts, QUESTIONS if state == "ended" else CONTACTS))


def turns(versions: Sequence[Version]) -> Iterator[date]:
    """The days on which the words about the time to object change: the last one and the day after it."""
    for version in versions:
        if last := object_by(version):
            yield from (last, last + timedelta(days=1))


def contact(facts: Facts, ids: Sequence[str] = CONTACTS) -> Contact | None:
    """The first of some contacts that exists."""
    records = facts.records("contacts")
    return next((_contact(records[name]) for name in ids if name in records), None)


REPORTS = ("security", "privacy", "support")
"""Contact ids in order of preference: whom to ask for the report of an audit."""


def report_contact(facts: Facts, certification: Plain) -> Contact | None:
    """Whom to ask for the report of a certification: the contact it names, else the first of `REPORTS`."""
    named = certification.get("contact")
    return contact(facts, (named, *REPORTS) if isinstance(named, str) else REPORTS)


def contacts_of(facts: Facts) -> Facts:
    """The contacts alone that this module names, so that pages depend on no others."""
    records = facts.records("contacts")
    named = dict.fromkeys((*CONTACTS, *QUESTIONS))
    return Facts({"contacts": {name: records[name] for name in named if name in records}})


def _contact(record: Plain) -> Contact:
    name = next((record[field] for field in ("label", "role") if isinstance(record.get(field), str)), "")
    field = next((field for field in WAYS if isinstance(record.get(field), str)), "")
    address = record[field] if field else ""
    return Contact(name, address, f"{WAYS[field]}{address}" if field else "")


# How it is said ---------------------------------------------------------------------------------------------------


def line(view: View, change: Change) -> Markup:
    """The paragraph of pages; empty where there is no time to object."""
    if (time := objection(view, change)) is None:
        return Markup()
    said = view.t(f"objection.{time.state}", day=_day(view, time.last))
    if time.contact:
        said += " " + view.t("objection.write" if time.is_open else "objection.questions", contact=time.contact)
    return Markup('<p class="tc-objection tc-objection--{}">{}</p>').format(time.state.replace("_", "-"), said)


def length(view: View, change: Change) -> Markup:
    """How long there was to object: `14 days, until 23 November 2026`; empty where there was no such time."""
    time = objection(view, change)
    return view.t("objection.length", count=time.days, day=_day(view, time.last)) if time else Markup()


def feed_line(time: Objection | None, t: Texts) -> Markup:
    """The sentence of a feed entry: the last day and, while that is not over, whom to write to."""
    if time is None:
        return Markup()
    said = last_day(time.last, t)
    return said + " " + t("objection.write", contact=time.contact) if time.contact and time.is_open else said


def last_day(last: date, t: Texts) -> Markup:
    """The day alone, for documents that never change."""
    return t("objection.last", day=t.day(last))


def plain(time: Objection | None, t: Texts) -> str:
    """The sentence of a mail."""
    if time is None:
        return ""
    said = t.plain(f"objection.{time.state}", day=t.day(time.last))
    return f"{said} {t.plain('objection.write', contact=time.contact)}" if time.contact and time.is_open else said


def _day(view: View, day: date) -> Markup:
    return view.t.time(day)
