"""Makes the home page (`/`): upcoming changes, policies, key facts, latest changes and contacts.

`pages.present` calls `home` and gets a `Page`. The company's own text for the top, `docs/index.md`, is optional.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from trustcenter.markdown.escaping import link
from trustcenter.markdown.to_html import Rendered, render
from trustcenter.model.facts import Plain
from trustcenter.model.periods import parse_day
from trustcenter.model.versions import Change, Version
from trustcenter.reading.center import fill_page
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.reading.yaml_source import front_matter
from trustcenter.site import objection
from trustcenter.site.pages.center_page import center_pages
from trustcenter.site.pages.head import description, home_head
from trustcenter.site.pages.key_facts import key_facts
from trustcenter.site.pages.print_foot import print_foot
from trustcenter.site.pages.vendor import ids
from trustcenter.site.pages.view import Page, View, ids_beside, inline, template

FILE = "docs/index.md"
"""The company's own text for the top of the page; optional."""
MAIN = 12
"""The most policies shown as cards; `/policies/` lists all of them."""
ASKED = ("trust", "privacy", "security", "support")
"""Contact ids in order of preference: the address at the top is that of the first one with an e-mail address."""
REACHED = ("email", "phone", "url")
"""The contact fields that are shown; the postal address is shown only if a contact has none of these."""
FIRST = ("privacy", "terms", "dpa", "subprocessors", "security")
"""The policies shown first; the others follow by title."""
Pending = tuple[Change, list[Version]]
"""An upcoming change, and its upcoming versions."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certification as its badge shows it; `request` is the address to ask for the report, where none is public."""

    label: str
    status: str
    about: Markup
    issued: date | None
    expires: date | None
    report: str
    request: str


def home(view: View) -> Page:
    """The page at `/`; the body of `docs/index.md` comes first."""
    rendered = Rendered("")
    if FILE in view.center.pages:
        rendered = render(fill_page(view.center, FILE, view.snapshot.day)[0], source="", page="", site=view.site)
    about = view.facts.one("organization").get("about")
    lead = about if isinstance(about, str) else ""
    certifications = list(_certificates(view))
    html = template("home.html", view, "").render(
        title=_title(view), intro=Markup(rendered.html), ask=_ask(view), contacts=_contacts(view), about=lead,
        pending=_pending(view), cards=_cards(view), vendors=bool(ids(view)), pictures=_pictures(view),
        certifications=certifications, held=any(one.status == "held" for one in certifications),
        key_facts=key_facts(view), latest=list(reversed(view.snapshot.changes))[:5], releases=_releases(view),
        id=ids_beside(rendered.html),
    )  # fmt: skip
    head = (
        description(lead or view.t.plain("home.described", name=view.name))
        + home_head(view)
        + print_foot(view.t.plain("home.printed", title=_title(view), day=view.t.day(view.snapshot.day)))
    )
    return Page("", view.t.plain("home.menu"), html, view.newest_change(), gone=rendered.gone, head=head)


def _ask(view: View) -> Markup:
    """A mail link to the contact for questions, see `ASKED`; empty if no contact has an e-mail address."""
    contacts = view.facts.records("contacts")
    addresses = (contacts[name].get("email") for name in (*ASKED, *sorted(contacts)) if name in contacts)
    return inline(link(next((address for address in addresses if isinstance(address, str)), "")), view)


def _contacts(view: View) -> list[tuple[Markup, Markup]]:
    """(what the contact is for, who it is and how to reach them) for each contact that can be reached."""
    printer, contacts = Printer(view.facts, uncited, day=view.t.day, t=view.t), []
    for record in view.facts.records("contacts").values():
        role, label = (printer.field("contacts", record, name) for name in ("role", "label"))
        ways = [printer.field("contacts", record, name) for name in REACHED if _text(record, name)]
        if not ways and _text(record, "address"):
            ways = [printer.field("contacts", record, "address")]
        if ways:
            reached = ", ".join(ways)
            contacts.append((inline(role, view), inline(f"{label} ({reached})" if label else reached, view)))
    return contacts


def _pending(view: View) -> list[Pending]:
    """The changes with versions that have not taken effect yet, the next one first."""
    by: dict[str, list[Version]] = {}
    for version in sorted(view.snapshot.upcoming, key=lambda v: (v.binds_from, view.announcing(v).id, v.name)):
        by.setdefault(view.announcing(version).id, []).append(version)
    return [(view.center.archive.changes[change], own) for change, own in by.items()]


def _cards(view: View) -> list[tuple[str, Version | None, Change | None]]:
    """(policy id, version in effect, change that published it) for each main policy."""
    current = [policy for policy in view.policies if policy not in view.snapshot.retired]
    current.sort(key=lambda p: (FIRST.index(p) if p in FIRST else len(FIRST), view.title(p).lower()))
    cards = [(policy, view.snapshot.in_effect.get(policy)) for policy in current[:MAIN]]
    return [(policy, v, view.center.archive.changes[v.change] if v else None) for policy, v in cards]


def _certificates(view: View) -> Iterator[Certificate]:
    printer = Printer(view.facts, uncited, day=view.t.day, t=view.t)
    for record in view.facts.records("certifications").values():
        about = [printer.field("certifications", record, name) for name in ("issuer", "scope")]
        yield Certificate(
            record["label"], record["status"], inline("; ".join(text for text in about if text), view),
            _day(record, "issued"), _day(record, "expires"), record["report"] if _text(record, "report") else "",
            _request(view, record),
        )  # fmt: skip


def _request(view: View, record: Plain) -> str:
    """The address to ask for the report of a certificate that is held; a mail has its subject already."""
    contact = objection.report_contact(view.facts, record) if record["status"] == "held" else None
    if contact is None or not contact.link.startswith("mailto:"):
        return contact.link if contact else ""
    subject = view.t.plain("home.request_subject", certificate=record["label"])
    return f"{contact.link}?subject={quote(subject)}"


def _day(record: Plain, name: str) -> date | None:
    return parse_day(record[name]) if _text(record, name) else None


def _text(record: Plain, name: str) -> bool:
    return isinstance(record.get(name), str)


def _pictures(view: View) -> list[tuple[str, str]]:
    """(URL, title) of the pages about the whole center, if the site has them."""
    return [(page.url, view.t(page.title)) for page in center_pages() if page.url in view.site.urls]


def _releases(view: View) -> str:
    """The URL of the GitHub releases; empty if the repository is not on github.com."""
    return f"{view.repo_url.rstrip('/')}/releases" if urlsplit(view.repo_url).hostname == "github.com" else ""


def _title(view: View) -> str:
    """The title of `docs/index.md`, or the organization's trust center."""
    if FILE in view.center.pages:
        matter, _ = front_matter(FILE, view.center.pages[FILE])
        if isinstance(title := matter.source.value.get("title"), str):
            return title
    return view.t.plain("home.title", name=view.name)
