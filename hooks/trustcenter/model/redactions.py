"""Redactions: which passages of published files were replaced by a mark, and whether anything else was changed.

`reading.redactions` builds them from the records in the archive.  `rules.history` and `reports.evidence` call
`differs_only_in`, which compares a file with the bytes that were published.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

Span = tuple[int, int]
"""Where a mark stands in a file: the offset of its first byte and the one behind its last."""


@dataclass(frozen=True, slots=True)
class VersionRedaction:
    """What a redaction means for one version: by which change, when and why, and the sha256 of the text since then.

    `seal` is that of the redaction: it covers text and record as they are since, so cached pages depend on it.
    """

    change: str
    announced: date
    reason: str
    text_sha256: str
    seal: str


def outside(data: bytes, spans: Sequence[Span]) -> Iterator[bytes]:
    """The parts of a file before, between and after the spans."""
    begin = 0
    for start, end in sorted(spans):
        yield data[begin:start]
        begin = end
    yield data[begin:]


def differs_only_in(spans: Sequence[Span], before: bytes, after: bytes) -> bool:
    """Whether `before` can be had from `after` by putting something in the place of each span and nothing else."""
    if not _are_in(after, spans):
        return False
    first, *between = outside(after, spans)
    if not between:
        return before == after
    last = between.pop()
    if len(first) + len(last) > len(before) or not (before.startswith(first) and before.endswith(last)):
        return False
    at, end = len(first), len(before) - len(last)
    for part in between:
        at = before.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def _are_in(data: bytes, spans: Sequence[Span]) -> bool:
    """Whether the spans are in order, apart, and inside of the data."""
    ends = [offset for span in spans for offset in span]
    inside = not ends or (ends[0] >= 0 and ends[-1] <= len(data))
    return inside and ends == sorted(ends) and all(start < end for start, end in spans)


# The mark ---------------------------------------------------------------------------------------------------------


def in_json(text: str) -> str:
    """A text as it stands between the quotes of a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def mark_spans(data: bytes, forms: Iterable[str]) -> tuple[Span, ...]:
    """Where marks stand in a file, in any of the forms in which they are written there.

    Quotes around a mark belong to it, and so does the fact `{"unknown": "…"}` that stands for a redacted value.
    """
    written = "|".join(re.escape(form) for form in sorted(set(forms), key=lambda form: (-len(form), form)))
    pattern = re.compile(rf'\{{\s*"unknown": "(?:{written})"\s*\}}|"(?:{written})"|{written}'.encode())
    return tuple(match.span() for match in pattern.finditer(data))
