"""Checks of the list `a2p-10dlc`: what US carriers ask of SMS programmes, in the facts and on the pages.

Each check takes a `Statement` and yields findings, or `Moot` if no programme is stated; `CHECKS` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from trustcenter.markdown.escaping import escape
from trustcenter.model.facts import Plain
from trustcenter.model.phrases import listed
from trustcenter.rules.claims import PolicyText, Statement, fold, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Finding, Moot, Outcome, lacking, named, period

SMS = re.compile(r"\bSMS\b|\btext(?:s|ed|ing| messag\w+)?\b", re.IGNORECASE)
RATES = re.compile(r"(?:message|msg)s? (?:and|&) data rates may apply")
STOP_WORDS = ("STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE")
LONGEST_REVOCATION_DAYS = 14.0
"""Ten business days (47 CFR 64.1200(a)(10)) in average days."""
_PHONE = re.compile(r"\b(?:tele)?phone\b|\bmobile\b|E\.164", re.IGNORECASE)
_OPT_IN = re.compile(r"opt[ _-]?in|consent", re.IGNORECASE)
_BOLD_STOP = re.compile(r"\*\*(?:(?!\*\*).)*\bSTOP\b(?:(?!\*\*).)*\*\*|__(?:(?!__).)*\bSTOP\b(?:(?!__).)*__", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?\n|](?:[^.!?\n|]|[.!?](?=\w)|\n(?!\s*\n|\s*[-*#|>]))*")
_SHARED = re.compile(r"\b(?:shar(?:e|ed|es|ing)|disclos\w+|sell|sold|rent(?:ed)?|provid(?:e|ed))\b", re.IGNORECASE)
_OTHERS = re.compile(r"\bthird[- ]part|\bpartners?\b|\baffiliates?\b|\badvertis", re.IGNORECASE)
_FOR_MARKETING = re.compile(r"\bmarketing\b|\bpromotion", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|never|no|nor|neither|nobody|none|without|unless|except\w*|exclud\w+)\b|n't\b", re.IGNORECASE
)
_NO_PROGRAMME = Moot("no SMS programme is stated")


def sms_missing(statement: Statement) -> Iterator[Outcome]:
    """Whoever processes telephone numbers and has a vendor for SMS, or asserts this regime, describes a programme."""
    if statement.records("messaging"):
        return
    vendors = [
        (vendor, name)
        for vendor, record in statement.records("subprocessors").items()
        for name in ("purpose", "service")
        if SMS.search(str(record.get(name, "")))
    ]
    phones = any(_PHONE.search(str(record)) for record in statement.records("data_categories").values())
    if vendors and phones:
        vendor, name = vendors[0]
        where = statement.where("subprocessors", (vendor, name))
        who = named(statement, "subprocessors", [vendor])
        yield Finding(where, f"telephone numbers are processed and {who} sends SMS, but no SMS programme is described")
    else:
        yield Finding(statement.asserts("a2p-10dlc"), "the regime is asserted, but no SMS programme is described")


def sms_urls(statement: Statement) -> Iterator[Outcome]:
    """Each programme names policies of this site as its privacy policy and its terms."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for name, what in (("privacy", "privacy policy"), ("terms", "terms")):
        without = [i for i, p in statement.records("messaging").items() if own_text(statement, p, name) is None]
        yield from lacking(statement, "messaging", without, f"no {what} on this site", at=(name,))


def sms_non_sharing(statement: Statement) -> Iterator[Outcome]:
    """The facts say of each programme that opt-in data is not shared for marketing; the clause is asked for besides."""
    yield from _each(statement, "opt_in_shared", "opt-in data is not said to stay unshared", lambda p: p is False)


def sms_non_sharing_conflict(statement: Statement) -> Iterator[Outcome]:
    """No circumstance of sharing for marketing without an exception for opt-in data, neither in facts nor in prose."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
        return
    opt_in = {i for i, record in statement.records("data_categories").items() if _is_opt_in(i, record)}
    for i, record in statement.records("sharing").items():
        given, kept = set(record.get("data", ())), set(record.get("excludes", ()))
        if record.get("marketing") is True and not kept & opt_in and (not given or given & opt_in):
            where = statement.where("sharing", (i, "marketing"))
            yield Finding(where, f"{record['label']}: shared for marketing without excepting opt-in data")
            return
    for text, sentence in statement.matches(_SENTENCE):
        words = sentence[0]
        if _shares(words) and not _OPT_IN.search(words.replace("without your consent", "")):
            yield Finding(text.where(sentence.start()), f'"{_short(words)}" does not except opt-in data')
            return


def sms_frequency(statement: Statement) -> Iterator[Outcome]:
    """Each programme has a frequency, and its terms or privacy policy say it."""
    yield from _stated(statement, "frequency", "no message frequency")
    yield from _printed(statement, "frequency", "the frequency stands in no terms or privacy policy")


def sms_rates(statement: Statement) -> Iterator[Outcome]:
    """Each programme has the words "message and data rates may apply", and its terms or privacy policy have them."""
    yield from _stated(statement, "rates", "no word on message and data rates")
    without = [
        i for i, p in statement.records("messaging").items()
        if is_stated(p.get("rates")) and not any(RATES.search(text.plain) for text in _texts(statement, p))
    ]  # fmt: skip
    message = 'the words "message and data rates may apply" stand in no terms or privacy policy'
    yield from lacking(statement, "messaging", without, message, at=("rates",))


def sms_stop(statement: Statement) -> Iterator[Outcome]:
    """Each programme takes STOP, and its terms or privacy policy show it in bold."""
    yield from _each(statement, "stop", "STOP is no opt-out word", lambda stop: "STOP" in _words(stop))
    without = [
        i for i, p in statement.records("messaging").items()
        if "STOP" in _words(p.get("stop"))
        and not any(_BOLD_STOP.search(text.text) for text in _texts(statement, p))
    ]  # fmt: skip
    yield from lacking(statement, "messaging", without, "no terms or privacy policy show STOP in bold", at=("stop",))


def sms_stop_words(statement: Statement) -> Iterator[Outcome]:
    """The opt-out words of each programme include those of the law."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items():
        absent = [word for word in STOP_WORDS if word not in _words(programme.get("stop"))]
        if absent:
            where = statement.where("messaging", (i, "stop", "words"))
            yield Finding(where, f"{_called(i, programme)} does not take {listed(absent)} as an opt-out")
            return


def sms_help(statement: Statement) -> Iterator[Outcome]:
    """Each programme takes HELP and has a contact with an e-mail address or telephone number, which its pages name."""
    yield from _each(statement, "help", "HELP is no word for help", lambda help_: "HELP" in _words(help_))
    for i, programme in statement.records("messaging").items():
        words = programme.get("help")
        if "HELP" not in _words(words) or words is None:
            continue
        contact = statement.records("contacts").get(str(words.get("contact")), {})
        ways = [str(contact[way]) for way in ("email", "phone") if is_stated(contact.get(way))]
        if not ways:
            where = statement.where("messaging", (i, "help", "contact"))
            yield Finding(where, f"{_called(i, programme)}: no e-mail address or telephone number for help")
            return
        if not any(_helps(text, ways) for text in _texts(statement, programme)):
            where = statement.where("messaging", (i, "help"))
            yield Finding(where, f"{_called(i, programme)}: no terms or privacy policy name HELP and {ways[0]}")
            return


def sms_programme(statement: Statement) -> Iterator[Outcome]:
    """Each programme has a name, a brand and types of messages, and its terms or privacy policy name it."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for name, what in (("name", "no name"), ("brand", "no brand"), ("message_types", "no types of messages")):
        without = [i for i, p in statement.records("messaging").items() if not is_stated(p.get(name))]
        if without:
            yield from lacking(statement, "messaging", without, what, at=(name,))
            return
    without = [
        i for i, p in statement.records("messaging").items()
        if not any(_names(text, p) for text in _texts(statement, p))
    ]  # fmt: skip
    yield from lacking(statement, "messaging", without, "neither name nor brand stands in any text", at=("name",))


def sms_consent(statement: Statement) -> Iterator[Outcome]:
    """The consent text of each programme names SMS or text messages, and nothing else is agreed to with it."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items():
        consent = programme.get("consent") or {}
        if not is_stated(consent.get("text")):
            yield Finding(
                statement.where("messaging", (i, "consent", "text")), f"{_called(i, programme)}: no consent text"
            )
            return
        if not SMS.search(consent["text"]):
            message = f"{_called(i, programme)}: the consent text names neither SMS nor text messages"
            yield Finding(statement.where("messaging", (i, "consent", "text")), message)
            return
        if consent.get("bundled") is not False:
            message = f"{_called(i, programme)}: the consent is not said to stand apart from any other"
            yield Finding(statement.where("messaging", (i, "consent", "bundled")), message)
            return


def sms_consent_method(statement: Statement) -> Iterator[Outcome]:
    """Recipients consent in some way; where an administrator enters their number, it is evidenced and confirmed."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items():
        consent = programme.get("consent") or {}
        method = consent.get("method")
        where = statement.where("messaging", (i, "consent", "method"))
        if not is_stated(method) or method == "none":
            yield Finding(where, f"{_called(i, programme)}: recipients do not consent in any stated way")
            return
        absent = [name for name in ("evidence", "confirmation") if not is_stated(consent.get(name))]
        if method == "administrator" and absent:
            yield Finding(
                where, f"{_called(i, programme)}: an administrator adds the number, with no {listed(absent, last='or')}"
            )
            return


def sms_carrier_liability(statement: Statement) -> Iterator[Outcome]:
    """No programme makes carriers liable; the clause is asked for besides."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    liable = [i for i, p in statement.records("messaging").items() if p.get("carriers_liable") is True]
    yield from lacking(statement, "messaging", liable, "carriers are made liable", at=("carriers_liable",))


def sms_dates(statement: Statement) -> Iterator[Outcome]:
    """The privacy policy and the terms of each programme are published: every published page shows its dates."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for programme in statement.records("messaging").values():
        for name in ("privacy", "terms"):
            text = own_text(statement, programme, name)
            if text and not text.published:
                yield Finding(text.matter("title"), "not published yet, so it shows no day on which it took effect")
                return


def sms_revocation(statement: Statement) -> Iterator[Outcome]:
    """Each programme honours an opt-out within 10 business days."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items():
        within = period(programme.get("revocation"))
        if within is None or within.about_days > LONGEST_REVOCATION_DAYS:
            took = f"an opt-out is honoured only within {within}" if within else "not said when an opt-out is honoured"
            yield Finding(statement.where("messaging", (i, "revocation")), f"{_called(i, programme)}: {took}")
            return


def sms_revoke_all(statement: Statement) -> Iterator[Outcome]:
    """An opt-out of one programme ends the messages of all."""
    yield from _each(statement, "revokes_all", "an opt-out is not said to end all messages", lambda flag: flag is True)


def sms_samples(statement: Statement) -> Iterator[Outcome]:
    """Each programme has two sample messages, one of them with the brand and STOP."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items():
        samples = list(programme.get("samples", ()))
        where = statement.where("messaging", (i, "samples"))
        if len(samples) < 2:
            yield Finding(where, f"{_called(i, programme)}: fewer than two sample messages")
            return
        if not any("STOP" in sample and _is_signed(sample, programme) for sample in samples):
            yield Finding(where, f"{_called(i, programme)}: no sample message has both the brand and STOP")
            return


CHECKS: tuple[Check, ...] = (
    sms_missing, sms_urls, sms_non_sharing, sms_non_sharing_conflict, sms_frequency, sms_rates, sms_stop,
    sms_stop_words, sms_help, sms_programme, sms_consent, sms_consent_method, sms_carrier_liability, sms_dates,
    sms_revocation, sms_revoke_all, sms_samples,
)  # fmt: skip


# Helpers of the checks ----------------------------------------------------------------------------------------------


def own_text(statement: Statement, programme: Plain, name: str) -> PolicyText | None:
    """The text of the policy that a programme names in the field `name` (`privacy` or `terms`); None if absent."""
    policy = programme.get(name)
    return statement.texts.get(policy) if isinstance(policy, str) else None


def _texts(statement: Statement, programme: Plain) -> list[PolicyText]:
    """The terms and the privacy policy of a programme; all texts if it does not name both."""
    own = [text for name in ("terms", "privacy") if (text := own_text(statement, programme, name))]
    return own if len(own) == 2 else list(statement.texts.values())


def _each(statement: Statement, field: str, message: str, holds: Callable[[Any], bool]) -> Iterator[Outcome]:
    """A finding if `holds` is false for a field of any programme."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    without = [i for i, p in statement.records("messaging").items() if not holds(p.get(field))]
    yield from lacking(statement, "messaging", without, message, at=(field,))


def _stated(statement: Statement, field: str, message: str) -> Iterator[Outcome]:
    yield from _each(statement, field, message, is_stated)


def _printed(statement: Statement, field: str, message: str) -> Iterator[Outcome]:
    """A finding if the text of a field is neither in the terms nor in the privacy policy of its programme."""
    without = [
        i for i, p in statement.records("messaging").items()
        if isinstance(p.get(field), str)
        and not any(fold(escape(p[field])) in text.plain for text in _texts(statement, p))
    ]  # fmt: skip
    yield from lacking(statement, "messaging", without, message, at=(field,))


def _called(programme_id: str, programme: Plain) -> str:
    name = programme.get("name")
    return name if isinstance(name, str) else f"the programme `{programme_id}`"


def _words(keywords: Plain | None) -> tuple[str, ...]:
    """The keywords of an opt-out or of help, in capitals."""
    return tuple(word.upper() for word in (keywords or {}).get("words", ()))


def _helps(text: PolicyText, ways: list[str]) -> bool:
    """Whether a text names HELP and one of the contact details; telephone numbers are compared by their digits."""
    if not re.search(r"\bHELP\b", text.text):
        return False
    digits = re.sub(r"[^0-9+]", "", text.text) if any(way.startswith("+") for way in ways) else ""
    return any(way in digits if way.startswith("+") else way.casefold() in text.plain for way in ways)


def _names(text: PolicyText, programme: Plain) -> bool:
    names = (programme[name] for name in ("name", "brand") if isinstance(programme.get(name), str))
    return any(fold(escape(name)) in text.plain for name in names)


def _is_signed(sample: str, programme: Plain) -> bool:
    """Whether a sample message names its sender: the brand, or a name before a colon (for a client's brand)."""
    brand = str(programme.get("brand", "")).partition(",")[0]
    return brand.casefold() in sample.casefold() or re.match(r"[A-Z][^:]{1,60}:", sample) is not None


def _is_opt_in(category_id: str, category: Plain) -> bool:
    """Whether a data category is opt-in data: the consent of recipients, or their telephone numbers with it."""
    return _OPT_IN.search(f"{category_id} {category.get('label', '')}") is not None


def _shares(sentence: str) -> bool:
    """Whether a sentence says that data is shared with others for marketing."""
    asserted = all(pattern.search(sentence) for pattern in (_SHARED, _OTHERS, _FOR_MARKETING))
    return asserted and not _DENIED.search(sentence)


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= 100 else f"{words[:100].rsplit(' ', 1)[0]} …"
