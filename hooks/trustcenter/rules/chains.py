"""The rule of chains of processors (`engages:`): no cycle, no double, one name for one company."""

from collections.abc import Iterator
from datetime import date

from trustcenter.model import chains
from trustcenter.model.company_names import letters
from trustcenter.model.facts import Plain
from trustcenter.model.problems import Problem
from trustcenter.reading.center import Center

KIND = "subprocessors"


def broken_chain(center: Center, today: date) -> Iterator[Problem]:
    """A chain of processors has no cycle, names a company once below another one, and gives one id one name."""
    names = {name: chains.name_of(record) for name, record in center.facts.records(KIND).items()}
    for vendor, record in center.facts.records(KIND).items():
        for link in chains.links(record):
            where = center.sources.where(KIND, (vendor, *link.route, "id"))
            for message, hint in _wrong(link, record, names):
                yield Problem(where, "broken-chain", message, hint)


def _wrong(link: chains.Link, vendor: Plain, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with one link; `names` are those of the ids so far, and its own joins them."""
    above, own = dict(zip(link.path[:-1], link.names[:-1], strict=True)), letters(link.name)
    siblings = chains.engaged_by(_at(vendor, link.route[:-2]))[: int(link.route[-1])]
    if link.id in above or own in map(letters, above.values()):
        way = " → ".join(link.names)
        hint = "leave it out: name each company once on the way, where it first receives the data"
        yield f"{link.name} stands below itself: {way}", hint
    elif any(one.get("id") == link.id or letters(chains.name_of(one)) == own for one in siblings):
        hint = "write one entry with both purposes"
        yield f"{link.names[-2]} engages {link.name} twice", hint
    if letters(names.setdefault(link.id, link.name)) != own:
        hint = "give each company an id of its own, and the same company the same name everywhere"
        yield f"the id `{link.id}` stands for {names[link.id]} elsewhere, and here for {link.name}", hint


def _at(vendor: Plain, route: tuple[str | int, ...]) -> Plain:
    record = vendor
    for step in route:
        record = record[step]  # type: ignore[index]
    return record


RULES = (broken_chain,)
