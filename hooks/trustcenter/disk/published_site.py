"""Fetches files of a published site over HTTP (`disk.web`), past caches on the way.

`cli.deployed` calls `fetch` to learn what was deployed last, `cli.verify` to compare heads.
"""

from __future__ import annotations

from urllib.parse import quote

from trustcenter.disk import web
from trustcenter.disk.web import Unreachable

SECONDS = 30
LARGEST = 200_000_000
"""The most bytes of a file that are read."""


def root_of(address: str) -> str:
    """The address of a site with a slash at its end; raises Unreachable for one that is not asked."""
    if not web.is_asked(address):
        raise Unreachable(f"{address}: only a site at an https address can be asked")
    return f"{address.partition('?')[0].partition('#')[0].rstrip('/')}/"


def fetch(root: str, path: str) -> bytes:
    """The bytes of a file of the site at `root` (from `root_of`); raises Unreachable."""
    limits = web.Limits(seconds=SECONDS, largest=LARGEST, headers={"Cache-Control": "no-cache"})
    return web.get(root + quote(path), limits).data


__all__ = ["LARGEST", "SECONDS", "Unreachable", "fetch", "root_of"]
