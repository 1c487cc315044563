"""The command `trustcenter redact`: replaces a passage of published files by a mark, with a record in the chain."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import click

from trustcenter.cli.common import begin, refuse_ahead, refused, today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files
from trustcenter.publishing import redact as redacting
from trustcenter.publishing.sealing import Refused


class Lines(click.ParamType[tuple[int, int]]):
    """A click type for lines of a file: `12:14`, or `12` for one."""

    name = "first:last"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"([0-9]{1,7})(?::([0-9]{1,7}))?", str(value))
        if match is None:
            self.fail(f"`{value}` names no lines; write 12:14, or 12 for one line", param, ctx)
        return int(match[1]), int(match[2] or match[1])


@click.command()
@click.argument("version")
@click.option("--text", "words", default="", help="The passage; it must stand exactly once in the text of the version.")
@click.option("--lines", type=Lines(), help="The lines of the text instead, such as 12:14.")
@click.option("--reason", required=True, help="Who demands it, and when; it stands in the mark.")
@click.option(
    "--everywhere/--only-here", default=None,
    help="Redact it in every published file that holds it, or leave it in others, for a command of its own.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be replaced; write nothing.")
@AS_OF
@click.pass_context
def redact(
    context: click.Context, version: str, words: str, lines: tuple[int, int] | None, reason: str,
    everywhere: bool | None, dry_run: bool, as_of: date | None,
) -> None:  # fmt: skip
    """Replace a passage of VERSION (POLICY/DATE, or the id of a change) by a visible mark; the old hashes stay."""
    if bool(words) == bool(lines):
        raise click.UsageError("name the passage: either --text or --lines")
    root = root_of(context)
    if not dry_run:
        begin(root)
    texts = files.read_tree(root)
    order = redacting.Order(
        target=version, words=words, lines=lines, reason=reason, today=today_of(as_of, texts), everywhere=everywhere,
    )  # fmt: skip
    try:
        planned = redacting.plan(texts, order)
    except Refused as reason_against:
        refused(reason_against)
    else:
        refuse_ahead(root, planned.plan.writes, order.today)
        click.echo("\n".join(_shown(planned, changes=dry_run)))
        if dry_run:
            click.echo("dry run: nothing was written")
            return
        files.write_together(root, planned.plan.writes, last=planned.plan.last)
        click.echo(f"published {planned.plan.change.id}")


def _shown(planned: redacting.Redacting, *, changes: bool) -> list[str]:
    """What is written; the lines that change only on request, as they hold what must not be read any more."""
    lines = [planned.plan.change.title]
    for path in planned.plan.writes:
        lines.append(f"  {'redacts' if path in planned.shown else 'writes'} {path}")
        lines += [f"    {line}" for line in planned.shown.get(path, ()) if changes]
    return [*lines, *(f"  {sentence}" for sentence in planned.stays)]
