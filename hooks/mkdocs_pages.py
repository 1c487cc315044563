"""Pages that MkDocs neither reads nor writes: its frame around them, and what it has to know of them.

The only companion of the hook; nothing else knows MkDocs.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from trustcenter import build
from trustcenter import pages as ours
from trustcenter.bodies import Keep, files
from trustcenter.records import sha256


class Known(File):
    """A page that MkDocs knows for the sake of links to it, and does not write."""

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        pass


def whisper(quiet: bool) -> None:
    """Let MkDocs tell warnings and errors alone: its own `--quiet` hides the warnings from `--strict` as well."""
    for handler in logging.getLogger("mkdocs").handlers if quiet else ():
        handler.setLevel(logging.WARNING)


def known(config: MkDocsConfig, url: str) -> File:
    file = Known.generated(config, build.source(url), content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.url, file.dest_uri = url, f"{url}index.html"
    return file


def hidden(config: MkDocsConfig) -> Callable[[str], bool]:
    """Whether MkDocs keeps a path below `docs/` off the site."""
    specs = [spec for spec in (config.exclude_docs, config.draft_docs) if spec]
    return lambda path: any(spec.match_file(path) for spec in specs)


@dataclass(frozen=True)
class Framer:
    """MkDocs' frame around pages of ours; `keep` holds what its search found in them."""

    env: Environment
    config: MkDocsConfig
    files: Files
    nav: Navigation
    keep: Keep

    def framed(self, site: build.Outputs, *, served: bool) -> Mapping[str, bytes]:
        """The finished pages by path; those that the site lists can be searched too."""
        for body in site.framed.values():
            if body.page.listed:
                self._search(body.page)
        return build.framed(site, self._frame, served=served)

    def _frame(self, page: ours.Page) -> str:
        context = get_context(self.nav, self.files, self.config, self._as_page(page))
        return self.env.get_template("main.html").render(context)

    def _as_page(self, page: ours.Page) -> Page:
        """A page of ours as MkDocs has one after reading it."""
        content = build.stub(page.title, listed=page.listed)
        made = Page(None, File.generated(self.config, build.source(page.url), content=content), self.config)
        made.markdown, made.meta = get_data(content)
        made.content = filled(made, page)
        return made

    def _search(self, page: ours.Page) -> None:
        """Let the search of the site read a page, unless what it found in the very same page is known."""
        plugin = self.config.plugins.get("material/search")
        entries = getattr(getattr(plugin, "search_index", None), "entries", None)

        def found() -> dict[str, bytes]:
            before = len(entries or ())
            context: Any = {}
            self.config.plugins.on_page_context(context, page=self._as_page(page), config=self.config, nav=self.nav)
            new = json.dumps((entries or [])[before:]).encode()
            del (entries or [])[before:]
            return {"entries": new}

        if plugin is None or entries is None:  # another search, or none
            found()
            return
        said = [
            page.url,
            page.title,
            page.html,
            page.toc,
            repr(sorted(plugin.config.items())),
            version("mkdocs-material"),
        ]
        key = sha256(json.dumps(said).encode())
        entries.extend(json.loads(files(self.keep, key, found)["entries"]))


def filled(page: Page, ours: ours.Page) -> str:
    """Give a page of MkDocs what one of ours has besides its HTML, which is returned."""
    page.meta["head"] = ours.head
    page.toc = get_toc(list(ours.toc))  # type: ignore[arg-type]
    return ours.html
