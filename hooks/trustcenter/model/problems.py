"""Problems: what is wrong, where, and how to mend it.

A problem is a value.  How it looks on a terminal, as a GitHub annotation or as
JSON is decided in `report.py`, never here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """Errors stop a build; warnings and infos are told and do not."""

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
    """One thing that is wrong, found by the rule named `rule`.

    `message` says what was found, `hint` what is allowed or how to mend it.
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


def nearest(found: str, allowed: Iterable[str]) -> str:
    """The allowed word that `found` was probably meant to be, or nothing."""
    words = list(allowed)
    lowered = {word.lower(): word for word in reversed(words)}
    matches = difflib.get_close_matches(found.lower(), lowered, n=1, cutoff=0.6)
    return lowered[matches[0]] if matches else ""


def one_of(found: str, allowed: Iterable[str], *, most: int = 12) -> str:
    """A hint that names the nearest allowed word and lists the allowed ones (at most `most`)."""
    words = sorted(set(allowed))
    guess = nearest(found, words)
    listed = ", ".join(words[:most]) + (f" … ({len(words)} in all)" if len(words) > most else "")
    if not words:
        return "there is none yet"
    return f"did you mean {guess}? allowed: {listed}" if guess else f"allowed: {listed}"


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of a character offset in `text`."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
