"""Markdown to HTML for policies and changes: GitHub Flavored Markdown, cleaned, its links led to pages of the site.

What a company's `mkdocs.yml` switches on for its other pages does not reach a sealed text.  The result is cleaned: no
script, no style, no event handler, no image, and only links to https, mailto, tel or a page of this site.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from itertools import chain
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import unquote

import nh3
from lxml import etree

from trustcenter.markdown.gfm import converted, excess
from trustcenter.markdown.headings import Heading, with_ids
from trustcenter.markdown.html_tree import parsed, words, written

_TAGS = set(
    "a abbr b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark"
    " ol p pre q s section small span strong sub summary sup table tbody td tfoot th thead tr u ul var".split()
)
_ATTRIBUTES = {
    "*": {"id", "class", "title", "lang", "dir", "role"},
    "a": {"href"},
    "img": {"alt"},
    "input": {"type", "checked"},
    "ol": {"start", "type"},
    "td": {"align", "colspan", "rowspan", "style"},
    "th": {"align", "colspan", "rowspan", "scope", "style"},
}
_SIDES = {"center": "center", "right": "end"}
"""How a cell of a table is aligned, and the class of the style sheet for it."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """HTML, its table of contents, and links whose target does not exist.

    `toc` is in the form that MkDocs takes: entries with `level`, `id`, `name` and `children`, of the second to the
    fourth level.  `parts` are the blocks of the HTML in order: its passages, lists and tables.
    """

    html: str
    toc: Contents = ()
    gone: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


Contents: TypeAlias = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Site:
    """What links may point to: the URLs of the site below its root, directories ending in `/`.

    Of a page whose anchors are known, `urls` also has `page/#` and each `page/#anchor`.  `then` names, for pages of
    policies, the page that a text of the past means instead, with the text of that one.  `moved` are the present
    addresses of pages by their former ones.
    """

    urls: Collection[str]
    then: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def settled(self, url: str) -> str:
        """The URL, without an anchor that its page does not have."""
        page, _, anchor = url.partition("#")
        is_lost = anchor and f"{page}#" in self.urls and f"{page}#{unquote(anchor)}" not in self.urls
        return page if is_lost else url

    def past(self, url: str) -> str | None:
        """The page that a text of the past means by a URL, if that is another one."""
        page, _, anchor = url.partition("#")
        if page not in self.then:
            return None
        there, text = self.then[page]
        return f"{there}#{anchor}" if anchor and unquote(anchor) in anchors(text) else there

    def target(self, href: str, *, source: str) -> str | None:
        """The site URL that `href` means in a file in the folder `source`; None where it does not exist."""
        path, _, anchor = href.partition("#")
        joined = path.lstrip("/") if path.startswith("/") else posixpath.join(source, path)
        url = posixpath.normpath(joined) if joined else ""
        url = "" if url == "." else url
        url = re.sub(r"(?:(?<=/)|^)index\.md$", "", url)
        for candidate in (url, url.removesuffix("/") + "/", re.sub(r"\.md$", "/", url)):
            if candidate in self.urls or candidate in ("", "/"):
                return self.moved.get(candidate, candidate).lstrip("/") + (f"#{anchor}" if anchor else "")
        return None


class _Everything(frozenset[str]):
    """Contains every URL."""

    def __contains__(self, url: object) -> bool:
        return True


ANYWHERE = Site(_Everything())
"""For texts that are not shown on a site: every link is kept as it is."""


@lru_cache(maxsize=64)
def anchors(text: str) -> frozenset[str]:
    """The ids that links to a text can name."""
    return _cleaned(text).ids


def is_shown(tag: str) -> bool:
    """Whether an element of raw HTML stays in a text and is shown as such."""
    return tag in _TAGS


def relative(url: str, *, page: str) -> str:
    """`url` as a link from the page at `page` (both below the root of the site)."""
    path, hash_sign, anchor = url.partition("#")
    if path == page and anchor:
        return f"#{anchor}"
    plain = "/." not in f"/{path}/{page}"  # else it may lead through `..`
    # From the root, so that nobody asks the system where we are.
    steps = _steps(path, page) if plain else posixpath.relpath(f"/{path}", f"/{page}")
    return steps + ("/" if path.endswith("/") or not path else "") + hash_sign + anchor


def _steps(path: str, page: str) -> str:
    """What `posixpath.relpath` says of two paths that are as simple as ours, in a third of the time."""
    there, here = [*filter(None, path.split("/"))], [*filter(None, page.split("/"))]
    while there and here and there[0] == here[0]:
        del there[0], here[0]
    return "/".join([*[".."] * len(here), *there]) or "."


def render(text: str, *, source: str, page: str, site: Site) -> Rendered:
    """Render Markdown that lies in the folder `source` for the page at the URL `page`.

    A text beyond the limits of `gfm.excess` is shown as it is written.
    """
    cleaned, gone = _cleaned(text), list[str]()
    parts = list(cleaned.parts)
    reader = _Reader(source, page, site, cleaned.ids)
    for place in cleaned.leading:
        root = parsed(parts[place])
        gone += _links(root, reader)
        parts[place] = written(root)
    return Rendered("\n".join(parts), cleaned.toc, tuple(gone), tuple(parts))


@dataclass(frozen=True, slots=True)
class _Cleaned:
    """A text as all its pages show it: its blocks, the places of those with links that depend on the page, all ids."""

    parts: tuple[str, ...]
    leading: tuple[int, ...] = ()
    ids: frozenset[str] = frozenset()
    toc: Contents = ()


def _cleaned(text: str) -> _Cleaned:
    """A text before its links are set, made once for all its pages."""
    return _of_long(text) if len(text) > _LONG else _of_short(text)


def _cleaned_now(text: str) -> _Cleaned:
    if excess(text):
        return _Cleaned((f"<pre>{escape(text, quote=False)}</pre>",))
    html, headings = with_ids(converted(text), text, asked={*_ASKED.findall(text)})
    raw = "<" in text  # raw HTML may open what ends in another block: it is cleaned before it is cut
    blocks, tables = list[_Block](), 0
    for cut in _cut(_clean(html) if raw else html):
        shape = _shaped if len(cut) <= _LONG else _shaped.__wrapped__
        shaped = shape(cut, tables if "<table" in cut else 0, clean=raw)
        tables += sum(block.tables for block in shaped)
        blocks += shaped
    ids = frozenset(chain.from_iterable(block.ids for block in blocks))
    leading = tuple(place for place, block in enumerate(blocks) if block.leads_on or not block.anchors <= ids)
    return _Cleaned(tuple(block.html for block in blocks), leading, ids, _contents(headings))


_LONG = 20_000
"""Above this number of characters, only the last texts are remembered, and blocks, which versions share, not at all."""
_of_short, _of_long = lru_cache(maxsize=256)(_cleaned_now), lru_cache(maxsize=8)(_cleaned_now)


class _Block(NamedTuple):
    """A block of a text as pages show it; its ids, the anchors to which its links lead, and how many tables it has.

    `leads_on`: whether it has a link to another page, or one that may not be.
    """

    html: str
    ids: frozenset[str]
    anchors: frozenset[str]
    leads_on: bool
    tables: int


_BLOCK_TAGS = "blockquote|details|div|dl|h[1-6]|hr|ol|p|pre|section|table|ul"
_TAG = re.compile(rf"<(/?)(?!(?:br|hr|img|input)[ >])[^>]*>(\s*(?=<(?:{_BLOCK_TAGS})[ >])(?!<\w+>\s*</))?")
_SIGN_IN_ATTRIBUTE = re.compile(r'="[^"]*[<>]')


def _cut(html: str) -> Iterator[str]:
    """Balanced HTML, cut before each block that is not empty, follows upon the end of an element and is in no other.

    Where a tag cannot be told from the value of an attribute, it stays whole.
    """
    start = depth = 0
    for tag in () if _SIGN_IN_ATTRIBUTE.search(html) else _TAG.finditer(html):
        depth += -1 if tag[1] else 1
        if not depth and tag[2] is not None:
            yield html[start : tag.end()]
            start = tag.end()
    yield html[start:]


@lru_cache(maxsize=1 << 12)
def _shaped(html: str, tables: int, *, clean: bool) -> tuple[_Block, ...]:
    """The blocks of balanced HTML, which may be clean already, and before which there are so many tables."""
    root = parsed(html if clean else _clean(html))
    _shape(root, tables)
    _unwrapped(root)
    return tuple(map(_block, root))


def _block(block: Any) -> _Block:
    html = etree.tostring(block, encoding="unicode", method="html", with_tail=False)
    targets = [anchor.get("href") for anchor in block.iter("a")]
    here = frozenset(unquote(target[1:]) for target in targets if target and target[0] == "#")
    leads_on = not all(target and target.startswith(("#", "https:", "mailto:", "tel:")) for target in targets)
    ids = frozenset(element.get("id") for element in block.iter() if "id" in element.attrib)
    return _Block(html, ids, here, leads_on, sum(1 for _ in block.iter("table")))


_ASKED = re.compile(r"#(_[0-9]+)")


_WWW = re.compile(r'(?<=<a href="http)(?=://www\.[^"]*">www\.)')
"""A bare address without a scheme, which the library takes for http."""


_CLEANER = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "mailto", "tel"}, link_rel=None, strip_comments=True,
    clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "math"},
    filter_style_properties={"text-align"},
)  # fmt: skip


def _clean(html: str) -> str:
    return _CLEANER.clean(_WWW.sub("s", html) if "://www." in html else html)


def _contents(headings: Sequence[Heading]) -> Contents:
    """The headings of the second to the fourth level, each below the last one of a higher level."""
    shown: list[dict[str, Any]] = []
    open_: list[dict[str, Any]] = []
    for heading in headings:
        if 2 <= heading.level <= 4:
            name = escape(heading.name, quote=False)
            entry: dict[str, Any] = {"level": heading.level, "id": heading.id, "name": name, "children": []}
            open_ = [above for above in open_ if above["level"] < heading.level]
            (open_[-1]["children"] if open_ else shown).append(entry)
            open_.append(entry)
    return tuple(shown)


# Shaping --------------------------------------------------------------------------------------------------------------


def _shape(root: Any, tables: int) -> None:
    """What the site needs of clean HTML that GitHub's markup does otherwise; `tables` are before it in the text."""
    tags = {element.tag for element in root.iter()}
    for tag, shape in _SHAPES:
        if tag in tags:
            shape(root)
    if "table" in tags:
        _tables(root, tables)
    for element in [element for element in root.iter() if element.get("id", "").startswith("__")]:
        del element.attrib["id"]  # so begin the ids of the frame


_EMPTY = "tc-empty"


def _unwrapped(root: Any) -> None:
    """Give loose words between the blocks, which come of raw HTML, a paragraph of their own; drop empty blocks."""
    empty = [
        block for block in root if block.tag != "hr" and not (len(block) or block.attrib or (block.text or "").strip())
    ]
    for block in empty:
        block.tag = _EMPTY
    if empty:
        etree.strip_tags(root, _EMPTY)
    for block in [block for block in root if block.tail and block.tail.strip()]:
        paragraph = etree.Element("p")
        paragraph.text, block.tail = block.tail.strip(), None
        block.addnext(paragraph)
    if root.text and root.text.strip():
        paragraph = etree.Element("p")
        paragraph.text = root.text.strip()
        root.insert(0, paragraph)
    root.text = None


def _images(root: Any) -> None:
    """A text is words: an image leaves its alternative text."""
    for image in list(root.iter("img")):
        image.tag, image.text = "span", image.get("alt", "")
        image.attrib.clear()


def _tasks(root: Any) -> None:
    """The box of a task is a sign among the words, so that a redline shows when it is ticked."""
    for box in list(root.iter("input")):
        is_box, ticked = box.get("type") == "checkbox", box.get("checked") is not None
        item = box.getparent()
        box.tag, box.text = "span", ("☑" if ticked else "☐") if is_box else ""
        box.attrib.clear()
        while item is not None and item.tag == "p":
            item = item.getparent()
        if is_box and item is not None and item.tag == "li":
            item.set("class", "tc-task")


def _alerts(root: Any) -> None:
    """A note (`> [!NOTE]`) looks like those of the other pages."""
    for note in root.iter("div"):
        kind = re.fullmatch(r"markdown-alert markdown-alert-([a-z]+)", note.get("class", ""))
        if kind:
            note.set("class", f"admonition {kind[1]}")
            for title in note.iterchildren("p"):
                if title.get("class") == "markdown-alert-title":
                    title.set("class", "admonition-title")


_NOTE_ID = re.compile(r"(#?)fn(ref)?-(.*)")


def _unfolded(root: Any) -> None:
    """Nothing of a binding text is folded away."""
    for element in list(root.iter("details", "summary")):
        element.tag = "div" if element.tag == "details" else "p"
        element.attrib.pop("open", None)


def _footnotes(root: Any) -> None:
    """Footnotes below a line, in the markup that the theme's style sheet knows."""
    for section in root.iter("section"):
        if section.get("class") == "footnotes":
            section.tag = "div"
            section.set("class", "footnote")
            section.insert(0, etree.Element("hr"))
            for item in section.iterfind("ol/li"):
                item.set("id", _note_id(item.get("id", "")))
            for number, back in enumerate(section.iter("a"), start=1):
                if back.get("class") == "footnote-backref":
                    back.set("href", _note_id(back.get("href", "")))
                    back.set("title", f"Back to reference {number} in the text")
    for mark in root.iter("sup"):
        if mark.get("class") == "footnote-ref" and len(mark) == 1 and mark[0].tag == "a":
            link, anchor = mark[0], mark[0].attrib.pop("id", "")
            del mark.attrib["class"]
            mark.set("id", _note_id(anchor))
            link.set("class", "footnote-ref")
            link.set("href", _note_id(link.get("href", "")))


def _note_id(name: str) -> str:
    cut = _NOTE_ID.fullmatch(name)
    return f"{cut[1]}fn{cut[2] or ''}:{cut[3]}" if cut else name


_SHAPES = (
    ("img", _images), ("input", _tasks), ("div", _alerts), ("sup", _footnotes), ("section", _footnotes),
    ("details", _unfolded), ("summary", _unfolded),
)  # fmt: skip
"""What is done to a block that has an element of a tag."""


def _tables(root: Any, before: int) -> None:
    """Wide tables scroll by themselves, also by keyboard, and a row without a heading cell stays valid."""
    for place, table in enumerate(list(root.iter("table")), start=before + 1):
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
    for cell in [cell for cell in root.iter("td", "th") if "style" in cell.attrib or "align" in cell.attrib]:
        style, align = (
            cell.attrib.pop("style", ""),
            cell.attrib.pop("align", ""),
        )  # a policy forbids styles in attributes
        sides = [f"tc-{name}" for side, name in _SIDES.items() if side == align or side in style]
        if own := [*cell.get("class", "").split(), *sides]:
            cell.set("class", " ".join(dict.fromkeys(own)))


# Links ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Led:
    """Where a link leads: `href`, None where nothing is to be found; `lost`: it or its anchor is not there any more."""

    href: str | None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class _Reader:
    """Where links are followed: the folder of the text, the page that shows it, its site and the ids of the text."""

    source: str
    page: str
    site: Site
    ids: Collection[str]

    def led(self, target: str) -> _Led:
        """Where a link in the text leads on the page."""
        if re.match(r"[a-z]+:", target, re.IGNORECASE):
            return _Led(target)  # nh3 left https, mailto and tel only
        if target.startswith("#") and unquote(target[1:]) in self.ids:
            return _Led(target)
        if target.startswith("#"):  # the text may mean the page it was written for, which has more than this text
            url: str | None = posixpath.join(self.source, "") + target
        else:
            url = None if target.startswith("//") else self.site.target(target, source=self.source)
        if url is None:
            return _Led(None, lost=True)
        present = self.site.settled(url)
        shown = self.site.past(url) or present
        return _Led(relative(shown, page=self.page), lost="#" in url and "#" not in shown)


def _links(root: Any, reader: _Reader) -> list[str]:
    gone = []
    for anchor in list(root.iter("a")):
        href = anchor.get("href")
        if href is None:
            if not words(anchor).startswith(("http://", "ftp://")):  # a bare address stays words
                gone.append(words(anchor))  # nh3 took a target away that may not be linked
            anchor.tag = "span"
            continue
        led = reader.led(href)
        gone += [href] if led.lost else []
        if led.href is None:
            anchor.tag = "span"
            del anchor.attrib["href"]
        elif led.href != href:
            anchor.set("href", led.href)
    return gone
