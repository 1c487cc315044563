"""Reads the last deployment from git, for commands that compare with it (`check`, `publish`, `report`, `verify`).

Which commit that was is said on the command line, or by the published site itself (`of_site`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trustcenter.disk import git, published_site
from trustcenter.model.versions import Archive
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base
from trustcenter.reading.facts_loader import load_facts
from trustcenter.site.open_data.published import published_by
from trustcenter.site_check import deployed_site


def base_of(root: Path, ref: str | None, day: date | None, *, today: date) -> Base | None:
    """The last deployment, read from git at `ref`; None only if no base was asked for.

    `none` as `ref` is an empty archive, an address the site to ask. Raises a usage error if the commit or its day is
    missing, never an empty base.
    """
    if ref and ref.startswith(("https://", "http://")):
        if day:
            raise click.UsageError("--base-date goes with a commit; a site says itself for which day it was built")
        return of_site(root, ref, today=today)
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


def of_site(root: Path, address: str, *, today: date) -> Base:
    """The last deployment as the published site at an address states it, compared with the commit that it names.

    Raises a click exception if the site cannot be asked, names no commit of this repository, or shows something else
    than that commit: never an empty base.
    """
    try:
        site = published_site.root_of(address)
        stated = deployed_site.claim(published_site.fetch(site, deployed_site.CENTER))
        late = deployed_site.out_of_date(stated.day, today)
        base = deployment(root, stated.commit, stated.day, option=f"{site}{deployed_site.CENTER}")
        snapshot = base.archive.as_known(stated.day).on(stated.day)
        fetched = {path: published_site.fetch(site, path) for path in deployed_site.texts_that_apply(snapshot)}
        sums = published_site.fetch(site, deployed_site.SUMS)
    except published_site.Unreachable as error:
        hint = "if nothing was ever deployed there, say `--base none`" if error.is_missing else "try again later"
        raise click.ClickException(f"{error}; nothing was compared: {hint}") from None
    except ValueError as error:
        raise click.ClickException(f"{site}{deployed_site.CENTER} {error}") from None
    expected = published_by(base.archive.as_known(stated.day), snapshot)
    if wrong := [*deployed_site.altered(expected, sums, fetched)]:
        shown = "\n".join(f"  {line}" for line in wrong[:20])
        message = f"{site} is not what the commit {stated.commit} published by {stated.day}: it was altered"
        raise click.ClickException(f"{message}, or is the site of something else\n{shown}")
    if late:
        click.echo(f"warning: {late}", err=True)
    return base


def archive_at(root: Path, ref: str) -> Archive:
    """Everything published in the commit `ref`.  Raises a click exception if the clone does not have it."""
    try:
        return load_archive(git.published_at(root, ref))[0]
    except git.GitError as error:
        raise click.ClickException(f"--from: {error}") from None
