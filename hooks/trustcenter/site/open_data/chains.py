"""Makes `api/chains.json` and `.csv`: the processors of the subprocessors, one entry for each link of a chain.

`open_data.stated` calls both where some vendor states its chain.  A link names the way to it, so that the tree can be
built again; `company` is the same in every role of one company.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from trustcenter.markdown.words import plain_words
from trustcenter.model import chains
from trustcenter.model.facts import Plain
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.site.open_data.forms import EXACT, Dated, dated
from trustcenter.site.open_data.subprocessors import cell
from trustcenter.site.pages import View

COLUMNS = (
    "subprocessor", "path", "depth", "id", "name", "company", "purpose", "locations", "locations_in_words", "access",
    "engages_others",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LinkData:
    """One company at one place of a chain."""

    __pydantic_config__ = EXACT

    subprocessor: Annotated[str, Field(description="id of the subprocessor whose chain it is")]
    path: Annotated[tuple[str, ...], Field(description="ids from the subprocessor down to this company")]
    depth: Annotated[int, Field(ge=1, description="1: the subprocessor engages it itself")]
    id: str
    name: str
    company: Annotated[int, Field(ge=1, description="the same number for the same company in all of its roles")]
    purpose: Annotated[str | None, Field(description="null where it is not known")]
    locations: Annotated[tuple[str, ...] | None, Field(description="null where they are not known")]
    access: Annotated[str | None, Field(description="whether people there can read the data; null: not stated")]
    engages_others: Annotated[
        bool | None, Field(description="whether it engages companies in turn; null where that is not stated")
    ]
    tail_is_unknown: Annotated[bool, Field(description="true: it is stated that nobody knows whom it engages")]


@dataclass(frozen=True, kw_only=True)
class ChainsFile(Dated):
    """The chains of processors as the versions in effect state them."""

    unknown: Annotated[tuple[str, ...], Field(description="ids of subprocessors whose own processors are not known")]
    links: tuple[LinkData, ...]


def stated(view: View) -> bool:
    """Whether some vendor states its chain, even as unknown."""
    return any(chains.FIELD in record for record in _vendors(view).values())


def chains_file(view: View) -> ChainsFile:
    """All links, by subprocessor and in the order of its chain."""
    unknown = [name for name, record in sorted(_vendors(view).items()) if chains.is_unknown(record)]
    return ChainsFile(**dated(view), unknown=tuple(unknown), links=tuple(_links(view)))


def chains_csv(view: View) -> bytes:
    """The same for a spreadsheet, with the places in words."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    printer = Printer(view.facts, uncited)
    for link in _links(view):
        places = printer.value("subprocessors", ("locations",), [*(link.locations or ())])
        line: Mapping[str, Any] = {
            **{name: getattr(link, name, None) for name in COLUMNS}, "path": " > ".join(link.path),
            "locations": [*(link.locations or ())], "locations_in_words": plain_words(places),
            "engages_others": "unknown" if link.tail_is_unknown else link.engages_others,
        }  # fmt: skip
        writer.writerow([cell(line[name]) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _vendors(view: View) -> Mapping[str, Plain]:
    return view.facts.records("subprocessors")


def _links(view: View) -> Iterator[LinkData]:
    vendors = _vendors(view)
    roles = chains.companies(vendors)
    numbers = {
        (vendor, link.path): number
        for number, held in enumerate(roles.values(), start=1)
        for vendor, link in held
        if link
    }
    for vendor, record in sorted(vendors.items()):
        for link in chains.links(record):
            yield LinkData(
                subprocessor=vendor, path=link.path, depth=link.depth, id=link.id, name=link.name,
                company=numbers[vendor, link.path], purpose=_text(link.node.get("purpose")),
                locations=_list(link.node.get("locations")), access=_text(link.node.get("access")),
                engages_others=_engages(link.node), tail_is_unknown=chains.is_unknown(link.node),
            )  # fmt: skip


def _engages(node: Plain) -> bool | None:
    return bool(node[chains.FIELD]) if isinstance(node.get(chains.FIELD), list) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _list(value: Any) -> tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) else None
