"""What programs find: llms.txt, the texts in effect as Markdown, the catalogue, robots.txt, the date of gpc.json, citations."""

import json
import re
from datetime import date
from urllib.robotparser import RobotFileParser

import pytest
from lxml import html
from markdown_it import MarkdownIt

from conftest import REPOSITORY
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build
from trustcenter.site.open_data import citations, stated
from trustcenter.site.open_data.for_machines import CATALOG, for_machines, paths
from trustcenter.site.open_data.well_known import gpc_json
from trustcenter.site.pages import View

DAY = date(2026, 11, 22)
ROOT = "https://trust.example.com/"


@pytest.fixture(scope="module")
def center():
    return load(files.read_tree(REPOSITORY))


def view_of(center, day=DAY, address=ROOT):
    return View(center, center.archive.on(day), Site(frozenset()), address)


@pytest.fixture(scope="module")
def made(center):
    return for_machines(view_of(center))


def links(markdown):
    tokens = [child for token in MarkdownIt("commonmark").parse(markdown) for child in token.children or ()]
    return [token.attrs["href"] for token in tokens if token.type == "link_open"]


def test_the_map_leads_to_every_text_in_effect_and_to_files_that_exist(center, made):
    text = made["llms.txt"].decode()
    assert re.match(r"# Example Voice trust center\n\n> .*22 November 2026", text)
    targets = [link.removeprefix(ROOT) for link in links(text)]
    for policy in center.archive.on(DAY).in_effect:
        assert f"policies/{policy}.md" in targets
    data = stated(view_of(center))
    assert {target for target in targets if not target.endswith("/")} <= {*data}


def test_a_text_in_effect_says_which_version_it_is_and_nothing_else_than_that_version(center, made):
    for policy, version in center.archive.on(DAY).in_effect.items():
        lines = made[f"policies/{policy}.md"].decode().splitlines(keepends=True)
        assert lines[2] == (
            f"> Version {version.number}, in effect since {version.binds_from:%-d %B %Y}."
            f" This version never changes: {ROOT}policies/{version.name}/\n"
        )
        assert "".join([lines[0], *lines[3:]]) == version.text


def test_a_policy_that_is_retired_has_no_text_in_effect(center, made):
    assert "policies/acceptable-use.md" in for_machines(view_of(center, date(2026, 3, 15)))
    assert "policies/acceptable-use.md" not in made


def test_the_catalogue_names_data_that_exists_with_schemas_that_exist(center, made):
    [catalog, *described] = json.loads(made[CATALOG])["linkset"]
    assert catalog["anchor"] == ROOT + CATALOG
    named = {item["href"].removeprefix(ROOT) for item in catalog["item"]}
    assert named == {one["anchor"].removeprefix(ROOT) for one in described}
    data = stated(view_of(center))
    for one in described:
        path, [schema] = one["anchor"].removeprefix(ROOT), one["describedby"]
        assert json.loads(data[path])["$schema"] == "../" + schema["href"].removeprefix(ROOT)


def test_the_paths_are_known_before_the_files_are_made(center):
    for address in ("", ROOT, "https://example.com/trust/"):
        view = view_of(center, address=address)
        assert paths(view) == {*for_machines(view)}
        assert citations.paths(view) == {*citations.citations(view)}


def test_every_version_is_cited_with_its_days_address_and_hash(center):
    files = citations.citations(view_of(center))
    cited = {item["id"]: item for data in files.values() for item in json.loads(data)}
    assert set(cited) == {version.name for version in center.archive.on(DAY).announced}
    for version in center.archive.on(DAY).announced:
        item = cited[version.name]
        assert item["URL"] == f"{ROOT}policies/{version.name}/"
        assert item["issued"]["date-parts"] == [list(version.binds_from.timetuple()[:3])]
        assert item["note"].endswith(f"SHA-256 {version.text_sha256}")
    assert cited["terms/2026-03-16"]["note"].startswith("in force from 16 March 2026 to 4 October 2026; ")
    assert cited["terms/2026-10-05"]["note"].startswith("in force from 5 October 2026; ")
    withdrawn = next(iter(center.archive.withdrawals.values())).versions[0]
    assert cited[withdrawn]["note"].startswith("never in force; ")


def test_the_page_of_a_version_has_its_citation_to_copy(center):
    made = build.outputs(center, DAY, SiteSettings(site_url=ROOT))
    page = html.fromstring(made.pages["policies/privacy/2026-10-05/"].load().page.html)
    [cited] = page.find_class("tc-cite")
    version = center.archive.by_name["privacy/2026-10-05"]
    assert " ".join(cited.find("p").text_content().split()) == (
        "Example Voice, Inc.: Privacy policy, version 13, effective 5 October 2026."
        f" {ROOT}policies/privacy/2026-10-05/ (SHA-256 of the text: {version.text_sha256})"
    )
    assert [link.get("href") for link in cited.iter("a")] == ["../citation.json"]


def test_robots_may_read_all_and_find_the_sitemap(made):
    robots = RobotFileParser()
    robots.parse(made["robots.txt"].decode().splitlines())
    assert robots.can_fetch("anybody", f"{ROOT}policies/privacy/")
    assert robots.site_maps() == [f"{ROOT}sitemap.xml"]


@pytest.mark.parametrize("address", ["", "https://example.com/trust/"])
def test_what_is_looked_for_at_the_root_of_an_origin_is_not_made_elsewhere(center, address):
    made = for_machines(view_of(center, address=address))
    assert {"robots.txt", CATALOG}.isdisjoint(made)
    assert "llms.txt" in made


def test_gpc_json_has_the_day_of_the_clause_whatever_day_the_site_is_built(center):
    clauses = [v for v in center.archive.on(DAY).in_effect.values() if "ccpa-gpc" in v.covers]
    assert clauses
    newest = max(version.binds_from for version in clauses)
    for day in (DAY, date(2026, 12, 24)):
        assert json.loads(gpc_json(view_of(center, day))) == {"gpc": True, "lastUpdate": newest.isoformat()}


def test_a_page_of_the_company_stands_beside_itself_as_markdown():
    texts = files.read_tree(REPOSITORY) | {
        "docs/faq.md": b"# Questions\n\nAsk {{ organization.legal_name }}.\n",
        "docs/about/index.md": b"# About\n\nUs.\n",
        "docs/changelog.md": b"# Ours\n\nA generated page takes this address.\n",
    }
    made = build.outputs(load(texts), DAY, SiteSettings(site_url=ROOT)).files
    assert made["faq.md"] == b"# Questions\n\nAsk Example Voice, Inc..\n"
    assert made["about.md"] == b"# About\n\nUs.\n"
    assert "changelog.md" not in made
