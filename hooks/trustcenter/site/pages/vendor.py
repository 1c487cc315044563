"""Makes `/subprocessors/` and `/subprocessors/<id>/`: the vendor list, and each vendor's history.

`pages.present` calls `vendors`, `index` and `vendor_page`; the last two return a `Page`. Only what announced versions
state is shown; the binding list is in the policy that cites it. The history is computed from the archive as known on
the day: for each day, past or announced, the facts that the versions in effect state.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, get_args

from markupsafe import Markup

from trustcenter.comparing import fact_diff
from trustcenter.markdown.escaping import escape
from trustcenter.markdown.to_html import relative
from trustcenter.model import chains
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.memory import once_for
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.reading.translations import Texts
from trustcenter.site.pages import chain_tree, vendor_search
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, inline, template

KIND = "subprocessors"
URL = "subprocessors/"
TITLE = "vendors.title"
GROUPS = get_args(BY_NAME[KIND].model.model_fields["group"].annotation)
STATES = ("current", "upcoming", "former", "announced")
State = Literal["current", "upcoming", "former", "announced"]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a vendor on one day, and the versions that caused it; a later day is an announced one.

    `withdrawn`: a version that would have listed the vendor was withdrawn that day.
    """

    day: date
    what: Literal["came", "changed", "left", "withdrawn"]
    sentences: tuple[str, ...]
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class Vendor:
    """One vendor on one day. `record` is its record as stated now, as announced, or as last stated; `facts` its
    context.  `earlier` are the ids that it continues, `later` those under which it goes on.
    """

    id: str
    state: State
    record: Plain
    facts: Facts
    steps: tuple[Step, ...]
    versions: tuple[Version, ...]
    earlier: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @cached_property
    def name(self) -> str:
        """The vendor's name as Markdown."""
        return self.field("name")

    def field(self, name: str, t: Texts | None = None) -> str:
        """A field of its record as Markdown, in the words of `t`, else in English."""
        return Printer(self.facts, uncited, day=t.day if t else None, t=t).field(KIND, self.record, name)

    def last(self, what: str, *, until: date) -> date | None:
        """The last day up to `until` on which a step of the kind `what` happened."""
        return max((step.day for step in self.steps if step.what == what and step.day <= until), default=None)

    def next(self, what: str, *, after: date) -> date | None:
        """The first day after `after` on which a step of the kind `what` is announced."""
        return min((step.day for step in self.steps if step.what == what and step.day > after), default=None)


def ids(view: View) -> list[str]:
    """The ids of all vendors that any version announced by the day of the view states."""
    return sorted({vendor for version in view.snapshot.announced for vendor in version.facts.records(KIND)})


def vendors(view: View) -> dict[str, Vendor]:
    """Every vendor with its history, by id; worked out once for each archive and day."""
    return once_for(view.center.archive, ("vendors", view.snapshot.day), lambda: _vendors(view))


def _vendors(view: View) -> dict[str, Vendor]:
    archive = known(view.center.archive, view.snapshot.day)
    stated = {day: archive.stated_on(day) for day in archive.days()}
    listing, stating = dict[str, list[date]](), dict[str, list[Version]]()
    for day, facts in stated.items():
        for vendor in facts.records(KIND):
            listing.setdefault(vendor, []).append(day)
    for version in view.snapshot.announced:
        for vendor in version.facts.records(KIND):
            stating.setdefault(vendor, []).append(version)
    steps: dict[str, list[Step]] = {}
    for vendor, step in _steps(archive, stated):
        steps.setdefault(vendor, []).append(step)
    trail = _trail(view)
    return {
        vendor: _vendor(
            view, vendor, stated, listing.get(vendor, ()), tuple(own), _joined(vendor, steps, trail)
        )
        for vendor, own in sorted(stating.items())
    }  # fmt: skip


def _trail(view: View) -> dict[str, tuple[str, ...]]:
    """By the id of a vendor, the ids that it continues, as the versions announced so far say (`was`)."""
    announced = view.snapshot.announced
    return once_for(view.center.archive, ("trail", view.snapshot.day), lambda: _trail_of(announced))


def _trail_of(announced: Iterable[Version]) -> dict[str, tuple[str, ...]]:
    trail: dict[str, dict[str, None]] = {}
    for version in announced:
        for vendor, record in version.facts.records(KIND).items():
            trail.setdefault(vendor, {}).update(dict.fromkeys(record.get("was", ())))
    return {vendor: tuple(ids) for vendor, ids in trail.items()}


def _joined(vendor: str, steps: Mapping[str, Sequence[Step]], trail: Mapping[str, Sequence[str]]) -> list[Step]:
    """The steps of a vendor after those of the ids that it continues: one history, without leaving and coming anew."""
    own, earlier = list(steps.get(vendor, ())), list[Step]()
    pending, seen = list(trail.get(vendor, ())), {vendor}
    while pending:
        former = pending.pop()
        if former not in seen:
            seen.add(former)
            earlier += steps.get(former, ())
            pending += trail.get(former, ())
    days = {step.day for step in own}
    left = {step.day for step in earlier if step.what == "left"} & days
    continued = [replace(step, what="changed") if step.what == "came" and step.day in left else step for step in own]
    return [step for step in earlier if step.what != "left" or step.day not in left] + continued


def _later(view: View, vendor: str) -> tuple[str, ...]:
    """The ids under which a vendor goes on: those that continue it, or the one that it said it would be merged into."""
    continuing = [name for name, earlier in _trail(view).items() if vendor in earlier]
    stated = [v.facts.records(KIND).get(vendor, {}).get("merged_into") for v in view.snapshot.announced]
    return tuple(dict.fromkeys([*continuing, *(str(name) for name in stated if name)]))


def known(archive: Archive, on: date) -> Archive:
    """The archive as the public knew it on a day, without later announcements, withdrawals and postponements."""
    archive = archive.as_known(on)
    versions = {p: tuple(v for v in own if v.public_from <= on) for p, own in archive.versions.items()}
    return replace(
        archive,
        versions={policy: public for policy, public in versions.items() if public},
        changes={name: change for name, change in archive.changes.items() if change.public_from <= on},
        withdrawals={name: record for name, record in archive.withdrawals.items() if record.announced <= on},
        published={},
    )


# History ----------------------------------------------------------------------------------------------------------


def _steps(archive: Archive, stated: Mapping[date, Facts]) -> Iterator[tuple[str, Step]]:
    """(vendor id, step) for everything that happened to a vendor, by day up to the last announced one."""
    before = Facts()
    for day, after in stated.items():
        old, new = before.records(KIND), after.records(KIND)
        if _part(before) == _part(after):
            continue
        differences = [change for change in fact_diff.changes(_part(before), _part(after)) if change.kind == KIND]
        for vendor in sorted({*old, *new}):
            sentences = tuple(c.sentence for c in differences if c.record == vendor)
            if vendor not in old or vendor not in new or sentences:
                what: Literal["came", "changed", "left"] = (
                    "came" if vendor not in old else "left" if vendor not in new else "changed"
                )
                yield vendor, Step(day, what, sentences, _by(archive, day, vendor))
        before = after
    yield from _withdrawn(archive, stated)


PRINTED_FROM = (KIND, "data_categories", "organization")
"""The kinds of facts that the record of a vendor is printed from."""


def _part(facts: Facts) -> Facts:
    """The facts that a vendor's record is printed from."""
    return Facts({kind: facts.kinds[kind] for kind in PRINTED_FROM if kind in facts.kinds})


def _by(archive: Archive, day: date, vendor: str) -> tuple[Version, ...]:
    """The versions that took effect that day and state the vendor, or replaced a version that did."""
    causes = []
    for policy in archive.versions:
        new, old = archive.binding(policy, day), archive.binding(policy, day - timedelta(days=1))
        if new and new != old and any(vendor in v.facts.records(KIND) for v in (new, old) if v):
            causes.append(new)
    return tuple(causes)


def _withdrawn(archive: Archive, stated: Mapping[date, Facts]) -> Iterator[tuple[str, Step]]:
    """A step for each vendor of a withdrawn version that was not listed on the day of the withdrawal."""
    for version in archive.all_versions:
        taken_back = next((w for w in archive.withdrawals.values() if version.name in w.versions), None)
        if taken_back:
            listed = stated[taken_back.announced].records(KIND)
            for vendor in version.facts.records(KIND):
                if vendor not in listed:
                    yield vendor, Step(taken_back.announced, "withdrawn", (), (version,))


def _vendor(
    view: View, vendor: str, stated: Mapping[date, Facts], listing: Sequence[date], own: tuple[Version, ...],
    steps: Sequence[Step],
) -> Vendor:  # fmt: skip
    """A vendor on the day of the view; `listing` are the days that list it, `own` the versions that state it."""
    today = view.snapshot.day
    past, coming = [day for day in listing if day <= today], [day for day in listing if day > today]
    now = vendor in view.snapshot.facts.records(KIND)
    state: State = "current" if now else "upcoming" if coming else "former" if past else "announced"
    if state == "announced":
        facts = own[-1].facts
    else:
        facts = view.snapshot.facts if now else stated[coming[0] if coming else past[-1]]
    in_order = tuple(sorted(steps, key=lambda step: (step.day, step.what)))
    earlier, later = _trail(view).get(vendor, ()), _later(view, vendor)
    return Vendor(vendor, state, facts.records(KIND)[vendor], facts, in_order, own, earlier, later)


# Pages ------------------------------------------------------------------------------------------------------------


def vendor_page(view: View, name: str) -> Page:
    """The page of one vendor, by its id."""
    vendor = vendors(view)[name]
    url, title = f"{URL}{vendor.id}/", _plain(vendor)
    fields = [name for name in ("name", *_fields(vendor)) if vendor.field(name) and name != chains.FIELD]
    shown = {name: vendor.field(name, view.t) for name in fields}
    if "transfer" in shown:
        shown["transfer"] = escape(vendor_search.transfer_in_words(vendor.record, view.t))
    html = template("vendor.html", view, url).render(
        title=title, vendor=vendor, changes=view.center.archive.changes, policies=citing(view, vendor.id),
        earlier=_linked(view, vendor.earlier, url), later=_linked(view, vendor.later, url),
        pending=_pending(view, vendor), chain=chain_tree.chain_of(vendor.record, vendor.facts, view, url),
        elsewhere=chain_tree.elsewhere(vendor.record, vendor.facts, view, url),
        steps=[(step, [inline(sentence, view, url) for sentence in step.sentences]) for step in vendor.steps],
        record=[(_heading(view, name), inline(value, view, url)) for name, value in shown.items()],
    )  # fmt: skip
    about = description(view.t.plain("vendor.described", vendor=title))
    return Page(url, title, html, _updated(view, [vendor]), head=about)


def _linked(view: View, ids: Sequence[str], url: str) -> Markup:
    """Other vendors by their names, each linked to its page; the page of a former id stays."""
    listed = vendors(view)
    pairs = [(f"{URL}{name}/", _plain(listed[name])) for name in ids if name in listed]
    links = [Markup('<a href="{}">{}</a>').format(relative(page, page=url), name) for page, name in pairs]
    return Markup(view.t.listed(links))


def _heading(view: View, field: str) -> str:
    """What a field of the record is called on the page."""
    return view.t.plain("vendor.training") if field == "trains_on_data" else view.t.heading(field)


def _pending(view: View, vendor: Vendor) -> list[Change]:
    """The announced changes that bring a vendor or change what is stated about it."""
    coming = [step for step in vendor.steps if step.day > view.snapshot.day and step.what in ("came", "changed")]
    return [view.center.archive.changes[name] for name in dict.fromkeys(v.change for s in coming for v in s.versions)]


def _fields(vendor: Vendor) -> Iterator[str]:
    """The fields of a record in the order of the model, then those that the model does not know, without `id`."""
    known_here = [name.rstrip("_") for name in BY_NAME[KIND].model.model_fields]
    yield from (name for name in (*known_here, *sorted(vendor.record)) if name != "id")


def _plain(vendor: Vendor) -> str:
    """The vendor's name as plain text."""
    name = vendor.record.get("name")
    return name if isinstance(name, str) else vendor.id.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Row:
    """A vendor in the list: what its line says, and what it is searched and filtered by."""

    vendor: Vendor
    name: str
    service: Markup
    purpose: Markup
    data: Markup
    locations: Markup
    transfer: str
    training: Markup
    certifications: Markup
    group: str
    products: tuple[str, ...]
    ai: bool
    keys: vendor_search.Keys


def index(view: View) -> Page:
    """The list of vendors: upcoming, current by group, former, and who is not on the list."""
    listed = list(vendors(view).values())
    rows = [_row(view, vendor) for vendor in listed]
    groups = {state: [row for row in rows if row.vendor.state == state] for state in STATES}
    parts = [(state, _grouped(groups[state], view.t) if state == "current" else [("", groups[state])])
             for state in ("upcoming", "current", "former", "announced") if groups[state]]  # fmt: skip
    html = template("vendors.html", view, URL).render(
        title=view.t(TITLE), parts=parts, policies=citing(view), count=len(rows),
        filters=_filters(view, rows) if len(rows) > 1 else [],
        names=json.dumps(vendor_search.names([row.keys for row in rows], view.t), ensure_ascii=False, sort_keys=True),
        not_listed=view.facts.one("organization").get("not_listed", ()),
    )  # fmt: skip
    title = view.t.plain(TITLE)
    head = description(view.t.plain("vendors.described"))
    return Page(URL, title, html, _updated(view, listed), head=head)


def _row(view: View, vendor: Vendor) -> Row:
    def printed(name: str) -> Markup:
        return inline(vendor.field(name, view.t), view, URL)

    fields = {name: printed(name) for name in ("service", "purpose", "data", "locations", "certifications")}
    products = vendor_search.stated(vendor.record, "products")
    group = vendor.record.get("group", "")
    transfer = vendor_search.transfer_in_words(vendor.record, view.t)
    searched = [_plain(vendor), *(text.striptags() for text in fields.values()), transfer]
    searched += [view.t.group(group), *(_product(vendor, product) for product in products)]
    return Row(
        vendor, _plain(vendor), **fields, transfer=transfer, training=printed("trains_on_data"),
        group=group, products=products, ai=_uses_ai(vendor), keys=vendor_search.keys(vendor.record, searched, view.t),
    )  # fmt: skip


def _product(vendor: Vendor, product: str) -> str:
    """The label of a product as the facts of the vendor state it, as plain text."""
    return Markup(Printer(vendor.facts, uncited).label("products", product)).striptags()


def _uses_ai(vendor: Vendor) -> bool:
    """Whether the vendor provides AI: its group is `ai`, or a use of AI names it as a provider."""
    uses = vendor.facts.records("ai").values()
    named = [use["providers"] for use in uses if isinstance(use.get("providers"), list)]
    return vendor.record.get("group") == "ai" or any(vendor.id in providers for providers in named)


def _grouped(rows: Sequence[Row], t: Texts) -> list[tuple[str, list[Row]]]:
    """(group title, rows) in the order in which the model declares the groups."""
    return [(t.group(g), [row for row in rows if row.group == g]) for g in GROUPS if any(r.group == g for r in rows)]


def _filters(view: View, rows: Sequence[Row]) -> list[tuple[str, str, list[vendor_search.Choice]]]:
    """(name, label, choices) of each filter; a filter with fewer than two choices is left out."""
    t, keys = view.t, [row.keys for row in rows]
    states = {row.vendor.state for row in rows}
    ai = [("yes", t.plain("vendors.ai_yes")), ("no", t.plain("vendors.ai_no"))]
    choices = (
        ("state", t.plain("vendors.state"), _chosen(STATES, states, t)),
        ("location", t.plain("vendors.location"), vendor_search.locations(keys, t)),
        ("transfer", t.plain("vendors.transfer"), vendor_search.transfers(keys, t) if _transfers(rows) else []),
        ("group", t.plain("common.group"), _named({row.group: t.group(row.group) for row in rows})),
        ("product", t.plain("vendors.product"), _named({p: _product(r.vendor, p) for r in rows for p in r.products})),
        ("ai", t.plain("vendors.ai"), ai if len({row.ai for row in rows}) > 1 else []),
    )
    return [(name, label, options) for name, label, options in choices if len(options) > 1]


def _chosen(codes: Sequence[str], used: Collection[str], t: Texts) -> list[vendor_search.Choice]:
    return [(code, t.plain(f"vendors.state_{code}")) for code in codes if code in used]


def _transfers(rows: Sequence[Row]) -> bool:
    """Whether the list speaks of transfers at all."""
    return any(row.transfer for row in rows)


def _named(labels: Mapping[str, str]) -> list[vendor_search.Choice]:
    return sorted(labels.items(), key=lambda choice: choice[1])


def _updated(view: View, shown: Sequence[Vendor]) -> date:
    """The day of the last step or announcement up to the day of the view."""
    days = [step.day for vendor in shown for step in vendor.steps] + [v.public_from for x in shown for v in x.versions]
    past = [day for day in days if day <= view.snapshot.day]
    return max(past) if past else view.newest_change()


def citing(view: View, vendor: str = "") -> list[Version]:
    """The versions that list all vendors, or cite the given one: of each policy the one in effect, else an upcoming
    one.
    """
    cites = {KIND, f"{KIND}.{vendor}"} if vendor else {KIND}
    shown = {v.policy: v for v in (*reversed(view.snapshot.upcoming), *view.snapshot.in_effect.values())}
    return [v for _, v in sorted(shown.items()) if cites & set(v.cites)]
