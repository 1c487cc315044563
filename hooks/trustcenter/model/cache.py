"""Cache interface: a store of bytes by key, and values that describe work which a cache may save.

`site` writes pages through this interface and `cli` passes in a store: `disk.files.FolderCache` uses a folder,
`NoCache` stores nothing.  Which results are cached, and under which keys, is decided in `site.cache`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias


class Cache(Protocol):
    """A store of bytes by key.  An entry may be evicted at any time; what `get` returns is exactly what was `put`."""

    def get(self, key: str, /) -> bytes | None: ...

    def part(self, key: str, at: int, size: int, /) -> bytes | None:
        """`size` bytes of an entry, beginning at offset `at`; None if the entry is absent."""
        ...

    def put(self, key: str, data: bytes, /) -> bool:
        """Store `data`; returns whether it was stored."""
        ...

    def use(self, key: str, /) -> None:
        """Mark an entry as recently used, so that it is not evicted, without reading it."""
        ...


Share: TypeAlias = Callable[[Callable[[int], Any], int], Iterable[Any]]
"""`share(work, count)` yields `work(0)`, `work(1)` … `work(count - 1)` in that order; the calls may run in parallel."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make one file of the site, and a `key` that identifies its content (a hash of all inputs).

    A file on disk that was made under the same key is kept.  With an empty key the file is always made.
    """

    key: str
    make: Callable[[], bytes] = field(compare=False)


class NoCache:
    """A `Cache` that stores nothing: every lookup misses."""

    def get(self, _key: str) -> bytes | None:
        return None

    def part(self, _key: str, _at: int, _size: int) -> bytes | None:
        return None

    def put(self, _key: str, _data: bytes) -> bool:
        return False

    def use(self, _key: str) -> None:
        pass


def one_by_one(work: Callable[[int], Any], count: int) -> Iterator[Any]:
    """A `Share` that runs in this process, one call after the other."""
    return map(work, range(count))
