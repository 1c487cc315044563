"""Periods (`90 days`, `10 business days`), clear days and time zones: parsing, and arithmetic on calendar days.

Rules and publishing compute earliest effective days here; the loader of facts parses periods here.  Every function is
pure: the day or the instant is an argument, and no clock is read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UNITS = ("hour", "day", "business day", "week", "month", "year")
PERIOD_FORMS = "`90 days`, `7 years`, `2 weeks`, `1 month`, `24 hours`, `10 business days` or `5-7 business days`"
_PERIOD = re.compile(r"([0-9]{1,4})(?:\s*[-–]\s*([0-9]{1,4}))?\s+(business day|hour|day|week|month|year)(s?)")
_DAYS_IN = {"hour": 1 / 24, "day": 1.0, "business day": 7 / 5, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_ISO = {"hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M", "year": "P{}Y"}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in the unit it was promised in; `1 year` is not `365 days`.

    `least` and `most` differ only in a range such as `5-7 business days`.
    """

    least: int
    most: int
    unit: str

    def __str__(self) -> str:
        number = str(self.most) if self.least == self.most else f"{self.least}-{self.most}"
        return f"{number} {self.unit}{'' if self.most == 1 else 's'}"

    @property
    def iso(self) -> str | None:
        """ISO 8601 duration, or None where it cannot express the period (ranges, business days)."""
        if self.least != self.most or self.unit not in _ISO:
            return None
        return _ISO[self.unit].format(self.most)

    def same(self, other: Period) -> bool:
        """Whether both last equally long from every starting day: 12 months equal 1 year, 365 days do not."""
        return self._in_base_units() == other._in_base_units()

    def _in_base_units(self) -> tuple[int, int, str]:
        bases = {"year": (12, "month"), "week": (7 * 24, "hour"), "day": (24, "hour")}
        factor, unit = bases.get(self.unit, (1, self.unit))
        return self.least * factor, self.most * factor, unit

    @property
    def about_days(self) -> float:
        """The longer end in average days, for comparing and drawing; dates are computed with `add`."""
        return self.most * _DAYS_IN[self.unit]


def parse_period(text: str) -> Period:
    """Parse `90 days` or `5-7 business days`; raises ValueError for anything else, zero or more than 1000 years."""
    match = _PERIOD.fullmatch(text.strip().lower())
    if not match:
        raise ValueError(f"`{text}` is not a period")
    least, most = int(match[1]), int(match[2] or match[1])
    if most == 0 or least > most:
        raise ValueError(f"`{text}` is not a period: it counts nothing")
    period = Period(least, most, match[3])
    if period.about_days > 1000 * _DAYS_IN["year"]:
        raise ValueError(f"`{text}` is not a period: it is longer than 1000 years")
    return period


@lru_cache(maxsize=1 << 12)
def parse_day(text: str) -> date:
    """Parse a calendar day written YYYY-MM-DD (1900 to 2999); raises ValueError that says what is wrong."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(f"`{text}` is not a date")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is not a day that exists") from None
    if not 1900 <= day.year < 3000:  # so that arithmetic on days never leaves the calendar
        raise ValueError(f"`{text}` is not a day between 1900 and 2999")
    return day


def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name; raises ValueError for any other."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"`{name}` is not an IANA time zone") from None


def today(instant: datetime, timezone: str) -> date:
    """The calendar day in `timezone` at `instant` (a timezone-aware datetime)."""
    return instant.astimezone(zone(timezone)).date()


def begins(day: date, timezone: str) -> datetime:
    """The instant (UTC) at which `day` begins in `timezone`; not midnight where the clocks skip it."""
    local = zone(timezone)
    midnight = datetime(day.year, day.month, day.day, tzinfo=local).astimezone(UTC)
    local_midnight = midnight.astimezone(local)
    if (local_midnight.date(), local_midnight.hour, local_midnight.minute) == (day, 0, 0):
        return midnight
    return _first_instant(day, local, midnight)


def _first_instant(day: date, local: tzinfo, near: datetime) -> datetime:
    """The first second of `day` where the clocks skip midnight, by bisection within 26 hours around `near` (UTC)."""
    before, after = near - timedelta(hours=26), near + timedelta(hours=26)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(local).date() < day:
            before = middle
        else:
            after = middle
    return after


def add(day: date, period: Period, *, countries: tuple[str, ...] = ()) -> date:
    """The last day of a period that starts after `day`; a month ends on its last day when it is shorter.

    `countries` (ISO 3166-1) add their public holidays to the days that are not business days.
    Part of a day counts as a day; of a range the longer end is taken.
    """
    if period.unit == "business day":
        return _add_business_days(day, period.most, countries)
    if period.unit in ("month", "year"):
        return add_months(day, period.most * (12 if period.unit == "year" else 1))
    days = {"hour": -(-period.most // 24), "day": period.most, "week": period.most * 7}[period.unit]
    return day + timedelta(days=days)


def earliest_effective(announced: date, promise: Period, *, countries: tuple[str, ...] = ()) -> date:
    """The first day a change may bind when `promise` is counted in clear days.

    Clear days: neither the day of announcement nor the effective day counts.
    """
    return add(announced, promise, countries=countries) + timedelta(days=1)


def clear_days(announced: date, effective: date) -> int:
    """Whole days between the announced and the effective day; neither of them counts."""
    return max((effective - announced).days - 1, 0)


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months, to the last day of the month where that day is missing."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_business_day(day: date, countries: tuple[str, ...] = ()) -> date:
    """The day itself if it is a business day in all of the countries, or else the first one after it that is."""
    while not _is_business_day(day, countries):
        day += timedelta(days=1)
    return day


def _add_business_days(day: date, count: int, countries: tuple[str, ...]) -> date:
    while count:
        day += timedelta(days=1)
        count -= _is_business_day(day, countries)
    return day


def _is_business_day(day: date, countries: tuple[str, ...]) -> bool:
    return day.weekday() < 5 and not any(day in _holidays(country, day.year) for country in countries)


@lru_cache(maxsize=1 << 10)
def _holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country in a year."""
    import holidays  # imported late: slow to load, and needed only for periods in business days

    return frozenset(holidays.country_holidays(country, years=year))


def has_holidays(country: str) -> bool:
    """Whether the holiday calendar of that country is known."""
    import holidays  # imported late: slow to load

    return country in holidays.list_supported_countries(include_aliases=False)
