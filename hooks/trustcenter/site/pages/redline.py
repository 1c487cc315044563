"""`…/<version>/redline/` and `…/<version>/since/`: what a version changed, and what changed since it."""

from __future__ import annotations

from markupsafe import Markup

from trustcenter.comparing.fact_diff import lost_clauses
from trustcenter.comparing.redline import as_html, redline
from trustcenter.markdown.to_html import render
from trustcenter.model.versions import Version
from trustcenter.site.pages.print_foot import version_foot
from trustcenter.site.pages.view import AS_OF, Page, View, body_of, template

SINCE = 10
"""How many versions before the one in effect have a page that compares them with it."""


def redlined(view: View) -> list[Version]:
    """The announced versions that follow another and so have a redline."""
    return [version for version in view.snapshot.announced if view.has_redline(version)]


def compared(view: View) -> list[Version]:
    """The last versions of each policy that once could be accepted and are no longer in effect."""
    found: list[Version] = []
    for current in view.snapshot.in_effect.values():
        older = [v for v in view.snapshot.announced if v.policy == current.policy and v.order < current.order]
        accepted = [v for v in older if v.name not in view.snapshot.withdrawn and not v.retires]
        found += sorted(accepted, key=lambda v: v.order)[-SINCE:]
    return found


def redline_page(view: View, version: Version) -> Page:
    """A version against the one before it; the same for ever."""
    before = view.center.archive.predecessor(version, known=view.snapshot.day)
    if before is None:
        raise ValueError(f"{version.name} follows no version")
    return _page(view, before, version, url=f"policies/{version.name}/redline/", present=False)


def since_page(view: View, version: Version) -> Page:
    """A version against the one in effect: what changed since somebody accepted it."""
    current = view.snapshot.in_effect[version.policy]
    return _page(view, version, current, url=f"policies/{version.name}/since/", present=True)


def _page(view: View, old: Version, new: Version, *, url: str, present: bool) -> Page:
    source = f"policies/{new.policy}/"
    texts = [render(body_of(version.text), source=source, page=url, site=view.site) for version in (old, new)]
    found = redline(texts[0].parts, texts[1].parts)
    since = view.t.plain("redline.title_since", policy=new.title, day=view.t.day(old.effective))
    title = since if present else view.t.plain("redline.title", policy=new.title)
    html = template("redline.html", view, url).render(
        title=title, as_of_mark=AS_OF, old=old, new=new, present=present, inserted=found.inserted,
        deleted=found.deleted, changed=found.changed, text=Markup(as_html(found)), lost=lost_clauses(old, new),
    )  # fmt: skip
    updated = new.binds_from if present else new.public_from
    toc = texts[1].toc if found.changed else ()
    return Page(url, title, html, updated, toc, listed=False, head=version_foot(new, view.t))
