"""Ink: writing texts by anybody into Markdown so that they stay texts.

Policies, facts and file names are written by anybody who opens a pull request.
On their way into a comment they become inert: no markup, no mention, no
reference to an issue, no address that turns into a link, no sign that changes
the direction of the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol

from lxml import html as lxml_html

from trustcenter.comparing import redline
from trustcenter.comparing.redline import Passage
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.model import phrases

LONGEST = 600
"""How much of one title, message or name is shown."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]+")
_MARKUP = re.compile(r"[\\`*_\[\]|~]|^(?:[-+=#](?=[\s#=-]|$)|[0-9]+[.)](?=\s|$))")
_BREAK = "&#8203;"  # a space without width: nothing to see, and not the word that GitHub looks for
_REFERENCE = re.compile(r"(?<![a-z0-9])@(?=\\?\w)|#(?=[0-9])|(?<=\bgh-)(?=[0-9])|:(?=(?:\\?[\w+-])+:)", re.IGNORECASE)
_ADDRESS = re.compile(r"@(?=\\?\w)|:(?=//)|(?<=\bwww)(?=\.)|(?<=\bmailto):|(?<=\bxmpp):", re.IGNORECASE)


class Ink(Protocol):
    """How things are written for one place of reading; of a list, `most` items are shown."""

    @property
    def most(self) -> int | None: ...
    def text(self, foreign: str) -> str: ...
    def code(self, foreign: str) -> str: ...
    def short(self, most: int) -> Ink: ...
    def redline(self, name: str, about: str, found: Sequence[Passage]) -> Iterator[str]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class GitHub:
    """Markdown for a comment; `room` is how many characters of each redline are shown, `link` leads to the rest.

    `addresses`: whether an address in a text may become a link.
    """

    most: int | None = None
    room: int = 0
    link: str = ""
    addresses: bool = False

    def text(self, foreign: str) -> str:
        return _inert(_cut(foreign), addresses=self.addresses)

    def code(self, foreign: str) -> str:
        line = _cut(foreign)
        fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
        pad = " " if line.startswith("`") or line.endswith("`") else ""
        return f"{fence}{pad}{line}{pad}{fence}"

    def short(self, most: int) -> Ink:
        return replace(self, most=min(most, self.most or most))

    def redline(self, name: str, about: str, found: Sequence[Passage]) -> Iterator[str]:
        """Folded; what goes beyond the room is cut."""
        title = f"<b>{_in_html(_cut(name))}</b>, {about}"
        written = [_passage(passage) for passage in found]
        fit = sum(total <= self.room for total in accumulate(map(len, written)))
        cut = len(written) - fit
        if cut:
            more = "this redline is too long to be shown here" if not fit else phrases.plural(cut, "more passage")
            written[fit:] = [f"> *… {more}{f'; [read it in full]({self.link})' if self.link else ''}*"]
        yield f"<details>\n<summary>{title}</summary>\n\n" + "\n>\n".join(written) + "\n\n</details>"


_TAGS = {" ": ("", ""), "+": ("<ins>", "</ins>"), "-": ("<del>", "</del>")}


def _passage(passage: Passage) -> str:
    if passage.kind == "gap":
        return "> …"
    parts = []
    for run in passage.runs:
        lead, trail = _ends(run.text)
        before, after = _TAGS[run.sign]
        text = _line(run.text)
        parts.append(f"{lead}{before}{_inert(text)}{after}{trail}" if text else lead)
    line = "".join(parts).strip()
    return f"> **{line}**" if passage.kind == "heading" else f"> {line}"


def _inert(line: str, *, addresses: bool = False) -> str:
    """A line of any length as Markdown that GitHub shows as exactly that line."""
    return _in_html(_MARKUP.sub(_escaped, line), addresses=addresses)


def _in_html(line: str, *, addresses: bool = False) -> str:
    """A line as HTML of GitHub, where mentions, references, addresses and mathematics are looked for too."""
    safe = _REFERENCE.sub(_broken, line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    safe = safe if addresses else _ADDRESS.sub(_broken, safe)
    return safe.replace("$", "<span>$</span>")


def _broken(found: re.Match[str]) -> str:
    return found[0] + _BREAK


def _escaped(found: re.Match[str]) -> str:
    sign = found[0]
    return f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else f"\\{sign}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """Markdown that is read as it is written: nothing folded, nothing cut, deletions `[-so-]`, insertions `{+so+}`."""

    most: int | None = None

    def text(self, foreign: str) -> str:
        return _cut(foreign)

    def code(self, foreign: str) -> str:
        return f"`{_cut(foreign)}`"

    def short(self, most: int) -> Ink:  # noqa: ARG002 — nothing is cut
        return self

    def redline(self, name: str, about: str, found: Sequence[Passage]) -> Iterator[str]:
        yield f"**{_cut(name)}**, {about}:"
        yield "\n".join(f"> {_line(redline.line(passage))}" for passage in found)


def _ends(text: str) -> tuple[str, str]:
    """The white space at both ends of a text, as one space each."""
    return " " * text[:1].isspace(), " " * text[-1:].isspace()


def _line(foreign: str) -> str:
    """A text on one line, without signs that steer."""
    return " ".join(_CONTROL.sub(" ", foreign).split())


def _cut(foreign: str) -> str:
    """A name, a title or a message on one line; too long a one is cut."""
    line = _line(foreign)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


def fact(ink: Ink, sentence: str) -> str:
    """A sentence that is Markdown of a page: only its words are taken."""
    html = render(sentence, source="", page="", site=ANYWHERE).html
    return ink.text(str(lxml_html.fragment_fromstring(html, create_parent="div").text_content()))


def message(ink: Ink, written: str) -> str:
    """A message of a problem; what stands between backticks in it is code."""
    parts = _cut(written).split("`")
    if len(parts) % 2 == 0:
        return ink.text(written)
    return "".join(
        (ink.code(part) if part else "") if place % 2 else _kept(ink, part) for place, part in enumerate(parts)
    )


def _kept(ink: Ink, part: str) -> str:
    """A part of a line with the white space at its ends."""
    lead, trail = _ends(part)
    return f"{lead}{ink.text(part)}{trail}" if part.strip() else lead
