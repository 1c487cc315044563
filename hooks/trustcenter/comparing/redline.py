"""Makes a redline: compares two rendered texts and marks what was inserted, deleted and moved, word by word.

`redline(old, new)` takes the HTML parts of both texts and returns a `Redline`; pages show it with `as_html`, the
terminal with `as_text`, the comment on a pull request with `passages`.  Blocks (paragraphs, list items, table rows) are
aligned first, equal ones by their words, then changed ones by similarity; words are compared only inside a pair, so a
mark never crosses a tag.

Lossless: without the insertions the words are those of the old text, without the deletions those of the new one.  White
space is ignored.  For speed, parts that both texts share, and plain table rows, are not parsed: each is represented in
the tree by one empty element (a stand-in) that is replaced by its HTML in the output.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape, unescape
from itertools import groupby, repeat
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

from lxml import etree
from rapidfuzz.distance import LCSseq

from trustcenter.markdown.html_tree import parsed, written

_SAME, _PLACE = "tc-same", "data-place"
"""The tag of a stand-in for parts that both texts have, and the attribute with the number of its HTML in `held`."""
BLOCKS = frozenset(
    f"{_SAME} address article aside blockquote body caption dd details div dl dt figure footer h1 h2 h3 h4 h5 h6 header"
    " hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
LEFT_OUT = "tc-left-out"
"""The class of a line in place of unchanged passages that a redline leaves out."""
NEVER_FOLD = 1_000_000_000
"""For `shown`: more unchanged passages than any text has."""
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
A_WORD = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+(?:['’]\w+)*|[^\w\s]"
_WORD, _SPACED = re.compile(A_WORD), re.compile(rf"(?<!\s)(\s*+)({A_WORD})")
_LEAST_SHARED = 0.5
"""Two blocks are versions of one block if at least this share of their words is common."""
_LEAST_KEPT_WORDS = 3
"""Between dissimilar blocks, only runs of at least this many common words count as kept."""
_MOST_COMPARISONS = 2_500
"""Above this many pairs of blocks (old × new), a block is compared only with those that share its rare words."""
_LEAST_MOVED = 0.7
"""A unit deleted in one place and one inserted in another are one that was moved and edited if so alike …"""
_LEAST_MOVED_WORDS = 6
"""… and if neither is shorter than this share of so many words: fewer are alike by chance."""
_RARE = 8
"""A word is rare if at most so many blocks have it; a block is compared with so many others."""
_MOST_CELLS = 1_000_000_000
"""Above this product of their lengths (a table of 125 MB), two sequences are not aligned but replaced."""


class Token(NamedTuple):
    """One word or sign; `key` is what is compared (with the target of a link), `space` the white space before it.

    `inline` are the inline elements around it, from the outside in.
    """

    word: str
    key: str
    space: str
    inline: tuple[Any, ...] = ()


@dataclass(eq=False)
class Block:
    """An element without block elements inside it."""

    element: Any

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words; computed on demand, because most blocks are equal in both texts."""
        if not len(self.element):
            return _plain_tokens(self.element.text or "", keep=self.element.tag == "pre")
        return _tokens(self.element)

    @property
    def key(self) -> str:
        """All its words in one string, to find equal blocks."""
        if not len(self.element):
            return _plain_key(self.element.text or "")
        return _key(etree.tostring(self.element, encoding="unicode", method="html", with_tail=False))


@dataclass(eq=False)
class Unit:
    """What is aligned as a whole: a table row with its cells, or any other block.

    `row` is the HTML of a row that is not parsed yet (its element is a stand-in).
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
    """Neighbouring tokens with the same sign: kept (` `), inserted (`+`) or deleted (`-`).

    `spaced`: for kept tokens, whether the first had white space before it in the old text.  `edited`: words of a moved
    unit that are not the same in both places.
    """

    sign: str
    tokens: Sequence[Token]
    spaced: bool = True
    edited: bool = False


@dataclass(slots=True, eq=False)
class Step:
    """One step of the redline: a new unit with marks for each of its blocks, or a deleted old unit.

    `equal`: both units have the same words, so nothing is marked.  A step without units stands for whole parts that
    both texts share; `parts` is their HTML.  `edited` are the marks that turn a unit into one
    that was moved and edited; its old place is `told_elsewhere`.
    """

    old: Unit | None
    new: Unit | None
    marks: Sequence[tuple[Block, list[Mark]]] = ()
    moved: bool = False
    equal: bool = False
    parts: tuple[str, ...] = ()
    edited: tuple[Mark, ...] = ()
    told_elsewhere: bool = False

    @property
    def changed(self) -> bool:
        signs = (mark.sign for _, marks in self.marks for mark in marks)
        return not self.equal and (self.new is None or any(sign != " " for sign in signs))

    @property
    def heading(self) -> tuple[Run, ...] | None:
        """The text of an unchanged step that is a heading; of whole parts, their last heading; otherwise None."""
        unit = self.new
        if self.parts:
            units = (one for part in reversed(self.parts) for one in reversed(_units(_parsed(part))))
            unit = next((one for one in units if one.element.tag in HEADINGS), None)
        return _line(_pair(unit, unit)) if unit and unit.element.tag in HEADINGS else None


@dataclass(frozen=True, slots=True)
class Redline:
    """The steps from the old text to the new one, in reading order.

    `root` is the tree of the new text, `held` the HTML of its stand-ins by number.
    """

    steps: tuple[Step, ...]
    root: Any
    held: Mapping[str, str]

    @property
    def inserted(self) -> int:
        """The number of words marked as inserted."""
        return self._marked("+")

    @property
    def deleted(self) -> int:
        return self._marked("-")

    @property
    def changed(self) -> bool:
        return any(step.changed for step in self.steps)

    def _marked(self, sign: str) -> int:
        """The number of words with a sign; those that were only moved do not count."""
        marks = (
            mark
            for step in self.steps
            for _, own in step.marks
            for mark in own
            if mark.sign == sign and (mark.edited or not step.moved)
        )
        return sum(token.word[0].isalnum() for mark in marks for token in mark.tokens)

    @property
    def moved(self) -> int:
        """The number of passages that were moved."""
        return sum(step.moved for step in self.steps if step.new)


def redline(old: tuple[str, ...], new: tuple[str, ...]) -> Redline:
    """Compare two texts, each a tuple of the HTML of its parts in order (`to_html.render(…).parts`)."""
    spans = _same(old, new)
    before = _tree(old, [(start, size) for start, _, size in spans])
    now = _tree(new, [(start, size) for _, start, size in spans])
    steps: list[Step] = []
    whole = iter(spans)
    for old_units, new_units in zip(_between(before.units), _between(now.units), strict=True):
        steps += _aligned(old_units, new_units)
        if span := next(whole, None):
            _, start, size = span
            steps.append(Step(None, None, equal=True, parts=new[start : start + size]))
    _moves(steps)
    return Redline(tuple(steps), now.root, now.held)


# Parts that both texts have ---------------------------------------------------------------------------------------

_STAND_IN = re.compile(f'<({_SAME}|tr) {_PLACE}="([0-9]+)"></\\1>')
_ID = re.compile(r' id="([^"]*)"')
_OWN_MARKS = re.compile(r"<(?:ins|del)[ >]")
_ROW = re.compile(r"<tr>\n(?:<td[^<>&]*>[^<>&]*</td>\n)+</tr>")
"""A table row whose cells hold plain text only."""
_CELL = re.compile(r"<td[^<>&]*>([^<>&]*)</td>")


def _same(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Runs of parts that both texts share, in order: (index in `old`, index in `new`, number of parts).

    Parts with `<ins>` or `<del>` of their own are left out, to be compared like changed ones.  The headings of the
    clause in which a run ends are runs of their own, because they stay visible if a change follows.
    """
    spans: list[tuple[int, int, int]] = []
    for (start, _), (place, end), equal in _runs(old, new):
        if not equal:
            continue
        cut = [k for k in range(place, end) if not new[k] or _about(new[k]).own_marks]
        for first, last in zip([place, *(k + 1 for k in cut)], [*cut, end], strict=True):
            own = _clause([_about(part).level for part in new[first:last]])
            alone = {first + k for k in own} | _last_headings(new, first, last)
            for k, size in _pieces(first, last, alone):
                spans.append((start + k - place, k, size))
    return spans


def _last_headings(parts: Sequence[str], first: int, last: int) -> set[int]:
    """The places at the end of a run of parts that end in a heading, whatever comes before it."""
    at = last
    while at > first and _about(parts[at - 1]).ends_in_heading:
        at -= 1
    return {*range(at, last)}


def _pieces(first: int, last: int, alone: Collection[int]) -> Iterator[tuple[int, int]]:
    """A range split into (start, size), with each place in `alone` as a piece of its own."""
    at = first
    for place in sorted(alone):
        if at < place:
            yield at, place - at
        yield place, 1
        at = place + 1
    if at < last:
        yield at, last - at


def _clause(levels: Sequence[int], above: int = 7) -> set[int]:
    """The places of the headings of the clause in which a run of passages ends: the last one and those it is under.

    `levels` are the levels of the passages that are headings, 0 for others; `above` is the level of a heading that
    follows on the run.
    """
    places = set[int]()
    for place in reversed(range(len(levels))):
        if 0 < levels[place] < above:
            above = levels[place]
            places.add(place)
    return places


@dataclass(frozen=True, slots=True)
class _Tree:
    """A text as a tree, and the HTML of its stand-ins by number."""

    root: Any
    held: Mapping[str, str]

    @property
    def units(self) -> list[Unit]:
        return _units(self.root, self.held)


def _tree(parts: Sequence[str], spans: Sequence[tuple[int, int]]) -> _Tree:
    """Parse a text, with stand-ins for the runs of parts in `spans` (index, number) and for plain rows elsewhere."""
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
    """Turn the stand-in of a row into the row: parse its HTML and move the cells into the element."""
    parsed_row = parsed(f"<table><tbody>{row}</tbody></table>")[0][0][0]
    del element.attrib[_PLACE]
    element.text = parsed_row.text
    element.extend(list(parsed_row))


def _between(units: Sequence[Unit]) -> list[list[Unit]]:
    """The units split at the stand-ins for parts: before the first, between two, after the last."""
    groups: list[list[Unit]] = [[]]
    for unit in units:
        if unit.element.tag == _SAME:
            groups.append([])
        else:
            groups[-1].append(unit)
    return groups


class _About(NamedTuple):
    """What folding needs to know of a part: its number of passages, and whether the last is a heading.

    `level` is that of a part that is nothing but a heading, else 0.
    """

    passages: int
    ends_in_heading: bool
    own_marks: bool
    level: int


def _passages(root: Any) -> int:
    """The number of passages below an element: a table counts by its rows."""
    return sum(max(1, sum(1 for _ in child.iter("tr"))) for child in root)


@lru_cache(maxsize=1 << 12)
def _about(part: str) -> _About:
    root = parsed(part)
    heading = bool(len(root)) and root[-1].tag in HEADINGS
    level = _level(root[0].tag) if len(root) == 1 else 0
    return _About(_passages(root), heading, bool(_OWN_MARKS.search(part)), level)


def _level(tag: Any) -> int:
    """The level of a heading by its tag, 0 for any other element."""
    return int(tag[1]) if tag in HEADINGS else 0


# Reading ----------------------------------------------------------------------------------------------------------


def _parsed(html: str) -> Any:
    root = parsed(html)
    if _OWN_MARKS.search(html):
        for element in list(root.iter("ins", "del")):
            element.tag = {"ins": "u", "del": "s"}[element.tag]  # marks of the text itself, not of this redline
    for element in [one for one in root.iter() if len(one) and one.tag in BLOCKS]:
        if _mixed(element):
            _wrap_runs(element)
    return root


def _mixed(element: Any) -> bool:
    """Whether an element holds both words and blocks, as a list item with a nested list does."""
    blocks = [child for child in element if child.tag in BLOCKS]
    inline = [child for child in element if child.tag not in BLOCKS]
    loose = [element.text, *(child.tail for child in element)]
    return bool(blocks) and (bool(inline) or any(text and text.strip() for text in loose))


def _wrap_runs(element: Any) -> None:
    """Wrap each run of words beside blocks in a `span`, so that it becomes a block for comparison."""
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
    """The key of a row with plain text only, from its HTML."""
    return _CELL_ENDS.join(map(_plain_key, _CELL.findall(row)))


@lru_cache(maxsize=1 << 13)
def _plain_key(text: str) -> str:
    """The key of a block with plain text only."""
    return _WORD_ENDS.join(_WORD.findall(text))


@lru_cache(maxsize=1 << 13)
def _key(html: str) -> str:
    """The key of a block with inline elements: its words, each with the target of its link."""
    return _WORD_ENDS.join(token.key for token in _tokens(parsed(html)[0]))


@lru_cache(maxsize=1 << 8)
def _plain_tokens(text: str, *, keep: bool) -> tuple[Token, ...]:
    """The words of a block with plain text only; with `keep`, white space is kept as it is (`pre`)."""
    words = _SPACED.findall(text if keep else f" {text}")
    return tuple([Token(word, word, gap if keep else gap and " ") for gap, word in words])


def _tokens(leaf: Any) -> tuple[Token, ...]:
    """The words of a block, with the white space before each as it is (`pre`) or as one space."""
    tokens: list[Token] = []
    keep = leaf.tag == "pre"
    space = "" if keep else " "
    for text, inline in _texts(leaf, ()):
        target = next((element.get("href") or "" for element in reversed(inline) if element.tag == "a"), "")
        for gap, word in _SPACED.findall(text):
            key, before = f"{word} {target}" if target else word, space + gap
            tokens.append(Token(word, key, before if keep else before and " ", inline))
            space = ""
        space += text[len(text.rstrip()) :]
    return tuple(tokens)


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
    """Align units: equal ones by their keys, those between them by similarity."""
    for (i, j), (k, m), equal in _runs([unit.key for unit in before], [unit.key for unit in now]):
        if equal:
            yield from (Step(old, new, equal=True) for old, new in zip(before[i:j], now[k:m], strict=True))
        else:
            yield from _gap(before[i:j], now[k:m])


def _runs(a: Sequence[Any], b: Sequence[Any]) -> Iterator[tuple[tuple[int, int], tuple[int, int], bool]]:
    """The longest common subsequence as runs: (range in `a`, range in `b`, whether they are equal), in order."""
    i = k = 0
    for code in LCSseq.opcodes(a, b) if len(a) * len(b) <= _MOST_CELLS else ():
        if code.tag == "equal":
            if (i, k) != (code.src_start, code.dest_start):
                yield (i, code.src_start), (k, code.dest_start), False
            yield (code.src_start, code.src_end), (code.dest_start, code.dest_end), True
            i, k = code.src_end, code.dest_end
    if i < len(a) or k < len(b):
        yield (i, len(a)), (k, len(b)), False


def _gap(before: Sequence[Unit], now: Sequence[Unit]) -> Iterator[Step]:
    """Align units that are not equal: similar ones are paired, in order; the others between pairs go to `_unlike`."""
    i = k = 0
    for old, new in [*_alike(before, now), (len(before), len(now))]:
        yield from _unlike(before[i:old], now[k:new])
        if old < len(before) and new < len(now):
            yield _pair(before[old], now[new])
        i, k = old + 1, new + 1


def _alike(before: Sequence[Unit], now: Sequence[Unit]) -> list[tuple[int, int]]:
    """The pairs of similar units, in order, with the greatest sum of common words; rows pair with rows only."""
    old_words = [[token.key for token in unit.tokens] for unit in before]
    new_words = [[token.key for token in unit.tokens] for unit in now]
    rows = [unit.element.tag == "tr" for unit in now]
    gains: list[tuple[int, int, float]] = []
    for i, candidates in enumerate(_candidates(old_words, new_words)):
        is_row = before[i].element.tag == "tr"
        shared = ((k, _common(old_words[i], new_words[k])) for k in candidates if rows[k] == is_row)
        gains += [(i, k, gain) for k, gain in shared if gain]
    return _heaviest(gains, len(now))


def _candidates(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> Iterator[Sequence[int]]:
    """For each old unit, the new ones that it is compared with, in order.

    These are all of them where there are few; else those that share most of its rare words and those at its place, so
    that the time grows with the number of units and not with its square.
    """
    if len(old) * len(new) <= _MOST_COMPARISONS:
        yield from repeat(range(len(new)), len(old))
        return
    having = defaultdict[str, list[int]](list)
    for k, words in enumerate(new):
        for word in set(words):
            having[word].append(k)
    for i, words in enumerate(old):
        shared = Counter(k for word in set(words) if len(having.get(word, ())) <= _RARE for k in having.get(word, ()))
        beside = i * len(new) // len(old)
        near = range(max(beside - 2, 0), min(beside + 3, len(new)))
        yield sorted({*near, *(k for k, _ in shared.most_common(_RARE))})


def _heaviest(gains: Sequence[tuple[int, int, float]], width: int) -> list[tuple[int, int]]:
    """Of pairs (i, k) with their gains, in order of i, those with the greatest sum of gains in which i and k ascend.

    `width` is more than the greatest k.  `best` is a Fenwick tree of the best sum, and its last pair, up to each k.
    """
    best: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    before: list[int] = []

    def up_to(k: int) -> tuple[float, int]:
        greatest = (0.0, -1)
        while k > 0:
            greatest = max(greatest, best[k])
            k -= k & -k
        return greatest

    for _, same in groupby(enumerate(gains), key=lambda one: one[1][0]):
        sums = [(place, k, gain, up_to(k)) for place, (_, k, gain) in same]
        for place, k, gain, (total, last) in sums:
            before.append(last)
            node = k + 1
            while node <= width:
                best[node] = max(best[node], (total + gain, place))
                node += node & -node
    pairs, place = list[tuple[int, int]](), up_to(width)[1]
    while place >= 0:
        pairs.append(gains[place][:2])
        place = before[place]
    return pairs[::-1]


def _common(a: Sequence[Any], b: Sequence[Any]) -> float:
    """The number of words two units share in order; 0 if too few for them to be versions of one unit."""
    longest = max(len(a), len(b))
    if not a or not b or min(len(a), len(b)) < _LEAST_SHARED / 2 * longest:
        return 0.0
    common = float(LCSseq.similarity(a, b))
    return common if common >= _LEAST_SHARED * min(len(a), len(b)) and common >= _LEAST_SHARED / 2 * longest else 0.0


def _pair(old: Unit, new: Unit) -> Step:
    """Compare the old and the new version of a unit word by word; rows with equally many cells, cell by cell."""
    if len(old.blocks) == len(new.blocks):
        parts = list(zip(old.blocks, new.blocks, strict=True))
        return Step(old, new, [(b, _words(a.tokens, b.tokens)) for a, b in parts])
    return Step(old, new, _spread(_words(old.tokens, new.tokens), [new]))


def _words(old: Sequence[Token], new: Sequence[Token], *, least: int = 1) -> list[Mark]:
    """The marks that turn `old` into `new`; common runs of fewer than `least` words are deleted and inserted again."""
    marks: list[Mark] = []
    deleted: list[Token] = []
    inserted: list[Token] = []
    for (i, j), (k, m), equal in _runs([token.key for token in old], [token.key for token in new]):
        if equal and j - i >= least:
            marks += [*_all("-", deleted), *_all("+", inserted), Mark(" ", new[k:m], bool(old[i].space))]
            deleted, inserted = [], []
        else:
            deleted += old[i:j]
            inserted += new[k:m]
    return [*marks, *_all("-", deleted), *_all("+", inserted)]


def _all(sign: str, tokens: Sequence[Token]) -> list[Mark]:
    return [Mark(sign, tokens)] if tokens else []


def _unlike(before: Sequence[Unit], now: Sequence[Unit]) -> Iterator[Step]:
    """Units without a partner: deleted and inserted whole, unless longer runs of words moved between them."""
    old = [token for unit in before for token in unit.tokens]
    new = [token for unit in now for token in unit.tokens]
    marks = _words(old, new, least=_LEAST_KEPT_WORDS) if old and new else []
    if any(mark.sign == " " for mark in marks):
        spread = iter(_spread(marks, now))
        yield from (Step(None, unit, [next(spread) for _ in unit.blocks]) for unit in now)
        return
    for unit in before:
        yield Step(unit, None, [(block, _all("-", block.tokens)) for block in unit.blocks])
    for unit in now:
        yield Step(None, unit, [(block, _all("+", block.tokens)) for block in unit.blocks])


def _spread(marks: Sequence[Mark], units: Sequence[Unit], *, sign: str = "+") -> list[tuple[Block, list[Mark]]]:
    """Distribute marks over the blocks of units; a deletion goes to the block of the next word, or the last.

    The units are new ones, whose words are kept or inserted; with `sign` `-`, old ones, of whose words all have a mark.
    """
    blocks = [block for unit in units for block in unit.blocks]
    homes = [place for place, block in enumerate(blocks) for _ in block.tokens]
    dealt: list[list[Mark]] = [[] for _ in blocks]
    last = at = 0
    waiting: list[Mark] = []
    for mark in marks:
        if mark.sign == "-" != sign:
            waiting.append(mark)
            continue
        for place, group in groupby(range(at, at + len(mark.tokens)), key=homes.__getitem__):
            tokens = [mark.tokens[token - at] for token in group]
            dealt[place] += [*waiting, mark._replace(tokens=tokens)]
            last, waiting = place, []
        at += len(mark.tokens)
    if dealt:
        dealt[last] += waiting
    return list(zip(blocks, dealt, strict=True))


def _moves(steps: Sequence[Step]) -> None:
    """Set `moved` on units deleted in one place and inserted in another, word for word or with some words edited."""
    gone = [step for step in steps if step.old and not step.new and len(step.old.tokens) > _LEAST_KEPT_WORDS]
    deleted = {step.old.key: step for step in gone if step.old}
    come = [
        step for step in steps if step.new and not step.old and all(m.sign == "+" for _, ms in step.marks for m in ms)
    ]
    for step in come:
        if step.new and step.new.key in deleted:
            step.moved = deleted[step.new.key].moved = True
    _moved_and_edited([step for step in gone if not step.moved], [step for step in come if not step.moved])


def _moved_and_edited(gone: Sequence[Step], come: Sequence[Step]) -> None:
    """Pair deleted units with inserted ones that differ in few words: one passage that was moved and edited."""
    old = [[token.key for token in step.old.tokens] if step.old else [] for step in gone]
    new = [[token.key for token in step.new.tokens] if step.new else [] for step in come]
    scored: list[tuple[float, int, int]] = []
    for i, candidates in enumerate(_candidates(old, new)):
        alike = (k for k in candidates if _could_be_moved(gone[i].old, come[k].new))
        scored += [(LCSseq.normalized_similarity(old[i], new[k]), i, k) for k in alike]
    taken_old, taken_new = set[int](), set[int]()
    for likeness, i, k in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if likeness >= _LEAST_MOVED and i not in taken_old and k not in taken_new:
            taken_old.add(i)
            taken_new.add(k)
            _edited(gone[i], come[k])


def _could_be_moved(old: Unit | None, new: Unit | None) -> bool:
    """Whether two units may be one: of similar length, and rows with the same first cell: it says what they tell of."""
    if old is None or new is None or (old.element.tag == "tr") != (new.element.tag == "tr"):
        return False
    if old.element.tag == "tr" and old.blocks[0].key != new.blocks[0].key:
        return False
    fewer, more = sorted((len(old.tokens), len(new.tokens)))
    return fewer >= _LEAST_MOVED * max(more, _LEAST_MOVED_WORDS)


def _edited(gone: Step, come: Step) -> None:
    """Mark a unit that was moved and edited: which words it keeps, in both places, and what became of the others."""
    if not (gone.old and come.new):
        return
    before, now = gone.old.tokens, come.new.tokens
    runs = list(_runs([token.key for token in before], [token.key for token in now]))
    lost = [Mark("-", before[i:j], edited=not equal) for (i, j), _, equal in runs if i < j]
    kept = [Mark("+", now[k:m], edited=not equal) for _, (k, m), equal in runs if k < m]
    gone.marks, come.marks = _spread(lost, [gone.old], sign="-"), _spread(kept, [come.new])
    gone.moved = come.moved = gone.told_elsewhere = True
    come.edited = tuple(_words(before, now))


def _edits(marks: Sequence[Mark]) -> Iterator[tuple[str, str]]:
    """What became of the words of a moved passage: (before, after), one of them empty for words that came or went."""
    before = ""
    for mark in [*marks, None]:
        if mark and mark.sign == "-":
            before = _text(mark.tokens).strip()
            continue
        after = _text(mark.tokens).strip() if mark and mark.sign == "+" else ""
        if before or after:
            yield before, after
        before = ""


# Showing as HTML --------------------------------------------------------------------------------------------------

TAGS = {"+": ("ins", "inserted"), "-": ("del", "deleted")}
"""The element for each sign, and what a screen reader says."""
MOVED = {"+": "moved here", "-": "moved from here"}
MOVED_AND = "moved, and"


@dataclass(frozen=True, slots=True)
class Shown:
    """A redline as HTML, and the ids of the headings above its changes."""

    html: str
    headings: frozenset[str]


def as_html(comparison: Redline, *, fold: int = 3, room: int | None = None, whole_at: str = "") -> str:
    """The HTML of `shown`."""
    return shown(comparison, fold=fold, room=room, whole_at=whole_at).html


def shown(comparison: Redline, *, fold: int = 3, room: int | None = None, whole_at: str = "") -> Shown:
    """The new text as HTML with its marks; runs of more than `fold` unchanged blocks or table rows are folded.

    The headings of the clause above each change stay visible.  Where the folded passages have more than `room`
    characters, they are left out; links to them then lead to the URL `whole_at`, where the whole new text is.  Call it
    once for each redline: it changes the tree of `comparison`.
    """
    place, stand_ins = _Place(comparison.root), iter(list(comparison.root.iter(_SAME)))
    whole: dict[Any, tuple[str, ...]] = {}
    for step in comparison.steps:
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
            if step.edited:
                _note(step)
            place.at(step.new.element, changed=changed)
    headings = frozenset(_changed_headings(comparison, place.touched))
    folds = [*_folds(comparison.root, place.touched, fold, whole), *_row_folds(place, fold)]
    size = sum(_size(element, comparison.held) for run in folds for element in run.elements) if room is not None else 0
    left_out = room is not None and size > room
    for run in folds:
        run.leave_out() if left_out else run.fold()
    html = _STAND_IN.sub(lambda one: comparison.held[one[2]], written(comparison.root))
    return Shown(_led_to_whole(html, whole_at) if left_out else html, headings)


def _changed_headings(comparison: Redline, touched: Collection[Any]) -> Iterator[str]:
    """The ids of the headings above changed passages, and of changed headings."""
    above: dict[int, str] = {}
    for child in comparison.root:
        held = comparison.held.get(child.get(_PLACE, ""), "")
        level = _about(held).level if held else _level(child.tag)
        if level:
            anchor = _ID.search(held)
            above = {upper: one for upper, one in above.items() if upper < level}
            above[level] = unescape(anchor[1]) if anchor else child.get("id", "")
        if child in touched:
            yield from above.values()


def _size(element: Any, held: Mapping[str, str]) -> int:
    """How many characters of HTML an element has; of a stand-in, what it stands for."""
    number = element.get(_PLACE)
    return len(held[number] if number else etree.tostring(element, encoding="unicode", method="html"))


def _led_to_whole(html: str, whole_at: str) -> str:
    """HTML whose links to passages that are not in it lead to the whole text."""
    ids = {unescape(anchor) for anchor in re.findall(r' id="([^"]*)"', html)}

    def led(link: re.Match[str]) -> str:
        there = unquote(unescape(link[2])) in ids
        return link[0] if there else f'{link[1]}"{escape(whole_at)}#{link[2]}"'

    return re.sub(r'(<a\b[^<>]*? href=)"#([^"]*)"', led, html)


def _fill(element: Any, marks: Sequence[Mark], *, moved: bool) -> None:
    """Replace the content of a block by marked words."""
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
            _mark(parent, sign, text, moved=moved and not mark.edited)
        before = sign
    if anchor is not None:
        anchor.tail = None
        element.append(anchor)


def _mark(parent: Any, sign: str, text: str, *, moved: bool) -> None:
    """Append inserted or deleted words, with the words for screen readers around them."""
    tag, spoken = TAGS[sign]
    mark = _append(parent, tag, {"class": "tc-moved"} if moved else {})
    _append(mark, "span", {"class": "tc-sr"}).text = f"[{MOVED[sign] if moved else spoken}: "
    _add_text(mark, text)
    _append(mark, "span", {"class": "tc-sr"}).text = "]"


def _note(step: Step) -> None:
    """Say at the end of a passage that was moved and edited what its words became: `moved, and 30 → 90`."""
    told = "; ".join(_edit(before, after) for before, after in _edits(step.edited))
    element = step.marks[-1][0].element
    note = etree.Element("small", {"class": "tc-note"})
    note.text = f"{MOVED_AND} {told}"
    place = next((n for n, child in enumerate(element) if child.get("class") == "headerlink"), len(element))
    element.insert(place, note)


def _edit(before: str, after: str) -> str:
    if before and after:
        return f"{before} → {after}"
    return f"“{after}” inserted" if after else f"“{before}” deleted"


def _space(parent: Any, mark: Mark, space: str, *, changed: bool) -> None:
    """Append the white space before a word; marked itself if it was added or dropped next to a change."""
    if changed and mark.sign == " " and mark.spaced != bool(space):
        _append(parent, "del" if mark.spaced else "ins", {}).text = " "
    else:
        _add_text(parent, space)


def _grouped(marks: Sequence[Mark]) -> Iterator[tuple[Mark, tuple[Any, ...], list[Token]]]:
    """The marks split into runs of words inside the same inline elements."""
    for mark in marks:
        for inline, tokens in groupby(mark.tokens, key=attrgetter("inline")):
            yield mark, inline, list(tokens)


def _text(tokens: Sequence[Token]) -> str:
    """The text of tokens, each with the white space before it."""
    return "".join([token.space + token.word for token in tokens])


def _append(parent: Any, tag: str, attributes: dict[str, str]) -> Any:
    return etree.SubElement(parent, tag, attributes)


def _add_text(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


class _Place:
    """Insertion cursor in the new tree: deleted units are inserted after the element last shown.

    `touched` collects the top-level elements with changes, `rows` the table rows with changes; these are not folded.
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        self.last: Any = None
        self.touched: set[Any] = set()
        self.rows: set[Any] = set()

    def at(self, element: Any, *, changed: bool) -> None:
        self.last = element
        if changed:
            self._touch(element)

    def _touch(self, element: Any) -> None:
        self.touched.add(self._top(element))
        self.rows.update(element.iterancestors("tr"))
        if element.tag == "tr":
            self.rows.add(element)

    def deleted(self, step: Step) -> None:
        """Insert a deleted unit after the element last shown, wrapped as HTML requires at that place."""
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
        self._touch(element)

    def _settled(self, element: Any, after: Any) -> bool:
        """Whether a deleted unit can be inserted right after `after`: its parent fits, or has more children to come."""
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
        """An element for a deleted unit, with its words marked as deleted."""
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
        """The element in the wrappers that make it a valid child of a `parent` (a tag)."""
        outer = element
        for tag in _WRAPPERS.get(parent, _OUTSIDE.get(element.tag, ())):
            if parent in _WRAPPERS and element.tag in _CHILDREN[parent]:
                break
            wrapper = etree.Element(tag, _WRAPPED_WITH.get(tag, {}))
            wrapper.append(outer)
            outer = wrapper
        return outer


_CHILDREN = {"tbody": ("tr",), "thead": ("tr",), "ul": ("li",), "ol": ("li",), "dl": ("dt", "dd")}
"""The units that a parent may contain without a wrapper …"""
_WRAPPERS = {"tbody": ("td", "tr"), "thead": ("td", "tr"), "ul": ("li",), "ol": ("li",), "dl": ("dd",)}
"""… and the wrappers of any other unit there, from the inside out."""
_OUTSIDE = {"tr": ("tbody", "table", "div"), "li": ("ul",), "dt": ("dl",), "dd": ("dl",)}
"""The wrappers of a unit that is inserted outside of its usual parent, from the inside out."""
_WRAPPED_WITH = {
    "td": {"colspan": "100"},
    "table": {"class": "tc-table"},
    "div": {"class": "tc-scroll", "role": "group", "tabindex": "0"},
}
"""The attributes of wrappers; a wide table scrolls by itself, also by keyboard."""


@dataclass(frozen=True, slots=True)
class _Fold:
    """A run of unchanged elements that is folded away: how many passages it has, or that they are rows of a table."""

    elements: Sequence[Any]
    count: int
    columns: int = 0

    def fold(self) -> None:
        """Put the elements into `details`; rows into a table in a row of their own."""
        details = etree.Element("details", {"class": "tc-folded"})
        _append(details, "summary", {}).text = self._said
        self._put(details)
        inside = details
        if self.columns:
            inside = _append(_append(details, "table", {"class": "tc-table"}), "tbody", {})
        inside.extend(list(self.elements))

    def leave_out(self) -> None:
        """Put a line that says how many there are in place of the elements."""
        line = etree.Element("p", {"class": LEFT_OUT})
        line.text = f"{self._said} left out"
        self._put(line)
        for element in self.elements:
            element.getparent().remove(element)

    @property
    def _said(self) -> str:
        return f"{self.count} unchanged {'rows' if self.columns else 'passages'}"

    def _put(self, element: Any) -> None:
        if self.columns:
            row = etree.Element("tr")
            _append(row, "td", {"colspan": str(self.columns)}).append(element)
            element = row
        self.elements[0].addprevious(element)


def _folds(root: Any, touched: set[Any], most: int, whole: Mapping[Any, tuple[str, ...]]) -> Iterator[_Fold]:
    """Runs of more than `most` unchanged top-level passages; the headings of the clause above a change stay visible.

    `whole` has the parts of each stand-in.
    """
    run: list[_Unchanged] = []
    for child in [*root, None]:
        if child is not None and child not in touched:
            run.append(_unchanged(child, whole.get(child, ())))
            continue
        visible = _before_change(run, _level(child.tag) or 7) if child is not None else set()
        for start, size in _pieces(0, len(run), visible):
            piece = run[start : start + size]
            count = sum(one.passages for one in piece)
            if start not in visible and count > most:
                yield _Fold([one.element for one in piece], count)
        run = []


class _Unchanged(NamedTuple):
    """An unchanged top-level element: how many passages it has, its level if it is a heading, and how it ends."""

    element: Any
    passages: int
    level: int
    ends_in_heading: bool


def _unchanged(element: Any, parts: Sequence[str]) -> _Unchanged:
    """What folding needs to know of an element, or of the parts that it stands for."""
    if not parts:
        level = _level(element.tag)
        return _Unchanged(element, max(1, len(element.xpath(".//tr"))), level, level > 0)
    abouts = [_about(part) for part in parts]
    level = abouts[0].level if len(abouts) == 1 else 0
    return _Unchanged(element, sum(about.passages for about in abouts), level, abouts[-1].ends_in_heading)


def _before_change(run: Sequence[_Unchanged], level: int) -> set[int]:
    """The places in a run before a change that stay visible: the headings above it; `level` is its own as a heading."""
    last = len(run)
    while last and run[last - 1].ends_in_heading:
        last -= 1
    return _clause([one.level for one in run], level) | {*range(last, len(run))}


def _row_folds(place: _Place, most: int) -> Iterator[_Fold]:
    """Runs of more than `most` unchanged rows in the bodies of tables that have changed ones."""
    for body in [body for top in place.touched for body in top.iter("tbody")]:
        first = body.getparent().find(".//th/..")
        columns = len(first) if first is not None else 0
        run: list[Any] = []
        for row in [*body, None] if columns else ():
            if row is not None and row not in place.rows:
                run.append(row)
                continue
            if len(run) > most:
                yield _Fold(run, len(run), columns)
            run = []


# Showing as text --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Text of neighbouring words that are kept (` `), inserted (`+`) or deleted (`-`)."""

    sign: Literal[" ", "+", "-"]
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A changed block as runs, the heading above changed blocks, or a gap of unchanged blocks."""

    kind: Literal["changed", "heading", "gap"]
    runs: tuple[Run, ...]


def passages(comparison: Redline) -> tuple[Passage, ...]:
    """The changed blocks in reading order, each group below its heading."""
    shown: list[Passage] = []
    heading: tuple[Run, ...] = ()
    skipped = False
    for step in comparison.steps:
        if step.told_elsewhere:
            continue
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


def as_text(comparison: Redline) -> str:
    """The changed blocks in plain text, `[-deleted-]` and `{+inserted+}`, each group below its heading."""
    return "\n".join(line(passage) for passage in passages(comparison))


def line(passage: Passage) -> str:
    """A passage in plain text."""
    if passage.kind == "gap":
        return "…"
    text = "".join(between(run.text, *SIGNS[run.sign]) for run in passage.runs)
    return f"# {text}" if passage.kind == "heading" else text


def between(text: str, before: str, after: str) -> str:
    """`text` between two marks, with its leading and trailing white space outside of them."""
    inner = text.strip()
    lead, _, trail = text.partition(inner) if inner else (text, "", "")
    return f"{lead}{before}{inner}{after}{trail}" if inner else text


def _line(step: Step) -> tuple[Run, ...]:
    """The runs of a step; cells of a row are separated by a bar."""
    if step.edited:
        return (Run(" ", f"({MOVED_AND}) "), *_cell(step.edited))
    cells = [list(_cell(marks)) for _, marks in step.marks]
    bar = Run(" ", " | ")
    return tuple(run for place, cell in enumerate(cells) for run in ([bar] if place else []) + cell)


def _cell(marks: Sequence[Mark]) -> Iterator[Run]:
    """The runs of one block, without white space before the first word."""
    for place, mark in enumerate(marks):
        lead = " " if mark.tokens[0].space and place else ""
        yield Run(mark.sign, lead + _text(mark.tokens).strip())  # type: ignore[arg-type]  # a sign is one of the three
