"""Records: the JSON beside a version, a withdrawal or a postponement, its canonical form, its seal and the hash chain.

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

from pydantic import BaseModel, ConfigDict, Field

from trustcenter.model.kinds.fields import Day

FORMAT = "trustcenter-record/1"
WITHDRAWAL_FORMAT = "trustcenter-withdrawal/1"
POSTPONEMENT_FORMAT = "trustcenter-postponement/1"
_SEAL_LINE = re.compile(rb'\n  "seal": "([0-9a-f]{64})",(?=\n)')
Class = Literal["initial", "editorial", "minor", "material", "emergency", "recorded"]
ChangeClass = Class | Literal["withdrawal", "postponement"]
"""The class of a change: that of its versions, or what it does to another change by a record of its own."""
CLASSES: tuple[Class, ...] = ("initial", "editorial", "minor", "material", "emergency", "recorded")


def canonical(value: Any) -> bytes:
    """`value` as canonical JSON: the same value always gives the same bytes (records, open data, hashes)."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def feed_id(change_bytes: bytes) -> str:
    """The id of a change in every feed: a name-based UUID (RFC 9562, version 5) of the sha256 of its file."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, sha256(change_bytes))}"


def seal(record: Mapping[str, Any]) -> str:
    """The seal that a record must have: sha256 of its canonical form without `seal`."""
    return sha256(canonical({name: value for name, value in record.items() if name != "seal"}))


def holds(data: bytes) -> bool:
    """Whether the bytes of a record match the seal in them.

    In canonical form the seal is on a line of its own, so removing that line gives the bytes to hash.
    """
    seals = _SEAL_LINE.findall(data)
    return len(seals) == 1 and sha256(_SEAL_LINE.sub(b"", data)) == seals[0].decode()


class Record(BaseModel):
    """The JSON of a version's record; `manual/publishing.md` describes each field."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["trustcenter-record/1"]
    policy: str
    version: str
    number: Annotated[int, Field(ge=1)]
    title: str
    summary: str
    owner: str
    reviewed: Day | None
    review_every: str
    effective: Day
    announced: Day | None
    earliest: Day | None
    class_: Annotated[Class, Field(alias="class")]
    change: str
    cites: tuple[str, ...]
    facts: dict[str, Any]
    covers: dict[str, str]
    promise: dict[str, Any]
    timezone: str
    holidays: str | None
    text_sha256: str
    change_sha256: str
    previous: str | None
    retires: bool = False
    tool: str
    seal: str


class ChainedForm(BaseModel):
    """What the JSON beside a change that publishes no version has in common.

    `previous` maps each policy it concerns to the seal it continues.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: str
    change: str
    versions: tuple[str, ...]
    announced: Day
    reason: str
    timezone: str
    change_sha256: str
    previous: dict[str, str]
    tool: str
    seal: str


class WithdrawalRecord(ChainedForm):
    """The JSON beside a change that withdraws an upcoming one."""

    format: Literal["trustcenter-withdrawal/1"]
    withdraws: str


class PostponementRecord(ChainedForm):
    """The JSON beside a change that postpones an upcoming one, from its `planned` to its `effective` day."""

    format: Literal["trustcenter-postponement/1"]
    postpones: str
    planned: Day
    effective: Day
