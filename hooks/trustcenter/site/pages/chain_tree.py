"""Makes the tree of a vendor's processors for `chain_tree.html`: on the vendor's page, and for all on the data map.

`vendor.vendor_page` and `data_map.page` call `chain_of`, which returns None for a vendor of which no chain is stated.
`elsewhere` says where else the same company stands: it is one company with several roles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from trustcenter.markdown.to_html import relative
from trustcenter.model import chains
from trustcenter.model.chains import Link
from trustcenter.model.company_names import letters
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.memory import once_for
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.site.pages.view import View, inline

KIND = "subprocessors"
ALL_SHOWN = 30
"""The most companies whose tree is shown unfolded; in a larger one it is folded below the second level."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One company of the tree as it is printed; `also` says in which other roles the same company stands."""

    name: str
    about: tuple[Markup, ...]
    also: tuple[Markup, ...]
    is_unknown: bool
    is_folded: bool
    below: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """The tree below one vendor; `unknown` are the names of companies whose own processors are not known."""

    id: str
    name: str
    branches: tuple[Branch, ...]
    companies: int
    depth: int
    unknown: tuple[str, ...]


Roles = Mapping[str, tuple[tuple[str, Link | None], ...]]


def chain_of(record: Plain, facts: Facts, view: View, url: str) -> Chain | None:
    """The tree of a vendor, from its record and the facts that it stands in; None where no chain is stated."""
    if chains.FIELD not in record:
        return None
    links = [*chains.links(record)]
    maker = _Maker(
        view, url, Printer(facts, uncited, day=view.t.day, t=view.t), roles(facts, view), str(record["id"]), len(links)
    )
    return Chain(
        str(record["id"]), chains.name_of(record), maker.below(Link(record, (str(record["id"]),), ("",), ())),
        len({letters(link.name) for link in links}), chains.depth(record),
        tuple(tail[-1] for tail in chains.unknown_tails(record)),
    )  # fmt: skip


def roles(facts: Facts, view: View) -> Roles:
    """The roles of every company in the vendors and chains that facts state, worked out once."""
    key = ("roles of companies", id(facts))
    return once_for(view.center.archive, key, lambda: (facts, chains.companies(facts.records(KIND))))[1]


def elsewhere(record: Plain, facts: Facts, view: View, url: str) -> tuple[Markup, ...]:
    """In whose chains a vendor stands besides, and what for."""
    held = roles(facts, view).get(letters(chains.name_of(record)), ())
    printer = Printer(facts, uncited, day=view.t.day, t=view.t)
    return tuple(_role(vendor, link, facts, view, url, printer) for vendor, link in held if link)


def _role(vendor: str, link: Link | None, facts: Facts, view: View, url: str, printer: Printer) -> Markup:
    """`hosting, engaged by Beta GmbH in the chain of Relay Inc.`, or `hosting, engaged by Relay Inc.`."""
    record = facts.records(KIND)[vendor]
    purpose = inline(printer.value(KIND, ("purpose",), (link.node if link else record).get("purpose")), view, url)
    page = f"subprocessors/{vendor}/"
    named = Markup("{}").format(chains.name_of(record))
    if page in view.site.urls and page != url:
        named = Markup('<a href="{}">{}</a>').format(relative(page, page=url), named)
    if link is None:
        return view.t("chain.role_ours", purpose=purpose, vendor=named)
    if link.depth == 1:
        return view.t("chain.role_direct", purpose=purpose, vendor=named)
    return view.t("chain.role", purpose=purpose, company=link.names[-2], vendor=named)


@dataclass(frozen=True, slots=True)
class _Maker:
    view: View
    url: str
    printer: Printer
    roles: Roles
    vendor: str
    count: int

    def below(self, above: Link) -> tuple[Branch, ...]:
        """The companies that one engages, with their own below them."""
        return tuple(
            self._branch(
                Link(node, (*above.path, str(node["id"])), (*above.names, chains.name_of(node)), (*above.route, place))
            )
            for place, node in enumerate(chains.engaged_by(above.node))
        )

    def _branch(self, link: Link) -> Branch:
        folded = self.count > ALL_SHOWN and link.depth > 1
        also = tuple(self._also(link))
        return Branch(
            link.name, tuple(self._about(link.node)), also, chains.is_unknown(link.node), folded, self.below(link)
        )

    def _about(self, node: Plain) -> Iterator[Markup]:
        """What the company is engaged for, where, and whether people there can read the data."""
        for field in ("purpose", "locations"):
            yield self._printed(field, node.get(field)) or self.view.t("common.not_stated")
        if "access" in node:
            yield self.view.t("chain.access", who=self._printed("access", node["access"]))

    def _printed(self, field: str, value: Any) -> Markup:
        return inline(self.printer.value(KIND, (chains.FIELD, field), value), self.view, self.url)

    def _also(self, link: Link) -> Iterator[Markup]:
        for vendor, other in self.roles.get(letters(link.name), ()):
            if (vendor, other and other.path) != (self.vendor, link.path):
                yield _role(vendor, other, self.printer.facts, self.view, self.url, self.printer)
