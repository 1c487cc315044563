"""The command `trustcenter timestamp`: asks an authority when the head of the archive existed, and keeps its token."""

from __future__ import annotations

from pathlib import Path

import click

from trustcenter.cli.group import root_of
from trustcenter.disk import files
from trustcenter.disk.timestamp_authority import NoAnswer, asked
from trustcenter.model import phrases
from trustcenter.model.heads import heads
from trustcenter.reading.archive import load_archive
from trustcenter.reports import timestamps


@click.command()
@click.option("--authority", required=True, metavar="URL", help="The address of the authority (RFC 3161).")
@click.option(
    "--certificate", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The authority's root certificate, with those below it, in PEM form; needed once.",
)  # fmt: skip
@click.pass_context
def timestamp(context: click.Context, authority: str, certificate: Path | None) -> None:
    """Keep the proof of an authority outside that everything published so far exists now.

    The token is written to docs/timestamps/, with the certificate that `verify` checks it against, offline.
    """
    if not timestamps.is_installed():
        raise click.ClickException(timestamps.NOT_INSTALLED)
    root = root_of(context)
    archive, problems = load_archive(files.read_tree(root))
    if problems:
        raise click.ClickException("the archive is not intact; run `trustcenter verify`")
    known = heads(archive)
    if not known:
        raise click.ClickException("nothing was published yet, so there is nothing to stamp")
    day, head = known[-1]
    stamps = timestamps.kept(files.read_all(root / timestamps.FOLDER))
    if head in stamps.tokens:
        raise click.ClickException(f"everything public by {phrases.day(day)} has a time stamp already")
    try:
        known_certificate = (context.obj / certificate).read_bytes() if certificate else stamps.authority
    except OSError as error:
        raise click.ClickException(f"the certificate {certificate} cannot be read: {error.strerror}") from None
    if not known_certificate:
        raise click.ClickException("whose certificate? name a file with it: --certificate FILE")
    try:
        token = asked(authority, timestamps.request(head))
        when = timestamps.checked(head, token, known_certificate)
    except (NoAnswer, timestamps.NotGood) as error:
        raise click.ClickException(f"{error}; nothing was written") from None
    written = {f"{head}{timestamps.ENDING}": token, timestamps.AUTHORITY: known_certificate}
    try:
        files.write_all(root, {f"{timestamps.FOLDER}/{name}": data for name, data in written.items()})
    except OSError as error:
        raise click.ClickException(f"the time stamp cannot be kept: {error}") from None
    click.echo(f"everything public by {phrases.day(day)} existed at {when:%H:%M:%S} UTC on {phrases.day(when.date())}")
    click.echo(f"kept as {timestamps.FOLDER}/{head}{timestamps.ENDING}; commit it")
