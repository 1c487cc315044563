"""Requirement lists: the shipped ones, the company's own, and which of them an organization asserts.

What each entry means is said in `kinds/requirements.py`; how it is answered is decided in `coverage.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trustcenter.model.facts import Facts
from trustcenter.model.kinds.requirements import Requirement, RequirementList
from trustcenter.model.problems import Where
from trustcenter.reading.facts_loader import FactSources
from trustcenter.reading.yaml_source import parse

ALWAYS = "promises"
"""The list that is checked whatever the organization asserts: what a trust center promises by itself."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One requirement list; `file` is empty for a shipped one."""

    list: RequirementList
    file: str = ""


@cache
def shipped() -> tuple[Listed, ...]:
    """The lists that come with this package, by the name of their regime."""
    folder = files("trustcenter").joinpath("lists/requirements")
    found = []
    for name in sorted(path.name for path in folder.iterdir()):
        source, _ = parse(name, folder.joinpath(name).read_text("utf-8"))
        found.append(Listed(RequirementList.model_validate(source.value)))
    return tuple(found)


def lists(sources: FactSources) -> tuple[Listed, ...]:
    """All lists there are: the shipped ones, then those of `data/requirements/`."""
    own = (Listed(RequirementList.model_validate(plain), file) for file, plain in sorted(sources.lists.items()))
    return (*shipped(), *own)


def known(sources: FactSources) -> Mapping[str, Requirement]:
    """Every requirement of every list by its id; the first list that has an id keeps it."""
    found: dict[str, Requirement] = {}
    for listed in lists(sources):
        for requirement in listed.list.requirements:
            found.setdefault(requirement.id, requirement)
    return found


def regimes(sources: FactSources) -> frozenset[str]:
    return frozenset(listed.list.regime for listed in lists(sources))


def asserted(facts: Facts, sources: FactSources) -> tuple[Listed, ...]:
    """The lists to check: of the regimes that the organization asserts, of those they include, and its own promises."""
    everything = lists(sources)
    wanted = closure((ALWAYS, *facts.one("organization").get("regimes", ())), everything)
    return tuple(listed for listed in everything if listed.list.regime in wanted)


def closure(regimes: Iterable[str], everything: Iterable[Listed] | None = None) -> frozenset[str]:
    """Some regimes and those that they include, by the shipped lists where no others are given."""
    wanted, includes = frozenset(regimes), dict[str, set[str]]()
    for listed in shipped() if everything is None else everything:
        includes.setdefault(listed.list.regime, set()).update(listed.list.includes)
    more = wanted
    while more := frozenset(name for regime in more for name in includes.get(regime, ())) - wanted:
        wanted = wanted | more
    return wanted


def repeated(sources: FactSources) -> Iterator[tuple[Where, str]]:
    """Ids of the company's lists that another list has already, and where they stand."""
    seen: set[str] = set()
    for listed in lists(sources):
        for place, requirement in enumerate(listed.list.requirements):
            if requirement.id in seen:
                yield sources.where(listed.file, ("requirements", place, "id")), requirement.id
            seen.add(requirement.id)
