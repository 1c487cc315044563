"""Labels the cells of tables with the headings of their columns, so that a narrow screen can show a row as a card.

`site.pages.view` calls `labelled` with the HTML of a finished page and gets it back with `data-label` on the cells of
each table that is too wide for a phone; the style sheet shows it below 720 pixels.
"""

from __future__ import annotations

import re

_TABLE = '<table class="tc-table">'
_PART = re.compile(
    rf"{_TABLE}(?:\s*(?P<head><thead>.*?</thead>))?|(?P<end></table>)|(?P<row><tr\b)|<(?P<tag>t[dh])\b(?P<rest>[^>]*)>",
    re.DOTALL,
)
_HEADING = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_MARKED = re.compile(r"<(?:ins|del)\b")
_TAG = re.compile(r"<[^>]*>")
FROM = 3
"""From how many columns on a table is labelled."""
Labels = tuple[str, ...]


def labelled(html: str) -> str:
    """The HTML with the labels.

    Tables with two columns stay as they are, and those of a redline whose headings changed.
    """
    return _PART.sub(_Labelling(), html) if _TABLE in html else html


class _Labelling:
    """Where the walk through the HTML stands: the labels of the open tables, outermost first, and the column."""

    def __init__(self) -> None:
        self.open: list[Labels] = []
        self.column = 0

    def __call__(self, part: re.Match[str]) -> str:
        if part["end"]:
            self.open[-1:] = []
        elif part["row"]:
            self.column = 0
        elif part["tag"]:
            return self._cell(part)
        else:
            self.open.append(self._labels(part["head"]))
            return part[0].replace("tc-table", "tc-table tc-labelled", 1) if self.open[-1] else part[0]
        return part[0]

    def _labels(self, head: str | None) -> Labels:
        """The headings of a table that begins; rows that are folded into a table of their own have the outer ones."""
        if head is None:
            return self.open[-1] if self.open else ()
        headings = _HEADING.findall(head)
        if len(headings) < FROM or _MARKED.search(head):
            return ()
        return tuple(_TAG.sub("", heading).strip().replace('"', "&quot;") for heading in headings)

    def _cell(self, cell: re.Match[str]) -> str:
        labels, column = self.open[-1] if self.open else (), self.column
        self.column += 1
        if "colspan" in cell["rest"] or not 0 < column < len(labels):
            return cell[0]
        return f'<{cell["tag"]}{cell["rest"]} data-label="{labels[column]}">'
