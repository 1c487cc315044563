"""The command `trustcenter prove`: prints what the archive proves about the version with a hash (`reports.proof`)."""

from __future__ import annotations

import sys
from datetime import date

import click

from trustcenter.cli.common import today_of
from trustcenter.cli.group import AS_OF, Day, root_of
from trustcenter.disk import files
from trustcenter.model.problems import Problem
from trustcenter.reading.archive import load_archive
from trustcenter.reports import problem_report, proof


@click.command()
@click.argument("hash_", metavar="HASH")
@click.option("--on", type=Day(), help="Also say whether the version was in effect on this day.")
@AS_OF
@click.pass_context
def prove(context: click.Context, hash_: str, on: date | None, as_of: date | None) -> None:
    """Print the published text with the SHA-256 HASH, its place in the chain, and the days on which it was in force.

    HASH is that of the text, or of its record, as the page of the version shows it; its first 8 digits are enough.
    """
    texts = files.read_tree(root_of(context))
    archive, problems = load_archive(texts)
    if problems:
        click.echo(problem_report.terminal(problems), err=True)
        click.echo("the archive is not intact, so nothing is proved", err=True)
        sys.exit(1)
    versions = proof.named(archive, hash_)
    if isinstance(versions, Problem):
        click.echo(problem_report.terminal([versions]), err=True)
        sys.exit(1)
    click.echo(proof.proof(archive, versions, on=on, today=today_of(as_of, texts)), nl=False)
