"""GitHub Flavored Markdown to HTML as the native library makes it, and the limits beyond which a text is refused.

`to_html` and `headings` call this; the HTML still holds whatever raw HTML the text has, so nothing else may show it.
`excess` says why a text is beyond a limit: a text of policies stays far below them, and one made to stop the
machinery (a million nested brackets or quotes) is refused before it costs time or memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from comrak import ExtensionOptions, RenderOptions, markdown_to_html

_EXTENSIONS = ExtensionOptions(
    table=True, strikethrough=True, autolink=True, tasklist=True, footnotes=True, alerts=True, header_id_prefix="",
)  # fmt: skip
_PLAIN = RenderOptions(unsafe_=True, gfm_quirks=True)
_LOCATED = RenderOptions(unsafe_=True, gfm_quirks=True, sourcepos=True)
LONGEST = 1_000_000
"""The most characters of a text."""
DEEPEST = 100
"""How many elements may be nested: quotes in lists in quotes, emphasis in emphasis."""
WIDEST = 200
"""The most columns of a table."""
MOST_NOTES = 5_000
"""The most marks of footnotes: each may repeat the text of its note's links."""
MOST_ELEMENTS = 50_000
"""The most elements of HTML: a document of 350 KB has some 8,000."""
_CONTAINERS = re.compile(rf"(?m)^(?:[ \t]*+(?:>|[-*+](?=[ \t])|[0-9]{{1,9}}[.)](?=[ \t]))){{{DEEPEST // 2}}}")
_MARKERS = " \t>*+-0123456789.)"
_RULE = re.compile(r"[ \t]*([-*])(?:[ \t]*\1)*[ \t]*$", re.MULTILINE)
_DELIMITERS = re.compile(rf"(?m)^(?=[^\n]*\|)[ \t>]*+\|?(?:[ \t]*+:?-++:?[ \t]*+(?:\||$)){{{WIDEST + 1}}}")
_TAG = re.compile(r"<(/?)(?:em|strong|del|blockquote|ul|ol|div|span|a|b|i|s|u|code|sub|sup|section|details)\b")


@dataclass(frozen=True, slots=True)
class Excess:
    """Why a text is refused: where it begins, what is too much, and how much is allowed."""

    offset: int
    what: str
    allowed: str


@lru_cache(maxsize=2)
def converted(text: str) -> str:
    """The HTML of a text, raw HTML included; a heading has an id and ends in an empty link of the class `anchor`."""
    return markdown_to_html(text, _EXTENSIONS, None, _PLAIN)


def located(text: str) -> str:
    """The same HTML with the lines that each element comes from (`data-sourcepos="3:1-3:9"`)."""
    return markdown_to_html(text, _EXTENSIONS, None, _LOCATED)


@lru_cache(maxsize=512)
def excess(text: str) -> Excess | None:
    """The limit that a text goes beyond, if any."""
    if len(text) > LONGEST:
        return Excess(LONGEST, f"the text has {len(text):,} characters", f"at most {LONGEST:,}")
    lines = text.split("\n")
    for line in _CONTAINERS.finditer(text) if max(map(_indent, lines)) >= DEEPEST // 2 else ():
        if not _RULE.match(text, line.start()):
            return Excess(line.start(), "lists and quotes are nested too deeply here", f"at most {DEEPEST // 2} levels")
    wide = _DELIMITERS.search(text) if any(line.count("|") >= WIDEST for line in lines) else None
    if wide:
        return Excess(wide.start(), "this table has too many columns", f"at most {WIDEST}")
    if (notes := text.count("[^")) > MOST_NOTES:
        return Excess(text.find("[^"), f"the text has {notes:,} marks of footnotes", f"at most {MOST_NOTES:,}")
    html = converted(text)
    if (elements := html.count("<") // 2) > MOST_ELEMENTS:
        return Excess(0, f"the text becomes {elements:,} elements of HTML", f"at most {MOST_ELEMENTS:,}")
    return Excess(_too_deep(text), _NESTED, f"at most {DEEPEST} levels") if _depth(html) > DEEPEST else None


def _indent(line: str) -> int:
    """How many characters a line begins with that may be marks of lists and quotes: no fewer than it has marks."""
    return len(line) - len(line.lstrip(_MARKERS))


_NESTED = "emphasis, lists, quotes or HTML elements are nested too deeply here"


def _depth(html: str) -> int:
    """The greatest number of elements open at the same time, as far as elements of these kinds say."""
    if html.count("<") < DEEPEST:
        return 0
    depth = deepest = 0
    for slash in _TAG.findall(html):
        depth += -1 if slash and depth else 0 if slash else 1
        deepest = max(depth, deepest)
    return deepest


def _too_deep(text: str) -> int:
    """The offset of the first passage that is too deep by itself; 0 where none is."""
    at = 0
    for passage in re.split(r"(\n[ \t]*\n)", text):
        if _depth(converted(passage)) > DEEPEST:
            return at
        at += len(passage)
    return 0
