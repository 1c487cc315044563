"""Writes plain data into Markdown: escaped text, table cells, whole tables and links.

`reading.fact_tables` and `publishing` call it for every value they print, so that a name such as `a*b` or `x | y` is
shown as it is and cannot change the markup.  Every function returns Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ALWAYS = re.compile(r"[\\`*\[\]{|~]|#(?=#*$)")
_EDGE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINE_START = re.compile(r"^(?:([#>]|[-+](?=[-\s]|$)|[:=](?=[-:=\s]|$))|([0-9]+)([.)])(?=\s|$))")
_ADDRESS = re.compile(r"(?:(?:https?|ftp|mailto|xmpp)(:)(?=\S)|www(\.))(?=\S*[^\sA-Za-z0-9/._?=%+,:@-])", re.IGNORECASE)
"""A bare address with a sign in it that is escaped: it must not become a link, which would show the escape."""


def escape(text: str) -> str:
    """Markdown that renders as exactly `text`, on one line: `a*b` → `a\\*b`; a bare address stays a link to itself."""
    line = " ".join(text.split())
    line = re.sub(r"&(?=#?\w+;)", "&amp;", line).replace("<", "&lt;")
    line = _ALWAYS.sub(lambda sign: "\\" + sign[0], line)
    line = _EDGE_UNDERSCORE.sub(r"\\_", line)
    line = _ADDRESS.sub(lambda match: match[0][:-1] + f"&#{ord(match[0][-1])};", line)
    return _LINE_START.sub(_escaped_start, line)


def _escaped_start(match: re.Match[str]) -> str:
    sign, number, dot = match.groups()
    return f"\\{sign}" if sign else f"{number}\\{dot}"


def cell(markdown: str) -> str:
    """`markdown` on one line with its pipes escaped, as the content of a table cell; `—` if it is empty."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", " ".join(markdown.split())) or "—"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table from its head and rows; cells are Markdown, not plain text."""
    lines = [
        "| " + " | ".join(cell(word) if word else " " for word in head) + " |",
        "| " + " | ".join("---" for _ in head) + " |",
    ]
    lines += ["| " + " | ".join(cell(word) for word in row) + " |" for row in rows]
    return "\n".join(lines)


def link(text: str) -> str:
    """An e-mail address, telephone number or https address as a Markdown link to itself; other text escaped."""
    if re.fullmatch(r"https://\S+", text):
        shown = text.removeprefix("https://").rstrip("/")
        return f"[{escape(shown)}]({_target(text)})"
    if re.fullmatch(r"\+[0-9]+", text):
        return f"[{text}](tel:{text})"
    if re.fullmatch(r"[^@\s]+@[^@\s]+", text):
        return f"[{escape(text)}](mailto:{_target(text)})"
    return escape(text)


def _target(address: str) -> str:
    encoded = re.sub(r"[()<>\[\]{}|\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
    return re.sub(r"&(?=#?\w+;)", "&amp;", encoded)
