"""Makes `/policies/<id>/history/` and `…/<year>/`: the announced versions of a policy, newest first.

`pages.present` calls `history` and gets a `Page`; `versions_of` is also used by `pages.policy`.
"""

from __future__ import annotations

from trustcenter.model.versions import Version
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, template
from trustcenter.site.pages.years import heading, listed, titled, year_of_version


def versions_of(view: View, policy: str) -> list[Version]:
    """The versions of a policy announced by the day of the view, the last to bind first."""
    own = [version for version in view.snapshot.announced if version.policy == policy]
    return sorted(own, key=lambda version: (version.binds_from, version.order), reverse=True)


def history(view: View, policy: str, year: int | None = None) -> Page:
    """The newest versions of a policy, or all that bind from a day in a year."""
    versions = listed(f"policies/{policy}/history/", versions_of(view, policy), year_of_version, year)
    title = titled(view, "history.title", year, policy=view.title(policy))
    html = template("history.html", view, versions.url).render(
        title=heading(view, "history.title", year, policy=view.title(policy)),
        policy=policy,
        versions=versions.shown,
        listed=versions,
        changes=view.center.archive.changes,
    )
    days = [day for v in versions.shown for day in (v.public_from, v.binds_from) if day <= view.snapshot.day]
    about = view.t.plain("history.described", policy=view.title(policy))
    return Page(versions.url, title, html, max(days), head=description(about), listed=year is None)
