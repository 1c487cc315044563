"""What a text holds and nobody sees is named with its place; what readers see, or a script needs, is left alone."""

from datetime import date

import pytest

import sites
from trustcenter.markdown.unseen import unread, unseen
from trustcenter.reading.center import load
from trustcenter.rules import check

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
    "a link that runs": ("See [us](javascript:alert(1)).", 9, "`javascript:`"),
    "one with capitals": ("See [us](JaVaScRiPt:alert(1)).", 9, "`javascript:`"),
    "one with an entity": ("See [us](java&#115;cript:alert(1)).", 9, "`javascript:`"),
    "one with an escape": ("See [us](javascript\\:alert(1)).", 9, "`javascript:`"),
    "one in angle brackets": ("See [us](<javascript:alert(1)>).", 9, "`javascript:`"),
    "one as a definition": ("See [us].\n\n[us]: data:text/html,x", 17, "`data:`"),
    "one as HTML": ('See <a href="vbscript:x">us</a>.', 12, "`vbscript:`"),
    "one as an autolink": ("See <javascript:alert(1)>.", 5, "`javascript:`"),
    "a link that a page drops": ("See [us](http://a.example).", 9, "`http:`"),
    "a link without a scheme": ("See [us](//a.example/x).", 9, "two slashes"),
    "a link that names another site": ("See [bank.example](https://evil.example/).", 19, "leads to evil.example"),
    "a Cyrillic letter": ("You p\u0430y.", 5, "U+0430 (cyrillic small letter a)"),
    "a Latin letter in a Cyrillic word": ("\u0422\u0435\u043ast", 3, "U+0073"),
    "a Greek letter": ("Pr\u03bfvider", 2, "U+03BF"),
    "a fullwidth letter": ("You \uff50ay.", 4, "drawn like `p`"),
    "a mathematical letter": ("You \U0001d429ay.", 4, "drawn like `p`"),
    "an entity of a Cyrillic letter": ("You p&#1072;y.", 5, "U+0430 (cyrillic small letter a)"),
    "a Latin letter beside an entity": ("&amp; &#1090;e&#1082;", 13, "U+0065"),
    "an entity of a fullwidth letter": ("You &#xff50;ay.", 4, "drawn like `p`"),
    "an entity of a stroke": ("no&#x338;t", 2, "strikes a letter out"),
    "a stroke through a letter": ("zalgo\u0335\u0321", 5, "U+0335"),
    "a character of private use": ("a\ue000b", 1, "U+E000 is a character that each font draws as it likes"),
    "one of another plane": ("You pay.\U00100000", 8, "U+100000"),
    "a heap of accents": ("pa\u0301\u0302\u0303\u0304y", 2, "4 accents"),
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
    "a link": "See [us](https://a.example), [mail](mailto:a@b.example), [call](tel:+1), [below](#pay), [terms](terms.md).",
    "a link that names its site": "See [www.a.example](https://a.example/x) and [a.example](https://trust.a.example/).",
    "another script": "\u0422\u0435\u043a\u0441\u0442 \u043e SMS-\u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u044f\u0445",
    "Japanese with fullwidth letters": "\uff30\uff24\uff26\u3092\u898b\u308b",
    "Vietnamese": "Ch\u00ednh s\u00e1ch \u1ea9n danh e\u0302\u0301",
    "units": "5 \u00b5g, 3 \u03a9, \u03b1-test, caf\u00e9",
    "entities of letters": "Caf&eacute; &copy; &#1090;&#1077;&#1082; AT&T; &nosuch; 1 &ne; 2",
    "a sign that is struck through": "a \u2260 b, a =\u0338 b",
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
    beside = unread(text.replace("hidden", "&amp;hidden"))
    assert beside is not None
    assert text.replace("hidden", "&amp;hidden")[beside.offset :].startswith("hidden")


@pytest.mark.parametrize(
    "name", ["Harbor\u00a0Cloud, Inc.", "HARBOR Cloud, Inc.", "Harbor  Cloud, Inc.", "Harbor Cl\u200boud, Inc."]
)
def test_two_vendors_whose_names_read_alike_are_named(name):
    vendors = sites.SMALL["data/subprocessors.yml"]
    other = vendors.replace("harbor", "harbor_2", 1).replace("Harbor Cloud, Inc.", f'"{name}"')
    texts = {path: text.encode() for path, text in {**sites.SMALL, "data/subprocessors.yml": vendors + other}.items()}
    told = [
        problem for problem in check(load(texts), date(2026, 1, 5)) if "reads as that of `harbor`" in problem.message
    ]
    assert [(problem.where.file, problem.where.line) for problem in told] == [("data/subprocessors.yml", 8)]


def test_two_engagements_of_one_vendor_may_have_its_name():
    vendors = sites.SMALL["data/subprocessors.yml"]
    texts = {**sites.SMALL, "data/subprocessors.yml": vendors + vendors.replace("harbor", "harbor_2", 1)}
    problems = check(load({path: text.encode() for path, text in texts.items()}), date(2026, 1, 5))
    assert not [problem for problem in problems if "reads as" in problem.message]
