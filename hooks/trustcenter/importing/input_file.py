"""Turns the bytes of a file into characters, or says why it cannot be imported: limits, endings, encodings.

All readers of `formats` and `editions` call `characters` with a name and bytes; `NotImported` carries the reason as a
sentence.  No encoding is guessed: what a byte order mark or an HTML page declares is taken, all else is UTF-8, because
a wrong guess would silently change the words of a contract.
"""

from __future__ import annotations

import re
import unicodedata

LARGEST = 1_000_000
"""Bytes; the longest policies known have a quarter of it."""
ENDINGS = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".mdx": "markdown", ".html": "html",
    ".htm": "html", ".docx": "word", ".pdf": "pdf", ".zip": "zip",
}  # fmt: skip
CONVERTED = (".odt", ".rtf", ".doc")
"""Formats that another program turns into HTML first."""
_MAGIC = {
    b"PK\x03\x04": "a zip archive or a Word file: give it the ending .zip or .docx",
    b"%PDF": "a PDF: give it the ending .pdf",
    b"\xd0\xcf\x11\xe0": "an old Word file: save it as .docx",
    b"{\\rtf": "an RTF file: give it the ending .rtf",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"SQLite format 3": "a database",
}
_MARKS = {b"\xff\xfe\x00\x00": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})|\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_AS_LINES = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class NotImported(Exception):  # noqa: N818 — said to a person as it is
    """Why a file is not imported, as a sentence that also says how to mend it."""


def form_of(name: str) -> str:
    """What a file is by its ending: a value of `ENDINGS`."""
    ending = re.search(r"\.[^./\\]*\Z", name)
    form = ENDINGS.get(ending[0].lower()) if ending else None
    if form is None:
        allowed = ", ".join((*ENDINGS, *CONVERTED))
        raise NotImported(f"{name}: only files that end in {allowed} can be imported; save it as one of these")
    return form


def characters(name: str, data: bytes) -> str:
    """The characters of a file, Unicode composed, lines ended by `\\n`, without invisible signs."""
    if len(data) > LARGEST:
        raise NotImported(f"{name} has more than {LARGEST / 1e6:.0f} MB, which is the limit for a text; split it")
    text = legible(_decoded(name, data))
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise NotImported(
            f"{name}:{line}: control character U+{ord(bad[0]):04X}: this is no text; export it as UTF-8 text"
        )
    if not text.strip():
        raise NotImported(f"{name} is empty")
    return text


def legible(text: str) -> str:
    """A text with its lines ended by `\\n`, Unicode composed, without invisible signs."""
    lines = text.replace("\r\n", "\n").translate(_AS_LINES)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", lines))


def _decoded(name: str, data: bytes) -> str:
    for start, what in _MAGIC.items():
        if data.startswith(start):
            raise NotImported(f"{name} is {what}, not a text" if ":" not in what else f"{name} is {what}")
    encoding = next((encoding for mark, encoding in _MARKS.items() if data.startswith(mark)), "")
    declared = _DECLARED.search(data[:4000]) if name.lower().endswith((".html", ".htm")) and not encoding else None
    encoding = encoding or ((declared[1] or declared[2]).decode() if declared else "utf-8")
    if not encoding.lower().startswith(("utf-16", "utf-32")) and b"\x00" in data[:4000]:
        raise NotImported(f"{name} is binary or UTF-16 without a byte order mark; save it as UTF-8 text")
    try:
        return data.decode(_AS_BROWSERS_DO.get(encoding.lower(), encoding))
    except UnicodeDecodeError as error:
        raise NotImported(_encoding(name, data, error)) from None
    except LookupError:
        raise NotImported(
            f"{name} declares the encoding `{encoding}`, which does not exist; save it as UTF-8"
        ) from None


_AS_BROWSERS_DO = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
}
"""Encodings that browsers read as another one, whatever a page declares (WHATWG Encoding, 4.2)."""


def _encoding(name: str, data: bytes, error: UnicodeDecodeError) -> str:
    """What a file that is not what it declares seems to be, and where that shows."""
    line = data.count(b"\n", 0, error.start) + 1
    if error.encoding.lower() not in ("utf-8", "utf8"):
        byte = f"byte 0x{data[error.start]:02x}"
        return f"{name}:{line}: {byte} is not {error.encoding}, which the file declares; save it as UTF-8"
    high = sum(byte >= 0x80 for byte in data[:100_000])
    odd = sum(byte < 0x20 and byte not in b"\t\n\r\x0b\x0c" for byte in data[:100_000])
    if odd or high > len(data[:100_000]) * 0.3:
        return (
            f"{name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8, and this is no text; export it as UTF-8 text"
        )
    what = "Windows-1252" if re.search(rb"[\x80-\x9f]", data) else "Latin-1 (ISO 8859-1)"
    return f"{name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8; it seems to be {what}: save the file as UTF-8"
