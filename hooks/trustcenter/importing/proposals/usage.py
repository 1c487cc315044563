"""Whether a text says at a name that it is not used, or run by the organization itself; and what a name is used for."""

from __future__ import annotations

import re

OWN_SOFTWARE = re.compile(
    r"self-host(?:s|ed|ing)?|\bour own (?:\w+ )?(?:servers?|infrastructure|GPUs?|hardware|machines?|systems?|"
    r"data cent\w+|premises|cluster)|"
    r"\b(?:machines?|servers?|hardware|infrastructure|data cent\w+) of our own|\bour own engine|"
    r"\b(?:host|run|operate)s? (?:it|them|this|that)?\s?(?:by )?ourselves|we (?:ourselves )?(?:host|run|"
    r"operate) ourselves|on[- ]premises?\b|"
    r"open[- ]source software|installed on our|run in-house|hosted in-house",
    re.IGNORECASE,
)
_NOT_USED = re.compile(
    r"(?:\b(?:not|never|no longer|nor|neither|without|stopped|ceased|instead of|rather than|formerly|previously|"
    r"(?:moved|switched|migrated|changed) (?:away )?from(?=\s\Z)|no(?= (?:\w+ ){0,2}\Z))\b|n['’]t\b)",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\bnot only\b|\btrain|\bno (?:cost|later|more than|less than|later than|doubt)\b|\bnot limited to\b", re.IGNORECASE
)
_BREAK = re.compile(
    r"[.;:()—–]\s|,\s|\b(?:but|instead|while|because|whereas|so|since|until|unless|except)\b"
    r"|(?<!do )(?<!did )\b(?:we|our \w+) (?:also |only )?(?:use|work|rely|share|send|keep|host|store)\b"
    r"|(?<=[a-z]\s)(?:is|are|was|were)\s+(?=\w+(?:ed|en|t|d)\s(?:\w+\s){0,2}(?:by|with|to|in|at)\b)"
    r"|\b(?:and|which|who|that)\s+(?:is|are|was|were|we|our|it|they|then|only|instead|handled|processed|stored|sent|"
    r"hosted|use)\b"
)


def is_disowned(text: str, start: int, end: int) -> bool:
    """Whether a text says at a name that it is not used, or that the software is run by the organization itself."""
    after = text[end : end + 120]
    begin = max((cut.end() for cut in _BREAK.finditer(text, 0, start)), default=0)
    before = text[begin:start]
    if _NOT_USED.search(before) and not _STILL.search(f"{before} {after}"):
        return True
    if re.match(r"[^.;]{0,30}\b(?:no longer|not any ?more|until \d{4}|ended|stopped)\b", after):
        return True
    if _is_beside_own(text, start, end):
        return True
    reach = re.match(r"[^.;,)]*(?:,\s+(?:which|that)[^.;,)]*|\s*\([^)]*\)[^.;,)]*|\s*\)[^.;,]*)?", after)
    return bool(OWN_SOFTWARE.search(before) or (reach and OWN_SOFTWARE.search(reach[0])))


_JOINTS = frozenset("and or our own the are were all both run hosted".split())
"""Words between the names of an enumeration and what is said of all of them."""
_OWN_VERB = re.compile(r"\bself-host(?:s|ing)?\b|\b(?:run|host|operate|maintain)s? our own\b", re.IGNORECASE)


def _is_beside_own(text: str, start: int, end: int) -> bool:
    """Whether a name stands in an enumeration of what the organization runs itself: "we self-host A, B and C"."""
    verbs = [found.end() for found in _OWN_VERB.finditer(text, 0, start)]
    if verbs and _is_enumerated(text[verbs[-1] : start]):
        return True
    own = OWN_SOFTWARE.search(text, end)
    return bool(own) and " are " in (between := text[end : own.start()]) and _is_enumerated(between)  # type: ignore[union-attr] # asked before


def _is_enumerated(between: str) -> bool:
    """Whether only names and what joins them stand there."""
    return all(word.strip(",") in _JOINTS or word[0].isupper() or word == "," for word in between.split())


def service_after(text: str, at: int) -> str:
    """What follows a name as its service: "for SMS delivery", "— payment processing", "(hosting)"."""
    found = re.match(
        r",?\s*(?:\((?P<inside>[^)]{3,80})\)|(?:[—–:-]\s+|for\s+|to\s+)(?P<service>[^.;,()]{3,80}))", text[at:]
    )
    return (found["inside"] or found["service"]).strip() if found else ""
