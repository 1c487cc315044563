"""What a center says on one day: its facts and its texts, as drafted or as in effect.

A requirement is answered by a statement, and a finding points into the files
that have to be mended: the draft and the data, or else the version.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from trustcenter.markdown.headings import Clause, clauses
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.problems import Where, line_and_column
from trustcenter.model.versions import Version, public_facts
from trustcenter.reading.center import Center
from trustcenter.reading.drafts import Draft
from trustcenter.reading.facts_loader import FactSources
from trustcenter.reading.references import Filled

_CODE = re.compile(r"(?ms)^(```|~~~).*?^\1|`[^`\n]+`")


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a statement: a filled draft, or a version.

    `published` are the versions of its policy that are public by the day of the statement.
    """

    policy: str
    title: str
    file: str
    text: str
    covers: Mapping[str, str]
    cites: Collection[str]
    reviewed: date | None
    published: tuple[Version, ...] = ()
    version: Version | None = None
    draft: Draft | None = None
    filled: Filled | None = None

    def clause(self, anchor: str) -> Clause | None:
        """The clause whose heading has an anchor."""
        return next((clause for clause in clauses(self.text) if clause.anchor == anchor), None)

    def answer(self, requirement: str) -> Clause | None:
        """The clause that is said to answer a requirement, if it exists and holds any text."""
        found = self.clause(self.covers[requirement].removeprefix("#")) if requirement in self.covers else None
        return None if found is None or found.is_empty else found

    def where(self, offset: int) -> Where:
        """The place of a character of the text in the file it was written in."""
        if self.draft is None or self.filled is None:
            return Where(self.file, *line_and_column(self.text, offset))
        line, column = line_and_column(self.draft.body, self.filled.source(offset))
        return Where(self.file, line + self.draft.above, column)

    def matter(self, name: str) -> Where:
        """The place of a field of the front matter; for a version, and for a field that is absent, its file."""
        return self.draft.where(name) if self.draft else Where(self.file)

    def matches(self, pattern: re.Pattern[str]) -> tuple[re.Match[str], ...]:
        """Every place in the prose that a pattern matches."""
        return _found(pattern, self.text)

    @property
    def prose(self) -> str:
        """The text with code blanked out, every other character at its place."""
        return _prose(self.text)

    @property
    def plain(self) -> str:
        """The text as it reads: no emphasis, no escapes, white space folded, small letters."""
        return fold(self.text)


@lru_cache(maxsize=512)
def _prose(text: str) -> str:
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@lru_cache(maxsize=4096)
def _found(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str], ...]:
    """What a pattern matches; drafts and versions have mostly the same texts, so each is looked through once."""
    return tuple(pattern.finditer(_prose(text)))


@lru_cache(maxsize=4096)
def fold(markdown: str) -> str:
    """Markdown as it reads, near enough to look for words in it."""
    words = re.sub(r"\\([^\w\s])", r"\1", markdown.replace("**", "").replace("__", "").replace("*", ""))
    words = words.replace("&lt;", "<").replace("&amp;", "&")
    return " ".join(words.replace("’", "'").split()).casefold()


@dataclass(frozen=True, slots=True)
class Statement:
    """Facts and texts on a day; `texts` by policy, `sources` say where the facts are written."""

    on: date
    facts: Facts
    texts: Mapping[str, Said]
    sources: FactSources = field(default_factory=FactSources)

    def records(self, kind: str) -> Mapping[str, Plain]:
        return self.facts.records(kind)

    def one(self, kind: str) -> Plain:
        return self.facts.one(kind)

    def where(self, kind: str, route: Sequence[str | int] = ()) -> Where:
        """The place of a field's name, or of its nearest parent that exists."""
        return self.sources.where(kind, route, key=True)

    def asserts(self, regime: str) -> Where:
        """Where the organization asserts a regime."""
        named = list(self.one("organization").get("regimes", ()))
        place: tuple[str | int, ...] = ("regimes", named.index(regime)) if regime in named else ("regimes",)
        return self.where("organization", place)

    def stating(self, kind: str, record: str = "") -> tuple[str, ...]:
        """The policies whose texts state facts of a kind, or one record of it."""
        return tuple(policy for policy, said in sorted(self.texts.items()) if _states(said.cites, kind, record))

    def privacy(self) -> tuple[Said, ...]:
        """The texts that are the privacy policy: that of this name, else all that state data categories."""
        if "privacy" in self.texts:
            return (self.texts["privacy"],)
        return tuple(self.texts[policy] for policy in self.stating("data_categories"))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[Said, re.Match[str]]]:
        """Every place in the prose of any text that a pattern matches."""
        for _, said in sorted(self.texts.items()):
            yield from ((said, match) for match in said.matches(pattern))


def _states(cites: Collection[str], kind: str, record: str) -> bool:
    found = (cite.partition(".") for cite in cites)
    return any(name == kind and (record in ("", inner) or not inner) for name, _, inner in found)


def known(value: Any) -> bool:
    """Whether a field is stated: present, not empty and not `{unknown: …}`."""
    return value not in (None, "", [], {}) and not (isinstance(value, Mapping) and set(value) == {"unknown"})


def of_draft(center: Center, today: date) -> Statement:
    """What would be said if everything were published as it is drafted; policies without a draft as in effect."""
    texts = {p: _version(center, v, today) for p, v in center.archive.on(today).in_effect.items()}
    for policy, filled in center.filled.items():
        draft = center.drafts[policy]
        texts[policy] = Said(
            policy, draft.title, draft.file, filled.text, draft.covers, filled.cites, draft.reviewed,
            _published(center, policy, today), center.archive.in_effect(policy, today), draft, filled,
        )  # fmt: skip
    return Statement(today, center.facts, texts, center.sources)


def in_effect(center: Center, day: date) -> Statement:
    """What is said by the versions in effect on a day, and by the facts that are public then."""
    texts = {p: _version(center, v, day) for p, v in center.archive.on(day).in_effect.items()}
    return Statement(day, public_facts(center.facts, center.archive, day), texts, center.sources)


def _version(center: Center, version: Version, day: date) -> Said:
    return Said(
        version.policy, version.title, version.path, version.text, version.covers, version.cites, version.reviewed,
        _published(center, version.policy, day), version,
    )  # fmt: skip


def _published(center: Center, policy: str, day: date) -> tuple[Version, ...]:
    return tuple(v for v in center.archive.versions.get(policy, ()) if v.public_from <= day)
