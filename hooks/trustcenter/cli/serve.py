"""`trustcenter serve`: a preview that follows every edit."""

from __future__ import annotations

import sys
from datetime import date

import click

from trustcenter.cli.group import AS_OF, mkdocs, root_of


@click.command()
@AS_OF
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Preview drafts at /policies/<id>/draft/.")
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="Host and port to serve on.")
@click.pass_context
def serve(context: click.Context, as_of: date | None, drafts: bool, address: str) -> None:
    """Preview the site and rebuild it when data/ or docs/ change."""
    sys.exit(mkdocs(root_of(context), ["serve", "--dev-addr", address], as_of=as_of, drafts=drafts))
