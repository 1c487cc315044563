"""Finds what a text states in different ways, such as two effective dates or two periods for one kind of data.

`review_folder` calls `conflicts` with the proposals and dates of a text and gets a `Conflict` for each; the review
shows them and a person decides.  For example, "30 days" in one clause and "one month" in a table are two values of one
rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.importing.stated_dates import StatedDate


@dataclass(frozen=True, slots=True)
class Conflict:
    """What is stated in several ways, and each value with the line it stands in."""

    about: str
    values: tuple[tuple[str, int], ...]
    facts: tuple[str, ...] = ()


def conflicts(proposals: Sequence[Proposal], dates: Sequence[StatedDate]) -> Iterator[Conflict]:
    """Every group of values that cannot all be right; a value stated twice alike is none."""
    for what in ("effective", "last_updated"):
        stated = {one.day: (one.written, one.sentence.line) for one in dates if one.what == what}
        if len(stated) > 1:
            yield Conflict(f"date: {what}", tuple(stated.values()))
    yield from _of_single_fields(proposals)
    yield from _of_retention(proposals)
    answers = {
        str(one.fields["respond_within"]): one.sentence.line for one in proposals if "respond_within" in one.fields
    }
    if len(answers) > 1:
        yield Conflict("time to answer a request", tuple(answers.items()))


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
    """Rules about the same data that keep it differently."""
    by_data: dict[str, list[Proposal]] = defaultdict(list)
    for one in proposals:
        if one.kind == "retention":
            by_data[" ".join(one.fields["data"])].append(one)
    for name, rules in by_data.items():
        if len({_kept(one) for one in rules}) > 1:
            values = tuple((_kept(one), one.sentence.line) for one in rules)
            yield Conflict(f"retention of {name}", values, tuple(one.name for one in rules))


def _kept(rule: Proposal) -> str:
    period, state = rule.fields.get("period"), rule.fields.get("while")
    stated = str(period) if isinstance(period, str) else ""
    return " and ".join(filter(None, (f"while {state}" if state else "", stated)))
