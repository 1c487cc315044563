"""`/policies/<id>/`: the text in effect, what is coming, and all versions."""

from __future__ import annotations

from markupsafe import Markup

from trustcenter.markup import Rendered
from trustcenter.model import Version
from trustcenter.pages.view import Page, View, template, text_of

ALL_VERSIONS = {"level": 2, "id": "all-versions", "name": "All versions", "children": []}
"""The table of versions at the end of the page, as an entry of its table of contents."""


def policy(view: View, name: str) -> Page:
    """The page of a policy; before its first effective day only what is coming, once retired the last text."""
    url = f"policies/{name}/"
    current, ended = view.snapshot.in_effect.get(name), _ended(view, name)
    shown = current or (view.center.archive.predecessor(ended) if ended else None)
    text = text_of(view, shown, url) if shown else Rendered("")
    versions = [version for version in view.snapshot.announced if version.policy == name]
    html = template("policy.html", view, url).render(
        title=view.title(name), policy=name, current=current, shown=shown, ended=ended, text=Markup(text.html),
        upcoming=view.upcoming(name), versions=sorted(versions, key=lambda v: v.order, reverse=True),
    )  # fmt: skip
    days = [*(v.public_from for v in versions), *(v.binds_from for v in (current, ended) if v)]
    return Page(url, view.title(name), html, max(days), (*text.toc, ALL_VERSIONS), gone=text.gone)


def _ended(view: View, name: str) -> Version | None:
    """The record that retired the policy, once it binds."""
    return view.center.archive.binding(name, view.snapshot.day) if name in view.snapshot.retired else None
