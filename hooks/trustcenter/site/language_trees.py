"""The site in another language: the same pages below `/de/`, with the texts of the policies in German where there are.

`site.build` calls `trees` for the languages that have a tree and `tree` for the pages and files of one.  A tree is made
like the site itself, from a view whose versions have the texts of that language, and then moved below its folder: links
to what a tree does not have (data, vendors, the company's own pages) lead out of it.  A policy that lags behind shows
the binding text, and its page says so.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from urllib.parse import urljoin

from markupsafe import escape

from trustcenter.markdown.to_html import Site, relative
from trustcenter.model.cache import Cache, Share
from trustcenter.model.languages import own_name
from trustcenter.model.records import sha256
from trustcenter.reading.translations import ENGLISH, of_site
from trustcenter.site import calendar, feeds, pages
from trustcenter.site.cache import build_cache, cached_pages, page_cache
from trustcenter.site.known_urls import KnownUrls
from trustcenter.site.page_frame import Body, LazyPage
from trustcenter.site.pages import View
from trustcenter.site.pages.policy import shown_text

_GROUPS = ("home", "lists", "years of notices")
"""The groups of pages about the present that a tree has."""
_LINK = re.compile(r"""(\s(?:href|src|action|data-page|data-base|data-before)=")([^"#?]*)""")
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|$")
_AS_OF = "as-of/"


@dataclass(frozen=True, slots=True)
class Tree:
    """The site in one language: its view, its pages at their URLs, and its files by path."""

    view: View
    pages: tuple[LazyPage, ...]
    files: Mapping[str, bytes]


def trees(view: View) -> tuple[str, ...]:
    """The languages that have a tree: those of the policies that the pages outside of any tree do not show.

    A language stays one as long as a published text is in it, so that no address is lost.
    """
    binding = _binding(view)
    published = {t.lang for version in view.snapshot.announced for t in version.translations}
    languages = {binding, *view.center.languages, *published}
    shown = {binding} if view.t.language == binding and binding not in published else set()
    return tuple(sorted(languages - shown)) if len(languages) > 1 else ()


def urls(view: View) -> set[str]:
    """The URLs of the pages and files of a tree, below its folder."""
    made = {url for url in pages.urls(view, drafts=False) if _is_in_tree(url)}
    made |= {f"policies/{version.name}.md" for version in view.snapshot.announced}
    return {*made, *feeds.urls(view), *calendar.urls(view)}


def addresses(view: View, outside: Collection[str]) -> set[str]:
    """The URLs of the pages of all trees, where those `outside` of any tree are known."""
    return {f"{language}/{url}" for language in trees(view) for url in outside if _is_in_tree(url)}


def _is_in_tree(url: str) -> bool:
    if url.endswith("/since/") or "/citation" in url:
        return False
    return not url or url.startswith(("policies/", "changelog/", "notices/", _AS_OF))


def in_language(view: View, language: str) -> View:
    """The view from which the pages of a tree are made."""
    archive = view.center.archive.in_language(language, view.snapshot.day, binding=_binding(view))
    site_url = urljoin(view.site_url, f"{language}/") if view.site_url else ""
    return replace(
        view, center=replace(view.center, archive=archive), snapshot=archive.on(view.snapshot.day), site_url=site_url,
        t=of_site(language, view.center.texts), language=language, to_sign={}, answered=None,
    )  # fmt: skip


def _binding(view: View) -> str:
    return view.center.languages[0] if view.center.languages else ENGLISH


def tree(view: View, languages: Sequence[str], keep: Cache, share: Share, strip: str) -> Tree:
    """The site in the language of a view; `languages` are all that have a tree."""
    own = urls(view)
    site = Site(KnownUrls(view.site.urls, view), moved=view.site.moved)
    seen = cached_pages.public(replace(view, site=site))
    shaped = cached_pages.everything(seen)
    jobs: dict[str, build_cache.Job] = {
        sha256(f"tree {view.language} {group} {shaped}".encode()): partial(_present, seen, group) for group in _GROUPS
    }
    jobs[sha256(f"tree {view.language} files {strip} {shaped}".encode())] = partial(_files, seen, strip)
    (present, archive) = build_cache.run_both(
        build_cache.cached_groups(keep, jobs, seen.site.urls),
        page_cache.archive(seen, keep, wanted_urls=lambda url: url in own), share,
    )  # fmt: skip
    *groups, files = present
    made = [page for group in groups for page in page_cache.read(group, seen)] + archive
    move = _Move(view.language, frozenset(own), view.site_url)
    placed = tuple(_moved(page, move, _switch(view, page.url, languages)) for page in made if page.url in own)
    return Tree(seen, placed, {f"{view.language}/{path}": move.absolute(data) for path, data in files.items()})


def _present(view: View, group: str, asked: Collection[str]) -> Mapping[str, bytes]:
    return page_cache.written(pages.present(replace(view, site=Site(asked, moved=view.site.moved)), group))


def _files(view: View, strip: str, asked: Collection[str]) -> dict[str, bytes]:
    """The feeds, the calendar, and the text of every version as its page shows it."""
    stories, days = feeds.stories_by_key(view), calendar.days_by_key(view)
    files = feeds.feeds(view, feeds.entries(view, stories, asked), strip=strip) if stories else {}
    if calendar.urls(view):
        files |= calendar.calendar(view, calendar.head(view, strip), calendar.events(view, days))
    return files | {f"policies/{version.name}.md": version.text.encode() for version in view.snapshot.announced}


# Moving pages below the folder of their language ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    """Where the pages of a tree go: the folder of its `language`; `own` are the URLs that it has, below that folder.

    `address` is the full address of that folder, empty if that of the site is not known.
    """

    language: str
    own: frozenset[str]
    address: str

    def relative(self, html: str, page: str) -> str:
        """HTML whose relative links to what the tree does not have lead out of it."""
        return _LINK.sub(lambda link: link[1] + self._link(link[2], page), html)

    def _link(self, href: str, page: str) -> str:
        if _OUTSIDE.match(href):
            return href
        target = posixpath.normpath(posixpath.join(page, href))
        if target.startswith("..") or target == "." or {target, f"{target}/"} & self.own:
            return href  # out of the tree on purpose, or to what it has
        is_page = href.endswith(("/", ".", ".."))
        return relative(f"{target}/" if is_page else target, page=f"{self.language}/{page}")

    def absolute(self, data: bytes) -> bytes:
        """Files whose full addresses of what the tree does not have are those outside of it."""
        return self.addresses(data.decode()).encode() if self.address else data

    def addresses(self, text: str) -> str:
        """The same for a text."""
        if not self.address:
            return text
        root = self.address.removesuffix(f"{self.language}/")
        pattern = re.escape(self.address) + r"""([^"'\s<>#?)\\]*)"""
        return re.sub(pattern, lambda url: url[0] if url[1] in self.own else f"{root}{url[1]}", text)


def _moved(one: LazyPage, move: _Move, switch: str) -> LazyPage:
    """A page at its URL below the folder of its language, with links to it in other languages."""
    own = sha256(f"{move.language} {sorted(move.own)} {move.address} {switch}".encode())
    return replace(
        one, url=f"{move.language}/{one.url}", digest=_with(one.digest, own), undated=_with(one.undated, own),
        has_head=True, load=partial(_relocated, one, move, switch),
    )  # fmt: skip


def _with(digest: str, own: str) -> str:
    return sha256(f"{digest} {own}".encode()) if digest else ""


def _relocated(one: LazyPage, move: _Move, switch: str) -> Body:
    body = one.load()
    page = body.page
    nav, _, head = switch.partition("\n")
    html = nav + move.addresses(move.relative(page.html, page.url))
    script = f'\n<script src="{relative("assets/as-of.js", page=f"{move.language}/{page.url}")}" defer></script>'
    head += move.addresses(move.relative(page.head, page.url)) + (script if page.url == _AS_OF else "")
    return replace(
        body, page=replace(page, url=f"{move.language}/{page.url}", html=html, head=head),
        digest=_with(body.digest, move.language + switch),
    )  # fmt: skip


# The switch between languages -----------------------------------------------------------------------------------------


def with_switch(view: View, languages: Sequence[str], one: LazyPage) -> LazyPage:
    """A page outside of any tree, with links to it in other languages."""
    if not _is_in_tree(one.url):
        return one
    switch = _switch(view, one.url, languages)
    return replace(
        one, digest=_with(one.digest, switch), undated=_with(one.undated, switch), has_head=True,
        load=partial(_switched, one, switch),
    )  # fmt: skip


def _switched(one: LazyPage, switch: str) -> Body:
    body = one.load()
    nav, _, head = switch.partition("\n")
    page = replace(body.page, html=nav + body.page.html, head=head + body.page.head)
    return replace(body, page=page, digest=_with(body.digest, switch))


def _switch(view: View, url: str, languages: Sequence[str]) -> str:
    """One line of HTML that begins a page, then lines for its head: the same page in the other languages."""
    root = _root_language(view)
    places = {**({} if root in languages else {root: ""}), **{language: f"{language}/" for language in languages}}
    here = f"{view.language}/{url}" if view.language else url
    now = view.language or root
    links = "".join(_choice(language, f"{folder}{url}", here, now=now) for language, folder in places.items())
    label = view.t.plain("languages.choose")
    nav = f'<nav class="tc-languages" aria-label="{escape(label)}" data-search-exclude><ul>{links}</ul></nav>'
    spoken = {language: folder for language, folder in places.items() if _is_spoken(view, language, url)}
    head = "".join(_alternate(view, language, f"{folder}{url}", here) for language, folder in spoken.items())
    default = _alternate(view, "x-default", url, here)
    return f"{nav}\n{head}{default}"


def _is_spoken(view: View, language: str, url: str) -> bool:
    """Whether a page states its text in a language: that of a policy or a version may lag behind in it."""
    folder, policy, name, *_ = (*url.split("/"), "", "")
    if folder != "policies" or not policy or policy not in view.policies or name == "history":
        return True
    shown = view.center.archive.by_name.get(f"{policy}/{name}") if name else shown_text(view, policy)
    if shown is None:
        return True
    binds = shown.translated_from or shown.lang or _binding(view)
    return language == binds or shown.translation(language, view.snapshot.day) is not None


@lru_cache(maxsize=64)
def _name(language: str) -> str:
    return str(escape(own_name(language)))


def _choice(language: str, target: str, here: str, *, now: str) -> str:
    if language == now:
        return f'<li><span aria-current="true" lang="{language}">{_name(language)}</span></li>'
    href = relative(target, page=here)
    return f'<li><a href="{escape(href)}" hreflang="{language}" lang="{language}">{_name(language)}</a></li>'


def _alternate(view: View, language: str, target: str, here: str) -> str:
    root = view.site_url.removesuffix(f"{view.language}/") if view.language else view.site_url
    href = f"{urljoin(root, 'x').removesuffix('x')}{target}" if root else relative(target, page=here)
    return f'<link rel="alternate" hreflang="{language}" href="{escape(href)}">\n'


def _root_language(view: View) -> str:
    return _binding(view)
