"""Writes the calendar of `trustcenter rehearse`: every day after today on which something announced happens.

`cli.rehearse` prints `calendar(center, today)`: what takes effect, which vendors come and go, which pages change, which
clocks run out.  It says of each day what the site of that day says, as both ask the archive for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from trustcenter.comparing import fact_diff
from trustcenter.model import periods, phrases
from trustcenter.model.versions import Version
from trustcenter.reading.center import Center
from trustcenter.rules.notice import Promise
from trustcenter.rules.rehearsal import later_days


def calendar(center: Center, today: date) -> str:
    """The calendar as text, a block for each day; a sentence if nothing is to come."""
    days = sorted({*later_days(center.archive, today), *(day for day, _ in _clocks(center, today))})
    told = {day: lines(center, day, today) for day in days}
    blocks = ["\n".join([phrases.day(day), *(f"  {line}" for line in own)]) for day, own in told.items() if own]
    return "\n\n".join(blocks) or f"nothing announced happens after {phrases.day(today)}"


def lines(center: Center, day: date, today: date) -> list[str]:
    """What happens on one day, a line each."""
    archive = center.archive
    versions = [v for v in archive.all_versions if not archive.withdrawn(v, day)]
    told = [f"announced: {change.title}" for change in archive.announced_on(day)]
    told += [
        _begins(version)
        for version in versions
        if archive.binding(version.policy, day) == version != _before(center, version, day)
    ]
    told += list(_facts(center, day))
    told += [f"pages: {', '.join(pages)}" for pages in [_pages(center, day)] if pages]
    return told + [line for when, line in _clocks(center, today) if when == day]


def _before(center: Center, version: Version, day: date) -> Version | None:
    return center.archive.binding(version.policy, day - timedelta(days=1))


def _begins(version: Version) -> str:
    what = "ends" if version.retires else f"version {version.number} ({version.id}) takes effect"
    return f"{version.policy}: {what}"


def _facts(center: Center, day: date) -> Iterator[str]:
    """What becomes of the facts that the policies state: vendors that come and go, periods, locations."""
    before, after = (center.archive.stated_on(on) for on in (day - timedelta(days=1), day))
    yield from (change.sentence for change in fact_diff.changes(before, after))


def _pages(center: Center, day: date) -> list[str]:
    """The pages about the present that say something else from this day on."""
    archive, eve = center.archive, day - timedelta(days=1)
    changed = [p for p in sorted(archive.versions) if archive.binding(p, day) != archive.binding(p, eve)]
    before, after = (archive.stated_on(on).records("subprocessors") for on in (eve, day))
    vendors = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    urls = [*(f"/policies/{policy}/" for policy in changed), *(f"/subprocessors/{name}/" for name in vendors)]
    return [*urls, f"/as-of/{day}/"] if urls else urls


def _clocks(center: Center, today: date) -> Iterator[tuple[date, str]]:
    """(day, line) of every deadline that is still to come: objections, reviews of policies."""
    archive = center.archive
    for version in (v for policy in archive.versions for v in archive.upcoming(policy, today)):
        if version.class_ in ("material", "emergency") and version.announced:
            last = Promise(version.promise, version.holidays).object_by(version.announced, version.binds_from)
            if last and last > today:
                yield last, f"last day to object: {version.policy}, version {version.number}"
    for draft in center.drafts.values():
        if draft.reviewed and draft.review_every:
            due = periods.add(draft.reviewed, periods.parse_period(draft.review_every))
            if due > today:
                yield due, f"review due: {draft.id}"
