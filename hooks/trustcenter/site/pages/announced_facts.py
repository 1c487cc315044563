"""What announced versions will change in the facts: for pages about the present, so that none forgets what is coming.

`later` gives a field as each coming day states it, `coming` the records of a kind that change.  Only versions that are
announced on the day of the view count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from trustcenter.model.facts import Facts, Plain
from trustcenter.model.memory import once_for
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.site.pages.vendor import known
from trustcenter.site.pages.view import View, inline


@dataclass(frozen=True, slots=True)
class Coming:
    """A record that is different from a coming day on; `record` is None for one that is no longer stated then."""

    day: date
    id: str
    before: Plain | None
    record: Plain | None
    facts: Facts


def coming(view: View, kind: str) -> tuple[Coming, ...]:
    """The records of a kind that come, change or go on a day that is announced, by day and id."""
    archive, day = view.center.archive, view.snapshot.day
    return once_for(archive, ("coming", day, kind), lambda: tuple(_coming(view, kind)))


def _coming(view: View, kind: str) -> Iterator[Coming]:
    archive, today = known(view.center.archive, view.snapshot.day), view.snapshot.day
    before = archive.stated_on(today).records(kind)
    for day in archive.days():
        if day <= today:
            continue
        facts = archive.stated_on(day)
        after = facts.records(kind)
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                yield Coming(day, name, before.get(name), after.get(name), facts)
        before = after


def later(view: View, kind: str, record_id: str, name: str) -> list[Markup]:
    """The announced values of a field, each as `from 1 June 2027: 12 months`; a value that stays is left out."""
    lines, shown = [], _printed(view, view.facts, view.facts.records(kind).get(record_id), kind, name)
    for one in coming(view, kind):
        value = _printed(view, one.facts, one.record, kind, name)
        if one.id != record_id or value == shown:
            continue
        shown = value
        said = inline(value, view) if one.record else view.t("announced.no_longer")
        lines.append(view.t("announced.from", day=view.t.time(one.day), value=said))
    return lines


def _printed(view: View, facts: Facts, record: Plain | None, kind: str, name: str) -> str:
    return Printer(facts, uncited, day=view.t.day, t=view.t).field(kind, record, name) if record else ""
