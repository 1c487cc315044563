"""The home page: what is upcoming, the policies, the latest changes and whom to ask."""

from __future__ import annotations

from markupsafe import Markup

from trustcenter.center import fill_page
from trustcenter.markup import Rendered, render
from trustcenter.pages.view import Page, View, inline, template
from trustcenter.source import front_matter
from trustcenter.tables import Printer, uncited

FILE = "docs/index.md"
"""The company's own words for the top of the page; optional."""


def home(view: View) -> Page:
    """The page at `/`; the body of `docs/index.md` comes first."""
    rendered = Rendered("")
    if FILE in view.center.pages:
        rendered = render(fill_page(view.center, FILE, view.snapshot.day)[0], source="", page="", site=view.site)
    printer = Printer(view.facts, uncited)
    contacts = [
        (inline(printer.value("contacts", ("role",), record["role"]), view), inline(printer.label("contacts", n), view))
        for n, record in view.facts.records("contacts").items()
    ]
    about = view.facts.one("organization").get("about")
    html = template("home.html", view, "").render(
        title=_title(view), intro=Markup(rendered.html), contacts=contacts,
        about=about if isinstance(about, str) else "", latest=list(reversed(view.snapshot.changes))[:5],
    )  # fmt: skip
    return Page("", "Home", html, view.newest_change(), gone=rendered.gone)


def _title(view: View) -> str:
    """The title of `docs/index.md`, or the organization's trust center."""
    if FILE in view.center.pages:
        matter, _ = front_matter(FILE, view.center.pages[FILE])
        if isinstance(title := matter.source.value.get("title"), str):
            return title
    return f"{view.name} trust center"
