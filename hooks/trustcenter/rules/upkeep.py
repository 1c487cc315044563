"""Upkeep: what somebody has to look after from time to time."""

from collections.abc import Iterator
from datetime import date

from trustcenter import facts
from trustcenter.center import Center
from trustcenter.problems import Problem


def unknown_fact(center: Center, today: date) -> Iterator[Problem]:
    """A fact that is not known is found out; until then it renders as "not stated"."""
    return facts.unknown_fact(center.facts, center.sources)
