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
from trustcenter.disk import files, git, published_site
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
@click.option(
    "--against", multiple=True, metavar="URL|FILE",
    help="A site, or what somebody kept: an evidence pack, center.json, a feed, a notice, a note of the head.",
)  # fmt: skip
@click.option(
    "--tag", multiple=True, metavar="NAME", help="A signed git tag whose message has a head, checked offline."
)
@click.pass_context
def verify(
    context: click.Context, folder: Path | None, history: bool, deployed: tuple[tuple[str, date], ...],
    original: Path | None, expect: str | None, against: tuple[str, ...], tag: tuple[str, ...],
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
    compared = [evidence.expected(texts, expect.strip().lower())] if expect else []
    compared += [evidence.against(texts, evidence.kept_heads(_kept(source)), source) for source in against]
    compared += [evidence.against(texts, evidence.kept_heads(_signed(root, name)), f"tag {name}") for name in tag]
    stamped, unproven = _stamped(root, downloaded, texts)
    intact = intact and not unproven and all(complete for complete, _ in compared)
    click.echo("\n".join([*lines, *(told for _, told in compared), *stamped, *unproven]))
    if problems:
        click.echo(problem_report.terminal([evidence.of_site(p) if downloaded else p for p in problems]), err=True)
    sys.exit(1 if problems or not intact else 0)


def _stamped(root: Path, downloaded: bool, texts: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """What the time stamps of a checkout or a downloaded site prove, and which of them do not hold."""
    folder = root / (timestamps.FOLDER.removeprefix("docs/") if downloaded else timestamps.FOLDER)
    return timestamps.told(timestamps.kept(files.read_all(folder)), heads(load_archive(texts)[0]))


def _kept(source: str) -> bytes:
    """What is at an address or in a file; of the address of a site, its `api/center.json`."""
    try:
        if not source.startswith(("https://", "http://")):
            return files.read_limited(Path(source), evidence.LARGEST_PACK)
        folder, _, file = source.rpartition("/")
        if not file.endswith((".json", ".xml", ".zip", ".md", ".txt", ".eml")):
            folder, file = source, "api/center.json"
        return published_site.fetch(published_site.root_of(folder), file)
    except (OSError, published_site.Unreachable) as error:
        raise click.ClickException(f"--against {source}: {error}") from None


def _signed(root: Path, name: str) -> bytes:
    """The message of a tag with a good signature."""
    try:
        return git.signed_message(root, name)
    except git.GitError as error:
        raise click.ClickException(f"--tag {name}: {error}") from None


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
