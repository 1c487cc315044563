"""An SMS programme: the keywords, how often, what it costs, and what is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain, unknown

_ABOUT = re.compile(r"\b(?:SMS|MMS|text messag\w+|texts?|messages?)\b", re.IGNORECASE)
_WORD = r"[\"“'*]*(?P<word>{})[\"”'*]*(?=\W|\Z)"
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
    rates = next((s for s in found if _RATES.search(plain(s.text))), None)
    first = stop[1] or help_[1] or rates
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
    yield Proposal("messaging", "sms", fields, first, "medium", ", ".join([*stop[0], *help_[0]]))


def _words(found: Sequence[Sentence], pattern: re.Pattern[str]) -> tuple[list[str], Sentence | None]:
    """The keywords in sentences that tell people to reply, and the first such sentence."""
    words: list[str] = []
    first = None
    for sentence in found:
        text = plain(sentence.text)
        if _KEYED.search(text) and (matches := pattern.findall(text)):
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
