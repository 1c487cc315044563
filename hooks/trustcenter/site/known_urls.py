"""The addresses of a site as `markdown.to_html.Site` asks for them, and the anchors of the pages that may lose one.

`site.build` puts a `KnownUrls` into the view from which pages are made.  A sealed text can name an anchor of any page;
where that page does not have it any more, the link leads to the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from trustcenter.markdown.headings import by_anchor
from trustcenter.markdown.to_html import Site, anchors
from trustcenter.reading.center import fill_page, own_url
from trustcenter.site import pages
from trustcenter.site.pages import messaging, vendor
from trustcenter.site.pages.center_page import center_pages
from trustcenter.site.pages.home import FILE as HOME
from trustcenter.site.pages.policy import shown_text
from trustcenter.site.pages.view import Page, View, body_of

_MAKERS: Mapping[str, Callable[[View], Page]] = {
    "": pages.home, "policies/": pages.policies, "changelog/": pages.changelog, "notices/": pages.notices,
    "as-of/": pages.as_of, vendor.URL: vendor.index,
}  # fmt: skip
_ID = re.compile(r"""\s(?:id|name)=["']?([^"'\s>]+)""")
_OWN_ID = re.compile(r"\{:?[^}\n]*#([^}\s]+)[^}\n]*\}")
"""An id that an attribute list of Python-Markdown gives: `{#id}`."""
_ASSEMBLED = ("--8<--", "{%", "[TOC]")
"""What brings headings into a page of the company that do not stand in its text."""


class KnownUrls(Collection[str]):
    """The URLs of a site; `policies/terms/#` says that the anchors of a page are known, and each of them is there too.

    Known are those of policies, of the pages that state the present, and of the company's own pages.  They are looked
    up when a link asks for one.
    """

    def __init__(self, urls: Collection[str], view: View) -> None:
        self.urls = urls
        self.view = replace(view, site=Site(urls))
        self.own = {own_url(file): file for file in view.center.pages if file != HOME}
        self.anchors = lru_cache(maxsize=None)(self._anchors)

    def __contains__(self, url: object) -> bool:
        page, mark, anchor = str(url).partition("#")
        if not mark or page not in self.urls:
            return url in self.urls
        known = self.anchors(page)
        return known is not None and (not anchor or anchor in known)

    def __iter__(self) -> Iterator[str]:
        return iter(self.urls)

    def __len__(self) -> int:
        return len(self.urls)

    def _anchors(self, url: str) -> Collection[str] | None:
        """The anchors of a page; None if they are not known."""
        if url in self.own:
            return _of_own(fill_page(self.view.center, self.own[url], self.view.snapshot.day)[0])
        _, policy, rest = (*url.split("/"), "", "")[:3]
        if url.startswith("policies/") and policy in self.view.policies and not rest:
            shown = shown_text(self.view, policy)
            return {"all-versions", *(anchors(body_of(shown.text)) if shown else ())}
        page = _made(self.view, url)
        return None if page is None else frozenset(_ID.findall(page.html))


def _of_own(text: str) -> Collection[str] | None:
    """The anchors of a page of the company, whichever way its generator makes ids of headings."""
    if any(sign in text for sign in _ASSEMBLED):
        return None
    return {*by_anchor(text), *_ID.findall(text), *_OWN_ID.findall(text)}


def _made(view: View, url: str) -> Page | None:
    """The page at a URL, if it states the present and is made by the site."""
    makers = {**_MAKERS, **{page.url: page.page for page in center_pages()}}
    if url in makers:
        return makers[url](view)
    folder, name, *_ = (*url.split("/"), "")
    if folder == "subprocessors" and name in vendor.ids(view):
        return vendor.vendor_page(view, name)
    programmes = (one for one in messaging.programmes(view) if one.url == url)
    return next((messaging.programme_page(view, one) for one in programmes), None)
