"""Writes the calendar of `trustcenter rehearse`: every day after today on which something announced happens.

`cli.rehearse` prints `calendar(center, today, settings)`: what takes effect, which vendors come and go, which pages
change, which clocks run out.  It says of each day what the site of that day says: both ask the archive for it, and the
pages are made for the day and for the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from trustcenter.comparing import fact_diff
from trustcenter.model import periods, phrases
from trustcenter.model.versions import Version
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import Center
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.rules.notice import Promise
from trustcenter.rules.rehearsal import later_days
from trustcenter.site.ahead import days_ahead
from trustcenter.site.audience_days import days_of


def calendar(center: Center, today: date, settings: SiteSettings) -> str:
    """The calendar as text, a block for each day; a sentence if nothing is to come."""
    days = sorted({*later_days(center.archive, today), *(day for day, _ in _clocks(center, today))})
    pages = _pages(center, today, settings)
    told = {day: lines(center, day, today, pages=pages.get(day, ())) for day in days}
    blocks = ["\n".join([phrases.day(day), *(f"  {line}" for line in own)]) for day, own in told.items() if own]
    return "\n\n".join(blocks) or f"nothing announced happens after {phrases.day(today)}"


def lines(center: Center, day: date, today: date, *, pages: Sequence[str] = ()) -> list[str]:
    """What happens on one day, a line each; `pages` are the URLs of the pages that change."""
    archive = center.archive
    versions = [v for v in archive.all_versions if not archive.withdrawn(v, day)]
    told = [f"announced: {change.title}" for change in archive.announced_on(day)]
    told += [
        _begins(version)
        for version in versions
        if archive.binding(version.policy, day) == version != _before(center, version, day)
    ]
    told += [
        f"{version.policy}: version {version.number} ({version.id}) takes effect for {one.label}"
        for version, one in archive.by_audience_day.get(day, ())
        if not archive.withdrawn(version, day)
    ]
    told += list(_facts(center, day))
    told += [f"pages: {', '.join(f'/{url}' for url in pages)}"] if pages else []
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


def _pages(center: Center, today: date, settings: SiteSettings) -> dict[date, list[str]]:
    """The URLs of the pages that say something else from a day on, for every later day."""
    days = later_days(center.archive, today)
    both = [on for day in days for on in (day - timedelta(days=1), day)]
    sites = iter(days_ahead(center, today, both, settings))
    changing = {site.day: site.differing(before) for before, site in zip(sites, sites, strict=True)}
    # A day on which a withdrawn version was to take effect has a page, and nothing else happens on it.
    return {day: urls for day, urls in changing.items() if urls != [f"as-of/{day}/"]}


def _clocks(center: Center, today: date) -> Iterator[tuple[date, str]]:
    """(day, line) of every day after today on which a clock runs out."""
    clocks = (*_objections(center, today), *_reviews(center), *_expiries(center), *_duties(center))
    yield from ((day, line) for day, line in clocks if day > today)


def _objections(center: Center, today: date) -> Iterator[tuple[date, str]]:
    """The last days to object to what is announced; a correction leaves that of the first notice as it is."""
    for version in center.archive.all_versions:
        is_open = version.binds_from > today and not center.archive.withdrawn(version, today)
        if is_open and version.class_ in ("material", "emergency") and version.announced:
            last = Promise(version.promise, version.holidays).object_by(version.announced, version.binds_from)
            if last:
                yield last, f"last day to object: {version.policy}, version {version.number}"
            for one in days_of(version):
                if one.object_by and one.object_by != last:
                    yield (
                        one.object_by,
                        f"last day to object for {one.label}: {version.policy}, version {version.number}",
                    )


def _reviews(center: Center) -> Iterator[tuple[date, str]]:
    for draft in center.drafts.values():
        if draft.reviewed and draft.review_every:
            yield periods.add(draft.reviewed, periods.parse_period(draft.review_every)), f"review due: {draft.id}"


def _expiries(center: Center) -> Iterator[tuple[date, str]]:
    """The last days of attestations, waivers and certificates."""
    for kind in ("attestations", "waivers"):
        for record in center.facts.records(kind).values():
            yield periods.parse_day(record["expires"]), f"{kind.removesuffix('s')} expires: {record['requirement']}"
    for record in center.facts.records("certifications").values():
        if isinstance(record.get("expires"), str):
            yield periods.parse_day(record["expires"]), f"certificate expires: {record['label']}"


def _duties(center: Center) -> Iterator[tuple[date, str]]:
    """The days from which requirements of the asserted lists are due."""
    for listed in requirement_lists.asserted(center.facts, center.sources):
        for requirement in listed.list.requirements:
            if requirement.valid_from:
                yield requirement.valid_from, f"requirement due from this day on: {requirement.id}"
