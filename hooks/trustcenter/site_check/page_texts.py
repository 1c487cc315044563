"""Compares the pages of policies with the texts that the site serves beside them.

`check.altered_page` calls `differences`.  Pages are kept in a cache between builds; whatever put other words on a page
than its text has, a cache, a template or a hand, the page is found by rendering the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from trustcenter.markdown.html_tree import parsed
from trustcenter.markdown.to_html import ANYWHERE, render

_PAGE = re.compile(r"(policies/[^/]+(?:/\d{4}-\d\d-\d\d(?:-\d+)?)?)/index\.html")
_TITLE = re.compile(r"\A# [^\n]*\n")
_TITLE_AND_VERSION = re.compile(r"\A# [^\n]*\n(?:\n> [^\n]*\n)?")
"""The head of the text in effect: its title, and which version it is."""
_LEADS_ON = b'<meta http-equiv="refresh" content="0; url=../'
"""What the page at a former address has, which shows no text."""
_WORD = re.compile(r"\w+|[^\w\s]")
_ADDED = "descendant::*[contains(concat(' ', @class, ' '), ' tc-age ')]"
"""What a page adds to its text: since when a section stands so, and what it answers."""


def differences(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, int, str, str]]:
    """(page, text, line of the page, its words, the words of the text) of every page that says something else.

    Compares the pages of versions, and those of policies, with the `.md` of the same name, where the site has one.
    """
    for path in sorted(files):
        match = _PAGE.fullmatch(path)
        text = f"{match[1]}.md" if match else ""
        if text in files and _LEADS_ON not in files[path]:
            page, shown = _shown(files[path])
            head = _TITLE if text.count("/") == 2 else _TITLE_AND_VERSION
            written = _words(_rendered(head.sub("", files[text].decode("utf-8", "replace"))))
            same = next((at for at, (a, b) in enumerate(zip(shown, written, strict=False)) if a != b), None)
            if same is None and len(shown) != len(written):
                same = min(len(shown), len(written))
            if same is not None:
                yield path, text, page, _around(shown, same), _around(written, same)


def _shown(page: bytes) -> tuple[int, list[str]]:
    """The line at which the text of a page begins, and its words and addresses."""
    root: Any = etree.fromstring(page or b"<html></html>", etree.HTMLParser(encoding="utf-8", huge_tree=True))
    texts = root.xpath("//div[contains(concat(' ', @class, ' '), ' tc-text ')]")
    if not texts:
        return 1, []
    for added in texts[0].xpath(_ADDED):
        _drop(added)
    return texts[0].sourceline, _words(texts[0])


def _drop(element: Any) -> None:
    """Take an element out of its tree; what follows it stays."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _rendered(text: str) -> Any:
    return parsed(render(text, source="", page="", site=ANYWHERE).html)


def _words(element: Any) -> list[str]:
    """The words of a text in order, then the addresses outside of the site that its links lead to."""
    hrefs = (link.get("href") or "" for link in element.iter("a"))
    outside = [href for href in hrefs if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", href)]
    return [*_WORD.findall("".join(element.itertext())), *outside]


def _around(words: list[str], at: int) -> str:
    return " ".join(words[max(0, at - 3) : at + 2]) or "nothing"
