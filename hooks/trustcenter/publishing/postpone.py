"""Plans a postponement: a change with a record of its own which moves an announced change to a later day.

`cli.postpone` calls `plan`, which returns the files to write.  Text, class and announced day of the versions stay as
they were sealed: whoever knows the first notice only gains time.  The record continues the hash chain of every policy
it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.phrases import day as in_words
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.publish import differs, unseen_words
from trustcenter.publishing.sealing import Plan, applied, change_id, must_read, refuse, written_beside
from trustcenter.reading.center import Center, load
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed

_CHANGE, _TO = Where("CHANGE"), Where("--to")


def plan(
    texts: Mapping[str, bytes], change: str, *, to: date, reason: str, today: date, title: str = "",
    announce: date | None = None,
) -> Plan:  # fmt: skip
    """The plan for moving the change with the id `change` to the day `to`, announced today or later.

    Corrections of its versions for the same day move with them.  Raises `Refused` with every reason against it.
    """
    center = must_read(texts)
    announced = announce or today
    refuse([*_wrong_request(center.archive, change, reason, announced=announced, today=today)])
    moved = center.archive.changes[change]
    versions = moving(center.archive, change)
    refuse([*_wrong_days(center, moved, versions, to=to, announced=announced), *_changed_text(center, versions)])
    planned = versions[0].effective
    entry = Change(
        id=change_id(center.archive, announced, title or f"postponed: {moved.title}"),
        title=title or f"Postponed: {moved.title}", class_="postponement", announced=announced, effective=to,
        versions=tuple(v.name for v in versions), summary="", reason=reason, postpones=change,
        body=_body(versions, planned, to),
    )  # fmt: skip
    own = {
        "format": records.POSTPONEMENT_FORMAT, "postpones": change, "planned": planned.isoformat(),
        "effective": to.isoformat(),
    }  # fmt: skip
    writes = written_beside(center, entry, versions, own)
    after = load(applied(texts, writes))
    problems = (*check(after, today), *rehearsed(after, today))
    refuse([problem for problem in problems if problem.is_error])
    return Plan(entry, (), writes, entry.path, (), {}, None, problems, tuple(_days_in_texts(versions, planned)))


def moving(archive: Archive, change: str) -> list[Version]:
    """The versions that a postponement of a change moves: its own, and their corrections for the same day."""
    own = archive.by_change.get(change, ())
    same_day = (v for one in own for v in archive.by_effective_day[one.policy, one.effective] if v.number >= one.number)
    withdrawn = {name for record in archive.withdrawals.values() for name in record.versions}
    versions = {v.name: v for v in same_day if v.name not in withdrawn}
    return sorted(versions.values(), key=lambda v: (v.policy, v.number))


# What is refused ----------------------------------------------------------------------------------------------------


def _wrong_request(archive: Archive, name: str, reason: str, *, announced: date, today: date) -> Iterator[Problem]:
    """What is wrong with the options themselves, and with the kind of change that is named."""
    change = archive.changes.get(name)
    if not reason.strip():
        yield Problem(Where("--reason"), "missing-field", "a postponement needs a reason", "say why")
    yield from unseen_words({"--reason": reason})
    if announced < today:
        message = f"{in_words(announced)} is past, and nobody could read the postponement then"
        yield Problem(Where("--announce"), "bad-value", message, f"announce it on {today} or later")
    if change is None:
        yield Problem(_CHANGE, "bad-value", f"`{name}` is no change", one_of(name, archive.changes))
    elif change.about:
        message = f"{name} is itself a {change.class_}"
        hint = f"name the change it is about: {change.about}" if change.postpones else "publish the change anew"
        yield Problem(_CHANGE, "bad-value", message, hint)
    elif change.public_from > today:
        message = f"{name} is not announced yet, and a postponement would tell of it"
        hint = f"give it another day: `trustcenter publish --redo {name} --effective DAY`"
        yield Problem(_CHANGE, "bad-value", message, hint)
    elif not moving(archive, name):
        message = f"{name} is withdrawn and never takes effect"
        yield Problem(_CHANGE, "bad-value", message, "publish the change anew, for the later day")


def _wrong_days(
    center: Center, change: Change, versions: Sequence[Version], *, to: date, announced: date
) -> Iterator[Problem]:
    """Reasons against the day: what is in effect by then, an earlier day, and what is announced in between."""
    days = sorted({version.effective for version in versions})
    begun = [version for version in versions if version.binds_from <= announced]
    for version in begun:
        message = f"{version.name} takes effect on {in_words(version.binds_from)}, no later than the postponement"
        hint = "what is in effect is not postponed; publish a successor instead"
        yield Problem(_CHANGE, "bad-value", message, hint)
    if not begun and len(days) > 1:
        message = f"{change.id} takes effect on several days: {listed([in_words(day) for day in days])}"
        hint = "it publishes a pending change again; postpone that one: " + ", ".join(_re_published(center, versions))
        yield Problem(_CHANGE, "bad-value", message, hint)
    if to <= days[-1]:
        message = f"{in_words(to)} is not later than {in_words(days[-1])}, on which it takes effect"
        hint = "choose a later day; to bring it forward, withdraw it and publish it with a notice of its own"
        yield Problem(_TO, "bad-value", message, hint)
    yield from _of_others(center.archive, versions)
    yield from _in_between(center.archive, versions, to)
    for version in versions:
        if version.retires and any(spelled in version.text for spelled in _spellings(version.effective)):
            message = f"the text of {version.name} names the day on which {version.policy} ends"
            yield Problem(_CHANGE, "bad-value", message, "withdraw it, and retire the policy for the later day")


def _re_published(center: Center, versions: Sequence[Version]) -> list[str]:
    """The changes whose versions some versions correct."""
    first = (center.archive.by_effective_day[v.policy, v.effective][0] for v in versions)
    return sorted({v.change for v in first} - {versions[0].change})


def _of_others(archive: Archive, versions: Sequence[Version]) -> Iterator[Problem]:
    """A correction alone is not postponed: the version that it corrects would take effect without it."""
    names = {version.name for version in versions}
    for version in versions:
        corrected = archive.by_effective_day[version.policy, version.effective][0]
        if corrected.name not in names and not archive.withdrawn(corrected, version.public_from):
            message = f"{version.name} corrects {corrected.name}, which would take effect without it"
            hint = f"postpone the change that it corrects: {corrected.change}"
            yield Problem(_CHANGE, "bad-value", message, hint)
            return


def _in_between(archive: Archive, versions: Sequence[Version], to: date) -> Iterator[Problem]:
    """Announced versions that are built on those to be moved, and would take effect before or with them."""
    names, withdrawn = {v.name for v in versions}, archive.withdrawn
    overtaken = {
        later.change: later
        for version in versions
        for later in archive.versions[version.policy]
        if version.effective < later.effective <= to and later.name not in names and not withdrawn(later, to)
    }
    for change, later in sorted(overtaken.items(), key=lambda item: item[1].effective, reverse=True):
        message = f"{later.name}, built on it, takes effect on {in_words(later.effective)}, before or with it"
        hint = f"first `trustcenter postpone {change} --to` a day after {to}, or choose a day before {later.effective}"
        yield Problem(_TO, "wrong-order", message, hint)


def _changed_text(center: Center, versions: Sequence[Version]) -> Iterator[Problem]:
    """A postponement keeps the text: a draft that says something else is refused, so that nobody expects it to move."""
    for policy in sorted({version.policy for version in versions} & center.filled.keys()):
        newest = center.archive.newest(policy)
        if newest and not newest.retires and differs(center, policy):
            message = f"the draft of {policy} differs from {newest.name}, and a postponement keeps the text"
            hint = (
                "publish it first (a correction for the same day moves along),"
                " or put the draft aside (git stash) and publish it afterwards"
            )
            yield Problem(Where(center.drafts[policy].file), "bad-value", message, hint)


# What is written ----------------------------------------------------------------------------------------------------


def _body(versions: Sequence[Version], planned: date, to: date) -> str:
    lines = [f"- **{escape(version.title)}**, version {version.number}" for version in versions]
    head = f"These versions take effect on {in_words(to)} instead of {in_words(planned)}, with the same text:"
    return f"{head}\n\n" + "\n".join(lines)


def _days_in_texts(versions: Sequence[Version], planned: date) -> Iterator[str]:
    """A sentence for each text that names the day on which it was to take effect."""
    for version in versions:
        for spelled in _spellings(planned):
            if spelled in version.text:
                yield f"note: the text of {version.name} says “{spelled}”, and stays as it is"


def _spellings(day: date) -> tuple[str, ...]:
    return in_words(day), day.isoformat(), f"{day:%B} {day.day}, {day.year}"


__all__ = ["moving", "plan"]
