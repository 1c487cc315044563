"""Pieces of HTML as trees, and back."""

from __future__ import annotations

from html import escape
from typing import Any

from lxml import etree


def parsed(html: str) -> Any:
    """Clean HTML as the content of one `div`; plain elements, which are several times as fast as those of lxml.html."""
    document: Any = etree.fromstring(f"<html><body><div>{html}</div></body></html>", etree.HTMLParser())
    return document[0][0]


def written(root: Any) -> str:
    """The HTML of what stands inside an element."""
    parts = [etree.tostring(child, encoding="unicode", method="html") for child in root]
    return escape(root.text or "", quote=False) + "".join(parts)


def words(element: Any) -> str:
    """All text of an element."""
    return "".join(element.itertext())
