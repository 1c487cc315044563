"""Makes the generated pages of the site: one module for each kind of page.

`site.build` and `site.cache` call these functions with a `View` (a center on one day) and get `Page` values: a URL, a
title and HTML made from the templates in `theme/pages/`. A generator such as MkDocs adds only its frame around them.
Pages about the present print the day they were built for; the page of a published version never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trustcenter.site.pages import messaging, since, vendor
from trustcenter.site.pages.as_of import as_of, days
from trustcenter.site.pages.center_page import CenterPage, Section, center_pages
from trustcenter.site.pages.changelog import changelog
from trustcenter.site.pages.draft import INDEX as DRAFTS
from trustcenter.site.pages.draft import draft, unpublished
from trustcenter.site.pages.draft import index as draft_index
from trustcenter.site.pages.head import announced_to_chats
from trustcenter.site.pages.home import home
from trustcenter.site.pages.moved import addresses, moved
from trustcenter.site.pages.notices import notices
from trustcenter.site.pages.policies import policies
from trustcenter.site.pages.redline import compared, redlined
from trustcenter.site.pages.view import Page, View, printed
from trustcenter.site.pages.years import all_years
from trustcenter.site.pages.years import urls as year_urls


def of_center(view: View, section: Section | None = None) -> list[CenterPage]:
    """The pages about the whole center that the site has on the day, or those of one section of the menu."""
    return [page for page in center_pages() if section in {None, page.section} and page.exists(view)]


def weight(url: str, *, in_menu: bool) -> float:
    """How much a page counts in a search: a policy that applies first, then the menu, what was last.

    Nothing where the search does not look: it finds what applies and the newest changes, or it would grow for ever.
    """
    if url.startswith(("timeline/", "as-of/", "since/")) or url.endswith("/history/"):
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
    urls |= {page.url for page in of_center(view)}
    urls |= {f"since/{day}/" for day in since.days(view)} if since.exists(view) else set()
    urls |= year_urls(view) | {*addresses(view)} | {f"messaging/{name}/" for name in messaging.ids(view)}
    if drafts:
        urls |= {DRAFTS, *(f"policies/{name}/draft/" for name in filled)}
        urls |= {f"policies/{name}/" for name in filled}
    return urls


def present(view: View, group: str) -> list[Page]:
    """The pages of one of the `GROUPS`; the groups can be made in parallel."""
    return [announced_to_chats(printed(page), view) for page in GROUPS[group](view)]


def _center_page(made: CenterPage) -> Callable[[View], list[Page]]:
    return lambda view: [made.page(view)] if made.exists(view) else []


def _no_vendors(view: View) -> list[Page]:
    """The list of vendors while it is empty; otherwise `site.cache.cached_pages` makes it."""
    return [] if vendor.ids(view) else [vendor.index(view)]


GROUPS: Mapping[str, Callable[[View], list[Page]]] = {
    "home": lambda view: [home(view), policies(view)],
    "lists": lambda view: [changelog(view), notices(view), as_of(view)],
    "years of notices": lambda view: [notices(view, year) for year in all_years(view)["notices/"]],
    "no vendors": _no_vendors,
    "former addresses": moved,
    "programmes": messaging.programme_pages,
    **{page.url: _center_page(page) for page in center_pages()},
}
"""The pages that state the present as a whole, by what is made again together; all others have dependencies of their
own, see `site.cache.cached_pages`."""


def drafts(view: View) -> list[Page]:
    """The draft previews, the list of them, and a placeholder page for each policy without a published version."""
    names = sorted(view.center.filled)
    made = [draft_index(view), *(draft(view, name) for name in names)]
    return made + [unpublished(view, name) for name in names if name not in view.policies]


__all__ = [
    "DRAFTS", "Page", "View", "addresses", "as_of", "changelog", "drafts", "home", "notices", "pictures", "policies",
    "present", "urls", "weight",
]  # fmt: skip
