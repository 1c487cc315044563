"""`/timeline/`: versions and notices as a picture: a lane a policy, what was in effect when, what was announced ahead.

Only what was public on the day.  Where versions follow each other too closely
to be seen, neighbours are drawn as one piece that says how many they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Literal

from trustcenter.model.versions import Archive, Version
from trustcenter.reading.translations import Texts
from trustcenter.site.pages.head import description
from trustcenter.site.pages.pictures import Days, beyond, styled
from trustcenter.site.pages.vendor import known
from trustcenter.site.pages.view import Page, View, contents, taken, template

URL, TITLE, LEAD = "timeline/", "timeline.title", "timeline.lead"
LEAST = 1.5
"""The narrowest piece, in per cent: what is narrower joins its neighbour."""
LABELLED, ROOMY = 3.0, 9.0
"""How wide a piece must be to carry its number on a wide screen, and on a phone."""
ROWS = 300
"""How many versions the table has; the histories of the policies have all of them."""
AHEAD = 366
"""So many days to come are shown at least as long as something is upcoming that far ahead."""

Kind = Literal["past", "now", "on", "upcoming"]
"""Was in effect, is in effect up to the day, stays in effect as far as is known, will take effect."""


@dataclass(frozen=True, slots=True)
class Run:
    """Days on which one version is in effect: from `start` to the day before `until`, where that is known."""

    version: Version
    start: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a lane, in per cent: one version in effect, or several neighbours too short to be seen alone."""

    kind: Kind
    start: float
    end: float
    first: Run
    last: Run
    count: int = 1

    @property
    def name(self) -> str:
        """What stands in the piece: the number of its version, or how many there are."""
        return str(self.first.version.number) if self.count == 1 else f"×{self.count}"

    @property
    def room(self) -> Literal["", "wide", "always"]:
        """Where its name has room."""
        if self.kind == "on":
            return ""
        width = self.end - self.start
        return "always" if width >= ROOMY else "wide" if width >= LABELLED else ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A time between announced and effective, in per cent; a withdrawn one ends on the day it was taken back."""

    version: Version
    start: float
    end: float
    withdrawn: date | None


@dataclass(frozen=True, slots=True)
class Lane:
    """One policy: its pieces from left to right, its notices, its emergencies and where it was retired."""

    policy: str
    title: str
    spans: tuple[Span, ...]
    notices: tuple[Notice, ...]
    emergencies: tuple[tuple[float, Version], ...]
    retired: float | None
    later: tuple[Version, ...]
    runs: tuple[Run, ...]


def exists(view: View) -> bool:
    """Whether anything had been announced, and no page of the company's own stands in its place."""
    return bool(view.snapshot.announced) and not taken(view, URL)


def page(view: View) -> Page:
    archive, today = known(view.center.archive, view.snapshot.day), view.snapshot.day
    scale = scale_of(archive, today)
    lanes = [lane(archive, policy, scale, today, title=view.title(policy)) for policy in view.policies]
    versions = sorted(view.snapshot.announced, key=lambda v: (v.public_from, v.order, v.policy), reverse=True)
    ends = {run.version.name: run.until for drawn in lanes for run in drawn.runs}
    html = template("timeline.html", view, URL).render(
        title=view.t.plain(TITLE), lead=view.t(LEAD), lanes=lanes, scale=scale, marks=scale.marks(view.t.month),
        ends=ends, versions=versions[:ROWS], more=len(versions) - ROWS, changes=view.center.archive.changes,
        said=partial(said, t=view.t), shown=frozenset(_shown(lanes)),
    )  # fmt: skip
    toc = contents(("picture", view.t("common.picture")), ("versions", view.t("common.versions")))
    head = description(view.t.plain(LEAD)) + styled(URL)
    return Page(URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=head)


def _shown(lanes: Sequence[Lane]) -> Iterator[str]:
    """What the key has to explain."""
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
    if span.last.until is None:
        return t.plain(key, **known_as)
    return t.plain(f"{key}_until", **known_as, until=t.day(span.last.until))


# What was in effect when ------------------------------------------------------------------------------------------


def runs(archive: Archive, policy: str) -> list[Run]:
    """The versions of a policy one after the other, each with the days on which it is in effect, past and to come."""
    own = archive.versions.get(policy, ())
    days = {v.binds_from for v in own} | {w.announced for w in archive.withdrawals.values()}
    binding = [(day, archive.binding(policy, day)) for day in sorted(days)]
    starts = [(day, new) for (_, old), (day, new) in pairwise([(date.min, None), *binding]) if new and new != old]
    ends = [day for day, _ in starts[1:]] + [None]
    return [Run(version, day, end) for (day, version), end in zip(starts, ends, strict=True) if not version.retires]


# Geometry ---------------------------------------------------------------------------------------------------------


def scale_of(archive: Archive, today: date) -> Days:
    """From the first day anything was announced or took effect to the last that is known, never without the present.

    What lies further ahead than the whole past (or a year) stands at the edge, so that the past stays legible.
    """
    known_days = archive.days()
    first = min(today, *known_days)
    past = (today - first).days
    last = min(max(today, *known_days), beyond(today, days=max(past, AHEAD)))
    around = max(2, (last - first).days // 40)
    return Days(first, beyond(last, days=around))


def lane(archive: Archive, policy: str, scale: Days, today: date, *, title: str) -> Lane:
    """The lane of a policy, as far as the scale goes; `later` are the versions that lie beyond it."""
    own = archive.versions[policy]
    found = runs(archive, policy)
    spans = [span for run in found for span in _spans(run, scale, today)]
    last = archive.binding(policy, today)
    return Lane(
        policy, title, tuple(merged(spans)), tuple(_notices(archive, own, scale)),
        tuple((scale.at(v.binds_from), v) for v in own if v.class_ == "emergency"),
        scale.at(last.binds_from) if last and last.retires else None,
        tuple(run.version for run in found if run.start >= scale.last), tuple(found),
    )  # fmt: skip


def _spans(run: Run, scale: Days, today: date) -> Iterator[Span]:
    """A run as a piece of its lane, as far as the scale goes; none where it begins beyond."""
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
    """The pieces of a lane with those too narrow to be seen joined to their neighbours of the same kind."""
    held: Span | None = None
    for span in spans:
        if held is None:
            held = span
        elif held.kind == span.kind and held.end == span.start and _narrow(held, span):
            held = Span(held.kind, held.start, span.end, held.first, span.last, held.count + span.count)
        else:
            yield held
            held = span
    if held is not None:
        yield held


def _narrow(one: Span, other: Span) -> bool:
    return one.end - one.start < LEAST or other.end - other.start < LEAST


def _notices(archive: Archive, own: Sequence[Version], scale: Days) -> Iterator[Notice]:
    """The times between announced and effective; a version in effect from the announced day on has none."""
    for version in own:
        taken_back = next((w.announced for w in archive.withdrawals.values() if version.name in w.versions), None)
        start, end = scale.at(version.public_from), scale.at(taken_back or version.binds_from)
        if version.public_from < (taken_back or version.binds_from):
            yield Notice(version, start, end, taken_back)
        elif taken_back:
            yield Notice(version, start, min(100.0, start + scale.at(scale.first + timedelta(days=1))), taken_back)
