"""The command `trustcenter publish`: drafts into versions; `--redo`, `--drop`, `--retire`, `--pending`, `--rename`.

Calls `publishing` for the plan and `cli.common.carry_out` to print and write it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from trustcenter.cli.common import announced_on, begin, carry_out, refused, today_of
from trustcenter.cli.deployed import archive_at, base_of
from trustcenter.cli.group import ANNOUNCE, AS_OF, BASE, BASE_DATE, FROM, DayOrWord, root_of
from trustcenter.disk import files, git
from trustcenter.model.phrases import listed
from trustcenter.model.records import CLASSES
from trustcenter.publishing import pending_fix, redo, rename
from trustcenter.publishing import publish as publishing
from trustcenter.publishing.sealing import Refused
from trustcenter.reading.center import load


@dataclass(frozen=True, slots=True)
class _Options:
    """What the command line asks for, by the names that click gives the options."""

    effective: Any
    class_: Any
    title: str
    summary: str
    reason: str
    announce: Any
    pending_: str | None
    retire: bool
    redo_: str | None
    from_: str | None
    drop: str | None
    rename_: tuple[str, str] | None
    translation_of: str | None
    dry_run: bool
    base: str | None
    base_date: date | None
    as_of: date | None


@click.command()
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@click.option("--effective", type=DayOrWord("earliest", "today"), help="The day it binds, or `earliest`, or `today`.")
@click.option("--class", "class_", type=click.Choice(CLASSES), help="What kind of change it is.")
@click.option("--title", default="", help="A few words that say what changes.")
@click.option("--summary", default="", help="A sentence or two for customers.")
@click.option("--reason", default="", help="Why an emergency change could not wait.")
@ANNOUNCE
@click.option("--pending", "pending_", type=click.Choice(["keep"]), help="Fix today's text and keep what is coming.")
@click.option("--retire", is_flag=True, help="End the named policies instead of publishing their drafts.")
@click.option("--redo", "redo_", metavar="CHANGE", help="Re-date, renumber and re-hash a change that is not sealed.")
@FROM
@click.option("--drop", metavar="CHANGE", help="Remove a change that is not sealed yet.")
@click.option("--rename", "rename_", nargs=2, metavar="OLD NEW", help="Give a policy a new id; old addresses lead on.")
@click.option(
    "--translation-of", metavar="VERSION", help="Publish its text in other languages (index.de.md), and nothing else."
)
@click.option("--dry-run", is_flag=True, help="Show what would be published; write nothing.")
@BASE
@BASE_DATE
@AS_OF
@click.pass_context
def publish(context: click.Context, /, policies: tuple[str, ...], **options: Any) -> None:
    """Freeze drafts (those named, or all that differ) into versions and write the changelog entry."""
    _carry_out(root_of(context), policies, _Options(**options))


def _carry_out(root: Path, policies: tuple[str, ...], asked: _Options) -> None:
    dry_run = asked.dry_run
    if not dry_run:
        begin(root)
    texts = files.read_tree(root)
    today = today_of(asked.as_of, texts)
    effective = today if asked.effective == "today" else asked.effective
    announced = announced_on(asked.announce, texts, today, at_once=asked.class_ == "emergency")
    _not_ignored(policies, asked)
    if asked.rename_:
        _rename(root, texts, asked, asked.rename_, announced=announced, today=today)
        return
    if change := asked.redo_ or asked.drop:
        order = redo.Order(
            change=change, announce=None if asked.announce == "review" else announced,
            no_sooner=announced if asked.announce == "review" else None,
            effective=effective if isinstance(effective, date) else None, earliest=effective == "earliest",
            keep=asked.pending_ == "keep", today=today, base=base_of(root, asked.base, asked.base_date, today=today),
        )  # fmt: skip
        _mend(root, texts, order, asked)
        return
    _needed({"--effective": effective, "--class": asked.class_, "--title": asked.title})
    request = publishing.Order(
        policies=policies, effective=None if effective == "earliest" else effective, class_=asked.class_,
        title=asked.title.strip(), summary=asked.summary.strip(), reason=asked.reason.strip(),
        announce=announced, today=today, retire=asked.retire, translation_of=asked.translation_of or "",
    )  # fmt: skip
    urgent = asked.class_ == "emergency" and not asked.retire  # what is pending stays pending
    _publish(root, texts, request, keep=asked.pending_ == "keep" or urgent, dry_run=dry_run)


def _not_ignored(policies: tuple[str, ...], asked: _Options) -> None:
    """Raises a usage error for an option that would be ignored beside others."""
    own = {"POLICY": policies, "--class": asked.class_, "--title": asked.title, "--summary": asked.summary,
           "--reason": asked.reason, "--retire": asked.retire}  # fmt: skip
    days = {"--effective": asked.effective, "--announce": asked.announce, "--pending": asked.pending_}
    base = {"--from": asked.from_, "--base": asked.base, "--base-date": asked.base_date}
    mode, refused_here = "", base
    if asked.rename_:
        mode = "--rename publishes no text"
        refused_here = {
            name: value for name, value in {**own, **days, **base}.items() if name not in ("--title", "--announce")
        }
        refused_here |= {"--redo": asked.redo_, "--drop": asked.drop}
    elif asked.redo_:
        mode, refused_here = "--redo keeps what the change says", {**own, "--drop": asked.drop}
    elif asked.drop:
        mode, refused_here = "--drop removes the change", {**own, **days, "--from": asked.from_}
    elif asked.retire:
        mode, refused_here = "--retire ends a policy", {**base, "--pending": asked.pending_}
    if ignored := [name for name, value in refused_here.items() if value]:
        where = f"{mode}: leave out" if mode else "these go with --redo or --drop:"
        raise click.UsageError(f"{where} {', '.join(ignored)}")


def _rename(
    root: Path, texts: dict[str, bytes], asked: _Options, names: tuple[str, str], *, announced: date | None, today: date
) -> None:
    """Carry out `--rename`."""
    old, new = names
    try:
        planned = rename.plan(texts, old, new, today=today, title=asked.title.strip(), announce=announced)
    except Refused as reason:
        refused(reason)
    else:
        carry_out(root, planned, today=today, dry_run=asked.dry_run)


def _needed(given: dict[str, Any]) -> None:
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise click.UsageError(f"missing {', '.join(missing)}")


def _publish(root: Path, texts: dict[str, bytes], order: publishing.Order, *, keep: bool, dry_run: bool) -> None:
    try:
        planned = pending_fix.plan(texts, order, merge=git.merge) if keep else publishing.plan(texts, order)
    except Refused as reason:
        refused(reason)
    except git.GitError as error:
        raise click.ClickException(str(error)) from None
    else:
        if planned is None:
            click.echo(_nothing(texts, order))
        else:
            carry_out(root, planned, today=order.today, dry_run=dry_run)


def _nothing(texts: dict[str, bytes], order: publishing.Order) -> str:
    """Why there is nothing to publish."""
    told = "nothing to publish: every draft says what its newest version says"
    center = load(texts)
    unseen = publishing.unseen(center, order.policies)
    if unseen:
        return f"{told}; only what readers do not see differs in {listed(unseen)}"
    pending = [v for v in center.archive.on(order.today).upcoming if not order.policies or v.policy in order.policies]
    later = [v for v in pending if order.effective and v.effective < order.effective]
    hint = "\nto let it take effect later: `trustcenter postpone {} --to {} --reason …`"
    return told + (hint.format(later[0].change, order.effective) if later else "")


def _mend(root: Path, texts: dict[str, bytes], order: redo.Order, asked: _Options) -> None:
    taken_from = archive_at(root, asked.from_) if asked.from_ else None
    try:
        if asked.redo_:
            planned = redo.plan(texts, order, merge=git.merge, taken_from=taken_from)
            carry_out(root, planned, today=order.today, dry_run=asked.dry_run)
            return
        writes = redo.drop(texts, order)
    except Refused as reason:
        refused(reason)
    except git.GitError as error:
        raise click.ClickException(str(error)) from None
    else:
        told = (f"  {'removes' if data is None else 'writes'} {path}" for path, data in writes.items())
        click.echo("\n".join(told))
        if asked.dry_run:
            click.echo("dry run: nothing was written")
            return
        files.write_together(root, writes, last=f"docs/changelog/{order.change}.md")
        click.echo(f"dropped {order.change}")
