"""Age limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal, plain

_AGE = r"(?P<age{0}>1[0-9]|2[01]|(?:thirteen|sixteen|eighteen)(?: \((?:13|16|18)\))?)"
_UNDER = re.compile(
    rf"\b(?:under|below|younger than|less than|not yet)"
    rf"\s+(?:the\s+)?(?:age(?:s)?\s+of\s+)?{_AGE.format('')}(?:\s+years)?(?:\s+(?:of age|old)"
    rf")?(?:\s*\(?,?\s*(?:or|and)\s+(?:under\s+)?{_AGE.format('2')}\s+(?P<where>(?:in|for)"
    rf"\s+[^.;,)]{{2,40}}))?",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\b(?:at least|minimum age (?:of|is)|over the age of|aged?)\s+{_AGE.format('')}(?=\s*(?:years|"
    rf"or older|and older|or over|to\b|$|[.,;)]))|\b{_AGE.format('3')}\s+(?:years (?:of age )?or (?:older|"
    rf"over)|or older|and over)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:child\w*|minors?|ages?|aged|years|individuals|persons?|people|users?|anyone|nobody|no one|"
    r"parent\w*|teen\w*|old)\b",
    re.IGNORECASE,
)
_NUMBERS = {"thirteen": 13, "sixteen": 16, "eighteen": 18}


def children(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """Each age with what it is about: who may not use the services, whose parents must agree."""
    seen: set[tuple[int, str]] = set()
    for sentence in found:
        text = plain(sentence.text)
        if sentence.kind == "heading" or not _ABOUT.search(text):
            continue
        for match in (*_UNDER.finditer(text), *_FROM.finditer(text)):
            ages = match.groupdict()
            for key, where in (("age", ""), ("age2", ages.get("where") or ""), ("age3", "")):
                if ages.get(key) and (proposal := _proposal(_number(str(ages[key])), where, sentence, text, seen)):
                    yield proposal


def _number(written: str) -> int:
    return _NUMBERS.get(written.split()[0].lower()) or int(written)


def _proposal(age: int, where: str, sentence: Sentence, text: str, seen: set[tuple[int, str]]) -> Proposal | None:
    consent = bool(
        re.search(
            r"\b(?:parental consent|consent of a parent|parent(?:'s)?(?: or guardian)?(?:'s)? (?:consent|permission))",
            text,
            re.IGNORECASE,
        )
    )
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
