"""The command `trustcenter manual`: prints a page of the manual, which comes with the program, or writes them all."""

from __future__ import annotations

import re
from pathlib import Path

import click

from trustcenter.disk import files, program_files
from trustcenter.model.problems import one_of
from trustcenter.reports.problem_report import encodable


@click.command()
@click.argument("page", required=False)
@click.option(
    "--write", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write all pages as Markdown files into DIR, a new or empty folder.",
)  # fmt: skip
@click.pass_context
def manual(context: click.Context, page: str | None, write: Path | None) -> None:
    """Print a PAGE of the manual of this version; list the pages when left out.

    It needs neither a trust center nor the network.
    """
    pages = program_files.manual_pages()
    if write:
        _write(pages, (context.obj / write).resolve(), write)
        return
    if page is None:
        width = max(map(len, pages))
        click.echo("\n".join(encodable(f"{name:{width}}  {_about(text)}") for name, text in pages.items()))
        return
    name = page.lower().removesuffix(".md")
    if name not in pages:
        raise click.UsageError(f"`{page}` is no page of the manual; {one_of(name, pages, most=30)}")
    click.echo(encodable(pages[name]), nl=False)


def _write(pages: dict[str, str], folder: Path, named: Path) -> None:
    if files.names_in(folder):
        raise click.ClickException(f"{named} is not empty, and nothing is overwritten")
    files.create(folder, {f"{name}.md": text.encode() for name, text in pages.items()})
    click.echo(f"wrote {len(pages)} pages to {named}; begin with index.md")


def _about(text: str) -> str:
    """The first sentence of a page below its title."""
    first = re.search(r"(?m)\A# [^\n]*\n+([^\n#|`-][^\n]*)", text)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", first[1]) if first else ""
