"""`/retention/`: how long each kind of data is kept, as a picture and as a table.

Only what the site may say that day (`view.facts`).  The picture adds up chains
of rules to the worst case; lengths of different units are added for drawing
alone, the words keep the units that were promised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from trustcenter.model.facts import Plain
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.versions import Version
from trustcenter.reading.fact_tables import Printer, add_up, chain, longest, uncited
from trustcenter.reading.translations import Texts
from trustcenter.site.pages.head import description
from trustcenter.site.pages.pictures import Lengths, styled
from trustcenter.site.pages.view import Page, View, contents, inline, taken, template

KIND, URL, TITLE, LEAD = "retention", "retention/", "retention.title", "retention.lead"
BEFORE = 16.0
"""The room, in per cent, for time without a length: while something lasts."""
OPEN = 5.0
"""How wide a time is drawn whose length is not stated."""

Kind = Literal["while", "kept", "choice", "open"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar from `start` to `end`, in per cent; `step` counts the rules of the chain from 0.

    `while`: as long as something lasts; `kept`: in any case; `choice`: at most, where somebody chooses;
    `open`: a length that is not stated.  `default` is where the choice stands if nobody chooses.
    """

    kind: Kind
    step: int
    start: float
    end: float
    default: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what it is called, how long it keeps, what follows, and its bar.

    `longest` is the worst case in words, empty where no period is counted; `days` the same in average days.
    `condition`: it is kept while something lasts, and only then the count begins.
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

    @property
    def end(self) -> float:
        return self.segments[-1].end if self.segments else 0.0


def exists(view: View) -> bool:
    """Whether there is anything to show, and no page of the company's own in its place."""
    return bool(view.facts.records(KIND)) and not taken(view, URL)


def page(view: View) -> Page:
    rules = view.facts.records(KIND)
    scale = scale_of(rules)
    rows = sorted((_row(view, rule, scale) for rule in rules.values()), key=lambda row: (row.days, row.label, row.id))
    kinds = {segment.kind for row in rows for segment in row.segments}
    html = template("retention.html", view, URL).render(
        title=view.t.plain(TITLE), lead=view.t(LEAD), rows=rows, scale=scale, kinds=kinds, policies=_stating(view),
        chained=any(row.following for row in rows), chosen=any(s.default is not None for r in rows for s in r.segments),
    )  # fmt: skip
    toc = contents(("picture", view.t("common.picture")), ("rules", view.t("retention.rules")))
    head = description(view.t.plain(LEAD)) + styled(URL)
    return Page(URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=head)


def _stating(view: View) -> list[Version]:
    """The versions in effect that state all rules."""
    return [v for _, v in sorted(view.snapshot.in_effect.items()) if KIND in v.cites]


def _row(view: View, rule: Plain, scale: Lengths) -> Row:
    printer = Printer(view.facts, uncited)
    own = chain(view.facts.records(KIND), rule)

    def said(record: Plain, name: str) -> Markup:
        return inline(printer.field(KIND, record, name), view, URL)

    notes = [view.t("retention.required_by", law=said(rule, "law"))] if rule.get("law") else []
    notes += [view.t("retention.exception", what=inline(text, view, URL)) for text in rule.get("exceptions", [])]
    worst, days = worst_case(own, view.t)
    following = tuple((_label(link), said(link, "keep"), str(link["id"])) for link in own[1:])
    return Row(
        id=str(rule["id"]), label=_label(rule), data=said(rule, "data"), kept=said(rule, "keep"),
        following=following, action=said(own[-1], "action"),
        notes=tuple(notes), longest=worst, days=days, condition="while" in rule,
        segments=tuple(segments(own, scale)),
    )  # fmt: skip


def _label(rule: Plain) -> str:
    label = rule.get("label")
    return label if isinstance(label, str) else str(rule["id"]).replace("_", " ")


# Geometry ---------------------------------------------------------------------------------------------------------


def scale_of(rules: Mapping[str, Plain]) -> Lengths:
    """The scale on which every chain fits, with room before it where something is kept while something lasts."""
    whole = [sum(p.about_days for p in map(longest, chain(rules, rule)) if p) for rule in rules.values()]
    before = any("while" in rule for rule in rules.values())
    return Lengths(max(whole, default=0.0) or 1.0, start=BEFORE if before else 0.0)


def worst_case(own: Sequence[Plain], t: Texts) -> tuple[str, float]:
    """The longest a chain can take from its first event on: in words, and in average days to sort and to draw.

    Nothing in words where a rule of the chain has no stated period.
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
    """The bar of a chain of rules, from left to right and joined; it ends where a length is not stated."""
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
    """What is kept in any case, then what is kept at most."""
    least, default = _bounds(rule, most)
    here, sure, end = (scale.at(passed + days) for days in (0.0, least, most.about_days))
    if sure > here:
        yield Segment("kept", step, here, sure)
    if end > sure:
        yield Segment("choice", step, sure, end, None if default is None else scale.at(passed + default))


def _bounds(rule: Plain, most: Period) -> tuple[float, float | None]:
    """In days: what is kept in any case, and what is kept if nobody chooses."""
    if "configurable" not in rule:
        return Period(most.least, most.least, most.unit).about_days, None
    stated = {
        n: parse_period(v).about_days for n, v in rule["configurable"].items() if n != "by" and isinstance(v, str)
    }
    default = stated.get("default")
    return min(stated.get("min", 0.0), most.about_days), None if default is None else min(default, most.about_days)
