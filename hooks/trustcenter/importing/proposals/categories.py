"""Data categories: those a text lists under what it collects, and those that its retention rules speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain, slug
from trustcenter.importing.proposals.retention import parts

_COLLECTED = re.compile(
    r"\b(?:collect\w*|information (?:you|about you|from)|data we|types of (?:data|information)|categories)\b",
    re.IGNORECASE,
)
_NOT_DATA = re.compile(r"\b(?:how we use|purpose|use your|sharing|retention|rights|children|security)\b", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:information|data|logs?|metadata|content|records?|cookies|recordings?|transcripts?|details|"
    r"messages|contacts?)\b",
    re.IGNORECASE,
)


def categories(found: Sequence[Sentence], rules: Sequence[Proposal]) -> Iterator[Proposal]:
    """Each category once; those that a retention rule needs come last, if the text lists them nowhere."""
    seen: set[str] = set()
    for sentence in found:
        place = f"{sentence.above} {sentence.heading}"
        if sentence.kind == "item" and sentence.label and _COLLECTED.search(place) and not _NOT_DATA.search(place):
            name = slug(plain(sentence.label))
            if name not in seen and _CALLED.search(sentence.label):
                seen.add(name)
                yield _proposal(name, plain(sentence.label), sentence, _items(plain(sentence.words)))
    for rule in rules:
        for part in parts(str(rule.fields["label"])):
            if slug(part) not in seen:
                seen.add(slug(part))
                yield _proposal(slug(part), part[0].upper() + part[1:], rule.sentence, [])


def _proposal(name: str, label: str, sentence: Sentence, items: list[str]) -> Proposal:
    fields: dict[str, Any] = {"id": name, "label": label} | ({"items": items} if items else {})
    return Proposal("data_categories", name, fields, sentence, "medium", label)


def _items(words: str) -> list[str]:
    """The data elements of a short list; a sentence is no list."""
    listed = re.split(r",\s*(?:and\s+|or\s+)?|\s+and\s+", re.sub(r"\([^)]*\)", "", words).rstrip(". "))
    found = [item.strip() for item in listed if item.strip()]
    return found if 1 < len(found) <= 15 and all(len(item.split()) <= 7 for item in found) else []
