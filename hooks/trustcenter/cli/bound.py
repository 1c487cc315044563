"""The command `trustcenter bound`: prints which version of each policy binds a customer on a day (`reports.bound`)."""

from __future__ import annotations

import sys
from datetime import date, datetime

import click

from trustcenter.cli.common import today_of
from trustcenter.cli.group import AS_OF, Day, root_of
from trustcenter.disk import files
from trustcenter.model.audiences import Customer
from trustcenter.reading.center import load
from trustcenter.reports import bound as answers
from trustcenter.reports import problem_report


class DayOrInstant(Day):
    """A click type for a calendar day, or an instant with its offset from UTC: `2026-12-01T22:15:00-06:00`."""

    name = "date|instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        if isinstance(value, date):
            return value
        if "T" not in str(value):
            day: date = super().convert(value, param, ctx)
            return day
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            hint = "write one with its offset from UTC: 2026-12-01T22:15:00-06:00, or a day"
            self.fail(f"`{value}` is not an instant; {hint}", param, ctx)
        return instant


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@AS_OF
@click.option(
    "--audience", "audiences", multiple=True, metavar="ID",
    help="An audience of data/notice.yml that the customer belongs to; may be given several times.",
)  # fmt: skip
@click.option("--accepted", type=DayOrInstant(), help="When the customer accepted the policies: an instant, or a day.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def bound(
    context: click.Context, policies: tuple[str, ...], as_of: date | None, audiences: tuple[str, ...],
    accepted: date | datetime | None, form: str,
) -> None:  # fmt: skip
    """Print which version of each policy binds a customer on a day, and which one comes next."""
    texts = files.read_tree(root_of(context))
    center, day = load(texts), today_of(as_of, texts)
    if problems := answers.unknown_names(center, audiences, policies):
        click.echo(problem_report.terminal(problems), err=True)
        sys.exit(1)
    told = answers.bound(center, Customer(audiences, accepted), day, policies)
    click.echo((answers.as_json if form == "json" else answers.as_text)(told, day))
