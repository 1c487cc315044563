"""Escapes: a fact printed into Markdown is read back as exactly what it says, wherever it stands."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts_for_tests import filled, folded
from facts_for_tests import rendered as rendered_text
from trustcenter.markdown.escaping import cell, escape, link, table
from trustcenter.model.facts import Facts

NASTY = [
    *"\\`*_{}[]()#+-.!|<>&:;~=\"'^/@%$?,1aé",
    *["\t", "\n", "  ", "    ", "\u200b", "\u00a0", "\u2028"],
    *["&amp;", "&#58;", "&#x3a;", "&lt", "&copy;", "<b>", "</p>", "<!--", "-->", "<script>", "<?x?>", "<![CDATA[", "]]>"],
    *["[^1]", "[^1]: ", "*[X]: ", "X", "{: #x}", "{#x}", "](https://e.example)", "https://e.example", "<https://e.example>"],
    *["a@b.example", "<a@b.example>", "[a]: b", "[TOC]", "===", "---", "- - -", "***", "- ", "+ ", "* ", "1. ", "1) ", "> "],
    *["# ", "#", "##", ": d", "~~~", "```", "| --- |", "| a | b |", "{{ x }}", "{% raw %}", "**", "__", "\\|", "\\\\|", "\\#"],
    *["wzxhzdk:0", "klzzwxh:0000", "stashed"],
]  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Characters that no file of facts may hold."""
LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
VALUES = st.lists(st.one_of(st.sampled_from(NASTY), LETTERS), min_size=1, max_size=12).map("".join)
VALUES = VALUES.map(lambda text: CONTROL.sub("", text).strip()).filter(bool)
GALLERY = [
    *["# not a heading", "#neither", "C#", "C##", "#", "####### x", "a\n# b", "> quote", ">quote", "- item", "+ item", "* item"],
    *["1. item", "1) item", "2024. A year", "1.5 items", "+17087654406", "-5 °C", ": definition", ":", "= x", "===", "---", "-", "--"],
    *["***", "* * *", "___", "_ _ _", "~~~", "```", "`code`", "``a``", "*em*", "**strong**", "_em_", "__init__", "snake_case_name"],
    *["a_ _b", "[link](https://e.example)", "[ref]", "[ref][ref]", "![image](x.png)", "[^1]", "[^1]: note", "*[HTML]: text"],
    *["[a]: https://e.example", "{: #id .class }", "text {: #id }", "{#id}", "<b>bold</b>", "<script>alert(1)</script>", "<!-- c -->"],
    *["a < b > c", "a<b", "AT&T", "&amp;", "&#58;", "&copy;", "&copy", "a && b", "https://e.example/?a=1&copy;=2", "a | b", "| a | b |"],
    *["|", "\\", "\\\\", "\\|", "a\\", "\\*", "\\#", "<https://e.example>", "<me@e.example>", "a  b\tc", "line\none", "{{ x }}", "{% raw %}"],
    *["100 % & more", '"quotes"', "it's", "…–—", "Ω ≈ ç √", "日本語", "\u200bzero width", "[x] done", "[ ] open", "a: b", "- - -", "1 .", "(c)"],
]  # fmt: skip


def fact(value: str) -> Facts:
    return Facts({"organization": {"brand": value}})


def rendered(text: str) -> Any:
    """A text as a tree without what a bare address or the old id of a heading adds to it: links to what they say."""
    root = rendered_text(text)
    for element in list(root.iter("a", "span")):
        words = element.text_content()
        href = unquote(element.get("href", ""))
        to_itself = href in (words, f"mailto:{words}", f"https://{words}") or href.lower() == words.lower()
        if (element.tag == "a" and to_itself) or (element.tag == "span" and (not words or not element.attrib)):
            element.drop_tag()
    return root


def only(root: Any, tag: str) -> Any:
    """The one element of a text, which holds nothing but text."""
    assert [element.tag for element in root] == [tag]
    assert list(root[0]) == []
    return root[0]


def in_the_middle(value: str) -> None:
    text = filled("X {{ organization.brand }} Y", fact(value)).text
    assert folded(only(rendered(text), "p").text_content()) == f"X {folded(value)} Y", text


def at_the_start(value: str) -> None:
    text = filled("{{ organization.brand }} Y", fact(value)).text
    assert folded(only(rendered(text), "p").text_content()) == f"{folded(value)} Y", text


def alone(value: str) -> None:
    text = filled("{{ organization.brand }}", fact(value)).text
    assert folded(only(rendered(text), "p").text_content()) == folded(value), text


def on_a_line_of_a_paragraph(value: str) -> None:
    text = filled("First\n{{ organization.brand }}\nlast", fact(value)).text
    assert folded(only(rendered(text), "p").text_content()) == f"First {folded(value)} last", text


def in_a_list(value: str) -> None:
    text = filled("- {{ organization.brand }}\n- second", fact(value)).text
    root = rendered(text)
    assert [element.tag for element in root.iter()] == ["div", "ul", "li", "li"], text
    assert folded(root[0][0].text_content()) == folded(value), text


def in_a_heading(value: str) -> None:
    text = filled("## {{ organization.brand }}", fact(value)).text
    root = rendered(text)
    assert [element.tag for element in root.iter()] == ["div", "h2", "a"], text  # the link of the heading to itself
    assert folded(root[0].text_content()) == folded(value), text


def in_a_cell_of_the_author(value: str) -> None:
    text = filled("| a | b |\n| --- | --- |\n| {{ organization.brand }} | c |", fact(value)).text
    found = rendered(text).xpath("//td")
    assert [folded(td.text_content()) for td in found] == [folded(value), "c"], text
    assert list(found[0]) == []


def in_a_table_of_facts(value: str) -> None:
    text = filled("{{ organization.table() }}", fact(value)).text
    found = rendered(text).xpath("//tbody//td")
    assert [folded(td.text_content()) for td in found] == ["Brand", folded(value)], text
    assert list(found[1]) == []


def in_bullets(value: str) -> None:
    given_facts = Facts({"security": {"x": {"id": "x", "label": value, "group": "technical", "detail": value}}})
    root = rendered(filled("{{ security.bullets() }}", given_facts).text)
    assert [element.tag for element in root.iter()] == ["div", "ul", "li", "strong"]
    assert folded(root.text_content()).startswith(f"{folded(value)}: ")


def as_a_title(value: str) -> None:
    root = rendered(f"# {escape(value)}\n\nText.\n")
    assert [element.tag for element in root] == ["h1", "p"]
    assert folded(root[0].text_content()) == folded(value)


PLACES = [
    in_the_middle, at_the_start, alone, on_a_line_of_a_paragraph, in_a_list, in_a_heading, in_a_cell_of_the_author,
    in_a_table_of_facts, in_bullets, as_a_title,
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("value", GALLERY)
def test_a_fact_reads_as_it_was_written(place: Any, value: str) -> None:
    place(value)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_any_fact_reads_as_it_was_written(place: Any) -> None:
    given(VALUES)(place)()


@pytest.mark.parametrize(
    "plain",
    [
        "+17087654406",
        "a_b_c",
        "5 - 7",
        "C# and F#, both",
        "1.5",
        "a (b) c!",
        "3 > 2",
        "50% & more",
        "it's 10:30",
        "-5 °C",
        "=1",
    ],
)
def test_what_needs_no_escape_is_left_alone(plain: str) -> None:
    assert escape(plain) == plain


@pytest.mark.parametrize(
    ("value", "markdown"),
    [
        ("~5 to ~6", r"\~5 to \~6"),
        ("https://e.example/a_b", "https://e.example/a_b"),
        ("https://e.example/a*b", r"https&#58;//e.example/a\*b"),
        ("www.e.example/[x]", r"www&#46;e.example/\[x\]"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_signs_that_mean_something_on_github_are_escaped(value: str, markdown: str) -> None:
    assert escape(value) == markdown


@given(VALUES)
def test_an_escaped_fact_is_one_line(value: str) -> None:
    assert len(escape(value).splitlines()) == 1
    assert len(cell(value).splitlines()) == 1


def test_an_empty_cell_is_marked() -> None:
    assert cell("") == cell(" \n") == "—"


@pytest.mark.parametrize(
    ("markdown", "expected"), [("a|b", r"a\|b"), (r"a\|b", r"a\|b"), (r"a\\|b", r"a\\\|b"), ("||", r"\|\|")]
)
def test_a_pipe_is_escaped_once(markdown: str, expected: str) -> None:
    assert cell(markdown) == expected


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=2, max_size=4)
    )
)
def test_any_table_keeps_its_rows_and_columns(rows: list[list[str]]) -> None:
    escaped = [[escape(value) for value in row] for row in rows]
    root = rendered(table(escaped[0], escaped[1:]))
    found = [[folded(td.text_content()) for td in row] for row in root.iter("tr")]
    assert found == [[folded(value) for value in row] for row in rows]


def test_a_table_may_have_an_empty_heading() -> None:
    assert table(["", "b"], [["x", ""]]).splitlines() == ["|   | b |", "| --- | --- |", "| x | — |"]


# Links ----------------------------------------------------------------------------------------------------------------

URLS = st.from_regex(
    r"https://[a-z]{1,8}\.example(?::[1-9][0-9]{0,3})?(?:[/?#][^\s<>\"`\x00-\x20\x7f]*)?", fullmatch=True
)
EMAILS = st.from_regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z]{1,8}\.example", fullmatch=True)


@given(st.one_of(URLS, EMAILS))
def test_any_address_becomes_one_link_to_itself(address: str) -> None:
    web = address.startswith("https://")
    for markdown in (f"see {link(address)}.", table(["h"], [[link(address)]])):
        (anchor,) = rendered_text(markdown).xpath("//a")
        assert list(anchor) == []
        assert anchor.text_content() == folded(address.removeprefix("https://").rstrip("/") if web else address)
        assert unquote(anchor.get("href")) == unquote(address if web else f"mailto:{address}")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("https://example.com/", "[example.com](https://example.com/)"),
        ("https://example.com/a_(b)", r"[example.com/a\_(b)](https://example.com/a_%28b%29)"),
        ("me@example.com", "[me@example.com](mailto:me@example.com)"),
        ("+17087654406", "[+17087654406](tel:+17087654406)"),
        ("http://example.com", "http://example.com"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("no address *here*", r"no address \*here\*"),
        ("https://example.com and more", "https://example.com and more"),
    ],
)
def test_only_addresses_are_linked(text: str, markdown: str) -> None:
    assert link(text) == markdown
