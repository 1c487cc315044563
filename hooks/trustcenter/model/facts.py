"""Facts as plain values (text, lists, mappings), in the form of `data/` and of the records of versions.

`reading.facts_loader` builds `Facts` from `data/`, `reading.archive` from the records; rules, pages and open data read
them.  The form is independent of the models in `model.kinds`, so that a version published years ago stays readable
when the models change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from trustcenter.model.printable import control_in

Plain: TypeAlias = Mapping[str, Any]
"""One record or a part of it, for example `{"name": "Twilio Inc.", "locations": ["US"]}`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts, plain: `{kind: {id: record}}`, a kind of one record `{kind: record}`, custom kinds as written."""

    kinds: Plain = field(default_factory=dict)

    def records(self, kind: str) -> Mapping[str, Plain]:
        """The records of a list or map kind by id; a kind that is absent has none."""
        records: Mapping[str, Plain] = self.kinds.get(kind, {})
        return records

    def one(self, kind: str) -> Plain:
        """The record of a kind that has only one; empty when the kind is absent."""
        record: Plain = self.kinds.get(kind, {})
        return record


_MOST_LEVELS = 100


def not_plain(value: Any, route: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What in `value` is neither text nor made of lists and mappings of text: (route, what is wrong).

    The facts of a company's own kinds, which no model validates, are such values.
    """
    if isinstance(value, str):
        if wrong := control_in(value):
            yield route, wrong
    elif len(route) >= _MOST_LEVELS:
        yield route, "the value is nested too deeply"
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from (((*route, key), what) for _, what in not_plain(key))
            yield from not_plain(part, (*route, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from not_plain(part, (*route, place))
    else:
        yield route, f"found {str(value)[:60]}, which is not a text"
