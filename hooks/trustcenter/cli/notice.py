"""The commands `trustcenter notice` (texts for customers about one change) and `trustcenter notices` (the list).

Both print what `reports.announcement` returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
import yaml

from trustcenter.cli.common import today_of
from trustcenter.cli.deployed import base_of
from trustcenter.cli.group import AS_OF, BASE, BASE_DATE, root_of
from trustcenter.disk import files
from trustcenter.markdown.to_html import ANYWHERE
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import one_of
from trustcenter.reading.center import Center, load
from trustcenter.reading.translations import ENGLISH, of_site
from trustcenter.reports import announcement
from trustcenter.reports.problem_report import encodable
from trustcenter.site.pages import View

SITE_URL = click.option(
    "--site-url", default="", metavar="URL", help="The address of the site; `site_url` of mkdocs.yml when left out."
)


@click.command()
@click.argument("change")
@click.option("--format", "form", type=click.Choice(announcement.FORMATS), default="email", show_default=True)
@SITE_URL
@AS_OF
@click.pass_context
def notice(context: click.Context, change: str, form: str, site_url: str, as_of: date | None) -> None:
    """Print the text that tells customers about CHANGE, once it is announced."""
    view = _view(root_of(context), site_url, as_of)
    changes = view.center.archive.changes
    if change not in changes:
        raise click.ClickException(f"`{change}` is no change: {one_of(change, changes)}")
    story = announcement.story_of(view, change)
    if story is None:
        when = in_words(changes[change].public_from)
        message = f"{change} is announced on {when}; until then nobody is told of it"
        raise click.ClickException(f"{message}. To see the text: --as-of {changes[change].public_from}")
    letter = announcement.letter(view, story)
    if form == "email":
        click.echo(announcement.email(letter), nl=False)
    elif form == "release":
        click.echo(announcement.release(letter), nl=False)
    elif form == "json":
        click.echo(announcement.as_json(letter.about))
    else:
        click.echo(announcement.banner(letter) if form == "banner" else announcement.banner_html(letter))


@click.command()
@BASE
@BASE_DATE
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--write", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write each as CHANGE.eml, to be sent, and as CHANGE.json, for a webhook, into DIR.",
)  # fmt: skip
@SITE_URL
@AS_OF
@click.pass_context
def notices(
    context: click.Context, base: str | None, base_date: date | None, form: str, write: Path | None, site_url: str,
    as_of: date | None,
) -> None:  # fmt: skip
    """List the notices that can be read on a day; with --base, those that the last deployment did not show.

    Notices are changes of class material or emergency, and what withdraws or postpones them.
    """
    root = root_of(context)
    view = _view(root, site_url, as_of)
    last = base_of(root, base, base_date, today=view.snapshot.day)
    shown = None
    if last:
        shown = frozenset(c.id for c in last.archive.changes.values() if c.path in last.sealed)
    announcements = announcement.notices(view, shown=shown)
    if write:
        files.write_all((context.obj / write).resolve(), dict(_texts(view, announcements)))
    if form == "json":
        click.echo(announcement.as_json(announcements))
        return
    for item in announcements:
        click.echo(encodable(f"{item.change} {item.title}"))


def _texts(view: View, announcements: Sequence[announcement.Announcement]) -> Iterator[tuple[str, bytes]]:
    """The files for a mail and for a webhook of each notice, by name."""
    for item in announcements:
        story = announcement.story_of(view, item.change)
        if story is not None:
            yield f"{item.change}.eml", announcement.email(announcement.letter(view, story))
            yield f"{item.change}.json", announcement.for_webhook(item).encode()


def _view(root: Path, site_url: str, as_of: date | None) -> View:
    """The center as the public reads it on a day; exits if the center has errors."""
    texts = files.read_tree(root)
    center = _sound(load(texts))
    address = (site_url or _site_url(files.settings(root))).rstrip("/")
    if not address.startswith(("https://", "http://")):
        raise click.ClickException("mkdocs.yml has no plain `site_url`: say with --site-url where the site is read")
    day = today_of(as_of, texts)
    known = replace(center, archive=center.archive.as_known(day))
    language = center.settings.get("theme", "language")
    t = of_site(language if isinstance(language, str) else ENGLISH, center.texts)
    return View(known, known.archive.on(day), ANYWHERE, f"{address}/", t=t)


def _sound(center: Center) -> Center:
    errors = sum(problem.is_error for problem in center.problems)
    if errors:
        raise click.ClickException("the trust center has errors; run `trustcenter check`")
    return center


def _site_url(settings: str) -> str:
    """The `site_url` of `mkdocs.yml`; empty if it is not plain text."""
    try:
        root = yaml.compose(settings, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return ""
    entries = root.value if isinstance(root, yaml.MappingNode) else []
    written = next((value for key, value in entries if key.value == "site_url"), None)
    return str(written.value) if written is not None and written.tag == "tag:yaml.org,2002:str" else ""
