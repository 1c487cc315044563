"""Plans a publication: turns drafts that differ from their newest version into new versions with a changelog entry.

`cli.publish` calls `plan(texts, order)`, which returns a `Plan` of files to write, None if nothing differs, or raises
`Refused` with every reason.  The helpers are shared with `pending_fix`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trustcenter.markdown.escaping import escape
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME
from trustcenter.model.phrases import plural
from trustcenter.model.printable import ALLOWED, control_in
from trustcenter.model.problems import Problem, Severity, Where, line_and_column, one_of
from trustcenter.model.records import Class, sha256
from trustcenter.model.versions import Change, Translation, Version, cited
from trustcenter.publishing import translate
from trustcenter.publishing.sealing import (
    REFUSED_WARNINGS,
    Plan,
    Refused,
    change_id,
    finish,
    is_same_text,
    must_read,
    next_number,
    refuse,
    version_id,
)
from trustcenter.publishing.stated_later import stated_later
from trustcenter.reading.center import Center
from trustcenter.rules import check
from trustcenter.rules.notice import Promise, promise_on


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """The options of the command; `effective` None means the earliest day allowed, `announce` None means today.

    `policies` empty means all that differ; `retire` ends the named policies instead of publishing their drafts;
    `translation_of` names a version whose texts in other languages are published, instead of anything that binds.
    """

    policies: tuple[str, ...] = ()
    effective: date | None
    class_: Class
    title: str
    summary: str
    reason: str = ""
    announce: date | None = None
    today: date
    retire: bool = False
    translation_of: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a change and the promise that binds it; `earliest` is the first effective day allowed."""

    announced: date | None
    effective: date
    earliest: date | None
    promise: Promise


def differing(center: Center, policies: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The policies (of those named, or all) whose draft differs from their newest version."""
    return tuple(p for p in sorted(center.filled) if (not policies or p in policies) and differs(center, p, policies))


def differs(center: Center, policy: str, named: tuple[str, ...] = ()) -> bool:
    """Whether a draft differs from its newest version; a retired policy counts only if it is named."""
    newest, draft, filled = center.archive.newest(policy), center.drafts[policy], center.filled[policy]
    if newest is None:
        return True
    if newest.retires:
        return policy in named
    lang = draft.lang if not newest.lang and not draft.lang else center.binding_language(policy)
    now = (draft.title, _spaced(draft.summary), dict(draft.covers), draft.owner, lang)
    then = (newest.title, _spaced(newest.summary), dict(newest.covers), newest.owner, newest.lang)
    if now != then or not is_same_text(newest.text, filled.text):
        return True
    facts = cited(center.facts, filled.cites)
    return facts != newest.facts and (policy in named or not _stated_elsewhere(center, policy, newest.facts, facts))


def _stated_elsewhere(center: Center, policy: str, before: Facts, after: Facts) -> bool:
    """Whether the facts differ in nothing but new records that the text does not print, and another policy states them.

    So a vendor of another group than a table shows is announced by the list of all vendors alone.
    """
    added: dict[str, set[str]] = {}
    for kind in {*before.kinds, *after.kinds}:
        old, new = before.kinds.get(kind), after.kinds.get(kind)
        if old == new:
            continue
        if (
            kind not in BY_NAME
            or BY_NAME[kind].shape == "one"
            or not isinstance(old, dict)
            or not isinstance(new, dict)
        ):
            return False
        if any(new.get(name) != record for name, record in old.items()):
            return False
        added[kind] = new.keys() - old.keys()
    others = [other for other in center.filled if other != policy]
    return all(
        any(name in _stated_by(center, other).records(kind) for other in others)
        for kind, names in added.items()
        for name in names
    )


def _stated_by(center: Center, policy: str) -> Facts:
    """The facts that a policy states in its newest version, or will state, if its text changes."""
    newest, filled = center.archive.newest(policy), center.filled[policy]
    if newest and (newest.retires or is_same_text(newest.text, filled.text)):
        return newest.facts
    return cited(center.facts, filled.cites)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def unseen(center: Center, policies: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The policies (of those named, or all) whose draft differs from its newest version in nothing that readers see."""
    return tuple(p for p in sorted(center.filled) if (not policies or p in policies) and _is_unseen(center, p))


def _is_unseen(center: Center, policy: str) -> bool:
    newest = center.archive.newest(policy)
    changed = newest is None or newest.retires or newest.text == center.filled[policy].text
    return not changed and not differs(center, policy)


def plan(texts: Mapping[str, bytes], order: Order) -> Plan | None:
    """The plan for an order; None if no draft differs.  Raises `Refused` with every reason against it."""
    center = must_read(texts)
    refuse(wrong_request(center, order))
    policies = order.policies if order.retire else differing(center, order.policies) or _sooner(center, order)
    policies = () if order.translation_of else policies
    if not policies:
        wanted = translate.Wanted(
            policies=order.policies, of=order.translation_of, class_=order.class_, title=order.title,
            summary=order.summary, announced=order.announce or order.today, today=order.today,
        )  # fmt: skip
        return translate.plan(texts, center, wanted)
    refuse([*_wrong_class(center, policies, order), *refused_content(center, policies, order)])
    days = _after_pending(center, policies, order, days_of(center, order))
    name = change_id(center.archive, days.announced or days.effective, order.title)
    versions = [
        retirement(center, policy, days, order.class_, name) if order.retire
        else drafted(center, policy, days, order.class_, name)
        for policy in policies
    ]  # fmt: skip
    refuse(stated_later(center, versions, order))
    change = Change(
        id=name, title=order.title, class_=order.class_, announced=days.announced, effective=days.effective,
        versions=tuple(v.name for v in versions), summary=order.summary, reason=order.reason, body="",
    )  # fmt: skip
    return finish(texts, center.archive, change, versions, today=order.today)


def _sooner(center: Center, order: Order) -> tuple[str, ...]:
    """The named policies whose recorded text bound earlier than its record says: it is recorded for that day too.

    What is sealed stays; the version of the right day stands before it, with the same text and a title that says why.
    """
    if order.class_ != "recorded" or order.effective is None:
        return ()
    first = {policy: center.archive.versions.get(policy, ()) for policy in order.policies}
    return tuple(p for p, vs in first.items() if vs and order.effective < min(version.effective for version in vs))


def days_of(center: Center, order: Order) -> Days:
    """The announced and effective days of a change, and the promise in force on the announced day."""
    announced = order.announce or (None if order.class_ == "recorded" else order.today)
    promise = promise_on(center.facts, center.archive, announced or order.today)
    earliest = promise.earliest(announced) if announced and order.class_ == "material" else announced
    return Days(announced, order.effective or earliest or order.today, earliest, promise)


def _after_pending(center: Center, policies: tuple[str, ...], order: Order, days: Days) -> Days:
    """The same days; a material change that may take effect on the earliest day does so after what is pending."""
    if order.effective or order.class_ != "material":
        return days
    pending = [v for p in policies for v in center.archive.versions.get(p, ()) if v.effective >= days.effective]
    later = [v.effective for v in pending if not center.archive.withdrawn(v, date.max)]
    return replace(days, effective=max(later) + timedelta(days=1)) if later else days


def wrong_request(center: Center, order: Order) -> list[Problem]:
    """What is wrong with the options themselves, before drafts are checked."""
    problems = [
        Problem(Where("POLICY"), "bad-value", f"`{policy}` has no draft", one_of(policy, center.drafts))
        for policy in order.policies
        if policy not in center.drafts and not (order.retire and center.archive.newest(policy))
    ]
    if not order.title.strip():
        hint = "say in a few words what changes"
        problems.append(Problem(Where("--title"), "missing-field", "a change needs a title", hint))
    if order.class_ != "recorded" and order.announce and order.announce < order.today:
        message = f"{order.announce} is in the past: nobody could read it that day"
        problems.append(Problem(Where("--announce"), "backdated", message, f"announce it on {order.today} or later"))
    if order.class_ == "recorded" and order.effective is None:
        hint = "write YYYY-MM-DD"
        problems.append(Problem(Where("--effective"), "missing-field", "history needs its effective date", hint))
    problems += unseen_words({"--title": order.title, "--summary": order.summary, "--reason": order.reason})
    if order.retire:
        problems += _wrong_retirement(center, order)
    return problems


def unseen_words(given: Mapping[str, str]) -> list[Problem]:
    """Characters that nobody sees in what is said of a change, by option; it is sealed too.  A title is one line."""
    problems = [
        Problem(Where(option), "bad-value", f"the {wrong}", ALLOWED)
        for option, text in given.items()
        if (wrong := control_in(text))
    ]
    if re.search(r"[\n\t]", given.get("--title", "")):
        problems.append(Problem(Where("--title"), "bad-value", "a title is one line", "leave out line ends and tabs"))
    if problems or "".join(given.values()).isascii():
        return problems
    from trustcenter.markdown.unseen import characters  # what it needs is loaded only where it is needed

    return [
        Problem(Where(option), "unseen-text", place.what, place.hint)
        for option, text in given.items()
        for place in characters(text)
    ]


def _wrong_retirement(center: Center, order: Order) -> list[Problem]:
    if not order.policies:
        return [Problem(Where("--retire"), "missing-field", "name the policy to retire", "publish --retire POLICY …")]
    problems = []
    for policy in order.policies:
        newest = center.archive.newest(policy)
        if newest is None or newest.retires:
            message = f"{policy} {'is already retired' if newest else 'was never published'}"
            problems.append(Problem(Where("--retire"), "bad-value", message, "only a published policy can be retired"))
    return problems


def _wrong_class(center: Center, policies: tuple[str, ...], order: Order) -> list[Problem]:
    problems = []
    for policy in policies:
        newest = center.archive.newest(policy)
        if order.class_ == "initial" and newest:
            message = f"{policy} already has {plural(newest.number, 'version')}"
            first = ", ".join(p for p in policies if not center.archive.newest(p))
            hint = "choose editorial, minor, material or emergency"
            hint += f", or name those that have none yet: {first}" if first else ""
            problems.append(Problem(Where("--class"), "bad-value", message, hint))
        if order.class_ == "recorded" and newest and newest.class_ != "recorded":
            message = f"{policy} was already published by this tool ({newest.name}); history comes before that"
            problems.append(Problem(Where("--class"), "wrong-order", message, "choose another class"))
    return problems


def refused_content(center: Center, policies: tuple[str, ...], order: Order) -> list[Problem]:
    """Errors for content that is not published: placeholders and the like, and text that readers would not see.

    Recorded history may hold placeholders, but no unseen text.
    """
    if order.retire:
        return []
    rules = ("unseen-text",) if order.class_ == "recorded" else REFUSED_WARNINGS
    files = {center.drafts[policy].file for policy in policies} | _data_of(center, policies)
    files |= {one.draft.file for policy in policies for one in center.translated.get(policy, {}).values()}
    problems = [p for p in check(center, order.today) if p.rule in rules and p.where.file in files]
    return [replace(problem, severity=Severity.ERROR) for problem in problems] or _unread(center, policies)


def _data_of(center: Center, policies: tuple[str, ...]) -> set[str]:
    """The files with the facts that the drafts cite."""
    kinds = {cite.partition(".")[0] for policy in policies for cite in center.filled[policy].cites}
    return {center.sources.where(kind).file for kind in kinds}


def _unread(center: Center, policies: tuple[str, ...]) -> list[Problem]:
    """Words of the drafts that are not in their rendered text."""
    from trustcenter.markdown.unseen import unread

    problems = []
    for policy in policies:
        draft, filled = center.drafts[policy], center.filled[policy]
        if place := unread(filled.text):
            line, column = line_and_column(draft.body, filled.source(place.offset))
            where = Where(draft.file, line + draft.above, column)
            problems.append(Problem(where, "unseen-text", place.what, place.hint))
    return problems


def drafted(center: Center, policy: str, days: Days, class_: Class, change: str) -> Version:
    """The next version of a policy from its draft; its seal is still empty."""
    draft, filled = center.drafts[policy], center.filled[policy]
    return Version(
        policy=policy, id=version_id(center.archive, policy, days.effective),
        number=next_number(center.archive, policy), title=draft.title, summary=draft.summary, owner=draft.owner,
        reviewed=draft.reviewed, review_every=draft.review_every, effective=days.effective, announced=days.announced,
        earliest=days.earliest, class_=class_, change=change, cites=filled.cites,
        facts=cited(center.facts, filled.cites), covers=draft.covers, promise=days.promise.record,
        timezone=center.timezone, holidays=days.promise.holidays, text=filled.text,
        text_sha256=sha256(filled.text.encode()), seal="", previous=center.archive.head(policy), tool="",
        references=filled.references, lang=center.binding_language(policy),
        translations=drafted_translations(center, policy),
    )  # fmt: skip


def drafted_translations(center: Center, policy: str) -> tuple[Translation, ...]:
    """The texts in other languages that a policy has as drafts, in order of their languages."""
    drafts = center.translated.get(policy, {})
    return tuple(
        Translation(
            lang, one.draft.title, one.draft.summary, one.filled.text, sha256(one.filled.text.encode()),
        )
        for lang, one in sorted(drafts.items())
        if one.filled
    )  # fmt: skip


def retirement(center: Center, policy: str, days: Days, class_: Class, change: str) -> Version:
    """The final version of a policy, which retires it: it states no facts."""
    newest = center.archive.newest(policy)
    if newest is None:
        raise Refused(Problem(Where("--retire"), "bad-value", f"{policy} was never published"))
    ends = "From the day on which this version takes effect, this policy no longer applies."  # it may be postponed
    text = f"# {escape(newest.title)}\n\n{ends}\n"
    return Version(
        policy=policy, id=version_id(center.archive, policy, days.effective),
        number=next_number(center.archive, policy), title=newest.title, summary="", owner=newest.owner,
        reviewed=None, review_every="", effective=days.effective, announced=days.announced, earliest=days.earliest,
        class_=class_, change=change, cites=(), facts=Facts(), covers={}, promise=days.promise.record,
        timezone=center.timezone, holidays=days.promise.holidays, text=text, text_sha256=sha256(text.encode()),
        seal="", previous=center.archive.head(policy), tool="", retires=True, references=(),
    )  # fmt: skip


__all__ = ["Days", "Order", "Plan", "Refused", "differing", "differs", "drafted", "plan", "unseen"]
