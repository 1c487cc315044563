"""Tables in plain text: lines whose cells are parted by tabs or pipes, or stand in columns made of spaces.

A table that was copied from a web page keeps its tabs; without them its rows would run together into prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

TABLE = "|"
"""The mark of a line that is a whole table."""
Rows = tuple[tuple[str, ...], ...]
"""The cells of a table, its head first, which is empty where a table has none; all rows are as long as the head."""
_MARK = re.compile(r"[•●◦▪■‣∙·*–—o-]|\(?(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[a-z]|[IVXivx]{1,5})[.):]?")
_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_RULE = re.compile(r"\s*[|+]?\s*:?[-=]{3,}:?\s*(?:[|+]\s*:?[-=]{3,}:?\s*)*[|+]?\s*")
_OF_HEADS = re.compile(
    r"\b(?:names?|providers?|vendors?|processors?|suppliers?|part(?:y|ies)|compan(?:y|ies)|recipients?|purposes?|"
    r"services?|data|information|"
    r"categor(?:y|ies)|periods?|retention|locations?|countr(?:y|ies)|regions?|where|what|who|why|when|how long|kept|"
    r"keep|types?|reasons?|basis|bases|"
    r"grounds?|roles?|use|used|uses|tools?|rights?|dates?|versions?|examples?|sources?|safeguards?|durations?|"
    r"cookies?|descriptions?|contacts?|"
    r"records?|questions?|answers?|events?|activit(?:y|ies)|measures?|fields?|items?|notes?|stored|storage|period|"
    r"time|status|changes?)\b",
    re.IGNORECASE,
)
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
    first = start + (_RULE.fullmatch(lines[start]) is not None and start + 1 < len(lines))
    for read, least in ((_by_tabs, 2), (_by_pipes, 2), (_by_spaces, 3)):
        head = read(lines[first])
        if not head or (first > start and read is not _by_pipes):
            continue
        rows, end = _rows(lines, first, read)
        straight = read is not _by_spaces or _are_aligned(lines[start:end])
        if len(rows) >= least and straight:
            return (rows if _is_head(head) else (("",) * len(head), *rows)), end
    return (), start


def _rows(lines: Sequence[str], first: int, read: Callable[[str], tuple[str, ...]]) -> tuple[Rows, int]:
    """The rows from a line on, each as long as the first, and the line after the last of them."""
    head = read(lines[first])
    rows, end, place = [head], first + 1, first + 1
    while place < len(lines) and place - end <= 1:  # one empty line between rows is none between tables
        cells = read(lines[place])
        if 1 < len(cells) <= len(head):
            rows.append((*cells, *[""] * (len(head) - len(cells))))
            end = place + 1
        elif read is _by_pipes and _RULE.fullmatch(lines[place]):
            end = place + 1
        elif lines[place].strip():
            break
        place += 1
    return tuple(rows), end


def _is_head(cells: Sequence[str]) -> bool:
    """Whether the first row of a table is its head: no numbers, no sentences, and what stands below."""
    body = any(re.search(r"[0-9]|[.;]\Z|\b(?:days|weeks|months|years)\b", cell) for cell in cells[1:])
    return not body and any(_OF_HEADS.search(cell) for cell in cells)


def _by_tabs(line: str) -> tuple[str, ...]:
    """The cells of a line by its tabs; none for a list item, whose mark a tab follows."""
    return _row(line.rstrip().split("\t")) if "\t" in line.rstrip() else ()


def _by_pipes(line: str) -> tuple[str, ...]:
    """The cells of a line that pipes begin and end."""
    words = line.strip()
    if len(words) < 3 or words[0] != "|" or words[-1] != "|" or _RULE.fullmatch(line):
        return ()
    return _row(words[1:-1].split("|"))


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
