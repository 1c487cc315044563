"""The days that a text states about itself: `Effective July 1, 2018`, `Last updated: 2023-08-15`.

Only its head and its foot are read: in between, a date is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:(?P<iso>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?![0-9])"
    rf"|(?P<month>{_MONTH})\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})"
    rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month2>{_MONTH})\.?,? (?P<year2>[0-9]{{4}}))"
)
_LINK = r"(?: ?[:,–—-]| (?:date|as of|from|on|since|starting|is|was|the))*"
_SAID = {
    "effective": re.compile(
        rf"\b(?:effective|in effect|in force|enters? into force|takes? effect|valid|applies){_LINK} ?{_DATE}",
        re.IGNORECASE,
    ),
    "updated": re.compile(
        rf"\b(?:(?:last|latest) (?:updated?|modified|revised|revision|changed|change|amended|reviewed)|updated|revised"
        rf"|(?:version|revision) date){_LINK} ?{_DATE}",
        re.IGNORECASE,
    ),
}
_HEAD, _FOOT = 25, 8
"""Lines with words at the beginning and at the end of a text that may say what day it is of."""
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Stated:
    """One day that a text states: from when it is `effective`, or when it was last `updated`."""

    kind: Literal["effective", "updated"]
    day: date

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


def stated(body: str) -> tuple[Stated, ...]:
    """The first day of each kind that a text states; a day that does not exist is none."""
    found: dict[str, Stated] = {}
    for line in _lines(body):
        for said in _in(line):
            found.setdefault(said.kind, said)
    return tuple(found[kind] for kind in sorted(found))


def _lines(body: str) -> list[str]:
    lines = [line for line in body.split("\n") if re.search(r"\w", line)]
    chosen = lines[:_HEAD] + lines[max(_HEAD, len(lines) - _FOOT) :]
    return [" ".join(re.sub(r"[*_\[\]()`#>|\\]|\\$", " ", line[:_LONGEST]).split()) for line in chosen]


def _in(line: str) -> Iterator[Stated]:
    for kind in ("effective", "updated"):
        for match in _SAID[kind].finditer(line):
            if day := _day(match):
                yield Stated("effective" if kind == "effective" else "updated", day)


def _day(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = _MONTHS.index((match["month"] or match["month2"])[:3].lower()) + 1
        return date(int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"]))
    except ValueError:
        return None
