"""Values of one thing that a text states in different ways: a person decides which of them counts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import OwnDate, Proposal
from trustcenter.importing.proposals.periods import Found
from trustcenter.importing.proposals.proposal import slug


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is stated in several ways, and each value with the line it stands in."""

    about: str
    values: tuple[tuple[str, int], ...]
    facts: tuple[str, ...] = ()


def conflicts(
    proposals: Sequence[Proposal], dates: Sequence[OwnDate], responses: Sequence[tuple[Sentence, Found]]
) -> Iterator[Conflict]:
    """Every group of values that cannot all be right; a value stated twice alike is none."""
    yield from _of_dates(dates)
    yield from _of_single_fields(proposals)
    yield from _of_retention(proposals)
    yield from _of_ages(proposals)
    said = {str(found.period): (str(found.period), sentence.line) for sentence, found in responses}
    said |= {value: (value, line) for value, line in _requests(proposals)}
    if len(said) > 1:
        yield Conflict("time to answer a request", tuple(said.values()))


def _of_dates(dates: Sequence[OwnDate]) -> Iterator[Conflict]:
    for what in ("effective", "last_updated"):
        said = {one.day: (one.found, one.sentence.line) for one in dates if one.what == what}
        if len(said) > 1:
            yield Conflict(f"date: {what}", tuple(said.values()))


def _of_single_fields(proposals: Sequence[Proposal]) -> Iterator[Conflict]:
    """Fields of kinds with one record: a legal name, an address, the days of notice."""
    fields: dict[str, dict[str, Proposal]] = defaultdict(dict)
    for one in proposals:
        if not one.id:
            for field, value in one.fields.items():
                fields[f"{one.kind}.{field}"].setdefault(str(value), one)
    for name, values in fields.items():
        if len(values) > 1:
            yield Conflict(name, tuple((value, one.sentence.line) for value, one in values.items()), (name,))


def _of_retention(proposals: Sequence[Proposal]) -> Iterator[Conflict]:
    """Rules that speak of the same data and keep it differently."""
    by_data: dict[str, list[Proposal]] = defaultdict(list)
    parts = {
        one.id: {slug(item) for item in one.fields.get("items", ())}
        for one in proposals
        if one.kind == "data_categories"
    }
    rules = [one for one in proposals if one.kind == "retention"]
    for name in dict.fromkeys(name for one in rules for name in one.fields["data"]):
        within = {name, *(whole for whole, items in parts.items() if name in items)}
        by_data[name] = [one for one in rules if within & set(one.fields["data"])]
    told: set[tuple[str, ...]] = set()
    for name, speaking in by_data.items():
        facts = tuple(one.name for one in speaking)
        if len({_kept(one) for one in speaking}) > 1 and facts not in told:
            told.add(facts)
            yield Conflict(f"retention of {name}", tuple((_kept(one), one.sentence.line) for one in speaking), facts)


def _kept(rule: Proposal) -> str:
    period, state = rule.fields.get("period"), rule.fields.get("while")
    stated = str(period) if isinstance(period, str) else "a period that is left open" if period else ""
    return " and ".join(filter(None, (f"while {state}" if state else "", stated)))


def _requests(proposals: Sequence[Proposal]) -> Iterator[tuple[str, int]]:
    """What the retention rules say about deletion on request: it must fit the time to answer."""
    for one in proposals:
        if one.kind == "retention" and re.search(r"\brequests?\b", one.sentence.text, re.IGNORECASE):
            yield _kept(one), one.sentence.line


def _of_ages(proposals: Sequence[Proposal]) -> Iterator[Conflict]:
    """Several ages may all be meant, for different uses: they are listed, and stay accepted."""
    rules = [one for one in proposals if one.kind == "children"]
    if len({one.found for one in rules}) > 1:
        yield Conflict("ages", tuple((f"{one.fields['label']}", one.sentence.line) for one in rules))
