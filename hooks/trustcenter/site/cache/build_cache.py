"""Stores groups of files in a cache and runs jobs for what is missing, several at once where that is possible.

`site.build` calls `cached_groups` for the open data, feeds and overview pages, and `run_both` to run their jobs and
those of `page_cache` on the same processes. The storage is a `model.cache.Cache`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from trustcenter.model.cache import Cache, Share
from trustcenter.model.records import sha256

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """Jobs that can run in parallel, and `finish`, which makes a value from their results, in the order of the jobs."""

    jobs: Sequence[Callable[[], Any]]
    finish: Callable[[Iterator[Any]], T]


def run_both(one: Batch[T], other: Batch[U], share: Share) -> tuple[T, U]:
    """The values of two batches whose jobs share the processes of `share`."""
    jobs = [*one.jobs, *other.jobs]
    results = iter(share(lambda place: jobs[place](), len(jobs)))
    return one.finish(islice(results, len(one.jobs))), other.finish(results)


def cached_groups(cache: Cache, jobs: Mapping[str, Callable[[], Mapping[str, bytes]]]) -> Batch[list[dict[str, bytes]]]:
    """Groups of files, each cached under the key of its job; the jobs of the batch make those that are missing.

    `jobs` has, by cache key, a function that makes the files of one group by path. The value of the batch has the
    groups in the order of `jobs`.
    """
    files_by_key = {key: _group(cache, key) for key in jobs}
    missing = [key for key, files in files_by_key.items() if files is None]

    def finish(results: Iterator[Mapping[str, bytes]]) -> list[dict[str, bytes]]:
        for key, files in zip(missing, results, strict=True):
            files_by_key[key] = dict(files)
            cache.put(key, _packed(files))
        return [files for files in files_by_key.values() if files is not None]

    return Batch([jobs[key] for key in missing], finish)


def _group(cache: Cache, key: str) -> dict[str, bytes] | None:
    data = cache.get(key)
    try:
        return None if data is None else _unpacked(data)
    except (ValueError, TypeError):  # damaged: make them again
        return None


def _packed(files: Mapping[str, bytes]) -> bytes:
    lengths = json.dumps([[path, len(data)] for path, data in files.items()]).encode()
    return with_checksum(b"\n".join([lengths, b"".join(files.values())]))


def _unpacked(data: bytes) -> dict[str, bytes]:
    line, _, joined = checked_content(data).partition(b"\n")
    files, at = {}, 0
    for path, length in json.loads(line):
        files[path] = joined[at : at + length]
        at += length
    return files


def with_checksum(data: bytes) -> bytes:
    """The bytes preceded by a line with their SHA-256, so that a damaged cache entry is recognized."""
    return sha256(data).encode() + b"\n" + data


def checked_content(data: bytes) -> bytes:
    """The bytes that were given to `with_checksum`; raises ValueError for anything else."""
    digest, _, rest = data.partition(b"\n")
    if sha256(rest) != digest.decode():
        raise ValueError("the bytes are not those that were kept")
    return rest
