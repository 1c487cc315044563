"""Marks that stand in the annotation of a field and say more of it than its type.

    contact: Annotated[Stated[Reach] | None, EDITORIAL, Says("whom to ask there")] = None

`Says` describes the field in the JSON Schema too; the others are values without behaviour.  `marks_in` finds them all,
also those of the field types in `fields` and of records within records; tables, changes, open data, the manual and the
tests ask for the marks they need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Route: TypeAlias = tuple[str, ...]
"""The way to a value in a record: field names, and `*` for each item of a list: `("purposes", "*", "basis")`."""


@dataclass(frozen=True, slots=True)
class Says:
    """What the field says, as the table of its kind in the manual puts it and an editor shows it beside the field."""

    words: str

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(core), "description": self.words}


@dataclass(frozen=True, slots=True)
class Form:
    """How values of a type are called in the manual (`period`), and one that is valid (`90 days`)."""

    name: str
    example: str


@dataclass(frozen=True, slots=True)
class Refers:
    """A field whose ids must exist in another kind: `Annotated[Slug, Refers("contacts")]`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Owns:
    """A list of records whose ids other kinds refer to under this name: `products` of the organization."""

    name: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A field that steers the tool and says nothing to readers: no version states it and no change of it counts."""


@dataclass(frozen=True, slots=True)
class Linked:
    """An address that tables print as a link; `always`: a reference to this one field prints a link too."""

    always: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A country code or another location, printed by its name."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """What codes of the field read like, where it is not the code itself: `{"scc": "standard contractual clauses"}`."""

    codes: Mapping[str, str] = field(hash=False)


@cache
def marks_in(model: type[BaseModel]) -> tuple[tuple[Route, object], ...]:
    """All marks of a model with the routes to what they stand at; a record within a record is a mark itself.

    A record that holds records of its own form is walked once: `unrepeated` gives the route of those inside it.
    """
    return tuple(_marks(model, ()))


def _marks(model: type[BaseModel], around: tuple[type[BaseModel], ...]) -> Iterator[tuple[Route, object]]:
    for name, info in model.model_fields.items():
        step = info.alias or name
        yield from (((step,), mark) for mark in info.metadata)
        yield from (((step, *route), mark) for route, mark in _inside(info.annotation, (*around, model)))


def unrepeated(route: Sequence[str]) -> Route:
    """A route without the steps that a record of its own form repeats: `engages.engages.name` → `engages.name`."""
    return tuple(step for place, step in enumerate(route) if place == 0 or step != route[place - 1])


def _inside(annotation: Any, around: tuple[type[BaseModel], ...]) -> Iterator[tuple[Route, object]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in around:
            yield (), annotation
            yield from _marks(annotation, around)
        return
    if get_origin(annotation) is Annotated:
        yield from (((), mark) for mark in annotation.__metadata__)
    each: Route = ("*",) if get_origin(annotation) is tuple else ()
    for inner in get_args(annotation):
        yield from (((*each, *route), mark) for route, mark in _inside(inner, around))
