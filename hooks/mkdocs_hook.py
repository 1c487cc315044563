"""MkDocs events → calls into the package `trustcenter`.  Decides nothing.

MkDocs puts this folder on the path only while this file loads: everything is
imported here at the top.  State lives across the rebuilds of `mkdocs serve`,
so `on_config` makes it anew each time.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from trustcenter import build, files, report
from trustcenter.rules import check

log = get_plugin_logger("trustcenter")
state: dict[str, object] = {"command": "build"}
site: build.Outputs | None = None
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
    found = check(center, day)
    if any(problem.is_error for problem in found):
        errors = [problem for problem in found if problem.is_error]
        if state["command"] != "serve":
            raise PluginError(report.terminal(errors))
        log.error("%s", report.terminal(errors))
        broken = build.problems_page(errors)
    else:
        drafts = bool(os.environ.get("TRUSTCENTER_DRAFTS"))
        assets, address = files.assets(root), config.site_url or ""
        site = build.outputs(center, day, drafts=drafts, assets=assets, site_url=address)
        for problem in (*found, *site.infos):
            log.info("%s", report.line(problem))
    config.theme.dirs.insert(0, str(files.theme_folder()))
    config.extra["trustcenter"] = {"strip": site.strip if site else "", "alternates": site.alternates if site else ()}
    config.extra.setdefault("generator", False)
    config.nav = [_entry(*item) for item in site.navigation] if site else None
    return config


def _entry(title: str, target: object) -> object:
    if isinstance(target, str):
        return {title: target} if title else target
    return {title: [_entry(*item) for item in target]}  # type: ignore[attr-defined]


def on_pre_build(config: MkDocsConfig) -> None:
    files.remove_well_known(Path(config.site_dir))


def on_files(found: Files, config: MkDocsConfig) -> Files:
    pages = {build.source(url): page.title for url, page in site.pages.items()} if site else {"index.md": "Problems"}
    for path, title in pages.items():
        if existing := found.get_file_from_path(path):
            found.remove(existing)
        listed = site is not None and site.pages[build.url(path)].listed
        inclusion = InclusionLevel.INCLUDED if listed else InclusionLevel.NOT_IN_NAV
        found.append(File.generated(config, path, content=build.stub(title, listed=listed), inclusion=inclusion))
    if not site:
        for file in list(found.documentation_pages()):
            if file.src_uri != "index.md":
                found.remove(file)
    return found


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
    return build.mended(output)


on_post_template = on_post_page


@event_priority(-100)  # after everything else that writes
def on_post_build(config: MkDocsConfig) -> None:
    if site:
        files.write_all(Path(config.site_dir), site.files)
        files.write_sums(Path(config.site_dir))
