"""What programs find: llms.txt, the texts in effect as Markdown, the catalogue, robots.txt, the date of gpc.json."""

import json
import re
from datetime import date
from urllib.robotparser import RobotFileParser

import pytest
from markdown_it import MarkdownIt

from conftest import REPOSITORY
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.reading.center import load
from trustcenter.site.open_data import stated
from trustcenter.site.open_data.for_machines import CATALOG, for_machines
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
