"""The command `trustcenter schemas`: writes the JSON Schemas of all fact kinds to `data/schemas/`, or checks them."""

from __future__ import annotations

import sys

import click

from trustcenter.cli.group import root_of
from trustcenter.disk import files
from trustcenter.reading import facts_loader


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when a schema is not current.")
@click.pass_context
def schemas(context: click.Context, only_check: bool) -> None:
    """Write the JSON Schemas of all fact kinds to data/schemas/."""
    root = root_of(context)
    stale = {path: data for path, data in facts_loader.schemas().items() if not files.holds(root, path, data)}
    if only_check:
        lines = [f"{path} is not current: run `trustcenter schemas`" for path in stale]
        click.echo("\n".join(lines) or "schemas are current")
        sys.exit(1 if stale else 0)
    for path, data in stale.items():
        files.write(root, path, data)
    click.echo("\n".join(f"wrote {path}" for path in stale) or "schemas are current")
