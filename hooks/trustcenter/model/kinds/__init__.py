"""The kinds of facts, each declared in a module of its name: fields, floors, columns, links and words together.

`KINDS` and `BY_NAME` hold what those modules declare.  To add a kind, write `model/kinds/<name>.py` that ends with
`KIND = Kind("<name>", …)`, and the headings of its fields in `theme/texts/en.yml`; reading, tables, typed changes, JSON
Schemas and open data follow from that.  A module that declares no kind, or a kind that lacks something, is a TypeError
at import.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal, NamedTuple, TypeGuard, get_args, get_origin

from trustcenter.model.kinds.fields import Fact
from trustcenter.model.kinds.floors import Floor
from trustcenter.model.kinds.kind import Kind
from trustcenter.model.kinds.marks import Linked, Place, Spelled, marks_in

__all__ = [
    "BY_NAME", "CODED", "KINDS", "LINKED", "OWNERS", "PLACES", "REQUIREMENT_LIST", "SPELLED", "FloorRow", "Kind",
    "declared", "floor_rows",
]  # fmt: skip

NO_KINDS = frozenset({"fields", "floors", "kind", "marks", "printing", "former", "engaged"})
"""Modules of this folder that kinds are made of."""
ORDER = (
    "organization", "notice", "contacts", "subprocessors", "retention", "data_categories", "purposes", "security",
    "certifications", "messaging", "ai", "recording", "cookies", "rights", "children", "sharing", "deliveries",
    "attestations", "waivers",
)  # fmt: skip
"""The order in which changelogs and schemas name kinds; one that does not stand here comes after these, by name."""


def declared(modules: Iterable[str]) -> dict[str, Kind]:
    """The kinds that modules of this folder declare, by name."""
    kinds = {}
    for name in modules:
        kind = getattr(import_module(f"{__name__}.{name}"), "KIND", None)
        if not isinstance(kind, Kind) or kind.name != name:
            raise TypeError(
                f'model/kinds/{name}.py declares no kind of its name: end it with `KIND = Kind("{name}", …)`'
            )
        kinds[name] = kind
    return kinds


def _place(kind: Kind) -> tuple[int, str]:
    return ORDER.index(kind.name) if kind.name in ORDER else len(ORDER), kind.name


_DECLARED = declared(module.name for module in iter_modules(__path__) if module.name not in NO_KINDS)
REQUIREMENT_LIST = _DECLARED.pop("requirements")
"""The one kind with many files: `data/requirements/*.yml`."""
KINDS: tuple[Kind, ...] = tuple(sorted(_DECLARED.values(), key=_place))
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}


# What all kinds say together ------------------------------------------------------------------------------------------


def _spelled() -> dict[str, Mapping[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        for route, mark in marks_in(kind.model):
            if isinstance(mark, Spelled):
                field = words.setdefault([step for step in route if step != "*"][-1], {})
                if any(field.get(code, text) != text for code, text in mark.codes.items()):
                    raise TypeError(f"the fact kind `{kind.name}` spells codes of `{'.'.join(route)}` in two ways")
                field |= mark.codes
    return {**words}


def _marked(mark: type) -> Iterator[str]:
    for kind in KINDS:
        yield from (
            [step for step in route if step != "*"][-1] for route, one in marks_in(kind.model) if isinstance(one, mark)
        )


SPELLED: Mapping[str, Mapping[str, str]] = _spelled()
"""By field, what its codes read like; the same field reads the same in all kinds, also in a company's own."""


def _coded() -> Iterator[str]:
    """The fields that hold one of several codes."""
    for kind in KINDS:
        for model in {kind.model, *(mark for _, mark in marks_in(kind.model) if _is_record(mark))}:
            fields = model.model_fields.items()
            yield from (info.alias or name for name, info in fields if _has_codes(info.annotation))


def _is_record(mark: object) -> TypeGuard[type[Fact]]:
    return isinstance(mark, type) and issubclass(mark, Fact)


def _has_codes(annotation: object) -> bool:
    return get_origin(annotation) is Literal or any(map(_has_codes, get_args(annotation)))


CODED = frozenset(_coded())
"""Fields that hold codes, each of which has a word in every language (`value` in the texts of the interface)."""
PLACES = frozenset(_marked(Place))
"""Fields that hold country codes and other locations."""
LINKED = frozenset(
    route[-1]
    for kind in KINDS if kind.citable
    for route, mark in marks_in(kind.model) if isinstance(mark, Linked) and not mark.always
)  # fmt: skip
"""Fields whose addresses are printed as links; a company's own kinds go by these names."""
OWNERS: Mapping[str, tuple[Kind, str]] = {name: (kind, field) for kind in KINDS for name, field in kind.owned.items()}
"""Ids that stand in a list of one record: by their name, the kind and the field of that list."""


class FloorRow(NamedTuple):
    """What can happen to a field (empty: to a whole record), and the class that it demands at least."""

    kind: str
    field: str
    change: str
    floor: Floor


def floor_rows() -> Iterator[FloorRow]:
    """The class floors of all kinds: the one table, read off their declarations (DESIGN §7)."""
    for kind in KINDS:
        if kind.floors:
            yield FloorRow(kind.name, "", "added", kind.floors.added)
            yield FloorRow(kind.name, "", "removed", kind.floors.removed)
            for field, comparison in kind.comparisons.items():
                yield from (FloorRow(kind.name, field, change, floor) for change, floor in comparison.rows())
