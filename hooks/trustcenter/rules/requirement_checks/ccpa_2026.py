"""Checks of the list `ccpa-2026`: what is disclosed to service providers, and automated decisions from 2027.

Each check takes a `Statement` and yields findings or `Moot`; `CHECKS` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Finding, Moot, Outcome, lacking
from trustcenter.rules.requirement_checks.rights import rights
from trustcenter.rules.requirement_checks.us_states import words_of

_DECISIONS = re.compile(r"\bautomated\b|\bprofil|\bADMT\b|\bdecisions? (?:made )?by (?:a )?machine", re.IGNORECASE)
_NO_DECISION = Moot("no decision is said to be automated")


def ccpa_disclosed(statement: Statement) -> Iterator[Outcome]:
    """Every vendor says which categories of data it receives."""
    vendors = statement.records("subprocessors")
    without = [i for i, vendor in vendors.items() if not is_stated(vendor.get("data"))]
    yield from lacking(statement, "subprocessors", without, "no categories of data are stated", at=("data",))


def ccpa_admt_notice(statement: Statement) -> Iterator[Outcome]:
    """Every use of AI that decides by itself says how, with which effect, and how a person reviews it."""
    return explained(statement)


def ccpa_admt_opt_out(statement: Statement) -> Iterator[Outcome]:
    """Where a use of AI decides by itself, a right to opt out of automated decisions is stated."""
    if not deciding(statement):
        yield _NO_DECISION
    elif not any(_DECISIONS.search(words_of(record)) for record in rights(statement, "ccpa").values()):
        yield Finding(statement.where("rights"), "no right to opt out of automated decisions is stated")


def deciding(statement: Statement) -> list[str]:
    """The ids of the uses of AI that are said to decide by themselves."""
    return [i for i, use in statement.records("ai").items() if use.get("automated_decisions") is True]


def explained(statement: Statement) -> Iterator[Outcome]:
    """Findings for uses of AI that decide by themselves and do not state logic, effect or human review."""
    uses = deciding(statement)
    if not uses:
        yield _NO_DECISION
    for name, what in (("logic", "how it decides"), ("effect", "what follows"), ("human_review", "who reviews it")):
        without = [i for i in uses if not is_stated(statement.records("ai")[i].get(name))]
        if without:
            yield from lacking(statement, "ai", without, f"decides by itself, and it is not stated {what}", at=(name,))
            return


CHECKS: tuple[Check, ...] = (ccpa_disclosed, ccpa_admt_notice, ccpa_admt_opt_out)
