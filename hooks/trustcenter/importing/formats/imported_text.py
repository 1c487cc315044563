"""The result of reading a file: a title, GitHub Flavored Markdown, and all that was left out of it.

Every reader in this folder returns an `ImportedText`; `review_folder` makes the review of it, and `fidelity` compares
its words with those of the source.  A `Dropped` is one block that was left out, with its words and place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

DropKind = Literal[
    "menu", "footer", "header", "banner", "contents", "comment", "suggestion", "property sheet", "control", "hidden",
    "code", "picture", "link", "front matter",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dropped:
    """A block of the source that is not in the text: what it is, its words, and where it stood (`line 12`)."""

    kind: DropKind
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class ImportedText:
    """A text on its way in.

    `source` is all the text of the file as a reader sees it (Markdown where `is_markdown`), `dropped` what of it is
    left out, `problems` what a person must settle in the source (tracked changes), `notes` what is good to know,
    `front` the lines of front matter.
    """

    title: str
    body: str
    source: str
    dropped: tuple[Dropped, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    front: tuple[str, ...] = ()
    is_markdown: bool = False

    def also(
        self, *, dropped: Sequence[Dropped] = (), problems: Sequence[str] = (), notes: Sequence[str] = ()
    ) -> ImportedText:
        """The same text with more to say about it."""
        return replace(
            self,
            dropped=(*self.dropped, *dropped),
            problems=(*self.problems, *problems),
            notes=(*self.notes, *notes),
        )
