"""The manual as a site (`make manual`): every link leads somewhere, every page is valid, and anybody can read it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright

import sites
from browser import DESKTOP, FLAGS, NARROW, chromium, served
from conftest import REPOSITORY
from test_html import errors, messages
from test_linkchecker import linkchecker, of_the_present, wrong
from trustcenter.disk.files import read_all
from trustcenter.site_check.check import check_site

PAGES = ("", "everyday/", "rules/", "commands/", "site/", "addresses/", "render/")
ALL_PAGES = ("", *(f"{path.stem}/" for path in sorted((REPOSITORY / "manual").glob("*.md")) if path.stem != "index"))
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual") / "trust-center" / "manual"
    done = sites.mkdocs(REPOSITORY, "build", "--strict", "-f", "manual.yml", "-d", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=list(FLAGS))


@pytest.fixture(params=[DESKTOP, NARROW], ids=["desktop", "narrow"])
def page(request: pytest.FixtureRequest, chrome: Browser) -> Iterator[Page]:
    context = chrome.new_context(viewport=request.param)
    yield context.new_page()
    context.close()


def test_every_link_and_anchor_leads_somewhere_and_nothing_comes_from_elsewhere(manual: Path) -> None:
    files = read_all(manual)
    assert {f"{path.stem}/index.html" for path in (REPOSITORY / "manual").glob("*.md")} - {"index/index.html"} <= set(
        files
    )
    assert check_site(files) == ()


def test_linkchecker_finds_no_broken_link(manual: Path, tmp_path: Path) -> None:
    with served(manual.parents[1]) as address:
        pages = of_the_present(manual, address)
        rows = linkchecker(pages, tmp_path / "home")
    assert len(pages) == len(ALL_PAGES)
    assert wrong(rows) == []
    assert set(pages) <= {row["url"].partition("#")[0] for row in rows}


def test_a_link_that_leads_nowhere_stops_the_manual(tmp_path: Path) -> None:
    for name in ("manual", "hooks"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "manual.yml", tmp_path)
    with (tmp_path / "manual/start.md").open("a", encoding="utf-8") as stream:
        stream.write("\n[Nowhere](rules.md#nowhere)\n")
    done = sites.mkdocs(tmp_path, "build", "--strict", "-f", "manual.yml")
    assert done.returncode == 1
    assert "#nowhere" in done.stdout + done.stderr


def test_every_list_is_shown_as_one(manual: Path) -> None:
    """Forges take a list that follows a line of text at once, Python-Markdown does not."""
    for path in sorted(manual.rglob("index.html")):
        for paragraph in html.parse(str(path)).xpath("//article//p"):
            assert not re.search(r"(?m)^(?:- |\d+\. )|[.:] \d+\. [A-Z]", paragraph.text_content()), path


def test_every_page_is_valid(manual: Path) -> None:
    assert errors(messages(manual)) == []


@pytest.mark.parametrize("url", PAGES)
def test_anybody_can_read_it(manual: Path, page: Page, url: str) -> None:
    with served(manual.parents[1]) as address:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{address}/trust-center/manual/{url}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        found = Axe().run(page, options=AXE).response["violations"]
        assert [f"{rule['id']}: {[node['html'] for node in rule['nodes']][:3]}" for rule in found] == []
        assert complaints == []


def test_every_page_fits_a_narrow_screen_and_asks_nobody_else(manual: Path, chrome: Browser) -> None:
    context = chrome.new_context(viewport=NARROW)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    with served(manual.parents[1]) as address:
        page = context.new_page()
        for url in ALL_PAGES:
            page.goto(f"{address}/trust-center/manual/{url}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
        assert context.cookies() == []
    context.close()
    assert len(asked) > len(ALL_PAGES)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
