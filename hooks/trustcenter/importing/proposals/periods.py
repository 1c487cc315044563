"""Periods in sentences, and what each is a promise about: keeping data, giving notice of changes, or answering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import plain
from trustcenter.importing.proposals.schedules import about
from trustcenter.importing.proposals.uses import Use, Words, use_of
from trustcenter.model.periods import Period, parse_period

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_TEN, _ONE, _DIGIT = "|".join(_TENS), "|".join(sorted(_ONES, key=len, reverse=True)), "|".join(_ONES[:9])
_WORD = (
    rf"(?:{_TEN})(?:[ -](?:{_DIGIT}))?\b|"
    rf"(?:(?:one|a|two|three) )?hundred(?: (?:and )?(?:{_TEN}|{_ONE})(?:[ -](?:{_DIGIT}))?)?\b|"
    rf"(?:{_ONE})\b"
)
_ALONE = "|".join(
    rf"(?<=\b{word} )an?"
    for word in ("within", "for", "after", "than", "inside", "of", "to", "full", "have", "has", "need")
)
_ALONE += (
    r"|(?:(?<=: )|(?<=\()|(?<=\| )|^)an?"
    r"(?=\s(?:day|week|month|year)s?\b(?!\s+(?:ago|in|later|free)\b))|an?(?=\sfortnight)"
)
_ALONE += r"|an?(?=\s(?:day|week|month|year)\s(?:ahead|before|in\sadvance|earlier|beforehand|prior))"
_MORE = (
    r"(?:(?:further|additional|more|extra|other|another|full|whole|complete|entire|consecutive|rolling|calendar|clear)"
    r"[\s-]+)"
)
PERIOD = re.compile(
    rf"(?<![\w.,§$€£-])(?:(?:between\s+)?(?P<digits>\d{{1,4}})|(?P<word>{_WORD})|(?P<alone>{_ALONE}))"
    rf"(?:\s*\(\s*(?:(?P<inner>\d{{1,4}})|{_WORD})\s*\))?"
    rf"(?:\s*(?:-|–|to|or|and)\s*(?:(?P<upto>\d{{1,3}})|(?P<uptoword>{_WORD}))(?:\s*\(\s*\d{{1,4}}\s*\))?)?"
    rf"[\s-]*(?<![A-Za-z])(?:(?<=[\s)-])|(?<=\d)(?=[dhwy]))\s*{_MORE}{{0,2}}(?P<kind>(?:business|working|work|bank|"
    rf"banking)?)[\s-]*"
    r"(?P<unit>hour|hr|h\b|fortnight|day|d(?=s?\b)|week|wk|w(?=\b)|month|mth|mo(?=s?\b)|year|yr|y(?=\b)|"
    r"decade)s?(?:\(s\))?(?![\w(])(?!\s+(?:old|of age)\b)",
    re.IGNORECASE,
)
_UNITS = {
    "hr": "hour",
    "h": "hour",
    "d": "day",
    "w": "week",
    "y": "year",
    "wk": "week",
    "mth": "month",
    "mo": "month",
    "yr": "year",
}
_LOOKING_BACK = re.compile(
    r"\b(?:preceding|previous|past|last|prior|every|each|per|than once (?:in|every)|twice (?:in|every|per)|in any|"
    r"once (?:in|every|per)|times? in)"
    r"\s+(?:the\s+|a\s+|any\s+)?\Z",
    re.IGNORECASE,
)
_LOOKING_BACK_AFTER = re.compile(
    r"\s*(?:period\s+)?(?:preceding|before (?:the|your|such|that|any) (?:request|claim|event|incident|review|date|"
    r"month|last)|prior to (?:the|your) request|ago\b|(?:in|per|each|every) (?:an?|the|any) (?:day|week|month|year)\b|"
    r"(?:a|per) (?:day|week|month|year)\b|free\b)",
    re.IGNORECASE,
)
_COMES_ROUND = re.compile(
    r"\b(?<!keys are )(?<!key is )(?<!passwords are )(?<!certificates are )(?:rotat|overwr|purg|delet|eras|clear|empt|"
    r"wip|roll)\w*\b[^.;]{0,40}\bevery\s+\Z",
    re.IGNORECASE,
)
_KEPT_BACK = re.compile(
    r"\b(?:cover|keep|retain|store|hold|reach)(?:s|ing)?\s+(?:only\s+|just\s+)?(?:\w+\s+)?(?:for\s+)?the\s+(?:last|"
    r"past|"
    r"previous|latest)\s+\Z",
    re.IGNORECASE,
)
_TO_APPEAL = re.compile(
    r"\byou (?:may|can|have|must)\b(?:(?!\b(?:we|decid\w+|answer\w*|repl(?:y|ies))\b)[^.;])*\bappeal\w*"
    r"(?:(?!\b(?:we|decid\w+|answers?|is answered|repl(?:y|ies))\b)[^.;])*\Z",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[;:|]\s|\s[—–-]\s|[()]|,\s(?:and|but|or|after which|then|while|whereas|which|so|unless|although|with)\s|"
    r"\s(?:and|but|then)\s(?=(?:we|you|it|they|then|will|is|are|can|may|be|our|the|your|deal|respond|repl\w+|answer|"
    r"delet\w+|eras\w+|remov\w+|confirm|kept|keep|for|within|up|another|after)\b)|,\s(?=(?:we|you|it|they|your|our|"
    r"the)\s)",
    re.IGNORECASE,
)
"""Where one statement of a sentence ends and the next begins."""


_MOST = 12
"""So many periods of one sentence are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """One period in a sentence: what it is, how it stands there, and what it is about."""

    period: Period
    written: str
    start: int
    end: int
    use: Use


@lru_cache(maxsize=1 << 13)
def in_sentence(sentence: Sentence) -> tuple[Found, ...]:
    """The periods of a sentence that promise something; those about other things are left out."""
    return tuple(_promised(sentence))


def _promised(sentence: Sentence) -> Iterator[Found]:
    text = plain(sentence.text)
    matches = tuple(islice(PERIOD.finditer(text), _MOST))
    for match in matches:
        if _is_no_promise(text, match):
            continue
        period, use = _period(match), use_of(_words(text, match, matches, sentence))
        if period and use:
            yield Found(period, match[0], match.start(), match.end(), use)


def _is_no_promise(text: str, match: re.Match[str]) -> bool:
    """Whether a period looks back, comes round again, is the time of a reader, or is an example in a placeholder."""
    before = text[max(match.start() - 200, 0) : match.start()]
    if _LOOKING_BACK_AFTER.match(text, match.end()) or _TO_APPEAL.search(before):
        return True
    if re.search(r"\[[^\]]*\Z", before) and "]" in text[match.end() :]:
        return True
    looks_back = bool(_LOOKING_BACK.search(before)) and not _KEPT_BACK.search(before)
    return looks_back and not _COMES_ROUND.search(before)


def _period(match: re.Match[str]) -> Period | None:
    number = match["inner"] or match["digits"] or str(1 if match["alone"] else _number(match["word"].lower()))
    unit = _UNITS.get(match["unit"].lower(), match["unit"].lower())
    business = "business " if unit == "day" and match["kind"] else ""
    last = match["upto"] or (str(_number(match["uptoword"].lower())) if match["uptoword"] else "")
    if unit in ("fortnight", "decade") and not last:
        number, unit = str(int(number) * (2 if unit == "fortnight" else 10)), "week" if unit == "fortnight" else "year"
    upto = f"-{last}" if last and int(last) > int(number) else ""
    try:
        return parse_period(f"{number}{upto} {business}{unit}s")
    except ValueError:
        return None


def _number(word: str) -> int:
    total = 0
    for part in re.findall(r"[a-z]+", word):
        if part == "hundred":
            total = max(total, 1) * 100
        elif part not in ("and", "a"):
            total += _TENS.get(part) or _ONES.index(part) + 1
    return total


def _own_brackets(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the brackets around a period stand: what they hold belongs to the clause outside."""
    opened, closed = text.rfind("(", 0, match.start()), text.find(")", match.end())
    return (opened, closed) if text.rfind(")", 0, match.start()) < opened else (-1, -1)


def _words(text: str, match: re.Match[str], others: Sequence[re.Match[str]], sentence: Sentence) -> Words:
    """The words around a period: its clause reaches to the next cut, and no further than to the next period."""
    start = max((other.end() for other in others if other.end() <= match.start()), default=0)
    end = min((other.start() for other in others if other.start() >= match.end()), default=len(text))
    own = _own_brackets(text, match)
    cuts = [
        found.start() if found[0] in "()" else found.end() for found in _CUT.finditer(text) if found.start() not in own
    ]
    first = max((cut for cut in cuts if start <= cut <= match.start()), default=start)
    last = min((cut for cut in cuts if match.end() < cut <= end), default=end)
    column = next((head for head, cell in sentence.cells if match[0] in plain(cell)), "")
    place = f"{sentence.above} / {sentence.heading} / {sentence.intro} / {plain(column)}"
    before, after, listed = text[first : match.start()], text[match.end() : last], about(sentence, plain(column))
    return Words(before, after, text, plain(sentence.before), plain(place), listed)
