"""Parses a fragment of HTML into an lxml tree and serializes it again.

The redline (`comparing.redline`) and `to_html` edit pages this way.  Trees are plain lxml elements.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from lxml import etree

_PARSER = etree.HTMLParser()


def parsed(html: str) -> Any:
    """Parse well-formed HTML; returns a `div` element with that content.

    Elements are those of lxml.etree, which are several times as fast as those of lxml.html.
    """
    document: Any = etree.fromstring(f"<html><body><div>{html}</div></body></html>", _PARSER)
    return document[0][0]


def written(root: Any) -> str:
    """The inner HTML of an element."""
    parts = [etree.tostring(child, encoding="unicode", method="html") for child in root]
    return escape(root.text or "", quote=False) + "".join(parts)


def words(element: Any) -> str:
    """The text of an element and everything in it, without markup."""
    return "".join(element.itertext())


_BLOCKS = frozenset(
    "p div section article main header footer li ul ol dl dt dd h1 h2 h3 h4 h5 h6 table thead tbody tfoot tr "
    "td th caption br hr"
    " blockquote pre details summary figure figcaption option button form fieldset nav aside address".split()
)


def block_text(root: Any) -> str:
    """The text of a tree; blocks and line breaks part words, inline elements do not."""
    parts: list[str] = []
    for event, element in _walked(root):
        block = element.tag in _BLOCKS
        if event == "start":
            parts += ["\n"] * block + [element.text or ""]
        else:
            parts += ["\n"] * block + [element.tail or ""]
    return "".join(parts)


def _walked(root: Any) -> Iterator[tuple[str, Any]]:
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if isinstance(element.tag, str) and not (event == "end" and element is root):
            yield event, element
