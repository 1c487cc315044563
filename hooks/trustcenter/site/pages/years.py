"""Lists that grow with the archive: a page shows the newest of a list, and a page for each year has all of that year.

`/changelog/`, `/notices/`, `/as-of/` and `/policies/<id>/history/` are such lists.  While a list is short there are no
pages of years; once there are, they stay, and nothing but their own year changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from markupsafe import Markup

from trustcenter.model.versions import Version
from trustcenter.site.pages.view import View

NEWEST = 50
"""How many entries of a list its page shows."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A list as a page shows it; `years` are those that have a page, newest first, `year` is the one shown, if one is.

    `base` is the URL of the page with the newest entries.
    """

    base: str
    shown: Sequence[T]
    years: tuple[int, ...]
    year: int | None = None

    @property
    def url(self) -> str:
        return year_url(self.base, self.year)


def listed(base: str, things: Sequence[T], year_of: Callable[[T], int], year: int | None = None) -> Listed[T]:
    """The newest of some things, which come newest first; or all of one year."""
    years = years_of(list(map(year_of, things)))
    shown = things[:NEWEST] if year is None else [thing for thing in things if year_of(thing) == year]
    return Listed(base, shown, years, year)


def years_of(years: Sequence[int]) -> tuple[int, ...]:
    """The years that have a page, newest first, from the year of each entry of a list: none while it is short."""
    return tuple(sorted({*years}, reverse=True)) if len(years) > NEWEST else ()


def year_url(base: str, year: int | None) -> str:
    """The URL of the page of a year of a list, or of its newest entries."""
    return f"{base}{year}/" if year else base


def titled(view: View, key: str, year: int | None, **known: str) -> str:
    """The title of the page of a list, or of that of a year of it."""
    title = view.t.plain(key, **known)
    return view.t.plain("common.title_of_year", title=title, year=year) if year else title


def heading(view: View, key: str, year: int | None, **known: str) -> Markup:
    """The same as the heading of the page."""
    title = view.t(key, **known)
    return view.t("common.title_of_year", title=title, year=year) if year else title


def year_of_version(version: Version) -> int:
    """The year in which the history of a policy has a version: that of the day from which it binds."""
    return version.binds_from.year


def all_years(view: View) -> dict[str, tuple[int, ...]]:
    """The years that have a page, for each list by the URL of its page."""
    snapshot = view.snapshot
    lists = {
        "changelog/": [change.public_from.year for change in snapshot.changes],
        "notices/": [change.public_from.year for change in snapshot.changes if change.is_notice],
    }
    for version in snapshot.announced:
        lists.setdefault(f"policies/{version.policy}/history/", []).append(year_of_version(version))
    days = [day.year for day in view.center.archive.days() if day <= snapshot.day]
    return {"as-of/": without_gaps(years_of(days), snapshot.day), **{b: years_of(years) for b, years in lists.items()}}


def without_gaps(years: Sequence[int], today: date) -> tuple[int, ...]:
    """The years that have a page, newest first, with those between them and up to today in which nothing changed.

    The list of days has a page for these too: a day in them has an address.
    """
    return tuple(range(today.year, min(years) - 1, -1)) if years else ()


def urls(view: View) -> set[str]:
    """The URLs of all pages of years on a day."""
    return {year_url(base, year) for base, years in all_years(view).items() for year in years}
