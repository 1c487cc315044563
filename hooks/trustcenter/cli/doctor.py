"""The command `trustcenter doctor`: whether the repository is set up to be checked, published and deployed.

Gathers what `reports.doctor` judges: files, the place in the repository, and what `gh` can read of GitHub's settings.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from trustcenter import __version__
from trustcenter.cli.common import today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files, github
from trustcenter.reading import facts_loader
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import as_written
from trustcenter.reports import doctor as examining
from trustcenter.reports.problem_report import encodable


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--github/--no-github", "ask", default=True, help="Whether to ask GitHub for its settings, through `gh`.")
@AS_OF
@click.pass_context
def doctor(context: click.Context, form: str, ask: bool, as_of: date | None) -> None:
    """Say what is missing around the trust center: workflows, owners, settings, deliveries, the last deployment.

    Exits with 1 if there is a problem. Nothing is changed, here or on GitHub.
    """
    root = root_of(context)
    texts = files.read_tree(root)
    center = load(texts)
    above = files.repository_above(root)
    around = examining.Surroundings(
        files=_around(root), inside=root.relative_to(above).as_posix() if above else "",
        site_url=as_written(center.settings, assets=(), links=(), static={}).site_url, tool=__version__,
        github=github.settings(root) if ask else None,
    )  # fmt: skip
    findings = examining.examined(center, around, today_of(as_of, texts))
    click.echo(examining.as_json(findings) if form == "json" else encodable(examining.as_text(findings)))
    sys.exit(1 if any(finding.state == "problem" for finding in findings) else 0)


def _around(root: Path) -> dict[str, bytes]:
    """The files that say how the repository is set up, by path."""
    workflows = [f".github/workflows/{path.name}" for path in (root / ".github/workflows").glob("*.yml")]
    named = (*workflows, ".github/CODEOWNERS", ".gitattributes", "requirements/tool.txt", *facts_loader.schemas())
    return dict(files.contents(root, named))
