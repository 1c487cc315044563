"""Makes `api/subprocessors.json` and `.csv`: the vendors that process personal data.

`open_data.stated` calls `subprocessors` and `subprocessors_csv`. The CSV is for spreadsheets: it begins with a byte
order mark (Excel needs it to recognize UTF-8), every cell is quoted, and a cell that a spreadsheet would evaluate as a
formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from trustcenter.model.kinds.subprocessors import Subprocessor
from trustcenter.model.phrases import NOT_STATED, yes_or_no
from trustcenter.site.open_data.forms import Dated, RecordOf, dated
from trustcenter.site.pages import View

COLUMNS = tuple(Subprocessor.model_fields)
"""Every field, in the order of the model."""
CALCULATED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a formula begins with, in ASCII and in full-width characters."""


@dataclass(frozen=True, kw_only=True)
class SubprocessorsFile(Dated):
    """The subprocessors as the versions in effect state them, by id."""

    subprocessors: tuple[Annotated[Mapping[str, Any], RecordOf("subprocessors")], ...]


def subprocessors(view: View) -> SubprocessorsFile:
    return SubprocessorsFile(**dated(view), subprocessors=tuple(_listed(view)))


def subprocessors_csv(view: View) -> bytes:
    """The same records, one per line; the items of a list are separated by semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(record.get(column)) for column in COLUMNS] for record in _listed(view))
    return text.getvalue().encode("utf-8-sig")


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
