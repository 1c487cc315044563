"""Keeping what was made from one build to the next: where it is kept is somebody else's business (`Keep`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from trustcenter.model.cache import Keep, Share
from trustcenter.model.records import sha256

T = TypeVar("T")
U = TypeVar("U")


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
