"""L1 to L6: what a sealed text points to may vanish without harm, and its links lead to the texts of its own days."""

import re

import cases
import pytest

import sites
from trustcenter.disk import files
from trustcenter.site import build

LINK = "See [whom to ask](../privacy/index.md#whom-to-ask)."


def center(to):
    """Terms that link to a heading of the privacy policy."""
    root = cases.center(to, "terms", "privacy", first=None)
    cases.reword(root, "terms", "We answer calls.", f"We answer calls. {LINK}")
    sites.done(cases.publish(root, "initial", cases.START, on=cases.START, title="First"))
    return root


def renamed(root, class_="minor", effective="2026-12-01"):
    cases.reword(root, "privacy", "## Whom to ask", "## Our telephone")
    return sites.done(cases.publish(root, class_, effective, on="2026-12-01"))


def hrefs(root, day, page):
    return re.findall(r'<a href="([^"]*)"[^>]*>whom to ask</a>', cases.pages(root, day)[page])


def anchors_hold(root, day):
    """Every link of a policy's text to a heading of a policy leads to one that is there on a day."""
    pages = cases.pages(root, day)
    for url, html in pages.items():
        for target, anchor in re.findall(r'href="((?:\.\./)+[^"#]*)#([^"]+)"', html if url.endswith("/") else ""):
            there = _joined(url, target)
            assert f'id="{anchor}"' in pages.get(there, f'id="{anchor}"'), (url, target, anchor)


def _joined(url, target):
    parts = url.strip("/").split("/")
    up = target.count("../")
    return "/".join([*parts[: len(parts) - up], *[p for p in target.replace("../", "").split("/") if p]]) + "/"


def test_l1_a_lost_anchor_falls_back_to_the_page_with_an_info(tmp_path):
    root = center(tmp_path)
    assert hrefs(root, "2026-11-30", "policies/terms/") == ["../privacy/#whom-to-ask"]
    renamed(root)
    assert hrefs(root, "2026-12-01", "policies/terms/") == ["../privacy/"]
    out = build.outputs(build.load(files.read_tree(root)), cases.snapshot(root, "2026-12-01").day)
    infos = [p for p in out.infos if p.rule == "broken-link" and p.where.file == "policies/terms/"]
    assert "`../privacy/index.md#whom-to-ask`" in infos[0].message


def test_l2_the_text_of_the_past_leads_to_the_version_of_its_days_and_once_to_today(tmp_path):
    root = center(tmp_path)
    renamed(root)
    page = f"policies/terms/{cases.START}/"
    assert hrefs(root, "2026-12-01", page) == [f"../../privacy/{cases.START}/#whom-to-ask"]
    assert cases.pages(root, "2026-12-01")[page].count('<a href="../../">All policies in effect today</a>') == 1


def test_l2_a_policy_that_had_no_version_yet_is_linked_in_its_first_one(tmp_path):
    root = cases.center(tmp_path, "terms", "privacy", first=None)
    sites.done(cases.publish(root, "initial", cases.START, "privacy", on=cases.START, title="First"))
    cases.reword(root, "privacy", "## Whom to ask", "## Whom to ask\n\nSee [the terms](../terms/index.md).\n")
    cases.published(root, "minor", "2026-11-05", "privacy", on="2026-11-05", title="Link")
    sites.done(cases.publish(root, "initial", "2026-11-10", "terms", on="2026-11-10", title="Terms"))
    pages = cases.pages(root, "2026-12-01")
    assert '<a href="../../terms/2026-11-10/">the terms</a>' in pages["policies/privacy/2026-11-05/"]


@pytest.mark.parametrize(("page", "then"), [("redline", cases.START), ("since", "2026-11-10")])
def test_l2_so_does_the_comparison_of_two_texts(tmp_path, page, then):
    root = center(tmp_path)
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "minor", "2026-11-05", "terms", on="2026-11-05", title="Paperwork")
    cases.reword(root, "privacy", "We answer calls", "We take calls")
    cases.published(root, "minor", "2026-11-10", "privacy", on="2026-11-10", title="Words")
    cases.reword(root, "terms", "three years", "four years")
    cases.published(root, "minor", "2026-11-15", "terms", on="2026-11-15", title="Longer")
    renamed(root)
    version = cases.START if page == "since" else "2026-11-05"
    html = cases.pages(root, "2026-12-01")[f"policies/terms/{version}/{page}/"]
    links = re.findall(r'<a href="([^"]*)"[^>]*>whom to ask</a>', html)
    assert links == [f"../../../privacy/{then}/#whom-to-ask"]
    anchors_hold(root, "2026-12-01")


def test_l3_a_version_announced_later_does_not_change_where_it_leads(tmp_path):
    root = center(tmp_path)
    page = f"policies/terms/{cases.START}/"
    before = hrefs(root, "2026-11-30", page)[0]
    renamed(root, "material", "2027-01-01")
    assert hrefs(root, "2026-12-01", page)[0] == before
    assert hrefs(root, "2027-01-01", page)[0] == before


@pytest.mark.parametrize("day", ["2026-11-30", "2026-12-01", "2027-01-01", "2027-06-01"])
def test_l4_no_day_has_a_link_to_a_heading_that_is_not_there(tmp_path, day):
    root = center(tmp_path)
    renamed(root, "material", "2027-01-01")
    anchors_hold(root, day)


def test_l5_publishing_names_the_texts_whose_links_break(tmp_path):
    root = center(tmp_path)
    output = renamed(root, "material", "2027-01-01")
    assert f"terms/{cases.START} links to #whom-to-ask of privacy, which privacy/2027-01-01 does not have" in output


def test_l6_so_does_the_report(tmp_path):
    root = center(tmp_path)
    cases.commit(root)
    renamed(root, "material", "2027-01-01")
    result = sites.trustcenter(root, "report", "--base", "HEAD", "--format", "markdown", "--as-of", "2026-12-01")
    assert "Links that this change breaks:" in result.output
    assert "links to #whom-to-ask of privacy" in result.output
