"""Fetches files of a published site over HTTP; nothing else of the package asks the network.

`cli.deployed` calls `fetch` to learn what was deployed last, `cli.verify` to compare heads.  Only https is spoken, and
plain http with this machine.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from urllib.parse import quote, urlsplit

SECONDS = 30
LARGEST = 200_000_000
"""The most bytes of a file that are read."""
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class Unreachable(Exception):  # noqa: N818 — the site is, not we
    """A file could not be fetched; the message names its address and says why, `is_missing` whether there is none."""

    def __init__(self, message: str, *, is_missing: bool = False) -> None:
        super().__init__(message)
        self.is_missing = is_missing


def root_of(address: str) -> str:
    """The address of a site with a slash at its end; raises Unreachable for one that is not asked."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _THIS_MACHINE):
        raise Unreachable(f"{address}: only a site at an https address can be asked")
    return f"{address.partition('?')[0].partition('#')[0].rstrip('/')}/"


def fetch(root: str, path: str) -> bytes:
    """The bytes of a file of the site at `root` (from `root_of`), past caches on the way; raises Unreachable."""
    address = root + quote(path)
    request = urllib.request.Request(address, headers={"Cache-Control": "no-cache", "User-Agent": "trustcenter"})  # noqa: S310 — `root_of` looked at the scheme
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            root_of(answer.url)  # where a redirect led
            data: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        message = f"{address}: the host answered {error.code} {error.reason}"
        raise Unreachable(message, is_missing=error.code in (404, 410)) from None
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise Unreachable(f"{address}: {getattr(error, 'reason', None) or error}") from None
    if len(data) > LARGEST:
        raise Unreachable(f"{address}: more than {LARGEST // 1_000_000} MB")
    return data
