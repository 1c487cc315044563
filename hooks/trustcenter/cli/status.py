"""The command `trustcenter status`: prints the state of every policy on one screen (`reports.status`)."""

from __future__ import annotations

from datetime import date

import click

from trustcenter.cli.common import today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files
from trustcenter.reading.center import load
from trustcenter.reports import status as state


@click.command()
@AS_OF
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def status(context: click.Context, as_of: date | None, form: str) -> None:
    """Show per policy what is in effect, what is upcoming, and how the draft differs."""
    texts = files.read_tree(root_of(context))
    write = state.as_json if form == "json" else state.status
    click.echo(write(load(texts), today_of(as_of, texts)))
