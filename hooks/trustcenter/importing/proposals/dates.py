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
from trustcenter.importing.proposals.region import region_of

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+(?:the\s+)?)?"
DATE = (
    rf"{_WEEKDAY}(?:(?P<iso>(?:19|20)\d\d(?P<isosign>[-/.])\d\d(?P=isosign)\d\d)(?!\d)"
    rf"|{_MONTH.format(1)}\s+(?:the\s+)?(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?(?:,|\s+of)?\s+(?P<year1>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+(?:day\s+)?of)?[\s-]+{_MONTH.format(2)},?[\s-]+(?P<year2>(?:19|"
    rf"20)\d\d)"
    r"|(?P<first>\d{1,2})(?P<sign>[/.-])\s?(?P<second>\d{1,2})[/.-]\s?(?P<year3>(?:19|20)\d\d|\d\d(?!\d)))"
)
_CHANGED = (
    r"(?:updated?|edit(?:ed)?|revis(?:ed|ion)|modif(?:ied|ication)|chang(?:ed|e)|amend(?:ed|ment)|reviewed|published|"
    r"touched|tweaked|polished|altered|adjusted|retouched|re-?worked|brushed\s+up|re-?written|written|refreshed|re-?worded|corrected|renewed|overhauled|approved|adopted|checked|"
    r"brought\s+up\s+to\s+date)(?:\s+and\s+(?:approved|updated|revised|adopted|published))?"
)
_UPDATED = (
    r"(?P<updated>(?:(?:date\s+)?(?:of\s+)?(?:the\s+)?(?:last|latest|most\s+recent)(?:ly)?\s+|was\s+(?:last\s+)?|"
    r"(?:text|page|document|policy|notice|statement|version|wording)\s+(?:was\s+)?(?:last\s+)?)"
    rf"{_CHANGED}(?:\s+(?:date|was|made|in\s+full))?|(?:last|latest|most\s+recent)\s+(?:changes|edits|"
    r"amendments)(?:\s+were)?(?:\s+made)?|"
    r"(?<![a-z]\s)(?:updated|revised|amended|edited|modified|published)|"
    rf"last update"
    r"|(?:update|revision|publication|modification)\s+date|date\s+of\s+(?:revision|publication|issue)|"
    r"current\s+as\s+of|"
    r"(?<!\S)stand(?=\s*:)|(?:correct|accurate|up\s+to\s+date)\s+as\s+(?:of|at))"
)
_EFFECTIVE = (
    r"(?P<effective>effective\s+date|date\s+(?:effective|of\s+(?:effect|entry\s+into\s+force))|(?:is|are|becomes?|"
    r"was|be|"
    r"(?:comes?|came|enters?|entered|goes|went|put)\s+in(?:to)?|entry\s+into)?\s*"
    r"(?:effective|in\s+effect|in\s+force|into\s+(?:force|effect)|\bforce|\beffect|\bbinding|\blive(?=\s+on)|"
    r"(?:in(?:to)?\s+)operation|"
    r"\boperative)"
    r"(?:\s+(?:as\s+of|as\s+from|as\s+at|from|on|since|starting|beginning))?|"
    r"start\s+date|valid(?=\s*:)|kicks?\s+in|takes?\s+over|(?:appl(?:y|ies|ied)|counts?|binds?(?:\s+us|\s+you)?|"
    r"good|runs?)\s+(?:as\s+)?(?:from|since)(?:\s+and\s+including)?|"
    r"commenc(?:es?|ed|ing|ement)(?:\s+(?:date|on|from))?|(?:applicable|apply|start(?:s|ing)?)\s+(?:from|as\s+of|on)|"
    r"(?:takes?|took|with)\s+effect(?:\s+(?:on|from|as\s+of))?|(?:valid|binding|in\s+use|operative)\s+"
    r"(?:from|since|as\s+of|as\s+from)|(?:applies|apply|governs|binds(?:\s+us|\s+you)?)\s+(?:from|as\s+of|as\s+from|"
    r"since|starting|beginning)"
    r"(?:\s+on)?)"
)
_OWN = re.compile(
    rf"\b(?:{_UPDATED}|{_EFFECTIVE})(?:\s+(?:this|these|the|our)(?:\s+\w+){{1,3}}?)?(?:\s*(?:[:;|·•–—-]|\b(?:on|as of|"
    rf"as at|from|since|is|was|dated|at midnight|"
    rf"and including)\b)){{0,3}}\s*(?:the\s+)?\(?{DATE}",
    re.IGNORECASE,
)
_OF_VERSION = re.compile(
    r"\b(?P<updated>version|last version|status|edition|issued?|revision|rev\.?|wording|v(?=\d))\s*"
    rf"(?:of|from|dated|on|date|:)?\s*:?\s*(?:v?[0-9.]+\s*[,(|·•–—-]?\s*)?(?:of\s+|from\s+|dated\s+|as\s+of\s+)?{DATE}",
    re.IGNORECASE,
)
_FROM_THEN = re.compile(
    rf"\b(?P<effective>as\s+of|as\s+from|from|since|starting|beginning|on|"
    rf"effective)\s+(?:the\s+)?{DATE},?(?:\s+(?:on|onwards?))?,?\s+"
    r"(?:it|this|these|the\s+(?:present|new|following)|our)\b[^.;]{0,60}\b(?:appl(?:y|ies)|takes?|comes?|govern\w*|"
    r"is|are|"
    r"replaces?|enters?|binds?)\b",
    re.IGNORECASE,
)
_ANY = re.compile(rf"(?<![\w./-]){DATE}(?![\w/-]|\.\d)", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:previous|former|earlier|prior|older?|replac\w+|supersed\w+)\b[^.;]*\Z", re.IGNORECASE)
_HEAD = 12
"""How many blocks are the head of a text, where a bare "effective 1 May" is about the whole of it."""
_SHORT = 160
"""Characters; what is longer at the foot of a text is a clause."""
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


def dates(found: Sequence[Sentence], *, front: Sequence[str] = ()) -> Iterator[OwnDate]:
    """The days stated as those of the whole text, each time they stand there; from other places what it does not state.

    `front` are the lines of its front matter.
    """
    said = list(_stated(found))
    kinds = {one.what for one in said}
    yield from said
    for one in (*_in_history(found), *_in_front(front), *_bare(found)):
        if one.what not in kinds:
            kinds.add(one.what)
            yield one


_BARE = re.compile(
    rf"\W*(?:date|dated|as\s+(?:of|at)|adopted|approved|drawn\s+up|done)(?:\s+by\s+(?:\w+\s+){{1,4}})?(?:\s*(?:[:|–—-]|"
    rf"\bon\b|\bthe\b)){{0,2}}\s*{DATE}\W*",
    re.IGNORECASE,
)


def _bare(found: Sequence[Sentence]) -> Iterator[OwnDate]:
    """A line at the head that is a day and says no more of it: then the text was last changed."""
    order = _order(found)
    for sentence in found:
        if sentence.block <= _HEAD and (match := _BARE.fullmatch(plain(sentence.text))):
            yield OwnDate("last_updated", day_of(match, order.get(match["sign"] or "", "")), match[0], sentence)


_FRONT = re.compile(
    r"(?:(?P<updated>last[_-]?mod(?:ified)?|(?:last[_-]?)?(?:updated|revised|modified|amended|changed)(?:[_-](?:at|on|"
    r"date))?)|"
    r"(?P<effective>effective(?:[_-](?:date|from|on))?|valid[_-]from|in[_-]force(?:[_-](?:from|since))?|"
    r"applies[_-]from))"
    rf"\s*:\s*['\"]?{DATE}",
    re.IGNORECASE,
)


def _in_front(lines: Sequence[str]) -> Iterator[OwnDate]:
    """The days that front matter states under the usual names."""
    for line in lines:
        if match := _FRONT.match(line):
            what = "last_updated" if match["updated"] else "effective"
            yield OwnDate(what, day_of(match), line.strip(), Sentence(line.strip(), 1))


def _in_history(found: Sequence[Sentence]) -> Iterator[OwnDate]:
    """The newest day of a table or list of versions: then the text was last changed."""
    order = _order(found)
    newest: OwnDate | None = None
    for sentence in found:
        heads = " ".join(head for head, _ in sentence.cells)
        versions = re.search(r"\b(?:version|revision|release)\b", heads, re.IGNORECASE) and re.search(
            r"\bdate\b", heads, re.IGNORECASE
        )
        listed = re.search(
            r"\b(?:history|change ?log|previous versions|what changed)\b", sentence.heading, re.IGNORECASE
        )
        match = _ANY.search(plain(sentence.text)) if versions or (listed and sentence.kind in ("row", "item")) else None
        day = day_of(match, order.get(match["sign"] or "", "")) if match else None
        if match and day and (newest is None or newest.day is None or day > newest.day):
            newest = OwnDate("last_updated", day, match[0], sentence)
    if newest:
        yield newest


def _stated(found: Sequence[Sentence]) -> Iterator[OwnDate]:
    """The days that stand where a text speaks of itself."""
    last = found[-1].block if found else 0
    order = _order(found)
    for sentence in found:
        at_the_head = sentence.block <= _HEAD
        for text in _texts(sentence):
            taken: list[tuple[int, int]] = []
            for match in (
                *_OWN.finditer(text),
                *_FROM_THEN.finditer(text),
                *(_OF_VERSION.finditer(text) if at_the_head else ()),
            ):
                if any(match.start() < end and start < match.end() for start, end in taken) or _EARLIER.search(
                    text[max(match.start() - 50, 0) : match.start()]
                ):
                    continue
                at_the_foot = sentence.block >= last - 3 and len(text) < _SHORT
                if at_the_head or at_the_foot or _is_of_the_whole(text):
                    taken.append(match.span())
                    what = "last_updated" if match.groupdict().get("updated") else "effective"
                    yield OwnDate(what, day_of(match, order.get(match["sign"] or "", "")), match[0], sentence)


def _texts(sentence: Sentence) -> Iterator[str]:
    """The words of a sentence; of a row, each cell after the words of its column, and the row as it stands."""
    yield plain(sentence.text)
    for head, words in sentence.cells:
        yield f"{plain(head)}: {plain(words)}"


def _is_of_the_whole(text: str) -> bool:
    labelled = re.match(
        r"\W*(?:the\s+)?(?:date|effective|last|updated|revised|version|this|these)\b", text, re.IGNORECASE
    )
    of_this = re.search(
        r"\b(?:this|the present|the current|our current) (?:\w+ ){0,3}(?:polic(?:y|ies)|notice|statement|version|page|"
        r"terms|document)\b",
        text,
        re.IGNORECASE,
    )
    return (
        bool(labelled and _WHOLE.search(text))
        or bool(re.match(r"\W*(?:last|effective date)", text, re.IGNORECASE))
        or bool(of_this)
    )


def _order(found: Sequence[Sentence]) -> dict[str, str]:
    """Whether the first number of dates in numbers is the day or the month, by the sign between them.

    Other dates of the text show it: one of which a number is greater than 12, and for dots, which only those write
    who put the day first, dates with a named month that all begin with the day; else the country the text is from.
    """
    matches = [match for sentence in found for match in _ANY.finditer(plain(sentence.text))]
    region = region_of(found)
    order: dict[str, str] = {}
    for sign in "/.-":
        numbers = [(int(match["first"]), int(match["second"])) for match in matches if match["sign"] == sign]
        firsts, seconds = any(first > 12 for first, _ in numbers), any(second > 12 for _, second in numbers)
        if firsts != seconds:
            order[sign] = "day" if firsts else "month"
        elif not firsts and sign == "." and any(m["day2"] for m in matches) and not any(m["day1"] for m in matches):
            order[sign] = "day"
        elif region and (region != "CA" or sign != "/"):
            order[sign] = "month" if region == "US" else "day"
    return order


def day_of(match: re.Match[str], order: str = "") -> date | None:
    """The day a match of `DATE` names; None for one that does not exist or can be read in two ways.

    `order` says what the first of two numbers is, `day` or `month`, where the text shows it.
    """
    try:
        if match["iso"]:
            return date.fromisoformat(re.sub(r"[/.]", "-", match["iso"]))
        for place in ("1", "2"):
            if match["month" + place]:
                month = _MONTHS.index(match["month" + place][:3].lower()) + 1
                return date(int(match["year" + place]), month, int(match["day" + place]))
        first, second, year = int(match["first"]), int(match["second"]), int(match["year3"])
        year += 2000 if year < 100 else 0
        if first <= 12 and second <= 12 and first != second and not order:
            return None
        day_first = first > 12 or (second <= 12 and order == "day")
        return date(year, second, first) if day_first else date(year, first, second)
    except ValueError:
        return None
