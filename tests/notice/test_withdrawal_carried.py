"""W1 to W8: a withdrawal is carried through to later announced versions and to every page that tells of the change."""

from dataclasses import replace
from datetime import date

import cases
import pytest

import sites
from trustcenter.comparing.carried import carriers
from trustcenter.disk import files
from trustcenter.reading.center import load

PLANET = '- {id: planet, name: "Planet Rows, Inc.", purpose: to store rows, group: infrastructure, data: [logs],\n   locations: [US]}\n'
MODULAR = "- {id: modular, name: Modular GmbH, purpose: to run models, group: infrastructure, data: [logs], locations: [DE]}\n"


def added(root, rows):
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8") + rows, "utf-8")


def two_pending(to):
    """A list of vendors with two pending changes, each of which adds one; the first change."""
    root = cases.center(to, "subprocessors", "terms")
    added(root, PLANET)
    first = cases.published(root, "material", "earliest", on="2026-06-02", title="Planet")
    added(root, MODULAR)
    cases.published(root, "material", "earliest", on="2026-06-08", title="Modular")
    return root, first


def withdraw(root, change, *more, on="2026-06-10"):
    return sites.trustcenter(root, "withdraw", change, "--reason", "It fell through.", "--as-of", on, *more)


def vendors(root, day):
    return set(cases.snapshot(root, day).facts.records("subprocessors"))


def test_w1_a_withdrawal_names_the_later_versions_that_hold_it_and_is_refused(tmp_path):
    root, first = two_pending(tmp_path)
    before = sites.source(root)
    result = withdraw(root, first)
    cases.refused(root, result, "subprocessors/2026-07-09", "subprocessors.planet", "--republish", before=before)
    assert "modular" not in result.output


def test_w2_asked_it_publishes_them_again_without_it_for_the_same_day(tmp_path):
    root, first = two_pending(tmp_path)
    output = sites.done(withdraw(root, first, "--republish"))
    assert "writes docs/policies/subprocessors/2026-07-09-2.json" in output
    assert cases.record(root, "subprocessors/2026-07-09-2")["class"] == "minor"
    assert cases.errors(root, on="2026-06-10") == {}
    assert vendors(root, "2026-07-08") == {"harbor", "letter"}
    assert vendors(root, "2026-07-09") == {"harbor", "letter", "modular"}
    assert "Planet" not in cases.text(root, "subprocessors/2026-07-09-2")


def test_w3_a_version_published_again_by_hand_makes_way_for_the_withdrawal(tmp_path):
    root, first = two_pending(tmp_path)
    sites.edit(root, cases.VENDORS, PLANET, "")
    cases.published(root, "minor", "2026-07-09", on="2026-06-09", title="Without Planet")
    sites.done(withdraw(root, first))
    assert vendors(root, "2026-07-09") == {"harbor", "letter", "modular"}


def test_w4_a_text_is_carried_as_a_fact_is(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    first = cases.published(root, "material", "2026-07-10", on="2026-06-02", title="Bills")
    cases.reword(root, "terms", "We answer calls.", "We answer calls and mails.")
    cases.published(root, "material", "2026-07-20", on="2026-06-08", title="Mails")
    before = sites.source(root)
    result = withdraw(root, first)
    cases.refused(root, result, "terms/2026-07-20", "Bills are kept for three years.", before=before)
    sites.done(withdraw(root, first, "--republish"))
    assert "two years" in cases.text(root, "terms/2026-07-20-2")
    assert "calls and mails" in cases.text(root, "terms/2026-07-20-2")


def test_w5_a_change_of_the_same_words_is_a_conflict_that_shows_both(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years.", "three years.\n\nPaper too.")
    first = cases.published(root, "material", "2026-07-10", on="2026-06-02", title="Bills")
    cases.reword(root, "terms", "three years.", "four years.")
    cases.published(root, "material", "2026-07-20", on="2026-06-08", title="Longer")
    before = sites.source(root)
    cases.refused(root, withdraw(root, first, "--republish"), "four years", "two years", before=before)


def test_w6_a_later_version_of_its_own_words_is_left_alone(tmp_path):
    root = cases.center(tmp_path, "terms", "privacy")
    cases.reword(root, "terms", "two years", "three years")
    first = cases.published(root, "material", "2026-07-10", on="2026-06-02", title="Bills")
    cases.reword(root, "privacy", "We answer calls", "We answer all calls")
    cases.published(root, "material", "2026-07-20", "privacy", on="2026-06-08", title="Calls")
    sites.done(withdraw(root, first))


def test_w7_an_archive_in_which_it_comes_back_is_an_error(tmp_path, monkeypatch):
    root, first = two_pending(tmp_path)
    monkeypatch.setattr("trustcenter.publishing.withdraw.carriers", lambda *_: {})
    monkeypatch.setattr("trustcenter.publishing.withdraw.check", lambda *_: ())
    sites.done(withdraw(root, first))
    monkeypatch.undo()
    assert list(cases.errors(root, on="2026-06-10")) == ["withdrawn-returns"]
    assert "subprocessors.planet" in cases.errors(root, on="2026-06-11")["withdrawn-returns"]


@pytest.mark.parametrize("page", ["changelog/{change}/", "policies/{version}/", "policies/{version}/redline/"])
def test_w8_every_page_of_the_change_says_that_it_was_withdrawn(tmp_path, page):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2026-07-10", on="2026-06-02", title="Bills")
    url = page.format(change=change, version="terms/2026-07-10")
    assert "ithdrawn" not in cases.words(cases.pages(root, "2026-06-09")[url])
    sites.done(withdraw(root, change))
    assert "ithdrawn on 10 June 2026" in cases.words(cases.pages(root, "2026-06-10")[url])
    assert "ithdrawn" not in cases.words(cases.pages(root, "2026-06-09")[url])
    assert files.read_tree(root)


def test_what_is_published_later_hides_nothing_of_what_was_withdrawn(tmp_path):
    root = cases.center(tmp_path, "subprocessors")
    for name, effective in (("planet", "2027-01-05"), ("modular", "2027-01-10")):
        row = (
            f"- {{id: {name}, name: {name}, purpose: to store, group: infrastructure, data: [logs], locations: [IE]}}\n"
        )
        path = root / cases.VENDORS
        path.write_text(path.read_text("utf-8") + row, "utf-8")
        cases.published(root, "material", effective, on="2026-12-01", title=name)
    archive = load(files.read_tree(root)).archive
    _, withdrawn, pending = archive.versions["subprocessors"]
    urgent = replace(withdrawn, id="2026-12-12", number=4, effective=date(2026, 12, 12), announced=date(2026, 12, 12))
    later = replace(archive, versions={"subprocessors": (*archive.versions["subprocessors"], urgent)})
    for known in (archive, later):
        assert carriers(known, [withdrawn]) == {pending.name: ("subprocessors.planet",)}
