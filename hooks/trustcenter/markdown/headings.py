"""The headings of a text: their ids as GitHub makes them, and the clause that stands below each.

`to_html.render` calls `with_ids` on the HTML of a text; rules call `clauses` on the text itself, and both get the same
ids.  An id is the heading in lower case without punctuation, letters of every script kept, a space as `-`; the
second of its kind ends in `-1`.  A heading may state its own: `## Your rights {#rights}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from trustcenter.markdown.gfm import converted, excess, located

_END = re.compile(r'<a href="#[^"]*" aria-label="[^"]*" data-heading-content="([^"]*)" class="anchor"></a></h([1-6])>')
_BEGIN = re.compile(r'<h[1-6] id="([^"]*)"(?: data-sourcepos="(\d+):\d+-(\d+):\d+")?>')
_OWN = re.compile(r"\s*\{:?\s*#([^\s{}<>\"'&#]+)\s*\}\s*$")
_LITERAL = re.compile(r"(?m)\\\{:?[^{}\n]*\}[ \t#]*$")
_NO_TEXT = re.compile(r"(?m)^ {0,3}#{1,6}(?:[ \t][^\n]*)?$|^(?:=+|-+)[ \t]*$|<!--(?s:.*?)-->")
_NUMBERED = re.compile(r"_[0-9]+")


class Heading(NamedTuple):
    """A heading of a text; `start` and `end` delimit it in the HTML, `lines` are its first and last in the text.

    `old` is the id that Python-Markdown gave it when it made the pages, where that is another one and no heading has
    it: links to it still lead here.  `own` is the id that the heading states itself.
    """

    level: int
    name: str
    html: str
    start: int
    end: int
    lines: tuple[int, int]
    generated: str
    own: str = ""
    id: str = ""
    old: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One heading with all that stands below it, up to the next heading of its level or above."""

    anchor: str
    heading: str
    level: int
    offset: int
    body: str
    old: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing but further headings stands below it."""
        return not _NO_TEXT.sub("", self.body).strip()


@lru_cache(maxsize=16)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a Markdown text in order, subclauses after the clause that contains them; none beyond the limits.

    A title on the first line takes no id from the headings below it, because pages print it themselves.
    """
    if excess(text):
        return ()
    title, line_end, body = text.partition("\n")
    if not title.startswith("# "):
        return tuple(_clauses(text))
    below = [replace(clause, offset=clause.offset + len(title) + len(line_end)) for clause in _clauses(body)]
    end = next((clause.offset for clause in below if clause.level == 1), len(text))
    return (*(replace(clause, body=text[len(title) + len(line_end) : end]) for clause in _clauses(title)), *below)


def _clauses(text: str) -> Iterator[Clause]:
    headings = headings_of(located(text), text) if "</h" in converted(text) else ()
    starts = [0]
    for line in text.splitlines(keepends=True) if headings else ():
        starts.append(starts[-1] + len(line))
    for place, heading in enumerate(headings):
        first, last = heading.lines
        after = (starts[other.lines[0] - 1] for other in headings[place + 1 :] if other.level <= heading.level)
        body = text[starts[last] : next(after, len(text))]
        yield Clause(heading.id, heading.name, heading.level, starts[first - 1], body, heading.old)


def by_anchor(text: str) -> dict[str, Clause]:
    """The clauses of a text by their ids, and by the old ids that sealed records and links may have."""
    every = clauses(text)
    return {clause.old: clause for clause in every if clause.old} | {clause.anchor: clause for clause in every}


def headings_of(html: str, text: str) -> tuple[Heading, ...]:
    """The headings in the HTML that the library makes of a text, with their ids."""
    headings, literal = list(_read(html)), _literal(text)
    for place, heading in enumerate(headings):
        own = _OWN.search(heading.html) if place not in literal else None
        if own:
            name, inner = _OWN.sub("", heading.name), heading.html[: own.start()]
            headings[place] = heading._replace(name=name, html=inner, own=own[1])
    return _identified(headings)


def _read(html: str) -> Iterator[Heading]:
    after = 0
    for end in _END.finditer(html):
        at = html.rfind(f'<h{end[2]} id="', after, end.start())
        begin = _BEGIN.match(html, at) if at >= 0 else None
        if begin:
            after = end.end()
            inner, lines = html[begin.end() : end.start()], (int(begin[2] or 0), int(begin[3] or 0))
            yield Heading(int(end[2]), unescape(end[1]), inner, at, after, lines, unescape(begin[1]))


def _literal(text: str) -> frozenset[int]:
    """Which headings, counted from 0, end in braces that are words: their braces are escaped."""
    if not _LITERAL.search(text):
        return frozenset()
    lines = text.splitlines()
    spans = (heading.lines for heading in _read(located(text)))
    return frozenset(n for n, (first, last) in enumerate(spans) if any(map(_LITERAL.search, lines[first - 1 : last])))


def _identified(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Headings with ids that none shares: own ones first, then as GitHub counts them."""
    ids = _ids(headings)
    taken, identified = set(ids), list[Heading]()
    for heading, anchor, old in zip(headings, ids, _old_ids(headings), strict=True):
        kept = "" if old in taken else old
        taken.add(kept)
        identified.append(heading._replace(id=anchor, old=kept))
    return tuple(identified)


def _ids(headings: Sequence[Heading]) -> list[str]:
    own = {heading.own: place for place, heading in reversed(list(enumerate(headings))) if _public(heading.own)}
    taken, ids, last = set(own), list[str](), Counter[str]()
    for place, heading in enumerate(headings):
        if own.get(heading.own) == place:
            ids.append(heading.own)
            continue
        name = heading.generated.lstrip("_") if heading.generated.startswith("__") else heading.generated
        name = anchor = name or "section"
        while anchor in taken:
            last[name] += 1
            anchor = f"{name}-{last[name]}"
        ids.append(anchor)
        taken.add(anchor)
    return ids


def _public(anchor: str) -> bool:
    """Whether a text may use an id: those that begin with two underscores are the frame's."""
    return bool(anchor) and not anchor.startswith("__")


def _old_ids(headings: Sequence[Heading]) -> list[str]:
    """The ids that Python-Markdown gave to the same headings: ASCII only, `_1` for the second of its kind."""
    ids, last = dict[str, None](), dict[str, int]()
    for heading in headings:
        name = heading.own or _old_id(heading.name)
        name = name.lstrip("_") if name.startswith("__") else name
        if not name or name in ids:
            stem, first = (cut[1], int(cut[2])) if (cut := re.fullmatch(r"(.*)_([0-9]+)", name)) else (name, 0)
            number = last.get(name, first) + 1
            while f"{stem}_{number}" in ids:
                number += 1
            last[name], name = number, f"{stem}_{number}"
        ids[name] = None
    return list(ids)


@lru_cache(maxsize=1024)
def _old_id(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_only).strip().lower())


def with_ids(html: str, text: str, *, asked: Collection[str] = ()) -> tuple[str, tuple[Heading, ...]]:
    """The HTML that the library makes of a text, its headings with their ids and a link to themselves; and these.

    An old id that is nothing but a number is kept only where `asked` has it.
    """
    headings, pieces, at = headings_of(html, text), list[str](), 0
    for heading in headings:
        kept = heading.old if not _NUMBERED.fullmatch(heading.old) or heading.old in asked else ""
        old = f'<span id="{escape(kept)}"></span>' if kept else ""
        link = f'<a class="headerlink" href="#{escape(heading.id)}" title="Link to this section"></a>'
        opening = f'<h{heading.level} id="{escape(heading.id)}">'
        pieces += [html[at : heading.start], opening, old, heading.html, link, f"</h{heading.level}>"]
        at = heading.end
    return "".join([*pieces, html[at:]]), headings
