"""Makes the footer of printed pages: which version of which policy, or the day of the site, and the page number.

The page modules put the `<style>` element that `version_foot` or `print_foot` returns into `Page.head`; it uses page-
margin boxes (CSS Paged Media).
"""

from __future__ import annotations

import re

from trustcenter.model.versions import Version
from trustcenter.reading.translations import Texts


def version_foot(version: Version, t: Texts, *, withdrawn: bool = False) -> str:
    """The footer for a page that shows the text of a version."""
    named = {"policy": version.title, "number": version.number}
    if withdrawn:
        return print_foot(t.plain("version.printed_withdrawn", **named))
    return print_foot(t.plain("version.printed", day=t.day(version.effective), **named))


def print_foot(line: str) -> str:
    """A `<style>` element that prints `line` and the page number in the bottom margin of every sheet."""
    font = "font:8pt sans-serif"
    pages = f'@bottom-right{{{font};content:counter(page) " / " counter(pages)}}'
    boxes = f'@bottom-left{{{font};content:"{_css(line)}"}}{pages}'
    return f"<style>@media print{{@page{{margin:18mm 16mm 20mm;{boxes}}}}}</style>"


def _css(text: str) -> str:
    """Text for a CSS string: all but letters, digits and a few signs as code points.

    The space after a code point ends it and is not shown (CSS Syntax Level 3, 4.3.7).
    """
    return re.sub(r"[^A-Za-z0-9 ,.-]", lambda sign: f"\\{ord(sign[0]):x} ", text)
