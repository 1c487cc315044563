"""Plans a withdrawal: a change with a record of its own which says that an upcoming change never takes effect.

`cli.withdraw` calls `plan`, which returns the files to write.  The files of the withdrawn versions stay.  The record
continues the hash chain of every policy it concerns, so that it cannot be removed unnoticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from trustcenter import __version__
from trustcenter.markdown.escaping import escape
from trustcenter.model import records
from trustcenter.model.paths import record_path
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.records import canonical, sha256
from trustcenter.model.versions import Archive, Change, Version
from trustcenter.publishing.publish import unseen_words
from trustcenter.publishing.sealing import Plan, applied, change_file, change_id, must_read, refuse
from trustcenter.reading.center import Center, load
from trustcenter.rules import check


def plan(
    texts: Mapping[str, bytes], change: str, *, reason: str, today: date, title: str = "", announce: date | None = None
) -> Plan:
    """The plan for withdrawing the change with the id `change`, announced today or later, before it takes effect.

    Raises `Refused` with every reason against it.
    """
    center = must_read(texts)
    announced = announce or today
    refuse(_wrong(center, change, reason, announced=announced, today=today))
    withdrawn = center.archive.changes[change]
    versions = _versions(center.archive, change)
    name = change_id(center.archive, announced, title or f"withdrawn: {withdrawn.title}")
    entry = Change(
        id=name, title=title or f"Withdrawn: {withdrawn.title}", class_="withdrawal", announced=announced,
        effective=announced, versions=tuple(v.name for v in versions), summary="", reason=reason, withdraws=change,
        body=_body(versions),
    )  # fmt: skip
    data = change_file(entry)
    record = _record(center, entry, versions, change_sha256=sha256(data))
    writes: dict[str, bytes | None] = {record_path(entry.path): record, entry.path: data}
    after = load(applied(texts, writes))
    problems = check(after, today)
    refuse([problem for problem in problems if problem.is_error])
    return Plan(entry, (), writes, entry.path, (), {}, None, problems)


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
    if center.archive.changes[change].withdraws:
        problems.append(Problem(where, "bad-value", f"{change} is itself a withdrawal", "publish the change anew"))
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


def _record(center: Center, change: Change, versions: list[Version], *, change_sha256: str) -> bytes:
    heads = {policy: center.archive.head(policy) for policy in sorted({v.policy for v in versions})}
    record = {
        "format": records.WITHDRAWAL_FORMAT, "change": change.id, "withdraws": change.withdraws,
        "versions": list(change.versions), "announced": change.effective.isoformat(), "reason": change.reason,
        "timezone": center.timezone, "change_sha256": change_sha256, "previous": heads, "tool": __version__,
    }  # fmt: skip
    return canonical(record | {"seal": records.seal(record)})
