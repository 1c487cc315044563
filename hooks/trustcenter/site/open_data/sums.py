"""`/SHA256SUMS`: `sha256sum -c SHA256SUMS` proves a downloaded copy of the site."""

from __future__ import annotations

from collections.abc import Mapping

NAME = "SHA256SUMS"


def sums(hashes: Mapping[str, str]) -> bytes:
    """A line for every file that is served, by path with its hash; of the list itself there is none."""
    return "".join(_line(path, hashes[path]) for path in sorted(hashes) if path != NAME).encode()


def _line(path: str, hash_: str) -> str:
    """A line as coreutils write it: a name with a backslash or a line end in it is escaped, and says so."""
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{hash_}  {escaped}\n"


def listing(hashes: Mapping[str, str]) -> tuple[str, bytes]:
    """The name and the bytes of the list, for what writes a site to disk."""
    return NAME, sums(hashes)
