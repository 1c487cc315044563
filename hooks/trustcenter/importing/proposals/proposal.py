"""A fact that a text seems to state, with the sentence it rests on, and helpers that all families share.

The families of `proposals` return `Proposal` values; `conflicts`, `match_existing` and `review_folder` work on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trustcenter.importing.passages import Sentence


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that a text seems to state.

    `fields` are those of its kind; `because` are the words of `sentence` that say so, and `doubt` why it is not
    accepted by itself (empty where it is); `replaces` maps a field to the words for which the draft gets a reference
    to it. Of a kind with one record, `id` is empty.
    """

    kind: str
    id: str
    fields: Mapping[str, Any]
    sentence: Sentence
    because: str
    doubt: str = ""
    replaces: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.id}" if self.id else ".".join([self.kind, *list(self.fields)[:1]])


def unknown(why: str) -> dict[str, str]:
    """The value of a field that the text does not state."""
    return {"unknown": why}
