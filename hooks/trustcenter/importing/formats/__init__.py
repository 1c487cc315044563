"""Reads a file of any format that legal teams have into an `ImportedText`: a title, Markdown, and what was left out.

`cli.import_`, `editions` and `review_folder` call `read` with a name and bytes; the ending of the name chooses the
module.  Raises `NotImported`, with what helps, for what cannot be read.  Formats that need a program of their own
(.odt, .rtf) are turned into HTML by `disk.pandoc` before they come here.
"""

from __future__ import annotations

import re

from trustcenter.importing.formats import zip_export
from trustcenter.importing.formats.html_page import read_html
from trustcenter.importing.formats.imported_text import Dropped, ImportedText
from trustcenter.importing.formats.markdown_text import read_markdown
from trustcenter.importing.formats.pdf_file import read_pdf
from trustcenter.importing.formats.plain_text import read_text
from trustcenter.importing.formats.word_file import read_docx
from trustcenter.importing.input_file import NotImported, characters, form_of

__all__ = ["Dropped", "ImportedText", "read"]


def read(name: str, data: bytes) -> ImportedText:
    """The text of a file.  Raises NotImported, with what helps, for what cannot be read."""
    form = form_of(name)
    if form == "zip":
        name, data = zip_export.page_of(name, data)
        form = form_of(name)
    if form == "word":
        text = read_docx(name, data)
    elif form == "pdf":
        text = read_pdf(name, data)
    else:
        text = _read_characters(name, form, characters(name, data))
    if not re.search(r"\w", text.body):
        raise NotImported(f"{name}: there is no text below its title")
    return text


_MARKS = re.compile(r"(?m)^#{1,6}[ \t]|^[ \t]*[-*+] +\S|^[ \t]*\||\*\*|__|\]\(|(?<![\w*])\*\w|^ {4,}\S")
"""What shows that a Markdown file is written as Markdown; one without any of it is read as plain text."""


def _read_characters(name: str, form: str, text: str) -> ImportedText:
    if form == "html":
        return read_html(name, text)
    if form == "text":
        return read_text(text)
    read = read_markdown(name, text)
    if _MARKS.search(read.body):
        return read
    recovered = read_text(read.body, marks=True)
    title = read.title or recovered.title
    body = recovered.body if recovered.title in ("", title) else f"{recovered.title}\n\n{recovered.body}"
    return ImportedText(title, body, read.source, read.dropped, read.problems, read.notes, read.front, True)
