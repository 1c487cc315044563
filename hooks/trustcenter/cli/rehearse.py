"""The command `trustcenter rehearse`: prints the calendar of what is announced, and what would fail on its days."""

from __future__ import annotations

import sys
from datetime import date

import click

from trustcenter.cli.common import ahead, site_settings, today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files
from trustcenter.reading.center import load
from trustcenter.reports import problem_report, rehearsal
from trustcenter.rules.rehearsal import rehearsed


@click.command()
@AS_OF
@click.pass_context
def rehearse(context: click.Context, as_of: date | None) -> None:
    """Print every later day on which something announced happens; exit 1 if an error would come on one of them."""
    root = root_of(context)
    texts = files.read_tree(root)
    today = today_of(as_of, texts)
    center = load(texts)
    click.echo(rehearsal.calendar(center, today, site_settings(root, center.settings)))
    problems = rehearsed(center, today)
    if problems := problems or ahead(root, center, today):
        click.echo(problem_report.terminal(problems), err=True)
        sys.exit(1)
