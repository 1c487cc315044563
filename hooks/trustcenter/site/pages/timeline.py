"""Makes `/timeline/`: a picture with a lane for each policy: what was in effect when, and notice periods.

`pages.present` calls `page` and gets a `Page`. Only what was public on the day is shown. Neighbouring versions too
narrow to be seen are drawn as one piece with their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

from trustcenter.model.versions import Archive, Version
from trustcenter.reading.translations import Texts
from trustcenter.site.pages.center_page import CenterPage
from trustcenter.site.pages.head import description
from trustcenter.site.pages.pictures import Days, beyond, styled
from trustcenter.site.pages.vendor import known
from trustcenter.site.pages.view import Page, View, contents, taken, template

URL, TITLE, LEAD = "timeline/", "timeline.title", "timeline.lead"
LEAST = 2.5
"""The narrowest piece in per cent; narrower ones are joined with a neighbour."""
LABELLED, ROOMY = 3.0, 9.0
"""The least width in per cent of a piece that carries its number: on a wide screen, on a phone."""
ROWS = 50
"""The most versions in the table; the histories of the policies list all of them."""
AHEAD = 366
"""The scale reaches at least this many days ahead if something upcoming is that far away."""

Kind = Literal["past", "now", "on", "upcoming"]
"""Was in effect; in effect up to today; stays in effect (no change announced); will take effect."""


@dataclass(frozen=True, slots=True)
class Run:
    """The period in which one version is in force, from `start` to `last` (None: open-ended)."""

    version: Version
    start: date
    last: date | None

    @property
    def until(self) -> date | None:
        """The day on which another version takes over."""
        return self.last and self.last + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a lane in per cent: one version in effect, or `count` neighbours joined as they are too narrow."""

    kind: Kind
    start: float
    end: float
    first: Run
    last: Run
    count: int = 1

    @property
    def name(self) -> str:
        """The label of the piece: the number of its version, or `×` and how many versions it stands for."""
        return str(self.first.version.number) if self.count == 1 else f"×{self.count}"

    @property
    def room(self) -> Literal["", "wide", "always"]:
        """On which screens the label fits: none, wide ones only, or always."""
        if self.kind == "on":
            return ""
        width = self.end - self.start
        return "always" if width >= ROOMY else "wide" if width >= LABELLED else ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice period in per cent, from announced to effective; a withdrawn one ends on the day of the withdrawal."""

    version: Version
    start: float
    end: float
    withdrawn: date | None


@dataclass(frozen=True, slots=True)
class Lane:
    """One policy: its pieces from left to right, notice periods, emergencies and where it was retired."""

    policy: str
    title: str
    spans: tuple[Span, ...]
    notices: tuple[Notice, ...]
    emergencies: tuple[tuple[float, Version], ...]
    retired: float | None
    later: tuple[Version, ...]
    runs: tuple[Run, ...]


def exists(view: View) -> bool:
    """Whether the page is generated: some version is announced and the company has no page of its own at this URL."""
    return bool(view.snapshot.announced) and not taken(view, URL)


def page(view: View) -> Page:
    archive, today = known(view.center.archive, view.snapshot.day), view.snapshot.day
    scale = scale_of(archive, today)
    lanes = [lane(archive, policy, scale, today, title=view.title(policy)) for policy in view.policies]
    versions = sorted(view.snapshot.announced, key=lambda v: (v.public_from, v.order, v.policy), reverse=True)
    html = template("timeline.html", view, URL).render(
        title=view.t(TITLE), lead=view.t(LEAD), lanes=lanes, scale=scale, marks=scale.marks(view.t.month),
        versions=versions[:ROWS], more=len(versions) - ROWS, changes=view.center.archive.changes,
        said=partial(said, t=view.t), shown=frozenset(_shown(lanes)),
    )  # fmt: skip
    toc = contents(("picture", view.t("common.picture")), ("versions", view.t("common.versions")))
    head = description(view.t.plain(LEAD)) + styled(URL)
    return Page(URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=head)


def _shown(lanes: Sequence[Lane]) -> Iterator[str]:
    """The kinds of marks that the legend has to explain."""
    for lane in lanes:
        yield from (span.kind for span in lane.spans)
        yield from ("withdrawn" if notice.withdrawn else "notice" for notice in lane.notices)
        if lane.emergencies:
            yield "emergency"
        if lane.retired is not None:
            yield "retired"
        if any(span.count > 1 for span in lane.spans):
            yield "several"


def said(span: Span, t: Texts) -> str:
    """A piece in words: `version 3, in effect from 1 May 2025 to 1 June 2026`."""
    first, last = span.first.version.number, span.last.version.number
    one, several = {"number": first}, {"count": span.count, "first": first, "last": last}
    which = t.plain("timeline.one", **one) if span.count == 1 else t.plain("timeline.several", **several)
    known_as = {"versions": which, "day": t.day(span.first.start)}
    key = "timeline.coming" if span.kind == "upcoming" else "timeline.from"
    if span.last.last is None:
        return t.plain(key, **known_as)
    return t.plain(f"{key}_until", **known_as, until=t.day(span.last.last))


# What was in effect when ------------------------------------------------------------------------------------------


def runs(archive: Archive, policy: str, today: date) -> list[Run]:
    """The periods in which each version of a policy is in force, in order, past and announced."""
    periods = archive.periods(policy, today).items()
    runs = [Run(archive.by_name[name], period.first, period.last) for name, period in periods]
    return [run for run in runs if not run.version.retires]


# Geometry ---------------------------------------------------------------------------------------------------------


def scale_of(archive: Archive, today: date) -> Days:
    """The scale from the first day anything was announced or took effect to the last known one, including today.

    The future takes at most as much room as the past (or `AHEAD` days); days beyond are drawn at the edge.
    """
    known_days = archive.days()
    first = min(today, *known_days)
    past = (today - first).days
    last = min(max(today, *known_days), beyond(today, days=max(past, AHEAD)))
    around = max(2, (last - first).days // 40)
    return Days(first, beyond(last, days=around))


def lane(archive: Archive, policy: str, scale: Days, today: date, *, title: str) -> Lane:
    """The lane of a policy within the scale; `later` are the versions that begin beyond it."""
    own = archive.versions[policy]
    runs_of_policy = runs(archive, policy, today)
    spans = [span for run in runs_of_policy for span in _spans(run, scale, today)]
    last = archive.binding(policy, today)
    return Lane(
        policy, title, tuple(merged(spans)), tuple(_notices(archive, own, scale)),
        tuple((scale.at(v.binds_from), v) for v in own if v.class_ == "emergency"),
        scale.at(last.binds_from) if last and last.retires else None,
        tuple(run.version for run in runs_of_policy if run.start >= scale.last), tuple(runs_of_policy),
    )  # fmt: skip


def _spans(run: Run, scale: Days, today: date) -> Iterator[Span]:
    """The pieces of a run within the scale; none if it begins beyond."""
    end = min(run.until or scale.last, scale.last)
    if run.start >= scale.last:
        return
    if run.start > today:
        yield Span("upcoming", scale.at(run.start), scale.at(end), run, run)
        return
    if run.until is not None and run.until <= today:
        yield Span("past", scale.at(run.start), scale.at(end), run, run)
        return
    yield Span("now", scale.at(run.start), scale.at(today), run, run)
    yield Span("on", scale.at(today), scale.at(end), run, run)


def merged(spans: Sequence[Span]) -> Iterator[Span]:
    """The pieces of a lane, those too narrow joined with neighbours of the same kind."""
    pending: Span | None = None
    for span in spans:
        if pending is None:
            pending = span
        elif pending.kind == span.kind and pending.end == span.start and _narrow(pending, span):
            pending = Span(pending.kind, pending.start, span.end, pending.first, span.last, pending.count + span.count)
        else:
            yield pending
            pending = span
    if pending is not None:
        yield pending


def _narrow(one: Span, other: Span) -> bool:
    return one.end - one.start < LEAST or other.end - other.start < LEAST


def _notices(archive: Archive, own: Sequence[Version], scale: Days) -> Iterator[Notice]:
    """The notice periods; a version in effect from its announced day on has none."""
    for version in own:
        taken_back = next((w.announced for w in archive.withdrawals.values() if version.name in w.versions), None)
        start, end = scale.at(version.public_from), scale.at(taken_back or version.binds_from)
        if version.public_from < (taken_back or version.binds_from):
            yield Notice(version, start, end, taken_back)
        elif taken_back:
            yield Notice(version, start, min(100.0, start + scale.at(scale.first + timedelta(days=1))), taken_back)


CENTER_PAGE = CenterPage(URL, TITLE, "history", exists, page)
