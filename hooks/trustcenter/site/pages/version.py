"""Makes `/policies/<id>/<version>/`: the permanent page of one version.

`site.cache.cached_pages` calls `version` and gets a `Page`. It says nothing about the present, except that the version
was withdrawn, so it does not change.
"""

from __future__ import annotations

from markupsafe import Markup

from trustcenter.model.versions import Change, Version
from trustcenter.site.pages.head import version_head
from trustcenter.site.pages.print_foot import version_foot
from trustcenter.site.pages.view import Page, View, template, text_of


def version(view: View, shown: Version) -> Page:
    """The page of one version."""
    url = f"policies/{shown.name}/"
    text = text_of(view, shown, url)
    html = template("version.html", view, url).render(
        title=shown.title, version=shown, change=view.center.archive.changes[shown.change], text=Markup(text.html),
        withdrawal=_withdrawal(view, shown),
    )  # fmt: skip
    title = view.t.plain("version.title", policy=shown.title, day=view.t.day(shown.effective))
    head = version_head(view, shown)
    head += version_foot(shown, view.t, withdrawn=shown.name in view.snapshot.withdrawn)
    return Page(url, title, html, shown.public_from, text.toc, listed=False, gone=text.gone, head=head)


def _withdrawal(view: View, shown: Version) -> Change | None:
    """The announced change that withdrew the version, if any."""
    if shown.name not in view.snapshot.withdrawn:
        return None
    return next(change for change in view.snapshot.changes if change.withdraws and shown.name in change.versions)
