"""Makes the footer of printed pages: which version of which policy, or the day of the site, and the page number.

The page modules put the `<style>` element that `print_foot` returns into `Page.head` (for a version:
`version_print`); it uses page-margin boxes (CSS Paged Media).
"""

from __future__ import annotations

import re


def print_foot(*lines: str) -> str:
    """A `<style>` element that prints some lines and the page number in the bottom margin of every sheet."""
    content = "\\a ".join(map(_css, lines))
    font = "font:7.5pt/1.35 sans-serif"
    pages = f'@bottom-right{{{font};vertical-align:top;padding-top:4mm;content:counter(page) " / " counter(pages)}}'
    boxes = f'@bottom-left{{{font};vertical-align:top;padding-top:4mm;white-space:pre-line;content:"{content}"}}{pages}'
    bottom = 20 + 4 * max(len(lines) - 2, 0)
    return f"<style>@media print{{@page{{margin:18mm 16mm {bottom}mm;{boxes}}}}}</style>"


def _css(text: str) -> str:
    """Text for a CSS string: all but letters, digits and a few signs as code points.

    The space after a code point ends it and is not shown (CSS Syntax Level 3, 4.3.7).
    """
    return re.sub(r"[^A-Za-z0-9 ,.-]", lambda sign: f"\\{ord(sign[0]):x} ", text)
