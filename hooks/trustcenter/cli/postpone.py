"""The command `trustcenter postpone`: moves an upcoming change to a later day by a new change."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from trustcenter.cli.common import announced_on, begin, carry_out, refused, today_of
from trustcenter.cli.group import ANNOUNCE, AS_OF, Day, root_of
from trustcenter.disk import files
from trustcenter.publishing import postpone as postponing
from trustcenter.publishing.sealing import Refused


@click.command()
@click.argument("change")
@click.option("--to", type=Day(), required=True, help="The later day on which it takes effect.")
@click.option("--reason", required=True, help="Why it is postponed; readers see it.")
@click.option("--title", default="", help="A few words; `Postponed: …` when left out.")
@ANNOUNCE
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@AS_OF
@click.pass_context
def postpone(
    context: click.Context, change: str, to: date, reason: str, title: str, announce: Any, dry_run: bool,
    as_of: date | None,
) -> None:  # fmt: skip
    """Postpone an upcoming CHANGE: the same text takes effect on a later day, and the first notice counts."""
    root = root_of(context)
    if not dry_run:
        begin(root)
    texts = files.read_tree(root)
    today = today_of(as_of, texts)
    announced = announced_on(announce, texts, today)
    try:
        planned = postponing.plan(texts, change, to=to, reason=reason, title=title, announce=announced, today=today)
    except Refused as reason_against:
        refused(reason_against)
    else:
        carry_out(root, planned, today=today, dry_run=dry_run)
