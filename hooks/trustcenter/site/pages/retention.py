"""Makes `/retention/`: how long each kind of data is kept, as a picture and as a table.

`pages.present` calls `page` and gets a `Page`. Made only from facts that the site may show on the day (`view.facts`). A
rule may be followed by others; the picture shows the longest total of such a chain. Different units are converted to
average days for drawing only; the words keep the promised units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from trustcenter.model.facts import Plain
from trustcenter.model.kinds.retention import add_up, by_default, chain, longest
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.versions import Version
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.reading.translations import Texts
from trustcenter.site.pages import announced_facts
from trustcenter.site.pages.center_page import CenterPage
from trustcenter.site.pages.head import description
from trustcenter.site.pages.pictures import Lengths, styled
from trustcenter.site.pages.view import Page, View, contents, inline, lowered, taken, template

KIND, URL, TITLE, LEAD = "retention", "retention/", "retention.title", "retention.lead"
BEFORE = 16.0
"""The width, in per cent, reserved for "while something lasts", which has no length."""
OPEN = 5.0
"""The width, in per cent, of a period whose length is not stated."""

Kind = Literal["while", "kept", "choice", "open"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar from `start` to `end` in per cent; `step` is the index of its rule in the chain.

    `while`: as long as something lasts; `kept`: kept in any case; `choice`: kept at most, depending on a choice;
    `open`: length not stated. `default` is the position that applies if nobody chooses.
    """

    kind: Kind
    step: int
    start: float
    end: float
    default: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: its label, how long the data are kept, the rules that follow, and its bar.

    `longest` is the longest total in words (empty if no period is counted), `days` the same in average days.
    `condition`: the data are kept while something lasts, and the period starts after that.  `figures` are the totals by
    default and at most, `later` what is announced.
    """

    id: str
    label: str
    data: Markup
    kept: Markup
    following: tuple[tuple[str, Markup, str], ...]
    action: Markup
    notes: tuple[Markup, ...]
    longest: str
    days: float
    condition: bool
    segments: tuple[Segment, ...]
    figures: tuple[Markup, ...]
    later: tuple[Markup, ...]

    @property
    def end(self) -> float:
        return self.segments[-1].end if self.segments else 0.0


def exists(view: View) -> bool:
    """Whether the page is generated: some rule is stated and the company has no page of its own at this URL."""
    return bool(view.facts.records(KIND)) and not taken(view, URL)


def page(view: View) -> Page:
    rules = view.facts.records(KIND)
    scale = scale_of(rules)
    rows = sorted((_row(view, rule, scale) for rule in rules.values()), key=lambda row: (row.days, row.label, row.id))
    kinds = {segment.kind for row in rows for segment in row.segments}
    html = template("retention.html", view, URL).render(
        title=view.t(TITLE), lead=view.t(LEAD), rows=rows, scale=scale, kinds=kinds, policies=_stating(view),
        new=_new(view),
        chained=any(row.following for row in rows), chosen=any(s.default is not None for r in rows for s in r.segments),
    )  # fmt: skip
    toc = contents(("picture", view.t("common.picture")), ("rules", view.t("retention.rules")))
    head = description(view.t.plain(LEAD)) + styled(URL)
    return Page(URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=head)


def _new(view: View) -> list[Markup]:
    """The rules that are announced and not stated yet."""
    lines = []
    for one in announced_facts.coming(view, KIND):
        if one.record and not one.before:
            kept = inline(
                Printer(one.facts, uncited, day=view.t.day, t=view.t).field(KIND, one.record, "keep"), view, URL
            )
            lines.append(view.t("announced.rule", rule=_label(one.record), day=view.t.day(one.day), kept=kept))
    return lines


def _stating(view: View) -> list[Version]:
    """The versions in effect that list all retention rules."""
    return [v for _, v in sorted(view.snapshot.in_effect.items()) if KIND in v.cites]


def _row(view: View, rule: Plain, scale: Lengths) -> Row:
    printer = Printer(view.facts, uncited, day=view.t.day, t=view.t)
    own = chain(view.facts.records(KIND), rule)

    def printed(record: Plain, name: str) -> Markup:
        return inline(printer.field(KIND, record, name), view, URL)

    notes = [view.t("retention.required_by", law=printed(rule, "law"))] if rule.get("law") else []
    notes += [view.t("retention.exception", what=inline(text, view, URL)) for text in rule.get("exceptions", [])]
    worst, days = worst_case(own, view.t)
    following = tuple((_label(link), printed(link, "keep"), str(link["id"])) for link in own[1:])
    return Row(
        id=str(rule["id"]), label=_label(rule), data=printed(rule, "data"), kept=printed(rule, "keep"),
        following=following, action=printed(own[-1], "action"),
        notes=tuple(notes), longest=worst, days=days, condition="while" in rule,
        segments=tuple(segments(own, scale)), figures=tuple(figures(view, rule, view.facts.records(KIND))),
        later=tuple(announced_facts.later(view, KIND, str(rule["id"]), "keep")),
    )  # fmt: skip


def _label(rule: Plain) -> str:
    label = rule.get("label")
    return label if isinstance(label, str) else str(rule["id"]).replace("_", " ")


# Figures ----------------------------------------------------------------------------------------------------------


def figures(view: View, rule: Plain, rules: Mapping[str, Plain]) -> list[Markup]:
    """How long the data of a rule are kept in total: by default, and at most where somebody can choose.

    `120 days by default (90 days, 30 days (Backups))`, `395 days at most …`; empty if a length is not stated.
    """
    own = chain(rules, rule)
    if any("while" in link for link in own[1:]):
        return []
    usual, most = (_total(own, [of(link) for link in own], view.t) for of in (by_default, longest))
    if not usual or not most:
        return []
    if usual == most:
        return [usual] if len(own) > 1 else []
    by = rule["configurable"].get("by")
    by = by if isinstance(by, str) else view.t.plain("common.not_stated")
    return [view.t("retention.by_default", total=usual), view.t("retention.at_most", total=most, by=by)]


def _total(own: Sequence[Plain], lengths: Sequence[Period | None], t: Texts) -> Markup:
    """The sum of the lengths of a chain with its parts; empty if one of them is not stated."""
    if None in lengths:
        return Markup()
    stated = [length for length in lengths if length]
    parts = [t.period(stated[0])]
    for period, link in zip(stated[1:], own[1:], strict=True):
        parts.append(t.plain("retention.part_next", rule=lowered(_label(link)), period=t.period(period)))
    total = add_up(stated)
    if len(parts) == 1 or total is None:
        return Markup(escape(", ".join(parts)))
    return t("retention.parts", total=t.period(total), parts=", ".join(parts))


# Geometry ---------------------------------------------------------------------------------------------------------


def scale_of(rules: Mapping[str, Plain]) -> Lengths:
    """The scale that fits every chain; it leaves `BEFORE` free if some rule begins with "while something lasts"."""
    whole = [sum(p.about_days for p in map(longest, chain(rules, rule)) if p) for rule in rules.values()]
    before = any("while" in rule for rule in rules.values())
    return Lengths(max(whole, default=0.0) or 1.0, start=BEFORE if before else 0.0)


def worst_case(own: Sequence[Plain], t: Texts) -> tuple[str, float]:
    """The longest total of a chain: (in words, in average days to sort and draw by).

    The words are empty if no rule has a period, and "not stated" if a period of the chain is not stated.
    """
    periods = [longest(link) for link in own if longest(link) or "period" in link or "configurable" in link]
    days = sum(period.about_days for period in periods if period)
    if not periods:
        return "", float("inf")
    if None in periods or any("while" in link for link in own[1:]):
        return t.plain("common.not_stated"), float("inf")
    total = add_up(periods)
    return t.period(total) if total else " + ".join(t.period(period) for period in periods if period), days


def segments(own: Sequence[Plain], scale: Lengths) -> Iterator[Segment]:
    """The pieces of a chain's bar from left to right without gaps; the bar ends at a length that is not stated."""
    passed = 0.0
    for step, rule in enumerate(own):
        here = scale.at(passed)
        if "while" in rule:
            if step > 0:
                yield Segment("open", step, here, here + OPEN)
                return
            yield Segment("while", step, 0.0, scale.start)
        most = longest(rule)
        if most is None:
            if "period" in rule or "configurable" in rule:
                yield Segment("open", step, here, here + OPEN)
                return
            continue
        yield from _counted(rule, most, step, passed, scale)
        passed += most.about_days


def _counted(rule: Plain, most: Period, step: int, passed: float, scale: Lengths) -> Iterator[Segment]:
    """The piece that is kept in any case, then the one that is kept at most."""
    least, default = _bounds(rule, most)
    here, sure, end = (scale.at(passed + days) for days in (0.0, least, most.about_days))
    if sure > here:
        yield Segment("kept", step, here, sure)
    if end > sure:
        yield Segment("choice", step, sure, end, None if default is None else scale.at(passed + default))


def _bounds(rule: Plain, most: Period) -> tuple[float, float | None]:
    """(kept in any case, kept by default) in average days; None without a default."""
    if "configurable" not in rule:
        return Period(most.least, most.least, most.unit).about_days, None
    stated = {
        n: parse_period(v).about_days for n, v in rule["configurable"].items() if n != "by" and isinstance(v, str)
    }
    default = stated.get("default")
    return min(stated.get("min", 0.0), most.about_days), None if default is None else min(default, most.about_days)


CENTER_PAGE = CenterPage(URL, TITLE, "data", exists, page)
