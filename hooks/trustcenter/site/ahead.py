"""Makes what a later day changes of the site, in memory: its addresses, and the pages that read otherwise from then on.

`site_check.later_days` checks these pages before their day comes, and `reports.rehearsal` names them.  Versions that
were superseded before today are left out: their pages stay as they are, and only their addresses count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from trustcenter.markdown.to_html import Site
from trustcenter.model.versions import Archive, ChainedRecord, Snapshot, Version
from trustcenter.reading.center import Center, own_url
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reading.translations import of_site
from trustcenter.site import build, calendar, feeds, language_trees, own_addresses, pages
from trustcenter.site.cache import cached_pages
from trustcenter.site.cache.cached_pages import Task
from trustcenter.site.known_urls import KnownUrls
from trustcenter.site.open_data.for_machines import text_in_effect
from trustcenter.site.open_data.published import published
from trustcenter.site.pages import since, vendor
from trustcenter.site.pages.view import Page, View, dated

_LISTING = ("lists", "years of notices", "timeline/", "since/", "history")
"""Groups and kinds of pages that name changes and versions, and say nothing else."""
_STATING = ("retention/", "data-map/", "messaging/", "programmes", "day")
"""Groups and kinds of pages that state facts, and say nothing else."""
_LISTS = re.compile(r"(changelog|notices|as-of|since|timeline)/$|policies/[^/]+/history/|(notices|as-of)/\d{4}/")


@dataclass(frozen=True)
class DayAhead:
    """The site of one day, without what was superseded before today; `urls` are all addresses that it has.

    `view` is the input of its pages, and `eve` the center on the day before.
    """

    day: date
    urls: Collection[str]
    view: View = field(repr=False)
    eve: Snapshot = field(repr=False)

    @cached_property
    def changed(self) -> tuple[Page, ...]:
        """The pages about what happens on this day: policies, versions, changes and vendors, and the day itself."""
        return self._for_the_day(self._made(task for task in self._tasks if task.kind not in self._as_on_the_eve))

    def like(self, other: DayAhead) -> tuple[Page, ...]:
        """The pages that another day changes, as they are on this one; without those that it does not have."""
        return self._for_the_day(self._made_like(other))

    @cached_property
    def overviews(self) -> tuple[Page, ...]:
        """The pages that state the present as a whole, such as the home page and the list of notices.

        Without those that have nothing on them that the day before had not, but for dates.
        """
        return self._for_the_day(self._in_groups(self._as_on_the_eve))

    @cached_property
    def _as_on_the_eve(self) -> Collection[str]:
        """Groups and kinds of pages that depend on what is announced and on facts, where these are as on the eve."""
        archive, now = self.view.center.archive, self.view.snapshot
        same = () if archive.announced_on(self.day) else _LISTING
        return (*same, *(_STATING if same and now.facts == self.eve.facts else ()))

    def differing(self, before: DayAhead) -> list[str]:
        """The URLs of the pages that say something else than on an earlier day, besides the day itself.

        Lists of changes, notices and days are left out: they grow with everything that happens.
        """
        said = [said for site in (before, self) for said in (site.day.isoformat(), site.view.t.day(site.day))]
        of_day = re.compile("|".join(map(re.escape, said)))
        then = {page.url: of_day.sub("", page.html) for page in (*before._overviews, *before._made_like(self))}
        now = {page.url: of_day.sub("", page.html) for page in (*self._overviews, *self._made(self._tasks))}
        return sorted(url for url, html in now.items() if then.get(url) != html and not _LISTS.match(url))

    @cached_property
    def _overviews(self) -> tuple[Page, ...]:
        return self._in_groups(())

    def _in_groups(self, without: Collection[str]) -> tuple[Page, ...]:
        groups = (group for group in pages.GROUPS if group not in without)
        return tuple(page for group in groups for page in pages.present(self._public, group))

    @cached_property
    def _tasks(self) -> tuple[Task, ...]:
        return tuple(_tasks(self.view, self.eve))

    def _made(self, tasks: Iterable[Task]) -> tuple[Page, ...]:
        return tuple(cached_pages.make(self._public, task)[0] for task in tasks)

    def _made_like(self, other: DayAhead) -> tuple[Page, ...]:
        return self._made(task for task in other._tasks if task.url in self.generated)

    def _for_the_day(self, made: Iterable[Page]) -> tuple[Page, ...]:
        return tuple(dated(page, self.view) for page in made)

    @cached_property
    def _public(self) -> View:
        return cached_pages.public(self.view)

    @cached_property
    def texts(self) -> Mapping[str, bytes]:
        """The published files, and the texts in effect, by path below the root of the site."""
        in_effect = self.view.snapshot.in_effect.items()
        shown = {f"policies/{policy}.md": text_in_effect(self.view, version) for policy, version in in_effect}
        return {**published(self.view), **shown}

    @cached_property
    def entries(self) -> Collection[str]:
        """The keys of what feeds and calendar say on this day; equal keys stand for equal entries and events."""
        return {*feeds.stories_by_key(self.view), *calendar.days_by_key(self.view)}

    def feeds(self, without: Collection[str] = ()) -> Mapping[str, bytes]:
        """The Atom feed, the JSON feed and the calendar of all entries and events of this day, without some keys."""
        told = {key: one for key, one in feeds.stories_by_key(self.view).items() if key not in without}
        days = {key: one for key, one in calendar.days_by_key(self.view).items() if key not in without}
        made, files = feeds.entries(self.view, told, self.urls) if told else {}, {}
        if told:
            files["feed.xml"] = b"".join([b"<feed>", *(made[f"{key}.xml"] for key in told), b"</feed>"])
            files["feed.json"] = b"[" + b",".join(made[f"{key}.json"] for key in told) + b"]"
        if days:
            files["calendar.ics"] = b"".join(calendar.events(self.view, days).values())
        return files

    @cached_property
    def generated(self) -> Collection[str]:
        """The addresses of the pages that the site makes by itself."""
        return pages.urls(self.view, drafts=False)


def days_ahead(center: Center, today: date, days: Iterable[date], settings: SiteSettings) -> Iterator[DayAhead]:
    """The site of each of some days, from today on."""
    own = {*(own_url(file) for file in center.pages if file != "docs/index.md"), *settings.assets}
    beside = own_addresses.files(settings, of_site(settings.language, center.texts))
    own |= {path.removesuffix("index.html") for path in beside}
    whole = _view(center, center.archive, today, settings)
    short = recent(center.archive, today)
    lasting = build.all_urls(whole) - build.all_urls(_view(center, short, today, settings)) - _comparisons(whole)
    moved = pages.addresses(whole)
    for day in days:
        view = _view(center, short, day, settings)
        compared = _comparisons(_view(center, center.archive, day, settings))
        made = build.all_urls(view) | lasting | compared
        urls = KnownUrls(frozenset(made | own | language_trees.addresses(view, made)), view)
        view = replace(view, site=Site(urls, moved={**moved, **pages.addresses(view)}))
        yield DayAhead(day, urls, view, short.on(day - timedelta(days=1)))


def _view(center: Center, archive: Archive, day: date, settings: SiteSettings) -> View:
    known, t = archive.as_known(day), of_site(settings.language, center.texts)
    shown = replace(center, archive=known)
    return View(shown, known.on(day), Site(frozenset()), settings.site_url, settings.repo_url, t=t)


def _comparisons(view: View) -> set[str]:
    """The addresses of the pages that compare the past with the present, which make room for newer ones."""
    days = {f"{since.URL}{day}/" for day in since.days(view)} if since.exists(view) else set()
    return days | {f"policies/{version.name}/since/" for version in view.snapshot.compared}


def recent(archive: Archive, today: date) -> Archive:
    """The archive without the versions that were superseded before today, except the last one of these."""
    versions = {policy: _recent(archive, policy, today) for policy in archive.versions}
    names = {version.name for own in versions.values() for version in own}

    def concerns(record: ChainedRecord) -> bool:
        return record.announced > today or not names.isdisjoint(record.versions)

    withdrawals = {i: record for i, record in archive.withdrawals.items() if concerns(record)}
    postponements = {i: record for i, record in archive.postponements.items() if concerns(record)}
    redactions = {i: record for i, record in archive.redactions.items() if concerns(record)}
    translated = {i: record for i, record in archive.translated.items() if concerns(record)}
    changes = {v.change for own in versions.values() for v in own}
    changes |= {*withdrawals, *postponements, *redactions, *translated, *archive.renames}
    kept = {i: change for i, change in archive.changes.items() if i in changes or change.public_from > today}
    kept |= {change.about: archive.changes[change.about] for change in kept.values() if change.about in archive.changes}
    return Archive(
        versions, dict(sorted(kept.items())), withdrawals, archive.published, postponements, redactions,
        archive.renames, translated,
    )  # fmt: skip


def _recent(archive: Archive, policy: str, today: date) -> tuple[Version, ...]:
    """The version of a policy that binds today, its predecessor, and every later one."""
    own, current = archive.versions[policy], archive.binding(policy, today)
    before = archive.predecessor(current) if current else None
    first = (before or current or own[0]).effective if current else date.min
    return tuple(version for version in own if version.effective >= first or version.public_from > today)


# What happens on a day ----------------------------------------------------------------------------------------------


def _tasks(view: View, eve: Snapshot) -> Iterator[Task]:
    """The pages that are made anew because of what happens on the day of the view."""
    now, archive = view.snapshot, view.center.archive
    for policy in view.policies:
        if stands(now, policy) != stands(eve, policy) or (policy in now.retired) != (policy in eve.retired):
            yield Task("policy", policy, f"policies/{policy}/", "")
            yield Task("history", (policy, None), f"policies/{policy}/history/", "")
    announced = archive.announced_on(now.day)
    for version in _concerned(archive, now.day):
        yield Task("version", version, f"policies/{version.name}/", "")
        if version.public_from == now.day and view.has_redline(version):
            yield Task("redline", version, f"policies/{version.name}/redline/", "")
    for name in dict.fromkeys(
        [*(c.id for c in announced), *(c.about for c in announced if c.about in archive.changes)]
    ):
        yield Task("change", archive.changes[name], f"changelog/{name}/", "")
    if vendors := _vendors(view, eve):
        yield Task("vendors", "", vendor.URL, "")
        yield from (Task("vendor", name, f"{vendor.URL}{name}/", "") for name in vendors)
    yield Task("day", now.day, f"as-of/{now.day}/", "")


def stands(snapshot: Snapshot, policy: str) -> list[tuple[str, date]]:
    """What the page of a policy shows on a day: the version in effect and those that are announced."""
    current = snapshot.in_effect.get(policy)
    shown = [*([current] if current else []), *(v for v in snapshot.upcoming if v.policy == policy)]
    return [(version.name, version.effective) for version in shown]


def _concerned(archive: Archive, day: date) -> list[Version]:
    """The versions that are announced, withdrawn, postponed or redacted on a day."""
    names = dict.fromkeys(name for change in archive.announced_on(day) for name in change.versions)
    return [archive.by_name[name] for name in names if name in archive.by_name]


def _vendors(view: View, eve: Snapshot) -> list[str]:
    """The vendors of which something else is said from the day of the view on."""
    stated = view.snapshot.facts.records(vendor.KIND), eve.facts.records(vendor.KIND)
    names = {name for name in {*stated[0], *stated[1]} if stated[0].get(name) != stated[1].get(name)}
    for version in _concerned(view.center.archive, view.snapshot.day):
        records = version.facts.records(vendor.KIND).items()
        names |= {name for name, record in records if stated[0].get(name) != record}
    return sorted(names & {*vendor.ids(view)})
