"""The command `trustcenter recover`: completes or undoes a publication that was interrupted."""

from __future__ import annotations

import click

from trustcenter.cli.common import alone
from trustcenter.cli.group import root_of
from trustcenter.disk import files


@click.command()
@click.pass_context
def recover(context: click.Context) -> None:
    """Undo a publication that was interrupted, or finish one that had reached its commit point.

    Every command that publishes does this first; run it on its own if you only want to build.
    """
    root = root_of(context)
    alone(root)
    click.echo(files.recover(root) or "no publication was interrupted")
