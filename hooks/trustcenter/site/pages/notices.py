"""Makes `/notices/` and `/notices/<year>/`: changes that had to be announced in advance.

`pages.present` calls `notices` and gets a `Page` with upcoming and past notices, their deadlines to object and how they
were delivered.
"""

from __future__ import annotations

from dataclasses import dataclass

from trustcenter.model.periods import clear_days
from trustcenter.model.versions import Change, Version
from trustcenter.reading.translations import Texts
from trustcenter.rules.notice import Promise
from trustcenter.site import objection
from trustcenter.site.pages.change import deliveries
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, contents, template
from trustcenter.site.pages.years import heading, listed, titled

URL = "notices/"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as of the day of the view.

    `versions` are the versions to read: corrected ones if a correction replaced those announced. `promised` and `given`
    are the promised period and the clear days in words, from the sealed records.
    """

    change: Change
    versions: tuple[Version, ...]
    upcoming: bool
    promised: str
    given: str
    withdrawal: Change | None
    delivered: tuple[str, ...]


def notices(view: View, year: int | None = None) -> Page:
    """What is upcoming and the newest notices, or all notices that were announced in a year."""
    changes = [change for change in reversed(view.snapshot.changes) if change.is_notice]
    shown = listed(URL, changes, lambda change: change.public_from.year, year)
    pending = {version.effective for version in view.snapshot.upcoming} if year is None else set()
    wanted = {change.id for change in shown.shown}
    told = [_notice(view, change) for change in changes if change.id in wanted or change.effective in pending]
    upcoming = sorted((n for n in told if n.upcoming), key=lambda n: (n.change.effective, n.change.id))
    past = [notice for notice in told if not notice.upcoming]
    covered = {version.name for notice in upcoming for version in notice.versions}
    title = titled(view, "notices.title", year)
    html = template("notices.html", view, shown.url).render(
        title=heading(view, "notices.title", year), upcoming=upcoming,
        past=past, listed=shown,
        questions=objection.contact(view.facts, objection.QUESTIONS), changes=view.center.archive.changes,
        others=[v for v in view.snapshot.upcoming if v.name not in covered] if year is None else [],
    )  # fmt: skip
    parts = [("upcoming", view.t("common.upcoming"))] if upcoming or year is None else []
    toc = contents(*parts, *([("past", view.t("notices.past"))] if past else []))
    head = description(view.t.plain("notices.described"))
    return Page(shown.url, title, html, view.newest_change(), toc, head=head, listed=year is None)


def _notice(view: View, change: Change) -> Notice:
    own = [v for v in view.center.archive.named(change) if v.public_from <= view.snapshot.day]
    withdrawal = next((c for c in view.snapshot.changes if c.withdraws == change.id), None)
    due = [] if withdrawal else [v for v in own if v.effective == change.effective]  # no pending one published again
    later = [w for v in due for w in view.upcoming(v.policy) if w.effective == v.effective]
    coming, first = tuple({v.name: v for v in later}.values()), own[0]
    promise = Promise(first.promise, first.holidays)
    return Notice(
        change, coming or tuple(own), bool(coming),
        _promised(change, promise, view.t),
        _given(change, view.t), withdrawal, tuple(deliveries(view, change)),
    )  # fmt: skip


def _promised(change: Change, promise: Promise, t: Texts) -> str:
    """The period that bound the change; for an emergency, the period within which it had to be disclosed."""
    if change.class_ == "emergency":
        within = promise.record.get("emergency", {}).get("within")
        return t("notices.disclosed", period=t.stated(within)) if isinstance(within, str) else t("common.not_stated")
    return t.period(promise.period) if promise.period else t("common.not_stated")


def _given(change: Change, t: Texts) -> str:
    """The whole days between the announced and the effective day, in words."""
    if change.public_from > change.effective:
        return t("notices.given_after", count=(change.public_from - change.effective).days)
    return t("notices.given", count=clear_days(change.public_from, change.effective))
