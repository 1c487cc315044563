"""Finds the days that a text states about itself: `Effective July 1, 2018`, `Last updated: 2023-08-15`.

`review_folder` and `editions` call `stated_dates` or `stated_in` and get `StatedDate` values.  Read at the head and
the foot of a text, and where a sentence speaks of the policy itself; in between, a date is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trustcenter.importing.passages import Sentence, sentences
from trustcenter.markdown.words import plain_words

What = Literal["effective", "last_updated"]
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DATE = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?(?:the\s+)?"
    r"(?:(?P<iso>(?:19|20)\d\d[-/.]\d\d[-/.]\d\d)(?!\d)"
    rf"|{_MONTH.format(1)}\s+(?:the\s+)?(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?(?:\s+of)?\s+(?P<year1>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th"
    rf"|\.)?(?:\s+(?:day\s+)?of)?[\s-]+{_MONTH.format(2)},?[\s-]+(?P<year2>(?:19|20)\d\d)"
    r"|(?P<first>\d{1,2})(?P<sign>[/.-])(?P<second>\d{1,2})[/.-](?P<year3>(?:19|20)\d\d|\d\d(?!\d)))"
)
_UPDATED = (
    r"(?:updat\w*|revis\w+|modif\w+|chang\w+|amend\w+|edit\w+|review\w+|publish\w+|issued?|version|rewritten"
    r"|written|as\s+of|current|adopted|approved"
    r"|touched|tweaked|polished|status|refreshed|reworded|corrected|overhauled|reworked|adjusted|altered|stand|dated?)"
)
_EFFECTIVE = (
    r"(?:effective|in\s+effect|in(?:to)?\s+force|(?:takes?|took|taking|with)\s+effect|valid|binding"
    r"|appl(?:y|ies|ied|icable)|commenc\w+|in\s+use|operative|operation|live|kicks?\s+in|takes?\s+over|governs?|binds?)"
)
_LINK = (
    r"(?:(?:\s*[:;|·•–—(,-]\s*|\s+)(?:date|as\s+of|as\s+from|as\s+at|from|on|since|starting|beginning|is|was|were|are|the"
    r"|this|these|our|of|made|in|full|to|us|you|all|users|customers|and|including|policy|notice|statement|terms|document"
    r"|text|version|page|agreement|v?\d[\d.]*))*[\s:;|·•–—(,-]*"
)
_BEFORE = re.compile(rf"(?:\b|(?<=\d))(?:(?P<updated>{_UPDATED})|(?P<effective>{_EFFECTIVE})){_LINK}\Z", re.IGNORECASE)
_AFTER = re.compile(
    r"\s*[,)]?\s*\(?(?:(?P<updated>last\s+updated?|revised|updated)|(?P<effective>effective(?:\s+date)?"
    r"|in\s+force|(?:it|this|these|the\s+(?:present|new|following)|our)\b[^.;]{0,60}\b(?:appl(?:y"
    r"|ies)|takes?\s+effect|takes?\s+over|in\s+effect|in\s+force|governs?|replaces?)))\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:previous|former|earlier|prior|older?|replac\w+|supersed\w+|until|before|first|original\w*"
    r"|had been)\b[^.;]*\Z",
    re.IGNORECASE,
)
_DATE = re.compile(rf"(?<![\w./-]){DATE}(?-i:(?![a-z0-9_/-]|\.\d))", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:this|these|the present|the current|our current|our) (?:\w+ ){0,3}(?:polic(?:y|ies)|notice|statement"
    r"|version|page|terms|document|agreement|addendum)\b", re.IGNORECASE)  # fmt: skip
_HISTORY = re.compile(r"\b(?:history|change ?log|previous versions|what changed|versions?|revisions?)\b", re.IGNORECASE)
_FRONT = re.compile(
    r"(?:(?P<updated>last[_-]?mod(?:ified)?|(?:last[_-]?)?(?:updated|revised|modified|amended"
    r"|changed)(?:[_-](?:at|on|date))?)"
    rf"|(?P<effective>effective(?:[_-](?:date|from|on))?|valid[_-]from|in[_-]force(?:[_-](?:from"
    rf"|since))?))\s*:\s*['\"]?{DATE}",
    re.IGNORECASE,
)
_HEAD, _LINES, _FOOT, _SHORT = 14, 28, 6, 160
"""Blocks and lines that are the head, blocks that are the foot, and characters of a line at the foot that is no
clause.
"""


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A day that a text states about itself; `day` is None where its numbers can be read in two ways."""

    what: What
    day: date | None
    written: str
    sentence: Sentence

    def __str__(self) -> str:
        return f"{'effective' if self.what == 'effective' else 'updated'} {self.day}"


def stated_in(body: str, front: Sequence[str] = ()) -> tuple[StatedDate, ...]:
    """The first day of each kind that a Markdown body states; those that can be read in two ways are left out."""
    first: dict[str, StatedDate] = {}
    for one in stated_dates(sentences(body, above=0), front=front):
        if one.day:
            first.setdefault(one.what, one)
    return tuple(first[what] for what in sorted(first))


def stated_dates(sentences: Sequence[Sentence], *, front: Sequence[str] = ()) -> Iterator[StatedDate]:
    """Every day that the text states about itself; of kinds that it does not, what front matter or its versions say."""
    told = list(_in_words(sentences))
    kinds = {one.what for one in told}
    yield from told
    for one in (*_in_front(front), *_in_versions(sentences), *_alone(sentences)):
        if one.what not in kinds:
            kinds.add(one.what)
            yield one


def _in_words(sentences: Sequence[Sentence]) -> Iterator[StatedDate]:
    last = sentences[-1].block if sentences else 0
    order = _order(sentences)
    for sentence in sentences:
        if sentence.cells and _HISTORY.search(" ".join(head for head, _ in sentence.cells)):
            continue
        for text in (
            plain_words(sentence.text),
            *(f"{plain_words(head)}: {plain_words(cell)}" for head, cell in sentence.cells),
        ):
            head = sentence.block <= _HEAD and sentence.line <= sentences[0].line + _LINES
            foot = (
                sentence.block >= last - _FOOT and sentence.line >= sentences[-1].line - _LINES and len(text) < _SHORT
            )
            own = (head and len(text) < 2 * _SHORT and " means " not in text) or foot or bool(_WHOLE.search(text))
            for match in _DATE.finditer(text) if own else ():
                before = text[max(match.start() - 90, 0) : match.start()]
                said = _BEFORE.search(before) or _AFTER.match(text, match.end())
                if said and not _EARLIER.search(before):
                    what: What = "effective" if said["effective"] else "last_updated"
                    start = match.start() - len(before) + said.start() if said.re is _BEFORE else match.start()
                    yield StatedDate(what, _day(match, order), text[start : match.end()], sentence)


def _in_front(lines: Sequence[str]) -> Iterator[StatedDate]:
    for line in lines:
        if match := _FRONT.match(line):
            yield StatedDate(
                "last_updated" if match["updated"] else "effective",
                _day(match, ""),
                line.strip(),
                Sentence(line.strip(), 1),
            )


def _in_versions(sentences: Sequence[Sentence]) -> Iterator[StatedDate]:
    """The newest day of a table or list of versions: then the text was last changed."""
    order, newest = _order(sentences), None
    for sentence in sentences:
        heads = " ".join(head for head, _ in sentence.cells)
        if sentence.kind in ("row", "item") and (
            _HISTORY.search(heads)
            or re.search(r"\b(?:history|change ?log|what changed|previous versions)\b", sentence.heading, re.IGNORECASE)
        ):
            match = _DATE.search(plain_words(sentence.text))
            day = _day(match, order) if match else None
            if match and day and (newest is None or newest.day is None or day > newest.day):
                newest = StatedDate("last_updated", day, match[0], sentence)
    if newest:
        yield newest


def _alone(sentences: Sequence[Sentence]) -> Iterator[StatedDate]:
    """A line at the head that is a day and no more: then the text was last changed."""
    for sentence in sentences:
        text = plain_words(sentence.text).strip(" ()*.|–—")
        match = _DATE.fullmatch(text) if sentence.block <= _HEAD and sentence.kind == "paragraph" else None
        if match:
            yield StatedDate("last_updated", _day(match, _order(sentences)), text, sentence)


def _order(sentences: Sequence[Sentence]) -> str:
    """Whether the day or the month comes first in dates of numbers, where another date of the text shows it."""
    for sentence in sentences:
        for match in (
            _DATE.finditer(plain_words(sentence.text)) if any(sign.isdigit() for sign in sentence.text) else ()
        ):
            if match["first"] and int(match["first"]) > 12:
                return "day"
            if match["first"] and int(match["second"]) > 12:
                return "month"
    return ""


def _day(match: re.Match[str], order: str) -> date | None:
    """The day of a match; None where it does not exist or can be read in two ways."""
    try:
        if match["iso"]:
            return date.fromisoformat(re.sub(r"[/.]", "-", match["iso"]))
        if match["first"]:
            first, second, year = int(match["first"]), int(match["second"]), int(match["year3"])
            order = (
                "day" if first > 12 or first == second or match["sign"] == "." else "month" if second > 12 else order
            )
            if not order:
                return None
            return date(year + 2000 if year < 100 else year, *((second, first) if order == "day" else (first, second)))
        month = _MONTHS.index((match["month1"] or match["month2"])[:3].lower()) + 1
        return date(int(match["year1"] or match["year2"]), month, int(match["day1"] or match["day2"]))
    except ValueError:
        return None
