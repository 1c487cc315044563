"""Proposes facts from the sentences of a text: one module for each family of facts, plain functions from sentences.

`review_folder` calls `propose` and gets `Proposal` values, each with its sentence and, where it is not to be accepted
by default, the reason.  A family leaves something out rather than invent a value: what a text does not say is
`{unknown: why}`, and what it says twice in different words is left to a person (`conflicts`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.company_identity import identity
from trustcenter.importing.proposals.contact_details import contacts, own_hosts
from trustcenter.importing.proposals.named_vendors import vendors
from trustcenter.importing.proposals.notice_and_answers import notice, rights
from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.importing.proposals.retention_rules import categories, retention
from trustcenter.importing.vendor_names import NAME
from trustcenter.markdown.words import plain_words

__all__ = ["MOST_PROPOSALS", "Proposal", "propose"]

MOST_PROPOSALS = 1_000
"""The most facts that one text may state for somebody to look through."""
LONGEST = 2000
"""Characters; what is longer is no sentence, and is read by people."""


def propose(
    sentences: Sequence[Sentence], *, own: Collection[str] = (), hosts: Collection[str] = ()
) -> tuple[Proposal, ...]:
    """All facts that a text seems to state.

    `own` are names the organization is known by, `hosts` its domains.  Of each family, no more than one beyond
    `MOST_PROPOSALS` are made: a text of so many is refused.
    """
    short = [sentence for sentence in sentences if len(sentence.text) <= LONGEST]
    return tuple(_all(short, own, hosts))


def _all(sentences: Sequence[Sentence], own: Collection[str], hosts: Collection[str]) -> Iterator[Proposal]:
    who = list(identity(sentences))
    called = [
        *own,
        *_self_named(sentences, hosts),
        *(str(one.fields[name]) for one in who for name in ("legal_name", "brand") if name in one.fields),
    ]
    people, rules = _some(contacts(sentences, hosts=hosts)), _some(retention(sentences))
    ids = [one.id for one in people if not one.doubt]
    yield from who
    yield from people
    yield from _some(notice(sentences))
    kept = _some(categories(sentences, rules))
    yield from kept
    yield from rules
    yield from _some(vendors(sentences, own=called, categories=kept))
    yield from _some(rights(sentences, contact=next((need for need in ("privacy", "dpo") if need in ids), "")))


def _some(proposals: Iterable[Proposal]) -> list[Proposal]:
    return list(islice(proposals, MOST_PROPOSALS + 1))


def _self_named(sentences: Sequence[Sentence], hosts: Collection[str]) -> set[str]:
    """Names by which a text speaks of its own company: those of its domains, and those that act in many sentences."""
    named = {host.split(".")[0] for host in (*hosts, *own_hosts(sentences))}
    acting: Counter[str] = Counter()
    for sentence in sentences:
        text = plain_words(sentence.text)
        acting.update(match[1] for match in _ACTS.finditer(text) if not _STARTS.fullmatch(match[1]))
    return named | {name for name, count in acting.items() if count >= 4}


_ACTS = re.compile(
    rf"(?<![\w’'])({NAME}(?: {NAME})?)\s+(?:will|shall|may|is not|does not|has|reserves|agrees|collects"
    rf"|processes|uses|provides|stores|respects|values)\b"
)
_STARTS = re.compile(
    r"(?:This|That|It|We|You|They|The|Our|Your|Customers?|Users?|Who|What|Which|Each|Any|Some|Nothing|Nobody"
    r"|[A-Z]|Data|Personal Data|Service|Services|Provider|Company|Client|Clients|Party|Law|Google"
    r"|Microsoft|Stripe|Twilio)",
    re.IGNORECASE,
)
