"""The settings of MkDocs as the package takes them: what `on_startup` and `on_config` hand on, or set."""

import logging
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from trustcenter.disk import files, git, site_folder
from trustcenter.reading.own_addresses import static_folder
from trustcenter.reading.site_settings import SiteSettings


def whisper(quiet: bool) -> None:
    """With `quiet`, MkDocs logs only warnings and errors; its own `--quiet` would hide warnings from `--strict`."""
    for handler in logging.getLogger("mkdocs").handlers if quiet else ():
        handler.setLevel(logging.WARNING)


def root_of(config: MkDocsConfig) -> Path:
    """The folder of the center; raises PluginError if the site would be built into a folder that is not one of ours."""
    if why_not := site_folder.refused(Path(config.site_dir)):
        raise PluginError(why_not)
    return Path(config.config_file_path).resolve().parent


def of_site(config: MkDocsConfig, root: Path, commit: str) -> SiteSettings:
    """What a build is told of `mkdocs.yml`, as MkDocs resolved it, and of the files of the center at `root`."""
    own = config.extra.get("trustcenter") or {}
    return SiteSettings(
        site_url=config.site_url or "",
        repo_url=config.repo_url or "",
        language=config.theme.get("language") or "en",
        own=own,
        nav=config.nav,
        left_out=config.not_in_nav.match_file if config.not_in_nav else lambda _path: False,
        assets=files.assets(root),
        links=(*files.links_out(root, static_folder(own)), *git.tracked(root, (".cache",))[:3]),
        static=files.static_files(root, static_folder(own)),
        commit=commit,
    )


def hidden(config: MkDocsConfig) -> Callable[[str], bool]:
    """A function that says whether MkDocs keeps a path below `docs/` off the site."""
    specs = [spec for spec in (config.exclude_docs, config.draft_docs) if spec]
    return lambda path: any(spec.match_file(path) for spec in specs)
