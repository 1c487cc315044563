"""The passing of days alone makes no error: what passes today passes on each of the next 400 days, or is told today.

The centers are the bad examples of all rules, so that each rule has something to say of a day: from the day of the
examples on, and from a year before, when much of what they have was not yet overdue or announced.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from errors._archive import TODAY
from test_errors import EXAMPLES, example
from trustcenter.reading.center import Base
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed

AHEAD = (1, 2, 3, 6, 14, 15, 29, 30, 31, 32, 61, 90, 91, 92, 182, 183, 364, 365, 366, 367, 399, 400)


def errors(center, day):
    return {(problem.rule, problem.where) for problem in check(center, day) if problem.is_error}


def later(center, today):
    """Some of the next 400 days: at usual periods, and before, on and after each day on which something happens."""
    happens = [day + timedelta(days=by) for day in center.archive.days() for by in (-1, 0, 1)]
    return sorted({*(today + timedelta(days=by) for by in AHEAD), *(day for day in happens if day > today)})


def come_later(center, today=TODAY):
    """The errors of later days that neither today has nor the rehearsal of today tells, each with its first day."""
    told = errors(center, today) | {(problem.rule, problem.where) for problem in rehearsed(center, today)}
    new = {}
    for day in later(center, today):
        for problem in errors(center, day) - told:
            new.setdefault(problem, day)
    return new


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_no_later_day_brings_an_error_that_is_not_told_today(folder):
    center = example(folder)
    assert come_later(replace(center, base=None)) == {}
    assert come_later(replace(center, base=None), TODAY - timedelta(days=399)) == {}
    assert come_later(replace(center, base=Base(center.archive, TODAY))) == {}


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_where_no_deployment_has_the_files_a_change_is_shown_too_late_and_nothing_else_is_wrong(folder):
    """What is first deployed on a later day than it says was never announced on that day: B5."""
    center = example(folder)
    assert {rule for rule, _ in come_later(center)} <= {"backdated"}
