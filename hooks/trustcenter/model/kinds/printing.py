"""What a fact kind may ask for when it puts its own values into words.

The functions of a kind (computed columns, the name of a record, a record within a record) get a `Printing`;
`reading.fact_tables.Printer` is the one there is.  All texts that it returns are Markdown, already escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from trustcenter.model.facts import Facts, Plain

NOT_STATED = "not stated"
"""What readers see of a fact that is not known."""


class Printing(Protocol):
    """Prints values of one set of facts and remembers which records it looked at."""

    facts: Facts

    def cite(self, reference: str, /) -> None:
        """Remember that a record was looked at: `retention.backups`, or `organization` where there is one record."""
        ...

    def field(self, kind: str, record: Plain, name: str) -> str:
        """One field of a record, computed ones included; empty where it is absent."""
        ...

    def value(self, kind: str, route: Sequence[str], value: Any) -> str:
        """A value that stands at `route` in records of `kind`."""
        ...

    def text(self, words: str) -> str:
        """A text of the facts, escaped and otherwise as it was written."""
        ...

    def one_of(self, words: Sequence[str]) -> str:
        """Texts of the facts, escaped: `STOP, END or QUIT`."""
        ...

    def say(self, key: str, /, **values: str) -> str:
        """The words of the tool for a text of the interface, in the language that is printed: `printed.or`."""
        ...


@dataclass(frozen=True, slots=True)
class Within:
    """A record within a record: as it is stated, and by field what is printed of it."""

    value: Plain
    parts: Mapping[str, str]
    printing: Printing


Computed: TypeAlias = Callable[[Plain, Printing], str]
"""A column that no record has but that follows from its other fields: record in, Markdown out."""
