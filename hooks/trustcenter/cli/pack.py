"""The command `trustcenter pack`: writes the evidence pack of a day (`site.evidence_pack`) as a ZIP file."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import site_settings, today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files, typesetting
from trustcenter.markdown.to_html import Site
from trustcenter.model.phrases import day as in_words
from trustcenter.reading.center import load
from trustcenter.reports import problem_report
from trustcenter.site import evidence_pack
from trustcenter.site.pages import View


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@AS_OF
@click.pass_context
def pack(context: click.Context, file: Path, as_of: date | None) -> None:
    """Write everything public by a day as one ZIP file, FILE: texts, records, lists, notices, sums, how to check them.

    FILE must not exist.  The same center and day give the same bytes; the site serves that of its own day.
    """
    root, target = root_of(context), (context.obj / file).resolve()
    if target.exists():
        raise click.ClickException(f"{file} exists, and nothing is overwritten")
    texts = files.read_tree(root)
    day = today_of(as_of, texts)
    center = load(texts)
    if errors := [problem for problem in center.problems if problem.is_error]:
        click.echo(problem_report.terminal(errors), err=True)
        click.echo("nothing was written", err=True)
        sys.exit(1)
    settings = site_settings(root, center.settings)
    view = View(center, center.archive.on(day), Site(frozenset()), settings.site_url, settings.repo_url)
    if not view.snapshot.announced:
        raise click.ClickException(f"nothing was published by {in_words(day)}; nothing was written")
    typesetter = typesetting.typesetter(root)
    if settings.pdf and typesetter is None:
        click.echo("the pack has no PDFs: install the tool with its extra `pdf`", err=True)
    try:
        files.write(target.parent, target.name, evidence_pack.pack(view, typesetter if settings.pdf else None))
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error}; nothing was written") from None
    click.echo(f"wrote everything public by {in_words(day)} to {file}")
