"""The command `trustcenter lists`: prints the requirement lists with their sources and days (`reports.list_report`)."""

from __future__ import annotations

from datetime import date

import click

from trustcenter.cli.common import today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files
from trustcenter.model.problems import one_of
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import load
from trustcenter.reports import list_report
from trustcenter.reports.problem_report import encodable


@click.command()
@click.argument("regimes", nargs=-1, metavar="[REGIME]...")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@AS_OF
@click.pass_context
def lists(context: click.Context, regimes: tuple[str, ...], form: str, as_of: date | None) -> None:
    """Show the requirement lists: each entry's source and days, what is stale, what comes into force when.

    All lists, asserted or not; with REGIME only those.
    """
    texts = files.read_tree(root_of(context))
    center = load(texts)
    known = requirement_lists.regimes(center.sources)
    if unknown := [name for name in regimes if name not in known]:
        raise click.UsageError(f"`{unknown[0]}` is no requirement list; {one_of(unknown[0], known)}", context)
    told = list_report.report(center, today_of(as_of, texts), regimes)
    click.echo(list_report.as_json(told) if form == "json" else encodable(list_report.as_text(told)))
