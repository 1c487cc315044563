"""Refuses to publish a text before the day from which another policy says what it newly states.

`publish.plan` and `pending_fix.plan` call `stated_later(center, drafts, order)`.  It returns a problem for each draft
that contradicts a policy in effect today and agrees with what is announced for it, with the command that publishes the
draft for that day.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from trustcenter.model.facts import Facts
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where
from trustcenter.model.versions import Version
from trustcenter.reading.center import Center
from trustcenter.rules.consistency import is_collection, statements

if TYPE_CHECKING:
    from trustcenter.publishing.publish import Order


@dataclass(frozen=True, slots=True)
class _News:
    """What a draft states otherwise than the newest version: values by fact (`contacts.privacy`), and facts that went.

    `whole` are the collections that it cites as a whole for the first time: it has all their records or is wrong.
    """

    values: Mapping[str, Any]
    dropped: Collection[str]
    whole: Mapping[str, Collection[str]]

    def disputed_by(self, other: Version) -> Iterator[str]:
        """The facts in which a version of another policy says something else."""
        stated = _all(other.facts)
        for fact, value in self.values.items():
            kind = fact.partition(".")[0]
            if stated.get(fact, value) != value or (fact not in stated and is_collection(kind) and kind in other.cites):
                yield fact
        for fact in stated:
            kind = fact.partition(".")[0]
            if fact in self.dropped or (kind in self.whole and fact not in self.whole[kind]):
                yield fact


def stated_later(center: Center, drafts: Sequence[Version], order: Order) -> list[Problem]:
    """A problem for each draft that says what another policy, which is not published with it, says only later."""
    if order.retire or order.class_ == "recorded":
        return []
    problems, together = list[Problem](), {draft.policy for draft in drafts}
    for draft in drafts:
        first, days = draft.effective, [day for day in center.archive.days() if day > draft.effective]
        news = _news(center.archive.newest(draft.policy), draft)
        disputes = {day: _disputes(center, news, day, together) for day in (first, *days)}
        later = _agreed_from(disputes)
        if disputes[first] and later:
            other, fact = disputes[first][0]
            message = _message(draft, other, fact, later, gone=fact not in news.values)
            hint = f"publish it for that day: `{_command(center, draft, order, later)}`"
            problems.append(Problem(Where(center.drafts[draft.policy].file, 1, 1), "contradiction", message, hint))
    return problems


def _news(newest: Version | None, draft: Version) -> _News:
    before, now = _all(newest.facts) if newest else {}, _all(draft.facts)
    collections = {cite for cite in draft.cites if is_collection(cite)}
    known = collections & {*newest.cites} if newest else set()
    gone = {fact for fact in before.keys() - now.keys() if fact.partition(".")[0] in known}
    values = {fact: value for fact, value in now.items() if fact not in before or before[fact] != value}
    return _News(values, gone, {kind: [f for f in now if f.startswith(f"{kind}.")] for kind in collections - known})


def _all(facts: Facts) -> dict[str, Any]:
    return {fact: value for kind, stated in facts.kinds.items() for fact, value in statements(kind, stated)}


def _disputes(center: Center, news: _News, day: date, without: Collection[str]) -> list[tuple[Version, str]]:
    """The versions in effect on a day that dispute a draft, each with a fact; without those of some policies."""
    others = (version for policy, version in center.archive.on(day).in_effect.items() if policy not in without)
    return [(version, fact) for version in others for fact in news.disputed_by(version)]


def _agreed_from(disputes: dict[date, list[tuple[Version, str]]]) -> date | None:
    """The first of some days, in order, from which on nothing is disputed; None if something is on the last."""
    agreed = None
    for day in reversed(disputes):
        if disputes[day]:
            break
        agreed = day
    return agreed


def _message(draft: Version, other: Version, fact: str, later: date, *, gone: bool) -> str:
    if gone:
        return (
            f"{draft.policy} would drop {fact} on {in_words(draft.effective)}, but {other.name} states it until"
            f" {in_words(later)}"
        )
    return (
        f"{draft.policy} would state {fact} from {in_words(draft.effective)} on, but {other.policy} says the same only"
        f" from {in_words(later)} on"
    )


def _command(center: Center, draft: Version, order: Order, later: date) -> str:
    """The command that publishes a draft for a later day."""
    own = center.archive.versions.get(draft.policy, ())
    kept = any(v.effective > later and not center.archive.withdrawn(v, date.max) for v in own)
    given: Iterable[tuple[str, object]] = (
        ("--effective", later), ("--class", "minor" if order.class_ == "emergency" else order.class_),
        ("--title", order.title), ("--summary", order.summary),
        ("--announce", order.announce if order.announce != order.today else None),
        ("--pending", "keep" if kept else ""),
    )  # fmt: skip
    options = [word for name, value in given if value for word in (name, str(value))]
    return shlex.join(["trustcenter", "publish", draft.policy, *options])


__all__ = ["stated_later"]
