"""Checks every later day on which something announced happens, so that no gate fails on such a day only.

`check`, `publish` and `report` call `rehearsed(center, today)`, which returns the errors that the rules would report on
those days and do not report today.  `later_days` is also the calendar of `trustcenter rehearse`.  What pages of those
days would get wrong is found by `site_check.later_days`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, in_order
from trustcenter.model.versions import Archive
from trustcenter.reading.center import Center
from trustcenter.rules import Rule, consistency, emergencies, integrity, notice, upkeep

JUDGED: tuple[Rule, ...] = (
    *integrity.RULES, *notice.RULES, *emergencies.RULES,
    *(rule for rule in consistency.RULES if rule is not consistency.contradiction), *upkeep.RULES,
)  # fmt: skip
"""The rules that may find an error on a later day that they do not find today.

`contradiction` looks at every later day by itself; what requirements find is never an error for what is published, and
the other rules judge drafts, or the last deployment.
"""


def later_days(archive: Archive, today: date) -> tuple[date, ...]:
    """The days after today on which something is announced, takes effect or is withdrawn."""
    return tuple(day for day in archive.days() if day > today)


def rehearsed(center: Center, today: date) -> tuple[Problem, ...]:
    """The errors of every later day that are none of today, each at the first day on which it would come."""
    days = later_days(center.archive, today)
    if not days:
        return ()
    told = {(p.rule, p.where, p.message) for p in _errors(center, today)}
    problems: list[Problem] = []
    for day in days:
        for problem in _errors(center, day):
            if (problem.rule, problem.where, problem.message) not in told:
                told.add((problem.rule, problem.where, problem.message))
                problems.append(replace(problem, message=f"from {in_words(day)} on: {problem.message}"))
    return in_order(problems)


def _errors(center: Center, day: date) -> Iterator[Problem]:
    for rule in JUDGED:
        yield from (problem for problem in rule(center, day) if problem.is_error)
