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
@click.pass_context
def status(context: click.Context, as_of: date | None) -> None:
    """Show per policy what is in effect, what is upcoming, and how the draft differs."""
    texts = files.read_tree(root_of(context))
    click.echo(state.status(load(texts), today_of(as_of, texts)))
