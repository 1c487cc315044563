"""A saved web page to Markdown: the text of its main part, without what surrounds it on a site.

nh3 takes away what can act, lxml finds the main part, markdownify writes the Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import nh3
from lxml import etree
from lxml import html as lxml_html
from markdown.extensions.toc import slugify
from markdownify import MarkdownConverter

from trustcenter.importing import visual_headings
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.plain_text import literal

DEEPEST = 200
"""So deep may elements stand in each other."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>]*?(/?))>")
_BUTTON_IN_HEADING = re.compile(
    r"(<h[1-6][^<>]{0,200}>\s{0,20})<button[^<>]{0,300}>(.{0,200}?)</button>", re.IGNORECASE | re.DOTALL
)
_UNCOUNTED = frozenset(
    "area base br col embed hr img input link meta source track wbr p li td tr th dt dd option tbody"
    " thead tfoot".split()
)
_KEPT = set(
    "a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li main article section"
    " ol p pre  q s small span strong sub sup table tbody td tfoot th thead tr u ul var".split()
)
_AROUND = set(
    "script style noscript template iframe object svg math nav footer form button select dialog head title".split()
)


def to_markdown(name: str, text: str) -> tuple[str, str]:
    """The title a page gives itself, and the Markdown of its main part."""
    _refuse_deep(name, text)
    try:
        title = re.search(r"<title[^>]*>([^<]{1,300})", text, re.IGNORECASE)
        root = lxml_html.document_fromstring(f"<div>{_cleaned(text)}</div>")
        main = _main(root)
        visual_headings.restore(main)
        _links(main)
        writer = _Writer(heading_style="ATX", bullets="-", newline_style="SPACES")
        markdown: str = writer.convert(lxml_html.tostring(main, encoding="unicode"))
    except (RecursionError, etree.ParserError):
        raise NotImported(f"{name}: this HTML cannot be read; save the text of the page as .txt") from None
    if not re.search(r"\w", markdown):
        raise NotImported(f"{name}: there is no text in this page; it may be made by a script: save it as .txt")
    said = " ".join(unescape(title[1]).split()) if title else ""
    return said, re.sub(r"[ \t]+$", lambda end: "  " if end[0].startswith("  ") else "", markdown, flags=re.MULTILINE)


def _refuse_deep(name: str, text: str) -> None:
    depth = deepest = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _UNCOUNTED and not match[3]:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            deepest = max(deepest, depth)
    if deepest > DEEPEST:
        message = (
            f"elements stand {deepest} deep in each other; {DEEPEST} is the limit: save the text of the page as .txt"
        )
        raise NotImported(f"{name}: {message}")


_GAP = re.compile(r"<([^\W\d_][\w.,-]*(?: [\w.,-]+){0,7})>")
_ELEMENTS = _KEPT | _AROUND | _UNCOUNTED | set(
    "html body address aside audio bdi bdo big canvas center cite data datalist details dfn figcaption figure fieldset"
    " font frame frameset header hgroup kbd label legend map mark menu meter optgroup output param picture progress rp"
    " rt ruby samp search slot strike summary textarea time tt u video acronym applet dir g path rect circle line use"
    " defs image text polygon marquee nobr".split()
)  # fmt: skip


def _with_gaps(text: str) -> str:
    """A page in which `<date>` and `<insert name>`, which are no elements, are words as a browser never shows them."""

    closed = {name.lower() for name in re.findall(r"</([^\s<>/]+)", text)}

    def shown(found: re.Match[str]) -> str:
        first, *others = found[1].lower().split()
        name = first.rstrip(".,")
        element = name in closed or "-" in name or (name in _ELEMENTS and len(others) < 2)
        return found[0] if element else f"&lt;{found[1]}&gt;"

    return _GAP.sub(shown, text)


def _cleaned(text: str) -> str:
    attributes = {
        "a": {"href", "id", "name"},
        "ol": {"start"},
        "*": {"id", "class"},
        "td": {"colspan"},
        "th": {"colspan"},
    }
    text = _with_gaps(_BUTTON_IN_HEADING.sub(r"\1\2", text))
    return nh3.clean(
        text, tags=_KEPT, attributes=attributes, url_schemes={"https", "http", "mailto", "tel"}, link_rel=None,
        strip_comments=True, clean_content_tags=_AROUND,
    )  # fmt: skip


def _main(root: Any) -> Any:
    """The largest `main` or `article`, if it holds most of the words; else the whole page."""
    parts = sorted(root.iter("main", "article"), key=lambda part: len(part.text_content()))
    whole = len(root.text_content())
    return parts[-1] if parts and len(parts[-1].text_content()) > whole * 0.4 else root


def _links(main: Any) -> None:
    """Links within the text lead to the anchors of its headings here; those to pages of the old site become words."""
    anchors = dict(_anchors(main))
    for link in list(main.iter("a")):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] in anchors:
            link.set("href", "#" + anchors[href[1:]])
        elif not re.match(r"(?:https?|mailto|tel):", href):
            link.drop_tag()


def _anchors(main: Any) -> Iterator[tuple[str, str]]:
    """Each id on or in a heading, and the anchor that the heading gets here."""
    for head in main.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        slug = slugify(head.text_content(), "-")
        yield from ((found, slug) for found in (*head.xpath("@id"), *head.xpath(".//@id"), *head.xpath(".//@name")))


class _Writer(MarkdownConverter):
    """Markdown in which everything that the page meant literally is escaped as our Markdown reads it."""

    def escape(self, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 — the base class calls it so
        words = literal(text)
        before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() and words else "")
        return f"{before}{words}{after}"

    def convert_li(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 — as above
        """An item, what stands in it set in by four: so much our Markdown needs for a list in a list."""
        words = re.sub(r"\n(?=[^\n])", "\n    ", text.strip())
        ordered = el.parent is not None and el.parent.name == "ol"
        start = str(el.parent.get("start") or "1") if ordered else ""
        mark = f"{int(start if start.isdecimal() else 1) + len(el.find_previous_siblings('li'))}." if ordered else "-"
        return f"{mark} {words}\n" if words else "\n"
