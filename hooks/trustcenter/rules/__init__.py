"""The rules: `check(center, today)` returns every problem that any of them reports, in order of file and line.

`build`, `check`, `publish` and the reports call it.  A rule is a generator function that takes the center and a day;
its docstring is the rule, its name is its id (`too_little_notice` → `too-little-notice`).  Rules read no clock, disk
or environment.  To add one: write it in the module of its family and add it to the module's `RULES`, give it a heading
in `manual/rules.md` and a bad example in `tests/errors/<id>/`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date

from trustcenter.model.problems import Problem, in_order
from trustcenter.reading.center import Center
from trustcenter.reading.site_settings import SiteSettings, wrong_extras, wrong_logo
from trustcenter.rules import (
    chains,
    consistency,
    emergencies,
    history,
    hygiene,
    input_files,
    integrity,
    notice,
    other_languages,
    requirement_findings,
    schedule,
    stated_facts,
    unseen,
    upkeep,
    wording,
)
from trustcenter.rules.consistency import missing_pictures, taken_files
from trustcenter.rules.input_files import unfit_files
from trustcenter.rules.requirement_findings import accepted

Rule = Callable[[Center, date], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    *input_files.RULES, *integrity.RULES, *stated_facts.RULES,
    *notice.RULES, *emergencies.RULES, *history.RULES, *consistency.RULES, *chains.RULES,
    *schedule.RULES, *wording.RULES, *hygiene.RULES, *unseen.RULES, *upkeep.RULES, *other_languages.RULES,
    *requirement_findings.RULES,
)  # fmt: skip


def rule_id(rule: Rule) -> str:
    """The id of a rule: `too_little_notice` → `too-little-notice`."""
    return getattr(rule, "__name__", "").replace("_", "-")


def check_settings_and_files(center: Center, settings: SiteSettings, *, paths: Collection[str]) -> Iterator[Problem]:
    """Problems of the settings and the files themselves, which need more than the contents that were read.

    `paths` are the paths of all files read.
    """
    yield from wrong_logo(center.settings, settings.assets)
    yield from wrong_extras(center.settings, settings.assets)
    yield from missing_pictures(center, settings.assets)
    yield from taken_files(settings.assets)
    yield from unfit_files({*paths, *settings.assets}, settings.links)


def check(center: Center, today: date) -> tuple[Problem, ...]:
    """Every problem that any rule reports as of a day, in order of file and line; waived warnings become infos."""
    problems = in_order(accepted((problem for rule in RULES for problem in rule(center, today)), center, today))
    return tuple(_with_base(problem, center) for problem in problems) if center.base else problems


def _with_base(problem: Problem, center: Center) -> Problem:
    """The problem with the last deployment named in the command of its hint, so that it works as it is printed."""
    command = "`trustcenter repair`"
    if not center.base or command not in problem.hint:
        return problem
    return replace(problem, hint=problem.hint.replace(command, f"{command[:-1]}{center.base.options}`"))
