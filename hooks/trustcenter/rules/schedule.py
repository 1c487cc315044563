"""Rules of the retention schedule: every data category has a rule, and rules for the same data do not conflict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from trustcenter.model.facts import Plain
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Severity
from trustcenter.reading.center import Center


def missing_retention(center: Center, today: date) -> Iterator[Problem]:
    """Every data category is named by a rule of the retention schedule."""
    if center.sources.unread & {"retention", "data_categories"}:
        return
    kept = {category for rule in center.facts.records("retention").values() for category in rule["data"]}
    for category, record in center.facts.records("data_categories").items():
        if category not in kept:
            where = center.sources.where("data_categories", (category, "id"))
            message = f"no retention rule says how long {record['label']} (`{category}`) is kept"
            hint = "add it to the `data` of a rule in data/retention.yml"
            yield Problem(where, "missing-retention", message, hint, Severity.WARNING)


def conflicting_retention(center: Center, today: date) -> Iterator[Problem]:
    """Data falls under one rule of the retention schedule, whose other rules follow on it or are its exceptions.

    Two rules for the same data that are neither chained by `then` nor alike say two things.  A rule for deletion on
    request goes beside the ordinary ones, and so do copies in backups; a legal hold is an exception that others name.
    """
    rules = center.facts.records("retention")
    follow = {rule["then"] for rule in rules.values() if "then" in rule}
    first = {name: rule for name, rule in rules.items() if name not in follow and not _is_copy(name, rule)}
    holds = {name: rule for name, rule in first.items() if _is_hold(rule)}
    asked = {name: rule for name, rule in first.items() if _on_request(rule) and name not in holds}
    usual = {name: rule for name, rule in first.items() if name not in holds and name not in asked}
    for group in (usual, asked):
        for name, others in _overlaps(group):
            data = set(group[name]["data"]) & {category for other in others for category in group[other]["data"]}
            message = f"{_data(data)} also under {_quoted(others)}, with another promise"
            hint = (
                "say which rule counts: one rule for the same data, `then` for what follows, `exceptions` for the rest"
            )
            yield _problem(center, name, message, hint)
    for name, rule in asked.items():
        yield from _against_holds(center, name, rule, holds)
        yield from _against_answers(center, name, rule)


def _overlaps(rules: dict[str, Plain]) -> Iterator[tuple[str, list[str]]]:
    """Each rule with the earlier ones that share data with it and state another period, start or action."""
    names = list(rules)
    for place, name in enumerate(names):
        others = [
            other
            for other in names[:place]
            if set(rules[other]["data"]) & set(rules[name]["data"]) and _promise(rules[other]) != _promise(rules[name])
        ]
        if others:
            yield name, others


def _against_holds(center: Center, name: str, rule: Plain, holds: dict[str, Plain]) -> Iterator[Problem]:
    over = [hold for hold, held in holds.items() if set(held["data"]) & set(rule["data"])]
    if over and not rule.get("exceptions"):
        message = f"deletion on request has no exception here, yet {_quoted(over)} keeps the same data"
        yield _problem(center, name, message, "name the hold among the `exceptions` of this rule")


def _against_answers(center: Center, name: str, rule: Plain) -> Iterator[Problem]:
    """A problem if deletion is immediate in this rule while a right to deletion is answered only later."""
    if not re.search(r"\bimmediate|\bat once\b|\bwithout delay\b", _words(rule), re.IGNORECASE):
        return
    for right, record in center.facts.records("rights").items():
        answer = record.get("respond_within")
        if isinstance(answer, str) and re.search(r"eras|delet", f"{right} {record['label']}", re.IGNORECASE):
            message = f"deletion on request is immediate here and takes up to {answer} in rights.{right}"
            yield _problem(center, name, message, "state one time within which a request is carried out")


_REQUEST = re.compile(
    r"\b(?:delet\w*|eras\w*)\W+(?:\w+\W+){0,2}requests?\b|\brequests?\W+(?:\w+\W+){0,2}(?:delet\w*|eras\w*)",
    re.IGNORECASE,
)


def _promise(rule: Plain) -> tuple[str, ...]:
    return tuple(str(rule.get(part)) for part in ("while", "period", "starts", "action"))


def _words(rule: Plain) -> str:
    return " ".join(str(rule[part]) for part in ("label", "while", "starts") if isinstance(rule.get(part), str))


def _on_request(rule: Plain) -> bool:
    return bool(_REQUEST.search(_words(rule)))


def _is_hold(rule: Plain) -> bool:
    return bool(
        re.search(r"\bholds?\b|\blitigation\b|\binvestigation\b|\blegal claims?\b", _words(rule), re.IGNORECASE)
    )


def _is_copy(name: str, rule: Plain) -> bool:
    return bool(re.search(r"backup|back-up|archiv", f"{name} {rule['label']}", re.IGNORECASE))


def _data(categories: set[str]) -> str:
    if len(categories) == 1:
        return f"the data category `{min(categories)}` stands here and"
    return f"{len(categories)} data categories ({_some(categories)}) stand here and"


def _some(categories: set[str]) -> str:
    return ", ".join([f"`{name}`" for name in sorted(categories)][:3] + ["…"] * (len(categories) > 3))


def _quoted(names: list[str]) -> str:
    return listed([f"`{name}`" for name in names])


def _problem(center: Center, name: str, message: str, hint: str) -> Problem:
    return Problem(
        center.sources.where("retention", (name, "id")), "conflicting-retention", message, hint, Severity.WARNING
    )


RULES = (missing_retention, conflicting_retention)
