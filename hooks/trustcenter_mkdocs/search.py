"""The search of the site: what Material reads out of a page is kept, and read again only where the page has changed."""

import json
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any, Self

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from trustcenter import keeping, workers
from trustcenter.frame import Resting
from trustcenter.records import sha256

_KEY = sha256(b"search")
TOGETHER = 20
Entries = list[dict[str, Any]]


class Index:
    """What Material's search finds in the pages of the site; nothing to do where the site has another one, or none."""

    def __init__(self, config: MkDocsConfig, nav: Navigation, keep: keeping.Keep) -> None:
        self.config = config
        self.nav = nav
        self.keep = keep
        self.material: Any = getattr(config.plugins.get("material/search"), "search_index", None)
        self.known: dict[str, Entries] = _known(keep) if self.material else {}
        self.asked: dict[str, Entries] = {}
        self.kept = {*self.known}
        if self.material:
            setting = sorted(config.plugins["material/search"].config.items())
            self.setting = [repr(setting), version("mkdocs-material")]

    def read(self, framed: Iterable[Resting], page_of: Callable[[Resting], Page]) -> Self:
        """Let the search read the listed ones of the pages that MkDocs does not make, and then those that it makes."""
        pages = [page for page in framed if page.listed]

        def found(page: Resting) -> Entries:
            context: Any = {}
            made = page_of(page)
            return self._new(
                lambda: self.config.plugins.on_page_context(context, page=made, config=self.config, nav=self.nav)
            )

        if self.material is None:
            for page in pages:
                found(page)
            return self
        keys = [self._key([page.digest] if page.digest else [page.url, page.title, page.html]) for page in pages]
        missing = [(key, page) for key, page in zip(keys, pages, strict=True) if key not in self.known]
        runs = [missing[place : place + TOGETHER] for place in range(0, len(missing), TOGETHER)]
        new = workers.shared(lambda place: [(key, found(page)) for key, page in runs[place]], len(runs))
        self.known |= {key: entries for run in new for key, entries in run}
        for key in keys:
            self._use(key)
        self._remember()
        return self

    def save(self) -> None:
        """Keep what this build asked for."""
        if self.material is not None and self.kept != {*self.asked}:
            self.keep.put(_KEY, keeping.sealed(json.dumps(self.asked, ensure_ascii=False).encode()))

    def _remember(self) -> None:
        """Have the pages that MkDocs makes read again only where they have changed."""
        read = self.material.add_entry_from_context

        def remembered(page: Page) -> None:
            meta = sorted((name, repr(value)) for name, value in page.meta.items())
            key = self._key([page.url, str(page.title), page.content, _contents(page.toc), meta])
            if key not in self.known:
                self.known[key] = self._new(lambda: read(page))
            self._use(key)

        self.material.add_entry_from_context = remembered

    def _key(self, said: list[object]) -> str:
        return sha256(json.dumps([*said, *self.setting]).encode())

    def _use(self, key: str) -> None:
        self.asked[key] = self.known[key]
        self.material.entries.extend(self.known[key])

    def _new(self, read: Callable[[], object]) -> Entries:
        """What reading adds to the index, taken out of it again."""
        if self.material is None:
            read()
            return []
        before = len(self.material.entries)
        read()
        new = self.material.entries[before:]
        del self.material.entries[before:]
        return list(new)


def _known(keep: keeping.Keep) -> dict[str, Entries]:
    try:
        return dict(json.loads(keeping.opened(keep.get(_KEY) or b"")))
    except ValueError:  # none yet, or damaged
        return {}


def _contents(toc: Iterable[AnchorLink]) -> list[object]:
    return [[entry.title, entry.url, entry.level, _contents(entry.children)] for entry in toc]
