"""The promise about changes: how many days ahead, and by which channels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.periods import Found, in_sentence
from trustcenter.importing.proposals.proposal import Proposal, plain, unknown

_CHANNELS = (
    ("email", r"\be-?mails?\b"),
    (
        "dashboard",
        (
            r"\b(?:dashboard|in-app|within (?:the|our|your) (?:service|product|platform|account)|"
            r"through the platform|account)\b"
        ),
    ),
    ("website", r"\b(?:website|our site|web page|this page|posting|posted)\b"),
    ("sms", r"\b(?:SMS|text message)\b"),
    ("post", r"\bby (?:post|mail)\b"),
)
_CHANGES = re.compile(r"\b(?:changes?|updates?|amend\w*|revis\w+)\b", re.IGNORECASE)
_TELLS = re.compile(
    r"\b(?:notif\w+|inform|communicated|announce\w*|notice|posted|posting|e-?mail you)\b", re.IGNORECASE
)
_SECTION = re.compile(r"\b(?:changes|updates|amendments|modifications|revisions)\b", re.IGNORECASE)


def promise(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """Days of notice and of objection, and the channels; without a number the promise is unknown, and that is said."""
    periods = [(sentence, one) for sentence in found for one in in_sentence(sentence) if one.use == "notice"]
    for sentence, one in periods:
        field = _field(sentence, one, [other for said, other in periods if said is sentence])
        yield Proposal("notice", "", {field: str(one.period)}, sentence, "high", str(one.period), {field: one.written})
    telling = [
        sentence for sentence in found
        if sentence.kind != "heading" and _TELLS.search(plain(sentence.text)) and _CHANGES.search(plain(sentence.text))
        and _SECTION.search(f"{sentence.above} {sentence.heading}")
    ]  # fmt: skip
    if telling and not periods:
        why = "the text promises to tell of changes without saying how many days ahead"
        yield Proposal("notice", "", {"material": unknown(why)}, telling[0], "medium")
    channels = [
        name for name, pattern in _CHANNELS if any(re.search(pattern, plain(s.text), re.IGNORECASE) for s in telling)
    ]
    if channels:
        value = [{"id": name, "by": name} for name in channels]
        yield Proposal("notice", "", {"channels": value}, telling[0], "medium", ", ".join(channels))


def _field(sentence: Sentence, one: Found, beside: Sequence[Found]) -> str:
    """What a period of a sentence is: the time to object, where the words since the period before it say so."""
    text = plain(sentence.text)
    start = max((other.end for other in beside if other.end <= one.start), default=0)
    end = min((other.start for other in beside if other.start >= one.end), default=len(text))
    clause = text[start : min(end, one.end + 60)]
    objects = re.search(r"\bobject\w*\b", clause, re.IGNORECASE)
    tells = re.search(r"\b(?:notice|notify|advance)\b", clause, re.IGNORECASE)
    return "objection" if objects and not (tells and tells.start() < objects.start()) else "material"
