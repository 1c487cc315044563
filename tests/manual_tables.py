"""Tables of the manual that are derived from the declarations of the fact kinds, as Markdown.

`tests/test_manual.py` compares them with `manual/`, and with TRUSTCENTER_UPDATE=1 writes them there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from full_records import ID, full_record
from trustcenter.comparing.fact_diff import floor_table
from trustcenter.model.kinds import BY_NAME, FloorRow, Kind, floor_rows
from trustcenter.model.kinds.fields import Fact, Unknown
from trustcenter.model.kinds.floors import FLOORS
from trustcenter.model.kinds.marks import Form, Refers, Says

FIELDS_HEAD = "| field | required | form | what it says |\n|---|---|---|---|\n"
FLOORS_HEAD = "| field | `material` | `minor` | `editorial` |\n|---|---|---|---|\n"


def fields_table(kind: Kind) -> str:
    """The table of a kind's fields in `manual/facts.md`."""
    return FIELDS_HEAD + "".join(_field_rows(kind.model, ""))


def section(kind: Kind) -> str:
    """The section of a kind that `manual/facts.md` does not have yet, with an example made from its types."""
    layout = {"one": "One record, the whole file", "list": "A list of records", "map": "Records by id"}[kind.shape]
    first = f"`{kind.path}`{', required' if kind.required else ''}. {layout}."
    uncited = "" if kind.citable else " Not for policies: no reference can name it."
    record = full_record(kind.model)
    laid_out = {"one": record, "list": [record], "map": {ID: record}}[kind.shape]
    written = yaml.safe_dump(laid_out, sort_keys=False, allow_unicode=True, width=1000)
    about = (kind.model.__doc__ or "").strip().splitlines()[0]
    example = f"```yaml\n# {kind.path}\n{written}```\n"
    return f"## {kind.name}\n\n{first}{uncited}\n{about}\n\n{fields_table(kind)}\n{example}\n"


def _field_rows(model: type[Fact], before: str, around: tuple[type[Fact], ...] = ()) -> Iterator[str]:
    """A row for each field; a record within a record of its own form is listed once."""
    hints = get_type_hints(model, include_extras=True)
    for name, info in model.model_fields.items():
        [says] = [mark.words for mark in info.metadata if isinstance(mark, Says)]
        unknown = " ?" if _may_be_unknown(hints[name]) else ""
        shown = before + (info.alias or name)
        required = "yes" if info.is_required() else ""
        yield f"| `{shown}` | {required} | {form(hints[name])}{unknown} | {says} |\n"
        for inner in _records_in(hints[name]):
            if inner not in (model, *around):
                yield from _field_rows(inner, f"{shown}.", (model, *around))


def form(annotation: Any, *, many: bool = False) -> str:
    """How a field is written: `list of ids in data_categories`, `period`, or its fixed words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, marks = arguments[0], arguments[1:]
        if refers := [mark.kind for mark in marks if isinstance(mark, Refers)]:
            return f"id{'s' if many else ''} in {refers[0]}"
        named = [mark.name for mark in marks if isinstance(mark, Form)]
        return _plural(named[0], many=many) if named else form(inner, many=many)
    if origin in (Union, UnionType):
        return next(form(part, many=many) for part in arguments if part is not type(None) and not _is_unknown(part))
    if origin is tuple:
        return f"list of {form(arguments[0], many=True)}"
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in arguments)
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        return _plural("record", many=many)
    raise TypeError(f"{annotation} has no form: mark its type with `Form(…)`")


def _plural(name: str, *, many: bool) -> str:
    first, joint, rest = re.split(r"( of | with |$)", name, maxsplit=1)
    several = f"{first[:-1]}ies" if first.endswith("ry") else f"{first}s"
    return f"{several if many else first}{joint}{rest}"


def _is_unknown(annotation: Any) -> bool:
    return annotation is Unknown or (get_origin(annotation) is Annotated and _is_unknown(get_args(annotation)[0]))


def _may_be_unknown(annotation: Any) -> bool:
    """Whether the field itself (not something inside it) may say `{unknown: why}`."""
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(_may_be_unknown(inner) for inner in get_args(annotation))
    return annotation is Unknown


def _records_in(annotation: Any) -> Iterator[type[Fact]]:
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        yield annotation
    for inner in get_args(annotation):
        yield from _records_in(inner)


def columns_row(kind: Kind) -> str:
    """The row of a kind in the list of tables in `manual/policies.md`."""
    columns = ", ".join(f"`{name}`" for name in kind.columns)
    layout = "field" if kind.table.sideways else "record"
    return f"| `{kind.name}` | {columns} | a row for each {layout} |\n"


def floors_table(kind: str) -> str:
    """The class floors of a kind: a row for each field, what can happen to it below the class that it demands."""
    rows = [row for row in floor_rows() if row.kind == kind]
    return FLOORS_HEAD + "".join(_floors_row(f"`{field}`" if field else "a record", [*changes]) for field, changes in (
        groupby(rows, key=lambda row: row.field)
    ))  # fmt: skip


def _floors_row(first: str, rows: list[FloorRow]) -> str:
    cells = [", ".join(row.change for row in rows if row.floor == floor) for floor in reversed(FLOORS)]
    return f"| {first} | {' | '.join(cells)} |\n"


def other_floors() -> str:
    """The floors that no kind declares."""
    rows = [row for row in floor_table() if row.kind not in BY_NAME]
    head = FLOORS_HEAD.replace("| field |", "| what |", 1)
    return head + "".join(_floors_row(" · ".join(filter(None, (row.kind, row.field))), [row]) for row in rows)
