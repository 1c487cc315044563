"""Makes the machine-readable part of a page's `<head>`: description, version links (RFC 5829) and JSON-LD (schema.org).

The page modules call `description`, `policy_head` and `version_head` and put the HTML they return into `Page.head`. A
version's page links only to what was known when it was announced, so that it never changes; the link to its successor
is on the policy's page, which states the present.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from markupsafe import escape

from trustcenter.markdown.to_html import relative
from trustcenter.model.facts import Plain
from trustcenter.model.versions import Archive, Version
from trustcenter.site.pages.view import Page, View

Link = tuple[str, str, str]
"""(`rel`, URL below the root of the site, media type or "" for HTML)."""
CARD = "assets/card.png"
"""The picture that chats show beside a link, where the site has one."""
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def description(text: str) -> str:
    """The `<meta name="description">` element with the first line of a text; empty if there is none."""
    line = next(iter(text.strip().splitlines()), "")
    return f'<meta name="description" content="{escape(line)}">\n' if line else ""


def announced_to_chats(page: Page, view: View) -> Page:
    """A page with what chats and social networks show of a link to it (ogp.me); they need the address of the site."""
    if not view.site_url:
        return page
    about = _DESCRIPTION.search(page.head)
    told = {
        "og:type": "article" if page.url else "website", "og:title": escape(page.title),
        "og:url": escape(_address(view, page.url, page.url)), **({"og:description": about[1]} if about else {}),
    }  # fmt: skip
    if CARD in view.site.urls:
        told["og:image"] = escape(_address(view, CARD, page.url))
    lines = "".join(f'<meta property="{name}" content="{content}">\n' for name, content in told.items())
    return replace(page, head=f"{page.head.rstrip()}\n{lines}".lstrip())


def home_head(view: View) -> str:
    """What the home page says to machines: the organization, and the site as the collection of its policies."""
    organization = view.facts.one("organization")
    parts = [
        {"@type": "DigitalDocument", "name": version.title, "url": _address(view, f"policies/{name}/", "")}
        for name, version in sorted(view.snapshot.in_effect.items())
    ]
    about = {
        "@type": "WebSite", "@id": _address(view, "", ""), "url": _address(view, "", ""), "name": view.name,
        "publisher": _publisher(view, organization, ""), "hasPart": parts,
    }  # fmt: skip
    return _html([], about, "")


def policy_head(view: View, name: str, shown: Version | None, *, updated: date) -> str:
    """The head of a policy's page; `shown` is the version whose text it shows, `updated` the day it last changed."""
    url = f"policies/{name}/"
    links = [("version-history", f"{url}history/", "")]
    if shown:
        links += _files(shown)
        before = view.center.archive.predecessor(shown)
        links += [("predecessor-version", f"policies/{before.name}/", "")] if before else []
    links += [("successor-version", f"policies/{after.name}/", "") for after in view.upcoming(name)[:1]]
    publisher = _publisher(view, view.facts.one("organization"), url)
    about = {
        "@type": "WebPage", "@id": _address(view, url, url), "url": _address(view, url, url),
        "name": view.title(name), "dateModified": updated.isoformat(), "publisher": publisher,
        "isPartOf": {"@type": "WebSite", "@id": _address(view, "", url), "url": _address(view, "", url)},
    }  # fmt: skip
    main = {"mainEntity": _document(view, shown, url)} if shown else {}
    return _html(links, about | main, url)


def version_head(view: View, shown: Version) -> str:
    """The head of a version's page; it says nothing about the present, except that the version was withdrawn."""
    url, policy = f"policies/{shown.name}/", f"policies/{shown.policy}/"
    links = [*_files(shown), ("latest-version", policy, ""), ("version-history", f"{policy}history/", "")]
    if before := announced_after(view.center.archive, shown):
        links.append(("predecessor-version", f"policies/{before.name}/", ""))
    status = {"creativeWorkStatus": "Withdrawn"} if shown.name in view.snapshot.withdrawn else {}
    publisher = {"publisher": _publisher(view, shown.facts.one("organization"), url)}
    return _html(links, _document(view, shown, url) | publisher | status, url)


def announced_after(archive: Archive, version: Version) -> Version | None:
    """The predecessor of a version as known on the day it was announced, which never changes."""
    return archive.predecessor(version, announced_by=version.public_from, later=False)


def _files(version: Version) -> Iterator[Link]:
    yield "alternate", f"policies/{version.name}.md", "text/markdown"
    yield "alternate", f"policies/{version.name}.json", "application/json"


def _document(view: View, version: Version, page: str) -> dict[str, Any]:
    """A version as a schema.org `DigitalDocument`."""
    url, policy = f"policies/{version.name}/", f"policies/{version.policy}/"
    published = {"datePublished": version.announced.isoformat()} if version.announced else {}
    language = {"inLanguage": version.lang} if version.lang else {}
    return {
        "@type": "DigitalDocument", "@id": _address(view, url, page), "url": _address(view, url, page),
        "name": version.title, "version": version.id, "identifier": f"sha256:{version.text_sha256}",
        "isPartOf": {"@type": "WebPage", "@id": _address(view, policy, page), "url": _address(view, policy, page)},
        "encoding": {
            "@type": "MediaObject", "contentUrl": _address(view, f"policies/{version.name}.md", page),
            "encodingFormat": "text/markdown", "sha256": version.served_sha256,
        },
    } | published | language  # fmt: skip


def _publisher(view: View, organization: Plain, page: str) -> dict[str, Any]:
    """The organization as schema.org describes it; all pages use the same `@id`, so that it is one organization."""
    named = {
        "name": organization.get("brand") or organization.get("legal_name"),
        "legalName": organization.get("legal_name"),
        "url": organization.get("website"),
    }
    stated = {name: value for name, value in named.items() if isinstance(value, str)}
    return {"@type": "Organization", "@id": _address(view, "", page) + "#organization", **stated}


def _address(view: View, url: str, page: str) -> str:
    """The absolute URL of a page, or a relative one from `page` if the address of the site is not known."""
    if not view.site_url:
        return relative(url, page=page)
    return f"{_root(view.site_url)}{url}" if url else view.site_url


@lru_cache(maxsize=8)
def _root(site_url: str) -> str:
    """What precedes the URLs below the root of a site: scheme, host and path."""
    return urljoin(site_url, "x").removesuffix("x")


def _html(links: list[Link], about: Mapping[str, Any], page: str) -> str:
    lines = [_link(rel, relative(url, page=page), kind) for rel, url, kind in links]
    data = json.dumps({"@context": "https://schema.org", **about}, sort_keys=True, ensure_ascii=False)
    lines.append(f'<script type="application/ld+json">{data.translate(_ESCAPED)}</script>')
    return "\n".join(lines)


def _link(rel: str, href: str, kind: str) -> str:
    type_ = f' type="{escape(kind)}"' if kind else ""
    return f'<link rel="{escape(rel)}" href="{escape(href)}"{type_}>'
