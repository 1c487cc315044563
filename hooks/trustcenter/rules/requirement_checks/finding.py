"""What a check can say, and the few forms that most checks have.

A check yields nothing when its requirement is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from trustcenter.model.facts import Plain
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Where
from trustcenter.rules.claims import Statement, known

MOST = 4
"""How many records a message names; of more it says how many there are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is missing or wrong, at the place nearest to where it would be mended."""

    where: Where
    message: str


@dataclass(frozen=True, slots=True)
class Moot:
    """Why a requirement does not apply to this statement."""

    reason: str


@dataclass(frozen=True, slots=True)
class ForCounsel:
    """What the facts do not decide, so that somebody has to attest it."""

    question: str


Outcome = Finding | Moot | ForCounsel
Check = Callable[[Statement], Iterator[Outcome]]


def lacking(
    statement: Statement, kind: str, ids: Iterable[str], message: str, *, at: Sequence[str | int] = ()
) -> Iterator[Finding]:
    """One finding for all records that lack the same thing, at the first of them; `message` goes before their names."""
    wanting = list(ids)
    if wanting:
        yield Finding(statement.where(kind, (wanting[0], *at)), f"{message}: {named(statement, kind, wanting)}")


def named(statement: Statement, kind: str, ids: Sequence[str]) -> str:
    """The names of some records, a few of them only where there are many."""
    records = statement.records(kind)
    names = [_name(records[record_id], record_id) for record_id in ids[:MOST]]
    more = len(ids) - MOST
    return listed([*names, f"{more} more"] if more > 0 else names)


def _name(record: Plain, record_id: str) -> str:
    found = record.get("label") or record.get("name")
    return found if isinstance(found, str) else f"`{record_id}`"


def period(value: object) -> Period | None:
    """A period that a field states."""
    return parse_period(value) if isinstance(value, str) else None


def reachable(contact: Plain, *ways: str) -> bool:
    """Whether a contact states one of these ways to reach it."""
    return any(known(contact.get(way)) for way in ways or ("email", "phone", "url", "address"))
