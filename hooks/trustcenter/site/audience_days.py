"""The days from which a version binds each audience, in words: for pages, feeds, mails and the calendar.

All of them take the days from `days_of`.  Nothing is said where a version binds everybody from one day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup

from trustcenter.model.audiences import Audience
from trustcenter.model.versions import Version
from trustcenter.reading.translations import Texts
from trustcenter.rules.notice import Promise

if TYPE_CHECKING:
    from trustcenter.site.pages.view import View

Words = TypeVar("Words", str, Markup)


@dataclass(frozen=True, slots=True)
class DayFor:
    """The day from which a version binds an audience, and the last day on which it can object, if there is one."""

    id: str
    label: str
    day: date
    object_by: date | None
    on_acceptance: bool

    def said(self, t: Texts) -> str:
        """The day in words, without markup."""
        return self._said(lambda key, **days: t.plain(key, **{name: t.day(day) for name, day in days.items()}))

    def shown(self, t: Texts, on: Callable[[date], Markup]) -> Markup:
        """The day in words as HTML; `on` shows a day."""
        return self._said(lambda key, **days: t(key, **{name: on(day) for name, day in days.items()}))

    def _said(self, say: Callable[..., Words]) -> Words:
        if self.on_acceptance:
            return say("audiences.accepted", day=self.day)
        if self.object_by:
            return say("audiences.object", day=self.day, last=self.object_by)
        return say("audiences.day", day=self.day)


def days_of(version: Version) -> list[DayFor]:
    """The days for audiences of a version, in the order of its promise; none if all of them are its effective day."""
    promised = Promise(version.promise, version.holidays).audiences
    return [
        DayFor(one.id, one.label, day, _object_by(version, promised.get(one.id), day), one.on_acceptance)
        for one in version.audiences
        for day in [version.effective_for(one.id)]
    ]


def _object_by(version: Version, audience: Audience | None, day: date) -> date | None:
    """The last day on which an audience can object; None for a version that is no notice."""
    if audience is None or version.class_ not in ("material", "emergency") or version.announced is None:
        return None
    return audience.object_by(version.announced, day)


def rows(t: Texts, on: Callable[[date], Markup], version: Version) -> Markup:
    """A row for each audience, for the list of facts of a version."""
    row = Markup("<div><dt>{}</dt><dd>{}</dd></div>\n")
    return Markup().join(row.format(t.isolated(one.label), one.shown(t, on)) for one in days_of(version))


def listed(t: Texts, on: Callable[[date], Markup], versions: Sequence[Version]) -> Markup:
    """The audiences as a list below a sentence, for notices: those of the first of the versions that has any."""
    version = next((one for one in versions if one.audiences), None)
    if version is None:
        return Markup()
    item = Markup("<li>{}</li>\n")
    items = [item.format(t("audiences.item", audience=one.label, day=one.shown(t, on))) for one in days_of(version)]
    about = Markup('<p class="tc-audiences">{}</p>\n<ul>\n').format(t("audiences.list"))
    return about + Markup().join(items) + Markup("</ul>\n")


def waiting(view: View, version: Version, link: Callable[[str], str]) -> Markup:
    """The notice on a policy that does not bind some audiences yet: which version does, and until when."""
    t, day, archive = view.t, view.snapshot.day, view.center.archive
    items = Markup()
    for one in days_of(version):
        if one.day > day and (bound := archive.for_audience(one.id).in_effect(version.policy, day)):
            words = t("common.version_of", policy=bound.title, number=bound.number)
            address = Markup('<a href="{}">{}</a>').format(link(f"policies/{bound.name}/"), words)
            said = t("audiences.waiting", audience=one.label, day=t.time(one.day), version=address)
            items += Markup("<li>{}</li>\n").format(said)
    if not items:
        return Markup()
    strip = Markup(
        '<div class="tc-strip tc-strip--upcoming" role="note" data-search-exclude>\n'
        '<p class="tc-strip__title">{}</p>\n<ul>\n{}</ul>\n</div>\n'
    )
    return strip.format(t("audiences.waiting_title", policy=version.title), items)
