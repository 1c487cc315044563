"""Three-way merges of texts: what changed from one version to another, applied to a third."""

import itertools
from types import SimpleNamespace

import pytest

from trustcenter import git, merging

ROWS = ("alpha", "beta", "gamma", "delta")


def version(rows, name="v", above="Before.\n\n"):
    lines = ["| Rule | Kept |", "| --- | --- |", *(f"| {row} |" for row in rows)]
    return SimpleNamespace(text=above + "\n".join(lines) + "\n\nAfter.\n", name=name, policy="retention")


def merged(base, ours, theirs):
    texts = (version(rows, name) for rows, name in ((base, "base"), (ours, "ours"), (theirs, "theirs")))
    return merging.merged_text(*texts, git.merge)


def changed(rows, place, to):
    return [to if at == place else row for at, row in enumerate(rows)]


@pytest.mark.parametrize(("mine", "yours"), list(itertools.permutations(range(len(ROWS)), 2)))
def test_rows_of_a_table_that_touch_are_changed_each_for_itself(mine, yours):
    found = merged(ROWS, changed(ROWS, mine, "mine"), changed(ROWS, yours, "yours"))
    assert found == version(changed(changed(ROWS, mine, "mine"), yours, "yours")).text


@pytest.mark.parametrize("place", [2, 3])
def test_a_row_may_go_after_a_row_that_changes(place):
    ours = changed(ROWS, 1, "mine")
    gone = [row for row in ROWS if row != ROWS[place]]
    assert merged(ROWS, ours, gone) == version([row for row in ours if row != ROWS[place]]).text


def test_one_row_changed_by_both_is_a_conflict_that_shows_both():
    with pytest.raises(merging.Conflict) as raised:
        merged(ROWS, changed(ROWS, 1, "mine"), changed(ROWS, 1, "yours"))
    said = raised.value.problem.message
    assert "ours: “| mine |”" in said
    assert "theirs: “| yours |”" in said
    assert "\x1e" not in said
