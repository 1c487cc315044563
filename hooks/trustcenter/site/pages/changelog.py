"""Makes `/changelog/` and `/changelog/<year>/`: announced changes, newest first, with a typed list of what it changed.

`pages.present` calls `changelog` and gets a `Page`. The types (added, changed, removed, text) are read from the list at
the start of a change's sealed text, which publishing generated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trustcenter.markdown.to_html import relative
from trustcenter.model.versions import Change, Version
from trustcenter.reading.translations import Texts
from trustcenter.site.pages.head import description
from trustcenter.site.pages.view import Page, View, inline, raised, template
from trustcenter.site.pages.years import heading, listed, titled

URL = "changelog/"
BULLETS_SHOWN = 12
"""The most list items shown for one change; the change's own page has all of them."""
LIST = re.compile(r"What changed:\n\n((?:- .*(?:\n|$))+)")
"""The generated list at the start of a change's sealed text."""
_WRITTEN = re.compile(r"<p>((?:What changed|These versions [^<]*):)</p>\n<ul>")
"""How a list that the tool wrote into the sealed text of a change begins, as HTML."""
CLAUSE = "covered clause"
"""How a line about the clause of a requirement begins, which names ids of requirements."""
_TEXTS = re.compile(r"(first version of|new text of|new version of) \*\*|\*\* is retired$")
_TYPES = (("added", "added"), ("removed", "removed"), ("dropped", "removed"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A change as the list shows it: `bullets` are (type, HTML); `more` is the number of items left out."""

    change: Change
    versions: tuple[Version, ...]
    bullets: tuple[tuple[str, Markup], ...]
    more: int


def changelog(view: View, year: int | None = None) -> Page:
    """The newest changes, or all that were announced in a year."""
    changes = listed(URL, tuple(reversed(view.snapshot.changes)), lambda change: change.public_from.year, year)
    title = titled(view, "changelog.title", year)
    entries = [_entry(view, change, changes.url) for change in changes.shown]
    html = template("changelog.html", view, changes.url).render(
        title=heading(view, "changelog.title", year), entries=entries, listed=changes, filters=_filters(view, entries)
    )
    updated = max(change.public_from for change in changes.shown) if year else view.newest_change()
    head = description(view.t.plain("changelog.described"))
    head += f'<script defer src="{relative("assets/changelog.js", page=changes.url)}"></script>'
    return Page(changes.url, title, html, updated, head=head, listed=year is None)


def _filters(view: View, entries: Sequence[Entry]) -> list[tuple[str, Markup, list[tuple[str, str]]]]:
    """(field, label, (value, text) of each choice) of what the list can be narrowed by; nothing with one choice."""
    policies = {version.policy: version.title for entry in entries for version in reversed(entry.versions)}
    classes = dict.fromkeys(entry.change.class_ for entry in entries)
    filters: list[tuple[str, Markup, list[tuple[str, str]]]] = [
        ("policy", view.t("common.policy"), sorted(policies.items(), key=lambda item: item[1].casefold())),
        ("class", view.t("common.class"), [(one, raised(view.t.word(one))) for one in classes]),
    ]
    return [(name, label, options) for name, label, options in filters if len(options) > 1]


def marked(body: str, t: Texts) -> Markup:
    """The sealed text of a change as HTML; the list that the tool wrote says that it is English."""
    begins = rf"<p{t.english}>\1</p>\n<ul{t.english}>"
    return Markup(_WRITTEN.sub(begins, body, count=1) if t.english and _WRITTEN.match(body) else body)


def told(change: Change) -> list[tuple[str, str]]:
    """What a change did as (type, Markdown), from the list in its sealed text.

    Ordered by type: additions, changes, removals, texts. Empty if the text has no such list.
    """
    match = LIST.match(change.body)
    lines = [line.removeprefix("- ") for line in match[1].splitlines()] if match else []
    order = ("added", "changed", "removed", "text")
    return sorted((_typed(line) for line in lines), key=lambda bullet: order.index(bullet[0]))


def _typed(line: str) -> tuple[str, str]:
    """`subprocessor added: Harbor` → (`added`, `subprocessor: Harbor`)."""
    if _TEXTS.search(line):
        return "text", line
    head, colon, rest = line.partition(":")
    for ending, type_ in _TYPES:
        match = re.fullmatch(rf"(.*) {ending}( \(\d+\))?", head)  # the number, where several share a line
        if match and " → " not in line:
            return type_, f"{match[1]}{match[2] or ''}{colon}{rest}"
    return "changed", line


def _entry(view: View, change: Change, url: str) -> Entry:
    bullets = [(kind, text) for kind, text in told(change) if view.full_coverage or not text.startswith(CLAUSE)]
    shown = tuple((type_, inline(text, view, url)) for type_, text in bullets[:BULLETS_SHOWN])
    return Entry(change, tuple(_versions(view, change)), shown, max(len(bullets) - BULLETS_SHOWN, 0))


def _versions(view: View, change: Change) -> Iterator[Version]:
    """The versions a change published, one for each policy (the last one)."""
    own = (v for v in view.center.archive.named(change) if v.public_from <= view.snapshot.day)
    yield from {v.policy: v for v in own}.values()
