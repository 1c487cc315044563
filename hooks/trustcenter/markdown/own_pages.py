"""Limits of the company's own pages, which MkDocs renders by Python-Markdown and not we by cmark.

`reading.center` calls `excess`; a page within the limits is rendered in seconds.  Python-Markdown reads on to the end
of a block from everything in it that is opened and not closed, so it is their product that is limited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.markdown.gfm import Excess

LONGEST = 250_000
"""The most characters of a page; the longest page of the manual has 65,000."""
MOST_WORK = 5_000_000
"""The most characters that are read again for what is opened and not closed: some three seconds."""
MOST_FENCES = 2_000
_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_OPENED = re.compile(r"(?m)\[(?=[^\[\]]*+(?:\[|\Z))|<(?=[^<>]*+(?:<|\Z))|^ {0,3}(?:=++|-++|\*\*\*++|___++)[ \t]*$")
"""A bracket that another one or the end follows before it is closed, and a line that makes a heading or a rule."""
_FENCE = re.compile(r"(?m)^[ \t>]*(?:```|~~~)")


def excess(page: str) -> Excess | None:
    """The limit that a page goes beyond, if any."""
    if len(page) > LONGEST:
        return Excess(LONGEST, f"the page has {len(page):,} characters", f"at most {LONGEST:,}")
    if (fences := len(_FENCE.findall(page))) > MOST_FENCES:
        return Excess(page.find("\n```") + 1, f"the page has {fences:,} fences of code", f"at most {MOST_FENCES:,}")
    work = 0
    for offset, block in _blocks(page):
        opened = len(_OPENED.findall(block))
        work += opened * len(block)
        if work > MOST_WORK:
            return Excess(offset, f"{opened:,} brackets, rules and headings of this part are not closed", "close them")
    return None


def _blocks(page: str) -> Iterator[tuple[int, str]]:
    """The parts of a page between its empty lines, and where each begins."""
    for match in _BLOCK.finditer(page):
        yield match.start(), match[0]
