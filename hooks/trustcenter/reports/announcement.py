"""Writes what customers are told about a change: an e-mail, the text of a GitHub release, a banner, or JSON.

`cli.notice` and the workflows call `notices` for the list of notices (`Announcement`), and `letter` with `email`,
`release`, `banner` for the texts of one change. Made from sealed records, as of one day: a change not announced by then
does not exist.
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
from trustcenter.model.heads import head_on
from trustcenter.model.versions import Change, Version
from trustcenter.publishing.sealing import is_same_text, prose_of
from trustcenter.reading.translations import Texts
from trustcenter.reports.inert_markdown import GitHub
from trustcenter.site import audience_days, objection
from trustcenter.site.build import demonstration
from trustcenter.site.pages.changelog import LIST
from trustcenter.site.pages.view import View

FORMATS = ("email", "release", "banner", "html", "json")
"""The formats of `trustcenter notice --format`."""
LINE_LENGTH = 76
"""The characters per line of an e-mail."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_BLOCKS = "p li h1 h2 h3 h4 h5 h6 tr pre dt dd".split()
_INK = GitHub(addresses=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """One announced change in the fields that programs read; `manual/commands.md` describes them."""

    change: str
    tag: str
    title: str
    kind: Literal["notice", "emergency", "withdrawal", "postponement", "redaction", "change"]
    announced: date
    effective: date | None
    object_by: date | None
    upcoming: bool
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """Everything that the texts say about a change, as plain text: one string per paragraph or list item.

    `other` is the title of the change that it withdraws or postpones.
    `prose` are (`- ` or nothing, text), `days` and `links` are (label, value), `contact` is (role, address), `strip` is
    the notice of a demonstration.  `became` says what happened to the change, `ended` that it was withdrawn.
    `audiences` are (group of customers, its days), where these differ.
    `objection` says until when and to whom one can object, or that the time is over.  `head` is that of everything
    public on `head_day`.  `t` has the words around all of it.
    """

    about: Announcement
    organization: str
    policies: str
    summary: str
    reason: str
    other: str
    became: tuple[str, ...]
    ended: str
    changes: tuple[str, ...]
    prose: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, str], ...]
    audiences: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    contact: tuple[str, str]
    objection: str
    can_object: bool
    strip: str
    head: str
    head_day: str
    t: Texts


def notices(view: View, *, shown: frozenset[str] | None = None) -> tuple[Announcement, ...]:
    """The notices announced by the day of the view, and withdrawals and postponements of notices, oldest first.

    `shown` are ids of the changes that the last deployment showed; they are left out. If nothing was ever deployed (an
    empty set), only upcoming notices and those announced that day are returned, as history is not news.
    """
    archive = view.center.archive
    stories = [
        story
        for story in change_stories.stories(archive, view.snapshot)
        if change_stories.is_notice(archive, story.change)
    ]
    announcements = tuple(announcement(view, story) for story in stories if story.change.id not in (shown or ()))
    is_first_deployment = shown is not None and not shown
    return tuple(a for a in announcements if not is_first_deployment or a.upcoming or a.announced == view.snapshot.day)


def story_of(view: View, change: str) -> Story | None:
    """An announced change with what became of it; None if it is not announced by the day of the view."""
    return next((s for s in change_stories.stories(view.center.archive, view.snapshot) if s.change.id == change), None)


def announcement(view: View, story: Story) -> Announcement:
    """The announcement of one change."""
    change = story.change
    kind, time = _kind(change), _time_to_object(view, story)
    upcoming = kind not in ("withdrawal", "redaction") and not story.withdrawn and change.effective > view.snapshot.day
    return Announcement(
        change=change.id, tag="notice-" + re.sub(r"[^A-Za-z0-9]+", "-", change.id).strip("-"),
        title=_title(view, change, kind), kind=kind, announced=change.public_from,
        effective=None if kind in ("withdrawal", "redaction") else change.effective,
        object_by=time.last if time else None,
        upcoming=upcoming and (kind != "postponement" or _stands(view, story)),
        url=urljoin(view.site_url, f"changelog/{quote(change.id, errors='replace')}/"),
    )  # fmt: skip


def as_json(announced: Announcement | Sequence[Announcement]) -> str:
    """One announcement as a JSON object, or several as a list."""
    plain = asdict(announced) if isinstance(announced, Announcement) else [asdict(one) for one in announced]
    return json.dumps(plain, indent=2, default=date.isoformat)


def for_webhook(announced: Announcement) -> str:
    """An announcement as the JSON object that a webhook gets: its fields, and `text`, which chat programs show."""
    plain = {**asdict(announced), "text": f"{announced.title} {announced.url}"}
    return json.dumps(plain, indent=2, default=date.isoformat) + "\n"


def _kind(change: Change) -> Literal["notice", "emergency", "withdrawal", "postponement", "redaction", "change"]:
    if change.withdraws:
        return "withdrawal"
    if change.redacts:
        return "redaction"
    if change.postpones:
        return "postponement"
    if change.class_ == "emergency":
        return "emergency"
    return "notice" if change.is_notice else "change"


def _title(view: View, change: Change, kind: str) -> str:
    """The title of a release and subject of a mail: kind of change, its title, and its effective date."""
    title, day = _own_title(view, change), view.t.day(change.effective)
    if kind == "redaction" or (kind == "withdrawal" and title.lower().startswith("withdrawn")):
        return title
    if kind == "postponement" and title.lower().startswith("postponed"):
        return view.t.plain("mail.now_effective", title=title, day=day)
    return view.t.plain(f"mail.{'now' if change.postponed else 'subject'}_{kind}", title=title, day=day)


def _own_title(view: View, change: Change) -> str:
    """The title of a change; of one that was titled by the tool, in English, what it withdraws or postpones."""
    title, other = _plain(change.title), view.center.archive.changes.get(change.withdraws or change.postpones)
    by_tool = {f"{word}: {_plain(other.title)}" for word in ("Withdrawn", "Postponed")} if other else {*()}
    return _plain(other.title) if other and title in by_tool else title


def _time_to_object(view: View, story: Story) -> objection.Objection | None:
    """The time to object to a change on the day of the view; None if there is none or the change is withdrawn."""
    return None if story.withdrawn else objection.objection(view, story.change)


def _stands(view: View, story: Story) -> bool:
    """Whether the versions of a postponement still take effect on its day."""
    left = [v for v in story.versions if not view.center.archive.withdrawn(v, view.snapshot.day)]
    return any(version.effective == story.change.effective for version in left)


# What is told -----------------------------------------------------------------------------------------------------


def letter(view: View, story: Story) -> Letter:
    """Everything that the texts for customers say about a change."""
    change = story.change
    other = view.center.archive.changes.get(change.about)
    time = _time_to_object(view, story)
    return Letter(
        about=announcement(view, story), organization=_plain(view.name),
        policies=view.t.listed(sorted({_plain(version.title) for version in _with_new_text(view, story)})),
        summary=_plain(change.summary), reason=_plain(change.reason),
        other=_plain(other.title) if other else "",
        became=tuple(_plain(event.said(view.t)) for event in story.events),
        ended=next((_plain(e.said(view.t)) for e in reversed(story.events) if e.kind == "withdrawn"), ""),
        changes=tuple(_listed(change)),
        prose=tuple(_paragraphs(prose_of(change.body))), days=tuple(_days(story, time, view.t)),
        audiences=tuple(_audiences(story, view.t)),
        links=tuple(_links(view, story)), contact=_contact(view, time),
        objection=_plain(objection.plain(time, view.t)), can_object=time is not None and time.is_open,
        strip=_plain(demonstration(view.center, view.t)), t=view.t,
        head=head_on(view.center.archive, view.snapshot.day), head_day=view.t.day(view.snapshot.day),
    )  # fmt: skip


def _listed(change: Change) -> Iterator[str]:
    """The lines of the list of differences in the sealed changelog entry."""
    match = LIST.match(change.body)
    for line in match[1].splitlines() if match else ():
        yield from (text for _, text in _paragraphs(line.removeprefix("- ")))


def _days(story: Story, time: objection.Objection | None, t: Texts) -> Iterator[tuple[str, str]]:
    """(label, date in words) of a change."""
    change = story.change
    yield t.plain("mail.announced"), t.day(change.public_from)
    if change.redacts:
        return
    if change.withdraws:
        yield t.plain("mail.was_effective"), t.listed(sorted({t.day(v.effective) for v in story.versions}))
        return
    if time:
        yield t.plain("mail.object_by" if time.is_open else "mail.objection_ended"), t.day(time.last)
    yield t.plain("mail.effective"), _effective(story, t)


def _effective(story: Story, t: Texts) -> str:
    """The effective day of a change, and when on that day it begins or that it was over when it was announced."""
    change, day = story.change, t.day(story.change.effective)
    if change.effective < change.public_from:
        return t.plain("mail.before_announced", day=day)
    return t.plain("mail.from_midnight", day=day, zone=story.versions[0].timezone) if story.versions else day


def _audiences(story: Story, t: Texts) -> Iterator[tuple[str, str]]:
    """(audience, its days in words) of a change that does not bind everybody from the same day."""
    version = next((version for version in story.versions if version.audiences), None)
    if version and not story.withdrawn and not (story.change.withdraws or story.change.redacts):
        yield from ((_plain(one.label), one.said(t)) for one in audience_days.days_of(version))


def _links(view: View, story: Story) -> Iterator[tuple[str, str]]:
    t, is_change = view.t, _kind(story.change) == "change"
    yield t.plain("mail.this_change" if is_change else "mail.this_notice"), announcement(view, story).url
    for version in _that_apply(view, story):
        name = t.plain("common.version_of", policy=_plain(version.title), number=version.number)
        url = urljoin(view.site_url, f"policies/{version.name}/")
        yield name, url
        if _has_redline(view, version):
            yield t.plain("mail.what_changes", version=name), urljoin(url, "redline/")
    yield t.plain("mail.all_notices"), urljoin(view.site_url, "notices/")


def _with_new_text(view: View, story: Story) -> list[Version]:
    """The versions of a change whose text is not that of their predecessors; all of them if there is none."""
    archive, day = view.center.archive, view.snapshot.day
    before = [(version, archive.predecessor(version, announced_by=day, later=False)) for version in story.versions]
    changed = [version for version, old in before if old is None or not is_same_text(old.text, version.text)]
    return changed or list(story.versions)


def _that_apply(view: View, story: Story) -> list[Version]:
    """The versions of a change that bind on its day, each with its corrections; of a withdrawal, those it withdrew."""
    if story.change.withdraws or story.withdrawn:
        return list(story.versions)
    archive, day = view.center.archive, view.snapshot.day
    return list({v.name: v for v in (change_stories.applying(archive, v, day) for v in story.versions)}.values())


def _has_redline(view: View, version: Version) -> bool:
    return view.has_redline(version) and not view.center.archive.withdrawn(version, view.snapshot.day)


def _contact(view: View, time: objection.Objection | None) -> tuple[str, str]:
    """(name, address) of the contact for objections, or for questions once their time is over."""
    contact = time.contact if time else objection.contact(view.facts)
    return (_plain(contact.name), _plain(contact.address)) if contact else ("", "")


def _plain(text: str) -> str:
    """The text on one line without control characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _paragraphs(markdown: str) -> Iterator[tuple[str, str]]:
    """(`- ` for list items, plain text) of a Markdown text; the address of a link follows its text."""
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


def email(letter: Letter) -> bytes:
    """A plain-text message (RFC 5322) without From, To and Date, which the sender adds."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"[{letter.organization}] {letter.about.title}"
    text = _template("email.txt").render(letter=letter, about=letter.about, t=letter.t.plain)
    folded = "\n".join(map(_folded, re.sub(r"\n{3,}", "\n\n", text).strip().splitlines())) + "\n"
    message.set_content(folded, cte="7bit" if folded.isascii() and _short(folded) else "quoted-printable")
    return message.as_bytes()


def release(letter: Letter) -> str:
    """Markdown for a GitHub release; company texts are escaped as in comments."""
    text = _template("release.md").render(letter=letter, about=letter.about, t=letter.t.plain)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def banner(letter: Letter) -> str:
    """One line of text with the address of the change."""
    return f"{_sentence(letter)} {letter.about.url}"


def banner_html(letter: Letter) -> str:
    """One line of HTML that links to the change."""
    return f'<a href="{escape(letter.about.url)}">{escape(_sentence(letter))}</a>'


def _sentence(letter: Letter) -> str:
    about, t = letter.about, letter.t
    if about.kind == "withdrawal":
        return t.plain("mail.will_not", title=about.title)
    if letter.ended:
        return f"{about.title}. {letter.ended}"
    if about.object_by and letter.can_object:
        return t.plain("mail.object_until", title=about.title, day=t.day(about.object_by))
    return f"{about.title}."


def _folded(line: str) -> str:
    """A line wrapped between words; continuation lines of a list item are indented, and addresses are not split."""
    inner = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, LINE_LENGTH, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)


def _short(text: str) -> bool:
    """Whether no line exceeds 998 characters (RFC 5322, 2.1.1); only a long address exceeds the usual 78."""
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
