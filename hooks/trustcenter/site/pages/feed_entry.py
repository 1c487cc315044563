"""Makes the HTML content of a feed entry: one change and what became of it.

`site.feeds` calls `feed_entry` for each change and gets an HTML fragment. Every link in it is absolute, because feed
readers show it away from the site.
"""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urljoin

from markupsafe import Markup

from trustcenter.comparing.change_stories import Story
from trustcenter.markdown.to_html import render
from trustcenter.site.pages.changelog import marked
from trustcenter.site.pages.view import View, template


def feed_entry(view: View, story: Story, time_to_object: Markup) -> str:
    """The content of one entry as an HTML fragment with absolute links and without heading permalinks."""
    url, archive = f"changelog/{story.change.id}/", view.center.archive
    base = urljoin(view.site_url, url)
    body = render(story.change.body, source="changelog/", page=url, site=view.site)
    written = template("feed_entry.html", view, url).render(
        story=story, change=story.change, time_to_object=time_to_object, body=marked(body.html, view.t),
        withdraws=archive.changes.get(story.change.withdraws), postpones=archive.changes.get(story.change.postpones),
        planned=archive.postponements[story.change.id].planned if story.change.postpones else None,
    )  # fmt: skip
    from lxml import html as lxml_html  # only where feeds are made

    root = lxml_html.fragment_fromstring(written, create_parent="div")
    for link in root.find_class("headerlink"):
        link.drop_tree()
    for link in root.iterfind(".//a[@href]"):  # nothing else in a cleaned text leads anywhere
        with suppress(ValueError):
            link.set("href", urljoin(base, link.get("href").strip()))
    inner: str = lxml_html.tostring(root, encoding="unicode", method="html")
    return inner.removeprefix("<div>").removesuffix("</div>").strip()
