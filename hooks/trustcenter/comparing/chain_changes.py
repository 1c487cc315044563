"""Compares two chains of processors (`engages:` of one subprocessor before and after), link by link.

`fact_diff` calls `chain_changes` and words what it yields.  A link is a company at one place of the chain: it continues
a link with the same id, or else the same name, below the same company.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trustcenter.model import chains
from trustcenter.model.company_names import letters
from trustcenter.model.facts import Plain
from trustcenter.model.kinds.floors import CHAIN_LENGTHENED, LINK_ADDED, LINK_DROPPED, Chain, Row


@dataclass(frozen=True, slots=True)
class ChainChange:
    """One difference: `names` lead from the vendor to the company it concerns.

    `field` is a field of that company, or `engages` where links come, go or are no longer known; then `before` and
    `after` are links or lists of them.  `row` is None for a field whose comparison is still to be asked.
    """

    names: tuple[str, ...]
    field: str
    row: Row | None
    before: Any
    after: Any
    records: tuple[Plain, Plain] = ({}, {})


def chain_changes(before: Plain, after: Plain, chain: Chain) -> Iterator[ChainChange]:
    """Every difference between the chains of one vendor."""
    names = (chains.name_of(after),)
    yield from _below(before, after, names, chain)
    was, now = chains.depth(before), chains.depth(after)
    if now > was > 0:
        yield ChainChange(names, chains.FIELD, CHAIN_LENGTHENED, was, now)


def _below(before: Plain, after: Plain, names: tuple[str, ...], chain: Chain) -> Iterator[ChainChange]:
    """The differences below one company that is in both chains."""
    was, now = before.get(chains.FIELD), after.get(chains.FIELD)
    known = isinstance(was, list), isinstance(now, list)
    if known == (True, False) or (known == (False, True) and not now):
        yield ChainChange(names, chains.FIELD, chain.compare(was, now), was, now)
        return
    old, new = chains.engaged_by(before), chains.engaged_by(after)
    continued = _continued(old, new)
    for place, link in enumerate(new):
        if place not in continued.values():
            yield from (ChainChange(way, chains.FIELD, LINK_ADDED, None, one) for way, one in _each(link, names))
    for place, link in enumerate(old):
        if place not in continued:
            yield from (ChainChange(way, chains.FIELD, LINK_DROPPED, one, None) for way, one in _each(link, names))
            continue
        same = new[continued[place]]
        path = (*names, chains.name_of(same))
        for part in chain.parts:
            if link.get(part) != same.get(part):
                yield ChainChange(path, part, None, link.get(part), same.get(part), (link, same))
        yield from _below(link, same, path, chain)


def _each(link: Plain, names: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Plain]]:
    """A link that comes or goes and those below it, each with the names above it and without those it engages."""
    yield names, {name: value for name, value in link.items() if name != chains.FIELD or not isinstance(value, list)}
    for below in chains.engaged_by(link):
        yield from _each(below, (*names, chains.name_of(link)))


def _continued(old: Sequence[Plain], new: Sequence[Plain]) -> dict[int, int]:
    """Which place of `new` continues which place of `old`: the same id first, then the same name."""
    pairs: dict[int, int] = {}
    for same in (lambda link: link.get("id"), lambda link: letters(chains.name_of(link))):
        free = {same(link): place for place, link in enumerate(new) if place not in pairs.values()}
        for place, link in enumerate(old):
            if place not in pairs and same(link) in free:
                pairs[place] = free.pop(same(link))
    return pairs
