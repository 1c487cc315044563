"""Plans a withdrawal: a change with a record of its own which says that an upcoming change never takes effect.

`cli.withdraw` calls `plan`, which returns the files to write.  The files of the withdrawn versions stay.  The record
continues the hash chain of every policy it concerns, so that it cannot be removed unnoticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from trustcenter.comparing.carried import carriers
from trustcenter.comparing.three_way_merge import Conflict, Merge, merged_facts, merged_text
from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.phrases import day as in_words
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.publish import unseen_words
from trustcenter.publishing.sealing import (
    Plan,
    Refused,
    applied,
    change_id,
    finish,
    must_read,
    next_number,
    refuse,
    version_id,
    with_change,
    written_beside,
)
from trustcenter.reading.center import Center, load
from trustcenter.reading.references import placed_again
from trustcenter.rules import check
from trustcenter.rules.rehearsal import rehearsed


def plan(
    texts: Mapping[str, bytes], change: str, *, reason: str, today: date, title: str = "", announce: date | None = None,
    again: Merge | None = None,
) -> Plan:  # fmt: skip
    """The plan for withdrawing the change with the id `change`, announced today or later, before it takes effect.

    Announced versions that hold what is withdrawn are published again without it, where `again` merges texts;
    otherwise nothing is withdrawn before a person did so.  Raises `Refused` with every reason against it.
    """
    center = must_read(texts)
    announced = announce or today
    refuse(_wrong(center, change, reason, announced=announced, today=today))
    withdrawn = center.archive.changes[change]
    versions = _versions(center.archive, change)
    held = carriers(center.archive, versions)
    refuse([] if again else [_still_held(center.archive.by_name[later], what, change) for later, what in held.items()])
    name = change_id(center.archive, announced, title or f"withdrawn: {withdrawn.title}")
    entry = Change(
        id=name, title=title or f"Withdrawn: {withdrawn.title}", class_="withdrawal", announced=announced,
        effective=announced, versions=tuple(v.name for v in versions), summary="", reason=reason, withdraws=change,
        body=_body(versions),
    )  # fmt: skip
    own = {"format": records.WITHDRAWAL_FORMAT, "withdraws": change}
    writes = written_beside(center, entry, versions, own)
    if held and again:
        return _with_others(
            applied(texts, writes), entry, writes, _without(center.archive, versions, held, again), today
        )
    after = load(applied(texts, writes))
    problems = (*check(after, today), *rehearsed(after, today))
    refuse([problem for problem in problems if problem.is_error])
    left = tuple(f"{p.where}: {p.message}; {p.hint}" for p in problems if p.rule == "withdrawn-in-draft")
    return Plan(entry, (), writes, entry.path, (), {}, None, problems, tuple(dict.fromkeys(left)))


# Later versions that hold what is withdrawn -------------------------------------------------------------------------


def _still_held(later: Version, what: tuple[str, ...], change: str) -> Problem:
    message = (
        f"{later.name}, announced for {in_words(later.effective)}, holds what {change} changed"
        f" ({listed(list(what))}): it would take effect with that version"
    )
    hint = f"publish it again without that, effective {later.effective}, or let `--republish` do so"
    return Problem(Where("CHANGE"), "withdrawn-returns", message, hint)


def _without(
    archive: Archive, withdrawn: list[Version], held: Mapping[str, tuple[str, ...]], merge: Merge
) -> list[Version]:
    """The later versions without what is withdrawn, text and facts; raises `Refused` where no merge can do it."""
    made = []
    for later in sorted((archive.by_name[name] for name in held), key=lambda v: (v.policy, v.order)):
        taken = [v for v in withdrawn if v.policy == later.policy and v.order < later.order]
        version = later
        for bad in sorted({v.effective: v for v in taken}.values(), key=lambda v: v.order, reverse=True):
            version = _undone(archive, bad, version, merge)
        if not taken or version == later:
            hint = f"edit its draft and publish it for {later.effective} first, then withdraw"
            message = f"{later.name} holds {listed(list(held[later.name]))}, and only a person can take it out"
            raise Refused(Problem(Where("--republish"), "withdrawn-returns", message, hint))
        made.append(version)
    return made


def _undone(archive: Archive, bad: Version, later: Version, merge: Merge) -> Version:
    """A later version without the changes that a withdrawn one made to its predecessor."""
    before = archive.predecessor(bad)
    if before is None:
        message = f"{bad.name} is the first version of {bad.policy}, and {later.name} is built on it"
        raise Refused(Problem(Where("--republish"), "withdrawn-returns", message, f"withdraw {later.change} first"))
    try:
        text = merged_text(bad, before, later, merge)
        facts = merged_facts(bad.facts, before.facts, later.facts)
    except Conflict as conflict:
        raise Refused(conflict.problem) from None
    cites = tuple(sorted({*later.cites} - ({*bad.cites} - {*before.cites}) | ({*before.cites} - {*bad.cites})))
    references = placed_again(later.references, text, facts)
    return replace(later, text=text, facts=facts, cites=cites, references=references, translations=())


def _with_others(
    texts: Mapping[str, bytes], entry: Change, writes: dict[str, bytes | None], fixed: list[Version], today: date
) -> Plan:
    """The plan of a withdrawal together with the versions that are published again; `texts` has the withdrawal."""
    archive = load(texts).archive
    title = f"{entry.title}; what follows it is published without it"
    name = change_id(archive, entry.public_from, title)
    versions: list[Version] = []
    for version in fixed:
        grown = with_change(archive, entry, versions)
        versions.append(replace(
            version, id=version_id(grown, version.policy, version.effective),
            number=next_number(grown, version.policy), announced=entry.announced, class_="minor", change=name,
            text_sha256=sha256(version.text.encode()), previous=archive.head(version.policy), seal="", tool="", home="",
            postponed=(),
        ))  # fmt: skip
    change = Change(
        id=name, title=title, class_="minor", announced=entry.announced,
        effective=min(version.effective for version in versions), versions=tuple(v.name for v in versions), summary="",
        reason="", body="",
    )  # fmt: skip
    planned = finish(texts, archive, change, versions, today=today)
    return replace(planned, change=entry, writes={**writes, **planned.writes})


def _versions(archive: Archive, change: str) -> list[Version]:
    """The versions of the change, and later ones of the same policies for the same effective days."""
    own = [v for v in archive.all_versions if v.change == change]
    days = {(v.policy, v.effective) for v in own}
    return [v for v in archive.all_versions if (v.policy, v.effective) in days and v.number >= _first(own, v.policy)]


def _first(versions: list[Version], policy: str) -> int:
    return min(version.number for version in versions if version.policy == policy)


def _wrong(center: Center, change: str, reason: str, *, announced: date, today: date) -> list[Problem]:
    where = Where("CHANGE")
    if change not in center.archive.changes:
        return [Problem(where, "bad-value", f"`{change}` is no change", one_of(change, center.archive.changes))]
    problems = []
    if not reason.strip():
        problems.append(Problem(Where("--reason"), "missing-field", "a withdrawal needs a reason", "say why"))
    problems += unseen_words({"--reason": reason})
    if center.archive.changes[change].about:
        message = f"{change} is itself a {center.archive.changes[change].class_}"
        hint = "publish the change anew, or withdraw the change itself"
        problems.append(Problem(where, "bad-value", message, hint))
    if any(w.withdraws == change for w in center.archive.withdrawals.values()):
        problems.append(Problem(where, "bad-value", f"{change} is already withdrawn", "there is nothing left to do"))
    if center.archive.changes[change].public_from > today:
        message = f"{change} is not announced yet, and a withdrawal would tell of it"
        problems.append(Problem(where, "bad-value", message, f"remove it: `trustcenter publish --drop {change}`"))
    if announced < today:
        message = f"{in_words(announced)} is past, and nobody could read the withdrawal then"
        problems.append(Problem(Where("--announce"), "bad-value", message, f"announce it on {today} or later"))
    for version in _versions(center.archive, change):
        if version.binds_from <= announced:
            since = "is in effect since" if version.binds_from <= today else "would be in effect from"
            message = f"{version.name} {since} {in_words(version.binds_from)}"
            hint = "publish a successor instead" if version.binds_from <= today else "announce the withdrawal sooner"
            problems.append(Problem(where, "bad-value", message, hint))
    return problems


def _body(versions: list[Version]) -> str:
    lines = [
        f"- **{escape(v.title)}**, version {v.number}, which was to take effect on {in_words(v.effective)}"
        for v in versions
    ]
    return "These versions never take effect:\n\n" + "\n".join(lines)
