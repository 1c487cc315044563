"""Scales for pictures: where a length of time or a day stands, in per cent of a picture's width.

Pure geometry, no drawing: the templates draw SVG without a view box, so that a
picture follows the width of the window while its text keeps its size.
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
"""The style sheet of pictures, which only their pages ask for."""
KNEE = 7.0
"""Up to about this many days a scale of lengths is even; longer ones are drawn closer and closer."""
WIDE, NARROW = 10.0, 22.0
"""How far apart, in per cent, the names of marks stand on a wide screen and on a phone."""
_LENGTHS = (
    Period(1, 1, "year"), Period(1, 1, "month"), Period(10, 10, "year"), Period(1, 1, "week"), Period(3, 3, "year"),
    Period(100, 100, "year"), Period(3, 3, "month"), Period(1, 1, "day"), Period(5, 5, "year"), Period(6, 6, "month"),
    Period(30, 30, "year"), Period(2, 2, "year"), Period(1, 1, "hour"), Period(1000, 1000, "year"),
    Period(7, 7, "year"), Period(2, 2, "week"), Period(300, 300, "year"), Period(3, 3, "day"), Period(50, 50, "year"),
    Period(20, 20, "year"), Period(12, 12, "hour"), Period(6, 6, "hour"),
)  # fmt: skip
"""The lengths that may be marked, those that people know best first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A named place on a scale; `always` is named on a phone too."""

    at: float
    name: str
    always: bool

    @property
    def anchor(self) -> Literal["start", "middle", "end"]:
        """Which end of the name stands at the mark, so that names at the edges are not cut off."""
        return "start" if self.at < 8 else "end" if self.at > 90 else "middle"


@dataclass(frozen=True, slots=True)
class Lengths:
    """A scale of lengths of time, in days, from nothing at `start` to the longest at `end`.

    Days and years fit on it together: it is even for the first days, then nearly logarithmic.
    """

    longest: float
    start: float = 0.0
    end: float = 94.0

    def at(self, days: float) -> float:
        """Where a length ends, in per cent; a longer one never ends before a shorter one."""
        knee = min(KNEE, self.longest / 10)
        share = log1p(min(days, self.longest) / knee) / log1p(self.longest / knee)
        return self.start + (self.end - self.start) * share

    def marks(self, name: Callable[[Period], str] = str) -> list[Mark]:
        """Nothing, and as many well-known lengths as have room for their names."""
        known = [(self.at(p.about_days), name(p)) for p in _LENGTHS if p.about_days <= self.longest]
        return _named([(self.start, "0"), *known])


@dataclass(frozen=True, slots=True)
class Days:
    """An even scale of calendar days from `first` to `last`, which is later."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day begins, in per cent; days outside stand at the edge."""
        inside = min(max(day, self.first), self.last)
        return 100 * (inside - self.first).days / (self.last - self.first).days

    def marks(self, month: Callable[[date], str]) -> list[Mark]:
        """The first of each year, of every so many years, or of months, as there is room; `month` names a month."""
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
    """The marks whose names have room, the first ones preferred, from left to right."""
    wide = _apart(wanted, WIDE)
    narrow = _apart(wide, NARROW)
    return sorted((Mark(at, name, (at, name) in narrow) for at, name in wide), key=lambda mark: mark.at)


def _apart(wanted: Iterable[tuple[float, str]], distance: float) -> list[tuple[float, str]]:
    kept: list[tuple[float, str]] = []
    for place in wanted:
        if all(abs(_middle(place) - _middle(other)) >= distance for other in kept):
            kept.append(place)
    return kept


def _middle(place: tuple[float, str]) -> float:
    """About where the middle of a name stands; at the edges it stands beside its mark."""
    anchor = Mark(*place, always=True).anchor
    return place[0] + {"start": 1.0, "middle": 0.0, "end": -4.0}[anchor]


def beyond(day: date, *, days: float) -> date:
    """A day so many days later, inside the calendar."""
    return day + timedelta(days=min(days, (date.max - day).days))


def styled(url: str) -> str:
    """What stands in the head of a page with a picture."""
    return f'<link rel="stylesheet" href="{relative(STYLES, page=url)}">'


def percent(value: float) -> str:
    """A place or a width as SVG writes it; two digits are finer than a pixel and the same on every machine."""
    return f"{round(value, 2):g}%"


__all__ = ["Days", "Lengths", "Mark", "beyond", "percent", "styled"]
