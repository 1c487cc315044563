"""Reads the lines of text of a .pdf file, with a warning, since a PDF knows no headings, lists or tables.

`formats.read` calls `read_pdf` and gets an `ImportedText`.  pypdf is an optional extra, `pip install
"trustcenter[pdf]"`; without it, `NotImported` says so.
"""

from __future__ import annotations

import io

from trustcenter.importing.formats.imported_text import ImportedText
from trustcenter.importing.formats.plain_text import read_text
from trustcenter.importing.input_file import NotImported, legible

WARNING = (
    "a PDF holds no headings, lists or tables, only lines: they were guessed from the lines; "
    "import the file it was made from if there is one, or compare every paragraph"
)


def read_pdf(name: str, data: bytes) -> ImportedText:
    """The text of a PDF.  Raises NotImported where pypdf is missing or finds none."""
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise NotImported(f'{name}: reading a PDF needs pypdf: pip install "trustcenter[pdf]"') from None
    try:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise NotImported(f"{name} cannot be read as a PDF: {error}") from None
    text = legible("\n".join(pages))
    if not text.strip():
        raise NotImported(
            f"{name} holds pictures of text only; recognise the text first, or import the file it was made from"
        )
    return read_text(text).also(notes=(WARNING,))
