"""The built site in a real browser: for everyone, on every screen, on paper, without a script, and without a trace."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright
from pypdf import PdfReader

import sites
from browser import (
    DESKTOP,
    FLAGS,
    FOCUSED,
    NARROW,
    PHONE,
    ROOT,
    TOO_WIDE,
    UNDER,
    build,
    chromium,
    day,
    latest,
    served,
    versions,
    withdrawals,
)
from trustcenter.model import phrases

pytestmark = pytest.mark.browser

EXAMPLE = "callgenly"
LATEST = latest()
DAY = day()
OVER = sorted(
    (v["effective"], v["number"], v["name"]) for v in versions() if v["policy"] == "privacy" and v["effective"] <= DAY
)[-2][2]
"""The version of the privacy policy before the one in effect."""
OVER_DAY = next(v["effective"] for v in versions() if v["name"] == OVER)
VENDOR = next(vendor for record in versions() for vendor in sorted(record["facts"].get("subprocessors", {})))
WITHDRAWN = [(f"changelog/{record['change']}/", f"policies/{record['versions'][0]}/") for record in withdrawals()]
PAGES = {
    "home": "",
    "policies": "policies/",
    "policy-with-upcoming": f"policies/{LATEST['policy']}/",
    "policy": "policies/privacy/",
    "version": f"policies/{LATEST['name']}/",
    "redline": f"policies/{LATEST['name']}/redline/",
    "since": f"policies/{OVER}/since/",
    "history": f"policies/{LATEST['policy']}/history/",
    "draft": "policies/privacy/draft/",
    "changelog": "changelog/",
    "change": f"changelog/{LATEST['change']}/",
    "notices": "notices/",
    "days": "as-of/",
    "answers": "answers/",
    "since-day": f"since/{OVER_DAY}/",
    "day": f"as-of/{DAY}/",
    "vendors": "subprocessors/",
    "retention": "retention/",
    "data-map": "data-map/",
    "timeline": "timeline/",
    "coverage": "coverage/",
    "vendor": f"subprocessors/{VENDOR}/",
    "not-found": "404.html",
    "example-home": f"examples/{EXAMPLE}/",
    "example-policy": f"examples/{EXAMPLE}/policies/privacy/",
    **(dict(zip(("withdrawal", "withdrawn-version"), WITHDRAWN[0], strict=True)) if WITHDRAWN else {}),
}
WIDE = {"width": 1440, "height": 900}
LOOKS = [("light", WIDE), ("dark", WIDE), ("light", {"width": 390, "height": 844}), ("dark", NARROW)]
"""Each scheme on a desk and on a phone, each layout in a scheme."""
ALSO = (
    "label-content-name-mismatch",
    "target-size",
    "scrollable-region-focusable",
    "p-as-heading",
    "css-orientation-lock",
)
"""Rules of axe that are switched off or experimental, or must never be."""
AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {name: {"enabled": True} for name in ALSO},
}
AXE_SCRIPT = ROOT / "tests/nu/node_modules/axe-core/axe.min.js"
"""The axe that tests/nu/package.json pins; where it is not installed, the one of the Python package."""
every_page = pytest.mark.parametrize("kind", PAGES)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    """The address of the root site, drafts included, with one example below it."""
    folder = tmp_path_factory.mktemp("served")
    root = folder / UNDER.strip("/")
    build(ROOT, root, "--drafts", day=DAY)
    build(ROOT / "examples" / EXAMPLE, root / "examples" / EXAMPLE, day=DAY)
    with served(folder) as address:
        yield address + UNDER


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What axe finds: rule, then the elements."""
    axe = Axe.from_file(AXE_SCRIPT) if AXE_SCRIPT.is_file() else Axe()
    found = axe.run(page, options=AXE).response["violations"]
    return [f"{rule['id']}: {[node['html'] for node in rule['nodes']]}" for rule in found]


def focus(page: Page) -> dict[str, Any]:
    return page.evaluate(FOCUSED)


def search(page: Page, words: str) -> None:
    """Search for words and wait for what is found.

    They come at once, as a reader pastes them, and one key tells the search: it asks one question, so that no answer
    to an earlier one takes the place of the results later.
    """
    page.locator(".md-search__input").focus()
    page.keyboard.insert_text(words)
    page.keyboard.press("End")
    expect(page.locator(".md-search-result__meta")).to_contain_text("matching document")
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def found(page: Page) -> list[str]:
    """Where the first results of a search lead, below the site's root and without the sections of a page."""
    hrefs = "links => links.map((link) => new URL(link.href).pathname)"
    paths = page.locator(".md-search-result__item > .md-search-result__link").evaluate_all(hrefs)
    return [path.removeprefix(UNDER) for path in dict.fromkeys(paths)]


def test_the_pages_are_those_they_are_called(site: str, page: Page) -> None:
    page.goto(site + PAGES["policy-with-upcoming"])
    expect(page.locator(".tc-strip--upcoming").first).to_contain_text("A new version takes effect on")
    page.goto(site + PAGES["policy"])
    expect(page.locator(".tc-facts")).to_be_visible()
    page.goto(site + PAGES["draft"])
    expect(page.locator(".tc-strip--draft")).to_contain_text("This is a draft")


def test_a_date_field_leads_to_the_last_listed_day_and_says_since_when_nothing_changed(site: str, page: Page) -> None:
    page.goto(site + PAGES["days"])
    field = page.get_by_label("Choose a date")
    listed = page.locator("[data-day]").evaluate_all("links => links.map((link) => link.dataset.day)")
    assert len(listed) > 2
    assert (field.get_attribute("min"), field.get_attribute("max")) == (listed[-1], DAY)
    after = str(date.fromisoformat(listed[1]) + timedelta(days=1))
    field.fill(after)
    page.get_by_role("button", name="Show").press("Enter")
    if after != listed[0]:
        said = page.locator(".tc-day [role=status]")
        expect(said).to_have_text(f"{spelled(after)}, unchanged since {spelled(listed[1])}")
        assert page.url == f"{site}as-of/#{after}"
        said.get_by_role("link").click()
    page.wait_for_url(f"{site}as-of/{listed[0] if after == listed[0] else listed[1]}/")
    expect(page.locator("h1")).to_contain_text("As of ")


def spelled(day: str) -> str:
    """A day as English pages write it."""
    return phrases.day(date.fromisoformat(day))


@pytest.mark.parametrize("address", ["as-of/#{}", "as-of/?date={}"])
def test_the_address_of_a_day_can_be_shared(site: str, page: Page, address: str) -> None:
    page.goto(site + PAGES["days"])
    first = page.locator("[data-day]").last.get_attribute("data-day") or ""
    page.goto(site + "policies/")
    page.goto(site + address.format(first))
    page.wait_for_url(f"{site}as-of/{first}/")
    after = str(date.fromisoformat(first) + timedelta(days=1))
    page.goto(site + address.format(after))
    told = page.locator(".tc-day [role=status]")
    expect(told).to_have_text(f"{spelled(after)}, unchanged since {spelled(first)}")
    assert page.url.endswith(f"#{after}")
    for when, said in (
        ("1999-12-31", f"Nothing had been published before {spelled(first)}."),
        ("2999-01-01", f"This site is current to {spelled(DAY)}."),
    ):
        page.goto(site + "policies/")
        page.goto(site + address.format(when))
        expect(page.locator(".tc-day [role=status]")).to_contain_text(said)
        assert not violations(page)


# Everyone ---------------------------------------------------------------------------------------------------------


@every_page
def test_axe_finds_nothing(site: str, page: Page, kind: str) -> None:
    page.goto(site + PAGES[kind])
    found = {}
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(size)
        if wrong := violations(page):
            found[scheme, size["width"]] = wrong
    assert not found


def test_axe_runs_the_rules_that_were_agreed(page: Page) -> None:
    page.set_content("""<!doctype html><html lang="en"><title>x</title><main><h1>x</h1>
        <button aria-label="Buy">Send</button> <button style="width:9px;height:9px;padding:0"></button><button></button>
        <div style="height:20px;overflow:auto"><p style="height:90px">x</p></div></main>""")
    found = {line.partition(":")[0] for line in violations(page)}
    assert found >= {"label-content-name-mismatch", "target-size", "scrollable-region-focusable"}


def test_axe_finds_nothing_in_search_results_and_in_the_open_menu(site: str, page: Page) -> None:
    page.goto(site)
    page.locator(".md-search__input").click()
    search(page, "retention")
    assert not violations(page)
    page.set_viewport_size(PHONE)
    page.reload()
    page.locator(".tc-menu summary").click()
    expect(page.locator(".tc-menu__panel")).to_be_visible()
    assert not violations(page)


def test_the_first_tab_stop_skips_to_the_content_on_every_page(site: str, page: Page) -> None:
    for path in PAGES.values():
        page.goto(site + path)
        page.keyboard.press("Tab")
        assert (found := focus(page))["part"] == "tc-skip", (path, found)
        assert found["visible"], (path, found)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert focus(page)["part"] in ("md-content", "md-footer"), path


@pytest.mark.parametrize(
    ("size", "parts"),
    [
        (DESKTOP, ["tc-skip", "tc-brand", "md-search", "md-sidebar--primary", "md-sidebar--secondary", "md-content", "md-footer"]),
        (PHONE, ["tc-skip", "tc-brand", "tc-menu", "md-content", "md-footer"]),
    ],
    ids=["desktop", "phone"],
)  # fmt: skip
def test_tab_reaches_every_part_with_a_visible_focus(site: str, page: Page, size: Any, parts: list[str]) -> None:
    page.set_viewport_size(size)
    page.goto(site + PAGES["policy-with-upcoming"])
    if size == PHONE:  # There, search opens over the page as soon as it has the focus.
        page.evaluate("document.querySelector('.md-search').remove()")
    stops = []
    for _ in range(150):
        page.keyboard.press("Tab")
        if (found := focus(page))["part"] in ("BODY", "HTML") or (stops and found["part"] == "tc-skip"):
            break
        stops.append(found)
    assert [stop["what"] for stop in stops if not stop["visible"]] == []
    assert list(dict.fromkeys(stop["part"] for stop in stops)) == parts


def test_the_menu_of_a_phone_is_used_by_keyboard(site: str, page: Page) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + PAGES["policy"])
    page.locator(".tc-menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tc-menu__panel")).to_be_visible()
    page.keyboard.press("Tab")
    assert focus(page)["visible"]
    page.keyboard.press("Escape")
    expect(page.locator(".tc-menu__panel")).to_be_hidden()
    assert focus(page)["part"] == "tc-menu"
    page.keyboard.press("Enter")
    page.get_by_role("link", name="All policies", exact=True).click()
    page.wait_for_url(f"{site}policies/")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_search_finds_a_policy_by_keyboard(site: str, page: Page, size: Any) -> None:
    page.set_viewport_size(size)
    page.goto(site + "changelog/")
    search(page, "privacy policy")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".md-search-result__link").first).to_be_focused()
    assert focus(page)["visible"]
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/policies/privacy/(\?.*)?$"))


@pytest.mark.parametrize("words", ["privacy policy", "subprocessors", "sms terms", "cookie policy", "terms of service"])
def test_search_finds_a_policy_first_and_no_history(site: str, page: Page, words: str) -> None:
    page.goto(site)
    search(page, words)
    first, *others = found(page)
    title = page.locator(".md-search-result__item h1").first
    expect(title).to_have_text(re.compile(words, re.IGNORECASE))
    assert re.fullmatch(r"policies/[a-z-]+/|subprocessors/", first)
    assert [url for url in others if "history" in url] == []
    teaser = page.locator(".md-search-result__item").first.locator("article").first
    assert not re.match(rf"{title.inner_text()}\s+{title.inner_text()}", teaser.inner_text())  # the title stands once


ASKED = {
    "how long are call recordings kept": r"policies/ai-and-recording/#how-long-it-is-kept|retention/.*",
    "soc 2": r"(policies/security/)?#(audits-and-)?certificat.*",
    "delete my data": r"policies/privacy/#your-rights",
    "sign DPA": r"policies/dpa/.*",
    "opt out of text messages": r"policies/sms-terms/#how-you-stop-messages",
    "who are your subprocessors": r"subprocessors/",
    "breach notification": r"policies/(dpa/#personal-data-breaches|security/.*)",
    "train AI": r"policies/ai-and-recording/#nobody-trains-models-with-your-data",
    "cookies": r"policies/cookies/.*",
}
"""Questions that reviewers type, and where the best answer stands."""


@pytest.mark.parametrize("words", ASKED)
def test_search_ranks_the_own_section_of_a_policy_first(site: str, page: Page, words: str) -> None:
    page.goto(site)
    search(page, words)
    links = page.locator(".md-search-result__item").first.locator(".md-search-result__link")
    hrefs = links.evaluate_all("links => links.map((link) => new URL(link.href)).map((url) => url.pathname + url.hash)")
    best = hrefs[1] if len(hrefs) > 1 else hrefs[0]  # the page comes first, then its sections by rank
    assert re.fullmatch(ASKED[words], best.removeprefix(UNDER)), hrefs


def test_search_says_that_nothing_was_found(site: str, page: Page) -> None:
    page.goto(site)
    page.locator(".md-search__input").focus()
    page.keyboard.insert_text("uptime")
    page.keyboard.press("End")
    expect(page.locator(".md-search-result__meta")).to_have_text("No matching documents")


def test_search_finds_a_retired_policy_after_those_that_apply(site: str, page: Page) -> None:
    page.goto(site)
    search(page, "policy")
    kept, retired = "policies/cookies/", "policies/acceptable-use/"
    assert found(page).index(kept) < found(page).index(retired)


# Every screen -----------------------------------------------------------------------------------------------------


@every_page
def test_nothing_is_wider_than_a_window_of_320_pixels(site: str, page: Page, kind: str) -> None:
    page.set_viewport_size(NARROW)
    page.goto(site + PAGES[kind])
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_line_of_text_has_about_seventy_characters(site: str, page: Page) -> None:
    page.goto(site + PAGES["policy"])
    lengths = page.evaluate(
        """() => [...document.querySelectorAll(".tc-text > p")].map((p) => [
          p.textContent.length, p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight)
        ]).filter(([, lines]) => lines > 2.5).map(([letters, lines]) => letters / (Math.round(lines) - 0.5))"""
    )
    assert len(lengths) > 3
    assert 60 <= sum(lengths) / len(lengths) <= 80


ACCENT = "#781e28"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small center with an accent, a logo and a repository of its own, in a language written from the right."""
    root = sites.published(tmp_path_factory.mktemp("ours") / "root")
    look = f"extra: {{trustcenter: {{accent: '{ACCENT}'}}}}\nrepo_url: https://github.com/lanternfish/trust\n"
    language = "  language: ar\n  logo: assets/mark.svg\n  font: false\n"
    sites.edit(root, "mkdocs.yml", "  font: false\n", language)
    sites.edit(root, "mkdocs.yml", "plugins: [search]\n", f"plugins: [search]\n{look}")
    mark = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9H0z"/></svg>'
    sites.write(root, {"docs/assets/mark.svg": mark})
    with served(sites.build(root, "2026-03-01")) as address:
        yield f"{address}/"


def test_a_company_sets_accent_and_logo_in_mkdocs_yml(ours: str, page: Page) -> None:
    page.goto(f"{ours}policies/privacy/")
    expect(page.locator(".tc-brand img")).to_have_attribute("src", "../../assets/mark.svg")
    places = ".tc-text p a, .tc-nav__link[aria-current], .tc-brand svg"
    colours = f"[...document.querySelectorAll('{places}')].map((e) => getComputedStyle(e)[e.tagName === 'svg' ? 'fill' : 'color'])"
    colours = colours.replace(", .tc-brand svg", "")
    assert set(page.evaluate(colours)) == {"rgb(120, 30, 40)"}
    page.emulate_media(color_scheme="dark")
    [dark] = set(page.evaluate(colours))
    assert dark != "rgb(120, 30, 40)"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert not violations(page)


FROM_THE_RIGHT = (
    "",
    "policies/privacy/",
    "subprocessors/",
    "changelog/",
    "as-of/",
    "policies/privacy/history/",
    "retention/",
)


@pytest.mark.parametrize("path", FROM_THE_RIGHT)
def test_a_site_in_a_language_written_from_the_right_turns_around(ours: str, page: Page, path: str) -> None:
    page.goto(ours + path)
    expect(page.locator("body")).to_have_attribute("dir", "rtl")
    middle = DESKTOP["width"] / 2
    assert page.locator(".tc-brand :is(svg, img)").bounding_box()["x"] > middle  # type: ignore[index]
    if path:
        assert page.locator(".md-sidebar--primary").bounding_box()["x"] > middle  # type: ignore[index]
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(size)
        assert not violations(page), (scheme, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    beyond = "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().left < -1 && !e.closest('.tc-scroll'))"
    assert page.evaluate(f"{beyond}.map((e) => e.outerHTML.slice(0, 120))") == []


def test_home_leads_to_the_releases_of_a_repository_on_github(ours: str, page: Page) -> None:
    page.goto(ours)
    link = page.get_by_role("link", name="Releases on GitHub")
    expect(link).to_have_attribute("href", "https://github.com/lanternfish/trust/releases")


@pytest.mark.parametrize(
    ("setting", "said"),
    [("{accent: '#ffcc00'}", "has a contrast of 1.4"), ("{acent: '#123'}", "did you mean accent?"), ("blue", "not a mapping")],
    ids=["unreadable", "misspelt", "no mapping"],
)  # fmt: skip
def test_a_bad_accent_stops_the_build_and_says_why(tmp_path: Path, setting: str, said: str) -> None:
    root = sites.published(tmp_path / "root")
    sites.edit(root, "mkdocs.yml", "plugins: [search]\n", f"plugins: [search]\nextra: {{trustcenter: {setting}}}\n")
    done = sites.mkdocs(root, "build", env={"TRUSTCENTER_AS_OF": "2026-03-01"})
    assert done.returncode == 1
    assert said in done.stdout + done.stderr


# Small and quick --------------------------------------------------------------------------------------------------


@every_page
def test_a_page_is_small_and_asks_for_at_most_ten_files(site: str, page: Page, kind: str) -> None:
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a method of a list cannot be marked
    page.goto(site + PAGES[kind], wait_until="networkidle")
    sizes = {answer.url: len(answer.body()) for answer in answers if "/search/" not in answer.url}
    assert len(answers) <= 10, sizes
    assert sizes[site + PAGES[kind]] < 100_000, sizes
    assert sum(sizes.values()) < 270_000, sizes  # of which Material's style sheet, before compression, is half


def test_search_is_fetched_when_a_reader_first_wants_to_search(site: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + PAGES["policy"], wait_until="networkidle")
    assert not [url for url in asked if "bundle" in url or "search" in url]
    page.keyboard.press("/")
    expect(page.locator(".md-search__input")).to_be_focused()
    search(page, "retention")
    page.locator(".md-search__input").hover()
    assert len([url for url in asked if "bundle" in url]) == 1


# Policies ---------------------------------------------------------------------------------------------------------


def test_the_section_being_read_is_marked_beside_the_text(site: str, page: Page) -> None:
    page.goto(site + PAGES["policy"])
    links = page.locator(".tc-toc a")
    for place in (2, 5):
        links.nth(place).click()
        expect(page.locator(".tc-toc [aria-current]")).to_have_count(1)
        expect(links.nth(place)).to_have_attribute("aria-current", "true")


def test_the_address_of_a_clause_is_copied_by_a_click(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(site + PAGES["policy"])
    sign = page.locator(".tc-text .headerlink").nth(2)
    sign.focus()
    page.keyboard.press("Enter")
    expect(sign).to_have_class(re.compile("tc-copied"))
    anchor = sign.get_attribute("href")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}{PAGES['policy']}{anchor}"
    expect(page).to_have_url(f"{site}{PAGES['policy']}{anchor}")
    context.close()


def follow_by_keyboard(page: Page, target: str) -> None:
    """Go on with Tab to a link whose address ends so, and follow it with Enter."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.pathname ?? ''").endswith(target):
            assert focus(page)["visible"]
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"no link to {target} is reached by Tab on {page.url}")


def test_home_policy_redline_and_an_earlier_day_are_reached_by_keyboard_alone(site: str, page: Page) -> None:
    page.goto(site)
    policy = LATEST["policy"]
    for target in (f"policies/{policy}/", f"policies/{LATEST['name']}/redline/", "/as-of/", f"as-of/{DAY}/"):
        follow_by_keyboard(page, target)
    expect(page.locator("h1")).to_contain_text("As of ")


# Redlines ---------------------------------------------------------------------------------------------------------


def test_two_buttons_go_from_change_to_change_and_say_which_it_is(site: str, page: Page) -> None:
    page.goto(f"{site}policies/sms-terms/2023-12-11/since/")
    expect(page.locator(".tc-steps")).to_be_visible()
    said, count = page.locator(".tc-steps [role=status]"), ""
    for button, number in (("Next change", "1"), ("Next change", "2"), ("Previous change", "1")):
        page.get_by_role("button", name=button).press("Enter")
        count = count or re.sub(r".* of ", "", said.inner_text())
        expect(said).to_have_text(f"Change {number} of {count}")
        expect(page.locator(".tc-current")).to_have_count(1)
        expect(page.locator(".tc-current")).to_be_in_viewport()
    page.get_by_role("button", name="Previous change").press("Enter")
    expect(said).to_have_text(f"Change {count} of {count}")
    assert not violations(page)


# Any two versions ---------------------------------------------------------------------------------------------------

COMPARED = """async ([from, to]) => {
  form.elements.from.value = from; form.elements.to.value = to;
  const [old, now] = [await textOf(form.elements.from), await textOf(form.elements.to)];
  return held(old, now);
}"""
HELD = """
window.held = (old, now) => {
  const { root, inserted, deleted } = redlined(old, now, form.dataset);
  const squeeze = (text) => text.replace(/\\s+/g, "");
  const without = (marks) => {
    const copy = root.cloneNode(true);
    for (const one of copy.querySelectorAll(`${marks}, .tc-sr, .tc-number, summary`)) one.remove();
    return squeeze(copy.textContent);
  };
  const whole = (parts) => squeeze(parts.map((part) => part.words.map((word) => word.text).join("")).join(""));
  return { old: without("ins") === whole(old), now: without("del") === whole(now), marks: inserted + deleted };
};
window.drawn = (seed) => { // a text and an edited copy of it
  let state = seed;
  const below = (most) => { state = (state * 1103515245 + 12345) % 2147483648; return Math.floor(state / 65536) % most; };
  const words = "we keep the data of callers for 90 days , unless law says so ; 数据 keeps — naïve".split(" ");
  const some = (most) => Array.from({ length: 1 + below(most) }, () => words[below(words.length)]).join(" ");
  const inline = () => [some(9), `<strong>${some(3)}</strong> ${some(4)}`, `${some(3)} <a href="../x/#a">${some(2)}</a>`][below(3)];
  const block = () => [`<p>${inline()}</p>`, `<h2 id="a">${some(3)}</h2>`, `<ul><li>${inline()}<ul><li>${inline()}</li></ul></li></ul>`,
    `<ol start="3"><li><p>${inline()}</p><p>${inline()}</p></li></ol>`, `<pre><code>${some(5)}\n  ${some(5)}</code></pre>`,
    `<table><thead><tr><th>${some(2)}</th><th>${some(2)}</th></tr></thead><tbody><tr><td></td><td>${inline()}</td></tr></tbody></table>`][below(6)];
  const blocks = Array.from({ length: 1 + below(12) }, block);
  const changed = blocks.flatMap((one) => [one, one, one, [], block(), [block(), one]][below(6)]).map((one) => below(3) ? one : one.replace("days", "weeks").replace("data", "").replace("we ", "we also "));
  const read = (parts) => { const root = document.createElement("div"); root.innerHTML = parts.join(""); return passages(root, location.href); };
  return held(read(blocks), read(changed));
};
"""


def test_a_comparison_holds_every_word_of_both_texts(site: str, page: Page) -> None:
    page.goto(site + "policies/privacy/history/")
    page.evaluate(HELD)
    names = page.evaluate("[...form.elements.from.options].map((one) => one.value)")
    pairs = [*itertools.combinations(names[::4], 2), (names[0], names[-1]), (names[1], names[1])]
    for pair in pairs:
        compared = page.evaluate(COMPARED, [*pair])
        assert (compared["old"], compared["now"]) == (True, True), pair
        assert bool(compared["marks"]) is (pair[0] != pair[1]), pair
    drawn = page.evaluate("Array.from({ length: 400 }, (_, seed) => drawn(seed * 7919 + 1))")
    assert [seed for seed, one in enumerate(drawn) if not (one["old"] and one["now"])] == []
    assert sum(one["marks"] > 0 for one in drawn) > 200


def test_any_two_versions_are_compared_and_the_comparison_can_be_shared(site: str, page: Page) -> None:
    records = sorted((v for v in versions() if v["policy"] == "privacy"), key=lambda v: (v["effective"], v["number"]))
    first, third = (record["name"].partition("/")[2] for record in (records[0], records[2]))
    page.goto(site + "policies/privacy/history/")
    page.locator(".tc-compare [name=from]").select_option(first)
    page.locator(".tc-compare [name=to]").select_option(third)
    page.get_by_role("button", name="Compare").click()
    status = page.locator(".tc-compare [role=status]")
    expect(status).to_have_text(re.compile(r"Words inserted: [1-9]\d*\. Words deleted: [1-9]\d*\."))
    assert page.url.endswith(f"?from={first}&to={third}#compare")
    told = status.inner_text()
    between = (date.fromisoformat(records[2]["effective"]) + timedelta(days=1)).isoformat()
    page.goto(site + f"policies/privacy/history/?from={first}&to={between}")  # a day stands for the version in force
    expect(page.locator(".tc-compare [role=status]")).to_have_text(told)
    assert violations(page) == []
    page.goto(site + f"policies/privacy/history/?from={first}&to={first}")
    expect(page.locator(".tc-compare [role=status]")).to_have_text("The texts of these two versions are the same.")


def test_without_a_script_the_history_says_how_to_compare(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "policies/privacy/history/")
    expect(page.locator(".tc-compare form")).to_be_hidden()
    expect(page.locator(".tc-without")).to_contain_text("needs JavaScript")
    context.close()


# First screens, tables, filters -------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", ["privacy", "sms-terms", "subprocessors"])
def test_the_summary_of_a_policy_is_on_the_first_screen_of_a_phone(site: str, page: Page, policy: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site + f"policies/{policy}/")
    summary = page.locator(".tc-summary").bounding_box()
    assert summary
    assert summary["y"] + summary["height"] <= 844
    for word in ("STOP", "HELP") if policy == "sms-terms" else ():
        place = page.locator(".tc-keywords strong", has_text=word).bounding_box()
        assert place
        assert place["y"] < summary["y"]


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize(
    "path",
    ["policies/", "policies/subprocessors/", "policies/privacy/", "subprocessors/", "data-map/", f"as-of/{DAY}/",
     f"policies/{LATEST['name']}/redline/"],
)  # fmt: skip
def test_tables_fit_on_a_phone(site: str, page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(site + path)
    scrolling = (
        "boxes => boxes.filter((box) => box.querySelector('table') && box.scrollWidth > box.clientWidth + 1).length"
    )
    assert page.locator(".tc-scroll").evaluate_all(scrolling) == 0
    narrow = """cells => cells.filter((cell) => cell.offsetParent && !cell.closest("thead")
        && cell.innerText.trim().length > 12 && cell.getBoundingClientRect().width < 90).map((cell) => cell.innerText)"""
    assert page.locator("article :is(td, th)").evaluate_all(narrow) == []


def test_the_changelog_is_filtered_by_policy_and_class(site: str, page: Page) -> None:
    page.goto(site + "changelog/")
    every = page.locator("article[data-class]")
    whole = every.count()
    page.locator(".tc-choices summary", has_text="Policy").click()
    page.get_by_label("Privacy policy").check()
    page.locator(".tc-choices summary", has_text="Class").click()
    page.get_by_label("Emergency").check()
    left = [one for one in every.all() if one.is_visible()]
    assert 0 < len(left) < whole
    assert all("privacy" in (one.get_attribute("data-policy") or "") for one in left)
    assert {one.get_attribute("data-class") for one in left} == {"emergency"}
    expect(page.locator(".tc-filter [role=status]")).to_have_text(f"{len(left)} of {whole} changes")
    assert page.url.endswith("?policy=privacy&class=emergency")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("article[data-class]:visible")).to_have_count(whole)
    page.goto(site + "changelog/?policy=acceptable-use&class=emergency")
    expect(page.locator(".tc-filter [role=status]")).to_have_text("No change matches.")


def test_what_is_folded_in_a_redline_is_open_on_paper(site: str, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + PAGES["since"])
    hidden = page.locator(".tc-folded p").first.text_content() or ""
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    context.close()
    printed = " ".join(" ".join(printed_sheets(tmp_path / "printed.pdf")).split())
    assert " ".join(hidden.split()[:6]) in printed


# Subprocessors ----------------------------------------------------------------------------------------------------


def vendors(page: Page) -> list[str]:
    """The vendors that are to be seen."""
    return page.locator("tr[data-vendor]:visible").evaluate_all("rows => rows.map((row) => row.dataset.vendor)")


def choose(page: Page, name: str, *values: str) -> None:
    """Opens a filter and ticks choices of it."""
    part = page.locator(f".tc-choices:has(input[name={name}])")
    part.locator("summary").click()
    for value in values:
        part.locator(f"input[value='{value}']").check()


@pytest.mark.parametrize("name", ["state", "group", "location", "transfer", "product", "ai"])
def test_a_filter_leaves_what_fits_and_stands_in_the_address(site: str, page: Page, name: str) -> None:
    page.goto(site + PAGES["vendors"])
    everyone = vendors(page)
    value = page.locator(f".tc-choices input[name={name}]").first.get_attribute("value") or ""
    choose(page, name, value)
    left = vendors(page)
    rows = page.locator("tr[data-vendor]").evaluate_all(
        "(rows, name) => rows.map((row) => [row.dataset.vendor, row.dataset[name].split('|')])", name
    )
    assert left == [vendor for vendor, values in rows if value in values]
    assert 0 < len(left) < len(everyone)
    expect(page.locator(".tc-filter [role=status]")).to_have_text(f"{len(left)} of {len(everyone)} vendors")
    expect(page).to_have_url(f"{site}subprocessors/?{name}={value}")
    assert not violations(page)
    page.reload()
    assert vendors(page) == left
    page.get_by_role("button", name="Show all", exact=True).press("Enter")
    expect(page.locator("tr[data-vendor]:visible")).to_have_count(len(everyone))
    expect(page).to_have_url(f"{site}subprocessors/")


def test_several_choices_of_a_filter_add_up_and_filters_narrow_each_other(site: str, page: Page) -> None:
    page.goto(site + PAGES["vendors"])
    choose(page, "location", "GB", "EEA")
    rows = page.locator("tr[data-vendor]:visible").evaluate_all("rows => rows.map((row) => row.dataset.location)")
    assert {"GB", "DE|EU|EEA"} <= {*rows}
    assert all("GB" in row or "EEA" in row for row in rows)
    choose(page, "transfer", "not_needed")
    left = page.locator("tr[data-vendor]:visible").evaluate_all("rows => rows.map((row) => row.dataset.location)")
    assert left == [row for row in rows if "EEA" in row]
    expect(page).to_have_url(f"{site}subprocessors/?location=EEA&location=GB&transfer=not_needed")


def held_by(name: str, value: str, page: Page) -> list[str]:
    """The vendors whose line holds a code of a filter."""
    pairs = page.locator("tr[data-vendor]").evaluate_all(
        "(rows, name) => rows.map((row) => [row.dataset.vendor, row.dataset[name].split('|')])", name
    )
    return [vendor for vendor, codes in pairs if value in codes]


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ("EU", "location", "EU"), ("eea", "location", "EEA"), ("UK", "location", "GB"), ("U.K.", "location", "GB"),
        ("US", "location", "US"), ("usa", "location", "US"), ("american", "location", "US"), ("German", "location", "DE"),
        ("united states", "location", "US"), ("SCC", "transfer", "scc"), ("DPF", "transfer", "dpf"),
        ("Standard Contractual Clauses", "transfer", "scc"), ("privacy framework", "transfer", "dpf"), ("AI", "ai", "yes"),
        ("BCR", "transfer", "bcr"), ("UA", "location", "UA"),
    ],
)  # fmt: skip
def test_codes_regions_and_adjectives_find_what_they_mean_and_nothing_else(
    site: str, page: Page, query: str, name: str, value: str
) -> None:
    page.goto(site + PAGES["vendors"])
    page.locator(".tc-filter input[type=search]").fill(query)
    assert vendors(page) == held_by(name, value, page)


def test_words_are_found_from_their_beginning_without_accents(site: str, page: Page) -> None:
    page.goto(site + PAGES["vendors"])
    field = page.locator(".tc-filter input[type=search]")
    for query, expected in {
        "tállow": ["tallowbay"],
        "allow": [],
        "speech ai": ["clearbrook", "larkspur", "quillmast"],
    }.items():
        field.fill(query)
        assert vendors(page) == expected, query
    row = page.locator("tr[data-vendor]").first
    words = (row.locator("td").first.text_content() or "").split()
    field.fill(f"{words[-1].upper()} {words[0]}")
    assert row.get_attribute("data-vendor") in vendors(page)


def test_nothing_found_is_said_with_what_was_tried_and_a_way_back(site: str, page: Page) -> None:
    page.goto(f"{site}subprocessors/?q=no-such+UK&state=upcoming")
    assert vendors(page) == []
    expect(page.locator("section[data-vendors]:visible")).to_have_count(0)
    said = page.locator(".tc-filter [role=status]")
    expect(said).to_have_text("No vendor matches “no” · “such” · “UK” (United Kingdom) · State: Upcoming.")
    assert not violations(page)
    page.get_by_role("button", name=re.compile(r"^Show all \d+ vendors$")).press("Enter")
    expect(said).to_have_text("")
    assert len(vendors(page)) == page.locator("tr[data-vendor]").count() > 0
    expect(page).to_have_url(f"{site}subprocessors/")


def test_without_a_script_the_whole_list_is_there_and_no_filter_that_would_not_work(
    site: str, browser: Browser
) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}subprocessors/?group=ai")
    expect(page.locator(".tc-filter")).to_be_hidden()
    assert page.locator("tr[data-vendor]").count() == page.locator("tr[data-vendor]:visible").count() > 3
    expect(page.locator(".md-content").get_by_role("link", name="CSV")).to_have_attribute(
        "href", "../api/subprocessors.csv"
    )
    context.close()


def test_vendors_are_a_table_on_a_desktop_and_cards_on_a_phone(site: str, page: Page) -> None:
    page.goto(site + PAGES["vendors"])
    row = page.locator("#current ~ div tr[data-vendor]").first
    cells = row.locator("th, td")
    tops = [cells.nth(place).bounding_box()["y"] for place in range(cells.count())]  # type: ignore[index]
    assert len(set(tops)) == 1
    page.set_viewport_size(PHONE)
    tops = [cells.nth(place).bounding_box()["y"] for place in range(cells.count())]  # type: ignore[index]
    assert tops == sorted(set(tops))
    label = "(cell) => getComputedStyle(cell, '::before').content"
    assert [cells.nth(place).evaluate(label) for place in (1, 2)] == ['"Purpose"', '"Data"']
    expect(page.get_by_role("table").first.get_by_role("row").nth(1)).to_be_visible()


# Without a trace --------------------------------------------------------------------------------------------------


@every_page
def test_a_page_asks_no_other_host_stores_nothing_and_reports_no_error(site: str, page: Page, kind: str) -> None:
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda response: said.append(response.url) if response.status >= 400 else None)
    page.goto(site + PAGES[kind])
    with page.expect_response("**/search/search_index.json"):
        page.locator(".md-search__input").click()
    expect(page.locator(".md-search-result__meta")).to_contain_text("Type to start searching")
    host = site.removesuffix(UNDER)
    assert [url for url in asked if not url.startswith(f"{host}/")] == []
    assert said == []
    assert page.context.cookies() == []
    assert page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]") == [[], []]


@every_page
def test_every_page_has_a_policy_that_stops_a_script_in_it(site: str, page: Page, kind: str) -> None:
    page.goto(site + PAGES[kind])
    [policy] = page.locator("meta[http-equiv=Content-Security-Policy]").evaluate_all("all => all.map((e) => e.content)")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    page.evaluate(
        """() => {
          window.stopped = [];
          document.addEventListener("securitypolicyviolation", (event) => window.stopped.push(event.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.querySelector("article").append(script);
          document.querySelector("article").insertAdjacentHTML("beforeend", "<img src='https://evil.example/x.png' alt=''>");
        }"""
    )
    page.wait_for_function("window.stopped.length === 2")
    assert page.evaluate("[window.ran ?? false, window.stopped]") == [False, ["script-src-elem", "img-src"]]


# Ten people with a question ----------------------------------------------------------------------------------------

OF_PEOPLE: dict[str, tuple[list[str], list[str]]] = {
    "a vendor reviewer: who processes our data, and where": (
        ["subprocessors/"],
        ["Harborlight Cloud", "United States"],
    ),
    "a vendor reviewer: how long recordings are kept, backups included": (
        ["retention/"],
        ["Call recordings", "120 days"],
    ),
    "a security officer: which certificates, and how to get the report": ([], ["SOC 2 Type II", "Request the report"]),
    "a lawyer: what we must be told before a subprocessor is added": (["policies/dpa/"], ["30 days", "object"]),
    "a lawyer: what applied on the day we signed": (
        ["as-of/", "as-of/2025-10-13/"],
        ["As of 13 October 2025", "Version 7"],
    ),
    "a lawyer: what changed since we signed": (["since/", "since/2025-10-13/"], ["Privacy policy", "What changed"]),
    "a customer: what will change, and until when to object to whom": (
        [],
        ["You can object until", "objections@example.com"],
    ),
    "somebody who got a text message: how to stop them": (["policies/sms-terms/"], ["STOP", "+13125550123"]),
    "a caller: how to have a recording deleted": (["policies/privacy/"], ["Your rights", "privacy@example.com"]),
    "a procurement office: whether our data trains models": (["answers/"], ["train", "never"]),
}
"""Who asks what, the links to click from the home page, and what the page they reach must say."""


@pytest.mark.parametrize("question", OF_PEOPLE)
def test_an_answer_is_at_most_two_clicks_from_home(site: str, page: Page, question: str) -> None:
    links, answer = OF_PEOPLE[question]
    assert len(links) <= 2
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(site)
    for target in links:
        address = page.evaluate("target => new URL(target, location.origin).pathname", f"{UNDER}{target}")
        here = page.locator("article a").evaluate_all("links => links.map((link) => new URL(link.href).pathname)")
        assert address in here, f"no link to {target} on {page.url}"
        page.locator("article a").nth(here.index(address)).click()
        page.wait_for_url(f"**{address}*")
    said = page.locator("main").inner_text().lower()
    assert [words for words in answer if words.lower() not in said] == []


# Without a script, and on paper -----------------------------------------------------------------------------------


@every_page
def test_a_page_is_readable_without_a_script(site: str, browser: Browser, kind: str) -> None:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(site + PAGES[kind])
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.locator(".md-sidebar--primary").get_by_role("link", name="Changelog")).to_be_in_viewport()
    expect(page.locator(".md-search")).to_be_hidden()
    page.set_viewport_size(PHONE)
    expect(page.locator(".tc-menu__panel")).to_be_hidden()
    page.locator(".tc-menu summary").click()
    page.locator(".tc-menu__panel").get_by_role("link", name="All policies").click()
    expect(page).to_have_url(re.compile("/policies/$"))
    expect(page.locator("h1")).to_have_text("Policies")
    context.close()


WITHOUT = ("home", "policy-with-upcoming", "redline", "history", "changelog", "notices", "days", "since-day", "vendors",
           "retention", "data-map", "timeline", "answers")  # fmt: skip
"""The pages that a script adds something to, and those with pictures."""


def without_scripts(route: Route) -> None:
    """Answers with a page as browsers show it that run no script; axe itself needs them."""
    answer = route.fetch()
    body = re.sub(r"(?s)<script\b.*?</script>|</?noscript>", "", answer.text())
    route.fulfill(response=answer, body=body)


@pytest.mark.parametrize("kind", WITHOUT)
def test_axe_finds_nothing_without_a_script(site: str, page: Page, kind: str) -> None:
    page.route(re.compile(r"/($|\?)"), without_scripts)
    page.goto(site + PAGES[kind])
    assert page.locator("script, noscript").count() == 0
    for scheme, size in (("light", WIDE), ("dark", NARROW)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert not violations(page)


@pytest.mark.parametrize("kind", ["policy", "version"])
def test_print_has_the_title_the_dates_and_the_text_and_no_chrome(site: str, page: Page, kind: str) -> None:
    page.goto(site + PAGES[kind])
    page.emulate_media(media="print", color_scheme="dark")
    for part in ("h1", ".tc-facts", ".tc-text"):
        expect(page.locator(part)).to_be_visible()
    for label in ("Version", "Effective", "Announced"):
        expect(page.locator(".tc-facts dt", has_text=label)).to_be_visible()
    expect(page.locator(".tc-facts time").first).to_be_visible()
    for part in (".tc-skip", ".md-header", ".md-sidebar--primary", ".md-sidebar--secondary", ".md-footer"):
        expect(page.locator(part)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.tc-text p:not([class])')).color") == "rgb(23, 32, 43)"
    )
    boxes = page.evaluate("[...document.querySelectorAll('.tc-scroll')].map((e) => getComputedStyle(e).overflowX)")
    assert boxes
    assert set(boxes) == {"visible"}


def printed_sheets(pdf: Path) -> list[str]:
    """The text of each sheet; ligatures, which some fonts draw, as the letters that they stand for."""
    texts = (unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in PdfReader(pdf).pages)
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize("kind", ["policy", "version", "redline", "since"])
def test_every_printed_sheet_says_which_version_where_it_stands_and_its_hash(
    site: str, page: Page, kind: str, tmp_path: Path
) -> None:
    page.goto(site + PAGES[kind])
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    sheets = printed_sheets(tmp_path / "printed.pdf")
    assert len(sheets) > 1
    named = r"(?:Privacy policy|Subprocessors), version \d+, in force from \d{1,2} \w+ \d{4}\b"
    address = r"https://example\.com/trust-center/policies/[a-z-]+/[0-9-]+/(?:redline/|since/)?"
    foot = rf"{named}[^:]*?{address} SHA-256 of (?:the text|version \d+): [0-9a-f]{{64}}"
    for number, sheet in enumerate(sheets, start=1):
        assert re.search(foot, sheet), sheet
        assert f"{number} / {len(sheets)}" in sheet
        assert len(re.sub(rf"{foot}|SHA-256 of version.{{70}}|\d+ / \d+", "", sheet)) > 40, "this sheet is empty"
    assert page_is_as_wide_as_a_sheet(page) == []


def page_is_as_wide_as_a_sheet(page: Page) -> list[str]:
    """What would be cut off on a printed sheet (A4 without its margins), and columns too narrow to be read."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 672, "height": 950})
    cut = page.evaluate(TOO_WIDE.replace(".tc-scroll, .md-search", ".md-search"))
    narrow = """() => [...document.querySelectorAll("main :is(th, td)")].filter((cell) => {
      const style = getComputedStyle(cell), letter = parseFloat(style.fontSize) / 2;
      const room = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      return cell.innerText.trim().length > 24 && room / letter < 8 && style.writingMode === "horizontal-tb";
    }).map((cell) => cell.innerText)"""
    return [*cut, *page.evaluate(narrow)]


def test_a_printed_link_says_where_it_leads(site: str, page: Page, tmp_path: Path) -> None:
    page.goto(site + PAGES["version"])
    link = page.locator(".tc-text p a[data-address]").first
    address = link.get_attribute("data-address") or ""
    assert address.startswith("https://example.com/trust-center/")
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    assert address in "".join(printed_sheets(tmp_path / "printed.pdf")).replace(" ", "")


@pytest.mark.parametrize(
    "kind", ["home", "policies", "vendors", "coverage", "notices", "timeline", "retention", "history", "vendor"]
)
def test_every_printed_page_of_the_present_says_as_of_when(site: str, page: Page, kind: str, tmp_path: Path) -> None:
    page.goto(site + PAGES[kind])
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    sheets = printed_sheets(tmp_path / "printed.pdf")
    shown = f"{date.fromisoformat(DAY):%-d %B %Y}"
    title = page.locator("h1").inner_text()
    said = title if kind == "home" else f"Example Voice: {title}"
    assert [number for number, sheet in enumerate(sheets) if f"{said}, as of {shown}" not in sheet] == []
    assert [sheet for sheet in sheets if len(sheet) < len(f"{said}, as of {shown}") + 50] == []
    assert page_is_as_wide_as_a_sheet(page) == []


# The installer ----------------------------------------------------------------------------------------------------


def installer(folder: Path, commands: dict[str, str], **environment: str) -> subprocess.CompletedProcess[str]:
    """tests/install-browser on a machine that has only these commands."""
    for name, script in commands.items():
        (folder / name).write_text(f"#!/bin/bash\n{script}\n", "utf-8")
        (folder / name).chmod(0o755)
    return subprocess.run(
        ["/bin/bash", str(ROOT / "tests/install-browser")], env={"PATH": str(folder), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


MACHINES = {
    "nothing to install with": ({}, "no apt-get"),
    "no rights": ({"apt-get": "exit 9", "id": "echo 1000"}, "needs root"),
    "no network": ({"apt-get": "exit 100", "id": "echo 0", "env": 'shift; exec "$@"'}, "could not install it"),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_installer_says_in_one_line_why_it_could_not(tmp_path: Path, machine: str) -> None:
    commands, why = MACHINES[machine]
    done = installer(tmp_path, commands)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert done.stdout.startswith("browser tests will be left out: ")
    assert why in done.stdout


def test_the_installer_leaves_a_machine_with_chromium_alone(tmp_path: Path) -> None:
    trap = {"apt-get": f"touch {tmp_path}/called", "id": "echo 0"}
    named = installer(tmp_path, {**trap, "my-browser": "true"}, CHROMIUM=str(tmp_path / "my-browser"))
    on_path = installer(tmp_path, {**trap, "google-chrome": "true"})
    for done in (named, on_path):
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not (tmp_path / "called").exists()


def test_the_installer_is_executable() -> None:
    assert os.access(ROOT / "tests/install-browser", os.X_OK)
