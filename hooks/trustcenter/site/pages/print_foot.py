"""The line at the foot of every printed page: which policy, which version, effective when; or as of which day."""

from __future__ import annotations

import re

from trustcenter.model.versions import Version
from trustcenter.reading.translations import Texts


def version_foot(version: Version, t: Texts, *, withdrawn: bool = False) -> str:
    """The foot of a page that shows the text of a version."""
    named = {"policy": version.title, "number": version.number}
    if withdrawn:
        return print_foot(t.plain("version.printed_withdrawn", **named))
    return print_foot(t.plain("version.printed", day=t.day(version.effective), **named))


def print_foot(line: str) -> str:
    """A style element that puts a line into the margin of each printed page, with the number of the page."""
    font = "font:8pt sans-serif"
    pages = f'@bottom-right{{{font};content:counter(page) " / " counter(pages)}}'
    boxes = f'@bottom-left{{{font};content:"{_css(line)}"}}{pages}'
    return f"<style>@media print{{@page{{margin:18mm 16mm 20mm;{boxes}}}}}</style>"


def _css(text: str) -> str:
    """Text for a CSS string: everything but plain letters, digits and a few signs as its code point.

    The space behind a code point ends it and is not shown (CSS Syntax, 4.3.7).
    """
    return re.sub(r"[^A-Za-z0-9 ,.-]", lambda sign: f"\\{ord(sign[0]):x} ", text)
