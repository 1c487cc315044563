"""Working with all processors: where many pages are to be made or written, some processes share the work.

They are forked, so that they start with all that this one has read; where that
is not safe (other systems than Linux, a program with threads, as a preview is),
this one does everything itself.
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

MOST = 4
T = TypeVar("T")


def shared(work: Callable[[int], T], count: int, *, doing: str = "") -> Iterator[T]:
    """The results of `work` for 0, 1 … in order; `doing` is what a person at a terminal is told meanwhile.

    Raises what `work` raises.
    """
    processes = min(_processes(), count)
    if processes < 2:
        return map(work, range(count))
    gc.freeze()  # what stands now is not looked through again, here or there
    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=_begin, initargs=(work,))
    return _awaited(pool, pool.map(_do, range(count)), count, doing)


making = partial(shared, doing="making pages")
writing = partial(shared, doing="writing pages")


def _awaited(pool: ProcessPoolExecutor, results: Iterator[T], count: int, doing: str) -> Iterator[T]:
    told = doing if sys.stderr.isatty() else ""
    with pool:
        try:
            for place, result in enumerate(results):
                if told:
                    sys.stderr.write(f"\r{told}: {100 * place // count} %")
                    sys.stderr.flush()
                yield result
        except BrokenProcessPool:
            words = f"a process ended before its work was done ({doing or 'building'}): is there enough memory?"
            raise RuntimeError(words) from None
    if told:
        sys.stderr.write("\r" + " " * (len(told) + 8) + "\r")


def _processes() -> int:
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


_work: Callable[[int], Any] | None = None


def _begin(work: Callable[[int], Any]) -> None:
    """In a process that was forked: know what to do."""
    global _work
    _work = work


def _do(place: int) -> Any:
    if _work is None:
        raise RuntimeError("a process was asked before it knew what to do")
    return _work(place)
