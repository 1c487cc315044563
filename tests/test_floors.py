"""The class floors: one table, derived from the declarations of the kinds, against what the design demands.

`design_floors.md` is the sentence of DESIGN §7, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from conftest import REPOSITORY
from trustcenter.comparing.fact_diff import floor_table
from trustcenter.model.kinds import KINDS, FloorRow
from trustcenter.model.kinds.floors import FLOORS, Changed, Items, Ladder, Length, Named, Parts, Worded, ladder

TABLE = floor_table()
Chooses = Callable[[FloorRow], bool]


def demanded() -> list[tuple[str, str]]:
    """What the design names, and the least class of each: `("location added", "material")`."""
    text = " ".join((REPOSITORY / "tests" / "design_floors.md").read_text("utf-8").split())
    sentence = text.partition("from the facts: ")[2].partition(". For prose")[0]
    pairs = []
    for part in sentence.split("; "):
        names, _, floor = part.partition(" → at least ")
        pairs += [(name, floor.strip("`")) for name in names.split(", ")]
    return pairs


def of(kind: str, *fields: str) -> Chooses:
    """Rows of a kind; of these fields, if any are named."""
    return lambda row: row.kind == kind and (not fields or row.field in fields)


MEANT: dict[str, Chooses] = {
    "subprocessor added or replaced": lambda row: row.kind == "subprocessors" and row.change in ("added", "replaced"),
    "location added": lambda row: row.change == "location added",
    "purpose or data widened": lambda row: row.kind in ("subprocessors", "data_categories") and (
        row.change in ("purpose added", "data added") or (row.field, row.change) == ("purpose", "changed")
    ),
    "transfer weakened": lambda row: row.change == "transfer weakened",
    "retention changed in either direction": lambda row: row.kind == "retention"
    and row.field in ("period", "while", "configurable") and row.change != "reworded",
    "notice period shortened": lambda row: row.change == "notice period shortened",
    "a removal": lambda row: row.change.split()[-1] in ("removed", "dropped"),
    "a renamed label": lambda row: row.change == "renamed",
}  # fmt: skip
"""The rows of the table that each of these means."""


def test_the_design_names_what_is_tested_here() -> None:
    assert [name for name, _ in demanded()] == [*MEANT]
    assert {floor for _, floor in demanded()} == {*FLOORS}


@pytest.mark.parametrize(("name", "least"), demanded())
def test_every_row_that_the_design_means_demands_at_least_its_class(name: str, least: str) -> None:
    rows = [row for row in TABLE if MEANT[name](row)]
    assert rows, "the design names something that cannot happen"
    assert [row for row in rows if FLOORS.index(row.floor) < [*FLOORS].index(least)] == []  # type: ignore[arg-type]


def test_the_table_has_every_field_that_readers_see() -> None:
    rows = {(row.kind, row.field) for row in TABLE}
    for kind in KINDS:
        if kind.citable:
            seen = {name for name in kind.fields if name != "id" and name not in kind.settings}
            assert {field for name, field in rows if name == kind.name} == {"", *seen}
        else:
            assert kind.name not in {name for name, _ in rows}


UNKNOWN = {"unknown": "asked"}
VALUES = [
    None,
    UNKNOWN,
    "a",
    "A.",
    "b",
    "1 day",
    "2 days",
    "24 hours",
    True,
    False,
    "scc",
    ["scc"],
    ["none"],
    ["a", "b"],
]


@pytest.mark.parametrize(
    "comparison",
    [
        Changed("minor"), Worded("material"), Named("minor", replaced="material"),
        Items("item", added="material", dropped="minor"), Parts("material", {"default": "period"}),
        ladder("transfer", ("adequacy", "scc"), "derogation", "none"), ladder("consent", True, False),
    ],
    ids=lambda comparison: type(comparison).__name__,
)  # fmt: skip
def test_the_rows_are_all_that_a_comparison_can_answer(
    comparison: Changed | Worded | Named | Items | Parts | Ladder,
) -> None:
    rows = {(re.sub(r" \(.*", "", change), floor) for change, floor in comparison.rows()}
    for before in VALUES:
        for after in VALUES:
            if before != after and not isinstance(comparison, Items):
                assert comparison.compare(before, after) in rows


def test_the_rows_of_a_period_are_all_that_it_can_answer() -> None:
    periods = [None, UNKNOWN, "1 day", "2 days", "24 hours", "1 month", "30 days"]
    length = Length("notice period", longer="minor", shorter="material")
    answers = {length.compare(before, after) for before in periods for after in periods if before != after}
    assert answers == {*length.rows()}
