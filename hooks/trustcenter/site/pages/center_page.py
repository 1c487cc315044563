"""Pages about the whole center that a site has only where there is something to show, such as `/retention/`.

A module of this folder declares one as `CENTER_PAGE = CenterPage(…)` and needs nothing else but its template in
`theme/pages/` and its words in `theme/texts/en.yml`: the menu, the home page, the list of URLs and the build ask
`center_pages`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

from trustcenter.site.pages.view import Page, View

ORDER = ("answers/", "retention/", "data-map/", "timeline/", "since/", "coverage/")
"""The order in which menus name these pages; one that does not stand here comes after them, by URL."""

Section = Literal["data", "history", "end"]
"""Where the menu has a page: with the vendors, after the notices, or after the past dates."""


@dataclass(frozen=True, slots=True)
class CenterPage:
    """A page about the whole center.

    `title` is the key of an interface text; `exists` says whether the site has the page on the day of a view, and
    `page` makes it.
    """

    url: str
    title: str
    section: Section
    exists: Callable[[View], bool]
    page: Callable[[View], Page]


@lru_cache(maxsize=1)
def center_pages() -> tuple[CenterPage, ...]:
    """The pages that modules of this folder declare, in the order of menus."""
    folder = __name__.rpartition(".")[0]
    modules = [import_module(f"{folder}.{module.name}") for module in iter_modules(import_module(folder).__path__)]
    declared = [module.CENTER_PAGE for module in modules if hasattr(module, "CENTER_PAGE")]
    return tuple(sorted(declared, key=_place))


def _place(page: CenterPage) -> tuple[int, str]:
    return ORDER.index(page.url) if page.url in ORDER else len(ORDER), page.url
