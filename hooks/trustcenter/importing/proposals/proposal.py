"""What all families share: a proposal, ids from words, and known words for numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any, Literal

from trustcenter.importing.passages import Sentence

Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that a text seems to state.

    `fields` are those of its kind; `found` is the value as the text has it; `replaces` maps a field to the words for
    which the draft gets a reference to it; `note` says what a person should look at, `answered` that the data has an
    answer already, which stays.  Of a kind with one record, `id` is empty.
    """

    kind: str
    id: str
    fields: Mapping[str, Any]
    sentence: Sentence
    confidence: Confidence = "high"
    found: str = ""
    replaces: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    answered: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.id}" if self.id else ".".join([self.kind, *list(self.fields)[:1]])


def unknown(why: str) -> dict[str, str]:
    """The value of a field that the text does not state."""
    return {"unknown": why}


def slug(words: str, *, joint: str = "_", most: int = 40) -> str:
    """An id made of words."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split()
    found = ""
    for part in parts:
        if found and len(found) + len(part) + 1 > most:
            break
        found = f"{found}{joint}{part}" if found else part[:most]
    return found or "unnamed"


@lru_cache(maxsize=1 << 14)
def plain(markdown: str) -> str:
    """The words of some Markdown: links as their text, without marks and escapes."""
    shown = re.sub(r"\[([^\[\]]*)\]\([^()\s]*(?:\s\"[^\"]*\")?\)", r"\1", markdown)
    shown = re.sub(r"<((?:mailto:)?[^<>\s]+@[^<>\s]+|https?://[^<>\s]+)>", r"\1", shown)
    shown = re.sub(r"(?<!\\)(?:\*\*|__|`)|(?<![\w\\])\*(?=\S)|(?<=\S)(?<!\\)\*(?!\w)", "", shown)
    return " ".join(unescape(re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", shown)).split())
