"""Takes out the records that `trustcenter new` wrote to be filled and that an import makes superfluous.

`acceptance` and `recorded_history` call `without_placeholders` with what they would write and get the files without
them, and the names of those taken out.  A placeholder that another record points to stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trustcenter.importing.record_text import by_id, is_unknown, removed
from trustcenter.model.kinds import Kind
from trustcenter.model.problems import Problem
from trustcenter.reading.center import load
from trustcenter.reading.yaml_source import decode, parse

_KNOWN_BY = {
    "subprocessors": ("name",), "retention": ("period", "action"), "data_categories": ("sources", "purposes"),
    "contacts": ("email",),
}  # fmt: skip
"""The fields without which a record stands for nothing yet."""
_OTHERWISE = {"phone", "url", "address", "while"}


def is_placeholder(kind: Kind, record: Any) -> bool:
    """Whether nobody filled a record yet: all that would make it known is unknown."""
    fields = _KNOWN_BY.get(kind.name, ())
    if not isinstance(record, dict) or not fields or _OTHERWISE & set(record):
        return False
    return all(is_unknown(record.get(name)) for name in fields)


def without_placeholders(
    texts: Mapping[str, bytes], writes: Mapping[str, bytes], taken: Sequence[tuple[Kind, str]]
) -> tuple[dict[str, bytes], list[str]]:
    """What is written, without placeholders of the kinds that are written; and the names of those taken out.

    `taken` are the records that were just brought in.  A placeholder that something still cites stays: each is taken
    out only if the center has no more errors without it.
    """
    now, gone = dict(writes), list[str]()
    kinds = {kind.name: kind for kind, _ in taken if kind.shape in ("list", "map")}
    ours = {(kind.name, name) for kind, name in taken}
    for kind in sorted(kinds.values(), key=lambda one: one.name == "data_categories"):
        text = decode(kind.path, {**texts, **now}.get(kind.path, b""))[0]
        for name, record in by_id(kind, parse(kind.path, text)[0].value).items():
            if (kind.name, name) in ours or not is_placeholder(kind, record):
                continue
            before = {**texts, **now}
            without = removed(kind, decode(kind.path, before[kind.path])[0], name).encode()
            if not new_errors(before, {**before, kind.path: without}):
                now[kind.path] = without
                gone.append(f"{kind.name}.{name}")
    return now, gone


def new_errors(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Problem]:
    """The errors that a center has after a change and did not have before."""
    old = {(problem.rule, problem.message) for problem in load(before).problems}
    return [p for p in load(after).problems if p.is_error and (p.rule, p.message) not in old]
