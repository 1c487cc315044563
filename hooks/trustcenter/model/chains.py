"""The chain of processors below a subprocessor: who it engages, whom those engage, to any depth (`engages:`).

Rules, changes, pages and open data walk a record with `links`, which yields one `Link` for each engagement in it.
`companies` tells which links are the same company: the same id, or the same name.  Works on plain records, so that a
chain reads the same from `data/` and from the record of a version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trustcenter.model.company_names import letters
from trustcenter.model.facts import Plain

FIELD = "engages"
"""The field that holds whom a company engages: a list, `{unknown: why}`, or absent where nothing is stated."""


@dataclass(frozen=True, slots=True)
class Link:
    """One company engaged somewhere in a chain.

    `path` are the ids from the vendor itself down to this company, `names` their names; `route` leads to it within the
    record of the vendor: `("engages", 0, "engages", 1)`.
    """

    node: Plain
    path: tuple[str, ...]
    names: tuple[str, ...]
    route: tuple[str | int, ...]

    @property
    def id(self) -> str:
        return self.path[-1]

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def depth(self) -> int:
        """1 for a company that the vendor engages itself."""
        return len(self.path) - 1


def name_of(record: Plain) -> str:
    """The name of a vendor or of a company in its chain; its id where the name is not known."""
    name = record.get("name")
    return name if isinstance(name, str) else str(record.get("id", "")).replace("_", " ")


def engaged_by(record: Plain) -> Sequence[Plain]:
    """The companies that a vendor, or a company in its chain, engages itself."""
    engaged = record.get(FIELD)
    return engaged if isinstance(engaged, list) else ()


def is_unknown(record: Plain) -> bool:
    """Whether it is said that nobody knows whom this company engages."""
    return isinstance(record.get(FIELD), dict)


def links(vendor: Plain) -> Iterator[Link]:
    """Every engagement below a vendor, a company before those that it engages."""
    own = Link(vendor, (str(vendor.get("id", "")),), (name_of(vendor),), ())
    return _below(own)


def _below(above: Link) -> Iterator[Link]:
    for place, node in enumerate(engaged_by(above.node)):
        below = Link(
            node, (*above.path, str(node.get("id", ""))), (*above.names, name_of(node)), (*above.route, FIELD, place)
        )
        yield below
        yield from _below(below)


def unknown_tails(vendor: Plain) -> tuple[tuple[str, ...], ...]:
    """The names down to each company of which it is said that nobody knows whom it engages; the vendor included."""
    tails = [link.names for link in links(vendor) if is_unknown(link.node)]
    return ((name_of(vendor),), *tails) if is_unknown(vendor) else tuple(tails)


def depth(vendor: Plain) -> int:
    """How many companies the longest chain below a vendor has."""
    return max((link.depth for link in links(vendor)), default=0)


def companies(vendors: Mapping[str, Plain]) -> dict[str, tuple[tuple[str, Link | None], ...]]:
    """The roles of each company in the chains of several vendors, by its name without signs and legal form's spelling.

    A role is the id of the vendor whose chain it is, with the link; None for the vendor itself.  Links with the same
    id or the same name are one company.
    """
    roles: dict[str, list[tuple[str, Link | None]]] = {}
    key_of_id: dict[str, str] = {}
    for vendor, record in vendors.items():
        for link in (None, *links(record)):
            company, name = (link.id, link.name) if link else (vendor, name_of(record))
            key = key_of_id.setdefault(company, letters(name))
            roles.setdefault(key, []).append((vendor, link))
    return {key: tuple(held) for key, held in roles.items()}
