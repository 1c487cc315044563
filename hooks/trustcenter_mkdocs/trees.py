"""The frame and the search of the pages below the folder of a language (`/de/`): menu, words and index in it.

MkDocs knows one language for a site.  `framing.Framer` and `on_env` call the functions below, which give MkDocs the
language, the menu and the words of a tree while it frames one page of it, and write the search index of the tree.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, get_navigation

from trustcenter.site import build
from trustcenter.site.menu import nav_of, sources
from trustcenter.site.page_frame import LazyPage
from trustcenter_mkdocs.search import Entries, Index

_BASE = re.compile(r'("base":\s*")([^"]*)(")')


def language_of(site: build.Outputs, url: str) -> str:
    """The language in whose tree a page is; empty outside of any."""
    folder = url.partition("/")[0]
    return folder if folder in site.trees else ""


def outside(site: build.Outputs) -> list[LazyPage]:
    """The framed pages that are in no tree."""
    return [page for page in site.framed.values() if not language_of(site, page.url)]


def navigation(site: build.Outputs, language: str, config: MkDocsConfig, files: Files) -> Navigation:
    """The menu of a tree: to its own pages, and to pages outside of it for what it does not have."""
    tree = site.trees[language]

    def place(source: str) -> str:
        return f"{language}/{source}" if build.url(source) in tree.urls else source

    listed = [place(source) for source in sources(tree.navigation) if source.endswith(".md")]
    own = Files([_file(config, path, files) for path in dict.fromkeys(listed)])
    with _set(config, nav=nav_of(tree.navigation, place)):
        return get_navigation(own, config)


def _file(config: MkDocsConfig, path: str, files: Files) -> File:
    known = files.get_file_from_path(path)
    content = build.stub(str(known.page.title), listed=True) if known and known.page else ""
    return File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED)


@contextmanager
def spoken(config: MkDocsConfig, site: build.Outputs, language: str) -> Iterator[None]:
    """MkDocs as if the whole site were in the language of a tree."""
    theme, extra = config.theme, config.extra
    before, words = theme.get("language", "en"), extra["trustcenter"]
    home = extra.get("homepage")
    theme["language"], extra["trustcenter"] = language, build.tree_frame(site, language)
    extra["homepage"] = f"{language}/"
    try:
        yield
    finally:
        theme["language"], extra["trustcenter"], extra["homepage"] = before, words, home


def with_own_search(html: str, language: str) -> str:
    """A page of a tree whose search reads the index of the tree: Material looks for it below `base`."""
    return _BASE.sub(lambda match: f"{match[1]}{match[2]}/{language}{match[3]}", html, count=1)


def indexes(index: Index, config: MkDocsConfig, site: build.Outputs) -> dict[str, bytes]:
    """The search index of each language that has pages of its own, by path; none without Material's search."""
    made = {}
    for language, tree in site.trees.items() if index.material else ():
        own = [page for page in site.framed.values() if language_of(site, page.url) == language]
        entries = index.of_tree(own, tree.search_words, f"{language}/")
        made[f"{language}/search/search_index.json"] = _index(entries, config, language, site)
    return made


def _index(entries: Entries, config: MkDocsConfig, language: str, site: build.Outputs) -> bytes:
    """The search index of a tree as Material reads it, with addresses below its folder."""
    plugin: Any = config.plugins["material/search"]
    with spoken(config, site, language):
        words = {name: plugin._translate(config, f"search.config.{name}") for name in ("lang", "separator", "pipeline")}
    settings = {
        "lang": [words["lang"]], "separator": words["separator"],
        "pipeline": [step for step in re.split(r"\s*,\s*", words["pipeline"]) if step],
        "fields": plugin.config.fields,
    }  # fmt: skip
    docs = [{**entry, "location": str(entry["location"]).removeprefix(f"{language}/")} for entry in entries]
    return json.dumps({"config": settings, "docs": docs}, separators=(",", ":"), default=str).encode()


@contextmanager
def _set(config: MkDocsConfig, *, nav: object) -> Iterator[None]:
    before, config.nav = config.nav, nav
    try:
        yield
    finally:
        config.nav = before
