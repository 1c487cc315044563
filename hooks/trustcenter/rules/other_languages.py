"""The rule about texts in other languages: they state the periods, days, addresses and vendors of the binding text.

What a text says is read with the words of its language: its names of months and units (`reading.translations`, Babel).
A number in words is read in English texts only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError

from trustcenter.model import numerals
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.problems import Problem, Severity, Where, line_and_column
from trustcenter.model.versions import Version
from trustcenter.reading.center import Center
from trustcenter.reading.references import Filled
from trustcenter.reading.translations import ENGLISH, Texts

_ADDRESS = re.compile(
    r"(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<url>https?://[^\s<>()\[\]\"`|]+)"
    r"|(?P<phone>\+[1-9][0-9 ().-]{6,}[0-9])"
)
_ISO = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
_UNITS = ("business day", "hour", "day", "week", "month", "year")
_HINT = "a translation states the facts of the binding text; write a reference, as that text does"


@dataclass(frozen=True, slots=True)
class _Stated:
    """One thing that a text states: what kind of thing, its value in every language, where, and how it is written."""

    kind: str
    value: str
    offset: int
    written: str


def mistranslated(center: Center, today: date) -> Iterator[Problem]:
    """A text in another language states no period, day, address or vendor that the binding text does not state.

    It is read as it is filled: a draft beside its draft, a published text beside its version.
    """
    if not center.translated and not any(version.translations for version in center.archive.all_versions):
        return
    vendors = _vendors(center)
    for policy, drafts in sorted(center.translated.items()):
        binding = center.filled.get(policy)
        for lang, one in sorted(drafts.items()) if binding else ():
            if binding and one.filled:
                wanted = _values(binding.text, center.words.texts(center.binding_language(policy) or ENGLISH), vendors)
                for other in _others(one.filled.text, center.words.texts(lang), vendors, wanted):
                    line, column = line_and_column(one.draft.body, _source(one.filled, other.offset))
                    where = Where(one.draft.file, line + one.draft.above, column)
                    yield _problem(where, other, center.drafts[policy].file)
    for version in _newest(center):
        yield from _published(center, version, vendors)


def _newest(center: Center) -> Iterator[Version]:
    newest = (center.archive.newest(policy) for policy in sorted(center.archive.versions))
    yield from (version for version in newest if version and version.translations)


def _published(center: Center, version: Version, vendors: tuple[str, ...]) -> Iterator[Problem]:
    drafts = center.translated.get(version.policy, {})
    for lang in version.languages(date.max):
        translation = version.translation(lang, date.max)
        draft = drafts[lang].filled if lang in drafts else None
        if translation is None or (draft and draft.text == translation.text):
            continue
        wanted = _values(version.text, center.words.texts(version.lang or ENGLISH), vendors)
        for other in _others(translation.text, center.words.texts(lang), vendors, wanted):
            where = Where(translation.path, *line_and_column(translation.text, other.offset))
            yield _problem(where, other, version.path)


def _problem(where: Where, other: _Stated, binding: str) -> Problem:
    message = f"the {other.kind} “{other.written}” is not in the binding text, {binding}"
    return Problem(where, "mistranslated", message, _HINT, Severity.WARNING)


def _source(filled: Filled, offset: int) -> int:
    return max(filled.source(offset), 0)


def _vendors(center: Center) -> tuple[str, ...]:
    """The names of all vendors that the facts or a published text name."""
    stated = [center.facts, *(version.facts for version in center.archive.all_versions)]
    names = [record.get("name") for facts in stated for record in facts.records("subprocessors").values()]
    return tuple(sorted({name for name in names if isinstance(name, str)}))


def _values(text: str, t: Texts, vendors: tuple[str, ...]) -> set[tuple[str, str]]:
    return {(stated.kind, stated.value) for stated in _read(text, t, vendors)}


def _others(text: str, t: Texts, vendors: tuple[str, ...], wanted: set[tuple[str, str]]) -> Iterator[_Stated]:
    yield from (stated for stated in _read(text, t, vendors) if (stated.kind, stated.value) not in wanted)


def _read(text: str, t: Texts, vendors: tuple[str, ...]) -> Iterator[_Stated]:
    for match in _ADDRESS.finditer(text):
        kind = match.lastgroup or ""
        value = re.sub(r"[^0-9+]", "", match[0]) if kind == "phone" else match[0].rstrip(".,;:").lower()
        named = {"email": "e-mail address", "url": "web address", "phone": "telephone number"}[kind]
        yield _Stated(named, value, match.start(), match[0])
    for match in _period_pattern(t).finditer(text):
        if period := _period(match, t):
            yield _Stated("period", str(period), match.start(), match[0])
    yield from _days(text, t.language)
    for name in vendors:
        if (place := text.find(name)) >= 0:
            yield _Stated("vendor", name, place, name)


# Periods --------------------------------------------------------------------------------------------------------------


def _forms(t: Texts) -> dict[str, str]:
    """The unit of each word by which a language names it, in lower case: `tage` → `day`."""
    forms: dict[str, str] = {}
    for unit in _UNITS:
        text = t.texts[f"period.{unit.replace(' ', '_')}"]
        for form in text.values() if not isinstance(text, str) else [text]:
            word = form.replace("{number}", "").strip().lower()
            forms |= {word: unit} if word else {}
    return forms


@cache
def _period_pattern(t: Texts) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_forms(t), key=len, reverse=True)) or r"\b\B"
    number = rf"[0-9]+|{numerals.WORDS}" if t.language == ENGLISH else "[0-9]+"
    return re.compile(rf"(?<![\w.,-])(?P<number>{number})[ \u00a0](?P<unit>{words})\b", re.IGNORECASE)


def _period(match: re.Match[str], t: Texts) -> Period | None:
    try:
        return parse_period(f"{numerals.number_of(match['number'])} {_forms(t)[match['unit'].lower()]}s")
    except (ValueError, KeyError):
        return None


# Days -----------------------------------------------------------------------------------------------------------------


def _days(text: str, language: str) -> Iterator[_Stated]:
    for match in _ISO.finditer(text):
        yield _Stated("day", match[0], match.start(), match[0])
    months = _months(language)
    for match in _day_pattern(language).finditer(text):
        month = months.get((match["month"] or match["month2"]).lower(), 0)
        day, year = int(match["day"] or match["day2"]), int(match["year"] or match["year2"])
        yield _Stated("day", f"{year:04}-{month:02}-{day:02}", match.start(), match[0])


@cache
def _months(language: str) -> dict[str, int]:
    try:
        names = Locale.parse(language, sep="-").months["format"]["wide"]
    except (UnknownLocaleError, ValueError):
        names = Locale(ENGLISH).months["format"]["wide"]
    return {str(name).lower(): number for number, name in names.items()}


@cache
def _day_pattern(language: str) -> re.Pattern[str]:
    """`1. Januar 2027`, `1 de enero de 2027`, `January 1, 2027`."""
    months = "|".join(re.escape(name) for name in sorted(_months(language), key=len, reverse=True))
    first = (
        rf"(?P<day>[0-9]{{1,2}})(?:\.|er|º)?\s+(?:de\s+)?(?P<month>{months})\s+(?:de\s+|del\s+)?(?P<year>[0-9]{{4}})"
    )
    second = rf"(?P<month2>{months})\s+(?P<day2>[0-9]{{1,2}}),?\s+(?P<year2>[0-9]{{4}})"
    return re.compile(rf"\b(?:{first}|{second})\b", re.IGNORECASE)


RULES = (mistranslated,)
