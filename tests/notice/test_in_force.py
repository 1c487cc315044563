"""N1 to N4: from when until when a version is in force is computed once, and some versions never are."""

import re
from datetime import date, timedelta

import cases
import pytest

import sites
from trustcenter.disk import files
from trustcenter.model.periods import begins
from trustcenter.reading.center import load
from trustcenter.site.open_data.policies import policies_on
from trustcenter.site.pages import timeline


def period(root, name, known):
    archive = load(files.read_tree(root)).archive
    found = archive.in_force(archive.by_name[name], date.fromisoformat(known))
    return found and (str(found.first), found.last and str(found.last))


def history(root, day):
    """The words of the history, without the form that compares two versions."""
    page = cases.pages(root, day)["policies/terms/history/"]
    return cases.words(re.sub(r'(?s)<section class="tc-compare".*?</section>', "", page))


def test_n1_a_version_is_in_force_until_the_day_before_its_successor(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", on="2026-12-01")
    assert period(root, "terms/2026-03-02", "2026-11-30") == ("2026-03-02", None)
    assert period(root, "terms/2026-03-02", "2026-12-01") == ("2026-03-02", "2027-01-31")
    assert period(root, "terms/2027-02-01", "2027-02-01") == ("2027-02-01", None)
    assert "in force: 2 March 2026 to 31 January 2027" in history(root, "2026-12-01")


def test_n2_a_version_corrected_before_it_applied_was_never_in_effect(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", on="2026-12-01")
    cases.reword(root, "terms", "Bills are", "Paper bills are")
    cases.published(root, "minor", "2027-02-01", on="2026-12-10")
    assert period(root, "terms/2027-02-01", "2026-12-09") == ("2027-02-01", None)
    assert period(root, "terms/2027-02-01", "2026-12-10") is None
    assert period(root, "terms/2027-02-01-2", "2027-03-01") == ("2027-02-01", None)
    assert history(root, "2027-03-01").count("never in effect") == 1


def test_n3_an_emergency_is_in_force_from_the_day_it_is_announced(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "emergency", "2026-12-05", "--reason", "An attack.", on="2026-12-07")
    assert period(root, "terms/2026-12-05", "2026-12-07") == ("2026-12-07", None)
    assert period(root, "terms/2026-03-02", "2026-12-07") == ("2026-03-02", "2026-12-06")


def test_n2_the_page_of_a_corrected_version_says_that_it_was_never_in_effect(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", on="2026-12-01")
    cases.reword(root, "terms", "Bills are", "Paper bills are")
    cases.published(root, "minor", "2027-02-01", on="2026-12-10")
    before, after = (cases.pages(root, day) for day in ("2026-12-09", "2027-03-01"))
    said = "never in effect: before it applied, it was corrected on 10 December 2026"
    assert said in cases.words(after["policies/terms/2027-02-01/"])
    assert said not in cases.words(before["policies/terms/2027-02-01/"])
    assert "never in effect" not in cases.words(after["policies/terms/2027-02-01-2/"])
    for url in ("policies/terms/history/", "policies/terms/", "timeline/"):
        assert "never" in cases.words(after[url])


EMERGENCY = {
    "policies/terms/": ("In force from 7 December 2026", "2 March 2026 to 6 December 2026"),
    "policies/terms/2026-12-05/": ("Effective 5 December 2026", "In force from 7 December 2026"),
    "policies/terms/history/": ("in force: from 7 December 2026", "in force: 2 March 2026 to 6 December 2026"),
    "as-of/2026-12-07/": ("In force from", "Terms of service 2 7 December 2026"),
    "timeline/": ("in effect from 2 March 2026 to 6 December 2026", "7 December 2026"),
    "": ("since 7 December 2026",),
}


@pytest.mark.parametrize("url", EMERGENCY)
def test_n3_every_page_says_the_same_of_an_emergency(tmp_path, url):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "emergency", "2026-12-05", "--reason", "An attack.", on="2026-12-07")
    told = cases.words(cases.pages(root, "2026-12-07")[url])
    for words in EMERGENCY[url]:
        assert words in told


def test_n3_data_and_pictures_take_their_days_from_the_same_periods(tmp_path):
    root = cases.center(tmp_path, "terms", "privacy")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "emergency", "2026-12-05", "--reason", "An attack.", on="2026-12-07")
    cases.reword(root, "terms", "three years", "four years")
    cases.published(root, "material", "2027-02-01", on="2026-12-10")
    known = date(2026, 12, 10)
    archive = load(files.read_tree(root)).archive
    for policy in archive.versions:
        periods = archive.periods(policy, known)
        runs = timeline.runs(archive, policy, known)
        assert {run.version.name: (run.start, run.last) for run in runs} == {
            name: (period.first, period.last) for name, period in periods.items()
        }
    [terms] = [p for p in policies_on(archive.on(known)) if p.id == "terms"]
    for told in (terms.in_effect, *terms.upcoming):
        period = archive.periods("terms", known)[f"terms/{told.version}"]
        after = period.last + timedelta(days=1) if period.last else None
        assert told.binds_from == begins(period.first, told.timezone)
        assert told.bound_until == (begins(after, told.timezone) if after else None)


@pytest.mark.parametrize("known", ["2026-12-15", "2027-03-01"])
def test_n4_a_withdrawn_version_never_is_and_its_predecessor_goes_on(tmp_path, known):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-02-01", on="2026-12-01")
    cases.withdrawn(root, change, on="2026-12-15")
    assert period(root, "terms/2027-02-01", known) is None
    assert period(root, "terms/2026-03-02", known) == ("2026-03-02", None)
    assert period(root, "terms/2026-03-02", "2026-12-14") == ("2026-03-02", "2027-01-31")


def test_n4_every_day_has_the_version_whose_period_it_is_in(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", on="2026-12-01")
    cases.reword(root, "terms", "## What", "## Now what")
    cases.published(root, "minor", "2026-12-20", "--pending", "keep", on="2026-12-20")
    archive = load(files.read_tree(root)).archive
    for day in (date(2026, 3, 2), date(2026, 12, 19), date(2026, 12, 20), date(2027, 1, 31), date(2027, 2, 1)):
        periods = {v.name: archive.in_force(v, day) for v in archive.all_versions if v.public_from <= day}
        there = [n for n, p in periods.items() if p and p.first <= day and (p.last is None or day <= p.last)]
        assert there == [archive.on(day).in_effect["terms"].name]


def test_n4_history_that_was_announced_late_never_was_in_force_beside_what_followed(tmp_path):
    root = cases.center(tmp_path, "terms", first=None)
    for effective, announced, old, new in (
        ("2020-01-01", "2020-03-01", "two years", "one year"), ("2020-02-01", "2020-02-01", "one year", "four years"),
    ):  # fmt: skip
        cases.reword(root, "terms", old, new)
        sites.done(cases.publish(root, "recorded", effective, "--announced", announced, on="2026-12-01"))
    archive = load(files.read_tree(root)).archive
    periods = archive.periods("terms", date(2026, 12, 1))
    assert {name: (str(p.first), p.last) for name, p in periods.items()} == {"terms/2020-02-01": ("2020-02-01", None)}
    for day in (date(2020, 2, 1), date(2020, 3, 1), date(2026, 12, 1)):
        assert archive.on(day).in_effect["terms"].name == "terms/2020-02-01"
