"""Reads which published files were redacted, so that hashes are compared with those of the files as published.

`reading.archive` calls `published_files` first.  A file that a redaction changed must have the bytes that its record
sealed, with a mark in each place that it names; everything else is compared as if it had never been changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from pydantic import BaseModel

from trustcenter.markdown.escaping import escape
from trustcenter.model.paths import CHANGE, is_published
from trustcenter.model.problems import Problem
from trustcenter.model.records import RedactionRecord, sha256
from trustcenter.model.redactions import VersionRedaction, in_json, mark_spans
from trustcenter.model.versions import Redaction, in_order_of
from trustcenter.reading.sealed_files import altered, orphan, sealed_record

_Form = TypeVar("_Form", bound=BaseModel)
_SHOWS_A_REDACTION = b'\n  "redacts": '


@dataclass(frozen=True, slots=True)
class Published:
    """The files of an archive as they are, and the redactions that changed them since they were published."""

    texts: Mapping[str, bytes]
    by_path: Mapping[str, tuple[Redaction, ...]]

    def sha256(self, path: str) -> str:
        """The sha256 of a file as it was published; of the file as it is, where no redaction vouches for its bytes."""
        return self.by_path[path][0].of(path).before if self.is_redacted(path) else sha256(self.texts[path])

    def is_redacted(self, path: str) -> bool:
        """Whether the file has the bytes that its last redaction sealed."""
        redactions = self.by_path.get(path, ())
        return bool(redactions) and redactions[-1].of(path).after == sha256(self.texts[path])

    def record(self, path: str, form: type[_Form]) -> tuple[_Form | None, list[Problem]]:
        """Parse the record in a file; None with a problem if it does not hold or has another form."""
        return sealed_record(path, self.texts[path], form, redacted=self.is_redacted(path))

    def redactions_of(self, stem: str, text_sha256: str) -> tuple[VersionRedaction, ...]:
        """The redactions of a version in their order, by the path of its files without their ends.

        `text_sha256` is that of its text as it was published.
        """
        of_text, of_record = (self.by_path.get(f"{stem}.{end}", ()) for end in ("md", "json"))
        ordered: list[VersionRedaction] = []
        concerned = {one.change: one for one in (*of_text, *of_record)}
        for one in sorted(concerned.values(), key=lambda one: one.announced):
            if one in of_text:
                text_sha256 = one.of(f"{stem}.md").after
            ordered.append(VersionRedaction(one.change, one.announced, one.reason, text_sha256, one.seal))
        return tuple(ordered)


def published_files(texts: Mapping[str, bytes]) -> tuple[Published, list[Problem]]:
    """The files with the redactions that changed them, and the problems of files that are not as these sealed them.

    A record that does not hold is left out here; `reading.archive` reports it with all others.
    """
    by_path: dict[str, list[Redaction]] = {}
    for file in sorted(texts):
        match = CHANGE.fullmatch(file)
        if match and match["end"] == "json" and _SHOWS_A_REDACTION in texts[file]:
            record, _ = sealed_record(file, texts[file], RedactionRecord)
            for path, redaction in _by_file(record) if record else ():
                by_path.setdefault(path, []).append(redaction)
    published = Published(texts, {path: in_order_of(path, of_path) for path, of_path in by_path.items()})
    return published, [*_not_as_sealed(published)]


def _by_file(record: RedactionRecord) -> Iterator[tuple[str, Redaction]]:
    redaction = Redaction(**{name: getattr(record, name) for name in Redaction.__dataclass_fields__})
    yield from ((file.path, redaction) for file in record.files)


def _not_as_sealed(published: Published) -> Iterator[Problem]:
    """Check that each redacted file has the bytes that its last redaction sealed, with a mark in each span."""
    for path, redactions in published.by_path.items():
        last = redactions[-1]
        entry = f"docs/changelog/{last.change}.json"
        if not is_published(path) or path not in published.texts:
            yield orphan(entry, f"{path}, which it redacted, is missing", path)
        elif not published.is_redacted(path):
            yield altered(path, f"the file does not have the bytes that the redaction {last.change} sealed")
        elif any(one.of(path).after != later.of(path).before for one, later in pairwise(redactions)):
            yield altered(entry, f"its record does not continue the redactions of {path} before it")
        elif not _are_marked(path, published.texts[path], redactions):
            yield altered(entry, f"its record names other places of {path} than those with a mark")


def _are_marked(path: str, data: bytes, redactions: Sequence[Redaction]) -> bool:
    """Whether the record of the last redaction names exactly the places of the marks in a file."""
    forms = [form for one in redactions for form in mark_forms(one.mark)]
    return bool(forms) and redactions[-1].of(path).spans == mark_spans(data, forms)


def mark_forms(mark: str) -> tuple[str, ...]:
    """A mark as it stands in plain text, in Markdown and in a JSON string."""
    return tuple(dict.fromkeys((mark, escape(mark), in_json(mark))))
