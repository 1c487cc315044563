"""The command `trustcenter render`: writes the site as plain Markdown and static files (`site.plain_export`)."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click
import yaml

from trustcenter.cli.common import site_settings, today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files, processes
from trustcenter.model.phrases import day as in_words
from trustcenter.reading.site_settings import load_settings
from trustcenter.reports import problem_report
from trustcenter.site import build, plain_export


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@AS_OF
@click.pass_context
def render(context: click.Context, folder: Path, as_of: date | None) -> None:
    """Write the site as plain Markdown and files to DIR, which must be empty or not exist.

    Any site generator can build it; the README in DIR says how.
    """
    root, target = root_of(context), (context.obj / folder).resolve()
    if there := files.names_in(target):
        raise click.ClickException(f"{folder} is not empty, and nothing is ever overwritten: {', '.join(there[:20])}")
    texts = files.read_tree(root)
    day = today_of(as_of, texts)
    try:
        site = _site(root, texts, day)
        own = plain_export.own(files.settings(root), texts, files.own_files(root))
        theme = plain_export.layered(files.theme(), _templates(root, own.settings))
        files.create(target, plain_export.plain(site, own, theme=theme, day=day))
    except yaml.YAMLError as error:
        raise click.ClickException(f"mkdocs.yml cannot be read: {error}; nothing was written") from None
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error}; nothing was written") from None
    click.echo(f"wrote the site as of {in_words(day)} to {folder}: {len(site.pages)} generated pages")
    click.echo(f"next: read {folder / 'README.md'}, which says how to build it")


def _templates(root: Path, settings: str) -> dict[str, bytes]:
    """The templates and files of the company's own that `theme.custom_dir` names, by path."""
    named = plain_export.setting(settings, "theme", "custom_dir")
    if not named:
        return {}
    if not (root / named).is_dir():
        raise click.ClickException(f"mkdocs.yml: `custom_dir` names {named}, which is no folder; nothing was written")
    return files.read_all(root / named)


def _site(root: Path, texts: Mapping[str, bytes], day: date) -> build.Outputs:
    """The site on a day; if there are errors, prints them and exits with 1."""
    texts = build.shown(texts, plain_export.hidden(files.settings(root)))
    settings = site_settings(root, load_settings(texts)[0])
    site, problems = build.checked(
        texts, settings, as_of=day.isoformat(), now=datetime.now(UTC), drafts=False, keep=files.FolderCache(root),
        share=processes.making,
    )  # fmt: skip
    if site is None:
        click.echo(problem_report.terminal(problems), err=True)
        click.echo("nothing was written", err=True)
        sys.exit(1)
    return site
