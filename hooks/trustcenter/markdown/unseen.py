"""Finds what a Markdown text holds and its readers never see: characters, comments, attributes, images, targets.

The rule `unseen_text` calls `unseen`, which yields places with what stands there and what to do, and `unread`, which
compares the words of a text with those of its rendered form.  `visible` writes unseen characters as code points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.entities import html5
from urllib.parse import unquote

from trustcenter.markdown.code import without_code
from trustcenter.markdown.html_tree import parsed
from trustcenter.markdown.link_targets import deceptive
from trustcenter.markdown.look_alikes import look_alikes, named
from trustcenter.markdown.to_html import ANYWHERE, is_shown, render

_NO_WIDTH = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
"""Characters without width and characters that change the direction of others."""
CHARACTER = re.compile(f"[{_NO_WIDTH}]")
_UNSEEN = re.compile(rf"[^\S \n]|[{_NO_WIDTH}]| (?=\n|$)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<![A-Za-z].*?(?:>|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)/?>")
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?")
_HARMLESS = frozenset("id name href lang colspan rowspan align scope start type checked disabled open alt".split())
_IMAGE = re.compile(r"(?<!\\)!\[(?!\^)[^\[\]]*\](?=[(\[])")
_DEFINITION = re.compile(
    r"(?m)^ {0,3}\[((?:[^\[\]\\\n]|\\.)+)\]:[ \t]*\n?[ \t]*(<[^<>\n]*>|\S*)(?:[ \t]*\n?[ \t]*([\"'(][^\n]*))?"
)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]", re.DOTALL)
_TITLE = re.compile(r"\]\(\s*(?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\s+((?:\"|'|\()[^\n]*?(?:\"|'|\)))\s*\)")
_NO_LABEL = re.compile(r"(?<![!\\\]])\[\s*\](?=\((?!\s*\)))|<[aA]\b[^<>]*\shref\b[^<>]*>\s*</[aA]\s*>")


@dataclass(frozen=True, slots=True)
class Unseen:
    """Something at an offset of a text that readers never see, in words, and what to do about it."""

    offset: int
    what: str
    hint: str


def visible(text: str) -> str:
    """The text with every character that nobody sees written as its code point: `<U+200B>`."""
    return _UNSEEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def unseen(text: str) -> tuple[Unseen, ...]:
    """Everything in a Markdown text that its readers never see, in order of its place."""
    prose = without_code(text)
    plain = _blanked(_COMMENT, prose) if "<" in prose else prose
    places = [*characters(text), *_entities(prose)]
    places += [
        Unseen(m.start(), f"`{_short(m[0])}` is a comment", "take it out: it would be published with the text")
        for m in _COMMENT.finditer(prose)
    ]
    places += [*_tags(plain), *_images(plain), *_titles(plain), *_definitions(plain), *_empty_links(plain)]
    places += [Unseen(*place) for place in deceptive(plain)]
    return tuple(sorted(places, key=lambda place: place.offset))


def characters(text: str) -> Iterator[Unseen]:
    """The characters of a text that have no width or change the direction of others, but those that scripts need; and
    letters that look like others, see `look_alikes`.
    """
    if text.isascii():
        return
    yield from (Unseen(*place) for place in look_alikes(text))
    for match in CHARACTER.finditer(text):
        if not _joins(text, match.start()):
            yield Unseen(match.start(), _named(match[0]), "take it out")


def _joins(text: str, at: int) -> bool:
    """Whether a joiner or a selector belongs to its neighbours: in a script that needs it, or in an emoji."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if "\ufe00" <= text[at] <= "\ufe0f":
        return bool(before) and (unicodedata.category(before)[0] == "S" or before in "0123456789#*‼⁉")
    if text[at] not in "\u200c\u200d" or not before or not after:
        return False
    emoji = unicodedata.category(after) in ("So", "Sk") and (
        before == "\ufe0f" or unicodedata.category(before)[0] == "S"
    )
    return emoji or all(unicodedata.category(sign)[0] in "LM" and ord(sign) >= 0x600 for sign in (before, after))


def _named(character: str) -> str:
    return f"{named(character)} cannot be seen"


def _entities(text: str) -> Iterator[Unseen]:
    """Entities of characters that cannot be seen, and what looks like something else once entities are decoded."""
    entities = list(_ENTITY.finditer(text)) if "&" in text else []
    for match in entities:
        if bad := CHARACTER.search(_meant(match[0])):
            yield Unseen(match.start(), f"`{match[0]}` is {_named(bad[0])}", "take it out")
    if not all(_meant(match[0]).isascii() for match in entities):
        already = {place[0] for place in look_alikes(text)}
        read = _Decoded(text)
        for place, what, hint in look_alikes(read.text):
            if (at := read.source(place)) not in already:
                yield Unseen(at, what, hint)


def _meant(entity: str) -> str:
    """The character that an entity stands for; what only looks like an entity is shown as it is written."""
    return unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


class _Decoded:
    """A text with its entities decoded, as readers see it, and the places in its source."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self._starts, self._sources, self._length, at = [0], [0], 0, 0
        for match in _ENTITY.finditer(text):
            pieces += [text[at : match.start()], _meant(match[0])]
            self._piece(match.start(), pieces[-2])
            self._piece(match.end(), pieces[-1])
            at = match.end()
        self.text = "".join([*pieces, text[at:]])

    def _piece(self, end: int, piece: str) -> None:
        self._length += len(piece)
        self._starts.append(self._length)
        self._sources.append(end)

    def source(self, place: int) -> int:
        """Where in its source something stands."""
        piece = bisect_right(self._starts, place) - 1
        return self._sources[piece] + place - self._starts[piece]


def _tags(text: str) -> Iterator[Unseen]:
    for match in _TAG.finditer(text) if "<" in text else ():
        name = match[2].lower()
        if name == "img":
            yield Unseen(match.start(), "an image is not shown", _NO_IMAGE)
        elif name == "input" or not is_shown(name):
            yield Unseen(match.start(), f"`<{match[1]}{name}>` is taken out of a text", "write it as Markdown")
        for attribute in _ATTRIBUTE.finditer(match[3]):
            if attribute[1].lower() not in _HARMLESS:
                what = f"`{_short(attribute[0])}` is an attribute that readers do not see"
                yield Unseen(match.start(3) + attribute.start(), what, "take it out, or say it in the text")


_NO_IMAGE = "say in words what it shows: of an image, a text keeps its description only"


def _images(text: str) -> Iterator[Unseen]:
    for match in _IMAGE.finditer(text) if "![" in text else ():
        yield Unseen(match.start(), "an image is not shown", _NO_IMAGE)


def _titles(text: str) -> Iterator[Unseen]:
    for match in _TITLE.finditer(text) if "](" in text else ():
        yield Unseen(match.start(1), f"`{_short(match[1])}` is the title of a link", "say it in the text")


def _empty_links(text: str) -> Iterator[Unseen]:
    for match in _NO_LABEL.finditer(text) if "](" in text or "</" in text else ():
        yield Unseen(match.start(), "a link without words cannot be seen", "write what it leads to, or take it out")


def _definitions(text: str) -> Iterator[Unseen]:
    """Definitions of links and notes that nothing uses, that come twice, or that have a title."""
    if "]:" not in text:
        return
    defined: set[str] = set()
    named = Counter(" ".join(match[1].split()).casefold() for match in _LABEL.finditer(text))
    for match in _DEFINITION.finditer(text):
        label = " ".join(match[1].split()).casefold()
        used = label not in defined and named[label] > 1
        defined.add(label)
        if not used:
            yield Unseen(match.start(), f"`[{_short(match[1])}]:` is a definition that nothing uses", "take it out")
        elif match[3] and not label.startswith("^"):
            yield Unseen(match.start(3), f"`{_short(match[3])}` is the title of a link", "say it in the text")


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= 60 else f"{line[:59]}…"


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


# Words that are not there once a text is rendered -------------------------------------------------------------------

_NO_WORDS = re.compile(
    r"</?[A-Za-z][^<>@]*>|<!--.*?-->|^(?:[ \t>]|[-*+][ \t])*\d{1,9}[.)](?=\s)|\[![A-Za-z]+\]|\[\^[^\]\n]+\]:?|\[[ xX]\]"
    r"|(?<=\])\[[^\[\]]*\]|(?<=\])\([^()\s]*|^ {0,3}\[[^\[\]\n]+\]:[ \t]*\S*"
    r"|^ {0,3}(?:```|~~~)[ \t]*\w*|\{[:#][^}\n]*\}",
    re.DOTALL | re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+")


def unread(text: str) -> Unseen | None:
    """The first word of a text that is not in what is shown of it, such as a cell beyond the last column of a table."""
    html = "\n".join(render(text, source="", page="", site=ANYWHERE).parts)
    root = parsed(html)
    targets = root.xpath("//@href")
    shown = Counter(_WORD.findall(" ".join([*root.itertext(), *targets, *map(unquote, targets), *root.xpath("//@id")])))
    read = _Decoded(_blanked(_NO_WORDS, text))
    for match in _WORD.finditer(read.text):
        if not shown[match[0]]:
            return Unseen(
                read.source(match.start()),
                f"`{match[0]}` is not shown to any reader",
                "take it out, or write it as text",
            )
        shown[match[0]] -= 1
    return None
