"""English phrases for values of facts: codes spelled out, days, lists and plurals.

Tables in policies (`reading.fact_tables`), messages and pages in English use these functions, so that a code such as
`scc` reads the same everywhere.  Each returns plain text, neither Markdown nor HTML.  The words of the codes are
declared with their fields (`model.kinds`), column headings stand in `theme/texts/en.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from babel.dates import format_date

from trustcenter.model.kinds import PLACES, SPELLED
from trustcenter.model.kinds.fields import COUNTRIES, PSEUDO_LOCATIONS, country_of, place_in
from trustcenter.model.kinds.printing import NOT_STATED

__all__ = ["NOT_STATED", "country", "day", "listed", "plural", "value", "within", "yes_or_no"]


def value(name: str, code: str, *, on: Callable[[date], str] | None = None) -> str:
    """The value `code` of the field `name` for readers: `("transfer", "scc")` → `standard contractual clauses`.

    Country codes become names and ISO days become `1 January 2027`, or what `on` makes of them; any other text is
    returned as it is.
    """
    if name in PLACES:
        return country(code)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", code):
        try:
            return (on or day)(date.fromisoformat(code))
        except ValueError:  # a day that does not exist, which is a problem where it is written
            return code
    return SPELLED.get(name, {}).get(code, code)


def yes_or_no(flag: bool) -> str:
    return "yes" if flag else "no"


def country(code: str) -> str:
    """The English name of a location: `IE` → `Ireland`, `IE: Dublin` → `Ireland (Dublin)`, or a pseudo-location."""
    name = COUNTRIES.get(country_of(code)) or PSEUDO_LOCATIONS.get(code, code)
    return within(name, code)


def within(name: str, location: str) -> str:
    """The name of a country with the place in it, if the location says one: `Ireland (Dublin)`."""
    return f"{name} ({place})" if (place := place_in(location)) else name


def day(when: date) -> str:
    """A day as it is printed everywhere: 1 January 2027."""
    return format_date(when, "d MMMM y", locale="en")


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """`a, b and c`; separated by semicolons if an item contains a comma."""
    if len(words) < 2:
        return "".join(words)
    comma = "; " if any(", " in word for word in words) else ", "
    return f"{comma.join(words[:-1])}{';' if comma == '; ' else ''} {last} {words[-1]}"


def plural(count: int, noun: str) -> str:
    """`1 version`, `2 versions`."""
    return f"{count} {noun}" + ("" if count == 1 else "s")
