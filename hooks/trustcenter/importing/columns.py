"""Tables in plain text: lines whose cells are parted by tabs, or stand in columns made of spaces.

A table that was copied from a web page keeps its tabs; without them its rows would run together into prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

TABLE = "|"
"""The mark of a line that is a whole table."""
Rows = tuple[tuple[str, ...], ...]
"""The cells of a table, its head first; all rows are as long as the head."""
_MARK = re.compile(r"[•●◦▪■‣∙·*–—o-]|\(?(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[a-z]|[IVXivx]{1,5})[.):]?")
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_LONGEST_CELL, _MOST_COLUMNS = 300, 12


def split_tables(text: str) -> Iterator[str | Rows]:
    """A text in parts: its tables as rows, what stands between them as it is."""
    lines = text.split("\n")
    begin = place = 0
    while place < len(lines):
        rows, end = _table(lines, place)
        if rows:
            yield "\n".join(lines[begin:place])
            yield rows
            begin = place = end
        else:
            place += 1
    yield "\n".join(lines[begin:])


def _table(lines: Sequence[str], start: int) -> tuple[Rows, int]:
    """The table that begins at a line and the line after it; no rows where none begins."""
    for read, least in ((_by_tabs, 2), (_by_spaces, 3)):
        head = read(lines[start])
        if not head:
            continue
        rows, end, place = [head], start + 1, start + 1
        while place < len(lines) and place - end <= 1:  # one empty line between rows is none between tables
            cells = read(lines[place])
            if 1 < len(cells) <= len(head):
                rows.append((*cells, *[""] * (len(head) - len(cells))))
                end = place + 1
            elif lines[place].strip():
                break
            place += 1
        if len(rows) >= least and (read is _by_tabs or _are_aligned(lines[start:end])):
            return tuple(rows), end
    return (), start


def _by_tabs(line: str) -> tuple[str, ...]:
    """The cells of a line by its tabs; none for a list item, whose mark a tab follows."""
    return _row(line.rstrip().split("\t")) if "\t" in line.rstrip() else ()


def _by_spaces(line: str) -> tuple[str, ...]:
    """The cells of a line by gaps of three spaces and more."""
    return _row(_GAP.split(line.strip())) if "\t" not in line and not line.startswith(" ") else ()


def _row(parts: Sequence[str]) -> tuple[str, ...]:
    cells = tuple(" ".join(part.split()) for part in parts)
    fits = 1 < len(cells) <= _MOST_COLUMNS and all(len(cell) <= _LONGEST_CELL for cell in cells)
    return cells if fits and cells[0] and not _MARK.fullmatch(cells[0]) else ()


def _are_aligned(lines: Sequence[str]) -> bool:
    """Whether the second cell of all lines begins at the same place."""
    starts = {gap.end() for line in lines if line.strip() and (gap := _GAP.search(line))}
    return len(starts) == 1
