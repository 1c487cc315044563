"""Facts as plain values: text, lists and mappings, as `data/` states them and as records of versions hold them.

Nothing here knows the models of the kinds, because versions published years ago hold facts in this same form and must
be readable whatever the models say by then.  `reading.facts_loader` makes facts of `data/`, `reading.archive` those of
versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Plain: TypeAlias = Mapping[str, Any]
"""One record or a part of it, for example `{"name": "Twilio Inc.", "locations": ["US"]}`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts, plain: `{kind: {id: record}}`, a kind of one record `{kind: record}`, custom kinds as written."""

    kinds: Plain = field(default_factory=dict)

    def records(self, kind: str) -> Mapping[str, Plain]:
        """The records of a list or map kind by id; a kind that is absent has none."""
        found: Mapping[str, Plain] = self.kinds.get(kind, {})
        return found

    def one(self, kind: str) -> Plain:
        """The record of a kind that has only one; empty when the kind is absent."""
        found: Plain = self.kinds.get(kind, {})
        return found
