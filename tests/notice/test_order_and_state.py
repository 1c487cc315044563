"""S1 to S16: the order of versions, and what is in effect, upcoming, withdrawn, retired or not there on a day."""

import json
import re
from urllib.parse import urljoin

import cases
import pytest
from lxml import html

import sites


def pending(to, effective="2027-02-01", announced="2026-12-01"):
    """Terms in effect and a material change of them that is announced; (root, its change)."""
    root = cases.center(to, "terms")
    cases.reword(root, "terms", "two years", "three years")
    return root, cases.published(root, "material", effective, on=announced, title="Paperwork")


# S1 ---------------------------------------------------------------------------------------------------------------


def test_s1_a_version_may_not_take_effect_before_one_that_is_already_announced(tmp_path):
    root, _ = pending(tmp_path)
    cases.reword(root, "terms", "We answer calls.", "We answer calls and chats.")
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-15", on="2026-12-10")
    cases.refused(root, result, "[wrong-order]", "terms/2027-02-01", "1 February 2027", before=before)


def test_s1_it_may_once_that_one_is_withdrawn(tmp_path):
    root, change = pending(tmp_path)
    cases.withdrawn(root, change, on="2026-12-10")
    cases.reword(root, "terms", "We answer calls.", "We answer calls and chats.")
    cases.published(root, "material", "2027-01-15", on="2026-12-10")
    assert cases.errors(root, on="2026-12-10") == {}
    assert cases.in_effect(root, "terms", "2027-02-01") == "2027-01-15"


def test_s1_it_may_not_before_the_withdrawal_was_public(tmp_path):
    root, change = pending(tmp_path)
    cases.reword(root, "terms", "We answer calls.", "We answer calls and chats.")
    branch = tmp_path / "branch"
    branch.mkdir()
    withdrawal = cases.withdrawn(root, change, on="2026-12-10")
    assert cases.errors(root, on="2026-12-10") == {}
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-15", "--announce", "2026-12-09", on="2026-12-09")
    cases.refused(root, result, "wrong-order", before=before)
    assert withdrawal.startswith("2026-12-10-withdrawn")


def test_s1_it_may_together_with_that_one_by_pending_keep(tmp_path):
    root, _ = pending(tmp_path)
    cases.reword(root, "terms", "We answer calls.", "We answer calls and chats.")
    change = cases.published(root, "minor", "2026-12-10", "--pending", "keep", on="2026-12-10")
    assert cases.entry(root, change)[0]["versions"] == ["terms/2026-12-10", "terms/2027-02-01-2"]
    assert cases.errors(root, on="2026-12-10") == {}


# S2 ---------------------------------------------------------------------------------------------------------------


def test_s2_an_announced_version_is_corrected_on_its_own_day(tmp_path):
    root, _ = pending(tmp_path, "2027-01-01")
    cases.reword(root, "terms", "three years", "three (3) years")
    cases.published(root, "editorial", "2027-01-01", on="2026-12-10", title="Spelling")
    assert cases.record(root, "terms/2027-01-01-2")["number"] == 3
    assert cases.errors(root, on="2026-12-10") == {}
    assert cases.in_effect(root, "terms", "2026-12-31") == cases.START
    assert cases.in_effect(root, "terms", "2027-01-01") == "2027-01-01-2"
    assert [version.id for version in cases.snapshot(root, "2026-12-10").upcoming] == ["2027-01-01-2"]
    assert [version.id for version in cases.snapshot(root, "2026-12-09").upcoming] == ["2027-01-01"]


PURPOSE = ("to run the servers", "to run the servers and to train models")


def pending_vendors(to):
    """The list of subprocessors with an announced new location, effective 2027-01-01."""
    root = cases.center(to, "subprocessors")
    sites.edit(root, cases.VENDORS, "[DE]", "[DE, FR]")
    cases.published(root, "material", "2027-01-01", on="2026-12-01")
    sites.edit(root, cases.VENDORS, *PURPOSE)
    return root


def test_s2_a_new_purpose_needs_a_later_date(tmp_path):
    root = pending_vendors(tmp_path)
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-01", on="2026-12-01")
    cases.refused(root, result, "[duplicate-effective]", "later effective date", before=before)
    cases.published(root, "material", "2027-01-02", on="2026-12-01")


@pytest.mark.parametrize("class_", ["editorial", "minor"])
def test_s2_a_new_purpose_cannot_pass_as_a_correction(tmp_path, class_):
    root = pending_vendors(tmp_path)
    before = sites.source(root)
    result = cases.publish(root, class_, "2027-01-01", on="2026-12-10")
    cases.refused(root, result, "[understated-class]", "to train models", before=before)


def test_s2_a_correction_takes_its_floor_from_the_version_it_supersedes(tmp_path):
    root = cases.center(tmp_path, "subprocessors")
    sites.edit(root, cases.VENDORS, "[DE]", "[DE, FR]")
    cases.published(root, "material", "2027-01-01", on="2026-12-01")
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Letter G.m.b.H.")
    change = cases.published(root, "editorial", "2027-01-01", on="2026-12-10")
    assert cases.listed(root, change)[0].startswith("subprocessor renamed: Letter GmbH")
    assert not [line for line in cases.listed(root, change) if "location" in line]


def test_s2b_of_two_editorial_versions_of_one_day_the_second_is_in_effect_and_both_have_pages(tmp_path):
    root = cases.center(tmp_path, "terms")
    for old, new in [("We answer", "We take"), ("We take", "We do take")]:
        cases.reword(root, "terms", old, new)
        cases.published(root, "editorial", "2026-11-21", on="2026-11-21")
    site = sites.build(root, "2026-11-21")
    assert cases.in_effect(root, "terms", "2026-11-21") == "2026-11-21-2"
    assert "We do take calls." in sites.text(site, "policies/terms")
    assert "We take calls." in sites.text(site, "policies/terms/2026-11-21")
    assert "We do take calls." in sites.text(site, "policies/terms/2026-11-21-2")


def test_a_vendor_is_renamed_while_another_one_beside_it_is_announced(tmp_path):
    root = cases.center(tmp_path, "subprocessors")
    vendors = (root / cases.VENDORS).read_text("utf-8")
    second = vendors.splitlines()[-1].replace("id: letter", "id: parcel").replace("Letter GmbH", "Parcel AG")
    sites.write(root, {cases.VENDORS: f"{vendors}{second}\n"})
    cases.published(root, "material", "2027-01-10", on="2026-12-01")
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Letter G.m.b.H.")
    cases.published(root, "editorial", "2026-12-10", "--pending", "keep", on="2026-12-10", title="A new name")
    today, later = (cases.text(root, f"subprocessors/{name}") for name in ("2026-12-10", "2027-01-10-2"))
    assert ("Letter G.m.b.H." in today, "Parcel AG" in today) == (True, False)
    assert ("Letter G.m.b.H." in later, "Parcel AG" in later) == (True, True)
    assert cases.errors(root, on="2026-12-10") == {}


# S3, S4 -----------------------------------------------------------------------------------------------------------


def test_s3_a_withdrawn_version_never_takes_effect_and_keeps_its_page(tmp_path):
    root, change = pending(tmp_path, "2027-01-01")
    withdrawal = cases.withdrawn(root, change, on="2026-12-15")
    assert cases.errors(root, on="2026-12-15") == {}
    assert cases.in_effect(root, "terms", "2027-01-02") == cases.START
    site = sites.build(root, "2027-01-02")
    assert "two years" in sites.text(site, "policies/terms")
    page = sites.text(site, "policies/terms/2027-01-01")
    assert "three years" in page
    assert "withdrawn" in page
    assert "15 December 2026" in page
    assert "We changed our mind." in sites.text(site, f"changelog/{withdrawal}")
    assert (site / f"changelog/{change}/index.html").exists()


def test_s3_until_the_withdrawal_is_public_the_version_is_upcoming(tmp_path):
    root, change = pending(tmp_path, "2027-01-01")
    before = cases.pages(root, "2026-12-14")
    cases.withdrawn(root, change, on="2026-12-15")
    assert cases.pages(root, "2026-12-14") == before
    assert [v.id for v in cases.snapshot(root, "2026-12-14").upcoming] == ["2027-01-01"]
    assert cases.snapshot(root, "2026-12-15").upcoming == ()
    assert cases.snapshot(root, "2026-12-15").withdrawn == {"terms/2027-01-01"}
    assert cases.snapshot(root, "2026-12-14").withdrawn == frozenset()


def test_s3_a_withdrawal_takes_the_correction_of_a_change_with_it(tmp_path):
    root, change = pending(tmp_path, "2027-01-01")
    cases.reword(root, "terms", "three years", "three (3) years")
    cases.published(root, "editorial", "2027-01-01", on="2026-12-10")
    cases.withdrawn(root, change, on="2026-12-15")
    assert cases.snapshot(root, "2026-12-15").withdrawn == {"terms/2027-01-01", "terms/2027-01-01-2"}
    assert cases.in_effect(root, "terms", "2027-01-02") == cases.START


def test_s3_of_a_correction_alone_the_corrected_version_stays(tmp_path):
    root, _ = pending(tmp_path, "2027-01-01")
    cases.reword(root, "terms", "three years", "three (3) years")
    correction = cases.published(root, "editorial", "2027-01-01", on="2026-12-10")
    cases.withdrawn(root, correction, on="2026-12-15")
    assert cases.in_effect(root, "terms", "2027-01-02") == "2027-01-01"


def test_s3_a_change_is_withdrawn_once(tmp_path):
    root, change = pending(tmp_path, "2027-01-01")
    withdrawal = cases.withdrawn(root, change, on="2026-12-15")
    before = sites.source(root)
    cases.refused(root, cases.withdraw(root, change, on="2026-12-16"), "already withdrawn", before=before)
    cases.refused(root, cases.withdraw(root, withdrawal, on="2026-12-16"), "withdrawal", before=before)


@pytest.mark.parametrize("on", ["2027-01-01", "2027-01-02"])
def test_s4_what_is_in_effect_is_not_withdrawn(tmp_path, on):
    root, change = pending(tmp_path, "2027-01-01")
    before = sites.source(root)
    cases.refused(root, cases.withdraw(root, change, on=on), "publish a successor", "1 January 2027", before=before)
    cases.withdrawn(root, change, on="2026-12-31")


# S5, S6, S7 -------------------------------------------------------------------------------------------------------


def test_s5_before_it_is_announced_a_change_is_nowhere(tmp_path):
    root, change = pending(tmp_path, "2027-01-01")
    day_before = sites.build(root, "2026-11-30")
    assert [sites.holding(day_before, words) for words in (change, "Paperwork", "2027-01-01", "three years")] == [
        []
    ] * 4
    assert "three years" not in str(cases.snapshot(root, "2026-11-30"))
    on_the_day = sites.build(root, "2026-12-01")
    assert sites.holding(on_the_day, change)
    assert sites.holding(on_the_day, "three years")


def dead_links(site):
    """Links inside a site that lead to no file of it."""
    pages = {path for path in sites.tree(site) if path.endswith(".html") and path != "404.html"}
    dead = []
    for page in pages:
        for link in html.fromstring((site / page).read_bytes()).xpath("//a/@href"):
            target = urljoin(f"https://here.example/{page}", link)
            if target.startswith("https://here.example/"):
                path = target.removeprefix("https://here.example/").split("#")[0].split("?")[0]
                if not (site / path / "index.html").exists() and not (site / path).is_file():
                    dead.append((page, link))
    return dead


def test_s6_before_its_first_version_a_policy_is_not_yet_published_and_no_link_is_dead(tmp_path):
    root = cases.center(tmp_path, "terms")
    sites.write(root, cases.drafts("schedule"))
    cases.reword(root, "terms", "We answer calls.", "We answer calls. See [what is kept](../schedule/index.md).")
    cases.published(root, "material", "earliest", on="2026-06-15", title="Kept")
    for day, there in [("2026-01-01", False), ("2026-06-14", False), ("2026-06-15", True)]:
        site = sites.build(root, day)
        assert dead_links(site) == []
        assert (site / "policies/schedule/index.html").exists() == there
        assert ("Retention schedule" in sites.text(site, "policies")) == there
    assert not (sites.build(root, "2026-01-01") / "policies/terms/index.html").exists()
    status = sites.done(sites.trustcenter(root, "status", "--as-of", "2026-06-14"))
    assert "none yet" in status.split("schedule:")[1]


def test_s7_a_planned_announcement_is_absent_until_its_day_and_said_to_be_in_the_repository(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-02-01", "--announce", "2026-12-10", on="2026-12-01")
    assert sites.holding(sites.build(root, "2026-12-09"), "three years") == []
    assert sites.holding(sites.build(root, "2026-12-10"), "three years")
    infos = [p for p in cases.found(root, on="2026-12-01") if p["severity"] == "info" and change in p["file"]]
    assert ["public repository" in info["message"] for info in infos] == [True]
    assert not [p for p in cases.found(root, on="2026-12-10") if change in p["file"]]
    assert "to be announced 10 December 2026" in sites.done(sites.trustcenter(root, "status", "--as-of", "2026-12-01"))


def test_s7_what_is_not_announced_yet_is_dropped_and_not_withdrawn(tmp_path):
    root = cases.center(tmp_path, "terms")
    first = sites.source(root)
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-02-01", "--announce", "2026-12-10", on="2026-12-01")
    before = sites.source(root)
    cases.refused(root, cases.withdraw(root, change, on="2026-12-05"), f"publish --drop {change}", before=before)
    sites.done(sites.trustcenter(root, "publish", "--drop", change, "--as-of", "2026-12-05"))
    cases.reword(root, "terms", "three years", "two years")
    assert sites.source(root) == first


# S8, S9 -----------------------------------------------------------------------------------------------------------

RELATIVE = re.compile(r"\b(in \d+ (day|week|month)s?|\d+ days? (ago|left)|tomorrow|yesterday|today)\b", re.IGNORECASE)


def test_s8_a_site_read_later_is_still_true(tmp_path):
    root, _ = pending(tmp_path, "2027-01-01")
    shown = cases.pages(root, "2026-12-30")
    pages = {url: cases.words(body) for url, body in shown.items() if url == "" or url.endswith("/")}
    assert [url for url, body in pages.items() if RELATIVE.search(body)] == []
    for url in ("", "policies/", "policies/terms/", "changelog/"):
        assert "As of 30 December 2026" in pages[url]
    assert "1 January 2027" in pages["policies/terms/"]


def test_s9_the_same_day_gives_the_same_bytes_and_another_day_changes_only_what_states_the_present(tmp_path):
    root, change = pending(tmp_path / "one", "2027-01-01")
    other, _ = pending(tmp_path / "another folder", "2027-01-01")
    assert cases.pages(root, "2026-12-31") == cases.pages(other, "2026-12-31")
    before, after = cases.pages(root, "2026-12-31"), cases.pages(root, "2027-01-01")
    differing = {url for url in {*before, *after} if before.get(url) != after.get(url)}
    assert {"", "policies/terms/", "api/policies.json"} <= differing
    lasting = [f"policies/terms/{day}{end}" for day in (cases.START, "2027-01-01") for end in ("/", ".md", ".json")]
    lasting += [f"changelog/{change}/", f"changelog/{change}.md"]
    assert set(lasting) <= set(after)
    assert not differing & set(lasting)


# S10, S11 ---------------------------------------------------------------------------------------------------------


def five_versions_and_a_sixth_pending(to):
    """Privacy policy with version 5 in effect and 6, effective 2027-02-01, announced on 2026-12-01."""
    root = cases.center(to, "privacy")
    for number, day in enumerate(("2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"), start=2):
        cases.reword(root, "privacy", "## Why", f"## Reason {number}\n\nBecause.\n\n## Why")
        cases.published(root, "editorial", day, on=day)
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    cases.reword(root, "privacy", "for our customers", "for our customers and their customers")
    cases.published(root, "material", "2027-02-01", on="2026-12-01")
    return root


def test_s10_a_fix_while_a_change_is_pending_is_in_both(tmp_path):
    root = five_versions_and_a_sixth_pending(tmp_path)
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    output = sites.done(
        cases.publish(root, "editorial", "today", "--pending", "keep", on="2026-12-15", title="New phone number")
    )
    seventh, eighth = cases.record(root, "privacy/2026-12-15"), cases.record(root, "privacy/2027-02-01-2")
    assert [(r["number"], r["class"], r["announced"]) for r in (seventh, eighth)] == [
        (7, "editorial", "2026-12-15"), (8, "editorial", "2026-12-15"),
    ]  # fmt: skip
    assert seventh["change"] == eighth["change"] == "2026-12-15-new-phone-number"
    fifth, sixth = cases.text(root, "privacy/2026-07-01"), cases.text(root, "privacy/2027-02-01")
    as_read = re.search(r"Call (.*)\.", fifth)[1]
    fixed = re.search(r"Call (.*)\.", cases.text(root, "privacy/2026-12-15"))[1]
    assert cases.text(root, "privacy/2026-12-15") == fifth.replace(as_read, fixed)
    assert cases.text(root, "privacy/2027-02-01-2") == sixth.replace(as_read, fixed)
    assert seventh["facts"]["retention"]["recordings"]["period"] == "90 days"
    assert eighth["facts"]["retention"]["recordings"]["period"] == "60 days"
    assert {r["facts"]["contacts"]["privacy"]["phone"] for r in (seventh, eighth)} == {"+13125550199"}
    assert cases.errors(root, on="2026-12-15") == {}
    days = {
        "2026-12-14": "2026-07-01",
        "2026-12-15": "2026-12-15",
        "2027-01-31": "2026-12-15",
        "2027-02-01": "2027-02-01-2",
    }
    assert {day: cases.in_effect(root, "privacy", day) for day in days} == days
    _, head, redline_of_8 = output.partition("\nprivacy/2026-12-15 → privacy/2027-02-01-2:\n")
    assert head, "the redline of the version that comes again is against the fixed one"
    assert "Recordings are kept for [-90-] {+60+} days." in redline_of_8
    assert "Call" not in redline_of_8
    assert not [line for line in cases.listed(root, seventh["change"]) if "retention" in line]


def test_s10_nothing_of_the_pending_change_is_announced_anew(tmp_path):
    root = five_versions_and_a_sixth_pending(tmp_path)
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    change = cases.published(root, "editorial", "today", "--pending", "keep", on="2026-12-15")
    assert cases.listed(root, change) == [
        line for line in cases.listed(root, change) if "phone" in line or line.startswith("new text of")
    ]
    sixth = next(iter(cases.snapshot(root, "2026-12-15").upcoming))
    assert (sixth.id, str(sixth.effective)) == ("2027-02-01-2", "2027-02-01")


def test_s10_without_a_pending_change_keep_publishes_the_draft(tmp_path):
    root = cases.center(tmp_path, "privacy")
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    cases.published(root, "editorial", "today", "--pending", "keep", on="2026-12-15")
    assert cases.in_effect(root, "privacy", "2026-12-15") == "2026-12-15"


def test_s11_a_fix_in_the_same_sentence_shows_both_texts_and_writes_nothing(tmp_path):
    root = five_versions_and_a_sixth_pending(tmp_path)
    cases.reword(root, "privacy", "for our customers and their customers", "for customers and their customers")
    before = sites.source(root)
    result = cases.publish(root, "editorial", "today", "--pending", "keep", on="2026-12-15")
    both = (
        "privacy/2026-07-01: “We answer calls for our customers.”",
        "privacy/2027-02-01: “We answer calls for our customers and their customers.”",
        "the draft: “We answer calls for customers and their customers.”",
    )
    cases.refused(root, result, *both, before=before)


def test_s11_a_fact_changed_twice_is_a_conflict_too(tmp_path):
    root = five_versions_and_a_sixth_pending(tmp_path)
    sites.edit(root, cases.RETENTION, "60 days", "45 days")
    before = sites.source(root)
    result = cases.publish(root, "material", "today", "--pending", "keep", on="2026-12-15")
    cases.refused(root, result, "90 days", "45 days", before=before)


def test_s10_of_several_pending_versions_each_is_fixed(tmp_path):
    root = five_versions_and_a_sixth_pending(tmp_path)
    cases.reword(root, "privacy", "## Why", "## Why we do it")
    cases.published(root, "material", "2027-03-01", on="2026-12-02")
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    change = cases.published(root, "editorial", "today", "--pending", "keep", on="2026-12-15")
    names = ["privacy/2026-12-15", "privacy/2027-02-01-2", "privacy/2027-03-01-2"]
    assert cases.entry(root, change)[0]["versions"] == names
    assert all("+13125550199" in cases.text(root, name) for name in names)


# S12, S13, S14 ----------------------------------------------------------------------------------------------------


def test_s12_after_a_withdrawal_a_new_purpose_in_the_draft_is_seen_against_the_version_in_effect(tmp_path):
    root = cases.center(tmp_path, "subprocessors")
    sites.edit(root, cases.VENDORS, *PURPOSE)
    change = cases.published(root, "material", "2027-01-01", on="2026-12-01")
    cases.withdrawn(root, change, on="2026-12-10")
    cases.reword(root, "subprocessors", "The list", "Our list")
    before = sites.source(root)
    result = cases.publish(root, "editorial", "2026-12-11", on="2026-12-11")
    cases.refused(root, result, "[understated-class]", "to train models", before=before)


def test_s12_withdrawn_prose_in_the_draft_is_in_the_redline(tmp_path):
    root, change = pending(tmp_path)
    cases.withdrawn(root, change, on="2026-12-10")
    cases.reword(root, "terms", "We answer calls.", "We answer all calls.")
    shown = sites.done(cases.publish(root, "editorial", "2026-12-11", "--dry-run", on="2026-12-11"))
    assert f"\nterms/{cases.START} → terms/2026-12-11:\n" in shown
    for line in ("Bills are kept for [-two-] {+three+} years.", "We answer {+all+} calls."):
        assert line in shown


def test_s12_a_draft_that_still_holds_withdrawn_prose_differs(tmp_path):
    root, change = pending(tmp_path)
    cases.withdrawn(root, change, on="2026-12-10")
    status = sites.done(sites.trustcenter(root, "status", "--as-of", "2026-12-11"))
    assert f"differs from version 1 ({cases.START})" in status
    assert "Bills are kept for [-two-] {+three+} years." in status
    cases.reword(root, "terms", "three years", "two years")
    assert "says what the newest version says" in sites.done(sites.trustcenter(root, "status", "--as-of", "2026-12-11"))


def test_s13_a_new_policy_that_cites_a_listed_vendor_adds_no_vendor(tmp_path):
    root = cases.center(tmp_path, "subprocessors")
    cites = "---\ntitle: Data processing\n---\n\n## Who helps\n\n{{ subprocessors.harbor.name }} helps.\n"
    sites.write(root, {cases.draft("dpa"): cites})
    change = cases.published(root, "initial", "2026-12-01", on="2026-12-01")
    assert cases.listed(root, change) == ["first version of **Data processing**"]
    assert cases.record(root, "dpa/2026-12-01")["facts"]["subprocessors"].keys() == {"harbor"}


def test_s13_a_new_policy_that_states_a_new_vendor_keeps_its_floor(tmp_path):
    root = cases.center(tmp_path, "terms")
    sites.write(root, cases.drafts("subprocessors"))
    before = sites.source(root)
    result = cases.publish(root, "initial", "2026-12-01", on="2026-12-01")
    cases.refused(root, result, "[understated-class]", "subprocessor added: Letter GmbH", before=before)
    cases.published(root, "material", "earliest", on="2026-12-01")
    assert cases.record(root, "subprocessors/2027-01-01")["number"] == 1


def test_s14_a_vendor_that_is_not_published_is_nowhere(tmp_path):
    root = cases.center(tmp_path, "subprocessors")
    sites.edit(root, cases.VENDORS, "- {id: letter", "- {id: zebra, name: Zebra Analytics SAS, purpose: to count zebras,\n"
               "   group: support, data: [logs], locations: [FR]}\n- {id: letter")  # fmt: skip
    site = sites.build(root, "2026-12-01")
    assert sites.holding(site, "zebra") == []
    assert [s["id"] for s in json.loads((site / "api/subprocessors.json").read_bytes())["subprocessors"]] == [
        "harbor", "letter",
    ]  # fmt: skip


# S15, S16 ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def retired(tmp_path_factory):
    """A center that retires its terms on 2027-01-01, announced 2026-12-01."""
    root = cases.center(tmp_path_factory.mktemp("retired"), "terms", "privacy")
    change = cases.published(root, "material", "2027-01-01", "terms", "--retire", on="2026-12-01", title="The end")
    return root, change


def test_s15_a_retired_policy_keeps_its_page_with_a_strip(retired):
    root, change = retired
    assert cases.errors(root, on="2026-12-01") == cases.errors(root, on="2027-01-01") == {}
    assert cases.listed(root, change) == ["**Terms of service** is retired"]
    page = sites.text(sites.build(root, "2027-01-01"), "policies/terms")
    assert "retired" in page
    assert "1 January 2027" in page
    assert "not yet in effect" not in page


def test_s15_it_is_out_of_what_is_in_effect_and_still_found_as_of_earlier_days(retired):
    root, _ = retired
    assert cases.in_effect(root, "terms", "2026-12-31") == cases.START
    after = cases.snapshot(root, "2027-01-01")
    assert (list(after.in_effect), after.retired) == (["privacy"], ("terms",))
    assert cases.snapshot(root, "2026-12-31").retired == ()
    listed = {p["id"]: p for p in json.loads(cases.pages(root, "2027-01-01")["api/policies.json"])["policies"]}
    assert (listed["terms"]["in_effect"], listed["terms"]["retired"]) == (None, True)
    assert listed["privacy"]["in_effect"]["version"] == cases.START


def test_s15_its_draft_does_not_come_back_by_itself(retired):
    root, _ = retired
    result = cases.publish(root, "minor", "2027-02-01", on="2027-02-01")
    assert "nothing to publish" in sites.done(result)


def test_s15_before_it_takes_effect_the_retirement_is_upcoming(retired):
    root, _ = retired
    assert [version.name for version in cases.snapshot(root, "2026-12-01").upcoming] == ["terms/2027-01-01"]
    assert "two years" in sites.text(sites.build(root, "2026-12-31"), "policies/terms")


def test_s15_a_retired_policy_is_retired_once(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.published(root, "minor", "2026-12-01", "terms", "--retire", on="2026-12-01")
    before = sites.source(root)
    again = cases.publish(root, "minor", "2026-12-02", "terms", "--retire", on="2026-12-02")
    cases.refused(root, again, "already retired", before=before)


def test_s16_an_emergency_binds_from_the_day_it_is_announced_and_shows_both_days(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "one year")
    cases.published(root, "emergency", "2026-12-05", "--reason", "A court said so.", on="2026-12-06", title="Court")
    assert cases.in_effect(root, "terms", "2026-12-05") == cases.START
    assert cases.in_effect(root, "terms", "2026-12-06") == "2026-12-05"
    site = sites.build(root, "2026-12-06")
    assert "one year" in sites.text(site, "policies/terms")
    for url in ("policies/terms", "policies/terms/2026-12-05", "changelog/2026-12-06-court"):
        page = sites.text(site, url)
        assert "5 December 2026" in page
        assert "6 December 2026" in page
