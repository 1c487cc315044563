"""Markdown to HTML for policies and changes, always with the same extensions.

What a company's `mkdocs.yml` switches on for its other pages does not reach a
sealed text.  The result is cleaned: no script, no style, no event handler, no
image, and only links to https, mailto, tel or a page of this site.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, TypeAlias

import nh3
from lxml import etree
from markdown import Markdown

from trustcenter.fragments import parsed, words, written

EXTENSIONS = ("tables", "footnotes", "def_list", "attr_list", "sane_lists", "abbr", "toc")
SETTINGS = {
    "toc": {"permalink": "", "permalink_title": "Link to this section", "toc_depth": "2-4"},
    "footnotes": {"BACKLINK_TITLE": "Back to reference {} in the text"},
}
_TAGS = set(
    "a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s"
    " section small span strong sub sup table tbody td tfoot th thead tr u ul var".split()
)
_ATTRIBUTES = {
    "*": {"id", "class", "title", "lang", "dir", "role"},
    "a": {"href"},
    "img": {"alt"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
}


_SIDES = {"center": "center", "end": "right"}
"""How a cell of a table is aligned: the class of the style sheet, and the word in what Markdown makes."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML, the table of contents as Python-Markdown gives it, and links whose target does not exist."""

    html: str
    toc: tuple[dict[str, Any], ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """What links may point to: the URLs of the site below its root, directories ending in `/`."""

    urls: Collection[str]

    def target(self, href: str, *, source: str) -> str | None:
        """The site URL that `href` means in a file in the folder `source`; None where it does not exist."""
        path, _, anchor = href.partition("#")
        joined = path.lstrip("/") if path.startswith("/") else posixpath.join(source, path)
        url = posixpath.normpath(joined) if joined else ""
        url = "" if url == "." else url
        url = re.sub(r"(?:(?<=/)|^)index\.md$", "", url)
        for candidate in (url, url.removesuffix("/") + "/", re.sub(r"\.md$", "/", url)):
            if candidate in self.urls or candidate in ("", "/"):
                return candidate.lstrip("/") + (f"#{anchor}" if anchor else "")
        return None


class _Everything(frozenset[str]):
    """Contains every URL."""

    def __contains__(self, url: object) -> bool:
        return True


ANYWHERE = Site(_Everything())
"""For texts that are not shown on a site: every link is kept as it is."""


def relative(url: str, *, page: str) -> str:
    """`url` as a link from the page at `page` (both below the root of the site)."""
    path, hash_sign, anchor = url.partition("#")
    if path == page and anchor:
        return f"#{anchor}"
    found = posixpath.relpath(path or ".", page or ".")
    return found + ("/" if path.endswith("/") or not path else "") + hash_sign + anchor


def render(text: str, *, source: str, page: str, site: Site) -> Rendered:
    """Render Markdown that lies in the folder `source` for the page at the URL `page`."""
    clean, toc = _cleaned(text)
    root = parsed(clean)
    gone = _links(root, source, page, site)
    _images(root)
    _tables(root)
    return Rendered(written(root), toc, tuple(gone))


Cleaned: TypeAlias = tuple[str, tuple[dict[str, Any], ...]]
"""The HTML of a text before its links are set, and its contents."""
_SECTION = re.compile(r"(?<=\n\n)(?=## )")
_ACROSS = re.compile(r"<|\[\^|^ {0,3}\*?\[[^\]\n]*\]:|\[TOC\]|[\r\t\f\v\x02\x03]", re.MULTILINE)
"""What may have a say in other sections than its own: HTML, footnotes, definitions of links and abbreviations."""
_ID = re.compile(r' id="([^"]*)"')


@lru_cache(maxsize=1024)
def _cleaned(text: str) -> Cleaned:
    """A text is parsed once for all its pages, and a section that several versions have in common once for all."""
    return _in_sections(text) or _converted(text)


def _in_sections(text: str) -> Cleaned | None:
    """The text converted section by section; None where the whole might not be the sum of its sections."""
    if _ACROSS.search(text):
        return None
    text = text.lstrip("\n")
    parts = [_section(part) for part in _SECTION.split(text)]
    ids = [found for html, _ in parts for found in _ID.findall(html)]
    if len(ids) > len(set(ids)) or (parts[0][1] and not text.startswith("## ")):
        return None
    return "\n".join(html for html, _ in parts if html), tuple(entry for _, toc in parts for entry in toc)


@lru_cache(maxsize=1 << 15)
def _section(text: str) -> Cleaned:
    return _converted(text)


def _converted(text: str) -> Cleaned:
    markdown = _parser()
    markdown.reset()
    dirty = markdown.convert(text)
    clean = nh3.clean(
        dirty, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "mailto", "tel"}, link_rel=None,
        strip_comments=True, clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "math"},
        filter_style_properties={"text-align"},
    )  # fmt: skip
    return clean, tuple(getattr(markdown, "toc_tokens", ()))


@cache
def _parser() -> Markdown:
    return Markdown(extensions=list(EXTENSIONS), extension_configs=SETTINGS, output_format="html")


def _links(root: Any, source: str, page: str, site: Site) -> list[str]:
    gone = []
    ids = set(root.xpath("//@id"))
    for anchor in root.iter("a"):
        href = anchor.get("href")
        if href is None:
            gone.append(words(anchor))  # nh3 took a target away that may not be linked
            anchor.tag = "span"
            continue
        if href.startswith("#"):
            if href[1:] not in ids:  # the text means the page it was written for, which has more than this text
                anchor.set("href", relative(posixpath.join(source, "") + href, page=page))
            continue
        if re.match(r"[a-z]+:", href, re.IGNORECASE):
            continue  # nh3 left https, mailto and tel only.
        target = None if href.startswith("//") else site.target(href, source=source)
        if target is None:
            gone.append(href)
            anchor.tag = "span"
            del anchor.attrib["href"]
        else:
            anchor.set("href", relative(target, page=page))
    return gone


def _images(root: Any) -> None:
    """A text is words: an image leaves its alternative text."""
    for image in list(root.iter("img")):
        image.tag, image.text = "span", image.get("alt", "")
        image.attrib.clear()


def _tables(root: Any) -> None:
    """Wide tables scroll by themselves, also by keyboard, and a row without a heading cell stays valid."""
    for place, table in enumerate(list(root.iter("table")), start=1):
        table.set("class", "tc-table")
        box = etree.Element("div")
        box.set("class", "tc-scroll")
        box.set("role", "region")
        box.set("tabindex", "0")
        box.set("aria-label", f"Table {place}")
        table.addprevious(box)
        box.tail, table.tail = table.tail, None
        box.append(table)
        for head in table.iter("th"):
            if not words(head).strip():
                head.tag = "td"
            elif head.get("scope") is None:
                head.set("scope", "col")
        for cell in table.iter("th", "td"):
            if style := cell.attrib.pop("style", ""):  # a content security policy forbids styles in attributes
                sides = [f"tc-{side}" for side in ("center", "end") if _SIDES[side] in style]
                if own := [*cell.get("class", "").split(), *sides]:
                    cell.set("class", " ".join(dict.fromkeys(own)))
