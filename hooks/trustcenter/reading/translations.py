"""The texts of the user interface in each language: headings, buttons, plural forms, dates and periods.

Pages, feeds and the calendar get a `Texts` and call it with a key: `t("home.menu")`.  The English texts are
`theme/texts/en.yml`; a translation has the same keys and is shipped beside it or written by the company
(`data/texts/<language>.yml`, which may also reword English texts).  Missing translations stay English.

Texts are plain text, not HTML: they are escaped, and so are the values of their placeholders unless they are Markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any, TypeAlias

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from markupsafe import Markup, escape

from trustcenter.model import phrases
from trustcenter.model.kinds.fields import country_of
from trustcenter.model.languages import LANGUAGE, Direction, direction, has_right_to_left, wrong_language
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.problems import Problem, Severity, Where, one_of
from trustcenter.model.records import canonical, sha256
from trustcenter.reading.yaml_source import Source, decode, garbage_collection_paused, parse

ENGLISH = "en"
FORMS = ("zero", "one", "two", "few", "many", "other")
"""The plural forms of CLDR; every text with forms has `other`."""
COUNT = "count"
"""The placeholder that decides between plural forms; a form may leave it out."""
_FILE = re.compile(r"data/texts/([^/]+)\.yml")
Text: TypeAlias = str | Mapping[str, str]
"""A text, or its plural forms."""


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of one language by key, such as `home.menu`; complete, because missing ones are English.

    `language` is that of days, periods, countries and of every text but those in `untranslated`, which are English.
    `page` is the language of the page around them where that is another, as if nothing at all is translated.
    """

    language: str
    texts: Mapping[str, Text]
    untranslated: frozenset[str] = frozenset()
    page: str = ""

    def __call__(self, key: str, /, **filled: Any) -> Markup:
        """A text for the content of an HTML element, not for an attribute, which takes `plain`.

        An English text on a page of another language says so by `lang`, and `dir` where that differs; what is filled
        in keeps its own direction.  Raises KeyError for a key or a placeholder that does not exist.
        """
        if not filled:
            if key not in self._whole:
                self._whole[key] = self._filled(key, filled)
            return self._whole[key]
        return self._filled(key, filled)

    def _filled(self, key: str, filled: Mapping[str, Any]) -> Markup:
        parts = _parts(self._form(key, filled))
        escaped = [part if name is None else self.isolated(filled[name]) for part, name in parts]
        said = Markup("".join(escaped))  # noqa: S704
        return Markup("<span{}>{}</span>").format(self.attributes(ENGLISH), said) if key in self.untranslated else said

    @cached_property
    def direction(self) -> Direction:
        """The direction of the page."""
        return direction(self.page or self.language)

    def attributes(self, language: str) -> Markup:
        """`lang` for an element with a text in another language than the page's, `dir` if its direction is another."""
        if language == (self.page or self.language):
            return Markup()
        turned = Markup(' dir="{}"').format(direction(language)) if direction(language) != self.direction else ""
        return Markup(' lang="{}"{}').format(language, turned)

    @property
    def english(self) -> Markup:
        """The attributes of an element whose text is English in every interface, such as what a change changed."""
        return Markup() if is_english(self.page or self.language) else self.attributes(ENGLISH)

    def isolated(self, value: object) -> Markup:
        """A value within a text, escaped; in a `bdi`, which keeps its direction to itself, if that may be another."""
        said = escape(value)
        if (self.direction == "rtl" and not said.isdigit()) or has_right_to_left(said):
            return said if said.startswith("<bdi>") else Markup("<bdi>{}</bdi>").format(said)
        return said

    @cached_property
    def _whole(self) -> dict[str, Markup]:
        """Cache of the texts for HTML without placeholders, by key."""
        return {}

    def plain(self, key: str, /, **filled: Any) -> str:
        """A text as plain text, for titles, feeds and the calendar; raises KeyError like a call."""
        return self._form(key, filled).format(**filled)

    @cached_property
    def digest(self) -> str:
        """A sha256 of the language, all texts and what is not translated, as part of cache keys."""
        return sha256(canonical([self.language, self.texts, sorted(self.untranslated), self.page]))

    def _form(self, key: str, filled: Mapping[str, Any]) -> str:
        text = self.texts[key]
        if isinstance(text, str):
            return text
        form: str = _locale(ENGLISH if key in self.untranslated else self.language).plural_form(filled[COUNT])
        return text.get(form) or text["other"]

    def word(self, code: str) -> Markup:
        """A class, a state or another single term by its code: `not due`."""
        return self(f"word.{code.replace(' ', '_')}")

    def heading(self, field: str) -> str:
        """The heading of a field of facts; for a field without a translation, its name in English form."""
        key = f"field.{field}"
        return self.plain(key) if key in self.texts else field.replace("_", " ").capitalize()

    def group(self, code: str) -> str:
        """The name of a group of vendors; an unknown code is capitalised."""
        key = f"group.{code}"
        return self.plain(key) if key in self.texts else code.capitalize()

    def transfer(self, code: str) -> str:
        """A mechanism of transfer by its code, or why there is none."""
        key = f"transfer.{code}"
        return self.plain(key) if key in self.texts else code

    def day(self, when: date) -> str:
        """A day as pages write it: 1 January 2027."""
        return _written_day(when, self.day_form, self.language)

    def month(self, when: date) -> str:
        return _written_day(when, self.plain("date.month"), self.language)

    @cached_property
    def day_form(self) -> str:
        """The pattern of days (CLDR): that of `date.day`, else the usual one of the language."""
        if "date.day" not in self.untranslated or _locale(self.language).language == ENGLISH:
            return self.plain("date.day")
        pattern: str = _locale(self.language).date_formats["long"].pattern
        return pattern

    def time(self, when: date) -> Markup:
        """A day as HTML, in its own language and direction where the text around it may have another."""
        turned = Markup(' dir="{}"').format(direction(self.language)) if self.direction == "rtl" else ""
        own = Markup(' lang="{}"{}').format(self.language, turned) if self.untranslated else ""
        return Markup('<time datetime="{}"{}>{}</time>').format(when.isoformat(), own, self.day(when))

    def period(self, period: Period) -> str:
        """A length of time: 90 days, 5-7 business days."""
        number = str(period.most) if period.least == period.most else f"{period.least}-{period.most}"
        return self.plain(f"period.{period.unit.replace(' ', '_')}", count=period.most, number=number)

    def stated(self, value: str) -> str:
        """A period as facts state it, `90 days`, in the words of the language; any other text as it is."""
        try:
            return self.period(parse_period(value))
        except ValueError:
            return value

    def listed(self, names: Sequence[str]) -> str:
        """`a, b and c`."""
        return phrases.listed(names, last=self.plain("common.and"))

    def country(self, code: str) -> str:
        """The name of a location: a country, one with a place in it (`IE: Dublin`), or a pseudo-location."""
        country = country_of(code)
        name = None if self.language == ENGLISH else _locale(self.language).territories.get(country)
        return phrases.within(name, code) if name else phrases.country(code)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[tuple[str, str | None], ...]:
    """A text split at its placeholders: `(escaped text, None)` and `("", placeholder name)` in order."""
    parts: list[tuple[str, str | None]] = []
    for literal, name, _, _ in Formatter().parse(text):
        parts += [(str(escape(literal)), None)] if literal else []
        parts += [("", name)] if name is not None else []
    return tuple(parts)


@lru_cache(maxsize=1 << 14)
def _written_day(when: date, form: str, language: str) -> str:
    return format_date(when, form, locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(ENGLISH)


@cache
def english() -> Texts:
    """The English texts; their keys and placeholders define those of every other language."""
    return Texts(ENGLISH, dict(_flat(_shipped(ENGLISH))))


@cache
def shipped(language: str) -> Texts | None:
    """The texts of a language that the package ships; None if it ships none.  `fr-CA` has those of `fr`."""
    if language == ENGLISH:
        return english()
    if translated := dict(_flat(_shipped(language))):
        return _translated(language, english(), translated)
    general = shipped(_general(language)) if _general(language) not in (language, ENGLISH) else None
    return replace(general, language=language) if general else None


def _general(language: str) -> str:
    """A language without its script and region: `fr` of `fr-CA`."""
    return language.partition("-")[0]


def _translated(language: str, base: Texts, own: Mapping[str, Text]) -> Texts:
    """The texts of a language: those of `base` (its shipped ones, or English) with a company's own."""
    left = base.texts.keys() if base.language == ENGLISH and not is_english(language) else base.untranslated
    return Texts(language, {**base.texts, **own}, frozenset(left - own.keys()))


def is_english(language: str) -> bool:
    """Whether a code is that of English or of its form in one country: `en-GB`."""
    return _general(language) == ENGLISH


def _shipped(language: str) -> Source:
    file = files("trustcenter").joinpath("theme", "texts", f"{language}.yml")
    text = file.read_text("utf-8") if re.fullmatch(LANGUAGE, language) and file.is_file() else ""
    return parse(f"theme/texts/{language}.yml", text)[0]


def _flat(source: Source) -> Iterator[tuple[str, Text]]:
    """Key and text of all entries: groups one level deep, then texts or plural forms."""
    for group, entries in (source.value or {}).items():
        yield from ((f"{group}.{name}", text) for name, text in entries.items())


def of_site(language: str, own: Mapping[str, Texts]) -> Texts:
    """The texts for a site in a language: the company's own, else the shipped ones, else English.

    English texts on pages of another language count as not translated, every one of them.
    """
    texts = own.get(language) or _regional(language, own) or shipped(language) or own.get(ENGLISH) or english()
    if texts.language == ENGLISH and not is_english(language):
        return replace(texts, untranslated=frozenset(texts.texts), page=language)
    return texts


def _regional(language: str, own: Mapping[str, Texts]) -> Texts | None:
    """A company's own texts of a language for a region of it: those in `fr.yml` for a site in `fr-CA`."""
    general = own.get(_general(language)) if not is_english(language) else None
    return replace(general, language=language) if general else None


# A company's own --------------------------------------------------------------------------------------------------


def load_texts(contents: Mapping[str, bytes]) -> tuple[dict[str, Texts], list[Problem]]:
    """The texts of every `data/texts/<language>.yml` by language, merged over the shipped ones, and the problems.

    `contents` are file contents by path; other files are ignored.
    """
    by_language: dict[str, Texts] = {}
    problems: list[Problem] = []
    with garbage_collection_paused():
        for file in sorted(contents):
            if match := _FILE.fullmatch(file):
                source, wrong = _read(file, contents[file])
                own, more = _checked(source) if source else ({}, [])
                by_language[match[1]] = _translated(match[1], shipped(match[1]) or english(), own)
                problems += [*wrong, *more, *_of_file(file, match[1], own, whole=bool(source) and not more)]
    return by_language, problems


def _read(file: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    text, problems = decode(file, data)
    source, more = (None, []) if problems else parse(file, text)
    return source, problems + more


def _of_file(file: str, language: str, own: Mapping[str, Text], *, whole: bool) -> Iterator[Problem]:
    """Problems of a file as a whole: a name that is no language code, and texts that stay English."""
    if hint := wrong_language(language):
        yield Problem(Where(file), "bad-value", f"`{language}` is not the code of a language", f"rename it; {hint}")
    elif whole and language != ENGLISH and shipped(language) is None:
        missing = [key for key in english().texts if key not in own]
        if missing:
            named = ", ".join(f"`{key}`" for key in missing[:8]) + (" …" if len(missing) > 8 else "")
            message = f"{phrases.plural(len(missing), 'text')} of the interface stay English: {named}"
            yield Problem(Where(file), "missing-field", message, "translate them here", Severity.INFO)


def _checked(source: Source) -> tuple[dict[str, Text], list[Problem]]:
    """The valid texts of a company's file by key, and a problem at its position for each invalid one."""
    own: dict[str, Text] = {}
    problems: list[Problem] = []
    groups = {key.partition(".")[0] for key in english().texts}
    if not isinstance(source.value, dict):
        wanted = "write groups of texts, such as `home:` and below it `policies: …`"
        return own, [Problem(source.where(), "bad-value", "texts stand in groups", wanted)] if source.value else []
    for group, entries in source.value.items():
        if group not in groups:
            where, hint = source.where((group,), key=True), one_of(group, groups, most=40)
            problems.append(Problem(where, "unknown-field", f"`{group}` is not a group of texts", hint))
        elif not isinstance(entries, dict):
            where, message = source.where((group,)), f"`{group}` is a group of texts"
            problems.append(Problem(where, "bad-value", message, "write a key and its text on each line below it"))
        else:
            for name, text in entries.items():
                wrong = list(_wrong(source, group, name, text))
                problems += wrong
                own |= {} if wrong else {f"{group}.{name}": text}
    return own, problems


def _wrong(source: Source, group: str, name: str, text: Any) -> Iterator[Problem]:
    """What is wrong with one text: an unknown key, plural forms where English has none, other placeholders."""
    key, route = f"{group}.{name}", (group, name)
    if key not in english().texts:
        names = [other.partition(".")[2] for other in english().texts if other.startswith(f"{group}.")]
        message = f"`{key}` is not a text of the interface"
        yield Problem(source.where(route, key=True), "unknown-field", message, one_of(name, names))
        return
    model = english().texts[key]
    if isinstance(text, str):
        yield from _wrong_placeholders(source, route, text, model)
    elif not isinstance(text, dict) or isinstance(model, str):
        yield Problem(source.where(route), "bad-value", f"`{key}` is one text", "write it on one line")
    elif "other" not in text or not {*text} <= {*FORMS} or not all(isinstance(form, str) for form in text.values()):
        hint = f"write texts for some of {', '.join(FORMS)}; `other` is needed"
        yield Problem(source.where(route), "bad-value", f"`{key}` has not the plural forms it may have", hint)
    else:
        for form, written in text.items():
            yield from _wrong_placeholders(source, (*route, form), written, model, form=form)


def _wrong_placeholders(
    source: Source, route: tuple[str, ...], text: str, model: Text, form: str = "other"
) -> Iterator[Problem]:
    """Placeholders that the English text (`model`) does not have, and those of it that are missing."""
    wanted = placeholders(model if isinstance(model, str) else model["other"])
    where, named = source.where(route), ", ".join(f"{{{placeholder}}}" for placeholder in sorted(wanted)) or "none"
    try:
        used = placeholders(text)
    except ValueError:
        hint = "write a placeholder as {day}, and a brace that is none twice: {{"
        yield Problem(where, "bad-value", "a brace is not closed, or opens nothing", hint)
        return
    for placeholder in sorted(used - wanted):
        yield Problem(where, "bad-value", f"`{{{placeholder}}}` is not a placeholder of this text", f"it has: {named}")
    needed = wanted - {COUNT} if form != "other" else wanted
    for placeholder in sorted(needed - used):
        yield Problem(where, "bad-value", f"the placeholder `{{{placeholder}}}` is missing", f"the text needs: {named}")


def placeholders(text: str) -> set[str]:
    """The placeholders of a text; raises ValueError if its braces are not balanced."""
    names = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is not None:
            names.add(name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else ""))
    return names
