"""Turns rows of vendor lists into `subprocessors` records: one id for one vendor, however its list was written.

`recorded_history` calls `listed` (all editions of a list together), `named_vendors` calls `record_of` (one row).
Nothing is invented: what a list does not say is unknown, with the reason; what it says in words that the data has no
form for is unknown too, with these words.  Only `group` is our own sorting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from trustcenter.importing.record_ids import free_id, slug
from trustcenter.importing.tables_and_lists import Row
from trustcenter.model.company_names import ALIKE, name_words, without_legal_form
from trustcenter.model.kinds.fields import PSEUDO_LOCATIONS, SLUG, country_code
from trustcenter.model.kinds.subprocessors import Subprocessor
from trustcenter.model.similarity import similarity

Record = dict[str, Any]
NOT_SAID = "the list does not say"
_FORMERLY = re.compile(r"^(?:formerly|previously|f/?k/?a|a/?k/?a|now|dba|d/b/a|also known as)\b[:\s]*", re.IGNORECASE)
_GROUPS: tuple[tuple[str, str], ...] = (
    ("affiliate", r"\baffiliates?\b|\bsubsidiar"),
    ("payments", r"\bpayments?\b|\bbilling\b|\binvoic"),
    ("ai", r"\bAI\b|\bartificial intelligence|language models?\b|\bLLM|speech[- ]to[- ]text|text[- ]to[- ]speech"),
    ("communications", r"\bSMS\b|\btelephon|\bvoice\b|\be-?mail|\bmessag|\bcommunicat|\bnotification"),
    ("identity", r"\bidentity\b|\bauthenticat|\bsingle sign|\bSSO\b"),
    ("analytics", r"\banalytic|\bwarehouse|\bbusiness intelligence"),
    ("infrastructure", r"\bhosting|\bcloud\b|\binfrastructure|\bservers?\b|\bstorage\b|\bdatabase|\bcontent delivery"),
    ("security", r"\bsecurity\b|\bmonitoring\b|\blogging\b|\bfraud"),
    ("support", r"\bsupport\b|\btroubleshoot|\bticket|\bhelp ?desk|customer service|customer success"),
    ("marketing", r"\bmarketing|\badvertis|\bCRM\b|\bsales\b"),
    ("integrations", r"\bintegrat"),
)  # fmt: skip
_GROUP_IDS = frozenset(get_args(Subprocessor.model_fields["group"].annotation))
_TRANSFERS: Mapping[str, str] = {
    "scc": r"\bSCCs?\b|standard contractual clauses", "dpf": r"\bDPF\b|data privacy framework",
    "adequacy": r"\badequa(?:cy|te)\b", "bcr": r"\bBCRs?\b|binding corporate rules", "derogation": r"\bderogation",
}  # fmt: skip
_MOST_ITEMS, _LONGEST_ITEM, _LONGEST_CELL = 25, 120, 2000


@dataclass(frozen=True, slots=True)
class _Traits:
    """What a vendor is known by: its names as one word each, its host, the words of its name, what it is listed for."""

    id: str
    names: frozenset[str]
    hosts: frozenset[str]
    words: tuple[str, ...]
    use: tuple[str, str]


@dataclass(slots=True)
class _Engagement:
    """One vendor for one purpose through the years: its id, all names and hosts it had, how it was listed last."""

    id: str
    names: frozenset[str]
    hosts: frozenset[str]
    last: _Traits
    seen: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What one edition of a list says: `subprocessors` records and the `data_categories` they point to, by id."""

    subprocessors: Mapping[str, Record] = field(default_factory=dict)
    data_categories: Mapping[str, Record] = field(default_factory=dict)


def listed(
    editions: Sequence[Sequence[Row]], *, known: Iterable[Mapping[str, Any]] = (),
    categories: Iterable[Mapping[str, Any]] = (),
) -> tuple[Listed, ...]:  # fmt: skip
    """The records of every edition of a list, oldest first.

    `known` and `categories` are records that there are already: their ids are taken up again.
    """
    engagements = [_known(record) for record in known if isinstance(record.get("name"), str)]
    named = [_identified(rows, engagements, number) for number, rows in enumerate(editions)]
    every = {item for rows in editions for row in rows for item in _items(row.said("data"))}
    labels = Labels(every, categories)
    groups = _groups(named)
    return tuple(_edition(rows, groups, labels) for rows in named)


def _edition(rows: Mapping[str, Row], groups: Mapping[str, str], labels: Labels) -> Listed:
    records = {name: record_of(name, _said(row), row.section, labels, group=groups[name]) for name, row in rows.items()}
    used = {category for record in records.values() if isinstance(record["data"], list) for category in record["data"]}
    return Listed(records, {category: labels.records[category] for category in sorted(used)})


# The same vendor ----------------------------------------------------------------------------------------------------


def _known(record: Mapping[str, Any]) -> _Engagement:
    traits = _traits({name: value for name, value in record.items() if isinstance(value, str)})
    return _Engagement(record["id"], traits.names, traits.hosts, traits, -1)


def _identified(rows: Sequence[Row], engagements: list[_Engagement], number: int) -> dict[str, Row]:
    """Each row with the id of its engagement; new ones join the engagements.

    Surest first: an id in the list, then website or name with the same purpose, then the name alone, and at last names
    that are alike among the vendors that would otherwise have gone.
    """
    told = [_traits(_said(row)) for row in rows]
    left, free, engagement_of_row = list(range(len(rows))), list(engagements), dict[int, _Engagement]()
    for same in (_same_id, _same_use, _same_name, _alike):
        if same is _alike:
            free = [engagement for engagement in free if engagement.seen in (number - 1, -1)]
        for place in list(left):
            candidates = [engagement for engagement in free if same(told[place], engagement)]
            if candidates and (same is not _alike or len(candidates) == 1):
                engagement_of_row[place] = max(candidates, key=lambda engagement: engagement.seen)
                free.remove(engagement_of_row[place])
                left.remove(place)
    taken = {engagement.id for engagement in engagements}
    for place in left:
        new = _Engagement(_free_id(rows[place], taken), frozenset(), frozenset(), told[place], number)
        engagement_of_row[place] = new
        taken.add(new.id)
        engagements.append(new)
    for place, engagement in engagement_of_row.items():
        engagement.names |= told[place].names
        engagement.hosts |= told[place].hosts
        engagement.last, engagement.seen = told[place], number
    return {engagement_of_row[place].id: row for place, row in enumerate(rows)}


def _same_id(row: _Traits, engagement: _Engagement) -> bool:
    return row.id == engagement.id


def _same_use(row: _Traits, engagement: _Engagement) -> bool:
    known = not row.names.isdisjoint(engagement.names) or not row.hosts.isdisjoint(engagement.hosts)
    return known and row.use == engagement.last.use


def _same_name(row: _Traits, engagement: _Engagement) -> bool:
    return not row.names.isdisjoint(engagement.names)


def _alike(row: _Traits, engagement: _Engagement) -> bool:
    """A new name that is spelled nearly as the old one, or contains it for a vendor listed with the same words."""
    mine, theirs = row.words, engagement.last.words
    if similarity("".join(mine), "".join(theirs)) >= ALIKE:
        return True
    shorter, longer = sorted((mine, theirs), key=len)
    contained = longer[: len(shorter)] == shorter and len("".join(shorter)) > 2
    return contained and row.use == engagement.last.use


def _said(row: Row) -> dict[str, str]:
    """The cells of a row in plain words, and where those lead that are links."""
    cells = {role: row.said(role) for role in row.cells}
    for role in ("website", "dpa", "own_list", "contact"):
        if target := re.search(r"\]\(((?:https://|mailto:)[^()\s]+)\)", row.cells.get(role, "")):
            cells[role] = target[1].removeprefix("mailto:")
    link = re.search(r"\]\((https://[^()\s]+)\)", row.cells.get("name", ""))
    return ({"website": link[1]} if link else {}) | cells


def _traits(cells: Mapping[str, str]) -> _Traits:
    name = cells.get("name", "")
    use, data = cells.get("purpose") or cells.get("service") or "", cells.get("data", "")
    host = re.match(r"https?://(?:www\.)?([^/?#:\s]+)", cells.get("website", ""))
    return _Traits(
        id=cells.get("id", ""), names=frozenset(_names(name)), hosts=frozenset({host[1].lower()} if host else ()),
        words=name_words(name), use=(_plain(use), "" if use else _plain(data)),
    )  # fmt: skip


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).casefold().strip()


def _names(name: str) -> Iterator[str]:
    """The name of a vendor without its legal form, as one word; names in brackets count as well."""
    outer = re.sub(r"\([^()]*\)", " ", name).strip()
    inner = [_FORMERLY.sub("", words) for words in re.findall(r"\(([^()]*)\)", name)]
    for part in (outer, re.sub(r"\.(?:com|io|ai|net|org|co|dev|app)\Z", "", outer), *inner):
        if words := name_words(part):
            yield "".join(words)


def _free_id(row: Row, taken: set[str]) -> str:
    written = row.said("id")
    bare = without_legal_form(re.sub(r"\s*\([^()]*\)", " ", row.said("name")))
    return free_id(written if re.fullmatch(SLUG, written) else slug(bare, most=60), taken)


# Records ------------------------------------------------------------------------------------------------------------


def record_of(name: str, cells: Mapping[str, str], section: str, labels: Labels, *, group: str = "") -> Record:
    """The record of one vendor from its cells by role; what they do not say is unknown, with the reason."""
    purpose, service = cells.get("purpose"), cells.get("service")
    record: Record = {
        **({"id": name} if name else {}), "name": " ".join(cells["name"].split()),
        "purpose": _line(purpose or service or "") or {"unknown": NOT_SAID}, "group": group or _group(cells, section),
        "data": labels.ids(cells.get("data", "")), "locations": locations(cells.get("locations", "")),
    }  # fmt: skip
    if purpose and service:
        record["service"] = _line(service)
    if place := country_of(cells.get("headquarters", "")):
        record["headquarters"] = place
    said = cells.get("transfer", "")
    if mechanisms := [code for code, pattern in _TRANSFERS.items() if re.search(pattern, said, re.IGNORECASE)]:
        record["transfer"] = mechanisms
    for plain in ("address", "contact", "website", "dpa", "own_list", "optional", "trains_on_data", "baa", "phi"):
        if value := _line(cells.get(plain, "")):
            record[plain] = value
    return dict(_valid(record))


def _valid(record: Record) -> Iterator[tuple[str, Any]]:
    """The fields of a record as its kind writes them; an optional one that its kind refuses is left out."""
    for name, value in record.items():
        adapter: TypeAdapter[Any] = TypeAdapter(Subprocessor.model_fields[name].rebuild_annotation())
        try:
            yield name, adapter.dump_python(adapter.validate_python(value), mode="json")
        except ValidationError:
            continue


def _line(words: str) -> str:
    return "; ".join(" ".join(line.split()) for line in words.split("\n") if line.strip())


def _groups(editions: Sequence[Mapping[str, Row]]) -> dict[str, str]:
    """The group of each engagement, the same in all editions: a list that gains a column moves nobody."""
    groups: dict[str, str] = {}
    for rows in reversed(editions):
        for name, row in rows.items():
            if groups.get(name, "other") == "other":
                groups[name] = _group(_said(row), row.section)
    return groups


def _group(cells: Mapping[str, str], section: str) -> str:
    written = slug(cells.get("group", ""))
    if written in _GROUP_IDS:
        return written
    for words in (cells.get("group", ""), section, cells.get("purpose", ""), cells.get("service", "")):
        for group, pattern in _GROUPS:
            if re.search(pattern, words, re.IGNORECASE):
                return group
    return "other"


def _split(words: str) -> list[str]:
    """The items of a cell: separated by lines or semicolons, else by commas; brackets hold together."""
    if len(words) > _LONGEST_CELL:
        return [words]
    apart = r"[;\n•]" if re.search(r"[;\n•]", words) else r",(?![^()]*\))"
    items = (" ".join(part.split()).strip(" .") for part in re.split(apart, words))
    return [item for item in items if re.search(r"\w", item)]


def _items(words: str) -> list[str]:
    return [re.sub(r"^and\s+", "", item) for item in _split(words)]


class Labels:
    """The categories of data that a list names, by the id that each has in all editions."""

    def __init__(self, every: Iterable[str], categories: Iterable[Mapping[str, Any]]) -> None:
        self.every = {item.casefold(): item for item in sorted(every, reverse=True)}
        self.records: dict[str, Record] = {}
        self.by_label: dict[str, str] = {}
        for record in categories:
            self.records[record["id"]] = dict(record)
            self.by_label[str(record.get("label", "")).casefold()] = record["id"]

    def ids(self, words: str) -> list[str] | dict[str, str]:
        """The ids of the categories that a cell names; unknown where it names none."""
        items = [part for item in _items(words) for part in self._parts(item)]
        if not items:
            return {"unknown": NOT_SAID}
        if len(items) > _MOST_ITEMS or max(map(len, items)) > _LONGEST_ITEM:
            return _in_words(words)
        return list(dict.fromkeys(map(self._id, items)))

    def _parts(self, item: str) -> list[str]:
        """Two categories that a forgotten comma made one, where both stand alone elsewhere."""
        words = item.split()
        for cut in range(1, len(words)):
            parts = " ".join(words[:cut]), " ".join(words[cut:])
            if all(part.casefold() in self.every for part in parts):
                return list(parts)
        return [item]

    def _id(self, item: str) -> str:
        if item.casefold() not in self.by_label:
            wanted, number = slug(item, most=60), 1
            while wanted in self.records:
                number += 1
                wanted = f"{slug(item, most=60)}_{number}"
            self.by_label[item.casefold()] = wanted
            self.records[wanted] = {"id": wanted, "label": self.every.get(item.casefold(), item)}
        return self.by_label[item.casefold()]


# Places -------------------------------------------------------------------------------------------------------------


def _in_words(words: str) -> dict[str, str]:
    """What a list says in words that the data has no form for, as the reason why it is unknown."""
    return {"unknown": f"the list says: {shorten(_line(words), 300, placeholder=' …')}"}


def locations(words: str) -> list[str] | dict[str, str]:
    """The countries and regions that a cell names; unknown, with its words, where one of them has no code.

    A city or state before its country goes without saying.
    """
    if len(words) > _LONGEST_CELL:
        return _in_words(words)
    parts = [part for item in re.split(r"[;\n]", words) for part in _places_of(item)]
    if not parts:
        return {"unknown": NOT_SAID}
    codes: list[str] = []
    for place, part in enumerate(parts):
        code = country_of(part)
        after = country_of(parts[place + 1]) if place + 1 < len(parts) else ""
        if not code and (not after or after in PSEUDO_LOCATIONS):
            return _in_words(words)
        codes += [code] if code else []
    return list(dict.fromkeys(codes))


def _places_of(item: str) -> list[str]:
    plain = re.sub(r"\(([^()]*)\)", lambda m: f", {m[1]}" if country_of(m[1]) else " ", item)
    parts = re.split(r",|/|&|\band\b|\bor\b|\+", plain)
    return [words for part in parts if (words := " ".join(part.split()).strip(" ."))]


def country_of(words: str) -> str:
    """The code of a country, or the name of a region that stands for its countries; nothing where it is neither."""
    plain = re.sub(r"\Athe ", "", " ".join(words.casefold().split()).strip(" ."))
    region = {"eu": "european union", "eea": "european economic area", "worldwide": "global"}.get(plain, plain)
    if region in PSEUDO_LOCATIONS:
        return region
    return country_code(plain) if len(plain) > 2 or words.strip(" .").isupper() else ""
