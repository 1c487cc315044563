"""A policy moves to a new id in one change: its history follows, and every old address leads on."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date

import cases
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sites
from trustcenter.disk import files
from trustcenter.publishing import rename
from trustcenter.publishing.sealing import applied
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base, load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.rules import check
from trustcenter.site import build
from trustcenter.site_check.check import check_site

DAY = "2026-09-10"
NEW = "service-terms"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A committed center; `terms` has two versions and a pending one, and another text and a page link to it."""
    root = cases.center(tmp_path_factory.mktemp("original"), "privacy", "subprocessors", "terms")
    cases.reword(root, "privacy", "We answer calls", "By our [terms](../terms/index.md#how-long), we answer calls")
    cases.reword(root, "terms", "We answer", "We always answer")
    cases.published(root, "minor", "2026-06-01", on="2026-06-01", title="Always")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-01-05", on="2026-09-01", title="Longer")
    sites.write(root, {"docs/faq.md": "# FAQ\n\nRead [the terms](policies/terms/index.md).\n"})
    cases.commit(root, "2026-09-01")
    return root


@pytest.fixture
def center(original, tmp_path):
    return shutil.copytree(original, tmp_path / "center")


def renamed(root, *more, on=DAY):
    return sites.done(move(root, "terms", NEW, *more, on=on))


def move(root, old, new, *more, on=DAY):
    return sites.trustcenter(root, "publish", "--rename", old, new, "--as-of", on, *more)


def made(root, day=DAY):
    """(the pages by URL, the files by path) of the site of a day, with feeds."""
    site = build.outputs(
        load(files.read_tree(root)), date.fromisoformat(day), SiteSettings(site_url="https://x.example/")
    )
    return {url: site.page(url) for url in site.pages}, site.files


def test_m1_the_history_and_the_chain_go_on_under_the_new_id(center):
    base = ("--base", cases.git(center, "rev-parse", "HEAD"), "--base-date", "2026-09-01")
    sealed = cases.record(center, "terms/2027-01-05")["seal"]
    output = renamed(center)
    change = re.findall(r"(?m)^published (\S+)$", output)[0]
    record = json.loads((center / f"docs/changelog/{change}.json").read_bytes())
    assert (record["renames"], record["to"], record["previous"]) == ("terms", NEW, {"terms": sealed})
    assert not (center / cases.draft("terms")).exists()
    assert cases.errors(center, *base, on=DAY) == {}
    base = ("--base", cases.commit(center, DAY), "--base-date", DAY)
    assert f"{NEW}: 3 versions, chain ends in {record['seal']}" in sites.done(sites.trustcenter(center, "verify"))
    cases.reword(center, NEW, "always answer", "often answer")
    cases.published(center, "minor", "today", "--pending", "keep", on="2026-09-20")
    numbered = [cases.record(center, f"{NEW}/{version}") for version in ("2026-09-20", "2027-01-05-2")]
    assert [one["number"] for one in numbered] == [4, 5]
    assert numbered[0]["previous"] == record["seal"]
    assert cases.errors(center, *base, on="2026-09-20") == {}
    pages, _ = made(center, "2026-09-20")
    history = cases.words(pages[f"policies/{NEW}/history/"].html)
    assert all(f"Version {number}" in history for number in range(1, 6))
    assert "always" in pages[f"policies/{NEW}/2026-09-20/redline/"].html


def test_m2_every_old_address_leads_on(center):
    before, files_before = made(center)
    renamed(center)
    after, files_after = made(center)
    assert set(before) - set(after) == set()
    assert set(files_before) - set(files_after) == set()
    for url, to in ((f"policies/terms/{rest}", f"policies/{NEW}/{rest}") for rest in ("", "history/")):
        steps = "../" * (url.count("/") - 1)
        assert f'content="0; url={steps}{to.removeprefix("policies/")}"' in after[url].head
        assert not after[url].listed
    for url in ("policies/terms/2026-03-02/", "policies/terms/2026-06-01/redline/", "policies/terms/2026-03-02/since/"):
        assert cases.words(before[url].html) == cases.words(after[url].html)
    assert files_after["policies/terms.md"] == files_after[f"policies/{NEW}.md"]
    assert files_after["policies/terms/feed.xml"] == files_after[f"policies/{NEW}/feed.xml"]
    assert b"Always" in files_after[f"policies/{NEW}/feed.xml"]
    for path in files_before:
        if path.startswith("policies/terms/2"):
            assert files_after[path] == files_before[path]
    policies = {policy["id"]: policy for policy in json.loads(files_after["api/policies.json"])["policies"]}
    assert (policies[NEW]["former_ids"], policies[NEW]["in_effect"]["number"]) == (["terms"], 2)
    assert files_after["api/as-of/2026-06-01.json"] == files_before["api/as-of/2026-06-01.json"]


def test_m2_before_its_day_nothing_tells_of_it(center):
    earlier, files_earlier = made(center, "2026-09-05")
    renamed(center, "--announce", "2026-09-12")
    later, files_later = made(center, "2026-09-05")
    assert {url: page.html for url, page in later.items()} == {url: page.html for url, page in earlier.items()}
    assert {p: d for p, d in files_later.items() if not p.startswith("packs/")} == {
        p: d for p, d in files_earlier.items() if not p.startswith("packs/")
    }
    assert NEW in json.dumps(sorted(made(center, "2026-09-12")[0]))


def test_m2_the_built_site_is_in_order(center):
    renamed(center)
    site = sites.build(center, DAY)
    assert [problem for problem in check_site(sites.tree(site)) if problem.is_error] == []


def test_m3_what_links_to_it_follows_or_is_named(center):
    output = renamed(center)
    assert "docs/faq.md:3 names terms; it leads on, and service-terms is better" in output
    assert "docs/policies/privacy/index.md:" in output
    pages, _ = made(center)
    then = pages["policies/privacy/2026-06-01/"].html
    assert "../../terms/2026-06-01/#how-long" in then
    assert f'href="../{NEW}/#how-long"' in pages["policies/privacy/"].html
    assert all(not page.gone for page in pages.values())


def test_m3_what_was_pending_stays_so_and_can_be_withdrawn_or_postponed(center):
    renamed(center)
    assert cases.in_effect(center, NEW, "2027-01-05") == "2027-01-05"
    assert cases.in_effect(center, NEW, "2026-09-01") is None
    assert cases.in_effect(center, "terms", "2026-09-01") == "2026-06-01"
    change = "2026-09-01-longer"
    later = ("--to", "2027-02-01", "--reason", "More time.", "--as-of", "2026-10-01")
    sites.done(sites.trustcenter(center, "postpone", change, *later))
    assert cases.errors(center, on="2026-10-01") == {}
    cases.withdrawn(center, change, on="2026-10-02")
    assert cases.errors(center, on="2026-10-02") == {}
    assert cases.in_effect(center, NEW, "2027-02-01") == "2026-06-01"


def test_m4_what_cannot_be_renamed_is_refused(center):
    before = sites.source(center)
    for old, new, told in (
        ("term", NEW, "did you mean terms?"),
        ("terms", "privacy", "an address is never given twice"),
        ("terms", "Service Terms", "is not an id"),
    ):
        cases.refused(center, move(center, old, new), told, before=before)
    mixed = move(center, "terms", NEW, "--class", "minor")
    assert mixed.exit_code == 2
    change = re.findall(r"(?m)^published (\S+)$", renamed(center))[0]
    after = sites.source(center)
    cases.refused(center, move(center, "terms", "other"), "its id is now service-terms", before=after)
    cases.refused(center, move(center, NEW, "terms"), "an address is never given twice", before=after)
    done = sites.trustcenter(center, "publish", "--redo", change, "--as-of", DAY)
    cases.refused(center, done, "drop it and rename again", before=after)
    sites.done(sites.trustcenter(center, "publish", "--drop", change, "--as-of", DAY))
    assert sites.source(center) == before


def test_m4_nobody_takes_the_old_address(center):
    renamed(center)
    sites.write(center, {cases.draft("terms"): "---\ntitle: Other terms\n---\n\n## What\n\nWords.\n"})
    errors = cases.errors(center, on=DAY)
    assert set(errors) == {"taken-address"}
    assert "renamed to service-terms" in errors["taken-address"]


# What holds of every rename -----------------------------------------------------------------------------------------


INTEGRITY = {"altered-version", "orphan-version", "wrong-order"}


@pytest.fixture(scope="module")
def ledger(original):
    """(the files before, the files after) of a rename."""
    before = files.read_tree(original)
    plan = rename.plan(before, "terms", NEW, today=date.fromisoformat(DAY))
    return before, applied(before, plan.writes)


def rules(texts, base=None):
    center = replace(load(texts), base=base)
    return {problem.rule for problem in check(center, date.fromisoformat(DAY)) if problem.is_error}


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_changed_byte_of_its_record_or_its_entry_is_caught(ledger, data):
    before, after = ledger
    base = Base(load(after).archive, date.fromisoformat(DAY))
    path = data.draw(
        st.sampled_from(sorted(path for path in after if path.startswith("docs/changelog/") and path not in before))
    )
    content = after[path]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1).filter(lambda b: b != content[at : at + 1]))
    texts = after | {path: content[:at] + byte + content[at + 1 :]}
    assert rules(texts) & INTEGRITY
    assert "rewritten-history" in rules(texts, base)


def test_every_byte_of_its_record_and_of_its_entry_counts(ledger):
    before, after = ledger
    for path in (path for path in after if path.startswith("docs/changelog/") and path not in before):
        content = after[path]
        for at in range(len(content)):
            tampered = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            problems = load_archive(after | {path: tampered})[1]
            assert {problem.rule for problem in problems} & INTEGRITY, (path, at)


def test_its_record_is_missed(ledger):
    before, after = ledger
    for path in (path for path in after if path.startswith("docs/changelog/") and path not in before):
        assert rules({other: data for other, data in after.items() if other != path}) & INTEGRITY
