"""Makes `/drafts/` and `/policies/<id>/draft/`: previews of drafts, for builds that ask for them.

`pages.drafts` calls these functions; each returns a `Page` that is not listed in search or sitemap.
"""

from __future__ import annotations

from markupsafe import Markup

from trustcenter.markdown.to_html import render
from trustcenter.site.pages.view import Page, View, body_of, template

INDEX = "drafts/"


def index(view: View) -> Page:
    """The list of previews, which the menu links to."""
    drafts = {policy: view.center.drafts[policy] for policy in sorted(view.center.filled)}
    html = template("drafts.html", view, INDEX).render(title=view.t("draft.index"), drafts=drafts)
    return Page(INDEX, view.t.plain("draft.index"), html, view.snapshot.day, listed=False)


def draft(view: View, policy: str) -> Page:
    """The preview of one draft, with its references filled."""
    url = f"policies/{policy}/draft/"
    written, filled = view.center.drafts[policy], view.center.filled[policy]
    text = render(body_of(filled.text), source=f"policies/{policy}/", page=url, site=view.site)
    html = template("draft.html", view, url).render(
        title=written.title, policy=policy, draft=written, text=Markup(text.html)
    )
    title = view.t.plain("draft.title", policy=written.title)
    return Page(url, title, html, view.snapshot.day, text.toc, listed=False, gone=text.gone)


def unpublished(view: View, policy: str) -> Page:
    """The page at a policy's own URL while it has no published version, so that links to it work in a preview."""
    url, title = f"policies/{policy}/", view.center.drafts[policy].title
    html = template("unpublished.html", view, url).render(title=title, policy=policy)
    return Page(url, title, html, view.snapshot.day, listed=False)
