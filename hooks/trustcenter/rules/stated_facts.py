"""Rules on published texts: what a version says of its facts is what its record says of them.

`publish` fills references from facts, so a version of its making always agrees with its record.  A pull request can
bring any bytes, sealed again by hand; nothing in a seal tells them apart.  So every reference that a record lists is
filled again from the facts of that record, and every row of a table of facts is printed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, partial

from trustcenter.markdown.escaping import table
from trustcenter.model.kinds import BY_NAME, Kind
from trustcenter.model.problems import Problem, Severity, Where, line_and_column
from trustcenter.model.records import sha256
from trustcenter.model.versions import Version
from trustcenter.reading.center import Center
from trustcenter.reading.fact_tables import Printer, heading, uncited
from trustcenter.reading.references import MOST_REFERENCES, fill
from trustcenter.reading.translations import ENGLISH, is_english

_TABLE = re.compile(r"(?m)^(\|[^\n]*)\n\|(?:[ ]?:?-+:?[ ]?\|)+\n((?:\|[^\n]*(?:\n|\Z))*)")
_CELL = re.compile(r"(?<!\\)(?:\\\\)*\|")
_HINT = "restore what `trustcenter publish` wrote, or drop the change and publish it again"


def misstated_fact(center: Center, today: date) -> Iterator[Problem]:
    """A published text says of its facts what its record says of them.

    It is an error until the version is sealed.  Of sealed versions, without a base, the newest of each policy is read
    and what differs is a warning: a later release may print a value in other words.
    """
    for version, severity in _judged(center, today):
        for offset, message in list(_references(version)) or _rows(version):
            where = Where(version.path, *line_and_column(version.text, offset))
            yield Problem(where, "misstated-fact", message, _HINT, severity)
        if version.references is None and severity is Severity.ERROR and center.base and center.base.sealed:
            message = "its record does not say which references were filled"
            hint = f"drop it (`trustcenter publish --drop {version.change}`) and publish it again with this release"
            yield Problem(Where(version.path), "misstated-fact", message, hint)


def _judged(center: Center, today: date) -> Iterator[tuple[Version, Severity]]:
    """The versions to prove: those that are not sealed and, without a base, the newest of each policy."""
    archive, base = center.archive, center.base
    for version in archive.all_versions:
        if version.class_ == "recorded" or sha256(version.text.encode()) != version.text_sha256:
            continue  # history from elsewhere, or a text that is not shown as it was published
        if center.languages and not is_english(version.lang or ENGLISH):
            continue  # printed in the words of its language, which its record does not hold
        if version.path not in base.sealed if base else version.public_from >= today:
            yield version, Severity.ERROR
        elif base is None and version is archive.newest(version.policy):
            yield version, Severity.WARNING


def _references(version: Version) -> Iterator[tuple[int, str]]:
    """(offset, message) of the first filled reference whose value is not that of the record; what follows may move."""
    if len(version.references or ()) > MOST_REFERENCES:
        yield 0, f"its record has more than {MOST_REFERENCES:,} references, and no publication fills so many"
        return
    fill_once = cache(partial(fill, facts=version.facts, file=""))
    for start, end, written in version.references or ():
        filled, problems = fill_once(written)
        stated = version.text[start:end]
        if filled is None:
            why = problems[0].message if problems else "its facts are missing"
            yield start, f"{written} cannot be filled from the facts of its record: {why}"
            return
        if _unordered(written, filled.text) != _unordered(written, stated):
            offset, says = _first_difference(stated, filled.text)
            record = "something else" if "\n" in filled.text else _shown(filled.text)
            yield start + offset, f"this says {_shown(says)}, but {written} in its record is {record}"
            return


def _unordered(written: str, text: str) -> Sequence[object]:
    """The parts of a filled reference, in an order of their own: a record does not keep the order of its facts."""
    lines = text.split("\n")
    kind = re.match(r"\{\{\s*([a-z0-9_]+)", written)
    if kind and kind[1] not in BY_NAME:
        return sorted(re.findall(r"[^\s;,]+", text))
    rows = [_cells(line) for line in lines]
    if lines[0].startswith("|   |") and len({len(row) for row in rows}) == 1:  # a column for each record
        columns = list(zip(*rows, strict=True))
        return [*columns[:1], *sorted(columns[1:])]
    return sorted(lines)


def _first_difference(stated: str, filled: str) -> tuple[int, str]:
    """(offset, line) of the first line of a text that the filled one does not have; its end if lines are missing."""
    lines = set(filled.split("\n"))
    offset = 0
    for line in stated.split("\n"):
        if line not in lines:
            return offset, line
        offset += len(line) + 1
    return len(stated), stated


def _shown(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text[:500].split())
    return f"“{line[:99]}…”" if len(line) > 100 or len(text) > 500 else f"“{line}”"


def _rows(version: Version) -> Iterator[tuple[int, str]]:
    """(offset, message) of every row of a table of facts that is not printed so from the facts of the record."""
    for match in _TABLE.finditer(version.text):
        for name, records in version.facts.kinds.items():
            kind = BY_NAME.get(name)
            columns = _columns(kind, match[1]) if kind and kind.shape != "one" else ()
            if kind and columns:
                yield from _wrong_rows(version, kind, columns, match, list(records.values()))


def _columns(kind: Kind, head: str) -> tuple[str, ...]:
    """The fields of a kind that the head of a table names; empty if it is not a table of that kind."""
    names = {heading(name): name for name in (*kind.fields, *kind.table.computed)}
    columns = tuple(names.get(cell, "") for cell in _cells(head))
    return columns if all(columns) and columns[0] in kind.title else ()


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in _CELL.split(row)[1:-1]]


def _wrong_rows(
    version: Version, kind: Kind, columns: tuple[str, ...], match: re.Match[str], records: list[dict[str, object]]
) -> Iterator[tuple[int, str]]:
    printer = Printer(version.facts, uncited)
    printed = table(["x"], [[printer.field(kind.name, record, name) for name in columns] for record in records])
    rows = dict(zip(printed.splitlines()[2:], records, strict=True))
    called = {_cells(row)[0] for row in rows}
    written = match[2].splitlines(keepends=True)
    if called.isdisjoint(_cells(row)[0] for row in written if _cells(row)):
        return  # a table about something else, with the same headings
    offset = match.start(2)
    for row in written:
        if row.strip() not in rows:
            yield offset, f"no {kind.noun} in its record reads {_shown(row)}"
        offset += len(row)


RULES = (misstated_fact,)
