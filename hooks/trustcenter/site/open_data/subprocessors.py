"""Makes `api/subprocessors.json` and `.csv`: the vendors that process personal data.

`open_data.stated` calls `subprocessors` and `subprocessors_csv`. The CSV is for spreadsheets: it begins with a byte
order mark (Excel needs it to recognize UTF-8), every cell is quoted, and a cell that a spreadsheet would evaluate as a
formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from trustcenter.model.kinds.subprocessors import Subprocessor
from trustcenter.model.phrases import NOT_STATED, yes_or_no
from trustcenter.site.open_data.forms import Dated, RecordOf, dated
from trustcenter.site.pages import View
from trustcenter.site.pages.vendor import Vendor, vendors

FIELDS = tuple(Subprocessor.model_fields)
"""Every field, in the order of the model."""
LISTED = ("state", "from", "until")
"""The columns of the list itself, after the name: upcoming, current or former, and the days of it."""
CALCULATED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a formula begins with, in ASCII and in full-width characters."""


@dataclass(frozen=True, kw_only=True)
class SubprocessorsFile(Dated):
    """The subprocessors as the versions in effect state them, by id."""

    subprocessors: tuple[Annotated[Mapping[str, Any], RecordOf("subprocessors")], ...]


def subprocessors(view: View) -> SubprocessorsFile:
    return SubprocessorsFile(**dated(view), subprocessors=tuple(_listed(view)))


def subprocessors_csv(view: View) -> bytes:
    """The vendors with their state, upcoming and former ones included, one per line.

    The items of a list are separated by semicolons; a field that no vendor states is no column.
    """
    lines = list(_lines(view))
    used = [name for name in FIELDS[2:] if any(line.get(name) for line in lines)]
    columns = [*FIELDS[:2], *LISTED, *used]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([line.get(column, "") for column in columns] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _lines(view: View) -> Iterator[Mapping[str, str]]:
    """The cells of each vendor by column: those that the facts state, and upcoming and former ones, by id."""
    current, histories = {str(record["id"]): record for record in _listed(view)}, vendors(view)
    others = {name: one.record for name, one in histories.items() if one.state in ("upcoming", "former")}
    for name, record in sorted((others | current).items()):
        history = histories.get(name)
        listed = _listed_days(history, view.snapshot.day) if history else ("", "")
        state = history.state if history and name not in current else "current"
        yield dict(zip(LISTED, (state, *listed), strict=True)) | {field: cell(record.get(field)) for field in FIELDS}


def _listed_days(vendor: Vendor, day: date) -> tuple[str, str]:
    """From when until when a vendor is listed, as ISO days; empty where that is not known."""
    since = vendor.next("came", after=day) if vendor.state == "upcoming" else vendor.last("came", until=day)
    left = vendor.last("left", until=day) if vendor.state == "former" else vendor.next("left", after=since or day)
    return (since.isoformat() if since else "", left.isoformat() if left else "")


def _listed(view: View) -> list[Mapping[str, Any]]:
    return [record for _, record in sorted(view.facts.records("subprocessors").items())]


def cell(value: Any) -> str:
    """A value as one line of text that no spreadsheet evaluates."""
    text = " ".join(_plain(value).split())
    return f"'{text}" if text.startswith(CALCULATED) else text


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return NOT_STATED if isinstance(value, dict) else str(value)
