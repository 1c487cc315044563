"""Makes `/subprocessors/embed/`: the list of subprocessors as a page of its own for an `<iframe>` on another site.

`open_data.stated` calls `embed`.  The page has no script and no frame of the site; its links open in a new window, and
its only style sheet is inline, allowed by its hash in the page's content security policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from markupsafe import Markup

from trustcenter.markdown.words import plain_words
from trustcenter.site import csp
from trustcenter.site.pages import View
from trustcenter.site.pages.vendor import URL, Vendor, ids, vendors
from trustcenter.site.pages.vendor_search import transfer_in_words
from trustcenter.site.pages.view import environment, taken

EMBED = f"{URL}embed/"
_STYLE = Markup("""
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; padding: .5rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid GrayText; padding: .4rem .6rem; text-align: start; vertical-align: top;
  overflow-wrap: anywhere; }
small { display: block; }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tr, th, td { display: block; border: 0; padding: .1rem 0; }
  tbody tr { border-bottom: 1px solid GrayText; padding: .5rem 0; }
}
""")
_STATES = ("current", "upcoming")


class Row(NamedTuple):
    """One vendor of the list; `state` is empty for one that is listed today."""

    id: str
    name: str
    purpose: str
    locations: str
    transfer: str
    state: str


def paths(view: View) -> set[str]:
    """The path of the page; none if there is no list, or the company has a page of its own there."""
    return {f"{EMBED}index.html"} if ids(view) and not taken(view, EMBED) else set()


def embed(view: View) -> dict[str, bytes]:
    """The page by path."""
    rows = list(_rows(view))
    html = environment(view.t).get_template("embed.html").render(
        title=view.t.plain("vendors.title"), style=_STYLE, rows=rows, view=view,
        list_=urljoin(view.site_url, URL) or "../",
        transfers=any(row.transfer for row in rows), language=view.t.language, strip=_strip(view),
    )  # fmt: skip
    return dict.fromkeys(paths(view), csp.with_policy(html).encode())


def _strip(view: View) -> str:
    """The notice of a demonstration; empty for any other organization."""
    organization = view.facts.one("organization")
    if organization.get("demo") is not True:
        return ""
    return str(organization.get("demo_text") or view.t.plain("common.demonstration"))


def _rows(view: View) -> Iterator[Row]:
    """The vendors of today and those announced, each state by name."""
    shown = sorted(vendors(view).values(), key=lambda one: (_order(one), one.name.casefold()))
    for vendor in shown:
        if vendor.state not in _STATES:
            continue
        coming = vendor.next("came", after=view.snapshot.day) if vendor.state == "upcoming" else None
        state = view.t.plain("vendors.upcoming", day=view.t.day(coming)) if coming else ""
        fields = vendor.name, vendor.field("purpose", view.t), vendor.field("locations", view.t)
        name, purpose, locations = map(plain_words, fields)
        yield Row(vendor.id, name, purpose, locations, transfer_in_words(vendor.record, view.t), state)


def _order(vendor: Vendor) -> int:
    return _STATES.index(vendor.state) if vendor.state in _STATES else len(_STATES)
