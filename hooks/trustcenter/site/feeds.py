"""Makes the feeds: all changes as Atom (RFC 4287) and JSON Feed 1.1, the notices alone, and the changes of each policy.

A feed has the last hundred things that happened; older ones lie in archive documents (RFC 5005, section 4), each of
which links to the one before it.  An archive document holds a hundred things that happened one after the other, each
change as it could be told then, so that it never changes once it is there.  What became of a change later is in the
documents that follow.

An entry's id and its published instant never change; its updated instant moves when the change is withdrawn,
postponed or corrected.  The library feedgen writes Atom; JSON Feed is plain JSON.  Addresses are absolute, so the
site's must be known.  `entries` makes the entries, which are kept from build to build, and `feeds` puts them together.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from typing import Any, TypeAlias
from urllib.parse import urljoin

from markupsafe import Markup

from trustcenter.comparing import change_stories
from trustcenter.comparing.change_stories import Story
from trustcenter.markdown.to_html import Site
from trustcenter.model.heads import head_on
from trustcenter.model.memory import once_for
from trustcenter.model.records import canonical, sha256
from trustcenter.model.versions import Archive
from trustcenter.reading.translations import Texts
from trustcenter.site import objection
from trustcenter.site.pages.feed_entry import feed_entry
from trustcenter.site.pages.moved import former_paths
from trustcenter.site.pages.view import View

ATOM, JSON = "application/atom+xml", "application/feed+json"
STORIES_PER_DOCUMENT = 100
"""The most entries in one document of a feed; older ones are in archive documents."""
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
"""The `updated` element of a feed without entries: Atom requires one (RFC 4287, 4.2.15), and no record has a date."""
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_THE_TOOL = b"urn:x-trustcenter"
_HISTORY = b"http://purl.org/syndication/history/1.0"


Told: TypeAlias = tuple[Story, Markup]
"""A change with what became of it, and the sentence about the time to object; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """A feed to announce in the head of every page whose URL begins with `under`."""

    url: str
    type: str
    title: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed; its documents are at `<stem>.xml`, `<stem>-1.xml` …, or with `.json`."""

    stem: str
    page: str
    title: str
    about: str
    stories: Sequence[Story]
    ending: str = "xml"

    def url(self, number: int = 0) -> str:
        """Where the feed is, or one of its archive documents, of which 1 is the oldest."""
        return f"{self.stem}-{number}.{self.ending}" if number else f"{self.stem}.{self.ending}"


@dataclass(frozen=True, slots=True)
class _Document:
    """One document of a feed: number 0 is the feed itself, archive documents count from the oldest.

    `stories` are its entries, the oldest first; `before` is the number of the archive document with what happened
    before, 0 where there is none.  None links to what happened after: that would change it.
    """

    feed: _Feed
    number: int
    stories: Sequence[Story]
    before: int

    @property
    def url(self) -> str:
        return self.feed.url(self.number)


def urls(view: View) -> set[str]:
    """The paths of all documents of all feeds; none without the address of the site."""
    own = [document.url for document in _documents(view)]
    return {*own, *(former for url in own for former in former_paths(view, url))}


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


def stories_by_key(view: View) -> dict[str, Told]:
    """Every entry of all feeds under a key of what it says: the changes as they stand, then as archives have them.

    The key covers all that an entry is made of but the links in the text of its change.
    """
    if not view.site_url:
        return {}
    changes = view.center.archive.changes
    now = [_told(view, story, archived=False) for story in change_stories.stories(view.center.archive, view.snapshot)]
    documents = (document for document in _documents(view) if document.number)
    archived = (_told(view, story, archived=True) for document in documents for story in document.stories)
    return {_key(told, changes): told for told in chain(now, archived)}


def _told(view: View, story: Story, *, archived: bool) -> Told:
    """What an entry says: an archive document never changes, so it names the last day to object and no contact."""
    if story.withdrawn or not story.versions:
        return story, Markup()
    if not archived:
        return story, objection.feed_line(objection.objection(view, story.change), view.t)
    last = objection.object_by(story.versions[0])
    return story, objection.last_day(last, view.t) if last else Markup()


def entries(view: View, stories: Mapping[str, Told], urls: Collection[str]) -> dict[str, bytes]:
    """Some of the entries of `stories_by_key`, for Atom and for JSON Feed; `urls` are those of the site."""
    asking, made = replace(view, site=Site(urls, moved=view.site.moved)), {}
    for key, (story, time_to_object) in stories.items():
        content = _text(feed_entry(asking, story, time_to_object))
        made[f"{key}.xml"] = _entry(story, content, view)
        item = _item(story, content, view)
        made[f"{key}.json"] = json.dumps(item, ensure_ascii=False).encode()
    return made


def feeds(view: View, entries: Mapping[str, bytes], *, strip: str) -> dict[str, bytes]:
    """All documents of all feeds by path, from all entries; `strip` is what every page of a demonstration says.

    A feed is served under each former id of its policy too, as it has to be found there.  None without the address of
    the site.
    """
    changes = view.center.archive.changes
    made = {}
    for document in _documents(view):
        write = _atom if document.feed.ending == "xml" else _json
        told = (_told(view, story, archived=document.number > 0) for story in reversed(document.stories))
        keys = [_key(one, changes) for one in told]
        made[document.url] = write(view, document, [entries[f"{key}.{document.feed.ending}"] for key in keys], strip)
        made |= dict.fromkeys(former_paths(view, document.url), made[document.url])
    return made


def _key(told: Told, changes: Mapping[str, Any]) -> str:
    story, time_to_object = told
    events = [(event.kind, event.at, event.by, [v.name for v in event.versions]) for event in story.events]
    versions = [(v.name, v.title, v.number, v.effective, v.seal) for v in story.versions]
    other = changes.get(story.change.about)
    said = (story.id, story.published, story.withdrawn, story.change, other, str(time_to_object))
    return sha256(repr((said, events, versions)).encode())


# Which document has what -------------------------------------------------------------------------------------------


def _documents(view: View) -> list[_Document]:
    """Every document of every feed."""
    if not view.site_url:
        return []
    archive = view.center.archive
    stories = change_stories.stories(archive, view.snapshot)
    return once_for(
        archive,
        ("feeds", view.snapshot.day, view.name, view.t.digest),
        lambda: [document for feed in _feeds(view, stories) for document in _split(feed, archive)],
    )


def _feeds(view: View, stories: Sequence[Story]) -> list[_Feed]:
    is_notice = partial(change_stories.is_notice, view.center.archive)
    title, about = view.t.plain("feed.all_of", name=view.name), view.t.plain("feed.all_about")
    everything = _Feed("feed", "", title, about, stories)
    notices = _Feed(
        "notices/feed", "notices/", view.t.plain("feed.notices_of", name=view.name),
        view.t.plain("feed.notices_about"), [story for story in stories if is_notice(story.change)],
    )  # fmt: skip
    of: dict[str, list[Story]] = {}
    for story in stories:
        for policy in story.policies:
            of.setdefault(policy, []).append(story)
    by_policy = [_of_policy(view, name, of.get(name, [])) for name in view.policies]
    return [everything, replace(everything, ending="json"), notices, *by_policy]


def _of_policy(view: View, policy: str, stories: Sequence[Story]) -> _Feed:
    url, called = f"policies/{policy}/", view.title(policy)
    title = view.t.plain("feed.policy_of", name=view.name, policy=called)
    about = view.t.plain("feed.policy_about", policy=called)
    return _Feed(f"{url}feed", url, title, about, stories)


def _split(feed: _Feed, archive: Archive) -> Iterator[_Document]:
    """The feed itself with the last things that happened, and full archive documents for all that came before."""
    happened = change_stories.happenings(feed.stories)
    last = -(-max(len(happened) - STORIES_PER_DOCUMENT, 0) // STORIES_PER_DOCUMENT)
    recent = {one.change.id for one in happened[-STORIES_PER_DOCUMENT:]}
    yield _Document(feed, 0, [story for story in feed.stories if story.change.id in recent], last)
    for number in range(1, last + 1):
        part = happened[(number - 1) * STORIES_PER_DOCUMENT : number * STORIES_PER_DOCUMENT]
        as_of: dict[str, date] = {one.change.id: one.day for one in part}
        then = [change_stories.story_on(archive, archive.changes[name], day) for name, day in as_of.items()]
        yield _Document(feed, number, then, number - 1)


# Atom -------------------------------------------------------------------------------------------------------------


def _atom(view: View, document: _Document, entries: Sequence[bytes], strip: str) -> bytes:
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # it has no types; most builds need none

    feed, site_url = document.feed, view.site_url
    made = FeedGenerator()
    made.id(urljoin(site_url, document.url))
    made.title(_text(feed.title))
    made.subtitle(_text(" ".join(filter(None, [feed.about, strip]))))
    made.language(view.t.language)
    made.author(name=_text(view.name))
    made.generator("trustcenter")
    made.link(href=urljoin(site_url, document.url), rel="self", type=ATOM)
    made.link(href=urljoin(site_url, feed.page), rel="alternate", type="text/html")
    for rel, number in _neighbours(document):
        made.link(href=urljoin(site_url, feed.url(number)), rel=rel, type=ATOM)
    made.updated(max((story.updated for story in document.stories), default=NOTHING_YET))
    head, end, after = made.atom_str(pretty=True).rpartition(b"</feed>")
    mark = b'  <fh:archive xmlns:fh="%s"/>\n' % _HISTORY if document.number else _head(view)
    return b"".join([head, mark, *entries, end, after])


def _head(view: View) -> bytes:
    """The head of everything public, for whoever keeps the feed: `verify --against FILE` compares with it."""
    head = head_on(view.center.archive, view.snapshot.day)
    return b'  <tc:head xmlns:tc="%s">%s</tc:head>\n' % (_OF_THE_TOOL, head.encode()) if head else b""


def _neighbours(document: _Document) -> Iterator[tuple[str, int]]:
    """How a document is related to others (RFC 5005, section 4)."""
    if document.number:
        yield "current", 0
    if document.before:
        yield "prev-archive", document.before


def _entry(story: Story, content: str, view: View) -> bytes:
    """A change as an entry of Atom, ready to stand in a feed."""
    from feedgen.entry import FeedEntry  # type: ignore[import-untyped]  # see above
    from lxml import etree  # only where feeds are made

    entry, site_url = FeedEntry(), view.site_url
    entry.id(story.id)
    entry.title(_text(story.title(view.t)))
    entry.published(story.published)
    entry.updated(story.updated)
    entry.link(href=_address(story, site_url), rel="alternate", type="text/html")
    entry.category(term=story.change.class_, scheme=urljoin(site_url, "changelog/"))
    policies = urljoin(site_url, "policies/")
    for policy, title in story.policies.items():
        entry.category(term=policy, scheme=policies, label=_text(title))
    if summary := _summary(story, view.t):
        entry.summary(summary)
    entry.content(content, type="html")
    made = entry.atom_entry()
    if "]]>" not in content:  # a third shorter than with every sign of its tags escaped
        made.find("content").text = etree.CDATA(content)
    etree.indent(made, space="")  # a line for each element
    data: bytes = etree.tostring(made, encoding="utf-8") + b"\n"
    return data


# JSON Feed --------------------------------------------------------------------------------------------------------


def _json(view: View, document: _Document, entries: Sequence[bytes], strip: str) -> bytes:
    feed, site_url = document.feed, view.site_url
    older = {"next_url": urljoin(site_url, feed.url(document.before))} if document.before else {}
    head = head_on(view.center.archive, view.snapshot.day)
    own = {"_trustcenter": {"head": head}} if head and not document.number else {}
    return canonical({
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title, "language": view.t.language,
        "description": " ".join(filter(None, [feed.about, strip])), "authors": [{"name": view.name}],
        "home_page_url": urljoin(site_url, feed.page), "feed_url": urljoin(site_url, document.url), **older, **own,
        "items": [json.loads(entry) for entry in entries],
    })  # fmt: skip


def _item(story: Story, content: str, view: View) -> dict[str, Any]:
    item = {
        "id": story.id, "url": _address(story, view.site_url), "title": story.title(view.t), "content_html": content,
        "date_published": story.published.isoformat(), "date_modified": story.updated.isoformat(),
        "tags": [story.change.class_, *story.policies],
    }  # fmt: skip
    return item | ({"summary": summary} if (summary := _summary(story, view.t)) else {})


# What an entry says -----------------------------------------------------------------------------------------------


def _address(story: Story, site_url: str) -> str:
    return urljoin(site_url, f"changelog/{story.change.id}/")


def _summary(story: Story, t: Texts) -> str:
    """What happened to the change, then its summary, as text."""
    return _text(" ".join(filter(None, [*(event.said(t) for event in story.events), story.change.summary])))


def _text(written: str) -> str:
    """The text without characters that XML 1.0 does not allow."""
    return _NOT_XML.sub("", written)
