"""Writes the state of a center on one screen: what is in effect and upcoming, and what the drafts would change.

`cli.status` calls `status` or `as_json` and prints what it returns; `deliveries` is also used for evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from trustcenter.comparing import fact_diff
from trustcenter.model import periods, phrases
from trustcenter.model.versions import Archive, Change, Version, cited
from trustcenter.publishing.publish import differs
from trustcenter.publishing.sealing import text_redline
from trustcenter.reading.center import Center
from trustcenter.reading.drafts import Draft
from trustcenter.rules.notice import promise_on

MOST_LINES = 12
"""The most lines shown of a draft's differences."""


def status(center: Center, today: date) -> str:
    """The state of every policy, the notices, and the earliest day for a material change, as text."""
    head = f"{center.name}, as of {phrases.day(today)} ({center.timezone})"
    blocks = [head, *("\n".join(_policy(center, policy, today)) for policy in _policies(center))]
    notices = list(_notices(center, today))
    return "\n\n".join([*blocks, *(["\n".join(["notices", *notices])] if notices else []), _earliest(center, today)])


def _policies(center: Center) -> list[str]:
    return sorted({*center.drafts, *center.archive.versions})


def _policy(center: Center, policy: str, today: date) -> Iterator[str]:
    archive = center.archive
    current, bound = archive.in_effect(policy, today), archive.binding(policy, today)
    newest = archive.newest(policy)
    title = center.drafts[policy].title if policy in center.drafts else newest.title if newest else policy
    yield f"{policy}: {title}"
    if current:
        yield f"  in effect    version {current.number} ({current.id}) since {phrases.day(current.binds_from)}"
    elif bound:
        yield f"  in effect    none: retired since {phrases.day(bound.binds_from)}"
    else:
        yield "  in effect    none yet"
    for version in archive.upcoming(policy, today):
        when = phrases.day(version.binds_from)
        moved = f", first planned for {phrases.day(version.planned)}" if version.postponed else ""
        yield f"  upcoming     version {version.number} ({version.id}), {version.class_}, on {when}{moved}"
    for version in [*([current] if current else []), *archive.upcoming(policy, today)]:
        for one in version.audiences:
            if (day := version.effective_for(one.id)) > today:
                yield f"  upcoming     version {version.number} for {one.label}, on {phrases.day(day)}"
    yield from _planned(archive, policy, today)
    if bound and bound.retires:
        return
    yield from _draft(center, policy)
    yield f"  next review  {_review(center, policy, today)}"


def _planned(archive: Archive, policy: str, today: date) -> Iterator[str]:
    for version in archive.versions.get(policy, ()):
        if version.public_from > today:
            when = phrases.day(version.public_from)
            yield f"  planned      version {version.number} ({version.id}), to be announced {when}"


def _draft(center: Center, policy: str) -> Iterator[str]:
    if policy not in center.filled:
        yield "  draft        " + ("cannot be filled; run `trustcenter check`" if policy in center.drafts else "none")
        return
    newest = center.archive.newest(policy)
    if newest is None:
        yield "  draft        never published"
    elif not differs(center, policy):
        unseen = "" if newest.text == center.filled[policy].text else "; only what readers do not see differs"
        yield f"  draft        says what the newest version says{unseen}"
    else:
        yield f"  draft        differs from version {newest.number} ({newest.id})"
        yield from (f"    {line}" for line in _difference(center, policy, newest))


def _difference(center: Center, policy: str, newest: Version) -> list[str]:
    """The differences of facts and a short redline between the newest version and the draft, cut at `MOST_LINES`."""
    filled = center.filled[policy]
    facts = [change.sentence for change in fact_diff.changes(newest.facts, cited(center.facts, filled.cites))]
    lines = text_redline(newest.text, filled.text).splitlines()
    shown = [*facts, *lines]
    more = len(shown) - MOST_LINES
    return shown[:MOST_LINES] + ([f"… and {phrases.plural(more, 'line')} more"] if more > 0 else [])


def _review(center: Center, policy: str, today: date) -> str:
    due = _review_due(center.drafts.get(policy))
    return phrases.day(due) + (", overdue" if due < today else "") if due else "not planned"


def _review_due(draft: Draft | None) -> date | None:
    if draft is None or draft.reviewed is None or not draft.review_every:
        return None
    return periods.add(draft.reviewed, periods.parse_period(draft.review_every))


def _earliest(center: Center, today: date) -> str:
    promise = promise_on(center.facts, center.archive, today)
    if promise.period is None:
        return "no notice period is promised: a material change announced today could take effect today"
    earliest = phrases.day(promise.earliest(today))
    return f"a material change announced today could take effect on {earliest} ({promise.period} of notice)"


def as_json(center: Center, today: date) -> str:
    """The same for programs: days as ISO 8601, `null` for what there is not."""
    promise = promise_on(center.facts, center.archive, today)
    told = {
        "organization": center.name, "as_of": today, "timezone": center.timezone,
        "policies": [_policy_data(center, policy, today) for policy in _policies(center)],
        "notices": [_notice_data(center, change) for change in _told(center, today)],
        "notice_period": str(promise.period) if promise.period else None,
        "earliest_material": promise.earliest(today) if promise.period else today,
    }  # fmt: skip
    return json.dumps(told, indent=2, ensure_ascii=False, default=date.isoformat)


def _policy_data(center: Center, policy: str, today: date) -> dict[str, Any]:
    archive, newest = center.archive, center.archive.newest(policy)
    current = archive.in_effect(policy, today)
    planned = [v for v in archive.versions.get(policy, ()) if v.public_from > today]
    draft = center.drafts.get(policy)
    due = _review_due(draft)
    state = _draft_state(center, policy)
    return {
        "id": policy, "title": draft.title if draft else newest.title if newest else policy,
        "in_effect": {**_version_data(current), "since": current.binds_from} if current else None,
        "upcoming": [{**_version_data(v), "on": v.binds_from} for v in archive.upcoming(policy, today)],
        "planned": [{**_version_data(v), "announced": v.public_from} for v in planned],
        "draft": state, "differences": _difference(center, policy, newest) if newest and state == "differs" else [],
        "next_review": due, "review_overdue": bool(due and due < today),
    }  # fmt: skip


def _version_data(version: Version) -> dict[str, Any]:
    return {"version": version.id, "number": version.number, "class": version.class_, "change": version.change}


def _draft_state(center: Center, policy: str) -> str:
    """`none`, `cannot be filled`, `never published`, `published` (nothing differs) or `differs`."""
    if policy not in center.filled:
        return "cannot be filled" if policy in center.drafts else "none"
    if center.archive.newest(policy) is None:
        return "never published"
    return "differs" if differs(center, policy) else "published"


def _notice_data(center: Center, change: Change) -> dict[str, Any]:
    records = [d for d in center.facts.records("deliveries").values() if d["change"] == change.id]
    return {
        "change": change.id, "title": change.title, "class": change.class_, "announced": change.announced,
        "effective": change.effective, "delivered": [{"channel": d["channel"], "sent": d["sent"]} for d in records],
    }  # fmt: skip


def _told(center: Center, today: date) -> list[Change]:
    return [change for change in center.archive.on(today).changes if change.is_notice]


def _notices(center: Center, today: date) -> Iterator[str]:
    for change in _told(center, today):
        delivered = deliveries(center, change)
        yield f"  {change.id}: " + (", ".join(delivered) if delivered else "delivery not recorded")


def deliveries(center: Center, change: Change) -> list[str]:
    """`channel on date` for each delivery of a notice that `data/deliveries.yml` records."""
    records = [d for d in center.facts.records("deliveries").values() if d["change"] == change.id]
    return [f"{d['channel']} on {phrases.day(periods.parse_day(d['sent']))}" for d in records]
