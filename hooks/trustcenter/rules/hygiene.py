"""Rules of hygiene: placeholders, stale law, ambiguous dates and similar defects in the texts.

They are warnings, which never stop a build.  `publish` refuses a draft with a placeholder or an obfuscated address,
unless it records history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from trustcenter.markdown.code import without_code
from trustcenter.model.periods import parse_day
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem
from trustcenter.reading.center import Center
from trustcenter.rules.prose import Sought, Text, drafts, mentions, prose, sentence_at, shipped, texts


def placeholder(center: Center, today: date) -> Iterator[Problem]:
    """No text still has a place to fill in: `[insert …]`, `<<name>>`, XX days, TBD, TODO, lorem ipsum.

    Markdown links, images, footnotes, task lists and code are no placeholders.
    """
    for text in texts(center, today):
        for match in placeholders(text.text):
            hint = "write what is meant, or make it a fact that is `{unknown: why}`"
            yield text.problem(match.start(), "placeholder", f"`{' '.join(match[0].split())}` is a placeholder", hint)


@lru_cache(maxsize=512)
def placeholders(text: str) -> tuple[re.Match[str], ...]:
    """The matches of placeholders in a Markdown text, link labels left out."""
    prose = without_code(text)
    links = {label[1].casefold() for label in _DEFINED.finditer(prose)}
    matches = _PLACEHOLDER.all_in(prose)
    return tuple(match for match in matches if match[0].strip("[]").casefold() not in links)


def obfuscated_email(center: Center, today: date) -> Iterator[Problem]:
    """E-mail addresses are readable: no `[email protected]` left by a converter, no `name [at] example`."""
    for text in texts(center, today):
        if not (
            mentions(text.text, ("protected", " dot ", "***", "\\*\\*", "••", "●●")) or _IN_BRACKETS.search(text.text)
        ):
            continue
        for match in _OBFUSCATED.finditer(without_code(text.text)):
            hint = "write the address itself, best as a reference: {{ contacts.privacy.email | link }}"
            yield text.problem(
                match.start(), "obfuscated-email", f"`{match[0]}` is not an address anyone can use", hint
            )


def stale_law(center: Center, today: date) -> Iterator[Problem]:
    """No text relies on a law or framework that had ended by the day the text binds (`lists/stale_law.yml`)."""
    for text in texts(center, today):
        for law in _laws():
            if text.binding_on >= law.since and mentions(text.text, law.words):
                for match in law.pattern.finditer(text.text):
                    message = f"`{match[0]}`: {law.name} is no longer in force since {in_words(law.since)}, {law.why}"
                    yield text.problem(match.start(), "stale-law", message, law.instead)


def ambiguous_date(center: Center, today: date) -> Iterator[Problem]:
    """Dates name the month: 3/4/2026 is a day in March for some readers and in April for others."""
    for text in texts(center, today):
        for match in _NUMERIC_DATE.finditer(without_code(text.text)) if _DIGITS.search(text.text) else ():
            hint = "name the month, as in 4 March 2026"
            first, second = (int(part) for part in re.split(r"\D", match[0])[:2])
            what = "can be read in two ways" if max(first, second) <= 12 else "is a date in numbers only"
            yield text.problem(match.start(), "ambiguous-date", f"`{match[0]}` {what}", hint)


def overclaim(center: Center, today: date) -> Iterator[Problem]:
    """No text promises what nobody can keep, such as absolute security (`lists/overclaim.yml`).

    A sentence that denies it ("no system is 100 % secure") claims nothing.
    """
    for text in texts(center, today):
        end = 0
        for match, claim in sorted(_claimed(text.text), key=lambda one: (one[0].start(), -one[0].end())):
            if match.start() >= end:  # overlapping claims are reported once, in the longest form
                end = match.end()
                message = f"`{' '.join(match[0].split())}` promises more than anyone can keep: {claim.why}"
                yield text.problem(match.start(), "overclaim", message, claim.instead)


def fused_heading(center: Center, today: date) -> Iterator[Problem]:
    """A heading stands on a line of its own: no "IntegrationsOur platform", left where a line break was lost."""
    for text in texts(center, today):
        words = prose(text.text)
        for match in _FUSED.all_in(words):
            before = re.search(r"[A-Za-z]*\Z", words[max(match.start() - 40, 0) : match.start()])
            joined = before[0] if before else ""
            if match["bold"] or (len(joined) > 2 and joined != "Linked"):
                fused = match["bold"].strip("*") if match["bold"] else joined + match[0]
                hint = "end the heading after its last word, and begin the text in a paragraph of its own"
                message = f"`{fused}` runs a heading into its text"
                yield text.problem(
                    match.start() - (0 if match["bold"] else len(joined)), "fused-heading", message, hint
                )


def repeated_text(center: Center, today: date) -> Iterator[Problem]:
    """No section and no paragraph stands twice in one text: readers cannot tell which of the two counts.

    Short headings may come again below different sections, as in the parts of a contract.
    """
    for text in texts(center, today):
        seen: dict[str, int] = {}
        for match in _BLOCK.finditer(without_code(text.text)):
            block = " ".join(match[0].split())
            is_heading = block.startswith("#")
            if len(block.split()) < (4 if is_heading else 20) or _LISTED.match(block):
                continue
            key = block.lstrip("# ").casefold() if is_heading else block
            if key in seen:
                what = f"the section `{block.lstrip('# ')}`" if is_heading else f"`{_start(block)}`"
                message = f"{what} stands twice, first in line {_line(text, seen[key])}"
                hint = "join them, or give the sections headings of their own"
                yield text.problem(match.start(), "repeated-text", message, hint)
            seen.setdefault(key, match.start())


def typed_date(center: Center, today: date) -> Iterator[Problem]:
    """A draft does not type its own dates: every version prints when it was announced and takes effect.

    Typed ones go stale, come twice, or say when a text was changed and never from when it applies.
    """
    for text in drafts(center, today):
        if not mentions(text.text, ("effective", "updated", "revised", "modified", "changed")):
            continue
        matches = [m for m in _OWN_DATE.finditer(prose(text.text)) if not m["head"] or m.start() < _HEAD_CHARACTERS]
        for place, match in enumerate(matches):
            hint = "leave it out: pages and files of a version print both days, from its record"
            message = f"`{' '.join(match[0].split())}` is typed{_about_date(match, matches[:place], matches)}"
            yield text.problem(match.start(), "typed-date", message, hint)


_WORDS = (
    r"insert|enter|add|fill|your|company|client|customer|name|date|address|e-?mail|phone|number|state|country|"
    r"jurisdiction|"
    r"time ?frame|period|website|url|link|tbd|tba|tbc|xx+|to be|placeholder|effective|"
    r"please (?:add|insert|fill|complete|enter|provide|confirm|check)|todo|to do|month|months|day|days|year|amount|"
    r"vendor|provider|city|street|zip|postcode|postal code|brand|dpo|first name|last name|full name|legal name|"
    r"title|yyyy|dd|mm"
)
_NOTE = (
    r"ask \w+|# ?of|no\. of|number of|please (?:add|insert|fill|complete|confirm|check)|legal to \w+|check with|"
    r"confirm with|"
    r"to follow|tbd|tbc|todo|fixme|xx+"
)
_UNIT = r"(?:full |calendar |business |working )?(?:hours?|days?|weeks?|months?|years?)\b"
_SHIELDED = r"\[e-?mail(?:\s|&nbsp;|&#160;)*protected\\?\]"
_PLACEHOLDER = Sought(
    re.compile(
        rf"(?!\\?{_SHIELDED})(?<![\w\]!\\])\\?\[\s?(?!\^)(?:{_WORDS})(?![\w-])"  # [insert …] …
        r"(?:[^\[\]\n]|\n(?!\n)){0,120}\](?![(\[:{])"  # … that is no link
        r"|(?<![\w\]!\\])\\?\[[^\[\]\n]{0,80}\bto be (?:added|determined|confirmed|inserted)\b[^\[\]\n]{0,40}\]"
        r"(?![(\[:{])"
        rf"|(?<![\w\]!\\])\\?\[(?!\^)(?:[^\[\]\n]{{0,80}}[\s(—–:-])?(?:{_NOTE})(?!\w)[^\[\]\n]{{0,80}}\](?![(\[:{{])"
        r"|(?<![\w\]!\\])\\?\[[^\[\]\n]{2,80}\?\\?\](?![(\[:{])"
        r"|(?<![\w\]!\\])\[\s?(?:[●•]|_{2,})\s?\]"
        rf"|(?<![\w\]!\\])\\?\[\s?(?:…|\.\.\.)\s?\\?\]\s{_UNIT}"
        r"|\b(?-i:TODO|FIXME|TBD|TBC|TBA)(?:\([^()\n]{1,30}\))?(?::|\s[-–—])\s+[^\s()\[\]|*\"][^()\[\]\n|.;*\"]{1,80}"
        r"|(?<![^\W_])(?-i:TBD|Tbd|tbd|TBA|TBC|FIXME|TODO)(?![^\W_])"
        r"|(?<![\w.-])XXX+(?:(?-i:\s[A-Z]{2,}){1,4}\sXXX+)?(?![\w-])"
        rf"|(?<![\w.-])(?-i:XX?|NN)[\s-]{_UNIT}"
        rf"|(?<![\w\\])(?:\\?_){{2,}}\s{_UNIT}"
        r"|\blorem\s+ipsum\b"
        r"|(?:<|&lt;|\\<){2}\s?[A-Za-z#_][^<>\n]{2,80}?(?:>|&gt;|\\>){2}"
        rf"|(?:<|&lt;|\\<)(?:{_WORDS})\s[^<>=\n]{{0,80}}?(?:>|&gt;|\\>)"
        r"|<(?:insert|your)\b[^<>\n]*>",
        re.IGNORECASE,
    ),
    begins=re.compile(
        r"[\[\\<&_XxNTtFLl](?:(?<=\[)(?![\[\]])|(?<=\\)(?=[\[<_])|(?<=[<&_])"
        r"|(?<=[Xx])[Xx\s-]|(?<=N)N|(?<=[Tt])[ObB]|(?<=F)I|(?<=[Ll])[Oo])"
    ),
)
_DEFINED = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:", re.MULTILINE)
_OBFUSCATED = re.compile(
    rf"{_SHIELDED}"
    r"|(?<![\w.+-])[\w.+-]{1,30}(?:\*{3,}|(?:\\\*){2,}|[•●]{2,})[\w.+-]{0,30}@[\w-]+(?:\.[\w-]+)+"
    r"|\b[\w.+-]+\s?[\[({]\s?(?:at|@)\s?[\])}]\s?[\w-]+(?:\.\w+|\s?[\[({]\s?(?:dot|\.)\s?[\])}]\s?\w+)+"
    r"|\b[\w.+-]+ at (?!the )[\w-]+ dot \w{2,}\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[\[({]\s?(?:at|@)", re.IGNORECASE)
_DIGITS = re.compile(r"\d[/.-]\d")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
# 3/4/26 is a date; with dots or hyphens a year has four digits, because 4.9.12 is a section.
_NUMERIC_DATE = re.compile(
    rf"(?<![\w/.])({_DAY})/({_DAY})/(?:19|20)?\d\d(?![\w/]|\.\d)"
    rf"|(?<![\w/.-])({_DAY})([.-])({_DAY})\4(?:19|20)\d\d(?![\w/-]|\.\d)"
)


# Words that begin a sentence and end no name (`LinkedIn`, `OptIn`, `ThankYou` are names).
_FUSED = Sought(
    re.compile(
        r"(?<=[a-z]{2})(?:Our|We|The|This|These|Your|When|Its|Some|Please|Although|While|Unless|Upon|Under|From"
        r"|I[fn](?=\s+(?:you|we|any|the|this|order|addition|case|accordance)\b))(?=\s+[a-z])"
        r"|(?P<bold>\*\*[A-Z][^*\n]{2,60}\*\*)(?=[A-Z][a-z]+ )"
    ),
    begins=re.compile(r"[A-Z*](?:(?<=[a-z]{2}[A-Z])|(?<=\*)\*[A-Z])"),
)
_BLOCK = re.compile(r"(?m)^(?:#{1,6}[ \t]+[^\n]+|[^\s#][^\n]*(?:\n[^\s#][^\n]*)*)")
_LISTED = re.compile(r"[-+*|>•]|\d+[.)]\s")
_DATE = (
    r"(?:(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?,?\s+"
    r"(?:\d{1,2}(?:st|nd|rd|th)?,?\s+)?(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d)"
)
# `effective 1 July` alone is a text's own date only at its head; further down it belongs to a clause.
_OWN_DATE = re.compile(
    rf"\b(?:(?P<updated>(?:date )?last\s+(?:updated|revised|modified|changed)(?: date)?)|(?P<effective>effective date)"
    r"|(?P<head>(?<=[*_\[(\n])effective(?: as of| from| on)?))[*_]*\s*(?:[:;–-]|on|as of|is)?\s*[*_]*\s*"
    rf"(?P<date>{_DATE})",
    re.IGNORECASE,
)
_HEAD_CHARACTERS = 600
"""The number of characters at the beginning of a text where a date counts as that of the whole text."""
_DENIAL = re.compile(
    r"\b(?:no|not|never|cannot|neither|nor|none|nobody|without|false|impossible)\b|n['’]t\b", re.IGNORECASE
)


def _denied(words: str, offset: int) -> bool:
    """Whether the sentence around an offset has a negation before it."""
    sentence = sentence_at(words, offset)
    return bool(sentence and _DENIAL.search(sentence.text, 0, offset - sentence.start))


def _about_date(match: re.Match[str], before: Sequence[re.Match[str]], every: Sequence[re.Match[str]]) -> str:
    """The end of the message about a typed date: repeated, the other date missing, or both dates equal.

    `before` are the earlier typed dates of the text, `every` all of them.
    """
    kind = bool(match["updated"])
    if any(bool(other["updated"]) == kind for other in before):
        return " a second time"
    if all(bool(other["updated"]) == kind for other in every):
        return f", and the text does not say {'from when it applies' if kind else 'when it was last changed'}"
    if kind and any(other["date"].casefold() == match["date"].casefold() for other in every if other is not match):
        return ", the very day it takes effect: no notice was given"
    return ""


def _start(block: str) -> str:
    return " ".join(block.split()[:6]) + " …"


def _line(text: Text, offset: int) -> int:
    return text.text.count("\n", 0, offset) + 1 + text.above


@dataclass(frozen=True, slots=True)
class _Claim:
    pattern: re.Pattern[str]
    words: tuple[str, ...]
    why: str
    instead: str


def _claimed(text: str) -> Iterator[tuple[re.Match[str], _Claim]]:
    for claim in _overclaims():
        if mentions(text, claim.words):
            words = prose(text)
            yield from ((match, claim) for match in claim.pattern.finditer(words) if not _denied(words, match.start()))


@cache
def _overclaims() -> tuple[_Claim, ...]:
    return tuple(
        _Claim(re.compile(claim["pattern"], re.IGNORECASE), tuple(claim["words"]), claim["why"], claim["instead"])
        for claim in shipped("overclaim")["claims"]
    )


@dataclass(frozen=True, slots=True)
class _Law:
    name: str
    pattern: re.Pattern[str]
    words: tuple[str, ...]
    since: date
    why: str
    instead: str


@cache
def _laws() -> tuple[_Law, ...]:
    return tuple(
        _Law(
            law["name"],
            re.compile(law["pattern"], re.IGNORECASE),
            tuple(law["words"]),
            parse_day(law["since"]),
            law["why"],
            law["instead"],
        )
        for law in shipped("stale_law")["laws"]
    )


RULES = (
    placeholder, obfuscated_email, stale_law, ambiguous_date, overclaim, fused_heading, repeated_text,
    typed_date,
)  # fmt: skip
