"""Keeping what was made from one build to the next: where it is kept is somebody else's business (`Keep`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from trustcenter.records import sha256

T = TypeVar("T")
U = TypeVar("U")


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


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """Jobs that can be done at the same time, and what comes of their results, which are in the same order."""

    jobs: Sequence[Callable[[], Any]]
    finish: Callable[[Iterator[Any]], T]


def done(one: Work[T], other: Work[U], share: Share) -> tuple[T, U]:
    """What comes of two works whose jobs share the processors."""
    jobs = [*one.jobs, *other.jobs]
    results = iter(share(lambda place: jobs[place](), len(jobs)))
    return one.finish(islice(results, len(one.jobs))), other.finish(results)


def groups(keep: Keep, jobs: Mapping[str, Callable[[], Mapping[str, bytes]]]) -> Work[list[dict[str, bytes]]]:
    """Groups of files by path, each kept together under the key of its job, in the order of the jobs."""
    found = {key: _group(keep, key) for key in jobs}
    missing = [key for key, files in found.items() if files is None]

    def finish(results: Iterator[Mapping[str, bytes]]) -> list[dict[str, bytes]]:
        for key, files in zip(missing, results, strict=True):
            found[key] = dict(files)
            keep.put(key, _packed(files))
        return [files for files in found.values() if files is not None]

    return Work([jobs[key] for key in missing], finish)


def _group(keep: Keep, key: str) -> dict[str, bytes] | None:
    data = keep.get(key)
    try:
        return None if data is None else _unpacked(data)
    except (ValueError, TypeError):  # damaged: make them again
        return None


def _packed(found: Mapping[str, bytes]) -> bytes:
    lengths = json.dumps([[path, len(data)] for path, data in found.items()]).encode()
    return sealed(b"\n".join([lengths, b"".join(found.values())]))


def _unpacked(data: bytes) -> dict[str, bytes]:
    line, _, joined = opened(data).partition(b"\n")
    found, at = {}, 0
    for path, length in json.loads(line):
        found[path] = joined[at : at + length]
        at += length
    return found


def sealed(data: bytes) -> bytes:
    """Bytes below a line with their hash."""
    return sha256(data).encode() + b"\n" + data


def opened(data: bytes) -> bytes:
    """What `sealed` got; ValueError for anything else."""
    digest, _, rest = data.partition(b"\n")
    if sha256(rest) != digest.decode():
        raise ValueError("the bytes are not those that were kept")
    return rest
