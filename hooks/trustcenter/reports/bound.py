"""Says which version of each policy binds a customer on a day, and which one will next.

`cli.bound` calls `bound` and prints what `as_text` or `as_json` makes of it; only what was announced by then counts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from trustcenter.model.audiences import Customer
from trustcenter.model.phrases import day as in_words
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.versions import Archive, Version
from trustcenter.reading.center import Center


@dataclass(frozen=True, slots=True)
class Bound:
    """What binds a customer on a day: the version (None: nothing), and the announced one that comes next, with its
    day.
    """

    policy: str
    version: Version | None
    following: tuple[Version, date] | None


def unknown_names(center: Center, audiences: Sequence[str], policies: Sequence[str]) -> list[Problem]:
    """A problem for every audience that neither the promise nor any version names, and every unpublished policy."""
    promised = [one["id"] for one in center.facts.one("notice").get("audiences", ())]
    known = {"--audience": {*center.archive.audiences, *promised}, "POLICY": {*center.archive.versions}}
    asked = [("--audience", name, "audience") for name in audiences]
    asked += [("POLICY", name, "published policy") for name in policies]
    return [
        Problem(Where(place), "bad-value", f"`{name}` is no {noun}", one_of(name, known[place]))
        for place, name, noun in asked
        if name not in known[place]
    ]


def bound(center: Center, customer: Customer, on: date, policies: Sequence[str] = ()) -> list[Bound]:
    """What binds a customer on a day, by policy; for an audience that is bound on acceptance, who accepts that day."""
    archive = center.archive.as_known(on)
    accepting = _accepting(center)
    if accepting & {*customer.audiences} and customer.accepted is None:
        customer = replace(customer, accepted=on)
    customer = replace(customer, audiences=tuple(a for a in customer.audiences if a not in accepting))
    return [
        Bound(policy, version, _following(archive, policy, customer, version, on))
        for policy in sorted(archive.versions)
        if not policies or policy in policies
        for version in [archive.bound(policy, customer, on)]
    ]


def _accepting(center: Center) -> set[str]:
    """The ids of audiences that are bound on acceptance."""
    sealed = {one.id for v in center.archive.all_versions for one in v.audiences if one.on_acceptance}
    promised = center.facts.one("notice").get("audiences", ())
    return sealed | {one["id"] for one in promised if one.get("binds") == "on acceptance"}


def _following(
    archive: Archive, policy: str, customer: Customer, version: Version | None, on: date
) -> tuple[Version, date] | None:
    """The next announced version that will bind the customer, and from when."""
    announced = [v for v in archive.versions[policy] if v.public_from <= on and not archive.withdrawn(v, on)]
    later = [(v, max(v.effective_for(a) for a in customer.audiences or ("",))) for v in announced]
    coming = [(v, day) for v, day in later if day > on and (version is None or v.order > version.order)]
    return min(coming, key=lambda one: (one[1], -one[0].number), default=None)


def as_text(answers: Sequence[Bound], on: date) -> str:
    return "\n".join(_sentence(one, on) for one in answers) or "nothing is published"


def _sentence(one: Bound, on: date) -> str:
    if one.version is None:
        told = f"{one.policy}: nothing binds on {in_words(on)}"
    else:
        ended = ", which retired it" if one.version.retires else ""
        told = f"{one.policy}: version {one.version.number} ({one.version.id}) binds on {in_words(on)}{ended}"
    if one.following:
        version, day = one.following
        told += f"; version {version.number} ({version.id}) from {in_words(day)} on"
    return told


def as_json(answers: Sequence[Bound], on: date) -> str:
    values: list[dict[str, Any]] = [
        {
            "policy": one.policy, "on": on.isoformat(), "version": one.version.name if one.version else None,
            "sha256": one.version.text_sha256 if one.version else None,
            "following": one.following[0].name if one.following else None,
            "following_from": one.following[1].isoformat() if one.following else None,
        }
        for one in answers
    ]  # fmt: skip
    return json.dumps(values, indent=2, ensure_ascii=False)
