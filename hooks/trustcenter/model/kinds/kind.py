"""What a fact kind declares beside its fields, and what follows from both.

A module of `model.kinds` ends with `KIND = Kind(…)`; `model.kinds` finds it there.  A declaration that lacks something
(the floor of a field, a column that is no field) raises `TypeError` at import, naming the kind and the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, TypeAlias

from trustcenter.model.facts import Plain
from trustcenter.model.kinds.fields import Fact
from trustcenter.model.kinds.floors import Comparison, Named, RecordFloors
from trustcenter.model.kinds.marks import Linked, Owns, Refers, Route, Setting, marks_in
from trustcenter.model.kinds.printing import Computed, Printing


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a policy's `table()` of the kind prints where no columns are asked for.

    `columns`: fields and computed columns, by default all fields but the id; a column that no record fills is left out.
    `sideways`: the kind has few records of many fields, so its table has a row for each field.
    `computed`: columns that no record has but that follow from its fields.
    """

    columns: tuple[str, ...] = ()
    sideways: bool = False
    computed: Mapping[str, Computed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How changelogs, lists and pages speak of one record, each by the names of its fields.

    `title`: what it is called, the first of these that it states; by default its names.
    `called`: the same for records that point to it, where the title is not enough.
    `same`: fields that two records with the same title share if one continues the other under a new id.
    `detail`: what a changelog adds in brackets when a record is added or removed.
    `bullets`: what `bullets()` prints behind the title.
    `key_fact`: what the home page states of it, the first of these that it has; `page` has more about it.
    `topic`: `retention` makes `retention of call recordings: …`; fields in `plainly` are not named in that.
    """

    title: tuple[str, ...] = ()
    called: Callable[[Plain, Printing], str] | None = None
    same: tuple[str, ...] = ()
    detail: str = ""
    bullets: tuple[str, ...] = ()
    key_fact: tuple[str, ...] = ()
    page: str = ""
    topic: str = ""
    plainly: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """All fields that are named here."""
        return (*self.title, *self.same, *filter(None, [self.detail]), *self.bullets, *self.key_fact)


Shape: TypeAlias = Literal["one", "list", "map"]


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of fact: its name, the model of a record, how its file is laid out, and what is said of it.

    `shape`: `one` record that is the whole file, a `list` of records, or a `map` from id to record.
    `noun` is what one record is called in changelogs.  Only a `citable` kind can be used in a policy, and such a kind
    needs `floors`.  `required`: every trust center has the file.
    """

    name: str
    model: type[Fact]
    shape: Shape
    noun: str
    floors: RecordFloors | None = None
    table: Table = Table()
    telling: Telling = Telling()
    citable: bool = True
    required: bool = False

    def __post_init__(self) -> None:
        if self.citable:
            for problem in _missing(self):
                raise TypeError(f"the fact kind `{self.name}` {problem}")

    @property
    def path(self) -> str:
        return f"data/{self.name}.yml"

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of all fields as they are written."""
        return tuple(info.alias or name for name, info in self.model.model_fields.items())

    @property
    def settings(self) -> frozenset[str]:
        """Fields that steer the tool and say nothing to readers."""
        return _settings(self.model)

    @property
    def comparisons(self) -> Mapping[str, Comparison]:
        """By field, how a change of it is typed and classed."""
        return _comparisons(self.model)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a table where none are asked for."""
        return self.table.columns or tuple(name for name in self.fields if name not in {"id", *self.settings})

    @property
    def title(self) -> tuple[str, ...]:
        """The fields that say what a record is called, the first of them that is stated."""
        if self.telling.title or self.shape == "one":
            return self.telling.title
        return tuple(name for name, compared in self.comparisons.items() if isinstance(compared, Named))

    @property
    def targets(self) -> Mapping[Route, str]:
        """By route (without `*`), the kind whose ids stand there."""
        return _targets(self.model)

    @property
    def links(self) -> Mapping[Route, Linked]:
        """By route (without `*`), the addresses that tables print as links."""
        return _links(self.model)

    @property
    def owned(self) -> Mapping[str, str]:
        """Lists of records that other kinds refer to: `{"products": "products"}`, the name and the field."""
        return {mark.name: route[0] for route, mark in marks_in(self.model) if isinstance(mark, Owns)}

    def record_at(self, route: Route) -> type[Fact] | None:
        """The model of the record that stands at `route` (without `*`) within a record."""
        return _records(self.model).get(route)


def _missing(kind: Kind) -> Iterator[str]:
    if kind.floors is None:
        yield "declares no floors: say which class a record that is added or removed demands, `floors=RecordFloors(…)`"
    if kind.shape == "list" and "id" not in kind.fields:
        yield "has no field `id`: without one no reference can name a record"
    for name in kind.fields:
        if name != "id" and name not in kind.comparisons and name not in kind.settings:
            yield (
                f"declares no floor for its field `{name}`: annotate it with a comparison of `model.kinds.floors`"
                " (`MINOR`, `Items(…)`, `Length(…)` …), or with `Setting()` where readers do not see it"
            )
    for name in (*kind.table.columns, *kind.telling.names()):
        if name not in kind.fields and name not in kind.table.computed:
            yield f"names `{name}`, which is neither a field of it nor a computed column"


def plain(route: Route) -> Route:
    return tuple(step for step in route if step != "*")


@cache
def _settings(model: type[Fact]) -> frozenset[str]:
    return frozenset(route[0] for route, mark in marks_in(model) if isinstance(mark, Setting))


@cache
def _comparisons(model: type[Fact]) -> Mapping[str, Comparison]:
    return {route[0]: mark for route, mark in marks_in(model) if isinstance(mark, Comparison) and len(route) == 1}


@cache
def _targets(model: type[Fact]) -> Mapping[Route, str]:
    return {plain(route): mark.kind for route, mark in marks_in(model) if isinstance(mark, Refers)}


@cache
def _links(model: type[Fact]) -> Mapping[Route, Linked]:
    return {plain(route): mark for route, mark in marks_in(model) if isinstance(mark, Linked)}


@cache
def _records(model: type[Fact]) -> Mapping[Route, type[Fact]]:
    return {plain(r): mark for r, mark in marks_in(model) if isinstance(mark, type) and issubclass(mark, Fact)}
