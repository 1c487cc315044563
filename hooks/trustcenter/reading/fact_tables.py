"""Prints facts as Markdown for policies and pages: single values, tables and bullets.

`references.fill` calls a `Printer` for every `{{ … }}`; `comparing.fact_diff` uses one to print values before and
after.  A value that comes from another record (the label of a data category, the name of a vendor) is reported to the
`cite` function, so that the version also records that fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trustcenter.markdown.escaping import escape, link, table
from trustcenter.model import phrases
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.phrases import NOT_STATED
from trustcenter.reading.facts_loader import pointers

Cite = Callable[[str], None]


def uncited(_: str) -> None:
    """A `Cite` that records nothing, for text that does not become part of a version."""


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organization": ("legal_name", "brand", "address", "phone", "website"),
    "notice": ("material", "objection", "emergency", "channels"),
    "contacts": ("role", "email", "phone", "url", "address"),
    "subprocessors": ("name", "purpose", "data", "locations", "transfer"),
    "retention": ("label", "data", "keep", "action", "total"),
    "data_categories": ("label", "items", "sources", "purposes"),
    "purposes": ("label", "description"),
    "security": ("label", "description", "detail"),
    "certifications": ("label", "status", "issuer", "scope", "issued", "expires"),
    "messaging": (
        "name", "brand", "audience", "message_types", "frequency", "rates", "consent", "stop", "help", "revocation",
    ),
    "ai": ("label", "description", "providers", "trains_on_data", "disclosure"),
    "recording": ("default", "enabled_by", "consent", "announcement", "transcripts"),
    "cookies": ("label", "category", "purpose", "consent", "keep"),
    "rights": ("label", "description", "respond_within", "contact"),
    "children": ("label", "applies_to", "minimum_age", "parental_consent_under"),
    "sharing": ("label", "recipients", "circumstances", "safeguard"),
}  # fmt: skip
"""The default columns of each kind's table; a column that is empty in every record is left out."""
SIDEWAYS = frozenset({"messaging", "recording", "organization", "notice"})
"""Kinds with few records of many fields: their tables have one row per field and one column per record."""
LINKED = frozenset({"email", "phone", "url", "website", "dpa", "own_list", "report"})
"""Fields that a table prints as links."""
COMPUTED: Mapping[str, tuple[str, ...]] = {"retention": ("keep", "total"), "cookies": ("keep",)}
"""Fields that are computed from the other fields of a record."""


class Printer:
    """Prints values of `facts` as Markdown and calls `cite` with the name of every other record it reads."""

    def __init__(self, facts: Facts, cite: Cite) -> None:
        self.facts = facts
        self.cite = cite

    def field(self, kind: str, record: Plain, name: str) -> str:
        """One field of a record as Markdown, computed fields included; empty if the field is absent."""
        if name in COMPUTED.get(kind, ()):
            return self._computed(kind, record, name)
        return self.value(kind, (name,), record.get(name))

    def value(self, kind: str, route: Sequence[str], value: Any) -> str:
        """Any plain value as Markdown; `route` is the path of field names to it in a record of `kind`."""
        name = route[-1]
        if value is None or value in ([], {}):
            return ""
        if isinstance(value, bool):
            return phrases.yes_or_no(value)
        if isinstance(value, list):
            return phrases.listed([self.value(kind, route, item) for item in value])
        if isinstance(value, dict):
            return self._mapping(kind, route, value)
        if target := self._target(kind, route):
            return self.label(target, str(value))
        if name in LINKED or (kind, name) == ("subprocessors", "contact"):
            return link(str(value))
        return escape(phrases.value(name, str(value)))

    def _target(self, kind: str, route: Sequence[str]) -> str:
        """The kind that the ids at `route` refer to; empty if the field holds no ids."""
        if kind not in BY_NAME:
            return ""
        plain = {tuple(step for step in at if step != "*"): target for at, target in pointers(BY_NAME[kind].model)}
        return plain.get(tuple(route), "")

    def _mapping(self, kind: str, route: Sequence[str], value: Plain) -> str:
        if set(value) == {"unknown"}:
            return NOT_STATED
        part = {name: self.value(kind, (*route, name), inner) for name, inner in value.items()}
        match (kind, route[-1]):
            case ("data_categories", "purposes"):
                details = ": ".join(filter(None, (part.get("basis"), part.get("interest"))))
                return part["purpose"] + (f" ({details})" if details else "")
            case ("messaging", "stop" | "help"):
                replies = phrases.listed([escape(word) for word in value.get("words", [])], last="or")
                reply = f"reply **{replies}**" if replies else ""
                return "; ".join(filter(None, (reply, part.get("otherwise"), part.get("contact"))))
            case ("messaging", "consent"):
                extra = [part[name] for name in ("text", "evidence", "confirmation") if part.get(name)]
                return "; ".join([part["method"], *extra])
            case ("organization", "products"):
                return part["label"]
            case ("notice", "channels"):
                return part.get("label") or part["by"]
            case ("notice", "emergency"):
                return self._emergency(value, part)
            case ("retention", "configurable"):
                return self._configurable(part)
        return "; ".join(f"{phrases.heading(name).lower()}: {text}" for name, text in part.items() if text)

    def _emergency(self, value: Plain, part: Mapping[str, str]) -> str:
        """`allowed, disclosed within 5 days`."""
        allowed = {True: "allowed", False: "not allowed"}
        permission = part["allowed"] if isinstance(value["allowed"], dict) else allowed[value["allowed"]]
        within = part.get("within", "")
        if within == NOT_STATED:
            within = "a period that is not stated"
        return f"{permission}, disclosed within {within}" if within else permission

    def _configurable(self, part: Mapping[str, str]) -> str:
        bounds = [f"at least {part['min']}" if "min" in part else "", f"at most {part['max']}" if "max" in part else ""]
        limits = f" ({', '.join(filter(None, bounds))})" if any(bounds) else ""
        return f"{part['default']} unless set otherwise by {part['by']}{limits}"

    def label(self, kind: str, record_id: str) -> str:
        """The label of a record that another one refers to by id; that record is cited."""
        if kind == "products":
            self.cite("organization")
            products = [p for p in self.facts.one("organization").get("products", []) if p["id"] == record_id]
            return escape(products[0]["label"] if products else record_id)
        if kind not in BY_NAME or record_id not in self.facts.records(kind):
            return escape(record_id.replace("_", " "))
        self.cite(f"{kind}.{record_id}")
        record = self.facts.records(kind)[record_id]
        if kind == "contacts":
            return self._contact(record)
        name = record.get("label") or record.get("name") or record_id
        return NOT_STATED if isinstance(name, dict) else escape(name)

    def _contact(self, record: Plain) -> str:
        ways = [self.value("contacts", (name,), record[name]) for name in ("email", "phone", "url") if name in record]
        stated = [way for way in ways if way != NOT_STATED]
        name = record.get("label") or record["role"]
        called = NOT_STATED if isinstance(name, dict) else escape(name)
        return f"{called} ({', '.join(stated)})" if stated else called

    def _computed(self, kind: str, record: Plain, name: str) -> str:
        if kind == "cookies":
            return (
                "until the session ends"
                if record.get("session") is True
                else self.value(kind, ("duration",), record.get("duration"))
            )
        return self._kept(record) if name == "keep" else self._total(record)

    def _kept(self, rule: Plain) -> str:
        """`while the account is active, then 90 days from account closure`."""
        name = "configurable" if "configurable" in rule else "period"
        counted = self.value("retention", (name,), rule.get(name))
        starts = self.value("retention", ("starts",), rule.get("starts"))
        if counted and starts:
            counted += " from an event that is not stated" if starts == NOT_STATED else f" from {starts}"
        condition = self.value("retention", ("while",), rule.get("while"))
        if condition and condition != NOT_STATED:
            condition = f"while {condition.removeprefix('while ')}"
        if counted == NOT_STATED and condition:
            counted = "for a period that is not stated"
        return ", then ".join(filter(None, (condition, counted))) or NOT_STATED

    def _total(self, rule: Plain) -> str:
        """The worst case of a chain of rules: `485 days (365 days + 90 days + 30 days)`."""
        chain = self._chain(rule)
        if len(chain) < 2:
            return ""
        periods = [longest(link) for link in chain]
        shown = " + ".join(str(period) if period else NOT_STATED for period in periods)
        total = add_up(periods)
        return f"{total} ({shown})" if total else shown

    def _chain(self, rule: Plain) -> list[Plain]:
        rules = chain(self.facts.records("retention"), rule)
        for following in rules[1:]:
            self.cite(f"retention.{following['id']}")
        return rules

    # Tables and bullets -----------------------------------------------------------------------------------------

    def table(self, kind: str, columns: Sequence[str], chosen: Mapping[str, str]) -> str:
        """The records of a kind whose fields equal `chosen` (all if it is empty) as a Markdown table."""
        records = self._chosen(kind, chosen)
        if not records:
            return "None."
        names = columns or tuple(n for n in COLUMNS[kind] if any(self.field(kind, r, n) for r in records))
        if kind in SIDEWAYS:
            return self._sideways(kind, names, records)
        rows = [[self.field(kind, record, name) for name in names] for record in records]
        return table([phrases.heading(name) for name in names], rows)

    def _sideways(self, kind: str, names: Sequence[str], records: Sequence[Plain]) -> str:
        head = ["", *(self.field(kind, record, "name") or phrases.heading(kind) for record in records)]
        rows = [[f"**{phrases.heading(name)}**", *(self.field(kind, r, name) for r in records)] for name in names]
        return table(head, [row for row in rows if any(row[1:])])

    def bullets(self, kind: str, chosen: Mapping[str, str]) -> str:
        """All records of a kind as `- **label**: description` lines."""
        return "\n".join(self._bullet(kind, record) for record in self._chosen(kind, chosen)) or "- None."

    def _bullet(self, kind: str, record: Plain) -> str:
        name = next((self.field(kind, record, n) for n in ("label", "name", "role") if n in record), "")
        about = [self.field(kind, record, n) for n in ("description", "detail", "purpose", "circumstances", "keep")]
        stated = [text for text in about if text]
        joined = "; ".join([text.rstrip(".") for text in stated[:-1]] + stated[-1:])
        return " ".join((f"- **{name}**" + (f": {joined}" if joined else "")).split())

    def _chosen(self, kind: str, chosen: Mapping[str, str]) -> list[Plain]:
        if BY_NAME[kind].shape == "one":
            return [self.facts.one(kind)] if self.facts.one(kind) else []
        return [
            record
            for record in self.facts.records(kind).values()
            if all(_has(record.get(n), w) for n, w in chosen.items())
        ]


def _has(value: Any, wanted: str) -> bool:
    """Whether a field equals `wanted`, or a list contains it; flags are compared as `true` and `false`."""
    if isinstance(value, list):
        return wanted in value
    return wanted == (str(value).lower() if isinstance(value, bool) else value)


def chain(rules: Mapping[str, Plain], rule: Plain) -> list[Plain]:
    """A retention rule and those that follow it through `then`, each once."""
    links, seen = [rule], {rule.get("id")}
    while (following := str(links[-1].get("then"))) in rules and following not in seen:
        seen.add(following)
        links.append(rules[following])
    return links


def longest(rule: Plain) -> Period | None:
    """The longest period a retention rule allows; None if it states none."""
    configured = rule.get("configurable", {})
    for value in (configured.get("max"), rule.get("period"), configured.get("default")):
        if isinstance(value, str):
            return parse_period(value)
    return None


def add_up(periods: Sequence[Period | None]) -> Period | None:
    """The sum of periods of the same unit; None if units differ or a period is unknown."""
    units = {period.unit if period else "" for period in periods}
    if len(units) != 1 or "" in units:
        return None
    total = sum(period.most for period in periods if period)
    return Period(total, total, units.pop())
