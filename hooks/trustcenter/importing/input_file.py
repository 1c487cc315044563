"""The bytes of a file to its characters, or why it cannot be imported: limits, endings, encodings.

Nothing is guessed: a file that is not UTF-8 is refused with what it seems to be, because a wrong guess would
silently change the words of a contract.
"""

from __future__ import annotations

import re
import unicodedata

LARGEST = 1_000_000
"""Bytes; the longest policies known have a quarter of it."""
ENDINGS = {".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
_MAGIC = {
    b"PK\x03\x04": "a zip archive (or a Word file)",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a database",
}
_MARKS = {b"\xff\xfe\x00\x00": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_AS_LINES = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class NotImported(Exception):  # noqa: N818 — said to a person as it is
    """Why a file is not imported, as a sentence that also says how to mend it."""


def form_of(name: str) -> str:
    """What a file is by its ending: `text`, `markdown` or `html`."""
    ending = re.search(r"\.[^./\\]*\Z", name)
    form = ENDINGS.get(ending[0].lower()) if ending else None
    if form is None:
        raise NotImported(
            f"{name}: only files that end in {', '.join(ENDINGS)} can be imported; save it as one of these"
        )
    return form


def characters(name: str, data: bytes) -> str:
    """The characters of a file, Unicode composed, lines ended by `\\n`, without invisible signs."""
    if len(data) > LARGEST:
        raise NotImported(f"{name} has more than {LARGEST / 1e6:.0f} MB, which is the limit for a text; split it")
    _refuse_other_formats(name, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotImported(_encoding(name, data, error)) from None
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").translate(_AS_LINES))
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise NotImported(
            f"{name}:{line}: control character U+{ord(bad[0]):04X}: this is no text; export it as UTF-8 text"
        )
    if not text.strip():
        raise NotImported(f"{name} is empty")
    return unicodedata.normalize("NFC", text)


def _refuse_other_formats(name: str, data: bytes) -> None:
    for start, what in _MAGIC.items():
        if data.startswith(start):
            raise NotImported(f"{name} is {what}, not a text; export it as text, HTML or Markdown")
    for start, what in _MARKS.items():
        if data.startswith(start):
            raise NotImported(f"{name} is {what} (its byte order mark says so); save it as UTF-8")
    if b"\x00" in data[:4000]:
        even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
        wide = max(even, odd) > len(data[:4000]) * 0.2 and min(even, odd) < len(data[:4000]) * 0.05
        what = "seems to be UTF-16; save it as UTF-8" if wide else "is binary, not a text; export it as UTF-8 text"
        raise NotImported(f"{name} {what}")


def _encoding(name: str, data: bytes, error: UnicodeDecodeError) -> str:
    """What a file that is not UTF-8 seems to be, and where that shows."""
    line = data.count(b"\n", 0, error.start) + 1
    high = sum(byte >= 0x80 for byte in data[:100_000])
    odd = sum(byte < 0x20 and byte not in b"\t\n\r\x0b\x0c" for byte in data[:100_000])
    if odd or high > len(data[:100_000]) * 0.3:
        return (
            f"{name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8, and this is no text; export it as UTF-8 text"
        )
    what = "Windows-1252" if re.search(rb"[\x80-\x9f]", data) else "Latin-1 (ISO 8859-1)"
    return f"{name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8; it seems to be {what}: save the file as UTF-8"
