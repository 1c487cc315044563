"""Makes `/policies/<id>/`: the text in effect, upcoming versions and the latest versions.

`pages.present` calls `policy` for each announced policy and gets a `Page`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from trustcenter.comparing import section_history
from trustcenter.markdown.to_html import Rendered
from trustcenter.model.versions import Version
from trustcenter.reading.fact_tables import Printer, uncited
from trustcenter.site.pages.coverage import with_back_links
from trustcenter.site.pages.head import description, policy_head
from trustcenter.site.pages.history import versions_of
from trustcenter.site.pages.vendor import KIND
from trustcenter.site.pages.version_print import version_foot, with_addresses
from trustcenter.site.pages.view import Page, View, contents, ids_beside, inline, template, text_of

SHOWN = 5
"""The number of versions listed at the end of the page; the history lists all of them."""
_HEADING = re.compile(r"<h2\b.*?</h2>", re.DOTALL)


def policy(view: View, name: str) -> Page:
    """The page of a policy.

    Before its first effective day it shows only what is upcoming; once retired, the last text.
    """
    url = f"policies/{name}/"
    current, ended = view.snapshot.in_effect.get(name), _ended(view, name)
    shown = shown_text(view, name)
    text = text_of(view, shown, url) if shown else Rendered("")
    versions = versions_of(view, name)
    printed = with_addresses(text.html, view, url)
    answering = with_back_links(view, name, printed, url) if current else printed
    body = Markup(_dated(view, shown, answering, url))
    id_ = ids_beside(body)
    html = template("policy.html", view, url).render(
        title=view.title(name), titling=view.titling(name), policy=name, current=current, shown=shown,
        ended=ended, text=body, id=id_,
        upcoming=view.upcoming(name), versions=versions[:SHOWN], total=len(versions),
        vendors=bool(shown and KIND in shown.cites), owner=_owner(view, shown) if shown else "",
        keywords=_keywords(shown) if shown else [],
    )  # fmt: skip
    updated = max([*(v.public_from for v in versions), *(v.binds_from for v in (current, ended) if v)])
    toc = (*text.toc, *contents((id_("all-versions"), view.t("common.versions"))))
    head = policy_head(view, name, shown, updated=updated)
    head += (
        description(shown.summary.removeprefix("- ")) + version_foot(view, shown, f"policies/{shown.name}/")
        if shown
        else ""
    )
    return Page(url, view.title(name), html, updated, toc, gone=text.gone, head=head)


def _keywords(shown: Version) -> list[tuple[str, str]]:
    """(opt-out word, help word) of the SMS programmes whose terms a version states, each pair once."""
    pairs: dict[tuple[str, str], None] = {}
    for record in shown.facts.records("messaging").values():
        words = [_first_word(record.get(name)) for name in ("stop", "help")]
        if record.get("terms") == shown.policy and all(words):
            pairs[words[0], words[1]] = None
    return list(pairs)


def _first_word(stated: object) -> str:
    words = stated.get("words") if isinstance(stated, Mapping) else None
    return str(words[0]) if isinstance(words, Sequence) and words else ""


def shown_text(view: View, name: str) -> Version | None:
    """The version whose text the page shows: the one in effect, or the last one of a retired policy."""
    ended = _ended(view, name)
    return view.snapshot.in_effect.get(name) or (view.center.archive.predecessor(ended) if ended else None)


def _ended(view: View, name: str) -> Version | None:
    """The version that retired the policy, once it binds."""
    return view.center.archive.binding(name, view.snapshot.day) if name in view.snapshot.retired else None


def _owner(view: View, shown: Version) -> Markup:
    """The contact responsible for the policy, as the site may show it; empty if there is none."""
    owner = view.facts.records("contacts").get(shown.owner)
    if owner is None:
        return Markup()
    printer = Printer(view.facts, uncited, day=view.t.day, t=view.t)
    return inline(printer.field("contacts", owner, "label" if "label" in owner else "role"), view)


def _dated(view: View, shown: Version | None, html: str, url: str) -> str:
    """The HTML with a line below each heading that says when the section last changed.

    Unchanged for a first version, and if some heading is not an `h2` that belongs to a `##` section of the text.
    """
    versions = section_history.line(view.center.archive, shown) if shown else []
    if shown and view.language:
        versions = [version for version in versions if version.lang == shown.lang]
    texts = [version.text for version in versions]
    places = section_history.last_changed(texts)
    if len(texts) < 2 or len(places) != len(_HEADING.findall(html)):
        return html
    age = template("section_age.html", view, url)
    lines = (age.render(version=versions[place], first=place == 0) for place in places)
    return _HEADING.sub(lambda heading: f"{heading[0]}\n{next(lines)}", html)
