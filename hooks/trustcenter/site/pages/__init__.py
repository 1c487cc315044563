"""Makes the generated pages of the site: one module for each kind of page.

`site.build` and `site.cache` call these functions with a `View` (a center on one day) and get `Page` values: a URL, a
title and HTML made from the templates in `theme/pages/`. A generator such as MkDocs adds only its frame around them.
Pages about the present print the day they were built for; the page of a published version never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from trustcenter.site.pages import coverage, data_map, retention, timeline, vendor
from trustcenter.site.pages.as_of import as_of, days
from trustcenter.site.pages.changelog import changelog
from trustcenter.site.pages.draft import INDEX as DRAFTS
from trustcenter.site.pages.draft import draft, unpublished
from trustcenter.site.pages.draft import index as draft_index
from trustcenter.site.pages.history import history
from trustcenter.site.pages.home import home
from trustcenter.site.pages.notices import notices
from trustcenter.site.pages.policies import policies
from trustcenter.site.pages.policy import policy
from trustcenter.site.pages.print_foot import print_foot
from trustcenter.site.pages.redline import compared, redlined
from trustcenter.site.pages.view import Page, View
from trustcenter.site.pages.years import all_years
from trustcenter.site.pages.years import urls as year_urls

PICTURES = (retention, data_map, timeline)
"""Pages with a picture; each is made only where there is something to show."""


def pictures(view: View) -> dict[str, str]:
    """The titles of the picture pages that the site has on the day of the view, by URL."""
    return {page.URL: view.t.plain(page.TITLE) for page in PICTURES if page.exists(view)}


def weight(url: str, *, in_menu: bool) -> float:
    """How much a page counts in a search: a policy that applies first, then the menu, what was last.

    Nothing where the search does not look: it finds what applies and the newest changes, or it would grow for ever.
    """
    if url.startswith(("timeline/", "as-of/")) or url.endswith("/history/"):
        return 0
    if url.startswith(("changelog/", "notices/")):
        return 0.5 if url.count("/") == 1 else 0
    if not in_menu:
        return 1
    return 4 if url.startswith("policies/") and url != "policies/" else 2


def urls(view: View, *, drafts: bool) -> set[str]:
    """The URLs of all generated pages on the day of the view.

    Known before any page is made, so that pages can link to each other. With `drafts`, the previews are included.
    """
    snapshot, filled = view.snapshot, view.center.filled
    urls = {"", "policies/", "changelog/", "notices/", "as-of/", "subprocessors/"}
    urls |= {f"policies/{shown.policy}/" for shown in snapshot.announced}
    urls |= {f"policies/{shown.policy}/history/" for shown in snapshot.announced}
    urls |= {f"policies/{shown.name}/" for shown in snapshot.announced}
    urls |= {f"changelog/{shown.id}/" for shown in snapshot.changes}
    urls |= {f"policies/{shown.name}/redline/" for shown in redlined(view)}
    urls |= {f"policies/{shown.name}/since/" for shown in compared(view)}
    urls |= {f"as-of/{day}/" for day in days(view)} | {f"subprocessors/{name}/" for name in vendor.ids(view)}
    urls |= set(pictures(view)) | ({coverage.URL} if coverage.exists(view) else set())
    urls |= year_urls(view)
    if drafts:
        urls |= {DRAFTS, *(f"policies/{name}/draft/" for name in filled)}
        urls |= {f"policies/{name}/" for name in filled}
    return urls


def pages(view: View) -> list[Page]:
    """All pages about the present, which may differ from day to day; the others are cached, see
    `site.cache.cached_pages`.
    """
    return [page for group in GROUPS for page in present(view, group)]


def present(view: View, group: str) -> list[Page]:
    """The pages of one of the `GROUPS`; the groups can be made in parallel."""
    return [page if "@page" in page.head else _with_foot(view, page) for page in GROUPS[group](view)]


def _overviews(view: View) -> list[Page]:
    made = [home(view), policies(view), changelog(view), notices(view), as_of(view)]
    return made + [page.page(view) for page in (*PICTURES, coverage) if page.exists(view)]


def _vendors(view: View) -> list[Page]:
    vendors = vendor.vendors(view)
    return [vendor.index(view, vendors), *(vendor.vendor_page(view, one) for one in vendors)]


LISTS: Mapping[str, Callable[[View, int], Page]] = {"changelog/": changelog, "notices/": notices, "as-of/": as_of}


def _years(view: View) -> list[Page]:
    """The pages of years of all lists."""
    made = []
    for base, years in all_years(view).items():
        page = LISTS.get(base) or partial(_history, base)
        made += [page(view, year) for year in years]
    return made


def _history(base: str, view: View, year: int) -> Page:
    return history(view, base.split("/")[1], year)


GROUPS: Mapping[str, Callable[[View], list[Page]]] = {
    "overviews": _overviews,
    "policies": lambda view: [policy(view, name) for name in view.policies],
    "histories": lambda view: [history(view, name) for name in view.policies],
    "vendors": _vendors,
    "years": _years,
}


def _with_foot(view: View, page: Page) -> Page:
    """The page with a print style that puts the day of the site on every printed sheet."""
    day = view.t.day(view.snapshot.day)
    return replace(
        page, head=page.head + print_foot(view.t.plain("common.printed", title=page.title, name=view.name, day=day))
    )


def drafts(view: View) -> list[Page]:
    """The draft previews, the list of them, and a placeholder page for each policy without a published version."""
    names = sorted(view.center.filled)
    made = [draft_index(view), *(draft(view, name) for name in names)]
    return made + [unpublished(view, name) for name in names if name not in view.policies]


__all__ = ["DRAFTS", "Page", "View", "drafts", "pages", "pictures", "urls", "weight"]
