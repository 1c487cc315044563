"""What a printed text of a version carries: on every sheet which version it is, and beside links where they lead.

The pages of a policy, a version and a redline put `version_foot` into `Page.head` and their text through
`with_addresses`; both return HTML.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from trustcenter.model.versions import Version
from trustcenter.site.pages.print_foot import print_foot
from trustcenter.site.pages.view import View

_LINK = re.compile(r'<a href="(?P<href>[^"#][^"]*)"(?P<rest>[^>]*)>(?P<words>.*?)</a>', re.DOTALL)
_SCHEME = re.compile(r"(?:mailto|tel):", re.IGNORECASE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def version_foot(view: View, version: Version, url: str, *, before: Version | None = None) -> str:
    """The foot of every sheet: title, number, in force from and to, the permanent address at `url`, SHA-256.

    `before` is the version with which a redline compares it.
    """
    t = view.t
    named = {"policy": version.title, "number": version.number}
    if version.name in view.snapshot.withdrawn:
        first = t.plain("version.printed_withdrawn", **named)
    else:
        first = f"{t.plain('common.version_of', **named)}, {in_force(view, version)}"
    first += f" ({t.plain('version.compared', number=before.number)})" if before else ""
    address = [f"{view.site_url}{url}"] if view.site_url else []
    return print_foot(first, *address, *_sums(view, version, before))


def _sums(view: View, version: Version, before: Version | None) -> list[str]:
    """The SHA-256 of the text; of both texts where two are compared, and of what a redaction left of it."""
    if before:
        return [view.t.plain("version.sum_of", number=one.number, sum=one.served_sha256) for one in (before, version)]
    redacted = [f"{view.t.plain('version.hash_redacted')} {version.served_sha256}"] if version.redactions else []
    return [f"{view.t.plain('version.hash')} {version.text_sha256}", *redacted]


def in_force(view: View, version: Version) -> str:
    """`in force from 2 February 2026 to 1 May 2026`, as known on the day of the view."""
    days = view.in_force(version)
    if days is None:
        return view.t.plain("version.cited_never")
    first = view.t.day(days.first)
    if days.last is None:
        return view.t.plain("version.cited_since", first=first)
    return view.t.plain("version.cited", first=first, last=view.t.day(days.last))


def with_addresses(html: str, view: View, url: str) -> str:
    """The HTML of the page at `url` with the full address of every link that leads elsewhere, to be printed beside it.

    Left out where the words of a link are its address, and, as long as nobody said where the site will be read, for
    links within it.
    """
    base = f"{view.site_url}{url}" if view.site_url else ""

    def addressed(link: re.Match[str]) -> str:
        href = link["href"]
        address = href if _ABSOLUTE.match(href) else urljoin(base, href) if base else ""
        shown = _SCHEME.sub("", address)
        words = re.sub(r"<[^>]*>", "", link["words"])
        if not shown or shown.rstrip("/") in words:
            return link[0]
        return f'<a href="{href}" data-address="{shown}"{link["rest"]}>{link["words"]}</a>'

    return _LINK.sub(addressed, html)
