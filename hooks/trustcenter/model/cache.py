"""Cache interface; the storage is passed in.

`disk.files.Kept` stores bytes in a folder, `Nothing` stores none.  What may be made once and kept is decided in
`site.cache`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias


class Keep(Protocol):
    """Bytes by key.  What was put may be gone later; what comes back is what was put."""

    def get(self, key: str, /) -> bytes | None: ...

    def part(self, key: str, at: int, size: int, /) -> bytes | None:
        """So many of them, from a place on."""
        ...

    def put(self, key: str, data: bytes, /) -> bool:
        """Whether it is kept."""
        ...

    def use(self, key: str, /) -> None:
        """Say that something is wanted still, without asking for it."""
        ...


Share: TypeAlias = Callable[[Callable[[int], Any], int], Iterable[Any]]
"""Does a piece of work for 0, 1 … up to a number, and gives the results in that order; maybe several at once."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A file that is made only where it is not there already; `key` stands for all that it is made of.

    Without a key it is always made.
    """

    key: str
    make: Callable[[], bytes]


class Nothing:
    """Keeps nothing."""

    def get(self, _key: str) -> bytes | None:
        return None

    def part(self, _key: str, _at: int, _size: int) -> bytes | None:
        return None

    def put(self, _key: str, _data: bytes) -> bool:
        return False

    def use(self, _key: str) -> None:
        pass


def one_by_one(work: Callable[[int], Any], count: int) -> Iterator[Any]:
    return map(work, range(count))
