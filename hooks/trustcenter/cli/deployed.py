"""Reads the last deployment from git, for commands that compare with it (`check`, `publish`, `report`, `verify`)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trustcenter.disk import git
from trustcenter.model.versions import Archive
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base
from trustcenter.reading.facts_loader import load_facts


def base_of(root: Path, ref: str | None, day: date | None, *, today: date) -> Base | None:
    """The last deployment, read from git at `ref`; None only if no base was asked for.

    `none` as `ref` is an empty archive. Raises a usage error if the commit or its day is missing, never an empty base.
    """
    if ref is None:
        if day:
            raise click.UsageError("--base-date goes with --base")
        return None
    if ref == "none":
        return Base(Archive(), day or today, ref=ref)
    if day is None:
        raise click.UsageError("--base needs --base-date: the day for which that deployment was built")
    return deployment(root, ref, day, option="--base")


def deployment(root: Path, ref: str, day: date, *, option: str) -> Base:
    """What a deployment showed that was built from the commit `ref` for `day`; `option` names it in messages."""
    try:
        texts = git.deployed(root, ref)
    except git.GitError as error:
        raise click.ClickException(f"{option}: {error}") from None
    archive, problems = load_archive(texts)
    if problems:
        reasons = "; ".join(f"{problem.where}: {problem.message}" for problem in problems)
        raise click.ClickException(f"{option}: what was deployed from `{ref}` does not hold: {reasons}")
    recorded = {path: data for path, data in texts.items() if path == git.APPEND_ONLY}
    facts, *_ = load_facts(recorded, ids={"changes": archive.changes})
    return Base(archive, day, tuple(facts.records("deliveries").values()), ref)


def archive_at(root: Path, ref: str) -> Archive:
    """Everything published in the commit `ref`.  Raises a click exception if the clone does not have it."""
    try:
        return load_archive(git.published_at(root, ref))[0]
    except git.GitError as error:
        raise click.ClickException(f"--from: {error}") from None
