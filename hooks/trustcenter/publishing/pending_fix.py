"""Plans `publish --pending keep`: publish a fix now while another change of the same policy is pending.

`cli.publish` calls `plan`, which returns the files to write.  The difference between the newest published text and
today's draft is applied to the version in effect by a three-way merge; each pending version is published again with
the fix, for the same effective day, in the same change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from trustcenter.comparing.three_way_merge import Conflict, Merge, merged_facts, merged_text
from trustcenter.model.facts import Facts
from trustcenter.model.problems import Problem, Where
from trustcenter.model.records import sha256
from trustcenter.model.versions import Change, Version
from trustcenter.publishing.publish import Days, Order, days_of, differing, drafted, refused_content, wrong_request
from trustcenter.publishing.sealing import Plan, Refused, change_id, finish, must_read, refuse, version_id
from trustcenter.reading.center import Center
from trustcenter.reading.references import placed_again


def plan(texts: Mapping[str, bytes], order: Order, *, merge: Merge) -> Plan | None:
    """What publishing with `--pending keep` would write; None when no draft differs.

    Raises `Refused` when texts or facts conflict, or on any error.
    """
    center = must_read(texts)
    refuse(wrong_request(center, order))
    policies = differing(center, order.policies)
    if not policies:
        return None
    refuse(refused_content(center, policies, order))
    days = days_of(center, order)
    name = change_id(center.archive, days.announced or days.effective, order.title)
    versions: list[Version] = []
    for policy in policies:
        versions += _fixed_and_pending(center, policy, days, order, name, merge)
    change = Change(
        id=name, title=order.title, class_=order.class_, announced=days.announced, effective=days.effective,
        versions=tuple(v.name for v in versions), summary=order.summary, reason=order.reason, body="",
    )  # fmt: skip
    return finish(texts, center.archive, change, versions, today=order.today)


def _fixed_and_pending(center: Center, policy: str, days: Days, order: Order, name: str, merge: Merge) -> list[Version]:
    """The fixed version for today and each fixed pending version; only the draft if no version is pending.

    The fix is what changed from the last pending version to the draft; every other version gets it by a merge.
    """
    upcoming = [v for v in center.archive.upcoming(policy, order.today) if v.effective > days.effective]
    current = center.archive.in_effect(policy, order.today)
    draft = drafted(center, policy, days, order.class_, name)
    if not upcoming:
        return [draft]
    if current is None:
        message = f"{policy} is not in effect yet, so there is nothing to fix today"
        raise Refused(Problem(Where("--pending"), "bad-value", message, "publish it without --pending"))
    pending = upcoming[-1]
    today = _with_fix(current, pending, draft, merge)
    between = [_again(center, _with_fix(version, pending, draft, merge), version) for version in upcoming[:-1]]
    last = _again(center, draft, pending)
    return [replace(v, number=draft.number + place) for place, v in enumerate((today, *between, last))]


def _with_fix(version: Version, pending: Version, draft: Version, merge: Merge) -> Version:
    """The draft as `version` would have it: what changed from `pending` to the draft, applied to that version."""
    try:
        text = merged_text(pending, version, draft, merge, called="the draft")
        facts = merged_facts(pending.facts, version.facts, draft.facts)
    except Conflict as conflict:
        raise Refused(conflict.problem) from None
    cites = tuple(
        sorted(({*version.cites} | ({*draft.cites} - {*pending.cites})) - ({*pending.cites} - {*draft.cites}))
    )
    return replace(
        draft, text=text, text_sha256=sha256(text.encode()), facts=_cited_only(facts, cites), cites=cites,
        references=placed_again(draft.references, text, facts),
        title=_merged_value(pending.title, version.title, draft.title),
        summary=_merged_value(pending.summary, version.summary, draft.summary),
        owner=_merged_value(pending.owner, version.owner, draft.owner),
        covers=version.covers if dict(draft.covers) == dict(pending.covers) else draft.covers,
    )  # fmt: skip


def _again(center: Center, fixed: Version, pending: Version) -> Version:
    """A fixed version for the day of the pending one that it replaces."""
    name = version_id(center.archive, pending.policy, pending.effective)
    return replace(fixed, id=name, effective=pending.effective, earliest=pending.earliest)


def _merged_value(base: str, ours: str, theirs: str) -> str:
    return ours if theirs == base else theirs


def _cited_only(facts: Facts, cites: tuple[str, ...]) -> Facts:
    named = {cite.partition(".")[0] for cite in cites}
    return Facts({kind: value for kind, value in facts.kinds.items() if kind in named})


__all__ = ["plan"]
