"""Turns dated texts into editions: which of them really say something new, and from which day on each was in effect.

`cli.import_history` calls `read` with the texts of a folder or a git history and gets a `Reading`: the editions,
oldest first, and a line of report for every text.  Two texts that a reader could not tell apart (white space, front
matter, marks alone) are one edition; a text that was gone for a while leaves a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from trustcenter.importing import formats, list_files
from trustcenter.importing.input_file import NotImported, characters
from trustcenter.importing.passages import sentences
from trustcenter.importing.stated_dates import StatedDate, stated_in
from trustcenter.importing.tables_and_lists import Row, not_understood, vendor_rows
from trustcenter.model.phrases import plural
from trustcenter.publishing.sealing import is_same_text

Take = Literal["effective", "stated", "source"]
TAKES: tuple[Take, ...] = ("effective", "stated", "source")
AHEAD = timedelta(days=400)
"""So long before its effective date a text may stand where it was found; a later date is a slip."""


@dataclass(frozen=True, slots=True)
class Found:
    """One text as it was found: a dated file, or a file in a commit.

    `source` is what to call it, `day` the day of its name or commit, `name` a file name that tells its form;
    `unreadable` says why there is no text (`data` is empty then); `removed` that there was none from that day on.
    """

    source: str
    day: date
    name: str
    data: bytes = b""
    unreadable: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """One text that became public: its title ("" where it has none), its Markdown, and when it took effect.

    `rows` are what its list of vendors says, where one was looked for; `gone` is the day on which its file was removed,
    if it was: from then on no text is known until the next edition.
    """

    source: str
    day: date
    title: str
    body: str
    stated: tuple[StatedDate, ...]
    effective: date
    rows: tuple[Row, ...] = ()
    gone: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: what was found, what days it states, and what became of it."""

    source: str
    day: date
    stated: tuple[StatedDate, ...]
    effective: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Editions in the order in which they took effect, and a line of report for every text that was found.

    `unread` says why the newest text could not be read; nothing where it could.
    """

    editions: tuple[Edition, ...] = ()
    lines: tuple[Line, ...] = ()
    unread: str = ""


_NAMED = re.compile(r"(?<![0-9])([12][0-9]{3})([-_.]?)([01][0-9])\2([0-3][0-9])(?![0-9])")


def day_of(name: str) -> date | None:
    """The day that a file is named by: `2024-05-03.md`, `privacy-20240503.html`."""
    for match in _NAMED.finditer(name):
        try:
            return date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            continue
    return None


def read(candidates: Iterable[Found], *, take: Take, vendors: bool = False, fold: bool = False) -> Reading:
    """The editions among some texts, oldest text first; `take` says which date counts.

    A text that cannot be read is left out and reported; so is one that says what the one before it says, and with
    `fold` one that was changed again on its day.
    """
    editions: list[Edition] = []
    lines: list[Line] = []
    unread, gone = "", None
    texts = list(candidates)
    for place, each in enumerate(texts):
        if each.removed:
            gone = each.day
            lines.append(
                Line(each.source, each.day, (), None, "the file was removed: no text is known from this day on")
            )
            continue
        if fold and place + 1 < len(texts) and texts[place + 1].day == each.day and not texts[place + 1].removed:
            lines.append(Line(each.source, each.day, (), None, "left out: it was changed again on this day"))
            continue
        unread = ""
        try:
            edition = _edition(each, vendors=vendors)
        except NotImported as reason:
            unread = f"{each.source}: {reason}"
            lines.append(Line(each.source, each.day, (), None, f"left out: {reason}"))
            continue
        before = editions[-1] if editions else None
        if before and not gone and is_same_text(before.body, edition.body):
            lines.append(
                Line(each.source, each.day, edition.stated, None, "left out: it says what the one before says")
            )
            continue
        effective, note = _effective(edition, before, take)
        if gone and before:
            editions[-1] = replace(before, gone=gone)
        gone = None
        editions.append(replace(edition, effective=effective))
        lines.append(Line(each.source, each.day, edition.stated, effective, note))
    if gone and editions:
        editions[-1] = replace(editions[-1], gone=gone)
    return Reading(tuple(_titled(editions)), tuple(lines), unread)


def _titled(editions: Sequence[Edition]) -> Iterator[Edition]:
    """The editions, those without a title with that of the one before, or else of the next that has one."""
    for place, edition in enumerate(editions):
        nearest = (*reversed(editions[:place]), *editions[place + 1 :])
        yield (
            edition if edition.title else replace(edition, title=next((one.title for one in nearest if one.title), ""))
        )


def _edition(candidate: Found, *, vendors: bool) -> Edition:
    if candidate.unreadable:
        raise NotImported(candidate.unreadable)
    front: tuple[str, ...] = ()
    if vendors and list_files.is_list(candidate.name):
        title, body = "", list_files.as_markdown(candidate.name, characters(candidate.name, candidate.data))
    else:
        text = formats.read(candidate.name, candidate.data)
        title, body, front = text.title, text.body, text.front
    rows = rows_of(body, candidate.source) if vendors else ()
    return Edition(candidate.source, candidate.day, title, body, stated_in(body, front), candidate.day, rows)


def rows_of(body: str, source: str) -> tuple[Row, ...]:
    """The vendors in a Markdown text; raises NotImported for one whose list was not understood.

    A list that cannot be read is never taken for an empty one: all of its vendors would seem to have left.
    """
    said = sentences(body, above=0)
    rows = vendor_rows(said, asked=True)
    if not rows and (unread := next(not_understood(said), None)):
        raise NotImported(f"{source}: the table at line {unread.line} was not understood as a list of vendors")
    return rows


def rows_in(name: str, data: bytes) -> tuple[Row, ...]:
    """The vendors in a list of any form; raises NotImported where there are none."""
    if list_files.is_list(name):
        body = list_files.as_markdown(name, characters(name, data))
    else:
        body = formats.read(name, data).body
    rows = rows_of(body, name)
    if not rows:
        hint = "a table needs a column of names and one for the purpose, the data or the locations"
        raise NotImported(f"{name} has no list of vendors: {hint}")
    return rows


# Days ---------------------------------------------------------------------------------------------------------------


def _effective(edition: Edition, before: Edition | None, take: Take) -> tuple[date, str]:
    """The day an edition took effect, and what is to be said about it.

    Never before the edition that it follows: a text that was corrected before its day takes effect on that day.
    """
    day, note = edition.day, ""
    said = _counted(edition, take)
    if said and (reason := _implausible(said, edition, before)):
        note = f"{said} is not taken: {reason}"
    elif said and said.day:
        day = said.day
    if before and day < before.effective:
        note = "; ".join(filter(None, (note, f"not before {before.effective}, the day of the text that it changes")))
        day = before.effective
    return day, note or _difference(edition, day)


def _counted(edition: Edition, take: Take) -> StatedDate | None:
    """The stated day that counts, if one does."""
    kinds: tuple[str, ...] = {"effective": ("effective",), "stated": ("effective", "last_updated"), "source": ()}[take]
    stated = {said.what: said for said in edition.stated}
    return next((stated[kind] for kind in kinds if kind in stated), None)


def _implausible(said: StatedDate, edition: Edition, before: Edition | None) -> str:
    """Why a stated day is not believed; nothing where it is."""
    if not said.day:
        return "it can be read in two ways"
    if said.day > edition.day + AHEAD:
        return f"more than {AHEAD.days} days after the text was found"
    if before and (said.what, said.day) in [(one.what, one.day) for one in before.stated] and said.day < edition.day:
        return "the text before states the same day"
    if before and said.day < before.effective:
        return f"the text before took effect on {before.effective}"
    return ""


def _difference(edition: Edition, day: date) -> str:
    """How the days that a text states differ from the one that was taken."""
    others = [said for said in edition.stated if said.day != day]
    if day != edition.day:
        far = (day - edition.day).days
        return f"taken from the text: {plural(abs(far), 'day')} {'after' if far > 0 else 'before'} it was found"
    return f"the text says {' and '.join(map(str, others))}" if others else ""


def report(reading_: Reading) -> Iterator[str]:
    """The lines of the report as a table for a terminal."""
    rows = [
        (line.source, str(line.day), ", ".join(map(str, line.stated)) or "-", str(line.effective or "-"), line.note)
        for line in reading_.lines
    ]
    head = ("text", "its day", "states", "effective", "")
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(4)]
    for row in (head, *rows):
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
