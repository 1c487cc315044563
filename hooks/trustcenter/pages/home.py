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
        key_facts=_key_facts(view), about=about if isinstance(about, str) else "",
        latest=list(reversed(view.snapshot.changes))[:5],
    )  # fmt: skip
    return Page("", "Home", html, view.newest_change(), gone=rendered.gone)


def _key_facts(view: View) -> list[tuple[str, Markup, str]]:
    """What the versions in effect state that people look for first: a name, the value, the page that tells more."""
    facts = view.snapshot.facts
    printer = Printer(facts, uncited)
    notice = [printer.field("notice", facts.one("notice"), name) for name in ("material", "objection")]
    found = [
        ("Notice of changes", inline(notice[0], view), "notices/"),
        ("Time to object", inline(notice[1], view), "notices/"),
        ("Subprocessors", Markup(len(facts.records("subprocessors")) or ""), "subprocessors/"),
    ]
    return [fact for fact in found if fact[1]]


def _title(view: View) -> str:
    """The title of `docs/index.md`, or the organization's trust center."""
    if FILE in view.center.pages:
        matter, _ = front_matter(FILE, view.center.pages[FILE])
        if isinstance(title := matter.source.value.get("title"), str):
            return title
    return f"{view.name} trust center"
