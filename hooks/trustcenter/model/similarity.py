"""How alike two names or words are: the one measure of it in the package.

Messages call `nearest` to guess what was meant, `comparing` and `importing` call `similarity` to find out whether two
names may stand for one company.  Both use RapidFuzz: twice the letters that stand in both in the same order, by all.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def similarity(one: str, other: str) -> float:
    """How alike two names or words are, from 0 to 100: `similarity("Twilio", "Twillio")` is 92.3."""
    return fuzz.ratio(one, other)


def nearest(written: str, allowed: Iterable[str], *, least: float = 60) -> str:
    """The allowed word most like `written`, ignoring case, or an empty string if none is `least` (0 to 100) like it."""
    words = sorted(allowed)
    match = process.extractOne(written, words, scorer=fuzz.ratio, processor=str.lower, score_cutoff=least)
    return match[0] if match else ""
