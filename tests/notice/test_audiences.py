"""A1 to A48: audiences with a notice of their own, by the commands on real repositories."""

import json
import re
from dataclasses import replace
from datetime import date

import cases
import pytest
from test_postponement import events, postpone, postponed, site

import sites
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.reading.center import load
from trustcenter.site import pages
from trustcenter.site.cache import cached_pages
from trustcenter.site.pages.head import announced_to_chats
from trustcenter.site.pages.view import View

ANNOUNCED, EFFECTIVE, LATER = "2026-12-01", "2027-01-01", "2027-01-31"
GENERAL = """\
material: 30 days
objection: 14 days
emergency: {allowed: true, within: 5 days}
channels: [{id: mail, by: email}]
"""
NEW = "{id: new, label: new customers, binds: on acceptance}"
EXISTING = "{id: existing, label: existing customers}"
ENTERPRISE = "{id: enterprise, label: enterprise customers, material: 60 days, objection: 30 days, channels: [mail]}"
EU = "{id: eu, label: customers in the EU, receipt: {after: 3 days, on_business_days: true}}"
ALL = (NEW, EXISTING, ENTERPRISE, EU)


def promise(*audiences, general=GENERAL):
    """The text of `data/notice.yml`."""
    return general + "".join(["audiences:\n", *(f"  - {one}\n" for one in audiences)] if audiences else [])


def center(to, *policies, audiences=ALL, general=GENERAL, **organization):
    about = cases.DATA["data/organization.yml"] + "".join(f"{name}: {value}\n" for name, value in organization.items())
    more = {cases.NOTICE: promise(*audiences, general=general), "data/organization.yml": about}
    return cases.center(to, "terms", *policies, more=more)


def pending(to, *policies, audiences=ALL, on=ANNOUNCED, effective="earliest", **more):
    """Terms in effect and a material change of them that is announced; (root, its change)."""
    root = center(to, *policies, audiences=audiences, **more)
    cases.reword(root, "terms", "two years", "three years")
    return root, cases.published(root, "material", effective, "terms", on=on, title="Paperwork")


def days(root, version=f"terms/{EFFECTIVE}"):
    """The sealed days for audiences; None if the record names none."""
    listed = cases.record(root, version).get("audiences")
    return listed and {one["id"]: one["effective"] for one in listed}


def sealed(to, audience, announced, **more):
    """The day that `publish` seals for an audience where everybody is promised 5 days."""
    general = "material: 5 days\n"
    root, _ = pending(to, audiences=(audience,), on=announced, general=general, **more)
    [record] = [path for path in (root / "docs/policies/terms").glob("*.json") if path.stem != cases.START]
    assert cases.errors(root, on=announced) == {}
    return days(root, f"terms/{record.stem}")["eu"]


def bound(root, day, *more, policy="terms"):
    """The version that `trustcenter bound` names for a customer; None if nothing binds."""
    told = sites.done(sites.trustcenter(root, "bound", policy, "--as-of", day, "--format", "json", *more))
    [one] = json.loads(told)
    return one["version"] and one["version"].partition("/")[2]


def of(*audiences):
    return [option for one in audiences for option in ("--audience", one)]


def accepted(when, *audiences):
    return ["--accepted", when, *of(*audiences)]


def refused_promise(to, *audiences, words, general=GENERAL, rule="bad-value"):
    """`check` refuses a promise at the line of the audience, and `publish` writes nothing; the line."""
    root = center(to)
    cases.reword(root, "terms", "two years", "three years")
    sites.write(root, {cases.NOTICE: promise(*audiences, general=general)})
    before = sites.source(root)
    [problem] = [p for p in cases.found(root, on=ANNOUNCED) if p["rule"] == rule]
    assert problem["severity"] == "error"
    for word in words:
        assert word in f"{problem['message']} {problem['hint']}"
    cases.refused(root, cases.publish(root, "material", "earliest", on=ANNOUNCED), f"[{rule}]", before=before)
    return problem["line"]


# A1 to A3: what is sealed -------------------------------------------------------------------------------------------


def test_a1_each_audience_is_bound_from_the_day_of_its_own_promise(tmp_path):
    root, _ = pending(tmp_path)
    told = {"new": "2026-12-02", "existing": EFFECTIVE, "enterprise": LATER, "eu": "2027-01-04"}
    assert days(root) == told
    assert cases.record(root, f"terms/{EFFECTIVE}")["effective"] == EFFECTIVE
    assert cases.errors(root, on=ANNOUNCED) == {}
    assert "verified" in (output := sites.done(sites.trustcenter(root, "verify"))) or "2 changes" in output


def test_a2_a_promise_without_audiences_is_sealed_as_before(tmp_path):
    root, _ = pending(tmp_path, audiences=())
    assert days(root) is None
    assert "audiences" not in (root / f"docs/policies/terms/{EFFECTIVE}.json").read_text()


def test_a3_where_all_days_are_equal_nothing_is_said_of_audiences(tmp_path):
    root, _ = pending(tmp_path / "with", audiences=(EXISTING,))
    assert days(root) is None
    plain, _ = pending(tmp_path / "without", audiences=())
    seals = {
        cases.record(one, name)["seal"] for one in (root, plain) for name in ("terms/2026-03-02", f"terms/{EFFECTIVE}")
    }
    hashes = re.compile("|".join([*seals, "[0-9a-f]{64}", "urn:uuid:[0-9a-f-]+"]))
    made, expected = site(root, ANNOUNCED), site(plain, ANNOUNCED)
    for url in (
        "",
        "policies/terms/",
        f"policies/terms/{EFFECTIVE}/",
        "notices/",
        f"as-of/{ANNOUNCED}/",
        "api/policies.json",
    ):
        assert hashes.sub("", made[url]) == hashes.sub("", expected[url])


# A4 to A9: promises that are refused --------------------------------------------------------------------------------


def test_a4_an_audience_with_less_notice_than_everybody_is_a_problem_at_its_line(tmp_path):
    short = "{id: startups, label: startups, material: 29 days}"
    words = ["`startups` is promised 29 days", "30 days", "binds: on acceptance"]
    assert refused_promise(tmp_path, EXISTING, short, words=words, rule="shorter-audience") == 7


def test_a5_so_is_less_time_to_object(tmp_path):
    short = "{id: startups, label: startups, objection: 7 days}"
    words = ["`startups` is promised 7 days", "14 days"]
    assert refused_promise(tmp_path, short, words=words, rule="shorter-audience") == 6


@pytest.mark.parametrize(("promised", "is_short"), [("20 business days", True), ("22 business days", False)])
def test_a6_business_days_are_compared_with_days_on_every_day_of_four_years(tmp_path, promised, is_short):
    root = center(tmp_path, audiences=())
    sites.write(root, {cases.NOTICE: promise(f"{{id: eu, label: the EU, material: {promised}}}")})
    assert ("shorter-audience" in cases.errors(root, on=ANNOUNCED)) == is_short


def test_a7_a_notice_that_a_foreign_holiday_shortens_is_a_problem_too(tmp_path):
    """Everybody has 10 business days in the US; without the holidays of the US, ten are sometimes over sooner."""
    general, own = "material: 10 business days\n", "{id: eu, label: the EU, holidays: [DE]}"
    root = center(tmp_path, audiences=(), general=general, holidays="US")
    sites.write(root, {cases.NOTICE: promise(own, general=general)})
    assert "would end sooner" in cases.errors(root, on=ANNOUNCED)["shorter-audience"]
    sites.write(root, {cases.NOTICE: promise(own.replace("[DE]", "[US, DE]"), general=general)})
    assert cases.errors(root, on=ANNOUNCED) == {}


@pytest.mark.parametrize(
    ("audiences", "words"),
    [
        (["{id: new, label: new, binds: on acceptance, material: 30 days}"], ["`material` says nothing"]),
        ([EXISTING, EXISTING], ["`existing` stands twice"]),
        ([NEW, NEW.replace("id: new", "id: joining")], ["new and joining", "only one"]),
        (["{id: uk, label: the UK, holidays: [UK]}"], ["`UK` is not a country code", "GB"]),
        (["{id: uk, label: the UK, material: soon}"], ["`soon` is not a period"]),
    ],
)  # fmt: skip
def test_a8_contradictory_and_misspelt_audiences_are_refused(tmp_path, audiences, words):
    refused_promise(tmp_path, *audiences, words=words)


def test_a9_an_audience_is_reached_by_channels_that_exist(tmp_path):
    own = ENTERPRISE.replace("[mail]", "[post]")
    assert refused_promise(tmp_path, own, words=["`post` is not an id", "mail"], rule="dangling-id") == 6


# A10 to A17: who accepts when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "when", "in_december", "in_january"),
    [
        ("a10", "2026-12-02T05:59:59Z", "2026-03-02", EFFECTIVE),  # still 1 December in Chicago
        ("a11", "2026-12-02T06:00:00Z", EFFECTIVE, EFFECTIVE),
        ("a12", "2026-12-02T14:00:00+09:00", "2026-03-02", EFFECTIVE),
        ("a13", "2026-12-01", "2026-03-02", EFFECTIVE),
        ("a13", "2026-12-02", EFFECTIVE, EFFECTIVE),
    ],
)  # fmt: skip
def test_a10_a11_a12_a13_new_is_who_accepts_from_the_day_after_the_announcement(
    tmp_path, number, when, in_december, in_january
):
    root, _ = pending(tmp_path)
    assert bound(root, "2026-12-20", *accepted(when)) == in_december
    assert bound(root, EFFECTIVE, *accepted(when)) == in_january


def test_a10_who_signed_up_on_the_day_of_the_announcement_has_the_notice_of_their_audience(tmp_path):
    root, _ = pending(tmp_path)
    when = accepted("2026-12-01T23:59:59-06:00", "enterprise")
    assert [bound(root, day, *when) for day in ("2026-12-02", "2027-01-30", LATER)] == [
        cases.START,
        cases.START,
        EFFECTIVE,
    ]


def test_a14_who_accepts_on_the_effective_day_is_bound_at_any_instant_of_it(tmp_path):
    root, _ = pending(tmp_path)
    for when in ("2027-01-01T06:00:00Z", "2027-01-02T05:59:59Z"):
        assert bound(root, EFFECTIVE, *accepted(when)) == EFFECTIVE
    assert bound(root, LATER, *accepted("2026-12-31T23:59:59-06:00", "enterprise")) == EFFECTIVE


def test_a15_nothing_binds_before_it_was_accepted_or_published(tmp_path):
    root, _ = pending(tmp_path)
    assert bound(root, "2026-12-20", *accepted("2026-12-21")) is None
    assert bound(root, "2026-03-01") is None
    told = sites.done(sites.trustcenter(root, "bound", "--as-of", "2026-03-01"))
    assert "nothing binds on 1 March 2026" in told


def test_a16_an_instant_needs_its_offset_and_an_audience_must_exist(tmp_path):
    root, _ = pending(tmp_path)
    result = sites.trustcenter(root, "bound", "--accepted", "2026-12-02T06:00:00")
    assert result.exit_code == 2
    assert "with its offset from UTC" in result.output
    before = sites.source(root)
    cases.refused(
        root, sites.trustcenter(root, "bound", *of("entreprise")), "`entreprise`", "enterprise", before=before
    )
    cases.refused(
        root, sites.trustcenter(root, "bound", "term"), "`term` is no published policy", "terms", before=before
    )


def test_a17_asked_for_new_customers_it_is_who_accepts_that_day(tmp_path):
    root, _ = pending(tmp_path)
    told = {day: bound(root, day, *of("new")) for day in ("2026-12-01", "2026-12-02", EFFECTIVE)}
    assert told == {"2026-12-01": cases.START, "2026-12-02": EFFECTIVE, EFFECTIVE: EFFECTIVE}


# A18, A19: overlapping audiences ------------------------------------------------------------------------------------


def test_a18_who_is_in_several_audiences_is_bound_when_the_last_notice_has_ended(tmp_path):
    root, _ = pending(tmp_path)
    for order in (["eu", "enterprise"], ["enterprise", "eu"]):
        assert bound(root, "2027-01-30", *of(*order)) == cases.START
        assert bound(root, LATER, *of(*order)) == EFFECTIVE
    assert bound(root, "2027-01-04", *of("existing", "eu")) == EFFECTIVE
    assert bound(root, "2027-01-03", *of("existing", "eu")) == cases.START


def test_a19_whoever_accepted_the_version_waits_for_no_notice(tmp_path):
    root, _ = pending(tmp_path)
    assert bound(root, "2026-12-10", *accepted("2026-12-10T12:00:00Z", "enterprise", "eu")) == EFFECTIVE


# A20 to A25: receipt and business days ------------------------------------------------------------------------------

COUNTED = [
    # receipt
    ("a20", "receipt: {after: 3 days}, material: 30 days", "2026-12-01", "2027-01-04"),
    ("a21", "receipt: {after: 3 days}, material: 30 days", "2026-12-02", "2027-01-05"),  # received on a Saturday
    ("a21", "receipt: {after: 3 days, on_business_days: true}, material: 30 days", "2026-12-02", "2027-01-07"),
    ("a22", "receipt: {after: 3 days, on_business_days: true}, material: 30 days, holidays: [US]", "2026-12-22",
     "2027-01-28"),  # received at Christmas, a Friday, so on Monday 28 December
    ("a23", "receipt: {after: 3 business days}, material: 30 days", "2026-12-03", "2027-01-08"),
    # business days
    ("a24", "material: 10 business days", "2027-07-07", "2027-07-22"),
    ("a24", "material: 10 business days, holidays: [DE]", "2027-07-07", "2027-07-22"),
    ("a24", "material: 10 business days, holidays: [DE, FR]", "2027-07-07", "2027-07-23"),  # 14 July
    ("a25", "material: 12 business days, holidays: [DE, US]", "2027-05-13", "2027-06-03"),  # 17 and 31 May
    ("a25", "material: 12 business days, holidays: [US]", "2027-05-13", "2027-06-02"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "promised", "announced", "expected"), COUNTED)
def test_a20_a21_a22_a23_a24_a25_notice_is_counted_from_receipt_and_in_business_days(
    tmp_path, number, promised, announced, expected
):
    assert sealed(tmp_path, f"{{id: eu, label: the EU, {promised}}}", announced) == expected


# A26 to A32: several changes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("class_", ["editorial", "minor", "emergency"])
def test_a26_a_change_without_notice_binds_every_audience_at_once(tmp_path, class_):
    root = center(tmp_path)
    cases.reword(root, "terms", "two years", "two (2) years")
    cases.published(root, class_, ANNOUNCED, "--reason", "Fire.", on=ANNOUNCED)
    assert days(root, f"terms/{ANNOUNCED}") is None
    assert {bound(root, ANNOUNCED, *of(one)) for one in ("new", "existing", "enterprise", "eu")} == {ANNOUNCED}


@pytest.mark.parametrize("class_", ["minor", "emergency"])
def test_a27_a28_a_change_built_on_one_that_an_audience_still_waits_for_waits_with_it(tmp_path, class_):
    root, _ = pending(tmp_path)
    cases.reword(root, "terms", "We answer calls.", "We answer all calls.")
    cases.published(root, class_, "2027-01-10", "--reason", "Fire.", on="2027-01-10", title="Calls")
    assert bound(root, "2027-01-10", *of("existing")) == "2027-01-10"
    assert bound(root, "2027-01-30", *of("enterprise")) == cases.START
    assert bound(root, LATER, *of("enterprise")) == "2027-01-10"
    assert cases.errors(root, on="2027-01-10") == {}


def test_a29_so_does_another_policy_that_states_the_same_facts(tmp_path):
    root = center(tmp_path, "privacy")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    cases.published(root, "material", EFFECTIVE, on=ANNOUNCED, title="Shorter")
    cases.reword(root, "terms", "We answer calls.", "We keep calls for {{ retention.recordings.period }}.")
    cases.published(root, "minor", "2027-01-10", "terms", on="2027-01-10", title="Calls")
    assert cases.errors(root, on="2027-01-10") == {}
    assert bound(root, "2027-01-30", *of("enterprise")) == cases.START
    assert bound(root, LATER, *of("enterprise")) == "2027-01-10"


def test_a30_a_fix_beside_a_pending_change_keeps_the_days_of_every_audience(tmp_path):
    root, _ = pending(tmp_path)
    before = days(root)
    cases.reword(root, "terms", "We answer calls.", "We answer all calls.")
    cases.published(root, "minor", "2026-12-20", "--pending", "keep", on="2026-12-20", title="Fix")
    assert days(root, f"terms/{EFFECTIVE}-2") == {**before, "new": "2026-12-20"}
    told = {one: bound(root, "2026-12-20", *of(one)) for one in ("new", "existing", "enterprise", "eu")}
    assert told == {"new": f"{EFFECTIVE}-2", **dict.fromkeys(("existing", "enterprise", "eu"), "2026-12-20")}
    assert [bound(root, day, *of("enterprise")) for day in ("2027-01-30", LATER)] == ["2026-12-20", f"{EFFECTIVE}-2"]
    assert cases.errors(root, on="2026-12-20") == {}


def test_a31_a_change_that_is_redone_later_counts_every_notice_anew(tmp_path):
    root, change = pending(tmp_path)
    cases.redone(root, change, "--announce", "2026-12-11", "--effective", "earliest", on="2026-12-11")
    assert days(root, "terms/2027-01-11") == {
        "new": "2026-12-12", "existing": "2027-01-11", "enterprise": "2027-02-10", "eu": "2027-01-14",
    }  # fmt: skip


def test_a32_a_later_effective_day_than_every_notice_allows_binds_all_from_it_but_who_accepts(tmp_path):
    root, _ = pending(tmp_path, effective="2027-03-01")
    assert days(root, "terms/2027-03-01") == {
        "new": "2026-12-02", **dict.fromkeys(("existing", "enterprise", "eu"), "2027-03-01"),
    }  # fmt: skip


# A33 to A38: the promise changes, or a record is forged --------------------------------------------------------------


def promised(to, old, new):
    """A center whose policy states the promise, and an announced change of it; (root, its change)."""
    root = center(to, "promises", audiences=(NEW, EXISTING, ENTERPRISE))
    sites.edit(root, cases.NOTICE, old, new)
    return root, cases.published(root, "material", EFFECTIVE, on=ANNOUNCED, title="Another promise")


def material(root, on, *, change="three years", title="Paperwork"):
    """Publish a material change of the terms on a day; the sealed days for audiences."""
    cases.reword(root, "terms", "two years", change)
    cases.published(root, "material", "earliest", "terms", on=on, title=title)
    newest = max((root / "docs/policies/terms").glob("*.json"))
    return days(root, f"terms/{newest.stem}")


def test_a33_a_shorter_promise_binds_an_audience_only_once_its_own_notice_of_it_has_ended(tmp_path):
    root, _ = promised(tmp_path, "material: 60 days", "material: 45 days")
    assert material(root, "2027-01-15")["enterprise"] == "2027-03-17"  # 60 days: in force for them until 30 January
    cases.reword(root, "terms", "three years", "two years")
    assert material(root, "2027-02-01", change="four years", title="Again")["enterprise"] == "2027-03-19"


def test_a34_a_notice_that_runs_keeps_its_days_when_the_promise_changes(tmp_path):
    root = center(tmp_path, "promises", audiences=(NEW, EXISTING, ENTERPRISE))
    before = material(root, "2026-11-20")
    sites.edit(root, cases.NOTICE, "material: 60 days", "material: 90 days")
    cases.published(root, "material", "earliest", "promises", on=ANNOUNCED, title="A longer promise")
    [record] = [path.stem for path in (root / "docs/policies/terms").glob("*.json") if path.stem != cases.START]
    assert days(root, f"terms/{record}") == before
    assert cases.errors(root, on=ANNOUNCED) == {}
    assert bound(root, before["enterprise"], *of("enterprise")) == record


def test_a35_an_audience_that_is_dropped_keeps_its_notice_until_that_binds_it(tmp_path):
    root, _ = promised(tmp_path, f"  - {ENTERPRISE}\n", "")
    assert material(root, "2027-01-15") == {
        "enterprise": "2027-03-17", "new": "2027-01-16", "existing": "2027-02-15",
    }  # fmt: skip
    assert bound(root, "2027-01-30", *of("enterprise"), policy="promises") == cases.START
    assert bound(root, LATER, *of("enterprise"), policy="promises") == EFFECTIVE


def test_a36_an_audience_added_to_the_file_counts_for_what_is_not_sealed_yet(tmp_path):
    root, change = pending(tmp_path, audiences=())
    sites.write(root, {cases.NOTICE: promise(ENTERPRISE)})
    told = cases.errors(root, on=ANNOUNCED)["too-little-notice"]
    assert "enterprise customers" in told
    assert LATER in told
    cases.redone(root, change, on=ANNOUNCED)
    assert cases.errors(root, on=ANNOUNCED) == {}
    assert days(root) == {"enterprise": LATER}


def test_a37_what_is_sealed_stays_valid_when_audiences_are_added(tmp_path):
    root, _ = pending(tmp_path, audiences=())
    before = site(root, "2026-12-02")
    sites.write(root, {cases.NOTICE: promise(*ALL)})
    assert cases.errors(root, on="2026-12-02") == {}
    assert site(root, "2026-12-02")[f"policies/terms/{EFFECTIVE}/"] == before[f"policies/terms/{EFFECTIVE}/"]


@pytest.mark.parametrize(
    ("day", "rule"),
    [("2027-01-30", "too-little-notice"), (EFFECTIVE, "too-little-notice"), ("2026-12-31", "altered-version")],
)
def test_a38_a_record_that_binds_an_audience_too_early_is_found(tmp_path, day, rule):
    root, _ = pending(tmp_path, audiences=(ENTERPRISE,))
    named = [{"id": "enterprise", "label": "enterprise customers", "effective": day}]
    cases.reseal(root, f"terms/{EFFECTIVE}", audiences=named)
    assert list(cases.errors(root, on=ANNOUNCED)) == [rule]


# A39 to A44: postponed, withdrawn, retired, redacted -----------------------------------------------------------------


def test_a39_a_postponement_moves_the_audiences_that_would_be_bound_before(tmp_path):
    root, change = pending(tmp_path)
    postponed(root, change, "2027-01-20")
    assert cases.errors(root, on="2026-12-15") == {}
    assert [bound(root, day) for day in ("2027-01-19", "2027-01-20")] == [cases.START, EFFECTIVE]
    assert [bound(root, day, *of("eu")) for day in ("2027-01-19", "2027-01-20")] == [cases.START, EFFECTIVE]
    assert [bound(root, day, *of("enterprise")) for day in ("2027-01-30", LATER)] == [cases.START, EFFECTIVE]
    assert bound(root, "2026-12-16", *accepted("2026-12-10")) == EFFECTIVE  # accepted is accepted


def test_a40_beyond_the_day_of_an_audience_it_moves_that_too_and_earlier_sites_stay(tmp_path):
    root, change = pending(tmp_path)
    before = site(root, "2026-12-14")
    postponed(root, change, "2027-02-10")
    assert [bound(root, day, *of("enterprise")) for day in (LATER, "2027-02-10")] == [cases.START, EFFECTIVE]
    assert site(root, "2026-12-14") == before


def test_a41_a_withdrawn_change_binds_nobody_but_who_accepted_it(tmp_path):
    root, change = pending(tmp_path)
    cases.withdrawn(root, change, on="2026-12-15")
    assert cases.errors(root, on="2026-12-15") == {}
    for audience in ("existing", "enterprise", "eu"):
        assert bound(root, "2027-03-01", *of(audience)) == cases.START
    assert bound(root, "2027-03-01", *accepted("2026-12-10")) == EFFECTIVE
    assert bound(root, "2027-03-01", *accepted("2026-12-15")) == cases.START
    assert bound(root, "2026-12-15", *of("new")) == cases.START
    cases.reword(root, "terms", "three years", "two (2) years")
    cases.published(root, "minor", "2026-12-20", on="2026-12-20", title="Spelling")
    assert bound(root, "2026-12-19", *accepted("2026-12-10")) == EFFECTIVE
    assert bound(root, "2026-12-20", *accepted("2026-12-10")) == "2026-12-20"


@pytest.mark.parametrize("command", ["withdraw", "postpone"])
def test_a42_what_binds_some_is_neither_withdrawn_nor_postponed_for_the_others(tmp_path, command):
    root, change = pending(tmp_path)
    before, on = sites.source(root), "2027-01-10"
    asked = (
        cases.withdraw(root, change, on=on) if command == "withdraw" else postpone(root, change, "2027-03-01", on=on)
    )
    cases.refused(root, asked, "publish a successor", before=before)


def test_a43_a_policy_that_is_retired_ends_for_each_audience_on_its_day_and_for_new_customers_with_all(tmp_path):
    root = center(tmp_path, "privacy")
    cases.published(root, "material", EFFECTIVE, "terms", "--retire", on=ANNOUNCED)
    assert days(root)["new"] == EFFECTIVE
    told = {
        one: sites.done(sites.trustcenter(root, "bound", "terms", "--as-of", "2027-01-10", *of(one)))
        for one in ("existing", "enterprise")
    }
    assert "which retired it" in told["existing"]
    assert "version 1 (2026-03-02)" in told["enterprise"]
    assert "enterprise customers: from 31 January 2027" in cases.words(site(root, "2027-01-10")["policies/terms/"])


def test_a44_a_redaction_leaves_the_days_as_they_are(tmp_path):
    root, _ = pending(tmp_path)
    before = days(root)
    cases.reword(root, "terms", "three years", "some years")
    told = sites.trustcenter(
        root,
        "redact",
        f"terms/{EFFECTIVE}",
        "--text",
        "three years",
        "--reason",
        "court order",
        "--as-of",
        "2026-12-05",
    )
    sites.done(told)
    assert days(root) == before
    assert bound(root, LATER, *of("enterprise")) == EFFECTIVE
    sites.done(sites.trustcenter(root, "verify"))


# A45 to A48: who is told ---------------------------------------------------------------------------------------------

SAID = {
    "": ANNOUNCED, "policies/terms/": ANNOUNCED, f"policies/terms/{EFFECTIVE}/": ANNOUNCED, "notices/": ANNOUNCED,
    f"changelog/{ANNOUNCED}-paperwork/": ANNOUNCED, f"as-of/{ANNOUNCED}/": ANNOUNCED, "feed.json": ANNOUNCED,
    "notices/feed.xml": ANNOUNCED,
}  # fmt: skip


def test_a45_pages_feeds_mail_and_releases_name_the_day_for_each(tmp_path):
    root, change = pending(tmp_path)
    made = site(root, ANNOUNCED)
    told = {url: cases.words(made[url].replace("&lt;", "<").replace("&gt;", ">")) for url in SAID}
    for form in ("email", "release"):
        told[form] = sites.done(sites.trustcenter(root, "notice", change, "--format", form, "--as-of", ANNOUNCED))
    for where, text in told.items():
        assert re.search(r"enterprise customers:? (</?\w+>)?from 31 January 2027", text), where
        assert re.search(r"new customers:? (</?\w+>)?on acceptance, from 2 December 2026", text), where
        assert "object by 31 December 2026" in re.sub(r" ;", ";", text), where
    assert "31 January 2027\n  terms: version 2 (2027-01-01) takes effect for enterprise customers" in sites.done(
        sites.trustcenter(root, "rehearse", "--as-of", ANNOUNCED)
    )


def test_a46_who_is_not_bound_yet_finds_it_on_the_policy_the_home_page_and_the_page_of_the_day(tmp_path):
    root, _ = pending(tmp_path)
    made = site(root, EFFECTIVE)
    for url in ("", "policies/terms/"):
        told = cases.words(made[url])
        assert "Terms of service: not yet in effect for all customers" in told
        assert "enterprise customers: from 31 January 2027 . At present, Terms of service, version 1 applies" in told
    assert "enterprise customers: Terms of service, version 1" in cases.words(made[f"as-of/{EFFECTIVE}/"])
    later = site(root, LATER)
    assert "not yet in effect for all" not in cases.words(later["policies/terms/"])
    assert "In effect from this day for enterprise customers: Terms" in cases.words(later[f"as-of/{LATER}/"])
    assert later[f"as-of/{EFFECTIVE}/"] == made[f"as-of/{EFFECTIVE}/"]


def test_a46_every_page_made_from_what_it_depends_on_says_what_it_says_made_from_everything(tmp_path):
    root, _ = pending(tmp_path)
    center = load(files.read_tree(root))
    for day in map(date.fromisoformat, ("2026-12-02", EFFECTIVE, "2027-01-10", LATER, "2027-02-20")):
        view = View(center, center.archive.on(day), Site(frozenset()), "https://example.com/trust/")
        view = replace(view, site=Site(frozenset(pages.urls(view, drafts=False))))
        for task in cached_pages.tasks(view):
            whole = announced_to_chats(cached_pages._MAKERS[task.kind](view, task.subject), view)
            assert cached_pages.make(view, task)[0] == whole, task.url


def test_a47_the_calendar_has_an_event_for_each_audience_that_a_postponement_moves(tmp_path):
    root, change = pending(tmp_path)
    before = events(site(root, ANNOUNCED))
    [uid] = [uid for uid in before if "-effective-enterprise-" in uid]
    assert before[uid] == ("20270131", "0", "CONFIRMED")
    assert {day for name, (day, *_) in before.items() if "object-by-enterprise" in name} == {"20261231"}
    assert not [name for name in before if "-effective-existing-" in name]  # the day of everybody
    postponed(root, change, "2027-02-10")
    assert events(site(root, "2026-12-15"))[uid] == ("20270210", "1", "CONFIRMED")


def test_a48_open_data_has_the_day_of_each_audience_and_what_binds_it(tmp_path):
    root, change = pending(tmp_path)
    made = site(root, EFFECTIVE)
    [policy] = json.loads(made["api/policies.json"])["policies"]
    day = {
        one["id"]: (one["effective"], one["object_by"], one["on_acceptance"])
        for one in policy["in_effect"]["audiences"]
    }
    assert day["enterprise"] == (LATER, "2026-12-31", False)
    assert day["new"] == ("2026-12-02", None, True)
    assert {one["id"]: one["version"] for one in policy["audiences"]} == dict.fromkeys(
        ("enterprise", "eu"), cases.START
    )
    as_of = json.loads(made[f"api/as-of/{EFFECTIVE}.json"])["policies"][0]
    assert as_of["audiences"] == policy["audiences"]
    [told] = [one for one in json.loads(made["api/changes.json"])["changes"] if one["id"] == change]
    assert {one["id"] for one in told["notice"]["audiences"]} == {"new", "existing", "enterprise", "eu"}
    assert "audiences" not in json.loads(site(root, ANNOUNCED)[f"api/as-of/{cases.START}.json"])["policies"][0]


def test_a49_the_report_on_a_pull_request_names_the_day_of_each_audience(tmp_path):
    root = center(tmp_path)
    cases.commit(root)
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "earliest", "terms", on=ANNOUNCED, title="Paperwork")
    report = ("report", "--base", "HEAD", "--as-of", ANNOUNCED, "--format")
    comment = sites.done(sites.trustcenter(root, *report, "markdown"))
    assert "- **effective for:** enterprise customers: from 31 January 2027; object by 31 December 2026" in comment
    assert "- **effective for:** new customers: on acceptance, from 2 December 2026" in comment
    [change] = json.loads(sites.done(sites.trustcenter(root, *report, "json")))["changes"]
    assert len(change["audiences"]) == 4
