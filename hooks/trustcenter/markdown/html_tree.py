"""Parses a fragment of HTML into an lxml tree and serializes it again.

The redline (`comparing.redline`) and `to_html` edit pages this way.  Trees are plain lxml elements.
"""

from __future__ import annotations

from html import escape
from typing import Any

from lxml import etree


def parsed(html: str) -> Any:
    """Parse well-formed HTML; returns a `div` element with that content.

    Elements are those of lxml.etree, which are several times as fast as those of lxml.html.
    """
    document: Any = etree.fromstring(f"<html><body><div>{html}</div></body></html>", etree.HTMLParser())
    return document[0][0]


def written(root: Any) -> str:
    """The inner HTML of an element."""
    parts = [etree.tostring(child, encoding="unicode", method="html") for child in root]
    return escape(root.text or "", quote=False) + "".join(parts)


def words(element: Any) -> str:
    """The text of an element and everything in it, without markup."""
    return "".join(element.itertext())
