"""The `trustcenter` command: the only place, besides the hook, that reads the clock and the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from trustcenter import __version__, build, facts, files, periods, publish, report
from trustcenter.problems import Problem
from trustcenter.records import CLASSES
from trustcenter.rules import check as check_rules
from trustcenter.words import day as in_words


class Day(click.ParamType[date]):
    """A calendar day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else periods.parse_day(str(value))
        except ValueError as error:
            self.fail(f"{error}; write an existing day as YYYY-MM-DD", param, ctx)


class DayOrEarliest(Day):
    """A calendar day, or the word `earliest`."""

    name = "date|earliest"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == "earliest" else super().convert(value, param, ctx)


AS_OF = click.option(
    "--as-of", type=Day(), envvar="TRUSTCENTER_AS_OF", show_envvar=True,
    help="The day to work for; today in the organization's time zone when left out.",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trustcenter")
@click.option(
    "-C", "--directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(),
    help="Work in this folder instead of the current one.",
)  # fmt: skip
@click.pass_context
def main(context: click.Context, directory: Path) -> None:
    """Publish a public, versioned trust center from Markdown policies and YAML facts."""
    context.obj = directory


def _root(context: click.Context) -> Path:
    start = context.obj.resolve()
    root = files.find_root(start)
    if root is None:
        raise click.ClickException(f"{context.obj}: no trust center here: a folder with mkdocs.yml and data/ is needed")
    return root


def _today(as_of: date | None, texts: dict[str, bytes]) -> date:
    if as_of:
        return as_of
    timezone = facts.load_facts(
        {"data/organization.yml": texts.get("data/organization.yml", b"")}, ids={}
    )[0].one("organization").get("timezone", "UTC")  # fmt: skip
    return periods.today(datetime.now(UTC), str(timezone))


@main.command()
@AS_OF
@click.option(
    "--format", "form", type=click.Choice(report.FORMATS), help="GitHub annotations in Actions, else terminal."
)
@click.pass_context
def check(context: click.Context, as_of: date | None, form: str | None) -> None:
    """Check facts, drafts and the archive by every rule; exit 1 when there are errors."""
    root = _root(context)
    texts = files.read_tree(root)
    found = check_rules(build.load(texts), _today(as_of, texts))
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "terminal")
    click.echo(_report(found, form, root))
    sys.exit(1 if any(problem.is_error for problem in found) else 0)


def _report(found: tuple[Problem, ...], form: str, root: Path) -> str:
    if form == "json":
        return report.as_json(found)
    if form == "github":
        workspace = os.environ.get("GITHUB_WORKSPACE")
        inside = root.relative_to(workspace).as_posix() if workspace and root.is_relative_to(workspace) else "."
        return report.github(found, prefix="" if inside == "." else f"{inside}/")
    return report.terminal(found)


@main.command(name="build")
@AS_OF
@click.option("--drafts", is_flag=True, help="Add a preview of every draft at /policies/<id>/draft/.")
@click.option("-d", "--site-dir", type=click.Path(path_type=Path), help="Where to build; mkdocs.yml says it otherwise.")
@click.pass_context
def build_site(context: click.Context, as_of: date | None, drafts: bool, site_dir: Path | None) -> None:
    """Check, then build the site with MkDocs, as of a day."""
    arguments = ["build", "--strict", "--quiet"] + (["--site-dir", str(site_dir.resolve())] if site_dir else [])
    sys.exit(_mkdocs(_root(context), arguments, as_of=as_of, drafts=drafts))


@main.command()
@AS_OF
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Preview drafts at /policies/<id>/draft/.")
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="Host and port to serve on.")
@click.pass_context
def serve(context: click.Context, as_of: date | None, drafts: bool, address: str) -> None:
    """Preview the site and rebuild it when data/ or docs/ change."""
    sys.exit(_mkdocs(_root(context), ["serve", "--dev-addr", address], as_of=as_of, drafts=drafts))


def _mkdocs(root: Path, arguments: list[str], *, as_of: date | None, drafts: bool) -> int:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "TRUSTCENTER_DRAFTS": "1" if drafts else ""}
    if as_of:
        environment["TRUSTCENTER_AS_OF"] = as_of.isoformat()
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.run(command, cwd=root, env=environment, check=False).returncode


@main.command(name="publish")
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option("--effective", type=DayOrEarliest(), required=True, help="The day it binds, or the word earliest.")
@click.option("--class", "class_", type=click.Choice(CLASSES), required=True, help="What kind of change it is.")
@click.option("--title", required=True, help="A few words that say what changes.")
@click.option("--summary", default="", help="A sentence or two for customers.")
@click.option("--reason", default="", help="Why an emergency change could not wait.")
@click.option(
    "--announce", "--announced", type=Day(), help="The day the public can first read it; today when left out."
)
@click.option("--dry-run", is_flag=True, help="Show what would be published; write nothing.")
@AS_OF
@click.pass_context
def publish_drafts(
    context: click.Context, policies: tuple[str, ...], effective: Any, class_: Any, title: str, summary: str,
    reason: str, announce: date | None, dry_run: bool, as_of: date | None,
) -> None:  # fmt: skip
    """Freeze drafts (those named, or all that differ) into versions and write the changelog entry."""
    root = _root(context)
    if not dry_run and (done := files.recover(root)):
        click.echo(done)
    texts = files.read_tree(root)
    order = publish.Order(
        policies=policies, effective=None if effective == "earliest" else effective, class_=class_, title=title,
        summary=summary, reason=reason, announce=announce, today=_today(as_of, texts),
    )  # fmt: skip
    try:
        planned = publish.plan(texts, order)
    except publish.Refused as refused:
        click.echo(report.terminal(refused.problems), err=True)
        click.echo("nothing was written", err=True)
        sys.exit(1)
    if planned is None:
        click.echo("nothing to publish: every draft says what its newest version says")
        return
    click.echo(_planned(planned))
    if dry_run:
        click.echo("dry run: nothing was written")
        return
    files.write_together(root, planned.writes, last=planned.last)
    click.echo(f"published {planned.change.id}")


def _planned(planned: publish.Plan) -> str:
    """What a publication does, for the person who is about to sign it off."""
    announced = planned.change.announced
    lines = [
        f"{planned.change.title} ({planned.change.class_})",
        f"announced {in_words(announced) if announced else 'not recorded'},"
        f" effective {in_words(planned.change.effective)}"
        + (f"; the earliest day allowed is {in_words(planned.earliest)}" if planned.earliest else ""),
    ]
    lines += [f"  {change.sentence} [{change.floor}]" for change in planned.changes]
    for path in planned.writes:
        lines.append(f"  writes {path}")
    return "\n".join([*lines, *(text for text in planned.redlines.values() if text)])


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 when a schema is not current.")
@click.pass_context
def schemas(context: click.Context, only_check: bool) -> None:
    """Write the JSON Schemas of all fact kinds to data/schemas/."""
    root = _root(context)
    stale = [path for path, data in facts.schemas().items() if not files.holds(root, path, data)]
    if only_check:
        click.echo(
            "\n".join([f"{path} is not current: run `trustcenter schemas`" for path in stale]) or "schemas are current"
        )
        sys.exit(1 if stale else 0)
    for path in stale:
        files.write(root, path, facts.schemas()[path])
    click.echo("\n".join([f"wrote {path}" for path in stale]) or "schemas are current")
