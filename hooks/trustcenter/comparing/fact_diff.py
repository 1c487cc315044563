"""Compares two sets of facts: typed changes (vendor added, period shortened …), each with the class it demands.

`publishing.sealing` lists them in the changelog entry, `rules.notice` compares the demanded class (`floor`) with the
claimed one, and pages show them.  How the fields of a kind are compared and which class a change demands is declared by
the kind (`model.kinds.floors`).  Order and layout do not count.  Prose is not compared here: its class is what the
author claims.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trustcenter.comparing import lineage
from trustcenter.comparing.chain_changes import ChainChange, chain_changes
from trustcenter.markdown.escaping import escape
from trustcenter.markdown.headings import Clause, by_anchor
from trustcenter.model.company_names import letters
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.kinds import BY_NAME, KINDS, FloorRow, floor_rows
from trustcenter.model.kinds.floors import (
    CORRECTED,
    FLOORS,
    MERGED_AS_STATED,
    MINOR,
    TAKEN_OVER,
    Chain,
    Comparison,
    Floor,
    Items,
    Named,
    Parts,
    Places,
    RecordFloors,
    Row,
)
from trustcenter.model.kinds.kind import Kind
from trustcenter.model.kinds.printing import NOT_STATED
from trustcenter.model.versions import Version
from trustcenter.reading.fact_tables import Printer, heading, uncited

UNDECLARED = MINOR
"""What is known of a company's own kinds, and of fields of records that another version of this tool wrote."""


@dataclass(frozen=True, slots=True, order=True)
class FactChange:
    """One difference between two sets of facts.

    `what` is its type: `added`, `removed`, `renamed`, `corrected`, `replaced`, or what became of `field`
    (`location added`, `retention lengthened`, `transfer weakened`, `changed` …).
    `before` and `after` are Markdown (plain names where `what` is about a name), empty if there is no value;
    `floor` is the lowest class that the change may be published with.
    """

    kind: str
    record: str
    field: str
    what: str
    label: str
    before: str
    after: str
    floor: Floor

    @property
    def sentence(self) -> str:
        """The line of a changelog: `retention of call recordings: 90 days → 60 days`."""
        noun = BY_NAME[self.kind].noun if self.kind in BY_NAME else self.kind
        if not self.field and (self.what in ("added", "removed") or not (self.before or self.after)):
            detail = self.after or self.before
            if not self.record:
                return f"{noun} {self.what}"
            return f"{noun} {self.what}: {escape(self.label)}" + (f" ({detail})" if detail else "")
        if not self.field:
            return f"{noun} {self.what}: {escape(self.before)} → {escape(self.after)}"
        field = heading(self.field)
        field = field if field.isupper() else field.lower()
        if self.what.endswith((" added", " dropped")):
            return f"{self.what}: {self.after or self.before} ({escape(self.label)})"
        return f"{self._about(field)}: {self.before or NOT_STATED} → {self.after or NOT_STATED}"

    def _about(self, field: str) -> str:
        """`BAA of Twilio Inc.`; where the kind has a topic `retention of call recordings, action`."""
        telling = BY_NAME[self.kind].telling
        about = f"{telling.topic or field} of {escape(self.label)}"
        return about if not telling.topic or self.field in telling.plainly else f"{about}, {field}"


def changes(before: Facts, after: Facts) -> tuple[FactChange, ...]:
    """Every difference between two sets of facts, in the order of kinds and ids."""
    if before.kinds == after.kinds:
        return ()
    old, new = Printer(before, uncited), Printer(after, uncited)
    differences: list[FactChange] = []
    for kind in KINDS:
        if kind.floors and kind.shape == "one":
            one = before.one(kind.name), after.one(kind.name)
            differences += _Pair(kind, "", *one, old, new).changes() if all(one) else _appeared(kind, kind.floors, *one)
        elif kind.floors:
            differences += _records(kind, kind.floors, old, new)
    return (*differences, *_custom(before, after))


def floor(differences: Sequence[FactChange]) -> Floor | None:
    """The lowest class that may be claimed for these changes; None if there are none."""
    return max((change.floor for change in differences), key=FLOORS.index, default=None)


def floor_table() -> tuple[FloorRow, ...]:
    """The class floors of everything that can change, as kinds declare them and for what no kind declares."""
    others = (
        FloorRow("a custom kind", "", "added, removed or changed", UNDECLARED.floor),
        FloorRow("any kind", "a field that this version of the tool does not know", "changed", UNDECLARED.floor),
        FloorRow(CLAUSE, "", "removed", CLAUSE_FLOOR),
        FloorRow("registration with carriers", "", "an element of its list dropped", CLAUSE_FLOOR),
    )
    return (*floor_rows(), *others)


def _custom(before: Facts, after: Facts) -> Iterator[FactChange]:
    for name in sorted({*before.kinds, *after.kinds} - BY_NAME.keys()):
        if before.kinds.get(name) != after.kinds.get(name):
            what = "added" if name not in before.kinds else "removed" if name not in after.kinds else "changed"
            yield FactChange(name, "", "", what, name.replace("_", " "), "", "", UNDECLARED.floor)


def _appeared(kind: Kind, floors: RecordFloors, before: Plain, after: Plain) -> list[FactChange]:
    if not before and not after:
        return []
    what, demanded = ("added", floors.added) if after else ("removed", floors.removed)
    return [FactChange(kind.name, "", "", what, kind.noun, "", "", demanded)]


# Clauses -----------------------------------------------------------------------------------------------------------

CLAUSE = "covered clause"
"""The `kind` of a change that concerns no fact, but a clause that answered a requirement."""
CLAUSE_FLOOR: Floor = "minor"
"""Readers lose the place that answered a requirement (DESIGN §6)."""


def dropped(before: Version, after: Version | None) -> Iterator[FactChange]:
    """The lost clauses as changes."""
    for requirement, clause in lost_clauses(before, after).items():
        place = escape(f"{before.title}: {clause.heading}")
        yield FactChange(CLAUSE, requirement, "", "removed", requirement, place, "", CLAUSE_FLOOR)


def lost_clauses(before: Version, after: Version | None) -> dict[str, Clause]:
    """The clauses that answer a requirement in `before` and no longer in `after` (None: no version), by requirement.

    A clause is lost if `covers` names none for the requirement, or its heading is absent, or no text is below it.  A
    renamed heading is not lost if `covers` names the new one.
    """
    answered = _answering(before)
    kept = _answering(after) if after and answered else {}
    return {requirement: clause for requirement, clause in sorted(answered.items()) if requirement not in kept}


def _answering(version: Version) -> dict[str, Clause]:
    """The clause of a version that answers each requirement, absent and empty clauses left out."""
    if not version.covers:
        return {}
    answering = {anchor: clause for anchor, clause in by_anchor(version.text).items() if not clause.is_empty}
    named = {requirement: anchor.removeprefix("#") for requirement, anchor in version.covers.items()}
    return {requirement: answering[anchor] for requirement, anchor in named.items() if anchor in answering}


# Records -----------------------------------------------------------------------------------------------------------


def _records(kind: Kind, floors: RecordFloors, old: Printer, new: Printer) -> Iterator[FactChange]:
    before, after = old.facts.records(kind.name), new.facts.records(kind.name)
    trail = lineage.declared(before, after) if "was" in kind.fields else lineage.NONE
    yield from _continued(kind, trail, old, new)
    before = {name: record for name, record in before.items() if name not in trail.ended}
    after = {name: record for name, record in after.items() if name not in trail.sources}
    same = _matched(kind, before, after)
    for record_id in sorted({*before, *after}):
        if record_id in before and record_id in same:
            yield from _Pair(kind, record_id, before[record_id], after[same[record_id]], old, new).changes()
        elif record_id in before:
            label, detail = _label(kind, before[record_id], record_id), _detail(kind, before[record_id], old)
            yield FactChange(kind.name, record_id, "", "removed", label, detail, "", floors.removed)
        elif record_id not in same.values():
            label, detail = _label(kind, after[record_id], record_id), _detail(kind, after[record_id], new)
            yield FactChange(kind.name, record_id, "", "added", label, "", detail, floors.added)


def _continued(kind: Kind, trail: lineage.Trail, old: Printer, new: Printer) -> Iterator[FactChange]:
    """What became of records that declare which ones they continue (`was`), and of those that said where they go."""
    after = new.facts.records(kind.name)
    for name, sources in sorted(trail.sources.items()):
        pair = _Pair(kind, name, trail.base(name), after[name], old, new, is_continued=True)
        yield from pair.changes()
        for (what, demanded), source in trail.events(name, sources, _is_same_entity):
            was, now = _label(kind, source, ""), pair.label
            yield FactChange(kind.name, name, "", what, now, was, now, demanded)
    for name, into in sorted(trail.gone.items()):
        was, now = _label(kind, old.facts.records(kind.name)[name], name), _label(kind, after[into], into)
        yield FactChange(kind.name, name, "", MERGED_AS_STATED[0], was, was, now, MERGED_AS_STATED[1])


def _is_same_entity(before: Plain, after: Plain) -> bool:
    """Whether two records name one legal entity: the same name, or one that the later record declares as former."""
    was, now = str(before.get("name")), str(after.get("name"))
    formers = [one["name"] for one in after.get("formerly", ()) if one.get("acquired") is not True]
    return letters(was) in map(letters, (now, *formers))


def _matched(kind: Kind, before: Mapping[str, Plain], after: Mapping[str, Plain]) -> dict[str, str]:
    """Which id of `after` continues which id of `before`: the same id, or a new id for the same name."""
    same = {record_id: record_id for record_id in before if record_id in after}
    removed = [record_id for record_id in before if record_id not in after]
    added = {record_id for record_id in after if record_id not in before}
    for record_id in removed:
        match = next((new for new in sorted(added) if _same_but_id(kind, before[record_id], after[new])), None)
        if match:
            same[record_id] = match
            added.discard(match)
    return same


def _same_but_id(kind: Kind, before: Plain, after: Plain) -> bool:
    names = kind.title[:1]
    compared = (*names, *kind.telling.same)
    named = any(isinstance(before.get(name), str) for name in names)
    return named and all(before.get(name) == after.get(name) for name in compared)


def _label(kind: Kind, record: Plain, record_id: str) -> str:
    name = next((record[field] for field in kind.title if record.get(field)), None)
    return name if isinstance(name, str) else record_id.replace("_", " ")


def _detail(kind: Kind, record: Plain, printer: Printer) -> str:
    """The most telling field of an added or removed record (purpose, period, items) as Markdown."""
    name = kind.telling.detail
    detail = printer.field(kind.name, record, name) if name else ""
    return "" if detail == NOT_STATED else detail


# Fields ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    """One record before and after, with the printers of the facts it stands in."""

    kind: Kind
    id: str
    before: Plain
    after: Plain
    old: Printer
    new: Printer
    is_continued: bool = False

    @property
    def label(self) -> str:
        return _label(self.kind, self.after, self.id or self.kind.noun)

    def changes(self) -> Iterator[FactChange]:
        """What became of each field, by name."""
        if self.before == self.after:
            return
        for name in sorted({*self.before, *self.after} - {"id"} - self.kind.settings):
            was, now = self.before.get(name), self.after.get(name)
            if _comparable(was) != _comparable(now):
                yield from self._field(name, self.kind.comparisons.get(name, UNDECLARED), was, now)

    def _field(self, name: str, comparison: Comparison, was: Any, now: Any) -> Iterator[FactChange]:
        match comparison:
            case Named() if was and now:
                yield self._named(comparison, was, now)
            case Chain():
                for one in chain_changes(self.before, self.after, comparison):
                    yield from self._of_chain(one, comparison)
            case Parts():
                yield from self._parts(name, comparison, was or {}, now or {})
            case Places() if isinstance(was or [], list) and isinstance(now or [], list):
                yield from self._places(name, comparison, was or [], now or [])
            case Items() if isinstance(was or [], list) and isinstance(now or [], list):
                yield from self._items(name, comparison, was or [], now or [])
            case _:
                was_printed, now_printed = (
                    printer.field(self.kind.name, record, name)
                    for printer, record in ((self.old, self.before), (self.new, self.after))
                )
                yield self._change(name, comparison.compare(was, now), was_printed, now_printed)

    def _of_chain(self, one: ChainChange, chain: Chain) -> Iterator[FactChange]:
        """What became of a chain of processors, worded like a change of the company that it concerns."""
        if one.row is None:
            link = replace(self, before=one.records[0], after=one.records[1])
            for change in link._field(one.field, chain.parts[one.field], one.before, one.after):
                yield replace(change, field=one.field, label=_in_chain(one.names))
            return
        was, now = (
            f"{value} levels" if isinstance(value, int) else printer.value(self.kind.name, (one.field,), value)
            for printer, value in ((self.old, one.before), (self.new, one.after))
        )
        what = one.row[0]
        where = "in the chain of " if what.startswith("link ") else ""
        now = "nobody" if one.after == [] else now
        yield replace(self._change(one.field, one.row, was, now), label=where + " → ".join(one.names))

    def _change(self, field: str, row: Row, before: str, after: str) -> FactChange:
        what, demanded = row
        return FactChange(self.kind.name, self.id, field, what, self.label, before, after, demanded)

    def _named(self, comparison: Named, before: Any, after: Any) -> FactChange:
        was, now = (value if isinstance(value, str) else NOT_STATED for value in (before, after))
        what, demanded = comparison.compare(was, now)
        if comparison.replaced:
            undeclared = TAKEN_OVER if self.is_continued else ("replaced", comparison.replaced)
            what, demanded = self._declared(comparison, was, now) or undeclared
        return FactChange(self.kind.name, self.id, "", what, now, was, now, demanded)

    def _declared(self, comparison: Named, was: str, now: str) -> Row | None:
        """What the record says of its former name: renamed, or a misprint; None if it names another entity.

        Names are never compared by likeness: what differs in more than `letters` leaves out has to be declared.
        """
        for former in self.after.get("formerly", ()):
            if letters(former["name"]) == letters(was) and was != NOT_STATED:
                if former.get("acquired") is True:
                    return TAKEN_OVER
                return CORRECTED if former.get("correction") is True else ("renamed", comparison.renamed)
        return ("renamed", comparison.renamed) if letters(was) == letters(now) else None

    def _items(self, name: str, items: Items, was: Sequence[Any], now: Sequence[Any]) -> Iterator[FactChange]:
        added, dropped, *_ = items.rows()
        for item in now:
            if item not in was:
                yield self._change(name, added, "", self.new.value(self.kind.name, (name,), item))
        for item in was:
            if item not in now:
                yield self._change(name, dropped, self.old.value(self.kind.name, (name,), item), "")

    def _places(self, name: str, places: Places, was: Sequence[Any], now: Sequence[Any]) -> Iterator[FactChange]:
        """Locations that come and go, and those that only name a place in a country that was listed before."""
        specified = {one: old for one in now if one not in was for old in was if places.specifies(old, one)}
        for one, old in specified.items():
            before, after = (p.value(self.kind.name, (name,), x) for p, x in ((self.old, old), (self.new, one)))
            yield self._change(name, places.rows()[-1], before, after)
        named = {*specified.values()}
        yield from self._items(
            name, places, [old for old in was if old not in named or old in now], [x for x in now if x not in specified]
        )

    def _parts(self, name: str, parts: Parts, was: Plain, now: Plain) -> Iterator[FactChange]:
        """The parts one by one; one that another field repeats is reported there where that changed too."""
        for part in sorted({*was, *now}):
            other = parts.also.get(part)
            if _comparable(was.get(part)) == _comparable(now.get(part)):
                continue
            if other and self.before.get(other) != self.after.get(other):
                continue
            before, after = (self.old.value(self.kind.name, (name, part), record.get(part)) for record in (was, now))
            yield self._change(part, parts.compare(was.get(part), now.get(part)), before, after)


def _comparable(value: Any) -> Any:
    """A value reduced to what counts: white space folded, lists sorted, an unknown fact as None."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return sorted(value, key=lambda item: json.dumps(item, sort_keys=True))  # records sort their keys
    return None if isinstance(value, dict) and set(value) == {"unknown"} else value


def _in_chain(names: Sequence[str]) -> str:
    """A company with the way to it: `Beta GmbH, in the chain of Relay Inc. → Alpha Ltd`."""
    return f"{names[-1]}, in the chain of {' → '.join(names[:-1])}"
