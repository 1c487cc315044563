"""Makes `/data-map/`: which vendor receives which data, and where, as a picture, a matrix and a list by data category.

`pages.present` calls `page` and gets a `Page`. Made only from facts that the site may show on the day (`view.facts`). A
field that a record does not state is shown as "not stated", never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from markupsafe import Markup

from trustcenter.markdown.to_html import relative
from trustcenter.model.facts import Plain
from trustcenter.model.kinds.subprocessors import Subprocessor
from trustcenter.reading.translations import Texts
from trustcenter.site.pages import announced_facts, chain_tree
from trustcenter.site.pages.center_page import CenterPage
from trustcenter.site.pages.head import description
from trustcenter.site.pages.pictures import styled
from trustcenter.site.pages.vendor import KIND, citing
from trustcenter.site.pages.view import Page, View, contents, taken, template

URL, TITLE, LEAD = "data-map/", "data_map.title", "data_map.lead"
GROUPS = get_args(Subprocessor.model_fields["group"].annotation)
VENDORS_DRAWN = 24
"""The most vendors drawn one by one; above that, the picture shows one box for each group."""
STEP, BOX = 30, 22
"""SVG units from one box to the next, and the height of a box."""
COLUMNS = ((0, 185), (300, 205), (620, 130))
"""(left edge, width) in SVG units of the columns for data, vendors and places."""
WIDTH = 750
LETTER_WIDTH = 6.3
"""Average width of a letter in SVG units; a longer name is cut and shown in full as the box's title."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor: its name, the data it receives and the places it processes them in, as labels for readers."""

    id: str
    name: str
    group: str
    data: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A named box of the picture; `column` is an index into `COLUMNS`, `y` the vertical middle in SVG units."""

    name: str
    column: int
    y: float

    @property
    def x(self) -> int:
        return COLUMNS[self.column][0]

    @property
    def width(self) -> int:
        return COLUMNS[self.column][1]

    @property
    def short(self) -> str:
        """The name, cut with an ellipsis if the box is too narrow for it."""
        room = int((self.width - 16) / LETTER_WIDTH)
        return self.name if len(self.name) <= room else self.name[: room - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Flow:
    """One vendor (or group): its box, the curves from its data and to its places (SVG paths), and the same in words."""

    box: Box
    curves: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The boxes of the three columns (data, vendors, places) with their flows; `height` in SVG units."""

    data: tuple[Box, ...]
    places: tuple[Box, ...]
    flows: tuple[Flow, ...]
    height: int


def exists(view: View) -> bool:
    """Whether the page is generated: some vendor is stated and the company has no page of its own at this URL."""
    return bool(view.facts.records(KIND)) and not taken(view, URL)


def page(view: View) -> Page:
    vendors = vendors_of(view.facts.records(KIND), labels(view.facts.records("data_categories")), view.t)
    named = _in_order(name for vendor in vendors for name in vendor.data)
    kinds = [name for name in labels(view.facts.records("data_categories")).values() if name in named]
    kinds += [name for name in named if name not in kinds]
    trees = [*_chains(view, vendors)]
    html = template("data_map.html", view, URL).render(
        title=view.t(TITLE), lead=view.t(LEAD), vendors=vendors, kinds=kinds, policies=citing(view),
        upcoming=_upcoming(view), chains=trees,
        picture=drawn(vendors, kinds, view.t), grouped=len(vendors) > VENDORS_DRAWN, width=WIDTH, box=BOX,
    )  # fmt: skip
    toc = contents(
        ("picture", view.t("common.picture")), ("vendors", view.t("data_map.by_vendor")),
        *([("chains", view.t("chain.title"))] if trees else []),
        ("data", view.t("data_map.by_data")),
    )  # fmt: skip
    head = description(view.t.plain(LEAD)) + styled(URL)
    return Page(URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=head)


def _chains(view: View, vendors: Sequence[Vendor]) -> Iterator[chain_tree.Chain]:
    """The tree of processors of each vendor of which one is stated, in the order of the page."""
    for vendor in vendors:
        if chain := chain_tree.chain_of(view.facts.records(KIND)[vendor.id], view.facts, view, URL):
            yield chain


def _upcoming(view: View) -> list[Markup]:
    """The vendors that are announced and do not receive data yet."""
    lines = []
    for one in announced_facts.coming(view, KIND):
        if one.record and not one.before and not view.facts.records(KIND).keys() & {*one.record.get("was", ())}:
            vendor = _vendor(one.id, one.record, labels(one.facts.records("data_categories")), view.t)
            named = Markup('<a href="{}">{}</a>').format(relative(f"subprocessors/{one.id}/", page=URL), vendor.name)
            day = view.t.time(one.day)
            data, places = view.t.listed(vendor.data), view.t.listed(vendor.places)
            lines.append(view.t("announced.vendor", vendor=named, day=day, data=data, places=places))
    return lines


def labels(categories: Mapping[str, Plain]) -> dict[str, str]:
    """The label of each data category by id."""
    return {name: str(record.get("label") or name) for name, record in categories.items()}


def vendors_of(records: Mapping[str, Plain], called: Mapping[str, str], t: Texts) -> list[Vendor]:
    """The vendors sorted by group (in the order of the model) and name; `called` are the labels of data categories by
    id.
    """
    pairs = [(str(record.get("group")), _vendor(name, record, called, t)) for name, record in records.items()]
    order = {group: place for place, group in enumerate(GROUPS)}
    in_order = sorted(pairs, key=lambda pair: (order.get(pair[0], len(order)), pair[1].group, pair[1].name, pair[1].id))
    return [vendor for _, vendor in in_order]


def _vendor(name: str, record: Plain, called: Mapping[str, str], t: Texts) -> Vendor:
    title, group = record.get("name"), str(record.get("group", "other"))
    data = [called.get(item, item.replace("_", " ")) for item in _stated(record.get("data"))]
    places = [t.country(code) for code in _stated(record.get("locations"))]
    unstated = t.plain("common.not_stated")
    return Vendor(
        name, title if isinstance(title, str) else name.replace("_", " "),
        t.group(group),
        tuple(_in_order(data)) or (unstated,), tuple(_in_order(places)) or (unstated,),
    )  # fmt: skip


def _stated(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _in_order(names: Iterable[str]) -> dict[str, None]:
    """The names without duplicates, in order of first appearance."""
    return dict.fromkeys(names)


# Geometry ---------------------------------------------------------------------------------------------------------


def drawn(vendors: Sequence[Vendor], kinds: Sequence[str], t: Texts) -> Picture:
    """The picture of all flows; with more than `VENDORS_DRAWN` vendors, one flow for each group."""
    shown = list(vendors) if len(vendors) <= VENDORS_DRAWN else _groups(vendors)
    places = list(_in_order(place for vendor in shown for place in vendor.places))
    height = STEP * max(len(kinds), len(shown), len(places))
    data, middle, right = (
        _column(number, names, height) for number, names in enumerate((kinds, [v.name for v in shown], places))
    )
    flows = [_flow(vendor, box, data, right, t) for vendor, box in zip(shown, middle, strict=True)]
    return Picture(data, right, tuple(flows), height)


def _groups(vendors: Sequence[Vendor]) -> list[Vendor]:
    """One `Vendor` for each group, with the data and places of all its vendors."""
    groups = []
    for group in _in_order(vendor.group for vendor in vendors):
        own = [vendor for vendor in vendors if vendor.group == group]
        data = _in_order(name for vendor in own for name in vendor.data)
        places = _in_order(name for vendor in own for name in vendor.places)
        groups.append(Vendor(group, f"{group} ({len(own)})", group, tuple(data), tuple(places)))
    return groups


def _column(number: int, names: Sequence[str], height: int) -> tuple[Box, ...]:
    """The boxes of a column, evenly spread over `height` in the given order."""
    step = height / max(len(names), 1)
    return tuple(Box(name, number, round(step * (place + 0.5), 1)) for place, name in enumerate(names))


def _flow(vendor: Vendor, box: Box, data: Sequence[Box], places: Sequence[Box], t: Texts) -> Flow:
    reaching = [_curve(one, box) for one in data if one.name in vendor.data]
    leaving = [_curve(box, one) for one in places if one.name in vendor.places]
    received, located = t.listed(vendor.data), t.listed(vendor.places)
    said = t.plain("data_map.flow", vendor=vendor.name, data=received, places=located)
    return Flow(box, (*reaching, *leaving), said)


def _curve(one: Box, other: Box) -> str:
    """A Bézier curve from the right edge of one box to the left edge of another, as an SVG path."""
    start, end = one.x + one.width, other.x
    middle = (start + end) / 2
    return f"M{start} {one.y:g}C{middle:g} {one.y:g} {middle:g} {other.y:g} {end} {other.y:g}"


CENTER_PAGE = CenterPage(URL, TITLE, "data", exists, page)
