"""Three-way merges: what changed from one text or set of facts to another, applied to a third."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from trustcenter.facts import Facts
from trustcenter.model import Version
from trustcenter.problems import Problem, Where


class Outcome(Protocol):
    """A merged text; with a conflict it shows both sides between markers."""

    @property
    def text(self) -> str: ...

    @property
    def conflict(self) -> bool: ...


Merge = Callable[..., Outcome]
"""`merge(base, ours, theirs, names=(ours, base, theirs))`, as `git merge-file` does it."""
_GONE = object()
_BETWEEN = "\x1e\n"
"""A line that no text has: records and versions hold no control characters."""
_ROWS = re.compile(r"(?m)^\|[^\n]*\n(?=\|)")
_CONFLICT = re.compile(r"(?ms)^<{7} [^\n]*\n(.*?)^\|{7} [^\n]*\n(.*?)^={7}\n(.*?)^>{7} [^\n]*\n")


class Conflict(Exception):  # noqa: N818 — it becomes a problem
    """Both sides changed the same thing."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def merged_text(base: Version, ours: Version, theirs: Version, merge: Merge, *, called: str = "") -> str:
    """The text of `ours` with what changed from `base` to `theirs`; raises `Conflict` that shows both texts.

    `called` is what to call `theirs` there, where it is not a version yet.
    """
    names = (ours.name, base.name, called or theirs.name)
    outcome = merge(*(_apart(version.text) for version in (base, ours, theirs)), names=names)
    text = outcome.text.replace(_BETWEEN, "")
    if outcome.conflict:
        message = f"the change touches words of {ours.policy} that {ours.name} and {base.name} have differently"
        hint = "word it so that both can stand, or publish it together with the pending change"
        where, message = Where(f"docs/policies/{ours.policy}/index.md"), f"{message}: {_both(text, names)}"
        raise Conflict(Problem(where, "merge-conflict", message, hint))
    return text


def _apart(text: str) -> str:
    """A text whose table rows have a line between them: `git merge-file` takes lines that touch for one change."""
    return _ROWS.sub(lambda row: row[0] + _BETWEEN, text)


def _both(text: str, names: tuple[str, str, str]) -> str:
    """The places of a merged text where the sides differ: what each of them says there."""
    sides = [side for place in _CONFLICT.findall(text) for side in zip(names, place, strict=True)]
    return "; ".join(f"{name}: “{' '.join(said.split())}”" for name, said in sides) or text


def merged_facts(base: Facts, ours: Facts, theirs: Facts) -> Facts:
    """The facts of `ours` with what changed from `base` to `theirs`, record by record and field by field."""
    merged = _merge(base.kinds, ours.kinds, theirs.kinds, ())
    return Facts(merged)


def _merge(base: Any, ours: Any, theirs: Any, route: tuple[str, ...]) -> Any:
    if theirs == base:
        return ours
    if ours in (base, theirs):
        return theirs
    if all(isinstance(side, Mapping) for side in (base, ours, theirs)):
        merged = {}
        for key in sorted({*base, *ours, *theirs}):
            value = _merge(base.get(key, _GONE), ours.get(key, _GONE), theirs.get(key, _GONE), (*route, key))
            if value is not _GONE:
                merged[key] = value
        return merged
    if all(isinstance(side, list) for side in (base, ours, theirs)):
        return [item for item in ours if item in theirs or item not in base] + [
            item for item in theirs if item not in base and item not in ours
        ]
    place = ".".join(route)
    shown = ", ".join(f"`{'nothing' if side is _GONE else side}`" for side in (ours, theirs))
    message = f"{place} was changed twice: {shown}"
    hint = "state the same value in both, or publish the change together with the pending one"
    raise Conflict(Problem(Where(f"data/{route[0]}.yml" if route else "data"), "merge-conflict", message, hint))
