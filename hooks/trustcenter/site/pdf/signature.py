"""Makes the PDF of a policy that a customer signs: the text in effect and a last page with fields to fill in.

`site.pdf.files` calls `signable` for each policy with `signature: true` in its front matter.  The fields are an
AcroForm (ISO 32000-2, 12.7): name, company, position and date as text, and a signature field, which a program for
signing fills, or a pen.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustcenter.model.typesetting import Typesetter
from trustcenter.model.versions import Version
from trustcenter.site.pages.view import View
from trustcenter.site.pdf.documents import signed_source

if TYPE_CHECKING:
    from pypdf.generic import DictionaryObject

FIELDS: Mapping[str, str] = {
    "name": "/Tx", "company": "/Tx", "position": "/Tx", "date": "/Tx", "signature": "/Sig",
}  # fmt: skip
"""The fields in their order on the page, each with its type: text or a signature."""
_LABELS: Mapping[str, str] = {
    "name": "pdf.sign_name", "company": "pdf.sign_company", "position": "pdf.sign_position", "date": "pdf.sign_date",
    "signature": "pdf.sign_signature",
}  # fmt: skip
"""The key of the text that names each field."""
_SHEET = 842
"""The height of a sheet of A4 in points."""
_FIRST, _APART, _HEIGHT = 190, 60, 30
"""Where the first field begins, from the top of the sheet, how far fields are apart, and how high they are."""
_LEFT, _RIGHT = 190, 530
_SIGNATURE_HEIGHT = 70
_PRINT = 4
"""The flag of an annotation that is printed (12.5.3)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is on the last page, in points from the top left of the sheet."""

    name: str
    top: int
    height: int


def places() -> tuple[Place, ...]:
    """The place of each field."""
    return tuple(
        Place(name, _FIRST + place * _APART, _SIGNATURE_HEIGHT if kind == "/Sig" else _HEIGHT)
        for place, (name, kind) in enumerate(FIELDS.items())
    )


def signable(view: View, version: Version, typesetter: Typesetter, path: str) -> bytes:
    """The PDF to sign of a version."""
    labels = {one.name: view.t.plain(_LABELS[one.name]) for one in places()}
    boxes = [(labels[one.name], one.top, one.height) for one in places()]
    source = signed_source(view, version, boxes, left=_LEFT, width=_RIGHT - _LEFT)
    return _with_fields(typesetter.typeset(source, path), labels)


def _with_fields(pdf: bytes, labels: Mapping[str, str]) -> bytes:
    """A PDF with the fields on its last page; `labels` are what a screen reader says of them."""
    from pypdf import PdfReader, PdfWriter  # imported late: an optional extra
    from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.root_object.pop(NameObject("/Metadata"), None)  # which claims standards for the file without fields
    sheet = writer.pages[-1]
    fields = ArrayObject()
    for one in places():
        field = DictionaryObject({
            NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject(FIELDS[one.name]), NameObject("/T"): TextStringObject(one.name),
            NameObject("/TU"): TextStringObject(labels[one.name]), NameObject("/F"): NumberObject(_PRINT),
            NameObject("/DA"): TextStringObject("/Helv 11 Tf 0 g"),
            NameObject("/Rect"): ArrayObject(
                map(NumberObject, (_LEFT, _SHEET - one.top - one.height, _RIGHT, _SHEET - one.top))
            ),
            NameObject("/P"): sheet.indirect_reference,
        })  # fmt: skip
        fields.append(writer._add_object(field))
    annotations = sheet.get("/Annots", ArrayObject())
    sheet[NameObject("/Annots")] = ArrayObject([*annotations, *fields])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({
        NameObject("/Fields"): fields, NameObject("/NeedAppearances"): BooleanObject(True),
        NameObject("/DR"): _helvetica(), NameObject("/DA"): TextStringObject("/Helv 11 Tf 0 g"),
    })  # fmt: skip
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def _helvetica() -> DictionaryObject:
    """The resources of the fields: the font in which a viewer shows what is filled in."""
    from pypdf.generic import DictionaryObject, NameObject

    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
    })  # fmt: skip
    return DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/Helv"): font})})
