"""Transfers out of the European Economic Area: which locations are outside, and which mechanism is valid there.

The checks of `gdpr` call it.  Adequacy decisions and countries of the Data Privacy Framework, with their dates, are
read from `lists/transfers.yml`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from trustcenter.model.kinds.fields import country_of
from trustcenter.model.periods import parse_day
from trustcenter.reading.yaml_source import parse

CONTRACTS = frozenset({"scc", "bcr", "derogation"})
"""Mechanisms that are valid for every country."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An adequacy decision of the European Commission for a country (GDPR, article 45), with its first and last day."""

    country: str
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@cache
def _listed() -> Mapping[str, tuple[Decision, ...]]:
    path = "lists/transfers.yml"
    value = parse(path, files("trustcenter").joinpath(path).read_text("utf-8"))[0].value
    return {
        name: tuple(
            Decision(d["country"], parse_day(d["since"]), parse_day(d["until"]) if "until" in d else None)
            for d in value[name]
        )
        for name in ("adequate", "dpf")
    }


@cache
def eea() -> frozenset[str]:
    """The countries of the European Economic Area."""
    path = "lists/transfers.yml"
    return frozenset(parse(path, files("trustcenter").joinpath(path).read_text("utf-8"))[0].value["eea"])


def outside(locations: Collection[str]) -> list[str]:
    """The locations that are or may be outside the EEA, such as `nearest edge` and `europe`."""
    within = eea() | {"european union", "european economic area"}
    return [location for location in locations if country_of(location) not in within]


def reaches(mechanism: str, location: str, on: date) -> bool:
    """Whether a mechanism is valid for a location on a day."""
    if mechanism in CONTRACTS:
        return True
    decisions = _listed().get({"adequacy": "adequate"}.get(mechanism, mechanism), ())
    return any(decision.country == country_of(location) and decision.holds(on) for decision in decisions)
