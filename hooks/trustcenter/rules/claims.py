"""What a center states on one day: its facts and texts, as drafted (`of_draft`) or as in effect (`in_effect`).

`rules.coverage` and the checks of requirements ask a `Statement` which facts are stated, which text has a clause, and
where a pattern matches.  Findings get positions in the draft and the data or, for versions, in the version's file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from trustcenter.markdown.code import without_code
from trustcenter.markdown.headings import Clause, by_anchor
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.problems import Where, line_and_column
from trustcenter.model.versions import Version, public_facts
from trustcenter.reading.center import Center
from trustcenter.reading.drafts import Draft
from trustcenter.reading.facts_loader import FactSources
from trustcenter.reading.references import Filled


@dataclass(frozen=True, slots=True)
class PolicyText:
    """The text of one policy in a statement: a filled draft, or a version.

    `published` are the versions of its policy that are public on the day of the statement.
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
        """The clause whose heading has the anchor; None if there is none."""
        return by_anchor(self.text).get(anchor)

    def answer(self, requirement: str) -> Clause | None:
        """The clause that `covers` names for a requirement; None if there is none or it is empty."""
        clause = self.clause(self.covers[requirement].removeprefix("#")) if requirement in self.covers else None
        return None if clause is None or clause.is_empty else clause

    def where(self, offset: int) -> Where:
        """The position in the file of a character of the text (for a draft, in its unfilled text)."""
        if self.draft is None or self.filled is None:
            return Where(self.file, *line_and_column(self.text, offset))
        line, column = line_and_column(self.draft.body, self.filled.source(offset))
        return Where(self.file, line + self.draft.above, column)

    def matter(self, name: str) -> Where:
        """The position of a field of the front matter; the file for a version or an absent field."""
        return self.draft.where(name) if self.draft else Where(self.file)

    def matches(self, pattern: re.Pattern[str]) -> tuple[re.Match[str], ...]:
        """The matches of a pattern in the text without code."""
        return _all_matches(pattern, self.text)

    @property
    def prose(self) -> str:
        """The text with code replaced by spaces, so that offsets stay the same."""
        return _prose(self.text)

    @property
    def plain(self) -> str:
        """The text without emphasis and escapes, white space folded, in lower case (see `fold`)."""
        return fold(self.text)


@lru_cache(maxsize=512)
def _prose(text: str) -> str:
    return without_code(text)


@lru_cache(maxsize=4096)
def _all_matches(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str], ...]:
    """The matches of a pattern; cached, because drafts and versions mostly have the same texts."""
    return tuple(pattern.finditer(_prose(text)))


@lru_cache(maxsize=4096)
def fold(markdown: str) -> str:
    """Markdown as plain lower-case text, roughly: good enough to search for words."""
    words = re.sub(r"\\([^\w\s])", r"\1", markdown.replace("**", "").replace("__", "").replace("*", ""))
    words = words.replace("&lt;", "<").replace("&amp;", "&")
    return " ".join(words.replace("’", "'").split()).casefold()


@dataclass(frozen=True, slots=True)
class Statement:
    """Facts and texts on a day.

    `texts` by policy, `sources` with the positions of the facts, `current` the ids of policies by their former ones.
    `vetted`: the wording is asked of published texts too, as of drafts.
    """

    on: date
    facts: Facts
    texts: Mapping[str, PolicyText]
    sources: FactSources = field(default_factory=FactSources)
    current: Mapping[str, str] = field(default_factory=dict)
    vetted: bool = False

    def text(self, policy: str) -> PolicyText | None:
        """The text of a policy by the id that it has, or had before it was renamed; None if there is none."""
        return self.texts.get(self.current.get(policy, policy))

    def records(self, kind: str) -> Mapping[str, Plain]:
        return self.facts.records(kind)

    def one(self, kind: str) -> Plain:
        return self.facts.one(kind)

    def where(self, kind: str, route: Sequence[str | int] = ()) -> Where:
        """The position of a field's name, or of its nearest parent that exists."""
        return self.sources.where(kind, route, key=True)

    def asserts(self, regime: str) -> Where:
        """The position in `data/organization.yml` where a regime is asserted."""
        named = list(self.one("organization").get("regimes", ()))
        place: tuple[str | int, ...] = ("regimes", named.index(regime)) if regime in named else ("regimes",)
        return self.where("organization", place)

    def stating(self, kind: str, record: str = "") -> tuple[str, ...]:
        """The policies whose texts cite facts of a kind, or one record of it."""
        return tuple(policy for policy, text in sorted(self.texts.items()) if _states(text.cites, kind, record))

    def privacy(self) -> tuple[PolicyText, ...]:
        """The texts of the privacy policy: the policy `privacy`, else all that cite data categories."""
        if "privacy" in self.texts:
            return (self.texts["privacy"],)
        return tuple(self.texts[policy] for policy in self.stating("data_categories"))

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[PolicyText, re.Match[str]]]:
        """The matches of a pattern in all texts, each with its text."""
        for _, text in sorted(self.texts.items()):
            yield from ((text, match) for match in text.matches(pattern))


def _states(cites: Collection[str], kind: str, record: str) -> bool:
    parts = (cite.partition(".") for cite in cites)
    return any(name == kind and (record in ("", inner) or not inner) for name, _, inner in parts)


def is_stated(value: Any) -> bool:
    """Whether a value is stated: present, not empty and not `{unknown: …}`."""
    return value not in (None, "", [], {}) and not (isinstance(value, Mapping) and set(value) == {"unknown"})


def of_draft(center: Center, today: date) -> Statement:
    """The statement as if all drafts were published; policies without a draft as in effect."""
    texts = {p: _version(center, v, today) for p, v in center.archive.on(today).in_effect.items()}
    for policy, filled in center.filled.items():
        draft = center.drafts[policy]
        texts[policy] = PolicyText(
            policy, draft.title, draft.file, filled.text, draft.covers, filled.cites, draft.reviewed,
            _published(center, policy, today), center.archive.in_effect(policy, today), draft, filled,
        )  # fmt: skip
    return Statement(today, center.facts, texts, center.sources, center.archive.current)


def in_effect(center: Center, day: date) -> Statement:
    """The statement of the versions in effect on a day and of the facts that are public then."""
    texts = {p: _version(center, v, day) for p, v in center.archive.on(day).in_effect.items()}
    facts = public_facts(center.facts, center.archive, day)
    return Statement(day, facts, texts, center.sources, center.archive.as_known(day).current)


def of_version(version: Version) -> PolicyText:
    """The text of a version, without its history."""
    return PolicyText(
        version.policy, version.title, version.path, version.text, version.covers, version.cites, version.reviewed,
        (version,), version,
    )  # fmt: skip


def _version(center: Center, version: Version, day: date) -> PolicyText:
    return PolicyText(
        version.policy, version.title, version.path, version.text, version.covers, version.cites, version.reviewed,
        _published(center, version.policy, day), version,
    )  # fmt: skip


def _published(center: Center, policy: str, day: date) -> tuple[Version, ...]:
    return tuple(v for v in center.archive.versions.get(policy, ()) if v.public_from <= day)
