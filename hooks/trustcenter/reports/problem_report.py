"""Writes problems as text for a terminal, as GitHub annotations and as JSON.

The commands in `cli` and the MkDocs adapter call `terminal`, `first_time`, `github`, `as_json` or `brief` with
problems, and print the text.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from trustcenter.model.phrases import plural
from trustcenter.model.problems import Problem, Severity

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
FORMATS = ("terminal", "github", "json")
LOG_LINES = 12
"""The most problems that a build or preview prints."""


def terminal(problems: Sequence[Problem]) -> str:
    """One line per problem, `file:line:column: error [rule] message — hint`, and a last line with the counts."""
    return "\n".join([*(line(problem) for problem in problems), summary(problems)])


_START_HERE = ("data/organization.yml", "data/contacts.yml", "data/notice.yml", "data/subprocessors.yml")
"""The files that other facts and every draft build on, in the order in which to fill them in."""
_THEN = ("data/", "docs/policies/", "")
"""What follows: the other facts, the drafts, the rest."""


def first_time(problems: Sequence[Problem]) -> str:
    """The same for a center that never published anything: errors, then file by file what to fill in, in this order."""
    errors = [problem for problem in problems if problem.is_error]
    others = sorted((p for p in problems if not p.is_error), key=lambda problem: _rank(problem.where.file))
    counts = Counter(problem.where.file for problem in others if problem.severity is Severity.WARNING)
    start = [f"{file} ({counts[file]})" for file in _START_HERE if counts[file]]
    rest = sum(counts.values()) - sum(counts[file] for file in _START_HERE)
    told = f"start here: {', '.join(start)}; then the other {plural(rest, 'warning')}, in this order" if start else ""
    return "\n".join(filter(None, [*map(line, errors), told, *map(line, others), summary(problems)]))


def _rank(file: str) -> tuple[int, int, str]:
    """Where a file stands in that order."""
    first = _START_HERE.index(file) if file in _START_HERE else len(_START_HERE)
    then = next(place for place, folder in enumerate(_THEN) if file.startswith(folder))
    return first, then, file


def brief(problems: Sequence[Problem]) -> list[str]:
    """The first problems for the log of a build or preview."""
    lines = [line(problem) for problem in problems[:LOG_LINES]]
    more = [f"and more, {summary(problems)} in all; `trustcenter check` lists them"] if problems[LOG_LINES:] else []
    return lines + more


def line(problem: Problem) -> str:
    hint = f" — {problem.hint}" if problem.hint else ""
    text = f"{problem.where}: {problem.severity} [{problem.rule}] {problem.message}{hint}"
    return _UNPRINTABLE.sub(" ", text)


def summary(problems: Sequence[Problem]) -> str:
    """The number of problems by severity, in words."""
    counts = {severity: sum(p.severity is severity for p in problems) for severity in Severity}
    counted = ", ".join(plural(count, severity.value) for severity, count in counts.items() if count)
    return counted or "no problems found"


def github(problems: Sequence[Problem], *, prefix: str = "") -> str:
    """GitHub workflow commands, which annotate lines; `prefix` is the path from the repository's root to the center."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    lines = []
    for problem in problems:
        where = problem.where
        at = f"file={_property(prefix + where.file)},line={max(where.line, 1)},col={max(where.column, 1)}"
        text = f"{problem.message} — {problem.hint}" if problem.hint else problem.message
        lines.append(f"::{level[problem.severity]} {at},title={_property(problem.rule)}::{_data(text)}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return encodable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(problems: Sequence[Problem]) -> str:
    """A list of objects: file, line, column (1-based; 0 for the whole file), rule, severity, message, hint."""
    return encodable(json.dumps([_plain(problem) for problem in problems], indent=2, ensure_ascii=False))


def encodable(text: str) -> str:
    """A text that can be encoded: bytes of a file name that are not UTF-8 are written as escapes."""
    return text.encode("utf-8", "backslashreplace").decode()


def _plain(problem: Problem) -> dict[str, Any]:
    where = problem.where
    return {
        "file": where.file, "line": where.line, "column": where.column, "rule": problem.rule,
        "severity": problem.severity.value, "message": problem.message, "hint": problem.hint,
    }  # fmt: skip
