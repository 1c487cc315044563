"""N1 to N4: from when until when a version is in force is computed once, and some versions never are."""

from datetime import date

import cases
import pytest

from trustcenter.disk import files
from trustcenter.reading.center import load


def period(root, name, known):
    archive = load(files.read_tree(root)).archive
    found = archive.in_force(archive.by_name[name], date.fromisoformat(known))
    return found and (str(found.first), found.last and str(found.last))


def history(root, day):
    return cases.words(cases.pages(root, day)["policies/terms/history/"])


def test_n1_a_version_is_in_force_until_the_day_before_its_successor(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", on="2026-12-01")
    assert period(root, "terms/2026-03-02", "2026-11-30") == ("2026-03-02", None)
    assert period(root, "terms/2026-03-02", "2026-12-01") == ("2026-03-02", "2027-01-31")
    assert period(root, "terms/2027-02-01", "2027-02-01") == ("2027-02-01", None)
    assert "in force from 2 March 2026 to 31 January 2027" in history(root, "2026-12-01")


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
