"""Plans `publish --redo` and `--drop`: repair or remove a change that no deployment has shown yet.

`cli.publish` calls `plan`, which re-dates, renumbers and re-hashes a change (`publishing.replay`), or `drop`, which
lists files to remove.  Needed when a pull request was merged late, two pull requests made the same number, or the prose
of a notice was edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping

from trustcenter.comparing.three_way_merge import Merge
from trustcenter.model import phrases
from trustcenter.model.paths import record_path
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.versions import Archive, Change
from trustcenter.publishing.rename import moved_drafts
from trustcenter.publishing.replay import Order, replayed
from trustcenter.publishing.sealing import Plan, Refused, applied, refuse
from trustcenter.reading.center import Center, load
from trustcenter.rules import check

REPAIRABLE = ("altered-version", "wrong-order", "backdated", "duplicate-effective", "orphan-version")
"""Rules whose errors do not prevent redoing or dropping a change, because that may repair them."""


def plan(texts: Mapping[str, bytes], order: Order, *, merge: Merge, taken_from: Archive | None = None) -> Plan:
    """The plan for redoing a change.  Raises `Refused` with every reason against it.

    `taken_from` is the archive that has the change, where `texts` do not have it any more.
    """
    if taken_from is not None and order.change in taken_from.changes:
        refuse([p for p in load(texts).problems if p.is_error and p.rule not in REPAIRABLE])
        return replayed(texts, taken_from, order, merge)
    center = _redoable(texts, order)
    old = center.archive.changes[order.change]
    refuse(_is_redaction(old))
    if old.about:
        again = (
            "withdraw" if old.withdraws else "rename" if old.renames else "publish" if old.translates else "postpone"
        )
        hint = f"drop it and {again} again"
        raise Refused(Problem(Where("CHANGE"), "bad-value", f"a {old.class_} is not redone", hint))
    return replayed(texts, center.archive, order, merge, removed=files_of(center.archive, old))


def drop(texts: Mapping[str, bytes], order: Order) -> dict[str, bytes | None]:
    """What dropping a change writes by path: it removes its files, and moves the draft of a renamed policy back.

    Raises `Refused` if it must not be dropped.
    """
    center = _redoable(texts, order)
    change = center.archive.changes[order.change]
    refuse(_is_redaction(change))
    writes: dict[str, bytes | None] = {**_moved_back(texts, change), **dict.fromkeys(files_of(center.archive, change))}
    after = load(applied(texts, writes))
    refuse([p for p in check(after, order.today) if p.is_error and p.rule in ("altered-version", "orphan-version")])
    return writes


def _moved_back(texts: Mapping[str, bytes], change: Change) -> dict[str, bytes | None]:
    """The draft of a policy in the folder of the id that it had before a rename."""
    return moved_drafts(texts, change.to, change.renames) if change.to else {}


def _is_redaction(change: Change) -> list[Problem]:
    message, hint = "a redaction changed other files too", "restore them all together: git checkout what it wrote"
    return [Problem(Where("CHANGE"), "bad-value", message, hint)] if change.redacts else []


def _redoable(texts: Mapping[str, bytes], order: Order) -> Center:
    center = load(texts)
    change = center.archive.changes.get(order.change)
    names = {version.name for version in center.archive.all_versions}
    refuse([p for p in center.problems if p.is_error and p.rule not in REPAIRABLE])
    lost = [name for name in (change.versions if change else ()) if name not in names]
    if change and lost and not change.about:
        message = f"{', '.join(lost)} cannot be read any more"
        hint = "restore the files from the commit that published them, or drop the change and publish again"
        raise Refused(Problem(Where(change.path), "altered-version", message, hint))
    if change is None:
        hint = one_of(order.change, center.archive.changes)
        raise Refused(Problem(Where("CHANGE"), "bad-value", f"`{order.change}` is no change", hint))
    if order.base and change.path in order.base.sealed:
        message = f"{order.change} is sealed: a deployment has shown it"
        hint = "withdraw it while it is upcoming, or publish a successor"
        if change.class_ == "recorded":
            policies = " ".join(sorted({name.partition("/")[0] for name in change.versions}))
            hint = (
                f"if it bound earlier, record its text for that day too: `trustcenter publish {policies}"
                ' --class recorded --effective DAY --title "Corrected date"`; if not, publish a successor that says so'
            )
        raise Refused(Problem(Where("CHANGE"), "rewritten-history", message, hint))
    if later := _continued_by(center.archive, change):
        message = f"{phrases.listed(later)} was published after {change.id} and continues it"
        hint = f"`trustcenter repair{order.base.options if order.base else ''}` redoes all in the order that works"
        raise Refused(Problem(Where("CHANGE"), "wrong-order", message, hint))
    return center


def _continued_by(archive: Archive, change: Change) -> list[str]:
    """The ids of changes whose records continue those of a change: without it, the hash chain would break."""
    own = {v.seal for v in archive.all_versions if v.change == change.id}
    own |= {record.seal for record in archive.chained.values() if record.change == change.id}
    after = {v.change for v in archive.all_versions if v.previous in own}
    after |= {record.change for record in archive.chained.values() if own & set(record.previous.values())}
    return sorted(after - {change.id})


def files_of(archive: Archive, change: Change) -> tuple[str, ...]:
    """The files that a change wrote."""
    own = [change.path, *(v.path for v in archive.all_versions if v.change == change.id)]
    files = {file for path in own for file in (path, record_path(path))} | {*archive.translation_paths(change)}
    return tuple(sorted(files & archive.published.keys()))


__all__ = ["REPAIRABLE", "Order", "drop", "files_of", "plan"]
