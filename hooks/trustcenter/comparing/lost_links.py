"""Names the texts whose links a new version breaks: they lead to a heading that it does not have any more.

`publishing` shows the sentences in a dry run and when it publishes, `reports.review` on a pull request.  The site lets
such a link lead to the page instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from trustcenter.markdown.to_html import anchors
from trustcenter.model.versions import Archive, Version


def lost_links(archive: Archive, versions: Sequence[Version]) -> tuple[str, ...]:
    """A sentence for each link of another text, in effect or upcoming when one of these takes effect, that breaks."""
    return tuple(dict.fromkeys(sentence for version in versions for sentence in _of(archive, version)))


def _of(archive: Archive, version: Version) -> Iterator[str]:
    before = archive.predecessor(version)
    gone = anchors(before.text) - anchors(version.text) if before and not version.retires else frozenset()
    if not gone:
        return
    link = re.compile(rf"(?:\.\./|policies/){re.escape(version.policy)}/(?:index\.md)?#([^\s)>\"']+)")
    for policy in sorted({*archive.versions} - {version.policy}):
        on = version.binds_from
        for other in filter(None, (archive.in_effect(policy, on), *archive.upcoming(policy, on))):
            for anchor in dict.fromkeys(link.findall(other.text)):
                if unquote(anchor) in gone:
                    yield (
                        f"{other.name} links to #{anchor} of {version.policy}, which {version.name} does not have:"
                        " the link will lead to the page"
                    )
