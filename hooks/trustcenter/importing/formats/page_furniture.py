"""Takes away what surrounds the text on a saved page: menus, banners, footers, forms, lists of contents.

`html_page` calls `take_away`, which changes the lxml tree in place and returns each part with its words and line, so
that a person can see what went.  A block with sentences of its own before the main part stays; when in doubt a block
stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trustcenter.importing.formats.authoring_tools import DROP
from trustcenter.importing.formats.imported_text import DropKind, Dropped
from trustcenter.markdown.html_tree import block_text, words

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ROLES: dict[str, DropKind] = {
    "navigation": "menu", "search": "menu", "menu": "menu", "menubar": "menu", "banner": "header",
    "contentinfo": "footer", "dialog": "banner", "alertdialog": "banner", "complementary": "menu",
}  # fmt: skip
_TAGS: dict[str, DropKind] = {"nav": "menu", "footer": "footer", "dialog": "banner", "aside": "menu"}
_CONSENT = re.compile(
    r"(?:cookie|consent)s?[-_ ]?(?:banner|bar|popup|modal|dialog|notice|box|layer|overlay|message|prompt|wall|consent)"
    r"|onetrust|cookiebot|cky-consent|cc-window|osano|usercentrics|didomi|truste|gdpr[-_](?:banner|bar|popup)",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:^|[\s_-])(?:toc|table-?of-?contents|on-this-page)(?:$|[\s_-])", re.IGNORECASE)
_CONTENTS_HEAD = re.compile(r"(?:table of )?contents|on this page")
_SKIP = re.compile(
    r"(?:^|[\s_-])(?:skip-?(?:link|to-content|nav)|breadcrumbs?|site-?(?:nav|header|footer|menu)|nav-?bar"
    r"|navigation|menu|share|social|pagination)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CONTROLS = ("button", "select", "input", "textarea", "option", "form")
_SENTENCE = re.compile(r"(?<!\S)(?:\S++\s++){5}\S*[.!?:](?:\s|\Z)")
_DATED = re.compile(r"\b(?:updated|effective|revised|version|in force)\b", re.IGNORECASE)


def take_away(body: Any) -> list[Dropped]:
    """Remove what is no part of the text; returned is all that had words."""
    _open_accordions(body)
    listed = any(_CONTENTS_HEAD.fullmatch(_key(words(head))) for head in body.iter(*_HEADINGS))
    dropped = [*_marked(body), *_named(body), *_contents(body, listed=listed)]
    main = _main(body)
    dropped += _around(body, main) if main is not None else _edges(body)
    dropped += _pictures(body)
    return [one for one in dropped if re.search(r"\w", one.text)]


def _drop(element: Any, kind: DropKind) -> Dropped:
    text = " ".join(block_text(element).split())
    place = f"line {element.sourceline}" if element.sourceline else ""
    element.drop_tree() if hasattr(element, "drop_tree") else element.getparent().remove(element)
    return Dropped(kind, text, place)


def _marked(body: Any) -> Iterator[Dropped]:
    """What the authoring tool marked: comments, property sheets, contents, hidden text, suggestions."""
    while (element := next(iter(body.xpath(f".//*[@{DROP}]")), None)) is not None:
        yield _drop(element, element.get(DROP))


def _open_accordions(body: Any) -> None:
    """Buttons and summaries that are the headings of what they open stay, as words."""
    for element in list(body.iter("button", "summary")):
        in_heading = any(True for _ in element.iterancestors(*_HEADINGS))
        if element.tag == "summary":
            element.tag = "p"
            _wrap_strong(element)
        elif in_heading:
            element.drop_tag()
        elif (
            element.get("aria-expanded") is not None
            and element.get("aria-controls")
            and len(words(element).split()) > 1
        ):
            element.tag = "p"
            _wrap_strong(element)
    for element in list(body.iter("details")):
        element.tag = "div"
    for item in list(body.xpath(".//ul[contains(concat(' ', @class, ' '), ' toggle ')]/li")):
        item.tag = item.getparent().tag = "div"


def _wrap_strong(element: Any) -> None:
    if any(True for _ in element.iter(*_HEADINGS)):
        element.tag = "div"
        return
    inner = element.makeelement("strong")
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)


def _named(body: Any) -> Iterator[Dropped]:
    """Elements whose tag, role or class says what they are, outside the main part or anywhere."""
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or element is body or not _is_in(body, element):
            continue
        kind = _kind(element)
        if kind and not _holds_the_text(element, body):
            yield _drop(element, kind)


def _is_in(body: Any, element: Any) -> bool:
    return any(one is body for one in element.iterancestors())


def _kind(element: Any) -> DropKind | None:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    in_main = any(True for _ in element.iterancestors("main", "article"))
    if _CONSENT.search(names):
        return "banner"
    if element.tag in _CONTROLS:
        return "control"
    if _CONTENTS.search(names) and element.tag not in _HEADINGS:
        return "contents"
    role = _ROLES.get(element.get("role") or "")
    if element.tag == "nav" or role == "menu" or (role and not in_main):
        return role or "menu"
    if element.tag in _TAGS and not in_main:
        return _TAGS[element.tag]
    if element.tag in ("div", "ul", "ol", "a", "section") and not in_main and _SKIP.search(names):
        return "menu"
    if element.tag == "header" and not in_main and not any(True for _ in element.iter("h1")):
        return "header"
    return None


def _holds_the_text(element: Any, body: Any) -> bool:
    """Whether most of the words of the page stand in an element, whatever it is called."""
    return len(words(element)) > 0.5 * len(words(body))


def _contents(body: Any, *, listed: bool) -> Iterator[Dropped]:
    """Lines that are nothing but a link to a heading of this page with the same words."""
    heads = {_key(words(head)) for head in body.iter(*_HEADINGS)} - {""}
    entries = []
    for link in body.iter("a"):
        if (link.get("href") or "").startswith("#") and _key(words(link)) in heads:
            block = next((one for one in link.iterancestors("li", "p", "div", "td", "h1", "h2", "h3", "h4")), None)
            if block is not None and _key(words(block)) == _key(words(link)):
                entries.append(block)
    for block in entries if listed or len(entries) > 1 else ():
        if _is_in(body, block) and block.tag not in _HEADINGS:
            yield _drop(block, "contents")
    for head in list(body.iter(*_HEADINGS)):
        if _CONTENTS_HEAD.fullmatch(_key(words(head))) and _stands_empty(head):
            yield _drop(head, "contents")


def _stands_empty(head: Any) -> bool:
    """Whether the next words after a heading are those of another heading."""
    for element in head.xpath("following::*"):
        if element.tag in _HEADINGS and words(element).strip():
            return True
        if (element.text or "").strip():
            return any(True for _ in element.iterancestors(*_HEADINGS))
    return True


def _key(text: str) -> str:
    """The words of a heading without its number, its page number and its dots."""
    return (
        re.sub(r"\W+", " ", re.sub(r"\A[\s\dIVXivx]+[.)]+(?:\d+[.)]?)*|[\s.…]+\d*\s*\Z", " ", text)).casefold().strip()
    )


def _main(body: Any) -> Any:
    """The largest `main` or `article`, if it holds most of the words."""
    parts = sorted(body.xpath(".//main | .//article | .//*[@role='main']"), key=lambda part: len(words(part)))
    return parts[-1] if parts and len(words(parts[-1])) > 0.4 * len(words(body)) else None


def _around(body: Any, main: Any) -> Iterator[Dropped]:
    """Blocks beside the main part that say nothing in sentences; those before it with a heading or a day stay."""
    chain = [main, *(one for one in main.iterancestors() if one is not body and _is_in(body, one))]
    for inner in chain:
        for element in list(inner.itersiblings(preceding=True)):
            if words(element).strip() and not (
                _says(element)
                or any(True for _ in element.iter("h1", "h2"))
                or element.tag in ("h1", "h2")
                or _DATED.search(words(element))
            ):
                yield _drop(element, "header")
        for element in list(inner.itersiblings()):
            if words(element).strip() and not _says(element):
                yield _drop(element, "footer")


def _says(element: Any) -> bool:
    return bool(_SENTENCE.search(block_text(element))) and not _is_menu(element)


def _is_menu(element: Any) -> bool:
    """Whether most of the words of an element lead elsewhere, in three links or more."""
    links = [link for link in element.iter("a") if not (link.get("href") or "").startswith(("#", "mailto:", "tel:"))]
    linked = sum(len(words(link).split()) for link in links)
    return len(links) >= 3 and linked > 0.7 * len(words(element).split())


def _edges(body: Any) -> Iterator[Dropped]:
    """Lists of links before the first heading and after the last sentence of a page that has no main part."""
    menus = [
        one for one in body.iter("ul", "ol", "div", "p") if _is_menu(one) and not _SENTENCE.search(block_text(one))
    ]
    if not menus:
        return
    order = {element: place for place, element in enumerate(body.iter())}
    heads = [order[head] for head in body.iter("h1", "h2")]
    said = [
        order[one]
        for one in body.iter("p", "li", "div", "td")
        if not any(True for _ in one.iter("p", "li", "table", "div") if _ is not one) and _SENTENCE.search(words(one))
    ]
    first, last = min(heads, default=0), max(said, default=len(order))
    for menu in menus:
        if _is_in(body, menu) and (order[menu] < first or order[menu] > last):
            yield _drop(menu, "menu" if order[menu] < first else "footer")


def _pictures(body: Any) -> Iterator[Dropped]:
    for picture in list(body.iter("img", "picture")):
        if _is_in(body, picture):
            yield (
                Dropped("picture", "", "")
                if not (picture.get("alt") or "").strip()
                else Dropped("picture", f"[{picture.get('alt')}]", f"line {picture.sourceline}")
            )
            picture.drop_tree()
