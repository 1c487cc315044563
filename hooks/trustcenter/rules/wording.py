"""Rules of wording: names, addresses and periods typed in prose agree with the facts or are replaced by references.

All are heuristics and report warnings.  A sentence counts only if it clearly speaks of a fact: a period with the words
of a retention rule, days of notice with an announced change, a name or address exactly as in the data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from trustcenter.markdown.code import without_code
from trustcenter.markdown.escaping import escape
from trustcenter.model import numerals
from trustcenter.model.company_names import without_legal_form
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Severity
from trustcenter.reading.center import Center
from trustcenter.rules.prose import (
    Sentence,
    Sought,
    Stated,
    Text,
    drafts,
    prose,
    sentence_at,
    shipped,
    texts,
)

# The rules ----------------------------------------------------------------------------------------------------------


def fact_in_prose(center: Center, today: date) -> Iterator[Problem]:
    """A draft refers to facts and does not type them: what is typed goes stale when the fact changes.

    That holds for names of vendors, for e-mail and postal addresses, telephone numbers, and for periods in sentences
    that speak of their subject.  Headings and the organization's own name are left alone.
    """
    topics = _topics_of(center.facts)
    for text in drafts(center, today):
        yield from _typed_names(text, center.facts)
        yield from _typed_addresses(text, center.facts)
        for typed in _periods(text.text):
            spoken_of = _spoken_of(center.facts, topics, typed)
            path = next((path for path, period in spoken_of if period.same(typed.period)), "")
            if path:
                hint = f"refer to it: {{{{ {path} }}}}"
                yield text.problem(typed.start, "fact-in-prose", f"`{typed.shown}` is {path}", hint)


def period_in_prose(center: Center, today: date) -> Iterator[Problem]:
    """A period typed in a sentence about a retention rule is the period of that rule."""
    stated = Stated(center, today)
    for text in texts(center, today):
        facts = stated.beside(text)
        topics = _topics_of(facts)
        for typed in _periods(text.text):
            if "{{" in text.text[typed.sentence.start : typed.sentence.start + len(typed.sentence.text)]:
                continue
            rules = _rules_spoken_of(topics, typed)
            periods = [period for rule in rules for period in _periods_of(facts, rule).values()]
            if periods and not any(period.same(typed.period) for period in periods):
                rule = _path("retention", rules[0])
                shown = listed(list(dict.fromkeys(str(period) for period in periods)), last="or")
                hint = f"refer to the rule: {{{{ {rule}.period }}}}"
                yield text.problem(typed.start, "period-in-prose", f"`{typed.shown}`, yet {rule} says {shown}", hint)


def notice_in_prose(center: Center, today: date) -> Iterator[Problem]:
    """Days of notice typed in a text are those of the promise that binds (`data/notice.yml`)."""
    for text in texts(center, today):
        for typed in _periods(text.text) if text.promise else ():
            field = _notice_field(typed.sentence.text)
            promised = _at(text.promise, field) if field else None
            if field and not (promised and promised.same(typed.period)):
                message = f"`{typed.shown}` of notice, yet the promise (notice.{field}) is {promised or 'not stated'}"
                yield text.problem(typed.start, "notice-in-prose", message, f"refer to it: {{{{ notice.{field} }}}}")


def unlisted_contact(center: Center, today: date) -> Iterator[Problem]:
    """An e-mail address in a text belongs to a contact or another fact, so that somebody looks after it."""
    stated = Stated(center, today)
    for text in texts(center, today):
        for address, offset in _emails(text.text):
            if address.lower() not in _strings(stated.beside(text)).lower():
                hint = "add it to data/contacts.yml and refer to it: {{ contacts.<id>.email | link }}"
                yield text.problem(offset, "unlisted-contact", f"`{address}` is the address of no contact", hint)


def unlisted_vendor(center: Center, today: date) -> Iterator[Problem]:
    """A vendor that a text names stands in the data; known are those of earlier versions and of `lists/vendors.yml`."""
    stated = Stated(center, today)
    former = _former_vendors(center)
    names = {name: _WORDS.findall(name)[0] for name in {*shipped("vendors")["vendors"], *former}}
    for text in texts(center, today):
        reported: set[str] = set()
        words_of_text = set(_WORDS.findall(text.text))
        written = frozenset(name for name, first in names.items() if first in words_of_text)
        words = _without_headings(prose(text.text)) if written else ""
        for match in _names_pattern(written).finditer(words):
            name = " ".join(match[0].split())
            if name in reported or _no_vendor().match(words, match.end()):
                continue
            reported.add(name)
            same = frozenset({name, shipped("vendors")["also"].get(name, name)})
            if not _names_pattern(same).search(_strings(stated.beside(text))):
                what = "has left the list" if name in former else "stands nowhere in the data"
                hint = "add it to data/subprocessors.yml, or take it out of the text"
                yield text.problem(match.start(), "unlisted-vendor", f"`{name}` {what}", hint)


def unnamed_vendor(center: Center, today: date) -> Iterator[Problem]:
    """Every subprocessor in the data is named by a policy: a draft, or a version in effect or upcoming."""
    if not center.filled:
        return
    published = [filled.text for filled in center.filled.values()]
    published += [text.text for text in texts(center, today) if not text.draft]
    cited = {cite for filled in center.filled.values() for cite in filled.cites}
    for vendor, record in center.facts.records("subprocessors").items():
        name = record["name"]
        has_name = isinstance(name, str)
        named = any(escape(name) in text for text in published) if has_name else "subprocessors" in cited
        if not named and f"subprocessors.{vendor}" not in cited:
            where = center.sources.where("subprocessors", (vendor, "id"))
            message = f"no policy names the subprocessor {name if has_name else f'`{vendor}`'}"
            hint = "list it: {{ subprocessors.table() }} in the policy on subprocessors"
            yield Problem(where, "unnamed-vendor", message, hint, Severity.WARNING)


# Names and addresses ------------------------------------------------------------------------------------------------

_WORDS = re.compile(r"\w+")
_HOST = re.compile(r"@(?:[\w-]+\.)+[A-Za-z]{2,}\b")
_LOCAL = re.compile(r"[\w.+-]+$")
_PHONE = re.compile(r"(?<![\w+.-])\+?\(?\d[\d\s().\-–]{6,}\d(?![\w-])")


@lru_cache(maxsize=1024)
def _forms(name: str) -> tuple[str, ...]:
    """The forms of a vendor's name, with its legal form and without: `Twilio Inc.`, `Twilio`."""
    return tuple(
        form for form in dict.fromkeys((name, without_legal_form(name))) if len(form) > 2 and not form.islower()
    )


@lru_cache(maxsize=64)
def _names_pattern(names: frozenset[str]) -> re.Pattern[str]:
    """A pattern for any of some names as whole words, longest first; not inside an address."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    parts = [re.sub(r"\\?\s+", r"\\s+", re.escape(name)) for name in ordered] or ["(?!)"]
    return re.compile(rf"(?<![\w@./-])(?:{'|'.join(parts)})(?![\w@-]|\.\w|/\w)")


def _typed_names(text: Text, facts: Facts) -> Iterator[Problem]:
    owner = {
        form: vendor
        for vendor, record in reversed(list(facts.records("subprocessors").items()))
        if isinstance(record["name"], str)
        for form in _forms(record["name"])
    }
    reported: set[str] = set()
    for match in _names_pattern(frozenset(owner)).finditer(_without_headings(prose(text.text))):
        vendor = owner[" ".join(match[0].split())]
        if vendor not in reported:
            reported.add(vendor)
            hint = f"refer to it: {{{{ {_path('subprocessors', vendor)}.name }}}}"
            yield text.problem(match.start(), "fact-in-prose", f"`{match[0]}` is a subprocessor", hint)


def _typed_addresses(text: Text, facts: Facts) -> Iterator[Problem]:
    """Problems for e-mail addresses, telephone numbers and postal addresses of contacts that a text types."""
    emails = _first({v: path for path, v in _values(facts, "email")})
    for address, offset in _emails(text.text):
        if path := emails.get(address.lower()):
            yield _typed(text, offset, address, path, " | link")
    phones = {re.sub(r"\D", "", v): path for path, v in _values(facts, "phone")}
    words = prose(text.text)
    for match in _PHONE.finditer(words) if phones else ():
        digits = re.sub(r"\D", "", match[0])
        for number, path in phones.items():
            if digits == number or (len(digits) > 8 and number.endswith(digits) and len(number) - len(digits) <= 3):
                yield _typed(text, match.start(), match[0], path, " | link")
                break
    for path, address in _values(facts, "address"):
        typed = re.search(r"\s+".join(re.escape(word) for word in address.split()), words, re.IGNORECASE)
        if typed and len(address.split()) > 2:
            yield _typed(text, typed.start(), typed[0], path, "")


def _typed(text: Text, offset: int, shown: str, path: str, filters: str) -> Problem:
    message = f"`{' '.join(shown.split())}` is {path}"
    return text.problem(offset, "fact-in-prose", message, f"refer to it: {{{{ {path}{filters} }}}}")


def _values(facts: Facts, field: str) -> Iterator[tuple[str, str]]:
    """The paths and values of one field of all contacts and of the organization, where stated."""
    for contact, record in facts.records("contacts").items():
        if isinstance(record.get(field), str):
            yield f"{_path('contacts', contact)}.{field}", record[field]
    if isinstance(facts.one("organization").get(field), str):
        yield f"organization.{field}", facts.one("organization")[field]


def _first(paths: Mapping[str, str]) -> dict[str, str]:
    return {value.lower(): path for value, path in reversed(list(paths.items()))}


def _path(kind: str, record: str) -> str:
    """The path of a record in a reference: `retention.logs`, or `subprocessors['example-host']`."""
    return f"{kind}['{record}']" if "-" in record or record[:1].isdigit() else f"{kind}.{record}"


def _emails(text: str) -> Iterator[tuple[str, int]]:
    """Each e-mail address of a text with its first offset; links to addresses count too."""
    seen: set[str] = set()
    words = without_code(text) if "@" in text else ""
    words = re.sub(r"\{\{.*?\}\}", lambda match: " " * len(match[0]), words) if "{{" in words else words
    for host in _HOST.finditer(words):
        name = _LOCAL.search(words[max(host.start() - 64, 0) : host.start()])
        address = f"{name[0]}{host[0]}" if name else ""
        if address and address.lower() not in seen:
            seen.add(address.lower())
            yield address, host.end() - len(address)


def _without_headings(words: str) -> str:
    return re.sub(r"(?m)^#{1,6}(?:[ \t].*)?$", lambda match: " " * len(match[0]), words) if "#" in words else words


def _strings(facts: Facts) -> str:
    """All facts as one JSON text, to search names in."""
    return json.dumps(facts.kinds, ensure_ascii=False)


def _former_vendors(center: Center) -> frozenset[str]:
    names = {
        record["name"]
        for version in center.archive.all_versions
        for record in version.facts.records("subprocessors").values()
        if isinstance(record["name"], str)
    }
    return frozenset(form for name in names for form in _forms(name))


@cache
def _no_vendor() -> re.Pattern[str]:
    """Words after a vendor's name that make it something else: a browser, a shop, a title."""
    return re.compile(rf"\s+(?:{'|'.join(map(re.escape, shipped('vendors')['no_vendor_before']))})\b")


# Periods ------------------------------------------------------------------------------------------------------------

_PERIOD = Sought(
    re.compile(
        r"(?<![\w.,/-])(?:(?P<least>\d{1,4})(?:\s*(?:-|–|to)\s*(?P<most>\d{1,4}))?"
        rf"|(?P<word>{numerals.WORDS})(?:\s*\((?P<digits>\d{{1,4}})\))?)"
        r"[\s-]+(?:(?:calendar|consecutive|full|clear|whole)\s+)?(?P<work>(?:business|working)\s+)?"
        r"(?P<unit>hour|day|week|month|year)s?\b(?![\s-]+(?:old|of age))",
        re.IGNORECASE,
    ),
    begins=re.compile(r"[\doOtTfFsSſeEnN](?s:(?<![\w.,/-].))(?:(?<=\d)|(?i:[nwheoil]))"),
)


@dataclass(frozen=True, slots=True)
class _TypedPeriod:
    """A period as a text writes it (`shown`), its offset, and the sentence around it."""

    start: int
    shown: str
    period: Period
    sentence: Sentence


@lru_cache(maxsize=512)
def _periods(text: str) -> tuple[_TypedPeriod, ...]:
    """Every period typed in the prose of a text, tables and headings left out."""
    words = prose(text)
    periods = []
    for match in _PERIOD.all_in(words):
        least = numerals.number_of(match["least"] or match["digits"] or match["word"])
        unit = "business day" if match["work"] else match["unit"].lower()
        if least and (sentence := sentence_at(words, match.start())):
            period = Period(least, max(least, int(match["most"] or 0)), unit)
            periods.append(_TypedPeriod(match.start(), " ".join(match[0].split()), period, sentence))
    return tuple(periods)


def _period(value: object) -> Period | None:
    """The period that a field states; None if it is unknown or absent."""
    return parse_period(value) if isinstance(value, str) else None


def _at(record: Plain, path: str) -> Period | None:
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return _period(value)


# What a sentence speaks of ------------------------------------------------------------------------------------------

_KEEPS = re.compile(
    r"\b(?:ke(?:ep|eps|pt)|retain\w*|retention|stor(?:e|es|ed|age)|held|hold|delet\w*|eras\w*|purg\w*|destroy\w*"
    r"|anonymi[sz]\w*|archiv\w*)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:chang\w+|amend\w+|updat\w+|modif\w+|revis\w+|new (?:sub-?processors?|vendors?))\b", re.IGNORECASE
)
_AHEAD = re.compile(r"\b(?:ahead|advance|before|prior|notice|beforehand)\b", re.IGNORECASE)
_OTHER_NOTICE = re.compile(
    r"\b(?:terminat\w+|breach\w*|incident\w*|pric\w+|fees?|renew\w*|cancel\w*|deactivat\w+)\b", re.IGNORECASE
)
_ANSWERS = re.compile(r"\b(?:answer|respond|repl|process|confirm|acknowledg|complet|fulfil)\w*", re.IGNORECASE)
_STOPS = re.compile(
    r"\b(?:opt(?:ed|ing|s)?[ -]?outs?|opt out|unsubscrib\w+|stop (?:word|request)s?|revo[ck]\w+)\b", re.IGNORECASE
)
_COMMON = frozenset(
    "a all an and as at by copies copy data detail details for from in information it its kept not of on or other our "
    "personal record records retention rule that the their to under which with your".split()
)


def _spoken_of(facts: Facts, topics: _Topics, typed: _TypedPeriod) -> Iterator[tuple[str, Period]]:
    """The facts that the sentence of a typed period speaks of: path and period of each."""
    sentence = typed.sentence.text
    for rule in _rules_spoken_of(topics, typed):
        yield from _periods_of(facts, rule, follow=False).items()
    if (field := _notice_field(sentence)) and (period := _at(facts.one("notice"), field)):
        yield f"notice.{field}", period
    if _answers(sentence):
        yield from _of_records(facts, "rights", ("confirm_within", "respond_within"))
    if _stops(sentence):
        yield from _of_records(facts, "messaging", ("revocation",))


def _of_records(facts: Facts, kind: str, fields: Iterable[str]) -> Iterator[tuple[str, Period]]:
    for name, record in facts.records(kind).items():
        for field in fields:
            if period := _period(record.get(field)):
                yield f"{_path(kind, name)}.{field}", period


@lru_cache(maxsize=4096)
def _notice_field(sentence: str) -> str:
    """The field of `notice` that a sentence speaks of; empty if it speaks of something else."""
    if not _CHANGES.search(sentence) or not _AHEAD.search(sentence) or _OTHER_NOTICE.search(sentence):
        return ""
    if re.search(r"\bemergenc", sentence, re.IGNORECASE):
        return "emergency.within"
    return "objection" if re.search(r"\bobject", sentence, re.IGNORECASE) else "material"


def _rules_spoken_of(topics: _Topics, typed: _TypedPeriod) -> list[str]:
    """The ids of the retention rules that a sentence speaks of: it has all words of their label or id.

    If there is none, the words of the heading above count too, then the labels of the data of each rule.
    """
    sentence = typed.sentence.text
    if not _keeps(sentence):
        return []
    heard, above = _topic(sentence), _topic(typed.sentence.heading)
    for pairs, words in ((topics.named, heard), (topics.named, heard | above), (topics.about, heard)):
        heard_of = [(rule, len(topic)) for rule, topic in pairs if topic <= words]
        if heard_of:
            best = max(length for _, length in heard_of)
            return list(dict.fromkeys(rule for rule, length in heard_of if length == best))
    return []


@dataclass(frozen=True, slots=True)
class _Topics:
    """(id, significant words) for each name of a retention rule, and for each label of the data that it covers."""

    named: tuple[tuple[str, frozenset[str]], ...]
    about: tuple[tuple[str, frozenset[str]], ...]


def _topics_of(facts: Facts) -> _Topics:
    rules, categories = facts.records("retention").items(), facts.records("data_categories")
    named = [(rule, _topic(name)) for rule, record in rules for name in (record["label"].split(",")[0], rule)]
    about = [
        (rule, _topic(categories[category]["label"]))
        for rule, record in rules
        for category in record["data"]
        if category in categories
    ]
    return _Topics(tuple(pair for pair in named if pair[1]), tuple(pair for pair in about if pair[1]))


@lru_cache(maxsize=4096)
def _answers(sentence: str) -> bool:
    """Whether a sentence speaks of how soon requests are answered."""
    return re.search(r"\brequests?\b", sentence, re.IGNORECASE) is not None and _ANSWERS.search(sentence) is not None


@lru_cache(maxsize=4096)
def _stops(sentence: str) -> bool:
    """Whether a sentence speaks of how soon a request to stop messages counts."""
    return _STOPS.search(sentence) is not None


@lru_cache(maxsize=4096)
def _keeps(sentence: str) -> bool:
    """Whether a sentence speaks of how long something is kept."""
    return _KEEPS.search(sentence) is not None


@lru_cache(maxsize=4096)
def _topic(words: str) -> frozenset[str]:
    """The significant words of a text, in lower case and the singular."""
    significant = (word for word in re.findall(r"[a-z]+", words.lower()) if word not in _COMMON)
    return frozenset(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word for word in significant
    )


def _periods_of(facts: Facts, rule: str, *, follow: bool = True) -> dict[str, Period]:
    """Every period of a retention rule by its path; with `follow`, also those of the rules after it (`then`)."""
    rules, periods = facts.records("retention"), dict[str, Period]()
    seen: set[str] = set()
    while rule in rules and rule not in seen:
        seen.add(rule)
        for field in ("period", "configurable.default", "configurable.min", "configurable.max"):
            if period := _at(rules[rule], field):
                periods[f"{_path('retention', rule)}.{field}"] = period
        rule = str(rules[rule].get("then", "")) if follow else ""
    return periods


RULES = (fact_in_prose, period_in_prose, notice_in_prose, unlisted_contact, unlisted_vendor, unnamed_vendor)
