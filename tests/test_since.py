"""What changed since a day: policies, vendors and retention from then to today, and what is announced."""

from __future__ import annotations

from datetime import date

import pytest
from lxml import html

import followed
import sites
from followed import BOUND, EMERGENCY, FIRST, PLANNED, SITE, SOONER
from trustcenter.disk import files
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build
from trustcenter.site.pages import since


class Kept(dict):
    """A cache in memory."""

    def put(self, key, data):
        self[key] = data
        return True

    def part(self, key, at, size):
        return self[key][at : at + size] if key in self else None

    def use(self, key):
        pass


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    return build.load(files.read_tree(followed.history(tmp_path_factory.mktemp("since"))))


@pytest.fixture(scope="module")
def made(center):
    built = {}

    def on(day):
        if day not in built:
            built[day] = build.outputs(center, date.fromisoformat(day), SiteSettings(site_url=SITE)).pages
        return built[day]

    return on


def top(page):
    return html.fromstring(page.html)


def words(element):
    return " ".join(element.text_content().split())


def below(root, heading):
    """The words of a section, heading by heading."""
    said, [at] = [], root.xpath(f"//h2[@id='{heading}']")
    while (at := at.getnext()) is not None and at.tag != "h2":
        said.append(words(at))
    return said


def test_there_is_a_page_for_each_day_on_which_something_changed_and_a_list_of_them(made):
    days = [a.get("data-day") for a in top(made(PLANNED)["since/"]).xpath("//a[@data-day]")]
    assert days[0] == PLANNED
    assert days[-1] == FIRST
    assert {f"since/{day}/" for day in days} == {url for url in made(PLANNED) if url.startswith("since/2")}
    assert [li.get("id") for li in top(made(PLANNED)["since/"]).xpath("//li[@id]")] == days


def test_a_page_tells_the_versions_then_and_now_with_their_changes(made):
    root = top(made(EMERGENCY)[f"since/{FIRST}/"])
    [privacy] = root.xpath("//article[@id='policy-privacy']")
    assert "version 1 applied then, version 3 applies now." in words(privacy)
    assert "Compare the two versions" in words(privacy)
    assert [a.get("href") for a in privacy.xpath(".//strong/a")] == ["../../policies/privacy/2026-01-05/since/"]
    assert [words(li) for li in privacy.iter("li")] == ["4 March 2026: A spelling editorial Changes in this version"]


def test_vendors_and_retention_are_told_up_to_today_then_what_is_announced(made):
    root = top(made(PLANNED)[f"since/{FIRST}/"])
    assert below(root, "retention") == ["retention of Call recordings: 90 days → 60 days"]
    assert below(root, "subprocessors") == [
        "subprocessor added: Pier Hosting Ltd (to run the servers)", "Announced, from 1 November 2026",
        "subprocessor added: Zebra Metrics BV (to run the servers)",
    ]  # fmt: skip


def test_nothing_changed_is_said_and_what_stayed_is_named(made):
    root = top(made(BOUND)[f"since/{BOUND}/"])
    assert below(root, "retention") == below(root, "subprocessors") == ["Nothing changed."]
    assert words(root).count("Unchanged: Privacy policy and Subprocessors.") == 1


def test_days_between_two_changes_are_covered_by_the_first(made):
    assert "The same is true of every day until 31 January 2026." in words(top(made(SOONER)[f"since/{FIRST}/"]))


def test_nothing_that_is_not_announced_yet_is_told(made):
    for day in (FIRST, SOONER, EMERGENCY):
        for url, page in made(day).items():
            assert not (url.startswith("since/") and "Zebra" in page.html), (day, url)


def test_pages_that_never_change_lead_to_what_changed_since_their_day(made):
    for url in ("policies/privacy/2026-01-05/", "as-of/2026-01-05/"):
        hrefs = top(made(PLANNED)[url]).xpath("//a[contains(@href, 'since/?date=')]/@href")
        assert [href.rpartition("=")[2] for href in hrefs] == [FIRST], url
    assert top(made(PLANNED)["changelog/"]).xpath("//a[@href='../since/']")


def test_a_page_kept_from_an_earlier_build_is_the_one_that_would_be_made(center, made):
    keep, settings = Kept(), SiteSettings(site_url=SITE)
    for day in (SOONER, "2026-02-20", BOUND, "2026-08-31", PLANNED):
        kept = build.outputs(center, date.fromisoformat(day), settings, keep=keep).pages
        fresh = made(day)
        mine = {url for url in fresh if url.startswith("since/")}
        assert {url: kept[url].html for url in mine} == {url: fresh[url].html for url in mine}


def test_the_pages_of_a_long_archive_are_bounded(monkeypatch, center):
    monkeypatch.setattr(since, "DAYS", 3)
    monkeypatch.setattr(since, "CHANGES", 1)
    pages = build.outputs(center, date.fromisoformat(PLANNED), SiteSettings(site_url=SITE)).pages
    assert len([url for url in pages if url.startswith("since/2")]) == 3
    for url in pages:
        if url.startswith("since/2"):
            for article in top(pages[url]).iter("article"):
                assert len(article.xpath(".//li[time][not(contains(., 'upcoming'))]")) <= 1


def test_a_company_s_own_page_stays(tmp_path):
    root = sites.published(tmp_path, {"docs/since.md": "# Since 1999\n"})
    outputs = build.outputs(build.load(files.read_tree(root)), date(2026, 2, 1))
    assert not [url for url in outputs.pages if url.startswith("since/")]
