"""In which version each section of a text last changed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sites
from trustcenter.comparing import section_history
from trustcenter.disk import files
from trustcenter.reading.center import load

ONE = "## A\n\nold\n\n## B\n\nkept\n"


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        ([ONE], (0, 0)),
        ([ONE, ONE], (0, 0)),
        ([ONE, "## A\n\nnew\n\n## B\n\nkept\n"], (1, 0)),
        ([ONE, "## A\n\nold\n\nmore\n\n## B\n\nkept\n", ONE], (2, 0)),
        ([ONE, "## B\n\nkept\n\n## A\n\nold\n"], (0, 0)),
        ([ONE, "## C\n\nold\n\n## B\n\nkept\n"], (1, 0)),
        (["## A\n\none  two\nthree\n", "## A ##\none two three"], (0,)),
        (["## A\n\n### a\n\nold\n", "## A\n\n### a\n\nnew\n"], (1,)),
        (["## A\n\nx\n\n## A\n\ny\n", "## A\n\nx\n\n## A\n\nz\n"], (0, 1)),
        (["before\n", "after\n"], ()),
    ],
    ids=[
        "one text", "nothing changed", "one changed", "changed back", "order is no change", "a new name",
        "white space and heading marks", "subsections belong to their section", "two of one name", "no sections",
    ],
)  # fmt: skip
def test_a_section_last_changed_where_it_first_stood_as_it_stands_now(texts, places):
    assert section_history.last_changed(texts) == places


@pytest.mark.parametrize("fence", ["```", "~~~~", "````text"])
def test_a_heading_in_code_is_none(fence):
    closing = fence.removesuffix("text")
    found = section_history.sections(f"## A\n\n{fence}\n## not\n{closing}\n\n## B\n")
    assert [name for name, _, _ in found] == ["A", "B"]


def test_a_shorter_fence_does_not_end_a_longer_one():
    assert [name for name, _, _ in section_history.sections("## A\n````\n```\n## not\n````\n## B")] == ["A", "B"]


TEXT = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz")), max_size=4).map(
    lambda parts: "\n".join(f"## {name}\n\n{body}\n" for name, body in parts)
)
ODD = st.lists(
    st.sampled_from([
        "## A", "## B #", "##", "##C", "## ", "### A", "####", "  ## A", "    ## B", "```", "~~~", "````", "x", "y", " ",
        "\t", "\n", "\n\n", "\r", "\v", "\u2028", "## \vA", "\n## A\n", "\n## B\n",
    ]),
    max_size=12,
).map("".join)  # fmt: skip
"""Texts whose headings are not where a glance finds them."""


@given(st.lists(TEXT | ODD, min_size=1, max_size=5))
def test_from_the_version_told_on_every_text_has_the_section_and_the_one_before_has_not(texts):
    now = section_history.sections(texts[-1])
    places = section_history.last_changed(texts)
    assert len(places) == len(now)
    for section, place in zip(now, places, strict=True):
        assert all(section in section_history.sections(text) for text in texts[place:])
        assert place == 0 or section not in section_history.sections(texts[place - 1])


def test_withdrawn_and_superseded_versions_are_not_in_line(tmp_path):
    """A correction takes the place of what it corrects; what was withdrawn never applied."""
    root = sites.published(tmp_path / "root")
    privacy = "docs/policies/privacy/index.md"

    def publish(words, day, effective, class_="material", *options):
        sites.edit(root, privacy, *words)
        sites.done(sites.publish(root, "privacy", "--class", class_, "--effective", effective, *options, as_of=day))

    publish(("asks you", "invites you"), "2026-02-01", "2026-03-10")
    publish(("invites you", "begs you"), "2026-02-05", "2026-03-10", "editorial")
    publish(("begs you", "tells you"), "2026-03-20", "2026-05-01")
    change = next(c for c in load(files.read_tree(root)).archive.changes.values() if c.effective == date(2026, 5, 1))
    sites.done(sites.trustcenter(root, "withdraw", change.id, "--reason", "Too early.", "--as-of", "2026-03-21"))
    publish(("tells you", "asks everybody"), "2026-06-01", "2026-07-15")
    archive = load(files.read_tree(root)).archive
    last = archive.versions["privacy"][-1]
    assert [v.number for v in section_history.line(archive, last)] == [1, 3, 5]
    pages = sites.text(sites.build(root, "2026-08-01"), "policies/privacy")
    assert "Who we are Last changed 15 July 2026, in version 5" in pages
    assert "How long Unchanged since version 1, 5 January 2026" in pages
    assert "Last changed" not in sites.text(root / "site", "policies/privacy/2026-07-15")
