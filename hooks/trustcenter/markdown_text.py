"""Putting data into Markdown so that it stays data: escapes, cells, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ALWAYS = re.compile(r"[\\`*\[\]{]")
_EDGE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINE_START = re.compile(r"^(?:([-+#=~:>])|([0-9]+)([.)]))(?=\s|$|#)")


def escape(text: str) -> str:
    """`text` as Markdown that renders as exactly that text, on one line."""
    line = " ".join(text.split())
    line = _ALWAYS.sub(lambda sign: "\\" + sign[0], line)
    line = _EDGE_UNDERSCORE.sub(r"\\_", line)
    line = re.sub(r"&(?=#?\w+;)", "&amp;", line).replace("<", "&lt;")
    return _LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def cell(markdown: str) -> str:
    """Markdown for one table cell: a pipe would end the cell."""
    return " ".join(markdown.split()).replace("|", "\\|") or "—"


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
    return re.sub(r"[()<>\\]", lambda sign: f"%{ord(sign[0]):02X}", address)
