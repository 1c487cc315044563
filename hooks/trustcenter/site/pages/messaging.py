"""Makes `/messaging/` and `/messaging/<id>/`: each SMS programme as recipients and a carrier's reviewers look for it.

`pages.present` calls `index` and `programme_pages`, which return `Page` values; `open_data.registration` asks
`programmes` for the same records.  Shown are only facts that the site may show on the day (`view.facts`): the consent
text beside an empty box, keywords and replies, frequency, rates, support, what carriers answer for, links to the
privacy policy and the terms, and each way to opt in with its picture or script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from trustcenter.model.facts import Plain
from trustcenter.site.pages.center_page import CenterPage
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, contents, taken, template

KIND, URL, TITLE, LEAD = "messaging", "messaging/", "messaging.title", "messaging.lead"
BOXED = ("web form", "paper")
"""The ways to opt in that have a box beside the consent text."""


@dataclass(frozen=True, slots=True)
class Programme:
    """One SMS programme as stated; `pictures` are those of its opt-in that the site has."""

    id: str
    record: Plain
    pictures: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        name = self.record.get("name")
        return name if isinstance(name, str) else self.id.replace("_", " ")

    @property
    def url(self) -> str:
        return f"{URL}{self.id}/"

    @property
    def ways(self) -> tuple[Plain, ...]:
        return tuple(self.record.get("opt_in", ()))

    @property
    def named_pictures(self) -> tuple[str, ...]:
        """The pictures of its opt-in as stated."""
        return tuple(str(way["picture"]) for way in self.ways if way.get("picture"))

    @property
    def of_customers(self) -> bool:
        """Whether customers send these messages through an API, each under its own registration."""
        return (self.record.get("consent") or {}).get("method") == "api client"

    @property
    def methods(self) -> tuple[str, ...]:
        """The ways to opt in, that of the consent first."""
        method = (self.record.get("consent") or {}).get("method")
        stated = [method] if isinstance(method, str) else []
        return tuple(dict.fromkeys([*stated, *(str(way["method"]) for way in self.ways)]))

    @property
    def has_box(self) -> bool:
        return any(method in BOXED for method in self.methods)


def programmes(view: View) -> list[Programme]:
    """The programmes that the site may show on the day, by id."""
    stated = [Programme(programme_id, record) for programme_id, record in sorted(view.facts.records(KIND).items())]
    return [replace(one, pictures=tuple(p for p in one.named_pictures if p in view.site.urls)) for one in stated]


def ids(view: View) -> list[str]:
    """The ids of the programmes that have a page."""
    return sorted(view.facts.records(KIND)) if exists(view) else []


def exists(view: View) -> bool:
    """Whether the pages are generated: a programme is stated and the company has no page of its own at this URL."""
    return bool(view.facts.records(KIND)) and not taken(view, URL)


def index(view: View) -> Page:
    """The list of programmes: the company's own, then those of its customers."""
    listed = programmes(view)
    html = template("messaging.html", view, URL).render(
        title=view.t(TITLE), lead=view.t(LEAD), own=[one for one in listed if not one.of_customers],
        customers=[one for one in listed if one.of_customers], stated=_stated(view),
    )  # fmt: skip
    return Page(URL, view.t.plain(TITLE), html, view.newest_change(), head=description(view.t.plain(LEAD)))


def programme_pages(view: View) -> list[Page]:
    """The page of each programme."""
    return [programme_page(view, programme) for programme in programmes(view)] if exists(view) else []


def programme_page(view: View, programme: Programme) -> Page:
    """The page of one programme."""
    from trustcenter.site.open_data.registration import form_links  # imported late: it imports the pages

    record = programme.record
    html = template("programme.html", view, programme.url).render(
        programme=programme, title=programme.name, stated=_stated(view), consent=record.get("consent") or {},
        support=_support(view, record), policies=_policies(view, record),
        forms=[] if programme.of_customers else form_links(programme),
    )  # fmt: skip
    sections = ("consent", "opt-in", "keywords", "terms", "samples")
    toc = contents(*((name, view.t(f"programme.{name.replace('-', '_')}")) for name in sections))
    about = description(view.t.plain("programme.described", name=programme.name))
    return Page(programme.url, programme.name, html, view.newest_change(), toc, head=about)


def _stated(view: View) -> Any:
    """A function for templates: a value of a record as text, or that it is not stated."""
    unstated = view.t.plain("common.not_stated")

    def stated(value: object) -> str:
        if isinstance(value, list):
            return view.t.listed([str(item) for item in value]) or unstated
        return str(value) if isinstance(value, str) and value else unstated

    return stated


def _support(view: View, record: Plain) -> Plain:
    """The contact that helps recipients; empty if none is stated."""
    contact = (record.get("help") or {}).get("contact")
    return view.facts.records("contacts").get(str(contact), {})


def _policies(view: View, record: Plain) -> Sequence[tuple[str, str]]:
    """The title and the URL of the privacy policy and the terms of a programme, those that the site has."""
    named = [record.get(name) for name in ("privacy", "terms")]
    return [(view.title(p), f"policies/{p}/") for p in named if isinstance(p, str) and p in view.policies]


CENTER_PAGE = CenterPage(URL, TITLE, "data", exists, index)
