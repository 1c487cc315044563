"""`trustcenter import`: texts, folders and histories that a company has already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from trustcenter.cli import import_history
from trustcenter.cli.common import begin, refused, today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files, pandoc
from trustcenter.importing import (
    acceptance,
    editions,
    formats,
    given_proposals,
    other_language,
    recorded_history,
    review_folder,
)
from trustcenter.importing.input_file import LARGEST, NotImported
from trustcenter.publishing.sealing import Refused


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line says, option by option."""

    source: Path | None
    policy: str | None
    title: str
    language: str | None
    accepted: str | None
    repository: str | None
    path: str | None
    follow: bool
    vendor_list: bool
    take: editions.Take
    fold: bool
    given: Path | None
    dry_run: bool
    as_of: date | None


@click.command("import")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]")
@click.option("--policy", metavar="ID", help="The id the policy gets: privacy, sms-terms, dpa …")
@click.option("--title", default="", help="The title of the policy; that of the text when left out.")
@click.option("--language", metavar="CODE", help="The text is in this language: it becomes a draft without a review.")
@click.option("--accept", "accepted", metavar="FOLDER", help="Take over what is accepted in FOLDER/review.yml.")
@click.option("--git", "repository", metavar="REPO", help="Import the history of a file in this clone of a repository.")
@click.option("--path", "path", metavar="FILE", help="The file in REPO, by its path below the top of the repository.")
@click.option("--follow", is_flag=True, help="Follow the file to the names that it had before.")
@click.option("--vendors", "vendor_list", is_flag=True, help="The text is a list of vendors: its rows become facts.")
@click.option(
    "--dates",
    "take",
    type=click.Choice(editions.TAKES),
    default="effective",
    show_default=True,
    help="Which day of a text of a history counts: its effective date, that or else its last update, or its own day.",
)
@click.option("--fold", is_flag=True, help="Of several texts of one day in a history, take the last one only.")
@click.option(
    "--proposals", "given", metavar="JSON", type=click.Path(path_type=Path),
    help="Put the proposals of this file into the review too; none of them is accepted by default.",
)  # fmt: skip
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a file of proposals.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@AS_OF
@click.pass_context
def import_(context: click.Context, /, schema: bool, **options: object) -> None:
    """Bring in a text: FILE becomes imports/ID, to be reviewed and then accepted.

    FILE is a Word document (.docx), a web page or an export of Google Docs or Notion (.html, .zip), Markdown, plain
    text or a PDF; .odt and .rtf need pandoc.  The first call writes imports/ID/text.md and imports/ID/review.yml and
    nothing else; with --accept, what a person accepted there becomes facts and a draft.

    FOLDER holds texts named by their day, 2024-05-03.md; REPO is a clone of a git repository. Each text that really
    changed something becomes a recorded version. FILE --vendors proposes the vendors of a list in imports/vendors.
    """
    if schema:
        click.echo(given_proposals.schema(), nl=False)
        return
    asked = _Asked(**options)  # type: ignore[arg-type] # click gives what the options declare
    root = root_of(context)
    _refuse_nonsense(asked)
    if asked.accepted:
        _accept(root, asked.accepted, dry_run=asked.dry_run)
    elif _is_history(asked):
        _history(root, asked)
    elif asked.source and asked.vendor_list:
        import_history.vendor_list(root, asked.source, as_of=asked.as_of, dry_run=asked.dry_run)
    elif asked.source and asked.policy and asked.language:
        _in_language(root, asked.source, asked.policy, asked)
    elif asked.source and asked.policy:
        _text(root, asked.source, asked.policy, asked)
    else:
        raise click.UsageError("write `trustcenter import FILE --policy ID`, or `--accept imports/ID`")


def _is_history(asked: _Asked) -> bool:
    return bool(asked.repository or asked.path or (asked.source and asked.source.is_dir()))


def _refuse_nonsense(asked: _Asked) -> None:
    """What can be said before anything is read: files that are not there, ids that are none, options at odds."""
    for path in (asked.source, asked.given):
        if path and not (path.is_file() or path.is_dir()):
            raise click.ClickException(f"{path}: there is no such file or folder; nothing was written")
    if asked.policy is not None:
        try:
            review_folder.refuse_bad_id(asked.policy)
        except NotImported as reason:
            raise click.ClickException(f"{reason}; nothing was written") from None
    if asked.language and (_is_history(asked) or asked.vendor_list or asked.accepted or asked.given):
        raise click.UsageError("--language goes with one text: `trustcenter import FILE --policy ID --language de`")
    if asked.accepted and (asked.source or asked.policy or asked.title):
        raise click.UsageError("--accept stands alone: the review folder says the rest")
    if asked.vendor_list and not _is_history(asked) and (asked.policy or not asked.source):
        raise click.UsageError("write `trustcenter import FILE --vendors` for a list alone: it needs no --policy")
    if asked.given and (_is_history(asked) or asked.vendor_list or asked.accepted):
        raise click.UsageError("--proposals go with one text: `trustcenter import FILE --policy ID --proposals JSON`")


def _history(root: Path, asked: _Asked) -> None:
    """Import the history of a policy, from a folder or from git."""
    if not asked.policy:
        raise click.UsageError("a history needs --policy ID")
    today = today_of(asked.as_of, files.read_tree(root))
    request = recorded_history.Request(policy=asked.policy, title=asked.title, vendors=asked.vendor_list, today=today)
    how = import_history.How(take=asked.take, fold=asked.fold, follow=asked.follow, dry_run=asked.dry_run)
    if asked.repository and asked.path and not asked.source:
        import_history.from_git(root, asked.repository, asked.path, request, how)
    elif asked.source and not (asked.repository or asked.path):
        import_history.from_folder(root, asked.source, request, how)
    else:
        raise click.UsageError("write `trustcenter import --git REPO --path FILE --policy ID`, or name a FOLDER")


def _in_language(root: Path, source: Path, policy: str, asked: _Asked) -> None:
    """Write the draft of a text in another language."""
    texts = files.read_tree(root)
    try:
        data = files.read_limited(source, LARGEST_DOCUMENT)
        made = other_language.bring_in(
            texts, read_document(source, data), policy=policy, language=asked.language or "", title=asked.title
        )
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    click.echo(made.summary)
    if asked.dry_run:
        click.echo("dry run: nothing was written")
        return
    files.add(root, {made.path: made.data})
    click.echo("next: trustcenter check")


def _text(root: Path, source: Path, policy: str, asked: _Asked) -> None:
    """Write the review folder of one text."""
    texts = files.read_tree(root)
    center = {**texts, **files.read_imports(root, policy)}
    try:
        review_folder.refuse_existing(policy, center)
        given = (
            given_proposals.read_given(asked.given.name, files.read_limited(asked.given, LARGEST))
            if asked.given
            else None
        )
        data = files.read_limited(source, LARGEST_DOCUMENT)
        review = review_folder.make(
            source.name, data, read_document(source, data), policy=policy, title=asked.title,
            today=today_of(asked.as_of, texts), center=center, given=given,
        )  # fmt: skip
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    click.echo(review.summary)
    if asked.dry_run:
        click.echo("dry run: nothing was written")
        return
    files.write_together(root, review.writes, last=review.review_path)
    click.echo(f"review {review.review_path}, then run `trustcenter import --accept imports/{policy}`")


LARGEST_DOCUMENT = 20_000_000
"""Bytes of a file with pictures in it, such as a Word document; the limit of a text is `LARGEST`."""


def read_document(source: Path, data: bytes) -> formats.ImportedText:
    """The text of a file; .odt and .rtf go through pandoc."""
    if source.suffix.lower() not in pandoc.FORMATS:
        return formats.read(source.name, data)
    try:
        return formats.read(f"{source.name}.html", pandoc.to_html(source))
    except pandoc.PandocError as reason:
        raise NotImported(str(reason)) from None


def _accept(root: Path, folder: str, *, dry_run: bool) -> None:
    """Write the draft, if the review is that of a text, and the facts that it accepted."""
    if not dry_run:
        begin(root)
    texts = files.read_tree(root)
    policy = Path(folder).name
    if (root / "imports" / policy).resolve() not in ((root / folder).resolve(), Path(folder).resolve()):
        raise click.ClickException(f"{folder}: a review lies in imports/ID of this trust center; nothing was written")
    try:
        planned = acceptance.plan(texts, files.read_imports(root, policy), policy)
    except Refused as reason:
        refused(reason)
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    else:
        click.echo(planned.summary)
        if dry_run:
            click.echo("dry run: nothing was written")
            return
        files.write_together(root, planned.writes, last=planned.last)
        click.echo(planned.next_step)
