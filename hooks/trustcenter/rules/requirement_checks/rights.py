"""Recognizes which right a record of `data/rights.yml` is (access, erasure …), whatever the company calls it.

The checks of `gdpr` and `ccpa` call `rights`, `is_right` and `missing`.
"""

from __future__ import annotations

import re

from trustcenter.model.facts import Plain
from trustcenter.rules.claims import Statement

PATTERNS = {
    "access": r"\baccess|\bcop(?:y|ies)\b|\bsee\b.*\bdata\b",
    "know": r"\bknow|\blearn\b|\baccess",
    "rectification": r"rectif|correct|\bput right\b|\bamend",
    "erasure": r"eras|delet",
    "restriction": r"restrict|\blimit|set aside",
    "objection": r"\bobject",
    "portability": r"portab|another provider|machines? can read|machine-readable",
    "withdrawal": r"withdraw|take back|revo[kc]",
    "complaint": r"complain|supervisory authority",
    "opt_out": r"opt(?:ing)?[ _-]?out|\bsale\b|do not sell",
    "limit": r"\blimit",
    "no_retaliation": r"retaliat|discriminat|treated worse",
    "agent": r"\bagent",
}
NAMES = {
    "access": "access", "know": "know", "rectification": "correct", "erasure": "delete", "restriction": "restrict",
    "objection": "object", "portability": "port", "withdrawal": "withdraw consent", "complaint": "complain",
    "opt_out": "opt out of sale and sharing", "limit": "limit the use of sensitive data",
    "no_retaliation": "no retaliation", "agent": "use an agent",
}  # fmt: skip


def rights(statement: Statement, *regimes: str) -> dict[str, Plain]:
    """The records of rights that belong to one of the regimes, or to no regime in particular, by id."""
    return {
        name: record
        for name, record in statement.records("rights").items()
        if not record.get("regimes") or set(regimes) & set(record["regimes"])
    }


def is_right(record: Plain, right: str) -> bool:
    """Whether a record is the right `right` (a key of `PATTERNS`), by the words of its id, label and description."""
    words = " ".join(str(record.get(field, "")) for field in ("id", "label", "description")).replace("_", " ")
    return re.search(PATTERNS[right], words, re.IGNORECASE) is not None


def missing(records: dict[str, Plain], wanted: tuple[str, ...]) -> list[str]:
    """The names of the wanted rights that no record states."""
    return [NAMES[right] for right in wanted if not any(is_right(record, right) for record in records.values())]
