"""The retention schedule: rules for the same data that promise different things, and those that only look so."""

from __future__ import annotations

from datetime import date

import pytest

from trustcenter.reading.center import load
from trustcenter.rules.schedule import conflicting_retention

TODAY = date(2026, 11, 22)
BASE = {
    "data/organization.yml": "legal_name: A\nwebsite: https://a.example\ntimezone: UTC\n",
    "data/notice.yml": "material: 30 days\n",
    "data/contacts.yml": "privacy: {role: Privacy, email: a@a.example}\n",
    "data/data_categories.yml": "".join(
        f"- {{id: {name}, label: {name.title()}}}\n" for name in ("calls", "logs", "bills", "mail")
    ),
}
CALLS = "- {id: calls, label: Calls, data: [calls], period: 90 days, starts: the call, action: delete}\n"
QUALITY = (
    "- {id: quality, label: Quality checks, data: [calls, logs], period: 1 year, starts: the call, action: delete}\n"
)
REQUEST = "- {id: asked, label: Data of a deletion request, data: [calls], period: 10 days, starts: the request, action: delete}\n"
AT_ONCE = "- {id: asked, label: Data of a deletion request, data: [calls], while: nobody asks; then immediately gone, action: delete, exceptions: [legal holds]}\n"
HOLD = "- {id: hold, label: Legal holds, data: [calls, logs], while: a court demands it, action: delete}\n"
ERASURE = "- {id: erasure, label: Erasure, respond_within: 30 days}\n"


def said(retention: str, rights: str = "") -> list[tuple[int, str]]:
    """The line and message of every conflict in a schedule."""
    texts = {**BASE, "data/retention.yml": retention, **({"data/rights.yml": rights} if rights else {})}
    read = load({path: text.encode() for path, text in texts.items()})
    assert read.problems == ()
    return [(problem.where.line, problem.message) for problem in conflicting_retention(read, TODAY)]


def test_two_rules_for_the_same_data_are_told_at_the_later_one() -> None:
    assert said(CALLS + QUALITY) == [
        (2, "the data category `calls` stands here and also under `calls`, with another promise")
    ]


def test_many_categories_are_counted() -> None:
    every = CALLS.replace("[calls]", "[calls, logs, bills, mail]")
    [(line, message)] = said(every + every.replace("id: calls", "id: more").replace("90 days", "1 year"))
    assert line == 2
    assert message.startswith("4 data categories (`bills`, `calls`, `logs`, …) stand here and also under `calls`")


@pytest.mark.parametrize(
    "retention",
    [
        CALLS,
        CALLS + QUALITY.replace("[calls, logs]", "[logs]"),
        CALLS + CALLS.replace("id: calls", "id: again"),
        CALLS.replace("action: delete", "action: archive, then: later") + CALLS.replace("id: calls", "id: later").replace("90 days", "2 years"),
        CALLS + QUALITY.replace("Quality checks", "Copies in backups"),
        CALLS + REQUEST,
        CALLS + REQUEST.replace("action: delete", "action: delete, exceptions: [legal holds]") + HOLD,
        CALLS + HOLD,
        CALLS + "- {id: help, label: Support requests, data: [mail], period: 1 year, starts: the closing of the request, action: delete}\n",
        "",
    ],
)  # fmt: skip
def test_rules_that_follow_on_each_other_or_go_beside_each_other_do_not_conflict(retention: str) -> None:
    assert said(retention, ERASURE) == []


def test_two_rules_for_deletion_on_request_conflict() -> None:
    other = REQUEST.replace("id: asked", "id: verified").replace("10 days", "{unknown: a placeholder}")
    [(line, message)] = said(CALLS + REQUEST + other)
    assert (line, "`asked`" in message) == (3, True)


def test_deletion_on_request_without_exception_conflicts_with_a_hold_of_the_same_data() -> None:
    [(line, message)] = said(CALLS + REQUEST + HOLD)
    assert line == 2
    assert "`hold` keeps the same data" in message
    assert said(CALLS + REQUEST + HOLD.replace("[calls, logs]", "[logs]")) == []


@pytest.mark.parametrize(
    ("rights", "conflicts"),
    [
        (ERASURE, 1),
        (ERASURE.replace("rasure", "xport"), 0),
        (ERASURE.replace(", respond_within: 30 days", ""), 0),
        ("", 0),
    ],
)
def test_immediate_deletion_conflicts_with_a_right_that_is_answered_later(rights: str, conflicts: int) -> None:
    found = said(CALLS + AT_ONCE, rights)
    assert len(found) == conflicts
    assert all("takes up to 30 days in rights.erasure" in message for _, message in found)
