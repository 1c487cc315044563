"""Pages that MkDocs neither reads nor writes: its frame around them, and what it has to know of them.

The only companion of the hook; nothing else knows MkDocs.
"""

from collections.abc import Mapping

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from trustcenter import build


class Known(File):
    """A page that MkDocs knows for the sake of links to it, and does not write."""

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        pass


def known(config: MkDocsConfig, url: str) -> File:
    file = Known.generated(config, build.source(url), content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.url, file.dest_uri = url, f"{url}index.html"
    return file


def framed(
    site: build.Outputs, env: Environment, config: MkDocsConfig, files: Files, nav: Navigation, *, served: bool
) -> Mapping[str, bytes]:
    """The finished pages by path; those that the site lists can also be found by its search."""
    template = env.get_template("main.html")

    def frame(page: build.Page) -> str:
        return template.render(get_context(nav, files, config, _as_page(page, config)))

    for body in site.framed.values():
        if body.page.listed:
            config.plugins.on_page_context({}, page=_as_page(body.page, config), config=config, nav=nav)  # type: ignore[typeddict-item]
    return build.framed(site, frame, served=served)


def _as_page(page: build.Page, config: MkDocsConfig) -> Page:
    """A page of ours as MkDocs has one after reading it."""
    content = build.stub(page.title, listed=page.listed)
    made = Page(None, File.generated(config, build.source(page.url), content=content), config)
    made.markdown, made.meta = get_data(content)
    made.meta["head"], made.content = page.head, page.html
    made.toc = get_toc(list(page.toc))  # type: ignore[arg-type]
    return made
