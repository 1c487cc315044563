"""`/changelog/`: every change, newest first."""

from __future__ import annotations

from trustcenter.pages.view import Page, View, template


def changelog(view: View) -> Page:
    html = template("changelog.html", view, "changelog/").render(
        title="Changelog", changes=list(reversed(view.snapshot.changes))
    )
    return Page("changelog/", "Changelog", html, view.newest_change())
