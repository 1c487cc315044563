"""Which records continue which: vendors with a changed id, merged into another one, or split (`was`, `merged_into`).

`fact_diff` asks `declared` for the `Trail` between two sets of records, and compares along it, so that one vendor under
two ids is one history.  Only what a record newly declares counts: an id of years ago stays in `was` for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trustcenter.model.facts import Plain
from trustcenter.model.kinds.floors import JOINED, MERGED, SPLIT, SPLIT_OFF, Row

SameEntity = Callable[[Plain, Plain], bool]


@dataclass(frozen=True, slots=True)
class Trail:
    """`sources`: by the id of a record, the ids of those that it continues, its own first where it stood before.

    `gone`: by the id of a record that left, the one into which it had said that it would be merged.
    """

    before: Mapping[str, Plain] = field(default_factory=dict)
    after: Mapping[str, Plain] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: Mapping[str, str] = field(default_factory=dict)

    @property
    def ended(self) -> frozenset[str]:
        """The ids of earlier records that are told along the trail, and not as removed or changed by themselves."""
        told = {source for sources in self.sources.values() for source in sources}
        return frozenset({name for name in told if name not in self.after or name in self.sources} | {*self.gone})

    def base(self, name: str) -> Plain:
        """What a record is compared with: the first one that it continues, lists united with those of the others.

        An item that another part of a split record took over is not missing here.
        """
        first, *others = self.sources[name]
        siblings = [self.after[one] for one, sources in self.sources.items() if one != name and first in sources]
        if first != name and first in self.after:
            siblings.append(self.after[first])
        base = dict(self.before[first])
        for key, value in base.items():
            if isinstance(value, list) and key in ("data", "locations", "products"):
                own = self.after[name].get(key)
                held = [item for one in siblings for item in _listed(one.get(key))]
                kept = [item for item in value if item not in held or item in _listed(own)]
                joined = [item for other in others for item in _listed(self.before[other].get(key))]
                base[key] = [*dict.fromkeys([*kept, *joined])]
        return base

    def events(self, name: str, sources: Sequence[str], is_same: SameEntity) -> Iterator[tuple[Row, Plain]]:
        """What happened on the trail to a record, with the earlier record: merged, joined, split or split off."""
        record, (first, *others) = self.after[name], sources
        parts = [one for one, held in self.sources.items() if first in held]
        if first != name and (first in self.after or len(parts) > 1):
            yield (SPLIT if is_same(self.before[first], record) else SPLIT_OFF), self.before[first]
        for other in others:
            yield (JOINED if is_same(self.before[other], record) else MERGED), self.before[other]


NONE = Trail()


def declared(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> Trail:
    """The trail that records declare between two days."""
    sources = {name: held for name, record in after.items() if (held := _sources(name, record, before))}
    taken = {source for held in sources.values() for source in held}
    gone = {
        name: str(record["merged_into"])
        for name, record in before.items()
        if name not in after and name not in taken and record.get("merged_into") in after
    }
    return Trail(before, after, sources, gone)


def _sources(name: str, record: Plain, before: Mapping[str, Plain]) -> tuple[str, ...]:
    """The earlier records that one newly says it continues; none where it says so of none."""
    known = before.get(name, {}).get("was", ())
    named = [one for one in record.get("was", ()) if one in before and one != name and one not in known]
    if not named:
        return ()
    return (name, *named) if name in before else tuple(named)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
