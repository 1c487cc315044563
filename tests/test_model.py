"""Which version is in effect on a day, which are upcoming, what came before, and which facts are public."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts_for_tests import FULL, facts
from trustcenter.model.facts import Facts
from trustcenter.model.records import Class
from trustcenter.model.versions import Archive, Change, Version, Withdrawal, cited, public_facts, stated


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def version(
    effective: str,
    announced: str | None = None,
    *,
    number: int = 1,
    policy: str = "privacy",
    kinds: dict[str, Any] | None = None,
    cites: tuple[str, ...] = (),
    class_: Class = "material",
) -> Version:
    """A version with the dates that matter and nothing in the rest; the id counts versions of one day by number."""
    return Version(
        policy=policy, id=f"{effective}#{number}", number=number, title="", summary="", owner="", reviewed=None, review_every="",
        effective=date.fromisoformat(effective), announced=day(announced), earliest=None, class_=class_, change="c", cites=cites,
        facts=Facts(kinds or {}), covers={}, promise={}, timezone="UTC", holidays=None, text="", text_sha256="", seal="",
        previous=None, tool="",
    )  # fmt: skip


def archive(*versions: Version) -> Archive:
    by_policy: dict[str, tuple[Version, ...]] = {}
    for made in sorted(versions, key=lambda v: v.number):
        by_policy[made.policy] = (*by_policy.get(made.policy, ()), made)
    return Archive(by_policy)


def number(found: Version | None) -> int | None:
    return found.number if found else None


def states(made: Archive, *days: str) -> list[tuple[int | None, list[int]]]:
    """For each day: the number of the version in effect, and those of the upcoming ones."""
    dates = [date.fromisoformat(text) for text in days]
    return [(number(made.in_effect("privacy", on)), [v.number for v in made.upcoming("privacy", on)]) for on in dates]


HISTORY = archive(
    version("2025-06-29", number=1, class_="recorded"),
    version("2026-03-01", "2026-01-15", number=2),
    version("2027-01-01", "2026-12-01", number=3),
)


def test_before_the_first_version_nothing_is_in_effect() -> None:
    """S6."""
    assert states(HISTORY, "2025-06-28") == [(None, [])]
    assert states(archive(), "2025-06-28") == [(None, [])]
    assert HISTORY.in_effect("no-such-policy", date(2026, 1, 1)) is None


def test_a_version_binds_from_its_effective_day_until_the_day_before_the_next() -> None:
    """C10."""
    days = ("2025-06-29", "2026-02-28", "2026-03-01", "2026-12-31", "2027-01-01", "2099-01-01")
    assert [effective for effective, _ in states(HISTORY, *days)] == [1, 1, 2, 2, 3, 3]


def test_a_version_is_upcoming_from_its_announced_day() -> None:
    """S5 and S7: before that day it does not exist."""
    days = ("2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01")
    assert states(HISTORY, *days) == [(2, []), (2, [3]), (2, [3]), (3, [])]
    assert [v.number for v in HISTORY.on(date(2026, 11, 30)).announced] == [1, 2]


def test_history_without_an_announced_day_counts_as_announced_on_its_effective_day() -> None:
    made = version("2025-06-29")
    assert (made.public_from, made.binds_from) == (date(2025, 6, 29), date(2025, 6, 29))


def test_an_emergency_binds_from_the_day_it_is_announced() -> None:
    """S16: effective on 5 December, announced on 6 December."""
    made = archive(version("2026-01-01"), version("2026-12-05", "2026-12-06", number=2, class_="emergency"))
    assert states(made, "2026-12-05", "2026-12-06") == [(1, []), (2, [])]


def test_the_second_version_of_one_day_is_in_effect() -> None:
    """S2b: two editorial versions on one day; the correction follows on the first."""
    first, second = (version("2026-11-21", "2026-11-21", number=n, class_="editorial") for n in (2, 3))
    made = archive(version("2026-01-01"), first, second)
    assert states(made, "2026-11-20", "2026-11-21") == [(1, []), (3, [])]
    assert [number(made.predecessor(v)) for v in (first, second)] == [1, 2]
    assert [v.number for v in made.on(date(2026, 11, 21)).announced] == [1, 2, 3]


def test_a_correction_of_an_upcoming_version_takes_its_place() -> None:
    """S2: from the day it is announced; its predecessor is the version in effect before, not the one it superseded."""
    correction = version("2027-01-01", "2026-12-10", number=3, class_="editorial")
    made = archive(version("2026-01-01"), version("2027-01-01", "2026-12-01", number=2), correction)
    assert states(made, "2026-12-09", "2026-12-10", "2027-01-01") == [(1, [2]), (1, [3]), (3, [])]
    assert number(made.predecessor(correction)) == 1


def test_a_fix_while_a_change_is_pending_follows_on_what_is_in_effect() -> None:
    """S10: v7 fixes v5 today, v8 is v6 with the fix on the same later day; v8 is compared with v7."""
    fixed = version("2026-12-10", "2026-12-10", number=7, class_="editorial")
    pending = version("2027-02-01", "2026-12-10", number=8, class_="editorial")
    made = archive(version("2026-01-01", number=5), version("2027-02-01", "2026-12-01", number=6), fixed, pending)
    assert states(made, "2026-12-09", "2026-12-10", "2027-02-01") == [(5, [6]), (7, [8]), (8, [])]
    assert [number(made.predecessor(v)) for v in (fixed, pending)] == [5, 7]


def test_several_upcoming_versions_come_in_the_order_of_their_days() -> None:
    made = archive(
        version("2026-01-01"), version("2027-02-01", "2026-12-01", number=2), version("2027-01-15", "2026-12-02", number=3)
    )  # fmt: skip
    assert states(made, "2026-12-05", "2027-01-15", "2027-02-01") == [(1, [3, 2]), (3, [2]), (2, [])]


def test_the_first_version_has_no_predecessor() -> None:
    made = archive(version("2026-01-01"))
    assert made.predecessor(made.versions["privacy"][0]) is None


def test_what_was_announced_too_late_is_no_predecessor() -> None:
    late = version("2026-05-01", "2027-06-01", number=3)
    made = archive(version("2026-01-01"), version("2027-01-01", "2026-12-01", number=2), late)
    assert number(made.predecessor(made.versions["privacy"][1])) == 1


def test_the_newest_version_is_the_last_published_one() -> None:
    assert number(HISTORY.newest("privacy")) == 3
    assert HISTORY.newest("no-such-policy") is None


def test_a_snapshot_holds_every_policy() -> None:
    made = archive(
        version(
            "2026-01-01",
            policy="terms",
            cites=("security.tls",),
            kinds={"security": {"tls": {"id": "tls", "label": "T"}}},
        ),
        version("2026-02-01", kinds={"notice": {"material": "30 days"}}),
        version("2027-01-01", "2026-12-01", number=2, kinds={"notice": {"material": "14 days"}}),
    )
    snapshot = made.on(date(2026, 12, 15))
    assert {policy: v.number for policy, v in snapshot.in_effect.items()} == {"privacy": 1, "terms": 1}
    assert [v.name for v in snapshot.upcoming] == ["privacy/2027-01-01#2"]
    assert snapshot.facts.kinds == {"security": {"tls": {"id": "tls", "label": "T"}}, "notice": {"material": "30 days"}}
    assert made.on(date(2026, 1, 15)).facts.one("notice") == {}


DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 10))
VERSIONS = st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)), max_size=6).map(
    lambda rows: archive(
        *(version(e.isoformat(), a.isoformat() if a else None, number=n) for n, (e, a) in enumerate(rows, 1))
    )
)


@given(VERSIONS, DAYS)
def test_what_is_in_effect_follows_from_the_dates_alone(made: Archive, on: date) -> None:
    found, upcoming = made.in_effect("privacy", on), made.upcoming("privacy", on)
    binding = [v for v in made.all_versions if v.public_from <= on and v.effective <= on]
    assert (found is None) == (not binding)
    assert found is None or all(v.order <= found.order for v in binding)
    assert found not in upcoming
    assert all(v.public_from <= on < v.binds_from for v in upcoming)
    assert list(upcoming) == sorted(upcoming, key=lambda v: v.effective)
    assert len({v.effective for v in upcoming}) == len(upcoming)


@given(VERSIONS, DAYS, DAYS)
def test_nothing_announced_after_a_day_changes_that_day(made: Archive, on: date, later: date) -> None:
    known = archive(*(v for v in made.all_versions if v.public_from <= on))
    assert made.in_effect("privacy", on) == known.in_effect("privacy", on)
    assert made.upcoming("privacy", on) == known.upcoming("privacy", on)
    assert [v.name for v in made.on(on).announced] == [v.name for v in known.all_versions]


@given(VERSIONS)
def test_a_predecessor_was_public_and_comes_earlier(made: Archive) -> None:
    for each in made.all_versions:
        before = made.predecessor(each)
        assert before is None or (before.order < each.order and before.public_from <= each.binds_from)


@given(VERSIONS)
def test_a_version_that_takes_effect_follows_on_the_one_in_effect_the_day_before(made: Archive) -> None:
    """Where no other version of its day stands between them."""
    for each in made.all_versions:
        eve = made.in_effect("privacy", each.binds_from - timedelta(days=1))
        same_day = [v for v in made.all_versions if v.binds_from == each.binds_from or v.effective == each.effective]
        if same_day == [each] and made.in_effect("privacy", each.binds_from) == each:
            assert made.predecessor(each) == eve


# What versions state --------------------------------------------------------------------------------------------------


def test_only_what_is_cited_is_stated() -> None:
    part = cited(facts(), ["retention.audio", "contacts", "notice", "offices"])
    assert part.kinds == {
        "retention": {"audio": FULL["retention"]["audio"]},
        "contacts": FULL["contacts"],
        "notice": FULL["notice"],
        "offices": FULL["offices"],
    }
    assert cited(facts(), ["retention", "retention.audio"]).kinds == {"retention": FULL["retention"]}
    assert cited(facts(), []).kinds == {}


def test_settings_are_never_stated() -> None:
    assert set(cited(facts(), ["organization"]).one("organization")) == {
        "legal_name",
        "brand",
        "website",
        "phone",
        "products",
    }


def test_the_newer_version_is_believed() -> None:
    older = version(
        "2026-01-01", kinds={"retention": {"a": {"period": "1 day"}, "b": {"period": "1 day"}}, "notice": {"x": "1"}}
    )
    newer = version(
        "2026-02-01", policy="terms", kinds={"retention": {"a": {"period": "2 days"}}, "notice": {"y": "2"}}
    )
    for order in ([older, newer], [newer, older]):
        assert stated(order).kinds == {
            "retention": {"a": {"period": "2 days"}, "b": {"period": "1 day"}},
            "notice": {"y": "2"},
        }


# Public facts ---------------------------------------------------------------------------------------------------------

TODAY = date(2026, 12, 15)


def public(draft: dict[str, Any], *versions: Version, on: date = TODAY) -> dict[str, Any]:
    return dict(public_facts(Facts(draft), archive(*versions), on).kinds)


def rule(period: str) -> dict[str, str]:
    return {"id": "x", "period": period}


def test_without_versions_the_draft_is_public() -> None:
    draft = {"retention": {"a": rule("1 day")}, "notice": {"material": "30 days"}, "offices": {"a": "b"}}
    assert public(draft) == draft


def test_kinds_kept_for_checks_are_never_public() -> None:
    assert public({"waivers": {"x": {}}, "attestations": {"x": {}}, "deliveries": {"x": {}}}) == {}


def test_a_cited_collection_is_public_as_stated_with_its_membership() -> None:
    """S14: what was added to the data and not published appears nowhere."""
    draft = {"retention": {"a": rule("2 days"), "new": rule("9 days")}}
    whole = version(
        "2026-01-01", kinds={"retention": {"a": rule("1 day"), "gone": rule("5 days")}}, cites=("retention",)
    )
    assert public(draft, whole) == {"retention": {"a": rule("1 day"), "gone": rule("5 days")}}


def test_a_cited_record_is_public_as_stated_and_its_neighbours_as_drafted() -> None:
    draft = {"retention": {"a": rule("2 days"), "b": rule("3 days")}}
    single = version("2026-01-01", kinds={"retention": {"a": rule("1 day")}}, cites=("retention.a",))
    assert public(draft, single) == {"retention": {"a": rule("1 day"), "b": rule("3 days")}}


def test_a_cited_record_that_left_the_draft_is_public_while_it_is_stated() -> None:
    single = version("2026-01-01", kinds={"retention": {"a": rule("1 day")}}, cites=("retention.a",))
    assert public({"retention": {}}, single) == {"retention": {"a": rule("1 day")}}
    assert public({}, single) == {"retention": {"a": rule("1 day")}}


@pytest.mark.parametrize("cites", ["retention", "retention.a"])
@pytest.mark.parametrize(
    "unseen",
    [("2027-02-01", "2026-12-01"), ("2027-02-01", "2026-12-16"), ("2026-12-16", None)],
    ids=["upcoming", "not yet announced", "recorded for tomorrow"],
)
def test_what_only_a_later_version_states_is_not_public_yet(cites: str, unseen: tuple[str, str | None]) -> None:
    draft = {"retention": {"a": rule("2 days")}}
    later = version(*unseen, kinds={"retention": {"a": rule("2 days")}}, cites=(cites,))
    assert public(draft, later).get("retention", {}) == {}


def test_a_later_version_does_not_change_what_is_stated_today() -> None:
    now = version("2026-01-01", kinds={"retention": {"a": rule("1 day")}}, cites=("retention",))
    later = version(
        "2027-01-01", "2026-12-01", number=2, kinds={"retention": {"a": rule("2 days")}}, cites=("retention",)
    )
    draft = {"retention": {"a": rule("3 days")}}
    assert public(draft, now, later) == {"retention": {"a": rule("1 day")}}
    assert public(draft, now, later, on=date(2027, 1, 1)) == {"retention": {"a": rule("2 days")}}


def test_what_no_version_in_effect_states_any_more_does_not_come_back_from_the_draft() -> None:
    """DESIGN §5: what any version ever cited is public only as the versions in effect state it."""
    old = version("2025-01-01", kinds={"retention": {"a": rule("1 day")}}, cites=("retention.a",))
    new = version("2026-01-01", number=2)
    assert public({"retention": {"a": rule("3 days"), "b": rule("4 days")}}, old, new) == {
        "retention": {"b": rule("4 days")}
    }


def test_settings_come_from_the_draft_and_nothing_else_of_a_cited_kind_does() -> None:
    draft = {"organization": {"brand": "New", "timezone": "UTC", "demo": True}}
    told = version("2026-01-01", kinds={"organization": {"brand": "Old"}}, cites=("organization",))
    later = version("2027-01-01", "2026-12-01", kinds={"organization": {"brand": "Newer"}}, cites=("organization",))
    assert public(draft, told) == {"organization": {"brand": "Old", "timezone": "UTC", "demo": True}}
    assert public(draft, later) == {"organization": {"timezone": "UTC", "demo": True}}


def test_a_custom_kind_is_public_as_stated() -> None:
    told = version("2026-01-01", kinds={"offices": {"a": "old"}}, cites=("offices",))
    assert public({"offices": {"a": "new"}, "slogans": ["x"]}, told) == {"offices": {"a": "old"}, "slogans": ["x"]}


def test_a_predecessor_is_what_was_known_that_day() -> None:
    """A withdrawal that is announced later does not change what a redline was compared with until then."""
    first = version("2026-01-01", "2026-01-01", number=1)
    second = version("2026-03-01", "2026-01-15", number=2)
    third = version("2026-04-01", "2026-01-20", number=3)
    withdrawal = Withdrawal("w", (second.name,), date(2026, 2, 1), "reason", "UTC", {}, "", withdraws="c")
    made = Archive({first.policy: (first, second, third)}, {}, {"w": withdrawal})
    assert made.predecessor(third, announced_by=date(2026, 1, 31)) == second
    assert made.predecessor(third, announced_by=date(2026, 2, 1)) == first
    assert made.predecessor(third) == first


def test_changes_and_withdrawals_are_in_a_snapshot_from_the_day_they_are_announced_on() -> None:
    made_on = {"a": "2026-01-15", "b": "2026-02-01", "c": "2026-02-01", "d": "2026-03-01"}
    changes = {i: Change(i, "", "minor", day(on), date(2026, 3, 1), (), "", "", "") for i, on in made_on.items()}
    taken_back = version("2026-03-01", "2026-01-15", number=1)
    withdrawal = Withdrawal("b", (taken_back.name,), date(2026, 2, 1), "reason", "UTC", {}, "", withdraws="a")
    made = Archive({taken_back.policy: (taken_back,)}, changes, {"b": withdrawal})
    before, on_it = (made.on(date.fromisoformat(text)) for text in ("2026-01-31", "2026-02-01"))
    assert [change.id for change in before.changes] == ["a"]
    assert [change.id for change in on_it.changes] == ["a", "b", "c"]
    assert (before.withdrawn, on_it.withdrawn) == (frozenset(), {taken_back.name})
    assert [change.id for change in made.announced_on(date(2026, 2, 1))] == ["b", "c"]
    assert made.announced_on(date(2026, 2, 2)) == ()
