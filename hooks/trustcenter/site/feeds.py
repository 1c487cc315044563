"""Makes the feeds: all changes as Atom (RFC 4287) and JSON Feed 1.1, the notices alone, and the changes of each policy.

`site.build` calls `feeds` and gets the files by path, and `alternates` for the links to them in pages. An entry's id
and published date never change; its updated date changes when the change is withdrawn or corrected. Addresses are
absolute, so there are no feeds if the address of the site is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urljoin

from trustcenter.comparing import change_stories
from trustcenter.comparing.change_stories import Story
from trustcenter.model.records import canonical
from trustcenter.site.pages.feed_entry import feed_entry
from trustcenter.site.pages.view import View

ATOM, JSON = "application/atom+xml", "application/feed+json"
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""The `updated` element of a feed without entries: Atom requires one (RFC 4287, 4.2.15), and no record has a date."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Alternate:
    """A feed to announce in the head of every page whose URL begins with `under`."""

    url: str
    type: str
    title: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class _Feed:
    """One feed: its URL, the page it belongs to, title, description, and its entries, oldest first."""

    url: str
    page: str
    title: str
    about: str
    stories: Sequence[Story]


def urls(view: View) -> set[str]:
    """The paths of all feeds; none if the address of the site is not known."""
    return {alternate.url for alternate in alternates(view)}


def alternates(view: View) -> tuple[Alternate, ...]:
    """The feeds to announce in pages; their titles never change, because pages of versions do not."""
    if not view.site_url:
        return ()
    t = view.t
    return (
        Alternate("feed.xml", ATOM, t.plain("feed.all")),
        Alternate("feed.json", JSON, t.plain("feed.all")),
        Alternate("notices/feed.xml", ATOM, t.plain("feed.notices")),
        *(
            Alternate(f"policies/{policy}/feed.xml", ATOM, t.plain("feed.policy"), f"policies/{policy}/")
            for policy in view.policies
        ),
    )


def feeds(view: View, *, strip: str) -> dict[str, bytes]:
    """All feeds by path; none if the address of the site is not known. `strip` is the notice of a demonstration."""
    if not view.site_url:
        return {}
    stories = change_stories.stories(view.center.archive, view.snapshot)
    contents = {story.change.id: _text(feed_entry(view, story)) for story in stories}
    entries = {story.change.id: _entry(story, contents[story.change.id], view.site_url) for story in stories}
    made = {feed.url: _atom(view, feed, entries, strip) for feed in _feeds(view, stories)}
    return made | {"feed.json": _json(view, _everything(view, stories), contents, strip)}


def _feeds(view: View, stories: Sequence[Story]) -> list[_Feed]:
    is_notice = partial(change_stories.is_notice, view.center.archive)
    notices = _Feed(
        "notices/feed.xml", "notices/", view.t.plain("feed.notices_of", name=view.name),
        view.t.plain("feed.notices_about"), [story for story in stories if is_notice(story.change)],
    )  # fmt: skip
    of: dict[str, list[Story]] = {}
    for story in stories:
        for policy in story.policies:
            of.setdefault(policy, []).append(story)
    return [_everything(view, stories), notices, *(_of_policy(view, name, of.get(name, [])) for name in view.policies)]


def _everything(view: View, stories: Sequence[Story]) -> _Feed:
    title, about = view.t.plain("feed.all_of", name=view.name), view.t.plain("feed.all_about")
    return _Feed("feed.xml", "", title, about, stories)


def _of_policy(view: View, policy: str, stories: Sequence[Story]) -> _Feed:
    url, called = f"policies/{policy}/", view.title(policy)
    title = view.t.plain("feed.policy_of", name=view.name, policy=called)
    about = view.t.plain("feed.policy_about", policy=called)
    return _Feed(f"{url}feed.xml", url, title, about, stories)


# Atom -------------------------------------------------------------------------------------------------------------


def _atom(view: View, feed: _Feed, entries: Mapping[str, Any], strip: str) -> bytes:
    site_url = view.site_url
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # it has no types; most builds need none

    made = FeedGenerator()
    made.id(urljoin(site_url, feed.url))
    made.title(_text(feed.title))
    made.subtitle(_text(" ".join(filter(None, [feed.about, strip]))))
    made.language(view.t.language)
    made.author(name=_text(view.name))
    made.generator("trustcenter")
    made.link(href=urljoin(site_url, feed.url), rel="self", type=ATOM)
    made.link(href=urljoin(site_url, feed.page), rel="alternate", type="text/html")
    made.updated(max((story.updated for story in feed.stories), default=NOTHING_YET))
    for story in reversed(feed.stories):
        made.add_entry(entries[story.change.id], order="append")
    data: bytes = made.atom_str(pretty=True)
    return data


def _entry(story: Story, content: str, site_url: str) -> Any:
    """A change as a feedgen entry, shared by all feeds that contain it."""
    from feedgen.entry import FeedEntry  # type: ignore[import-untyped]  # see below

    entry = FeedEntry()
    entry.id(story.id)
    entry.title(_text(story.title))
    entry.published(story.published)
    entry.updated(story.updated)
    entry.link(href=_address(story, site_url), rel="alternate", type="text/html")
    entry.category(term=story.change.class_, scheme=urljoin(site_url, "changelog/"))
    policies = urljoin(site_url, "policies/")
    for policy, title in story.policies.items():
        entry.category(term=policy, scheme=policies, label=_text(title))
    if summary := _summary(story):
        entry.summary(summary)
    entry.content(content, type="html")
    entry.atom_entry = partial(deepcopy, entry.atom_entry())  # made once: each feed gets a copy
    return entry


# JSON Feed --------------------------------------------------------------------------------------------------------


def _json(view: View, feed: _Feed, contents: Mapping[str, str], strip: str) -> bytes:
    site_url = view.site_url
    return canonical({
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title, "language": view.t.language,
        "description": " ".join(filter(None, [feed.about, strip])), "authors": [{"name": view.name}],
        "home_page_url": urljoin(site_url, feed.page), "feed_url": urljoin(site_url, "feed.json"),
        "items": [_item(story, contents[story.change.id], site_url) for story in reversed(feed.stories)],
    })  # fmt: skip


def _item(story: Story, content: str, site_url: str) -> dict[str, Any]:
    item = {
        "id": story.id, "url": _address(story, site_url), "title": story.title, "content_html": content,
        "date_published": story.published.isoformat(), "date_modified": story.updated.isoformat(),
        "tags": [story.change.class_, *story.policies],
    }  # fmt: skip
    return item | ({"summary": summary} if (summary := _summary(story)) else {})


# What an entry says -----------------------------------------------------------------------------------------------


def _address(story: Story, site_url: str) -> str:
    return urljoin(site_url, f"changelog/{story.change.id}/")


def _summary(story: Story) -> str:
    """What happened to the change, then its summary, as text."""
    return _text(" ".join(filter(None, [*(event.sentence for event in story.events), story.change.summary])))


def _text(written: str) -> str:
    """The text without characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", written)
