"""Scales for the pictures on the retention, data-map and timeline pages: positions in per cent of a picture's width.

The page modules use `Lengths` (periods) and `Days` (calendar days) to place bars and marks; the templates draw the SVG.
There is no view box, so that a picture follows the width of the window while its text keeps its size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log1p
from typing import Literal

from trustcenter.markdown.to_html import relative
from trustcenter.model.periods import Period

STYLES = "assets/pictures.css"
"""The style sheet of the pictures, loaded only by pages that have one."""
KNEE = 7.0
"""A scale of lengths is linear up to about this many days and nearly logarithmic beyond."""
WIDE, NARROW = 10.0, 22.0
"""The least distance between the names of marks, in per cent: on a wide screen, on a phone."""
_WELL_KNOWN_PERIODS = (
    Period(1, 1, "year"), Period(1, 1, "month"), Period(10, 10, "year"), Period(1, 1, "week"), Period(3, 3, "year"),
    Period(100, 100, "year"), Period(3, 3, "month"), Period(1, 1, "day"), Period(5, 5, "year"), Period(6, 6, "month"),
    Period(30, 30, "year"), Period(2, 2, "year"), Period(1, 1, "hour"), Period(1000, 1000, "year"),
    Period(7, 7, "year"), Period(2, 2, "week"), Period(300, 300, "year"), Period(3, 3, "day"), Period(50, 50, "year"),
    Period(20, 20, "year"), Period(12, 12, "hour"), Period(6, 6, "hour"),
)  # fmt: skip
"""The periods that may be marked, the most familiar first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A named position (per cent) on a scale; with `always`, the name is shown on phones too."""

    at: float
    name: str
    always: bool

    @property
    def anchor(self) -> Literal["start", "middle", "end"]:
        """The SVG `text-anchor` of the name, chosen so that names at the edges are not cut off."""
        return "start" if self.at < 8 else "end" if self.at > 90 else "middle"


@dataclass(frozen=True, slots=True)
class Lengths:
    """A scale of periods in days, from 0 at `start` to `longest` at `end` (both in per cent).

    Linear for the first days, then nearly logarithmic, so that days and years are both legible.
    """

    longest: float
    start: float = 0.0
    end: float = 94.0

    def at(self, days: float) -> float:
        """The position of a period in per cent; it never decreases with the number of days."""
        knee = min(KNEE, self.longest / 10)
        share = log1p(min(days, self.longest) / knee) / log1p(self.longest / knee)
        return self.start + (self.end - self.start) * share

    def marks(self, name: Callable[[Period], str] = str) -> list[Mark]:
        """A mark for 0 and for as many well-known periods as have room for their names."""
        periods = [(self.at(p.about_days), name(p)) for p in _WELL_KNOWN_PERIODS if p.about_days <= self.longest]
        return _named([(self.start, "0"), *periods])


@dataclass(frozen=True, slots=True)
class Days:
    """A linear scale of calendar days from `first` to `last`, which must be later."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """The position of a day in per cent; days outside the scale are at its edges."""
        inside = min(max(day, self.first), self.last)
        return 100 * (inside - self.first).days / (self.last - self.first).days

    def marks(self, month: Callable[[date], str]) -> list[Mark]:
        """Marks for months or for every first of January, depending on the room; `month` gives the name of a month."""
        span = (self.last - self.first).days
        months = next((step for step in (1, 3, 6) if span / (30.4375 * step) <= 8), 12)
        if months < 12:
            days = [d for y in self._years() for m in range(1, 13, months) if (d := date(y, m, 1)) >= self.first]
            name = month
        else:
            step = next((s for s in (1, 2, 5, 10, 20, 50, 100) if span / (365.25 * s) <= 10), 200)
            days, name = [date(y, 1, 1) for y in self._years() if y % step == 0], lambda day: str(day.year)
        inside = [day for day in days if self.first <= day <= self.last]
        return _named([(self.at(day), name(day)) for day in inside])

    def _years(self) -> range:
        return range(self.first.year, self.last.year + 1)


def _named(wanted: Sequence[tuple[float, str]]) -> list[Mark]:
    """The marks whose names have room, earlier items preferred, from left to right."""
    wide = _apart(wanted, WIDE)
    narrow = _apart(wide, NARROW)
    return sorted((Mark(at, name, (at, name) in narrow) for at, name in wide), key=lambda mark: mark.at)


def _apart(wanted: Iterable[tuple[float, str]], distance: float) -> list[tuple[float, str]]:
    placed: list[tuple[float, str]] = []
    for place in wanted:
        if all(abs(_middle(place) - _middle(other)) >= distance for other in placed):
            placed.append(place)
    return placed


def _middle(place: tuple[float, str]) -> float:
    """The approximate middle of a name in per cent; at the edges a name is beside its mark."""
    anchor = Mark(*place, always=True).anchor
    return place[0] + {"start": 1.0, "middle": 0.0, "end": -4.0}[anchor]


def beyond(day: date, *, days: float) -> date:
    """The day so many days later, limited to the last day of the calendar."""
    return day + timedelta(days=min(days, (date.max - day).days))


def styled(url: str) -> str:
    """The `<link>` element for the style sheet of the pictures, for the head of the page at `url`."""
    return f'<link rel="stylesheet" href="{relative(STYLES, page=url)}">'


def percent(value: float) -> str:
    """A position or width as SVG writes it; rounded to two digits, which is finer than a pixel and equal on all
    machines.
    """
    return f"{round(value, 2):g}%"


__all__ = ["Days", "Lengths", "Mark", "beyond", "percent", "styled"]
