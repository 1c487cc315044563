"""The headings of a Markdown text as clauses: anchor, heading, and the text below each.

Rules and the coverage page use `clauses(text)` to find the clause that `covers` names by its anchor.  Anchors are those
that `to_html.render` gives, computed from the headings alone because rendering whole texts would slow every check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown import Markdown

_HASHES = re.compile(r"(#{1,6})(.*?)#*[ \t]*$")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_NO_TEXT = re.compile(r"(?m)^#{1,6}[^\n]*$|^(?:=+|-+)[ \t]*$|<!--(?s:.*?)-->")


@dataclass(frozen=True, slots=True)
class Clause:
    """One heading and the text below it (`body`), up to the next heading of the same or a higher level.

    `anchor` is its id in the page, `offset` the position of the heading in the text, in characters.
    """

    anchor: str
    heading: str
    level: int
    offset: int
    body: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but further headings below it."""
        return not _NO_TEXT.sub("", self.body).strip()


@dataclass(frozen=True, slots=True)
class _Heading:
    written: str
    level: int
    start: int
    end: int


@cache
def _parser() -> Markdown:
    from markdown import Markdown  # imported late: slow to load, and not every command needs clauses

    return Markdown(extensions=["attr_list", "toc"], output_format="html")


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a Markdown text in order, subclauses after the clause that contains them."""
    headings = _headings(text)
    if not headings:
        return ()
    markdown = _parser()
    markdown.reset()
    markdown.convert("\n\n".join(heading.written for heading in headings))
    named = list(_flat(getattr(markdown, "toc_tokens", [])))
    if len(named) != len(headings):
        return ()
    result = []
    for place, (heading, (anchor, name)) in enumerate(zip(headings, named, strict=True)):
        after = (other.start for other in headings[place + 1 :] if other.level <= heading.level)
        body = text[heading.end : next(after, len(text))]
        result.append(Clause(anchor, name, heading.level, heading.start, body))
    return tuple(result)


def _flat(tokens: list[dict[str, object]]) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for token in tokens:
        entries.append((str(token["id"]), unescape(str(token["name"]))))
        children = token["children"]
        entries += _flat(children if isinstance(children, list) else [])
    return entries


def _headings(text: str) -> list[_Heading]:
    """Headings as Python-Markdown reads them: hashes at the start of a line, or a first line of a block, underlined."""
    headings: list[_Heading] = []
    at, before, above = 0, "", ""
    for line in text.splitlines(keepends=True):
        bare, end = line.rstrip("\n"), at + len(line)
        if match := _HASHES.match(bare):
            headings.append(_Heading(bare, len(match[1]), at, end))
        elif _UNDERLINE.match(bare) and not above.strip() and _can_be_underlined(before):
            level = 1 if bare.startswith("=") else 2
            headings.append(_Heading(f"{'#' * level} {before.strip()}", level, at - len(before) - 1, end))
        above, before, at = before, bare, end
    return headings


def _can_be_underlined(line: str) -> bool:
    return bool(line.strip()) and not re.match(r"#|[ \t]{4}|\||[ \t]*[-*+>] ", line)
