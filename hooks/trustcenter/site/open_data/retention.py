"""Makes `api/retention.json`: how long each kind of data is kept, with what is computed from the rules.

`open_data.stated` calls `retention` and gets a `RetentionFile`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from trustcenter.model.facts import Plain
from trustcenter.model.kinds.retention import add_up, chain, longest
from trustcenter.model.periods import parse_period
from trustcenter.site.open_data.forms import Dated, RecordOf, dated
from trustcenter.site.pages import View

COMPUTED = {
    "period_iso": {
        "type": ["string", "null"],
        "pattern": "^P",
        "description": "the period as an ISO 8601 duration; null where that cannot express it",
    },
    "longest_total": {
        "type": ["string", "null"],
        "description": "the worst case of the chain of rules that begins here; null where its periods cannot be added",
    },
}


@dataclass(frozen=True, kw_only=True)
class RetentionFile(Dated):
    """The retention rules as the versions in effect state them, by id."""

    retention: tuple[Annotated[Mapping[str, Any], RecordOf("retention", COMPUTED)], ...]


def retention(view: View) -> RetentionFile:
    """The rules with their periods as written and, if ISO 8601 can express them, as durations."""
    rules = view.facts.records("retention")
    return RetentionFile(
        **dated(view),
        retention=tuple(
            {**rule, "period_iso": _duration(rule.get("period")), "longest_total": _total(rules, rule)}
            for _, rule in sorted(rules.items())
        ),
    )


def _duration(written: Any) -> str | None:
    return parse_period(written).iso if isinstance(written, str) else None


def _total(rules: Mapping[str, Plain], rule: Plain) -> str | None:
    """The longest total of the chain of rules that begins here; None if its periods cannot be added."""
    total = add_up([longest(link) for link in chain(rules, rule)])
    return str(total) if total else None
