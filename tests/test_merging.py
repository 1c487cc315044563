"""Three-way merges of texts: what changed from one version to another, applied to a third."""

import itertools
from types import SimpleNamespace

import pytest

from trustcenter.comparing import three_way_merge
from trustcenter.disk import git

ROWS = ("alpha", "beta", "gamma", "delta")


def version(rows, name="v", above="Before.\n\n"):
    lines = ["| Rule | Kept |", "| --- | --- |", *(f"| {row} |" for row in rows)]
    return SimpleNamespace(text=above + "\n".join(lines) + "\n\nAfter.\n", name=name, policy="retention")


def merged(base, ours, theirs):
    texts = (version(rows, name) for rows, name in ((base, "base"), (ours, "ours"), (theirs, "theirs")))
    return three_way_merge.merged_text(*texts, git.merge)


def edited(rows, place, to):
    """The rows with another second column in one of them."""
    return [f"{row} | {to if at == place else 'one year'}" for at, row in enumerate(rows)]


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
    with pytest.raises(three_way_merge.Conflict) as raised:
        merged(ROWS, changed(ROWS, 1, "mine"), changed(ROWS, 1, "yours"))
    said = raised.value.problem.message
    assert "ours: “| mine |”" in said
    assert "theirs: “| yours |”" in said
    assert "\x1e" not in said


SEATS = list(range(len(ROWS) + 1))


@pytest.mark.parametrize("place", range(len(ROWS)))
@pytest.mark.parametrize("seat", SEATS)
def test_a_row_may_come_beside_a_row_that_changes(place, seat):
    more = [*ROWS[:seat], "new", *ROWS[seat:]]
    base, ours, both = (
        edited(ROWS, -1, ""),
        edited(ROWS, place, "2 days"),
        edited(more, more.index(ROWS[place]), "2 days"),
    )
    theirs = edited(more, -1, "")
    assert merged(base, ours, theirs) == version(both).text
    assert merged(base, theirs, ours) == version(both).text


@pytest.mark.parametrize("place", range(len(ROWS)))
@pytest.mark.parametrize("gone", range(len(ROWS)))
def test_a_row_may_go_beside_a_row_that_changes_but_not_itself(place, gone):
    left = [row for row in ROWS if row != ROWS[gone]]
    base, ours, theirs = edited(ROWS, -1, ""), edited(ROWS, place, "2 days"), edited(left, -1, "")
    if place == gone:
        with pytest.raises(three_way_merge.Conflict):
            merged(base, ours, theirs)
    else:
        assert merged(base, ours, theirs) == version(edited(left, left.index(ROWS[place]), "2 days")).text


def test_a_row_beside_one_that_is_not_told_from_others_by_its_first_column_stays_a_conflict():
    base = ["alpha | 1", "alpha | 2", "beta | 3"]
    ours = ["alpha | 1", "alpha | changed", "beta | 3"]
    theirs = ["alpha | 1", "alpha | new", "alpha | 2", "beta | 3"]
    with pytest.raises(three_way_merge.Conflict) as raised:
        merged(base, ours, theirs)
    assert "changed" in raised.value.problem.message
    assert "\x1e" not in raised.value.problem.message


def test_two_rows_that_come_at_one_place_stay_a_conflict():
    with pytest.raises(three_way_merge.Conflict) as raised:
        merged(ROWS, [*ROWS, "mine"], [*ROWS, "yours"])
    assert "ours: “| mine |”" in raised.value.problem.message
    assert "theirs: “| yours |”" in raised.value.problem.message


def test_a_bar_in_the_first_column_is_part_of_it():
    base = [r"a \| b | 1", r"a \| c | 2"]
    ours, theirs = [r"a \| b | 9", base[1]], [base[0], "new | 3", base[1]]
    assert merged(base, ours, theirs) == version([ours[0], "new | 3", base[1]]).text


@pytest.mark.parametrize("place", range(1, len(ROWS)))
def test_a_row_may_come_or_go_below_one_whose_first_column_changes(place):
    ours = changed(ROWS, place - 1, "renamed")
    gone = [row for row in ROWS if row != ROWS[place]]
    more = [*ROWS[:place], "new", *ROWS[place:]]
    assert merged(ROWS, ours, gone) == version([row for row in ours if row != ROWS[place]]).text
    assert merged(ROWS, ours, more) == version([*ours[:place], "new", *ours[place:]]).text
