"""Prints facts as Markdown for policies and pages: single values, tables and bullets.

`references.fill` calls a `Printer` for every `{{ … }}`; `comparing.fact_diff` uses one to print values before and
after.  A value that comes from another record (the label of a data category, the name of a vendor) is reported to the
`cite` function, so that the version also records that fact.  Columns, titles and computed fields are declared by each
kind (`model.kinds`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from trustcenter.markdown.escaping import escape, link, table
from trustcenter.model import phrases
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.kinds import BY_NAME, CODED, LINKED, OWNERS, PLACES, SPELLED
from trustcenter.model.kinds.marks import unrepeated
from trustcenter.model.kinds.printing import Within
from trustcenter.model.periods import Period, parse_period
from trustcenter.reading.translations import ENGLISH, Texts, english

Cite = Callable[[str], None]


_KEY = re.compile(r"[^a-z0-9]+")


def uncited(_: str) -> None:
    """A `Cite` that records nothing, for text that does not become part of a version."""


class Printer:
    """Prints values of `facts` as Markdown and calls `cite` with the name of every other record it reads."""

    def __init__(
        self, facts: Facts, cite: Cite, *, day: Callable[[date], str] | None = None, t: Texts | None = None
    ) -> None:
        """`t` has the words of a language, English by default; `day` writes a day, by default as policies do in it.

        `untranslated` collects the keys of words that were needed and that the language lacks.
        """
        self.facts = facts
        self.cite = cite
        self.t = t or english()
        self.is_english = self.t.language == ENGLISH
        self.day = day or (phrases.day if self.is_english else self.t.day)
        self.untranslated: set[str] = set()

    def field(self, kind: str, record: Plain, name: str) -> str:
        """One field of a record as Markdown, computed fields included; empty if the field is absent."""
        computed = BY_NAME[kind].table.computed.get(name) if kind in BY_NAME else None
        return computed(record, self) if computed else self.value(kind, (name,), record.get(name))

    def value(self, kind: str, route: Sequence[str], value: Any) -> str:
        """Any plain value as Markdown; `route` is the path of field names to it in a record of `kind`."""
        if value is None or value in ([], {}):
            return ""
        if isinstance(value, bool):
            return self.say("printed.yes" if value else "printed.no")
        if isinstance(value, list):
            return phrases.listed([self.value(kind, route, item) for item in value], last=self.say("common.and"))
        if isinstance(value, dict):
            return self._mapping(kind, route, value)
        if kind in BY_NAME and (target := BY_NAME[kind].targets.get(unrepeated(route))):
            return self.label(target, str(value))
        if is_linked(kind, route):
            return link(str(value))
        return escape(self._word(route[-1], str(value)))

    def _word(self, name: str, code: str) -> str:
        """The value `code` of a field for readers: a country, a day, a period, the word of a code, or text as it is."""
        if self.is_english:
            return phrases.value(name, code, on=self.day)
        of_code = _KEY.sub("_", code)
        own = f"value.{name}_{of_code}"  # where the same code means something else in another field
        key = own if own in self.t.texts else f"value.{of_code}"
        if name in PLACES and key not in self.t.texts:
            return self.t.country(code)
        if key in self.t.texts and (name in SPELLED or name in CODED or name in PLACES):
            return self.say(key)
        if period := stated_period(code):
            return self.t.period(period)
        return phrases.value(name, code, on=self.day)

    def say(self, key: str, /, **values: str) -> str:
        """A text of the interface in the language of the printer."""
        if key in self.t.untranslated:
            self.untranslated.add(key)
        return self.t.plain(key, **values)

    def _mapping(self, kind: str, route: Sequence[str], value: Plain) -> str:
        if set(value) == {"unknown"}:
            return self.say("common.not_stated")
        parts = {name: self.value(kind, (*route, name), inner) for name, inner in value.items()}
        model = BY_NAME[kind].record_at(unrepeated(route)) if kind in BY_NAME else None
        if model and (words := model.in_words(Within(value, parts, self))):
            return words
        named = {name: self.heading(name) for name in parts}
        low = {name: text.lower() if self.is_english else text for name, text in named.items()}
        return "; ".join(f"{low[name]}: {text}" for name, text in parts.items() if text)

    def heading(self, name: str) -> str:
        """What readers see above a column: the words of the field, or its name if it has none."""
        if self.is_english:
            return heading(name)
        if (key := f"field.{name}") in self.t.untranslated:
            self.untranslated.add(key)
        return self.t.heading(name)

    def text(self, words: str) -> str:
        """A text of the facts, escaped and otherwise as it was written."""
        return escape(words)

    def one_of(self, words: Sequence[str]) -> str:
        """Texts of the facts, escaped: `STOP, END or QUIT`."""
        return phrases.listed([escape(word) for word in words], last=self.say("printed.or"))

    def label(self, kind: str, record_id: str) -> str:
        """The label of a record that another one refers to by id; that record is cited."""
        if kind in OWNERS:
            return self._owned(kind, record_id)
        if kind not in BY_NAME or record_id not in self.facts.records(kind):
            return escape(record_id.replace("_", " "))
        self.cite(f"{kind}.{record_id}")
        record = self.facts.records(kind)[record_id]
        if called := BY_NAME[kind].telling.called:
            return called(record, self)
        name = next((record[field] for field in BY_NAME[kind].title if record.get(field)), record_id)
        return self.say("common.not_stated") if isinstance(name, dict) else escape(name)

    def _owned(self, name: str, record_id: str) -> str:
        """The label of a record in a list of another one, such as a product of the organization; it cites that one."""
        owner, field = OWNERS[name]
        self.cite(owner.name)
        held = self.facts.one(owner.name).get(field)
        labels = {record["id"]: record.get("label") for record in held} if isinstance(held, list) else {}
        return escape(labels.get(record_id) or record_id)

    # Tables and bullets -----------------------------------------------------------------------------------------

    def table(self, kind: str, columns: Sequence[str], chosen: Mapping[str, str]) -> str:
        """The records of a kind whose fields equal `chosen` (all if it is empty) as a Markdown table."""
        records = self._chosen(kind, chosen)
        if not records:
            return self.say("printed.none")
        declared = BY_NAME[kind]
        names = columns or tuple(n for n in declared.columns if any(self.field(kind, r, n) for r in records))
        if declared.table.sideways:
            return self._sideways(kind, names, records)
        rows = [[self.field(kind, record, name) for name in names] for record in records]
        return table([self.heading(name) for name in names], rows)

    def _sideways(self, kind: str, names: Sequence[str], records: Sequence[Plain]) -> str:
        titles = [[self.field(kind, record, name) for name in BY_NAME[kind].title] for record in records]
        head = ["", *(next(filter(None, title), self.heading(kind)) for title in titles)]
        rows = [[f"**{self.heading(name)}**", *(self.field(kind, r, name) for r in records)] for name in names]
        return table(head, [row for row in rows if any(row[1:])])

    def bullets(self, kind: str, chosen: Mapping[str, str]) -> str:
        """All records of a kind as `- **label**: description` lines."""
        return (
            "\n".join(self._bullet(kind, record) for record in self._chosen(kind, chosen))
            or f"- {self.say('printed.none')}"
        )

    def _bullet(self, kind: str, record: Plain) -> str:
        declared = BY_NAME[kind]
        name = next((self.field(kind, record, n) for n in declared.title if n in record), "")
        about = [text for text in (self.field(kind, record, n) for n in declared.telling.bullets) if text]
        joined = "; ".join([text.rstrip(".") for text in about[:-1]] + about[-1:])
        return " ".join((f"- **{name}**" + (f": {joined}" if joined else "")).split())

    def own_table(self, kind: str, columns: Sequence[str], records: Sequence[Plain]) -> str:
        """Records of a custom kind as a Markdown table."""
        rows = [[self.value(kind, (name,), record.get(name)) for name in columns] for record in records]
        return table([self.heading(name) for name in columns], rows) if rows else self.say("printed.none")

    def own_bullets(self, kind: str, records: Sequence[Plain]) -> str:
        """Records of a custom kind as `- **first field**: the others` lines."""
        return "\n".join(self._own_bullet(kind, record) for record in records) or f"- {self.say('printed.none')}"

    def _own_bullet(self, kind: str, record: Plain) -> str:
        texts = [self.value(kind, (name,), record.get(name)) for name in own_columns([*record])]
        name, *about = [text for text in texts if text] or [""]
        joined = "; ".join([text.rstrip(".") for text in about[:-1]] + about[-1:])
        return " ".join((f"- **{name}**" + (f": {joined}" if joined else "")).split())

    def _chosen(self, kind: str, chosen: Mapping[str, str]) -> list[Plain]:
        if BY_NAME[kind].shape == "one":
            return [self.facts.one(kind)] if self.facts.one(kind) else []
        return [
            record
            for record in self.facts.records(kind).values()
            if all(has(record.get(n), w) for n, w in chosen.items())
        ]


def stated_period(text: str) -> Period | None:
    """The period that a value states; None for any other text."""
    try:
        return parse_period(text)
    except ValueError:
        return None


def own_columns(fields: Sequence[str]) -> list[str]:
    """The fields of a custom kind to print: all, but the id only where nothing else names a record."""
    names = [name for name in fields if name in ("name", "label", "title")] or [n for n in fields if n == "id"]
    return [*names, *(name for name in fields if name not in ("id", *names))]


def has(value: Any, wanted: str) -> bool:
    """Whether a field equals `wanted`, or a list contains it; flags are compared as `true` and `false`."""
    if isinstance(value, list):
        return wanted in value
    return wanted == (str(value).lower() if isinstance(value, bool) else value)


def heading(name: str) -> str:
    """The heading of the column for the field `name`, in policies and changelogs."""
    return english().heading(name)


def is_linked(kind: str, route: Sequence[str]) -> bool:
    """Whether tables print the value at `route` as a link; a company's own kinds go by the name of the field."""
    if kind in BY_NAME:
        return unrepeated(route) in BY_NAME[kind].links
    return route[-1] in LINKED
