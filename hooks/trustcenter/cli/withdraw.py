"""The command `trustcenter withdraw`: withdraws an upcoming change by a new change."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from trustcenter.cli.common import announced_on, begin, carry_out, refused, today_of
from trustcenter.cli.group import ANNOUNCE, AS_OF, root_of
from trustcenter.disk import files, git
from trustcenter.publishing import withdraw as withdrawing
from trustcenter.publishing.sealing import Refused


@click.command()
@click.argument("change")
@click.option("--reason", required=True, help="Why it is withdrawn; readers see it.")
@click.option("--title", default="", help="A few words; `Withdrawn: …` when left out.")
@ANNOUNCE
@click.option("--republish", is_flag=True, help="Publish later versions that hold what is withdrawn again without it.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@AS_OF
@click.pass_context
def withdraw(
    context: click.Context, change: str, reason: str, title: str, announce: Any, republish: bool, dry_run: bool,
    as_of: date | None,
) -> None:  # fmt: skip
    """Withdraw an upcoming CHANGE: its versions stay readable and never take effect."""
    root = root_of(context)
    if not dry_run:
        begin(root)
    texts = files.read_tree(root)
    today = today_of(as_of, texts)
    announced = announced_on(announce, texts, today, at_once=True)
    try:
        planned = withdrawing.plan(
            texts, change, reason=reason, title=title, announce=announced, today=today,
            again=git.merge if republish else None,
        )  # fmt: skip
    except Refused as reason_against:
        refused(reason_against)
    except git.GitError as error:
        raise click.ClickException(str(error)) from None
    else:
        carry_out(root, planned, today=today, dry_run=dry_run)
