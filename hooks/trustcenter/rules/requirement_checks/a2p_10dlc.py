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
from trustcenter.model.problems import Where
from trustcenter.rules.claims import PolicyText, Statement, fold, is_stated
from trustcenter.rules.requirement_checks.a2p_consent import consent_gaps, said_of_consent
from trustcenter.rules.requirement_checks.a2p_messages import (
    confirmation_gaps,
    description_gaps,
    opt_in_gaps,
    reply_gaps,
)
from trustcenter.rules.requirement_checks.a2p_samples import content_gaps, sample_gaps
from trustcenter.rules.requirement_checks.a2p_words import FREQUENCY, RATES, SMS, Gap, sentences
from trustcenter.rules.requirement_checks.finding import Check, Finding, Moot, Outcome, lacking, named, period
from trustcenter.rules.requirement_checks.sharing_sentences import SENTENCE, sharing_sentences

STOP_WORDS = ("STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE")
LONGEST_REVOCATION_DAYS = 14.0
"""Ten business days (47 CFR 64.1200(a)(10)) in average days."""
_PHONE = re.compile(r"\b(?:tele)?phone\b|\bmobile\b|E\.164", re.IGNORECASE)
_OPT_IN = re.compile(r"opt[ _-]?in|consent", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?=\S)((?:(?!\n\s*\n).)+?)(?<=\S)\1", re.DOTALL)
_REFERS_BACK = re.compile(r"\W*(?:it|they|this|these|that|those|neither|both|such)\b", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"\bexclud\w+\b[^.]*\bopt[- ]?in (?:data|information)\b[^.]*\bnot be shared with (?:any )?third part", re.IGNORECASE
)
"""The clause that registrars propose, which names neither affiliates nor marketing."""
_NUMBER = re.compile(
    r"\b(?:tele)?phone numbers?\b|\bmobile numbers?\b|\bcell numbers?\b|\bmobile information\b", re.IGNORECASE
)
_NON_SHARING = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"opt[- ]?in|consent|mobile|\bnumbers?\b|text messag|SMS", r"third[- ]part", r"affiliate",
        r"marketing|promotion", r"\b(?:not|never|no|nor|neither)\b", r"\bshar",
    )
)  # fmt: skip
_MESSAGES = re.compile(r"\b(?:messages?|texts?)\b", re.IGNORECASE)
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
        for finding in lacking(statement, "messaging", without, f"no {what} on this site", at=(name,)):
            yield Finding(finding.where, finding.message, f"urls-{name}")


def sms_non_sharing(statement: Statement) -> Iterator[Outcome]:
    """The facts say of each programme that opt-in data is not shared for marketing, and its privacy policy alone does.

    If no text but the privacy policy names a clause, that clause is judged by the words of the list.
    """
    yield from _each(statement, "opt_in_shared", "opt-in data is not said to stay unshared", lambda p: p is False)
    for text in _own_texts(statement, "privacy"):
        elsewhere = [t for t in statement.texts.values() if t is not text and t.answer("sms-non-sharing")]
        own = text.answer("sms-non-sharing")
        if (elsewhere or own) and not _keeps_opt_in(text):
            message = f"{text.title} does not say that opt-in data is not shared with third parties or affiliates for"
            message += " marketing"
            message += f"; that {elsewhere[0].title} says it does not help" if elsewhere else ""
            yield Finding(text.where(own.offset) if own else text.matter("title"), message, "non-sharing")


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
    vetted = {text.policy for text in _own_texts(statement, "privacy") if not _keeps_opt_in(text)}
    for _, text in sorted(statement.texts.items()):
        for offset, words in sharing_sentences(text.prose):
            if text.policy in vetted and _OPT_IN.search(words):  # the clause itself, turned round: `sms_non_sharing`
                continue
            message = f'"{_short(words)}" says that data goes to others, and does not except opt-in data'
            yield Finding(text.where(offset), message, "sharing-sentence")


def sms_frequency(statement: Statement) -> Iterator[Outcome]:
    """Each programme has a frequency, and its terms say it."""
    yield from _stated(statement, "frequency", "no message frequency")
    yield from _printed(statement, "frequency", "the terms do not say the frequency")


def sms_rates(statement: Statement) -> Iterator[Outcome]:
    """Each programme has the words "message and data rates may apply", and its terms have them."""
    yield from _stated(statement, "rates", "no word on message and data rates")
    other = [
        i for i, p in statement.records("messaging").items()
        if isinstance(p.get("rates"), str) and not RATES.search(fold(p["rates"]))
    ]  # fmt: skip
    message = 'the rates lack the words "message and data rates may apply"'
    yield from lacking(statement, "messaging", other, message, at=("rates",))
    without = [
        i for i, p in statement.records("messaging").items()
        if i not in other and is_stated(p.get("rates"))
        and (terms := own_text(statement, p, "terms")) and not RATES.search(terms.plain)
    ]  # fmt: skip
    message = 'the terms lack the words "message and data rates may apply"'
    yield from lacking(statement, "messaging", without, message, at=("rates",))


def sms_stop(statement: Statement) -> Iterator[Outcome]:
    """Each programme takes STOP, and its terms show it in bold."""
    said = list(_each(statement, "stop", "STOP is no opt-out word", lambda p: "STOP" in _words(p), "keyword-stop"))
    yield from said
    if said:  # the terms may print the words of the facts
        return
    without = [
        i for i, p in statement.records("messaging").items()
        if "STOP" in _words(p.get("stop")) and (terms := own_text(statement, p, "terms")) and not _bold_stop(terms)
    ]  # fmt: skip
    message = "the terms do not show STOP in bold"
    yield from _with("terms-stop", lacking(statement, "messaging", without, message, at=("stop",)))


def sms_stop_words(statement: Statement) -> Iterator[Outcome]:
    """The opt-out words of each programme include those of the law."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items():
        words = _words(programme.get("stop"))
        absent = [word for word in STOP_WORDS if word not in words]
        if absent and "STOP" in words:  # without STOP, `sms_stop` has the finding
            where = statement.where("messaging", (i, "stop", "words"))
            yield Finding(where, f"{_called(i, programme)} does not take {listed(absent)} as an opt-out")
            return


def sms_help(statement: Statement) -> Iterator[Outcome]:
    """Each programme takes HELP and has a contact with an e-mail address or telephone number, which its terms name."""
    said = list(_each(statement, "help", "HELP is no word for help", lambda p: "HELP" in _words(p), "keyword-help"))
    yield from said
    if said:  # the terms may print the words of the facts
        return
    for i, programme in statement.records("messaging").items():
        words = programme.get("help")
        if "HELP" not in _words(words) or words is None:
            continue
        contact = statement.records("contacts").get(str(words.get("contact")), {})
        ways = [str(contact[way]) for way in ("email", "phone") if is_stated(contact.get(way))]
        if not ways:
            where = statement.where("messaging", (i, "help", "contact"))
            message = f"{_called(i, programme)}: no e-mail address or telephone number for help"
            yield Finding(where, message, "keyword-help")
            return
        terms = own_text(statement, programme, "terms")
        if terms and not _helps(terms, ways):
            where = statement.where("messaging", (i, "help"))
            yield Finding(where, f"{_called(i, programme)}: the terms do not name HELP and {ways[0]}", "terms-help")
            return


def sms_programme(statement: Statement) -> Iterator[Outcome]:
    """Each programme has a name, a brand and types of messages, and its terms name it."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for name, what in (("name", "no name"), ("brand", "no brand"), ("message_types", "no types of messages")):
        without = [i for i, p in statement.records("messaging").items() if not is_stated(p.get(name))]
        if without:
            yield from lacking(statement, "messaging", without, what, at=(name,))
            return
    without = [
        i for i, p in statement.records("messaging").items()
        if (terms := own_text(statement, p, "terms")) and not _names(terms, p)
    ]  # fmt: skip
    yield from _alike(statement)
    message = "the terms name neither name nor brand"
    yield from _with("terms-programme", lacking(statement, "messaging", without, message, at=("name",)))
    for i, programme in statement.records("messaging").items():
        yield from _of_fields(statement, i, programme, content_gaps(programme))


def _alike(statement: Statement) -> Iterator[Finding]:
    """A finding for the first programme that has the brand and the name of one before it."""
    first: dict[tuple[str, str], str] = {}
    for i, programme in statement.records("messaging").items():
        called = (fold(str(programme.get("brand"))), fold(str(programme.get("name"))))
        if called in first and is_stated(programme.get("name")):
            message = f"`{first[called]}` and `{i}` have one brand and one name: a registration cannot tell them apart"
            yield Finding(statement.where("messaging", (i, "name")), message, "terms-programme")
            return
        first.setdefault(called, i)


def sms_consent(statement: Statement) -> Iterator[Outcome]:
    """The consent text of each programme has every element that is vetted, and nothing else is agreed to with it.

    The wording is asked of drafts only: what is in effect was vetted as it is, and a new text comes with a new version.
    """
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    elements = set()
    for i, programme in statement.records("messaging").items():
        for finding in _of_fields(statement, i, programme, consent_gaps(programme, wording=_drafted(statement))):
            elements.add(finding.element)
            yield finding
    for text in _own_texts(statement, "terms") if _drafted(statement) else ():
        for sentence in text.matches(SENTENCE):
            for element, what in said_of_consent(sentence[0]):
                if element not in elements:  # the terms print the facts
                    elements.add(element)
                    yield Finding(text.where(sentence.start()), f'"{_short(sentence[0])}": {what}', element)


def sms_opt_in(statement: Statement) -> Iterator[Outcome]:
    """Each programme says who sends to whom and why, and shows each way to opt in; asked of drafts only."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items() if _drafted(statement) else ():
        yield from _of_fields(statement, i, programme, description_gaps(programme))
        yield from _of_fields(statement, i, programme, opt_in_gaps(programme))


def sms_replies(statement: Statement) -> Iterator[Outcome]:
    """The first message and the replies to START, STOP and HELP have what carriers ask; asked of drafts only."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items() if _drafted(statement) else ():
        yield from _of_fields(statement, i, programme, confirmation_gaps(programme))
        yield from _of_fields(statement, i, programme, reply_gaps(programme))


def sms_privacy(statement: Statement) -> Iterator[Outcome]:
    """The privacy policy itself says that numbers are held and texted; for a web form also how often and at what cost.

    Asked of drafts only.
    """
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for text in _own_texts(statement, "privacy") if _drafted(statement) else ():
        web = any(
            (p.get("consent") or {}).get("method") == "web form"
            for p in statement.records("messaging").values() if p.get("privacy") == text.policy
        )  # fmt: skip
        for element, what in _privacy_lacks(text, web=web):
            yield Finding(_heading(text), f"{text.title} {what}", element)


def sms_site(statement: Statement) -> Iterator[Outcome]:
    """The organization says what it does and where it can be reached."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
        return
    organization = statement.one("organization")
    if _drafted(statement) and not is_stated(organization.get("about")):
        where = statement.where("organization", ("about",))
        yield Finding(where, "the site does not say what the company does", "site-about")
    if not (is_stated(organization.get("address")) or is_stated(organization.get("phone"))):
        where = statement.where("organization", ("address",))
        yield Finding(where, "the site names neither an address nor a telephone number of the company", "site-address")


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
    """Each programme has two sample messages of its own brand, one of them with STOP, with nothing carriers exclude."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    for i, programme in statement.records("messaging").items():
        yield from _of_fields(statement, i, programme, sample_gaps(programme))


CHECKS: tuple[Check, ...] = (
    sms_missing, sms_urls, sms_non_sharing, sms_non_sharing_conflict, sms_frequency, sms_rates, sms_stop,
    sms_stop_words, sms_help, sms_programme, sms_consent, sms_consent_method, sms_carrier_liability, sms_dates,
    sms_revocation, sms_revoke_all, sms_samples, sms_opt_in, sms_replies, sms_privacy, sms_site,
)  # fmt: skip


# Helpers of the checks ----------------------------------------------------------------------------------------------


def own_text(statement: Statement, programme: Plain, name: str) -> PolicyText | None:
    """The text of the policy that a programme names in the field `name` (`privacy` or `terms`); None if absent."""
    policy = programme.get(name)
    return statement.text(policy) if isinstance(policy, str) else None


def _own_texts(statement: Statement, name: str) -> list[PolicyText]:
    """The texts that the programmes name in a field (`privacy` or `terms`), each once."""
    texts = (own_text(statement, programme, name) for programme in statement.records("messaging").values())
    return list({text.policy: text for text in texts if text}.values())


def _drafted(statement: Statement) -> bool:
    """Whether a statement is of drafts: wording is asked of them alone, what is in effect was vetted as it is."""
    return statement.vetted or any(text.draft for text in statement.texts.values())


def _with(element: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings with the id of their element."""
    return (Finding(finding.where, finding.message, element) for finding in findings)


def _of_fields(statement: Statement, programme_id: str, programme: Plain, gaps: Iterator[Gap]) -> Iterator[Finding]:
    """Findings for what the fields of a programme lack."""
    for gap in gaps:
        where = statement.where("messaging", (programme_id, *gap.field))
        yield Finding(where, f"{_called(programme_id, programme)}: {gap.message}", gap.element)


def _keeps_opt_in(text: PolicyText) -> bool:
    """Whether a text says, in one sentence, that opt-in data stays with the company.

    A sentence that begins with a pronoun is read together with the one before it.
    """
    before = ""
    for sentence in text.matches(SENTENCE):
        words = f"{before} {sentence[0]}" if _REFERS_BACK.match(sentence[0]) else sentence[0]
        if _EXCLUDED.search(words) or all(pattern.search(words) for pattern in _NON_SHARING):
            return True
        before = sentence[0]
    return False


def _privacy_lacks(text: PolicyText, *, web: bool) -> Iterator[tuple[str, str]]:
    """The elements that a privacy policy lacks; `web`: recipients opt in on the web."""
    if not (_NUMBER.search(text.prose) and SMS.search(text.prose)):
        yield "privacy-collected", "does not say that telephone numbers are collected and used for text messages"
    if web and not any(FREQUENCY.search(words) and _MESSAGES.search(words) for words in sentences(text.prose)):
        yield "privacy-frequency", "does not say how often messages come, although recipients opt in on the web"
    if web and not RATES.search(text.plain):
        yield (
            "privacy-rates",
            'lacks the words "message and data rates may apply", although recipients opt in on the web',
        )


def _heading(text: PolicyText) -> Where:
    """Where a privacy policy speaks of text messages, else its title."""
    mentioned = next(iter(text.matches(SMS)), None)
    return text.where(mentioned.start()) if mentioned else text.matter("title")


def _bold_stop(text: PolicyText) -> bool:
    """Whether STOP stands in bold in a text."""
    return any(re.search(r"\bSTOP\b", bold[2]) for bold in text.matches(_BOLD))


def _each(
    statement: Statement, field: str, message: str, holds: Callable[[Any], bool], element: str = ""
) -> Iterator[Outcome]:
    """A finding if `holds` is false for a field of any programme."""
    if not statement.records("messaging"):
        yield _NO_PROGRAMME
    without = [i for i, p in statement.records("messaging").items() if not holds(p.get(field))]
    yield from _with(element, lacking(statement, "messaging", without, message, at=(field,)))


def _stated(statement: Statement, field: str, message: str) -> Iterator[Outcome]:
    yield from _each(statement, field, message, is_stated)


def _printed(statement: Statement, field: str, message: str) -> Iterator[Outcome]:
    """A finding if the text of a field is not in the terms of its programme."""
    without = [
        i for i, p in statement.records("messaging").items()
        if isinstance(p.get(field), str)
        and (terms := own_text(statement, p, "terms")) and fold(escape(p[field])) not in terms.plain
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


def _is_opt_in(category_id: str, category: Plain) -> bool:
    """Whether a data category is opt-in data: the consent of recipients, or their telephone numbers with it."""
    return _OPT_IN.search(f"{category_id} {category.get('label', '')}") is not None


def _short(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= 160 else f"{words[:160].rsplit(' ', 1)[0]} …"
