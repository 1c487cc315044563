"""Finds links that do not lead where their readers think, and lists where the links of a text lead.

`unseen.unseen` calls `deceptive`, which yields (offset, what, hint) for targets that a page would drop (`javascript:`,
`data:`, `http:`) and for texts that name another site than the one they lead to.  The section "what you sign" calls
`targets`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

ALLOWED = ("https", "mailto", "tel")
"""The schemes that a page keeps; whatever has none leads to a page or an anchor of this site."""
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_INLINE = re.compile(r"\[([^\[\]\n]{0,500})\]\(\s{0,20}(<[^<>\n]{0,2000}>|[^\s()<>]{0,2000})")
_DEFINED = re.compile(r"(?m)^ {0,3}\[[^\[\]\n]{1,500}\]:[ \t]{0,20}\n?[ \t]{0,20}(<[^<>\n]{0,2000}>|\S{1,2000})")
_HREF = re.compile(r"(?i)\shref\s{0,20}=\s{0,20}(\"[^\"\n]{0,2000}\"|'[^'\n]{0,2000}'|[^\s\"'=<>`]{1,2000})")
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000})>")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SITE_NAME = re.compile(r"(?:https?://)?((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?:[/?#:]\S*)?")


def targets(text: str) -> Iterator[tuple[int, str]]:
    """(offset, target) of every link in the source of a text, as a browser would read the target."""
    for _, at, target in _links(text):
        yield at, target


def deceptive(text: str) -> Iterator[tuple[int, str, str]]:
    """Links whose target a page drops, and links whose text names another site."""
    for shown, at, target in _links(text):
        scheme = _SCHEME.match(target)
        if scheme and scheme[1].lower() not in ALLOWED:
            hint = "write https" if scheme[1].lower() == "http" else "lead to https, mailto, tel or a page of this site"
            yield at, f"the page drops a link to `{scheme[1].lower()}:`, and its readers do not see where it led", hint
        elif target.startswith(("//", "\\", "/\\")):
            yield at, "the page drops a link that begins with two slashes", "write https:// before it"
        elif (named := _SITE_NAME.fullmatch(shown.strip())) and _is_other(named[1], target):
            leads = (urlsplit(target).hostname or "")[:80]
            yield at, f"the text of the link names {named[1]}, and it leads to {leads}", "let both name the same site"


def _links(text: str) -> Iterator[tuple[str, int, str]]:
    """(text, offset of the target, target) of every link in a text."""
    for match in _INLINE.finditer(text) if "](" in text else ():
        yield match[1], match.start(2), _read(match[2])
    for match in _DEFINED.finditer(text) if "]:" in text else ():
        yield "", match.start(1), _read(match[1])
    for match in _HREF.finditer(text) if "<" in text else ():
        yield "", match.start(1), _read(match[1].strip("\"'"))
    for match in _AUTOLINK.finditer(text) if "<" in text else ():
        yield "", match.start(1), _read(match[1])


def _read(target: str) -> str:
    """A target without brackets, escapes, entities and the control characters that browsers leave out."""
    plain = unescape(_ESCAPED.sub(r"\1", target.removeprefix("<").removesuffix(">")))
    return re.sub(r"[\x00-\x20]", "", plain)


def _is_other(named: str, target: str) -> bool:
    """Whether a target is a site whose name neither is nor belongs to the one that is named, nor the reverse."""
    try:
        host = (urlsplit(target).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return True
    name = named.lower().removeprefix("www.")
    related = host == name or host.endswith(f".{name}") or name.endswith(f".{host}")
    return target.lower().startswith("https:") and not related
