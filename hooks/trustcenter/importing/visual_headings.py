"""What a page shows by its looks alone, as the elements it stands for: bold headings, tables made of boxes.

Pages made with site builders often have neither headings nor tables.  No word is added, moved or lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {*_HEADS, "p", "div", "ul", "ol", "table", "dl", "pre", "blockquote", "section", "article", "hr"}
_CLASS = re.compile(r"(?:^|[\s_-])(?:h([1-6])|heading|headline)(?:$|[\s_-])", re.IGNORECASE)
_LONGEST_HEAD, _LONGEST_CELL, _MOST_CELLS = 90, 300, 6
_FEW = 3
"""A page with fewer real headings than this has others by their looks."""


def restore(main: Any) -> None:
    """Headings and tables that only look like ones become headings and tables."""
    for parent in list(main.iter("div", "section", "main", "article", "body")):
        for rows in _tables(parent):
            _as_table(parent, rows)
    named = [box for box in main.iter("div", "p") if _is_head_by_class(box)]
    for box in named:
        level = _CLASS.search(box.get("class", ""))
        box.tag = f"h{level[1]}" if level and level[1] else "h2"
    if sum(1 for _ in main.iter(*_HEADS)) - len(named) < _FEW:
        for box in list(main.iter("p")):
            _split_bold(box)
    for element in main.iter():
        if isinstance(element.tag, str):
            element.attrib.pop("class", None)


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _is_head_by_class(box: Any) -> bool:
    short = 0 < len(_words(box)) <= _LONGEST_HEAD and not any(True for _ in box.iterchildren(*_BLOCKS))
    return short and bool(_CLASS.search(box.get("class", "")))


def _tables(parent: Any) -> list[list[Any]]:
    """The runs of boxes in an element that look like rows of a table: two and more with as many short cells each."""
    found: list[list[Any]] = []
    wide = 0
    for child in parent:
        cells = _boxes(child) if child.tag == "div" else ()
        row = 2 <= len(cells) <= _MOST_CELLS and len(cells) == len(child) and all(_is_cell(cell) for cell in cells)
        if row and len(cells) == wide and not (found[-1][-1].tail or "").strip():
            found[-1].append(child)
        elif row:
            found.append([child])
        wide = len(cells) if row else 0
    return [rows for rows in found if len(rows) > 1]


def _boxes(element: Any) -> Sequence[Any]:
    """The boxes straight in an element; none where words stand between them."""
    loose = [element.text, *(child.tail for child in element)]
    if any(words and words.strip() for words in loose):
        return ()
    return [child for child in element if child.tag in ("div", "span")]


def _is_cell(cell: Any) -> bool:
    blocks = any(element.tag in _BLOCKS for element in cell.iterdescendants() if isinstance(element.tag, str))
    links = [_words(link) for link in cell.iter("a")]
    return not blocks and 0 < len(_words(cell)) <= _LONGEST_CELL and _words(cell) not in links


def _as_table(parent: Any, rows: Sequence[Any]) -> None:
    table = etree.Element("table")
    table.tail, rows[-1].tail = rows[-1].tail, None
    parent.insert(parent.index(rows[0]), table)
    for row in rows:
        row.tag = "tr"
        for cell in row:
            cell.tag = "td"
        table.append(row)


def _split_bold(paragraph: Any) -> None:
    """A paragraph that begins with bold words on a line of their own: these become its heading."""
    bold = paragraph[0] if len(paragraph) else None
    if bold is None or bold.tag not in ("b", "strong") or (paragraph.text or "").strip():
        return
    words = _words(bold)
    if not words or len(words) > _LONGEST_HEAD or words[-1] in ".,;:!?" or (bold.tail or "").strip():
        return
    alone = len(paragraph) == 1
    if not alone and paragraph[1].tag != "br":
        return
    parent = paragraph.getparent()
    parent.insert(parent.index(paragraph), bold)
    bold.tag, bold.tail = "h2" if re.match(r"(?:part|chapter|teil)\b", words, re.IGNORECASE) else "h3", None
    if alone:
        tail = paragraph.tail
        parent.remove(paragraph)
        bold.tail = tail
    else:
        line = paragraph[0]
        paragraph.text = line.tail
        paragraph.remove(line)
