"""What a page tells chats and machines of itself in its head: Open Graph, and JSON-LD of the home page."""

import json

import pytest
from lxml import html

import sites
from conftest import REPOSITORY
from trustcenter.disk.files import read_tree
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build


@pytest.fixture(scope="module")
def site():
    return build.outputs(
        load(read_tree(REPOSITORY)), sites.TODAY, SiteSettings(site_url="https://trust.example/center/")
    )


def told(page):
    return {
        one.get("property"): one.get("content") for one in html.fromstring(f"<head>{page.head}</head>").iter("meta")
    }


@pytest.mark.parametrize(
    "url", ["", "policies/privacy/", "policies/privacy/2024-07-08/", "subprocessors/", "changelog/"]
)
def test_a_page_says_its_title_and_address(site, url):
    page = site.page(url)
    properties = told(page)
    assert properties["og:title"] == page.title
    assert properties["og:url"] == f"https://trust.example/center/{url}"
    assert properties["og:type"] == ("article" if url else "website")


@pytest.mark.parametrize("url", ["", "policies/", "subprocessors/", "changelog/", "retention/"])
def test_a_page_says_what_it_is_about(site, url):
    assert len(told(site.page(url))["og:description"]) > 20


def test_a_title_with_markup_is_escaped(site):
    texts = {**read_tree(REPOSITORY), "data/organization.yml": read_tree(REPOSITORY)["data/organization.yml"]}
    broken = texts["data/organization.yml"].replace(b"brand: Example Voice", b'brand: Say "hi" <b>')
    page = build.outputs(
        load({**texts, "data/organization.yml": broken}), sites.TODAY, SiteSettings(site_url="https://trust.example/")
    ).page("")
    assert "<b>" not in page.head


def test_without_an_address_a_page_says_nothing_to_chats():
    page = build.outputs(load(read_tree(REPOSITORY)), sites.TODAY, SiteSettings()).page("policies/privacy/")
    assert "og:" not in page.head


def test_home_describes_the_organization_and_its_policies(site):
    head = html.fromstring(f"<head>{site.page('').head}</head>")
    about = json.loads(head.xpath("string(//script[@type='application/ld+json'])"))
    assert about["publisher"]["@type"] == "Organization"
    assert about["publisher"]["legalName"] == "Example Voice, Inc."
    assert {
        "@type": "DigitalDocument",
        "name": "Privacy policy",
        "url": "https://trust.example/center/policies/privacy/",
    } in about["hasPart"]
