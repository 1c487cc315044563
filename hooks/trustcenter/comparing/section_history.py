"""Finds, for each section of a policy's text, the version in which it last changed.

Policy pages print it ("last changed …").  `line` gives the versions that applied one after the other, `last_changed`
the index of the last change for each section.  A section is the text below one heading of level two, subsections
included; white space does not count, and a section with a new heading is a new section.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from trustcenter.model.versions import Archive, Version

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}##(?!#)\s*(.*?)\s*#*\s*$")
Section = tuple[str, int, str]
"""Heading, index among the sections with the same heading (0, 1 …), and text with white space folded."""


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a Markdown text in order; text above the first heading belongs to none."""
    return _numbered(_read(text))


def _numbered(unnumbered: Iterable[tuple[str, str]]) -> tuple[Section, ...]:
    seen: dict[str, int] = {}
    numbered = []
    for heading, text in unnumbered:
        number = seen.get(heading, 0)
        numbered.append((heading, number, text))
        seen[heading] = number + 1
    return tuple(numbered)


def _read(text: str) -> list[tuple[str, str]]:
    """Heading and text of each section, line by line."""
    read: list[tuple[str, list[str]]] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
            fence = ""
        heading = None if fence or mark else _HEADING.match(line)
        if heading:
            read.append((heading[1], []))
        elif read:
            read[-1][1].append(line)
    return [(heading_text, " ".join(" ".join(lines).split())) for heading_text, lines in read]


def _piece(piece: str) -> tuple[str, str] | None:
    """Heading and text of a piece that follows `## `; None if it has code or may hold more than one section."""
    first, _, rest = piece.partition("\n")
    heading = _HEADING.match(f"## {first}") if first.isprintable() and "##" not in rest else None
    read = [(heading[1], " ".join(rest.split()))] if heading else _read(f"## {piece}")
    return None if len(read) > 1 or _has_code(piece) else read[0]


def _has_code(text: str) -> bool:
    return "```" in text or "~~~" in text


def _cut(text: str, piece: Callable[[str], tuple[str, str] | None]) -> Iterable[tuple[str, str]]:
    """The same as `_read(text)`, from cached pieces (`piece`) if each of them is a section by itself."""
    above, *pieces = f"\n{text}".split("\n## ")
    read = [*filter(None, map(piece, pieces))]
    whole = len(read) == len(pieces) and not _has_code(above) and not _read(above)
    return read if whole else _read(text)


def last_changed(texts: Sequence[str]) -> tuple[int, ...]:
    """For each section of the last text, in order, the index of the text in which it last changed.

    `texts` are the texts that applied one after the other.
    """
    piece = cache(_piece)  # the texts have most of their sections in common
    now = _numbered(_cut(texts[-1], piece)) if texts else ()
    changed_in = dict.fromkeys(now, len(texts) - 1)
    unchanged = set(now)
    for place in range(len(texts) - 2, -1, -1):
        unchanged &= set(_numbered(_cut(texts[place], piece)))
        if not unchanged:
            break
        changed_in |= dict.fromkeys(unchanged, place)
    return tuple(changed_in[section] for section in now)


def line(archive: Archive, shown: Version) -> list[Version]:
    """The versions of a policy whose texts applied one after the other, up to `shown`.

    Withdrawn versions and those superseded by a correction before they applied are left out.
    """
    on = shown.binds_from
    earlier = (v for v in archive.versions[shown.policy] if v.order <= shown.order and not v.retires)
    kept = sorted((v for v in earlier if v.public_from <= on and not archive.withdrawn(v, on)), key=lambda v: v.order)
    return [version for version, after in _pairs(kept) if not (after and _superseded(version, after))]


def _pairs(versions: Sequence[Version]) -> Iterable[tuple[Version, Version | None]]:
    return zip(versions, [*versions[1:], None], strict=True)


def _superseded(version: Version, after: Version) -> bool:
    """Whether a version with the same effective date took its place before it applied."""
    return version.effective == after.effective and after.public_from < version.binds_from
