"""Consistency: what one part of the center says fits what the others say."""

from collections.abc import Iterator
from datetime import date

from trustcenter.center import Center, fill_page
from trustcenter.problems import Problem, Severity
from trustcenter.rules.reading import met


def dangling_id(center: Center, today: date) -> Iterator[Problem]:
    """An id that a fact or a draft points to exists."""
    return met(center, "dangling-id")


def bad_reference(center: Center, today: date) -> Iterator[Problem]:
    """Double braces hold a reference to a fact and nothing else: no statements, no code, no arithmetic."""
    yield from met(center, "bad-reference")
    yield from _on_pages(center, today, "bad-reference")


def unknown_reference(center: Center, today: date) -> Iterator[Problem]:
    """A reference names a fact that exists; on ordinary pages, one that is public on that day."""
    yield from met(center, "unknown-reference")
    yield from _on_pages(center, today, "unknown-reference")


def _on_pages(center: Center, today: date, rule: str) -> Iterator[Problem]:
    for file in center.pages:
        yield from (problem for problem in fill_page(center, file, today)[1] if problem.rule == rule)


def missing_retention(center: Center, today: date) -> Iterator[Problem]:
    """Every data category is named by a rule of the retention schedule."""
    kept = {category for rule in center.facts.records("retention").values() for category in rule["data"]}
    for category, record in center.facts.records("data_categories").items():
        if category not in kept:
            where = center.sources.where("data_categories", (category, "id"))
            message = f"no retention rule says how long {record['label']} (`{category}`) is kept"
            hint = "add it to the `data` of a rule in data/retention.yml"
            yield Problem(where, "missing-retention", message, hint, Severity.WARNING)
