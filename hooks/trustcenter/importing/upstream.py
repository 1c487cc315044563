"""Compares the lists that vendors publish of their own subprocessors with what was seen of them before.

`cli.watch` reads or fetches a copy of each list (`own_list`), calls `look`, keeps `Seen` in `imports/upstream/` and
prints `report`.  A copy that cannot be read as a list is never taken for an empty one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from trustcenter.comparing import fact_diff
from trustcenter.importing.editions import rows_in
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.tables_and_lists import Row
from trustcenter.importing.vendor_records import listed
from trustcenter.markdown.words import plain_words
from trustcenter.model import chains
from trustcenter.model.company_names import same_name
from trustcenter.model.facts import Facts, Plain
from trustcenter.model.phrases import day as in_words
from trustcenter.rules.notice import Promise

FOLDER = "upstream"
"""What was seen is kept in `imports/upstream/<vendor>.json`."""
_FORMAT = "trustcenter-upstream/1"
_ENDINGS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/csv": ".csv", "application/json": ".json",
    "application/pdf": ".pdf", "text/markdown": ".md", "text/plain": ".txt", "application/yaml": ".yml",
    "text/tab-separated-values": ".tsv",
}  # fmt: skip
_LOGIN = re.compile(rb"<input[^>]{0,300}\btype\s*=\s*[\"']?password", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seen:
    """One list as it was seen on a day: the cells of each row, by what they are for."""

    vendor: str
    address: str
    day: date
    rows: tuple[Row, ...]

    def written(self) -> bytes:
        """The file that keeps it; the same list gives the same bytes but for the day."""
        rows = [dict(sorted(row.cells.items())) for row in self.rows]
        value = {
            "format": _FORMAT, "vendor": self.vendor, "own_list": self.address, "seen": str(self.day), "rows": rows,
        }  # fmt: skip
        return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def path_of(vendor: str) -> str:
    """Where what was seen of a vendor's list is kept."""
    return f"imports/{FOLDER}/{vendor}.json"


def kept(path: str, data: bytes) -> Seen:
    """What was seen before; raises NotImported for a file that this command did not write."""
    try:
        value = json.loads(data)
        rows = tuple(Row({str(role): str(cell) for role, cell in cells.items()}) for cells in value["rows"])
        if value["format"] != _FORMAT or not rows:
            raise ValueError
        return Seen(str(value["vendor"]), str(value["own_list"]), date.fromisoformat(value["seen"]), rows)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        hint = "remove it, and the list is seen for the first time again"
        raise NotImported(f"{path} is not a list that was kept: {hint}") from None


def name_of(vendor: str, address: str, kind: str) -> str:
    """A name for a fetched copy, with the ending by which it is read: its type's, else that of its address."""
    written = re.search(r"\.(csv|tsv|json|ya?ml|pdf|md|txt)(?:[?#]|$)", address)
    ending = _ENDINGS.get(kind) or (f".{written[1]}" if written else ".html")
    return f"{vendor}{f'.{written[1]}' if written and kind in ('text/plain', 'application/octet-stream') else ending}"


def rows_of(name: str, data: bytes) -> tuple[Row, ...]:
    """The rows of a copy of a list; raises NotImported for a page that is no list."""
    try:
        return rows_in(name, data)
    except NotImported as error:
        if _LOGIN.search(data):
            raise NotImported(f"{name} is a page to log in, not a list") from None
        raise error from None


# What changed -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """What one list says today: the changes since it was seen last, as sentences, or why it could not be read.

    `added` are the names that are new and stand in no `engages` of the vendor; `moved` is where the address led.
    """

    vendor: Plain
    seen: Seen | None = None
    before: Seen | None = None
    changes: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    failed: str = ""
    moved: str = ""

    @property
    def is_due(self) -> bool:
        """Whether somebody has something to do about it."""
        return bool(self.changes or self.failed or self.moved or self.before is None)


def look(vendor: Plain, seen: Seen, before: Seen | None) -> Look:
    """Compare a list with what was seen of it before; order and layout do not count."""
    if before is None:
        return Look(vendor, seen)
    old, new = (Facts({"subprocessors": one.subprocessors, "data_categories": one.data_categories})
                for one in listed([before.rows, seen.rows]))  # fmt: skip
    changes = [change for change in fact_diff.changes(old, new) if change.kind == "subprocessors"]
    stated = [link.name for link in chains.links(vendor)]
    names = (change.label for change in changes if change.what == "added")
    added = tuple(name for name in names if not any(same_name(name, one) for one in stated))
    return Look(vendor, seen, before, tuple(dict.fromkeys(map(_sentence, changes))), added)


def _sentence(change: fact_diff.FactChange) -> str:
    if change.what == "replaced":
        change = replace(change, what="renamed or replaced")
    return change.sentence


# Reports ------------------------------------------------------------------------------------------------------------


def report(looks: Sequence[Look], promise: Promise, today: date, *, inert: Callable[[str], str]) -> str:
    """What somebody has to do, as Markdown for a file or an issue; empty where every list is as it was seen.

    `inert` makes the words of a stranger's page plain text where the report is read.
    """
    sections = [*filter(None, ("\n".join(_section(one, promise, today, inert)) for one in looks if one.is_due))]
    if not sections:
        return ""
    foot = (
        "When this is dealt with, run `trustcenter watch --keep` and commit `imports/upstream/`: until then it is said"
        " again."
    )
    return "\n\n".join([*sections, foot]) + "\n"


def _section(one: Look, promise: Promise, today: date, inert: Callable[[str], str]) -> Iterator[str]:
    yield f"## {inert(chains.name_of(one.vendor))}\n"
    if one.failed:
        yield f"Its list could not be read: {inert(one.failed)}."
        yield "Look at it yourself, or save a copy and run `trustcenter watch --copies FOLDER`."
        return
    if one.moved:
        yield f"Its list has moved to {inert(one.moved)}: change `own_list`."
    if one.seen and one.before is None:
        yield f"Seen for the first time: {len(one.seen.rows)} companies on its list."
    if one.changes and one.before:
        yield f"Changed since {in_words(one.before.day)}:\n"
        yield from (f"- {inert(plain_words(sentence))}" for sentence in one.changes)
    if one.added:
        yield ""
        yield _by_promise(one, promise, today, inert)


def _by_promise(one: Look, promise: Promise, today: date, inert: Callable[[str], str]) -> str:
    """`Your vendor Relay Inc. added Beta GmbH; by your promise that needs notice by …`."""
    name, companies = inert(chains.name_of(one.vendor)), ", ".join(map(inert, one.added))
    if promise.period is None:
        return f"Your vendor {name} added {companies}. Your promise names no period of notice for that."
    return (
        f"Your vendor {name} added {companies}; by your promise that needs notice by {in_words(today)} to bind on"
        f" {in_words(promise.earliest(today))} ({promise.period} ahead); every later day moves that day. Write it into"
        f" `engages` of `{one.vendor['id']}` and publish it as `material`."
    )


def with_list(vendors: Mapping[str, Plain]) -> Mapping[str, str]:
    """The addresses of the lists that vendors state, by id."""
    return {
        vendor: record["own_list"]
        for vendor, record in sorted(vendors.items())
        if isinstance(record.get("own_list"), str)
    }
