"""What carriers ask of the description, the opt-in methods and the automatic replies of one SMS programme.

`a2p_10dlc` calls `description_gaps`, `opt_in_gaps`, `confirmation_gaps` and `reply_gaps` with a record of
data/messaging.yml and gets what its fields lack; the ids of the elements, their codes and what to write stand in the
list `a2p-10dlc`.  Of a programme of customers nothing is asked: each of them registers its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.model.facts import Plain
from trustcenter.model.phrases import listed
from trustcenter.rules.claims import fold, is_stated
from trustcenter.rules.requirement_checks.a2p_words import (
    FREQUENCY,
    RATES,
    SMS,
    Gap,
    brand_of,
    by_customers,
    is_foreign,
    names_brand,
    names_purpose,
)

_PEOPLE = re.compile(
    r"\b(?:customers?|clients?|users?|members?|patients?|callers?|people|persons?|recipients?|subscribers?|guests?"
    r"|employees?|staff|students?|parents?|tenants?|residents?|donors?|volunteers?|drivers?|administrators?|buyers?"
    r"|visitors?|account (?:holders?|owners?)|applicants?|contacts|whoever|everybody|those who|consumers?|shoppers?)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"^https?://(?:localhost|127\.|10\.|192\.168\.|[^/.:]+(?:[/:]|$)|[^/]*\.(?:local|internal|lan|test|invalid)(?:[/:]|$))",
    re.IGNORECASE,
)
"""Addresses that nobody outside of a company's network can open."""
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|\+?\(?\d[\d() .-]{6,}\d|https?://\S+|\bwww\.\S+|\b[\w-]+\.(?:com|org|net|io)\b"
)
_NO_MORE = re.compile(
    r"\bno (?:more|further|longer|additional)\b|\b(?:not|never) (?:\w+ )?(?:receive|get|be sent|send|text)\b"
    r"|\bwon't\b|\bunsubscribed\b|\bopted out\b|\b(?:are|have been) (?:stopped|removed)\b|\bstopped\b",
    re.IGNORECASE,
)
_NAMES_SENDER = re.compile(
    r"\bnam(?:es?|ing)\b[^,;]*|\b(?:brand|business|company|sender|customer|practice)\b", re.IGNORECASE
)
_ANSWERED = re.compile(r"\b(?:answer(?:ed)?|repl(?:y|ied)|double)\b[^.]*?(?:\bYES\b|\bY\b|opt-?in)", re.IGNORECASE)


def description_gaps(programme: Plain) -> Iterator[Gap]:
    """What the description of a programme lacks: who sends, to whom, and why."""
    if by_customers(programme):
        return
    words = programme.get("description")
    if not isinstance(words, str):
        yield Gap("description", ("description",), "the programme has no description")
        return
    field = ("description",)
    if not names_brand(words, programme):
        yield Gap("description-who", field, f"the description does not name who sends, {brand_of(programme)}")
    if not _PEOPLE.search(words):
        yield Gap("description-whom", field, "the description does not say to whom messages go")
    if not names_purpose(words, programme):
        yield Gap("description-why", field, "the description does not say what the messages are for")


def opt_in_gaps(programme: Plain) -> Iterator[Gap]:
    """What the opt-in methods of a programme lack for a reviewer who wants to see them."""
    consent = programme.get("consent") or {}
    method = consent.get("method")
    if by_customers(programme) or not isinstance(method, str) or method == "none":
        return
    described: list[Plain] = list(programme.get("opt_in", ()))
    if not described:
        yield Gap("opt-in", ("consent", "method"), "no opt-in method is described")
        return
    if method not in {way.get("method") for way in described}:
        yield Gap("opt-in-all", ("opt_in",), f'the method of the consent, "{method}", is not among the opt-in methods')
    for place, way in enumerate(described):
        yield from _way_gaps(way, ("opt_in", place))


def _way_gaps(way: Plain, field: tuple[str | int, ...]) -> Iterator[Gap]:
    """What one opt-in method lacks."""
    method = str(way.get("method"))
    if method == "web form" and not (is_stated(way.get("address")) or is_stated(way.get("picture"))):
        yield Gap("opt-in-address", field, "the opt-in page has no address, and no picture stands for it")
    elif method == "web form" and way.get("login") is True and not is_stated(way.get("picture")):
        yield Gap("opt-in-picture", field, "the opt-in page stands behind a login, and no picture shows it")
    if method == "paper" and not is_stated(way.get("picture")):
        yield Gap("opt-in-picture", field, "no picture shows the form on paper")
    elif method == "web form" and _PRIVATE.search(str(way.get("address", ""))):
        yield Gap("opt-in-address", (*field, "address"), "the address of the opt-in page is not one of the public web")
    if method == "verbal":
        yield from _script_gaps(way.get("script"), field)
    if method == "keyword" and not (is_stated(way.get("keyword")) and is_stated(way.get("phone"))):
        yield Gap("opt-in-keyword", field, "the keyword, or the number that it is sent to, is not stated")
    if method in ("administrator", "web form") and not is_stated(way.get("steps")):
        yield Gap("opt-in-steps", field, "the steps by which the recipient agrees are not stated")


def _script_gaps(script: object, field: tuple[str | int, ...]) -> Iterator[Gap]:
    """What the words that are spoken lack of a consent text, whatever the consent text itself says."""
    if not isinstance(script, str):
        yield Gap("opt-in-script", field, "the words that are spoken are not stated")
        return
    named = {
        "SMS or text messages": SMS.search(script), "how often messages come": FREQUENCY.search(script),
        "message and data rates": RATES.search(script.casefold()), "HELP": "HELP" in script, "STOP": "STOP" in script,
    }  # fmt: skip
    if absent := [what for what, is_named in named.items() if not is_named]:
        message = f"the words that are spoken do not name {listed(absent, last='or')}"
        yield Gap("opt-in-script", (*field, "script"), message)


def confirmation_gaps(programme: Plain) -> Iterator[Gap]:
    """What the first message of a programme is not said to name, unless it must be answered with YES."""
    words = (programme.get("consent") or {}).get("confirmation")
    field = ("consent", "confirmation")
    if not isinstance(words, str):
        if not is_stated((programme.get("replies") or {}).get("start")) and is_stated(programme.get("consent")):
            yield Gap("confirmation", field, "no first message confirms the opt-in")
        return
    if _ANSWERED.search(words):
        return
    absent = [word for word in ("HELP", "STOP") if not re.search(rf"\b{word}\b", words)]
    if not (names_brand(words, programme) or _NAMES_SENDER.search(words)):
        absent.insert(0, "the brand")
    if absent:
        yield Gap("confirmation", field, f"the first message is not said to name {listed(absent, last='or')}")


def reply_gaps(programme: Plain) -> Iterator[Gap]:
    """What the replies to START, STOP and HELP of a programme lack."""
    if by_customers(programme):
        return
    replies = programme.get("replies") or {}
    checks = {"start": _start, "stop": _stop, "help": _help}
    for name, check in checks.items():
        words = replies.get(name)
        if isinstance(words, str):
            if is_foreign(words):
                message = f"the reply to {name.upper()} is not in English, in which registrars vet"
                yield Gap("reply-language", ("replies", name), message)
                continue
            for element, message in check(words, programme):
                yield Gap(element, ("replies", name), f"the reply to {name.upper()} {message}")
        else:
            yield Gap(f"reply-{name}", ("replies", name), f"the reply to {name.upper()} is not stated")


def _start(words: str, programme: Plain) -> Iterator[tuple[str, str]]:
    named = fold(str(programme.get("name", ""))) in fold(words)
    if not names_brand(words, programme):
        yield "reply-start-brand", f"does not name the brand, {brand_of(programme)}"
    if not (named or names_purpose(words, programme)):
        yield "reply-start-programme", "does not name the programme or what its messages are about"
    if not FREQUENCY.search(words):
        yield "reply-start-frequency", "does not say how often messages come"
    if not RATES.search(words.casefold()):
        yield "reply-start-rates", 'lacks the words "message and data rates may apply"'
    for word in ("HELP", "STOP"):
        if not re.search(rf"\b{word}\b", words):
            yield f"reply-start-{word.lower()}", f"does not name {word}"


def _stop(words: str, programme: Plain) -> Iterator[tuple[str, str]]:
    if not names_brand(words, programme):
        yield "reply-stop-brand", f"does not name the brand, {brand_of(programme)}"
    if not _NO_MORE.search(words):
        yield "reply-stop-end", "does not say that no more messages come"


def _help(words: str, programme: Plain) -> Iterator[tuple[str, str]]:
    if not names_brand(words, programme):
        yield "reply-help-brand", f"does not name the brand, {brand_of(programme)}"
    if not _CONTACT.search(words):
        yield "reply-help-contact", "names no e-mail address, telephone number or page"
