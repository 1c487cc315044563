"""Writes a list that is kept as data (YAML, JSON, CSV, TSV) as the Markdown table that people read.

`editions` and `cli.import_history` call `as_markdown` with a name and text; from there on such a list is read like any
other table (`tables_and_lists`).  Raises `NotImported` for what is no list.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from trustcenter.importing.input_file import NotImported
from trustcenter.importing.tables_and_lists import MOST_ROWS, roles_of
from trustcenter.markdown.escaping import escape, table
from trustcenter.reading.yaml_source import parse

ENDINGS = (".yml", ".yaml", ".json", ".csv", ".tsv")


def is_list(name: str) -> bool:
    """Whether a file is a list kept as data, by its ending."""
    return name.lower().endswith(ENDINGS)


def as_markdown(name: str, text: str) -> str:
    """The list in a file as a table: every column and cell, in its words.  Raises NotImported for what is no list."""
    ending = name.lower().rsplit(".", 1)[-1]
    try:
        records = _csv(name, text) if ending in ("csv", "tsv") else _structured(name, text, is_json=ending == "json")
    except RecursionError:
        raise NotImported(f"{name}: not readable as {ending.upper()}: nested too deeply") from None
    keys = list(dict.fromkeys(key for record in records for key in record))
    if "name" not in roles_of([_heading(key) for key in keys]) or len(keys) < 2:
        raise NotImported(f"{name}: no list of vendors: it needs a name and a purpose, data or locations for each")
    rows = [[escape(_in_words(record.get(key, ""))) or " " for key in keys] for record in records[:MOST_ROWS]]
    return table([escape(_heading(key)) for key in keys], rows) + "\n"


def _heading(key: str) -> str:
    return key.replace("_", " ").capitalize() if key.islower() else key


def _csv(name: str, text: str) -> list[dict[str, Any]]:
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    try:
        read = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        rows = [row for row in ([cell.strip() for cell in line] for line in read) if any(row)]
    except csv.Error as error:
        raise NotImported(f"{name}: not readable as CSV: {error}") from None
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
        named: list[dict[str, Any]] = [{"name": key, **item} for key, item in value.items()]
        if _telling(named):
            return named
    inside: list[list[dict[str, Any]]] = [inner for item in value.values() if (inner := _records(item))]
    return max(inside, key=len, default=None)


def _telling(records: Sequence[Mapping[str, Any]]) -> bool:
    roles = roles_of([_heading(key) for key in dict.fromkeys(key for record in records for key in record)])
    return "name" in roles and bool({"purpose", "data", "locations", "service"} & {*roles})


def _in_words(value: Any) -> str:
    """A value of a structured list in words."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_in_words, value)))
    if isinstance(value, dict):
        return (
            "" if set(value) == {"unknown"} else "; ".join(f"{key}: {_in_words(inner)}" for key, inner in value.items())
        )
    return "" if value is None else str(value).strip()
