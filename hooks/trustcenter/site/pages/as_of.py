"""Makes `/as-of/` (choose a date), `/as-of/<year>/` and `/as-of/<date>/` (the whole center on that day).

`pages.present` calls `as_of`, `site.cache.cached_pages` calls `day_page`; both return a `Page`. There is one page for
each day on which anything changed; on the days between, the center was as on the last of them, and the list has an
address for each of these: `/as-of/#2025-07-01` or, of a long list, `/as-of/2025/#2025-07-01`. The page of a day is made
only from the archive as it was known on that day (no drafts, no later titles or withdrawals), so it never changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup

from trustcenter.markdown.escaping import escape, table
from trustcenter.markdown.to_html import relative
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.reading.translations import Texts
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, contents, table_of, template
from trustcenter.site.pages.years import heading, listed, titled, without_gaps

URL = "as-of/"
ONE_DAY = timedelta(days=1)
STATED = (("subprocessors", "vendors.title"), ("retention", "retention.title"))
"""The fact kinds that the page of a day prints as tables, each with the text key of its heading."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What changed on one day.

    `announced` are the changes announced that day, `began` the versions that took effect, `missed` those that were due
    to take effect but had been withdrawn; `began_for` are those that took effect for an audience, by its label;
    `unchanged` are the days after it on which nothing changed.
    """

    day: date
    announced: tuple[Change, ...]
    began: tuple[Version, ...]
    missed: tuple[Version, ...]
    began_for: tuple[tuple[Version, str], ...] = ()
    unchanged: tuple[date, ...] = ()


def days(view: View) -> list[date]:
    """The days on which anything changed, up to the day of the view, newest first."""
    return [day for day in reversed(view.center.archive.days()) if day <= view.snapshot.day]


def happened(archive: Archive, day: date) -> Happened:
    """What changed on a day, as far as it was known on that day."""
    due = archive.by_first_day.get(day, ())
    binding = [archive.binding(policy, day) for policy in sorted({v.policy for v in due})]
    return Happened(
        day, archive.announced_on(day), tuple(v for v in binding if v and v.binds_from == day),
        tuple(v for v in due if archive.withdrawn(v, day)), tuple(_began_for(archive, day)),
    )  # fmt: skip


def _began_for(archive: Archive, day: date) -> Iterator[tuple[Version, str]]:
    """The versions that took effect on a day for an audience but not for everybody, each with the audience."""
    for version, one in archive.by_audience_day.get(day, ()):
        bound = archive.for_audience(one.id).binding(version.policy, day)
        if bound and bound.name == version.name:
            yield version, one.label


def as_of(view: View, year: int | None = None) -> Page:
    """The list of the newest days, or of those of a year; a script turns it into a field for any day.

    For a day that the list does not reach, the script asks the page of its year; `before` is the last day older than
    those of a year.
    """
    known, archive = days(view), view.center.archive
    shown = listed(URL, known, lambda day: day.year, year)
    shown = replace(shown, years=without_gaps(shown.years, view.snapshot.day))
    last = min(view.snapshot.day, date(year, 12, 31)) if year else view.snapshot.day
    events = [replace(happened(archive, day), unchanged=_unchanged(known, day, last)) for day in shown.shown]
    years = [(year, list(group)) for year, group in groupby(events, key=lambda one: one.day.year)]
    title = titled(view, "as_of.title", year)
    first_change = shown.shown[-1] if shown.shown else last + ONE_DAY
    before = next((day for day in known if day < first_change), None) if year else None
    html = template("as_of.html", view, shown.url).render(
        title=heading(view, "as_of.title", year), years=years, listed=shown, before=before,
        first=known[-1] if known else None,
        began_as=_days(date(year, 1, 1), first_change - ONE_DAY) if year and before else (),
    )  # fmt: skip
    toc = contents(*((f"in-{year}", str(year)) for year, _ in years))
    head = description(view.t.plain("as_of.described"))
    if year:  # the frame of `/as-of/` has it, that of the days needs none
        head += f'<script defer src="{relative("assets/as-of.js", page=shown.url)}"></script>'
    updated = events[0].day if events else before or view.snapshot.day
    return Page(shown.url, title, html, updated, toc, head=head, listed=year is None)


def _unchanged(known: Sequence[date], day: date, last: date) -> tuple[date, ...]:
    """The days after one on which something changed up to the next such day, or to `last`; `known` is newest first."""
    following = min((later for later in known if later > day), default=None)
    return _days(day + ONE_DAY, min(last, following - ONE_DAY) if following else last)


def _days(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + ONE_DAY * number for number in range((last - first).days + 1))


def day_page(view: View, day: date) -> Page:
    """The center on one day, from nothing but what was public on that day."""
    url = f"as-of/{day}/"
    past = view if view.snapshot.day == day else replace(view, snapshot=view.center.archive.on(day))
    known, title = view.center.archive.as_known(day), view.t.plain("day.title", day=view.t.day(day))
    stated = [(kind, view.t(heading), _stated(past, kind, view.t.plain(heading), url)) for kind, heading in STATED]
    html = template("day.html", past, url).render(
        title=view.t("day.title", day=view.t.time(day)), happened=happened(known, day),
        stated=stated, withdrawn=_withdrawn(past), bound=past.snapshot.apart,
        ended=[v for p in past.snapshot.retired if (v := known.binding(p, day))],
        changes=view.center.archive.changes, data=f"api/as-of/{day}.json",
    )  # fmt: skip
    return Page(url, title, html, day, listed=False)


def _withdrawn(past: View) -> Sequence[tuple[Version, Change]]:
    """The versions that had been withdrawn by that day, each with the change that withdrew it."""
    by = {name: change for change in past.snapshot.changes if change.withdraws for name in change.versions}
    return [(v, by[v.name]) for v in past.snapshot.announced if v.name in past.snapshot.withdrawn and v.name in by]


def _stated(past: View, kind: str, heading: str, url: str) -> Markup:
    """The table of a fact kind as the versions in effect that day state it; empty if they state no record."""
    facts = past.snapshot.facts
    if not facts.records(kind):
        return Markup()
    called = past.t.plain("day.table", what=heading, day=past.t.day(past.snapshot.day))
    return table_of(_printed(kind, json.dumps(facts.kinds), past.t), past, url, called=called)


@lru_cache(maxsize=256)
def _printed(kind: str, written: str, t: Texts) -> str:
    """The Markdown table of a kind from facts as JSON (`written`), so that equal facts of many days share a result."""
    facts = Facts(json.loads(written))
    records, printer = facts.records(kind), Printer(facts, uncited, day=t.day, t=t)
    columns = [name for name in BY_NAME[kind].columns if any(printer.field(kind, r, name) for r in records.values())]
    rows = [[_cell(printer, kind, record, name) for name in columns] for record in records.values()]
    return table([escape(t.heading(name)) for name in columns], rows)


def _cell(printer: Printer, kind: str, record: Plain, name: str) -> str:
    """One cell of the table; a vendor's name links to its history."""
    text = printer.field(kind, record, name)
    return f"[{text}](/subprocessors/{record['id']}/)" if (kind, name) == ("subprocessors", "name") else text
