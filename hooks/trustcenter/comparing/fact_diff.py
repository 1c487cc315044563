"""Compares two sets of facts: typed changes (vendor added, period shortened …), each with the class it demands.

`publishing.sealing` lists them in the changelog entry, `rules.notice` compares the demanded class (`floor`) with the
claimed one, and pages show them.  Order and layout do not count.  Prose is not compared here: its class is what the
author claims.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trustcenter.markdown.escaping import escape
from trustcenter.markdown.headings import Clause, clauses
from trustcenter.model import phrases
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.kinds import BY_NAME, KINDS
from trustcenter.model.periods import parse_period
from trustcenter.model.records import FLOORS, Class
from trustcenter.model.versions import Version
from trustcenter.reading.fact_tables import Printer, uncited


@dataclass(frozen=True, slots=True, order=True)
class FactChange:
    """One difference between two sets of facts.

    `what` is its type: `added`, `removed`, `renamed`, `replaced`, or what happened to `field`
    (`location added`, `retention lengthened`, `transfer weakened`, `changed` …).
    `before` and `after` are Markdown (plain names for `renamed` and `replaced`), empty if there is no value;
    `floor` is the lowest class that the change may be published with.
    """

    kind: str
    record: str
    field: str
    what: str
    label: str
    before: str
    after: str
    floor: Class

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
        field = phrases.heading(self.field)
        field = field if field.isupper() else field.lower()
        if self.what.endswith((" added", " dropped")):
            return f"{self.what}: {self.after or self.before} ({escape(self.label)})"
        about = f"retention of {escape(self.label)}" if self.kind == "retention" else f"{field} of {escape(self.label)}"
        if self.kind == "retention" and self.field not in _KEPT:
            about += f", {field}"
        return f"{about}: {self.before or phrases.NOT_STATED} → {self.after or phrases.NOT_STATED}"


def changes(before: Facts, after: Facts) -> tuple[FactChange, ...]:
    """Every difference between two sets of facts, in the order of kinds and ids."""
    if before.kinds == after.kinds:
        return ()
    old, new = Printer(before, uncited), Printer(after, uncited)
    differences: list[FactChange] = []
    for kind in KINDS:
        if kind.citable and kind.shape == "one":
            one = before.one(kind.name), after.one(kind.name)
            differences += _fields(kind.name, "", *one, old, new) if all(one) else _appeared(kind.name, *one)
        elif kind.citable:
            differences += _records(kind.name, before.records(kind.name), after.records(kind.name), old, new)
    return (*differences, *_custom(before, after))


def floor(differences: Sequence[FactChange]) -> Class | None:
    """The lowest class that may be claimed for these changes; None if there are none."""
    return max((change.floor for change in differences), key=FLOORS.index, default=None)


def _custom(before: Facts, after: Facts) -> Iterator[FactChange]:
    for name in sorted({*before.kinds, *after.kinds} - BY_NAME.keys()):
        if before.kinds.get(name) != after.kinds.get(name):
            what = "added" if name not in before.kinds else "removed" if name not in after.kinds else "changed"
            yield FactChange(name, "", "", what, name.replace("_", " "), "", "", "minor")


def _appeared(kind: str, before: Plain, after: Plain) -> list[FactChange]:
    if not before and not after:
        return []
    added_floor, removed_floor = _RECORD_FLOORS.get(kind, ("minor", "minor"))
    what, demanded = ("added", added_floor) if after else ("removed", removed_floor)
    return [FactChange(kind, "", "", what, BY_NAME[kind].noun, "", "", demanded)]


# Clauses -----------------------------------------------------------------------------------------------------------

CLAUSE = "covered clause"
"""The `kind` of a change that concerns no fact, but a clause that answered a requirement."""


def dropped(before: Version, after: Version | None) -> Iterator[FactChange]:
    """The lost clauses as changes of class `minor`: readers lose the place that answered a requirement."""
    for requirement, clause in lost_clauses(before, after).items():
        place = escape(f"{before.title}: {clause.heading}")
        yield FactChange(CLAUSE, requirement, "", "removed", requirement, place, "", "minor")


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
    by_anchor = {clause.anchor: clause for clause in clauses(version.text) if not clause.is_empty}
    named = {requirement: anchor.removeprefix("#") for requirement, anchor in version.covers.items()}
    return {requirement: by_anchor[anchor] for requirement, anchor in named.items() if anchor in by_anchor}


# Records -----------------------------------------------------------------------------------------------------------

# Adding or removing a record of these kinds demands (added, removed); of all others `minor` both ways.
_RECORD_FLOORS: Mapping[str, tuple[Class, Class]] = {
    "subprocessors": ("material", "minor"),
    "data_categories": ("material", "minor"),
    "purposes": ("material", "minor"),
    "sharing": ("material", "minor"),
    "ai": ("material", "minor"),
    "retention": ("minor", "material"),
    "rights": ("minor", "material"),
    "security": ("minor", "material"),
    "contacts": ("editorial", "minor"),
    "certifications": ("minor", "minor"),
    "notice": ("minor", "material"),
}


def _records(
    kind: str, before: Mapping[str, Plain], after: Mapping[str, Plain], old: Printer, new: Printer
) -> Iterator[FactChange]:
    same = _matched(before, after)
    added_floor, removed_floor = _RECORD_FLOORS.get(kind, ("minor", "minor"))
    for record_id in sorted({*before, *after}):
        if record_id in before and record_id in same:
            yield from _fields(kind, record_id, before[record_id], after[same[record_id]], old, new)
        elif record_id in before:
            detail = _detail(kind, before[record_id], old)
            yield FactChange(
                kind, record_id, "", "removed", _label(before[record_id], record_id), detail, "", removed_floor
            )
        elif record_id not in same.values():
            detail = _detail(kind, after[record_id], new)
            yield FactChange(kind, record_id, "", "added", _label(after[record_id], record_id), "", detail, added_floor)


def _matched(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> dict[str, str]:
    """Which id of `after` continues which id of `before`: the same id, or a new id for the same name."""
    same = {record_id: record_id for record_id in before if record_id in after}
    gone = [record_id for record_id in before if record_id not in after]
    came = {record_id for record_id in after if record_id not in before}
    for record_id in gone:
        match = next((new for new in sorted(came) if _same_but_id(before[record_id], after[new])), None)
        if match:
            same[record_id] = match
            came.discard(match)
    return same


def _same_but_id(before: Plain, after: Plain) -> bool:
    names = [
        (record.get("name") or record.get("label"), record.get("group"), record.get("purpose"))
        for record in (before, after)
    ]
    return bool(isinstance(names[0][0], str)) and names[0] == names[1]


def _label(record: Plain, record_id: str) -> str:
    name = record.get("label") or record.get("name") or record.get("role")
    return name if isinstance(name, str) else record_id.replace("_", " ")


def _detail(kind: str, record: Plain, printer: Printer) -> str:
    """The most telling field of an added or removed record (purpose, period, items) as Markdown."""
    name = {"subprocessors": "purpose", "retention": "keep", "data_categories": "items"}.get(kind)
    text = printer.field(kind, record, name) if name else ""
    return "" if text == phrases.NOT_STATED else text


# Fields ------------------------------------------------------------------------------------------------------------

Compare = Callable[[Any, Any], tuple[str, Class]]


def _fields(kind: str, record_id: str, before: Plain, after: Plain, old: Printer, new: Printer) -> Iterator[FactChange]:
    if before == after:
        return
    label = _label(after, record_id or BY_NAME[kind].noun)
    settings = BY_NAME[kind].settings
    for name in sorted({*before, *after} - {"id"} - settings):
        if _comparable(before.get(name)) == _comparable(after.get(name)):
            continue
        if name in ("name", "label", "legal_name", "role") and before.get(name) and after.get(name):
            yield _named(kind, record_id, before[name], after[name])
        elif (kind, name) == ("retention", "configurable"):
            yield from _configurable(record_id, label, before, after, old)
        elif (kind, name) in _SETS:
            yield from _set_changes(kind, record_id, name, label, before, after, old, new)
        else:
            what, demanded = _compare(kind, name)(before.get(name), after.get(name))
            was, now = old.field(kind, before, name), new.field(kind, after, name)
            yield FactChange(kind, record_id, name, what, label, was, now, demanded)


def _comparable(value: Any) -> Any:
    """A value reduced to what counts: white space folded, lists sorted, an unknown fact as None."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return sorted(value, key=lambda item: json.dumps(item, sort_keys=True))  # records sort their keys
    return None if isinstance(value, dict) and set(value) == {"unknown"} else value


def _named(kind: str, record_id: str, before: Any, after: Any) -> FactChange:
    was, now = (value if isinstance(value, str) else phrases.NOT_STATED for value in (before, after))
    if kind == "subprocessors" and not _same_entity(was, now):
        return FactChange(kind, record_id, "", "replaced", now, was, now, "material")
    return FactChange(kind, record_id, "", "renamed", now, was, now, "editorial")


_LEGAL_FORMS = {
    form: place
    for place, forms in {
        "US": "incorporated inc llc corporation corp company co pbc",
        "GB": "limited ltd plc",
        "DE": "gmbh ag",
        "FR": "sa sas",
        "NL": "bv nv",
    }.items()
    for form in forms.split()
}
"""Legal forms by the country they belong to."""


def _same_entity(before: str, after: str) -> bool:
    """Whether two vendor names are spellings of one: equal word by word but for case, punctuation and typing errors.

    A legal form may be added, dropped or changed; one of another country means another entity.
    """
    (a, form_a), (b, form_b) = _name_and_form(before), _name_and_form(after)
    if form_a and form_b and form_a != form_b:
        return False
    alike = len(a) == len(b) and all(
        difflib.SequenceMatcher(None, x, y).ratio() >= 0.8 for x, y in zip(a, b, strict=True)
    )
    return alike or "".join(a) == "".join(b)


def _name_and_form(name: str) -> tuple[list[str], set[str]]:
    """The words of a name without its legal forms, and the countries of those forms."""
    words = re.sub(r"[^\w\s]", " ", name.casefold().replace(".", "")).split()
    return [w for w in words if w not in _LEGAL_FORMS], {_LEGAL_FORMS[w] for w in words if w in _LEGAL_FORMS}


# Lists compared item by item: (word for an item, floor of an addition, floor of a removal).
_SETS: Mapping[tuple[str, str], tuple[str, Class, Class]] = {
    ("subprocessors", "locations"): ("location", "material", "minor"),
    ("subprocessors", "data"): ("data", "material", "minor"),
    ("subprocessors", "products"): ("product", "minor", "minor"),
    ("retention", "data"): ("data", "material", "material"),
    ("retention", "exceptions"): ("exception", "material", "minor"),
    ("data_categories", "items"): ("data", "material", "minor"),
    ("data_categories", "purposes"): ("purpose", "material", "minor"),
    ("data_categories", "sources"): ("source", "material", "minor"),
    ("data_categories", "subjects"): ("data subject", "material", "minor"),
    ("sharing", "data"): ("data", "material", "minor"),
    ("sharing", "excludes"): ("excluded data", "minor", "material"),
    ("messaging", "message_types"): ("message type", "material", "minor"),
    ("messaging", "vendors"): ("vendor", "material", "minor"),
    ("ai", "providers"): ("provider", "material", "minor"),
    ("ai", "data"): ("data", "material", "minor"),
    ("notice", "channels"): ("channel", "minor", "material"),
}


def _set_changes(
    kind: str, record_id: str, name: str, label: str, before: Plain, after: Plain, old: Printer, new: Printer
) -> Iterator[FactChange]:
    noun, added, dropped = _SETS[kind, name]
    was, now = before.get(name), after.get(name)
    if not isinstance(was or [], list) or not isinstance(now or [], list):  # one of them is unknown
        demanded = added if isinstance(now, list) else dropped
        yield FactChange(
            kind,
            record_id,
            name,
            "changed",
            label,
            old.field(kind, before, name),
            new.field(kind, after, name),
            demanded,
        )
        return
    for item in [item for item in now or [] if item not in (was or [])]:
        yield FactChange(kind, record_id, name, f"{noun} added", label, "", new.value(kind, (name,), item), added)
    for item in [item for item in was or [] if item not in (now or [])]:
        yield FactChange(kind, record_id, name, f"{noun} dropped", label, old.value(kind, (name,), item), "", dropped)


def _configurable(record_id: str, label: str, before: Plain, after: Plain, printer: Printer) -> Iterator[FactChange]:
    """Changes of `configurable`, field by field; a default that changed together with `period` is reported there."""
    was, now = before.get("configurable", {}), after.get("configurable", {})
    for name in sorted({*was, *now}):
        if _comparable(was.get(name)) == _comparable(now.get(name)):
            continue
        if name == "default" and before.get("period") != after.get("period"):
            continue
        before_text, after_text = (printer.value("retention", ("configurable", name), p.get(name)) for p in (was, now))
        yield FactChange("retention", record_id, name, "changed", label, before_text, after_text, "material")


def _compare(kind: str, name: str) -> Compare:
    return _COMPARED.get((kind, name)) or _BY_FIELD.get(name) or _changed("minor")


def _changed(demanded: Class) -> Compare:
    return lambda _before, _after: ("changed", demanded)


def _wording(demanded: Class) -> Compare:
    """Free text: `editorial` if only case, punctuation and white space differ, otherwise the class `demanded`."""

    def compare(before: Any, after: Any) -> tuple[str, Class]:
        a, b = (re.sub(r"\W+", "", str(value or "")).casefold() for value in (before, after))
        return ("reworded", "editorial") if a == b else ("changed", demanded)

    return compare


def _length(noun: str, *, longer: Class, shorter: Class) -> Compare:
    """Periods: class `longer` or `shorter`; a period no longer stated is `material`."""

    def compare(before: Any, after: Any) -> tuple[str, Class]:
        if not isinstance(before, str) or not isinstance(after, str):
            stated_now = isinstance(after, str)
            return f"{noun} {'stated' if stated_now else 'no longer stated'}", min(
                longer, shorter, key=FLOORS.index
            ) if stated_now else "material"
        difference = parse_period(after).about_days - parse_period(before).about_days
        if difference == 0:
            return f"{noun} changed", max(longer, shorter, key=FLOORS.index)
        return (f"{noun} lengthened", longer) if difference > 0 else (f"{noun} shortened", shorter)

    return compare


def _ladder(noun: str, *steps: object) -> Compare:
    """Values ordered from best to worst for the person concerned: a step down is `material`, a step up `minor`."""

    def rank(value: Any) -> int:
        places = [
            steps.index(item) if item in steps else len(steps)
            for item in (value if isinstance(value, list) else [value])
        ]
        return min(places, default=len(steps))

    def compare(before: Any, after: Any) -> tuple[str, Class]:
        if rank(before) == len(steps) != rank(after):  # stated for the first time: `minor` only for the best value
            return f"{noun} stated", "minor" if rank(after) == 0 else "material"
        if rank(after) == rank(before):
            return f"{noun} changed", "minor"
        return (f"{noun} weakened", "material") if rank(after) > rank(before) else (f"{noun} strengthened", "minor")

    return compare


def _transfer(before: Any, after: Any) -> tuple[str, Class]:
    strong = ("adequacy", "dpf", "scc", "bcr")
    ladder = _ladder("transfer", "strong", "derogation", "none")
    simple = [
        ["strong" if item in strong else item for item in value] if isinstance(value, list) else value
        for value in (before, after)
    ]
    return ladder(*simple)


_KEPT = ("period", "while", "default")
_COMPARED: Mapping[tuple[str, str], Compare] = {
    ("subprocessors", "purpose"): _wording("material"),
    ("subprocessors", "transfer"): _transfer,
    ("subprocessors", "service"): _wording("minor"),
    ("subprocessors", "optional"): _wording("minor"),
    ("subprocessors", "baa"): _ladder("agreement", True, False),
    ("retention", "period"): _length("retention", longer="material", shorter="material"),
    ("retention", "while"): _wording("material"),
    ("retention", "starts"): _wording("material"),
    ("retention", "action"): _changed("material"),
    ("retention", "then"): _changed("material"),
    ("data_categories", "sold"): _ladder("sale", False, True),
    ("data_categories", "shared"): _ladder("sharing", False, True),
    ("data_categories", "sensitivity"): _changed("material"),
    ("purposes", "consent"): _ladder("consent", True, False),
    ("sharing", "recipients"): _wording("material"),
    ("sharing", "circumstances"): _wording("material"),
    ("sharing", "marketing"): _ladder("sharing for marketing", False, True),
    ("sharing", "sold"): _ladder("sale", False, True),
    ("sharing", "consent"): _ladder("consent", True, False),
    ("notice", "material"): _length("notice period", longer="minor", shorter="material"),
    ("notice", "objection"): _length("objection period", longer="minor", shorter="material"),
    ("notice", "emergency"): _changed("material"),
    ("rights", "respond_within"): _length("response period", longer="material", shorter="minor"),
    ("rights", "confirm_within"): _length("response period", longer="material", shorter="minor"),
    ("messaging", "revocation"): _length("opt-out period", longer="material", shorter="minor"),
    ("messaging", "revokes_all"): _ladder("opt-out of all messages", True, False),
    ("messaging", "marketing"): _ladder("marketing", False, True),
    ("messaging", "opt_in_shared"): _ladder("sharing of opt-in data", False, True),
    ("messaging", "consent"): _changed("material"),
    ("ai", "disclosure"): _ladder("disclosure", "first interaction", "configurable", "on request", "never"),
    ("ai", "automated_decisions"): _ladder("automated decisions", False, True),
    ("recording", "default"): _ladder("recording", "off", "on"),
    ("recording", "announcement"): _ladder("announcement", "always", "configurable", "never"),
    ("recording", "consent"): _ladder("consent", "all parties", "one party", "none"),
    ("cookies", "category"): _ladder("category", "essential", "functional", "analytics", "marketing"),
    ("cookies", "consent"): _ladder("consent", True, False),
    ("children", "minimum_age"): _changed("material"),
    ("children", "parental_consent_under"): _changed("material"),
}
_BY_FIELD: Mapping[str, Compare] = {
    "trains_on_data": _ladder("training", "never", "opt_in", "opt_out", "yes"),
    "description": _wording("editorial"),
    "label": _changed("editorial"),
    "email": _changed("editorial"),
    "phone": _changed("editorial"),
    "url": _changed("editorial"),
    "address": _changed("editorial"),
    "website": _changed("editorial"),
    "contact": _changed("editorial"),
}
