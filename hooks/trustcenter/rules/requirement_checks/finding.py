"""The results of a check (`Finding`, `Moot`, `ForCounsel`) and helpers that most checks use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from trustcenter.model.facts import Plain
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Where
from trustcenter.rules.claims import Statement, is_stated

MOST_RECORDS_NAMED = 4
"""How many records a message names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is missing or wrong, at the position nearest to where it would be fixed.

    `element` is the id of the element of the requirement that is missing; empty if the requirement has none or one.
    """

    where: Where
    message: str
    element: str = ""


@dataclass(frozen=True, slots=True)
class Moot:
    """The requirement does not apply to this statement, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class ForCounsel:
    """A question that the facts do not decide, to be answered by an attestation."""

    question: str


Outcome = Finding | Moot | ForCounsel
Check = Callable[[Statement], Iterator[Outcome]]


def lacking(
    statement: Statement, kind: str, ids: Iterable[str], message: str, *, at: Sequence[str | int] = ()
) -> Iterator[Finding]:
    """One finding for all records (`ids`) that lack the same thing, at the field `at` of the first of them.

    `message` comes before their names; no ids, no finding.
    """
    wanting = list(ids)
    if wanting:
        yield Finding(statement.where(kind, (wanting[0], *at)), f"{message}: {named(statement, kind, wanting)}")


def named(statement: Statement, kind: str, ids: Sequence[str]) -> str:
    """The names of some records for a message, at most `MOST_RECORDS_NAMED` of them."""
    records = statement.records(kind)
    names = [_name(records[record_id], record_id) for record_id in ids[:MOST_RECORDS_NAMED]]
    more = len(ids) - MOST_RECORDS_NAMED
    return listed([*names, f"{more} more"] if more > 0 else names)


def _name(record: Plain, record_id: str) -> str:
    name = record.get("label") or record.get("name")
    return name if isinstance(name, str) else f"`{record_id}`"


def period(value: object) -> Period | None:
    """The period that a field states; None if it states none."""
    return parse_period(value) if isinstance(value, str) else None


def reachable(contact: Plain, *ways: str) -> bool:
    """Whether a contact states one of `ways` (fields; by default e-mail, phone, URL or address)."""
    return any(is_stated(contact.get(way)) for way in ways or ("email", "phone", "url", "address"))
