"""Facts as Markdown: the columns of each kind, worst cases of retention chains, flags, lists, and what is cited."""

from __future__ import annotations

from typing import Any

import pytest

from facts_for_tests import FULL, facts, filled, rendered, with_fields
from trustcenter.model.kinds import BY_NAME, KINDS, LINKED
from trustcenter.model.kinds.retention import add_up, longest
from trustcenter.model.periods import Period, parse_period
from trustcenter.model.phrases import listed
from trustcenter.reading.fact_tables import Printer, uncited


def fields(kind: str) -> set[str]:
    return {*BY_NAME[kind].fields, *BY_NAME[kind].table.computed}


def test_every_citable_kind_has_columns_that_its_model_has() -> None:
    for kind in KINDS:
        if kind.citable:
            assert kind.columns
            assert {*kind.columns} <= fields(kind.name)


def test_linked_fields_exist() -> None:
    assert set().union(*(fields(kind.name) for kind in KINDS)) >= LINKED


def test_no_table_states_a_setting() -> None:
    assert not any({*kind.columns} & kind.settings for kind in KINDS if kind.citable)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.citable])
def test_a_table_can_show_every_field_of_its_kind(kind: str) -> None:
    names = sorted(fields(kind))
    text = filled(f'{{{{ {kind}.table(columns="{", ".join(names)}") }}}}').text
    rows = [list(row) for row in rendered(text).iter("tr")]
    if not BY_NAME[kind].table.sideways:
        assert len(rows[0]) == len(names)
        assert len(rows) == len(FULL[kind]) + 1
    assert len({len(row) for row in rows}) == 1


def test_the_tables_of_a_policy() -> None:
    """The golden form of the tables most policies have."""
    assert filled(
        '{{ subprocessors.table(columns="name, purpose, locations, transfer, website") }}'
    ).text.splitlines() == [
        "| Name | Purpose | Locations | Transfer mechanism | Website |",
        "| --- | --- | --- | --- | --- |",
        r"| Cloud \| Host \*Inc\* | hosting | United States and the edge location nearest to the user |"
        " Data Privacy Framework and standard contractual clauses | [host.example/a_b](https://host.example/a_b) |",
        "| not stated | speech to text | not stated | — | — |",
    ]
    assert filled("{{ retention.table() }}").text.splitlines() == [
        "| Name | Data | Kept | Action | At the longest |",
        "| --- | --- | --- | --- | --- |",
        "| Call recordings | Call audio | while the account is active, then 90 days from the call | deleted |"
        " 120 days (90 days + 30 days) |",
        "| Backups | Call audio | 30 days | not stated | — |",
        "| Logs | Account data | 12 months unless set otherwise by the customer (at least 1 month, at most 24 months) |"
        " anonymised | — |",
    ]
    assert filled("{{ cookies.table() }}").text.splitlines() == [
        "| Name | Category | Purpose | Consent | Kept |",
        "| --- | --- | --- | --- | --- |",
        "| Session | essential | logging in | no | until the session ends |",
        "| Statistics | analytics | not stated | yes | 13 months |",
    ]
    assert filled("{{ notice.table() }}").text.splitlines() == [
        "|   | Notice |",
        "| --- | --- |",
        "| **Notice of changes** | 30 days |",
        "| **Time to object** | not stated |",
        "| **Emergency changes** | allowed, disclosed within 2 days |",
        "| **Channels** | email and This site |",
    ]


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({"period": "90 days"}, "90 days"),
        ({"period": "90 days", "starts": "the call"}, "90 days from the call"),
        ({"period": "90 days", "starts": {"unknown": "?"}}, "90 days from an event that is not stated"),
        ({"while": "the account is active"}, "while the account is active"),
        ({"while": "while you stay"}, "while you stay"),
        ({"while": "you stay", "period": {"unknown": "?"}}, "while you stay, then for a period that is not stated"),
        ({"period": {"unknown": "?"}}, "not stated"),
        ({}, "not stated"),
        (
            {"configurable": {"default": "30 days", "by": "you"}, "period": "30 days"},
            "30 days unless set otherwise by you",
        ),
        (
            {"configurable": {"default": {"unknown": "?"}, "min": "1 day", "by": {"unknown": "?"}}},
            "not stated unless set otherwise by not stated (at least 1 day)",
        ),
    ],
)
def test_how_long_something_is_kept(rule: dict[str, Any], kept: str) -> None:
    assert Printer(facts(), uncited).field("retention", {"id": "x", **rule}, "keep") == kept


def chain(*periods: Any) -> Any:
    rules = {
        f"r{n}": {"id": f"r{n}", "label": f"R{n}", "period": period, "then": f"r{n + 1}"}
        for n, period in enumerate(periods)
    }
    del rules[f"r{len(periods) - 1}"]["then"]
    return facts(retention=rules)


@pytest.mark.parametrize(
    ("periods", "total"),
    [
        (("365 days", "90 days", "30 days"), "485 days (365 days + 90 days + 30 days)"),
        (("1 year", "90 days"), "1 year + 90 days"),
        (("5-7 days", "1 day"), "8 days (5-7 days + 1 day)"),
        (("90 days", {"unknown": "?"}), "90 days + not stated"),
        (("90 days",), ""),
    ],
)
def test_the_worst_case_of_a_chain_of_rules(periods: tuple[Any, ...], total: str) -> None:
    made = chain(*periods)
    cites: set[str] = set()
    assert Printer(made, cites.add).field("retention", made.records("retention")["r0"], "total") == total
    assert cites == {f"retention.r{n}" for n in range(1, len(periods))}


def test_a_circle_of_rules_and_a_rule_that_is_missing_end_the_chain() -> None:
    circle = chain("1 day", "2 days")
    circle.kinds["retention"]["r1"]["then"] = "r0"
    assert filled("{{ retention.r0.total }}", circle).text == "3 days (1 day + 2 days)"
    assert (
        filled(
            "{{ retention.backup.keep }}{{ retention.backup.total }}",
            with_fields("retention", "backup", {"then": "gone"}),
        ).text
        == "30 days"
    )


def test_the_longest_period_of_a_rule_is_its_upper_bound() -> None:
    assert longest(FULL["retention"]["logs"]) == Period(24, 24, "month")
    assert longest(FULL["retention"]["audio"]) == Period(90, 90, "day")
    assert longest({"period": {"unknown": "?"}}) is None


def test_only_periods_of_one_unit_add_up() -> None:
    days = [parse_period("2 days"), parse_period("3 days")]
    assert add_up(days) == Period(5, 5, "day")
    assert add_up([*days, parse_period("1 month")]) is None
    assert add_up([*days, None]) is None
    assert add_up([]) is None


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ({"data": "audio"}, ["host"]),
        ({"baa": "true"}, ["host"]),
        ({"baa": "false"}, ["speech"]),
        ({"baa": "yes"}, []),
        ({"group": "ai", "baa": "false"}, ["speech"]),
        ({"group": "ai", "baa": "true"}, []),
        ({"headquarters": "NO"}, ["host"]),
        ({}, ["host", "speech"]),
    ],
)
def test_records_are_chosen_by_their_fields(chosen: dict[str, str], ids: list[str]) -> None:
    text = ", ".join(f'{name}="{value}"' for name, value in {**chosen, "columns": "id"}.items())
    rows = filled(f"{{{{ subprocessors.table({text}) }}}}").text.splitlines()[2:]
    assert [row.strip("| ") for row in rows] == ids


def test_a_pointer_to_nothing_prints_its_id_and_cites_nothing() -> None:
    found = filled("{{ subprocessors.host.data }}", with_fields("subprocessors", "host", {"data": ["no_such"]}))
    assert (found.text, found.cites) == ("no such", ("subprocessors.host",))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, b", "c"], "a, b; and c"),
        (["a", "b, c", "d"], "a; b, c; and d"),
    ],
)
def test_lists_read_as_english(words: list[str], text: str) -> None:
    assert listed(words) == text
    assert listed(words, last="or") == text.replace(" and ", " or ")


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ({"allowed": True}, "allowed"),
        ({"allowed": False}, "not allowed"),
        ({"allowed": True, "within": "5 days"}, "allowed, disclosed within 5 days"),
        ({"allowed": {"unknown": "ask"}}, "not stated"),
        ({"allowed": {"unknown": "ask"}, "within": "5 days"}, "not stated, disclosed within 5 days"),
        ({"allowed": True, "within": {"unknown": "ask"}}, "allowed, disclosed within a period that is not stated"),
    ],
)
def test_an_emergency_that_nobody_decided_on_is_not_stated(stated: dict[str, Any], shown: str) -> None:
    assert Printer(facts(), uncited).value("notice", ("emergency",), stated) == shown
