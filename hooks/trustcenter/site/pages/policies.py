"""`/policies/`: all policies, what is in effect since when, and what is coming."""

from __future__ import annotations

from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, template


def policies(view: View) -> Page:
    html = template("policies.html", view, "policies/").render(title=view.t.plain("policies.title"))
    return Page(
        "policies/",
        view.t.plain("policies.title"),
        html,
        view.newest_change(),
        head=description(view.t.plain("policies.described")),
    )
