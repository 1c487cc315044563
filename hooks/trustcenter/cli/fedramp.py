"""The command `trustcenter fedramp`: announced changes as Significant Change Notifications (`reports.fedramp`)."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files, web
from trustcenter.model.problems import one_of
from trustcenter.reading.center import load
from trustcenter.reports import fedramp as notices


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--package", required=True, metavar="URL", help="The address of your Certification Package Overview.")
@click.option("--adaptive", multiple=True, metavar="CHANGE", help="A change that you evaluated as adaptive.")
@AS_OF
@click.pass_context
def fedramp(context: click.Context, folder: Path, package: str, adaptive: tuple[str, ...], as_of: date | None) -> None:
    """Write significant changes as FedRAMP notifications into DIR; exit 1 where one is announced too late.

    Changes of the class `material` or `emergency` count as transformative, of the last twelve months and upcoming.
    """
    if not web.is_asked(package):
        raise click.UsageError(
            f"`{package}` is not an https address: write that of your Certification Package Overview"
        )
    root = root_of(context)
    texts = files.read_tree(root)
    today, center = today_of(as_of, texts), load(texts)
    for change in adaptive:
        if change not in center.archive.changes:
            raise click.UsageError(f"there is no change `{change}`; {one_of(change, center.archive.changes)}")
    country = center.facts.one("organization").get("holidays")
    asserted = notices.Asserted(
        package=package, adaptive=adaptive, site_url=str(center.settings.get("site_url") or ""),
        holidays=country if isinstance(country, str) else "US",
    )  # fmt: skip
    written = {f"{name}.json": one for name, one in notices.notifications(center, asserted, today).items()}
    written["policy-index.json"] = notices.index(center, asserted, today)
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in written.items():
        files.write(folder, name, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())
        click.echo(f"wrote {name}")
    late = [*notices.too_late(center, asserted, today)]
    for sentence in late:
        click.echo(f"error: {sentence}", err=True)
    if late:
        sys.exit(1)
