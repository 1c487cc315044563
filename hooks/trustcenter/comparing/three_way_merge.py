"""Three-way merges of texts and facts: what changed from `base` to `theirs`, applied to `ours`.

`publishing.pending_fix` and `publishing.redo` call `merged_text` and `merged_facts`; both raise `Conflict` with a
problem that shows both sides.  Texts are merged by a function that is passed in (`disk.git.merge`), facts here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from trustcenter.model.facts import Facts
from trustcenter.model.problems import Problem, Where
from trustcenter.model.versions import Version


class Outcome(Protocol):
    """The result of merging texts; with a conflict, `text` has both sides between markers."""

    @property
    def text(self) -> str: ...

    @property
    def conflict(self) -> bool: ...


Merge = Callable[..., Outcome]
"""`merge(base, ours, theirs, names=(ours, base, theirs))`, as `git merge-file` does it."""
_GONE = object()
_MARK = "\x1e"
"""Begins a separator line; no text has this character, as versions hold no control characters."""
_MARKED = re.compile(rf"(?m)^{_MARK}[^\n]*\n")
_TABLE = re.compile(r"(?m)(?:^\|[^\n]*\n)+")
_KEY = re.compile(r"\|\s*((?:[^|\\]|\\.)*?)\s*(?:\||$)")
_CONFLICT = re.compile(r"(?ms)^<{7} [^\n]*\n(.*?)^\|{7} [^\n]*\n(.*?)^={7}\n(.*?)^>{7} [^\n]*\n")


class Conflict(Exception):  # noqa: N818 — it becomes a problem
    """Both sides changed the same thing; `problem` says what and shows both."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def merged_text(base: Version, ours: Version, theirs: Version, merge: Merge, *, called: str = "") -> str:
    """The text of `ours` with the changes from `base` to `theirs`; raises `Conflict` that shows both texts.

    `called` is the name of `theirs` in messages, if it is not a version yet.
    """
    names = (ours.name, base.name, called or theirs.name)
    texts = base.text, ours.text, theirs.text
    outcome = _merged(texts, merge, names)
    if outcome.conflict:
        outcome = min(outcome, _merged(_without_gone_rows(*texts), merge, names), key=lambda each: each.conflict)
    text = _MARKED.sub("", outcome.text)
    if outcome.conflict:
        message = f"the change touches words of {ours.policy} that {ours.name} and {base.name} have differently"
        hint = "word it so that both can stand, or publish it together with the pending change"
        where, message = Where(f"docs/policies/{ours.policy}/index.md"), f"{message}: {_both(text, names)}"
        raise Conflict(Problem(where, "merge-conflict", message, hint))
    return text


def _merged(texts: tuple[str, str, str], merge: Merge, names: tuple[str, str, str]) -> Outcome:
    keys = _keys(texts)
    return merge(*(_with_separators(text, keys) for text in texts), names=names)


def _without_gone_rows(base: str, ours: str, theirs: str) -> tuple[str, str, str]:
    """The texts without the table rows that one side took out and the other left as they were: both can stand.

    Otherwise a row that came next to such a row would be a conflict.
    """
    keys = _keys([base, ours, theirs])
    rows = [
        {row for table in _TABLE.findall(text) for row in table.splitlines(keepends=True)}
        for text in (base, ours, theirs)
    ]
    known = [{_key(row) for row in each} for each in rows]

    def gone(row: str) -> bool:
        left_out = any(_key(row) not in known[one] and row in rows[other] for one, other in ((1, 2), (2, 1)))
        return _key(row) in keys and row in rows[0] and left_out

    def kept(table: re.Match[str]) -> str:
        return "".join(row for row in table[0].splitlines(keepends=True) if not gone(row))

    first, second, third = (_TABLE.sub(kept, text) for text in (base, ours, theirs))
    return first, second, third


def _with_separators(text: str, keys: Collection[str]) -> str:
    """The text with separator lines between table rows, because `git merge-file` joins changes of adjacent lines.

    A row whose first column is unique (`keys`) has separators of its own, so that adding or removing its neighbour
    does not conflict with a change of it.
    """

    def apart(table: re.Match[str]) -> str:
        rows = table[0].splitlines(keepends=True)
        return "".join(f"{_alone(row) if _key(row) in keys else row}{_MARK}\n" for row in rows)

    return _TABLE.sub(apart, text)


def _alone(row: str) -> str:
    key = _key(row)
    return f"{_MARK}{key} begins\n{row}{_MARK}{key} ends\n"


def _keys(texts: Sequence[str]) -> set[str]:
    """The cells of first columns that occur in at most one row of each table, in every text."""
    once, more = set[str](), {""}
    for text in texts:
        for table in _TABLE.findall(text):
            counted = Counter(map(_key, table.splitlines()))
            once |= {*counted}
            more |= {key for key, times in counted.items() if times > 1}
    return once - more


def _key(row: str) -> str:
    match = _KEY.match(row)
    return match[1] if match else ""


def _both(text: str, names: tuple[str, str, str]) -> str:
    """For a message: what each side says in each conflict of a merged text."""
    sides = [side for place in _CONFLICT.findall(text) for side in zip(names, place, strict=True)]
    return "; ".join(f"{name}: “{' '.join(words.split())}”" for name, words in sides) or text


def merged_facts(base: Facts, ours: Facts, theirs: Facts) -> Facts:
    """The facts of `ours` with the changes from `base` to `theirs`, field by field; raises `Conflict`."""
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
