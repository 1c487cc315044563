"""Three-way merges: what changed from one text or set of facts to another, applied to a third."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from trustcenter.model.facts import Facts
from trustcenter.model.problems import Problem, Where
from trustcenter.model.versions import Version


class Outcome(Protocol):
    """A merged text; with a conflict it shows both sides between markers."""

    @property
    def text(self) -> str: ...

    @property
    def conflict(self) -> bool: ...


Merge = Callable[..., Outcome]
"""`merge(base, ours, theirs, names=(ours, base, theirs))`, as `git merge-file` does it."""
_GONE = object()
_MARK = "\x1e"
"""What begins a line that no text has: records and versions hold no control characters."""
_MARKED = re.compile(rf"(?m)^{_MARK}[^\n]*\n")
_TABLE = re.compile(r"(?m)(?:^\|[^\n]*\n)+")
_KEY = re.compile(r"\|\s*((?:[^|\\]|\\.)*?)\s*(?:\||$)")
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
    texts = [version.text for version in (base, ours, theirs)]
    keys = _keys(texts)
    outcome = merge(*(_apart(text, keys) for text in texts), names=names)
    text = _MARKED.sub("", outcome.text)
    if outcome.conflict:
        message = f"the change touches words of {ours.policy} that {ours.name} and {base.name} have differently"
        hint = "word it so that both can stand, or publish it together with the pending change"
        where, message = Where(f"docs/policies/{ours.policy}/index.md"), f"{message}: {_both(text, names)}"
        raise Conflict(Problem(where, "merge-conflict", message, hint))
    return text


def _apart(text: str, keys: Collection[str]) -> str:
    """A text whose table rows are kept apart by lines: `git merge-file` takes lines that touch for one change.

    A row that a key tells from all others has lines of its own around it, so that one that comes or goes beside it
    does not touch it.
    """

    def apart(table: re.Match[str]) -> str:
        rows = table[0].splitlines(keepends=True)
        return "".join(f"{_alone(row) if _key(row) in keys else row}{_MARK}\n" for row in rows)

    return _TABLE.sub(apart, text)


def _alone(row: str) -> str:
    key = _key(row)
    return f"{_MARK}{key} begins\n{row}{_MARK}{key} ends\n"


def _keys(texts: Sequence[str]) -> set[str]:
    """What stands in the first column of rows, without what stands there twice in a table of any of the texts."""
    once, more = set[str](), {""}
    for text in texts:
        for table in _TABLE.findall(text):
            found = Counter(map(_key, table.splitlines()))
            once |= {*found}
            more |= {key for key, times in found.items() if times > 1}
    return once - more


def _key(row: str) -> str:
    found = _KEY.match(row)
    return found[1] if found else ""


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
