"""Records: the JSON beside a version or a change that publishes none, its canonical form, its seal and the hash chain.

`publishing` writes records and `reading.archive` verifies them with these functions.  Canonical form: sorted keys, two
spaces of indent, UTF-8, one newline at the end, no numbers but integers.  `seal` is the sha256 of the canonical record
without its `seal` line; `previous` is the seal of the policy's preceding record.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from trustcenter.model.kinds.fields import COUNTRIES, SLUG, Day, Line, Slug, TimeZone, bad, printable
from trustcenter.model.languages import LANGUAGE
from trustcenter.model.periods import has_holidays, parse_period

FORMAT = "trustcenter-record/1"
WITHDRAWAL_FORMAT = "trustcenter-withdrawal/1"
POSTPONEMENT_FORMAT = "trustcenter-postponement/1"
REDACTION_FORMAT = "trustcenter-redaction/1"
RENAME_FORMAT = "trustcenter-rename/1"
TRANSLATION_FORMAT = "trustcenter-translation/1"
_SEAL_LINE = re.compile(rb'\n  "seal": "([0-9a-f]{64})",(?=\n)')
Class = Literal["initial", "editorial", "minor", "material", "emergency", "recorded"]
ChangeClass = Class | Literal["withdrawal", "postponement", "redaction", "rename"]
"""The class of a change: that of its versions, or what it does to another change by a record of its own."""
CLASSES: tuple[Class, ...] = ("initial", "editorial", "minor", "material", "emergency", "recorded")


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON: the same value always gives the same bytes (records, open data, hashes)."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def feed_id(change_sha256: str) -> str:
    """The id of a change in every feed: a name-based UUID (RFC 9562, version 5) of the sha256 of its file.

    The sha256 is that of the file as it was published, so that a redaction does not make a new entry of it.
    """
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, change_sha256)}"


def seal(record: Mapping[str, Any]) -> str:
    """The seal that a record must have: sha256 of its canonical form without `seal`."""
    return sha256(canonical({name: value for name, value in record.items() if name != "seal"}))


def holds(data: bytes) -> bool:
    """Whether the bytes of a record match the seal in them.

    In canonical form the seal is on a line of its own, so removing that line gives the bytes to hash.
    """
    seals = _SEAL_LINE.findall(data)
    return len(seals) == 1 and sha256(_SEAL_LINE.sub(b"", data)) == seals[0].decode()


def _period_or_nothing(text: str) -> str:
    if text:
        try:
            parse_period(text)
        except ValueError as error:
            raise bad(error, "a period, or nothing") from None
    return text


def _known_holidays(code: str) -> str:
    if code not in COUNTRIES or not has_holidays(code):
        raise bad(f"`{code}` is not a country whose public holidays are known", "a country code: US, DE")
    return code


Words = Annotated[str, AfterValidator(printable)]
"""Text that may be empty and may have several lines."""
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
ChangeId = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9_-]{0,119}$")]
VersionName = Annotated[str, Field(pattern=rf"^{SLUG}/[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(-[0-9]+)?$")]
Cite = Annotated[str, Field(pattern=r"^[a-z0-9_-]+(\.[a-z0-9_-]+)?$")]


class SealedTranslation(BaseModel):
    """The text of a version in another language, as a record seals it: its own title, summary and hash."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: Line
    summary: Words
    text_sha256: Hash


LanguageCode = Annotated[str, Field(pattern=LANGUAGE)]


class AudienceRecord(BaseModel):
    """The day from which a version binds an audience; `binds` is there for the one that is bound on acceptance."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Slug
    label: Line
    effective: Day
    binds: Literal["on acceptance"] | None = None


class Record(BaseModel):
    """The JSON of a version's record; `manual/publishing.md` describes each field.

    The types say what each value may be, so that nothing else is read from a record, whoever sealed it.  The facts and
    the promise are validated by their kinds (`reading.record_values`).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["trustcenter-record/1"]
    policy: Slug
    version: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?$")]
    number: Annotated[int, Field(ge=1, strict=True)]
    title: Line
    summary: Words
    owner: Annotated[str, Field(pattern=f"^({SLUG})?$")]
    reviewed: Day | None
    review_every: Annotated[str, AfterValidator(_period_or_nothing)]
    effective: Day
    announced: Day | None
    earliest: Day | None
    class_: Annotated[Class, Field(alias="class")]
    change: ChangeId
    cites: tuple[Cite, ...]
    facts: dict[Slug, Any]
    covers: dict[Line, Words]
    promise: dict[str, Any]
    timezone: TimeZone
    holidays: Annotated[str, AfterValidator(_known_holidays)] | None
    text_sha256: Hash
    change_sha256: Hash
    previous: Hash | None
    references: tuple[tuple[int, int, str], ...] | None = None
    lang: LanguageCode | None = None
    translations: dict[LanguageCode, SealedTranslation] = Field(default_factory=dict)
    retires: Annotated[bool, Field(strict=True)] = False
    audiences: tuple[AudienceRecord, ...] = ()
    tool: Line
    seal: Hash


class ChainedForm(BaseModel):
    """What the JSON beside a change that publishes no version has in common.

    `previous` maps each policy it concerns to the seal it continues.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: str
    change: ChangeId
    versions: tuple[VersionName, ...]
    announced: Day
    reason: Words
    timezone: TimeZone
    change_sha256: Hash
    previous: dict[Slug, Hash]
    tool: Line
    seal: Hash


class WithdrawalRecord(ChainedForm):
    """The JSON beside a change that withdraws an upcoming one."""

    format: Literal["trustcenter-withdrawal/1"]
    withdraws: ChangeId


class PostponementRecord(ChainedForm):
    """The JSON beside a change that postpones an upcoming one, from its `planned` to its `effective` day."""

    format: Literal["trustcenter-postponement/1"]
    postpones: ChangeId
    planned: Day
    effective: Day


class RedactedFile(BaseModel):
    """A file in the record of a redaction: its sha256 before and after, and where the marks stand in it since.

    `spans` are pairs of byte offsets, of the first byte and of the one behind the last.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: Annotated[str, Field(pattern=r"^docs/(policies|changelog)/[^\x00-\x1f]+\.(md|json)$")]
    before: Hash
    after: Hash
    spans: tuple[tuple[int, int], ...]


class RedactionRecord(ChainedForm):
    """The JSON beside a change that replaces passages of published files by a mark; `redacts` is what was named."""

    format: Literal["trustcenter-redaction/1"]
    redacts: ChangeId | VersionName
    mark: Line
    files: tuple[RedactedFile, ...]


class RenameRecord(ChainedForm):
    """The JSON beside a change that moves a policy from the id in `renames` to the one in `to`."""

    format: Literal["trustcenter-rename/1"]
    renames: str
    to: str


class LaterTranslation(SealedTranslation):
    """A text that was published after its version: of which version, in which language, and in which file."""

    version: VersionName
    lang: LanguageCode
    path: Annotated[str, Field(pattern=r"^docs/policies/[^\x00-\x1f]+\.md$")]


class TranslationRecord(ChainedForm):
    """The JSON beside a change that publishes texts in other languages for versions that stay as they are."""

    format: Literal["trustcenter-translation/1"]
    translates: Line
    translations: tuple[LaterTranslation, ...]
