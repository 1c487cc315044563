"""Putting data into Markdown so that it stays data: escapes, cells, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ALWAYS = re.compile(r"[\\`*\[\]{|]|#(?=#*$)")
_EDGE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
# Of these signs Markdown lets a backslash escape only some; the others are written as character references.
_LINE_START = re.compile(r"^(?:([#>]|[-+](?=[-\s]|$))|([:=~](?=[-:=~\s]|$))|([0-9]+)([.)])(?=\s|$))")


def escape(text: str) -> str:
    """`text` as Markdown that renders as exactly that text, on one line."""
    line = " ".join(text.split())
    line = re.sub(r"&(?=#?\w+;)", "&amp;", line).replace("<", "&lt;")
    line = _ALWAYS.sub(lambda sign: "\\" + sign[0], line)
    line = _EDGE_UNDERSCORE.sub(r"\\_", line)
    return _LINE_START.sub(_escaped_start, line)


def _escaped_start(found: re.Match[str]) -> str:
    sign, unescapable, number, dot = found.groups()
    return f"\\{sign}" if sign else f"&#{ord(unescapable)};" if unescapable else f"{number}\\{dot}"


def cell(markdown: str) -> str:
    """Markdown for one table cell: a pipe that is not escaped yet would end the cell."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", " ".join(markdown.split())) or "—"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; cells are Markdown already."""
    lines = [
        "| " + " | ".join(cell(word) if word else " " for word in head) + " |",
        "| " + " | ".join("---" for _ in head) + " |",
    ]
    lines += ["| " + " | ".join(cell(word) for word in row) + " |" for row in rows]
    return "\n".join(lines)


def link(text: str) -> str:
    """An e-mail address, telephone number or https address as a Markdown link to itself."""
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
