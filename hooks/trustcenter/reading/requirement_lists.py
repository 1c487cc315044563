"""Requirement lists: the shipped ones, the company's own (`data/requirements/`), and those an organization asserts.

The rules and the coverage page call `asserted` to know what to check.  `model.kinds.requirements` defines the fields of
a requirement; `rules.coverage` decides how it is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from trustcenter.model.facts import Facts
from trustcenter.model.kinds.requirements import Requirement, RequirementList
from trustcenter.model.periods import parse_day
from trustcenter.model.problems import Where
from trustcenter.reading.facts_loader import FactSources
from trustcenter.reading.yaml_source import parse

ALWAYS = "promises"
"""The regime of the list that is always checked: the promises that every trust center makes."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One requirement list; `file` is its path, empty for a shipped list."""

    list: RequirementList
    file: str = ""


@cache
def shipped() -> tuple[Listed, ...]:
    """The lists that come with this package, by the name of their regime."""
    folder = files("trustcenter").joinpath("lists/requirements")
    listed = []
    for name in sorted(path.name for path in folder.iterdir()):
        source, _ = parse(name, folder.joinpath(name).read_text("utf-8"))
        listed.append(Listed(RequirementList.model_validate(source.value)))
    return tuple(listed)


@cache
def tables() -> tuple[tuple[str, date], ...]:
    """The packaged tables with a `checked_on` that are no requirement lists, each with its oldest such day."""
    folder = files("trustcenter").joinpath("lists")
    dated = []
    for name in sorted(path.name for path in folder.iterdir() if path.name.endswith(".yml")):
        value = parse(name, folder.joinpath(name).read_text("utf-8"))[0].value
        written = [value, *value.values()] if isinstance(value, Mapping) else value
        days = [parse_day(one["checked_on"]) for one in written if isinstance(one, Mapping) and "checked_on" in one]
        dated += [(name.removesuffix(".yml"), min(days))] if days else []
    return tuple(dated)


def lists(sources: FactSources) -> tuple[Listed, ...]:
    """All lists: the shipped ones, then those of `data/requirements/`."""
    own = (Listed(RequirementList.model_validate(plain), file) for file, plain in sorted(sources.lists.items()))
    return (*shipped(), *own)


def requirements_by_id(sources: FactSources) -> Mapping[str, Requirement]:
    """Every requirement of every list by its id; of two with the same id, the first."""
    by_id: dict[str, Requirement] = {}
    for listed in lists(sources):
        for requirement in listed.list.requirements:
            by_id.setdefault(requirement.id, requirement)
    return by_id


def regimes(sources: FactSources) -> frozenset[str]:
    """The regimes that have a list."""
    return frozenset(listed.list.regime for listed in lists(sources))


def asserted(facts: Facts, sources: FactSources) -> tuple[Listed, ...]:
    """The lists to check: those of the regimes that the organization asserts or they include, and `ALWAYS`."""
    everything = lists(sources)
    wanted = closure((ALWAYS, *facts.one("organization").get("regimes", ())), everything)
    return tuple(listed for listed in everything if listed.list.regime in wanted)


def closure(regimes: Iterable[str], everything: Iterable[Listed] | None = None) -> frozenset[str]:
    """Some regimes and all that they include, directly or not; `everything` defaults to the shipped lists."""
    wanted, includes = frozenset(regimes), dict[str, set[str]]()
    for listed in shipped() if everything is None else everything:
        includes.setdefault(listed.list.regime, set()).update(listed.list.includes)
    more = wanted
    while more := frozenset(name for regime in more for name in includes.get(regime, ())) - wanted:
        wanted = wanted | more
    return wanted


def repeated(sources: FactSources) -> Iterator[tuple[Where, str]]:
    """The ids of the company's lists that an earlier list has too, with their positions."""
    seen: set[str] = set()
    for listed in lists(sources):
        for place, requirement in enumerate(listed.list.requirements):
            if requirement.id in seen:
                yield sources.where(listed.file, ("requirements", place, "id")), requirement.id
            seen.add(requirement.id)
