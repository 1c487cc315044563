"""Audiences: groups of customers with their own period of notice, and the day from which a version binds each of them.

`rules.notice` reads the audiences of a promise with `audiences_in` and computes their days; `Version.audiences` holds
the days as they were sealed.  `Version.effective_for` is the day for an audience, and `Archive.bound` answers which
version binds a `Customer`.  Every function is pure: days are arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from trustcenter.model.periods import Period, add, earliest_effective, next_business_day, parse_period, today

ON_ACCEPTANCE = "on acceptance"
"""The value of `binds` for an audience that is bound by what it accepts, without a notice."""


@dataclass(frozen=True, slots=True)
class Audience:
    """One audience of a promise: how its notice is counted.

    `period` and `objection` are None where nothing is promised; `countries` are those whose public holidays are no
    business days.  A notice counts as received `receipt` after it was announced (None: on that day), and if
    `on_business_days` not before the next business day.  With `on_acceptance` it has no notice: whoever accepts a
    version is bound by it from then on.
    """

    id: str
    label: str
    period: Period | None
    objection: Period | None
    countries: tuple[str, ...] = ()
    receipt: Period | None = None
    on_business_days: bool = False
    on_acceptance: bool = False

    def received(self, announced: date) -> date:
        """The day on which a notice announced on a day counts as received; the period runs from it."""
        day = add(announced, self.receipt, countries=self.countries) if self.receipt else announced
        return next_business_day(day, self.countries) if self.on_business_days else day

    def earliest(self, announced: date) -> date:
        """The first day on which a version announced on a day may bind this audience, by its own promise alone.

        Clear days: neither the day of receipt nor the effective day counts.  What is bound on acceptance is bound from
        the day after the announcement, when the announced text could be read for a whole day.
        """
        if self.on_acceptance:
            return announced + timedelta(days=1)
        received = self.received(announced)
        return earliest_effective(received, self.period, countries=self.countries) if self.period else received

    def object_by(self, announced: date, binds_from: date) -> date | None:
        """The last day to object, never later than `binds_from`; None where no time to object was promised."""
        if self.objection is None or self.on_acceptance or binds_from <= announced:
            return None
        return min(add(self.received(announced), self.objection, countries=self.countries), binds_from)


@dataclass(frozen=True, slots=True)
class AudienceDay:
    """The day from which a version binds an audience, as its record holds it.

    Of one that is bound `on_acceptance`, the day from which whoever accepts is bound; others are bound later.
    """

    id: str
    label: str
    effective: date
    on_acceptance: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody whom policies bind: the audiences they belong to, and when they accepted.

    `accepted` is an instant or, where only that is known, a day; None: before anything that was announced.
    """

    audiences: tuple[str, ...] = ()
    accepted: datetime | date | None = None

    def accepted_on(self, timezone: str) -> date | None:
        """The day of the acceptance in a time zone."""
        return today(self.accepted, timezone) if isinstance(self.accepted, datetime) else self.accepted


def audiences_in(promise: Mapping[str, Any], holidays: str | None) -> dict[str, Audience]:
    """The audiences that a `notice` record names, by id; `holidays` is the country of the organization, if any."""
    listed = promise.get("audiences", ())
    return {record["id"]: _audience(record, promise, holidays) for record in listed if isinstance(record, Mapping)}


def _audience(record: Mapping[str, Any], promise: Mapping[str, Any], holidays: str | None) -> Audience:
    receipt = record.get("receipt", {})
    return Audience(
        id=record["id"], label=record["label"],
        period=_period(record.get("material", promise.get("material"))),
        objection=_period(record.get("objection", promise.get("objection"))),
        countries=tuple(record.get("holidays", (holidays,) if holidays else ())),
        receipt=_period(receipt.get("after")), on_business_days=bool(receipt.get("on_business_days", False)),
        on_acceptance=record.get("binds") == ON_ACCEPTANCE,
    )  # fmt: skip


def _period(written: Any) -> Period | None:
    return parse_period(written) if isinstance(written, str) else None


@lru_cache(maxsize=256)
def shorter_on(audience: Audience, period: Period, holidays: str | None) -> date | None:
    """A day on which a notice to an audience could end sooner than by the general `period`; None if there is none.

    Every day of four years is tried, a leap year among them, because business days, holidays and months do not compare
    otherwise.
    """
    if audience.on_acceptance:
        return None
    general = (holidays,) if holidays else ()
    days = (_FIRST + timedelta(days=number) for number in range(_TRIED))
    sooner = (day for day in days if audience.earliest(day) < earliest_effective(day, period, countries=general))
    return next(sooner, None)


_FIRST, _TRIED = date(2025, 1, 1), 4 * 365 + 1
