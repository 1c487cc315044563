"""Periods in sentences, and what each is a promise about: keeping data, giving notice of changes, or answering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import plain
from trustcenter.periods import Period, parse_period

Use = Literal["retention", "notice", "response"]
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORD = (
    rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[:9])}))?|"
    rf"(?:one )?hundred(?: (?:and )?(?:{'|'.join(_TENS)}|{'|'.join(_ONES)}))?|"
    rf"{'|'.join(sorted(_ONES, key=len, reverse=True))}"
)
PERIOD = re.compile(
    rf"(?<![\w.,§$€£-])(?:(?P<digits>\d{{1,4}})|(?P<word>{_WORD}))(?:\s*\(\s*(?P<inner>\d{{1,4}})\s*\))?"
    r"(?:\s*(?:-|–|to|or)\s*(?P<upto>\d{1,3}))?[\s-]+(?:further\s+|additional\s+|more\s+)?(?P<kind>(?:full\s+)?(?:business|working|calendar|clear)?)[\s-]*"
    r"(?P<unit>hour|day|week|month|year)s?(?:\(s\))?\b(?!\s+(?:old|of age)\b)",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:chang(?:e|es|ing)|updat\w+|amend\w*|modif\w+|revis\w+|subprocessors?|sub-processors?|"
    r"new (?:vendors?|terms|version)|tak(?:e|es|ing) effect|becom(?:e|es|ing) effective|price|fees)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:notice|notif\w+|announce\w*|in advance|inform\w*|before|prior to|ahead|object\w*|review)\b", re.IGNORECASE
)
_RESPONSE = re.compile(
    r"\b(?:respon[ds]\w*|repl(?:y|ies)|answer\w*|acknowledg\w+|process(?:ed)?|fulfil\w*|honou?r\w*|"
    r"compl(?:y|ied)|act(?:ed)? (?:up)?on|handled|extend\w*|completed?|confirm\w*|verif\w+)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:requests?|inquir(?:y|ies)|enquir(?:y|ies)|complaints?|questions?|opt[- ]?outs?|queries|"
    r"unsubscrib\w+|STOP)\b",
    re.IGNORECASE,
)
_RETENTION = re.compile(
    r"\b(?:retain\w*|retention|kept|keep(?:s|ing)?|stor(?:e|es|ed|ing|age)|delet\w+|purg\w+|eras\w+|"
    r"remov\w+|archiv\w+|back-?ups?|anonymi[sz]\w+|de-identif\w+|destr\w+|held|hold(?:s|ing)?|preserv\w+|"
    r"remain\w*|overwrit\w+|rotat\w+|wiped?|expir\w+|dispos\w+|aggregated)\b",
    re.IGNORECASE,
)
_LOOKING_BACK = re.compile(
    r"\b(?:preceding|previous|past|last|prior|every|each|per|than once (?:in|every)|twice (?:in|every))"
    r"\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_LOOKING_BACK_AFTER = re.compile(
    r"\s*(?:period\s+)?(?:preceding|before (?:the|your) request|prior to (?:the|your) request)\b", re.IGNORECASE
)
_OTHER = re.compile(
    (r"\b(?:breach\w*|incident|session|log(?:ged)? (?:you )?out|inactiv\w+ (?:session|time)|sign(?:ed)? in|"
r"trial|refund|invoice due|payment (?:is )?due|cure|arbitrat\w+|claims? must|appeal|cookies?|uptime|"
r"renew\w*|terminat\w+ (?:this|the) (?:agreement|contract)|reviewed|audit(?:ed)?s? (?:at least|is|are)"
r"|test(?:ed)?)\b"),
    re.IGNORECASE,
)  # fmt: skip


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


def in_sentence(sentence: Sentence) -> Iterator[Found]:
    """The periods of a sentence that promise something; those about other things are left out."""
    text = plain(sentence.text)
    for match in islice(PERIOD.finditer(text), _MOST):
        if _is_no_promise(text, match):
            continue
        period, use = _period(match), _use(text, match, sentence)
        if period and use:
            yield Found(period, match[0], match.start(), match.end(), use)


def _is_no_promise(text: str, match: re.Match[str]) -> bool:
    """Whether a period looks back, comes round again, or is an example in a placeholder."""
    before = text[max(match.start() - 200, 0) : match.start()]
    if _LOOKING_BACK_AFTER.match(text, match.end()) or (
        re.search(r"\[[^\]]*\Z", before) and "]" in text[match.end() :]
    ):
        return True
    turning = re.search(r"\b(?:rotat\w+|overwrit\w+|purged|deleted|erased)\s+every\s+\Z", before, re.IGNORECASE)
    return bool(_LOOKING_BACK.search(before)) and not turning


def _period(match: re.Match[str]) -> Period | None:
    number = match["inner"] or match["digits"] or str(_number(match["word"].lower()))
    unit = match["unit"].lower()
    business = "business " if unit == "day" and match["kind"].lower() in ("business", "working") else ""
    upto = f"-{match['upto']}" if match["upto"] and int(match["upto"]) > int(number) else ""
    try:
        return parse_period(f"{number}{upto} {business}{unit}s")
    except ValueError:
        return None


def _number(word: str) -> int:
    total = 0
    for part in re.findall(r"[a-z]+", word):
        if part == "hundred":
            total = max(total, 1) * 100
        elif part != "and":
            total += _TENS.get(part) or _ONES.index(part) + 1
    return total


def _use(text: str, match: re.Match[str], sentence: Sentence) -> Use | None:
    """What a period is about, by the clause it stands in, then by the sentence, then by the section."""
    clause = _clause(text, match)
    if _NOTICE.search(text) and _CHANGES.search(text) and not _keeps(clause) and not _REQUEST.search(clause):
        return "notice"
    about_request = _REQUEST.search(f"{text} {sentence.label}")
    if about_request and (_RESPONSE.search(text) or _RETENTION.search(text)) and not _keeps_long(clause):
        return "response"
    if _OTHER.search(clause) and not _keeps(clause):
        return None
    if re.search(r"\bcookies?\b", f"{text} {sentence.heading}", re.IGNORECASE) and not re.search(
        r"retention|delet", sentence.heading, re.IGNORECASE
    ):
        return None
    section = f"{sentence.above} {sentence.heading} {sentence.intro}"
    if _keeps(text) or re.search(r"\b(?:retention|how long|storage periods?|kept|keep)\b", section, re.IGNORECASE):
        return "retention"
    if _RESPONSE.search(clause) and re.search(r"\b(?:rights?|requests?)\b", section, re.IGNORECASE):
        return "response"
    changes = re.search(r"\bchanges?\b|\bupdates?\b|sub-?processors?", section, re.IGNORECASE)
    return "notice" if changes and _NOTICE.search(clause) else None


def _keeps(words: str) -> bool:
    return bool(_RETENTION.search(words))


def _keeps_long(clause: str) -> bool:
    """Whether a clause about requests speaks of keeping records of them, not of answering them."""
    return bool(
        re.search(
            r"\b(?:retain\w*|kept|keep|stored|remain|preserv\w+|archiv\w+|records? of|back-?ups?)\b",
            clause,
            re.IGNORECASE,
        )
    ) and not re.search(r"\bwithin\b", clause, re.IGNORECASE)


def _clause(text: str, match: re.Match[str]) -> str:
    """The part of a sentence around a period, cut at semicolons and at commas that begin a new statement."""
    cuts = [found.end() for found in re.finditer(r"[;:]\s|,\s(?:and|but|after which|then|while|whereas)\s", text)]
    start = max((cut for cut in cuts if cut <= match.start()), default=0)
    end = min((cut for cut in cuts if cut > match.end()), default=len(text))
    return text[start:end]
