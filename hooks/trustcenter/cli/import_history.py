"""What `trustcenter import` does with folders of dated texts, with git histories and with lists of vendors."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import begin, refused, today_of
from trustcenter.disk import files, git
from trustcenter.importing import editions, list_files, recorded_history, review_folder, vendor_records
from trustcenter.importing.editions import Found
from trustcenter.importing.input_file import ENDINGS, LARGEST, NotImported
from trustcenter.importing.passages import sentences
from trustcenter.importing.tables_and_lists import vendor_rows
from trustcenter.model import periods
from trustcenter.model.phrases import plural
from trustcenter.publishing.sealing import Refused, must_read
from trustcenter.reports import problem_report


@dataclass(frozen=True, slots=True)
class How:
    """How a history is read: which days count, one text a day or all, the names before, and whether to write."""

    take: editions.Take
    fold: bool
    follow: bool
    dry_run: bool


MOST_TEXTS = 1000
"""The most texts that one import reads."""


def from_folder(root: Path, folder: Path, request: recorded_history.Request, how: How) -> None:
    """Import the texts of a folder, each named by its day."""
    _import(root, request, list(_dated(folder)), how)


def _dated(folder: Path) -> Iterator[Found]:
    """The dated files of a folder, oldest first; one without a day in its name is no version of anything."""
    contents_by_name = files.read_folder(folder, largest=LARGEST)
    wanted = {name: editions.day_of(name) for name in contents_by_name}
    if not any(wanted.values()):
        message = f"{folder}: no file here is named by its day, as 2024-05-03.md or privacy-2024-05-03.html are"
        raise click.ClickException(f"{message}; nothing was written")
    if len(wanted) > MOST_TEXTS:
        raise click.ClickException(
            f"{folder} has {len(wanted)} files; {MOST_TEXTS} can be imported; nothing was written"
        )
    for name, day in wanted.items():
        if day is None and name.lower().endswith((*ENDINGS, *list_files.ENDINGS)):
            click.echo(f"left out: {_legible(name)} has no day in its name", err=True)
    for day, _, name in sorted((day, name.rpartition(".")[0], name) for name, day in wanted.items() if day):
        data, shown = contents_by_name[name], _legible(name)
        yield Found(shown, day, shown, unreadable=data) if isinstance(data, str) else Found(shown, day, shown, data)


def from_git(root: Path, repository: str, path: str, request: recorded_history.Request, how: How) -> None:
    """Import the history of one file on the main line of a repository that lies on this machine."""
    folder = Path(repository)
    if not folder.is_dir():
        remote = re.match(r"[a-z+]+://|[\w.-]+@[\w.-]+:|[\w.-]+:[^\\]", repository)
        hint = f"clone it first: git clone {repository}" if remote else "name the folder of a clone"
        raise click.ClickException(f"--git: `{repository}` is no folder on this machine; {hint}; nothing was written")
    try:
        revisions = git.history(folder.resolve(), posixpath.normpath(path), follow=how.follow)
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
    _import(root, request, texts, how)
    if revisions[0].renamed_from and not how.follow:
        older = revisions[0].renamed_from
        click.echo(f"the file was called {_legible(older)} before; with --follow its older texts are imported too")


def _revision(revision: git.Revision, contents: Mapping[str, bytes | int], timezone: str, path: str) -> Found:
    """One commit's text; its day is that of the commit in the organization's time zone."""
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
    """The name of a file as it can be printed and kept: whatever signs it has, on one line and in Unicode."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split()) or "a file"


def _import(root: Path, request: recorded_history.Request, texts: Iterable[Found], how: How) -> None:
    """Show what was found and what becomes of it, and write it unless it is a dry run."""
    if not how.dry_run:
        begin(root)
    reading = editions.read(texts, take=how.take, vendors=request.vendors, fold=how.fold)
    click.echo("\n".join(editions.report(reading)))
    try:
        planned = recorded_history.plan(files.read_tree(root), reading, request)
    except Refused as reason:
        refused(reason)
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    else:
        if planned is None:
            click.echo("nothing to import: the archive has all of it already")
            return
        click.echo("\n".join(_shown(planned)))
        if how.dry_run:
            click.echo("dry run: nothing was written")
            return
        files.write_together(root, planned.writes, last=planned.last)
        newest = reading.editions[-1]
        if not request.vendors and vendor_rows(sentences(newest.body, above=0)):
            click.echo("the newest text has a list of vendors; with --vendors its rows would be facts")
        if newest.gone:
            click.echo(f"the file is gone since {newest.gone}; if the policy was retired, run")
            click.echo(f"  trustcenter publish --retire {request.policy}")
        click.echo(f"imported {plural(len(planned.versions), 'version')} of {request.policy}")


def _shown(planned: recorded_history.Planned) -> Iterator[str]:
    for version, change in zip(planned.versions, planned.changes, strict=True):
        yield f"  {version.name} ({change.id})"
    yield from (f"  writes {path}" for path in planned.beside)
    if told := [problem for problem in planned.warnings if problem.where.file in planned.writes]:
        yield problem_report.terminal(told).rstrip("\n")


def vendor_list(root: Path, source: Path, *, as_of: date | None, dry_run: bool) -> None:
    """Write the review folder of one list: the vendors that the data does not have, and the categories they need."""
    texts = files.read_tree(root)
    try:
        center = must_read(texts)
        data = _bytes(source)
        rows = editions.rows_in(source.name, data)
        known = center.facts.records("subprocessors").values()
        listed = vendor_records.listed(
            [rows], known=known, categories=center.facts.records("data_categories").values()
        )[0]
        new = recorded_history.new_vendors(texts, center, listed, today=today_of(as_of, texts))
        made = _review(root, source, data, new) if new else None
    except Refused as reason:
        refused(reason)
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    else:
        if new is None or made is None:
            click.echo("nothing to import: data/subprocessors.yml has all of these vendors already")
            return
        click.echo(made.summary)
        there = center.facts.records("subprocessors")
        names = {name: record.get("name") or there[name].get("name") for name, record in new.subprocessors.items()}
        click.echo("\n".join(f"  {name}: {said}" for name, said in names.items()))
        if dry_run:
            click.echo("dry run: nothing was written")
            return
        files.write_together(root, made.writes, last=made.review_path)
        click.echo(f"review {made.review_path}, then run `trustcenter import --accept imports/{review_folder.LISTS}`")


def _review(root: Path, source: Path, data: bytes, new: vendor_records.Listed) -> review_folder.Review:
    """The review folder of a list; the categories come first, because the vendors name them."""
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
