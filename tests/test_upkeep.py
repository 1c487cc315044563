"""Upkeep: reviews, contacts that nobody can reach, the age of security.txt, facts that are not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

import sites
from trustcenter.disk import files
from trustcenter.model.problems import Severity
from trustcenter.reading.center import Base, Center, load
from trustcenter.rules.upkeep import review_overdue, security_txt_expiry, unknown_fact, unreachable_contact

TODAY = date(2026, 11, 22)
ORGANIZATION = "legal_name: A\nwebsite: https://a.example\ntimezone: UTC\n"


def center(more: Mapping[str, str]) -> Center:
    texts = {
        "data/organization.yml": ORGANIZATION,
        "data/notice.yml": "material: 30 days\n",
        "data/contacts.yml": "privacy: {role: Privacy, email: a@a.example}\n",
        **more,
    }
    read = load({path: text.encode() for path, text in texts.items()})
    assert read.problems == ()
    return read


# Reviews --------------------------------------------------------------------------------------------------------------


def draft(front: str) -> dict[str, str]:
    return {"docs/policies/privacy/index.md": f"---\ntitle: P\n{front}---\n\nText.\n"}


@pytest.mark.parametrize(
    ("reviewed", "every", "last_day"),
    [
        ("2025-11-22", "12 months", "2026-11-22"), ("2025-11-22", "1 year", "2026-11-22"), ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-11-20", "1 week", "2026-11-27"), ("2024-02-29", "1 year", "2025-02-28"), ("2026-11-20", "3 business days", "2026-11-25"),
    ],
)  # fmt: skip
def test_a_review_is_overdue_from_the_day_after_it_was_due(reviewed: str, every: str, last_day: str) -> None:
    read, last = center(draft(f"reviewed: {reviewed}\nreview_every: {every}\n")), date.fromisoformat(last_day)
    assert list(review_overdue(read, last)) == []
    (problem,) = review_overdue(read, last + timedelta(days=1))
    assert str(problem.where) == "docs/policies/privacy/index.md:3:1"
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize("front", ["", "reviewed: 2020-01-01\n", "review_every: 12 months\n"])
def test_without_a_day_and_a_rhythm_no_review_is_overdue(front: str) -> None:
    assert list(review_overdue(center(draft(front)), TODAY)) == []


def test_a_retired_policy_needs_no_review(tmp_path):
    root = sites.small(tmp_path)
    sites.edit(
        root,
        "docs/policies/privacy/index.md",
        "owner: privacy",
        "owner: privacy\nreviewed: 2026-01-01\nreview_every: 1 month",
    )
    sites.done(sites.publish(root, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    assert len(list(review_overdue(load(files.read_tree(root)), TODAY))) == 1
    sites.done(
        sites.publish(
            root, "--retire", "privacy", "--class", "material", "--effective", "2026-06-01", as_of="2026-03-01"
        )
    )
    read = load(files.read_tree(root))
    assert len(list(review_overdue(read, date(2026, 5, 31)))) == 1
    assert list(review_overdue(read, date(2026, 6, 1))) == []


# Contacts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "way", ["email: a@a.example", 'phone: "+13125550100"', "url: https://a.example/help", "address: 1 Road, Town"]
)
def test_one_way_is_enough_to_reach_a_contact(way: str) -> None:
    read = center({"data/contacts.yml": f"privacy: {{role: Privacy}}\nhelp:\n  role: Help\n  {way}\n"})
    assert [problem.where.line for problem in unreachable_contact(read, TODAY)] == [1]


@pytest.mark.parametrize(
    "record",
    [
        "{role: Privacy}",
        "{role: Privacy, label: Team}",
        "{role: Privacy, email: {unknown: hidden}, phone: {unknown: none}}",
    ],
)
def test_a_contact_without_any_known_way_is_found(record: str) -> None:
    (problem,) = unreachable_contact(center({"data/contacts.yml": f"privacy: {record}\n"}), TODAY)
    assert str(problem.where) == "data/contacts.yml:1:1"
    assert "yet" not in problem.message


def test_what_relies_on_such_a_contact_is_named() -> None:
    more = {
        "data/contacts.yml": "privacy: {role: Privacy}\n",
        "data/rights.yml": "- {id: access, label: Access, contact: privacy}\n",
        "data/messaging.yml": "- {id: alerts, name: Alerts, brand: A, message_types: [alerts], frequency: x, rates: x, consent: {method: keyword},"
        " stop: {words: [STOP]}, help: {words: [HELP], contact: privacy}}\n",
        **draft("owner: privacy\n"),
    }
    (problem,) = unreachable_contact(center(more), TODAY)
    assert problem.message.endswith("yet rights.access, messaging.alerts and the policy privacy rely on it")
    more["data/rights.yml"] += (
        "- {id: erasure, label: Erasure, contact: privacy}\n- {id: export, label: Export, contact: privacy}\n"
    )
    (problem,) = unreachable_contact(center(more), TODAY)
    assert problem.message.endswith("yet rights.access, rights.erasure and 3 others rely on it")


# security.txt ---------------------------------------------------------------------------------------------------------


def deployed(on: date, asserted: str = "well_known: [security.txt]\n") -> Center:
    return replace(center({"data/organization.yml": ORGANIZATION + asserted}), base=Base(load({}).archive, on))


@pytest.mark.parametrize(
    ("age", "found"), [(0, ""), (333, ""), (334, "expires"), (363, "expires"), (364, "expired"), (900, "expired")]
)
def test_the_published_security_txt_is_renewed_in_time(age: int, found: str) -> None:
    problems = list(security_txt_expiry(deployed(TODAY - timedelta(days=age)), TODAY))
    assert [f" {word} on " for word in [found] if word] == [
        word for p in problems for word in (" expires on ", " expired on ") if word in p.message
    ]
    assert [str(p.where) for p in problems] == ["data/organization.yml:4:13"] * len(problems)


def test_without_the_file_or_a_deployment_nothing_expires() -> None:
    assert list(security_txt_expiry(deployed(date(2020, 1, 1), "well_known: [gpc.json]\n"), TODAY)) == []
    assert list(security_txt_expiry(deployed(date(2020, 1, 1), ""), TODAY)) == []
    assert (
        list(
            security_txt_expiry(center({"data/organization.yml": ORGANIZATION + "well_known: [security.txt]\n"}), TODAY)
        )
        == []
    )


# Facts that are not known ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "place", "name"),
    [
        ("answer: {unknown: nobody asked}\n", "1:9", "answer"), ("a:\n  b:\n    unknown: nobody asked\n", "3:5", "a.b"),
        ("a: [x, {unknown: nobody asked}]\n", "1:8", "a.1"), ("- {id: x, b: {unknown: nobody asked}}\n", "1:14", "0.b"),
    ],
)  # fmt: skip
def test_an_unknown_fact_of_a_custom_kind_is_found_where_it_stands(written: str, place: str, name: str) -> None:
    (problem,) = unknown_fact_of(center({"data/own.yml": written}))
    assert str(problem.where) == f"data/own.yml:{place}"
    assert problem.message == f"own.{name} is not known: nobody asked"
    assert problem.severity is Severity.WARNING


def unknown_fact_of(read: Center) -> list:
    return list(unknown_fact(read, TODAY))


@pytest.mark.parametrize(
    "written", ["a: unknown\n", "unknown: [x]\n", "a: {unknown: x, more: y}\n", "text\n", "- a\n- b\n"]
)
def test_other_values_of_a_custom_kind_are_left_alone(written: str) -> None:
    assert unknown_fact_of(center({"data/own.yml": written})) == []
