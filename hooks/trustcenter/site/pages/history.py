"""Makes `/policies/<id>/history/`: every announced version of a policy with its state, dates, redline and hash.

`pages.present` calls `history` and gets a `Page`; `versions_of` is also used by `pages.policy`.
"""

from __future__ import annotations

from trustcenter.model.versions import Version
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, template


def versions_of(view: View, policy: str) -> list[Version]:
    """The versions of a policy announced by the day of the view, the latest effective date first."""
    own = [version for version in view.snapshot.announced if version.policy == policy]
    return sorted(own, key=lambda version: version.order, reverse=True)


def history(view: View, policy: str) -> Page:
    """The page of one policy's versions."""
    url, title = f"policies/{policy}/history/", view.t.plain("history.title", policy=view.title(policy))
    versions = versions_of(view, policy)
    html = template("history.html", view, url).render(
        title=title, policy=policy, versions=versions, changes=view.center.archive.changes
    )
    days = [day for v in versions for day in (v.public_from, v.binds_from) if day <= view.snapshot.day]
    about = view.t.plain("history.described", policy=view.title(policy))
    return Page(url, title, html, max(days), head=description(about))
