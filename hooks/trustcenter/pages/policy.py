"""`/policies/<id>/`: the text in effect, what is coming, and all versions."""

from __future__ import annotations

from markupsafe import Markup

from trustcenter.markup import Rendered
from trustcenter.model import Version
from trustcenter.pages.head import policy_head
from trustcenter.pages.history import versions_of
from trustcenter.pages.print_foot import print_foot
from trustcenter.pages.vendor import KIND
from trustcenter.pages.view import Page, View, contents, template, text_of

SHOWN = 5
"""How many versions stand at the end of the page; the history has all of them."""


def policy(view: View, name: str) -> Page:
    """The page of a policy; before its first effective day only what is coming, once retired the last text."""
    url = f"policies/{name}/"
    current, ended = view.snapshot.in_effect.get(name), _ended(view, name)
    shown = current or (view.center.archive.predecessor(ended) if ended else None)
    text = text_of(view, shown, url) if shown else Rendered("")
    versions = versions_of(view, name)
    html = template("policy.html", view, url).render(
        title=view.title(name), policy=name, current=current, shown=shown, ended=ended, text=Markup(text.html),
        upcoming=view.upcoming(name), versions=versions[:SHOWN], total=len(versions),
        vendors=bool(shown and KIND in shown.cites),
    )  # fmt: skip
    updated = max([*(v.public_from for v in versions), *(v.binds_from for v in (current, ended) if v)])
    toc = (*text.toc, *contents(("all-versions", "Versions")))
    head = policy_head(view, name, shown, updated=updated) + (print_foot(shown) if shown else "")
    return Page(url, view.title(name), html, updated, toc, gone=text.gone, head=head)


def _ended(view: View, name: str) -> Version | None:
    """The record that retired the policy, once it binds."""
    return view.center.archive.binding(name, view.snapshot.day) if name in view.snapshot.retired else None
