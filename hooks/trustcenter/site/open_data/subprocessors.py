"""Makes `api/subprocessors.json` and `.csv`: the vendors that process personal data.

`open_data.stated` calls `subprocessors` and `subprocessors_csv`. The CSV is for spreadsheets: it begins with a byte
order mark (Excel needs it to recognize UTF-8), every cell is quoted, and a cell that a spreadsheet would evaluate as a
formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from trustcenter.markdown.words import plain_words
from trustcenter.model.kinds.subprocessors import Subprocessor
from trustcenter.model.phrases import NOT_STATED, yes_or_no
from trustcenter.site.open_data.forms import Dated, RecordOf, dated
from trustcenter.site.pages import View
from trustcenter.site.pages.vendor import Vendor, vendors
from trustcenter.site.pages.vendor_search import transfer_in_words

FIELDS = tuple(Subprocessor.model_fields)
"""Every field, in the order of the model."""
IN_WORDS = ("data", "locations", "transfer")
"""Fields of codes and ids; a column beside each, `data_in_words`, says what the page says."""
LISTED = ("state", "from", "until")
"""The columns of the list itself, after the name: upcoming, current or former, and the days of it."""
CALCULATED = frozenset("=+-@＝＋－＠")
"""What a formula begins with, in ASCII and in full-width characters."""
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Zs"})
"""Categories of characters that nobody sees, and that a spreadsheet may leave out before a formula."""


@dataclass(frozen=True, kw_only=True)
class SubprocessorsFile(Dated):
    """The subprocessors as the versions in effect state them, by id."""

    subprocessors: tuple[Annotated[Mapping[str, Any], RecordOf("subprocessors")], ...]


def subprocessors(view: View) -> SubprocessorsFile:
    return SubprocessorsFile(**dated(view), subprocessors=tuple(_listed(view)))


def subprocessors_csv(view: View) -> bytes:
    """The vendors with their state, upcoming and former ones included, one per line.

    The items of a list are separated by semicolons; what is empty for every vendor is no column.
    """
    lines = list(_lines(view))
    fields = [part for name in FIELDS[2:] for part in ([name, f"{name}_in_words"] if name in IN_WORDS else [name])]
    used = [name for name in (*LISTED, *fields) if any(line.get(name) for line in lines)]
    columns = [*FIELDS[:2], *(used if lines else LISTED)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([line.get(column, "") for column in columns] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _lines(view: View) -> Iterator[Mapping[str, str]]:
    """The cells of each vendor by column: those that the facts state, and upcoming and former ones, by id."""
    histories = vendors(view)
    current = {
        name: Vendor(name, "current", record, view.facts, (), ())
        for name, record in view.facts.records("subprocessors").items()
    }
    others = {name: one for name, one in histories.items() if one.state in ("upcoming", "former")}
    for name, shown in sorted((others | current).items()):
        history = histories.get(name)
        listed = _listed_days(history, view.snapshot.day) if history else ("", "")
        yield {
            **dict(zip(LISTED, (shown.state, *listed), strict=True)),
            **{field: cell(shown.record.get(field)) for field in FIELDS},
            **{f"{field}_in_words": cell(_in_words(shown, field, view)) for field in IN_WORDS},
        }


def _in_words(vendor: Vendor, field: str, view: View) -> str:
    """What the page says of a field; empty where nothing is stated."""
    if field not in vendor.record:
        return ""
    if field == "transfer":
        return transfer_in_words(vendor.record, view.t)
    return plain_words(vendor.field(field))


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
    first = next((sign for sign in text if unicodedata.category(sign) not in _UNSEEN), "")
    return f"'{text}" if first in CALCULATED else text


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    if isinstance(value, dict):  # of records within the record, such as former names, their names
        return _plain(value.get("name")) or NOT_STATED
    return str(value)
