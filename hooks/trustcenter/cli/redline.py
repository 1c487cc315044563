"""The command `trustcenter redline`: compares two versions of a policy, or a version and the draft.

It prints the changed passages, or writes a Word file with tracked changes (`site.word_redline`).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import click

from trustcenter.cli.common import today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.comparing.redline import Redline, as_text
from trustcenter.comparing.redline import redline as compare
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site, render
from trustcenter.model.problems import one_of
from trustcenter.model.versions import Version
from trustcenter.reading.center import Center, load
from trustcenter.reading.site_settings import as_written
from trustcenter.reports import problem_report
from trustcenter.site.pages.view import body_of
from trustcenter.site.word_redline import Signed, word_redline

DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class _Text:
    """One side of a comparison: its title, its Markdown with the title line, and the day it was made public."""

    title: str
    markdown: str
    day: date


@click.command()
@click.argument("policy")
@click.argument("old", metavar="FROM")
@click.argument("new", metavar="TO")
@click.option("--format", "form", type=click.Choice(["text", "docx"]), default="text", show_default=True)
@click.option("-o", "--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="The Word file.")
@AS_OF
@click.pass_context
def redline(
    context: click.Context, policy: str, old: str, new: str, form: str, output: Path | None, as_of: date | None
) -> None:
    """Show what changed in a POLICY between two versions, FROM and TO (2026-03-01), or up to the `draft`.

    With `--format docx -o FILE` a Word file is written, whose tracked changes can be accepted and rejected; FILE must
    not exist.
    """
    if (form == "docx") != (output is not None):
        raise click.UsageError("`--format docx` and `-o FILE` belong together")
    texts = files.read_tree(root_of(context))
    center = load(texts)
    if errors := [problem for problem in center.problems if problem.is_error]:
        click.echo(problem_report.terminal(errors), err=True)
        sys.exit(1)
    today = today_of(as_of, texts)
    before, after = (_text(center, policy, name, today) for name in (old, new))
    comparison = compare(*(_parts(text.markdown, policy) for text in (before, after)))
    if output is None:
        click.echo(problem_report.encodable(as_text(comparison)) or "no word changed")
        return
    _write(context.obj / output, output, _word(center, policy, comparison, before, after))


def _text(center: Center, policy: str, name: str, today: date) -> _Text:
    """One side of the comparison; refuses a policy, a version or a draft that does not exist."""
    archive, drafts = center.archive, center.filled
    if policy not in archive.versions and policy not in drafts:
        known = sorted({*archive.versions, *drafts})
        raise click.ClickException(f"there is no policy `{policy}`; {one_of(policy, known)}")
    if name == DRAFT and policy in drafts:
        return _Text(center.drafts[policy].title, drafts[policy].text, today)
    versions = {version.id: version for version in archive.versions.get(policy, ())}
    if name in versions:
        version: Version = versions[name]
        return _Text(version.title, version.text, version.public_from)
    known = [*versions, *([DRAFT] if policy in drafts else [])]
    raise click.ClickException(f"`{policy}` has no version `{name}`; {one_of(name, known)}")


def _parts(markdown: str, policy: str) -> tuple[str, ...]:
    page = f"policies/{policy}/"
    return render(body_of(markdown), source=page, page=page, site=Site(frozenset())).parts


def _word(center: Center, policy: str, comparison: Redline, before: _Text, after: _Text) -> bytes:
    base = as_written(center.settings, assets=(), links=(), static={}).site_url
    organization = center.facts.one("organization")
    author = organization.get("brand") or organization.get("legal_name") or "Trust center"

    def address(href: str) -> str:
        full = urljoin(f"{base}policies/{policy}/", href) if base else href
        return full if full.startswith(("https://", "mailto:", "tel:")) else ""

    return word_redline(
        comparison,
        old_title=before.title,
        new_title=after.title,
        signed=Signed(str(author), after.day),
        address=address,
    )


def _write(target: Path, named: Path, data: bytes) -> None:
    if target.exists():
        raise click.ClickException(f"{named} exists, and nothing is overwritten")
    try:
        files.write(target.resolve().parent, target.name, data)
    except OSError as error:
        raise click.ClickException(f"{named} cannot be written: {error}; nothing was written") from None
    click.echo(f"wrote {named}")
