"""Clauses: the headings of a text, the anchors a site gives them, and what stands below each.

Anchors are those of `markup.render`; they are made here from the headings
alone, because a check must not wait for whole texts to be rendered.
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
    """One heading with all that stands below it, up to the next heading of its level or above."""

    anchor: str
    heading: str
    level: int
    offset: int
    body: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing but further headings stands below it."""
        return not _NO_TEXT.sub("", self.body).strip()


@dataclass(frozen=True, slots=True)
class _Heading:
    written: str
    level: int
    start: int
    end: int


@cache
def _parser() -> Markdown:
    from markdown import Markdown  # only where a clause is asked for

    return Markdown(extensions=["attr_list", "toc"], output_format="html")


@lru_cache(maxsize=1024)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a Markdown text in order, subclauses after the clause they belong to."""
    headings = _headings(text)
    if not headings:
        return ()
    markdown = _parser()
    markdown.reset()
    markdown.convert("\n\n".join(heading.written for heading in headings))
    named = list(_flat(getattr(markdown, "toc_tokens", [])))
    if len(named) != len(headings):
        return ()
    found = []
    for place, (heading, (anchor, name)) in enumerate(zip(headings, named, strict=True)):
        after = (other.start for other in headings[place + 1 :] if other.level <= heading.level)
        body = text[heading.end : next(after, len(text))]
        found.append(Clause(anchor, name, heading.level, heading.start, body))
    return tuple(found)


def _flat(tokens: list[dict[str, object]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for token in tokens:
        found.append((str(token["id"]), unescape(str(token["name"]))))
        children = token["children"]
        found += _flat(children if isinstance(children, list) else [])
    return found


def _headings(text: str) -> list[_Heading]:
    """Headings as Python-Markdown knows them: hashes at the start of a line, or a block's first line, underlined."""
    found: list[_Heading] = []
    at, before, above = 0, "", ""
    for line in text.splitlines(keepends=True):
        bare, end = line.rstrip("\n"), at + len(line)
        if match := _HASHES.match(bare):
            found.append(_Heading(bare, len(match[1]), at, end))
        elif _UNDERLINE.match(bare) and not above.strip() and _can_be_underlined(before):
            level = 1 if bare.startswith("=") else 2
            found.append(_Heading(f"{'#' * level} {before.strip()}", level, at - len(before) - 1, end))
        above, before, at = before, bare, end
    return found


def _can_be_underlined(line: str) -> bool:
    return bool(line.strip()) and not re.match(r"#|[ \t]{4}|\||[ \t]*[-*+>] ", line)
