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
_TEN, _ONE, _DIGIT = "|".join(_TENS), "|".join(sorted(_ONES, key=len, reverse=True)), "|".join(_ONES[:9])
_WORD = (
    rf"(?:{_TEN})(?:[ -](?:{_DIGIT}))?\b|"
    rf"(?:(?:one|a|two|three) )?hundred(?: (?:and )?(?:{_TEN}|{_ONE})(?:[ -](?:{_DIGIT}))?)?\b|"
    rf"(?:{_ONE})\b"
)
_ALONE = "|".join(rf"(?<=\b{word} )an?" for word in ("within", "for", "after", "than", "inside", "of", "to", "full"))
_MORE = (
    r"(?:(?:further|additional|more|extra|other|another|full|whole|complete|entire|consecutive|rolling|calendar|clear)"
    r"[\s-]+)"
)
PERIOD = re.compile(
    rf"(?<![\w.,§$€£-])(?:(?:between\s+)?(?P<digits>\d{{1,4}})|(?P<word>{_WORD})|(?P<alone>{_ALONE}))"
    rf"(?:\s*\(\s*(?:(?P<inner>\d{{1,4}})|{_WORD})\s*\))?"
    rf"(?:\s*(?:-|–|to|or|and)\s*(?:(?P<upto>\d{{1,3}})|(?P<uptoword>{_WORD}))(?:\s*\(\s*\d{{1,4}}\s*\))?)?"
    rf"[\s-]*(?<![A-Za-z])(?:(?<=[\s)-])|(?<=\d)(?=[dh]))\s*{_MORE}{{0,2}}(?P<kind>(?:business|working|work|bank|"
    rf"banking)?)[\s-]*"
    r"(?P<unit>hour|hr|h\b|fortnight|day|week|wk|month|mth|year|yr|decade)s?(?:\(s\))?(?![\w(])(?!\s+(?:old|of age)\b)",
    re.IGNORECASE,
)
_UNITS = {"hr": "hour", "h": "hour", "wk": "week", "mth": "month", "yr": "year"}
_CHANGES = re.compile(
    r"\b(?:chang(?:e|es|ed|ing)|updat\w+|amend\w*|modif\w+|revis\w+|subprocessors?|sub-processors?|"
    r"new (?:vendors?|terms|version|suppliers?|providers?|partners?|processors?|compan(?:y|ies))|tak(?:e|es|"
    r"ing) effect|"
    r"becom(?:e|es|ing) effective|com(?:e|es|ing) into (?:force|effect)|enters? into force|go(?:es)? live|"
    r"(?:add|adding|engag\w+|appoint\w*|replac\w+) (?:an?|any|a new|new)?\s*(?:vendors?|suppliers?|providers?|"
    r"processors?|compan\w+)|"
    r"price|fees)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:notice|notif\w+|announce\w*|in advance|inform\w*|before(?:hand)?|prior to|ahead|object\w*|review|"
    r"lead[- ]time|"
    r"heads[- ]up|warn\w*|hear|learn|told|tell|e-?mail(?:ed)? (?:you|them|customers)|let (?:you|them|"
    r"customers) know|advance)\b",
    re.IGNORECASE,
)
_RESPONSE = re.compile(
    r"\b(?:respon[ds]\w*|repl(?:y|ies)|answer\w*|acknowledg\w+|process(?:ed)?|fulfil\w*|honou?r\w*|"
    r"compl(?:y|ied)|act(?:ed)? (?:up)?on|acted|actioned|handled?|extend\w*|extension|prolong\w*|completed?|"
    r"confirm\w*|verif\w+|"
    r"decid\w+|decision|get back|come back to|hear (?:back )?from|write back|carr(?:y|ied) out|implement\w*|settled?|"
    r"deal(?:t|s)? with|turn\w* around|put into effect|react\w*|resolv\w+|grant\w*|satisf\w+|execut\w+)\b",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?<!without further )(?<!without )\b(?:requests?|inquir(?:y|ies)|enquir(?:y|ies)|complaints?|questions?|"
    r"opt[- ]?outs?|queries|"
    r"unsubscrib\w+|STOP|appeals?|when you ask|if you ask|asks? (?:us )?(?:for|to))\b(?! of (?:this|the) )",
    re.IGNORECASE,
)
_RETENTION = re.compile(
    r"\b(?:retain\w*|retention|kept|keep(?:s|ing)?|stor(?:e|es|ed|ing|age)|delet\w+|purg\w+|eras\w+|"
    r"remov\w+|archiv\w+|back-?ups?|anonymi[sz]\w+|de-identif\w+|destr\w+|held|hold(?:s|ing)?|preserv\w+|"
    r"remain\w*(?! unaffected)|overwrit\w+|rotat\w+|wip(?:e|es|ed)|expir\w+|dispos\w+|aggregated|gone|disappears?|"
    r"vanish\w*|"
    r"empt(?:y|ies|ied)|stays?|on file|on record|discard\w*|shred\w*|scrub\w*|clear(?:ed|s)|age[sd]? out|rolling|"
    r"drop(?:s|ped)|"
    r"trimmed|recycl\w+|lives? (?:for|on)|hang(?:s)? on to|clean(?:ed)? (?:up|out)|thrown? (?:away|out)|lapses?|"
    r"log (?:history|window)|saved?)\b",
    re.IGNORECASE,
)
_LOOKING_BACK = re.compile(
    r"\b(?:preceding|previous|past|last|prior|every|each|per|than once (?:in|every)|twice (?:in|every|per)|"
    r"once (?:in|every|per))"
    r"\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_LOOKING_BACK_AFTER = re.compile(
    r"\s*(?:period\s+)?(?:preceding|before (?:the|your) request|prior to (?:the|your) request)\b", re.IGNORECASE
)
_OTHER = re.compile(
    (r"\b(?:breach\w*|incident|session|log(?:s|ged)? (?:you )?out|signs? (?:you )?out|inactiv\w+ (?:session|time)|"
r"sign(?:ed)? in|idle|trial|refund\w*|money back|invoice due|payment (?:is )?due|cure|arbitrat\w+|claims? must|"
r"cookies?|uptime|"
r"(?:reset|sign-?in|magic|download|login|one-time)[ -](?:links?|codes?)|links? (?:is|are) valid|"
r"renew\w*|terminat\w+ (?:this|the) (?:agreement|contract)|cancel\w*|reviewed|audit(?:ed)?s? (?:at least|is|are)"
r"|tested|appointment)\b"),
    re.IGNORECASE,
)  # fmt: skip
_WITHIN = re.compile(
    r"\b(?:within|inside|in|no later than|not later than|at (?:the )?latest|up to|under|at most|no more than|takes?|"
    r"after|"
    r"usually|normally|typically)(?:\s+(?:of|the|at most|about|around|a further|a maximum of|no more than|another|"
    r"next))*\s*\Z",
    re.IGNORECASE,
)
_REPLIES = re.compile(r"\b(?:repl(?:y|ies)|respond\w*|answer\w*|(?:get|write|come) back)\b", re.IGNORECASE)
_TO_APPEAL = re.compile(
    r"\byou (?:may|can|have|must)\b(?:(?!\bwe\b)[^.;])*\bappeal\w*(?:(?!\bwe\b)[^.;])*\Z", re.IGNORECASE
)
_HOW_LONG = re.compile(
    r"\b(?:retention|how long|storage (?:periods?|limits?|duration)|kept|keep|retain|delet\w+|eras\w+|lifetime|hold on|"
    r"sticks? around|life ?span|stor(?:ed|age) for|clean-?up)\b",
    re.IGNORECASE,
)


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
    turning = re.search(
        r"\b(?:rotat|overwr|purg|delet|eras|clear|empt|wip)\w*\b[^.;]{0,40}\bevery\s+\Z", before, re.IGNORECASE
    )
    return bool(_LOOKING_BACK.search(before)) and not turning


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


def _use(text: str, match: re.Match[str], sentence: Sentence) -> Use | None:
    """What a period is about, by the clause it stands in, then by the sentence, then by the section."""
    clause = _clause(text, match)
    if _TO_APPEAL.search(text[max(match.start() - 200, 0) : match.start()]):
        return None
    section = f"{sentence.above} {sentence.heading} {sentence.intro} {_column(sentence, match[0])}"
    if _tells_of_change(text, clause, section):
        return "notice"
    if _is_answer(text, clause, match, sentence):
        return "response"
    if _is_other(text, clause, sentence):
        return None
    if _keeps(text) or _HOW_LONG.search(section):
        return "retention"
    answers = _RESPONSE.search(clause) or re.search(r"\b(?:need|take|takes)\b", clause, re.IGNORECASE)
    if answers and re.search(r"\b(?:rights?|requests?|choices)\b", section, re.IGNORECASE):
        return "response"
    return None


def _tells_of_change(text: str, clause: str, section: str) -> bool:
    """Whether a period is the time ahead of a change, or the time to object to one."""
    if _REQUEST.search(clause) or re.search(r"\bterminat\w+|\bcancel\w*|\bbreach", clause, re.IGNORECASE):
        return False
    changes = re.search(
        r"\bchang(?:e|es|ing)\b|\bupdates?\b|\bamend\w*|sub-?processors?|\brevisions?\b|\bmodif\w+",
        section,
        re.IGNORECASE,
    )
    if re.search(r"\bchang|\bamend|\bupdat|\brevis|\bmodif", section, re.IGNORECASE) and _NOTICE.search(text):
        return True
    return bool(
        _NOTICE.search(text) and (_CHANGES.search(text) or (changes and _NOTICE.search(clause))) and not _keeps(clause)
    )


def _is_answer(text: str, clause: str, match: re.Match[str], sentence: Sentence) -> bool:
    """Whether a period is the time in which what people ask is answered or done."""
    if _keeps_long(clause):
        return False
    columns = " ".join(head for head, _ in sentence.cells)
    about = bool(_REQUEST.search(f"{text} {sentence.label} {columns}"))
    said = f"{text} {columns}"
    if about and (
        _RESPONSE.search(said) or _RETENTION.search(text) or _WITHIN.search(text[: match.start()]) or columns
    ):
        return True
    if _WITHIN.search(text[: match.start()]) and _REPLIES.search(clause) and not _keeps(clause):
        return True
    follows = bool(_REQUEST.search(sentence.before) or _RESPONSE.search(sentence.before)) and PERIOD.search(
        sentence.before
    )
    goes_on = re.search(r"\b(?:extend\w*|extension|prolong\w*|need|take|longer|in total)\b", clause, re.IGNORECASE)
    return bool(follows and goes_on and not _keeps(clause))


def _is_other(text: str, clause: str, sentence: Sentence) -> bool:
    """Whether a period is about breaches, sessions, trials, cookies and the like."""
    if _OTHER.search(clause) and not _keeps(clause):
        return True
    if re.search(r"\b(?:breach\w*|incidents?)\b", text, re.IGNORECASE) and not re.search(
        r"\b(?:records?|logs?|reports?|on file)\b", text, re.IGNORECASE
    ):
        return True
    if re.search(
        r"\b(?:session|log(?:s|ged) (?:you )?out|sign(?:s|ed)? (?:you )?(?:in|out)|(?:reset|magic|"
        r"one-time) (?:links?|codes?))\b",
        clause,
        re.IGNORECASE,
    ):
        return True
    return bool(re.search(r"\bcookies?\b", f"{text} {sentence.heading}", re.IGNORECASE)) and not re.search(
        r"retention|delet|how long|keep|stor", sentence.heading, re.IGNORECASE
    )


def _column(sentence: Sentence, words: str) -> str:
    """The heading of the column in which some words stand."""
    return next((head for head, cell in sentence.cells if words in plain(cell)), "")


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
