"""The parts of `trustcenter import` for folders of dated texts, git histories and vendor lists.

`cli.import_` calls `from_folder`, `from_git` and `vendor_list`; they print what was read and write the result.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import refused, today_of
from trustcenter.disk import files, git
from trustcenter.importing import editions, history, listing, review_folder, vendors
from trustcenter.importing.editions import Found
from trustcenter.importing.input_file import ENDINGS, LARGEST, NotImported
from trustcenter.model import periods
from trustcenter.model.phrases import plural
from trustcenter.publishing.sealing import Refused, must_read
from trustcenter.reports import problem_report

MOST_TEXTS = 1000
"""The most texts that one import reads."""


def from_folder(root: Path, folder: Path, request: history.Request, *, take: editions.Take, dry_run: bool) -> None:
    """Imports the texts of a folder, each named by its day."""
    _import(root, request, list(_dated(folder)), take=take, dry_run=dry_run)


def _dated(folder: Path) -> Iterator[Found]:
    """The files of a folder that have a day in their name, oldest first; the others are reported and left out."""
    files_by_name = files.read_folder(folder, largest=LARGEST)
    wanted = {name: editions.day_of(name) for name in files_by_name}
    if not any(wanted.values()):
        message = f"{folder}: no file here is named by its day, as 2024-05-03.md or privacy-2024-05-03.html are"
        raise click.ClickException(f"{message}; nothing was written")
    if len(wanted) > MOST_TEXTS:
        raise click.ClickException(
            f"{folder} has {len(wanted)} files; {MOST_TEXTS} can be imported; nothing was written"
        )
    for name, day in wanted.items():
        if day is None and name.lower().endswith((*ENDINGS, *listing.DATA_ENDINGS)):
            click.echo(f"left out: {_legible(name)} has no day in its name", err=True)
    for day, _, name in sorted((day, name.rpartition(".")[0], name) for name, day in wanted.items() if day):
        data, shown = files_by_name[name], _legible(name)
        yield Found(shown, day, shown, unreadable=data) if isinstance(data, str) else Found(shown, day, shown, data)


def from_git(
    root: Path,
    repository: str,
    path: str,
    request: history.Request,
    *,
    follow: bool,
    take: editions.Take,
    dry_run: bool,
) -> None:
    """Imports the history of one file on the main line of a local repository."""
    folder = Path(repository)
    if not folder.is_dir():
        remote = re.match(r"[a-z+]+://|[\w.-]+@[\w.-]+:|[\w.-]+:[^\\]", repository)
        hint = f"clone it first: git clone {repository}" if remote else "name the folder of a clone"
        raise click.ClickException(f"--git: `{repository}` is no folder on this machine; {hint}; nothing was written")
    try:
        revisions = git.history(folder.resolve(), posixpath.normpath(path), follow=follow)
        if len(revisions) > MOST_TEXTS:
            message = f"`{path}` was changed by {len(revisions)} commits; {MOST_TEXTS} can be imported"
            raise git.GitError(message)
        contents = git.contents(folder.resolve(), revisions, largest=LARGEST)
    except git.GitError as error:
        raise click.ClickException(f"--git: {error}; nothing was written") from None
    try:
        timezone = must_read(files.read_tree(root)).timezone
    except Refused as reason:
        refused(reason)
    texts = [_revision(revision, contents, timezone, path) for revision in revisions]
    _import(root, request, texts, take=take, dry_run=dry_run)
    if revisions[0].renamed_from and not follow:
        older = revisions[0].renamed_from
        click.echo(f"the file was called {_legible(older)} before; with --follow its older texts are imported too")


def _revision(revision: git.Revision, contents: Mapping[str, bytes | int], timezone: str, path: str) -> Found:
    """The text of one commit, dated by the commit's day in the organization's time zone."""
    name = _legible(revision.path.rpartition("/")[2])
    day = revision.when.astimezone(periods.zone(timezone)).date()
    source = f"commit {revision.commit[:12]}" + ("" if revision.path == posixpath.normpath(path) else f" ({name})")
    reasons = {
        "link": "it is a symbolic link in this commit, not a text",
        "module": "it is a submodule in this commit",
    }
    if revision.kind == "gone":
        return Found(source, day, name, removed=True)
    if revision.kind in reasons:
        return Found(source, day, name, unreadable=reasons[revision.kind])
    data = contents[revision.blob]
    if isinstance(data, int):
        return Found(source, day, name, unreadable=files.too_large(data, LARGEST))
    return Found(source, day, name, data)


def _legible(name: str) -> str:
    """The name of a file on one line, with characters that can be printed."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split()) or "a file"


def _import(
    root: Path, request: history.Request, texts: Iterable[Found], *, take: editions.Take, dry_run: bool
) -> None:  # fmt: skip
    """Prints what was read and what it becomes, and writes it unless it is a dry run."""
    if not dry_run and (recovered := files.recover(root)):
        click.echo(recovered)
    reading = editions.read(texts, take=take, vendors=request.vendors)
    click.echo("\n".join(editions.report(reading)))
    try:
        planned = history.plan(files.read_tree(root), reading, request)
    except Refused as reason:
        refused(reason)
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    else:
        if planned is None:
            click.echo("nothing to import: the archive has all of it already")
            return
        click.echo("\n".join(_shown(planned)))
        if dry_run:
            click.echo("dry run: nothing was written")
            return
        files.write_together(root, planned.writes, last=planned.last)
        if not request.vendors and listing.hints_at_vendors(reading.editions[-1].body):
            click.echo("the newest text has a list of vendors; with --vendors its rows would be facts")
        click.echo(f"imported {plural(len(planned.versions), 'version')} of {request.policy}")


def _shown(planned: history.Planned) -> Iterator[str]:
    for version, change in zip(planned.versions, planned.changes, strict=True):
        yield f"  {version.name} ({change.id})"
    yield from (f"  writes {path}" for path in planned.beside)
    if warnings := [problem for problem in planned.warnings if problem.where.file in planned.writes]:
        yield problem_report.terminal(warnings).rstrip("\n")


def vendor_list(root: Path, source: Path, *, as_of: date | None, dry_run: bool) -> None:
    """Writes the review folder of a vendor list: vendors that the data lacks, and the data categories they need."""
    texts = files.read_tree(root)
    try:
        center = must_read(texts)
        data = _bytes(source)
        rows = editions.vendor_rows(source.name, data)
        known = center.facts.records("subprocessors").values()
        listed = vendors.listed([rows], known=known, categories=center.facts.records("data_categories").values())[0]
        new = history.new_vendors(texts, center, listed, today=today_of(as_of, texts))
        review = _review(root, source, data, new) if new else None
    except Refused as reason:
        refused(reason)
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    else:
        if new is None or review is None:
            click.echo("nothing to import: data/subprocessors.yml has all of these vendors already")
            return
        click.echo(review.summary)
        click.echo("\n".join(f"  {record['id']}: {record['name']}" for record in new.subprocessors.values()))
        if dry_run:
            click.echo("dry run: nothing was written")
            return
        files.write_together(root, review.writes, last=review.review_path)
        click.echo(f"review {review.review_path}, then run `trustcenter import --accept imports/{review_folder.LISTS}`")


def _review(root: Path, source: Path, data: bytes, new: vendors.Listed) -> review_folder.Made:
    """The review folder of a list; data categories come first, because vendors refer to them."""
    records = {
        "data_categories": tuple(new.data_categories.values()),
        "subprocessors": tuple(new.subprocessors.values()),
    }
    return review_folder.of_list(source.name, data, records, files.read_imports(root, review_folder.LISTS))


def _bytes(source: Path) -> bytes:
    data = files.read_folder(source.parent, largest=LARGEST)[source.name]
    if isinstance(data, str):
        raise NotImported(f"{source.name}: {data}")
    return data
