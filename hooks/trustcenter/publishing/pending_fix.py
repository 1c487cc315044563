"""Plans `publish --pending keep`: publish a fix now while another change of the same policy is pending.

`cli.publish` calls `plan`, which returns the files to write.  The difference between the newest published text and
today's draft is applied to the version in effect by a three-way merge; each pending version is published again with
the fix, for the same effective day, in the same change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from trustcenter.comparing.three_way_merge import Conflict, Merge, merged_facts, merged_text
from trustcenter.model.facts import Facts
from trustcenter.model.problems import Problem, Where
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.publish import Order, days_of, differing, drafted, refused_content, wrong_request
from trustcenter.publishing.sealing import Plan, Refused, change_id, finish, must_read, refuse, version_id
from trustcenter.publishing.stated_later import stated_later
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
    drafts = [drafted(center, policy, days, order.class_, name) for policy in policies]
    refuse(stated_later(center, drafts, order))
    versions: list[Version] = []
    for draft in drafts:
        upcoming = center.archive.upcoming(draft.policy, order.today)
        versions += spread(center.archive, draft, [v for v in upcoming if v.effective > days.effective], merge)
    change = Change(
        id=name, title=order.title, class_=order.class_, announced=days.announced, effective=days.effective,
        versions=tuple(v.name for v in versions), summary=order.summary, reason=order.reason, body="",
    )  # fmt: skip
    return finish(texts, center.archive, change, versions, today=order.today)


def spread(archive: Archive, draft: Version, upcoming: Sequence[Version], merge: Merge) -> list[Version]:
    """A draft as the version for its own effective day, and each pending version with the same fix.

    The fix is what changed from the last pending version to the draft; every other version gets it by a merge.  Raises
    `Refused` on a conflict, and if nothing is in effect on the effective day of the draft.
    """
    if not upcoming:
        return [draft]
    earlier = [v for v in archive.versions[draft.policy] if v.effective <= draft.effective]
    current = max((v for v in earlier if not archive.withdrawn(v, date.max)), key=lambda v: v.order, default=None)
    if current is None or current.retires:
        message = f"{draft.policy} is not in effect yet, so there is nothing to fix today"
        raise Refused(Problem(Where("--pending"), "bad-value", message, "publish it without --pending"))
    pending = upcoming[-1]
    today = with_fix(current, pending, draft, merge)
    between = [_again(archive, with_fix(version, pending, draft, merge), version) for version in upcoming[:-1]]
    last = _again(archive, draft, pending)
    return [replace(v, number=draft.number + place) for place, v in enumerate((today, *between, last))]


def with_fix(version: Version, base: Version, fixed: Version, merge: Merge, *, called: str = "the draft") -> Version:
    """`fixed` as `version` would have it: what changed from `base` to it, applied to that version.

    Raises `Refused` on a conflict; `called` is the name of `fixed` in its message.
    """
    try:
        text = merged_text(base, version, fixed, merge, called=called)
        facts = merged_facts(base.facts, version.facts, fixed.facts)
    except Conflict as conflict:
        raise Refused(conflict.problem) from None
    cites = tuple(sorted(({*version.cites} | ({*fixed.cites} - {*base.cites})) - ({*base.cites} - {*fixed.cites})))
    return replace(
        fixed, text=text, text_sha256=sha256(text.encode()), facts=_cited_only(facts, cites), cites=cites,
        references=placed_again(fixed.references, text, facts),
        title=_merged_value(base.title, version.title, fixed.title),
        summary=_merged_value(base.summary, version.summary, fixed.summary),
        owner=_merged_value(base.owner, version.owner, fixed.owner),
        lang=_merged_value(base.lang, version.lang, fixed.lang),
        translations=fixed.translations if text == fixed.text else (),
        covers=version.covers if dict(fixed.covers) == dict(base.covers) else fixed.covers,
    )  # fmt: skip


def _again(archive: Archive, fixed: Version, pending: Version) -> Version:
    """A fixed version for the day of the pending one that it replaces."""
    name = version_id(archive, pending.policy, pending.effective)
    return replace(fixed, id=name, effective=pending.effective, earliest=pending.earliest)


def _merged_value(base: str, ours: str, theirs: str) -> str:
    return ours if theirs == base else theirs


def _cited_only(facts: Facts, cites: tuple[str, ...]) -> Facts:
    named = {cite.partition(".")[0] for cite in cites}
    return Facts({kind: value for kind, value in facts.kinds.items() if kind in named})


__all__ = ["plan", "spread", "with_fix"]
