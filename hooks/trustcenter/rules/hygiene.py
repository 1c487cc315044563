"""Hygiene: artefacts, stale law and ambiguities in the texts themselves.

Warnings: they never stop a build.  `publish` refuses a text with a placeholder
or an obfuscated address, unless it is history that is only recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from trustcenter.center import Center
from trustcenter.periods import parse_day
from trustcenter.problems import Problem, Severity, Where, line_and_column
from trustcenter.source import parse
from trustcenter.words import day as in_words


@dataclass(frozen=True, slots=True)
class Text:
    """A text that readers see or will see; `binding_on` is the day as of which it is judged."""

    file: str
    text: str
    above: int
    binding_on: date

    def problem(self, offset: int, rule: str, message: str, hint: str) -> Problem:
        line, column = line_and_column(self.text, offset)
        return Problem(Where(self.file, line + self.above, column), rule, message, hint, Severity.WARNING)


def placeholder(center: Center, today: date) -> Iterator[Problem]:
    """No text still has a place to fill in: `[insert …]`, TBD, XXX, lorem ipsum.

    Markdown links, images, footnotes, task lists and code are no placeholders.
    """
    for text in texts(center, today):
        prose = without_code(text.text)
        links = {label[1].casefold() for label in _DEFINED.finditer(prose)}
        for match in _PLACEHOLDER.finditer(prose):
            if match[0].strip("[]").casefold() in links:
                continue
            hint = "write what is meant, or make it a fact that is `{unknown: why}`"
            yield text.problem(match.start(), "placeholder", f"`{' '.join(match[0].split())}` is a placeholder", hint)


def obfuscated_email(center: Center, today: date) -> Iterator[Problem]:
    """E-mail addresses are readable: no `[email protected]` left by a converter, no `name [at] example`."""
    for text in texts(center, today):
        for match in _OBFUSCATED.finditer(without_code(text.text)):
            hint = "write the address itself, best as a reference: {{ contacts.privacy.email | link }}"
            yield text.problem(
                match.start(), "obfuscated-email", f"`{match[0]}` is not an address anyone can use", hint
            )


def stale_law(center: Center, today: date) -> Iterator[Problem]:
    """No text relies on a law or framework that had ended by the day the text binds (`lists/stale_law.yml`)."""
    for text in texts(center, today):
        for law in _laws():
            if text.binding_on >= law.since:
                for match in law.pattern.finditer(text.text):
                    message = f"`{match[0]}`: {law.name} is no longer in force since {in_words(law.since)}, {law.why}"
                    yield text.problem(match.start(), "stale-law", message, law.instead)


def ambiguous_date(center: Center, today: date) -> Iterator[Problem]:
    """Dates name the month: 3/4/2026 is a day in March for some readers and in April for others."""
    for text in texts(center, today):
        for match in _NUMERIC_DATE.finditer(without_code(text.text)):
            hint = "name the month, as in 4 March 2026"
            first, second = (int(part) for part in re.split(r"\D", match[0])[:2])
            what = "can be read in two ways" if max(first, second) <= 12 else "is a date in numbers only"
            yield text.problem(match.start(), "ambiguous-date", f"`{match[0]}` {what}", hint)


def texts(center: Center, today: date) -> Iterator[Text]:
    """Every draft, and every version in effect or upcoming whose text is no longer that of the draft."""
    for _, draft in sorted(center.drafts.items()):
        yield Text(draft.file, draft.body, draft.above, today)
    for policy in sorted(center.archive.versions):
        current = center.archive.in_effect(policy, today)
        for version in filter(None, (current, *center.archive.upcoming(policy, today))):
            if policy not in center.filled or center.filled[policy].text != version.text:
                yield Text(version.path, version.text, 0, version.effective)


_CODE = re.compile(r"(?ms)^(```|~~~).*?^\1|`[^`\n]+`")
_WORDS = (
    r"insert|enter|add|fill|your|company|client|customer|name|date|address|e-?mail|phone|number|state|country|jurisdiction|"
    r"time ?frame|period|website|url|link|tbd|tba|tbc|xx+|to be|placeholder|effective"
)
_SHIELDED = r"\[e-?mail(?:\s|&nbsp;|&#160;)*protected\]"
_PLACEHOLDER = re.compile(
    rf"(?!\\?{_SHIELDED})(?<![\w\]!\\])\\?\[\s?(?!\^)(?:{_WORDS})(?![\w-])"  # [insert …] …
    r"(?:[^\[\]\n]|\n(?!\n)){0,120}\](?![(\[:{])"  # … that is no link
    r"|(?<![\w\]!\\])\[\s?(?:[●•]|_{2,})\s?\]"
    r"|\b(?-i:TBD|Tbd|tbd|TBA|TBC|FIXME|TODO)\b"
    r"|(?<![\w.-])XXX+(?![\w-])"
    r"|\blorem\s+ipsum\b"
    r"|<(?:insert|your)\b[^<>\n]*>",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
_OBFUSCATED = re.compile(
    rf"{_SHIELDED}"
    r"|\b[\w.+-]+\s?[\[({]\s?(?:at|@)\s?[\])}]\s?[\w-]+(?:\.\w+|\s?[\[({]\s?(?:dot|\.)\s?[\])}]\s?\w+)+"
    r"|\b[\w.+-]+ at (?!the )[\w-]+ dot \w{2,}\b",
    re.IGNORECASE,
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
# 3/4/26 is a date; with dots or hyphens a year has four digits, because 4.9.12 is a section.
_NUMERIC_DATE = re.compile(
    rf"(?<![\w/.])({_DAY})/({_DAY})/(?:19|20)?\d\d(?![\w/]|\.\d)"
    rf"|(?<![\w/.-])({_DAY})([.-])({_DAY})\4(?:19|20)\d\d(?![\w/-]|\.\d)"
)


def without_code(text: str) -> str:
    """The text with code blanked out, every other character at its place."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@dataclass(frozen=True, slots=True)
class _Law:
    name: str
    pattern: re.Pattern[str]
    since: date
    why: str
    instead: str


@cache
def _laws() -> tuple[_Law, ...]:
    path = "lists/stale_law.yml"
    listed = parse(path, files("trustcenter").joinpath(path).read_text("utf-8"))[0].value
    return tuple(
        _Law(
            law["name"], re.compile(law["pattern"], re.IGNORECASE), parse_day(law["since"]), law["why"], law["instead"]
        )
        for law in listed["laws"]
    )
