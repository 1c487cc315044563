"""Lists and tables of things and periods without a verb, known by their shape: `Logs: 90 days`, `2 years – chats`.

What such a list is about is told by its heading, its introduction or its columns; where they name nothing else, it
says how long data is kept: no other list of a policy looks like that.
"""

from __future__ import annotations

import re
from typing import Literal

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import plain

About = Literal["retention", "response", "notice", "other", ""]
_NUMBER = (
    r"(?:\d{1,4}(?:\s?(?:-|–|to)\s?\d{1,3})?|an?|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)(?:\s*\(\s*\d{1,4}\s*\))?"
)
_LEAD = (
    r"(?:(?:for|up to|max(?:imum|\.)?|min(?:imum|\.)?|of|about|around|approx(?:imately|\.)?|roughly|at most|at least|"
    r"no more than|not more than|no longer than|after|until|till|plus|the|last|rolling|first|next|period|then|"
    r"another|<|>|≤|≥|~|ca\.?|circa|retention|kept|deleted|erased|stored|held)\s*:?\s*){0,4}"
)
_PERIOD = (
    rf"{_LEAD}{_NUMBER}[\s-]*(?:(?:business|working|calendar|full|school|tax|financial|more|further|whole)\s+){{0,2}}"
    r"(?:hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?|fortnights?|decades?|h|d|w|y|mo)\b"
)
_STARTS = re.compile(_PERIOD, re.IGNORECASE)
_JOINT = r"(?:\s*[:=|/→…]+\s*|\s*\(|\s*,\s*|\s+[–—-]+>?\s*|\s*[–—]\s*|\s*\.{2,}\s*|\s+)"
_THING = r"[^\W\d_][^:;|]{1,90}?"
_THING_FIRST = re.compile(rf"\W*(?P<thing>{_THING})(?P<joint>{_JOINT}){_PERIOD}", re.IGNORECASE)
_PERIOD_FIRST = re.compile(
    rf"\W*{_PERIOD}(?P<tail>(?:\s+(?:after|from|following|since|of)\s[^:;|]{{2,60}})?)(?:\s*(?::|\s[–—-]\s|[–—=→])\s*|"
    rf"\s+)"
    rf"(?P<thing>{_THING})(?=[.;,(]|$)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:we|you|they|it|he|she|who|is|are|was|were|will|can|could|may|must|shall|should|has|have|do|does|takes?|"
    r"lasts?|expires?|ends?|gets?|if|when)\b|[’'](?:ll|re|ve|s been)\b|[.!?]\s+[A-Z]",
    re.IGNORECASE,
)
"""Words of a statement: what has them is read by its verb and is no entry."""
_RELATIVE = re.compile(
    r"(?:what(?:ever)?|anything|everything|all|things|those|data|details|information|(?:\w+,? ){1,4}(?:that|which|you|"
    r"we))\b",
    re.IGNORECASE,
)
"""How the name of a thing begins that has a verb in it: "What you upload: 2 years"."""
_LEADS_ON = re.compile(
    r"\b(?:within|in|by|for|every|each|please|per|during|over)\Z|^\W*(?:please|not)\b", re.IGNORECASE
)
_IN_A_ROW = re.compile(
    rf"(?:^|[,;:•·|]\s*|\band\s+|\\\s+)(?P<thing>[^\W\d_][^,;:().•·|]{{1,60}}?)(?:\s*[:(=–—-]\s*|\s+){_PERIOD}"
    r"[^,;.•·|]{0,50}?(?=[,;.•·|)]|\s+and\b|\\?\s|$)",
    re.IGNORECASE,
)
_ENOUGH_IN_A_ROW = 3


def _says(words: str) -> bool:
    return bool(_SAYS.search(words))


_BARE = re.compile(rf"\W*{_PERIOD}\W*", re.IGNORECASE)


def is_entry(text: str) -> bool:
    """Whether the words of an item or row are a thing and its period, or a period, and nothing is said with a verb."""
    if text.startswith("|"):
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        return any(_STARTS.match(cell) for cell in cells) and any(cell and not _STARTS.match(cell) for cell in cells)
    if _BARE.fullmatch(text):
        return True
    if (match := _PERIOD_FIRST.match(text)) and not _says(match["thing"]):
        return True
    match = _THING_FIRST.match(text)
    if match and _RELATIVE.match(match["thing"]) and match["joint"].strip(" ,"):
        return True
    if not match or _says(match["thing"]):
        return False
    return bool(match["joint"].strip()) or not (_LEADS_ON.search(match["thing"]) or len(match["thing"].split()) > 5)


def about(sentence: Sentence, column: str) -> About:
    """What a list is about of which a sentence is one entry; nothing for what is no entry.

    `column` is the heading of the column with the period.
    """
    text = plain(sentence.text)
    if len(text) > 400 or (sentence.kind == "heading" and not _BARE.fullmatch(text)):
        return ""
    if not _is_listed(sentence, text) and _in_a_row(text) < _ENOUGH_IN_A_ROW:
        return ""
    heading = "" if sentence.kind == "heading" else sentence.heading
    above = (column, f"{heading} / {sentence.intro}", sentence.above)
    told: About = next((use for use in map(_told_by, above) if use), "")
    return "other" if told != "retention" and _OWN.search(text) else told or "retention"


def _is_listed(sentence: Sentence, text: str) -> bool:
    """Whether a sentence is an entry, and some of those beside it are: of items and rows half of them."""
    if (
        sentence.kind == "row"
        and len(sentence.cells) > 1
        and all(_STARTS.match(plain(cell)) for _, cell in sentence.cells)
    ):
        return True  # the things are the columns
    beside = sum(is_entry(plain(other)) for other in sentence.beside) if is_entry(text) else 0
    return beside > 0 and (sentence.kind == "paragraph" or 2 * beside >= min(len(sentence.beside), 2))


def _in_a_row(text: str) -> int:
    """How many things with their periods stand in one sentence: "Logs (90 days), invoices (7 years)"."""
    return sum(not _says(one["thing"]) for one in _IN_A_ROW.finditer(text))


_KEEPING = re.compile(
    r"\b(?:ret(?:ain\w*|ention)|ke(?:ep|eps|eping|pt)|stor(?:e|ed|es|age|ing)|delet\w+|eras\w+|held|forg[eo]t\w*|"
    r"purg\w+|how long|schedule|lifespan|archiv\w+|dispos\w+|shredd\w*|life ?cycle)\b",
    re.IGNORECASE,
)
_TOLD: tuple[tuple[About, re.Pattern[str]], ...] = (
    (
        "other",
        re.compile(
            r"\b(?:breach\w*|incidents?|sessions?|time-?outs?|sign(?:ing)?[- ]?(?:in|out)|log(?:ging)?[- ]?(?:in|out)|"
            r"passwords?|tokens?|trials?|refunds?|pay(?:ing|ments?|able)|billing|fees?|prices?|pricing|plans?|"
            r"terms? of "
            r"(?:contract|subscription)|guarantees?|warrant\w+|deliver(?:y|ies)|shipping|cookies?|local storage|"
            r"pixels?|"
            r"age(?:s|d)?|experience|opening|hours of|courses?|lessons?|memberships?|subscriptions?|cancel\w*|"
            r"renewals?|"
            r"uptime|security|safeguards|team|about us|who we are|people|maintenance|recovery (?:time|point)|rto|rpo|"
            r"audits?|training|tests?|reviews?|rotations?|"
            r"certificates?|vouchers?|loans?|late|service levels?|sla)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "response",
        re.compile(
            r"\b(?:respon[ds]\w*|repl(?:y|ies|ied)|answer\w*|requests?|rights?|complain\w*|acknowledg\w+|turnaround|"
            r"how (?:fast|quickly|soon)|deadlines?|hear (?:back )?from us|act(?:ed)? on)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "notice",
        re.compile(
            r"\b(?:notice (?:of|we|you|before|periods?)|advance|notif\w+|announc\w+|warn\w*|heads[- ]up|changes?|"
            r"ahead|beforehand)\b",
            re.IGNORECASE,
        ),
    ),
)
_OWN = re.compile(
    r"\b(?:(?:prior|advance|written) (?:\w+ )?notice|once (?:in )?every|sev(?:erity)?\s?\d|priority \d|outages?|"
    r"breach(?:es)? notif\w+|sessions?(?: (?:length|time-?out|limit)|(?=\s*[:(=|,–—-]))|time-?outs?|sign-?in|"
    r"log-?in|passwords?|tokens?|trial|"
    r"refund|cookies?|payment terms?|guarantee|warranty|_\w+|delivery)\b",
    re.IGNORECASE,
)


def _told_by(words: str) -> About:
    """What words above a list say that it is about."""
    if _KEEPING.search(words):
        return "retention"
    return next((use for use, pattern in _TOLD if pattern.search(words)), "")
