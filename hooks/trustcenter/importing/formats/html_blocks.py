"""Brings the blocks of an HTML page into a shape that Markdown can hold, without losing a word.

`html_page` calls `arrange`, which changes the lxml tree in place and returns what it left out.  Markdown has no
heading within bold text, no block in a heading, no table in a table and no cell over several rows: the words of each
of these move to something that Markdown has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from trustcenter.importing.formats.imported_text import Dropped
from trustcenter.markdown.html_tree import words

_INLINE = frozenset("a abbr b cite code del em i ins kbd mark q s small span strong sub sup u var".split())
_BLOCK = frozenset(
    "blockquote dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_DIVISIONS = "article section main header footer aside address figure hgroup center fieldset dl dd".split()
_SAME = {
    "b": "strong", "i": "em", "strike": "s", "caption": "p", "figcaption": "p", "legend": "p", "menu": "ul",
    "dir": "ul", **dict.fromkeys(_DIVISIONS, "div"),
}  # fmt: skip
_KEPT = _INLINE | _BLOCK | {"br", "body"}
_DIGITS_OR_SENTENCE = re.compile(r"\d|[.;!?]\s*\Z|@")
_DATED = re.compile(r"\b(?:updated|effective|revised|version)\b|\b(?:19|20)\d\d\b", re.IGNORECASE)
_LONGEST_HEAD = 60


def arrange(body: Any) -> list[Dropped]:
    """Change the tree in place; nothing is left out but pictures of rules."""
    _plain_tags(body)
    _lift_blocks(body)
    _plain_headings(body)
    _tables(body)
    _loose_items(body)
    _bold_headings(body)
    return []


def _plain_tags(body: Any) -> None:
    """Only the elements that Markdown knows stay; all others are their content."""
    for element in list(body.iter()):
        if element is body or not isinstance(element.tag, str):
            continue
        tag = element.tag = _SAME.get(element.tag, element.tag)
        if tag == "dt":
            element.tag = "p"
            _formatted(element, "strong")
        elif tag == "q":
            element.text = f"“{element.text or ''}"
            element.tail, tail = None, element.tail
            _append_text(element, "”")
            element.tail = tail
            element.drop_tag()
        elif (
            tag in ("mark", "small", "span", "u", "cite", "abbr", "var", "sub", "sup", "ins", "kbd") or tag not in _KEPT
        ):
            element.drop_tag()


def _append_text(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _formatted(element: Any, tag: str) -> None:
    """All that stands in an element put into an inline one."""
    inner = etree.SubElement(element, tag)
    inner.text, element.text = element.text, None
    for child in list(element)[:-1]:
        inner.append(child)


def _lift_blocks(body: Any) -> None:
    """Inline elements around blocks: the blocks come out, each leaf of them keeps the formatting."""
    for element in list(body.iter()):
        if element.tag not in _INLINE or not any(one.tag in _BLOCK for one in element.iterdescendants()):
            continue
        for block in list(element.iterdescendants()):
            leaf = block.tag in _BLOCK - _HEADINGS and not any(one.tag in _BLOCK for one in block.iterdescendants())
            if leaf and words(block).strip() and block.tag not in ("pre", "hr"):
                _formatted(block, element.tag)
                block[0].attrib.update(element.attrib)
        element.drop_tag()


def _plain_headings(body: Any) -> None:
    """A heading is one line without bold; a block in it is its words; without words it is nothing; in a cell it is
    bold.
    """
    for head in list(body.iter(*_HEADINGS)):
        if head.getparent() is None:  # it stood in another heading, and went with that
            continue
        for inner in list(head.iterdescendants()):
            if inner.tag == "br" or inner.tag in _BLOCK:
                inner.tail = f" {inner.tail or ''}"
                inner.text = f" {inner.text or ''}" if inner.tag != "br" else None
            if inner.tag in _BLOCK or inner.tag in ("strong", "br"):
                inner.drop_tag()
        if not words(head).strip():
            head.drop_tag()
        elif any(True for _ in head.iterancestors("td", "th", "li")) and not _is_layout(
            next(iter(head.iterancestors("table")), None)
        ):
            head.tag = "p"
            _formatted(head, "strong")


# Tables -------------------------------------------------------------------------------------------------------------


def _is_layout(table: Any) -> bool:
    """Whether a table only places blocks: one column or one row of long cells, or headings in it."""
    if table is None:
        return False
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    widest = max((len(row) for row in cells), default=0)
    heads = any(next(head.iterancestors("table")) is table for head in table.iter(*_HEADINGS))
    return (
        widest <= 1
        or (heads and len(rows) <= 3)
        or (len(rows) == 1 and any(len(words(cell)) > 200 for cell in cells[0]))
    )


def _tables(body: Any) -> None:
    """Tables from the innermost outwards: layout becomes blocks, a table in a cell becomes lines, the rest a plain
    grid.
    """
    for table in reversed(list(body.iter("table"))):
        for caption in [one for one in table if one.tag == "p"]:
            table.addprevious(caption)
        if _is_layout(table):
            for part in list(table.iter("thead", "tbody", "tfoot", "tr", "td", "th")):
                part.tag = "div"
            table.tag = "div"
        elif any(True for _ in table.iterancestors("td", "th")) and not _is_layout(next(table.iterancestors("table"))):
            _as_lines(table)
        else:
            _as_grid(table)


def _as_lines(table: Any) -> None:
    """A table within a cell: a line for each row, its cells parted by dashes."""
    for row in list(table.iter("tr")):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        for cell in cells[:-1]:
            _append_text(cell, " – ")
        for cell in cells:
            _inline(cell)
            cell.drop_tag()
        row.tag = "p"
    for part in list(table.iter("thead", "tbody", "tfoot")):
        part.drop_tag()
    table.tag = "div"


def _as_grid(table: Any) -> None:
    """A table as Markdown has it: a head, rows as long as it, one line of words in each cell."""
    grid = list(_filled(table))
    if not grid:
        table.drop_tag()
        return
    width = max(len(row) for row in grid)
    rows = [[*row, *[etree.Element("td") for _ in range(width - len(row))]] for row in grid]
    rows = [row for row in rows if any(words(cell).strip() for cell in row)]
    if rows and not _is_head(rows[0], rows):
        rows.insert(0, [etree.Element("td") for _ in range(width)])
    tail = table.tail
    for child in list(table):
        table.remove(child)
    table.text, table.tail = None, tail
    table.attrib.clear()
    for row in rows:
        line = etree.SubElement(table, "tr")
        for cell in row:
            _inline(cell)
            cell.attrib.clear()
            cell.tail = None
            line.append(cell)
            if row is rows[0] and _is_bold(cell):
                etree.strip_tags(cell, "strong")


def _filled(table: Any) -> Iterator[list[Any]]:
    """The cells of each row; one over several rows is repeated in each, since Markdown cannot hold it."""
    held: dict[int, tuple[int, Any]] = {}
    for row in [one for one in table.iter("tr") if next(one.iterancestors("table")) is table]:
        line: list[Any] = []
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        while cells or any(left for place, (left, _) in held.items() if place >= len(line)):
            place = len(line)
            if held.get(place, (0, None))[0]:
                left, cell = held[place]
                held[place] = (left - 1, cell)
                line.append(deepcopy(cell))
            elif cells:
                cell = cells.pop(0)
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                for extra in range(across):
                    held[len(line)] = (down - 1, cell)
                    line.append(cell if not extra else etree.Element(cell.tag))
            else:
                line.append(etree.Element("td"))
        if line:
            yield line


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or "1"
    return min(max(int(value), 1), 100) if value.isdecimal() else 1


def _is_head(first: Sequence[Any], rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a row names the columns: marked so, bold throughout, or short words alone above longer rows."""
    filled = [cell for cell in first if words(cell).strip()]
    if all(cell.tag == "th" for cell in filled) or any(True for cell in first for _ in cell.iterancestors("thead")):
        return True
    if all(_is_bold(cell) for cell in filled):
        return True
    short = all(
        len(words(cell).strip()) <= _LONGEST_HEAD and not _DIGITS_OR_SENTENCE.search(words(cell)) for cell in filled
    )
    return len(rows) > 2 and len(filled) == len(first) and short


def _is_bold(element: Any) -> bool:
    bold = sum(
        len(words(one).strip()) for one in element.iter("strong") if not any(True for _ in one.iterancestors("strong"))
    )
    return bool(words(element).strip()) and bold >= len(words(element).strip())


def _inline(cell: Any) -> None:
    """What stands in a cell as one line: blocks and items are parted by line breaks."""
    for block in [one for one in cell.iterdescendants() if one.tag in _BLOCK]:
        before = block.getprevious()
        parent = block.getparent()
        leading = (
            (before.tail or "").strip() or before.tag != "br" if before is not None else (parent.text or "").strip()
        )
        if leading and words(block).strip() and block.tag not in ("table", "tbody", "thead", "tr"):
            block.addprevious(etree.Element("br"))
        if (block.tail or "").strip() and words(block).strip():
            mark = etree.Element("br")
            mark.tail, block.tail = block.tail, None
            block.addnext(mark)
        block.drop_tag() if hasattr(block, "drop_tag") else _unwrap(block)
    while len(cell) and cell[-1].tag == "br" and not (cell[-1].tail or "").strip():
        cell.remove(cell[-1])


def _unwrap(element: Any) -> None:
    etree.strip_tags(element.getparent(), element.tag)


# Lists and headings -------------------------------------------------------------------------------------------------


def _loose_items(body: Any) -> None:
    """What stands in a list beside its items belongs to the item before; an item outside of a list is a paragraph."""
    for listed in list(body.iter("ul", "ol")):
        if (listed.text or "").strip():
            first = etree.Element("li")
            first.text, listed.text = listed.text, None
            listed.insert(0, first)
        for child in list(listed):
            tail = (child.tail or "").strip()
            before = child.getprevious()
            if child.tag == "li":
                pass
            elif before is not None:
                before.append(child)
            else:
                wrapper = etree.Element("li")
                listed.insert(0, wrapper)
                wrapper.append(child)
            if tail:
                child.tail = None
                extra = etree.Element("li")
                extra.text = tail
                (child if child.tag == "li" else child.getparent()).addnext(extra)
    for listed in list(body.iter("ul", "ol")):
        after = listed.getnext()
        while (
            after is not None
            and after.tag == listed.tag
            and not (listed.tail or "").strip()
            and _goes_on(listed, after)
        ):
            listed.extend(list(after))
            listed.tail = after.tail
            after.getparent().remove(after)
            after = listed.getnext()
    for item in list(body.iter("li")):
        if item.getparent().tag not in ("ul", "ol"):
            item.tag = "div"


def _goes_on(listed: Any, after: Any) -> bool:
    """Whether a list beside another continues it: bullets do, numbers if they do."""
    if listed.tag == "ul":
        return True
    starts = [one.get("start") or "1" for one in (listed, after)]
    return all(start.isdecimal() for start in starts) and int(starts[1]) == int(starts[0]) + len(listed)


def _bold_headings(body: Any) -> None:
    """Where a page has no headings below its title, short lines that are bold throughout are its headings."""
    if sum(1 for _ in body.iter("h2", "h3", "h4", "h5", "h6")) >= 2 or sum(1 for _ in body.iter("h1")) >= 3:
        return
    for element in list(body.iter("p", "div")):
        text = " ".join(words(element).split())
        block = any(one.tag in _BLOCK or one.tag == "br" for one in element.iterdescendants())
        placed = any(True for _ in element.iterancestors("td", "th", "li", "blockquote"))
        if (
            text
            and len(text) <= 90
            and not _DATED.search(text)
            and not block
            and not placed
            and _is_bold(element)
            and text[-1] not in ".,;:"
        ):
            depth = re.match(r"\d+(?:\.\d+)*", text)
            element.tag = "h3" if depth and "." in depth[0] else "h2"
            etree.strip_tags(element, "strong")
