"""Plans `publish --pending keep`: publish a fix now while another change of the same policy is pending.

`cli.publish` calls `plan`, which returns the files to write.  The difference between the newest published text and
today's draft is applied to the version in effect by a three-way merge; the pending version is published again with the
fix, for the same effective day, in the same change.
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
from trustcenter.publishing.sealing import Plan, Refused, change_id, finish, must_read, refuse, text_redline, version_id
from trustcenter.reading.center import Center


def plan(texts: Mapping[str, bytes], order: Order, *, merge: Merge) -> Plan | None:
    """What publishing with `--pending keep` would write; None when no draft differs.

    Raises `Refused` when texts or facts conflict, when several versions of a policy are pending, or on any error.
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
    """The fixed version for today and the fixed pending version; only the draft if no version is pending."""
    upcoming = [v for v in center.archive.upcoming(policy, order.today) if v.effective > days.effective]
    current = center.archive.in_effect(policy, order.today)
    draft = drafted(center, policy, days, order.class_, name)
    if not upcoming:
        return [draft]
    pending = upcoming[-1]
    if len(upcoming) > 1 or current is None:
        raise Refused(_not_one_pending(policy, upcoming, current))
    try:
        text = merged_text(pending, current, draft, merge, called="the draft")
        facts = merged_facts(pending.facts, current.facts, draft.facts)
    except Conflict as conflict:
        raise Refused(conflict.problem) from None
    cites = tuple(
        sorted(({*current.cites} | ({*draft.cites} - {*pending.cites})) - ({*pending.cites} - {*draft.cites}))
    )
    today = replace(
        draft, text=text, text_sha256=sha256(text.encode()), facts=_cited_only(facts, cites), cites=cites,
        title=_merged_value(pending.title, current.title, draft.title),
        summary=_merged_value(pending.summary, current.summary, draft.summary),
        owner=_merged_value(pending.owner, current.owner, draft.owner),
        covers=current.covers if dict(draft.covers) == dict(pending.covers) else draft.covers,
    )  # fmt: skip
    again = replace(
        draft, id=version_id(center.archive, policy, pending.effective), number=draft.number + 1,
        effective=pending.effective, earliest=pending.earliest,
    )  # fmt: skip
    return [today, again]


def _merged_value(base: str, ours: str, theirs: str) -> str:
    return ours if theirs == base else theirs


def _cited_only(facts: Facts, cites: tuple[str, ...]) -> Facts:
    named = {cite.partition(".")[0] for cite in cites}
    return Facts({kind: value for kind, value in facts.kinds.items() if kind in named})


def _not_one_pending(policy: str, upcoming: list[Version], current: Version | None) -> Problem:
    if current is None:
        message = f"{policy} is not in effect yet, so there is nothing to fix today"
        return Problem(Where("--pending"), "bad-value", message, "publish it without --pending")
    both = text_redline(upcoming[0].text, upcoming[-1].text)
    names = ", ".join(version.name for version in upcoming)
    message = f"{policy} has several pending versions ({names}), and only a person can say how each is fixed:\n{both}"
    return Problem(Where("--pending"), "bad-value", message, "withdraw all but one of them first")


__all__ = ["plan"]
