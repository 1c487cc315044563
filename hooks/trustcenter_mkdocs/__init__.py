"""The MkDocs adapter: handles the events of a MkDocs build and calls the package `trustcenter`, which decides.

`hooks/mkdocs_hook.py` imports every `on_…` function, and MkDocs calls them in the order in which they stand here.
`on_config` resets the state, because `mkdocs serve` builds several times in one process.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from trustcenter.disk import files, processes, site_folder, typesetting
from trustcenter.reports import problem_report
from trustcenter.site import build
from trustcenter.site.cache.template_cache import keep_compiled
from trustcenter.site.menu import nav_of
from trustcenter.site.open_data.sums import listing
from trustcenter_mkdocs import framing, search, settings, templates, trees
from trustcenter_mkdocs.preview import on_serve as on_serve

log = get_plugin_logger("trustcenter")
state: dict[str, Any] = {"command": "build"}
site: build.Outputs | None = None
broken = ""


def on_startup(command: str, dirty: bool) -> None:
    state["command"] = command
    settings.whisper(bool(os.environ.get("TRUSTCENTER_QUIET")))


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Loads and checks the center before MkDocs empties the site folder, so that a failure leaves the old site."""
    global site, broken
    site, broken = None, ""
    state["kept"] = files.FolderCache(root := settings.root_of(config))
    try:
        site, problems = build.checked(
            build.shown(files.read_tree(root), settings.hidden(config)),
            settings.of_site(config, root, os.environ.get("TRUSTCENTER_COMMIT", "")), now=datetime.now(UTC),
            as_of=os.environ.get("TRUSTCENTER_AS_OF"), drafts=bool(os.environ.get("TRUSTCENTER_DRAFTS")),
            keep=state["kept"], share=processes.making, typesetter=typesetting.typesetter(root),
        )  # fmt: skip
    except build.NoSuchDay as error:
        raise PluginError(f"TRUSTCENTER_AS_OF: {error}; write an existing day as YYYY-MM-DD") from None
    if site is None:
        if state["command"] != "serve":
            raise PluginError(problem_report.terminal(problems))
        log.error("%s", problem_report.terminal(problems))
        broken = build.problems_page(problems)
    for line in problem_report.brief(problems) if site else ():
        log.info("%s", line)
    state["differ"] = templates.set_up(config.theme, files.theme_folder(), root)
    config.extra.update(trustcenter=build.frame(site, broken), generator=config.extra.get("generator", False))
    config.nav = nav_of(site.navigation) if site else None
    return config


def on_pre_build(config: MkDocsConfig) -> None:
    site_folder.set_aside(Path(config.site_dir))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    return framing.with_pages(files, config, site)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    state["nav"] = nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Puts MkDocs' frame around the pages that need nothing else of it, and prepares the search index."""
    keep_compiled(env)
    if site:
        framer = framing.Framer(env, config, files, state["nav"])
        state["framed"] = framer.framed(site, served=state["command"] == "serve", each=state["differ"])
        made = [file.page for file in files.documentation_pages() if file.page]
        state["index"] = search.Index(config, state["nav"], state["kept"], framer.page, site.search_words)
        state["index"].read(trees.outside(site), made)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if site is None:
        return markdown
    own = site.pages.get(page.url)
    page.update_date = own.updated.isoformat() if own else site.updated
    page.meta.update(build.titled(page.meta) if own is None else {})
    return markdown if own else site.filled.get(f"docs/{page.file.src_uri}", markdown)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    if site and page.url in site.pages:
        return framing.filled(page, site.page(page.url))
    return html if site else broken or html


def on_post_page(output: str, **_: object) -> str:
    return build.mended(output, site.sources if site else (), served=state["command"] == "serve")


on_post_template = on_post_page


@event_priority(-100)  # after everything else that writes
def on_post_build(config: MkDocsConfig) -> None:
    if site:
        folder, recipes = Path(config.site_dir), {**site.recipes, **state["framed"]}
        made = {**site.files, **trees.indexes(state["index"], config, site)}
        site_folder.settle(folder, made, state["kept"], recipes, share=processes.writing, sums=listing)
        state["index"].save()
        state["kept"].tidy()
