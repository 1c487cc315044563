"""Finds the one page in a zipped export, such as Notion writes.

`formats.read` calls `page_of` with the name and bytes of the archive and gets the page's name and bytes.  Raises
`NotImported` where there is no page or more than one, and for an archive that is too large when unpacked.
"""

from __future__ import annotations

import io
import zipfile

from trustcenter.importing.input_file import LARGEST, NotImported
from trustcenter.model.phrases import listed

_PAGES = (".html", ".htm", ".md", ".docx")


def page_of(name: str, data: bytes, *, inner: bool = False) -> tuple[str, bytes]:
    """The page of an archive.  Raises NotImported where there is none, or more than one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = [info for info in packed.infolist() if not info.is_dir() and info.file_size <= 20 * LARGEST]
            pages = [info for info in files if info.filename.lower().endswith(_PAGES) and not _is_index(info.filename)]
            nested = [info for info in files if info.filename.lower().endswith(".zip")]
            if not pages and len(nested) == 1 and not inner:
                return page_of(name, packed.read(nested[0]), inner=True)
            if len(pages) != 1:
                raise NotImported(_which(name, [info.filename for info in pages]))
            return pages[0].filename.rpartition("/")[2], packed.read(pages[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise NotImported(f"{name} cannot be unpacked: {error}; unpack it and import the page in it") from None


def _is_index(path: str) -> bool:
    return (
        path.rpartition("/")[2].startswith(".")
        or path.startswith("__MACOSX/")
        or path.rpartition("/")[2] == "index.html"
    )


def _which(name: str, pages: list[str]) -> str:
    if not pages:
        return f"{name} holds no page ({listed(list(_PAGES), last='or')}); export the page as HTML or Markdown"
    shown = ", ".join(f"`{page.rpartition('/')[2]}`" for page in pages[:5])
    return f"{name} holds {len(pages)} pages: {shown}; unpack it and import the one that is meant"
