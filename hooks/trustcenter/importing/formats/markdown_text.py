"""Reads a Markdown file of somebody else into the form of our drafts: one title, sections from the second level on.

`formats.read` calls `read_markdown` and gets an `ImportedText`; the other readers call `tidy` for the Markdown that
they made.  The words stay.  Front matter and a first heading become the title, deeper levels move so that sections
begin at `##`, HTML comments and the code of .mdx files are left out and listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from trustcenter.importing.formats.imported_text import Dropped, ImportedText
from trustcenter.markdown.escaping import escape
from trustcenter.markdown.html_tree import words
from trustcenter.markdown.words import plain_words

_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|\{/\*.*?\*/\}", re.DOTALL)
_CODE_LINE = re.compile(r"(?:import\s.*?\sfrom\s+['\"]|import\s+['\"]|export\s+(?:const|default|let|function)\b).*$")
_COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s[^<>]*)?/?>")
_LETTER_ITEM = re.compile(r"(\s{2,})(\(?[a-z]\)|[a-z]\.|\(?[ivx]{1,4}\))[ \t]+(?=\S)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)*[.):]?|[IVX]+[.)]|§\s*\d+|(?:article|section|part)\s+\w+)\s", re.IGNORECASE)
_PROPERTY = re.compile(r"[A-Z][\w /-]{1,30}: \S.*$")
NOTION_FILE = re.compile(r" ?[0-9a-f]{4,32}(?=\.(?:md|html)$)")


def literal(text: str) -> str:
    """Words as Markdown that shows just them; brackets that are no link stay as they are."""
    return re.sub(r"\\\[([^\[\]\\\n]*)\\\](?![(\[:{])", r"[\1]", escape(text))


@dataclass(frozen=True, slots=True)
class Tidied:
    """A title, the body below it, and the lines of the front matter."""

    title: str
    body: str
    front: tuple[str, ...] = ()


def read_markdown(name: str, text: str) -> ImportedText:
    """A Markdown file; a .mdx file also loses its code."""
    dropped: list[Dropped] = []
    front = _FRONT.match(text)
    if front and (rest := [line for line in front[1].split("\n") if line.strip() and not line.startswith("title:")]):
        dropped.append(Dropped("front matter", " ".join(" ".join(rest).split()), "line 1"))
    head, body = (text[: front.end()], text[front.end() :]) if front else ("", text)
    body = _without(body, _COMMENT, "comment", dropped)
    if name.lower().endswith(".mdx"):
        body = "\n".join(_without_code(body.split("\n"), dropped))
    if NOTION_FILE.search(name.lower()):
        body = _without_properties(body, dropped)
    tidied = tidy(head + _with_letter_items(body))
    source = text[front.end() :] if front else text
    return ImportedText(tidied.title, tidied.body, source, tuple(dropped), front=tidied.front, is_markdown=True)


def _without(body: str, pattern: re.Pattern[str], kind: str, dropped: list[Dropped]) -> str:
    """A body without what a pattern matches outside of code."""

    def taken(match: re.Match[str]) -> str:
        if body.count("```", 0, match.start()) % 2:
            return match[0]
        line = body.count("\n", 0, match.start()) + 1
        shown = " ".join(re.sub(r"\A<!--|-->\Z|\A\{/\*|\*/\}\Z", " ", match[0]).split())
        dropped.append(Dropped("comment" if kind == "comment" else "code", shown, f"line {line}"))
        return ""

    return pattern.sub(taken, body)


def _without_code(lines: Sequence[str], dropped: list[Dropped]) -> Iterator[str]:
    """The lines of a .mdx file that are text; components go, what stands in them stays."""
    fence = False
    for number, line in enumerate(lines, start=1):
        fence ^= bool(_FENCE.match(line))
        if not fence and _CODE_LINE.match(line):
            dropped.append(Dropped("code", line.strip(), f"line {number}"))
            continue
        if not fence and (components := _COMPONENT.findall(line)):
            dropped += [Dropped("code", one, f"line {number}") for one in components if re.search(r"=", one)]
            line = _COMPONENT.sub("", line)  # noqa: PLW2901 — the line goes on without them
        yield line


def _without_properties(body: str, dropped: list[Dropped]) -> str:
    """An export of Notion without the lines of properties right below its title."""
    lines = body.split("\n")
    at = next((place for place, line in enumerate(lines) if line.strip() and not line.startswith("# ")), len(lines))
    end = at
    while end < len(lines) and _PROPERTY.match(lines[end]):
        end += 1
    if end > at and (end == len(lines) or not lines[end].strip()):
        dropped.append(Dropped("property sheet", " ".join(" ".join(lines[at:end]).split()), f"line {at + 1}"))
        del lines[at:end]
    return "\n".join(lines)


def _with_letter_items(body: str) -> str:
    """Lettered lines below an item, which Markdown would join to it, are items themselves."""
    lines, done = body.split("\n"), list[str]()
    within = False
    for line in lines:
        match = _LETTER_ITEM.match(line)
        if match and within:
            done.append(f"{match[1]}- {line.strip()}")
            continue
        within = bool(_ITEM.match(line)) or (within and not line.strip())
        done.append(line)
    return "\n".join(done)


def tidy(text: str) -> Tidied:
    """Split off the title, and move the headings so that none is on the first level.

    A title is what the front matter says, else a first heading without a number; a numbered section is none.
    """
    front = _FRONT.match(text)
    said = re.search(r"(?m)^title:[ \t]*(['\"]?)(.+?)\1[ \t]*$", front[1]) if front else None
    lines = _as_atx((text[front.end() :] if front else text).strip("\n").split("\n"))
    levels = [(place, len(head[1]), head[2] or "") for place, head in _headings(lines)]
    title = said[2] if said else ""
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if levels and _is_title(levels, first, title):
        title = title or levels[0][2]
        lines[levels[0][0]] = ""
        levels = levels[1:]
    shift = max(0, 2 - min((level for _, level, _ in levels), default=2))
    for place, level, name in levels:
        lines[place] = f"{'#' * min(level + shift, 6)} {name}".rstrip()
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(line if line.endswith("  ") else line.rstrip() for line in lines))
    return Tidied(_plain_title(title), body.strip("\n") + "\n", tuple(front[1].split("\n")) if front else ())


def _is_title(levels: Sequence[tuple[int, int, str]], first: int, title: str) -> bool:
    """Whether the first heading is the title: at the very start, on the first level, and not a numbered section."""
    place, level, name = levels[0]
    plain = _plain_title(name)
    if title:
        return place == first and level <= 2 and plain.casefold() == _plain_title(title).casefold()
    alone = sum(1 for _, other, _ in levels if other == level) == 1
    top = level == min(other for _, other, _ in levels)
    return place == first and bool(plain) and not _NUMBERED.match(plain) and (level == 1 or (top and alone))


def _headings(lines: Sequence[str]) -> list[tuple[int, re.Match[str]]]:
    heads, fence = [], False
    for place, line in enumerate(lines):
        fence ^= bool(_FENCE.match(line))
        if not fence and (match := _ATX.match(line)):
            heads.append((place, match))
    return heads


def _as_atx(lines: Sequence[str]) -> list[str]:
    """Headings that are underlined written with `#`."""
    done: list[str] = []
    fence = False
    for line in lines:
        fence ^= bool(_FENCE.match(line))
        under = None if fence else _SETEXT.match(line)
        alone = len(done) < 2 or not done[-2].strip()
        if under and done and alone and done[-1].strip() and not re.match(r"\s*(?:[-*+>|#]|[0-9]+[.)])", done[-1]):
            done[-1] = f"{'#' if under[1][0] == '=' else '##'} {done[-1].strip()}"
        else:
            done.append(line)
    return done


def _plain_title(text: str) -> str:
    """The words of a title without marks and tags."""
    shown = plain_words(text)
    if "<" in shown:
        try:
            shown = words(lxml_html.fragment_fromstring(shown, create_parent="div"))
        except etree.ParserError:
            return shown
    return " ".join(shown.split())


def without_references(body: str) -> str:
    """A body in which no brace can be read as a reference: what was quoted stays quoted."""
    return re.sub(r"\{\{|\{%|\{#", lambda brace: "{% raw %}" + brace[0] + "{% endraw %}", body)
