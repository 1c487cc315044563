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

from trustcenter.markdown.code import without_code
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where, in_order, line_and_column
from trustcenter.model.versions import Archive
from trustcenter.reading.center import Center, own_url
from trustcenter.rules import Rule, consistency, emergencies, integrity, notice, requirement_findings, upkeep

JUDGED: tuple[Rule, ...] = (
    *integrity.RULES, *notice.RULES, *emergencies.RULES, *consistency.RULES, *upkeep.RULES, *requirement_findings.RULES,
)  # fmt: skip
"""The rules that depend on what is in effect on a day; the others judge drafts, or the last deployment."""
_POLICY_LINK = re.compile(r"(?:^|/)policies/([a-z0-9-]+)/(?:index\.md)?#([^\s)>\"']+)")
_TARGET = re.compile(
    r"""\]\(\s*<?(?P<inline>[^\s)>]+)|(?m:^)[ ]{0,3}\[[^\]\n]+\]:\s*<?(?P<named>[^\s>]+)"""
    r"""|\shref\s*=\s*["']?(?P<raw>[^\s"'>]+)"""
)
"""Where a link of a page leads: `[text](target)`, `[name]: target` or `<a href="target">`."""
_SINCE_LINK = re.compile(r"(?:^|/)policies/([a-z0-9-]+/[0-9-]+)/since/")


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
    yield from _lost_targets(center, day)


def _lost_targets(center: Center, day: date) -> Iterator[Problem]:
    """Links of the company's own pages to what the site of a day does not have, and that of another day does.

    These are headings of policies and the pages of what changed since a version; every other address stays.
    """
    for file, text in center.pages.items():
        for match in _TARGET.finditer(without_code(text)) if "policies/" in text else ():
            target = match[match.lastgroup or 0]
            if "://" not in target and (lost := _lost(center.archive, target, day)):
                where = Where(file, *line_and_column(text, match.start(match.lastgroup or 0)))
                hint = f"link /{own_url(file)} to what it has on all days, such as the page of the policy"
                yield Problem(where, "broken-link", f"`{target}`: {lost}", hint)


def _lost(archive: Archive, target: str, day: date) -> str:
    """What a link leads to and the site of a day does not have; empty if that has it."""
    if link := _POLICY_LINK.search(target):
        version = archive.in_effect(link[1], day)
        known = version is None or unquote(link[2]) in _anchors(version.text) | {"all-versions"}
        return "" if known else f"/policies/{link[1]}/ has no anchor {link[2]}"
    if (link := _SINCE_LINK.search(target)) and link[1] in archive.by_name:
        compared = {version.name for version in archive.on(day).compared}
        return "" if link[1] in compared else f"{link[1]} is not compared with the text in effect"
    return ""


def _anchors(text: str) -> frozenset[str]:
    from trustcenter.markdown.to_html import anchors  # only where a page of the company's own links to a heading

    return anchors(text)
