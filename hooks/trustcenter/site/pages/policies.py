"""Makes `/policies/`: the list of all policies with what is in effect and what is upcoming.

`pages.present` calls `policies` and gets a `Page`.
"""

from __future__ import annotations

from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, template


def policies(view: View) -> Page:
    """The page that lists all announced policies."""
    html = template("policies.html", view, "policies/").render(
        title=view.t("policies.title"),
        shown_pdf=any(f"policies/{version.name}.pdf" in view.site.urls for version in view.snapshot.in_effect.values()),
    )
    return Page(
        "policies/",
        view.t.plain("policies.title"),
        html,
        view.newest_change(),
        head=description(view.t.plain("policies.described")),
    )
