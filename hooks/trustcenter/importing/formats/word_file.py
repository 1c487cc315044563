"""Reads a .docx file: mammoth makes HTML of it, and what Word computes or keeps beside the text is added.

`formats.read` calls `read_docx` and gets an `ImportedText`.  Before mammoth sees the document, each numbered paragraph
gets the number that Word shows as a mark in its text, and tracked changes are undone, so that the text is the one
before them.  Comments, the heads and feet of pages and tracked changes are listed and do not enter the text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mammoth  # type: ignore[import-untyped] # it has no types
from lxml import etree
from lxml import html as lxml_html

from trustcenter.importing.formats.authoring_tools import label, lettered
from trustcenter.importing.formats.html_page import read_html
from trustcenter.importing.formats.imported_text import DropKind, Dropped, ImportedText
from trustcenter.importing.input_file import NotImported

LARGEST_UNPACKED = 50_000_000
"""Bytes that a document may have when it is unpacked."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Signs around the number of a paragraph on its way through mammoth."""
_FORMATS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_STYLES = "\n".join((
    "p[style-name='Title'] => h1.title:fresh", "p[style-name='Subtitle'] => p:fresh",
    *(f"p[style-name='heading {level}'] => h{min(level, 6)}:fresh" for level in range(7, 10)),
    "p[style-name='toc 1'] => p.MsoToc1:fresh", "p[style-name='toc 2'] => p.MsoToc2:fresh",
    "p[style-name='toc 3'] => p.MsoToc3:fresh", "p[style-name='TOC Heading'] => p.MsoTocHeading:fresh",
    "strike => s",
))  # fmt: skip


def read_docx(name: str, data: bytes) -> ImportedText:
    """The text of a Word document.  Raises NotImported for what is none."""
    parts = _parts(name, data)
    document = _xml(name, parts.get("word/document.xml", b""))
    changes, dropped = _undo_changes(document), list(_beside(name, parts))
    all_words = re.findall(r"\w+", _text(document))
    _number(document, _Numbering(name, parts))
    parts["word/document.xml"] = etree.tostring(document, xml_declaration=True, encoding="UTF-8")
    try:
        converted = mammoth.convert_to_html(io.BytesIO(_packed(parts)), style_map=_STYLES, convert_image=_no_picture)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise NotImported(f"{name} cannot be read ({error}); open it in Word and save it again as .docx") from None
    read = read_html(name, f"<body>{_with_numbers(converted.value)}</body>")
    notes = [note for note in (_unread(read, all_words),) if note]
    suggested = [Dropped("suggestion", one.text, one.place) for one in changes if one.kind == "suggestion"]
    problems = [f"tracked change that nobody accepted, {one.place}: {one.text}" for one in changes]
    return read.also(dropped=[*dropped, *suggested], problems=problems, notes=notes)


def _parts(name: str, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(info.file_size for info in packed.infolist()) > LARGEST_UNPACKED:
                raise NotImported(f"{name} has more than {LARGEST_UNPACKED / 1e6:.0f} MB when unpacked")
            return {info.filename: packed.read(info) for info in packed.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        raise NotImported(f"{name} cannot be unpacked ({error}); open it in Word and save it again as .docx") from None


def _packed(parts: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for path, data in parts.items():
            packed.writestr(path, data)
    return written.getvalue()


def _xml(name: str, data: bytes) -> Any:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise NotImported(f"{name} is no Word document; open it in Word and save it as .docx") from None


def _no_picture(_: Any) -> list[Any]:
    return []


def _text(element: Any) -> str:
    parts = [one.text or "" if one.tag in (f"{_W}t", f"{_W}delText") else " " for one in
             element.iter(f"{_W}t", f"{_W}delText", f"{_W}tab", f"{_W}br", f"{_W}p")]  # fmt: skip
    return " ".join("".join(parts).split())


# What is no part of the text ----------------------------------------------------------------------------------------


def _undo_changes(document: Any) -> list[Dropped]:
    """Take tracked insertions out and put deletions back; returned is what was inserted, deleted and moved."""
    changes = []
    paragraphs = {element: number for number, element in enumerate(document.iter(f"{_W}p"), start=1)}
    for element in list(document.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo")):
        added = element.tag in (f"{_W}ins", f"{_W}moveTo")
        around = next(element.iterancestors(f"{_W}p"), None)
        if element.getparent().tag == f"{_W}rPr":  # the mark of a paragraph
            element.getparent().remove(element)
            continue
        text, parent = _text(element), element.getparent()
        if text:
            who = element.get(f"{_W}author") or "somebody"
            kind = "inserts" if added else "deletes"
            place = f"paragraph {paragraphs.get(around, 0)}"
            changes.append(Dropped("suggestion" if added else "hidden", f"{who} {kind} `{text}`", place))
        if not added:
            for deleted in element.iter(f"{_W}delText"):
                deleted.tag = f"{_W}t"
            at = parent.index(element)
            for child in reversed(list(element)):
                parent.insert(at, child)
        parent.remove(element)
    return changes


def _beside(name: str, parts: Mapping[str, bytes]) -> Iterator[Dropped]:
    """Comments, and the heads and feet of pages."""
    for path, data in sorted(parts.items()):
        if path == "word/comments.xml":
            for number, comment in enumerate(_xml(name, data).iter(f"{_W}comment"), start=1):
                if text := _text(comment):
                    yield Dropped("comment", f"{comment.get(f'{_W}author') or 'somebody'}: {text}", f"comment {number}")
        kind: DropKind = "header" if path.startswith("word/header") else "footer"
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", path) and (text := _text(_xml(name, data))):
            yield Dropped(kind, text, f"{kind} of the page")


def _unread(read: ImportedText, all_words: Sequence[str]) -> str:
    """A warning where the document has words that mammoth did not hand on, such as those of text boxes."""
    ours = set(re.findall(r"\w+", read.source))
    gone = [word for word in all_words if word not in ours]
    return f"Word text that could not be read, perhaps in text boxes: {' '.join(gone[:40])}" if gone else ""


# Numbers ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts: its format, its text with `%1` for the number of level 1, where it starts."""

    format: str
    text: str
    start: int


def _level_of(element: Any) -> int:
    return int(element.get(f"{_W}ilvl") or 0)


class _Numbering:
    """The numbers that Word shows, paragraph by paragraph in order."""

    def __init__(self, name: str, parts: Mapping[str, bytes]) -> None:
        numbering = _xml(name, parts["word/numbering.xml"]) if "word/numbering.xml" in parts else etree.Element("none")
        styles = _xml(name, parts["word/styles.xml"]) if "word/styles.xml" in parts else etree.Element("none")
        abstract = {str(one.get(f"{_W}abstractNumId")): one for one in numbering.iter(f"{_W}abstractNum")}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        for one in numbering.iter(f"{_W}num"):
            number, base = str(one.get(f"{_W}numId")), one.find(f"{_W}abstractNumId")
            name = str(base.get(f"{_W}val")) if base is not None else ""
            if name not in abstract:
                continue
            overrides = {_level_of(o): o for o in one.iter(f"{_W}lvlOverride")}
            self._lists[number] = number if overrides else name
            levels = {_level_of(element): element for element in abstract[name].iter(f"{_W}lvl")}
            self._levels[number] = {
                level: self._level(element, overrides.get(level)) for level, element in levels.items()
            }
        self._styles = {one.get(f"{_W}styleId"): one for one in styles.iter(f"{_W}style")}
        self._counts: dict[str, dict[int, int]] = {}

    @staticmethod
    def _level(element: Any, override: Any) -> _Level:
        inner = override.find(f"{_W}lvl") if override is not None else None
        element = inner if inner is not None else element
        started = override.find(f"{_W}startOverride") if override is not None else None
        start = started if started is not None else element.find(f"{_W}start")
        form, text = element.find(f"{_W}numFmt"), element.find(f"{_W}lvlText")
        return _Level(
            form.get(f"{_W}val") if form is not None else "decimal",
            text.get(f"{_W}val") or "" if text is not None else "",
            int(start.get(f"{_W}val")) if start is not None else 1,
        )

    def of(self, paragraph: Any) -> str:
        """The number of a paragraph as it is shown; nothing for one without, or with a bullet."""
        number, level = self._place(paragraph)
        levels = self._levels.get(number, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._lists[number], {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if levels[level].format in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            value = counts.get(at, levels[at].start if at in levels else 1)
            return lettered(value, _FORMATS.get(levels[at].format if at in levels else "", ""))

        return re.sub(r"%(\d)", shown, levels[level].text).strip()

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list that a paragraph or its style belongs to, and its level."""
        properties = paragraph.find(f"{_W}pPr")
        number, level = self._told(properties)
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        name = style.get(f"{_W}val") if style is not None else ""
        for _ in range(10):
            if number is not None or name not in self._styles:
                break
            number, own = self._told(self._styles[name].find(f"{_W}pPr"))
            level = level if level is not None else own
            based = self._styles[name].find(f"{_W}basedOn")
            name = based.get(f"{_W}val") if based is not None else ""
        return number or "", level or 0

    @staticmethod
    def _told(properties: Any) -> tuple[str | None, int | None]:
        numbered = properties.find(f"{_W}numPr") if properties is not None else None
        if numbered is None:
            return None, None
        number, level = numbered.find(f"{_W}numId"), numbered.find(f"{_W}ilvl")
        return (
            number.get(f"{_W}val") if number is not None else None,
            int(level.get(f"{_W}val")) if level is not None else None,
        )


def _number(document: Any, numbering: _Numbering) -> None:
    """Put the number of each paragraph into its text, between signs that `_with_numbers` finds again."""
    for paragraph in document.iter(f"{_W}p"):
        if shown := numbering.of(paragraph):
            run = etree.Element(f"{_W}r")
            text = etree.SubElement(run, f"{_W}t")
            text.set(_SPACE, "preserve")
            text.text = f"{_OPEN}{shown}{_CLOSE}"
            properties = paragraph.find(f"{_W}pPr")
            paragraph.insert(0 if properties is None else 1, run)


def _with_numbers(html: str) -> str:
    """mammoth's HTML with the numbers in their places: of headings and clauses in the text, of lists as those of
    lists.
    """
    root = lxml_html.fragment_fromstring(html, create_parent="div")
    for element in list(root.iter("li")):
        if mark := _mark_of(element):
            if re.fullmatch(r"(?:article |section )?\d+(?:\.\d+)+\.?", mark, re.IGNORECASE):
                element.set("data-clause", mark)
            else:
                label(element, mark)
    for element in root.xpath(".//li[@data-clause]"):
        _as_clause(element)
    text: str = lxml_html.tostring(root, encoding="unicode")
    return text.replace(_OPEN, "").replace(_CLOSE, " ")


def _mark_of(element: Any) -> str:
    """The number at the beginning of an item, taken out of it."""
    for holder in (element, *element[:1]):
        if match := re.match(rf"\s*{_OPEN}([^{_CLOSE}]*){_CLOSE}", holder.text or ""):
            holder.text = holder.text[match.end() :]
            return match[1]
        if (holder.text or "").strip():
            break
    return ""


def _as_clause(item: Any) -> None:
    """An item with a number such as 2.1 as a paragraph of its own after its list; what follows it stays behind it."""
    item.text = f"{item.attrib.pop('data-clause')} {(item.text or '').lstrip()}"
    paragraph = item.makeelement("p")
    paragraph.text, item.text = item.text, None
    lists: list[Any] = []
    for child in list(item):
        (lists if child.tag in ("ul", "ol", "table") else paragraph).append(child)
    outer = list(item.iterancestors("ul", "ol"))[-1]
    after = [paragraph, *lists, *_rest(item, outer)]
    empty = item
    while empty is not outer.getparent() and not len(empty) and not (empty.text or "").strip():
        empty, gone = empty.getparent(), empty
        if gone is outer:
            for one in reversed(after):
                gone.addnext(one)
        empty.remove(gone)
    if outer.getparent() is not None:
        for one in reversed(after):
            outer.addnext(one)


def _rest(item: Any, outer: Any) -> list[Any]:
    """What follows an item in its list and in those around it, taken out, the innermost first."""
    rest: list[Any] = []
    node = item
    while node is not outer:
        parent, followers = node.getparent(), list(node.itersiblings())
        if followers and parent.tag in ("ul", "ol"):
            listed = parent.makeelement(parent.tag)
            if parent.tag == "ol":
                listed.set("start", str(int(parent.get("start") or "1") + parent.index(node) + 1))
            listed.extend(followers)
            rest.append(listed)
        else:
            for one in followers:
                parent.remove(one)
            rest += followers
        node = parent
    return rest
