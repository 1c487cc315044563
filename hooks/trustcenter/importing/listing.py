"""Lists of vendors as companies keep them, to rows: YAML, JSON, CSV, Markdown and HTML tables, bullets.

A row says what the list says, column by column, in the list's words.  What its words mean is left to `vendors`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import nh3
from lxml import html as lxml_html

from trustcenter.importing.input_file import NotImported
from trustcenter.markdown.escaping import escape, table
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.reading.yaml_source import parse

DATA_ENDINGS = (".yml", ".yaml", ".json", ".csv", ".tsv")
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("name", r"(?:name of )?(?:the )?(?:third[- ]party )?(?:sub-?processors?|vendors?|providers?)(?: name| entity)?"),
    ("headquarters", r"head ?quarters?|(?:country|place) of (?:incorporation|establishment)|incorporated in|hq"),
    ("address", r".*\baddress"),
    ("locations", r".*\b(?:locations?|country|countries|regions?|where|hosted in|jurisdiction|place)\b.*"),
    ("transfer", r".*\b(?:transfers?|safeguards?|mechanism)\b.*"),
    ("own_list", r".*\b(?:own|their) (?:list|sub-?processors)\b.*|sub-?sub-?processors?"),
    ("dpa", r"dpa|data processing (?:agreement|addendum|terms)"),
    ("website", r"(?:web ?site|url|link|homepage|more information|privacy (?:policy|notice|statement))"),
    ("contact", r".*\b(?:contact|e-?mail)\b.*"),
    ("purpose", r".*\b(?:purposes?|nature|functions?|activit(?:y|ies)|descriptions?|use|usage|reasons?|role)\b.*"),
    ("data", r".*\b(?:data|information|personal data)\b.*"),
    ("service", r".*\b(?:services?|products?)\b.*"),
    ("group", r"(?:.* )?(?:category|type|group)"),
    ("name", r".*\b(?:sub-?processors?|vendors?|providers?|company|entity|entities|names?|third[- ]part(?:y|ies)"
             r"|partners?|recipients?|supplier)\b.*"),
)  # fmt: skip
"""Which field a column is for, by the words above it; the first that fits counts."""
FIELDS = frozenset(name for name, _ in _COLUMNS) | {"id", "trains_on_data", "baa", "phi", "optional"}
_TELLING = frozenset({"purpose", "data", "locations", "service"})
"""Columns of which a list of vendors has at least one beside the names."""
_LONGEST_NAME = 100
_LONGEST_HEADING = 100
MOST = 1000
"""So many vendors of one list are read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One vendor as a list has it: its cells by field, and the heading that stands above the list."""

    cells: Mapping[str, str]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list kept as data: its columns as they are called there, and its cells."""

    head: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...] = field(default=())


def is_data(name: str) -> bool:
    """Whether a file is a list kept as data, by its ending."""
    return name.lower().endswith(DATA_ENDINGS)


def as_markdown(found: Table) -> str:
    """A list that was kept as data as the table that people read: every column and cell, in its words."""
    return table([escape(word) for word in found.head], [[escape(cell) for cell in row] for row in found.body]) + "\n"


def column(heading: str) -> str:
    """The field that a column is for; nothing where the heading does not tell."""
    words = " ".join(re.sub(r"[^\w\s/-]", " ", heading.replace("_", " ")).lower().split())
    if len(words) > _LONGEST_HEADING:
        return ""
    as_field = words.replace(" ", "_").replace("-", "_")
    if as_field in FIELDS:
        return as_field
    return next((name for name, pattern in _COLUMNS if re.fullmatch(pattern, words)), "")


def _fields(head: Sequence[str]) -> list[str]:
    """The field of each column, each field once; nothing where this is no list of vendors."""
    found: list[str] = []
    for heading in head:
        name = column(heading)
        found.append("" if name in found else name)
    return found if "name" in found and _TELLING & {*found} else []


# Texts --------------------------------------------------------------------------------------------------------------


def read_text(body: str) -> tuple[Row, ...]:
    """The vendors in the tables of a Markdown text, or where it has none, in its bullets."""
    return _read(
        lxml_html.fragment_fromstring(render(body, source="", page="", site=ANYWHERE).html, create_parent="div")
    )


def read_page(html: str) -> tuple[Row, ...]:
    """The vendors in a web page; Markdown would lose the lines within its cells."""
    return _read(lxml_html.document_fromstring(f"<div>{nh3.clean(html)}</div>"))


def _read(root: Any) -> tuple[Row, ...]:
    rows = [row for found, section in _below(root, "table") for row in _table(found, section)]
    if not rows:
        rows = [row for found, section in _below(root, "ul") for row in _bullets(found, section)]
    return tuple(rows[:MOST])


def with_reference(body: str, reference: str) -> str:
    """A Markdown text with a reference in the place of its list of vendors, if it has exactly one such table."""
    lines, spans = body.split("\n"), list[tuple[int, int]]()
    for place, line in enumerate(lines[:-1]):
        if "|" in line and is_rule(lines[place + 1]) and _fields(_cells(line)):
            ends = (end for end in range(place + 2, len(lines)) if "|" not in lines[end])
            spans.append((place, next(ends, len(lines))))
    if len(spans) != 1:
        return body
    first, end = spans[0]
    return "\n".join([*lines[:first], reference, *lines[end:]])


def hints_at_vendors(body: str) -> bool:
    """Whether a Markdown text has a table of which a column is called subprocessor or vendor."""
    lines = body.split("\n")
    heads = (line for line, after in pairwise(lines) if "|" in line and is_rule(after))
    return any(re.search(r"\b(?:sub-?processors?|vendors?)\b", head, re.IGNORECASE) for head in heads)


def is_rule(line: str) -> bool:
    """Whether a line of Markdown parts the head of a table from its rows."""
    return "-" in line and "|" in line and not line.strip(" \t|:-")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _below(root: Any, tag: str) -> Iterator[tuple[Any, str]]:
    """Elements of a kind, each with the words of the heading it stands below."""
    heading = ""
    for element in root.iter():
        if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            heading = _text(element)
        elif element.tag == tag:
            yield element, heading


def _text(element: Any) -> str:
    """The words of an element; a line break in it separates items."""
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    lines = (" ".join(line.split()) for line in element.text_content().replace("¶", "").split("\n"))
    return "\n".join(line for line in lines if line)


def _table(element: Any, section: str) -> Iterator[Row]:
    grid = [list(row.iter("th", "td")) for row in element.iter("tr")]
    fields = _fields([_text(cell) for cell in grid[0]]) if grid else []
    if not fields:
        return
    for cells in grid[1:]:
        found = {name: words for name, cell in zip(fields, cells, strict=False) if name and (words := _text(cell))}
        if link := _link(cells[fields.index("name")] if len(cells) > fields.index("name") else None):
            found.setdefault("website", link)
        if _is_name(found.get("name", "")):
            yield Row(found, section)


def _link(cell: Any) -> str:
    """The first address in a cell that may be linked."""
    found = (a.get("href", "") for a in cell.iter("a")) if cell is not None else ()
    return next((href for href in found if href.startswith("https://")), "")


def _is_name(words: str) -> bool:
    return bool(re.search(r"\w", words)) and len(words) <= _LONGEST_NAME and words.lower() not in ("none", "n/a", "-")


_APART = re.compile(r"\s+[–—-]\s+|:\s+|\n")
_IN_BRACKETS = re.compile(r"\s*\(([^()]{2,60})\)\s*\.?\Z")


def _bullets(element: Any, section: str) -> Iterator[Row]:
    """The items of a list of vendors: `**Name** – what for (where)`; nothing where one item is no name."""
    items = [item for item in element if item.tag == "li"]
    found = [row for item in items if (row := _bullet(item, section))]
    if len(found) == len(items):
        yield from found


def _bullet(item: Any, section: str) -> Row | None:
    words = _text(item)
    name, *rest = _APART.split(words, maxsplit=1)
    cells = {"name": name.strip(" *")}
    said = rest[0].strip() if rest else ""
    if where := _IN_BRACKETS.search(said):
        cells["locations"], said = where[1], said[: where.start()]
    if said.strip(" ."):
        cells["purpose"] = said.strip().rstrip(".")
    if link := _link(item):
        cells["website"] = link
    short = _is_name(cells["name"]) and len(cells["name"]) <= 60 and (rest or len(words.split()) <= 6)
    return Row(cells, section) if short else None


# Data ---------------------------------------------------------------------------------------------------------------


def read_data(name: str, text: str) -> Table:
    """The list in a YAML, JSON, CSV or TSV file."""
    ending = name.lower().rsplit(".", 1)[-1]
    try:
        records = _csv(name, text) if ending in ("csv", "tsv") else _structured(name, text, is_json=ending == "json")
        return _as_table(name, records)
    except RecursionError:
        raise NotImported(f"{name}: not readable as {ending.upper()}: nested too deeply") from None


def _as_table(name: str, records: Sequence[Mapping[str, Any]]) -> Table:
    head = list(dict.fromkeys(key for record in records for key in record))
    fields = _fields(head)
    if not fields:
        raise NotImported(f"{name}: no list of vendors: it needs a name and a purpose, data or locations for each")
    body = tuple(tuple(_said(record.get(key, "")) for key in head) for record in records[:MOST])
    rows = tuple(
        Row({field_: cell for field_, cell in zip(fields, cells, strict=True) if field_ and cell})
        for cells in body
        if _is_name(cells[fields.index("name")])
    )
    return Table(tuple(key.replace("_", " ").capitalize() if key.islower() else key for key in head), body, rows)


def _csv(name: str, text: str) -> list[dict[str, Any]]:
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    try:
        rows = [
            [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise NotImported(f"{name}: not readable as CSV: {error}") from None
    rows = [row for row in rows if any(row)]
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]] if rows else []


def _structured(name: str, text: str, *, is_json: bool) -> list[dict[str, Any]]:
    if is_json:
        try:
            value: Any = json.loads(text)
        except ValueError as error:
            raise NotImported(f"{name}: not readable as JSON: {error}") from None
    else:
        source, problems = parse(name, text)
        if problems:
            raise NotImported(f"{problems[0].where}: {problems[0].message}")
        value = source.value
    return _records(value) or []


def _records(value: Any) -> list[dict[str, Any]] | None:
    """The longest list of mappings in a value; a mapping from names to mappings is one too."""
    if isinstance(value, list):
        records = [item for item in value if isinstance(item, dict)]
        return records if records and len(records) == len(value) else None
    if not isinstance(value, dict):
        return None
    if value and all(isinstance(item, dict) for item in value.values()):
        named = [{"name": key, **item} for key, item in value.items()]
        if _fields(list(dict.fromkeys(key for record in named for key in record))):
            return named
    inside: list[list[dict[str, Any]]] = [found for item in value.values() if (found := _records(item))]
    return max(inside, key=len, default=None)


def _said(value: Any) -> str:
    """A value of a structured list in words."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_said, value)))
    if isinstance(value, dict):
        return "" if set(value) == {"unknown"} else "; ".join(f"{key}: {_said(inner)}" for key, inner in value.items())
    return "" if value is None else str(value).strip()
