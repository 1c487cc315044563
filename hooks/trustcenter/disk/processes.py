"""Shares a list of jobs among worker processes: `shared(work, count)` yields `work(0)` … `work(count - 1)` in order.

`cli` and the MkDocs adapter pass it to `site` as a `model.cache.Share`, to make and write pages.  Workers are forked,
so that they have everything this process has read; where forking is not safe (not Linux, or a program with threads,
such as a preview), all jobs run in this process.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar

MOST_PROCESSES = 4
T = TypeVar("T")


def shared(work: Callable[[int], T], count: int, *, doing: str = "") -> Iterator[T]:
    """The results of `work` for 0 … `count` - 1 in order; `doing` is shown with the progress on a terminal.

    Raises what `work` raises, and RuntimeError if a worker process dies.
    """
    processes = min(_processes(), count)
    if processes < 2:
        return map(work, range(count))
    gc.freeze()  # existing objects are left out of garbage collection, here and in the workers
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=_begin, initargs=(work,))
    return _awaited(pool, pool.map(_do, range(count)), count, doing)


making = partial(shared, doing="making pages")
writing = partial(shared, doing="writing pages")


def _awaited(pool: ProcessPoolExecutor, results: Iterator[T], count: int, doing: str) -> Iterator[T]:
    shown = doing if sys.stderr.isatty() else ""
    with pool:
        try:
            for place, result in enumerate(results):
                if shown:
                    sys.stderr.write(f"\r{shown}: {100 * place // count} %")
                    sys.stderr.flush()
                yield result
        except BrokenProcessPool:
            words = f"a process ended before its work was done ({doing or 'building'}): is there enough memory?"
            raise RuntimeError(words) from None
    if shown:
        sys.stderr.write("\r" + " " * (len(shown) + 8) + "\r")


def _processes() -> int:
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_PROCESSES)


_work: Callable[[int], Any] | None = None


def _begin(work: Callable[[int], Any]) -> None:
    """In a worker process: remember the work."""
    global _work
    _work = work


def _do(place: int) -> Any:
    if _work is None:
        raise RuntimeError("a process was asked before it knew what to do")
    return _work(place)
