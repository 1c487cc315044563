"""Validates the facts and the promise in a sealed record, each by its kind, as `data/` is validated.

`reading.archive` calls `wrong_values` for every version.  A seal proves only that whoever wrote a record knew how to
hash it; pages, feeds and `security.txt` print these values, so a value that publishing cannot have written is refused.

The format `trustcenter-record/1` holds the records of facts as the models of `model.kinds` have them.  Fields that
steer the tool are not in it.  A release that changes a model so that older records no longer fit gives its records a
new format and adds a reader of the old one to `READERS`, which turns them into the form of today.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError, create_model

from trustcenter.model.facts import not_plain
from trustcenter.model.kinds import BY_NAME, Kind
from trustcenter.model.kinds.fields import SLUG, Fact
from trustcenter.model.printable import CONTROL, control_in
from trustcenter.model.problems import Problem
from trustcenter.model.records import Record
from trustcenter.reading.facts_loader import explain
from trustcenter.reading.yaml_source import Route, Source, parse

_NOT_YAML = re.compile(rf"{CONTROL.pattern}|\\u[dD][89a-fA-F][0-9a-fA-F]{{2}}")
"""What JSON may have and YAML may not."""
_FIX = "restore the published bytes (git checkout the file); a published file never changes"


def wrong_values(file: str, data: bytes, record: Record, *, marks: Collection[str] = ()) -> list[Problem]:
    """A problem for every value among the facts and in the promise of a record that publishing cannot have written.

    `marks` are those of redactions: a value of one line that holds one is accepted in the place of any other.
    """
    wrong = [
        (route, message) for route, message in READERS[record.format](record) if not _is_redacted(record, route, marks)
    ]
    if not wrong:
        return []
    source = source_of(file, data)
    return [
        Problem(source.where(route), "altered-version", f"this sealed value was never published: {message}", _FIX)
        for route, message in wrong
    ]


def _is_redacted(record: Record, route: Route, marks: Collection[str]) -> bool:
    """Whether a redaction replaced the value at a route, or a part of it."""
    if not marks:
        return False
    value: Any = {"facts": record.facts, "promise": record.promise, "cites": record.cites}
    for step in route:
        value = value[step]
    if isinstance(value, dict) and set(value) == {"unknown"}:
        value = value["unknown"]
    return (
        isinstance(value, str) and "\n" not in value and not control_in(value) and any(mark in value for mark in marks)
    )


def source_of(file: str, data: bytes) -> Source:
    """The bytes of a record with the position of each value; JSON is YAML."""
    text = _NOT_YAML.sub(lambda match: " " * len(match[0]), data.decode("utf-8", "replace"))
    source, _ = parse(file, text)
    return source


def located(file: str, data: bytes, form: type[BaseModel], raw: Any, error: ValidationError) -> list[Problem]:
    """A problem at its line for every value of a record that its form refuses."""
    source = source_of(file, data)
    problems = []
    for detail in error.errors():
        problem = explain(form, "record", source, raw, (), detail)
        field = str(detail["loc"][0]) if detail["loc"] else "record"
        message = f"the record is sealed but not readable: {field}: {problem.message.removeprefix(f'{field}: ')}"
        problems.append(replace(problem, rule="altered-version", message=message, hint=_FIX))
    return problems


def _format_1(record: Record) -> Iterator[tuple[Route, str]]:
    """What is wrong with the values of a record of the format `trustcenter-record/1`: (route, message)."""
    for name, value in record.facts.items():
        kind = BY_NAME.get(name)
        if kind is None:
            yield from ((("facts", name, *route), what) for route, what in not_plain(value))
        elif not kind.citable:
            yield ("facts", name), f"`{name}` is not a fact that a policy can cite"
        else:
            yield from ((("facts", name, *route), what) for route, what in _of_kind(kind, value))
    yield from _wrong_cites(record)
    at = 0
    for place, (start, end, _) in enumerate(record.references or ()):
        if not at <= start <= end:
            yield ("references", place), "references stand in the order of the text"
        at = end
    if record.promise:
        yield from ((("promise", *route), what) for route, what in _of_kind(BY_NAME["notice"], record.promise))


READERS: Mapping[str, Callable[[Record], Iterator[tuple[Route, str]]]] = {"trustcenter-record/1": _format_1}
"""By format, what checks the values of its records."""


def _wrong_cites(record: Record) -> Iterator[tuple[Route, str]]:
    """Cites without their facts, and facts of kinds that nothing cites."""
    for place, cite in enumerate(record.cites):
        name, _, record_id = cite.partition(".")
        held = record.facts.get(name)
        if held is None or (record_id and (not isinstance(held, dict) or record_id not in held)):
            yield ("cites", place), f"`{cite}` is cited, but its facts are not in the record"
    kinds = {cite.partition(".")[0] for cite in record.cites}
    yield from (
        (("facts", name), f"facts of `{name}` are in the record, but not cited")
        for name in record.facts
        if name not in kinds
    )


def _of_kind(kind: Kind, value: Any) -> Iterator[tuple[Route, str]]:
    """What is wrong with the facts of a kind: (route, message)."""
    if kind.shape == "one":
        yield from _of_record(kind.name, _as_key(value))
        return
    if not isinstance(value, dict):
        yield (), f"found {type(value).__name__}, where records by their id are expected"
        return
    for name, record in value.items():
        if not re.fullmatch(SLUG, name):
            yield (name,), f"`{name}` is not an id"
        elif kind.shape == "list" and (not isinstance(record, dict) or record.get("id") != name):
            yield (name,), f"this is not the record `{name}`"
        else:
            yield from (((name, *route), what) for route, what in _of_record(kind.name, _as_key(record)))


def _as_key(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)


@lru_cache(maxsize=1 << 14)
def _of_record(kind: str, written: str) -> tuple[tuple[Route, str], ...]:
    """What is wrong with one record of a kind, given as JSON: nothing if validating it gives back the same record."""
    raw = json.loads(written)
    model = _sealed(kind)
    try:
        again = model.model_validate(raw).plain()
    except ValidationError as error:
        source = Source("", raw, None)
        return tuple(
            (_route(raw, detail["loc"]), explain(model, "record", source, raw, (), detail).message)
            for detail in error.errors()
        )
    return tuple(_differences(raw, again, ()))


@cache
def _sealed(kind: str) -> type[Fact]:
    """The model of a kind as records hold it: fields that steer the tool are left out, so none of them is required."""
    declared = BY_NAME[kind]
    optional: dict[str, Any] = {
        name: (field.annotation, None)
        for name, field in declared.model.model_fields.items()
        if (field.alias or name) in declared.settings
    }
    return (
        create_model(f"Sealed{declared.model.__name__}", __base__=declared.model, **optional)
        if optional
        else declared.model
    )


def _route(raw: Any, location: tuple[str | int, ...]) -> Route:
    """The part of a pydantic location that exists in the record: without the tags that pydantic adds for unions."""
    route: list[str | int] = []
    for step in location:
        keys: Mapping[Any, Any] = (
            raw if isinstance(raw, dict) else dict(enumerate(raw if isinstance(raw, list) else ()))
        )
        if step in keys:
            raw = keys[step]
            route.append(step)
    return tuple(route)


def _differences(raw: Any, again: Any, route: Route) -> Iterator[tuple[Route, str]]:
    """Where a value differs from the same value as publishing writes it."""
    if isinstance(raw, dict) and isinstance(again, dict) and raw.keys() == again.keys():
        for key in raw:
            yield from _differences(raw[key], again[key], (*route, key))
    elif isinstance(raw, list) and isinstance(again, list) and len(raw) == len(again):
        for place, (one, other) in enumerate(zip(raw, again, strict=True)):
            yield from _differences(one, other, (*route, place))
    elif raw != again or type(raw) is not type(again):
        yield route, f"{json.dumps(raw, ensure_ascii=False)[:80]} is not in the form in which it is published"


__all__ = ["READERS", "located", "source_of", "wrong_values"]
