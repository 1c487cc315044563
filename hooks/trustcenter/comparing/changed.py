"""Decides whether two texts differ for their readers, and names differences of markup and of bytes.

`publish`, `status`, the redline of the terminal and the report ask `same_text`: the one definition of "changed".  What
counts is the rendered text: its words, the white space between them, and the markup that readers see.  White space of
another width, reflowed lines and markup that renders the same are no change.  `markup_changes` gives one sentence for
each change of a link, an emphasis or a place in the structure of words that both texts have; `byte_changes` shows the
lines of two files that differ though their words do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from rapidfuzz.distance import LCSseq

from trustcenter.comparing.redline import A_WORD, BLOCKS, HEADINGS
from trustcenter.markdown.html_tree import parsed
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.markdown.unseen import visible

_MARKS = {
    "em": "emphasized", "i": "emphasized", "strong": "bold", "b": "bold", "code": "code", "s": "struck out",
    "del": "struck out", "u": "underlined", "ins": "underlined", "mark": "highlighted", "sub": "a subscript",
    "sup": "a superscript", "small": "small", "kbd": "a key", "q": "quoted", "var": "a variable",
}  # fmt: skip
"""What readers see of an inline element; two elements that look the same have the same word."""
_HOLDERS = frozenset({"p", "li", "table", "thead", "tbody", "tr", "span"})
"""Elements that say nothing of the words in them."""
_PARTS = re.compile(rf"(\s*)({A_WORD}|\Z)")
_TABLE = re.compile(r'<div class="tc-scroll"[^>]*><table class="tc-table">\n<thead>\n(?=<tr>)')
"""How a block begins that is nothing but a table."""
_MOST_WORDS = 16
"""The most words of a passage that a sentence quotes."""


class Place(NamedTuple):
    """Where a word stands: its block in words (`a heading of level 2`), the target of its link, and its marks."""

    block: str
    link: str
    marks: frozenset[str]


class Atom(NamedTuple):
    """A word or a sign.

    `before` is what parts it from the one before: nothing, a space, `¶` for a new block, `•` and a number for a point
    of a list or a cell.
    """

    word: str
    before: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a piece of text: its blocks from the outside in, link and marks; `literal` within `pre`."""

    blocks: tuple[str, ...] = ()
    link: str = ""
    marks: frozenset[str] = frozenset()
    literal: bool = False

    def within(self, element: Any) -> _Around:
        tag = element.tag
        if tag in _HOLDERS:
            return self
        block = _block(element)
        blocks = (*self.blocks, block) if block else self.blocks
        link = element.get("href") or "" if tag == "a" else self.link
        marks = self.marks | {_MARKS[tag]} if tag in _MARKS and not self.literal else self.marks
        return _Around(blocks, link, marks, self.literal or tag == "pre")

    @property
    def place(self) -> Place:
        return Place(_named(self.blocks), self.link, self.marks)


def same_text(old: str, new: str) -> bool:
    """Whether readers of two Markdown texts see the same: words, white space between them, links, marks, structure."""
    if old == new:
        return True
    pieces = [(_atoms(before), _atoms(after)) for before, after in _differing(old, new)]
    if sum(len(before) for before, _ in pieces) != sum(len(after) for _, after in pieces):
        return False
    # Two pieces may differ though the texts are the same, where a repeated passage was cut at another place.
    return all(before == after for before, after in pieces) or _atoms(_parts(old)) == _atoms(_parts(new))


def _differing(old: str, new: str) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Those runs of the blocks of two texts that are not the same, in order, as HTML."""
    before, after = _parts(old), _parts(new)
    for i, j, k, m, equal in _runs(before, after):
        if equal:
            continue
        if j - i == m - k == 1 and _TABLE.match(before[i]) and _TABLE.match(after[k]):
            yield from _differing_rows(before[i], after[k])
        else:
            yield before[i:j], after[k:m]


def _differing_rows(old: str, new: str) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The same for the rows of two tables."""
    before, after = re.split("(?=<tr>)", old)[1:], re.split("(?=<tr>)", new)[1:]
    for i, j, k, m, equal in _runs(before, after):
        if not equal:
            yield [f"<table>{row}</table>" for row in before[i:j]], [f"<table>{row}</table>" for row in after[k:m]]


@lru_cache(maxsize=4)
def _parts(text: str) -> tuple[str, ...]:
    return render(text, source="", page="", site=ANYWHERE).parts


def _atoms(parts: Sequence[str]) -> list[Atom]:
    """The words of rendered blocks in reading order, each with what readers see around it."""
    return [atom for part in parts for atom in _atoms_of(part)]


@lru_cache(maxsize=256)
def _atoms_of(part: str) -> tuple[Atom, ...]:
    """The words of one block; those of the newest text are asked for by many redlines."""
    words: list[Atom] = []
    before = "¶"
    pieces: list[tuple[str, _Around | None]] = []
    _collect(parsed(part), _Around(), pieces)
    for piece, around in pieces:
        if around is None:
            before = max(before, piece)
            continue
        if piece.isspace():
            before = max(before, piece if around.literal else " ")
            continue
        place = around.place
        for space, word in _PARTS.findall(piece):
            if space:
                before = max(before, space if around.literal else " ")
            if word:
                words.append(Atom(word, before, place))
                before = ""
    return tuple(words)


def _collect(element: Any, around: _Around, pieces: list[tuple[str, _Around | None]]) -> None:
    """Add the text in an element, piece by piece; what parts two blocks comes with nothing around it."""
    if element.text:
        pieces.append((element.text, around))
    for place, child in enumerate(element):
        if child.tag == "br":
            pieces.append((" ", around))
        elif child.tag == "hr":
            pieces += (("¶", None), ("―", around), ("¶", None))
        elif child.tag in BLOCKS:
            pieces.append((_parting(element, child, place), None))
            _collect(child, around.within(child), pieces)
            pieces.append(("¶", None))
        elif child.get("class") != "headerlink":
            _collect(child, around.within(child), pieces)
        if child.tail:
            pieces.append((child.tail, around))


def _parting(parent: Any, block: Any, place: int) -> str:
    """What parts a block from the text before it: points of a list and cells are counted."""
    if block.tag == "li":
        return f"•{int(parent.get('start') or 1) + place}" if parent.tag == "ol" else "•"
    return f"•{place}" if block.tag in ("td", "th") else "¶"


_BLOCKS = {
    "ul": "a list", "ol": "a numbered list", "blockquote": "a quotation", "pre": "a block of code", "td": "a cell",
    "th": "a heading cell", "dt": "a term", "dd": "an explanation",
}  # fmt: skip


def _block(element: Any) -> str:
    """What readers see of a block, in words; nothing for one that only holds others."""
    if element.tag in HEADINGS:
        return f"a heading of level {element.tag[1]}"
    note = element.tag == "div" and "admonition" in (element.get("class") or "").split()
    return "a note" if note else _BLOCKS.get(element.tag, "")


@lru_cache(maxsize=1024)
def _named(blocks: tuple[str, ...]) -> str:
    """The place of a word in words: `a point of a list, level 2`."""
    lists = [block for block in blocks if block.endswith("list")]
    parts = [block for block in blocks if not block.endswith("list")]
    parts += [f"a point of {lists[-1]}, level {len(lists)}"] if lists else []
    return " in ".join(reversed(parts)) or "a paragraph"


# What changed beside the words --------------------------------------------------------------------------------------


def markup_changes(old: str, new: str) -> tuple[str, ...]:
    """One sentence for each passage that both texts have, with another link, other marks or at another place."""
    if old == new:
        return ()
    runs = list(_differing(old, new))
    marked = [run for run in runs if not _differ_in_words_alone(*run)]
    differing = [(_atoms(before), _atoms(after)) for before, after in marked]
    paired = [list(_pairs(before, after)) for before, after in differing]
    sentences: list[str] = []
    for pairs, (_, theirs) in zip(paired, differing, strict=True):
        at = {id(atom): place for place, atom in enumerate(theirs)}
        for (before, after), run in groupby(pairs, key=lambda pair: (pair[0].place, pair[1].place)):
            words = [atom for _, atom in run]
            if after.link and after.link != before.link:
                words = _whole_link(theirs, at[id(words[0])])
            quoted = _quoted(words)
            sentences += [f"“{quoted}” {what}" for what in _differences(before, after)]
    same_words = (len(pairs) == len(a) == len(b) for pairs, (a, b) in zip(paired, differing, strict=True))
    if len(marked) == len(runs) and all(same_words):
        sentences += [sentence for pairs in paired for sentence in _reparted(pairs)]
    return tuple(dict.fromkeys(sentences))


def _whole_link(words: Sequence[Atom], place: int) -> list[Atom]:
    """All words of the link in which a word stands; some of them may be new."""
    first, last, link = place, place + 1, words[place].place.link
    while first and words[first - 1].place.link == link:
        first -= 1
    while last < len(words) and words[last].place.link == link:
        last += 1
    return list(words[first:last])


_PLAIN = re.compile(
    r"<(p)>[^<>&]*</p>|<(ul)>\n(?:<li>[^<>&]*</li>\n)+</ul>"
    r"|<(table)><tr>\n(?:<td[^<>&]*>[^<>&]*</td>\n)+</tr>\s*(?:</tbody>\s*)?(?:</table>\s*)?(?:</div>\s*)?</table>"
)
"""A paragraph, list or row without any markup in it: what readers see around its words is always the same."""
_WORD, _TAGS = re.compile(A_WORD), re.compile("<[^>]*>")


def _differ_in_words_alone(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two runs of blocks have other words, and nothing else that may differ: no markup, one kind of block."""
    plain = [_PLAIN.fullmatch(part) for part in (*old, *new)]
    if not all(plain) or len({part.lastindex for part in plain if part}) > 1:
        return False
    old_words, new_words = (_WORD.findall(_TAGS.sub(" ", "".join(parts))) for parts in (old, new))
    return old_words != new_words


def _pairs(old: Sequence[Atom], new: Sequence[Atom]) -> Iterator[tuple[Atom, Atom]]:
    """The words that both texts have, in order: those of equal blocks, and between these as many as there are."""
    before, after = _blocks(old), _blocks(new)
    for i, j, k, m, equal in _runs([_words(b) for b in before], [_words(b) for b in after]):
        mine = [atom for block in before[i:j] for atom in block]
        theirs = [atom for block in after[k:m] for atom in block]
        if equal:
            yield from zip(mine, theirs, strict=True)
            continue
        for start, end, there, until, kept in _runs([a.word for a in mine], [a.word for a in theirs]):
            if kept:
                yield from zip(mine[start:end], theirs[there:until], strict=True)


def _blocks(words: Sequence[Atom]) -> list[list[Atom]]:
    blocks: list[list[Atom]] = []
    for atom in words:
        if not blocks or atom.before[:1] in ("¶", "•"):
            blocks.append([])
        blocks[-1].append(atom)
    return blocks


def _words(block: Sequence[Atom]) -> tuple[str, ...]:
    return tuple(atom.word for atom in block)


def _runs(a: Sequence[Any], b: Sequence[Any]) -> Iterator[tuple[int, int, int, int, bool]]:
    """(from, to in `a`, from, to in `b`, whether they are equal); what stands only in one is joined into one run."""
    codes = ((c.src_start, c.src_end, c.dest_start, c.dest_end, c.tag == "equal") for c in LCSseq.opcodes(a, b))
    for equal, run in groupby(codes, key=lambda code: code[4]):
        steps = list(run)
        yield steps[0][0], steps[-1][1], steps[0][2], steps[-1][3], equal


def _differences(old: Place, new: Place) -> Iterator[str]:
    if old.block != new.block:
        yield f"is now {new.block}, and was {old.block}"
    if old.link != new.link:
        if new.link:
            yield f"now leads to {new.link}" + (f", and led to {old.link}" if old.link else "")
        else:
            yield f"leads nowhere any more, and led to {old.link}"
    if came := new.marks - old.marks:
        yield f"is now {' and '.join(sorted(came))}"
    if gone := old.marks - new.marks:
        yield f"is not {' or '.join(sorted(gone))} any more"


def _reparted(pairs: Sequence[tuple[Atom, Atom]]) -> Iterator[str]:
    """Where blocks begin or end elsewhere, or points have other numbers, though no word changed."""
    for place, (old, new) in enumerate(pairs):
        if old.before == new.before:
            continue
        start = f"“{_quoted([after for _, after in pairs[place : place + 4]])}”"
        if {"¶", "•"}.isdisjoint((old.before[:1], new.before[:1])):
            yield f"the white space before {start} is another one"
        elif new.before[:1] not in ("¶", "•"):
            yield f"{start} goes on with the block before it"
        elif old.before[:1] not in ("¶", "•"):
            yield f"{start} begins a block of its own"
        elif new.before[1:]:
            yield f"{start} is number {new.before[1:]}" + (f", and was {old.before[1:]}" if old.before[1:] else "")


def _quoted(atoms: Sequence[Atom]) -> str:
    shown = "".join((" " if atom.before else "") + atom.word for atom in atoms[:_MOST_WORDS]).strip()
    return f"{shown} …" if len(atoms) > _MOST_WORDS else shown


# What changed beside all that readers see ---------------------------------------------------------------------------


def byte_changes(old: str, new: str, *, most: int = 12) -> tuple[str, ...]:
    """The lines in which two texts differ, `-` before the old and `+` before the new ones, nothing in them unseen."""
    lines = [line for line in unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0) if line[:2] != "@@"][2:]
    shown = tuple(line[0] + " " + visible(line[1:]) for line in lines[:most])
    return (*shown, f"… and {len(lines) - most} more") if len(lines) > most else shown
