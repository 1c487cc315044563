"""The command `trustcenter verify`: hashes a checkout or a downloaded site again and prints what holds.

Exits with 1 if anything does not; the checks are in `reports.evidence`.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.deployed import deployment
from trustcenter.cli.group import Day, root_of
from trustcenter.disk import files, git
from trustcenter.model.heads import heads
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import load
from trustcenter.reports import evidence, problem_report, timestamps


@click.command()
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[DIR]"
)
@click.option("--git", "history", is_flag=True, help="Also show when each file was first committed, and changes since.")
@click.option(
    "--deployed", type=(str, Day()), multiple=True, metavar="REF DATE",
    help="With --git, a deployment: its commit and the day it was built for. Edits made before it are no fault.",
)  # fmt: skip
@click.option(
    "--original", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="An older copy, a checkout or a downloaded site: proves that redactions changed nothing beside their marks.",
)  # fmt: skip
@click.option(
    "--expect", metavar="HEAD", help="A head that was noted before: whether all that was public then is here."
)
@click.pass_context
def verify(
    context: click.Context, folder: Path | None, history: bool, deployed: tuple[tuple[str, date], ...],
    original: Path | None, expect: str | None,
) -> None:  # fmt: skip
    """Prove the archive of this center, or of DIR: a checkout or a downloaded site; exit 1 where something fails."""
    if deployed and not history:
        raise click.UsageError("--deployed goes with --git")
    root = folder.resolve() if folder else root_of(context)
    downloaded, texts = _read(root)
    if not texts:
        raise click.ClickException(f"{root.name}: neither a checkout nor a downloaded site of a trust center")
    originals = _read(original.resolve())[1] if original else {}
    intact, more = True, list[str]()
    if history:
        deployments = [deployment(root, ref, day, option="--deployed") for ref, day in deployed]
        try:
            commits, center = git.published_commits(root), load(texts)
            originals |= _first_committed(root, commits, center.archive.redacted_by)
            more, intact = evidence.verify_history(center, commits, deployments, originals)
        except git.GitError as error:
            raise click.ClickException(f"--git: {error}") from None
    lines, problems = evidence.verify(texts, originals)
    lines += more
    if expect:
        complete, told = evidence.expected(texts, expect.strip().lower())
        lines.append(told)
        intact = intact and complete
    stamped, unproven = _stamped(root, downloaded, texts)
    lines += stamped
    intact = intact and not unproven
    click.echo("\n".join([*lines, *unproven]))
    if problems:
        click.echo(problem_report.terminal([evidence.of_site(p) if downloaded else p for p in problems]), err=True)
    sys.exit(1 if problems or not intact else 0)


def _stamped(root: Path, downloaded: bool, texts: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """What the time stamps of a checkout or a downloaded site prove, and which of them do not hold."""
    folder = root / (timestamps.FOLDER.removeprefix("docs/") if downloaded else timestamps.FOLDER)
    return timestamps.told(timestamps.kept(files.read_all(folder)), heads(load_archive(texts)[0]))


def _read(root: Path) -> tuple[bool, dict[str, bytes]]:
    """Whether a folder is a downloaded site, and the published files in it (of a checkout, all files)."""
    downloaded = not (root / "docs").is_dir()
    return downloaded, evidence.from_site(files.read_site(root)) if downloaded else files.read_tree(root)


def _first_committed(root: Path, commits: Sequence[git.Commit], paths: Collection[str]) -> dict[str, bytes]:
    """Some files as the commits that first had them hold them."""
    first = {commit.file: commit.id for commit in reversed(commits) if commit.file in paths}
    wanted = {commit: [path for path in first if first[path] == commit] for commit in first.values()}
    by_commit = (git.tree(root, commit, own, lambda _: True) for commit, own in wanted.items())
    return {path: data for tree in by_commit for path, data in tree.items()}
