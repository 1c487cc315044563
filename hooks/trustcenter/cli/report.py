"""The command `trustcenter report`: prints what a pull request changes (`reports.review`) for its reviewers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import ahead, today_of
from trustcenter.cli.deployed import base_of
from trustcenter.cli.group import AS_OF, BASE_DATE, inside_of, root_of
from trustcenter.disk import files, git
from trustcenter.model.problems import in_order
from trustcenter.reading.center import load
from trustcenter.reports import problem_report as problems
from trustcenter.reports import review, review_comment
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed


@click.command()
@click.option("--base", metavar="REF", help="What it is compared with: where HEAD parted from this commit; or `none`.")
@click.option(
    "--deployed", metavar="REF|URL",
    help="The commit of the last deployment, `none`, or the address of the site; the base if left out.",
)  # fmt: skip
@BASE_DATE
@AS_OF
@click.option("--link", default="", metavar="URL", help="Where the rest can be read when a redline is cut.")
@click.option(
    "--format", "form", type=click.Choice(["github", "markdown", "json"]),
    help="GitHub's comment in Actions, else markdown.",
)  # fmt: skip
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the JSON format and nothing else.")
@click.pass_context
def report(
    context: click.Context, base: str | None, deployed: str | None, base_date: date | None, as_of: date | None,
    link: str, form: str | None, schema: bool,
) -> None:  # fmt: skip
    """Report what a pull request changes: texts, facts, class, notice, and what customers will see when.

    A report is made whatever is wrong; `trustcenter check` decides what may be merged.
    """
    if schema:
        click.echo(review.schema(), nl=False)
        return
    if base is None:
        raise click.UsageError("--base is needed: the branch into which this is to be merged, or `none`")
    asks_site = bool(deployed and deployed.startswith(("https://", "http://")))
    if deployed and not base_date and not asks_site and deployed != "none":
        raise click.UsageError("--deployed needs --base-date: the day for which that deployment was built")
    root = root_of(context)
    texts = files.read_tree(root)
    today = today_of(as_of, texts)
    start, old = _start(root, base)
    last = deployed if asks_site or deployed == "none" else (deployed or start) if base_date else None
    after = replace(load(texts), base=base_of(root, last, base_date, today=today))
    problems_after = in_order([*check(after, today), *rehearsed(after, today)])
    if not any(problem.is_error for problem in problems_after):
        problems_after = in_order([*problems_after, *ahead(root, after, today)])
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "markdown")
    result = review.review(load(old), after, (old, texts), today, problems=problems_after)
    click.echo(_written(result, form, link), nl=False)
    if form == "github" and problems_after:  # on the error stream, so that the report can be redirected to a file
        click.echo(problems.github(problems_after, prefix=inside_of(root)), err=True)


def _start(root: Path, base: str) -> tuple[str, Mapping[str, bytes]]:
    """The commit where the work began, and the files read there."""
    if base == "none":
        return base, {}
    try:
        start = git.merge_base(root, base)
        return start, git.tree(root, start, files.READ_PATHS, files.is_read)
    except git.GitError as error:
        raise click.ClickException(f"--base: {error}") from None


def _written(reviewed: review.Review, form: str, link: str) -> str:
    if form == "json":
        return review.as_json(reviewed)
    return review_comment.github(reviewed, link=link) if form == "github" else review_comment.markdown(reviewed)
