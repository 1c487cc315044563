"""How the work of a function grows with its input, in seconds of the processor, so that a busy machine changes nothing.

Nothing here measures how long anything takes: that is what `make bench` is for.
"""

import time
from collections.abc import Callable

LEAST = 0.01
"""Less than this many seconds of the processor is measured too badly to be a divisor."""


def cpu(work: Callable[[], object]) -> float:
    """The seconds of the processor that some work takes, of two runs the shorter."""
    return min(_once(work) for _ in range(2))


def _once(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def assert_linear(work: Callable[[int], object], size: int, *, times: int = 4, slack: float = 2) -> None:
    """Work on an input `times` as large costs less than `slack` times `times` as much; quadratic work `times` squared."""
    small = max(cpu(lambda: work(size)), LEAST)
    large = _once(lambda: work(size * times))
    if large >= slack * times * small:  # once more: something else may have been in the way
        large = min(large, _once(lambda: work(size * times)))
    assert large < slack * times * small, f"{times} times the input, {large / small:.1f} times the work"
