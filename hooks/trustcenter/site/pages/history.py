"""Makes `/policies/<id>/history/` and `…/<year>/`: the announced versions of a policy, newest first.

`pages.present` calls `history` and gets a `Page`; `versions_of` is also used by `pages.policy`.
"""

from __future__ import annotations

from trustcenter.markdown.to_html import relative
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
    comparable = _comparable(view, policy) if year is None else []
    html = template("history.html", view, versions.url).render(
        title=heading(view, "history.title", year, policy=view.title(policy)),
        policy=policy,
        versions=versions.shown,
        listed=versions,
        changes=view.center.archive.changes,
        comparable=comparable,
    )
    days = [day for v in versions.shown for day in (v.public_from, v.binds_from) if day <= view.snapshot.day]
    about = view.t.plain("history.described", policy=view.title(policy))
    head = description(about)
    if comparable:
        head += f'<script defer src="{relative("assets/compare.js", page=versions.url)}"></script>'
    return Page(versions.url, title, html, max(days), head=head, listed=year is None)


def _comparable(view: View, policy: str) -> list[Version]:
    """The versions that have a text, the last to bind first; none if there are not two to compare."""
    versions = [version for version in versions_of(view, policy) if not version.retires]
    return versions if len(versions) > 1 else []
