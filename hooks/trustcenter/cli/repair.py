"""The command `trustcenter repair`: redoes what no deployment has shown, in the order that works."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from trustcenter.cli.common import begin, refuse_ahead, refused, today_of
from trustcenter.cli.deployed import archive_at, base_of
from trustcenter.cli.group import AS_OF, BASE, BASE_DATE, FROM, root_of
from trustcenter.disk import files, git
from trustcenter.model.phrases import day as in_words
from trustcenter.publishing import repair as repairing
from trustcenter.publishing.sealing import Refused


@click.command()
@FROM
@click.option("--dry-run", is_flag=True, help="Show what would be done; write nothing.")
@BASE
@BASE_DATE
@AS_OF
@click.pass_context
def repair(
    context: click.Context, from_: str | None, dry_run: bool, base: str | None, base_date: date | None,
    as_of: date | None,
) -> None:  # fmt: skip
    """Restore what a deployment has shown, and publish everything later again in the order that works.

    For merges out of order, a reverted publication, or a pull request that was merged late. Classes, titles, summaries
    and reasons stay; days stay where they are still possible.
    """
    root = root_of(context)
    if not dry_run:
        begin(root)
    texts = files.read_tree(root)
    today = today_of(as_of, texts)
    deployed = base_of(root, base, base_date, today=today)
    try:
        planned = repairing.plan(
            texts, base=deployed, today=today, merge=git.merge, taken_from=archive_at(root, from_) if from_ else None
        )
    except Refused as reason:
        refused(reason)
    except git.GitError as error:
        raise click.ClickException(str(error)) from None
    else:
        _carry_out(root, planned, today=today, dry_run=dry_run)


def _carry_out(root: Path, planned: repairing.Repair | None, *, today: date, dry_run: bool) -> None:
    if planned is None or not planned.writes:
        click.echo("nothing to repair")
        return
    refuse_ahead(root, planned.writes, today)
    click.echo("\n".join(_shown(planned)))
    if dry_run:
        click.echo("dry run: nothing was written")
        return
    changes = [path for path in planned.writes if path.startswith("docs/changelog/")]
    files.write_together(root, planned.writes, last=(changes or [*planned.writes])[-1])
    click.echo("repaired")


def _shown(planned: repairing.Repair) -> list[str]:
    lines = [f"restore {path}" for path in planned.restored]
    for step in planned.steps:
        change = step.plan.change
        renamed = "" if change.id == step.before else f" (was {step.before})"
        announced = in_words(change.announced) if change.announced else "not recorded"
        days = f"announced {announced}, effective {in_words(change.effective)}"
        lines += [f"publish {change.id} again{renamed}: {days}", *(f"  {name}" for name in change.versions)]
    lines += [f"  {'removes' if data is None else 'writes'} {path}" for path, data in planned.writes.items()]
    return lines
