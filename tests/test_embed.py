"""The list of subprocessors for a frame on another page: what it says, loads and links."""

import re

import pytest
from lxml import html

import sites
from conftest import REPOSITORY
from trustcenter.disk.files import read_tree
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build
from trustcenter.site_check.check import check_site

PATH = "subprocessors/embed/index.html"
SETTINGS = SiteSettings(site_url="https://trust.example/center/")


@pytest.fixture(scope="module")
def texts():
    return read_tree(REPOSITORY)


@pytest.fixture(scope="module")
def page(texts):
    return html.fromstring(build.outputs(load(texts), sites.TODAY, SETTINGS).files[PATH])


def test_every_current_vendor_is_in_the_list_with_a_link_to_its_page(texts, page):
    current = load(texts).archive.on(sites.TODAY).in_effect["subprocessors"].facts.kinds["subprocessors"]
    named = {link.text: link.get("href") for link in page.iter("a") if link.getparent().tag == "th"}
    for name, record in current.items():
        assert named[record["name"]] == f"https://trust.example/center/subprocessors/{name}/"


def test_it_loads_nothing_and_has_no_script(page):
    assert not list(page.iter("script", "img", "link", "iframe"))
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert "default-src 'none'" in policy
    assert re.search(r"style-src 'self' 'sha256-[^']+'", policy)
    assert "frame-ancestors" not in policy


def test_its_links_leave_the_frame(page):
    assert [base.get("target") for base in page.iter("base")] == ["_blank"]


def test_a_page_of_the_company_at_that_address_stays(texts):
    own = {**texts, "docs/subprocessors/embed.md": b"# Ours\n"}
    assert PATH not in build.outputs(load(own), sites.TODAY, SETTINGS).files


def test_a_center_without_vendors_has_none(tmp_path):
    root = sites.small(tmp_path)
    (root / "data/subprocessors.yml").unlink()
    (root / "docs/policies/subprocessors/index.md").unlink()
    assert PATH not in build.outputs(load(read_tree(root)), sites.TODAY, SETTINGS).files


def test_the_page_passes_the_checks_of_a_site(page):
    data = html.tostring(page, doctype="<!doctype html>")
    of_page = [one for one in check_site({PATH: data}) if one.where.file == PATH and one.rule != "missing-file"]
    assert [one for one in of_page if one.rule in ("untitled-page", "other-host", "blocked-file")] == []


def test_a_hostile_vendor_does_nothing(texts):
    vendors = texts["data/subprocessors.yml"]
    start = vendors.index(b"purpose: ")
    end = vendors.index(b"\n", start)
    hostile = vendors[:start] + b"purpose: '<script>alert(1)</script> <img src=x onerror=alert(1)>'" + vendors[end:]
    page = build.outputs(load({**texts, "data/subprocessors.yml": hostile}), sites.TODAY, SETTINGS).files[PATH]
    assert not list(html.fromstring(page).iter("script", "img"))
