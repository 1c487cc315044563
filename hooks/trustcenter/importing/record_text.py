"""Puts records into the YAML of `data/` without touching what stands there: comments and order stay.

`acceptance`, `recorded_history` and `placeholders` call `merged` and `removed` with the text of a file and get the new
text.  Only two things of a file ever change: a value that is `{unknown: why}` may become known, and a record may get a
field that it did not have.  Anything else that differs raises `Clash`, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from trustcenter.importing.review_yaml import dump
from trustcenter.model.kinds import Kind
from trustcenter.reading.yaml_source import parse

STAYS = frozenset({"label", "role", "description", "items", "sources"})
"""Fields that only name or describe: what stands in the data is kept, whatever an imported text calls it."""


class Clash(Exception):  # noqa: N818 — becomes a problem where the review file has the value
    """Why a record cannot be put in; `field` is the one in its way, if it is one."""

    def __init__(self, message: str, hint: str, field: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.field = message, hint, field


@dataclass(frozen=True, slots=True)
class _Edit:
    """Replace the characters from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


def merged(kind: Kind, text: str, name: str, fields: Mapping[str, Any]) -> str:
    """The file of a kind with one more record, or with a record that knows more; the same text if it knew all.

    `name` is the id (empty for a kind with one record), `fields` the record without its id.  Raises Clash.
    """
    source, problems = parse(kind.path, text)
    if problems:
        raise Clash(f"{kind.path} cannot be read", f"mend it first: {problems[0].message}")
    if source.value in (None, "", [], {}):
        return _appended(_without_empty(text, source.root), _record(kind, name, fields), 0)
    root = source.root
    record, node = _standing(kind, source.value, root, name)
    if record is None:
        _refuse_flow(kind, root)
        column = root.start_mark.column if root is not None and kind.shape != "one" else 0
        return _appended(text, _record(kind, name, fields), column)
    return _completed(kind, text, name, record, node, fields)


def _record(kind: Kind, name: str, fields: Mapping[str, Any]) -> str:
    if kind.shape == "list":
        return dump([{"id": name, **fields}])
    return dump({name: dict(fields)}) if kind.shape == "map" else dump(dict(fields))


def _appended(text: str, record: str, column: int) -> str:
    shifted = "".join(f"{' ' * column}{line}" for line in record.splitlines(keepends=True))
    return text + ("" if not text or text.endswith("\n") else "\n") + shifted


def _without_empty(text: str, root: yaml.Node | None) -> str:
    """A file that holds `[]` or `{}` and comments, without that."""
    if root is None:
        return text
    start, end = _offset(text, root.start_mark), _offset(text, root.end_mark)
    return text[:start] + text[end:].lstrip("\n")


def _standing(
    kind: Kind, value: Any, root: yaml.Node | None, name: str
) -> tuple[Mapping[str, Any] | None, yaml.Node | None]:
    """The record of that id as it stands, and its node."""
    if kind.shape == "one":
        return (value, root) if isinstance(value, dict) else (None, None)
    if kind.shape == "map" and isinstance(root, yaml.MappingNode) and isinstance(value, dict):
        node = next((child for key, child in root.value if key.value == name), None)
        return value.get(name), node
    if isinstance(root, yaml.SequenceNode) and isinstance(value, list):
        for record, node in zip(value, root.value, strict=True):
            if isinstance(record, dict) and record.get("id") == name:
                return record, node
    return None, None


def _refuse_flow(kind: Kind, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.CollectionNode) and node.flow_style:
        raise Clash(f"{kind.path} is written in brackets", "write its records on lines of their own, then accept again")


def _completed(
    kind: Kind, text: str, name: str, record: Mapping[str, Any], node: yaml.Node | None, fields: Mapping[str, Any]
) -> str:
    """A standing record with what it did not know; nothing that it states is changed."""
    if not isinstance(node, yaml.MappingNode):
        raise Clash(f"{kind.path}: `{name}` is no record", "mend it first")
    edits, added = [], {}
    for field, value in fields.items():
        stands = record.get(field)
        if stands is None:
            added[field] = value
        elif is_unknown(stands) and not is_unknown(value):
            edits.append(_known(kind, text, node, field, value))
        elif not (_says(stands, value) or is_unknown(value) or field in STAYS):
            what = ".".join(filter(None, (kind.name, name, field)))
            other = "give this fact another id, " if name else ""
            hint = f"change one of the two, {other}or set `accept: false`"
            raise Clash(f"{what} is `{_shown(stands)}` in {kind.path}, and `{_shown(value)}` here", hint, field)
    if added:
        edits.append(_addition(kind, text, node, added))
    for edit in sorted(edits, key=lambda one: -one.start):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _known(kind: Kind, text: str, node: yaml.MappingNode, field: str, value: Any) -> _Edit:
    """The edit that puts a value in the place of `{unknown: why}`."""
    held = next(child for key, child in node.value if key.value == field)
    if not (isinstance(held, yaml.MappingNode) and held.flow_style):
        raise Clash(
            f"{kind.path}: `{field}` is unknown there, on several lines", "write `{unknown: why}` on one line", field
        )
    flow = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False)
    return _Edit(
        _offset(text, held.start_mark), _offset(text, held.end_mark), flow.removesuffix("\n").removesuffix("\n...")
    )


def _addition(kind: Kind, text: str, node: yaml.MappingNode, added: Mapping[str, Any]) -> _Edit:
    """The edit that gives a record more fields: below its first one, or at the end of a file that is one record."""
    _refuse_flow(kind, node)
    if kind.shape == "one":
        start = "" if text.endswith("\n") else "\n"
        return _Edit(len(text), len(text), start + dump(dict(added)))
    key, first = node.value[0]
    if not isinstance(first, yaml.ScalarNode) or first.start_mark.line != first.end_mark.line:
        raise Clash(f"{kind.path}: `{key.value}` goes over several lines", "add the field by hand, or accept: false")
    end = text.find("\n", _offset(text, first.end_mark))
    at = len(text) if end < 0 else end + 1
    lines = dump(dict(added)).splitlines(keepends=True)
    return _Edit(at, at, ("" if end >= 0 else "\n") + "".join(" " * key.start_mark.column + line for line in lines))


def _offset(text: str, mark: yaml.Mark) -> int:
    """The place of a mark in the characters of a text."""
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: mark.line]) + mark.column


def is_unknown(value: Any) -> bool:
    """Whether a value is `{unknown: why}`."""
    return isinstance(value, dict) and set(value) == {"unknown"}


def _says(stands: Any, value: Any) -> bool:
    """Whether the data says a value already; a list may say more than the text that was read."""
    ours, theirs = plain(stands), plain(value)
    if isinstance(ours, list) and isinstance(theirs, list):
        return all(item in ours for item in theirs)
    return bool(ours == theirs)


def plain(value: Any) -> Any:
    """A value as YAML text holds it: every scalar as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return str(value)


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, str) else dump(value).strip().replace("\n", "; ")


def by_id(kind: Kind, value: Any) -> dict[str, Any]:
    """The records of a file as it was read, by their ids; a kind with one record has it under an empty id."""
    if not value:
        return {}
    if kind.shape == "list":
        return {str(record.get("id")): record for record in value if isinstance(record, dict)}
    return dict(value) if kind.shape == "map" else {"": value}


def removed(kind: Kind, text: str, name: str) -> str:
    """The file of a kind without one record; comments before the next one stay."""
    source, _ = parse(kind.path, text)
    root = source.root
    places: list[tuple[int, str]] = []
    if kind.shape == "list" and isinstance(root, yaml.SequenceNode):
        places = [
            (node.start_mark.line, str(record.get("id"))) for node, record in zip(root.value, source.value, strict=True)
        ]
    elif kind.shape == "map" and isinstance(root, yaml.MappingNode):
        places = [(key.start_mark.line, str(key.value)) for key, _ in root.value]
    lines = text.splitlines(keepends=True)
    for place, (start, own) in enumerate(places):
        if own == name:
            end = places[place + 1][0] if place + 1 < len(places) else len(lines)
            while end > start + 1 and lines[end - 1].lstrip().startswith("#"):
                end -= 1
            del lines[start:end]
    return "".join(lines)
