"""Writes the requirement lists with their days: what is stale, what comes into force when, and every entry.

`cli.lists` calls `report` and prints what `as_text` or `as_json` makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trustcenter.model.kinds.requirements import Requirement
from trustcenter.model.phrases import day as in_words
from trustcenter.model.phrases import plural
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import Center
from trustcenter.reading.requirement_lists import Listed
from trustcenter.rules import list_dates
from trustcenter.rules.list_dates import FRESH_FOR, ListDay

_BECOMES = {"in force": "comes into force", "ends": "applies for the last time", "awaited": "awaited"}


@dataclass(frozen=True, slots=True)
class ListReport:
    """The lists as of a day: `asserted` are the regimes that are checked, `dates` the days that are to come.

    `tables` are the packaged tables that are no requirement lists, each with the day on which it was last compared.
    """

    today: date
    lists: tuple[Listed, ...]
    asserted: frozenset[str]
    dates: tuple[ListDay, ...]
    tables: tuple[tuple[str, date], ...]


def report(center: Center, today: date, regimes: Sequence[str] = ()) -> ListReport:
    """Every list of a center, or those of some regimes only, as of a day."""
    every = requirement_lists.lists(center.sources)
    lists = tuple(listed for listed in every if not regimes or listed.list.regime in regimes)
    asserted = frozenset(one.list.regime for one in requirement_lists.asserted(center.facts, center.sources))
    dates = tuple(one for one in list_dates.days(lists) if one.day > today)
    return ListReport(today, lists, asserted, dates, () if regimes else requirement_lists.tables())


def stale(told: ListReport) -> Iterator[tuple[str, str]]:
    """What is stale and why: lists and tables that nobody compared for too long, entries whose awaited day has come."""
    for listed in told.lists:
        if old := list_dates.age(listed.list, told.today):
            yield listed.list.regime, old
        yield from ((entry.id, why) for entry, why in list_dates.overtaken(listed.list, told.today))
    for name, checked in told.tables:
        if checked + FRESH_FOR < told.today:
            yield name, f"last compared with its sources on {in_words(checked)}"


# As text ------------------------------------------------------------------------------------------------------------


def as_text(told: ListReport) -> str:
    """The report for a terminal: what is stale, the days to come, then each list with its entries."""
    old = [f"  {name}: {why}" for name, why in stale(told)]
    blocks = [
        f"{plural(len(told.lists), 'requirement list')} as of {in_words(told.today)}."
        " They say what to look at, not whether a law is obeyed.",
        "\n".join(["stale", *(old or ["  nothing"])]),
        "\n".join(["to come", *([_date(one) for one in told.dates] or ["  nothing that is known"])]),
        *("\n".join(_list(told, listed)) for listed in told.lists),
    ]
    if told.tables:
        blocks.append("\n".join(["tables", *(f"  {name}: checked on {in_words(day)}" for name, day in told.tables)]))
    return "\n\n".join(blocks)


def _date(one: ListDay) -> str:
    return f"  {in_words(one.day)}: {one.requirement.id} ({one.regime}) {_BECOMES[one.event]}: {one.what}"


def _list(told: ListReport, listed: Listed) -> Iterator[str]:
    regime = listed.list.regime
    state = "asserted" if regime in told.asserted else "not asserted"
    shipped = f", {listed.file}" if listed.file else ""
    yield f"{regime}: {listed.list.title} ({state}{shipped}; checked on {in_words(listed.list.checked_on)})"
    for entry in listed.list.requirements:
        yield f"  {entry.id}: {entry.must}"
        yield f"    {'; '.join(_details(listed, entry, told.today))}"
        if entry.source:
            speaks = f" must speak of {entry.speaks_of}" if entry.speaks_of else ""
            yield f"    {entry.source}{speaks}"


def _details(listed: Listed, entry: Requirement, today: date) -> Iterator[str]:
    """The basis, who decides and the days of an entry."""
    if entry.basis:
        yield entry.basis
    yield f"decided by {entry.decided_by}"
    if entry.valid_from:
        yield f"{'from' if entry.valid_from > today else 'since'} {in_words(entry.valid_from)}"
    if entry.valid_to:
        yield f"until {in_words(entry.valid_to)}"
    seen = f" ({entry.seen_in})" if entry.seen_in else ""
    yield f"checked on {in_words(list_dates.checked_on(listed.list, entry))}{seen}"
    if entry.next_date:
        yield f"next known date {in_words(entry.next_date.on)}, {entry.next_date.what}"


# As JSON ------------------------------------------------------------------------------------------------------------


def as_json(told: ListReport) -> str:
    """The report for programs, with days in ISO 8601."""
    value = {
        "as_of": told.today.isoformat(),
        "stale": [{"name": name, "why": why} for name, why in stale(told)],
        "dates": [_date_value(one) for one in told.dates],
        "lists": [_list_value(told, listed) for listed in told.lists],
        "tables": [{"name": name, "checked_on": checked.isoformat()} for name, checked in told.tables],
    }
    return json.dumps(value, indent=2, ensure_ascii=False)


def _date_value(one: ListDay) -> dict[str, str]:
    return {
        "day": one.day.isoformat(),
        "event": one.event,
        "regime": one.regime,
        "requirement": one.requirement.id,
        "what": one.what,
    }


def _list_value(told: ListReport, listed: Listed) -> dict[str, Any]:
    return {
        "regime": listed.list.regime,
        "title": listed.list.title,
        "asserted": listed.list.regime in told.asserted,
        "file": listed.file or None,
        "checked_on": listed.list.checked_on.isoformat(),
        "includes": list(listed.list.includes),
        "requirements": [_entry_value(listed, entry) for entry in listed.list.requirements],
    }


def _entry_value(listed: Listed, entry: Requirement) -> dict[str, Any]:
    awaited = entry.next_date
    return {
        "id": entry.id,
        "basis": entry.basis,
        "must": entry.must,
        "decided_by": entry.decided_by,
        "source": entry.source,
        "speaks_of": entry.speaks_of,
        "from": _iso(entry.valid_from),
        "until": _iso(entry.valid_to),
        "checked_on": _iso(list_dates.checked_on(listed.list, entry)),
        "seen_in": entry.seen_in,
        "next_date": {"on": awaited.on.isoformat(), "what": awaited.what} if awaited else None,
        "codes": sorted({code for element in entry.elements for code in element.codes}),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
