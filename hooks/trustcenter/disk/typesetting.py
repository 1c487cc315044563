"""Makes PDFs with Typst, which comes with the extra `pdf`; the adapter and `cli.pack` hand it to `site.pdf`.

Fonts are those inside Typst (Libertinus Serif, DejaVu Sans Mono) and the company's own in `FONTS`; the fonts of the
machine are never used, so that a document has the same bytes everywhere.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from trustcenter.model.records import sha256
from trustcenter.model.typesetting import Typesetter

if TYPE_CHECKING:
    import typst

FONTS = "fonts"
"""The folder of a center with fonts for its PDFs, such as those for Chinese or Japanese."""
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


def typesetter(root: Path) -> Typesetter | None:
    """The typesetter of the center at `root`; None if the extra `pdf` is not installed."""
    if importlib.util.find_spec("typst") is None:
        return None
    name = f"typst {version('typst')} {_fonts_digest(root / FONTS)}"
    return Typesetter(name, partial(_typeset, root / FONTS), partial(_drawn, root / FONTS))


def _fonts_digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return sha256("".join(f"{path.name} {sha256(path.read_bytes())}\n" for path in files).encode())


@cache
def _fonts(folder: Path) -> typst.Fonts:
    import typst  # imported late: an optional extra

    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)] if folder.is_dir() else [])


def _typeset(folder: Path, source: bytes, path: str) -> bytes:
    """The PDF of a source, as PDF/A-3a and PDF/UA-1.

    Where a sign is in none of the fonts, which neither standard allows, the PDF is an ordinary one: it begins with a
    note that names the sign, and the sign is shown as an empty box.
    """
    import typst

    try:
        return _compiled(folder, source, _STANDARDS)
    except typst.TypstError as error:
        missing = _MISSING.search(error.message)
        if missing is None:
            raise
    signs = missing[1]
    points = " ".join(f"U+{ord(sign):04X}" for sign in signs)
    sys.stderr.write(
        f"{path}: no font has “{signs}” ({points}), so this is not PDF/A or PDF/UA; put one into {FONTS}/\n"
    )
    return _compiled(folder, source.replace(b"\ntitle()\n", b"\ntitle()\n" + _note(points), 1), [])


def _drawn(folder: Path, source: bytes) -> bytes:
    """The PNG of a source, with a pixel for each point."""
    import typst

    _claim()
    return typst.compile(source, font_paths=_fonts(folder), ignore_system_fonts=True, format="png", ppi=72)


def _note(points: str) -> bytes:
    words = (
        f"Some signs, such as {points}, are in none of the fonts this file was made with. The attached text has them."
    )
    return f'par(note("{words}"))\n'.encode()


def _compiled(folder: Path, source: bytes, standards: list[typst.PDFStandard]) -> bytes:
    import typst

    _claim()
    return typst.compile(
        source, font_paths=_fonts(folder), ignore_system_fonts=True, pdf_standards=standards, timestamp=0
    )


_used_in: set[int] = set()
"""The process that has used Typst, and those it was forked from."""


def _claim() -> None:
    """Note that this process uses Typst; raises RuntimeError where a process that it was forked from has.

    Typst's threads are not there after a fork, and it would wait for them without an end.
    """
    if _used_in and os.getpid() not in _used_in:
        raise RuntimeError("Typst was used before this process was forked; make PDFs in one process or in forked ones")
    _used_in.add(os.getpid())
