"""The two days a text states about itself: from when it applies, and when it was last changed.

They are no facts of a kind: the first becomes the effective day when the draft is published as `recorded`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import plain

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = (
    rf"(?:(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    rf"|{_MONTH.format(1)}\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:day\s+)?of)?[\s-]+{_MONTH.format(2)},?[\s-]+(?P<year2>(?:19|20)\d\d)"
    r"|(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})[/.-](?P<year3>(?:19|20)\d\d))"
)
_UPDATED = (
    r"(?P<updated>(?:(?:date\s+)?(?:of\s+)?(?:last|latest|most recent)(?:ly)?\s+|was\s+(?:last\s+)?)"
    r"(?:updated?|revis(?:ed|ion)|modified|changed?|amended|reviewed)(?:\s+(?:date|was))?|(?<![a-z]\s)"
    r"(?:updated|revised|amended)|last update)"
)
_EFFECTIVE = (
    r"(?P<effective>effective\s+date|date\s+effective|(?:is|are|becomes?|was|be|"
    r"comes?\s+in(?:to)?)?\s*(?:effective|in\s+effect|in\s+force|into\s+force)(?:\s+(?:as\s+of|as\s+from|"
    r"from|on|since|starting))?|(?:takes?|took)\s+effect(?:\s+(?:on|from|as\s+of))?|valid\s+(?:from|"
    r"as\s+of)|applies\s+(?:from|as\s+of|since))"
)
_OWN = re.compile(
    rf"\b(?:{_UPDATED}|{_EFFECTIVE})\s*(?:[:;–—-]|\bon\b|\bas of\b|\bis\b|\bwas\b)?\s*(?:the\s+)?\(?{DATE}",
    re.IGNORECASE,
)
_OF_VERSION = re.compile(
    rf"\b(?P<updated>version|last version|status)\s*(?:of|from|dated|:)?\s*(?:[0-9.]+\s*[,(–-]?\s*)?{DATE}",
    re.IGNORECASE,
)
_HEAD = 12
"""How many blocks are the head of a text, where a bare "effective 1 May" is about the whole of it."""
_WHOLE = re.compile(
    r"\b(?:polic(?:y|ies)|notice|terms|agreement|statement|document|version|page|addendum)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A day a text states about itself; `day` is None where numbers alone can be read in two ways."""

    what: str
    day: date | None
    found: str
    sentence: Sentence


def dates(found: Sequence[Sentence]) -> Iterator[OwnDate]:
    """The days stated as those of the whole text, each time they stand there."""
    last = found[-1].block if found else 0
    for sentence in found:
        text = plain(sentence.text)
        for match in (*_OWN.finditer(text), *(_OF_VERSION.finditer(text) if sentence.block <= _HEAD else ())):
            at_the_edge = sentence.block <= _HEAD or sentence.block >= last - 3
            labelled = re.match(
                r"\W*(?:the\s+)?(?:date|effective|last|updated|revised|version|this|these)\b", text, re.IGNORECASE
            )
            if (
                at_the_edge
                or (labelled and _WHOLE.search(text))
                or re.match(r"\W*(?:last|effective date)", text, re.IGNORECASE)
            ):
                what = "last_updated" if match["updated"] else "effective"
                yield OwnDate(what, day_of(match), match[0], sentence)


def day_of(match: re.Match[str]) -> date | None:
    """The day a match of `DATE` names; None for one that does not exist or can be read in two ways."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        for place in ("1", "2"):
            if match["month" + place]:
                month = _MONTHS.index(match["month" + place][:3].lower()) + 1
                return date(int(match["year" + place]), month, int(match["day" + place]))
        first, second, year = int(match["first"]), int(match["second"]), int(match["year3"])
        if first <= 12 and second <= 12 and first != second:
            return None
        return date(year, second, first) if first > 12 else date(year, first, second)
    except ValueError:
        return None
