"""What is public does not grow with the archive without limit: lists by year, archived feeds, what the search finds."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import feedparser
import jsonschema
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree, html
from playwright.sync_api import Browser, Page, expect, sync_playwright

import followed
import grown
import sites
from browser import FLAGS, chromium, served
from trustcenter.disk import files
from trustcenter.markdown.to_html import ANYWHERE
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build, feeds
from trustcenter.site.pages import years
from trustcenter.site.pages.notices import notices
from trustcenter.site.pages.view import View

ATOM = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
GRAMMAR = etree.RelaxNG(etree.parse(sites.REPO / "tests" / "atom.rng"))
JSON_FEED = json.loads((sites.REPO / "tests" / "jsonfeed.schema.json").read_bytes())
ARCHIVE = re.compile(r"feed-(\d+)\.(xml|json)$")
VERSIONS = 300
"""So many versions have about sixty changes: more than a list shows."""


# Feeds -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def by_day(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The files of a center whose feeds hold two entries, on each day on which something happened."""
    root = followed.history(tmp_path_factory.mktemp("followed"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "STORIES_PER_DOCUMENT", 2)
        return {day: followed.out(root, day) for day in followed.DAYS}


def chain(found: dict[str, bytes], start: str) -> list[str]:
    """A feed and its archive documents, newest first, by the links that readers follow."""
    path, seen = start, []
    while path:
        seen.append(path)
        if path.endswith(".json"):
            following = json.loads(found[path]).get("next_url", "")
        else:
            links = etree.fromstring(found[path]).xpath("a:link[@rel='prev-archive']/@href", namespaces=ATOM)
            following = links[0] if links else ""
        path = following.removeprefix(followed.SITE)
    return seen


def said(data: bytes) -> dict[str, tuple[str, str]]:
    return {e.id: (e.title, e.updated) for e in feedparser.parse(data).entries}


@pytest.mark.parametrize("feed", ["feed.xml", "notices/feed.xml", "policies/privacy/feed.xml"])
def test_a_feed_with_its_archives_says_what_a_feed_without_limit_says(by_day, tmp_path, feed):
    """RFC 5005, 4: where documents have the same entry, the newer document counts."""
    root = followed.history(tmp_path)
    for day, found in by_day.items():
        if feed not in found:
            continue
        merged: dict[str, tuple[str, str]] = {}
        for path in reversed(chain(found, feed)):
            merged |= said(found[path])
        assert merged == said(followed.out(root, day)[feed]), day
    assert len(chain(by_day[followed.PLANNED], "feed.xml")) > 3


def test_the_json_feed_leads_to_all_entries(by_day):
    for found in by_day.values():
        documents = [json.loads(found[path]) for path in chain(found, "feed.json")]
        for document in documents:
            jsonschema.validate(document, JSON_FEED)
        ids = {item["id"] for document in documents for item in document["items"]}
        assert ids == {e.id for path in chain(found, "feed.xml") for e in feedparser.parse(found[path]).entries}


def test_a_feed_holds_the_last_things_that_happened_and_archives_are_full(by_day):
    for found in by_day.values():
        for path, data in found.items():
            if path.endswith("feed.xml"):
                assert len(feedparser.parse(data).entries) <= 2
        archives = [path for path in found if ARCHIVE.search(path)]
        assert {
            path for start in found if start.endswith(("feed.xml", "feed.json")) for path in chain(found, start)
        } >= {*archives}


def test_an_archive_document_never_changes(by_day):
    seen: dict[str, bytes] = {}
    for found in by_day.values():
        archives = {path: data for path, data in found.items() if ARCHIVE.search(path)}
        assert {path: found.get(path) for path in seen} == seen
        seen |= archives
    assert len(seen) > 6


def test_an_archive_document_tells_a_change_as_it_could_be_told_then(by_day):
    """The first document ends with an announcement that was corrected later; the second one has the correction."""
    first, second = (by_day[followed.PLANNED][f"feed-{number}.xml"] for number in (1, 2))
    told = [next(e for e in feedparser.parse(data).entries if e.title == "Sooner") for data in (first, second)]
    assert [entry.updated[:10] for entry in told] == [followed.SOONER, followed.CORRECTED]
    assert ["orrected" in entry.content[0].value for entry in told] == [False, True]


def test_an_archive_document_says_that_it_is_one_and_leads_to_the_feed(by_day):
    for path, data in by_day[followed.PLANNED].items():
        if not path.endswith(".xml"):
            continue
        root = etree.fromstring(data)
        archived = bool(ARCHIVE.search(path))
        assert GRAMMAR.validate(root), f"{path}: {GRAMMAR.error_log}"
        assert bool(root.xpath("fh:archive", namespaces=ATOM)) is archived
        current = root.xpath("a:link[@rel='current']/@href", namespaces=ATOM)
        assert current == ([followed.SITE + ARCHIVE.sub(r"feed.xml", path)] if archived else [])
        assert root.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM) == followed.SITE + path


def test_a_short_feed_has_no_archive(tmp_path):
    found = followed.out(followed.history(tmp_path), followed.PLANNED)
    assert [path for path in found if ARCHIVE.search(path)] == []
    assert b"prev-archive" not in found["feed.xml"]
    assert b"next_url" not in found["feed.json"]


# Lists by year -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grown")
    settings = sites.MKDOCS.replace("HOOK", str(sites.REPO / "hooks" / "mkdocs_hook.py"))
    files.write_all(folder, {"mkdocs.yml": settings.encode(), **grown.grown(VERSIONS, words=300)})
    return folder


def pages_on(root: Path, day: date) -> dict[str, str]:
    center = build.load(files.read_tree(root))
    made = build.outputs(center, day, SiteSettings(site_url="https://bench.example/"))
    return {url: made.page(url).html for url in made.pages}


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    return pages_on(root, grown.TODAY)


LISTS = {
    "changelog/": "//article[@class='tc-change']/h2/a/@href",
    "as-of/": "//ul[@class='tc-log']/li/a/@href",
}


@pytest.mark.parametrize("base", LISTS)
def test_a_long_list_shows_the_newest_and_each_year_has_all_of_its_own(pages, base):
    all_years = sorted({int(m[1]) for url in pages if (m := re.fullmatch(rf"{base}(\d{{4}})/", url))}, reverse=True)
    entries = lambda url: [href.rstrip("/").split("/")[-1] for href in html.fromstring(pages[url]).xpath(LISTS[base])]  # noqa: E731
    by_year = {year: entries(f"{base}{year}/") for year in all_years}
    listed = [entry for year in all_years for entry in by_year[year]]
    assert listed == sorted(listed, reverse=True)
    assert {f"{base}{entry}/" for entry in listed} == {url for url in pages if re.match(rf"{base}\d{{4}}-", url)}
    assert all(entry.startswith(str(year)) for year, found in by_year.items() for entry in found)
    assert entries(base) == listed[: years.NEWEST]
    assert len(listed) > years.NEWEST
    for url in (base, f"{base}{all_years[0]}/"):
        links = html.fromstring(pages[url]).xpath("//nav[@class='tc-years']//a")
        assert len(links) == len(all_years) + 1
        assert [link.get("aria-current") for link in links].count("page") == 1


def test_a_long_history_is_split_by_the_year_of_its_versions(root, pages, monkeypatch):
    monkeypatch.setattr(years, "NEWEST", 5)
    split = pages_on(root, grown.TODAY)
    base = "policies/policy-01/history/"
    named = re.compile(r'<article class="tc-change" id="version-(\d+)">')
    by_year = {url: named.findall(text) for url, text in split.items() if re.fullmatch(rf"{base}\d{{4}}/", url)}
    whole = named.findall(pages[base])
    assert [number for url in sorted(by_year, reverse=True) for number in by_year[url]] == whole
    assert named.findall(split[base]) == whole[:5]
    assert re.findall(r'<article class="tc-change" id="([^"]+)"', split["notices/"])


def test_notices_are_split_by_year_and_upcoming_ones_always_stand_first(tmp_path, monkeypatch):
    center = build.load(files.read_tree(followed.history(tmp_path)))
    monkeypatch.setattr(years, "NEWEST", 0)
    view = View(center, center.archive.on(date.fromisoformat(followed.SHORTER)), ANYWHERE)
    on_page = re.compile(r'<article class="tc-change" id="(\d{4}-\d\d-\d\d)')
    assert on_page.findall(notices(view).html) == [followed.SHORTER]  # upcoming, however many are newer
    assert on_page.findall(notices(view, 2026).html) == [followed.SHORTER, followed.SOONER]
    assert years.urls(view) >= {"notices/2026/"}


def without(text):
    """The HTML of the page of a year without the day of the build and the years that there are by then."""
    present = r'(?s)<p class="tc-as-of".*?</p>|<nav class="tc-years".*?</nav>|data-last="[^"]*"|data-years="[^"]*"'
    return re.sub(present, "", text)


def test_the_page_of_a_past_year_is_the_same_after_later_publications(root, pages):
    before = pages_on(root, date(2024, 12, 31))
    past = [url for url in before if re.fullmatch(r"(changelog|as-of)/\d{4}/", url)]
    assert len(past) > 4
    assert [url for url in past if without(before[url]) != without(pages[url])] == []


def test_every_day_of_a_year_without_a_change_has_an_address(tmp_path, monkeypatch):
    root = followed.history(tmp_path)
    monkeypatch.setattr(years, "NEWEST", 1)
    made = pages_on(root, date(2029, 5, 1))
    last = max(url for url in made if re.fullmatch(r"as-of/\d{4}-\d\d-\d\d/", url))
    first = int(min(url for url in made if re.fullmatch(r"as-of/\d{4}/", url))[6:10])
    assert int(last[6:10]) < 2028
    for year in range(first, 2030):
        page = html.fromstring(made[f"as-of/{year}/"])
        days = page.xpath("//*[@id and not(self::h2)]/@id")
        opening, closing = date(year, 1, 1), min(date(year, 12, 31), date(2029, 5, 1))
        expected = [date.fromordinal(n).isoformat() for n in range(opening.toordinal(), closing.toordinal() + 1)]
        assert sorted(days) == (expected if year > first else [day for day in expected if day >= min(days)])
        if year > 2027:
            assert page.xpath("//p[@class='tc-unchanged']/a/@href") == [f"../{last[6:]}"]
            assert page.xpath("//nav[@class='tc-years']//a[@aria-current]/text()") == [str(year)]
    again = pages_on(root, date(2031, 1, 1))
    assert without(again["as-of/2028/"]) == without(made["as-of/2028/"])


def test_a_short_list_has_no_pages_of_years(tmp_path):
    made = pages_on(followed.history(tmp_path), date.fromisoformat(followed.PLANNED))
    assert [url for url in made if re.search(r"/\d{4}/$", url)] == []
    assert "tc-years" not in "".join(made.values())


# The built site ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(root: Path) -> Path:
    return sites.build(root, grown.TODAY)


def test_the_search_finds_what_applies_and_the_newest_changes_alone(built):
    index = json.loads((built / "search/search_index.json").read_text("utf-8"))
    urls = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert {"", "changelog/", "notices/", "policies/policy-01/", "subprocessors/"} <= urls
    old = re.compile(r"timeline/|as-of/|changelog/.|notices/.|policies/[^/]+/.")
    assert [url for url in urls if old.match(url)] == []
    changes = [entry for entry in index["docs"] if entry["location"].startswith("changelog/")]
    assert years.NEWEST <= len(changes) <= years.NEWEST + 1


def test_pages_of_years_are_unlisted(built):
    for path in ("changelog/2020", "as-of/2020"):
        page = html.fromstring((built / path / "index.html").read_bytes())
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert f"/{path}/<" not in (built / "sitemap.xml").read_text("utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with served(built) as address:
        yield f"{address}/"


@pytest.mark.parametrize("start", ["as-of/#{day}", "as-of/?date={day}", "as-of/2024/#{day}"])
@pytest.mark.parametrize("place", [0, 3, 30, -1])
def test_a_shared_day_of_any_year_leads_to_the_last_day_before_it(address, built, page, start, place):
    days = sorted(path.name for path in (built / "as-of").glob("*-*"))
    wanted = days[place]
    following = date.fromisoformat(days[days.index(wanted) + 1]) if wanted != days[-1] else grown.TODAY
    asked = date.fromordinal(following.toordinal() - (wanted != days[-1]))
    page.goto(address + start.format(day=asked))
    told = page.locator(".tc-day [role=status]")
    for _ in range(200):  # it tells of the day on the list, or leads on to the page of the day
        if page.url.endswith(f"/as-of/{wanted}/") or told.get_by_role("link").count():
            break
        page.wait_for_timeout(100)
    if not page.url.endswith(f"/as-of/{wanted}/"):
        expect(told).to_contain_text(f"unchanged since {date.fromisoformat(wanted):%-d %B %Y}")
        told.get_by_role("link").click()
        page.wait_for_url(f"{address}as-of/{wanted}/")


def test_a_day_before_the_first_is_told(address, built, page):
    page.goto(f"{address}as-of/#1999-01-01")
    expect(page.locator(".tc-day [role=status]")).to_contain_text("2016")


@pytest.mark.parametrize("path", ["changelog/", "changelog/2020/", "as-of/", "as-of/2020/"])
def test_axe_finds_nothing_on_lists_by_year(address, page, path):
    page.goto(address + path)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": tags}).response["violations"]
    assert [rule["id"] for rule in found] == []
