"""Compares the words of an imported file with those of its text: which were kept, dropped, or are missing.

`review_folder` calls `compare` with an `ImportedText` and gets a `Fidelity`, which begins the review.  It counts words
on both sides on its own: those of the source as the reader of the format gave them, those of the text from its
rendered Markdown.  What is neither kept nor listed as dropped is `missing`, and is a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import html as lxml_html

from trustcenter.importing.formats.imported_text import Dropped, ImportedText
from trustcenter.markdown.html_tree import block_text
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.model.phrases import plural

_MISSING_WORDS_SHOWN = 50
"""So many missing words are listed."""


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How many words went in and stayed, what was dropped, and the words that are in neither."""

    words_in: int
    words_kept: int
    dropped: tuple[Dropped, ...]
    missing: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line for the terminal."""
        parts = [f"{plural(self.words_in, 'word')} in, {self.words_kept} kept"]
        if self.dropped:
            parts.append(f"{plural(len(self.dropped), 'block')} dropped")
        if self.missing:
            parts.append(f"{plural(len(self.missing), 'word')} missing: {' '.join(self.missing[:10])}")
        return ", ".join(parts)

    def record(self) -> dict[str, Any]:
        """The report as the review shows it."""
        shown = [
            {"kind": one.kind, **({"place": one.place} if one.place else {}), "text": one.text} for one in self.dropped
        ]
        return {
            "words_in": self.words_in,
            "words_kept": self.words_kept,
            "dropped": shown,
            **({"missing": list(self.missing[:_MISSING_WORDS_SHOWN])} if self.missing else {}),
        }


def compare(text: ImportedText) -> Fidelity:
    """The words of a source against those of its text and of what was dropped."""
    source = _counted(shown_text(text.source) if text.is_markdown else text.source)
    kept = _counted(f"{text.title}\n{shown_text(text.body)}")
    dropped = sum((_counted(one.text) for one in text.dropped), Counter[str]())
    missing = source - kept - dropped
    return Fidelity(source.total(), (source & kept).total(), text.dropped, tuple(missing.elements()))


def _counted(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).replace("_", " ")))


def shown_text(markdown: str) -> str:
    """What a reader sees of a Markdown text: its words, and the numbers of its lists."""
    root = lxml_html.fragment_fromstring(render(markdown, source="", page="", site=ANYWHERE).html, create_parent="div")
    for listed in root.iter("ol"):
        for number, item in enumerate(listed.findall("li"), start=_start(listed.attrib)):
            item.text = f"{number}. {item.text or ''}"
    return block_text(root)


def _start(attributes: Mapping[str, str]) -> int:
    start = attributes.get("start", "1")
    return int(start) if start.isdecimal() else 1
