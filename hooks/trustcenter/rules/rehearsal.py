"""Checks every later day on which something announced happens, so that no gate fails on such a day only.

`check`, `publish` and `report` call `rehearsed(center, today)`, which returns the errors that the rules would report on
those days and do not report today.  `later_days` is also the calendar of `trustcenter rehearse`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where, in_order, line_and_column
from trustcenter.model.versions import Archive
from trustcenter.reading.center import Center, own_url
from trustcenter.rules import Rule, consistency, integrity, notice, requirement_findings, upkeep

JUDGED: tuple[Rule, ...] = (
    *integrity.RULES, *notice.RULES, *consistency.RULES, *upkeep.RULES, *requirement_findings.RULES,
)  # fmt: skip
"""The rules that depend on what is in effect on a day; the others judge drafts, or the last deployment."""
_POLICY_LINK = re.compile(r"(?:^|/)policies/([a-z0-9-]+)/(?:index\.md)?#([^\s)>\"']+)")
_TARGET = re.compile(r"\]\(\s*<?([^\s)>]+)")


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
    yield from _lost_anchors(center, day)


def _lost_anchors(center: Center, day: date) -> Iterator[Problem]:
    """Links of the company's own pages to a heading that a policy does not have on a day."""
    for file, text in center.pages.items():
        for target in _TARGET.finditer(text) if "#" in text else ():
            link = _POLICY_LINK.search(target[1]) if "://" not in target[1] else None
            version = center.archive.in_effect(link[1], day) if link else None
            if link and version and unquote(link[2]) not in _anchors(version.text) | {"all-versions"}:
                message = f"`{target[1]}`: /policies/{link[1]}/ has no anchor {link[2]}"
                where = Where(file, *line_and_column(text, target.start(1)))
                hint = f"link /{own_url(file)} to the page, or to an anchor that it has on all days"
                yield Problem(where, "broken-link", message, hint)


def _anchors(text: str) -> frozenset[str]:
    from trustcenter.markdown.to_html import anchors  # only where a page of the company's own links to a heading

    return anchors(text)
