"""The days in requirement lists: which entries are stale, and what comes into force, ends or is awaited when.

The rule `stale-list`, `reports.requirement_lists` (`trustcenter lists`), `doctor` and the calendar call it, so that all
of them tell the same days.  Dates are arguments; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from trustcenter.model.kinds.requirements import Requirement, RequirementList
from trustcenter.model.phrases import day as in_words
from trustcenter.reading.requirement_lists import ALWAYS, Listed

FRESH_FOR = timedelta(days=180)
"""How long after `checked_on` an entry counts as up to date."""
Event = Literal["in force", "ends", "awaited"]


@dataclass(frozen=True, slots=True)
class ListDay:
    """One day on which something happens to a requirement; `what` says it in words, `checked_on` how fresh that is."""

    day: date
    event: Event
    regime: str
    requirement: Requirement
    what: str
    checked_on: date


def checked_on(listed: RequirementList, requirement: Requirement) -> date:
    """When an entry was compared with its source: its own day, else that of its list."""
    return requirement.checked_on or listed.checked_on


def age(listed: RequirementList, today: date) -> str:
    """Why a list is stale because nobody compared it with its sources for too long; empty if it is not."""
    oldest = min([listed.checked_on, *(checked_on(listed, entry) for entry in listed.requirements)])
    if listed.regime == ALWAYS or oldest + FRESH_FOR >= today:
        return ""
    return f"last compared with its sources on {in_words(oldest)}"


def overtaken(listed: RequirementList, today: date) -> Iterator[tuple[Requirement, str]]:
    """The entries of which an awaited day has come since they were compared with their source, each with why."""
    for entry in listed.requirements:
        awaited = entry.next_date
        if awaited and checked_on(listed, entry) < awaited.on <= today:
            yield entry, f"{awaited.what} was awaited for {in_words(awaited.on)}; compare the entry with its source"


def days(lists: Iterable[Listed]) -> tuple[ListDay, ...]:
    """Every day that the entries of some lists name, in order."""
    return tuple(sorted(_days(lists), key=lambda one: (one.day, one.regime, one.requirement.id, one.event)))


def _days(lists: Iterable[Listed]) -> Iterator[ListDay]:
    for item in lists:
        for entry in item.list.requirements:
            regime, checked = item.list.regime, checked_on(item.list, entry)
            if entry.valid_from:
                yield ListDay(entry.valid_from, "in force", regime, entry, entry.must, checked)
            if entry.valid_to:  # the last day on which it applies
                yield ListDay(entry.valid_to, "ends", regime, entry, entry.must, checked)
            if entry.next_date:
                yield ListDay(entry.next_date.on, "awaited", regime, entry, entry.next_date.what, checked)
