"""What makes a PDF or a picture from the source of a document: `disk.typesetting` provides it, `site.pdf` uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typesetter:
    """What turns the source of a document into a PDF: `typeset(source, path)`; `draw(source)` makes a PNG of one sheet.

    `path` is the file of the site that is made, for messages.  The same source gives the same bytes under the same
    `name`, which is part of cache keys.
    """

    name: str
    typeset: Callable[[bytes, str], bytes]
    draw: Callable[[bytes], bytes]
