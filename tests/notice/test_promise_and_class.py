"""P1 to P16: which promise binds, which class the changed facts demand, and that versions agree."""

from datetime import date

import cases
import pytest

import sites
from trustcenter.rules.notice import Promise

# P1, P2 -----------------------------------------------------------------------------------------------------------


def shortened(to):
    """A center whose promise goes from 30 to 14 days on 2027-01-01, and whose terms have a new draft."""
    root = cases.center(to, "promises", "terms")
    sites.edit(root, cases.NOTICE, "material: 30 days", "material: 14 days")
    cases.published(root, "material", "2027-01-01", on="2026-12-01", title="Shorter notice")
    cases.reword(root, "terms", "two years", "three years")
    return root


def test_p1_the_promise_on_the_announced_day_binds(tmp_path):
    root = shortened(tmp_path)
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-05", on="2026-12-20")
    words = ("[too-little-notice]", "30 days", "15 clear days", "20 December 2026", "2027-01-20")
    cases.refused(root, result, *words, before=before)
    cases.published(root, "material", "2027-01-20", on="2026-12-20")
    assert cases.record(root, "terms/2027-01-20")["promise"]["material"] == "30 days"


def test_p2_once_the_shorter_promise_is_in_effect_it_binds(tmp_path):
    root = shortened(tmp_path)
    cases.published(root, "material", "earliest", on="2027-01-02")
    record = cases.record(root, "terms/2027-01-17")
    assert (record["promise"]["material"], record["earliest"]) == ("14 days", "2027-01-17")


def test_p1_a_version_cannot_shorten_its_own_notice(tmp_path):
    root = cases.center(tmp_path, "promises")
    sites.edit(root, cases.NOTICE, "material: 30 days", "material: 14 days")
    before = sites.source(root)
    result = cases.publish(root, "material", "2026-12-16", on="2026-12-01")
    cases.refused(root, result, "[too-little-notice]", "30 days", "2027-01-01", before=before)


def test_p1_shortening_the_promise_is_itself_material(tmp_path):
    root = cases.center(tmp_path, "promises")
    sites.edit(root, cases.NOTICE, "material: 30 days", "material: 14 days")
    before = sites.source(root)
    result = cases.publish(root, "minor", "2026-12-01", on="2026-12-01")
    cases.refused(root, result, "[understated-class]", "30 days → 14 days", before=before)


def test_p1_lengthening_it_is_not(tmp_path):
    root = cases.center(tmp_path, "promises")
    sites.edit(root, cases.NOTICE, "material: 30 days", "material: 60 days")
    cases.published(root, "minor", "2026-12-01", on="2026-12-01")


def test_p1_while_no_version_states_the_promise_an_edit_of_the_data_cannot_shorten_it(tmp_path):
    root = cases.center(tmp_path, "terms")
    sites.edit(root, cases.NOTICE, "material: 30 days", "material: 14 days")
    cases.reword(root, "terms", "two years", "three years")
    before = sites.source(root)
    result = cases.publish(root, "material", "2026-12-16", on="2026-12-01")
    cases.refused(root, result, "[too-little-notice]", "30 days", "2027-01-01", before=before)


def test_p1_while_no_version_states_the_promise_the_data_can_lengthen_it(tmp_path):
    root = cases.center(tmp_path, "terms")
    sites.edit(root, cases.NOTICE, "material: 30 days", "material: 60 days")
    cases.reword(root, "terms", "two years", "three years")
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-01", on="2026-12-01")
    cases.refused(root, result, "[too-little-notice]", "60 days", "2027-01-31", before=before)


def test_p1_while_no_version_states_the_promise_one_made_earlier_that_day_binds(tmp_path):
    root = cases.center(tmp_path, "terms", "privacy")
    sites.edit(root, cases.NOTICE, "material: 30 days", "material: 60 days")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "minor", "2026-12-01", on="2026-12-01")
    sites.edit(root, cases.NOTICE, "material: 60 days", "material: 30 days")
    cases.reword(root, "privacy", "We answer calls", "We answer all calls")
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-01", on="2026-12-01")
    cases.refused(root, result, "[too-little-notice]", "60 days", "2027-01-31", before=before)


# Objections ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objection", "binds_from", "expected"),
    [
        ("14 days", "2027-01-01", "2026-12-15"),
        ("14 days", "2026-12-16", "2026-12-15"),
        ("14 days", "2026-12-15", "2026-12-15"),
        ("14 days", "2026-12-14", "2026-12-14"),  # never later than it binds
        ("14 days", "2026-12-02", "2026-12-02"),
        ("14 days", "2026-12-01", None),  # it binds at once
        ("14 days", "2026-11-30", None),
        ("24 hours", "2027-01-01", "2026-12-02"),
        ("20 business days", "2027-01-15", "2026-12-30"),  # without Christmas Day
        ({"unknown": "not decided"}, "2027-01-01", None),
        (None, "2027-01-01", None),
    ],
)
def test_the_last_day_to_object_is_never_after_the_day_it_binds_and_there_is_none_if_that_is_the_announced_day(
    objection, binds_from, expected
):
    promise = Promise({"material": "30 days"} | ({"objection": objection} if objection else {}), "US")
    found = promise.object_by(date(2026, 12, 1), date.fromisoformat(binds_from))
    assert found == (date.fromisoformat(expected) if expected else None)


def test_without_a_promise_a_material_change_may_bind_on_the_day_it_is_announced():
    announced = date(2026, 12, 1)
    assert Promise({"material": {"unknown": "not decided"}}, None).earliest(announced) == announced
    assert Promise({"material": "1 day"}, None).earliest(announced) == date(2026, 12, 3)


# P3 to P8 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "claimed"),
    [("90 days", "365 days", "editorial"), ("365 days", "90 days", "minor")],
    ids=["p3", "p4"],
)
def test_p3_p4_a_retention_that_changes_in_either_direction_is_material(tmp_path, before, after, claimed):
    more = {cases.RETENTION: cases.DATA[cases.RETENTION].replace("90 days", before)}
    root = cases.center(tmp_path, "privacy", more=more)
    sites.edit(root, cases.RETENTION, before, after)
    files = sites.source(root)
    result = cases.publish(root, claimed, "2026-12-01", on="2026-12-01")
    words = ("[understated-class]", "material", f"retention of Call recordings: {before} → {after}")
    cases.refused(root, result, *words, before=files)
    cases.published(root, "material", "2027-01-01", on="2026-12-01")


def test_a_first_version_that_states_what_demands_minor_is_not_let_through_as_initial(tmp_path):
    root = cases.center(tmp_path, "terms")
    sites.write(root, cases.drafts("privacy"))
    before = sites.source(root)
    result = cases.publish(root, "initial", "2026-12-01", on="2026-12-01")
    words = ("[understated-class]", "claims to be initial", "demand minor", "retention rule added: Call recordings")
    cases.refused(root, result, *words, before=before)
    cases.published(root, "minor", "2026-12-01", on="2026-12-01")


def test_a_first_version_that_states_what_is_editorial_is_initial(tmp_path):
    root = cases.center(tmp_path, "terms")
    cites = "---\ntitle: Whom to ask\n---\n\n## Whom to ask\n\nCall {{ contacts.privacy.phone }}.\n"
    sites.write(root, {cases.draft("help"): cites})
    cases.published(root, "initial", "2026-12-01", on="2026-12-01")


def test_p5_a_spelling_correction_needs_no_notice_and_is_still_in_the_changelog(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "two (2) years")
    change = cases.published(root, "editorial", "2026-12-01", on="2026-12-01", title="Spelling")
    assert cases.in_effect(root, "terms", "2026-12-01") == "2026-12-01"
    pages = cases.pages(root, "2026-12-01")
    assert "Spelling" in pages["changelog/"]
    assert f"changelog/{change}/" in pages


VENDOR = "- {id: letter, name: Letter GmbH, purpose: to send mail, group: support, data: [logs], locations: [DE]}\n"


def vendors(to, old, new):
    """A published list of subprocessors and an edit of it."""
    root = cases.center(to, "subprocessors")
    sites.edit(root, cases.VENDORS, old, new)
    return root


def test_p6_a_removed_subprocessor_is_minor_and_needs_no_notice(tmp_path):
    root = vendors(tmp_path, VENDOR, "")
    before = sites.source(root)
    cases.refused(
        root, cases.publish(root, "editorial", "2026-12-01", on="2026-12-01"), "understated-class", before=before
    )
    change = cases.published(root, "minor", "2026-12-01", on="2026-12-01")
    assert "subprocessor removed: Letter GmbH (to send mail)" in cases.listed(root, change)


WIDER = {
    "added": (VENDOR, VENDOR + VENDOR.replace("letter", "parcel").replace("Letter", "Parcel")),
    "replaced": ("name: Letter GmbH", "name: Post und Papier AG"),
    "location added": ("[DE]", "[DE, FR]"),
    "purpose widened": ("to send mail", "to send mail and to profile who reads it"),
    "data widened": ("support, data: [logs]", "support, data: [logs, recordings]"),
    "transfer weakened": ("transfer: [scc]", "transfer: [none]"),
    "transfer not stated any more": (", transfer: [scc]", ""),
}
NARROWER = {
    "location dropped": ("[US, CA]", "[US]"),
    "data narrowed": ("data: [logs, recordings]", "data: [logs]"),
    "transfer strengthened": ("locations: [DE]", "locations: [DE], transfer: [adequacy]"),
}


@pytest.mark.parametrize("what", WIDER)
def test_p7_what_a_vendor_may_do_more_is_material(tmp_path, what):
    root = vendors(tmp_path, *WIDER[what])
    before = sites.source(root)
    for class_ in ("editorial", "minor"):
        result = cases.publish(root, class_, "2026-12-01", on="2026-12-01")
        cases.refused(root, result, "[understated-class]", "the facts demand material", before=before)
    cases.published(root, "material", "earliest", on="2026-12-01")


@pytest.mark.parametrize("what", ["location dropped", "data narrowed"])
def test_p8_what_a_vendor_may_do_less_is_minor(tmp_path, what):
    root = vendors(tmp_path, *NARROWER[what])
    before = sites.source(root)
    result = cases.publish(root, "editorial", "2026-12-01", on="2026-12-01")
    cases.refused(root, result, "[understated-class]", "the facts demand minor", before=before)
    cases.published(root, "minor", "2026-12-01", on="2026-12-01")


# P9, P10, P11 -----------------------------------------------------------------------------------------------------


def listing(names, purpose="to carry calls"):
    """A subprocessor file with these vendors in this order."""
    return "".join(
        f"- id: {name.casefold()[:6].strip()}\n  name: {name}\n  purpose: {purpose}\n"
        f"  group: communications\n  data: [logs]\n  locations: [US]\n"
        for name in names
    )


def test_p9_of_a_reflowed_table_only_what_really_changed_is_listed(tmp_path):
    kept = ["Alphaline Inc.", "Bravotel LLC", "Charlie Networks, Inc.", "Deltafon Ltd", "Echobase Corp", "Foxhound AG"]
    gone = ["Hotelier SA"]
    root = cases.center(tmp_path, "subprocessors", more={cases.VENDORS: listing([*kept, *gone])})
    respelt = {"Bravotel LLC": "Bravotel, L.L.C.", "Deltafon Ltd": "DeltaFon Limited", "Foxhound AG": "Fox Hound AG"}
    new = ["India Voice", "Juliett Data", "Kilogram", "Limabean", "Mikewave", "November Rain"]
    now = [respelt.get(name, name) for name in reversed(kept)]
    text = listing([*new[:3], *now, *new[3:]]).replace("  purpose: to carry calls\n", '  purpose: "to carry   calls"\n')
    for name, spelt in respelt.items():
        text = text.replace(f"id: {spelt.casefold()[:6].strip()}\n", f"id: {name.casefold()[:6].strip()}\n")
    sites.write(root, {cases.VENDORS: text})
    cases.reword(root, "subprocessors", "## The list\n", "## The list\n\nIn another order:\n")
    change = cases.published(root, "material", "earliest", on="2026-12-01")
    facts = [line for line in cases.listed(root, change) if line.startswith("subprocessor ")]
    assert sorted(line for line in facts if "added" in line) == [
        f"subprocessor added: {n} (to carry calls)" for n in new
    ]
    assert [line for line in facts if "removed" in line] == ["subprocessor removed: Hotelier SA (to carry calls)"]
    assert sorted(line.split(": ")[1] for line in facts if "renamed" in line) == sorted(
        f"{name} → {spelt}" for name, spelt in respelt.items()
    )
    assert len(facts) == len(cases.listed(root, change)) - 1 == 10


def test_p10_of_two_engagements_of_one_vendor_one_is_removed(tmp_path):
    more = cases.DATA[cases.VENDORS] + VENDOR.replace("letter", "letter-forms").replace(
        "to send mail", "to print forms"
    )
    root = cases.center(tmp_path, "subprocessors", more={cases.VENDORS: more})
    sites.write(root, {cases.VENDORS: more.replace(VENDOR, "")})
    change = cases.published(root, "minor", "2026-12-01", on="2026-12-01")
    removed = [line for line in cases.listed(root, change) if line.startswith("subprocessor")]
    assert removed == ["subprocessor removed: Letter GmbH (to send mail)"]
    assert "Letter GmbH" in cases.text(root, "subprocessors/2026-12-01")


@pytest.mark.parametrize("class_", ["editorial", "minor", "material"])
def test_p11_in_prose_the_author_says_the_class(tmp_path, class_):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "two (2) years")
    change = cases.published(root, class_, "2027-01-01", on="2026-12-01")
    assert cases.listed(root, change) == ["new text of **Terms of service**"]


# P12, P13, P14 ----------------------------------------------------------------------------------------------------


def urgent(to, notice=None):
    root = cases.center(to, "terms", more={cases.NOTICE: notice} if notice else None)
    cases.reword(root, "terms", "two years", "one year")
    return root


REASON = ("--reason", "A court said so.")


def test_p12_an_emergency_is_flagged_for_ever_on_every_page_that_shows_it(tmp_path):
    root = urgent(tmp_path)
    change = cases.published(root, "emergency", "2026-12-05", *REASON, on="2026-12-10", title="Court")
    assert cases.errors(root, on="2026-12-10") == {}
    cases.reword(root, "terms", "one year", "half a year")
    for day in ("2026-12-10", "2030-06-01"):
        pages = cases.pages(root, day)
        for url in ("policies/terms/", "policies/terms/2026-12-05/", f"changelog/{change}/", "changelog/"):
            assert "mergency" in cases.words(pages[url]), url
        for url in ("policies/terms/2026-12-05/", f"changelog/{change}/"):
            assert "A court said so." in cases.words(pages[url])


@pytest.mark.parametrize(
    ("notice", "reason", "on", "told"),
    [
        (None, (), "2026-12-06", "gives no reason"),
        (None, ("--reason", " "), "2026-12-06", "gives no reason"),
        ("material: 30 days\n", REASON, "2026-12-06", "does not allow"),
        ("material: 30 days\nemergency: {allowed: false}\n", REASON, "2026-12-06", "does not allow"),
        ("material: 30 days\nemergency: {allowed: {unknown: not decided}}\n", REASON, "2026-12-06", "does not allow"),
        (None, REASON, "2026-12-11", "2026-12-10"),
    ],
)
def test_p13_an_emergency_without_a_reason_not_allowed_or_too_late_is_refused(tmp_path, notice, reason, on, told):
    root = urgent(tmp_path, notice)
    before = sites.source(root)
    result = cases.publish(root, "emergency", "2026-12-05", *reason, on=on)
    cases.refused(root, result, "[emergency-without-reason]", told, before=before)


@pytest.mark.parametrize("class_", ["material", "minor", "editorial"])
def test_p14_nothing_else_binds_before_it_is_announced(tmp_path, class_):
    root = urgent(tmp_path)
    before = sites.source(root)
    result = cases.publish(root, class_, "2026-12-05", on="2026-12-06")
    cases.refused(root, result, "[effective-before-announced]", "2026-12-06", before=before)


def test_p14_recorded_history_may_and_says_so(tmp_path):
    root = cases.center(tmp_path, "terms", first=None)
    change = cases.published(root, "recorded", "2020-05-01", "--announced", "2020-06-01", on="2026-12-01")
    assert cases.errors(root, on="2026-12-01") == {}
    assert cases.in_effect(root, "terms", "2020-05-31") is None
    assert cases.in_effect(root, "terms", "2020-06-01") == "2020-05-01"
    pages = cases.pages(root, "2026-12-01")
    for url in ("policies/terms/", "policies/terms/2020-05-01/", f"changelog/{change}/"):
        shown = cases.words(pages[url])
        assert "recorded" in shown
        assert "1 May 2020" in shown
        assert "1 June 2020" in shown


def test_p14_history_without_an_announced_day_says_not_recorded(tmp_path):
    root = cases.center(tmp_path, "terms", first=None)
    change = cases.published(root, "recorded", "2020-05-01", on="2026-12-01")
    assert cases.in_effect(root, "terms", "2020-05-01") == "2020-05-01"
    pages = cases.pages(root, "2026-12-01")
    for url in ("policies/terms/", "policies/terms/2020-05-01/", f"changelog/{change}/"):
        assert "not recorded" in cases.words(pages[url])


# P15, P16 ---------------------------------------------------------------------------------------------------------


def test_p15_two_versions_in_effect_that_state_a_fact_differently_are_refused(tmp_path):
    root = cases.center(tmp_path, "privacy", "schedule")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-01", "schedule", on="2026-12-01")
    words = (
        "[contradiction]",
        f"privacy/{cases.START}",
        "schedule/2027-01-01",
        "1 January 2027",
        "retention.recordings",
    )
    cases.refused(root, result, *words, before=before)


def branches(to):
    """Two branches of a center, each right by itself: the schedule still at 90 days, the privacy policy at 60."""
    roots = [cases.center(to / name, "privacy") for name in ("one", "two")]
    sites.write(roots[0], cases.drafts("schedule"))
    cases.published(roots[0], "material", "2027-01-01", on="2026-12-01", title="Schedule")
    sites.edit(roots[1], cases.RETENTION, "90 days", "60 days")
    cases.published(roots[1], "material", "2027-01-01", on="2026-12-01", title="Sooner")
    return roots


def merged(root, other):
    """Put everything of another branch over a center."""
    for path, data in sites.source(other).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def test_p15_check_finds_it_after_two_branches_are_merged(tmp_path):
    one, two = branches(tmp_path)
    assert cases.errors(one, on="2026-12-01") == cases.errors(two, on="2026-12-01") == {}
    merged(one, two)
    for day in ("2026-12-01", "2026-12-31"):
        told = cases.errors(one, on=day)
        assert set(told) == {"contradiction"}
        for words in ("privacy/2027-01-01", "schedule/2027-01-01", "1 January 2027", "retention.recordings"):
            assert words in told["contradiction"]
    assert sites.mkdocs(one, "build", env={"TRUSTCENTER_AS_OF": "2026-12-01"}).returncode == 1


def test_p15_one_of_the_branches_is_dropped_and_published_anew(tmp_path):
    one, two = branches(tmp_path)
    merged(one, two)
    sites.done(sites.trustcenter(one, "publish", "--drop", "2026-12-01-schedule", "--as-of", "2026-12-01"))
    assert cases.errors(one, on="2026-12-01") == {}
    cases.published(one, "material", "2027-01-01", on="2026-12-01", title="Schedule")
    assert "60 days" in cases.text(one, "schedule/2027-01-01")


def test_p15_a_contradiction_of_days_gone_by_stops_nothing(tmp_path):
    root = cases.center(tmp_path, "privacy", first=None)
    cases.published(root, "recorded", "2020-01-01", on="2026-12-01")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    cases.published(root, "recorded", "2021-01-01", on="2026-12-01")
    sites.write(root, cases.drafts("schedule"))
    cases.published(root, "recorded", "2020-06-01", on="2026-12-01")
    assert cases.errors(root, on="2026-12-01") == {}
    assert set(cases.errors(root, on="2020-12-31")) == {"contradiction"}


def test_p16_published_together_they_agree_on_every_day(tmp_path):
    root = cases.center(tmp_path, "privacy", "schedule")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    change = cases.published(root, "material", "2027-01-01", on="2026-12-01")
    assert cases.entry(root, change)[0]["versions"] == ["privacy/2027-01-01", "schedule/2027-01-01"]
    for day in ("2026-12-01", "2026-12-31", "2027-01-01"):
        assert cases.errors(root, on=day) == {}
    assert "60 days" in cases.text(root, "privacy/2027-01-01")
