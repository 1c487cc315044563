"""Puts a page generator's frame (head, header, menu, footer) around pages without running the generator for each.

`site.build.framed` calls `stand_in` for a placeholder page, has the generator frame it once for each `FrameShape`, cuts
the result at its placeholders with `cut`, and fills it with `filled` for every page, which returns the whole HTML. The
result is the same as if the generator had made the page.
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

from trustcenter.reading.content_policy import Sources
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
class FrameShape:
    """What a frame depends on: the first folder and depth of the URL, and whether a page has contents, a head, a
    listing.
    """

    top: str
    depth: int
    listed: bool
    contents: bool
    head: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A page with its contents as menu HTML: `deep` with two levels, `flat` with one.

    `digest` identifies all of it; empty if not computed.
    """

    page: Page
    deep: str
    flat: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class LazyPage:
    """What has to be known of a page to choose its frame; the page itself is read by `load`, only when it is needed.

    `digest` identifies all of the page, `undated` all but the day that it says; `has_contents` and `has_head` say
    what it has; `above` is HTML that precedes its own in the head.
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
    undated: str = ""

    @property
    def shape(self) -> FrameShape:
        """The shape of the frame that the page needs."""
        return FrameShape(
            self.url.partition("/")[0], self.url.count("/"), self.listed, self.has_contents,
            self.has_head or bool(self.above),
        )  # fmt: skip

    @property
    def body(self) -> Body:
        """The loaded page, with `above` added to its head."""
        body = self.load()
        if not self.above:
            return body
        head = "\n".join(part for part in (self.above, body.page.head) if part)
        return replace(body, page=replace(body.page, head=head))

    @property
    def page(self) -> Page:
        return self.body.page

    @property
    def html(self) -> str:
        return self.page.html


def as_lazy(rendered: Body) -> LazyPage:
    """Wraps a rendered page in the lazy type."""
    page = rendered.page
    return LazyPage(
        page.url, page.title, page.updated, page.listed, page.gone, rendered.digest, bool(page.toc), bool(page.head),
        lambda: rendered,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Heading:
    """An entry of the table of contents as the templates of the menu read it."""

    title: str
    url: str
    level: int
    children: tuple[_Heading, ...]


def body(page: Page) -> Body:
    """The page with its contents as menu HTML."""
    return Body(page, *menus(json.dumps(page.toc)))


@lru_cache(maxsize=1024)
def menus(toc: str) -> tuple[str, str]:
    """The menu HTML (two levels, one level) of a table of contents given as JSON, which is mostly the same for
    versions.
    """
    entries = json.loads(toc)
    return contents(entries), contents(entries, deep=False)


def stand_in(shape: FrameShape) -> Page:
    """A placeholder page to put the frame of a shape around."""
    toc = _CONTENTS if shape.contents else ()
    return Page(_url(shape), _TITLE, _HTML, date.min, toc, listed=shape.listed, head=_HEAD if shape.head else "")


def _url(shape: FrameShape) -> str:
    return f"{shape.top}/" + "".join(f"{_MARK}-{place}/" for place in range(1, shape.depth))


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame cut at its placeholders: every second piece is one.

    `inline` are its inline scripts and styles; None if one of them contains a placeholder and so differs by page.
    `is_whole` says whether every placeholder was found again: a template may have changed one.
    """

    pieces: tuple[str, ...]
    url: str
    inline: csp.Inline | None
    is_whole: bool = True
    sources: Sources = ()


def cut(frame: str, shape: FrameShape, *, policy: bool, sources: Sources = ()) -> Frame:
    """A frame, cut at its placeholders.

    With `policy`, it also gets a place for a content security policy (CSP), which allows `sources` too.
    """
    url, inline = _url(shape), csp.inline(frame)
    html = csp.placed(frame, _POLICY) if policy else frame
    marks = "|".join(map(re.escape, (*_menu_marks(), _FIRST, url, _TITLE, _HEAD, _HTML, _POLICY)))
    varies = any(_MARK in content for _, content in inline)
    pieces = tuple(re.split(f"({marks})", html))
    is_whole = not any(_MARK in piece.lower() for piece in pieces[::2])
    return Frame(pieces, url, None if varies else inline, is_whole, sources)


def filled(frame: Frame, one: LazyPage) -> str:
    """The page in its frame as HTML. Its CSP allows the frame's inline scripts by hash, and none from the text."""
    body = one.body
    page, (deep, flat) = body.page, _menu_marks()
    values = {
        deep: body.deep, flat: body.flat, _FIRST: f"#{page.toc[0]['id'] if page.toc else ''}", frame.url: page.url,
        _TITLE: escape(page.title), _HEAD: page.head, _HTML: "", _POLICY: "",
    }  # fmt: skip
    if _POLICY in frame.pieces:
        own = csp.inline(page.head if frame.inline is not None else _joined(frame, values))
        values[_POLICY] = csp.meta(own | (frame.inline or frozenset()), frame.sources)
    return _joined(frame, {**values, _HTML: page.html})


def _joined(frame: Frame, values: Mapping[str, str]) -> str:
    return "".join([values[piece] if place % 2 else piece for place, piece in enumerate(frame.pieces)])


def contents(toc: Sequence[dict[str, Any]], *, deep: bool = True) -> str:
    """A table of contents as the HTML of the frame's menus; with `deep`, to two levels."""
    html: str = _menus().headings([_heading(entry) for entry in toc], deep=deep)
    return html


@cache
def _menu_marks() -> tuple[str, str]:
    """The menu HTML of the placeholder page (two levels, one level), as it appears in a frame."""
    return contents(_CONTENTS), contents(_CONTENTS, deep=False)


@cache
def _menus() -> Any:
    """The macros of the frame's menu template."""
    loader = PackageLoader("trustcenter", "theme/material")
    environment = keep_compiled(Environment(loader=loader, autoescape=False))  # noqa: S701 — names are HTML already
    environment.filters["url"] = str  # the generator's; the contents of a page have no links to others
    return environment.get_template("partials/nav-list.html").module


def _heading(entry: dict[str, Any]) -> _Heading:
    return _Heading(entry["name"], f"#{entry['id']}", entry["level"], tuple(map(_heading, entry["children"])))
