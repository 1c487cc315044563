"""Checks of the list `data-act`: the jurisdiction of the infrastructure; the clauses are judged by their words.

Each check takes a `Statement` and yields findings; `CHECKS` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from trustcenter.model.kinds.fields import COUNTRIES, country_of
from trustcenter.rules.claims import Statement
from trustcenter.rules.requirement_checks.finding import Check, Finding, Outcome, lacking


def data_act_jurisdiction(statement: Statement) -> Iterator[Outcome]:
    """Every vendor of infrastructure has locations, each of them in a country that is named."""
    vendors = {i: v for i, v in statement.records("subprocessors").items() if v.get("group") == "infrastructure"}
    if not vendors:
        yield Finding(statement.where("subprocessors"), "no vendor of infrastructure is stated, so no jurisdiction is")
    without = [i for i, vendor in vendors.items() if not in_countries(vendor.get("locations"))]
    yield from lacking(
        statement, "subprocessors", without, "no country of the infrastructure is named", at=("locations",)
    )


def in_countries(locations: object) -> bool:
    """Whether a field states locations, each of them in a country ("customer selected" and "global" are in none)."""
    return (
        isinstance(locations, list | tuple)
        and bool(locations)
        and all(country_of(str(one)) in COUNTRIES for one in locations)
    )


CHECKS: tuple[Check, ...] = (data_act_jurisdiction,)
