"""`Problem`: one thing that is wrong, with its place, rule, message and hint; and helpers to write hints.

Every reader and rule returns problems instead of raising.  `reports.problem_report` formats them for the terminal,
GitHub annotations and JSON.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from trustcenter.model.similarity import nearest

_LINE_END = re.compile("\n")


class Severity(StrEnum):
    """Errors stop a build; warnings and infos are only reported."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, order=True, slots=True)
class Where:
    """A place in a file: 1-based line and column, counted in characters; 0 means "the whole file"."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column or 1}"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong, reported by the rule with the id `rule`.

    `message` says what is wrong, `hint` what is allowed or how to fix it.
    """

    where: Where
    rule: str
    message: str
    hint: str = ""
    severity: Severity = field(default=Severity.ERROR)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file, line and column, each once."""
    return tuple(sorted(set(problems)))


def one_of(written: str, allowed: Iterable[str], *, most: int = 12) -> str:
    """A hint that names the allowed word nearest to `written` and lists the allowed ones (at most `most`)."""
    words = sorted(set(allowed))
    guess = nearest(written, words)
    listed = ", ".join(words[:most]) + (f" … ({len(words)} in all)" if len(words) > most else "")
    if not words:
        return "there is none yet"
    return f"did you mean {guess}? allowed: {listed}" if guess else f"allowed: {listed}"


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of a character offset in `text`."""
    starts = _line_starts(text)
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1


@lru_cache(maxsize=16)
def _line_starts(text: str) -> list[int]:
    """The offset of the first character of each line."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]
