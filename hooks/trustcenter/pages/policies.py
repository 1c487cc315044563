"""`/policies/`: all policies, what is in effect since when, and what is coming."""

from __future__ import annotations

from trustcenter.pages.view import Page, View, template


def policies(view: View) -> Page:
    html = template("policies.html", view, "policies/").render(title="Policies")
    return Page("policies/", "Policies", html, view.newest_change())
