"""What a printed version or redline carries on every sheet, and the addresses beside its links."""

import re
from datetime import date
from pathlib import Path

import pytest

import sites
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.model.facts import Facts
from trustcenter.model.versions import Archive
from trustcenter.reading.center import Center
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build
from trustcenter.site.pages.version_print import with_addresses
from trustcenter.site.pages.view import View

SITE = "https://trust.example/center/"
FIRST, NEXT = "privacy/2026-01-05", "privacy/2026-04-01"


@pytest.fixture(scope="module")
def center(tmp_path_factory) -> Path:
    """A privacy policy with two versions; the second one, announced on 20 January 2026, binds from 1 April."""
    root = sites.published(tmp_path_factory.mktemp("print"))
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    sites.done(sites.publish(root, "privacy", "--class", "material", "--effective", "2026-04-01", as_of="2026-01-20"))
    return root


def foot(root: Path, url: str, day: str, site_url: str = SITE) -> list[str]:
    """The lines at the bottom of the printed sheets of a page."""
    made = build.outputs(build.load(files.read_tree(root)), date.fromisoformat(day), SiteSettings(site_url=site_url))
    page = made.page(url) if url in made.pages else made.framed[url].load().page
    [content] = re.findall(r'@bottom-left\{[^"]*content:"([^"]*)"', page.head)
    plain = re.sub(r"\\([0-9a-f]+) ", lambda sign: chr(int(sign[1], 16)), content)
    return plain.split("\n")


def hashed(root: Path, name: str) -> str:
    return files.read_tree(root)[f"docs/policies/{name}.json"].decode().split('"text_sha256": "')[1][:64]


@pytest.mark.parametrize(
    ("url", "day", "told"),
    [
        (f"policies/{FIRST}/", "2026-01-10", "in force from 5 January 2026"),
        (f"policies/{FIRST}/", "2026-02-01", "in force from 5 January 2026 to 31 March 2026"),
        (f"policies/{FIRST}/", "2026-06-01", "in force from 5 January 2026 to 31 March 2026"),
        ("policies/privacy/", "2026-02-01", "in force from 5 January 2026 to 31 March 2026"),
    ],
)
def test_every_sheet_of_a_version_says_which_it_is(center, url, day, told):
    assert foot(center, url, day) == [
        f"Privacy policy, version 1, {told}",
        f"{SITE}policies/{FIRST}/",
        f"SHA-256 of the text: {hashed(center, FIRST)}",
    ]


def test_every_sheet_of_a_redline_names_both_versions(center):
    assert foot(center, f"policies/{NEXT}/redline/", "2026-02-01") == [
        "Privacy policy, version 2, in force from 1 April 2026 (compared with version 1)",
        f"{SITE}policies/{NEXT}/redline/",
        f"SHA-256 of version 1: {hashed(center, FIRST)}",
        f"SHA-256 of version 2: {hashed(center, NEXT)}",
    ]


def test_without_an_address_of_the_site_a_sheet_has_none(center):
    lines = foot(center, f"policies/{FIRST}/", "2026-02-01", site_url="")
    assert [line.partition(":")[0] for line in lines[1:]] == ["SHA-256 of the text"]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('<a href="../../dpa/2026-01-05/#notice">the DPA</a>', f"{SITE}policies/dpa/2026-01-05/#notice"),
        ('<a href="https://law.example/gdpr?a=1&amp;b=2">GDPR</a>', "https://law.example/gdpr?a=1&amp;b=2"),
        ('<a href="mailto:privacy@lanternfish.example">write to us</a>', "privacy@lanternfish.example"),
        ('<a href="../../dpa/"><ins>the DPA</ins></a>', f"{SITE}policies/dpa/"),
        ('<a href="#notice">below</a>', ""),
        ('<a href="https://law.example/">https://law.example</a>', ""),
        ('<a href="mailto:privacy@lanternfish.example">privacy@lanternfish.example</a>', ""),
        ('<a href="tel:+13125550100">+13125550100</a>', ""),
    ],
)
def test_a_link_carries_the_address_that_its_words_do_not_say(link, address):
    made = with_addresses(f"<p>See {link}.</p>", view(SITE), f"policies/{FIRST}/")
    assert re.findall(r'data-address="([^"]*)"', made) == ([address] if address else [])
    assert re.sub(r' data-address="[^"]*"', "", made) == f"<p>See {link}.</p>"


def test_links_within_a_site_without_an_address_have_none():
    text = '<a href="../dpa/">the DPA</a> <a href="https://law.example/">GDPR</a>'
    made = with_addresses(text, view(""), f"policies/{FIRST}/")
    assert re.findall(r'data-address="([^"]*)"', made) == ["https://law.example/"]


def view(site_url: str) -> View:
    archive = Archive()
    return View(Center(Facts({}), archive=archive), archive.on(date(2026, 2, 1)), Site(frozenset()), site_url)
