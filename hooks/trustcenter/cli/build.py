"""The command `trustcenter build`: checks a center and builds its site with MkDocs, as of a day.

MkDocs runs in this process; the hook reads the day from the environment. Exits with the code of MkDocs.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import site_settings, today_of, wrong_own
from trustcenter.cli.group import AS_OF, COMMIT, mkdocs_environment, root_of
from trustcenter.disk import files
from trustcenter.model.paths import SETTINGS
from trustcenter.reading.center import load
from trustcenter.reading.own_addresses import static_folder
from trustcenter.reading.site_settings import OWN_SETTINGS, load_settings
from trustcenter.rules import check, check_settings_and_files
from trustcenter.site.cache import up_to_date

EPOCH = "SOURCE_DATE_EPOCH"
"""The environment variable with the time for the files of a build (reproducible-builds.org)."""


@click.command()
@AS_OF
@click.option("--drafts", is_flag=True, help="Add a preview of every draft at /policies/<id>/draft/.")
@click.option(
    "-d", "--site-dir", type=click.Path(path_type=Path), help="Where to build, instead of where mkdocs.yml says."
)
@COMMIT
@click.pass_context
def build(context: click.Context, as_of: date | None, drafts: bool, site_dir: Path | None, commit: str | None) -> None:
    """Check, then build the site with MkDocs, as of a day.

    A site that is up to date already stays as it is.
    """
    root = root_of(context)
    before, texts = _stamps(root), files.read_tree(root)
    configured_folder = load_settings(texts)[0].get("site_dir")
    folder, kept = (site_dir or root / str(configured_folder or "site")).resolve(), files.FolderCache(root)
    day = today_of(as_of, texts)
    key = None if drafts else _key(root, texts, day, commit)
    files_built = up_to_date.remembered(kept, str(folder), key) if key else None
    if files_built and files_built == files.stamps(folder) and _is_sound(root, texts, day):
        return
    arguments = ["build", "--strict", *(["--site-dir", str(folder)] if site_dir else [])]
    code = _mkdocs(root, arguments, mkdocs_environment(day, drafts=drafts, quiet=True, commit=commit))
    if key and code == 0 and before == _stamps(root):  # nobody edited anything meanwhile
        up_to_date.remember(kept, str(folder), key, files.stamps(folder))
    sys.exit(code)


def _stamps(root: Path) -> list[dict[str, list[int]]]:
    """The stamps (size, mtime, inode) of all files that a site is made from."""
    return [files.stamps(root / top) for top in ("data", "docs")] + [{SETTINGS: files.stamp(f"{root}/{SETTINGS}")}]


def _key(root: Path, texts: Mapping[str, bytes], day: date, commit: str | None) -> str | None:
    """A key of the site that a build for a day would make; None if it may depend on anything else."""
    settings = load_settings(texts)[0]
    hooks = up_to_date.hooks(settings, texts.get(SETTINGS, b"").decode("utf-8", "replace"))
    static = static_folder(settings.get(*OWN_SETTINGS))
    beside = [f"{static}/{path}" for path in files.static_files(root, static)]
    read = None if hooks is None else files.build_inputs(root, texts, (*hooks, *beside))
    programs = f"{files.program_versions()} {os.environ.get(EPOCH, '')} {commit or ''}"
    return None if read is None else up_to_date.key(read, day, programs)


def _is_sound(root: Path, texts: Mapping[str, bytes], day: date) -> bool:
    """Whether the checks find no error, so that a build would start."""
    center = load(texts)
    settings = site_settings(root, center.settings)
    look = check_settings_and_files(center, settings, paths=texts)
    return not any(problem.is_error for problem in (*check(center, day), *look, *wrong_own(center, settings)))


def _mkdocs(root: Path, arguments: list[str], environment: Mapping[str, str]) -> int:
    """Runs MkDocs in this process, which has read the center already, and returns its exit code."""
    os.environ |= environment
    os.chdir(root)
    sys.argv = ["mkdocs", *arguments]
    try:
        runpy.run_module("mkdocs", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
