"""The published files themselves (texts, records, changelog entries), unchanged, at the URLs of their pages.

`site.build` calls `published` and gets the files by path.
"""

from __future__ import annotations

from trustcenter.model.paths import record_path
from trustcenter.site.pages import View


def published(view: View) -> dict[str, bytes]:
    """Every announced file by path below the root of the site, with the same bytes as in the repository."""
    held = view.center.archive.published
    paths = [path for version in view.snapshot.announced for path in (version.path, record_path(version.path))]
    for change in view.snapshot.changes:
        paths += [change.path, *([record_path(change.path)] if change.about else [])]
    return {path.removeprefix("docs/"): held[path] for path in paths}
