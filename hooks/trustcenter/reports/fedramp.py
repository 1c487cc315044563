"""Writes announced changes as FedRAMP Significant Change Notifications, and an index of the policies.

`cli.fedramp` calls `notifications`, `index` and `too_late`.  A notification has the fields of FedRAMP's public schema
`fedramp-significant-change-notifications-schema-2026-06-24.json`.  There is no public schema of an index of policies:
that form is ours.  Which type a change is, only the provider can evaluate (SCN-CSO-EVA); what is announced as
`material` or `emergency` counts as transformative unless it is named as adaptive.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from trustcenter.model.periods import add, add_months, parse_period
from trustcenter.model.phrases import day as in_words
from trustcenter.model.versions import Change
from trustcenter.reading.center import Center
from trustcenter.rules.notice import fact_changes

INITIAL, FINAL, DONE = (parse_period(f"{count} business days") for count in (30, 10, 5))
"""Of transformative changes: initial plans so long before they begin, final plans, and word after they are done."""
ADAPTIVE_DONE = parse_period("10 business days")
"""SCN of adaptive changes: the notification at the latest so long after they are done."""
HISTORY_MONTHS = 12
"""For how long notifications are kept at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """What the provider says: where its package is, which changes are adaptive, and where the site stands."""

    package: str
    adaptive: Collection[str]
    site_url: str
    holidays: str


def significant(center: Center, asserted: Asserted, today: date) -> list[Change]:
    """The announced changes that are significant, of the last twelve months and upcoming, oldest first."""
    since = add_months(today, -HISTORY_MONTHS)
    withdrawn = {record.withdraws for record in center.archive.withdrawals.values() if record.announced <= today}
    chosen = (
        change
        for change in center.archive.changes.values()
        if (change.class_ in ("material", "emergency") or change.id in asserted.adaptive)
        and change.public_from <= today
        and change.effective >= since
        and change.versions
        and change.id not in withdrawn
    )
    return sorted(chosen, key=lambda change: (change.public_from, change.id))


def notifications(center: Center, asserted: Asserted, today: date) -> dict[str, Mapping[str, Any]]:
    """The notification of each significant change, by the id of the change."""
    return {change.id: _notification(center, change, asserted) for change in significant(center, asserted, today)}


def _notification(center: Center, change: Change, asserted: Asserted) -> Mapping[str, Any]:
    adaptive = change.id in asserted.adaptive
    sentences = [fact.sentence for fact in fact_changes(center.archive, change.id)]
    told = change.summary or change.title
    url = urljoin(asserted.site_url, f"changelog/{change.id}/") if asserted.site_url else ""
    stated = {
        "certificationPackageOverviewUri": asserted.package,
        "changeType": "Adaptive" if adaptive else "Transformative",
        "changeTypeExplanation": (
            "Evaluated by the provider as adaptive." if adaptive
            else f"Announced in advance as a change of the class {change.class_}."
        ),
        "changeDescription": change.title,
        "reason": change.reason,
        "customerImpact": "\n".join(filter(None, (told, *(f"- {sentence}" for sentence in sentences), url))),
        "planAndTimeline": _plan(change, asserted, adaptive=adaptive),
    }  # fmt: skip
    return {name: value for name, value in stated.items() if value}


def _plan(change: Change, asserted: Asserted, *, adaptive: bool) -> Mapping[str, Any]:
    due = _due(change.effective, asserted.holidays, adaptive=adaptive)
    return {
        "summary": f"Announced on {in_words(change.public_from)}; takes effect on {in_words(change.effective)}.",
        "plannedStart": change.effective.isoformat(),
        "plannedCompletion": change.effective.isoformat(),
        "milestones": [{"milestoneDescription": what, "targetDate": day.isoformat()} for what, day in due],
    }


def _due(effective: date, holidays: str, *, adaptive: bool) -> Iterator[tuple[str, date]]:
    """The notifications that a change needs, each with the last day for it."""
    if adaptive:
        yield "Notification after the change", add(effective, ADAPTIVE_DONE, countries=(holidays,))
        return
    yield "Notification with initial plans", _before(effective, 30, holidays)
    yield "Notification with final plans", _before(effective, 10, holidays)
    yield "Notification after the change", add(effective, DONE, countries=(holidays,))


def _before(day: date, count: int, holidays: str) -> date:
    """The last day from which so many business days pass until `day`."""
    period, last = parse_period(f"{count} business days"), day - timedelta(days=count)
    while add(last, period, countries=(holidays,)) > day:
        last -= timedelta(days=1)
    return last


def too_late(center: Center, asserted: Asserted, today: date) -> Iterator[str]:
    """A sentence for each upcoming transformative change that was announced less than 30 business days ahead.

    An emergency is announced as soon as it can be and is not judged.
    """
    for change in significant(center, asserted, today):
        if change.id in asserted.adaptive or change.class_ == "emergency" or change.effective <= today:
            continue
        if (first := add(change.public_from, INITIAL, countries=(asserted.holidays,))) > change.effective:
            yield (
                f"{change.id} takes effect on {in_words(change.effective)}, less than 30 business days after it was"
                f" announced on {in_words(change.public_from)}: {in_words(first)} is the first day; postpone it"
            )


def index(center: Center, asserted: Asserted, today: date) -> Mapping[str, Any]:
    """The policies in effect, each with its version, its hash and its address.  A form of ours, not FedRAMP's."""
    in_effect = center.archive.on(today).in_effect
    return {
        "form": "trustcenter policy index 1",
        "certificationPackageOverviewUri": asserted.package,
        "asOf": today.isoformat(),
        "policies": [
            {
                "id": policy, "title": version.title, "version": version.id, "effective": version.effective.isoformat(),
                "sha256": version.served_sha256, "url": urljoin(asserted.site_url, f"policies/{version.name}/"),
            }
            for policy, version in sorted(in_effect.items())
        ],
    }  # fmt: skip
