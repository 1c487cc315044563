"""What customers are told of a change: an e-mail, the text of a release, a banner; and which notices there are.

Made from records alone, for the public of one day: a change that is not
announced by then does not exist here.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from html import escape
from typing import Literal
from urllib.parse import quote, urljoin

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from lxml import html as lxml_html

from trustcenter.comparing import change_stories
from trustcenter.comparing.change_stories import Story
from trustcenter.markdown.escaping import link
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.model import phrases
from trustcenter.model.versions import Change, Version
from trustcenter.publishing.sealing import prose_of
from trustcenter.reports.inert_markdown import GitHub
from trustcenter.rules.notice import Promise
from trustcenter.site.build import demonstration
from trustcenter.site.pages.changelog import LIST
from trustcenter.site.pages.notices import OBJECTIONS
from trustcenter.site.pages.view import View

FORMATS = ("email", "release", "banner", "html", "json")
WIDTH = 76
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_BLOCKS = "p li h1 h2 h3 h4 h5 h6 tr pre dt dd".split()
_INK = GitHub(addresses=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """One announced change as machines are told of it; see `manual/commands.md` for the fields."""

    change: str
    tag: str
    title: str
    kind: Literal["notice", "emergency", "withdrawal", "change"]
    announced: date
    effective: date | None
    object_by: date | None
    upcoming: bool
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """Everything a customer is told; texts are plain, one paragraph or bullet each.

    `prose` comes with what marks an item of a list, `contact` is whom to ask and by which address, `strip` is what
    every page of a demonstration says.
    """

    about: Announcement
    organization: str
    policies: str
    summary: str
    reason: str
    withdrawn: str
    became: tuple[str, ...]
    changes: tuple[str, ...]
    prose: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    contact: tuple[str, str]
    strip: str


def notices(view: View, *, shown: frozenset[str] | None = None) -> tuple[Announcement, ...]:
    """The notices that the public can read on the day of the view, and withdrawals of notices; the oldest first.

    `shown`: the changes that the last deployment showed, which are left out.  Where none was ever deployed (an empty
    set), history is no news: only what is upcoming or was announced that day is left.
    """
    archive = view.center.archive
    stories = [
        story
        for story in change_stories.stories(archive, view.snapshot)
        if change_stories.is_notice(archive, story.change)
    ]
    found = tuple(announcement(view, story) for story in stories if story.change.id not in (shown or ()))
    first = shown is not None and not shown
    return tuple(a for a in found if not first or a.upcoming or a.announced == view.snapshot.day)


def story_of(view: View, change: str) -> Story | None:
    """An announced change by its id."""
    return next((s for s in change_stories.stories(view.center.archive, view.snapshot) if s.change.id == change), None)


def announcement(view: View, story: Story) -> Announcement:
    change = story.change
    kind = _kind(change)
    return Announcement(
        change=change.id, tag="notice-" + re.sub(r"[^A-Za-z0-9]+", "-", change.id).strip("-"),
        title=_title(change, kind), kind=kind, announced=change.public_from,
        effective=None if kind == "withdrawal" else change.effective, object_by=_object_by(story),
        upcoming=kind != "withdrawal" and not story.withdrawn and change.effective > view.snapshot.day,
        url=urljoin(view.site_url, f"changelog/{quote(change.id, errors='replace')}/"),
    )  # fmt: skip


def as_json(found: Announcement | Sequence[Announcement]) -> str:
    plain = asdict(found) if isinstance(found, Announcement) else [asdict(one) for one in found]
    return json.dumps(plain, indent=2, default=date.isoformat)


def _kind(change: Change) -> Literal["notice", "emergency", "withdrawal", "change"]:
    if change.withdraws:
        return "withdrawal"
    if change.class_ == "emergency":
        return "emergency"
    return "notice" if change.is_notice else "change"


def _title(change: Change, kind: str) -> str:
    """What a release and a subject are called: what it is, of what, and from when."""
    title = _plain(change.title)
    if kind == "withdrawal":
        return title if title.lower().startswith("withdrawn") else f"Withdrawn: {title}"
    called = {"notice": "Notice", "emergency": "Emergency change", "change": "Change"}[kind]
    return f"{called}: {title} (effective {phrases.day(change.effective)})"


def _object_by(story: Story) -> date | None:
    """The last day to object, as the promise in the record gives it; none once the change is taken back."""
    change, first = story.change, next(iter(story.versions), None)
    if first is None or story.withdrawn or not change.is_notice:
        return None
    return Promise(first.promise, first.holidays).object_by(first.public_from, first.binds_from)


# What is told -----------------------------------------------------------------------------------------------------


def letter(view: View, story: Story) -> Letter:
    """Everything that the texts for customers say of a change."""
    change = story.change
    taken_back = view.center.archive.changes.get(change.withdraws)
    return Letter(
        about=announcement(view, story), organization=_plain(view.name),
        policies=phrases.listed(sorted({_plain(title) for title in story.policies.values()})),
        summary=_plain(change.summary), reason=_plain(change.reason),
        withdrawn=_plain(taken_back.title) if taken_back else "",
        became=tuple(_plain(event.sentence) for event in story.events),
        changes=tuple(_listed(change)),
        prose=tuple(_paragraphs(prose_of(change.body))), days=tuple(_days(story)),
        links=tuple(_links(view, story)), contact=_contact(view),
        strip=_plain(demonstration(view.center, view.t)),
    )  # fmt: skip


def _listed(change: Change) -> Iterator[str]:
    """The lines of the list of what changed that stands in the sealed entry."""
    match = LIST.match(change.body)
    for line in match[1].splitlines() if match else ():
        yield from (text for _, text in _paragraphs(line.removeprefix("- ")))


def _days(story: Story) -> Iterator[tuple[str, str]]:
    """The dates of a change by what they are called."""
    change = story.change
    yield "Announced", phrases.day(change.public_from)
    if change.withdraws:
        yield "Was to be effective", phrases.listed(sorted({phrases.day(v.effective) for v in story.versions}))
        return
    if by := _object_by(story):
        yield "Object by", phrases.day(by)
    zone = f", from 00:00 ({story.versions[0].timezone})" if story.versions else ""
    late = change.effective < change.public_from
    yield "Effective", phrases.day(change.effective) + (", before it was announced" if late else zone)


def _links(view: View, story: Story) -> Iterator[tuple[str, str]]:
    yield "This change" if _kind(story.change) == "change" else "This notice", announcement(view, story).url
    for version in story.versions:
        name = f"{_plain(version.title)}, version {version.number}"
        url = urljoin(view.site_url, f"policies/{version.name}/")
        yield name, url
        if _has_redline(view, version):
            yield f"{name}: what it changes", urljoin(url, "redline/")
    yield "All notices", urljoin(view.site_url, "notices/")


def _has_redline(view: View, version: Version) -> bool:
    return view.has_redline(version) and not view.center.archive.withdrawn(version, view.snapshot.day)


def _contact(view: View) -> tuple[str, str]:
    """Whom to ask, by which address: the first contact for objections or privacy, the first address it has."""
    contacts = view.facts.records("contacts")
    record = next((contacts[name] for name in OBJECTIONS if name in contacts), {})
    address = next((record[name] for name in ("email", "url", "phone") if isinstance(record.get(name), str)), "")
    role = record.get("label") or record.get("role")
    return _plain(role) if isinstance(role, str) else "", _plain(address)


def _plain(text: str) -> str:
    """A text on one line without signs that steer."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _paragraphs(markdown: str) -> Iterator[tuple[str, str]]:
    """The paragraphs (``) and items (`- `) of a Markdown text as plain text; a link's address follows its words."""
    root = lxml_html.fragment_fromstring(render(markdown, source="", page="", site=ANYWHERE).html, create_parent="div")
    for anchor in root.iter("a"):
        href, text = anchor.get("href") or "", anchor.text_content()
        if href.startswith("https://") and href not in text and text:
            anchor.tail = f" ({href}){anchor.tail or ''}"
    for block in root.iter(*_BLOCKS):
        if not any(inner.tag in _BLOCKS for inner in block.iterdescendants()):
            cells = [_plain(cell.text_content()) for cell in block] if block.tag == "tr" else []
            text = " | ".join(cells) or _plain(block.text_content())
            if text:
                yield "- " if block.tag == "li" else "", text


# Texts ------------------------------------------------------------------------------------------------------------


def email(told: Letter) -> bytes:
    """A message without sender, receiver and date, which whoever sends it adds (RFC 5322, plain text)."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"[{told.organization}] {told.about.title}"
    text = _template("email.txt").render(letter=told, about=told.about)
    folded = "\n".join(map(_folded, re.sub(r"\n{3,}", "\n\n", text).strip().splitlines())) + "\n"
    message.set_content(folded, cte="7bit" if folded.isascii() and _short(folded) else "quoted-printable")
    return message.as_bytes()


def release(told: Letter) -> str:
    """Markdown for a release; company texts are made inert, as in comments."""
    text = _template("release.md").render(letter=told, about=told.about)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def banner(told: Letter) -> str:
    """One line of text."""
    return f"{_sentence(told)} {told.about.url}"


def banner_html(told: Letter) -> str:
    """One line of HTML."""
    return f'<a href="{escape(told.about.url)}">{escape(_sentence(told))}</a>'


def _sentence(told: Letter) -> str:
    about = told.about
    if about.kind == "withdrawal":
        return f"{about.title}: it will not take effect."
    if told.became:
        return f"{about.title}. {told.became[-1]}"
    object_by = f" Object by {phrases.day(about.object_by)}." if about.object_by else ""
    return f"{about.title}.{object_by}"


def _folded(line: str) -> str:
    """A line folded between words; the lines that follow a bullet are indented, and an address is never cut."""
    inner = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, WIDTH, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)


def _short(text: str) -> bool:
    """Whether no line is longer than a message may have (RFC 5322, 2.1.1); only an address exceeds the usual 78."""
    return all(len(line) <= 998 for line in text.splitlines())


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701 — plain text and Markdown, no HTML
        loader=PackageLoader("trustcenter", "theme/texts"), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["inert"] = _INK.text
    environment.filters["link"] = link
    return environment


def _template(name: str) -> Template:
    return _environment().get_template(name)
