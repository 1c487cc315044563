"""The frame around pages: the generator's own, made once for each shape of page and filled in many times.

A generator of pages puts its frame (head, header, menu, foot) around a stand-in,
a page of nothing but marks.  Filling replaces the marks, so a page comes out as
if the generator had made it, without its machinery running for every page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader

from trustcenter.pages import Page

_MARK = "tc-stand-in"
_TITLE, _HTML, _HEAD = f"{_MARK}-title", f'<h1 id="{_MARK}-html"></h1>', f'<meta name="{_MARK}-head">'
_CONTENTS = (
    {"level": 2, "id": f"{_MARK}-2", "name": f"{_MARK}-2", "html": "", "children": [
        {"level": 3, "id": f"{_MARK}-3", "name": f"{_MARK}-3", "html": "", "children": []},
    ]},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """What a frame depends on: where and how deep the page lies, whether the site lists it, which parts it has."""

    top: str
    depth: int
    listed: bool
    contents: bool
    head: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A page ready for its frame: with its contents as the frame's menus show them, to two levels and to one.

    `digest` stands for all of it (but for what was added to the head since); nothing where nobody worked it out.
    """

    page: Page
    deep: str
    flat: str
    digest: str = ""

    @property
    def shape(self) -> Shape:
        url = self.page.url
        return Shape(url.partition("/")[0], url.count("/"), self.page.listed, bool(self.page.toc), bool(self.page.head))


@dataclass(frozen=True, slots=True)
class _Heading:
    """An entry of the contents as templates see it."""

    title: str
    url: str
    level: int
    children: tuple[_Heading, ...]


def body(page: Page) -> Body:
    return Body(page, contents(page.toc), contents(page.toc, deep=False))


def stand_in(shape: Shape) -> Page:
    """The page to put a frame of a shape around."""
    toc = _CONTENTS if shape.contents else ()
    return Page(_url(shape), _TITLE, _HTML, date.min, toc, listed=shape.listed, head=_HEAD if shape.head else "")


def _url(shape: Shape) -> str:
    return f"{shape.top}/" + "".join(f"{_MARK}-{place}/" for place in range(1, shape.depth))


def filled(frame: str, body: Body, *, finish: Callable[[str], str]) -> str:
    """The frame around a body.  `finish` is what the generator does to every page last; it sees no text of the body."""
    page = body.page
    first = page.toc[0]["id"] if page.toc else ""
    made = (
        frame.replace(_stand_in_contents(deep=True), body.deep)
        .replace(_stand_in_contents(deep=False), body.flat)
        .replace(f"#{_CONTENTS[0]['id']}", f"#{first}")
        .replace(_url(body.shape), page.url)
        .replace(_TITLE, escape(page.title))
        .replace(_HEAD, page.head)
    )
    return finish(made).replace(_HTML, page.html)


def contents(toc: Sequence[dict[str, Any]], *, deep: bool = True) -> str:
    """A table of contents as the menus of the frame have it."""
    found: str = _menus().headings([_heading(entry) for entry in toc], deep=deep)
    return found


@cache
def _stand_in_contents(*, deep: bool) -> str:
    return contents(_CONTENTS, deep=deep)


@cache
def _menus() -> Any:
    """The frame's own macros for menus."""
    loader = PackageLoader("trustcenter", "theme/material")
    environment = Environment(loader=loader, autoescape=False)  # noqa: S701 — names of headings are HTML already
    environment.filters["url"] = str  # the generator's; the contents of a page have no links to others
    return environment.get_template("partials/nav-list.html").module


def _heading(entry: dict[str, Any]) -> _Heading:
    return _Heading(entry["name"], f"#{entry['id']}", entry["level"], tuple(map(_heading, entry["children"])))
