"""Makes `/since/` (choose the day you signed) and `/since/<date>/`: what changed from that day to today, and what will.

`pages.present` calls `page`, `site.cache.cached_pages` calls `day_page`.  There is one page for each of the last `DAYS`
days on which anything changed; a day between two of them reads like the one before.  A page is bounded by the number of
policies and facts and not by the number of versions, so that all pages together grow with the archive and not with its
square.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from trustcenter.comparing import fact_diff
from trustcenter.model.facts import Facts
from trustcenter.model.memory import once_for
from trustcenter.model.versions import Archive, Version
from trustcenter.site.pages.as_of import days as all_days
from trustcenter.site.pages.center_page import CenterPage
from trustcenter.site.pages.head import description
from trustcenter.site.pages.vendor import known
from trustcenter.site.pages.view import Page, View, contents, inline, taken, template

URL, TITLE = "since/", "since.title"
DAYS = 250
"""The most days that have a page of their own, the newest ones."""
CHANGES = 12
"""The most changes of a policy that a page names; its history has all of them."""
KINDS = ("subprocessors", "retention")
"""The kinds of facts whose changes a page lists."""
PRINTED_FROM = (*KINDS, "data_categories", "organization")


@dataclass(frozen=True, slots=True)
class Changed:
    """A policy that is not as it was: the version then (None: there was none) and now (None: not in effect any more).

    `between` are the versions that took effect since, newest first, and `more` is how many older ones are left out;
    `upcoming` are those announced for later.
    """

    policy: str
    title: str
    then: Version | None
    now: Version | None
    between: tuple[Version, ...]
    more: int
    upcoming: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed in the facts up to a day, in the sentences of the changelog; `day` is None for today."""

    day: date | None
    sentences: tuple[Markup, ...]


def days(view: View) -> list[date]:
    """The days that have a page, newest first."""
    return all_days(view)[:DAYS]


def exists(view: View) -> bool:
    """Whether the site has these pages: something changed, and the company has no page of its own at this URL."""
    return bool(all_days(view)) and not taken(view, URL)


def page(view: View) -> Page:
    """The list of days; a script turns it into a field for any day."""
    known_days = days(view)
    years = [(year, [day for day in known_days if day.year == year]) for year in sorted({d.year for d in known_days})]
    html = template("since.html", view, URL).render(
        title=view.t(TITLE), years=years[::-1], first=known_days[-1], page=URL
    )
    toc = contents(*((f"in-{year}", str(year)) for year, _ in years[::-1]))
    return Page(
        URL, view.t.plain(TITLE), html, view.newest_change(), toc, head=description(view.t.plain("since.about"))
    )


def day_page(view: View, day: date) -> Page:
    """What changed since one day, as known on the day of the view."""
    url = f"{URL}{day}/"
    title = view.t.plain("since.title_day", day=view.t.day(day))
    policies = list(_policies(view, day))
    following = min((later for later in all_days(view) if later > day), default=None)
    stands = [one.title for one in policies if not one.between and one.then == one.now]
    html = template("since_day.html", view, url).render(
        title=view.t("since.title_day", day=view.t.time(day)), day=day,
        following=following - timedelta(days=1) if following else None,
        unchanged=view.t.listed(stands), changes=view.center.archive.changes,
        policies=[one for one in policies if one.between or one.then != one.now or one.upcoming],
        facts=[(kind, _facts(view, day, kind, url)) for kind in KINDS],
    )  # fmt: skip
    toc = contents(("policies", view.t("policies.title")), *((kind, view.t(f"since.{kind}")) for kind in KINDS))
    return Page(url, title, html, view.newest_change(), toc, listed=False)


def _policies(view: View, day: date) -> Iterator[Changed]:
    """Each policy then and now, by title; one that was announced and never in effect is left out."""
    archive, today = _known(view), view.snapshot
    for policy in sorted(view.policies, key=view.title):
        then, now = archive.in_effect(policy, day), today.in_effect.get(policy)
        began = [v for v in _in_effect_since(archive, policy, day, today.day) if v != then]
        upcoming = tuple(view.upcoming(policy))
        if then or now or began or upcoming:
            between = tuple(reversed(began))
            yield Changed(
                policy, view.title(policy), then, now, between[:CHANGES], max(len(between) - CHANGES, 0), upcoming
            )


def _in_effect_since(archive: Archive, policy: str, day: date, today: date) -> list[Version]:
    """The versions of a policy that began to bind after a day and by today, in order."""
    return [
        version
        for version in archive.versions[policy]
        if day < version.binds_from <= today and archive.in_force(version, today) is not None
    ]


def _facts(view: View, day: date, kind: str, url: str) -> list[Differences]:
    """What changed in the facts of a kind from a day to today, then what each announced day changes."""
    archive, today = _known(view), view.snapshot.day
    told, before = list[Differences](), _stated(view, archive, day)
    for until in [today, *(later for later in archive.days() if later > today)]:
        after = _stated(view, archive, until)
        if sentences := _sentences(view.center.archive, before, after, kind):
            lines = tuple(inline(sentence, view, url) for sentence in sentences)
            told.append(Differences(None if until == today else until, lines))
        before = after
    return told


def _known(view: View) -> Archive:
    """The archive as the public knows it on the day of the view; worked out once for all days."""
    owner, day = view.center.archive, view.snapshot.day
    return once_for(owner, ("known", day), lambda: known(owner, day))


def _stated(view: View, archive: Archive, day: date) -> Facts:
    """The facts of a day that the sentences are made from; worked out once for all pages."""
    key = ("stated for since", view.snapshot.day, day)
    return once_for(view.center.archive, key, lambda: _part(archive.stated_on(day)))


def _part(facts: Facts) -> Facts:
    """The facts that the sentences are made from."""
    return Facts({kind: facts.kinds[kind] for kind in PRINTED_FROM if kind in facts.kinds})


def _sentences(owner: Archive, before: Facts, after: Facts, kind: str) -> Sequence[str]:
    """The differences of a kind; worked out once for days that state the same."""
    if before.records(kind) == after.records(kind):
        return ()
    key = ("since", kind, repr(before.kinds), repr(after.kinds))
    return once_for(owner, key, lambda: tuple(c.sentence for c in fact_diff.changes(before, after) if c.kind == kind))


CENTER_PAGE = CenterPage(URL, TITLE, "history", exists, page)
