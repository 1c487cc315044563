"""Markdown of others as our drafts have it: one title in the front matter, sections from the second level on.

The words stay.  Front matter and a first heading become the title, deeper levels move so that sections begin at
`##`, and braces that would be read as references are kept literal when the draft is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Imported:
    """A text on its way in: its title, its body as Markdown, headings that ran into their text, its front matter."""

    title: str
    body: str
    fused: tuple[str, ...] = ()
    front: tuple[str, ...] = ()


def tidy(text: str) -> Imported:
    """Split off the title, and move the headings so that none is on the first level."""
    front = _FRONT.match(text)
    said = re.search(r"(?m)^title:[ \t]*(['\"]?)(.+?)\1[ \t]*$", front[1]) if front else None
    lines = _as_atx((text[front.end() :] if front else text).strip("\n").split("\n"))
    levels = [(place, len(found[1]), found[2]) for place, found in _headings(lines)]
    title = said[2] if said else ""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if levels and levels[0][0] == first and levels[0][1] == 1 and (not title or title == levels[0][2]):
        title = levels[0][2]
        lines[first] = ""
        levels = levels[1:]
    shift = max(0, 2 - min((level for _, level, _ in levels), default=2))
    for place, level, words in levels:
        lines[place] = f"{'#' * min(level + shift, 6)} {words}"
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() if not line.endswith("  ") else line for line in lines))
    return Imported(_plain(title), body.strip("\n") + "\n", front=tuple(front[1].split("\n")) if front else ())


def _headings(lines: list[str]) -> list[tuple[int, re.Match[str]]]:
    found, fence = [], False
    for place, line in enumerate(lines):
        fence ^= bool(_FENCE.match(line))
        if not fence and (match := _ATX.match(line)):
            found.append((place, match))
    return found


def _as_atx(lines: list[str]) -> list[str]:
    """Headings that are underlined written with `#`."""
    found: list[str] = []
    fence = False
    for line in lines:
        fence ^= bool(_FENCE.match(line))
        under = None if fence else _SETEXT.match(line)
        alone = len(found) < 2 or not found[-2].strip()
        if under and found and alone and found[-1].strip() and not re.match(r"\s*(?:[-*+>|#]|[0-9]+[.)])", found[-1]):
            found[-1] = f"{'#' if under[1][0] == '=' else '##'} {found[-1].strip()}"
        else:
            found.append(line)
    return found


def _plain(words: str) -> str:
    """The words of a title without Markdown's marks."""
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", re.sub(r"(?<!\\)(?:\*\*|\*|`)", "", shown)).strip()


def without_references(body: str) -> str:
    """A body in which no brace can be read as a reference: what was quoted stays quoted."""
    return re.sub(r"\{\{|\{%|\{#", lambda found: "{% raw %}" + found[0] + "{% endraw %}", body)
