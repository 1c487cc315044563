"""Reads a built site into values: its pages, anchors, links, sitemap, feeds and data.

`check.check_site` calls `read_built` with the files as bytes and gets a `Built`; `target` says where an address leads.
A site below `examples/` is a site of its own: its files can be linked to and are not read.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

from trustcenter.model.problems import Problem, Where, line_and_column

NOT_FOUND = "404.html"
_TAGS = (
    "a", "area", "audio", "embed", "form", "iframe", "image", "img", "input", "link", "object", "script",
    "source", "track", "use", "video",
)  # fmt: skip
_ATTRIBUTES = ("href", "src", "data", "action", "poster", "{http://www.w3.org/1999/xlink}href", "xlink:href")
_UNLISTED = re.compile(r"(policies/[^/]+/(\d{4}-\d\d-\d\d(-\d+)?|draft)|(as-of|since)/\d{4}-\d\d-\d\d|drafts)/")
"""URLs (which never change) of the pages that are in neither search nor sitemap."""
_NESTED = re.compile(r"(examples/[^/]+/)sitemap\.xml")
_WELL_KNOWN = ".well-known/"
_OURS = frozenset({".well-known/security.txt", ".well-known/gpc.json"})
"""The files in that folder that we make; what else stands there is the company's and has a form of its own."""
_SEALED = re.compile(r"(policies|changelog)/.+\.(md|json)")
_STEPS = 5
"""How many pages that send browsers on may follow each other."""
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_CSS_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")
_CALENDAR_URL = re.compile(r"(?m)^(?:URL|SOURCE|ATTACH)[^:\r\n]*:(.*(?:\r?\n[ \t].*)*)")
_IDS: Callable[[Any], list[str]] = etree.XPath("//@id | //a/@name", smart_strings=False)  # type: ignore[assignment]
_HANDLERS: Callable[[Any], list[Any]] = etree.XPath("//@*[starts-with(name(), 'on')]")  # type: ignore[assignment]
_HOLDS = " or ".join(f"contains(., '{mark}')" for mark in ("{{", "{%", "[insert", "[Insert", "[INSERT"))
_LITERAL = " or ".join(f"ancestor::{tag}" for tag in ("code", "pre", "kbd", "samp", "script", "style"))
_LEFTOVERS: Callable[[Any], list[Any]] = etree.XPath(  # type: ignore[assignment]
    f"//text()[{_HOLDS}][not({_LITERAL})] | //@*[{_HOLDS}]"
)
_MARKS = (b"{{", b"{%", b"[insert", b"[Insert", b"[INSERT")


class Link(NamedTuple):
    """An address named in a file: the element and `rel` that name it, the address, and the line (0: unknown)."""

    tag: str
    rel: str
    href: str
    line: int


class Text(NamedTuple):
    """A text of a page and its line."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """What one HTML page contains: title, language, lines of its `h1`, ids, links, and texts that the rules judge.

    `framed` says whether a generator names itself in it; `scripts` are its inline scripts; `policy` has the sources of
    each directive of its content security policy, None if it has no policy.
    """

    url: str
    path: str
    title: str
    lang: str
    headings: tuple[int, ...]
    noindex: bool
    framed: bool
    ids: frozenset[str]
    repeated: tuple[Text, ...]
    links: tuple[Link, ...]
    handlers: tuple[Text, ...]
    scripts: tuple[Text, ...]
    policy: Mapping[str, tuple[str, ...]] | None
    leftovers: tuple[Text, ...]
    leads_on: str = ""


@dataclass(frozen=True)
class Built:
    """A built site: files by path, pages by URL, addresses named in other files by path, and files that cannot be read.

    `listed` are the links of the sitemap, `indexed` those of the search index, `nested` the folders of other sites
    below this one.
    """

    files: Mapping[str, bytes]
    pages: Mapping[str, Page]
    mentions: Mapping[str, tuple[Link, ...]]
    listed: tuple[Link, ...]
    indexed: tuple[Link, ...]
    site_url: str
    nested: tuple[str, ...]
    unreadable: tuple[Problem, ...]

    @cached_property
    def urls(self) -> frozenset[str]:
        """Every URL below the root at which there is a file, nested sites included."""
        return frozenset(path.removesuffix("index.html") if _is_index(path) else path for path in self.files)

    @cached_property
    def sealed(self) -> str:
        """The published texts and the facts in their records joined together; nobody can correct them."""
        published = ((path, data) for path, data in self.files.items() if _SEALED.fullmatch(path))
        return "\n".join(
            data.decode("utf-8", "replace") if path.endswith(".md") else _facts(data) for path, data in published
        )

    def judged(self) -> list[Page]:
        """The pages that readers are to find: without HTML files that the company had copied as they are.

        Such a file has no frame of the generator and is not in the sitemap: one that proves who owns the site, or leads
        an old address on.
        """
        home = self.pages.get("")
        whole = home is None or not home.framed
        named = {target(link.href, at="", site_url=self.site_url).url for link in self.listed}
        return [page for page in self.pages.values() if whole or page.framed or page.url in named]

    def own(self, path: str) -> bool:
        """Whether a file belongs to this site and not to a nested one."""
        return not path.startswith(self.nested)

    def unlisted(self, url: str) -> bool:
        """Whether a page belongs in neither sitemap nor search: it never changes, or it is `noindex`.

        A demonstration sets `noindex` on every page, its home included; that does not count.
        """
        home = self.pages.get("")
        return bool(_UNLISTED.match(url)) or (self.pages[url].noindex and not (home and home.noindex))

    def ids(self, url: str) -> frozenset[str] | None:
        """The anchors of a page, also of a nested site; None if the URL is not a page.

        Those of a page that sends browsers on are those of the page where they arrive.
        """
        for _ in range(_STEPS):
            if url not in self.pages or not (on := self.pages[url].leads_on):
                break
            url = target(on, at=url, site_url=self.site_url).url
        if url in self.pages:
            return self.pages[url].ids
        path = url + "index.html" if url.endswith("/") or not url else url
        return read_page(path, self.files[path]).ids if path.endswith(".html") and path in self.files else None


def _facts(record: bytes) -> str:
    """The facts in a record of a version; empty for what cannot be read, which other rules report."""
    try:
        read = json.loads(record)
    except ValueError:
        return ""
    return json.dumps(read.get("facts"), ensure_ascii=False) if isinstance(read, dict) else ""


def every_link(site: Built) -> Iterator[tuple[str, str, Link]]:
    """(URL it is relative to, file, link) for every link, each once per file."""
    for page in site.pages.values():
        first = {link.href: link for link in reversed(page.links)}
        for link in first.values():
            yield page.url, page.path, link
    for path, links in site.mentions.items():
        for link in links:
            yield ("" if link.tag == "data" else path), path, link
    for link in site.indexed:
        yield "", "search/search_index.json", link


def _is_index(path: str) -> bool:
    return path == "index.html" or path.endswith("/index.html")


def read_built(files: Mapping[str, bytes], *, site_url: str = "") -> Built:
    """Reads a built site; without `site_url`, the address that the site itself states is used."""
    nested = tuple(sorted(match[1] for path in files if (match := _NESTED.fullmatch(path))))
    own_files = {path: data for path, data in sorted(files.items()) if not path.startswith(nested)}
    read = [read_page(path, data) for path, data in own_files.items() if path.endswith(".html")]
    pages = {page.url: page for page in read}
    mentions, unreadable = read_others(own_files)
    listed, indexed = (mentions.pop(path, ()) for path in ("sitemap.xml", "search/search_index.json"))
    own = site_url or _stated_url(pages, listed)
    return Built(files, pages, mentions, listed, indexed, own, nested, tuple(unreadable))


def read_others(files: Mapping[str, bytes]) -> tuple[dict[str, tuple[Link, ...]], list[Problem]]:
    """The links of each feed, list, calendar and data file, by path, and a problem for each that cannot be read."""
    mentions, unreadable = dict[str, tuple[Link, ...]](), list[Problem]()
    for path, data in files.items():
        if not path.endswith(".html") and (reader := _reader(path)):
            try:
                mentions[path] = tuple(reader(data))
            except (etree.XMLSyntaxError, ValueError, KeyError, TypeError) as error:
                unreadable.append(_unreadable(path, error))
    return mentions, unreadable


def _unreadable(path: str, error: Exception) -> Problem:
    reason = " ".join(str(getattr(error, "msg", None) or error).split())
    where = Where(path, getattr(error, "lineno", None) or 0)
    return Problem(where, "unreadable-file", f"cannot be read: {reason}", "build the site anew")


def _stated_url(pages: Mapping[str, Page], listed: tuple[Link, ...]) -> str:
    """The address of the site: the canonical URL of its home page, else the shortest in its sitemap."""
    home = pages.get("")
    canonical = [link.href for link in home.links if link.rel == "canonical"] if home else []
    return min(canonical or [link.href for link in listed], key=len, default="")


# Pages -------------------------------------------------------------------------------------------------------------


def read_page(path: str, data: bytes) -> Page:
    """One HTML page."""
    root: Any = etree.fromstring(data or b"<html></html>", etree.HTMLParser(encoding="utf-8", huge_tree=True))
    ids = _IDS(root)
    unique = frozenset(ids)
    robots = [meta.get("content", "") for meta in root.iter("meta") if meta.get("name") == "robots"]
    return Page(
        url=path.removesuffix("index.html") if _is_index(path) else path,
        path=path,
        title=" ".join((root.findtext("head/title") or "").split()),
        lang=root.get("lang", ""),
        headings=tuple(heading.sourceline for heading in root.iter("h1")),
        noindex=any("noindex" in content for content in robots),
        framed=any(meta.get("name") == "generator" for meta in root.iter("meta")),
        ids=unique,
        repeated=() if len(ids) == len(unique) else tuple(_repeated(root)),
        links=tuple(_links(root, styled=b"url(" in data)),
        handlers=tuple(_named(_HANDLERS(root))),
        scripts=tuple(_inline_scripts(root)),
        policy=_policy(root),
        leftovers=tuple(_named(_LEFTOVERS(root))) if any(mark in data for mark in _MARKS) else (),
        leads_on=_leads_on(root) if b"http-equiv" in data else "",
    )


def _leads_on(root: Any) -> str:
    """The address in `<meta http-equiv="refresh" content="0; url=…">`; empty if the page has none."""
    refresh = (meta.get("content", "") for meta in root.iter("meta") if meta.get("http-equiv", "").lower() == "refresh")
    return next((content.partition("=")[2].strip(" '\"") for content in refresh), "")


def _links(root: Any, *, styled: bool) -> Iterator[Link]:
    for element in root.iter(_TAGS):
        attributes = element.attrib
        for name in _ATTRIBUTES:
            if name in attributes:
                yield Link(element.tag, attributes.get("rel", ""), attributes[name].strip(), element.sourceline)
        if "srcset" in attributes:
            for candidate in attributes["srcset"].split(","):
                yield Link(element.tag, "", candidate.split()[0], element.sourceline)
    for element in root.xpath("//style | //*[@style]") if styled else ():
        css = element.get("style") or element.text or ""
        yield from (Link("style", "", address, element.sourceline) for address in _CSS_URL.findall(css))


def _inline_scripts(root: Any) -> Iterator[Text]:
    """The scripts that stand in the page itself, without blocks of data such as JSON."""
    for element in root.iter("script"):
        if "src" not in element.attrib and "json" not in element.get("type", ""):
            yield Text(element.text or "", element.sourceline or 0)


def _policy(root: Any) -> Mapping[str, tuple[str, ...]] | None:
    """The content security policy in the head: the sources of each directive by its name."""
    for element in root.iter("meta"):
        if element.get("http-equiv", "").lower() == "content-security-policy":
            parts = [part.split() for part in element.get("content", "").split(";")]
            return {name.lower(): tuple(sources) for name, *sources in filter(None, parts)}
    return None


def _repeated(root: Any) -> Iterator[Text]:
    """Every use of an id after its first."""
    seen: set[str] = set()
    for element in root.xpath("//*[@id]"):
        if element.get("id") in seen:
            yield Text(element.get("id"), element.sourceline)
        seen.add(element.get("id"))


def _named(nodes: list[Any]) -> Iterator[Text]:
    """Attributes and text nodes with the line of their element."""
    for value in nodes:
        words = f'{value.attrname}="{value}"' if value.is_attribute else str(value)
        yield Text(words, value.getparent().sourceline)


# Feeds, lists and data ---------------------------------------------------------------------------------------------


def _reader(path: str) -> Callable[[bytes], Iterator[Link]] | None:
    """The function that reads addresses from a file that is not a page; None for published files and assets."""
    if path == "search/search_index.json":
        return _search
    if path.endswith(".css"):
        return _style
    if _SEALED.fullmatch(path) or path.startswith("assets/") or (path.startswith(_WELL_KNOWN) and path not in _OURS):
        return None
    readers = {".xml": _xml, ".json": _data, ".ics": _calendar, ".txt": _text}
    return readers.get(posixpath.splitext(path)[1])


def _xml(data: bytes) -> Iterator[Link]:
    """The pages of a sitemap, or the links of a feed and of the HTML in it."""
    root: Any = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter("{*}loc", "{*}link", "{*}a", "{*}content", "{*}summary", "{*}description"):
        name, words = etree.QName(element).localname, (element.text or "").strip()
        if name in ("loc", "link", "a"):
            tag = "feed" if name == "link" else name
            yield Link(tag, element.get("rel", ""), element.get("href") or words, element.sourceline)
        elif "<" in words:
            yield from _inside(words, element.sourceline)


def _inside(html: str, line: int) -> Iterator[Link]:
    """The links of HTML inside another file."""
    root = etree.fromstring(f"<div>{html}</div>", etree.HTMLParser(encoding="utf-8"))
    return (link._replace(line=line) for link in _links(root, styled=False))


_ADDRESSES = frozenset({"url", "markdown", "record", "home_page_url", "feed_url", "html", "redline", "$id"})
_FACTS = frozenset({"facts", "retention", "subprocessors"})
"""Keys of open data below which addresses belong to facts and are not links of the site."""


def _data(data: bytes) -> Iterator[Link]:
    """The addresses in open data and JSON Feed; those of open data are relative to the root of the site."""
    text = data.decode("utf-8")

    def walk(value: Any, key: str) -> Iterator[Link]:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name not in _FACTS or not isinstance(inner, dict | list):
                    yield from walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, key)
        elif isinstance(value, str) and key == "content_html":
            yield from _inside(value, _line(text, value[:40]))
        elif isinstance(value, str) and key in _ADDRESSES and " " not in value:
            yield Link("data", "", value, _line(text, f'"{value}"'))

    return walk(json.loads(text), "")


def _search(data: bytes) -> Iterator[Link]:
    text = data.decode("utf-8")
    for entry in json.loads(text)["docs"]:
        yield Link("data", "", str(entry["location"]), 0)


def _calendar(data: bytes) -> Iterator[Link]:
    """The addresses of events in a calendar, whose long lines are folded (RFC 5545, 3.1)."""
    text = data.decode("utf-8")
    for match in _CALENDAR_URL.finditer(text):
        href = re.sub(r"\r?\n[ \t]", "", match[1])
        yield Link("feed", "", href.strip(), line_and_column(text, match.start())[0])


def _text(data: bytes) -> Iterator[Link]:
    """The addresses in `Name: value` lines, as in security.txt."""
    for number, line in enumerate(data.decode("utf-8").splitlines(), start=1):
        name, _, value = line.partition(": ")
        if name in ("Canonical", "Policy", "Contact", "Acknowledgments", "Sitemap"):
            yield Link("a", "", value.strip(), number)


def _style(data: bytes) -> Iterator[Link]:
    text = data.decode("utf-8")
    for match in _CSS_URL.finditer(text):
        yield Link("style", "", match[1], line_and_column(text, match.start())[0])


def _line(text: str, words: str) -> int:
    """The line where a text first occurs; 0 if it is written differently there."""
    place = text.find(words)
    return line_and_column(text, place)[0] if place >= 0 else 0


# Where an address leads --------------------------------------------------------------------------------------------


class Target(NamedTuple):
    """Where an address leads. `kind` is one of: `inside` (a URL and anchor of this site), `outside` (its host, but not
    its folder), `host` (another host), `scheme` (not a page, such as mailto) or `malformed`.
    """

    kind: str
    url: str = ""
    anchor: str = ""


def target(href: str, *, at: str, site_url: str) -> Target:
    """Where an address in the file or page at URL `at` leads."""
    if href.startswith("#"):
        return Target("inside", at, _anchor(href[1:]))
    rest, _, anchor = href.partition("#")
    if _SCHEME.match(rest) or rest.startswith("//"):
        return _absolute(rest, _anchor(anchor), site_url)
    path = unquote(rest.partition("?")[0])
    if path.startswith("/"):
        root = urlsplit(site_url).path or "/"
        return _below(path, root, anchor) if site_url else Target("outside", path)
    joined = _normal(posixpath.join(posixpath.dirname(at), path)) if path else at
    if joined == ".." or joined.startswith("../"):
        return Target("outside", path)
    return Target("inside", joined, _anchor(anchor))


def _normal(path: str) -> str:
    """A path as its URL: without `.`, `..` and `index.html`; a folder ends with `/`."""
    url = posixpath.normpath(path) if path else ""
    if path.endswith("/") or posixpath.basename(path) in (".", ".."):
        url += "/"
    url = "" if url == "./" else url.replace("//", "/")
    return url.removesuffix("index.html") if _is_index(url) else url


def _absolute(href: str, anchor: str, site_url: str) -> Target:
    try:
        scheme = urlsplit(href).scheme.lower()
    except ValueError:
        return Target("malformed", href)
    if href.startswith("//") or scheme not in ("https", "http"):
        return Target("host" if href.startswith("//") else "scheme", href)
    if site_url and f"{href}/" == site_url:
        return Target("inside", "", anchor)
    if site_url and href.startswith(site_url):
        return Target("inside", _normal(unquote(href.removeprefix(site_url).partition("?")[0])), anchor)
    return Target("host", href)


def _below(path: str, root: str, anchor: str) -> Target:
    whole = _normal(path)
    if not whole.startswith(root):
        return Target("outside", path)
    return Target("inside", whole.removeprefix(root), _anchor(anchor))


def _anchor(written: str) -> str:
    """The id that a fragment names; empty for text fragments and `#top`."""
    anchor = unquote(written.partition(":~:")[0])
    return "" if anchor.lower() == "top" else anchor
