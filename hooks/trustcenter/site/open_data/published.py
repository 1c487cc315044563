"""The published files themselves (texts, records, changelog entries), unchanged, at the URLs of their pages.

`site.build` calls `published` and gets the files by path.
"""

from __future__ import annotations

from trustcenter.model.paths import record_path
from trustcenter.model.versions import Archive, Snapshot
from trustcenter.site.pages import View


def published(view: View) -> dict[str, bytes]:
    """Every announced file by path below the root of the site, with the same bytes as in the repository."""
    return published_by(view.center.archive, view.snapshot)


def published_by(archive: Archive, snapshot: Snapshot) -> dict[str, bytes]:
    """The same for an archive and its snapshot of a day."""
    held = archive.published
    paths = [path for version in snapshot.announced for path in (version.path, record_path(version.path))]
    paths += [path for version in snapshot.announced for path in version.sealed_paths]
    for change in snapshot.changes:
        paths += [change.path, *([record_path(change.path)] if change.about else [])]
        paths += archive.translation_paths(change) if change.translates else []
    # A redacted file is only proven by the record of its redaction, which therefore stands beside it on every day.
    redactions = sorted({one.change for path in paths for one in archive.redacted_by.get(path, ())})
    paths += [f"docs/changelog/{change}.{end}" for change in redactions for end in ("md", "json")]
    return {path.removeprefix("docs/"): held[path] for path in paths}
