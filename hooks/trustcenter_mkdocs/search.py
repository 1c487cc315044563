"""Fills the search index of Material, reading only pages that changed since an earlier build.

`on_env` in `trustcenter_mkdocs` makes an `Index` and calls `read`; `on_post_build` calls `save`. The entries of a page
are cached under a hash of what the search reads.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from importlib.metadata import version
from typing import Any, Self

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from trustcenter.disk import processes
from trustcenter.model.cache import Cache
from trustcenter.model.records import sha256
from trustcenter.site.cache import build_cache
from trustcenter.site.page_frame import LazyPage
from trustcenter.site.pages import weight
from trustcenter.site.search_words import SearchWords

_KEY = sha256(b"search")
_UNREAD = re.compile(r'<p class="tc-as-of" data-search-exclude>.*?</p>')
"""The "as of" line, which the search skips: a page that is otherwise the same is not read again."""
SHARED_FROM, RUNS = 6, 16
"""From how many pages on several processes read them, and in how many runs."""
Entries = list[dict[str, Any]]


class Index:
    """The entries of Material's search index; does nothing if the site has another search, or none."""

    def __init__(
        self, config: MkDocsConfig, nav: Navigation, keep: Cache, page_of: Callable[[LazyPage], Page],
        words: SearchWords,
    ) -> None:  # fmt: skip
        self.words = words
        self.page_of = page_of
        self.config = config
        self.nav = nav
        self.keep = keep
        self.material: Any = getattr(config.plugins.get("material/search"), "search_index", None)
        self.known: dict[str, Entries] = _known(keep) if self.material else {}
        self.asked: dict[str, Entries] = {}
        self.kept = {*self.known}
        if self.material:
            setting = sorted(config.plugins["material/search"].config.items())
            self._reads = self.material.add_entry_from_context
            self.setting = [repr(setting), version("mkdocs-material")]

    def of_tree(self, pages: Iterable[LazyPage], words: SearchWords, folder: str) -> Entries:
        """The entries of the pages of one language, which have an index of their own."""
        listed = [page for page in pages if page.listed and weight(page.url.removeprefix(folder), in_menu=False)]
        keys = {self._key([folder, page.undated or page.digest]): page for page in listed}
        self._do({key: partial(self._found, page) for key, page in keys.items() if key not in self.known})
        self.asked |= {key: self.known[key] for key in keys}
        entries = [entry for key in keys for entry in self.known[key]]
        return [self._with_words(entry, words, folder) for entry in entries]

    def read(self, framed: Iterable[LazyPage], made: Iterable[Page]) -> Self:
        """Adds the listed pages of `framed`, which MkDocs does not make; those of `made` follow when it writes them."""
        listed = [page for page in framed if page.listed and weight(page.url, in_menu=False)]
        if self.material is None:
            for page in listed:
                self._found(page)
            return self
        keys = {
            self._key([page.undated or page.digest] if page.digest else [page.url, page.title, page.html]): page
            for page in listed
        }
        jobs: dict[str, Callable[[], Entries]] = {key: partial(self._found, page) for key, page in keys.items()}
        searched = [page for page in made if not (page.meta.get("search") or {}).get("exclude")]
        jobs |= {self._of_made(page): partial(self._read, page) for page in searched}
        self._do({key: job for key, job in jobs.items() if key not in self.known})
        for key in keys:
            self._use(key)
        self._remember()
        return self

    def _found(self, framed: LazyPage) -> Entries:
        context: Any = {}
        page = self.page_of(framed)
        return self._new(
            lambda: self.config.plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
        )

    def _do(self, jobs: Mapping[str, Callable[[], Entries]]) -> None:
        """Reads pages that are not cached, with several processes if they are many."""
        keys = list(jobs)
        runs = [keys[place::RUNS] for place in range(min(RUNS, len(keys)))] if len(keys) >= SHARED_FROM else [keys]
        new = processes.shared(lambda place: [(key, jobs[key]()) for key in runs[place]], len(runs))
        self.known |= {key: entries for run in new for key, entries in run}

    def save(self) -> None:
        """Stores the entries that this build used."""
        if self.material is not None and self.kept != {*self.asked}:
            self.keep.put(_KEY, build_cache.with_checksum(json.dumps(self.asked, ensure_ascii=False).encode()))

    def _remember(self) -> None:
        """Replaces Material's reading of a page by one that uses the cache."""

        def remembered(page: Page) -> None:
            key = self._of_made(page)
            if key not in self.known:
                self.known[key] = self._read(page)
            self._use(key)

        self.material.add_entry_from_context = remembered

    def _read(self, page: Page) -> Entries:
        return self._new(lambda: self._reads(page))

    def _of_made(self, page: Page) -> str:
        """The key of everything the search reads of a page that MkDocs makes."""
        meta = sorted((name, repr(value)) for name, value in page.meta.items() if name != "head")
        text = _UNREAD.sub("", page.content or "")
        return self._key([page.url, str(page.title), text, _contents(page.toc), meta])

    def _key(self, parts: list[object]) -> str:
        return sha256(json.dumps([*parts, *self.setting]).encode())

    def _use(self, key: str) -> None:
        self.asked[key] = self.known[key]
        self.material.entries.extend(self._with_words(entry) for entry in self.known[key])

    def _with_words(self, entry: dict[str, Any], of: SearchWords | None = None, folder: str = "") -> dict[str, Any]:
        """An entry with the words by which it is searched for; Material calls such words tags."""
        words = (of or self.words).of(str(entry["location"]).removeprefix(folder), str(entry["title"]))
        return {**entry, "tags": [*entry.get("tags", ()), *words]} if words else entry

    def _new(self, read: Callable[[], object]) -> Entries:
        """The entries that reading adds to the index, taken out of it again."""
        if self.material is None:
            read()
            return []
        before = len(self.material.entries)
        read()
        new = self.material.entries[before:]
        del self.material.entries[before:]
        return list(new)


def _known(keep: Cache) -> dict[str, Entries]:
    try:
        return dict(json.loads(build_cache.checked_content(keep.get(_KEY) or b"")))
    except ValueError:  # none yet, or damaged
        return {}


def _contents(toc: Iterable[AnchorLink]) -> list[object]:
    return [[entry.title, entry.url, entry.level, _contents(entry.children)] for entry in toc]
