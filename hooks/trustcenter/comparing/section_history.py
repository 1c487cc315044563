"""Finds, for each section of a policy's text, the version in which it last changed.

Policy pages print it ("last changed …").  `line` gives the versions that applied one after the other, `last_changed`
the index of the last change for each section.  A section is the text below one heading of level two, subsections
included; white space does not count, and a section with a new heading is a new section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from trustcenter.model.versions import Archive, Version

_MARK = re.compile(
    r"(?m)^ {0,3}(?:(?P<fence>`{3,}|~{3,})(?P<rest>.*)|##(?:[ \t]+(?P<heading>.*?))?(?:[ \t]+#+)?[ \t\r]*)$"
)
"""A line that opens or closes code, or a heading of the second level."""
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


def _read(text: str) -> Iterator[tuple[str, str]]:
    """Heading and text of each section; what looks like a heading inside of code is none."""
    heading, start, fence = None, 0, ""
    for mark in _MARK.finditer(text):
        if fence:
            closed = (mark["fence"] or "").startswith(fence) and not mark["rest"].strip()
            fence = "" if closed else fence
        elif mark["fence"]:
            fence = mark["fence"]
        else:
            if heading is not None:
                yield heading, " ".join(text[start : mark.start()].split())
            heading, start = (mark["heading"] or "").strip(), mark.end()
    if heading is not None:
        yield heading, " ".join(text[start:].split())


def last_changed(texts: Sequence[str]) -> tuple[int, ...]:
    """For each section of the last text, in order, the index of the text in which it last changed.

    `texts` are the texts that applied one after the other.
    """
    now = sections(texts[-1]) if texts else ()
    changed_in = dict.fromkeys(now, len(texts) - 1)
    unchanged = set(now)
    for place in range(len(texts) - 2, -1, -1):
        unchanged &= set(sections(texts[place]))
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
