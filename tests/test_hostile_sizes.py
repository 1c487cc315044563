"""Hostile sizes: whatever shape a text has, the work for it grows as the text does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import sites
from growth import assert_linear
from trustcenter.comparing.changed import same_text
from trustcenter.comparing.signed import signed
from trustcenter.importing import formats, review_folder
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.proposals import MOST_PROPOSALS
from trustcenter.markdown import own_pages
from trustcenter.markdown.unseen import unread, unseen
from trustcenter.reading.center import load
from trustcenter.reading.references import MOST_REFERENCES
from trustcenter.rules import check
from trustcenter.rules.prose import LONGEST_SENTENCE, prose, sentence_at
from trustcenter.site import csp

DRAFT = "docs/policies/privacy/index.md"
HEAD = "---\ntitle: P\nowner: privacy\n---\n\n"
SHAPES: dict[str, str] = {
    "raw": "{% raw %}", "raw closed": "{% raw %}x{% endraw %}", "comments": "<!--", "braces": "{{",
    "unknown references": "{{ x }}", "references": "{{ notice.material }} ", "quotes in braces": "{{ '", "brackets": "[",
    "emphasis": "**a", "code": "`a", "links": "[a](b) ", "headings": "\n## H\n", "periods": "30 days ",
    "sentences": "We keep call recordings for 30 days. ", "dates": "3/4/2026 ", "definitions": "[a]: b\n", "notes": "[^a] ",
    "addresses": "a@b.c ", "tags": "<a ", "entities": "&#", "pictures": "![", "rows": "| x | y |\n", "numbers": "1 ",
    "placeholders": "[insert ", "telephones": "+1 708 765 4406 ", "lines": "a\n", "items": "- a\n", "names": "Harbor Cloud ",
}  # fmt: skip


def checked(shape: str, size: int) -> object:
    unit = SHAPES[shape]
    draft = HEAD + unit * (size // len(unit)) + "\n"
    texts = {path: text.encode() for path, text in {**sites.SMALL, DRAFT: draft}.items()}
    return check(load({**texts, "mkdocs.yml": b"site_name: x\n"}), date(2026, 3, 1))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_draft_of_one_shape_is_checked_in_linear_time(shape: str) -> None:
    checked(shape, 500)
    assert_linear(lambda size: checked(shape, size), 10_000, slack=3)


PAGES = ["<script ", "<script>", "<style>", "<script><style>", '<article class="md-content__inner', "<", "</article>"]


@pytest.mark.parametrize("unit", PAGES)
def test_the_policy_of_a_page_is_made_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: csp.policy(unit * (size // len(unit))), 100_000)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<script a>x</script>", [("script", " a", "x")]), ("<style>a</style><script>b</script>", [("style", "", "a"), ("script", "", "b")]),
        ("<script><style>a</script>", [("script", "", "<style>a")]), ("<script", []), ("<script>", []), ("<scripts>a</scripts>", []),
        ("<style></script></style>", [("style", "", "</script>")]), ("<script <script>a</script>", [("script", " <script", "a")]),
    ],
)  # fmt: skip
def test_the_elements_of_a_page_are_those_that_a_browser_sees(html: str, shown: list[tuple[str, str, str]]) -> None:
    assert csp.inline(html) == {(kind, text) for kind, _, text in shown}


WORK: dict[str, Callable[[str], object]] = {
    "sentence": lambda text: [sentence_at(prose(text), at) for at in range(0, len(text), 40)],
}


@pytest.mark.parametrize("work", WORK)
def test_what_is_asked_at_many_places_is_worked_out_once(work: str) -> None:
    assert_linear(lambda size: WORK[work]("x" * size + "y" * (size % 7)), 40_000)


PUBLISHED: dict[str, Callable[[str], object]] = {
    "what is signed": lambda text: signed("", text),
    "words that are not shown": unread,
    "hidden characters": lambda text: list(unseen(text)),
    "the same text": lambda text: same_text(text, f"{text}more"),
}
PUBLISHED_SHAPES = ("a ", "Recordings are kept for 30 days. ", "я", "é ", "“", "a\n\n", "[a](b) ", "\u200b", "&#8203;")


@pytest.mark.parametrize("unit", PUBLISHED_SHAPES, ids=ascii)
@pytest.mark.parametrize("work", PUBLISHED)
def test_what_publishing_looks_at_grows_as_the_text_does(work: str, unit: str) -> None:
    PUBLISHED[work](unit * 100)
    assert_linear(lambda size: PUBLISHED[work](unit * (size // len(unit)) + "\n"), 20_000, slack=3)


def test_a_long_sentence_is_read_in_parts_and_a_short_one_whole() -> None:
    words = "We keep it. W" + "word " * 2000 + ". We end."
    first, middle, last = (sentence_at(words, offset) for offset in (3, 6000, len(words) - 3))
    assert first is not None
    assert middle is not None
    assert last is not None
    assert (first.text, last.text) == ("We keep it.", "We end.")
    assert len(middle.text) == LONGEST_SENTENCE
    assert sentence_at(words, 6001) is middle


def test_more_references_than_anybody_writes_are_refused_at_the_first_too_many() -> None:
    draft = HEAD + "{{ notice.material }}\n" * (MOST_REFERENCES + 3)
    texts = {path: text.encode() for path, text in {**sites.SMALL, DRAFT: draft}.items()}
    problems = [p for p in check(load(texts), date(2026, 3, 1)) if p.rule == "bad-reference"]
    assert [(p.where.line, p.where.column) for p in problems] == [(HEAD.count("\n") + MOST_REFERENCES + 1, 1)]
    assert "too many" in problems[0].message


OWN_PAGES = {
    "open brackets": "[", "open tags": "<script ", "pictures": "![", "rules": "---\n", "headings": "a\n===\n",
    "fences": "```\n", "open links": "[a [b] ", "comments": "<!-- ", "sentences": "We keep it for 30 days. ",
}  # fmt: skip


@pytest.mark.parametrize("shape", OWN_PAGES)
def test_a_page_that_its_renderer_would_stick_at_is_refused_at_its_line(shape: str) -> None:
    unit = OWN_PAGES[shape]
    page = f"# About\n\n{unit * (300_000 // len(unit))}\n"
    center = load({**{path: text.encode() for path, text in sites.SMALL.items()}, "docs/about.md": page.encode()})
    [problem] = [p for p in check(center, date(2026, 3, 1)) if p.where.file == "docs/about.md"]
    assert (problem.rule, problem.is_error) == ("too-complex", True)
    assert "docs/about.md" not in center.pages


@pytest.mark.parametrize("shape", sorted({*OWN_PAGES} - {"sentences"}))
def test_what_a_page_opens_and_does_not_close_is_limited_at_the_part_that_is_too_much(shape: str) -> None:
    unit = OWN_PAGES[shape]
    page = f"# About\n\n{unit * (200_000 // len(unit))}\n"
    beyond = own_pages.excess(page)
    assert beyond is not None
    assert 0 < beyond.offset <= 20


@pytest.mark.parametrize(
    "page",
    ["[a](b) " * 30_000, "| a | b |\n|---|---|\n| c | d |\n\n" * 5_000, "- [ ] a\n" * 20_000, "a < b [1\n\n" * 9_000],
)
def test_an_ordinary_page_is_within_the_limits(page: str) -> None:
    assert own_pages.excess(page) is None


@pytest.mark.parametrize("unit", OWN_PAGES.values(), ids=OWN_PAGES)
def test_the_limits_of_a_page_are_found_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: own_pages.excess(unit * (size // len(unit))), 50_000)


def test_a_text_that_states_more_facts_than_anybody_checks_is_refused_at_its_line() -> None:
    text = "# P\n\n" + "We keep call recordings for 30 days.\n\n" * (MOST_PROPOSALS + 300)
    data = text.encode()
    read = formats.read("a.md", data)
    with pytest.raises(NotImported, match=r"^line [0-9]+ of the text: more than 1,000 facts"):
        review_folder.make("a.md", data, read, policy="brought", title="", today=date(2026, 3, 1), center={})
