"""Texts as the rules read them: drafts and versions, their prose, and the sentence around a position.

`hygiene` and `wording` use it; no rule is here.  Whatever is not prose (code, references, link targets) is replaced by
spaces, so that offsets stay those of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from trustcenter.markdown.code import without_code
from trustcenter.markdown.gfm import excess
from trustcenter.model.facts import Facts
from trustcenter.model.problems import Problem, Severity, Where, line_and_column
from trustcenter.reading.center import Center
from trustcenter.reading.yaml_source import parse


@dataclass(frozen=True, slots=True)
class Text:
    """A text that readers see or will see; `binding_on` is the day as of which it is judged.

    `promise` is the `notice` record that applies to it: for a draft the working facts, for a version the record it
    states, or else the one stored with it.  `above` counts the lines of the file before `text`.
    """

    file: str
    text: str
    above: int
    binding_on: date
    draft: bool = True
    promise: Mapping[str, Any] = field(default_factory=dict)

    def problem(self, offset: int, rule: str, message: str, hint: str) -> Problem:
        line, column = line_and_column(self.text, offset)
        return Problem(Where(self.file, line + self.above, column), rule, message, hint, Severity.WARNING)


def texts(center: Center, today: date) -> Iterator[Text]:
    """Every draft, and every version in effect or upcoming whose text differs from the draft."""
    yield from drafts(center, today)
    for policy in sorted(center.archive.versions):
        current = center.archive.in_effect(policy, today)
        for version in filter(None, (current, *center.archive.upcoming(policy, today))):
            drafted = policy in center.filled and center.filled[policy].text == version.text
            if not drafted and not excess(version.text):
                promise = version.facts.one("notice") or version.promise
                yield Text(version.path, version.text, 0, version.effective, draft=False, promise=promise)


def drafts(center: Center, today: date) -> Iterator[Text]:
    """Every draft as written, in all languages, with its references not filled."""
    promise = center.facts.one("notice")
    for _, draft in sorted(center.drafts.items()):
        yield Text(draft.file, draft.body, draft.above, today, promise=promise)
        for _, other in sorted(center.translated.get(draft.id, {}).items()):
            yield Text(other.draft.file, other.draft.body, other.draft.above, today, promise=promise)


class Stated:
    """The facts that apply to a text: the working facts for a draft; for a version, those stated while it binds."""

    def __init__(self, center: Center, today: date) -> None:
        self._center = center
        self._today = today
        self._on: dict[date, Facts] = {}

    def beside(self, text: Text) -> Facts:
        if text.draft:
            return self._center.facts
        day = max(self._today, text.binding_on)
        if day not in self._on:
            stated = self._center.archive.on(day).facts
            self._on[day] = Facts({**self._center.facts.kinds, **stated.kinds})
        return self._on[day]


_NOT_PROSE = re.compile(
    r"\{%-?\s*raw\s*-?%\}.*?(?:\{%-?\s*endraw\s*-?%\}|\Z)"  # braces that are meant literally
    r"|\{\{(?:(?!\{\{).)*?\}\}"  # references
    r"|<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>@]*>"
    r"|(?<=\])\([^()\s]*(?:\s\"[^\"\n]*\")?\)|^ {0,3}\[[^\[\]\n]+\]:[^\n]*$"  # where links lead
    r"|\{:?[ ]*#[^{}\n]*\}(?=[ \t#]*$)"  # the id of a heading
    r"|\bhttps?://[^\s<>)]+",
    re.DOTALL | re.MULTILINE,
)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


@lru_cache(maxsize=512)
def prose(text: str) -> str:
    """The text with everything replaced by spaces that is not prose: code, references, HTML, link targets."""
    return _NOT_PROSE.sub(_blank, without_code(text)) if re.search(r"[\[{<]|://", text) else without_code(text)


@lru_cache(maxsize=512)
def _lowered(text: str) -> str:
    return text.lower()


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether a text contains one of some lower-case words, ignoring case; a quick test before a slow pattern."""
    lowered = _lowered(text)
    return any(word in lowered for word in words)


@dataclass(frozen=True, slots=True)
class Sought:
    """A slow pattern that is tried only at positions where `begins` matches.

    `begins` starts with a set of characters, which the regex engine searches fast.
    """

    pattern: re.Pattern[str]
    begins: re.Pattern[str]

    def all_in(self, words: str) -> Iterator[re.Match[str]]:
        """The matches of the pattern, as `finditer` gives them."""
        end = 0
        for place in self.begins.finditer(words):
            if place.start() >= end and (match := self.pattern.match(words, place.start())):
                end = match.end()
                yield match


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a paragraph or list item, its offset in the text, and the heading above it."""

    start: int
    text: str
    heading: str


_NEW_BLOCK = re.compile(
    r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•][ \t]|\d+[.)][ \t]|[#|>]))|(?<=[.!?])[*_\")]*\s+(?=[A-Z*_\"({ ])"
)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*)$", re.MULTILINE)
_NO_SENTENCE = re.compile(r"[ \t]*(?:#{1,6}[ \t]|\|)")


LONGEST_SENTENCE = 4_000
"""A longer sentence is read in parts of so many characters: it is a list or a text without full stops."""


def sentence_at(words: str, offset: int) -> Sentence | None:
    """The sentence around an offset of `words` (a result of `prose`); None in a heading or a table.

    All offsets in one sentence give the same object, so that what is worked out for it can be kept.
    """
    line = words.rfind("\n", 0, offset) + 1
    if _NO_SENTENCE.match(words, line):
        return None
    ends, begins = _between_sentences(words)
    after = bisect_right(ends, offset)
    start = ends[after - 1] if after else 0
    place = bisect_left(begins, offset)
    stop = begins[place] if place < len(begins) else len(words)
    start += (offset - start) // LONGEST_SENTENCE * LONGEST_SENTENCE
    return _sentence(words, start, min(stop, start + LONGEST_SENTENCE), _heading_above(words, offset))


@lru_cache(maxsize=64)
def _between_sentences(words: str) -> tuple[list[int], list[int]]:
    """Where what parts two sentences ends, and where it begins."""
    spans = [match.span() for match in _NEW_BLOCK.finditer(words)]
    return [end for _, end in spans], [begin for begin, _ in spans]


@lru_cache(maxsize=4096)
def _sentence(words: str, start: int, stop: int, heading: str) -> Sentence:
    return Sentence(start, words[start:stop], heading)


def _heading_above(words: str, offset: int) -> str:
    """The text of the last heading that ends at or before an offset; empty if there is none."""
    ends, headings = _headings(words)
    place = bisect_right(ends, offset)
    return headings[place - 1] if place else ""


@lru_cache(maxsize=64)
def _headings(words: str) -> tuple[list[int], list[str]]:
    """Where each heading ends, and its text."""
    headings = [(match.end(), match[1]) for match in _HEADING.finditer(words)]
    return [end for end, _ in headings], [text for _, text in headings]


@cache
def shipped(name: str) -> Mapping[str, Any]:
    """The shipped list `lists/<name>.yml` as plain values."""
    path = f"lists/{name}.yml"
    listed: Mapping[str, Any] = parse(path, files("trustcenter").joinpath(path).read_text("utf-8"))[0].value
    return listed
