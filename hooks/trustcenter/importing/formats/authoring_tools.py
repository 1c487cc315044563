"""Undoes what Word, Google Docs and Notion write around and into the HTML of a text.

`html_page` and `word_file` call `undo`, which changes the lxml tree in place, before words are counted: bullets drawn
as letters become lists, classes that mean bold become `strong`, links through a redirect lead where they were meant
to.  It returns tracked changes that nobody accepted, as problems in words; what a reader sees and what is no part of
the text (comments, property sheets) is marked and left for `page_furniture`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from trustcenter.markdown.html_tree import words

DROP = "data-drop"
"""The attribute that names what kind of block an element is that does not belong to the text."""
_RULE = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*)\}")
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style:\s*italic", re.IGNORECASE)
_COUNTER = re.compile(
    r"lst-kix_(\w+-\d)\s*>\s*li:before\{content:\s*\"([^\"]*)\"\s*counter\([^,()]+,\s*([\w-]+)\)\s*\"([^\"]*)\""
)
_BULLETS = frozenset("·•o§▪■□◦–-*ØüvàqŸ\uf0b7\uf0a7\uf0d8\uf0fc")
LETTERED = {
    "lower-latin": "a",
    "lower-alpha": "a",
    "upper-latin": "A",
    "upper-alpha": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}


def undo(body: Any, styles: str) -> list[str]:
    """Bring the tree into plain HTML; tracked changes that nobody accepted are returned as problems."""
    _mark_comments(body)
    _mark_property_sheets(body)
    _mark_hidden(body)
    _titles(body)
    _word_lists(body)
    _google_lists(body, styles)
    _lettered_lists(body)
    _emphasis(body, styles)
    _redirects(body)
    return _tracked_changes(body)


# What is not the text -----------------------------------------------------------------------------------------------


def _mark_comments(body: Any) -> None:
    """Comments of Word (`msocomtxt`) and of Google Docs (`cmnt1`), and the marks in the text that lead to them."""
    for link in list(body.iter("a")):
        href, own = link.get("href") or "", link.get("id") or link.get("name") or ""
        if re.match(r"#cmnt\d|#_msocom_", href):
            around = link.getparent()
            alone = around.tag in ("sup", "span") and words(around).strip() == words(link).strip()
            (around if alone else link).set(DROP, "comment")
        elif re.match(r"cmnt\d", own) or re.match(r"#_msoanchor_", href):
            block = next((one for one in link.iterancestors("div", "p")), link)
            outer = block.getparent()
            (outer if outer is not None and outer.tag == "div" and len(outer) == 1 else block).set(DROP, "comment")
    for element in body.xpath(
        ".//*[contains(concat(' ', @class, ' '), ' msocomtxt ') or contains(concat(' ', @class, ' '), ' "
        "MsoCommentText ')]"
    ):
        element.set(DROP, "comment")


def _mark_property_sheets(body: Any) -> None:
    """The properties of a Notion page."""
    for table in body.xpath(".//table[contains(concat(' ', @class, ' '), ' properties ')]"):
        table.set(DROP, "property sheet")
    for icon in body.xpath(".//*[contains(@class, 'icon')]"):
        if not re.search(r"\w", words(icon)) and words(icon).strip():
            icon.set(DROP, "picture")
    for nav in body.xpath(".//*[contains(@class, 'table_of_contents')][self::nav or self::ul or self::div]"):
        nav.set(DROP, "contents")
    for element in body.xpath(".//p[starts-with(@class, 'MsoToc')] | .//*[@role='doc-toc']"):
        element.set(DROP, "contents")


def _mark_hidden(body: Any) -> None:
    for element in body.xpath(
        ".//*[@hidden or contains(translate(@style, ' ', ''), 'display:none') or contains(translate(@style, ' "
        "', ''), 'mso-hide:all')]"
    ):
        element.set(DROP, "hidden")


def _tracked_changes(body: Any) -> list[str]:
    """Insertions and deletions with a date or an author: the text stays as it was before, and they are listed."""
    problems = []
    for element in list(body.iter("ins", "del")):
        tracked = (
            any(element.get(name) for name in ("datetime", "cite")) or "mso" in (element.get("class") or "").lower()
        )
        if tracked and words(element).strip():
            kind = "insertion" if element.tag == "ins" else "deletion"
            problems.append(f"tracked change that nobody accepted: {kind} of `{' '.join(words(element).split())}`")
            if element.tag == "ins":
                element.set(DROP, "suggestion")
            else:
                element.drop_tag()
    return problems


# Structure ----------------------------------------------------------------------------------------------------------


def _titles(body: Any) -> None:
    """Paragraphs with the style of a title are the heading of the text."""
    for element in body.iter("p", "div"):
        names = (element.get("class") or "").split()
        if {"MsoTitle", "title"} & set(names) and words(element).strip() and len(words(element)) < 200:
            if not any(True for _ in body.iter("h1")) or element.tag == "p":
                element.tag = "h1"
        elif {"MsoHeading7", "MsoHeading8", "MsoHeading9"} & set(names):
            element.tag = "h6"


def _word_lists(body: Any) -> None:
    """Paragraphs that Word drew as list items become lists; their depth is told by `mso-list` or by the margin."""
    run: list[tuple[int, str, Any]] = []
    for paragraph in [*body.iter("p"), None]:
        item = _word_item(paragraph) if paragraph is not None else None
        if run and (item is None or not _follows(run[-1][2], paragraph)):
            _as_list(run)
            run = []
        if item:
            run.append((*item, paragraph))


def _follows(before: Any, element: Any) -> bool:
    return element is not None and before.getnext() is element and not (before.tail or "").strip()


def _word_item(paragraph: Any) -> tuple[int, str] | None:
    """The depth and the mark of a paragraph that is a list item in Word; the mark is taken out of it."""
    style, name = paragraph.get("style") or "", paragraph.get("class") or ""
    if "mso-list" not in style and "MsoList" not in name:
        return None
    ignored = next(
        (
            one
            for one in paragraph.iter("span")
            if re.search(r"mso-list:\s*Ignore|font:\s*7(?:\.0)?pt", one.get("style") or "", re.IGNORECASE)
        ),
        None,
    )
    if ignored is None:
        return None
    outer = ignored
    while outer.getparent() is not paragraph:
        outer = outer.getparent()
    mark = (paragraph.text or "").strip() or " ".join(words(outer).split())
    level = re.search(r"level(\d)", style)
    margin = re.search(r"margin-left:\s*([\d.]+)(pt|in|cm)", style)
    points = float(margin[1]) * {"pt": 1, "in": 72, "cm": 28.35}[margin[2]] if margin else 36
    depth = int(level[1]) if level else max(1, round(points / 36))
    if (paragraph.text or "").strip():
        paragraph.text = None
    rest = outer.tail or ""
    paragraph.remove(outer) if not rest else _remove_keeping_tail(outer)
    if paragraph.text:
        paragraph.text = paragraph.text.lstrip()
    return depth, "" if not mark or mark in _BULLETS else mark


def _remove_keeping_tail(element: Any) -> None:
    element.tail, tail = None, (element.tail or "").lstrip()
    parent, before = element.getparent(), element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)


def _as_list(run: Sequence[tuple[int, str, Any]]) -> None:
    """Paragraphs as nested lists, in their place."""
    parent = run[0][2].getparent()
    at = parent.index(run[0][2])
    levels: list[tuple[int, Any]] = []
    for depth, mark, paragraph in run:
        while levels and levels[-1][0] > depth:
            levels.pop()
        if not levels or levels[-1][0] < depth:
            listed = etree.Element("ul")
            if levels:
                levels[-1][1][-1].append(listed)
            else:
                parent.insert(at, listed)
                at += 1
            levels.append((depth, listed))
        tail, paragraph.tail = paragraph.tail, None
        levels[0][1].tail = (levels[0][1].tail or "") + (tail or "").strip()
        paragraph.tag = "li"
        paragraph.attrib.clear()
        levels[-1][1].append(paragraph)
        if mark:
            label(paragraph, mark)


def label(item: Any, mark: str) -> None:
    """Give an item its mark: a plain number makes its list an ordered one, any other stands before its words."""
    listed = item.getparent()
    number = re.fullmatch(r"(\d{1,3})[.)]", mark)
    first = listed.index(item) == 0
    if number and (
        first or (listed.tag == "ol" and int(number[1]) == int(listed.get("start", "1")) + listed.index(item))
    ):
        if first:
            listed.tag = "ol"
            listed.set("start", number[1])
    else:
        listed.tag = "ul" if first else listed.tag
        item.text = f"{mark} {(item.text or '').lstrip()}"


def _google_lists(body: Any, styles: str) -> None:
    """Lists of Google Docs stand beside each other: put into each other by the number that ends their class."""
    formats = {name: (before, counter, after) for name, before, counter, after in _COUNTER.findall(styles)}
    last: list[tuple[int, Any]] = []
    for one in list(body.iter("ul", "ol")):
        listed = one
        list_class = re.search(r"lst-kix_(\w+)-(\d)", listed.get("class") or "")
        if not list_class:
            last = []
            continue
        if form := formats.get(f"{list_class[1]}-{list_class[2]}"):
            listed.set("data-format", f"{form[1]}|{form[0]}|{form[2]}")
        depth = int(list_class[2])
        while last and last[-1][0] >= depth:
            deeper = last.pop()
            if deeper[0] == depth and _is_next(last, deeper[1], listed):
                _continue(deeper[1], listed)
                listed = deeper[1]
                break
        below = last and last[-1][0] < depth and len(last[-1][1])
        if below and listed.getparent() is not None and listed.getparent().tag != "li":
            _remove_keeping_tail(listed)
            last[-1][1][-1].append(listed)
        last.append((depth, listed))


def _is_next(above: Sequence[tuple[int, Any]], before: Any, listed: Any) -> bool:
    """Whether a list goes on with one of the same depth, with nothing but deeper lists between."""
    top = above[0][1] if above else before
    return before.tag == listed.tag and top.getnext() is listed and not (top.tail or "").strip()


def _continue(before: Any, listed: Any) -> None:
    before.extend(list(listed))
    _remove_keeping_tail(listed)


def _lettered_lists(body: Any) -> None:
    """Markdown has no letters for items: they stand before the words."""
    for listed in list(body.iter("ol")):
        form, before, after = (*(listed.get("data-format") or "").split("|"), "", "", "")[:3]
        kind = {"a": "a", "A": "A", "i": "i", "I": "I"}.get(listed.get("type") or "", "") or LETTERED.get(form, "")
        if not kind and not before.strip():
            continue
        start = listed.get("start", "1")
        for number, item in enumerate(listed.findall("li"), start=int(start) if start.isdecimal() else 1):
            first = item if not (len(item) and item[0].tag == "p" and not (item.text or "").strip()) else item[0]
            first.text = f"{before.strip()}{lettered(number, kind)}{after.strip() or '.'} {(first.text or '').lstrip()}"
        listed.tag = "ul"


def lettered(number: int, kind: str) -> str:
    """A number as a letter or in Roman numerals: 3 is c, C, iii or III; as it is for any other kind."""
    if kind in ("a", "A"):
        letters = ""
        while number > 0:
            number, place = divmod(number - 1, 26)
            letters = chr(97 + place) + letters
        return letters.upper() if kind == "A" else letters
    if kind in ("i", "I"):
        roman = ""
        for value, sign in zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            "m cm d cd c xc l xl x ix v iv i".split(),
            strict=True,
        ):
            roman += sign * (number // value)
            number %= value
        return roman.upper() if kind == "I" else roman
    return str(number)


# Style and links ----------------------------------------------------------------------------------------------------


def _emphasis(body: Any, styles: str) -> None:
    """Spans that a class or a style makes bold or italic."""
    bold, italic = _classes(styles, _BOLD), _classes(styles, _ITALIC)
    for span in list(body.iter("span", "font")):
        names, style = set((span.get("class") or "").split()), span.get("style") or ""
        is_bold, is_italic = (
            bool(names & bold) or bool(_BOLD.search(style)),
            bool(names & italic) or bool(_ITALIC.search(style)),
        )
        if not words(span).strip():
            continue
        if is_bold:
            span.tag = "strong"
            if is_italic:
                inner = etree.Element("em")
                inner.text, span.text = span.text, None
                inner.extend(list(span))
                span.append(inner)
        elif is_italic:
            span.tag = "em"


def _classes(styles: str, wanted: re.Pattern[str]) -> frozenset[str]:
    """The classes of a style sheet that have a property."""
    return frozenset(_with_property(styles, wanted))


def _with_property(styles: str, wanted: re.Pattern[str]) -> Iterator[str]:
    for selectors, declared in _RULE.findall(styles[:500_000]):
        if wanted.search(declared):
            yield from re.findall(r"^\s*\.([\w-]+)\s*$", selectors.replace(",", "\n"), re.MULTILINE)


def _redirects(body: Any) -> None:
    """Links through a redirect of Google or of a mail program lead where they were meant to."""
    for link in body.iter("a"):
        href = link.get("href") or ""
        try:
            parts = urlsplit(href[:4000])
        except ValueError:
            continue
        host = parts.netloc.lower()
        key = (
            "q"
            if host.endswith("google.com") and parts.path == "/url"
            else "url"
            if host.endswith("safelinks.protection.outlook.com")
            else ""
        )
        if key and (meant := parse_qs(parts.query).get(key)):
            link.set("href", meant[0])
