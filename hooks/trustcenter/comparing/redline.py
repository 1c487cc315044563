"""Two rendered texts in, a redline out: what was inserted, deleted and moved, word by word.

Works on the HTML of both texts.  Blocks (paragraphs, list items, table rows)
are aligned first: equal ones by their words, then changed ones by similarity;
words are compared inside a pair only, so a mark never crosses a tag.

Lossless: without everything inserted the words are those of the old text,
without everything deleted those of the new one.  White space does not count.

Parts that both texts have are not looked into, nor are rows of a table until
somebody asks: each stands in the tree as one element that holds nothing, until
the redline is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from lxml import etree
from rapidfuzz.distance import LCSseq

from trustcenter.markdown.html_tree import parsed, written

_SAME, _PLACE = "tc-same", "data-place"
"""What stands for parts that both texts have, and the number of what an element stands for."""
BLOCKS = frozenset(
    f"{_SAME} address article aside blockquote body caption dd details div dl dt figure footer h1 h2 h3 h4 h5 h6 header"
    " hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_A_WORD = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+(?:['’]\w+)*|[^\w\s]"
_WORD, _SPACED = re.compile(_A_WORD), re.compile(rf"(\s*)({_A_WORD})")
_ALIKE = 0.5
"""Two blocks are one that was changed when at least this share of their words is common."""
_RUN = 3
"""Between blocks that are not alike, only runs of so many common words count as kept."""


class Token(NamedTuple):
    """One word or sign, what is compared of it, the white space before it, and the inline elements around it."""

    word: str
    key: str
    space: str
    inline: tuple[Any, ...] = ()


@dataclass(eq=False)
class Block:
    """A piece of text without blocks inside it."""

    element: Any

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words; most blocks stand in both texts and are never asked."""
        if not len(self.element):
            return _plain_tokens(self.element.text or "", keep=self.element.tag == "pre")
        return _tokens(self.element)

    @property
    def key(self) -> str:
        """All words of it in one text: what is compared to find equal blocks."""
        if not len(self.element):
            return _plain_key(self.element.text or "")
        return _key(etree.tostring(self.element, encoding="unicode", method="html", with_tail=False))


@dataclass(eq=False)
class Unit:
    """What is aligned as a whole: a table row with its cells, or any other block.

    `row` is the HTML of a row that was not looked into yet.
    """

    element: Any
    key: str
    row: str = ""

    @cached_property
    def blocks(self) -> list[Block]:
        if self.row:
            _open(self.element, self.row)
        return _cells(self.element) if self.element.tag == "tr" else [Block(self.element)]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        if len(self.blocks) == 1:
            return self.blocks[0].tokens
        return tuple(token for block in self.blocks for token in block.tokens)


class Mark(NamedTuple):
    """Neighbouring tokens as they are shown: kept (` `), inserted (`+`) or deleted (`-`).

    `spaced`: whether the first of kept tokens had white space before it in the old text.
    """

    sign: str
    tokens: Sequence[Token]
    spaced: bool = True


@dataclass(slots=True, eq=False)
class Step:
    """One unit of the redline: new units with their marks by block, or a deleted old unit.

    `equal` says that both units have the same words, so that there is nothing to mark.  A step without units is a run
    of whole parts that both texts have: their HTML is `parts`.
    """

    old: Unit | None
    new: Unit | None
    marks: Sequence[tuple[Block, list[Mark]]] = ()
    moved: bool = False
    equal: bool = False
    parts: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        signs = (mark.sign for _, marks in self.marks for mark in marks)
        return not self.equal and (self.new is None or any(sign != " " for sign in signs))

    @property
    def heading(self) -> tuple[Run, ...] | None:
        """What an unchanged step says if it is a heading; whole parts say their last one."""
        found = self.new
        if self.parts:
            units = (unit for part in reversed(self.parts) for unit in reversed(_units(_parsed(part))))
            found = next((unit for unit in units if unit.element.tag in HEADINGS), None)
        return _line(_pair(found, found)) if found and found.element.tag in HEADINGS else None


@dataclass(frozen=True, slots=True)
class Redline:
    """The steps from the old text to the new one, in the order in which they are read.

    `root` is the tree of the new text, `held` what the elements in it that hold nothing stand for.
    """

    steps: tuple[Step, ...]
    root: Any
    held: Mapping[str, str]

    @property
    def inserted(self) -> int:
        """How many words are marked as inserted."""
        return self._marked("+")

    @property
    def deleted(self) -> int:
        return self._marked("-")

    @property
    def changed(self) -> bool:
        return any(step.changed for step in self.steps)

    def _marked(self, sign: str) -> int:
        marks = (mark for step in self.steps for _, marks in step.marks for mark in marks if mark.sign == sign)
        return sum(token.word[0].isalnum() for mark in marks for token in mark.tokens)


def redline(old: tuple[str, ...], new: tuple[str, ...]) -> Redline:
    """Compare two texts, each the HTML of its parts in order, as `markup.render` makes them."""
    spans = _same(old, new)
    before = _tree(old, [(start, size) for start, _, size in spans])
    now = _tree(new, [(start, size) for _, start, size in spans])
    steps: list[Step] = []
    whole = iter(spans)
    for gone, came in zip(_between(before.units), _between(now.units), strict=True):
        steps += _aligned(gone, came)
        if span := next(whole, None):
            _, start, size = span
            steps.append(Step(None, None, equal=True, parts=new[start : start + size]))
    _moves(steps)
    return Redline(tuple(steps), now.root, now.held)


# Parts that both texts have ---------------------------------------------------------------------------------------

_STANDS_IN = re.compile(f'<({_SAME}|tr) {_PLACE}="([0-9]+)"></\\1>')
_OWN_MARKS = re.compile(r"<(?:ins|del)[ >]")
_ROW = re.compile(r"<tr>\n(?:<td[^<>&]*>[^<>&]*</td>\n)+</tr>")
"""A row of a table with nothing but text in its cells."""
_CELL = re.compile(r"<td[^<>&]*>([^<>&]*)</td>")


def _same(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of parts that stand unchanged in both texts, in order: where in the old one, where in the new, how many.

    A part that has marks of its own is compared like any other.  A heading that stands last is a run for itself: it
    stays in sight where a change follows.
    """
    found: list[tuple[int, int, int]] = []
    for (start, _), (place, end), equal in _runs(old, new):
        if not equal:
            continue
        cut = [k for k in range(place, end) if not new[k] or _about(new[k]).own_marks]
        for first, last in zip([place, *(k + 1 for k in cut)], [*cut, end], strict=True):
            body = last
            while body > first and _about(new[body - 1]).ends_in_heading:
                body -= 1
            runs = [(first, body - first), *((k, 1) for k in range(body, last))]
            found += [(start + k - place, k, size) for k, size in runs if size]
    return found


@dataclass(frozen=True, slots=True)
class _Tree:
    """A text as a tree, and what the elements in it that hold nothing stand for, by their numbers."""

    root: Any
    held: Mapping[str, str]

    @property
    def units(self) -> list[Unit]:
        return _units(self.root, self.held)


def _tree(parts: Sequence[str], spans: Sequence[tuple[int, int]]) -> _Tree:
    """A text in which elements that hold nothing stand for some runs of its parts, and for rows in the others."""
    held: dict[str, str] = {}

    def stand_in(tag: str, html: str) -> str:
        number = str(len(held))
        held[number] = html
        return f'<{tag} {_PLACE}="{number}"></{tag}>'

    pieces: list[str] = []
    at = 0
    for start, size in [*spans, (len(parts), 0)]:
        pieces += [_ROW.sub(lambda row: stand_in("tr", row[0]), part) for part in parts[at:start]]
        pieces += [stand_in(_SAME, "\n".join(parts[start : start + size]))] if size else []
        at = start + size
    return _Tree(_parsed("\n".join(pieces)), held)


def _open(element: Any, row: str) -> None:
    """Put the cells of a row into the element that stood for it."""
    found = parsed(f"<table><tbody>{row}</tbody></table>")[0][0][0]
    del element.attrib[_PLACE]
    element.text = found.text
    element.extend(list(found))


def _between(units: Sequence[Unit]) -> list[list[Unit]]:
    """The units before the first stand-in for parts, between two, and after the last."""
    found: list[list[Unit]] = [[]]
    for unit in units:
        if unit.element.tag == _SAME:
            found.append([])
        else:
            found[-1].append(unit)
    return found


class _About(NamedTuple):
    """What is asked of a part without looking into it: its passages, and whether the last of them is a heading."""

    passages: int
    ends_in_heading: bool
    own_marks: bool


@lru_cache(maxsize=1 << 12)
def _about(part: str) -> _About:
    root = parsed(part)
    heading = bool(len(root)) and root[-1].tag in HEADINGS
    return _About(len(root), heading, bool(_OWN_MARKS.search(part)))


# Reading ----------------------------------------------------------------------------------------------------------


def _parsed(html: str) -> Any:
    root = parsed(html)
    if _OWN_MARKS.search(html):
        for element in list(root.iter("ins", "del")):
            element.tag = {"ins": "u", "del": "s"}[element.tag]  # the text's own marks are none of ours
    for element in [one for one in root.iter() if len(one) and one.tag in BLOCKS]:
        if _mixed(element):
            _wrap_runs(element)
    return root


def _mixed(element: Any) -> bool:
    """Whether words and blocks stand side by side in it, as in a list item with a list."""
    blocks = [child for child in element if child.tag in BLOCKS]
    inline = [child for child in element if child.tag not in BLOCKS]
    loose = [element.text, *(child.tail for child in element)]
    return bool(blocks) and (bool(inline) or any(text and text.strip() for text in loose))


def _wrap_runs(element: Any) -> None:
    """Give each run of words beside blocks an element of its own."""
    children = list(element)
    run = etree.Element("span")
    run.text, element.text = element.text, None
    position = 0
    for child in [*children, None]:
        if child is not None and child.tag not in BLOCKS:
            run.append(child)
            continue
        if len(run) or (run.text and run.text.strip()):
            element.insert(position, run)
            position += 1
        if child is not None:
            run = etree.Element("span")
            run.text, child.tail = child.tail, None
            position = element.index(child) + 1


def _units(root: Any, held: Mapping[str, str] = MappingProxyType({})) -> list[Unit]:
    units: list[Unit] = []
    _collect(root, held, units)
    return units


def _collect(element: Any, held: Mapping[str, str], units: list[Unit]) -> None:
    if element.tag == _SAME:
        units.append(Unit(element, ""))
    elif element.tag == "tr":
        row = held.get(element.get(_PLACE), "")
        key = _row_key(row) if row else _CELL_ENDS.join(block.key for block in _cells(element))
        units.append(Unit(element, key, row))
    elif not len(element) or _is_leaf(element):
        if key := Block(element).key:
            units.append(Unit(element, key))
    else:
        for child in element:
            _collect(child, held, units)


def _cells(row: Any) -> list[Block]:
    return [Block(inner) for cell in row for inner in _leaves(cell)]


def _is_leaf(element: Any) -> bool:
    return all(inner.tag not in BLOCKS for inner in element.iterdescendants())


def _leaves(element: Any) -> Iterator[Any]:
    if _is_leaf(element):
        yield element
    else:
        for child in element:
            yield from _leaves(child)


_WORD_ENDS, _CELL_ENDS = "\x01", "\x00"


@lru_cache(maxsize=1 << 12)
def _row_key(row: str) -> str:
    """The key of a row of nothing but text."""
    return _CELL_ENDS.join(map(_plain_key, _CELL.findall(row)))


@lru_cache(maxsize=1 << 13)
def _plain_key(text: str) -> str:
    """The key of a block of nothing but text."""
    return _WORD_ENDS.join(_WORD.findall(text))


@lru_cache(maxsize=1 << 13)
def _key(html: str) -> str:
    """The key of a block with elements in it: its words, each with the target it links to."""
    return _WORD_ENDS.join(token.key for token in _tokens(parsed(html)[0]))


@lru_cache(maxsize=1 << 8)
def _plain_tokens(text: str, *, keep: bool) -> tuple[Token, ...]:
    """The words of a block of nothing but text; what several redlines insert or delete is mostly the same."""
    found = _SPACED.findall(text if keep else f" {text}")
    return tuple([Token(word, word, gap if keep else gap and " ") for gap, word in found])


def _tokens(leaf: Any) -> tuple[Token, ...]:
    """The words of a block, with the white space before them as it is or as one space."""
    found: list[Token] = []
    keep = leaf.tag == "pre"
    space = "" if keep else " "
    for text, inline in _texts(leaf, ()):
        target = next((element.get("href") or "" for element in reversed(inline) if element.tag == "a"), "")
        for gap, word in _SPACED.findall(text):
            key, before = f"{word} {target}" if target else word, space + gap
            found.append(Token(word, key, before if keep else before and " ", inline))
            space = ""
        space += text[len(text.rstrip()) :]
    return tuple(found)


def _texts(element: Any, inline: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield element.text or "", inline
    for child in element:
        if child.tag == "br":
            yield "\n", inline
        elif child.get("class") != "headerlink":
            yield from _texts(child, (*inline, child))
        yield child.tail or "", inline


# Aligning ---------------------------------------------------------------------------------------------------------


def _aligned(before: Sequence[Unit], now: Sequence[Unit]) -> Iterator[Step]:
    """Equal units by their words; what lies between them by similarity."""
    for (i, j), (k, m), equal in _runs([unit.key for unit in before], [unit.key for unit in now]):
        if equal:
            yield from (Step(old, new, equal=True) for old, new in zip(before[i:j], now[k:m], strict=True))
        else:
            yield from _gap(before[i:j], now[k:m])


def _runs(a: Sequence[Any], b: Sequence[Any]) -> Iterator[tuple[tuple[int, int], tuple[int, int], bool]]:
    """The longest common subsequence as runs: what is equal, and what stands on each side between equal parts."""
    i = k = 0
    for code in LCSseq.opcodes(a, b):
        if code.tag == "equal":
            if (i, k) != (code.src_start, code.dest_start):
                yield (i, code.src_start), (k, code.dest_start), False
            yield (code.src_start, code.src_end), (code.dest_start, code.dest_end), True
            i, k = code.src_end, code.dest_end
    if i < len(a) or k < len(b):
        yield (i, len(a)), (k, len(b)), False


def _gap(before: Sequence[Unit], now: Sequence[Unit]) -> Iterator[Step]:
    """Units that are not equal: those alike are pairs, in order; between pairs only longer runs of words are kept."""
    i = k = 0
    for old, new in [*_alike(before, now), (len(before), len(now))]:
        yield from _unlike(before[i:old], now[k:new])
        if old < len(before) and new < len(now):
            yield _pair(before[old], now[new])
        i, k = old + 1, new + 1


def _alike(before: Sequence[Unit], now: Sequence[Unit]) -> list[tuple[int, int]]:
    """The pairs, in order, with the greatest sum of common words (a table row only with a row)."""
    if not before or not now or len(before) * len(now) > 250_000:
        return []
    keys = [[token.key for token in unit.tokens] for unit in now]
    best = [[0.0] * (len(now) + 1) for _ in range(len(before) + 1)]
    gain = [[0.0] * len(now) for _ in before]
    for i, old in enumerate(before):
        words = [token.key for token in old.tokens]
        row = old.element.tag == "tr"
        for k, new in enumerate(now):
            if row == (new.element.tag == "tr"):
                gain[i][k] = _common(words, keys[k])
            best[i + 1][k + 1] = max(best[i][k + 1], best[i + 1][k], best[i][k] + gain[i][k])
    pairs: list[tuple[int, int]] = []
    i, k = len(before), len(now)
    while i and k:
        if best[i][k] == best[i - 1][k]:
            i -= 1
        elif best[i][k] == best[i][k - 1]:
            k -= 1
        else:
            i, k = i - 1, k - 1
            pairs.append((i, k))
    return pairs[::-1]


def _common(a: Sequence[Any], b: Sequence[Any]) -> float:
    """How many words two units share in order, if that makes them alike, else nothing."""
    longest = max(len(a), len(b))
    if not a or not b or min(len(a), len(b)) < _ALIKE / 2 * longest:
        return 0.0
    common = float(LCSseq.similarity(a, b))
    return common if common >= _ALIKE * min(len(a), len(b)) and common >= _ALIKE / 2 * longest else 0.0


def _pair(old: Unit, new: Unit) -> Step:
    """A unit that stands in both texts, compared word by word; rows of as many cells, cell by cell."""
    if len(old.blocks) == len(new.blocks):
        parts = list(zip(old.blocks, new.blocks, strict=True))
        return Step(old, new, [(b, _words(a.tokens, b.tokens)) for a, b in parts])
    return Step(old, new, _spread(_words(old.tokens, new.tokens), [new]))


def _words(old: Sequence[Token], new: Sequence[Token], *, least: int = 1) -> list[Mark]:
    """The marks that lead from one run of words to the other; equal runs below `least` words are not kept."""
    marks: list[Mark] = []
    gone: list[Token] = []
    came: list[Token] = []
    for (i, j), (k, m), equal in _runs([token.key for token in old], [token.key for token in new]):
        if equal and j - i >= least:
            marks += [*_all("-", gone), *_all("+", came), Mark(" ", new[k:m], bool(old[i].space))]
            gone, came = [], []
        else:
            gone += old[i:j]
            came += new[k:m]
    return [*marks, *_all("-", gone), *_all("+", came)]


def _all(sign: str, tokens: Sequence[Token]) -> list[Mark]:
    return [Mark(sign, tokens)] if tokens else []


def _unlike(before: Sequence[Unit], now: Sequence[Unit]) -> Iterator[Step]:
    """Units without a partner: deleted and inserted as a whole, unless words went from one into several."""
    old = [token for unit in before for token in unit.tokens]
    new = [token for unit in now for token in unit.tokens]
    marks = _words(old, new, least=_RUN) if old and new else []
    if any(mark.sign == " " for mark in marks):
        spread = iter(_spread(marks, now))
        yield from (Step(None, unit, [next(spread) for _ in unit.blocks]) for unit in now)
        return
    for unit in before:
        yield Step(unit, None, [(block, _all("-", block.tokens)) for block in unit.blocks])
    for unit in now:
        yield Step(None, unit, [(block, _all("+", block.tokens)) for block in unit.blocks])


def _spread(marks: Sequence[Mark], units: Sequence[Unit]) -> list[tuple[Block, list[Mark]]]:
    """Marks dealt out to the new blocks; what is deleted goes to the block of the next word, or to the last one."""
    blocks = [block for unit in units for block in unit.blocks]
    homes = [place for place, block in enumerate(blocks) for _ in block.tokens]
    dealt: list[list[Mark]] = [[] for _ in blocks]
    last = at = 0
    waiting: list[Mark] = []
    for mark in marks:
        if mark.sign == "-":
            waiting.append(mark)
            continue
        for place, found in groupby(range(at, at + len(mark.tokens)), key=homes.__getitem__):
            tokens = [mark.tokens[token - at] for token in found]
            dealt[place] += [*waiting, mark._replace(tokens=tokens)]
            last, waiting = place, []
        at += len(mark.tokens)
    if dealt:
        dealt[last] += waiting
    return list(zip(blocks, dealt, strict=True))


def _moves(steps: Sequence[Step]) -> None:
    """A unit deleted in one place and inserted in another, word for word, was moved."""
    gone = {step.old.key: step for step in steps if step.old and not step.new and len(step.old.tokens) > _RUN}
    for step in steps:
        if (
            step.new
            and not step.old
            and step.new.key in gone
            and all(m.sign == "+" for _, ms in step.marks for m in ms)
        ):
            step.moved = gone[step.new.key].moved = True


# Showing as HTML --------------------------------------------------------------------------------------------------

SAID = {
    "+": ("ins", "inserted"),
    "-": ("del", "deleted"),
}
MOVED = {"+": "moved here", "-": "moved from here"}


def as_html(found: Redline, *, fold: int = 3) -> str:
    """The new text with its marks; runs of more than `fold` untouched blocks at the top level are folded.

    Call it once: it writes into the tree it was compared on.
    """
    place, stand_ins = _Place(found.root), iter(list(found.root.iter(_SAME)))
    whole: dict[Any, tuple[str, ...]] = {}
    for step in found.steps:
        if step.parts:
            element = next(stand_ins)
            whole[element] = step.parts
            place.at(element, changed=False)
        elif step.new is None:
            place.deleted(step)
        else:
            changed = step.changed
            for block, marks in step.marks if changed else ():
                _fill(block.element, marks, moved=step.moved)
            place.at(step.new.element, changed=changed)
    _fold(found.root, place.touched, fold, whole)
    shown = written(found.root)
    return _STANDS_IN.sub(lambda one: found.held[one[2]], shown)


def _fill(element: Any, marks: Sequence[Mark], *, moved: bool) -> None:
    """Put marked words into a block in place of its own."""
    anchor = next((child for child in element if child.get("class") == "headerlink"), None)
    for child in list(element):
        element.remove(child)
    element.text = None
    before = ""
    for mark, inline, tokens in _grouped(marks):
        sign, first = mark.sign, tokens[0]
        if before:
            _space(element, mark, first.space, changed=before != " ")
        parent = element
        for outer in inline:
            parent = _append(parent, outer.tag, {k: v for k, v in outer.attrib.items() if k != "id"})
        text = _text(tokens)[len(first.space) :]
        if sign == " ":
            _add_text(parent, text)
        else:
            _mark(parent, sign, text, moved=moved)
        before = sign
    if anchor is not None:
        anchor.tail = None
        element.append(anchor)


def _mark(parent: Any, sign: str, text: str, *, moved: bool) -> None:
    """Inserted or deleted words, with what a screen reader says around them."""
    tag, said = SAID[sign]
    mark = _append(parent, tag, {"class": "tc-moved"} if moved else {})
    _append(mark, "span", {"class": "tc-sr"}).text = f"[{MOVED[sign] if moved else said}: "
    _add_text(mark, text)
    _append(mark, "span", {"class": "tc-sr"}).text = "]"


def _space(parent: Any, mark: Mark, space: str, *, changed: bool) -> None:
    """The white space before a word; where it came or went beside a change, it is part of the change."""
    if changed and mark.sign == " " and mark.spaced != bool(space):
        _append(parent, "del" if mark.spaced else "ins", {}).text = " "
    else:
        _add_text(parent, space)


def _grouped(marks: Sequence[Mark]) -> Iterator[tuple[Mark, tuple[Any, ...], list[Token]]]:
    """Neighbouring words with the same sign inside the same inline elements."""
    for mark in marks:
        for inline, tokens in groupby(mark.tokens, key=attrgetter("inline")):
            yield mark, inline, list(tokens)


def _text(tokens: Sequence[Token]) -> str:
    """Words with the white space before them."""
    return "".join([token.space + token.word for token in tokens])


def _append(parent: Any, tag: str, attributes: dict[str, str]) -> Any:
    return etree.SubElement(parent, tag, attributes)


def _add_text(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


class _Place:
    """Where the walk through the new tree stands, so that deleted units find a place that keeps the order."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.last: Any = None
        self.touched: set[Any] = set()

    def at(self, element: Any, *, changed: bool) -> None:
        self.last = element
        if changed:
            self.touched.add(self._top(element))

    def deleted(self, step: Step) -> None:
        """Show an old unit right after the last one shown, in an element that its neighbours allow there."""
        element = self._shown(step)
        if self.last is None:
            self.root.insert(0, self._wrapped(element, self.root.tag))
        else:
            after = self.last
            while not self._settled(element, after):
                after = after.getparent()
            wrapped = self._wrapped(element, after.getparent().tag)
            wrapped.tail, after.tail = after.tail, None
            after.addnext(wrapped)
        self.last = element
        self.touched.add(self._top(element))

    def _settled(self, element: Any, after: Any) -> bool:
        """Whether a deleted unit belongs right here: its kind of parent, or more is to come inside this one."""
        parent = after.getparent()
        if parent is self.root or after.getnext() is not None:
            return True
        if parent.tag == "thead" and parent.getnext() is not None:
            return True
        return bool(element.tag in _CHILDREN.get(parent.tag, ()))

    def _top(self, element: Any) -> Any:
        while element.getparent() is not None and element.getparent() is not self.root:
            element = element.getparent()
        return element

    def _shown(self, step: Step) -> Any:
        """A copy of a deleted unit that holds nothing but deleted words."""
        unit = step.old
        if unit is None:
            raise ValueError("only an old unit can be deleted")
        if unit.element.tag == "tr":
            element = etree.Element("tr")
            for _, marks in step.marks:
                _fill(_append(element, "td", {}), marks, moved=step.moved)
        else:
            tag = unit.element.tag if unit.element.tag in ("li", "pre", "dt", "dd") else "p"
            element = etree.Element(tag)
            _fill(element, step.marks[0][1], moved=step.moved)
        element.set("class", "tc-deleted")
        return element

    @staticmethod
    def _wrapped(element: Any, parent: str) -> Any:
        """The unit as a child that `parent` may have."""
        outer = element
        for tag in _WRAPPERS.get(parent, _OUTSIDE.get(element.tag, ())):
            if parent in _WRAPPERS and element.tag in _CHILDREN[parent]:
                break
            wrapper = etree.Element(tag, {"colspan": "100"} if tag == "td" else {})
            wrapper.append(outer)
            outer = wrapper
        return outer


_CHILDREN = {"tbody": ("tr",), "thead": ("tr",), "ul": ("li",), "ol": ("li",), "dl": ("dt", "dd")}
"""What a parent may hold as it is …"""
_WRAPPERS = {"tbody": ("td", "tr"), "thead": ("td", "tr"), "ul": ("li",), "ol": ("li",), "dl": ("dd",)}
"""… and what goes around anything else there, from the inside out."""
_OUTSIDE = {"tr": ("tbody", "table"), "li": ("ul",), "dt": ("dl",), "dd": ("dl",)}
"""What goes around a unit that stands outside its kind of parent."""


def _fold(root: Any, touched: set[Any], most: int, whole: Mapping[Any, tuple[str, ...]]) -> None:
    """Fold long untouched runs of top-level elements; a heading right before a change stays in sight.

    `whole` are the parts that some elements stand for.
    """
    run: list[tuple[Any, int, bool]] = []
    for child in [*root, None]:
        if child is not None and child not in touched:
            abouts = [_about(part) for part in whole.get(child, ())]
            passages = sum(about.passages for about in abouts) if abouts else 1
            run.append((child, passages, abouts[-1].ends_in_heading if abouts else child.tag in HEADINGS))
            continue
        while run and run[-1][2]:
            run.pop()
        count = sum(passages for _, passages, _ in run)
        if count > most:
            _folded([element for element, _, _ in run], count)
        run = []


def _folded(run: Sequence[Any], count: int) -> None:
    details = etree.Element("details", {"class": "tc-folded"})
    _append(details, "summary", {}).text = f"{count} unchanged passages"
    run[0].addprevious(details)
    details.extend(run)


# Showing as text --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words that are kept (` `), inserted (`+`) or deleted (`-`), with the white space between them."""

    sign: Literal[" ", "+", "-"]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A changed block as runs, a heading (`#`) that changed blocks stand under, or a gap (`…`) of unchanged ones."""

    kind: Literal["changed", "heading", "gap"]
    runs: tuple[Run, ...]


def passages(found: Redline) -> tuple[Passage, ...]:
    """The changed blocks in the order in which they are read, below the headings they stand under."""
    shown: list[Passage] = []
    heading: tuple[Run, ...] = ()
    skipped = False
    for step in found.steps:
        if not step.changed:
            heading = step.heading or heading
            skipped = True
            continue
        if skipped and shown:
            shown.append(Passage("gap", ()))
        if heading:
            shown.append(Passage("heading", heading))
        shown.append(Passage("changed", _line(step)))
        heading, skipped = (), False
    return tuple(shown)


SIGNS = {" ": ("", ""), "+": ("{+", "+}"), "-": ("[-", "-]")}


def as_text(found: Redline) -> str:
    """The changed blocks in plain text, `[-deleted-]` and `{+inserted+}`, below the headings they stand under."""
    return "\n".join(line(passage) for passage in passages(found))


def line(passage: Passage) -> str:
    """A passage in plain text."""
    if passage.kind == "gap":
        return "…"
    text = "".join(between(run.text, *SIGNS[run.sign]) for run in passage.runs)
    return f"# {text}" if passage.kind == "heading" else text


def between(text: str, before: str, after: str) -> str:
    """Words between two marks; the white space around the words stays outside."""
    inner = text.strip()
    lead, _, trail = text.partition(inner) if inner else (text, "", "")
    return f"{lead}{before}{inner}{after}{trail}" if inner else text


def _line(step: Step) -> tuple[Run, ...]:
    """The runs of a step; cells of a row are set off by a bar."""
    cells = [list(_cell(marks)) for _, marks in step.marks]
    bar = Run(" ", " | ")
    return tuple(run for place, cell in enumerate(cells) for run in ([bar] if place else []) + cell)


def _cell(marks: Sequence[Mark]) -> Iterator[Run]:
    """Runs of one block; the white space before the first word is left out."""
    for place, mark in enumerate(marks):
        lead = " " if mark.tokens[0].space and place else ""
        yield Run(mark.sign, lead + _text(mark.tokens).strip())  # type: ignore[arg-type]  # a sign is one of the three
