"""Cuts a Markdown body into sentences with their line, their heading and what stands before them.

`proposals`, `stated_dates` and `tables_and_lists` search the `Sentence` values that `sentences` returns.  A list item
and a table row are one sentence each; a table row keeps the head of its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_SPLIT = re.compile(
    r"(?<!\b[A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\bInc)(?<!\bLtd)(?<!\bPte)(?<!\bPty)(?<!\bPvt)(?<!\bSdn)(?<!\bBhd)(?<!\bul)(?<!\bAv)(?<!\bCo)(?<!\bCorp)(?<!\bArt)(?<!\bArts)(?<!\bSec)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bNo)(?<!\bRd)(?<!\bSt)(?<!\bAve)(?<!\bvs)(?<!\bmax)(?<!\bmin)(?<!\bapprox)(?<!\bca)(?<!\bLLC)(?<!\bJan)(?<!\bFeb)(?<!\bMar)(?<!\bApr)(?<!\bJun)(?<!\bJul)(?<!\bAug)(?<!\bSep)(?<!\bSept)(?<!\bOct)(?<!\bNov)(?<!\bDec)(?<!\btel)(?<!\bTel)(?<!\bext)(?<!\bPh)"
    r"[.!?]['\")”’*]*\s+(?=[\"“(*]*[A-Z0-9])"
)
_ITEM = re.compile(r"\s*(?:[-*+]|\(?[0-9]{1,3}[.)]|\(?(?:[a-z]|[ivx]{2,4})\)|[a-z]\.(?=\s+[A-Z]))\s+")
_LABEL = re.compile(
    r"(?:\*\*|__)?(?P<label>[A-Z][^:.;?!|\n]{1,60}?)(?:\*\*|__)?(?::(?:\*\*|__)?\s+|"
    r"\s+[—–]\s+)(?=\S)"
)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*)$")
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, list item or table row.

    `text` is its Markdown on one line, `line` where it begins in `text.md`, `label` what stands before its colon
    ("Account data: …"), `intro` the paragraph above its list, `cells` the columns of its row by their headings,
    `before` the sentence before it in its paragraph, `table` the number of its table.
    """

    text: str
    line: int
    heading: str = ""
    above: str = ""
    label: str = ""
    intro: str = ""
    kind: str = "paragraph"
    cells: tuple[tuple[str, str], ...] = ()
    block: int = 0
    before: str = ""
    table: int = 0

    @property
    def words(self) -> str:
        """The sentence without what stands before its colon."""
        return self.text[len(self.label) :].lstrip("*: —–") if self.label else self.text

    @property
    def place(self) -> str:
        """The headings above it, its own list's introduction, and its label: what it is about."""
        return f"{self.above} / {self.heading} / {self.intro} / {self.label}"


@dataclass(slots=True)
class _State:
    headings: dict[int, str] = field(default_factory=dict)
    intro: str = ""
    block: int = 0
    columns: tuple[str, ...] = ()
    table: int = 0

    def enter(self, level: int, words: str) -> None:
        self.headings = {at: said for at, said in self.headings.items() if at < level} | {level: words}
        self.intro = ""

    @property
    def heading(self) -> str:
        return self.headings[max(self.headings)] if self.headings else ""

    @property
    def above(self) -> str:
        return " / ".join(self.headings[level] for level in sorted(self.headings)[:-1])


def sentences(body: str, *, above: int) -> tuple[Sentence, ...]:
    """Every sentence of a body; `above` counts the lines of the file before it."""
    state = _State()
    blocks = [*_blocks(_with_outer_pipes(body.split("\n")))]
    made: list[Sentence] = []
    for (line, block), (_, after) in pairwise([*blocks, (0, [""])]):
        if is_rule(after[0]):
            state.columns = ()  # the row above a rule is the head of a table of its own
        made += _read(block, line + above, state)
    return tuple(made)


def is_rule(line: str) -> bool:
    """Whether a line of Markdown parts the head of a table from its rows."""
    return "-" in line and "|" in line and not line.strip(" \t|:-")


def _with_outer_pipes(lines: Sequence[str]) -> Iterator[str]:
    """The lines, the rows of tables that have no pipe at their ends with one."""
    within = False
    for place, line in enumerate(lines):
        begins = "|" in line and place + 1 < len(lines) and is_rule(lines[place + 1])
        within = begins or (within and "|" in line)
        yield line if not within or line.lstrip().startswith("|") else f"| {line.strip()} |"


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """The blocks of a text with the number of their first line: a list item, a row and a heading are one each."""
    block: list[str] = []
    start = 0
    fence = ""
    for number, line in enumerate(lines, start=1):
        mark = re.match(r" {0,3}(```|~~~)", line)
        fence = ("" if mark[1] == fence else fence or mark[1]) if mark else fence
        begins = _HEADING.match(line) or _ITEM.match(line) or line.lstrip().startswith("|")
        if block and (mark or fence or not line.strip() or begins or block[0].lstrip().startswith(("#", "|"))):
            yield start, block
            block = []
        if line.strip() and not mark and not fence:
            start = start if block else number
            block.append(line)
        if block and line.endswith("  "):
            yield start, block
            block = []
    if block:
        yield start, block


def _read(block: list[str], line: int, state: _State) -> Iterator[Sentence]:
    state.block += 1
    first = block[0].strip()
    if heading := _HEADING.match(first):
        state.enter(len(first) - len(first.lstrip("#")), heading[1])
        state.columns = ()
        yield _made(heading[1], line, state, "heading")
    elif first.startswith("|"):
        yield from _row(first, line, state)
    else:
        state.columns = ()
        is_item = bool(_ITEM.match(block[0]))
        whole = _ITEM.sub("", block[0], count=1) if is_item else block[0]
        text = "\n".join([whole, *block[1:]])
        yield from _split(text, line, state, "item" if is_item else "paragraph")
        if not is_item:
            state.intro = " ".join(text.split())[-300:]


def _split(text: str, line: int, state: _State, kind: str) -> Iterator[Sentence]:
    at, label, before = 0, "", ""
    ends = [match.end() for match in _SPLIT.finditer(text)]
    for end in [*ends, len(text)]:
        part = " ".join(text[at:end].split())
        if part:
            label_match = _LABEL.match(part) if at == 0 else None
            label = part[: label_match.end("label")].strip() if label_match else (label if kind == "item" else "")
            own = label if label_match else ""
            yield _made(part, line + text.count("\n", 0, at), state, kind, label=own, before=before)
            before = part
        at = end


def _row(row: str, line: int, state: _State) -> Iterator[Sentence]:
    inner = row.strip()[1:]
    cells = tuple(cell.strip() for cell in _CELL.split(re.sub(r"(?<!\\)\|\s*\Z", "", inner)))
    if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
        return
    if not state.columns:
        state.columns = cells
        state.table += 1
        return
    named = tuple(zip(state.columns, cells, strict=False))
    yield _made(" ".join(row.split()), line, state, "row", cells=named)


def _made(
    text: str, line: int, state: _State, kind: str, *, label: str = "", cells: tuple[tuple[str, str], ...] = (),
    before: str = "",
) -> Sentence:  # fmt: skip
    intro = state.intro if kind in ("item", "row") else ""
    table = state.table if kind == "row" else 0
    return Sentence(text, line, state.heading, state.above, label, intro, kind, cells, state.block, before, table)
