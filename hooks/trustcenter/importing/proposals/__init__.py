"""Facts proposed from a text: a module a family, every one a plain function from sentences to proposals.

They propose only.  A family rather leaves something out than invents a value: what a text does not say is
`{unknown: why}`, and what it says twice in different words is left to a person (`conflicts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.categories import categories
from trustcenter.importing.proposals.children import children
from trustcenter.importing.proposals.contacts import contacts
from trustcenter.importing.proposals.dates import OwnDate, dates
from trustcenter.importing.proposals.messaging import messaging
from trustcenter.importing.proposals.organization import names, organization
from trustcenter.importing.proposals.promise import promise
from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.importing.proposals.retention import retention
from trustcenter.importing.proposals.rights import rights
from trustcenter.importing.proposals.security import security
from trustcenter.importing.proposals.vendors import vendors

__all__ = ["OwnDate", "Proposal", "dates", "propose"]


LONGEST = 2000
"""Characters; what is longer is no sentence, and is read by people."""


def propose(found: Sequence[Sentence], *, own: Sequence[str] = ()) -> tuple[Proposal, ...]:
    """All facts that a text seems to state; `own` are names the organization is known by already."""
    return tuple(_all([sentence for sentence in found if len(sentence.text) <= LONGEST], own))


def _all(found: Sequence[Sentence], own: Sequence[str]) -> Iterator[Proposal]:
    who = list(organization(found))
    called = (*names(who), *own)
    people = list(contacts(found))
    rules = list(retention(found))
    ids = [one.id for one in people if one.kind == "contacts"]
    yield from who
    yield from people
    yield from promise(found)
    yield from categories(found, rules)
    yield from rules
    yield from vendors(found, own=called)
    yield from security(found)
    yield from rights(found, contact=next((need for need in ("privacy", "dpo") if need in ids), ""))
    yield from children(found)
    yield from messaging(found, brand=called[-1] if called else "")
