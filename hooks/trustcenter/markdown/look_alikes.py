"""Finds words whose letters only look like those that readers take them for.

`unseen.unseen` calls `look_alikes`, which yields (offset, what, hint) for words of mixed scripts (a Cyrillic `а` in a
Latin word), letters drawn as others (fullwidth, mathematical), letters under a heap of accents or struck through by
one, and characters of private use, which each font draws as it likes.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

Found = tuple[int, str, str]
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[^\W\d_]+")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Letters beside which fullwidth ones are ordinary."""
_HEAP = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3,}")
"""More accents on one letter than any language written in Latin, Greek or Cyrillic letters uses."""
_STRUCK = re.compile(r"(?<=\w)[\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb]")
"""Accents that lie over a letter, as if it was struck out."""
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts that have letters which look like those of one another."""
_DRAWN = frozenset({"FULLWIDTH", "MATHEMATICAL", "DOUBLE-STRUCK", "SCRIPT", "BLACK-LETTER"})
"""First words of the names of letters that are others, drawn in another way."""


def look_alikes(text: str) -> Iterator[Found]:
    """All of these in a text, words at their first letter that is not as it seems."""
    if text.isascii():
        return
    yield from _words(text)
    for heap in _HEAP.finditer(text):
        yield heap.start(), f"{len(heap[0])} accents stand on one letter", "write at most two"
    for stroke in _STRUCK.finditer(text):
        yield stroke.start(), f"{named(stroke[0])} strikes a letter out", "write the letter without it"
    for private in _PRIVATE.finditer(text):
        yield private.start(), f"U+{ord(private[0]):04X} is a character that each font draws as it likes", "take it out"


def _words(text: str) -> Iterator[Found]:
    drawn_so = _DRAWN - {"FULLWIDTH"} if _EASTERN.search(text) else _DRAWN
    for match in _WORD.finditer(text):
        if match[0].isascii():
            continue
        scripts = [_script(letter) for letter in match[0]]
        drawn = next((at for at, script in enumerate(scripts) if script in drawn_so), None)
        if drawn is not None:
            told = f"{named(match[0][drawn])} is drawn like `{unicodedata.normalize('NFKC', match[0][drawn])}`"
            yield match.start() + drawn, told, "write the ordinary letter"
        elif len(mixed := {script for script in scripts if script in _ALIKE}) > 1:
            few = min(mixed, key=lambda script: (scripts.count(script), script == "LATIN"))
            at = scripts.index(few)
            others = ", ".join(sorted(script.capitalize() for script in mixed - {few}))
            told = f"{named(match[0][at])} stands in a word of {others} letters"
            yield match.start() + at, told, "write the word in the letters of one script"


def named(character: str) -> str:
    """A character by its code point and name: `U+0430 (cyrillic small letter a)`."""
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'unnamed').lower()})"


def script_of(text: str) -> str:
    """The script of most letters of a text: `LATIN`, `CYRILLIC` …; empty for a text without letters."""
    counted = Counter[str]()
    for letter, times in Counter(text).items():
        if letter.isalpha():
            counted[_script(letter)] += times
    return max(counted, key=lambda script: counted[script], default="")


def outside(text: str, script: str) -> Iterator[tuple[int, str]]:
    """(offset, character) of each letter of a text that is not of a script, and of each sign that is no ASCII."""
    for match in _NOT_ASCII.finditer(text):
        if not (match[0].isalpha() and _script(match[0]) == script):
            yield match.start(), match[0]


def _script(letter: str) -> str:
    """The script of a letter, from the first word of its name in Unicode."""
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "UNNAMED").partition(" ")[0]
