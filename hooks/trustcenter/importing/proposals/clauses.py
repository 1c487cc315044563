"""Looks at the clause around some words for what speaks against taking them at their word.

The families of proposals call `doubt` with a sentence and a place in it, and get the reason in words for the review,
or an empty string.  A fact is accepted by default only where one clause affirms it, in the present, about the company
itself: "not encrypted at rest" states no encryption.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

Doubt = Literal["denied", "past", "possible", "price"]
_CUT = re.compile(
    r"[.;:]\s|\s[—–]\s|,\s(?=(?:and|but|or|then|while|whereas|although|unless|except|which|so|we|you|they|it"
    r"|our|the)\b)"
    r"|\s(?=(?:but|while|whereas|although|unless|except|however)\s)|\s(?=and (?:then |will |is |are |we |our "
    r"|from |for |delete|keep|kept|erase|remove|answer|respond|repl)\w*)",
    re.IGNORECASE,
)
_DOUBTS: tuple[tuple[Doubt, str, re.Pattern[str]], ...] = (
    ("denied", "the clause denies it", re.compile(
        r"\b(?:not|never|nor|neither|without|cannot|rather than|instead of)\b(?! (?:later|more|longer than|less"
        r"|exceed\w*|limited|only|beyond))|n['’]t\b|\bno (?!later|more|longer than|less|fewer)\w", re.IGNORECASE)),
    ("past", "the clause speaks of the past", re.compile(
        r"\b(?:formerly|previously|no longer|used to|in the past|until (?:19|20)\d\d|had been|were (?:kept"
        r"|stored|retained)|ceased|stopped|once (?:used|kept)|discontinued)\b", re.IGNORECASE)),
    ("possible", "the clause is a condition or a possibility", re.compile(
        r"\b(?:if|unless|may|might|could|would|should|whether|in case|provided that|assuming|for example|e\.g\."
        r"|such as when|where (?:required|possible|appropriate)|aim to|try to|intend to|plan to"
        r"|endeavou?r|hope to|upon request we can)\b", re.IGNORECASE)),
    ("price", "the clause is about prices", re.compile(
        r"\b(?:prices?|pricing|fees?|charges?|payments? (?:is|are) due|rates? (?:change|increase)|subscription price"
        r"|refund\w*|trial)\b|[$€£]\s?\d", re.IGNORECASE)),
)  # fmt: skip


def clause(text: str, start: int, end: int) -> str:
    """The words around a place, from the cut before it to the one after it."""
    cuts = list(_CUT.finditer(text))
    first = max((cut.end() for cut in cuts if cut.end() <= start), default=0)
    last = min((cut.start() for cut in cuts if cut.start() >= end), default=len(text))
    return text[first:last]


def doubt(text: str, start: int, end: int, *, ignore: Collection[str] = ()) -> str:
    """Why the clause around a place does not simply state it; nothing where it does."""
    words = clause(text, start, end)
    reasons = (reason for kind, reason, pattern in _DOUBTS if kind not in ignore and pattern.search(words))
    return next(reasons, "")
