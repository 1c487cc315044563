"""Reads a company's own `nav` of `mkdocs.yml`: its entries in order, each with the place where it stands.

`site.menu` puts the pages of the trust center where these entries name them; `rules.own_menu` says which entries name
no page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from trustcenter.reading.yaml_source import Route

ALL_POLICIES = "policies/"
"""An entry with this target stands for the list of policies and every policy in effect or announced."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A page, a link or a section of a menu; `route` leads to its value in `mkdocs.yml`.

    `title` is empty if the entry has none; `target` is empty for a section, which has `children` instead.
    """

    title: str
    target: str
    children: tuple[NavEntry, ...]
    route: Route

    @property
    def source(self) -> str:
        """The path below `docs/` that the entry names; empty for a section and for a link to somewhere else."""
        parts = urlsplit(self.target)
        is_link = parts.scheme or parts.netloc or self.target.startswith(("/", "#"))
        return "" if is_link or not self.target else posixpath.normpath(self.target)


def nav_entries(nav: object, route: Route = ("nav",)) -> tuple[NavEntry, ...]:
    """The entries of a `nav` as YAML has it; what MkDocs itself refuses there is left out.

    Example: `[{"Start": "index.md"}, {"More": ["faq.md"]}]` gives a page and a section with a page.
    """
    return tuple(_entries(nav, route))


def _entries(value: object, route: Route) -> Iterator[NavEntry]:
    if isinstance(value, Mapping):
        for title, target in value.items():
            here = (*route, str(title))
            is_page = isinstance(target, str)
            yield NavEntry(str(title), target if is_page else "", () if is_page else nav_entries(target, here), here)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            here = (*route, place)
            yield from [NavEntry("", item, (), here)] if isinstance(item, str) else _entries(item, here)


def every_entry(entries: Iterable[NavEntry]) -> Iterator[NavEntry]:
    """The entries and those of all their sections, in order."""
    for entry in entries:
        yield entry
        yield from every_entry(entry.children)
