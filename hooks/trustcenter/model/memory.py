"""Remembers what pure functions worked out from an immutable value, for as long as that value exists.

The value itself stays without memory: results lie here, under the identity of the value.  Called where one archive is
asked the same thing many times (`Archive.on`, `comparing.change_stories`, `rules.notice`, pages, feeds, calendar).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

_Result = TypeVar("_Result")
_results: WeakKeyDictionary[object, dict[Hashable, Any]] = WeakKeyDictionary()


def once_for(owner: object, key: Hashable, work_out: Callable[[], _Result]) -> _Result:
    """The result of `work_out`, which is called once for each owner and key.

    Args:
        owner: An immutable value that is hashed by identity, such as an `Archive`.
        key: Everything besides the owner that the result depends on, such as a day; it begins with a name of its own.
        work_out: A function without side effects; its result must not refer to the owner, which would never be freed.
    """
    results = _results.setdefault(owner, {})
    if key not in results:
        results[key] = work_out()
    result: _Result = results[key]
    return result
