"""What counts as a change of a text: what readers see, and how a change of markup or of bytes is told."""

import pytest

from trustcenter.comparing.changed import byte_changes, markup_changes, same_text
from trustcenter.markdown.unseen import visible

TEXT = """# Terms

## Duties

You pay **in time**, see [help](https://a.example/help).

- one
- two

| A | B |
|---|---|
| 1 | 2 |
"""
SAME = {
    "reflowed lines": ("You pay **in time**, see", "You pay\n**in time**,\nsee"),
    "a no-break space": ("You pay", "You\u00a0pay"),
    "space at the end of a line": ("- one\n", "- one   \n"),
    "other signs of emphasis": ("**in time**", "__in time__"),
    "other signs of a list": ("- one\n- two", "* one\n* two"),
    "a table drawn wider": ("| 1 | 2 |", "| 1     |   2   |"),
    "more empty lines": ("\n\n- one", "\n\n\n\n- one"),
    "a link by reference": (
        "[help](https://a.example/help).", "[help][1].\n\n[1]: https://a.example/help",
    ),
}  # fmt: skip
DIFFERENT = {
    "a link's target": (
        "https://a.example/help", "https://b.example/help",
        "“help” now leads to https://b.example/help, and led to https://a.example/help",
    ),
    "a link": ("[help](https://a.example/help)", "help", "“help” leads nowhere any more, and led to https://a.example/help"),
    "an emphasis": ("**in time**", "in time", "“in time” is not bold any more"),
    "another emphasis": ("**in time**", "*in time*", "“in time” is now emphasized"),
    "the level of a point": (
        "- one\n- two", "- one\n    - two", "“two” is now a point of a list, level 2, and was a point of a list, level 1",
    ),
    "the kind of a list": (
        "- one\n- two", "1. one\n2. two",
        "“one two” is now a point of a numbered list, level 1, and was a point of a list, level 1",
    ),
    "the level of a heading": (
        "## Duties", "### Duties", "“Duties” is now a heading of level 3, and was a heading of level 2",
    ),
    "two points made one": ("- one\n- two", "- one two", "“two” goes on with the block before it"),
    "a paragraph cut in two": ("**in time**, see", "**in time**,\n\nsee", "“see help.” begins a block of its own"),
    "the space between two words": ("[help](https", "[he lp](https", ""),
}  # fmt: skip


def changed(old, new):
    after = TEXT.replace(old, new)
    assert after != TEXT
    return after


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_reads_the_same_is_no_change(old, new):
    after = changed(old, new)
    assert same_text(TEXT, after)
    assert markup_changes(TEXT, after) == ()


@pytest.mark.parametrize(("old", "new", "sentence"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_reads_differently_is_a_change_and_is_told_as_what_it_is(old, new, sentence):
    after = changed(old, new)
    assert not same_text(TEXT, after)
    assert not sentence or sentence in markup_changes(TEXT, after)


def test_white_space_of_a_block_of_code_is_part_of_it():
    assert not same_text("# T\n\n    a  b\n", "# T\n\n    a b\n")


def test_the_number_with_which_a_list_begins_is_seen():
    assert "“one” is number 3, and was 1" in markup_changes("# T\n\n1. one\n", "# T\n\n3. one\n")


def test_a_change_of_markup_is_told_beside_changed_words():
    after = TEXT.replace("one", "the first").replace("**in time**", "in time")
    assert markup_changes(TEXT, after) == ("“in time” is not bold any more",)


def test_nothing_in_a_line_of_bytes_is_unseen():
    assert visible("a\u200bb\u202ec \nd\u00a0e") == "a<U+200B>b<U+202E>c<U+0020>\nd<U+00A0>e"
    assert byte_changes("a\nb\nc\n", "a\nb\u200b\nc\n") == ("- b", "+ b<U+200B>")
    assert byte_changes("\n".join("abcdefgh"), "\n".join("ABCDEFGH"), most=2)[2:] == ("… and 14 more",)


def test_a_link_whose_words_changed_in_part_is_named_whole():
    old, new = "Call [+13125550164](tel:+13125550164) now.", "Call [+13125550199](tel:+13125550199) now."
    assert markup_changes(old, new) == ("“+13125550199” now leads to tel:+13125550199, and led to tel:+13125550164",)
