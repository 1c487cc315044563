"""MkDocs events → calls into the package `trustcenter`.  Decides nothing.

MkDocs puts this folder on the path only while this file loads: everything is
imported here at the top.  State lives across the rebuilds of `mkdocs serve`,
so `on_config` makes it anew each time.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils.meta import get_data

from trustcenter import build, files, report, workers
from trustcenter.rules import check

log = get_plugin_logger("trustcenter")
state: dict[str, object] = {"command": "build"}
site: build.Outputs | None = None
framed: dict[str, bytes] = {}
broken = ""


def on_startup(command: str, dirty: bool) -> None:
    state["command"] = command


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check before MkDocs cleans the old site, so that a failure leaves it as it was."""
    global site, broken
    site, broken = None, ""
    root = Path(config.config_file_path).resolve().parent
    center = build.load(files.read_tree(root))
    try:
        day = build.build_day(os.environ.get("TRUSTCENTER_AS_OF"), now=datetime.now(UTC), timezone=center.timezone)
    except ValueError as error:
        raise PluginError(f"TRUSTCENTER_AS_OF: {error}; write an existing day as YYYY-MM-DD") from None
    settings = config.extra.get("trustcenter") or {}
    found = (*check(center, day), *build.wrong_settings(settings))
    if any(problem.is_error for problem in found):
        errors = [problem for problem in found if problem.is_error]
        if state["command"] != "serve":
            raise PluginError(report.terminal(errors))
        log.error("%s", report.terminal(errors))
        broken = build.problems_page(errors)
    else:
        drafts = bool(os.environ.get("TRUSTCENTER_DRAFTS"))
        own = {"site_url": config.site_url or "", "repo_url": config.repo_url or "", "accent": settings.get("accent", "")}
        kept = files.Kept(root)
        site = build.outputs(
            center, day, drafts=drafts, assets=files.assets(root), keep=kept, maker=workers.made, **own
        )
        kept.tidy()
        for problem in (*found, *site.infos):
            log.info("%s", report.line(problem))
    config.theme.dirs.insert(0, str(files.theme_folder()))
    config.extra["trustcenter"] = build.frame(site)
    config.extra.setdefault("generator", False)
    config.nav = [_entry(*item) for item in site.navigation] if site else None
    return config


def _entry(title: str, target: object) -> object:
    if isinstance(target, str):
        return {title: target} if title else target
    return {title: [_entry(*item) for item in target]}  # type: ignore[attr-defined]


def on_pre_build(config: MkDocsConfig) -> None:
    files.remove_well_known(Path(config.site_dir))


class Framed(File):
    """A page that MkDocs knows for the sake of links to it; the package writes it."""

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        pass


def on_files(found: Files, config: MkDocsConfig) -> Files:
    for path in build.replaced(site, [file.src_uri for file in found.documentation_pages()]):
        found.remove(found.src_uris[path])
    for path, content, listed in build.stubs(site):
        inclusion = InclusionLevel.INCLUDED if listed else InclusionLevel.NOT_IN_NAV
        found.append(File.generated(config, path, content=content, inclusion=inclusion))
    for url in build.linked(site):
        file = Framed.generated(config, build.source(url), content="", inclusion=InclusionLevel.NOT_IN_NAV)
        file.url, file.dest_uri = url, f"{url}index.html"
        found.append(file)
    return found


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    state["nav"] = nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Put MkDocs' frame around the pages that need no more of it, and let it search the listed ones."""
    framed.clear()
    nav, template = state["nav"], env.get_template("main.html")

    def frame(page: build.Page) -> str:
        return template.render(get_context(nav, files, config, _as_page(page, config)))  # type: ignore[arg-type]

    if site:
        framed.update(build.framed(site, frame, served=state["command"] == "serve"))
        for body in site.framed.values():
            if body.page.listed:
                config.plugins.on_page_context({}, page=_as_page(body.page, config), config=config, nav=nav)


def _as_page(page: build.Page, config: MkDocsConfig) -> Page:
    """A page of ours as MkDocs would have it after reading."""
    content = build.stub(page.title, listed=page.listed)
    made = Page(None, File.generated(config, build.source(page.url), content=content), config)
    made.markdown, made.meta = get_data(content)
    made.meta["head"], made.content = page.head, page.html
    made.toc = get_toc(list(page.toc))  # type: ignore[arg-type]
    return made


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if site and page.url in site.pages:
        page.update_date = site.pages[page.url].updated.isoformat()
        return markdown
    if site:
        page.update_date = site.updated
        return site.filled.get(f"docs/{page.file.src_uri}", markdown)
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if not site:
        return broken or html
    if page.url not in site.pages:
        return html
    page.meta["head"] = site.pages[page.url].head
    page.toc = get_toc(list(site.pages[page.url].toc))  # type: ignore[arg-type]
    return site.pages[page.url].html


def on_post_page(output: str, **_: object) -> str:
    return build.mended(output, served=state["command"] == "serve")


on_post_template = on_post_page


@event_priority(-100)  # after everything else that writes
def on_post_build(config: MkDocsConfig) -> None:
    if site:
        files.write_all(Path(config.site_dir), {**site.files, **framed})
        files.write_sums(Path(config.site_dir))
