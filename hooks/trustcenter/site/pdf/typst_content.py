"""Turns the HTML of a text into the content of a Typst document, as Typst code without any markup of its own.

`site.pdf.documents` calls `content` with the HTML of a version or a redline, and puts what it returns into a document.
Words are written as string literals, so nothing in a text can be read as an instruction to Typst.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trustcenter.markdown.html_tree import parsed

MOST_COLUMNS = 8
"""A table with more columns is printed as one list for each row: they would be narrower than a word."""
_DEEPEST_HEADING = 6
_HEADING = re.compile(r"h([1-6])")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BLOCKS = frozenset(
    "address article aside blockquote details div dl dd dt figure h1 h2 h3 h4 h5 h6 hr li main ol p pre section"
    " summary table ul".split()
)
_INLINE = {
    "em": "emph", "i": "emph", "strong": "strong", "b": "strong", "s": "strike", "u": "underline",
    "sup": "super", "sub": "sub", "ins": "inserted", "del": "deleted", "small": "note",
}  # fmt: skip
"""The Typst function for each inline element; `inserted`, `deleted` and `note` are declared in `document.typ`."""
_LINED = frozenset({"s", "u", "ins", "del"})
_LEFT_OUT = ("headerlink", "footnote-backref")
"""The classes of links that serve the screen alone."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

Address = Callable[[str], str]
"""Turns the target of a link as the page has it into an address that works on paper; empty where there is none."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the conversion of one text needs to know: its ids that links lead to, and how addresses are made."""

    ids: Collection[str]
    address: Address
    levels: dict[Any, int]
    prefix: str


def content(html: str, address: Address, *, prefix: str = "", top: int = 1) -> str:
    """The Typst code of a text: one statement for each block, for use inside `{ … }`.

    `prefix` keeps the anchors of several texts in one document apart.  The highest headings of the text have the
    level `top`, and none is more than one level below the one before it, as PDF/UA-1 demands.
    """
    root = parsed(html)
    led_to = {href[1:] for one in root.iter("a") if (href := one.get("href") or "").startswith("#")}
    ids = led_to & {one.get("id") for one in root.iter() if one.get("id")}
    return "\n".join(_blocks(root, _Reader(ids, address, dict(_levels(root, top)), prefix)))


def text(written: str) -> str:
    """A string literal of Typst."""
    return json.dumps(_CONTROLS.sub("", written), ensure_ascii=False)


def _levels(root: Any, top: int) -> Iterator[tuple[Any, int]]:
    headings = [one for one in root.iter() if isinstance(one.tag, str) and _HEADING.fullmatch(one.tag)]
    highest = min((int(one.tag[1]) for one in headings), default=1)
    before = top - 1
    for one in headings:
        before = min(int(one.tag[1]) - highest + top, before + 1)
        yield one, before


def _blocks(element: Any, reader: _Reader) -> Iterator[str]:
    """The blocks in an element; words that stand beside blocks are a paragraph of their own."""
    run: list[str] = [_words(element.text)]
    for child in element:
        if not isinstance(child.tag, str):
            run.append(_words(child.tail))
            continue
        if child.tag in _BLOCKS:
            yield from _paragraph(run)
            yield from _block(child, reader)
            run = []
        else:
            run.append(_inline(child, reader))
        run.append(_words(child.tail))
    yield from _paragraph(run)


def _paragraph(pieces: Sequence[str]) -> Iterator[str]:
    if joined := _trimmed(pieces):
        yield f"par({{ {joined} }})"


def _trimmed(pieces: Sequence[str]) -> str:
    """Pieces joined, without white space at both ends; empty if there is nothing else."""
    kept = [piece for piece in pieces if piece]
    while kept and kept[0] == '" "':
        kept.pop(0)
    while kept and kept[-1] == '" "':
        kept.pop()
    if kept and kept[0].startswith('" '):
        kept[0] = '"' + kept[0][2:]
    if kept and kept[-1].startswith('"') and kept[-1].endswith(' "'):
        kept[-1] = kept[-1][:-2] + '"'
    return "; ".join(kept)


def _words(written: str | None) -> str:
    return text(_SPACES.sub(" ", written)) if written else ""


def _block(element: Any, reader: _Reader) -> Iterator[str]:
    tag = element.tag
    if element in reader.levels:
        yield f"heading(level: {min(reader.levels[element], _DEEPEST_HEADING)}, {{ {_inside(element, reader)} }})"
        yield from _label(element, reader)
    elif tag == "p" and not any(child.tag in _BLOCKS for child in element):
        yield from _paragraph([_inside(element, reader)])
        yield from _label(element, reader)
    elif tag in ("ul", "ol"):
        yield _list(element, reader)
    elif tag == "table":
        yield from _table(element, reader)
    elif tag == "pre":
        yield f"raw({text(''.join(element.itertext()).rstrip())}, block: true)"
    elif tag == "blockquote":
        yield f"quote(block: true, {{ {_joined(element, reader)} }})"
    elif tag == "hr":
        yield "rule"
    elif tag != "summary":
        yield from _label(element, reader)
        yield from _blocks(element, reader)


def _joined(element: Any, reader: _Reader) -> str:
    return "\n".join(_blocks(element, reader))


def _label(element: Any, reader: _Reader) -> Iterator[str]:
    name = element.get("id")
    if name in reader.ids:
        yield f"place([#metadata(none)#label({text(reader.prefix + name)})])"


def _list(element: Any, reader: _Reader) -> str:
    items = [f"{{ {_item(one, reader)} }}" for one in element if one.tag == "li"]
    if element.tag == "ul":
        return f"list({', '.join(items)})"
    start = element.get("start") or "1"
    kinds = {"a": "a.", "A": "A.", "i": "i.", "I": "I."}
    numbering = text(kinds.get(element.get("type") or "", "1."))
    return f"enum(start: {int(start) if start.isdecimal() else 1}, numbering: {numbering}, {', '.join(items)})"


def _item(element: Any, reader: _Reader) -> str:
    return "\n".join([*_label(element, reader), *_blocks(element, reader)]) or '""'


def _table(element: Any, reader: _Reader) -> Iterator[str]:
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return
    width = max(len(row) for row in rows)
    head = rows[0] if all(cell.tag == "th" for cell in rows[0]) else None
    body = rows[1:] if head else rows
    if width > MOST_COLUMNS:
        yield from _records(head or [], body, reader)
        return
    cells = [cell for row in body for cell in _padded(row, width, reader)]
    header = f"table.header({', '.join(_padded(head, width, reader))}), " if head else ""
    yield f"table(columns: {width}, {header}{', '.join(cells)})"


def _padded(row: Sequence[Any], width: int, reader: _Reader) -> list[str]:
    cells = [f"{{ {_joined(cell, reader) or chr(34) * 2} }}" for cell in row]
    return cells + ['""'] * (width - len(cells))


def _records(head: Sequence[Any], rows: Sequence[Sequence[Any]], reader: _Reader) -> Iterator[str]:
    """A table that is too wide for paper: for each row a list of its cells, each under the name of its column."""
    names = [_inside(cell, reader) or '""' for cell in head]
    for row in rows:
        named = (
            f"{{ strong({{ {names[place]} }}); \": \"; {_inside(cell, reader) or chr(34) * 2} }}"
            if place < len(names) else f"{{ {_inside(cell, reader) or chr(34) * 2} }}"
            for place, cell in enumerate(row)
        )  # fmt: skip
        yield f"list({', '.join(named)})"
        yield "rule"


def _inside(element: Any, reader: _Reader) -> str:
    """What an element holds, as inline content."""
    pieces = [_words(element.text)]
    for child in element:
        pieces += [_inline(child, reader) if isinstance(child.tag, str) else "", _words(child.tail)]
    return _trimmed(pieces) if element.tag in _BLOCKS | {"td", "th"} else "; ".join(piece for piece in pieces if piece)


def _inline(element: Any, reader: _Reader) -> str:
    """An inline element; empty for what serves the screen alone."""
    tag, classes = element.tag, (element.get("class") or "").split()
    if tag == "a":
        return "" if any(one in _LEFT_OUT for one in classes) else _link(element, reader)
    if tag == "br":
        return "linebreak()"
    if tag == "input":
        return '"[x]"' if element.get("checked") is not None else '"[ ]"'
    if tag == "img":
        return _words(element.get("alt"))
    if tag == "code":
        return f"raw({text(''.join(element.itertext()))})"
    inner = _inside(element, reader)
    label = "; ".join(_label(element, reader))
    if not inner:
        return label
    if "tc-sr" in classes:
        inner = f"note({{ {inner} }})"
    named = inner if tag not in _INLINE or _is_lined_already(element) else f"{_INLINE[tag]}({{ {inner} }})"
    return f"{label}; {named}" if label else named


def _is_lined_already(element: Any) -> bool:
    """Whether an element would draw a second line through or under words that have one, which PDF/UA-1 cannot tell."""
    return element.tag in _LINED and any(above.tag in _LINED for above in element.iterancestors())


def _link(element: Any, reader: _Reader) -> str:
    href, inner = element.get("href") or "", _inside(element, reader)
    if not inner:
        return ""
    if href.startswith("#"):
        return f"link(label({text(reader.prefix + href[1:])}), {{ {inner} }})" if href[1:] in reader.ids else inner
    address = reader.address(href)
    return f"link({text(address)}, {{ {inner} }})" if address else inner
