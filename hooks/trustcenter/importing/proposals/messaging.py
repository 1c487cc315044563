"""An SMS programme: the keywords, how often, what it costs, and what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain, unknown

_ABOUT = re.compile(r"\b(?:SMS|MMS|text messag\w+|texts?|messages?)\b", re.IGNORECASE)
_STOP = re.compile(r"(?<![\w])[\"“'*]*(STOP(?: ?ALL)?|UNSUBSCRIBE|CANCEL|END|QUIT|OPT ?OUT|REVOKE)[\"”'*]*(?!\w)")
_HELP = re.compile(r"(?<![\w])[\"“'*]*(HELP|INFO)[\"”'*]*(?!\w)")
_KEYED = re.compile(r"\b(?:reply|replying|text|texting|send|sending|respond|responding|keyword)\b", re.IGNORECASE)
_FREQUENCY = re.compile(
    r"\b(?:frequency|how often|up to \d+ (?:messages|texts)|messages? (?:per|a|each) (?:week|month|day)|"
    r"msgs?/(?:mo|month|week))\b",
    re.IGNORECASE,
)
_RATES = re.compile(
    r"\b(?:message|msg|messaging)\s*(?:and|&)\s*data rates\b|\bdata rates may apply\b|"
    r"\bcarrier (?:charges|rates|fees)\b",
    re.IGNORECASE,
)
_NO_MARKETING = re.compile(
    r"\b(?:do not|don't|never|will not|no)\b[^.;]{0,40}\b(?:marketing|promotional)\b", re.IGNORECASE
)


def messaging(found: Sequence[Sentence], *, brand: str) -> Iterator[Proposal]:
    """One programme for a text that tells recipients how to stop, get help, or what messages cost."""
    stop = _words(found, _STOP)
    help_ = _words(found, _HELP)
    others = [word for word in _keywords(found) if word not in (*stop[0], *help_[0])]
    rates = next((s for s in found if _RATES.search(plain(s.text))), None)
    first = stop[1] or help_[1] or rates or next((s for s in found if others and others[0] in s.text), None)
    if first is None:
        return
    fields: dict[str, Any] = {"id": "sms", "name": unknown("the text gives the programme no name")}
    fields["brand"] = brand or unknown("the text names no brand for its messages")
    fields["message_types"] = _types(found)
    if any(_NO_MARKETING.search(plain(s.text)) and _ABOUT.search(s.place + s.text) for s in found):
        fields["marketing"] = False
    frequency = next(
        (s for s in found if _FREQUENCY.search(plain(s.text)) and _ABOUT.search(f"{s.place} {s.text}")), None
    )
    fields["frequency"] = (
        plain(frequency.words).rstrip(".") if frequency else unknown("the text does not say how often")
    )
    fields["rates"] = plain(rates.words).rstrip(".") if rates else unknown("the text does not say what messages cost")
    fields["consent"] = unknown("how recipients agree must be described by a person")
    fields["stop"] = {"words": stop[0]} if stop[0] else unknown("the text names no word to stop")
    fields["help"] = {"words": help_[0]} if help_[0] else unknown("the text names no word for help")
    note = f"other keywords: {', '.join(others)}" if others else ""
    words = ", ".join([*stop[0], *help_[0], *others])
    yield Proposal("messaging", "sms", fields, first, "medium", words, note=note)


_LED = (
    r"(?:\b(?:[Rr]eply(?:ing)?|[Tt]ext(?:ing)?|[Aa]nswer(?:ing)?|[Ss]end(?:ing)?|[Rr]espond(?:ing)?|[Kk]eywords?|"
    r"[Ww]ord|"
    r"such as)(?: with| to us)?:?|[,;]|\bor|\band|/)"
)
_KEYWORD = re.compile(rf"(?P<led>{_LED})\s*[\"“'‘*]*(?P<word>[A-ZÄÖÜÉÊÀ]{{2,14}})(?![\w-])")
_NO_KEYWORD = frozenset(
    "SMS MMS RCS PIN ID US USA UK EU ATO TCPA CTIA HIPAA PHI FAQ API A2P URL IP IVR AI US IT HR OK AND OR NOT "
    "ALL".split()
)
_TO_WRITE = re.compile(
    r"\b(?:[Rr]eply(?:ing)?|[Tt]ext(?:ing)?|[Aa]nswer(?:ing)?|[Ss]end(?:ing)?|[Rr]espond(?:ing)?|"
    r"[Kk]eywords?)\b[^.;]{0,40}?[A-Z]{2,14}"
)


_TOLD = re.compile(r"\b(?:SMS|texts?|texting|text messag\w+|keywords?|reply)\b", re.IGNORECASE)


def _keywords(found: Sequence[Sentence]) -> list[str]:
    """Words in capitals that people are told to write."""
    words: list[str] = []
    for sentence in found:
        text = plain(sentence.text)
        start = _TO_WRITE.search(text)
        listed = (
            re.match(r"[\"“'*]*([A-ZÄÖÜÉÊÀ]{3,14})\b(?! [A-Z]{2})", text) if sentence.kind in ("item", "row") else None
        )
        if listed and listed[1] not in _NO_KEYWORD and _TOLD.search(f"{sentence.intro} {sentence.heading}"):
            words.append(listed[1])
        about = _ABOUT.search(f"{sentence.place} {text} {sentence.before}") or _STOP.search(text)
        if sentence.kind != "heading" and start and about:
            words += [
                match["word"] for match in _KEYWORD.finditer(text, start.start()) if match["word"] not in _NO_KEYWORD
            ]
    return list(dict.fromkeys(words))


def _words(found: Sequence[Sentence], pattern: re.Pattern[str]) -> tuple[list[str], Sentence | None]:
    """The keywords in sentences that tell people to reply, and the first such sentence."""
    words: list[str] = []
    first = None
    for sentence in found:
        text = plain(sentence.text)
        told = _KEYED.search(text) or (pattern.match(text) and _TO_WRITE.search(plain(sentence.before)))
        if told and (matches := pattern.findall(text)):
            first = first or sentence
            words += matches
    return list(dict.fromkeys(words)), first


def _types(found: Sequence[Sentence]) -> list[str]:
    listed = next(
        (s for s in found if re.fullmatch(r"(?:message types?|types of messages?)", s.label, re.IGNORECASE)), None
    )
    if listed is None:
        return []
    words = re.split(r",\s*(?:and\s+)?|\s+and\s+", plain(listed.words).rstrip("."))
    return [word.strip() for word in words if word.strip()]
