"""Checks of the shipped requirement lists: one module for each regime, one function for each requirement.

`rules.coverage` looks a check up by its id in `CHECKS` (`gdpr_13_1_a` decides `gdpr-13-1-a`) and calls it with a
`Statement`.  A check yields findings (what is missing), or `Moot` (does not apply), or `ForCounsel` (needs an
attestation); nothing means answered.  Clauses and their words are checked by `coverage` for all requirements alike.
"""

from __future__ import annotations

from collections.abc import Mapping

from trustcenter.rules.requirement_checks.a2p_10dlc import CHECKS as A2P_10DLC
from trustcenter.rules.requirement_checks.ccpa import CHECKS as CCPA
from trustcenter.rules.requirement_checks.finding import Check, Finding, ForCounsel, Moot, Outcome
from trustcenter.rules.requirement_checks.gdpr import CHECKS as GDPR
from trustcenter.rules.requirement_checks.others import CHECKS as OTHERS
from trustcenter.rules.requirement_checks.promises import CHECKS as PROMISES
from trustcenter.rules.requirement_checks.voice import CHECKS as VOICE

ALL: tuple[Check, ...] = (*A2P_10DLC, *GDPR, *CCPA, *VOICE, *OTHERS, *PROMISES)


def check_id(check: Check) -> str:
    """The id of the requirement that a check decides: `gdpr_13_1_a` → `gdpr-13-1-a`."""
    return getattr(check, "__name__", "").replace("_", "-")


CHECKS: Mapping[str, Check] = {check_id(check): check for check in ALL}

__all__ = ["CHECKS", "Check", "Finding", "ForCounsel", "Moot", "Outcome", "check_id"]
