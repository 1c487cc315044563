"""The command `trustcenter check`: prints the problems of a center or of a built site; exits with 1 for errors."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import ahead, site_settings, today_of, wrong_own
from trustcenter.cli.deployed import base_of
from trustcenter.cli.group import AS_OF, BASE, BASE_DATE, inside_of, root_of
from trustcenter.disk import files
from trustcenter.model.problems import Problem, in_order
from trustcenter.reading.center import load
from trustcenter.reports import problem_report
from trustcenter.rules import check as check_rules
from trustcenter.rules import check_settings_and_files
from trustcenter.rules.coverage import coverage
from trustcenter.rules.rehearsal import rehearsed


@click.command()
@AS_OF
@BASE
@BASE_DATE
@click.option(
    "--site", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Check the built site in DIR instead: links, anchors, lists, feeds, third parties.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(problem_report.FORMATS), help="GitHub annotations in Actions, else terminal."
)
@click.pass_context
def check(
    context: click.Context, as_of: date | None, base: str | None, base_date: date | None, site: Path | None,
    form: str | None,
) -> None:  # fmt: skip
    """Check facts, drafts and the archive by every rule; exit 1 when there are errors.

    With --base, also compare with the last deployment: nothing it showed was rewritten, nothing new is backdated.
    With --site, check a built site and nothing else; that needs no trust center around it.
    """
    if site and (base or base_date):
        raise click.UsageError("--site checks a built site alone; --base goes with the trust center it was built from")
    root = site.resolve() if site else root_of(context)
    problems, checked, begun = (*(_of_site(root), ""), True) if site else _of_center(root, as_of, base, base_date)
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "terminal")
    if checked and form == "terminal":
        click.echo(checked)
    click.echo(_report(problems, form, root) if begun or form != "terminal" else problem_report.first_time(problems))
    sys.exit(1 if any(problem.is_error for problem in problems) else 0)


def _of_center(
    root: Path, as_of: date | None, base: str | None, base_date: date | None
) -> tuple[tuple[Problem, ...], str, bool]:
    """The problems of a center, a sentence on requirements checked, and whether anything was ever published.

    The sentence is empty if some facts cannot be read.
    """
    texts = files.read_tree(root)
    today = today_of(as_of, texts)
    center = replace(load(texts), base=base_of(root, base, base_date, today=today))
    checked = "" if center.sources.unread else coverage(center, today, draft=True).sentence
    settings = site_settings(root, center.settings)
    look = [*check_settings_and_files(center, settings, paths=texts), *wrong_own(center, settings)]
    problems = [*check_rules(center, today), *rehearsed(center, today), *look]
    if not any(problem.is_error for problem in problems):  # with an error there is no site, today or later
        problems += ahead(root, center, today)
    return in_order(problems), checked, bool(center.archive.changes)


def _of_site(folder: Path) -> tuple[Problem, ...]:
    if not (folder / "index.html").is_file():
        raise click.ClickException(f"{folder}: no built site here: it would have an index.html")
    from trustcenter.site_check.check import check_site  # a center is checked without it

    return check_site(files.read_all(folder))


def _report(problems: tuple[Problem, ...], form: str, root: Path) -> str:
    if form == "json":
        return problem_report.as_json(problems)
    if form == "github":
        return problem_report.github(problems, prefix=inside_of(root))
    return problem_report.terminal(problems)
