"""Stores groups of files in a cache and runs jobs for what is missing, several at once where that is possible.

`site.build` calls `cached_groups` for the open data, feeds and overview pages, and `run_both` to run their jobs and
those of `page_cache` on the same processes. The storage is a `model.cache.Cache`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar

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


class RecordedLookups(Collection[str]):
    """The URLs of a site, which can be asked for one at a time; remembers every question and its answer."""

    def __init__(self, urls: Collection[str]) -> None:
        self.urls = urls
        self.answers: dict[str, bool] = {}

    def __contains__(self, url: object) -> bool:
        answer = self.answers[str(url)] = url in self.urls
        return answer

    def __iter__(self) -> Iterator[str]:
        raise TypeError("what is kept asks for single URLs: it cannot depend on all of them")

    def __len__(self) -> int:
        raise TypeError("what is kept asks for single URLs: it cannot depend on their number")


Files: TypeAlias = Mapping[str, bytes]
Job: TypeAlias = Callable[[Collection[str]], Files]
"""Makes some files by path; it may ask which URLs the site has."""


def cached_groups(cache: Cache, jobs: Mapping[str, Job], urls: Collection[str]) -> Batch[list[Files]]:
    """Groups of files by path, each kept together under the key of its job, in the order of the jobs.

    A key covers all that its job sees but the URLs of the site: what the job asked about them is kept with its files,
    which are good while every answer is still the same.
    """
    stored = {key: _group(cache, key, urls) for key in jobs}
    missing = [key for key, files in stored.items() if files is None]

    def finish(results: Iterator[tuple[Files, Mapping[str, bool]]]) -> list[Files]:
        for key, (files, answers) in zip(missing, results, strict=True):
            stored[key] = files
            cache.put(key, _packed(files, answers))
        return [files for files in stored.values() if files is not None]

    return Batch([partial(_asking, jobs[key], urls) for key in missing], finish)


def _asking(job: Job, urls: Collection[str]) -> tuple[Files, Mapping[str, bool]]:
    asked = RecordedLookups(urls)
    return job(asked), asked.answers


def _group(cache: Cache, key: str, urls: Collection[str]) -> Files | None:
    data = cache.get(key)
    try:
        return None if data is None else _unpacked(data, urls)
    except (ValueError, TypeError):  # damaged: make them again
        return None


def _packed(files: Files, answers: Mapping[str, bool]) -> bytes:
    lengths = [[path, len(data)] for path, data in files.items()]
    head = json.dumps([answers, lengths]).encode()
    return with_checksum(b"\n".join([head, b"".join(files.values())]))


def _unpacked(data: bytes, urls: Collection[str]) -> Files | None:
    """The files of a group; None where a URL of the site has come or gone that its job asked for."""
    line, _, joined = checked_content(data).partition(b"\n")
    answers, lengths = json.loads(line)
    if any((url in urls) is not answer for url, answer in answers.items()):
        return None
    files, at = {}, 0
    for path, length in lengths:
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
