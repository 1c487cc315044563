"""The checks behind the shipped requirement lists: a module a regime, a function a requirement.

A check is found by its name: `gdpr_13_1_a` decides `gdpr-13-1-a`.  A check
yields what is missing, or that its requirement does not apply, or that only
counsel can decide; that a clause is named where one is needed, and that it
holds the words it must hold, is decided in `coverage.py` for all alike.
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
    """`gdpr_13_1_a` decides the requirement `gdpr-13-1-a`."""
    return getattr(check, "__name__", "").replace("_", "-")


CHECKS: Mapping[str, Check] = {check_id(check): check for check in ALL}

__all__ = ["CHECKS", "Check", "Finding", "ForCounsel", "Moot", "Outcome", "check_id"]
