"""Blanks out the code of a Markdown text, in time linear in its length.

`rules.prose` and `markdown.unseen` call `without_code` before they look for words and marks: what stands in code is
neither.  Every other character keeps its offset.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

_FENCED = re.compile(r"(?ms)^ {0,3}(```+(?=[^`\n]*$)|~~~+).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@lru_cache(maxsize=16)
def without_code(text: str) -> str:
    """The text with fenced code and code spans replaced by spaces."""
    if "`" not in text and "~~~" not in text:
        return text
    plain = _FENCED.sub(lambda match: _blank(match[0]), text)
    pieces, at = list[str](), 0
    for start, end in _spans(plain):
        pieces += [plain[at:start], _blank(plain[start:end])]
        at = end
    return "".join([*pieces, plain[at:]])


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where code spans begin and end: a run of backticks, and the next run as long in the same paragraph."""
    runs = [match.span() for match in re.finditer("`+", text)]
    of_length = defaultdict[int, list[int]](list)
    for place, (start, end) in enumerate(runs):
        of_length[end - start].append(place)
    breaks = [match.start() for match in _BLANK_LINE.finditer(text)]
    place = 0
    while place < len(runs):
        start, end = runs[place]
        as_long = of_length[end - start]
        later = bisect_right(as_long, place)
        escaped = text[start - 1 : start] == "\\"
        same_paragraph = later < len(as_long) and bisect_left(breaks, start) == bisect_left(
            breaks, runs[as_long[later]][0]
        )
        if same_paragraph and not escaped:
            yield start, runs[as_long[later]][1]
            place = as_long[later]
        place += 1
