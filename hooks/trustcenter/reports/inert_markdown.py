"""Escapes untrusted text for Markdown, so that GitHub shows it as plain text.

Policies, facts and file names are written by anybody who opens a pull request. `review_comment` writes every such text
with a `Writer` (`GitHub` for comments, `Plain` for terminals and files): no markup, mention, issue reference, automatic
link or bidirectional control character gets through.
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

CHARACTERS_SHOWN = 600
"""The most characters of one title, message or name that are shown."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]+")
_MARKUP = re.compile(r"[\\`*_\[\]|~]|^(?:[-+=#](?=[\s#=-]|$)|[0-9]+[.)](?=\s|$))")
_BREAK = "&#8203;"  # a space without width: nothing to see, and not the word that GitHub looks for
_REFERENCE = re.compile(r"(?<![a-z0-9])@(?=\\?\w)|#(?=[0-9])|(?<=\bgh-)(?=[0-9])|:(?=(?:\\?[\w+-])+:)", re.IGNORECASE)
_ADDRESS = re.compile(r"@(?=\\?\w)|:(?=//)|(?<=\bwww)(?=\.)|(?<=\bmailto):|(?<=\bxmpp):", re.IGNORECASE)


class Writer(Protocol):
    """Writes untrusted text for one medium; at most `most` items of a list are shown (None: all)."""

    @property
    def most(self) -> int | None: ...
    def text(self, foreign: str) -> str: ...
    def code(self, foreign: str) -> str: ...
    def short(self, most: int) -> Writer: ...
    def redline(self, name: str, about: str, passages: Sequence[Passage]) -> Iterator[str]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class GitHub:
    """Markdown for a GitHub comment.

    `room` is the number of characters shown of each redline, `link` leads to the rest; with `addresses`, an address in
    a text may become a link.
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

    def short(self, most: int) -> Writer:
        return replace(self, most=min(most, self.most or most))

    def redline(self, name: str, about: str, passages: Sequence[Passage]) -> Iterator[str]:
        """The redline in a collapsed block; passages beyond the room are replaced by their number."""
        title = f"<b>{_in_html(_cut(name))}</b>, {about}"
        written = [_passage(passage) for passage in passages]
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
    """A line as Markdown that GitHub shows as exactly this line."""
    return _in_html(_MARKUP.sub(_escaped, line), addresses=addresses)


def _in_html(line: str, *, addresses: bool = False) -> str:
    """A line as HTML for GitHub, which looks for mentions, references, addresses and mathematics in HTML too."""
    safe = _REFERENCE.sub(_broken, line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    safe = safe if addresses else _ADDRESS.sub(_broken, safe)
    return safe.replace("$", "<span>$</span>")


def _broken(match: re.Match[str]) -> str:
    return match[0] + _BREAK


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    return f"{sign[:-1]}\\{sign[-1]}" if sign[0].isdigit() else f"\\{sign}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plain:
    """Markdown to be read as text: nothing collapsed or cut, deletions as `[-…-]`, insertions as `{+…+}`."""

    most: int | None = None

    def text(self, foreign: str) -> str:
        return _as_text(_cut(foreign))

    def code(self, foreign: str) -> str:
        return GitHub().code(foreign)

    def short(self, most: int) -> Writer:  # noqa: ARG002 — nothing is cut
        return self

    def redline(self, name: str, about: str, passages: Sequence[Passage]) -> Iterator[str]:
        yield f"**{self.text(name)}**, {about}:"
        yield "\n".join(f"> {_as_text(_line(redline.line(passage)))}" for passage in passages)


def _as_text(line: str) -> str:
    """A line in which nothing is HTML, a link or a picture, and which can be read as it is otherwise."""
    safe = re.sub(r"&(?=#?\w+;)", "&amp;", line).replace("<", "&lt;").replace("`", "\\`")
    return re.sub(r"(?<=\])(?=[(\[])|(?<=!)(?=\[)", r"\\", safe)


def _ends(text: str) -> tuple[str, str]:
    """The white space at both ends of a text, each reduced to one space or none."""
    return " " * text[:1].isspace(), " " * text[-1:].isspace()


def _line(foreign: str) -> str:
    """A text on one line without control characters."""
    return " ".join(_CONTROL.sub(" ", foreign).split())


def _cut(foreign: str) -> str:
    """A name, title or message on one line, cut at `CHARACTERS_SHOWN`."""
    line = _line(foreign)
    return line if len(line) <= CHARACTERS_SHOWN else f"{line[:CHARACTERS_SHOWN]} …"


def fact(writer: Writer, sentence: str) -> str:
    """A changelog sentence, which is Markdown, as text without its markup."""
    html = render(sentence, source="", page="", site=ANYWHERE).html
    return writer.text(str(lxml_html.fragment_fromstring(html, create_parent="div").text_content()))


def message(writer: Writer, written: str) -> str:
    """The message of a problem; text between backticks is written as code."""
    parts = _cut(written).split("`")
    if len(parts) % 2 == 0:
        return writer.text(written)
    return "".join(
        (writer.code(part) if part else "") if place % 2 else _with_ends(writer, part)
        for place, part in enumerate(parts)
    )


def _with_ends(writer: Writer, part: str) -> str:
    """A part of a line with the white space at its ends."""
    lead, trail = _ends(part)
    return f"{lead}{writer.text(part)}{trail}" if part.strip() else lead
