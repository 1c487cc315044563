"""Makes the redline of a version as a Word file (.docx) whose changes are tracked, to be accepted or rejected in Word.

`cli.redline` and `site.build` call `word_redline` with a comparison; it returns the bytes of the file.  Insertions are
`w:ins`, deletions `w:del`, with author and day (ECMA-376 Part 1, 17.13.5); a paragraph or a row that came or went as a
whole is tracked with its mark, so that accepting everything gives the new text and rejecting everything the old one.
White space is not compared.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from lxml import etree

from trustcenter.comparing.redline import NEVER_FOLD, Redline, shown
from trustcenter.markdown.html_tree import parsed

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NEVER = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the package: the first one that ZIP can hold."""
_SPACES = re.compile(r"[ \t\n\r\f]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLOCKS = frozenset(
    "address article aside blockquote details div dl dd dt figure h1 h2 h3 h4 h5 h6 hr li main ol p pre section"
    " summary table ul".split()
)
_SHAPES = {"em": "i", "i": "i", "strong": "b", "b": "b", "s": "strike", "u": "u"}
_SCREEN_ONLY = frozenset({"headerlink", "footnote-backref", "tc-sr", "tc-note"})
"""The classes of elements that serve a screen, or say in words what Word shows by itself."""
_LEVELS = 9
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_INDENT = 720
"""How far each level of a list is indented, in twentieths of a point."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who changed the text, and on which day; Word shows both beside each change."""

    author: str
    day: date


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text in one shape: `sign` is ` `, `+` or `-`, `shapes` the names of properties of a run."""

    text: str
    sign: str
    shapes: frozenset[str]
    href: str = ""


@dataclass(slots=True)
class _Writer:
    """Writes the body of the document, and collects what its other parts have to say."""

    signed: Signed
    address: Callable[[str], str]
    links: dict[str, str] = field(default_factory=dict)
    lists: list[tuple[str, int]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def change(self, tag: str) -> Any:
        """A mark of a tracked change with its number, author and day."""
        day = f"{self.signed.day.isoformat()}T00:00:00Z"
        return _element(tag, id=str(next(self.ids)), author=self.signed.author, date=day)


def word_redline(
    comparison: Redline, *, old_title: str, new_title: str, signed: Signed, address: Callable[[str], str]
) -> bytes:
    """The bytes of the Word file; `address` turns the target of a link into a full address, empty for none."""
    writer = _Writer(signed, address)
    body = _element("body")
    for block in [_title(old_title, new_title), *parsed(shown(comparison, fold=NEVER_FOLD).html)]:
        body.extend(_blocks(block, writer))
    body.append(_element("sectPr"))
    return _packed(_parts(body, writer, new_title))


def _title(old: str, new: str) -> Any:
    title = etree.Element("h1")
    if old == new:
        title.text = new
    else:
        etree.SubElement(title, "del").text = old
        etree.SubElement(title, "ins").text = new
    return title


# Blocks -----------------------------------------------------------------------------------------------------------


def _blocks(element: Any, writer: _Writer, style: str = "", numbered: tuple[int, int] | None = None) -> list[Any]:
    """The paragraphs and tables of an element; `numbered` is the list it is an item of, and its level."""
    if not isinstance(element.tag, str) or element.tag in ("summary", "hr"):
        return []
    if element.tag == "table":
        return [_table(element, writer), _element("p")]
    if element.tag in ("ul", "ol"):
        return _list(element, writer, 0 if numbered is None else numbered[1] + 1)
    if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        style = f"Heading{element.tag[1]}"
    elif element.tag == "pre":
        style = "Code"
    elif element.tag == "blockquote":
        style = "Quote"
    made: list[Any] = []
    run = list(_runs(element.text, element, " ", frozenset(), ""))
    for child in element:
        if child.tag in _BLOCKS:
            made += _paragraph(run, writer, style, None if made else numbered)
            is_continued = not made or child.tag in ("ul", "ol")
            made += _blocks(child, writer, style, numbered if is_continued else None)
            run = []
        else:
            run += _inline(child, " ", frozenset(), "")
        run += _runs(child.tail, element, " ", frozenset(), "")
    return made + _paragraph(run, writer, style, None if made else numbered)


def _list(element: Any, writer: _Writer, level: int) -> list[Any]:
    start = element.get("start") or "1"
    kind = "bullet" if element.tag == "ul" else _FORMATS.get(element.get("type") or "", "decimal")
    writer.lists.append((kind, int(start) if start.isdecimal() else 1))
    number = len(writer.lists)
    items = (one for one in element if one.tag == "li")
    return [block for item in items for block in _blocks(item, writer, "", (number, min(level, _LEVELS - 1)))]


def _table(element: Any, writer: _Writer) -> Any:
    table = _element("tbl")
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    table.append(_with(_element("tblPr"), _element("tblStyle", val="TableGrid")))
    grid = _element("tblGrid")
    grid.extend(_element("gridCol") for _ in range(max(map(len, rows), default=1)))
    table.append(grid)
    for row in rows:
        table.append(_row(row, writer))
    return table


def _row(cells: list[Any], writer: _Writer) -> Any:
    row = _element("tr")
    made = [_blocks(cell, writer) or [_element("p")] for cell in cells]
    signs = {sign for blocks in made for block in blocks if (sign := _sign_of(block)) is not None}
    properties = _element("trPr")
    if any(cell.tag == "th" for cell in cells):
        properties.append(_element("tblHeader"))
    if signs in ({"+"}, {"-"}):
        properties.append(writer.change("ins" if signs == {"+"} else "del"))
    if len(properties):
        row.append(properties)
    for blocks in made:
        cell = _element("tc")
        cell.extend(blocks)
        row.append(cell)
    return row


def _sign_of(block: Any) -> str | None:
    """`+` or `-` if all text of a block is of one change, a blank if not; None if there is no text."""
    signs = set()
    for text in block.iter(_name("t"), _name("delText")):
        above = next((one.tag for one in text.iterancestors(_name("ins"), _name("del"))), None)
        signs.add({_name("ins"): "+", _name("del"): "-"}.get(above or "", " "))
    return (signs.pop() if len(signs) == 1 else " ") if signs else None


def _paragraph(runs: list[_Run], writer: _Writer, style: str, numbered: tuple[int, int] | None) -> list[Any]:
    runs = _trimmed(runs) if style != "Code" else runs
    if not runs:
        return []
    paragraph = _element("p")
    properties = _element("pPr")
    if style or numbered:
        properties.append(_element("pStyle", val=style or "ListParagraph"))
    if numbered:
        number, level = numbered
        properties.append(
            _with(_element("numPr"), _element("ilvl", val=str(level)), _element("numId", val=str(number)))
        )
    signs = {run.sign for run in runs if run.text.strip()}
    if signs in ({"+"}, {"-"}):
        properties.append(_with(_element("rPr"), writer.change("ins" if signs == {"+"} else "del")))
    if len(properties):
        paragraph.append(properties)
    paragraph.extend(_written(runs, writer))
    return [paragraph]


def _trimmed(runs: list[_Run]) -> list[_Run]:
    """Runs without white space at both ends."""
    runs = [run for run in runs if run.text]
    while runs and not runs[0].text.strip():
        runs.pop(0)
    while runs and not runs[-1].text.strip():
        runs.pop()
    return runs


# Words ------------------------------------------------------------------------------------------------------------


def _inline(element: Any, sign: str, shapes: frozenset[str], href: str) -> Iterator[_Run]:
    """The runs of an inline element."""
    if not isinstance(element.tag, str) or _SCREEN_ONLY & {*(element.get("class") or "").split()}:
        return
    if element.tag == "br":
        yield _Run("\n", sign, shapes, href)
    elif element.tag == "input":
        yield _Run("[x] " if element.get("checked") is not None else "[ ] ", sign, shapes, href)
    elif element.tag == "img":
        yield _Run(element.get("alt") or "", sign, shapes, href)
    sign = {"ins": "+", "del": "-"}.get(element.tag, sign)
    if element.tag in _SHAPES:
        shapes |= {_SHAPES[element.tag]}
    elif element.tag == "code":
        shapes |= {"code"}
    elif element.tag == "a":
        href = element.get("href") or ""
    yield from _runs(element.text, element, sign, shapes, href)
    for child in element:
        yield from _inline(child, sign, shapes, href)
        yield from _runs(child.tail, element, sign, shapes, href)


def _runs(text: str | None, parent: Any, sign: str, shapes: frozenset[str], href: str) -> Iterator[_Run]:
    if text:
        kept = parent.tag == "pre" or any(above.tag == "pre" for above in parent.iterancestors())
        words = _CONTROLS.sub("", text)
        yield _Run(words if kept else _SPACES.sub(" ", words), sign, shapes, href)


def _written(runs: list[_Run], writer: _Writer) -> Iterator[Any]:
    """Runs as elements of a paragraph: unchanged links as such, changed ones as fields inside `w:ins` or `w:del`.

    A change is then always a child of its paragraph, which is where programs other than Word look for it.
    """
    for run in runs:
        address = writer.address(run.href) if run.href else ""
        if run.sign != " ":
            parts = _field(address, run) if address else [_run(run)]
            yield _with(writer.change("ins" if run.sign == "+" else "del"), *parts)
        elif address:
            link = _element("hyperlink")
            link.set(f"{{{_R}}}id", writer.links.setdefault(address, f"link{len(writer.links) + 1}"))
            yield _with(link, _run(run))
        else:
            yield _run(run)


def _field(address: str, run: _Run) -> list[Any]:
    """A link as a field (ECMA-376 Part 1, 17.16.5.25)."""
    code = _element("delInstrText" if run.sign == "-" else "instrText")
    code.text = f' HYPERLINK "{address.replace(chr(34), "%22")}" '
    parts = [_element("fldChar", fldCharType="begin"), code, _element("fldChar", fldCharType="separate")]
    before = [_with(_element("r"), part) for part in parts]
    return [*before, _run(run), _with(_element("r"), _element("fldChar", fldCharType="end"))]


def _run(run: _Run) -> Any:
    element = _element("r")
    shape = _element("rPr")
    if "code" in run.shapes:
        shape.append(_element("rStyle", val="CodeText"))
    elif run.href:
        shape.append(_element("rStyle", val="Hyperlink"))
    for name in ("b", "i", "strike"):
        if name in run.shapes:
            shape.append(_element(name))
    if "u" in run.shapes:
        shape.append(_element("u", val="single"))
    if len(shape):
        element.append(shape)
    for place, line in enumerate(run.text.split("\n")):
        if place:
            element.append(_element("br"))
        if line:
            text = _element("delText" if run.sign == "-" else "t")
            text.text = line
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            element.append(text)
    return element


# The package ------------------------------------------------------------------------------------------------------


def _name(tag: str) -> str:
    return f"{{{_W}}}{tag}"


def _element(tag: str, **attributes: str) -> Any:
    element = etree.Element(_name(tag), nsmap={"w": _W, "r": _R})
    for name, value in attributes.items():
        element.set(_name(name), value)
    return element


def _with(element: Any, *children: Any) -> Any:
    element.extend(children)
    return element


def _parts(body: Any, writer: _Writer, title: str) -> Mapping[str, bytes]:
    return {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relations({"document": ("officeDocument", "word/document.xml", False)}, core=True),
        "docProps/core.xml": _core(title, writer.signed),
        "word/document.xml": _bytes(_with(_element("document"), body)),
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _bytes(_numbering(writer.lists)),
        "word/_rels/document.xml.rels": _relations(
            {
                "styles": ("styles", "styles.xml", False),
                "numbering": ("numbering", "numbering.xml", False),
                **{name: ("hyperlink", address, True) for address, name in writer.links.items()},
            }
        ),
    }


def _bytes(root: Any) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def _relations(parts: Mapping[str, tuple[str, str, bool]], *, core: bool = False) -> bytes:
    root = etree.Element("Relationships", nsmap={None: f"{_PACKAGE}/relationships"})  # type: ignore[dict-item]
    for name, (kind, target, outside) in parts.items():
        relation = etree.SubElement(root, "Relationship", Id=name, Type=f"{_R}/{kind}", Target=target)
        if outside:
            relation.set("TargetMode", "External")
    if core:
        kind = f"{_PACKAGE}/relationships/metadata/core-properties"
        etree.SubElement(root, "Relationship", Id="core", Type=kind, Target="docProps/core.xml")
    return _bytes(root)


def _core(title: str, signed: Signed) -> bytes:
    purl = "http://purl.org/dc/"
    root = etree.Element(
        f"{{{_PACKAGE}/metadata/core-properties}}coreProperties",
        nsmap={"cp": f"{_PACKAGE}/metadata/core-properties", "dc": f"{purl}elements/1.1/"},
    )
    etree.SubElement(root, f"{{{purl}elements/1.1/}}title").text = title
    etree.SubElement(root, f"{{{purl}elements/1.1/}}creator").text = signed.author
    return _bytes(root)


def _numbering(lists: list[tuple[str, int]]) -> Any:
    root = _element("numbering")
    for number, (kind, start) in enumerate(lists, start=1):
        levels = _element("abstractNum", abstractNumId=str(number))
        for level in range(_LEVELS):
            shape = "•" if kind == "bullet" else f"%{level + 1}."
            indent = _with(_element("pPr"), _element("ind", left=str(_INDENT * (level + 1)), hanging="360"))
            settings = {"start": str(start), "numFmt": kind, "lvlText": shape, "lvlJc": "left"}
            parts = [_element(name, val=value) for name, value in settings.items()]
            levels.append(_with(_element("lvl", ilvl=str(level)), *parts, indent))
        root.append(levels)
    for number in range(1, len(lists) + 1):
        root.append(_with(_element("num", numId=str(number)), _element("abstractNumId", val=str(number))))
    return root


def _packed(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.external_attr, entry.create_system, entry.compress_type = 0o644 << 16, 3, zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return held.getvalue()


_CONTENT_TYPES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    + b"".join(
        b'<Override PartName="/%s" ContentType="application/vnd.openxmlformats-%s+xml"/>' % pair
        for pair in (
            (b"docProps/core.xml", b"package.core-properties"),
            (b"word/document.xml", b"officedocument.wordprocessingml.document.main"),
            (b"word/styles.xml", b"officedocument.wordprocessingml.styles"),
            (b"word/numbering.xml", b"officedocument.wordprocessingml.numbering"),
        )
    )
    + b"</Types>"
)
_HEADINGS = "".join(
    f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
    f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/>'
    f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
    for level, size in zip(range(1, 7), (36, 30, 26, 24, 22, 22), strict=True)
)
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="{_W}">'
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
    '<w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    f"{_HEADINGS}"
    '<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/>'
    '<w:basedOn w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:ind w:left="720"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="Code"/><w:basedOn w:val="Normal"/>'
    '<w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="CodeText"><w:name w:val="Code Text"/>'
    '<w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    '<w:rPr><w:color w:val="0B4F8A"/><w:u w:val="single"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    f"<w:tblPr><w:tblBorders>{_SIDES}</w:tblBorders></w:tblPr></w:style></w:styles>"
).encode()
