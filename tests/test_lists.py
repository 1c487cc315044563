"""The days in requirement lists: what is stale, what comes into force when, and where these days are told.

The lists are the shipped ones and those of the center of `test_requirements`.
"""

import json
import re
from datetime import date, timedelta

import icalendar
import pytest
import yaml

import followed
import sites
from conftest import REPOSITORY
from test_requirements import HOUSE, TODAY, edited, good
from trustcenter.disk import files
from trustcenter.model.kinds.requirements import Requirement, RequirementList
from trustcenter.model.problems import Severity
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reports import list_report
from trustcenter.reports.doctor import Surroundings, examined
from trustcenter.rules import list_dates
from trustcenter.rules.coverage import State, coverage
from trustcenter.rules.requirement_findings import stale_list
from trustcenter.site import build

PACKAGE = REPOSITORY / "hooks/trustcenter"
DAY = date(2026, 11, 30)
REVOKED = "an opt-out of one programme ends the messages of all programmes of the sender"
HOUSE_LIST = """\
regime: house
title: House rules
checked_on: 2027-02-20
requirements:
  - id: house-old
    must: Something of the past.
    decided_by: counsel
    checked_on: 2026-10-01
    valid_to: 2027-03-15
    next_date: {on: 2027-02-25, what: the board decides}
"""
WITH_HOUSE = {"data/requirements/house.yml": HOUSE_LIST.encode()}


def told(day=DAY, *regimes, texts=None):
    return list_report.report(load(good() if texts is None else texts), day, regimes)


# Every shipped entry ----------------------------------------------------------------------------------------------------


def test_every_entry_with_a_source_says_what_the_source_must_speak_of_and_speaks_of_it_itself():
    for listed in requirement_lists.shipped():
        for entry in listed.list.requirements:
            assert bool(entry.source) == bool(entry.speaks_of), entry.id
            if entry.speaks_of:
                assert re.search(entry.speaks_of, f"{entry.basis} {entry.must} {entry.why}", re.IGNORECASE), entry.id


def test_lists_of_this_year_have_basis_source_and_where_it_was_read_and_claim_nothing():
    new = ("toll-free", "data-act", "us-states-2026", "ccpa-2026", "ai-act-50", "us-ai-voice", "dora")
    lists = {item.list.regime: item.list for item in requirement_lists.shipped()}
    for entry in (entry for regime in new for entry in lists[regime].requirements):
        assert entry.basis
        assert entry.source
        assert entry.seen_in
        assert not re.search(r"\bcomplian", f"{entry.must} {entry.why}", re.IGNORECASE), entry.id
    dated = [entry for regime in new[1:] for entry in lists[regime].requirements if entry.id != "us-states-scope"]
    assert all(entry.valid_from for entry in dated)


def test_every_code_that_is_named_anywhere_is_in_the_packaged_table():
    table = {entry["code"] for entry in yaml.safe_load((PACKAGE / "lists/rejection_codes.yml").read_text("utf-8"))}
    known = {re.sub(r"\D", "", code.partition(" (")[0]) for code in table}
    texts = [*PACKAGE.glob("**/*.yml"), *PACKAGE.glob("**/*.py"), *PACKAGE.glob("starter/**/*.md")]
    texts += [*REPOSITORY.glob("manual/*.md"), *REPOSITORY.glob("data/*.yml"), *REPOSITORY.glob("examples/*/README.md")]
    named = {
        code
        for path in texts
        for code in re.findall(r"(?:Twilio |Bandwidth |docs/api/errors/)(\d{3,5})\b", path.read_text("utf-8"))
    }
    assert named - known == set()
    assert {"30908", "30882", "30893", "30909"} <= named
    assert not {"30899", "30900"} & named  # these say only that a carrier rejected the campaign


# What is stale, and what is to come -------------------------------------------------------------------------------------


def test_what_comes_into_force_and_what_is_awaited_is_told_in_order():
    days = [(one.day, one.event, one.requirement.id) for one in told().dates]
    assert [day for day, _, _ in days] == sorted(day for day, _, _ in days)
    assert (date(2027, 1, 31), "in force", "sms-revoke-all") in days
    assert (date(2026, 12, 2), "in force", "ai-marking") in days
    assert (date(2026, 12, 1), "ends", "ai-marking-new") in days
    assert (date(2027, 7, 1), "awaited", "utah-disclosure") in days
    assert all(day > DAY for day, _, _ in days)
    assert not [one for one in told(date(2027, 1, 31)).dates if one.requirement.id == "sms-revoke-all"]


def test_a_list_is_stale_180_days_after_its_oldest_entry_and_tables_are_too():
    assert list(list_report.stale(told())) == []
    names = [name for name, _ in list_report.stale(told(date(2027, 5, 22)))]
    assert {"gdpr", "a2p-10dlc", "stale_law", "transfers"} <= {*names}
    assert not {"dora", "rejection_codes", "promises"} & {*names}
    assert "dora" in [name for name, _ in list_report.stale(told(date(2027, 5, 30)))]
    texts = {**good(), **WITH_HOUSE}
    [age, overtaken] = list_report.stale(told(date(2027, 4, 1), "house", texts=texts))
    assert age == ("house", "last compared with its sources on 1 October 2026")
    assert overtaken[0] == "house-old"


def test_an_entry_is_stale_once_its_awaited_day_has_come_until_it_is_compared_again():
    entry = Requirement.model_validate(
        {"id": "x", "must": "y", "decided_by": "counsel", "next_date": {"on": "2027-01-10", "what": "the rule is due"}}
    )
    listed = RequirementList(regime="x", title="X", checked_on=date(2027, 1, 1), requirements=(entry,))
    assert list(list_dates.overtaken(listed, date(2027, 1, 9))) == []
    [(_, why)] = list_dates.overtaken(listed, date(2027, 1, 10))
    assert why == "the rule is due was awaited for 10 January 2027; compare the entry with its source"
    compared = RequirementList(regime="x", title="X", checked_on=date(2027, 1, 10), requirements=(entry,))
    assert list(list_dates.overtaken(compared, date(2027, 1, 11))) == []


def test_check_and_doctor_tell_of_the_asserted_lists_what_lists_tells():
    texts = edited(HOUSE) | WITH_HOUSE
    center = load(texts)
    problems = [p for p in stale_list(center, TODAY) if p.where.file == "data/requirements/house.yml"]
    assert [(p.severity, p.message) for p in problems] == [
        (
            Severity.INFO,
            "house-old: the board decides was awaited for 25 February 2027; compare the entry with its source",
        )
    ]
    around = Surroundings(files={}, inside="", site_url="", tool="1", github=None)
    [finding] = [one for one in examined(center, around, TODAY) if one.check == "lists"]
    assert (finding.state, "house-old" in finding.message) == ("problem", True)
    [fresh] = [one for one in examined(load(good()), around, DAY) if one.check == "lists"]
    assert (fresh.state, fresh.message.partition("; next: ")[2]) == (
        "ok",
        "ai-marking-new on 1 December 2026 (`trustcenter lists`)",
    )


# The command ------------------------------------------------------------------------------------------------------------


def test_the_text_has_every_entry_of_every_list_with_its_source_and_days():
    text = list_report.as_text(told())
    for listed in requirement_lists.shipped():
        assert f"\n{listed.list.regime}: {listed.list.title} (asserted" in text
        for entry in listed.list.requirements:
            assert f"\n  {entry.id}: {entry.must}\n" in text
            assert not entry.source or f"    {entry.source} must speak of {entry.speaks_of}\n" in text + "\n"
    assert f"31 January 2027: sms-revoke-all (a2p-10dlc) comes into force: {REVOKED}" in text
    assert "next known date 1 July 2027, the act is repealed unless it is extended" in text
    assert "rejection_codes: checked on 30 November 2026" in text
    assert "complian" not in text.replace("Compliance", "")


def test_the_json_has_the_same_for_programs():
    value = json.loads(list_report.as_json(told()))
    assert value["as_of"] == "2026-11-30"
    entries = {entry["id"]: entry for one in value["lists"] for entry in one["requirements"]}
    assert set(entries) == {r.id for item in requirement_lists.shipped() for r in item.list.requirements}
    assert entries["connecticut-training"] | {"must": "", "speaks_of": ""} == {
        "id": "connecticut-training", "basis": "Conn. Gen. Stat. 42-520(c), as amended by Public Act 25-113",
        "must": "", "decided_by": "machine", "speaks_of": "",
        "source": "https://www.cga.ct.gov/2025/ACT/PA/PDF/2025PA-00113-R00SB-01295-PA.PDF",
        "from": "2026-07-01", "until": None, "checked_on": "2026-11-30", "seen_in": "account", "next_date": None,
        "codes": [],
    }  # fmt: skip
    assert "Twilio 30908" in entries["sms-urls"]["codes"]
    assert {"day": "2027-01-31", "event": "in force", "regime": "a2p-10dlc", "requirement": "sms-revoke-all", "what": REVOKED} in value["dates"]  # fmt: skip


def test_the_command_shows_the_lists_that_are_asked_for_on_a_day_and_refuses_others(tmp_path):
    root = sites.published(tmp_path)
    result = sites.trustcenter(root, "lists", "dora", "--as-of", "2026-12-01")
    assert result.exit_code == 0
    assert result.output.startswith("1 requirement list as of 1 December 2026.")
    assert "dora: Digital Operational Resilience Act (DORA), providers of ICT services (not asserted" in result.output
    refused = sites.trustcenter(root, "lists", "dorra")
    assert (refused.exit_code, "did you mean dora?" in refused.output) == (2, True)


# The calendar -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [True, False])
def test_the_calendar_has_the_days_of_asserted_lists_only_where_the_company_wants_it(tmp_path, on):
    root = sites.published(tmp_path)
    sites.edit(root, "data/organization.yml", "timezone:", "regimes: [a2p-10dlc, ai-act-50]\ntimezone:")
    settings = SiteSettings(site_url=followed.SITE, own={"requirement_dates": "true"} if on else {})
    day = DAY + timedelta(days=2)
    made = build.outputs(build.load(files.read_tree(root)), day, settings).files["calendar.ics"]
    events = {
        str(event["dtstart"].dt): str(event["summary"])
        for event in icalendar.Calendar.from_ical(made).walk("VEVENT") if "requirement-" in event["uid"]
    }  # fmt: skip
    wanted = {
        "2026-12-02": "Requirement applies: Regulation (EU) 2024/1689 (AI Act) art. 50(2)",
        "2027-01-31": "Requirement applies: 47 CFR 64.1200(a)(10), as postponed by DA 26-12",
    }
    assert events == (wanted if on else {})


# Chains -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("engages", "missing"),
    [("[]", False), ("[{name: Rack AG, purpose: racks, locations: [CH]}]", False), ("{unknown: being asked}", True)],
)
def test_a_vendor_that_says_whom_it_engages_needs_no_list_of_its_own_for_dora(engages, missing):
    edit = {"data/subprocessors.yml": {"own_list: https://speech.example/subprocessors": f"engages: {engages}"}}
    answer = coverage(load(edited(edit)), TODAY, draft=True).answer("dora-chain")
    assert (answer.state is State.MISSING) is missing
