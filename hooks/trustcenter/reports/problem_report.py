"""Problems for a terminal, as GitHub annotations and as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from trustcenter.model.phrases import plural
from trustcenter.model.problems import Problem, Severity

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
FORMATS = ("terminal", "github", "json")
BRIEF = 12
"""So many problems a log shows."""


def terminal(problems: Sequence[Problem]) -> str:
    """One problem a line: `file:line:column: error [rule] message — how to mend it`, and a last line that counts."""
    return "\n".join([*(line(problem) for problem in problems), summary(problems)])


def brief(problems: Sequence[Problem]) -> list[str]:
    """The first problems for the log of a build or a preview, which has other things to tell too."""
    lines = [line(problem) for problem in problems[:BRIEF]]
    more = [f"and more, {summary(problems)} in all; `trustcenter check` lists them"] if problems[BRIEF:] else []
    return lines + more


def line(problem: Problem) -> str:
    hint = f" — {problem.hint}" if problem.hint else ""
    text = f"{problem.where}: {problem.severity} [{problem.rule}] {problem.message}{hint}"
    return _UNPRINTABLE.sub(" ", text)


def summary(problems: Sequence[Problem]) -> str:
    counts = {severity: sum(p.severity is severity for p in problems) for severity in Severity}
    found = ", ".join(plural(count, severity.value) for severity, count in counts.items() if count)
    return found or "no problems found"


def github(problems: Sequence[Problem], *, prefix: str = "") -> str:
    """Workflow commands that GitHub shows beside the line; `prefix` leads from the repository's root to the center."""
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
    """A list of objects: file, line, column (from 1; 0 means the whole file), rule, severity, message, hint."""
    return encodable(json.dumps([_plain(problem) for problem in problems], indent=2, ensure_ascii=False))


def encodable(text: str) -> str:
    """A text that can be printed: bytes of a file name that are no UTF-8 are spelled out."""
    return text.encode("utf-8", "backslashreplace").decode()


def _plain(problem: Problem) -> dict[str, Any]:
    where = problem.where
    return {
        "file": where.file, "line": where.line, "column": where.column, "rule": problem.rule,
        "severity": problem.severity.value, "message": problem.message, "hint": problem.hint,
    }  # fmt: skip
