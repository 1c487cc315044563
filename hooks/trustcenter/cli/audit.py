"""The command `trustcenter audit`: prints the evidence for one change (`reports.evidence`) as Markdown or JSON."""

from __future__ import annotations

import click

from trustcenter.cli.group import root_of
from trustcenter.disk import files, git
from trustcenter.model.problems import one_of
from trustcenter.reading.center import load
from trustcenter.reports import evidence


@click.command()
@click.argument("change")
@click.option("--format", "form", type=click.Choice(["json", "md"]), default="md", show_default=True)
@click.pass_context
def audit(context: click.Context, change: str, form: str) -> None:
    """Print the evidence for CHANGE: hashes, redline, class and floor, promise, arithmetic, deliveries, commits."""
    root = root_of(context)
    center = load(files.read_tree(root))
    if change not in center.archive.changes:
        raise click.ClickException(f"`{change}` is no change: {one_of(change, center.archive.changes)}")
    try:
        commits = git.published_commits(root)
    except git.GitError as error:
        click.echo(f"without commits: {str(error).removeprefix('fatal: ')}", err=True)
        commits = []
    pack = evidence.audit(center, center.archive.changes[change], commits)
    click.echo(evidence.as_json(pack) if form == "json" else evidence.as_markdown(pack))
