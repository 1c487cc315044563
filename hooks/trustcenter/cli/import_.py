"""The command `trustcenter import`: brings in texts, folders of dated texts, git histories and vendor lists.

Calls `importing` for what to write; histories and vendor lists are in `cli.import_history`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trustcenter.cli import import_history
from trustcenter.cli.common import refused, today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files
from trustcenter.importing import acceptance, editions, history, review_folder
from trustcenter.importing.input_file import LARGEST, NotImported
from trustcenter.publishing.sealing import Refused


@click.command("import")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]")
@click.option("--policy", metavar="ID", help="The id the policy gets: privacy, sms-terms, dpa …")
@click.option("--title", default="", help="The title of the policy; that of the text when left out.")
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
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@AS_OF
@click.pass_context
def import_(
    context: click.Context, source: Path | None, policy: str | None, title: str, accepted: str | None,
    repository: str | None, path: str | None, follow: bool, vendor_list: bool, take: editions.Take, dry_run: bool,
    as_of: date | None,
) -> None:  # fmt: skip
    """Bring in a text: FILE becomes imports/ID, to be reviewed and then accepted.

    FILE is a .txt, .html or .md file. The first call writes imports/ID/text.md and imports/ID/review.yml
    and nothing else; with --accept, what a person accepted there becomes facts and a draft.

    FOLDER holds texts named by their day, 2024-05-03.md; REPO is a clone of a git repository. Each text that really
    changed something becomes a recorded version. FILE --vendors proposes the vendors of a list in imports/vendors.
    """
    root = root_of(context)
    if source and not (source.is_file() or source.is_dir()):
        raise click.ClickException(f"{source}: there is no such file or folder; nothing was written")
    if accepted:
        if source or policy or title:
            raise click.UsageError("--accept stands alone: the review folder says the rest")
        _accept(root, accepted, dry_run=dry_run)
    elif repository or path or (source and source.is_dir()):
        day = today_of(as_of, files.read_tree(root))
        request = history.Request(policy=policy or "", title=title, vendors=vendor_list, today=day)
        _history(root, source, repository, path, request, follow=follow, take=take, dry_run=dry_run)
    elif source and vendor_list and not policy:
        import_history.vendor_list(root, source, as_of=as_of, dry_run=dry_run)
    elif vendor_list:
        raise click.UsageError("write `trustcenter import FILE --vendors` for a list alone: it needs no --policy")
    elif source is None or not policy:
        raise click.UsageError("write `trustcenter import FILE --policy ID`, or `--accept imports/ID`")
    else:
        _text(root, source, policy, title, as_of=as_of, dry_run=dry_run)


def _history(
    root: Path, source: Path | None, repository: str | None, path: str | None, request: history.Request, *,
    follow: bool, take: editions.Take, dry_run: bool,
) -> None:  # fmt: skip
    """Imports the history of a policy, from a folder or from git."""
    if not request.policy:
        raise click.UsageError("a history needs --policy ID")
    if repository and path and not source:
        import_history.from_git(root, repository, path, request, follow=follow, take=take, dry_run=dry_run)
    elif source and not (repository or path):
        import_history.from_folder(root, source, request, take=take, dry_run=dry_run)
    else:
        raise click.UsageError("write `trustcenter import --git REPO --path FILE --policy ID`, or name a FOLDER")


def _text(root: Path, source: Path, policy: str, title: str, *, as_of: date | None, dry_run: bool) -> None:
    """Writes the review folder of one text."""
    texts = files.read_tree(root)
    try:
        data = files.read_limited(source, LARGEST)
        review = review_folder.make(
            source.name, data, policy=policy, title=title, today=today_of(as_of, texts),
            standing={**texts, **files.read_imports(root, policy)},
        )  # fmt: skip
    except NotImported as reason:
        raise click.ClickException(f"{reason}; nothing was written") from None
    click.echo(review.summary)
    if dry_run:
        click.echo("dry run: nothing was written")
        return
    files.write_together(root, review.writes, last=review.review_path)
    click.echo(f"review {review.review_path}, then run `trustcenter import --accept imports/{policy}`")


def _accept(root: Path, folder: str, *, dry_run: bool) -> None:
    """Writes the accepted facts and, if the review is that of a text, the draft."""
    if recovered := "" if dry_run else files.recover(root):
        click.echo(recovered)
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
