"""Reads an HTML file: a saved page, an export of Word, Google Docs or Notion, or what mammoth makes of .docx.

`formats.read` and `word_file` call `read_html` and get an `ImportedText`.  The order: parse, undo what the authoring
program did (`authoring_tools`), take away what is no part of the text (`page_furniture`), bring the blocks into a
shape that Markdown can hold (`html_blocks`), write Markdown (markdownify).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from markdownify import MarkdownConverter

from trustcenter.importing.formats import authoring_tools, html_blocks, page_furniture
from trustcenter.importing.formats.imported_text import Dropped, ImportedText
from trustcenter.importing.formats.markdown_text import literal, tidy
from trustcenter.importing.input_file import NotImported
from trustcenter.markdown.html_tree import block_text, words

DEEPEST = 200
"""So deep may elements stand in each other."""
_NEVER_SHOWN = (
    "script style noscript template head title iframe object svg math meta link base audio video canvas map progress"
    " datalist param source"
).split()
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read_html(name: str, text: str) -> ImportedText:
    """The text of a page.  Raises NotImported where there is none."""
    root = _parsed(name, text)
    styles = "\n".join(words(style) for style in root.iter("style"))
    page_title = next((" ".join(words(title).split()) for title in root.iter("title")), "")
    body = _shown(root)
    problems = authoring_tools.undo(body, styles)
    source = block_text(body)
    dropped = [*page_furniture.take_away(body), *html_blocks.arrange(body), *_settle_links(body)]
    markdown = _written(body)
    if not re.search(r"\w", markdown):
        raise NotImported(f"{name}: there is no text in this page; it may be made by a script: save it as .txt")
    tidied = tidy(markdown)
    title = tidied.title or page_title
    return ImportedText(title, tidied.body, source, tuple(dropped), tuple(problems))


def _parsed(name: str, text: str) -> Any:
    try:
        root = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=True, encoding="utf-8"))
    except etree.ParserError:
        raise NotImported(f"{name}: there is no text in this page: save it as .txt") from None
    except ValueError:  # a declaration of its encoding, which a decoded text must not have
        root = lxml_html.document_fromstring(
            text.encode(), parser=lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")
        )
    deepest, depth = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise NotImported(
            f"{name}: elements stand {deepest} deep in each other; {DEEPEST} is the limit: save the text of the "
            f"page as .txt"
        )
    return root


def _shown(root: Any) -> Any:
    """The body without what a browser never shows."""
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    body = root if root.tag == "body" else next(root.iter("body"), root)
    etree.strip_elements(body, *_NEVER_SHOWN, with_tail=False)
    for line_break in body.iter("br"):
        line_break.text, line_break.tail = None, (line_break.tail or "").lstrip(" \t\n")
    return body


# Links --------------------------------------------------------------------------------------------------------------


def _settle_links(body: Any) -> list[Dropped]:
    """Links within the text lead to the anchors of its headings here; what leads nowhere becomes words and is listed.

    Relative links stay: the review resolves those to other policies (`sister_policies`).
    """
    anchors = _anchors(body)
    dropped = []
    for link in list(body.iter("a")):
        href = (link.get("href") or "").strip()
        if href.startswith("#") and href[1:] in anchors:
            link.set("href", "#" + anchors[href[1:]])
        elif (
            href.startswith(("#", "javascript:", "file:", "data:"))
            or not href
            or re.match(r"[a-z]+:(?<!https:)(?<!http:)(?<!mailto:)(?<!tel:)", href)
        ):
            if len(href) > 1 and words(link).strip():
                dropped.append(Dropped("link", "", f"`{' '.join(words(link).split())}` led to {href[:200]}"))
            link.drop_tag()
        else:
            link.set("href", re.sub(r"[\s<>()]", lambda sign: f"%{ord(sign[0]):02X}", href))
            link.attrib.pop("title", None)
    return dropped


def _anchors(body: Any) -> Mapping[str, str]:
    """Each id or name on, in or right before a heading, and the anchor that the heading gets here."""
    anchors: dict[str, str] = {}
    waiting: list[str] = []
    seen: dict[str, int] = {}
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        names = [name for name in (element.get("id"), element.get("name")) if name]
        if element.tag in _HEADINGS:
            slug = re.sub(
                r"\s", "-", re.sub(r"[^\w\s-]", "", " ".join(words(element).split()).lower())
            )  # as GitHub does
            count = seen.get(slug, 0)
            seen[slug] = count + 1
            slug = f"{slug}-{count}" if count else slug
            inner = [name for one in element.iter() for name in (one.get("id"), one.get("name")) if name]
            anchors |= dict.fromkeys((*waiting, *names, *inner), slug)
            waiting = []
        elif names:
            waiting += names
        if (element.text or "").strip() and element.tag not in _HEADINGS:
            waiting = names if element.tag in ("section", "div") else []
    return anchors


# Markdown -----------------------------------------------------------------------------------------------------------


def _written(body: Any) -> str:
    body.tag = "div"
    html = lxml_html.tostring(body, encoding="unicode")
    writer = _Writer(heading_style="ATX", bullets="-", newline_style="SPACES", autolinks=False)
    try:
        markdown: str = writer.convert(html)
    except RecursionError:
        raise NotImported("this HTML cannot be read; save the text of the page as .txt") from None
    markdown = markdown.replace("\xa0", " ")
    return re.sub(r"[ \t]+$", lambda end: "  " if end[0].startswith("  ") else "", markdown, flags=re.MULTILINE)


class _Writer(MarkdownConverter):
    """GitHub Flavored Markdown in which all that the page meant literally is escaped."""

    def escape(self, text: str, parent_tags: Collection[str]) -> str:
        """Words as they are to be shown; within a line no mark of a line start can be meant."""
        shown = literal(text.strip())
        if {"h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "a", "strong", "em"} & set(parent_tags):
            shown = re.sub(r"\A(\d+)\\([.)])", r"\1\2", shown)
        before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() and shown else "")
        return f"{before}{shown}{after}"

    def convert_li(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 — the base class calls it so
        """An item, what stands in it set in by four, or by more where its number is long."""
        mark = "-"
        if el.parent is not None and el.parent.name == "ol":
            start = str(el.parent.get("start") or "1")
            number = (int(start) if start.isdecimal() else 1) + len(el.find_previous_siblings("li"))
            mark = f"{number}."
        inset = " " * max(4, len(mark) + 1)
        body = re.sub(r"\n(?=[^\n])", f"\n{inset}", text.strip())
        return f"{mark} {body}\n" if body else "\n"

    def convert_br(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 — as above
        """A line break; in a cell the only one that its table can hold."""
        if {"td", "th"} & set(parent_tags):
            return "<br>"
        return " " if "_inline" in parent_tags else "  \n"

    def convert_tr(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 — as above
        """A row; the first one of a table is its head (`html_blocks` sees to that)."""
        line = f"|{text}\n"
        if el.find_previous("tr") is None or el.find_parent("table") is not el.find_previous("tr").find_parent("table"):
            line += "|" + " --- |" * len(el.find_all(["td", "th"], recursive=False)) + "\n"
        return line

    def convert_td(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 — as above
        return " " + " ".join(text.split()) + " |"

    convert_th = convert_td
