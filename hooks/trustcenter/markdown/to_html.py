"""Markdown to HTML for policies and changes, always with the same extensions.

What a company's `mkdocs.yml` switches on for its other pages does not reach a
sealed text.  The result is cleaned: no script, no style, no event handler, no
image, and only links to https, mailto, tel or a page of this site.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

import nh3
from lxml import etree
from markdown import Markdown
from markdown.extensions.toc import slugify

from trustcenter.markdown.html_tree import parsed, words, written

EXTENSIONS = ("tables", "footnotes", "def_list", "attr_list", "sane_lists", "abbr", "toc")


def _slug(heading: str, separator: str) -> str:
    """The id of a heading; ids that begin with two underscores are those of the frame."""
    found = slugify(heading, separator)
    return found.lstrip("_") if found.startswith("__") else found


SETTINGS: dict[str, dict[str, Any]] = {
    "toc": {"permalink": "", "permalink_title": "Link to this section", "toc_depth": "2-4", "slugify": _slug},
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
    """HTML, the table of contents as Python-Markdown gives it, and links whose target does not exist.

    `parts` are the pieces of the HTML, each the same wherever its words are.
    """

    html: str
    toc: tuple[dict[str, Any], ...] = ()
    gone: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


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
    found = _steps(path, page) if plain else posixpath.relpath(f"/{path}", f"/{page}")
    return found + ("/" if path.endswith("/") or not path else "") + hash_sign + anchor


def _steps(path: str, page: str) -> str:
    """What `posixpath.relpath` says of two paths that are as simple as ours, in a third of the time."""
    there, here = [*filter(None, path.split("/"))], [*filter(None, page.split("/"))]
    while there and here and there[0] == here[0]:
        del there[0], here[0]
    return "/".join([*[".."] * len(here), *there]) or "."


def render(text: str, *, source: str, page: str, site: Site) -> Rendered:
    """Render Markdown that lies in the folder `source` for the page at the URL `page`."""
    whole, gone = _whole(text), list[str]()
    done = list(whole.parts)
    reader = _Reader(source, page, site, whole.ids)
    for place, pieces in whole.leading.items():
        done[place] = _linked(pieces, reader, gone)
    return Rendered("\n".join(done), whole.toc, tuple(gone), tuple(done))


Contents: TypeAlias = tuple[dict[str, Any], ...]
Cleaned: TypeAlias = tuple[tuple[str, ...], Contents]
"""The HTML of the parts of a text before their links are set, and its contents."""
_SECTION, _PASSAGE = "\n\n## ", re.compile(r"\n\n(?=[^\W\d_]|\|)")
"""Where a section begins; and a passage that goes on with nothing before it: a paragraph, or a table."""
_ACROSS = ("<", "[^", "[TOC]", "\r", "\t", "\f", "\v", "\x02", "\x03")
_DEFINITION = re.compile(r"^ {0,3}\*?\[[^\]\n]*\]:", re.MULTILINE)
"""What may have a say in other sections than its own: HTML, footnotes, definitions of links and abbreviations."""
_WITHIN = re.compile(r"\n(?: {0,3}(?:#|:|=+ *$|-+ *$)|\n\n)", re.MULTILINE)
"""What may have a say in other passages of its section: headings below it, definitions of terms, loose space."""
_ID = re.compile(r' id="([^"]*)"')


@dataclass(frozen=True, slots=True)
class _Whole:
    """A text as all its pages show it: its parts, those by place whose links depend on the page, and all its ids."""

    parts: tuple[str, ...]
    leading: Mapping[int, tuple[str, ...]]
    ids: frozenset[str]
    toc: Contents


@lru_cache(maxsize=256)
def _whole(text: str) -> _Whole:
    """A text is parsed once for all its pages, and a section that several versions have in common once for all."""
    found = _in_sections(text)
    if found is None:
        whole, toc = _converted(text)
        found = (whole,), toc
    parts, tables = list[_Shaped](), 0
    for html in found[0]:
        parts.append(_shaped(html, tables))
        tables += parts[-1].tables
    ids = frozenset(chain.from_iterable(part.ids for part in parts))
    leading = [place for place, part in enumerate(parts) if part.leads_on or not part.asked <= ids]
    cuts = {place: _cut(parts[place].html) for place in leading}
    return _Whole(tuple(part.html for part in parts), cuts, ids, found[1])


def _in_sections(text: str) -> Cleaned | None:
    """The text converted section by section; None where the whole might not be the sum of its sections."""
    if any(sign in text for sign in _ACROSS) or ("]:" in text and _DEFINITION.search(text)):
        return None
    first, *others = text.lstrip("\n").split("\n\n## ")
    pieces = [first, *(f"## {piece}" for piece in others)]
    parts = [*(_section(f"{piece}\n\n") for piece in pieces[:-1]), _section(pieces[-1])]
    ids = [found for part in parts for found in part.ids]
    if len(ids) > len(set(ids)) or (parts[0].toc and not first.startswith("## ")):
        return None
    return tuple(html for part in parts for html in part.passages), tuple(entry for part in parts for entry in part.toc)


class _Section(NamedTuple):
    """A section converted: the HTML of its passages, its entries in the contents, and the ids in it."""

    passages: tuple[str, ...]
    toc: Contents
    ids: tuple[str, ...]


@lru_cache(maxsize=1 << 12)
def _section(text: str) -> _Section:
    """A section, passage by passage where each of them stands for itself."""
    inner, parts = text.rstrip("\n"), list[tuple[str, Contents]]()
    if _TABLE.fullmatch(inner):
        parts.append(_table(inner))
    elif not text.startswith("## ") or " \n" in inner or inner[-1] == " " or _WITHIN.search(inner):
        parts.append(_converted(text))
    else:
        *pieces, last = _PASSAGE.split(text)
        parts += [*(_passage(f"{piece}\n\n") for piece in pieces), _passage(last)]
    passages = tuple(html for html, _ in parts if html)
    ids = tuple(found for html in passages for found in _ID.findall(html))
    return _Section(passages, tuple(entry for _, toc in parts for entry in toc), ids)


_SIGNS = r"\w ,.;:()'’“”%/–—-"
_PROSE = re.compile(rf"[^\W\d_][{_SIGNS}]*")
"""A paragraph on one line without anything that has a meaning in Markdown, if no `_` is in it."""


def _is_prose(line: str) -> bool:
    return bool(_PROSE.fullmatch(line)) and line[-1] != " " and "_" not in line


@lru_cache(maxsize=1 << 13)
def _passage(text: str) -> tuple[str, Contents]:
    """A paragraph or table; prose without marks is a paragraph as it is, a table is converted row by row."""
    lines = text.strip("\n")
    prose, _, rest = lines.partition("\n\n")
    if _is_prose(prose) and (not rest or _LIST.match(rest)):
        return "\n".join([f"<p>{prose}</p>", *([_list(rest)] if rest else [])]), ()
    return _table(lines) if _TABLE.fullmatch(lines) else _converted(text)


_LIST = re.compile(r"(?:[-*+]|[0-9]+\.) [^ ]")
"""A list begins at the margin: it goes on with nothing of the paragraph above."""


@lru_cache(maxsize=1 << 12)
def _list(text: str) -> str:
    """A list; one whose points are lines of prose is one as it is."""
    bullet, points = text[:2], text.split("\n")
    if bullet in ("- ", "* ", "+ ") and all(point.startswith(bullet) and _is_prose(point[2:]) for point in points):
        return "\n".join(["<ul>", *(f"<li>{point[2:]}</li>" for point in points), "</ul>"])
    return _converted(text)[0]


_TABLE = re.compile(r"\|.*\|\n\|(?: ?:?-+:? ?\|)+(?:\n\|.*\|){3,}")
_ROWS = re.compile(r"(?<=<tbody>\n)(.*)(?=</tbody>)", re.DOTALL)


def _table(text: str) -> tuple[str, Contents]:
    head, delimiters, *rows = text.split("\n")
    around = _row(head, delimiters, "| x " * (head.count("|") - 1) + "|")
    plain = 0 if ":" in delimiters else around.count("<th>")
    found = [_prose_row(row, plain) or _ROWS.search(_row(head, delimiters, row)) for row in rows]
    if not _ROWS.search(around) or not all(found):
        return _converted(text)
    body = "".join(row if isinstance(row, str) else row[1] for row in found if row)
    return _ROWS.sub(lambda _: body, around), ()


def _prose_row(row: str, columns: int) -> str:
    """A row of so many cells of nothing but prose; nothing where it is another one."""
    cells = [cell.strip() for cell in row[1:-1].split("|")]
    if len(cells) != columns or "_" in row or not all(map(_CELL.fullmatch, cells)):
        return ""
    return "<tr>\n" + "".join(f"<td>{cell}</td>\n" for cell in cells) + "</tr>\n"


_CELL = re.compile(rf"[{_SIGNS}]*")


@lru_cache(maxsize=1 << 13)
def _row(head: str, delimiters: str, row: str) -> str:
    """A table of one row."""
    return _converted("\n".join((head, delimiters, row)))[0]


def _converted(text: str) -> tuple[str, Contents]:
    markdown = _parser()
    markdown.reset()
    dirty = markdown.convert(text)
    clean = nh3.clean(
        dirty, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "mailto", "tel"}, link_rel=None,
        strip_comments=True, clean_content_tags={"script", "style", "template", "iframe", "object", "svg", "math"},
        filter_style_properties={"text-align"},
    )  # fmt: skip
    return clean, tuple(getattr(markdown, "toc_tokens", ()))


@dataclass(frozen=True, slots=True)
class _Shaped:
    """A part with all but its links set: the ids in it, those it links to, and whether it links to anything else.

    `tables` is how many it has.
    """

    html: str
    ids: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    leads_on: bool = False
    tables: int = 0


_SHAPED = re.compile(rf"[\n{_SIGNS}]*(?:</?(?:p|ul|ol|li)>[\n{_SIGNS}]*)*")
"""Paragraphs and lists of nothing but prose."""


@lru_cache(maxsize=1 << 12)
def _shaped(html: str, before: int) -> _Shaped:
    """The HTML of a part that stands below so many tables."""
    if _SHAPED.fullmatch(html):
        return _Shaped(html)
    tables = html.count("<table>") + html.count("<table ")
    root = parsed(html)
    _images(root)
    _tables(root, before)
    for element in root.xpath("//*[starts-with(@id, '__')]") if ' id="__' in html else ():
        del element.attrib["id"]  # so begin the ids of the frame
    targets = [anchor.get("href") for anchor in root.iter("a")]
    asked = frozenset(target[1:] for target in targets if target and target[0] == "#")
    leads_on = any(target is None or not target.startswith(("#", "https:", "mailto:", "tel:")) for target in targets)
    return _Shaped(written(root), frozenset(root.xpath("//@id")), asked, leads_on, tables)


def _joined(pieces: Sequence[str], targets: Sequence[str | None]) -> str:
    """What `_cut` cut, with other targets."""
    ends = (f' href="{target}{piece}' for target, piece in zip(targets, pieces[2::2], strict=True))
    return "".join([pieces[0], *ends])


@dataclass(frozen=True, slots=True)
class _Reader:
    """Where links are followed: the folder of the text, the page that shows it, its site and the ids of the text."""

    source: str
    page: str
    site: Site
    ids: Collection[str]

    def href(self, target: str) -> str | None:
        """What a link in the text is on the page; None where nothing is to be found there."""
        if target.startswith("#"):  # the text may mean the page it was written for, which has more than this text
            there = posixpath.join(self.source, "") + target
            return target if target[1:] in self.ids else relative(there, page=self.page)
        if re.match(r"[a-z]+:", target, re.IGNORECASE):
            return target  # nh3 left https, mailto and tel only
        found = None if target.startswith("//") else self.site.target(target, source=self.source)
        return None if found is None else relative(found, page=self.page)


_TARGET = re.compile(r' href="([^"]*)')
_AS_IT_IS = re.compile(r"[A-Za-z0-9._~/#-]*")
"""Targets that need no escaping."""


@lru_cache(maxsize=1 << 10)
def _cut(html: str) -> tuple[str, ...]:
    """A part cut at the targets of its links: every second piece is one; in one piece where that cannot be told."""
    root, pieces = parsed(html), tuple(_TARGET.split(html))
    targets = [anchor.get("href") for anchor in root.iter("a")]
    return pieces if [*pieces[1::2]] == targets and written(root) == html else (html,)


def _linked(pieces: Sequence[str], reader: _Reader, gone: list[str]) -> str:
    """The HTML of a part, which was cut, with its links set."""
    targets = pieces[1::2]
    found = [reader.href(target) for target in targets]
    pairs = zip(found, targets, strict=True)
    if found and all(to == target or (to and _AS_IT_IS.fullmatch(to)) for to, target in pairs):
        return _joined(pieces, found)
    root = parsed(_joined(pieces, targets))
    gone += _links(root, reader)
    return written(root)


@cache
def _parser() -> Markdown:
    return Markdown(extensions=list(EXTENSIONS), extension_configs=SETTINGS, output_format="html")


def _links(root: Any, reader: _Reader) -> list[str]:
    gone = []
    for anchor in root.iter("a"):
        href = anchor.get("href")
        if href is None:
            gone.append(words(anchor))  # nh3 took a target away that may not be linked
            anchor.tag = "span"
        elif (found := reader.href(href)) is None:
            gone.append(href)
            anchor.tag = "span"
            del anchor.attrib["href"]
        elif found != href:
            anchor.set("href", found)
    return gone


def _images(root: Any) -> None:
    """A text is words: an image leaves its alternative text."""
    for image in list(root.iter("img")):
        image.tag, image.text = "span", image.get("alt", "")
        image.attrib.clear()


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
        for cell in table.iter("th", "td"):
            if style := cell.attrib.pop("style", ""):  # a content security policy forbids styles in attributes
                sides = [f"tc-{side}" for side in ("center", "end") if _SIDES[side] in style]
                if own := [*cell.get("class", "").split(), *sides]:
                    cell.set("class", " ".join(dict.fromkeys(own)))
