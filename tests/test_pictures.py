"""Pictures: their geometry by property, that they say what the facts and the archive say, and how they look for everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from playwright.sync_api import Browser, Page, sync_playwright

import screenshots
import sites
from browser import DESKTOP, FLAGS, NARROW, PHONE, TOO_WIDE, chromium, served
from test_model import archive, version
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.model.periods import parse_period
from trustcenter.model.versions import Archive, Version
from trustcenter.reading.center import load
from trustcenter.reading.translations import english
from trustcenter.site import build
from trustcenter.site.pages import View, data_map, of_center, retention, timeline
from trustcenter.site.pages.pictures import NARROW as NARROW_GAP
from trustcenter.site.pages.pictures import WIDE, Days, Lengths, Mark, percent

TODAY = sites.TODAY
FIRST_DAY = date(2015, 1, 1)

# Scales -----------------------------------------------------------------------------------------------------------

lengths = st.floats(min_value=1 / 24, max_value=365_250)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))


@given(longest=lengths, start=st.sampled_from([0.0, 16.0]), one=lengths, other=lengths)
def test_a_longer_time_never_ends_before_a_shorter_one(longest: float, start: float, one: float, other: float) -> None:
    scale = Lengths(longest, start)
    shorter, longer = sorted((min(one, longest), min(other, longest)))
    assert start == scale.at(0) < scale.at(shorter) <= scale.at(longer) <= scale.at(longest)
    assert scale.at(longest) == pytest.approx(scale.end)
    if longer > shorter * 1.01:
        assert scale.at(shorter) < scale.at(longer)


def apart(marks: list[Mark], distance: float) -> bool:
    return all(other.at - one.at >= distance - 5 for one, other in pairwise(marks))


@given(longest=lengths, start=st.sampled_from([0.0, 16.0]))
def test_lengths_are_marked_in_order_where_they_are_with_room_for_their_names(longest: float, start: float) -> None:
    scale = Lengths(longest, start)
    marks = scale.marks()
    assert (marks[0].at, marks[0].name, marks[0].always) == (start, "0", True)
    assert all(mark.at == scale.at(parse_period(mark.name).about_days) for mark in marks[1:])
    assert all(parse_period(mark.name).about_days <= longest for mark in marks[1:])
    assert apart(marks, WIDE)
    assert apart([mark for mark in marks if mark.always], NARROW_GAP)


def test_a_schedule_of_days_and_years_has_marks_for_both() -> None:
    names = [mark.name for mark in Lengths(parse_period("7 years").about_days).marks()]
    assert {"0", "1 month", "1 year"} <= set(names)
    assert [mark.name for mark in Lengths(1.0).marks()][:2] == ["0", "1 hour"]


@given(first=days, span=st.integers(min_value=1, max_value=30_000), one=days, other=days)
def test_days_stand_in_their_order_between_the_edges(first: date, span: int, one: date, other: date) -> None:
    scale = Days(first, first + timedelta(days=span))
    earlier, later = sorted((one, other))
    assert 0 <= scale.at(earlier) <= scale.at(later) <= 100
    assert (scale.at(scale.first), scale.at(scale.last)) == (0, 100)
    if scale.first <= earlier < later <= scale.last:
        assert scale.at(earlier) < scale.at(later)


@given(first=days, span=st.integers(min_value=2, max_value=30_000))
def test_days_are_marked_with_room_for_their_names(first: date, span: int) -> None:
    marks = Days(first, first + timedelta(days=span)).marks(english().month)
    assert apart(marks, WIDE)
    assert len({mark.name for mark in marks}) == len(marks) <= 11
    if span > 400:
        assert marks


@given(st.floats(min_value=0, max_value=100))
def test_a_place_is_written_the_same_everywhere_and_finer_than_a_pixel(value: float) -> None:
    written = percent(value)
    assert written.endswith("%")
    assert "e" not in written
    assert abs(float(written[:-1]) - value) <= 0.0051


# Retention --------------------------------------------------------------------------------------------------------

period = st.builds(
    lambda n, unit: f"{n} {unit}", st.integers(2, 99), st.sampled_from(["hours", "days", "weeks", "months", "years"])
)
unknown = st.just({"unknown": "nobody knows"})


@st.composite
def chains(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rules that follow each other, with everything that a rule may say or leave open."""
    rules = []
    for number in range(draw(st.integers(1, 4))):
        rule: dict[str, Any] = {"id": f"r{number}", "label": f"R{number}", "data": [], "action": "delete"}
        if draw(st.booleans()):
            rule["while"] = "it lasts"
        if draw(st.booleans()) or "while" not in rule:
            rule["period"] = draw(st.one_of(period, unknown))
        if draw(st.booleans()):
            rule["configurable"] = {"by": "the customer", "default": draw(st.one_of(period, unknown))}
            rule["configurable"] |= {name: draw(period) for name in ("min", "max") if draw(st.booleans())}
        rules.append(rule)
    for rule, following in pairwise(rules):
        rule["then"] = following["id"]
    return rules


@given(chains())
def test_the_pieces_of_a_chain_are_joined_in_order_and_stay_inside(rules: list[dict[str, Any]]) -> None:
    scale = retention.scale_of({rule["id"]: rule for rule in rules})
    pieces = list(retention.segments(rules, scale))
    assert pieces
    assert all(piece.start <= piece.end for piece in pieces)
    assert all(one.end == pytest.approx(other.start) for one, other in pairwise(pieces))
    assert all(one.step <= other.step for one, other in pairwise(pieces))
    assert pieces[0].start in (0, scale.start)
    assert pieces[-1].end <= 100
    assert all(piece.kind != "open" for piece in pieces[:-1])
    assert all(piece.default is None or 0 <= piece.default <= scale.end for piece in pieces)
    assert (pieces[0].kind == "while") == ("while" in rules[0])


def bar(*rules: dict[str, Any]) -> list[tuple[str, int]]:
    scale = retention.scale_of({rule["id"]: rule for rule in rules})
    return [(piece.kind, piece.step) for piece in retention.segments(rules, scale)]


def test_a_bar_tells_what_is_sure_what_can_be_chosen_what_lasts_and_what_follows() -> None:
    live = {"id": "live", "while": "the account is open", "period": "60 days", "then": "copies"}
    copies = {"id": "copies", "period": "30 days"}
    chosen = {
        "id": "c",
        "configurable": {"default": "90 days", "min": "7 days", "max": "365 days", "by": "you"},
        "then": "copies",
    }
    assert bar(live, copies) == [("while", 0), ("kept", 0), ("kept", 1)]
    assert bar(chosen, copies) == [("kept", 0), ("choice", 0), ("kept", 1)]
    assert bar({"id": "w", "while": "it lasts"}) == [("while", 0)]
    assert bar({"id": "u", "period": {"unknown": "why"}}, copies) == [("open", 0)]
    assert bar({"id": "b", "period": "5-7 business days"}) == [("kept", 0), ("choice", 0)]
    assert bar(copies, {"id": "w", "while": "the law asks"}) == [("kept", 0), ("open", 1)]


def test_the_default_of_a_choice_stands_where_that_period_ends() -> None:
    rule = {"id": "c", "configurable": {"default": "90 days", "min": "7 days", "max": "365 days", "by": "you"}}
    scale = retention.scale_of({"c": rule})
    sure, choice = retention.segments([rule], scale)
    assert (sure.end, choice.default, choice.end) == (scale.at(7), scale.at(90), scale.at(365))


@pytest.mark.parametrize(
    ("rules", "worst"),
    [
        ([{"period": "365 days"}, {"period": "30 days"}], "395 days"),
        ([{"period": "18 months"}, {"period": "30 days"}], "18 months + 30 days"),
        ([{"while": "open", "period": "60 days"}, {"period": "30 days"}], "90 days"),
        ([{"while": "open"}], ""),
        ([{"period": "30 days"}, {"period": {"unknown": "?"}}], "not stated"),
        ([{"period": "30 days"}, {"while": "the law asks"}], "not stated"),
    ],
)
def test_the_worst_case_is_added_only_where_it_can_be(rules: list[dict[str, Any]], worst: str) -> None:
    assert retention.worst_case(rules, english())[0] == worst


# Timeline ---------------------------------------------------------------------------------------------------------


@st.composite
def archives(draw: st.DrawFn) -> Archive:
    """A policy with up to forty versions whose announcements come in the order of their numbers."""
    announced, made = FIRST_DAY, []
    for number in range(1, draw(st.integers(1, 40)) + 1):
        announced += timedelta(days=draw(st.sampled_from([0, 1, 3, 40, 400])))
        effective = announced + timedelta(days=draw(st.sampled_from([0, 0, 1, 30, 90])))
        made.append(version(str(effective), str(announced), number=number))
    last = made[-1]
    if draw(st.booleans()) and len(made) > 1:
        made[-1] = replace(last, retires=True)
    return archive(*made)


def drawn(made: Archive, on: date) -> tuple[Days, timeline.Lane]:
    known = timeline.known(made, on)
    scale = timeline.scale_of(known, on)
    return scale, timeline.lane(known, "privacy", scale, on, title="Privacy")


@given(archives(), st.integers(0, 6000))
def test_the_pieces_of_a_lane_never_overlap_and_count_every_run(made: Archive, later: int) -> None:
    on = made.all_versions[0].public_from + timedelta(days=later)
    scale, lane = drawn(made, on)
    assert all(0 <= span.start <= span.end <= 100 for span in lane.spans)
    assert all(one.end <= other.start for one, other in pairwise(lane.spans))
    runs = timeline.runs(timeline.known(made, on), "privacy", on)
    counted = sum(span.count for span in lane.spans if span.kind != "on")
    assert counted + len(lane.later) == len(runs)
    assert all(0 <= notice.start < notice.end <= 100 for notice in lane.notices if notice.start < scale.at(scale.last))


@given(archives(), st.integers(0, 6000))
def test_a_run_is_what_binds_on_each_of_its_days(made: Archive, later: int) -> None:
    on = made.all_versions[0].public_from + timedelta(days=later)
    known = timeline.known(made, on)
    for run in timeline.runs(known, "privacy", on):
        last = (run.until or run.start + timedelta(days=1000)) - timedelta(days=1)
        assert known.in_effect("privacy", run.start) == known.in_effect("privacy", last) == run.version
        assert known.in_effect("privacy", run.start - timedelta(days=1)) != run.version


@given(archives(), st.integers(0, 6000))
def test_today_is_on_the_picture_and_divides_what_was_from_what_comes(made: Archive, later: int) -> None:
    on = made.all_versions[0].public_from + timedelta(days=later)
    scale, lane = drawn(made, on)
    assert scale.first <= on < scale.last
    for span in lane.spans:
        if span.kind in ("past", "now"):
            assert span.end <= scale.at(on)
        else:
            assert span.start >= scale.at(on)


def kinds(lane: timeline.Lane) -> list[tuple[str, str]]:
    return [(span.kind, span.name) for span in lane.spans]


def test_what_was_is_and_will_be_in_effect_is_told_apart() -> None:
    made = archive(
        version("2025-01-01", "2025-01-01", number=1),
        version("2026-01-01", "2025-12-01", number=2),
        version("2027-01-01", "2026-11-01", number=3),
    )
    _, lane = drawn(made, date(2026, 11, 22))
    assert kinds(lane) == [("past", "1"), ("now", "2"), ("on", "2"), ("upcoming", "3")]
    assert [notice.version.number for notice in lane.notices] == [2, 3]
    _, before = drawn(made, date(2026, 10, 31))
    assert kinds(before) == [("past", "1"), ("now", "2"), ("on", "2")]  # not announced: nowhere


def test_what_lies_far_ahead_does_not_squeeze_the_past() -> None:
    made = archive(
        version("2025-01-01", "2025-01-01", number=1), version("2045-01-01", "2026-01-01", number=2, class_="material")
    )
    scale, lane = drawn(made, date(2026, 11, 22))
    assert scale.at(date(2026, 11, 22)) > 40
    assert [run.number for run in lane.later] == [2]


def test_versions_too_close_to_be_seen_are_drawn_as_one_that_tells_how_many() -> None:
    start = date(2000, 1, 1)
    every = [version(str(start + timedelta(days=30 * n)), number=n + 1) for n in range(300)]
    _, lane = drawn(archive(*every), TODAY)
    assert len(lane.spans) < 100
    assert all(span.end - span.start >= timeline.LEAST for span in lane.spans[:-2])
    assert sum(span.count for span in lane.spans if span.kind != "on") == 300
    assert any(span.name.startswith("×") for span in lane.spans)


# Data map ---------------------------------------------------------------------------------------------------------

names = st.lists(st.sampled_from("abcdefghijkl"), max_size=8, unique=True)
records = st.lists(
    st.tuples(names, st.lists(st.sampled_from(["US", "DE", "global"]), max_size=3, unique=True)),
    min_size=1,
    max_size=40,
)


@given(records)
def test_every_flow_is_drawn_once_and_no_box_covers_another(found: list[tuple[list[str], list[str]]]) -> None:
    written = {
        f"v{n}": {"name": f"V{n}", "group": "ai" if n % 2 else "support", "data": data, "locations": places}
        for n, (data, places) in enumerate(found)
    }
    vendors = data_map.vendors_of(written, {}, english())
    wanted = list(dict.fromkeys(name for vendor in vendors for name in vendor.data))
    picture = data_map.drawn(vendors, wanted, english())
    for column in (picture.data, picture.places, tuple(flow.box for flow in picture.flows)):
        assert all(other.y - one.y >= data_map.BOX for one, other in pairwise(column))
        assert all(data_map.BOX / 2 <= box.y <= picture.height - data_map.BOX / 2 for box in column)
    if len(vendors) <= data_map.VENDORS_DRAWN:
        assert sum(len(flow.curves) for flow in picture.flows) == sum(len(v.data) + len(v.places) for v in vendors)
    else:
        assert len(picture.flows) == len({vendor.group for vendor in vendors})


def test_what_a_vendor_does_not_state_is_shown_as_not_stated() -> None:
    [vendor] = data_map.vendors_of(
        {"v": {"name": {"unknown": "?"}, "group": "ai", "data": {"unknown": "?"}}}, {}, english()
    )
    assert (vendor.name, vendor.data, vendor.places) == ("v", ("not stated",), ("not stated",))


def test_vendors_stand_by_group_in_the_order_of_the_manual_then_by_name() -> None:
    written = {
        "z": {"name": "Zebra", "group": "ai"}, "a": {"name": "Ape", "group": "ai"},
        "h": {"name": "Host", "group": "infrastructure"},
    }  # fmt: skip
    assert [vendor.id for vendor in data_map.vendors_of(written, {}, english())] == ["h", "a", "z"]


def test_a_name_longer_than_its_box_is_cut() -> None:
    box = data_map.Box("A name that is much too long for any box in this picture", 0, 10)
    assert box.short.endswith("…")
    assert len(box.short) * data_map.LETTER_WIDTH <= box.width
    assert data_map.Box("Short", 0, 10).short == "Short"


# Pages ------------------------------------------------------------------------------------------------------------

PAGES = ("retention/", "data-map/", "timeline/")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sites.published(tmp_path_factory.mktemp("pictures"))


def made(root: Path, on: date = TODAY) -> dict[str, Any]:
    return dict(build.outputs(load(files.read_tree(root)), on).pages)


def top(found: dict[str, Any], url: str) -> Any:
    return html.fromstring(f"<main>{found[url].html}</main>")


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_the_picture_and_the_table_tell_the_same_rules(small: Path) -> None:
    page = top(made(small), "retention/")
    pictured = [words(name) for name in page.xpath("//p[@class='tc-row__name']")]
    rules = [words(cell).split(" Recordings")[0] for cell in page.xpath("//table/tbody/tr/th")]
    assert pictured == rules == ["Call recordings", "Logs"]
    titles = [words(title) for title in page.xpath("//svg[@role='img']/title")]
    assert titles == [
        "Call recordings: 90 days from the end of the call; maximum 90 days",
        "Logs: 1 year from the entry; maximum 1 year",
    ]


def test_the_data_map_tells_who_receives_what_and_where(small: Path) -> None:
    page = top(made(small), "data-map/")
    assert words(page.xpath("//desc")[0]) == "Harbor Cloud, Inc.: Recordings and Logs; in United States."
    assert [words(cell) for cell in page.xpath("//tbody/tr[1]/*")][:3] == [
        "Harbor Cloud, Inc.",
        "Infrastructure",
        "United States",
    ]
    assert [words(cell) for cell in page.xpath("//dl[@class='tc-receivers']/div")] == [
        "Logs Harbor Cloud, Inc. United States", "Recordings Harbor Cloud, Inc. United States",
    ]  # fmt: skip


def test_the_timeline_has_a_lane_a_policy_and_a_row_a_version(small: Path) -> None:
    page = top(made(small), "timeline/")
    titles = [words(title) for title in page.xpath("//svg[@role='img']/title")]
    assert titles[0] == "Privacy policy: version 1, in effect from 5 January 2026"
    assert len(titles) == len(page.xpath("//tbody/tr")) == 2


def test_an_unpublished_edit_reaches_no_picture(tmp_path: Path) -> None:
    root = sites.published(tmp_path)
    before = {url: made(root)[url].html for url in PAGES}
    sites.edit(root, "data/retention.yml", "period: 90 days", "period: 3 days")
    sites.edit(root, "data/subprocessors.yml", "locations: [US]", "locations: [FR]")
    assert {url: made(root)[url].html for url in PAGES} == before


def test_what_is_not_announced_is_on_no_picture_until_its_day(tmp_path: Path) -> None:
    root = sites.published(tmp_path)
    before = made(root, date(2026, 6, 1))
    sites.edit(root, "data/retention.yml", "period: 90 days", "period: 60 days")
    sites.done(
        sites.publish(
            root, "--class", "material", "--announce", "2026-06-02", "--effective", "2026-08-01", as_of="2026-06-01"
        )
    )
    assert {url: made(root, date(2026, 6, 1))[url].html for url in PAGES} == {url: before[url].html for url in PAGES}
    announced = made(root, date(2026, 6, 2))
    assert "takes effect on 1 August 2026" in announced["timeline/"].html
    assert "90 days" in announced["retention/"].html
    assert "60 days" in made(root, date(2026, 8, 1))["retention/"].html


def test_without_data_there_is_no_page_and_nothing_links_to_it(tmp_path: Path) -> None:
    root = sites.small(tmp_path)
    for name in ("retention", "subprocessors"):
        (root / f"data/{name}.yml").unlink()
    sites.edit(root, "docs/policies/privacy/index.md", "Recordings are kept for {{ retention.recordings.period }}.", "")
    sites.edit(root, "docs/policies/subprocessors/index.md", "{{ subprocessors.table() }}", "None.")
    found = build.outputs(load(files.read_tree(root)), TODAY)
    assert not set(PAGES) & set(found.pages)
    assert not [url for url in PAGES for page in found.pages.values() if f'{url}"' in page.html]
    assert not [url for url in PAGES if f"{url}index.md" in str(found.navigation)]


def test_a_page_of_the_company_s_own_is_not_replaced(tmp_path: Path) -> None:
    root = sites.small(tmp_path, {"docs/retention.md": "# Ours\n", "docs/data-map/index.md": "# Ours\n"})
    center = load(files.read_tree(root))
    view = View(center, center.archive.on(TODAY), Site(frozenset()))
    assert {page.url for page in of_center(view)} == {"coverage/"}
    assert not {"retention/", "data-map/"} & set(build.outputs(center, TODAY).pages)


def test_the_same_input_gives_the_same_bytes_without_inline_style_or_script(small: Path) -> None:
    one, other = made(small), made(small)
    for url in PAGES:
        assert one[url].html == other[url].html
        assert not html.fromstring(one[url].html).xpath(
            "//@style | //script | //style | //@*[starts-with(name(), 'on')]"
        )


# Screenshots ------------------------------------------------------------------------------------------------------


def test_every_screenshot_is_there_small_and_shown() -> None:
    """After a change that is meant: `make screenshots`."""
    wanted = {f"{name}.png" for name in screenshots.shots()}
    manual, readme = (sites.REPO / path for path in ("manual/site.md", "README.md"))
    assert wanted == {path.name for path in screenshots.FOLDER.glob("*.png")}
    assert wanted == set(re.findall(r"\(pictures/([a-z-]+\.png)\)", manual.read_text("utf-8")))
    assert set(re.findall(r"\(manual/pictures/([a-z-]+\.png)\)", readme.read_text("utf-8"))) <= wanted
    assert all(path.stat().st_size < 150_000 for path in screenshots.FOLDER.iterdir())


# In a browser -----------------------------------------------------------------------------------------------------

CHAIN = """\
- id: recordings
  label: Call recordings
  data: [recordings]
  period: 90 days
  configurable: {default: 90 days, min: 7 days, max: 365 days, by: the customer}
  starts: the end of the call
  action: delete
  then: logs
- id: account
  label: An account with a name that is long, wraps on a phone and is still read
  data: [recordings]
  while: the account is open
  action: delete
  then: logs
- id: logs
  label: Logs
  data: [logs]
  period: 1 year
  starts: the entry
  action: delete
"""
TEXTS = "[...document.querySelectorAll('.tc-drawing text')].filter((e) => e.checkVisibility())"
CUT = f"{TEXTS}.filter((e) => {{ const box = e.getBoundingClientRect(); return box.left < -1 || box.right > innerWidth + 1; }}).map((e) => e.outerHTML)"
MET = f"""(() => {{
  const boxes = {TEXTS}.filter((e) => !e.closest('.tc-flows')).map((e) => [e.closest('svg'), e.getBoundingClientRect(), e.textContent]);
  return boxes.flatMap(([svg, a, one], n) => boxes.slice(n + 1).filter(([other, b]) => svg === other
    && a.left < b.right && b.left < a.right && a.top < b.bottom - 3 && b.top < a.bottom - 3).map(([, , two]) => [one, two]));
}})()"""
"""Names of one drawing that stand on each other."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A center with chains of rules, a withdrawal, an emergency and an upcoming version."""
    root = sites.published(tmp_path_factory.mktemp("many"), {"data/retention.yml": CHAIN})
    policy = "docs/policies/privacy/index.md"
    sites.edit(root, policy, "We keep little.", "We keep less.")
    sites.done(
        sites.publish(
            root, "--class", "emergency", "--effective", "2026-03-01", "--reason", "Fire.", as_of="2026-03-01"
        )
    )
    sites.edit(root, policy, "We keep less.", "We keep more.")
    sites.done(
        sites.publish(root, "--class", "material", "--effective", "2026-09-01", as_of="2026-05-01", title="Taken back")
    )
    sites.done(sites.trustcenter(root, "withdraw", "2026-05-01-taken-back", "--reason", "No.", "--as-of", "2026-07-01"))
    sites.edit(root, policy, "We keep more.", "We keep it.")
    sites.done(sites.publish(root, "--class", "material", "--effective", "2027-09-01", as_of="2026-10-01"))
    return root


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture(scope="module")
def address(many: Path, browser: Browser) -> Iterator[str]:
    site = sites.build(many, TODAY)
    with served(site) as found:
        yield f"{found}/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
    yield context.new_page()
    context.close()


every_picture = pytest.mark.parametrize("url", PAGES)
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


@pytest.mark.browser
@every_picture
def test_axe_finds_nothing_in_any_colours_or_width(address: str, page: Page, url: str) -> None:
    page.goto(address + url)
    for look in LOOKS.values():
        page.emulate_media(**look)
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], (look, size)


@pytest.mark.browser
@every_picture
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_nothing_is_cut_too_wide_or_stands_on_another_name(
    address: str, page: Page, url: str, direction: str, size: Any
) -> None:
    page.set_viewport_size(size)
    page.goto(address + url)
    page.evaluate(
        "(direction) => { document.documentElement.dir = direction; document.body.dir = direction; }", direction
    )
    assert page.evaluate(MET) == []
    if url != "data-map/":  # its picture scrolls in its own box
        assert page.evaluate(CUT) == []
    if direction == "ltr":
        assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.browser
def test_written_from_the_right_a_picture_is_mirrored_and_its_words_are_not(address: str, page: Page) -> None:
    page.goto(address + "retention/")
    where = "(() => { const svg = document.querySelector('.tc-row__bar'), box = svg.getBoundingClientRect(), bar = svg.querySelector('.tc-bar--kept').getBoundingClientRect(); return [(bar.left - box.left), (box.right - bar.right)]; })()"
    left, right = page.evaluate(where)
    page.evaluate("document.documentElement.dir = 'rtl'")
    mirrored = page.evaluate(where)
    assert mirrored == pytest.approx([right, left], abs=1.5)
    turned = page.evaluate(
        "(() => { const m = document.querySelector('.tc-row__bar text').getScreenCTM(); return m.a; })()"
    )
    assert turned > 0


@pytest.mark.browser
def test_bars_are_as_long_as_their_times_say(address: str, page: Page) -> None:
    page.goto(address + "retention/")
    row = page.locator(".tc-row", has_text="Call recordings").locator("svg")
    width = row.evaluate("(svg) => svg.getBoundingClientRect().width")
    bars = row.locator("rect").evaluate_all("(bars) => bars.map((bar) => bar.getBoundingClientRect().width)")
    scale = Lengths(365 + parse_period("1 year").about_days, start=retention.BEFORE)
    ends = [scale.at(n) for n in (0, 7, 365, scale.longest)]
    assert bars == pytest.approx([(b - a) / 100 * width for a, b in pairwise(ends)], abs=2)


FILLS = """(where) => [...document.querySelectorAll(where)].map((e) => {
  const style = getComputedStyle(e);
  return [style.fill, style.stroke];
})"""


def luminance(written: str) -> float | None:
    """Of a colour as a browser writes it; None where there is none."""
    numbers = [float(n) for n in re.findall(r"-?[0-9][0-9.]*(?:e-?[0-9]+)?", written.removeprefix("color(srgb"))]
    if not numbers or (len(numbers) == 4 and numbers[3] == 0):
        return None
    parts = [n if "srgb" in written else n / 255 for n in numbers[:3]]
    red, green, blue = (n / 12.92 if n <= 0.04045 else ((n + 0.055) / 1.055) ** 2.4 for n in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2; 1 where one of the two is no colour."""
    found = [luminance(one), luminance(other)]
    low, high = sorted(n for n in found if n is not None) if None not in found else (0.0, 0.0)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("rgb(0, 0, 0)", "color(srgb 1 1 1)") == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)
    assert contrast("none", "rgb(255, 255, 255)") == 1


@pytest.mark.browser
@every_picture
@pytest.mark.parametrize("look", LOOKS)
def test_bars_curves_and_words_stand_out_in_all_colours(address: str, page: Page, url: str, look: str) -> None:
    """WCAG 2.2, 1.4.11 and 1.4.3: at least 3 for what is drawn, 4.5 for what is written."""
    page.emulate_media(**LOOKS[look])
    page.goto(address + url)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    shapes = page.evaluate(FILLS, ".tc-drawing :is(rect, path)")
    names = page.evaluate(FILLS, ".tc-drawing text:not(.tc-number)")
    assert shapes
    assert names
    assert [shape for shape in shapes if max(contrast(colour, ground) for colour in shape) < 3] == []
    assert [name for name in names if contrast(name[0], ground) < 4.5] == []
    if url == "timeline/":
        for kind in ("past", "now"):
            [(bar_colour, _), *_] = page.evaluate(FILLS, f".tc-row__bar .tc-bar--{kind}")
            [(name, _), *_] = page.evaluate(FILLS, f".tc-row__bar .tc-bar--{kind} + .tc-number")
            assert contrast(name, bar_colour) >= 4.5


@pytest.mark.browser
@every_picture
def test_pictures_are_printed_whole(address: str, page: Page, url: str) -> None:
    page.goto(address + url)
    page.set_viewport_size({"width": 720, "height": 1000})
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".tc-drawing").last.is_visible()
    wide = "[...document.querySelectorAll('.tc-drawing')].filter((e) => e.getBoundingClientRect().right > innerWidth).length"
    assert page.evaluate(wide) == 0


@pytest.mark.browser
def test_the_pages_are_read_without_a_script_and_ask_no_other_host(address: str, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for url in PAGES:
        page.goto(address + url)
        shown = url != "data-map/"  # too wide for a phone: its tables say the same
        assert page.locator(".tc-drawing").first.is_visible() is shown
        assert page.get_by_role("heading", name="Chart").is_visible() is shown
        assert page.locator("table, dl.tc-receivers").first.is_visible()
    assert [url for url in asked if not url.startswith(address)] == []
    context.close()


def test_a_long_history_is_a_page_of_modest_weight(small: Path) -> None:
    center = load(files.read_tree(small))
    first: Version = center.archive.versions["privacy"][0]
    start = date(2000, 1, 1)
    long = tuple(
        replace(first, id=str(day), number=n + 1, effective=day, announced=day)
        for n, day in enumerate(start + timedelta(days=30 * n) for n in range(300))
    )
    versions = {**center.archive.versions, "privacy": long}
    center = replace(center, archive=replace(center.archive, versions=versions))
    view = View(center, center.archive.on(TODAY), Site(frozenset()))
    page = timeline.page(view)
    assert len(page.html.encode()) < 200_000
    assert page.html.count("<tr>") == timeline.ROWS + 1
    assert f"{301 - timeline.ROWS} older versions are in the histories" in page.html
