"""The command `trustcenter watch`: what changed on the lists that vendors publish of their own subprocessors.

It fetches each `own_list`, or reads saved copies, and compares (`importing.upstream`) with what `imports/upstream/`
keeps.  Only `--keep` writes there: what changed is told until a person has dealt with it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib import robotparser
from urllib.parse import urljoin, urlsplit

import click

from trustcenter.cli.common import begin, today_of
from trustcenter.cli.group import AS_OF, root_of
from trustcenter.disk import files, web
from trustcenter.importing import upstream
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.upstream import Look, Seen
from trustcenter.model import phrases
from trustcenter.model.facts import Plain as Record
from trustcenter.model.problems import one_of
from trustcenter.reading.center import load
from trustcenter.reports.inert_markdown import GitHub, Plain
from trustcenter.rules.notice import promise_on

LIMITS = web.Limits(seconds=30, largest=5_000_000, redirects=5, public_only=True, clock=time.monotonic)
NO_LIST = "no vendor in data/subprocessors.yml states its `own_list`"
_ROBOTS = replace(LIMITS, largest=500_000, seconds=10)


@click.command()
@click.argument("vendors", nargs=-1, metavar="[VENDOR …]")
@click.option(
    "--copies", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Read saved copies instead of fetching: files named by the id of the vendor, such as harborlight.html.",
)  # fmt: skip
@click.option("--keep", is_flag=True, help="Keep what is seen in imports/upstream/: what changed is dealt with.")
@click.option(
    "--write", "output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Also write what there is to do into FILE; it is empty where there is nothing.",
)  # fmt: skip
@AS_OF
@click.pass_context
def watch(
    context: click.Context, vendors: tuple[str, ...], copies: Path | None, keep: bool, output: Path | None,
    as_of: date | None,
) -> None:  # fmt: skip
    """Show what changed on the vendors' own lists of subprocessors since they were seen last.

    Each `own_list` of data/subprocessors.yml is fetched once, over https alone and as its robots.txt allows; where that
    fails, the reason is told and what was seen before stays.
    """
    root = root_of(context)
    texts = files.read_tree(root)
    today = today_of(as_of, texts)
    center = load(texts)
    records = _chosen(center.facts.records("subprocessors"), vendors, copies)
    looks = [_look(root, record, copies, today) for record in records]
    promise = promise_on(center.facts, center.archive, today)
    if output:
        output.write_text(upstream.report(looks, promise, today, inert=GitHub().text), encoding="utf-8")
    if keep:
        _keep(root, looks)
    unchanged = f"{phrases.plural(len(looks), 'list')} looked at, as seen last" if looks else NO_LIST
    report = upstream.report(looks, promise, today, inert=Plain().text)
    click.echo(report.rstrip() or unchanged)


def _chosen(records: Mapping[str, Record], asked: tuple[str, ...], copies: Path | None) -> list[Record]:
    """The vendors whose lists are looked at: those asked for, or all that state one or of which there is a copy."""
    for vendor in asked:
        if vendor not in records:
            raise click.ClickException(f"`{vendor}` is not an id in data/subprocessors.yml; {one_of(vendor, records)}")
    if copies:
        if not copies.is_dir():
            raise click.ClickException(f"{copies}: there is no such folder")
        saved = {path.stem for path in copies.iterdir() if path.is_file()}
        chosen = [vendor for vendor in records if vendor in saved]
    else:
        chosen = [*upstream.with_list(records)]
    chosen = [vendor for vendor in chosen if not asked or vendor in asked]
    if not chosen and (copies or asked):
        hint = "name the files by the ids of vendors" if copies else "write `own_list` into data/subprocessors.yml"
        raise click.ClickException(f"there is no list to look at: {hint}")
    return [records[vendor] for vendor in sorted(chosen)]


def _look(root: Path, record: Record, copies: Path | None, today: date) -> Look:
    """One list compared with what was seen of it before; a list that cannot be read says why."""
    vendor = record["id"]
    held = files.read_imports(root, upstream.FOLDER).get(upstream.path_of(vendor))
    moved = ""
    try:
        before = upstream.kept(upstream.path_of(vendor), held) if held is not None else None
        if copies:
            saved = next(path for path in sorted(copies.iterdir()) if path.is_file() and path.stem == vendor)
            name, data = saved.name, files.read_limited(saved, LIMITS.largest)
        else:
            answer = _fetched(record["own_list"])
            moved = answer.address if answer.address != record["own_list"] else ""
            name, data = upstream.name_of(vendor, answer.address, answer.type), answer.data
        seen = Seen(vendor, str(record.get("own_list", "")), today, upstream.rows_of(name, data))
    except (NotImported, web.Unreachable) as error:
        return Look(record, failed=str(error).rstrip("."))
    return replace(upstream.look(record, seen, before), moved=moved)


def _fetched(address: str) -> web.Answer:
    """A list from its address, if robots.txt of its host allows that."""
    robots = robotparser.RobotFileParser()
    try:
        rules = web.get(urljoin(address, "/robots.txt"), _ROBOTS).data
        robots.parse(rules.decode("utf-8", "replace").splitlines())
    except web.Unreachable:
        robots.parse([])  # a host without such a file forbids nothing (RFC 9309, 2.3.1.3); others fail below
    if not robots.can_fetch(web.AGENT, address):
        raise web.Unreachable(f"{address}: robots.txt of {urlsplit(address).hostname} does not allow to fetch it")
    return web.get(address, LIMITS)


def _keep(root: Path, looks: list[Look]) -> None:
    """Write what was seen; a list that changed in nothing keeps its file, with the day on which it was seen first."""
    begin(root)
    for one in looks:
        if one.seen and (one.changes or one.before is None or one.before.rows != one.seen.rows):
            path = upstream.path_of(one.seen.vendor)
            files.write(root, path, one.seen.written())
            click.echo(f"wrote {path}", err=True)


__all__ = ["watch"]
