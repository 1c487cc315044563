"""`trustcenter fedramp`: significant changes as notifications with the fields of FedRAMP's public schema."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import sites
from trustcenter.model.periods import add, parse_period
from trustcenter.reports import fedramp

PACKAGE = "https://lanternfish.example/fedramp/overview.json"
FIELDS = {
    "certificationPackageOverviewUri", "assessorName", "relatedVulnerability", "changeType", "changeTypeExplanation",
    "changeDescription", "reason", "customerImpact", "planAndTimeline", "impactedControls", "impactAnalysis",
}  # fmt: skip
"""Those of `fedramp-significant-change-notifications-schema-2026-06-24.json`; the first, fourth and sixth are needed."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small center, which announced a material change on 1 February 2026, 30 days ahead."""
    root = sites.published(tmp_path_factory.mktemp("fedramp"))
    sites.edit(root, "data/subprocessors.yml", "locations: [US]", "locations: [US, DE]")
    order = ("subprocessors", "--class", "material", "--effective", "2026-03-05")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="A new region"))
    return root


def fed(root: Path, out: Path, *words: str, as_of: str = "2026-02-02") -> tuple[Any, dict[str, Any]]:
    result = sites.trustcenter(root, "fedramp", str(out), "--package", PACKAGE, *words, "--as-of", as_of)
    return result, {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(out.glob("*.json"))}


def test_a_transformative_change_too_late_is_an_error_with_the_first_day(root: Path, tmp_path: Path) -> None:
    result, written = fed(root, tmp_path)
    assert result.exit_code == 1
    assert "less than 30 business days after it was announced on 1 February 2026" in result.output
    assert "16 March 2026 is the first day" in result.output  # Presidents' Day is none of them
    notice = written["2026-02-01-a-new-region"]
    assert set(notice) <= FIELDS
    assert (notice["changeType"], notice["changeDescription"]) == ("Transformative", "A new region")
    assert notice["certificationPackageOverviewUri"] == PACKAGE
    assert "location added: Germany (Harbor Cloud, Inc.)" in notice["customerImpact"]
    assert [one["targetDate"] for one in notice["planAndTimeline"]["milestones"]] == [
        "2026-01-21", "2026-02-19", "2026-03-12",
    ]  # fmt: skip


def test_a_change_named_as_adaptive_needs_one_notification_after_it(root: Path, tmp_path: Path) -> None:
    result, written = fed(root, tmp_path, "--adaptive", "2026-02-01-a-new-region")
    assert result.exit_code == 0, result.output
    notice = written["2026-02-01-a-new-region"]
    assert notice["changeType"] == "Adaptive"
    assert [one["targetDate"] for one in notice["planAndTimeline"]["milestones"]] == ["2026-03-19"]


def test_nothing_is_told_before_its_day_or_after_a_year(root: Path, tmp_path: Path) -> None:
    for day, names in (("2026-01-31", []), ("2027-03-05", ["2026-02-01-a-new-region"]), ("2027-03-06", [])):
        result, written = fed(root, tmp_path / day, as_of=day)
        assert result.exit_code == 0, result.output
        assert [name for name in written if name != "policy-index"] == names
    assert [one["id"] for one in written["policy-index"]["policies"]] == ["privacy", "subprocessors"]


@pytest.mark.parametrize("wrong", ["http://lanternfish.example/x", "overview.json"])
def test_a_package_is_an_https_address(root: Path, tmp_path: Path, wrong: str) -> None:
    result = sites.trustcenter(root, "fedramp", str(tmp_path), "--package", wrong, "--as-of", "2026-02-02")
    assert result.exit_code == 2
    assert "is not an https address" in result.output


@pytest.mark.parametrize("day", [date(2026, 3, 5), date(2026, 7, 6), date(2027, 1, 1), date(2026, 11, 28)])
@pytest.mark.parametrize("count", [10, 30])
def test_the_last_day_before_is_the_last_from_which_so_many_business_days_pass(day: date, count: int) -> None:
    last, period = fedramp._before(day, count, "US"), parse_period(f"{count} business days")
    assert add(last, period, countries=("US",)) <= day
    later = date.fromordinal(last.toordinal() + 1)
    assert add(later, period, countries=("US",)) > day
