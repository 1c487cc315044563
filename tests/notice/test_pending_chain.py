"""K1 to K8: a small fix while several changes of a policy are pending goes down the whole chain."""

import cases
import pytest

import sites

ROW = "- {{id: {0}, name: {1}, purpose: to store rows, group: infrastructure, data: [logs], locations: [IE]}}\n"
FIX, WAS = "+13125550199", "+13125550100"


def vendors_pending(to, many):
    """A list of vendors in effect and `many` pending changes that add one each; the root."""
    root = cases.center(to, "subprocessors")
    path = root / cases.VENDORS
    for place in range(many):
        path.write_text(path.read_text("utf-8") + ROW.format(f"vendor-{place}", f"Vendor{place} Ltd"), "utf-8")
        cases.published(root, "material", f"2027-0{place + 2}-01", on="2026-12-01", title=f"Vendor {place}")
    return root


def texts_pending(to, *edits):
    """A privacy policy in effect and one pending change for each (old, new) words; the root."""
    root = cases.center(to, "privacy")
    for place, (old, new) in enumerate(edits):
        cases.reword(root, "privacy", old, new)
        cases.published(root, "material", f"2027-0{place + 2}-01", on="2026-12-01", title=f"Edit {place}")
    return root


RENAMED = "Letter AG, formerly: [{name: Letter GmbH, until: 2026-12-15}]"
"""The same company under a new name."""


def keep(root, class_="editorial", on="2026-12-15"):
    return cases.publish(root, class_, "today", "--pending", "keep", on=on, title="Fix")


@pytest.mark.parametrize("many", [2, 3, 5])
def test_k1_a_renamed_vendor_is_renamed_in_every_pending_list(tmp_path, many):
    root = vendors_pending(tmp_path, many)
    sites.edit(root, cases.VENDORS, "Letter GmbH", RENAMED)
    sites.done(keep(root))
    days = ["2026-12-15", *(f"2027-0{place + 2}-01" for place in range(many))]
    for place, day in enumerate(days):
        stated = cases.snapshot(root, day).facts.records("subprocessors")
        assert stated["letter"]["name"] == "Letter AG"
        assert len(stated) == 2 + place


def test_k2_nothing_is_withdrawn_and_no_new_notice_is_given(tmp_path):
    root = vendors_pending(tmp_path, 2)
    sites.edit(root, cases.VENDORS, "Letter GmbH", RENAMED)
    sites.done(keep(root))
    archive = cases.snapshot(root, "2026-12-15")
    assert archive.withdrawn == frozenset()
    assert [v.name for v in archive.upcoming] == ["subprocessors/2027-02-01-2", "subprocessors/2027-03-01-2"]
    assert {cases.record(root, v.name)["class"] for v in archive.upcoming} == {"editorial"}


def test_k3_each_version_continues_the_chain_and_its_numbers(tmp_path):
    root = vendors_pending(tmp_path, 3)
    sites.edit(root, cases.VENDORS, "Letter GmbH", RENAMED)
    sites.done(keep(root))
    days = ("2026-12-15", "2027-02-01-2", "2027-03-01-2", "2027-04-01-2")
    names = [f"subprocessors/{day}" for day in days]
    assert [cases.record(root, name)["number"] for name in names] == [5, 6, 7, 8]
    assert cases.errors(root, on="2026-12-15") == {}


def test_k4_prose_of_each_pending_version_is_kept(tmp_path):
    root = texts_pending(tmp_path, ("## Why", "## Why we do it"), ("for our customers", "for all customers"))
    sites.edit(root, cases.CONTACTS, WAS, FIX)
    sites.done(keep(root))
    today, first, second = (
        cases.text(root, f"privacy/{name}") for name in ("2026-12-15", "2027-02-01-2", "2027-03-01-2")
    )
    assert all(FIX in text and WAS not in text for text in (today, first, second))
    assert "## Why\n" in today
    assert "## Why we do it" in first
    assert "for our customers" in first
    assert "for all customers" in second


def test_k5_a_conflict_names_the_version_shows_both_texts_and_writes_nothing(tmp_path):
    root = texts_pending(tmp_path, ("We answer calls", "We take calls"), ("## Why", "## Why we do it"))
    cases.reword(root, "privacy", "We take calls for", "We take every call for")
    before = sites.source(root)
    words = ("privacy/2026-03-02", "We answer calls", "We take every call")
    cases.refused(root, keep(root), *words, before=before)


def test_k6_a_conflict_of_facts_names_the_field(tmp_path):
    root = texts_pending(tmp_path, ("## Why", "## Why we do it"))
    sites.edit(root, cases.RETENTION, "period: 90 days", "period: 60 days")
    cases.published(root, "material", "2027-03-01", on="2026-12-01", title="Shorter")
    sites.edit(root, cases.RETENTION, "period: 60 days", "period: 45 days")
    before = sites.source(root)
    cases.refused(root, keep(root, "minor"), "[merge-conflict]", before=before)


def test_k7_a_second_fix_goes_down_the_fixed_chain(tmp_path):
    root = texts_pending(tmp_path, ("## Why", "## Why we do it"), ("for our customers", "for all customers"))
    sites.edit(root, cases.CONTACTS, WAS, FIX)
    sites.done(keep(root))
    cases.reword(root, "privacy", "## Whom to ask", "## Who answers")
    sites.done(keep(root, "minor", on="2026-12-20"))
    for name in ("2026-12-20", "2027-02-01-3", "2027-03-01-3"):
        assert "## Who answers" in cases.text(root, f"privacy/{name}")
        assert FIX in cases.text(root, f"privacy/{name}")
    assert cases.errors(root, on="2026-12-20") == {}


def test_k8_what_was_withdrawn_is_not_fixed(tmp_path):
    root = texts_pending(tmp_path, ("## Why", "## Why we do it"), ("for our customers", "for all customers"))
    changes = sorted(path.stem for path in (root / "docs/changelog").glob("*edit-1.md"))
    cases.withdrawn(root, changes[0], on="2026-12-10")
    cases.reword(root, "privacy", "for all customers", "for our customers")
    sites.edit(root, cases.CONTACTS, WAS, FIX)
    sites.done(keep(root))
    upcoming = [v.name for v in cases.snapshot(root, "2026-12-15").upcoming]
    assert upcoming == ["privacy/2027-02-01-2"]
