"""The command `trustcenter new`: asks seven questions and writes the repository of a new trust center.

Calls `starting.new_repository` for the files and `starting.wheel` for the tool that is put into the repository.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from trustcenter import __version__
from trustcenter.disk import files, program_files
from trustcenter.reports import problem_report
from trustcenter.starting import hosts, monorepo, new_repository, wheel


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", help="What customers call the organization.")
@click.option("--legal-name", help="The name of the legal entity; not known when left out.")
@click.option("--site", metavar="URL", help="The address at which the trust center will stand.")
@click.option("--timezone", metavar="ZONE", help="Where a day begins, such as America/Chicago.")
@click.option("--country", metavar="CODE", help="Whose public holidays are no business days, such as US.")
@click.option("--regimes", metavar="LIST", help="The requirement lists it asserts, with commas between.")
@click.option("--products", metavar="LIST", help=f"What it offers: {', '.join(new_repository.PRODUCTS)}.")
@click.option("--languages", metavar="LIST", help="Languages of its policies, the binding one first: en,de.")
@click.option("--host", type=click.Choice([*hosts.HOSTS]), help="Who serves the site; github when left out.")
@click.option("--ask/--no-ask", default=None, help="Ask for what no option says; only on a terminal when left out.")
@click.option("--into", is_flag=True, help="Add to a DIR in which other files stand; none of them is overwritten.")
@click.option("--dry-run", is_flag=True, help="List what would be written; write nothing.")
@click.pass_context
def new(
    context: click.Context, /, folder: Path, ask: bool | None, into: bool, dry_run: bool, **given: str | None
) -> None:
    """Write the repository of a new trust center to DIR: an empty folder, a new one, or with --into any other."""
    target = (context.obj / folder).resolve()
    if not into and (there := files.names_in(target)):
        shown = "\n".join(f"  {name}" for name in there[:20])
        more = f"\n  … {len(there)} in all" if len(there) > 20 else ""
        hint = "--into adds to what stands there, and --into --dry-run lists what it would add"
        raise click.ClickException(f"{folder} is not empty, and nothing is ever overwritten; {hint}:\n{shown}{more}")
    answers_given = {name: value for name, value in given.items() if value is not None}
    if ask or (ask is None and sys.stdin.isatty()):
        answers_given = _asked(answers_given)
    answers, problems = new_repository.answered(answers_given)
    if answers is None:
        click.echo(problem_report.terminal(problems), err=True)
        click.echo("nothing was written", err=True)
        sys.exit(1)
    try:
        program = program_files.program_files()
        packed = wheel.wheel(program, program_files.program_metadata())
        above = files.repository_above(target)
        inside = f"{target.relative_to(above).as_posix()}/" if above else ""
        repository = new_repository.repository(answers, program, version=__version__, wheel=packed, inside=inside)
        top, repository = monorepo.split(repository, inside.rstrip("/")) if above else ({}, repository)
        _free(above, top)
        _write(target, repository, into=into, dry_run=dry_run)
        _write_top(above, top, dry_run=dry_run)
    except program_files.NotPackable as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be written: {error}; nothing was written") from None
    if dry_run:
        click.echo("dry run: nothing was written")
        return
    click.echo(f"wrote a trust center to {folder}, with drafts of {len(answers.policies)} policies")
    click.echo("\n".join(_next(folder, target, answers.host, monorepo.to_merge(repository))))


def _free(above: Path | None, top: Mapping[str, bytes]) -> None:
    """Raises a click exception if the larger repository has workflows of the same names already."""
    taken = [path for path, _ in files.contents(above, top)] if above else []
    if taken:
        shown = "\n".join(f"  {path}" for path in taken)
        raise click.ClickException(
            f"these files stand at the top of the repository already; nothing was written:\n{shown}"
        )


def _write_top(above: Path | None, top: Mapping[str, bytes], *, dry_run: bool) -> None:
    """Write the workflows to the top of the larger repository, and say so."""
    if above and top:
        click.echo("\n".join(f"  adds {above.name}/{path}" for path in top))
        if not dry_run:
            files.add(above, top)


def _write(target: Path, repository: dict[str, bytes], *, into: bool, dry_run: bool) -> None:
    """Write the files, or list them; raises a click exception if a folder has files of the same names."""
    writes, taken = repository, tuple[str, ...]()
    if into:
        there = dict(files.contents(target, {*repository, *new_repository.BESIDE.values()}))
        writes, taken = new_repository.merged_into(repository, there)
    if taken:
        shown = "\n".join(f"  {path}" for path in taken)
        raise click.ClickException(f"these files stand there already; move them, or start in a folder below:\n{shown}")
    if into or dry_run:
        click.echo("\n".join(f"  adds {path}" for path in writes))
    if dry_run:
        return
    if into:
        files.add(target, writes)
    else:
        files.create(target, writes)


def _next(folder: Path, target: Path, host: str, to_merge: Sequence[str]) -> list[str]:
    """What to do next; in a folder of a larger repository, what GitHub or GitLab looks for at its top."""
    readme = "TRUST-CENTER.md" if (target / "TRUST-CENTER.md").exists() else "README.md"
    above = files.repository_above(target)
    if above is None:
        start = "" if (target / ".git").exists() else "git init && "
        return [f"next: cd {folder} && {start}make site, then read {readme}"]
    inside = target.relative_to(above).as_posix()
    lines = [f"{folder} is a folder of the repository {above.name}: do not run git init here"]
    if host == hosts.GITHUB:
        lines.append(f"the workflows are at the top of {above.name}, where GitHub reads them, and work in {inside}/")
    if to_merge:
        lines.append(f"GitHub reads these at the top only; put what you want of them there: {', '.join(to_merge)}")
    if host == "gitlab":
        lines.append(f"GitLab reads the top alone; write there into .gitlab-ci.yml: include: {inside}/.gitlab-ci.yml")
    return [*lines, f"next: cd {folder} && make site, then read {readme}"]


def _asked(answers_given: dict[str, str]) -> dict[str, str]:
    """The answers, with those that no option gives asked for on the terminal."""
    for name, question, default in _QUESTIONS:
        if name not in answers_given:
            answers_given[name] = click.prompt(question, default=default(answers_given), value_proc=_judged(name))
    return answers_given


def _judged(name: str) -> Callable[[str], str]:
    """A check for `click.prompt`, which asks again while it raises."""

    def judged(text: str) -> str:
        own = f"--{name.replace('_', '-')}"
        problems = [problem for problem in new_repository.answered({name: text})[1] if problem.where.file == own]
        if problems:
            raise click.UsageError(f"{problems[0].message}; {problems[0].hint}")
        return text

    return judged


def _suggested(answers_given: dict[str, str]) -> str:
    return ", ".join(new_repository.suggested(answers_given.get("products", "").replace(",", " ").split())) or "none"


def _no_default(_: Any) -> str | None:
    return None


def _optional(_: Any) -> str | None:
    return ""


_QUESTIONS: tuple[tuple[str, str, Callable[[dict[str, str]], str | None]], ...] = (
    ("name", "What do customers call you", _no_default),
    ("legal_name", "Legal name (Enter: not known yet)", _optional),
    ("site", "Address of the trust center (https://…)", _no_default),
    ("timezone", "Time zone (America/Chicago, Europe/Berlin …)", _no_default),
    ("country", "Country, for public holidays (US, DE …; Enter: none)", _optional),
    ("products", f"What do you offer ({', '.join(new_repository.PRODUCTS)}; with commas, or none)", lambda _: "none"),
    ("regimes", f"What do you assert ({', '.join(new_repository.regimes())}; with commas, or none)", _suggested),
)
"""(option, question, function that proposes an answer from those given)."""
