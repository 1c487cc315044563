"""Records: the JSON beside a version or a withdrawal, written one way only, sealed and chained.

Canonical form: keys sorted, two spaces of indent, UTF-8, one line end at the
end, no numbers but integers.  The seal is the sha256 of the canonical record
without its `seal`, which is the file without that one line; `previous` is the
seal of the policy's record before it.
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
_SEAL_LINE = re.compile(rb'\n  "seal": "([0-9a-f]{64})",(?=\n)')
Class = Literal["initial", "editorial", "minor", "material", "emergency", "recorded"]
CLASSES: tuple[Class, ...] = ("initial", "editorial", "minor", "material", "emergency", "recorded")
FLOORS: tuple[Class, ...] = ("editorial", "minor", "material")
"""The classes that the facts can demand, weakest first."""


def canonical(value: Any) -> bytes:
    """The one way in which records, open data and hashes write JSON."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def feed_id(change_bytes: bytes) -> str:
    """The id of a change in every feed: made from its bytes, so it never changes and no other center has it."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, sha256(change_bytes))}"


def seal(record: Mapping[str, Any]) -> str:
    """The seal of a record: what it would have to be if nothing in the record had changed."""
    return sha256(canonical({name: value for name, value in record.items() if name != "seal"}))


def holds(data: bytes) -> bool:
    """Whether the bytes of a record fit the seal in them.

    The canonical form puts the seal on a line of its own, so nothing has to be written again to know.
    """
    found = _SEAL_LINE.findall(data)
    return len(found) == 1 and sha256(_SEAL_LINE.sub(b"", data)) == found[0].decode()


class Record(BaseModel):
    """The form of a record; see DESIGN §6 for what each field is for."""

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


class WithdrawalRecord(BaseModel):
    """The form of the record beside a change that withdraws an upcoming one; `previous` has a seal for each policy."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["trustcenter-withdrawal/1"]
    change: str
    withdraws: str
    versions: tuple[str, ...]
    announced: Day
    reason: str
    timezone: str
    change_sha256: str
    previous: dict[str, str]
    tool: str
    seal: str
