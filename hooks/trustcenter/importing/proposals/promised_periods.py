"""Finds the periods in a sentence and what each promises: keeping data, giving notice of changes, or answering.

`retention_rules` and `notice_and_answers` call `in_sentence` and get `PromisedPeriod` values.  A period counts only by
the words of its own clause (a verb of keeping, telling or answering) or by the column that it stands in; street
numbers, prices, sessions and ages are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import clauses
from trustcenter.markdown.words import plain_words
from trustcenter.model.numerals import WORDS, number_of
from trustcenter.model.periods import Period, parse_period

Use = Literal["retention", "notice", "response"]
PERIOD = re.compile(
    rf"(?<![\w.,§$€£#-])(?:(?P<digits>\d{{1,4}})|(?P<word>{WORDS})|(?P<one>(?<=within )an?|(?<=for )an?"
    rf"|(?<=after )an?|(?<=than )an?|(?<=of )an?|^an?))"
    rf"(?:\s*\(\s*(?:(?P<inner>\d{{1,4}})|{WORDS})\s*\))?"
    rf"(?:\s*(?:-|–|to|or)\s*(?:(?P<most>\d{{1,3}})|(?P<mostword>{WORDS}))(?:\s*\(\s*\d{{1,4}}\s*\))?)?"
    r"[\s-]*(?:(?:further|additional|more|full|whole|consecutive|rolling|calendar|clear|continuous)[\s-]+){0,2}"
    r"(?P<business>(?:business|working|bank)[\s-]+)?(?P<unit>hour|hr|fortnight|day|week|month|mth|year|yr"
    r"|decade)s?(?:\(s\))?"
    r"(?![\w(])(?!\s+(?:old|of age|ago)\b)",
    re.IGNORECASE,
)
_UNITS = {"hr": "hour", "mth": "month", "yr": "year"}
_NO_PROMISE_BEFORE = re.compile(
    r"(?:\b(?:preceding|previous|past|last|prior|every|each|per|once (?:in|every)|twice (?:in|every)|in any"
    r"|first)\s+(?:the\s+|a\s+|any\s+)?"
    r"|\[[^\]]*)\Z", re.IGNORECASE)  # fmt: skip
_NO_PROMISE_AFTER = re.compile(
    r"\s*(?:period\s+)?(?:preceding|before (?:the|your|such) (?:request|claim|event)|prior to (?:the"
    r"|your) request|(?:in|per|each|every) (?:an?|the|any)? ?(?:day|week|month|year)\b|free\b"
    r"|contract|subscription|term\b|plan\b|trial|warranty|guarantee)",
    re.IGNORECASE,
)
_KEEP = (
    r"\b(?:ke(?:ep|pt)s?|keeping|retain(?:s|ed|ing)?|retention|stor(?:e|es|ed|ing)|held|hold(?:s|ing)?"
    r"|archiv\w+|preserv\w+|maintain\w*|remain(?:s|ed)?|stays?|lives?|saved?"
    r"|delet\w+|eras\w+|purg\w+|destroy\w*|remov(?:e|es|ed|al|ing)|anonymi[sz]\w+|wip(?:e|es|ed)|discard\w*"
    r"|overwrit\w+|dispos\w+|shred\w*|expires?|age out|roll(?:s|ed)? (?:off|over)|available|backups?"
    r"|cleared|lasts?)\b"
)
_NOTICE = (
    r"\b(?:notice|notif(?:y|ies|ied|ication)\w*|announc\w+|inform(?:ed|s)?|tell|told|learn|hear|let (?:you"
    r"|\w+) know|warn\w*|post(?:ed)?|publish\w*|heads[- ]up|e-?mail(?:ed)?|mail(?:ed)?|message|text"
    r"|banner|object(?:ion|ions)?|effective)\b"
)
_AHEAD = r"\b(?:notice|advance|ahead|before|beforehand|prior|earlier|lead time|object(?:ion|ions)?)\b"

_CHANGE = (
    r"\b(?:chang\w+|amend\w*|updat\w+|revis\w+|modif\w+|new (?:version|sub-?processors?|vendors?|terms)"
    r"|replac\w+|add(?:ed|ing|s)?|additions?|sub-?processors?|new (?:\w+ )?(?:processor|supplier"
    r"|provider|edition|vendor)|anything (?:big|that)|switch|goes live|join|begins? to apply"
    r"|takes? effect|becomes? operative|comes? into force|alter)\b"
)
_ANSWER = (
    r"\b(?:respond\w*|respons\w+|repl(?:y|ies|ied)|answer\w*|acknowledg\w+|fulfil\w*|honou?r\w*|compl(?:y|ies)"
    r"|process(?:ed)? (?:your|the|all|such|these|opt|deletion)?\s?(?:\w+ )?requests?|act(?:ed)? on"
    r"|complete\w*|handle[ds]?|get back|confirm\w*|deal(?:t)? with|carried out|action(?:ed)?"
    r"|resolv\w+|decid\w+|decision)\b"
)
_REQUEST = (
    r"\b(?:requests?|enquir\w+|inquir\w+|questions?|complaints?|appeals?|exercis\w+|opt(?:ing)?[- ]?outs?"
    r"|unsubscrib\w+|consent|objections?)\b"
)
_BREACH = re.compile(
    r"\b(?:breach\w*|incidents?|outage|downtime|uptime|session|log(?:s|ged)? (?:you )?out|idle|inactiv\w+ for"
    r"|lock(?:s|ed)|password|invoices? (?:is|are) due|payable|pay(?:ments?|s)? within|trial|renew\w*"
    r"|terminat\w+ (?:this|the) (?:agreement|contract|subscription)|cure)\b",
    re.IGNORECASE,
)
NAMES_DATA = re.compile(
    r"\b(?:data|information|logs?|records?|recordings?|transcripts?|messages?|contents?|details?|metadata"
    r"|invoices?|back-?ups?|files?|e?-?mails?|photos?|images?|pictures?|videos?|documents?|history"
    r"|histories|statistics|analytics|reports?|requests?|accounts?|profiles?"
    r"|posts?|comments?|tickets?|chats?|calls?|conversations?|credentials?|keys?|cvs?|applications?|addresses"
    r"|numbers?|transactions?|payments?|orders?|receipts?|surveys?|responses?|results?|notes?"
    r"|correspondence|consents?|subscriptions?|telemetry|events?|footage|templates?|copies|lists?"
    r"|letters?|forms?|contracts?|bookings?|tokens?|identifiers?|traces?|submissions?|uploads?"
    r"|voicemails?|prompts?|outputs?|attachments?|snapshots?|exports?)\b",
    re.IGNORECASE,
)
"""Words for what can be kept."""
_COOKIES = re.compile(r"\bcookies?\b|\blocal storage\b|\bpixels?\b", re.IGNORECASE)
_MOST_PERIODS_OF_A_SENTENCE = 12


@dataclass(frozen=True, slots=True)
class PromisedPeriod:
    """One period of a sentence: what it is, how and where it stands there, and what it promises."""

    period: Period
    written: str
    start: int
    end: int
    use: Use


@lru_cache(maxsize=1 << 13)
def in_sentence(sentence: Sentence) -> tuple[PromisedPeriod, ...]:
    """The periods of a sentence that promise something; places are those of its plain words."""
    return tuple(_promised(sentence))


def _promised(sentence: Sentence) -> Iterator[PromisedPeriod]:
    text = plain_words(sentence.text)
    for count, match in enumerate(PERIOD.finditer(text)):
        before = text[max(match.start() - 60, 0) : match.start()]
        if (
            count >= _MOST_PERIODS_OF_A_SENTENCE
            or _NO_PROMISE_BEFORE.search(before)
            or _NO_PROMISE_AFTER.match(text, match.end())
        ):
            continue
        period, use = period_of(match), _use(text, match, sentence)
        if period and use:
            yield PromisedPeriod(period, match[0], match.start(), match.end(), use)


def first_period(words: str) -> tuple[Period, re.Match[str]] | None:
    """The first period of some words, whatever it is about."""
    match = PERIOD.search(words)
    period = period_of(match) if match else None
    return (period, match) if match and period else None


def period_of(match: re.Match[str]) -> Period | None:
    """The period that a match of `PERIOD` names."""
    least = 1 if match["one"] else number_of(match["inner"] or match["digits"] or match["word"])
    most = number_of(match["most"] or match["mostword"]) if match["most"] or match["mostword"] else 0
    unit = _UNITS.get(match["unit"].lower(), match["unit"].lower())
    if unit in ("fortnight", "decade"):
        least, unit = (least * 2, "week") if unit == "fortnight" else (least * 10, "year")
    business = "business " if unit == "day" and match["business"] else ""
    upto = f"-{most}" if most > least else ""
    try:
        return parse_period(f"{least}{upto} {business}{unit}{'' if least == 1 and not upto else 's'}")
    except ValueError:
        return None


def _use(text: str, match: re.Match[str], sentence: Sentence) -> Use | None:
    """What a period promises: by its clause, then by the whole sentence, then by the list or section it stands in."""
    own = clauses.clause(text, match.start(), match.end())
    if _BREACH.search(own) and not re.search(r"\bdelet|\beras|\bretain|\bkept\b", own, re.IGNORECASE):
        return None
    place = plain_words(f"{sentence.above} / {sentence.heading} / {sentence.intro}")
    if _COOKIES.search(own) or (
        sentence.kind == "row" and _COOKIES.search(f"{sentence.heading} {' '.join(head for head, _ in sentence.cells)}")
    ):
        return None
    for words in (own, text):
        if use := _by_words(words, place):
            return use
    if sentence.kind in ("item", "row") or len(text) < 160:
        return _by_place(place, sentence, match)
    return None


def _has(pattern: str, words: str) -> bool:
    return bool(re.search(pattern, words, re.IGNORECASE))


def _by_words(words: str, place: str) -> Use | None:
    tells, changes = _has(_NOTICE, words) and _has(_AHEAD, words), _has(_CHANGE, words)
    about_changes = changes or _has(r"\b(?:changes|updates|amend\w+|modifications|revisions)\b", place)
    if tells and about_changes and not _has(r"\bdelet|\beras|\bretain|\bkept\b|\brequest|\bterminat|\brenew", words):
        return "notice"
    keeps = _has(_KEEP, words)
    if (
        _has(_ANSWER, words)
        and (_has(_REQUEST, words) or _has(r"\brights?\b|\brequests?\b|\bchoices\b|\bcontact\b|\bcomplain", place))
        and not _has(r"\b(?:kept|retain\w*|stored?)\b", words)
    ):
        return "response"
    ends = _has(
        r"\b(?:of|after|following) (?:the )?(?:termination|expiration|expiry|closure|cancell?ation|end)\b", words
    )
    if (
        keeps
        and not ends
        and _has(r"\b(?:your|a|the|such|of) (?:\w+ )?requests?\b", words)
        and _has(r"\bwithin\b", words)
    ):
        return "response"
    return "retention" if keeps else None


def _by_place(place: str, sentence: Sentence, match: re.Match[str]) -> Use | None:
    """By the heading, the introduction or the column of a list, whose items often have no verb."""
    column = next((head for head, cell in sentence.cells if match[0] in plain_words(cell)), "")
    if sentence.cells and _has(
        r"\b(?:retention|retain\w*|kept|keep|period|how long|duration|stor(?:ed|age)|delet\w+|time|held)\b", column
    ):
        return "retention" if not _has(r"\bcookies?|\bnotice\b|\brespon|\bsession", f"{place} {column}") else None
    text = plain_words(sentence.text)
    told = _has(
        r"\b(?:within|inside|in|no later than|up to|at most|takes?|less)\b[^.;]{0,20}\Z", text[: text.find(match[0])]
    ) or _has(r"\Aor less", text[text.find(match[0]) + len(match[0]) :].strip())
    for words in (sentence.intro, sentence.heading, sentence.above):
        shown = plain_words(words)
        if _has(r"\bcookies?\b", shown):
            return None
        if _has(
            r"\bretention\b|\bhow long\b|\bwe (?:keep|retain|store)\b|\bkept\b|\bdelet\w+\b|\bforg[eo]t\w*\b"
            r"|\bkeeping\b|\bstor(?:ed|age|ing)\b|\barchiv\w+",
            shown,
        ):
            return "retention"
        if _has(r"\bchanges?\b", shown) and _has(_NOTICE, shown):
            return "notice"
        if told and _has(
            r"\brights?\b|\brequests?\b|\bchoices\b|\bask\b|\bopt(?:ing)?[- ]out|\bseeing\b|\bcomplain|\banswer", shown
        ):
            return "response"
    if (
        sentence.kind == "item"
        and sentence.label
        and NAMES_DATA.search(plain_words(sentence.label))
        and re.match(
            r"(?:for |up to |at most )?\W*\Z", plain_words(sentence.words)[: plain_words(sentence.words).find(match[0])]
        )
    ):
        return "retention"
    return None
