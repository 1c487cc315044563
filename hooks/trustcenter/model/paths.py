"""Paths of a trust center in its repository: which files are published, and where records and the journal are.

Used by everything that reads or writes the repository.  Paths are strings relative to the root of the repository with
`/` as separator, for example `docs/policies/privacy/2025-06-29.md`.
"""

from __future__ import annotations

import re

SETTINGS = "mkdocs.yml"
"""The settings of the site."""
JOURNAL = "docs/changelog/.publishing.json"
"""Exists while a command writes; lists what to restore if the command is interrupted."""
VERSION = re.compile(
    r"docs/policies/(?P<policy>[^/]+)/(?P<id>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:-[0-9]+)?)\.(?P<end>md|json)"
)
"""The text or the record of a version."""
_LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*"
TRANSLATION = re.compile(
    rf"docs/policies/(?P<policy>[^/]+)/(?P<id>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:-[0-9]+)?)"
    rf"\.(?P<lang>{_LANGUAGE})(?:\.(?P<place>[0-9]+))?\.md"
)
"""The text of a version in another language; corrections of it are numbered from 2."""
DRAFT = re.compile(rf"docs/policies/(?P<policy>[^/]+)/index(?:\.(?P<lang>{_LANGUAGE}))?\.md")
"""The draft of a policy, or of its text in another language."""
CHANGE = re.compile(r"docs/changelog/(?P<id>[^/.][^/]*)\.(?P<end>md|json)")
"""A changelog entry, or the record of one that withdraws another."""


def is_published(path: str) -> bool:
    """Whether a path is part of the archive: a version, a changelog entry or a record.

    >>> is_published("docs/policies/privacy/2025-06-29.json"), is_published("docs/policies/privacy/index.md")
    (True, False)
    """
    return bool(VERSION.fullmatch(path) or CHANGE.fullmatch(path) or TRANSLATION.fullmatch(path))


def translation_path(version: str, lang: str, place: int = 1) -> str:
    """The path of the text of a version in another language; `place` counts this text and its corrections from 1.

    >>> translation_path("privacy/2025-06-29", "de"), translation_path("privacy/2025-06-29", "de", 2)
    ('docs/policies/privacy/2025-06-29.de.md', 'docs/policies/privacy/2025-06-29.de.2.md')
    """
    return f"docs/policies/{version}.{lang}{f'.{place}' if place > 1 else ''}.md"


def record_path(text_path: str) -> str:
    """The record beside a text: `docs/policies/privacy/2025-06-29.md` → `docs/policies/privacy/2025-06-29.json`."""
    return text_path.removesuffix(".md") + ".json"
