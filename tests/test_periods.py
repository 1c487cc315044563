"""Periods, clear days and the instants at which days begin: the arithmetic of the notice cases C1-C13."""

from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY, with_files
from trustcenter.model import periods
from trustcenter.model.periods import (
    Period,
    add,
    begins,
    clear_days,
    earliest_effective,
    has_holidays,
    parse_day,
    parse_period,
    today,
    zone,
)
from trustcenter.reading.center import load
from trustcenter.reports import problem_report

CHICAGO = "America/Chicago"


def day(text):
    return date.fromisoformat(text)


def instant(text):
    return datetime.fromisoformat(text)


def earliest(announced, promise="30 days", country=None):
    return earliest_effective(
        day(announced), parse_period(promise), countries=(country,) if country else ()
    ).isoformat()


# The cases ---------------------------------------------------------------------------------------------------------


def test_c1_thirty_clear_days_from_1_december_is_1_january():
    assert earliest("2026-12-01") == "2027-01-01"
    assert clear_days(day("2026-12-01"), day("2027-01-01")) == 30


def test_c2_one_day_earlier_gives_29_clear_days():
    assert clear_days(day("2026-12-01"), day("2026-12-31")) == 29
    assert earliest("2026-12-01") > "2026-12-31"


@pytest.mark.parametrize(("announced", "expected"), [("2028-01-30", "2028-03-01"), ("2027-01-30", "2027-03-02")])
def test_c3_the_leap_day_counts_where_there_is_one(announced, expected):
    assert earliest(announced) == expected


def test_c4_a_change_may_take_effect_on_the_leap_day_itself():
    assert earliest("2028-01-29") == "2028-02-29"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2027-02-29", "`2027-02-29` is not a day that exists"),
        ("2026-13-01", "`2026-13-01` is not a day that exists"),
        ("0000-01-01", "`0000-01-01` is not a day that exists"),
        ("9999-12-31", "`9999-12-31` is not a day between 1900 and 2999"),
        ("3000-01-01", "`3000-01-01` is not a day between 1900 and 2999"),
        ("1899-12-31", "`1899-12-31` is not a day between 1900 and 2999"),
        ("20270101", "`20270101` is not a date"),
        ("2027-W01-1", "`2027-W01-1` is not a date"),
        ("2027-01-01T00:00", "`2027-01-01T00:00` is not a date"),
        ("２０２７-01-01", "`２０２７-01-01` is not a date"),
        ("", "`` is not a date"),
    ],
)
def test_c5_a_day_that_does_not_exist_is_refused_with_its_reason(text, found):
    with pytest.raises(ValueError, match=r"is not a") as refused:
        parse_day(text)
    assert str(refused.value) == found


def test_c5_a_day_that_does_not_exist_is_a_problem_at_its_line_and_column():
    draft = "---\ntitle: Privacy policy\nreviewed: 2027-02-29\n---\n\nText\n"
    [problem] = load(with_files({"docs/policies/privacy/index.md": draft})).problems
    assert problem_report.line(problem).startswith(
        "docs/policies/privacy/index.md:3:11: error [bad-value] reviewed: `2027-02-29`"
    )


def test_c6_one_month_is_not_thirty_days():
    assert earliest("2027-01-31", "1 month") == "2027-03-01"
    assert earliest("2027-01-31", "30 days") == "2027-03-03"


def test_c7_business_days_leave_out_weekends():
    assert earliest("2026-12-18", "10 business days") == "2027-01-02"


def test_c8_business_days_leave_out_the_public_holidays_of_a_country():
    assert earliest("2026-12-18", "10 business days", country="US") == "2027-01-06"


def test_c9_the_announced_day_is_the_one_in_the_organization_s_time_zone():
    assert today(instant("2026-12-02T05:30:00Z"), CHICAGO) == day("2026-12-01")


@pytest.mark.parametrize(
    ("clock", "expected"), [("2027-01-01T05:59:59Z", "2026-12-31"), ("2027-01-01T06:00:00Z", "2027-01-01")]
)
def test_c10_the_day_changes_at_midnight_there_and_at_one_instant(clock, expected):
    assert today(instant(clock), CHICAGO) == day(expected)
    assert begins(day("2027-01-01"), CHICAGO) == instant("2027-01-01T06:00:00Z")


def test_c11_a_day_begins_early_where_the_sun_rises_first():
    assert begins(day("2027-01-01"), "Pacific/Kiritimati") == instant("2026-12-31T10:00:00Z")


def test_c12_a_day_without_a_midnight_begins_at_its_first_existing_instant():
    assert begins(day("2027-04-30"), "Africa/Cairo") == instant("2027-04-29T22:00:00Z")


def test_c13_a_review_every_twelve_months_after_a_leap_day_is_due_on_28_february():
    due = add(day("2028-02-29"), parse_period("12 months"))
    assert due == day("2029-02-28")
    assert day("2029-03-01") > due


def test_every_counting_case_has_its_test_here():
    cases = REPOSITORY / "tests" / "notice" / "NOTICE-CASES.md"
    named = [row.split("|")[1].strip() for row in cases.read_text("utf-8").splitlines() if row.startswith("| C")]
    for case in named:
        assert any(name.startswith(f"test_{case.lower()}_") for name in globals()), case


# Reading and printing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed", "iso"),
    [
        ("90 days", "90 days", "P90D"),
        ("1 day", "1 day", "P1D"),
        ("1 days", "1 day", "P1D"),
        ("7 years", "7 years", "P7Y"),
        ("1 year", "1 year", "P1Y"),
        ("365 days", "365 days", "P365D"),
        ("2 weeks", "2 weeks", "P2W"),
        ("12 months", "12 months", "P12M"),
        ("24 hours", "24 hours", "PT24H"),
        ("10 business days", "10 business days", None),
        ("1 business day", "1 business day", None),
        ("5-7 business days", "5-7 business days", None),
        ("5 – 7 days", "5-7 days", None),
        ("3-3 days", "3 days", "P3D"),
        ("  30 Days ", "30 days", "P30D"),
    ],
)
def test_a_period_is_printed_as_people_write_it_and_as_iso_8601_where_that_can(text, printed, iso):
    period = parse_period(text)
    assert (str(period), period.iso) == (printed, iso)
    assert parse_period(printed) == period


def test_a_year_is_neither_365_days_nor_12_months():
    assert len({parse_period("1 year"), parse_period("365 days"), parse_period("12 months")}) == 3


@pytest.mark.parametrize(
    ("text", "days"),
    [("5 business days", 7), ("5-10 business days", 14), ("24 hours", 1), ("2 weeks", 14), ("4 years", 1461), ("12 months", 365.25)],
)  # fmt: skip
def test_about_how_many_days_the_longest_a_period_can_take_is(text, days):
    assert parse_period(text).about_days == pytest.approx(days)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12 months", "1 year", True), ("2 weeks", "14 days", True), ("1 day", "24 hours", True), ("1 week", "168 hours", True),
        ("1 year", "365 days", False), ("1 month", "30 days", False), ("5 business days", "1 week", False),
        ("5-7 days", "7 days", False), ("5-7 days", "120-168 hours", True),
    ],
)  # fmt: skip
def test_which_periods_are_one_length_of_time_whatever_the_day(one, other, same):
    assert parse_period(one).same(parse_period(other)) is same
    assert parse_period(other).same(parse_period(one)) is same


@pytest.mark.parametrize(
    "text",
    [
        "", "30", "days", "0 days", "0-0 days", "7-5 days", "-3 days", "1.5 years", "30days", "P30D", "30 d", "thirty days",
        "30 working days", "a month", "99999 days", "30 days and 2 hours", "5-6-7 days", "३० days", "1 fortnight", "30\ndays\nmore",
    ],
)  # fmt: skip
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match="is not a period"):
        parse_period(text)


def test_arithmetic_on_the_last_day_and_the_longest_period_stays_in_the_calendar():
    last = parse_day("2999-12-31")
    assert earliest_effective(last, parse_period("1000 years")).year == 4000
    assert today(begins(parse_day("1900-01-01"), "Pacific/Kiritimati"), "Pacific/Kiritimati") == day("1900-01-01")


PERIODS = st.builds(
    lambda least, extra, unit: Period(least, least + extra, unit),
    st.integers(1, 500), st.integers(0, 500), st.sampled_from(periods.UNITS),
)  # fmt: skip


@given(PERIODS)
def test_every_period_is_read_as_it_was_printed(period):
    assert parse_period(str(period)) == period


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_day_is_read_as_it_was_printed(when):
    assert parse_day(when.isoformat()) == when


# Counting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "period", "expected"),
    [
        ("2027-01-31", "1 month", "2027-02-28"),
        ("2028-01-31", "1 month", "2028-02-29"),
        ("2027-08-31", "6 months", "2028-02-29"),
        ("2028-02-29", "1 year", "2029-02-28"),
        ("2028-02-29", "4 years", "2032-02-29"),
        ("2026-12-31", "2 weeks", "2027-01-14"),
        ("2026-12-01", "24 hours", "2026-12-02"),
        ("2026-12-01", "25 hours", "2026-12-03"),
        ("2026-12-04", "1 business day", "2026-12-07"),
        ("2026-12-05", "1 business day", "2026-12-07"),
        ("2026-12-04", "5-7 business days", "2026-12-15"),
        ("2026-12-01", "5-7 days", "2026-12-08"),
    ],
)
def test_the_last_day_of_a_period(start, period, expected):
    assert add(day(start), parse_period(period)) == day(expected)


@pytest.mark.parametrize(
    ("announced", "effective"),
    [("2026-12-01", "2026-12-01"), ("2026-12-01", "2026-12-02"), ("2026-12-01", "2026-11-01")],
)
def test_there_are_no_clear_days_on_the_same_the_next_or_an_earlier_day(announced, effective):
    assert clear_days(day(announced), day(effective)) == 0


def test_a_holiday_elsewhere_is_a_business_day():
    assert earliest("2026-12-24", "1 business day", country="NO") == "2026-12-29"
    assert earliest("2026-12-24", "1 business day") == "2026-12-26"


def test_it_is_known_which_holidays_are_known():
    assert has_holidays("US")
    assert not has_holidays("XX")


DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))
SHORT = st.builds(lambda n, unit: Period(n, n, unit), st.integers(1, 60), st.sampled_from(periods.UNITS))
COUNTRIES = st.sampled_from([None, "US", "NO", "DE"])


@given(DAYS, st.integers(0, 40), SHORT, COUNTRIES)
def test_who_announces_later_may_not_bind_earlier(announced, later, promise, country):
    first = earliest_effective(announced, promise, countries=(country,) if country else ())
    assert first <= earliest_effective(
        announced + timedelta(days=later), promise, countries=(country,) if country else ()
    )


@given(DAYS, SHORT, st.integers(0, 40), COUNTRIES)
def test_a_longer_promise_never_allows_an_earlier_day(announced, promise, more, country):
    longer = Period(promise.least + more, promise.most + more, promise.unit)
    assert earliest_effective(announced, promise, countries=(country,) if country else ()) <= earliest_effective(
        announced, longer, countries=(country,) if country else ()
    )


@given(DAYS, SHORT, st.integers(0, 20))
def test_of_a_range_the_longer_end_binds(announced, promise, more):
    longest = Period(promise.most + more, promise.most + more, promise.unit)
    ranged = Period(promise.least, promise.most + more, promise.unit)
    assert earliest_effective(announced, ranged) == earliest_effective(announced, longest)


@given(DAYS, st.integers(1, 4000))
def test_the_earliest_day_gives_exactly_the_days_that_were_promised(announced, days):
    first = earliest_effective(announced, Period(days, days, "day"))
    assert clear_days(announced, first) == days
    assert clear_days(announced, first - timedelta(days=1)) < days


@given(DAYS, SHORT, COUNTRIES)
def test_holidays_only_ever_lengthen_a_notice(announced, promise, country):
    assert earliest_effective(announced, promise) <= earliest_effective(
        announced, promise, countries=(country,) if country else ()
    )


# Time zones --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "timezone", "expected"),
    [
        ("2027-01-01", "UTC", "2027-01-01T00:00:00Z"),
        ("2027-07-01", CHICAGO, "2027-07-01T05:00:00Z"),
        ("2027-03-14", CHICAGO, "2027-03-14T06:00:00Z"),
        ("2027-11-07", CHICAGO, "2027-11-07T05:00:00Z"),
        ("2027-01-01", "Asia/Kathmandu", "2026-12-31T18:15:00Z"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),  # that midnight was skipped
        ("2027-09-05", "America/Santiago", "2027-09-05T04:00:00Z"),  # that midnight does not exist
        ("2021-09-24", "Pacific/Apia", "2021-09-23T11:00:00Z"),
        ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00Z"),  # 30 December was left out there
        ("1919-03-31", "America/Toronto", "1919-03-31T04:30:00Z"),  # the clocks went from 23:30 to 0:30
        ("2026-11-01", "America/Havana", "2026-11-01T04:00:00Z"),  # midnight comes twice: the first one
    ],
)
def test_a_day_begins_at_its_first_instant(when, timezone, expected):
    assert begins(day(when), timezone) == instant(expected)


ZONES = st.sampled_from([
    "UTC", CHICAGO, "Europe/Berlin", "Africa/Cairo", "Pacific/Kiritimati", "Pacific/Chatham", "Asia/Tehran", "Asia/Beirut",
    "America/Santiago", "America/Havana", "America/Asuncion", "Atlantic/Azores", "Australia/Lord_Howe", "Asia/Kathmandu",
])  # fmt: skip


@given(DAYS, ZONES)
def test_a_day_begins_after_the_one_before_has_ended(when, timezone):
    start = begins(when, timezone)
    assert start.tzinfo is UTC
    assert today(start, timezone) == when
    assert today(start - timedelta(seconds=1), timezone) < when


class Moved(tzinfo):
    """A place that moves across the date line in the evening: at 20:00 its clocks are put 23 hours ahead.

    No place of today does; the search for the first instant of a day must not depend on that.
    """

    BEFORE, AFTER = timedelta(hours=-10), timedelta(hours=13)
    LAST = datetime(2027, 5, 4, 20)  # noqa: DTZ001 — a reading of its clocks

    def utcoffset(self, when):
        left_out = timedelta() if when.fold else self.AFTER - self.BEFORE
        return self.AFTER if when.replace(tzinfo=None) >= self.LAST + left_out else self.BEFORE

    def fromutc(self, when):
        moved = when.replace(tzinfo=None) >= self.LAST - self.BEFORE
        return when + (self.AFTER if moved else self.BEFORE)

    def dst(self, _when):
        return timedelta()


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2027-05-04", "2027-05-04T10:00:00Z"),
        ("2027-05-05", "2027-05-05T06:00:00Z"),  # four hours before its midnight would have been
        ("2027-05-06", "2027-05-05T11:00:00Z"),
    ],
)
def test_a_day_whose_midnight_is_left_out_from_the_evening_on_begins_when_the_clocks_are_moved(
    monkeypatch, when, expected
):
    monkeypatch.setattr(periods, "zone", lambda _name: Moved())
    assert begins(day(when), "Made/Up") == instant(expected)


@pytest.mark.parametrize(
    "name", ["Central", "America/Chicag", "", "../../etc/passwd", "/etc/localtime", "America", "EST5EDT\x00"]
)
def test_other_names_are_no_time_zones(name):
    with pytest.raises(ValueError, match="is not an IANA time zone"):
        zone(name)
