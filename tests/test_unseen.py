"""What a text holds and nobody sees is named with its place; what readers see, or a script needs, is left alone."""

import pytest

from trustcenter.markdown.unseen import unread, unseen

UNSEEN = {
    "empty link": ("Read [](https://a.example).", 5, "a link without words"),
    "blank link": ("Read [ ](terms.md) on.", 5, "a link without words"),
    "empty tag": ('Read <a href="https://a.example"> </a>.', 5, "a link without words"),
    "a comment": ("You pay. <!-- not true -->", 9, "comment"),
    "a comment that never ends": ("You pay.\n\n<!-- not true", 10, "comment"),
    "a processing instruction": ("<?php secret ?>", 0, "comment"),
    "a zero-width space": ("You\u200b pay.", 3, "U+200B"),
    "a right-to-left override": ("You \u202epay.", 4, "U+202E"),
    "an isolate": ("You \u2066pay.", 4, "U+2066"),
    "a soft hyphen": ("You pay\u00ading.", 7, "U+00AD"),
    "a tag character": ("You pay.\U000e0041", 8, "U+E0041"),
    "a joiner between Latin letters": ("pa\u200dy", 2, "U+200D"),
    "an entity of it": ("You &#8203;pay.", 4, "U+200B"),
    "an entity in hex": ("You &#x202e;pay.", 4, "U+202E"),
    "an entity by name": ("You &shy;pay.", 4, "U+00AD"),
    "the title of a link": ('See [us](https://a.example "old").', 27, "title of a link"),
    "the title of a definition": ('See [us].\n\n[us]: https://a.example "old"', 35, "title of a link"),
    "a definition that nothing uses": ("You pay.\n\n[//]: # (ask legal)", 10, "nothing uses"),
    "a note that nothing uses": ("You pay.\n\n[^1]: ask legal", 10, "nothing uses"),
    "a second definition": ("[us]\n\n[us]: https://a.example\n\n[us]: https://b.example", 31, "nothing uses"),
    "a script": ("<script>alert(1)</script>", 0, "`<script>`"),
    "a template": ("<template>hidden</template>", 0, "`<template>`"),
    "an attribute": ("<div hidden>You pay.</div>", 5, "`hidden`"),
    "a style": ('<span style="display:none">no</span>', 6, "attribute"),
    "a tooltip": ('<abbr title="secret">A</abbr>', 6, "attribute"),
    "an image": ("![our office](office.png)", 0, "image"),
    "an image as HTML": ('<img src="office.png">', 0, "image"),
}  # fmt: skip
SEEN = {
    "brackets": "An empty list is written as [] or `[](x)`, a box as [ ] (open).",
    "code that shows a comment": "`<!-- shown -->`",
    "a block of code": "```\n<!-- shown --> \u00a0\n```",
    "a no-break space": "30\u00a0days",
    "a joiner that Persian needs": "می\u200cخواهم",
    "an emoji of several": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
    "an anchor": '<a id="pay"></a>You pay.',
    "a line break": "one<br>two",
    "a definition in use": "See [us][1] and [them].\n\n[1]: https://a.example\n[them]: https://b.example",
    "a note in use": "You pay.[^1]\n\n[^1]: In time.",
    "brackets after a link": 'See [us](https://a.example) ("we").',
    "an ampersand": "Terms &amp; conditions &#169;",
}  # fmt: skip


@pytest.mark.parametrize(("text", "offset", "what"), UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_is_found_at_its_place(text, offset, what):
    places = unseen(text)
    assert places, text
    assert places[0].offset == offset
    assert what in places[0].what
    assert places[0].what.isprintable()


@pytest.mark.parametrize("text", SEEN.values(), ids=SEEN)
def test_what_readers_see_is_left_alone(text):
    assert unseen(text) == ()
    assert unread(text) is None


def test_a_word_that_is_not_in_the_rendered_text_is_found():
    text = "| A | B |\n|---|---|\n| 1 | 2 | hidden |\n"
    place = unread(text)
    assert place is not None
    assert text[place.offset :].startswith("hidden")
    assert unread(text.replace("| hidden |", "|")) is None
