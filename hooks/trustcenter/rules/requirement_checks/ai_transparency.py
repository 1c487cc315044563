"""Checks of the lists `ai-act-50` and `us-ai-voice`: the words by which an AI introduces itself, and its decisions.

Each check takes a `Statement` and yields findings or `Moot`; `CHECKS` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.ccpa_2026 import explained
from trustcenter.rules.requirement_checks.finding import Check, Finding, Outcome, lacking

_ARTIFICIAL = re.compile(
    r"\bA\.?I\.?\b|\bartificial|\bautomated\b|\bvirtual\b|\brobot|\b(?:chat|voice)?bot\b|\bcomputer|\bmachine\b"
    r"|\bnot (?:a )?(?:human|person)|\bassistant\b(?=.*\b(?:automated|artificial)\b)",
    re.IGNORECASE,
)


def ai_words(statement: Statement) -> Iterator[Outcome]:
    """Each use of AI that talks to people at first states its words, and one of them says that it is artificial."""
    yield from _uses(statement, "ai-act-50")
    yield from _in_words(statement)


def california_bots(statement: Statement) -> Iterator[Outcome]:
    """Every use of AI is disclosed, at the first interaction or whenever it speaks."""
    yield from _uses(statement, "us-ai-voice")
    hidden = [i for i, use in statement.records("ai").items() if use.get("disclosure") in (None, "never", "unknown")]
    yield from lacking(statement, "ai", hidden, "people are not said to learn that it is a bot", at=("disclosure",))


def utah_disclosure(statement: Statement) -> Iterator[Outcome]:
    """Every use of AI is disclosed at the outset, in words that say that it is no human."""
    yield from _uses(statement, "us-ai-voice")
    late = [i for i, use in statement.records("ai").items() if use.get("disclosure") != "first interaction"]
    if late:
        yield from lacking(statement, "ai", late, "not said at the outset that it is no human", at=("disclosure",))
    else:
        yield from _in_words(statement)


def colorado_decisions(statement: Statement) -> Iterator[Outcome]:
    """Every use of AI that decides by itself says how, with which effect, and how a person reviews it."""
    return explained(statement)


CHECKS: tuple[Check, ...] = (ai_words, california_bots, utah_disclosure, colorado_decisions)


def _uses(statement: Statement, regime: str) -> Iterator[Outcome]:
    if not statement.records("ai"):
        yield Finding(statement.asserts(regime), "data/ai.yml describes no use of AI")


def _in_words(statement: Statement) -> Iterator[Outcome]:
    uses = statement.records("ai")
    silent = [i for i, use in uses.items() if not is_stated(use.get("disclosure_text"))]
    if silent:
        message = "the words by which it introduces itself are not stated"
        yield from lacking(statement, "ai", silent, message, at=("disclosure_text",))
        return
    first = next(iter(uses), None)
    if first and not any(_ARTIFICIAL.search(str(use["disclosure_text"])) for use in uses.values()):
        where = statement.where("ai", (first, "disclosure_text"))
        yield Finding(where, "the words by which it introduces itself do not say that it is artificial")
