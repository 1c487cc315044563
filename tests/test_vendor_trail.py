"""Vendors over time: a changed id, a merger, an acquisition, a split: the class that follows, and one history."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sites
from trustcenter.comparing import fact_diff
from trustcenter.disk import files
from trustcenter.model.facts import Facts
from trustcenter.site import build

Record = dict[str, Any]


def record(vendor: str, name: str, **more: Any) -> Record:
    return {"id": vendor, "name": name, "purpose": "p", "group": "ai", "data": ["x"], "locations": ["DE"]} | more


def told(before: list[Record], after: list[Record]) -> list[tuple[str, str]]:
    """What changed and what that demands, but for the trail's own fields."""
    old, new = (Facts({"subprocessors": {one["id"]: one for one in some}}) for some in (before, after))
    return [(c.what, c.floor) for c in fact_diff.changes(old, new) if c.field not in ("was", "formerly")]


ALPHA, BETA = record("a", "Alpha Ltd"), record("b", "Beta AG", data=["y"])
FORMER = {"name": "Alpha Ltd", "until": "2026-01-01"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([ALPHA], [record("a2", "Alpha Ltd", was=["a"])], [], id="a changed id changes nothing else"),
        pytest.param(
            [ALPHA], [record("a2", "Alpha Ltd", was=["a"], locations=["DE", "US"])], [("location added", "material")],
            id="what really changed with the id",
        ),
        pytest.param(
            [ALPHA], [record("a2", "Brand Ltd", was=["a"], formerly=[FORMER])], [("renamed", "editorial")],
            id="a new brand name",
        ),
        pytest.param(
            [ALPHA], [record("a", "Gamma SE", formerly=[FORMER | {"acquired": True}])], [("taken over", "material")],
            id="an acquisition under the same id",
        ),
        pytest.param(
            [ALPHA], [record("a2", "Gamma SE", was=["a"])], [("taken over", "material")],
            id="an acquisition with another id",
        ),
        pytest.param(
            [ALPHA, BETA], [BETA | {"was": ["a"], "data": ["x", "y"]}], [("merged", "material")],
            id="one vendor merged into another",
        ),
        pytest.param(
            [ALPHA, record("a9", "Alpha Ltd", data=["z"])], [ALPHA | {"was": ["a9"], "data": ["x", "z"]}],
            [("joined", "minor")], id="two engagements of one company become one",
        ),
        pytest.param(
            [record("a", "Alpha Ltd", data=["x", "y"])],
            [record("a1", "Alpha Ltd", was=["a"]), record("a2", "Alpha Ltd", data=["y"], was=["a"])],
            [("split", "minor"), ("split", "minor")], id="one engagement becomes two",
        ),
        pytest.param([ALPHA, BETA], [ALPHA | {"merged_into": "b"}, BETA], [("changed", "material")], id="it will merge"),
        pytest.param(
            [ALPHA | {"merged_into": "b"}, BETA], [BETA], [("merged, as stated before", "minor")],
            id="it leaves as it said",
        ),
        pytest.param([ALPHA], [BETA], [("removed", "minor"), ("added", "material")], id="without a word"),
    ],
)  # fmt: skip
def test_the_class_follows_from_what_really_changed(
    before: list[Record], after: list[Record], expected: list[tuple[str, str]]
) -> None:
    assert told(before, after) == expected


@given(st.lists(st.sampled_from("abcdef"), min_size=1, unique=True), st.data())
def test_no_vendor_that_a_record_continues_is_told_as_removed_nor_the_record_as_added(
    ids: list[str], data: st.DataObject
) -> None:
    before = [record(one, f"{one} Ltd") for one in ids]
    parts = data.draw(st.lists(st.lists(st.sampled_from(ids), min_size=1, unique=True), min_size=1, max_size=4))
    after = [record(f"new-{place}", f"new {place} AG", was=was) for place, was in enumerate(parts)]
    changes = told(before, after)
    continued = {one for was in parts for one in was}
    assert [what for what, _ in changes].count("removed") == len(ids) - len(continued)
    assert "added" not in [what for what, _ in changes]
    assert "replaced" not in [what for what, _ in changes]
    assert "material" in [floor for _, floor in changes]


def test_what_was_declared_once_is_not_told_again() -> None:
    later = [ALPHA, record("n", "New Co", was=["a"])]
    assert told(later, [*later, BETA]) == [("added", "material")]


def test_a_changed_id_is_one_history_and_the_page_of_the_former_id_stays(tmp_path: Any) -> None:
    root = sites.published(tmp_path)
    sites.edit(root, "data/subprocessors.yml", "id: harbor\n", "id: haven\n  was: [harbor]\n")
    order = ("subprocessors", "--class", "editorial", "--effective", "2026-02-01")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="An id"))
    site = build.outputs(build.load(files.read_tree(root)), date(2026, 2, 2))
    new, old = site.page("subprocessors/haven/").html, site.page("subprocessors/harbor/").html
    assert 'Earlier listed as <a href="../harbor/">Harbor Cloud, Inc.</a>' in new
    assert 'Continues as <a href="../haven/">Harbor Cloud, Inc.</a>' in old
    assert 'Listed as a subprocessor since <time datetime="2026-01-05">' in new
    assert "no longer listed" not in new
    assert new.count('<ol class="tc-log"') == 1
    history = new.partition('id="history"')[2]
    assert history.index("1 February 2026") < history.index("subprocessor added: Harbor Cloud, Inc.")
