"""Lets MkDocs frame our pages and link to them, without reading or writing them itself.

The event handlers in `trustcenter_mkdocs` call these functions with objects of MkDocs.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from trustcenter.model.cache import Recipe
from trustcenter.site import build
from trustcenter.site import pages as ours
from trustcenter.site.page_frame import LazyPage
from trustcenter_mkdocs import trees

_SOURCE_MAPS = (".css.map", ".js.map")
"""Files of the theme that only its developers read."""
_ID = re.compile(r'\sid="([^"]+)"')


class Known(File):
    """A page or file that MkDocs knows as a link target and does not write."""

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        pass


def known(config: MkDocsConfig, url: str) -> File:
    """A link target for MkDocs: the page or file at `url`."""
    is_page = url.endswith("/")
    file = Known.generated(
        config, build.source(url) if is_page else url, content="", inclusion=InclusionLevel.NOT_IN_NAV
    )
    file.url, file.dest_uri = url, f"{url}index.html" if is_page else url
    return file


def with_pages(files: Files, config: MkDocsConfig, site: build.Outputs | None) -> Files:
    """The files of MkDocs with our pages, and with those that pages may link to, in place of what they replace."""
    for path in [path for path in files.src_uris if path.endswith(_SOURCE_MAPS)]:
        files.remove(files.src_uris[path])
    for path in build.replaced(site, [file.src_uri for file in files.documentation_pages()]):
        files.remove(files.src_uris[path])
    for path, content, in_menu in build.stubs(site):
        inclusion = InclusionLevel.INCLUDED if in_menu else InclusionLevel.NOT_IN_NAV
        _put(files, File.generated(config, path, content=content, inclusion=inclusion))
    for url in build.linked(site):
        _put(files, known(config, url))
    return files


def _put(files: Files, file: File) -> None:
    """Adds a file in place of one that MkDocs has at its path: a draft, or a file of the theme."""
    if there := files.get_file_from_path(file.src_uri):
        files.remove(there)
    files.append(file)


@dataclass(frozen=True)
class Framer:
    """Puts MkDocs' frame around our pages."""

    env: Environment
    config: MkDocsConfig
    files: Files
    nav: Navigation

    def framed(self, site: build.Outputs, *, served: bool, each: bool) -> Mapping[str, Recipe]:
        """The framed pages by path, each as a recipe; with `each`, the templates are rendered for every page."""
        return build.framed(site, partial(self._frame, site, {}), served=served, each=each)

    def page(self, lazy: LazyPage) -> Page:
        """A page of ours as a MkDocs page."""
        return self._as_page(lazy.page)

    def _frame(self, site: build.Outputs, navs: dict[str, Navigation], page: ours.Page) -> str:
        language = trees.language_of(site, page.url)
        if not language:
            return self._rendered(self.nav, page)
        with trees.spoken(self.config, site, language):
            if language not in navs:
                navs[language] = trees.navigation(site, language, self.config, self.files)
            return trees.with_own_search(self._rendered(navs[language], page), language)

    def _rendered(self, nav: Navigation, page: ours.Page) -> str:
        context = get_context(nav, self.files, self.config, self._as_page(page))
        return self.env.get_template("main.html").render(context)

    def _as_page(self, page: ours.Page) -> Page:
        content = build.stub(page.title, listed=page.listed, weight=ours.weight(page.url, in_menu=False))
        made = Page(None, File.generated(self.config, build.source(page.url), content=content), self.config)
        made.markdown, made.meta = get_data(content)
        made.content = filled(made, page)
        return made


def filled(page: Page, ours: ours.Page) -> str:
    """Gives a MkDocs page the head, contents and anchors of one of ours; returns its HTML."""
    page.meta["head"] = ours.head
    page.toc = get_toc(list(ours.toc))  # type: ignore[arg-type]
    page.present_anchor_ids = {*_ID.findall(ours.html)}
    return ours.html
