"""Pages that MkDocs neither reads nor writes: its frame around them, and what it has to know of them.

The only companion of the hook; nothing else knows MkDocs.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc
from mkdocs.utils.meta import get_data

from trustcenter import build
from trustcenter import pages as ours
from trustcenter.bodies import Keep, Recipe, files
from trustcenter.frame import Resting
from trustcenter.records import sha256

_ID = re.compile(r'\sid="([^"]+)"')


class Known(File):
    """A page or file that MkDocs knows for the sake of links to it, and does not write."""

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        pass


def whisper(quiet: bool) -> None:
    """Let MkDocs tell warnings and errors alone: its own `--quiet` hides the warnings from `--strict` as well."""
    for handler in logging.getLogger("mkdocs").handlers if quiet else ():
        handler.setLevel(logging.WARNING)


def known(config: MkDocsConfig, url: str) -> File:
    is_page = url.endswith("/")
    file = Known.generated(
        config, build.source(url) if is_page else url, content="", inclusion=InclusionLevel.NOT_IN_NAV
    )
    file.url, file.dest_uri = url, f"{url}index.html" if is_page else url
    return file


def hidden(config: MkDocsConfig) -> Callable[[str], bool]:
    """Whether MkDocs keeps a path below `docs/` off the site."""
    specs = [spec for spec in (config.exclude_docs, config.draft_docs) if spec]
    return lambda path: any(spec.match_file(path) for spec in specs)


class Compiled(BytecodeCache):
    """The templates that were compiled for an earlier build of a preview, as long as their text is the same."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key, bucket.checksum] = bucket.code


@dataclass(frozen=True)
class Framer:
    """MkDocs' frame around pages of ours; `keep` holds what its search found in them."""

    env: Environment
    config: MkDocsConfig
    files: Files
    nav: Navigation
    keep: Keep

    def framed(self, site: build.Outputs, *, served: bool) -> Mapping[str, Recipe]:
        """The pages by path, to be finished; those that the site lists can be searched too."""
        for page in site.framed.values():
            if page.listed:
                self._search(page)
        self._remember()
        return build.framed(site, self._frame, served=served)

    def _frame(self, page: ours.Page) -> str:
        context = get_context(self.nav, self.files, self.config, self._as_page(page))
        return self.env.get_template("main.html").render(context)

    def _as_page(self, page: ours.Page) -> Page:
        """A page of ours as MkDocs has one after reading it."""
        content = build.stub(page.title, listed=page.listed, weight=ours.weight(page.url, in_menu=False))
        made = Page(None, File.generated(self.config, build.source(page.url), content=content), self.config)
        made.markdown, made.meta = get_data(content)
        made.content = filled(made, page)
        return made

    def _search(self, page: Resting) -> None:
        """Let the search of the site read a page of ours, unless what it found in the very same page is known."""

        def read() -> None:
            context: Any = {}
            made = self._as_page(page.page)
            self.config.plugins.on_page_context(context, page=made, config=self.config, nav=self.nav)

        if self._index is None:  # another search, or none
            read()
        else:
            self._read([page.digest] if page.digest else [page.url, page.title, page.html], read)

    def _remember(self) -> None:
        """Let the search of the site read those pages again that MkDocs makes itself only where they have changed."""
        if self._index is None:
            return
        read = self._index.add_entry_from_context

        def remembered(page: Page) -> None:
            meta = sorted((name, repr(value)) for name, value in page.meta.items())
            self._read([page.url, str(page.title), page.content, _contents(page.toc), meta], lambda: read(page))

        self._index.add_entry_from_context = remembered

    @property
    def _index(self) -> Any:
        """What Material's search has found so far; None where the site has another search, or none."""
        return getattr(self.config.plugins.get("material/search"), "search_index", None)

    def _read(self, said: list[object], read: Callable[[], None]) -> None:
        """Have something read that adds to the index, unless what was added for all that is `said` is known."""
        entries = self._index.entries

        def found() -> dict[str, bytes]:
            before = len(entries)
            read()
            new = json.dumps(entries[before:]).encode()
            del entries[before:]
            return {"entries": new}

        setting = [repr(sorted(self.config.plugins["material/search"].config.items())), _material()]
        key = sha256(json.dumps([*said, *setting]).encode())
        entries.extend(json.loads(files(self.keep, key, found)["entries"]))


@cache
def _material() -> str:
    return version("mkdocs-material")


def _contents(toc: Iterable[AnchorLink]) -> list[object]:
    return [[entry.title, entry.url, entry.level, _contents(entry.children)] for entry in toc]


def filled(page: Page, ours: ours.Page) -> str:
    """Give a page of MkDocs what one of ours has besides its HTML, which is returned."""
    page.meta["head"] = ours.head
    page.toc = get_toc(list(ours.toc))  # type: ignore[arg-type]
    page.present_anchor_ids = {*_ID.findall(ours.html)}
    return ours.html
