"""Age limits: numbers of years that a text says of people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain

_NUMBERS = {
    "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty-one": 21,
}  # fmt: skip
_NUMBER = re.compile(
    rf"(?<![\w.,$€£§/:-])(?P<number>[5-9]|1[0-9]|2[0-5]|{'|'.join(_NUMBERS)})(?: \((?P<inner>[0-9]{{1,2}})\))?"
    r"(?![\w%]|[.,:/-]\d)",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:\b(?:under|below|beneath|younger than|less than|not yet|over|above|older than|at least|minimum age(?: (?:of|"
    r"is))?|aged?|ages|"
    r"(?:persons?|people|children|minors|individuals|pupils|teenagers) of|"
    r"age of|from age|turn(?:s|ed)?|reach(?:es|ed)?|until (?:they|you) (?:are|turn)|"
    r"(?:age of )?majority[^.;()]{0,60}|(?:join|register|sign up|enrol|take part|"
    r"open an account)(?:\s\w+){0,3}\s(?:at|from)|full age(?: of)?|of age)"
    r"(?:\s+(?:the )?ages? of|\s+(?:between|from|of))?|(?:over|under)-)[\s(]*\Z",
    re.IGNORECASE,
)
_BEING = re.compile(
    r"\b(?:be|is|are|being|been|who['’]s|you['’]re|to|and|or|between|from|than)\s+(?:at least |over |under |"
    r"younger than )?\Z",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\s*(?:[-–]?\s?years?(?:[-–\s]olds?|\s+of\s+age)|(?:years\s+)?(?:or|and)\s+(?:older|over|above|under|younger|"
    r"up)\b|\+|[-–]year[-–]olds?)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"\b(?:aged?|ages|between|are|from|under|who are)\s+(?:between\s+)?\d{1,2}\s+(?:to|and|or|through|"
    r"[-–])\s+(?:under\s+)?\Z",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(r"\s+(?:to|through|[-–])\s+1[0-9]\b", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:[.,;:)!?]|\Z|\b(?:to|may|must|can|cannot|can['’]t|should|need\w*|in|and|or|who|without|if|by|on|we|"
    r"by yourself|s\b)\b)",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"\s*(?:\(\w+\)\s*)?(?:(?:business|working|calendar|full)\s+)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|"
    r"years?(?!\s+(?:of age|old))|%|percent|"
    r"messages?|texts?|characters?|users?|people|employees?|countries|states|languages|times|GB|MB|am\b|pm\b|"
    r"o['’]clock|digits?|pages?)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:child\w*|kids?|minors?|ages?|aged|individuals|persons?|people|users?|anyone|anybody|nobody|no one|you|"
    r"patients?|students?|pupils?|"
    r"volunteers?|members?|parent\w*|guardians?|teen\w*|adults?|old|older|younger|young|customers?|applicants?|"
    r"donors?|supporters?|players?|drivers?)\b",
    re.IGNORECASE,
)  # fmt: skip
_CONSENT = re.compile(
    r"\b(?:parental consent|consent of (?:a|their|your|the) parents?|(?:parents?|"
    r"guardians?)(?:['’]s?)?(?: or (?:legal )?guardian(?:['’]s)?)?"
    r"(?:['’]s)? (?:consent|permission|say-so|agree\w*|signature)|needs? a signed form)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:\s|\(|,|or|and|to|-|–|years?(?: of age| old)?|under|over)+", re.IGNORECASE)
_WHERE = re.compile(
    r"\s*\(?,?\s*(?:or|and)\s+(?:under\s+)?\d{1,2}\s+(?P<where>(?:in|for)\s+[^.;,)]{2,40})", re.IGNORECASE
)


def children(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """Each age with what it is about: who may not use the services, whose parents must agree."""
    seen: set[tuple[int, str]] = set()
    for sentence in found:
        text = plain(sentence.text)
        if sentence.kind == "heading" or not _ABOUT.search(f"{text} {sentence.heading}"):
            continue
        where, end = "", -1
        for match in _NUMBER.finditer(text):
            if _is_age(text, match) or (end >= 0 and _GOES_ON.fullmatch(text[end : match.start()])):
                end = match.end()
                if proposal := _proposal(_age(match), where or _region(text, match.end()), sentence, text, seen):
                    yield proposal
            also = _WHERE.match(text, match.end())
            where = also["where"] if also else ""


def _is_age(text: str, match: re.Match[str]) -> bool:
    """Whether a number is one of years of life, by the words before and after it."""
    before, end = text[max(match.start() - 60, 0) : match.start()], match.end()
    if _UNITS.match(text, end) and not _FOLLOWS.match(text, end):
        return False
    if re.search(r"\b(?:over|above|at least|less than|under|to|of|from|between)\s+\Z", before) and re.search(
        r"\b(?:frequency|costs?|price|fees?|for the past|within|in business|score|version|sections?|articles?|art\.|"
        r"no\.)\b[^.;]*\Z",
        before,
        re.IGNORECASE,
    ):
        return False
    if _LEADS.search(before) or _RANGE.search(before):
        return True
    if _FOLLOWS.match(text, end):
        return True
    old_enough = re.search(
        r"\b(?:must|need(?:s)? to|ha(?:ve|s) to|should|are|is|to|of full age)\b[^.;]{0,12}\Z", before, re.IGNORECASE
    )
    return bool(
        _BEING.search(before)
        and old_enough
        and (_ENDS.match(text, end) or _RANGE_AFTER.match(text, end))
        and _age(match) >= 12
    )


def _age(match: re.Match[str]) -> int:
    """The number that a match names."""
    return int(match["inner"] or _NUMBERS.get(match["number"].lower()) or match["number"])


def _region(text: str, end: int) -> str:
    found = re.match(
        r"\s+(?:years\s+(?:of age|old)\s+)?\(?(?P<where>(?:in|for) (?:the )?[A-Z][^.;,)]{1,38})", text[end:]
    )
    return found["where"] if found else ""


def _proposal(age: int, where: str, sentence: Sentence, text: str, seen: set[tuple[int, str]]) -> Proposal | None:
    consent = bool(_CONSENT.search(text))
    business = bool(re.search(r"\b(?:accounts?|business)\b", text, re.IGNORECASE)) and not consent
    what = "consent" if consent else "account" if business else "use"
    if (age, what) in seen:
        return None
    seen.add((age, what))
    label = {
        "consent": f"Parents agree under {age}",
        "account": f"Accounts from {age}",
        "use": f"Not for anyone under {age}",
    }[what]
    fields: dict[str, Any] = {"id": f"{what}_{age}", "label": label}
    fields["parental_consent_under" if consent else "minimum_age"] = str(age)
    if where:
        fields["regions"] = [re.sub(r"^(?:in|for)\s+(?:the\s+)?", "", where)]
    if re.search(r"(?:do|does|will) not knowingly", text, re.IGNORECASE):
        fields["knowingly_collected"] = False
    return Proposal("children", fields["id"], fields, sentence, "high", str(age))
