"""Makes the evidence pack of a day: everything public in one ZIP file, with sums and how to check them.

`site.build` puts the pack of the site's day at `packs/<day>.zip`, and `cli.pack` makes that of any day.  The bytes
depend on the center and the day alone: files are sorted, stored without compression, and carry no time.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from trustcenter.model import phrases
from trustcenter.model.heads import head_on
from trustcenter.model.kinds.retention import RetentionRule
from trustcenter.model.paths import record_path
from trustcenter.model.records import canonical, sha256
from trustcenter.model.typesetting import Typesetter
from trustcenter.model.versions import Archive, Snapshot
from trustcenter.site import open_data
from trustcenter.site.open_data.answers import answers_csv
from trustcenter.site.open_data.center import center
from trustcenter.site.open_data.changes import ChangeData, changes_on
from trustcenter.site.open_data.forms import written
from trustcenter.site.open_data.retention import retention
from trustcenter.site.open_data.schemas import of_file
from trustcenter.site.open_data.subprocessors import cell, subprocessors_csv
from trustcenter.site.pages import View
from trustcenter.site.pages.change import deliveries
from trustcenter.site.pdf import files as pdfs

_NEVER = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the first one that the format can hold."""
_NOTICES = (
    "change", "title", "class", "announced", "effective", "promised", "earliest", "clear_days", "object_by",
    "withdrawn", "versions", "deliveries",
)  # fmt: skip
_RETENTION = (*(field.alias or name for name, field in RetentionRule.model_fields.items()), "longest_total")
_README = """\
# Evidence pack of {name}, as of {day}

Everything that {name} had published about its policies by {day}: nothing in it was announced later.{address}

| file | what it is |
|---|---|
| `policies/<policy>/<version>.md` | the text of a version, byte for byte as it was published |
| `policies/<policy>/<version>.pdf` | the same to print, where {name} offers PDFs |
| `policies/<policy>/<version>.json` | its record: dates, class, facts, the promise of notice, hashes |
| `changelog/<change>.md`, `.json` | the entry of a change; the record of one that publishes no version |
| `in-effect.csv` | the version of each policy that was in effect on {day} |
| `chain.csv` | every record in the order of its policy's chain, with its seal and the seal before it |
| `notices.csv` | every change: announced, effective, the notice promised and given, how it was delivered |
| `subprocessors.csv`, `retention.csv` | who processes personal data, and how long it is kept |
| `answers.csv` | the questions that reviewers ask, answered from the facts, with clause and version |
| `center.json` | the same as data, see its `$schema` |
| `SHA256SUMS` | the SHA-256 of every file here |

## Checking it with standard tools

1. Nothing in this folder was damaged: `sha256sum -c SHA256SUMS`.
2. A text is the one that was sealed: `sha256sum policies/privacy/2025-01-01.md` prints the `text_sha256` of its record.
3. A record is the one that was sealed: `grep -v '^  "seal": ' RECORD.json | sha256sum` prints its `seal`.
4. Nothing was put between two records or taken out: the `previous` of each record is the `seal` of the one before it
   (`chain.csv`); the record of a withdrawal or a postponement continues the chain of each policy it concerns.
5. A file that a redaction changed, as the record of the redaction says under `files`, prints the hash `after` instead;
   the hash `before` is the one as published.

Whoever holds an older pack, feed, notice or page can compare its seals with these: they must all be here.
What this pack cannot show by itself is that the last records of a chain were not left out. Its head is one SHA-256 over
every change, version and record; `trustcenter verify --against` compares a head, a pack or a feed that others kept with
what is published:

    {head}
"""


def path(day: date) -> str:
    """Where the pack of a day is served, below the root of the site."""
    return f"packs/{day}.zip"


def pack(view: View, typesetter: Typesetter | None = None) -> bytes:
    """The pack of the day of a view, as the bytes of a ZIP file; with a typesetter, every text is in it as PDF too."""
    files = {**contents(view), **pdfs.of_pack(view, typesetter)}
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items()))
    return _zipped({**files, "SHA256SUMS": sums.encode()}, f"evidence-{view.snapshot.day}/")


def contents(view: View) -> dict[str, bytes]:
    """The files of the pack by name, without their sums."""
    archive = view.center.archive.as_known(view.snapshot.day)
    changes = changes_on(archive, view.snapshot)
    return {
        **open_data.published(view),
        "README.md": _readme(view).encode(),
        "answers.csv": answers_csv(view),
        "center.json": written(center(view), path="center.json", schema="center"),
        "schemas/center.json": canonical(of_file("center")),
        "chain.csv": _table(("policy", "record", "seal", "previous"), _chain(archive, view.snapshot)),
        "in-effect.csv": _table(("policy", "title", "version", "since", "text_sha256"), _in_effect(view.snapshot)),
        "notices.csv": _table(_NOTICES, (_notice(view, change) for change in changes)),
        "subprocessors.csv": subprocessors_csv(view),
        "retention.csv": _table(_RETENTION, ([rule.get(name) for name in _RETENTION] for rule in _rules(view))),
    }


def _readme(view: View) -> str:
    address = f" It is published at {view.site_url}." if view.site_url else ""
    return _README.format(
        name=view.name, day=phrases.day(view.snapshot.day), address=address,
        head=head_on(view.center.archive, view.snapshot.day),
    )  # fmt: skip


def _chain(archive: Archive, snapshot: Snapshot) -> Iterator[Sequence[object]]:
    """(policy, file of the record, its seal, the seal it continues) of each record public by the day."""
    public = {change.id for change in snapshot.changes}
    for policy, versions in sorted(archive.versions.items()):
        following = {v.previous: (v.path, v.seal) for v in versions if v.change in public}
        for change, record in archive.chained.items():
            if change in public and policy in record.previous:
                following[record.previous[policy]] = (archive.changes[change].path, record.seal)
        seal: str | None = None
        while step := following.pop(seal, None):
            file, after = step
            yield policy, record_path(file).removeprefix("docs/"), after, seal
            seal = after


def _in_effect(snapshot: Snapshot) -> Iterator[Sequence[object]]:
    for policy, version in sorted(snapshot.in_effect.items()):
        yield policy, version.title, version.name, version.binds_from, version.text_sha256


def _rules(view: View) -> tuple[Mapping[str, Any], ...]:
    return retention(view).retention


def _notice(view: View, change: ChangeData) -> Sequence[object]:
    notice = change.notice
    sent = deliveries(view, view.center.archive.changes[change.id])
    return (
        change.id, change.title, change.class_, change.announced, change.effective,
        notice and notice.promise, notice and notice.earliest, notice and notice.clear_days,
        notice and notice.object_by, change.withdrawn and change.withdrawn.announced, list(change.versions), sent,
    )  # fmt: skip


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file for spreadsheets, like `api/subprocessors.csv`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(_flat(value)) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _flat(value: object) -> object:
    """A record within a record as one text: `default: 90 days; max: 12 months`; one that is not known stays."""
    if not isinstance(value, dict) or "unknown" in value:
        return value
    return "; ".join(f"{name}: {part}" for name, part in value.items())


def _zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as packed:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(folder + name, _NEVER)
            entry.external_attr, entry.create_system = 0o644 << 16, 3
            packed.writestr(entry, data)
    return held.getvalue()
