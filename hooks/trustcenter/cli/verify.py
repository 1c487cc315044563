"""The command `trustcenter verify`: hashes a checkout or a downloaded site again and prints what holds.

Exits with 1 if anything does not; the checks are in `reports.evidence`.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.deployed import deployment
from trustcenter.cli.group import Day, root_of
from trustcenter.disk import files, git
from trustcenter.reading.center import load
from trustcenter.reports import evidence, problem_report


@click.command()
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[DIR]"
)
@click.option("--git", "history", is_flag=True, help="Also show when each file was first committed, and changes since.")
@click.option(
    "--deployed", type=(str, Day()), multiple=True, metavar="REF DATE",
    help="With --git, a deployment: its commit and the day it was built for. Edits made before it are no fault.",
)  # fmt: skip
@click.pass_context
def verify(
    context: click.Context, folder: Path | None, history: bool, deployed: tuple[tuple[str, date], ...]
) -> None:  # fmt: skip
    """Prove the archive of this center, or of DIR: a checkout or a downloaded site; exit 1 where something fails."""
    if deployed and not history:
        raise click.UsageError("--deployed goes with --git")
    root = folder.resolve() if folder else root_of(context)
    downloaded = not (root / "docs").is_dir()
    texts = evidence.from_site(files.read_site(root)) if downloaded else files.read_tree(root)
    if not texts:
        raise click.ClickException(f"{root.name}: neither a checkout nor a downloaded site of a trust center")
    lines, problems = evidence.verify(texts)
    intact = True
    if history:
        deployments = [deployment(root, ref, day, option="--deployed") for ref, day in deployed]
        try:
            more, intact = evidence.verify_history(load(texts), git.published_commits(root), deployments)
        except git.GitError as error:
            raise click.ClickException(f"--git: {error}") from None
        lines += more
    click.echo("\n".join(lines))
    if problems:
        click.echo(problem_report.terminal([evidence.of_site(p) if downloaded else p for p in problems]), err=True)
    sys.exit(1 if problems or not intact else 0)
