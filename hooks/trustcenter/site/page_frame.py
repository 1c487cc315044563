"""The frame around pages: the generator's own, made once for each shape of page and filled in many times.

A generator of pages puts its frame (head, header, menu, foot) around a stand-in,
a page of nothing but marks.  Filling replaces the marks, so a page comes out as
if the generator had made it, without its machinery running for every page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader

from trustcenter.site import csp
from trustcenter.site.cache.template_cache import keep_compiled
from trustcenter.site.pages import Page

_MARK = "tc-stand-in"
_TITLE, _HTML, _HEAD = f"{_MARK}-title", f'<h1 id="{_MARK}-html"></h1>', f'<meta name="{_MARK}-head">'
_POLICY, _FIRST = f'<meta name="{_MARK}-policy">', f"#{_MARK}-2"
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

    `digest` stands for all of it; nothing where nobody worked it out.
    """

    page: Page
    deep: str
    flat: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Resting:
    """What has to be known of a page before its frame is put around it; the rest is read when somebody asks (`load`).

    `digest` stands for all of the page, `has_contents` and `has_head` say what it has; `above` is HTML that stands in
    its head before its own.
    """

    url: str
    title: str
    updated: date
    listed: bool
    gone: tuple[str, ...]
    digest: str
    has_contents: bool
    has_head: bool
    load: Callable[[], Body] = field(compare=False, repr=False)
    above: str = ""

    @property
    def shape(self) -> Shape:
        return Shape(
            self.url.partition("/")[0], self.url.count("/"), self.listed, self.has_contents,
            self.has_head or bool(self.above),
        )  # fmt: skip

    @property
    def body(self) -> Body:
        found = self.load()
        if not self.above:
            return found
        head = "\n".join(part for part in (self.above, found.page.head) if part)
        return replace(found, page=replace(found.page, head=head))

    @property
    def page(self) -> Page:
        return self.body.page

    @property
    def html(self) -> str:
        return self.page.html


def resting(made: Body) -> Resting:
    """A page that is at hand, as one of those that are not."""
    page = made.page
    return Resting(
        page.url, page.title, page.updated, page.listed, page.gone, made.digest, bool(page.toc), bool(page.head),
        lambda: made,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Heading:
    """An entry of the contents as templates see it."""

    title: str
    url: str
    level: int
    children: tuple[_Heading, ...]


def body(page: Page) -> Body:
    return Body(page, *menus(json.dumps(page.toc)))


@lru_cache(maxsize=1024)
def menus(toc: str) -> tuple[str, str]:
    """Contents as JSON, to two levels and to one; versions have mostly the same."""
    found = json.loads(toc)
    return contents(found), contents(found, deep=False)


def stand_in(shape: Shape) -> Page:
    """The page to put a frame of a shape around."""
    toc = _CONTENTS if shape.contents else ()
    return Page(_url(shape), _TITLE, _HTML, date.min, toc, listed=shape.listed, head=_HEAD if shape.head else "")


def _url(shape: Shape) -> str:
    return f"{shape.top}/" + "".join(f"{_MARK}-{place}/" for place in range(1, shape.depth))


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame cut at its marks: every second piece is one.

    `inline` are its scripts and styles; None where one of them has a mark in it, so that each page has others.
    """

    pieces: tuple[str, ...]
    url: str
    inline: csp.Inline | None


def cut(frame: str, shape: Shape, *, policy: bool) -> Frame:
    """A frame as a generator made it, ready to be filled; with a content security policy where there shall be one."""
    url, inline = _url(shape), csp.inline(frame)
    html = csp.placed(frame, _POLICY) if policy else frame
    marks = "|".join(map(re.escape, (*_menu_marks(), _FIRST, url, _TITLE, _HEAD, _HTML, _POLICY)))
    varies = any(_MARK in content for _, content in inline)
    return Frame(tuple(re.split(f"({marks})", html)), url, None if varies else inline)


def filled(frame: Frame, one: Resting) -> str:
    """The frame around a page; its policy allows nothing that stands in the text."""
    body = one.body
    page, (deep, flat) = body.page, _menu_marks()
    values = {
        deep: body.deep, flat: body.flat, _FIRST: f"#{page.toc[0]['id'] if page.toc else ''}", frame.url: page.url,
        _TITLE: escape(page.title), _HEAD: page.head, _HTML: "", _POLICY: "",
    }  # fmt: skip
    if _POLICY in frame.pieces:
        own = csp.inline(page.head if frame.inline is not None else _joined(frame, values))
        values[_POLICY] = csp.meta(own | (frame.inline or frozenset()))
    return _joined(frame, {**values, _HTML: page.html})


def _joined(frame: Frame, values: Mapping[str, str]) -> str:
    return "".join([values[piece] if place % 2 else piece for place, piece in enumerate(frame.pieces)])


def contents(toc: Sequence[dict[str, Any]], *, deep: bool = True) -> str:
    """A table of contents as the menus of the frame have it."""
    found: str = _menus().headings([_heading(entry) for entry in toc], deep=deep)
    return found


@cache
def _menu_marks() -> tuple[str, str]:
    """The contents of a stand-in as the menus of its frame show them, to two levels and to one."""
    return contents(_CONTENTS), contents(_CONTENTS, deep=False)


@cache
def _menus() -> Any:
    """The frame's own macros for menus."""
    loader = PackageLoader("trustcenter", "theme/material")
    environment = keep_compiled(Environment(loader=loader, autoescape=False))  # noqa: S701 — names are HTML already
    environment.filters["url"] = str  # the generator's; the contents of a page have no links to others
    return environment.get_template("partials/nav-list.html").module


def _heading(entry: dict[str, Any]) -> _Heading:
    return _Heading(entry["name"], f"#{entry['id']}", entry["level"], tuple(map(_heading, entry["children"])))
