"""Makes `…/<version>/redline/` (changes from the previous version) and `…/<version>/since/` (changes up to today's).

`site.cache.cached_pages` calls `redline_page` and `since_page` and gets a `Page`; `redlined` and `compared` say which
versions have these pages.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from markupsafe import Markup

from trustcenter.comparing.changed import markup_changes
from trustcenter.comparing.fact_diff import lost_clauses
from trustcenter.comparing.redline import LEFT_OUT, redline, shown
from trustcenter.markdown.to_html import Contents, relative, render
from trustcenter.model.versions import Version
from trustcenter.site.pages.version import site_then
from trustcenter.site.pages.version_print import version_foot, with_addresses
from trustcenter.site.pages.view import Page, View, body_of, template

ROOM = 100_000
"""The most characters of unchanged passages that a page holds folded; of a longer text they are left out."""


def redlined(view: View) -> list[Version]:
    """The announced versions that have a predecessor, and so a redline."""
    return [version for version in view.snapshot.announced if view.has_redline(version)]


def compared(view: View) -> list[Version]:
    """The versions that have a `since` page."""
    return view.snapshot.compared


def redline_page(view: View, version: Version) -> Page:
    """A version compared with its predecessor; it never changes. Raises ValueError if there is no predecessor."""
    before = view.center.archive.predecessor(version, announced_by=view.snapshot.day)
    if before is None:
        raise ValueError(f"{version.name} follows no version")
    return _page(view, before, version, url=f"policies/{version.name}/redline/", present=False)


def since_page(view: View, version: Version) -> Page:
    """A version compared with the one in effect, for somebody who accepted the older one."""
    current = view.snapshot.in_effect[version.policy]
    return _page(view, version, current, url=f"policies/{version.name}/since/", present=True)


def _shown(toc: Sequence[dict[str, Any]], ids: Collection[str]) -> Contents:
    """The entries of a table of contents whose sections changed; those below a heading that is left out stay."""
    entries: list[dict[str, Any]] = []
    for entry in toc:
        inner = _shown(entry["children"], ids)
        entries += [{**entry, "children": list(inner)}] if entry["id"] in ids else inner
    return tuple(entries)


def _page(view: View, old: Version, new: Version, *, url: str, present: bool) -> Page:
    source, site = f"policies/{new.policy}/", site_then(view, new, old)
    texts = [render(body_of(version.text), source=source, page=url, site=site) for version in (old, new)]
    marked = redline(texts[0].parts, texts[1].parts)
    named = {"policy": new.title, **({"day": view.t.day(old.effective)} if present else {})}
    key = "redline.title_since" if present else "redline.title"
    text = shown(marked, room=ROOM, whole_at=relative(f"policies/{new.name}/", page=url))
    html = template("redline.html", view, url).render(
        title=view.t(key, **named), old=old, new=new, present=present, inserted=marked.inserted,
        deleted=marked.deleted, moved=marked.moved, changed=marked.changed,
        text=Markup(with_addresses(text.html, view, url)),
        left_out=LEFT_OUT in text.html, leads_back=bool(site.then),
        lost=lost_clauses(old, new),
        markup=markup_changes(body_of(old.text), body_of(new.text)),
    )  # fmt: skip
    updated = new.binds_from if present else new.public_from
    toc = _shown(texts[1].toc, text.headings)
    return Page(
        url, view.t.plain(key, **named), html, updated, toc, listed=False, head=version_foot(view, new, url, before=old)
    )
