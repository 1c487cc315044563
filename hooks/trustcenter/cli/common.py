"""Functions that several commands share: which day to work for, and how to carry out or refuse a publication."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from trustcenter.disk import files, git, lock
from trustcenter.model import periods
from trustcenter.model.paths import JOURNAL
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem
from trustcenter.publishing.sealing import Plan, Refused, applied
from trustcenter.reading.center import Center, load
from trustcenter.reading.facts_loader import load_facts
from trustcenter.reading.own_addresses import static_folder
from trustcenter.reading.site_settings import OWN_SETTINGS, Settings, SiteSettings, as_written
from trustcenter.reports import problem_report
from trustcenter.rules.rehearsal import later_days

NOTICE = "data/notice.yml"
"""The file with the notice promise and the review days."""
DEFAULT_REVIEW_DAYS = 3
"""Days between today and the announcement, if data/notice.yml does not say."""


def today_of(as_of: date | None, texts: Mapping[str, bytes]) -> date:
    """The day asked for, else today in the organization's time zone."""
    if as_of:
        return as_of
    organization = {"data/organization.yml": texts.get("data/organization.yml", b"")}
    timezone = load_facts(organization, ids={})[0].one("organization").get("timezone", "UTC")
    return periods.today(datetime.now(UTC), str(timezone))


def announced_on(
    asked: date | str | None, texts: Mapping[str, bytes], today: date, *, at_once: bool = False
) -> date | None:
    """The announced day asked for; `review` means today plus the `review_days` of data/notice.yml.

    With `at_once` (an emergency, a withdrawal), `review` means today: what cannot wait for its notice waits for nobody.
    """
    if asked == "today" or (asked == "review" and at_once):
        return today
    if asked != "review":
        return asked if isinstance(asked, date) else None
    review_days = load_facts({NOTICE: texts.get(NOTICE, b"")}, ids={})[0].one("notice").get("review_days")
    return today + timedelta(days=review_days if isinstance(review_days, int) else DEFAULT_REVIEW_DAYS)


NEVER_TRACKED = (JOURNAL, ".cache")
"""What belongs to one machine; a branch that brings it along would have it carried out, or shown."""


def begin(root: Path) -> None:
    """What every command that writes does first: take the lock, and finish or undo what was interrupted."""
    alone(root)
    if done := files.recover(root):
        click.echo(done)


def alone(root: Path) -> None:
    """Take the lock of a center; refuses one that is taken, and a journal that came with a commit."""
    if committed := git.tracked(root, NEVER_TRACKED[:1]):
        raise click.ClickException(
            f"{committed[0]}: git tracks this journal, and a journal of another machine is never carried out;"
            " remove it with `git rm`"
        )
    if holder := lock.taken(root):
        raise click.ClickException(f"{holder}; try again when it is done")
    click.get_current_context().call_on_close(partial(lock.given_back, root))


def site_settings(root: Path, settings: Settings) -> SiteSettings:
    """What a build is told of `mkdocs.yml` and of the files of the center at `root`.

    Its `links` are what is no file of a center: links out of it and the like, and the first of a cache that git tracks.
    """
    static = static_folder(settings.get(*OWN_SETTINGS))
    links = (*files.links_out(root, static), *git.tracked(root, NEVER_TRACKED[1:])[:3])
    return as_written(settings, assets=files.assets(root), links=links, static=files.static_files(root, static))


def refused(reason: Refused) -> None:
    """Prints why nothing is published, and exits with 1."""
    click.echo(problem_report.terminal(reason.problems), err=True)
    click.echo("nothing was written", err=True)
    sys.exit(1)


def carry_out(root: Path, planned: Plan, *, today: date, dry_run: bool) -> None:
    """Prints what a publication does and writes its files, unless it is a dry run or would break a later day."""
    refuse_ahead(root, planned.writes, today)
    click.echo(_shown(planned))
    if dry_run:
        click.echo("dry run: nothing was written")
        return
    files.write_together(root, planned.writes, last=planned.last)
    click.echo(f"published {planned.change.id}")


def _shown(planned: Plan) -> str:
    change = planned.change
    announced = in_words(change.announced) if change.announced else "not recorded"
    lines = [f"{change.title} ({change.class_})", f"announced {announced}, effective {in_words(change.effective)}"]
    if planned.earliest and planned.earliest <= change.effective:
        lines[-1] += f"; the earliest day allowed is {in_words(planned.earliest)}"
    lines += list(
        dict.fromkeys(
            f"  {one.label}: {'on acceptance, ' if one.on_acceptance else ''}from {in_words(one.effective)}"
            for version in planned.versions
            for one in version.audiences
        )
    )
    lines += [f"  {difference.sentence} [{difference.floor}]" for difference in planned.changes]
    lines += [f"  {'removes' if data is None else 'writes'} {path}" for path, data in planned.writes.items()]
    lines += [f"  {sentence}" for sentence in planned.breaks]
    signed = [line for name, signs in planned.signs.items() if signs for line in _signed(name, signs)]
    return "\n".join([*lines, *filter(None, planned.redlines.values()), *signed])


def _signed(version: str, signs: Sequence[str]) -> list[str]:
    return [f"what you sign with {version}:", *(f"  {line}" for line in signs)]


def ahead(root: Path, center: Center, today: date) -> tuple[Problem, ...]:
    """The errors that the site of a later day would have and that of today does not."""
    if not later_days(center.archive, today):
        return ()
    from trustcenter.site_check.later_days import problems_ahead  # it loads every kind of page

    return problems_ahead(center, today, site_settings(root, center.settings))


def refuse_ahead(root: Path, writes: Mapping[str, bytes | None], today: date) -> None:
    """Prints what the site of a later day would get wrong with some files written, and exits with 1."""
    texts = files.read_tree(root)
    problems = ahead(root, load(applied(texts, writes)), today)
    if problems:
        before = {(problem.rule, problem.where) for problem in ahead(root, load(texts), today)}
        new = [problem for problem in problems if (problem.rule, problem.where) not in before]
        if new:
            refused(Refused(*new))


def wrong_own(center: Center, settings: SiteSettings) -> Iterator[Problem]:
    """Entries of the company's own `nav` that name no page, and addresses of its own that cannot be served."""
    if settings.nav:
        from trustcenter.site.own_menu import wrong_nav  # it loads every kind of page

        yield from wrong_nav(center, settings.nav, settings.assets)
    if settings.own:
        from trustcenter.site.own_addresses import wrong_addresses  # so does this

        yield from wrong_addresses(center, settings)
