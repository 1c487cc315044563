"""The demonstration shows everything the product can do, and nothing is found wrong with it on any of its days."""

from datetime import date, timedelta
from functools import cache

import pytest

import sites
from trustcenter.disk.files import read_tree
from trustcenter.model.problems import Severity
from trustcenter.model.records import CLASSES
from trustcenter.reading.center import Center
from trustcenter.rules import check
from trustcenter.site.build import load

DAY = date(2026, 11, 22)
OPENED = date(2023, 12, 11)
POLICIES = {
    "privacy", "terms", "sms-terms", "dpa", "subprocessors", "retention", "security", "ai-and-recording", "cookies",
}  # fmt: skip


@cache
def showcase() -> Center:
    return load(read_tree(sites.REPO))


def test_every_policy_that_a_customer_asks_for_is_in_effect() -> None:
    assert set(showcase().archive.on(DAY).in_effect) == POLICIES


@pytest.mark.parametrize("policy", ["privacy", "terms", "dpa"])
def test_the_long_policies_are_written_out(policy: str) -> None:
    assert len(showcase().drafts[policy].body.split()) > 1500


def test_three_years_hold_a_change_of_every_class() -> None:
    changes = showcase().archive.changes.values()
    assert {change.class_ for change in changes} == {*CLASSES, "withdrawal"}
    days = [change.announced for change in changes if change.announced]
    assert max(days) - min(days) > timedelta(days=3 * 365)


def test_there_are_a_withdrawal_a_retired_policy_and_a_fix_of_a_pending_change() -> None:
    archive = showcase().archive
    assert len(archive.withdrawals) == 1
    assert [v.policy for v in archive.all_versions if v.retires] == ["acceptable-use"]
    assert "privacy/2026-08-31-2" in {version.name for version in archive.all_versions}


def test_the_promise_about_notice_became_longer_once() -> None:
    told = [v.facts.one("notice").get("material") for v in showcase().archive.versions["terms"]]
    assert list(dict.fromkeys(told)) == ["14 days", "30 days"]


def test_a_vendor_and_a_shorter_period_come_far_ahead() -> None:
    archive = showcase().archive
    now, then = (archive.on(day).facts for day in (DAY, date(2027, 6, 1)))
    assert {*then.records("subprocessors")} - {*now.records("subprocessors")} == {"tallowbay"}
    assert [f.records("retention")["call_metadata"]["period"] for f in (now, then)] == ["18 months", "12 months"]


def test_vendors_came_left_and_are_about_fifteen() -> None:
    archive = showcase().archive
    known = {vendor for version in archive.all_versions for vendor in version.facts.records("subprocessors")}
    current = set(archive.on(DAY).facts.records("subprocessors"))
    assert len(current) == 16
    assert known - current == {"quillmast", "mailwick", "gatepost", "tallowbay"}


def test_some_notices_were_delivered_and_of_some_it_is_not_recorded() -> None:
    delivered = {record["change"] for record in showcase().facts.records("deliveries").values()}
    material = {change.id for change in showcase().archive.changes.values() if change.class_ == "material"}
    assert delivered & material
    assert material - delivered


def test_nothing_is_found_wrong_today() -> None:
    assert check(showcase(), DAY) == ()


def test_nothing_is_found_wrong_on_the_day_of_any_change_since_the_opening() -> None:
    days = sorted({day for day in showcase().archive.days() if OPENED <= day <= DAY})
    assert len(days) > 25
    found = [(day, p) for day in days for p in check(showcase(), day) if p.severity is not Severity.INFO]
    assert found == []
