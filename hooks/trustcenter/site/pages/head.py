"""What stands in the head of a policy's and a version's page for machines: links between versions, and JSON-LD.

A version's page links only what was known when it was announced, and nothing
that comes after it, so that it never changes; successors stand on the page of
the policy, which states the present.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from markupsafe import escape

from trustcenter.markdown.to_html import relative
from trustcenter.model.facts import Plain
from trustcenter.model.versions import Archive, Version
from trustcenter.site.pages.view import View

Link = tuple[str, str, str]
"""What a page is to it (`rel`), its URL below the root of the site, and its type where that is not HTML."""
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def description(text: str) -> str:
    """What search engines print below the title: the first line of a text."""
    line = next(iter(text.strip().splitlines()), "")
    return f'<meta name="description" content="{escape(line)}">\n' if line else ""


def policy_head(view: View, name: str, shown: Version | None, *, updated: date) -> str:
    """For the page of a policy; `shown` is the version whose text it shows."""
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
    """For the page of a version; it says nothing about today, unless the version was withdrawn."""
    url, policy = f"policies/{shown.name}/", f"policies/{shown.policy}/"
    links = [*_files(shown), ("latest-version", policy, ""), ("version-history", f"{policy}history/", "")]
    if before := announced_after(view.center.archive, shown):
        links.append(("predecessor-version", f"policies/{before.name}/", ""))
    status = {"creativeWorkStatus": "Withdrawn"} if shown.name in view.snapshot.withdrawn else {}
    publisher = {"publisher": _publisher(view, shown.facts.one("organization"), url)}
    return _html(links, _document(view, shown, url) | publisher | status, url)


def announced_after(archive: Archive, version: Version) -> Version | None:
    """The predecessor of a version as it was when the version was announced; the same for ever."""
    return archive.predecessor(version, known=version.public_from, later=False)


def _files(version: Version) -> Iterator[Link]:
    yield "alternate", f"policies/{version.name}.md", "text/markdown"
    yield "alternate", f"policies/{version.name}.json", "application/json"


def _document(view: View, version: Version, page: str) -> dict[str, Any]:
    """A version as schema.org calls it."""
    url, policy = f"policies/{version.name}/", f"policies/{version.policy}/"
    published = {"datePublished": version.announced.isoformat()} if version.announced else {}
    return {
        "@type": "DigitalDocument", "@id": _address(view, url, page), "url": _address(view, url, page),
        "name": version.title, "version": version.id, "identifier": f"sha256:{version.text_sha256}",
        "isPartOf": {"@type": "WebPage", "@id": _address(view, policy, page), "url": _address(view, policy, page)},
        "encoding": {
            "@type": "MediaObject", "contentUrl": _address(view, f"policies/{version.name}.md", page),
            "encodingFormat": "text/markdown", "sha256": version.text_sha256,
        },
    } | published  # fmt: skip


def _publisher(view: View, organization: Plain, page: str) -> dict[str, Any]:
    """The organization as it is stated there; its address on the site says that it is the same one everywhere."""
    said = {
        "name": organization.get("brand") or organization.get("legal_name"),
        "legalName": organization.get("legal_name"),
        "url": organization.get("website"),
    }
    known = {name: value for name, value in said.items() if isinstance(value, str)}
    return {"@type": "Organization", "@id": _address(view, "", page) + "#organization", **known}


def _address(view: View, url: str, page: str) -> str:
    """A URL of the site in full, or as a link from the page where nobody said where the site will be served."""
    if not view.site_url:
        return relative(url, page=page)
    return f"{_root(view.site_url)}{url}" if url else view.site_url


@lru_cache(maxsize=8)
def _root(site_url: str) -> str:
    """What stands before the URLs below the root of a site: they are plain paths."""
    return urljoin(site_url, "x").removesuffix("x")


def _html(links: list[Link], about: Mapping[str, Any], page: str) -> str:
    lines = [_link(rel, relative(url, page=page), kind) for rel, url, kind in links]
    data = json.dumps({"@context": "https://schema.org", **about}, sort_keys=True, ensure_ascii=False)
    lines.append(f'<script type="application/ld+json">{data.translate(_ESCAPED)}</script>')
    return "\n".join(lines)


def _link(rel: str, href: str, kind: str) -> str:
    type_ = f' type="{escape(kind)}"' if kind else ""
    return f'<link rel="{escape(rel)}" href="{escape(href)}"{type_}>'
