"""Plans `trustcenter repair`: finds the order in which redoing what no deployment has shown gives a sound archive.

`cli.repair` calls `plan` after merges out of order, a reverted publication or a late merge.  What a deployment has
shown is restored from it; every other change is published again on top (`publishing.replay`), with its class, title,
summary, reason and prose.  The first order without an error is taken, beginning with that of the announced days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, permutations

from trustcenter.comparing.three_way_merge import Merge
from trustcenter.model.paths import is_published
from trustcenter.model.problems import Problem, Where
from trustcenter.model.versions import Archive, Change
from trustcenter.publishing import postpone, withdraw
from trustcenter.publishing.redo import REPAIRABLE
from trustcenter.publishing.replay import Order, replayed
from trustcenter.publishing.sealing import Plan, Refused, applied, refuse
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base, load
from trustcenter.rules import check
from trustcenter.rules.history import only_redacted
from trustcenter.rules.rehearsal import rehearsed

MOST_ORDERS = 24
"""The most orders that are tried: all of four changes."""
REPAIRED = (*REPAIRABLE, "rewritten-history", "unfinished-publish", "effective-before-announced")
"""Rules whose errors a repair may end."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change that is published again: its id before and after, and its days in the new plan."""

    before: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair writes (None removes a file), which files it restores, and the changes in their working order."""

    writes: Mapping[str, bytes | None]
    restored: tuple[str, ...]
    steps: tuple[Step, ...]


def plan(
    texts: Mapping[str, bytes], *, base: Base | None, today: date, merge: Merge, taken_from: Archive | None = None
) -> Repair | None:
    """What to do so that the archive is sound; None if it is.

    `taken_from` is an archive with changes that `texts` lack, such as that of a branch.  Without a base, what was
    announced before today counts as shown.  Raises `Refused` with the reasons of the first order if none works.
    """
    if taken_from is None and not _wrong(texts, base, today):
        return None
    shown = base.sealed if base else {}
    now = load_archive(texts)[0]
    restored = tuple(p for p, data in sorted(shown.items()) if texts.get(p) != data and not only_redacted(now, p, data))
    whole = applied(texts, {path: shown[path] for path in restored})
    old = load_archive(whole)[0]
    changes = _unsealed(old, base, today)
    kept = applied(whole, dict.fromkeys(_not_kept(whole, old, changes)))
    wanted = [(old, change) for change in changes]
    if taken_from is not None:
        wanted += [
            (taken_from, c) for i, c in taken_from.changes.items() if i not in old.changes and c.path not in shown
        ]
    if not wanted and not restored:
        hint = "name the last deployment: `--base REF --base-date DAY`, or `--base none` if there never was one"
        message = "every change counts as shown by a deployment, and what was shown is not published again"
        raise Refused(Problem(Where("--base"), "wrong-order", message, hint))
    reasons: Refused | None = None
    for order in islice(permutations(sorted(wanted, key=_first)), MOST_ORDERS):
        try:
            after, steps = _replayed(kept, order, base, today, merge)
            refuse(_wrong(after, base, today))
        except Refused as refused:
            reasons = reasons or refused
        else:
            return Repair(_difference(texts, after), restored, tuple(steps))
    raise reasons or Refused(Problem(Where("docs/changelog"), "altered-version", "nothing can be repaired"))


def _first(wanted: tuple[Archive, Change]) -> tuple[date, bool, str]:
    """The key of the first order tried: by the announced day; of one day, what binds at once comes last."""
    change = wanted[1]
    return (change.public_from, change.effective <= change.public_from, change.id)


def _wrong(texts: Mapping[str, bytes], base: Base | None, today: date) -> list[Problem]:
    center = replace(load(texts), base=base)
    problems = (*check(center, today), *rehearsed(center, today), *center.problems)
    return [problem for problem in problems if problem.is_error and problem.rule in REPAIRED]


def _unsealed(archive: Archive, base: Base | None, today: date) -> list[Change]:
    """The changes that no deployment has shown."""
    if base:
        return [change for change in archive.changes.values() if change.path not in base.sealed]
    return [change for change in archive.changes.values() if change.public_from >= today]


def _not_kept(texts: Mapping[str, bytes], archive: Archive, changes: Sequence[Change]) -> list[str]:
    """The files of the unsealed changes: those of every other change are kept."""
    names = {name for change in changes if not change.about for name in change.versions}
    stems = {change.path.removesuffix(".md") for change in changes} | {f"docs/policies/{name}" for name in names}
    known = {v.path.removesuffix(".md") for v in archive.all_versions} | {
        f"docs/changelog/{i}" for i in archive.changes
    }
    published = {path: path.rpartition(".")[0] for path in texts if is_published(path)}
    return [path for path, stem in published.items() if stem in stems or stem not in known]


def _replayed(
    texts: Mapping[str, bytes], order: Sequence[tuple[Archive, Change]], base: Base | None, today: date, merge: Merge
) -> tuple[Mapping[str, bytes], list[Step]]:
    """The files after publishing changes again in an order.  Raises `Refused` at the first that cannot be."""
    steps, renamed = list[Step](), dict[str, str]()
    for old, change in order:
        planned = _once_more(texts, old, change, renamed, base, today, merge)
        texts, renamed[change.id] = applied(texts, planned.writes), planned.change.id
        steps.append(Step(change.id, planned))
    return texts, steps


def _once_more(
    texts: Mapping[str, bytes], old: Archive, change: Change, renamed: Mapping[str, str], base: Base | None,
    today: date, merge: Merge,
) -> Plan:  # fmt: skip
    """The plan of one change on top of what is published by now; `renamed` are the new ids of those before it."""
    announced = max(change.public_from, today)
    if change.redacts:
        hint = "undo it (git checkout what it wrote), repair, and redact again"
        message = f"{change.id} is a redaction that no deployment has shown, and it changed other files too"
        raise Refused(Problem(Where(change.path), "wrong-order", message, hint))
    if change.postpones:
        to, about = old.postponements[change.id].effective, renamed.get(change.postpones, change.postpones)
        return postpone.plan(
            texts, about, to=to, reason=change.reason, title=change.title, announce=announced, today=today
        )
    if change.withdraws:
        about = renamed.get(change.withdraws, change.withdraws)
        return withdraw.plan(texts, about, reason=change.reason, title=change.title, announce=announced, today=today)
    return replayed(texts, old, Order(change=change.id, today=today, base=base), merge)


def _difference(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, bytes | None]:
    paths = sorted({*before, *after})
    return {path: after.get(path) for path in paths if before.get(path) != after.get(path)}


__all__ = ["Repair", "Step", "plan"]
