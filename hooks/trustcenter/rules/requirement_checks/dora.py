"""Checks of the list `dora`: the chain behind each vendor, its locations, and the country of its head office.

Each check takes a `Statement` and yields findings or `Moot`; `CHECKS` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trustcenter.model.facts import Plain
from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Moot, Outcome, lacking

_NO_REGION = frozenset({"global", "nearest edge", "customer selected"})


def dora_chain(statement: Statement) -> Iterator[Outcome]:
    """Every vendor says whom it engages in turn, or where its own list is."""
    message = "neither its own list of subcontractors nor whom it engages is stated"
    return _every(statement, _tells_its_chain, message, "own_list")


def dora_locations(statement: Statement) -> Iterator[Outcome]:
    """Every vendor names countries or regions; "global" is neither."""
    return _every(statement, _in_regions, "no country or region is named", "locations")


def dora_parent(statement: Statement) -> Iterator[Outcome]:
    """Every vendor has the country of its head office."""
    message = "the country of the head office is not stated"
    return _every(statement, lambda vendor: is_stated(vendor.get("headquarters")), message, "headquarters")


def _every(statement: Statement, holds: Callable[[Plain], bool], message: str, field: str) -> Iterator[Outcome]:
    vendors = statement.records("subprocessors")
    if not vendors:
        yield Moot("no vendor is stated")
    without = [i for i, vendor in vendors.items() if not holds(vendor)]
    yield from lacking(statement, "subprocessors", without, message, at=(field,))


def _tells_its_chain(vendor: Plain) -> bool:
    """Whether a vendor says whom it engages, be it nobody (`engages: []`), or names its own list."""
    engages = vendor.get("engages")
    return isinstance(engages, list | tuple) or is_stated(engages) or is_stated(vendor.get("own_list"))


def _in_regions(vendor: Plain) -> bool:
    locations = vendor.get("locations")
    return isinstance(locations, list | tuple) and bool(locations) and not _NO_REGION & {str(one) for one in locations}


CHECKS: tuple[Check, ...] = (dora_chain, dora_locations, dora_parent)
