"""`trustcenter build`: the site as of a day."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.group import AS_OF, mkdocs, root_of


@click.command()
@AS_OF
@click.option("--drafts", is_flag=True, help="Add a preview of every draft at /policies/<id>/draft/.")
@click.option(
    "-d", "--site-dir", type=click.Path(path_type=Path), help="Where to build, instead of where mkdocs.yml says."
)
@click.pass_context
def build(context: click.Context, as_of: date | None, drafts: bool, site_dir: Path | None) -> None:
    """Check, then build the site with MkDocs, as of a day."""
    arguments = ["build", "--strict"] + (["--site-dir", str(site_dir.resolve())] if site_dir else [])
    sys.exit(mkdocs(root_of(context), arguments, as_of=as_of, drafts=drafts, quiet=True))
