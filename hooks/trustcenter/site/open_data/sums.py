"""Makes `/SHA256SUMS`, with which `sha256sum -c SHA256SUMS` checks a downloaded copy of the site.

`disk.site_folder` gets `listing` from its callers and calls it with the hash of every file written.
"""

from __future__ import annotations

from collections.abc import Mapping

NAME = "SHA256SUMS"


def sums(hashes: Mapping[str, str]) -> bytes:
    """A line for every served file by path and hash (hexadecimal), without the list itself."""
    return "".join(_line(path, hashes[path]) for path in sorted(hashes) if path != NAME).encode()


def _line(path: str, hash_: str) -> str:
    """A line as coreutils write it: a name with a backslash or line end is escaped, and the line starts with a
    backslash.
    """
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{hash_}  {escaped}\n"


def listing(hashes: Mapping[str, str]) -> tuple[str, bytes]:
    """(name, bytes) of the list, for code that writes a site to disk."""
    return NAME, sums(hashes)
