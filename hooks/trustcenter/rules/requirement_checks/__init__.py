"""Checks of the shipped requirement lists: one module for each regime, one function for each requirement.

`rules.coverage` looks a check up by its id in `CHECKS` (`gdpr_13_1_a` decides `gdpr-13-1-a`) and calls it with a
`Statement`.  A check yields findings (what is missing), or `Moot` (does not apply), or `ForCounsel` (needs an
attestation); nothing means answered.  Clauses and their words are checked by `coverage` for all requirements alike.

To add a list, write `lists/requirements/<regime>.yml` and, where a machine can decide, a module here that ends with
`CHECKS = (…)`; the tests ask for its row in the manual and for a bad example of each requirement.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from trustcenter.rules.requirement_checks.finding import Check, Finding, ForCounsel, Moot, Outcome

MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
ALL: tuple[Check, ...] = tuple(check for module in MODULES for check in getattr(module, "CHECKS", ()))


def check_id(check: Check) -> str:
    """The id of the requirement that a check decides: `gdpr_13_1_a` → `gdpr-13-1-a`."""
    return getattr(check, "__name__", "").replace("_", "-")


CHECKS: Mapping[str, Check] = {check_id(check): check for check in ALL}

__all__ = ["CHECKS", "Check", "Finding", "ForCounsel", "Moot", "Outcome", "check_id"]
