"""What changed between two sets of facts, which class that demands, and how the changelog says it."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts_for_tests import FULL, facts, with_fields
from test_model import version
from trustcenter.comparing.fact_diff import FactChange, changes, dropped, floor
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME, KINDS
from trustcenter.model.kinds.floors import Changed, Comparison, Items, Ladder, Length, Worded

UNKNOWN = {"unknown": "asked"}


def only(kind: str, record: dict[str, Any] | None, record_id: str = "x") -> Facts:
    """Facts with one record, or none."""
    if BY_NAME[kind].shape == "one":
        return Facts({kind: record} if record else {})
    return Facts({kind: {record_id: record} if record else {}})


def found(kind: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[FactChange, ...]:
    label = {} if BY_NAME[kind].shape == "one" else {"id": "x", "label": "X"}
    return changes(only(kind, {**label, **before}), only(kind, {**label, **after}))


def said(before: Facts, after: Facts) -> list[str]:
    return [change.sentence for change in changes(before, after)]


# Nothing changed ------------------------------------------------------------------------------------------------------


def test_the_same_facts_differ_in_nothing() -> None:
    assert changes(facts(), facts()) == ()
    assert changes(Facts(), Facts()) == ()
    assert floor(()) is None


def test_order_is_no_change() -> None:
    other = facts()
    for kind, records in other.kinds.items():
        if kind in BY_NAME and BY_NAME[kind].shape != "one":
            other.kinds[kind] = {i: dict(reversed(list(r.items()))) for i, r in reversed(list(records.items()))}
            for record in other.kinds[kind].values():
                for name, value in record.items():
                    if isinstance(value, list):
                        record[name] = value[::-1]
    assert changes(facts(), other) == ()


def test_settings_and_kinds_kept_for_checks_are_no_statements() -> None:
    before = facts(waivers={}, deliveries={}, attestations={})
    after = with_fields("organization", "", {"timezone": "UTC", "regimes": [], "demo": None, "holidays": "US"})
    after.kinds.update(waivers={"x": {"id": "x"}}, deliveries={"x": {"id": "x"}}, attestations={"x": {"id": "x"}})
    assert changes(before, after) == ()


def test_why_something_is_unknown_is_no_change() -> None:
    reworded = {"unknown": "asked twice"}
    assert changes(facts(), with_fields("subprocessors", "speech", {"locations": reworded, "data": reworded})) == ()
    assert changes(facts(), with_fields("retention", "backup", {"action": reworded})) == ()
    assert changes(facts(), with_fields("notice", "", {"objection": reworded})) == ()


def test_a_record_that_got_a_new_id_is_the_same_record() -> None:
    after = facts()
    after.kinds["subprocessors"]["cloud-host"] = {**after.kinds["subprocessors"].pop("host"), "id": "cloud-host"}
    after.kinds["security"]["encryption"] = {**after.kinds["security"].pop("tls"), "id": "encryption"}
    after.kinds["ai"]["receptionist"]["providers"] = ["host", "speech"]
    assert changes(facts(), after) == ()


def test_a_record_with_a_new_id_keeps_what_changed_in_it() -> None:
    after = facts()
    moved = {**after.kinds["subprocessors"].pop("host"), "id": "cloud-host", "locations": ["US", "nearest edge", "DE"]}
    after.kinds["subprocessors"]["cloud-host"] = moved
    assert said(facts(), after) == [r"location added: Germany (Cloud \| Host \*Inc\*)"]


SCALARS = st.sampled_from(["a", "b", "Text one", True, False, 18, UNKNOWN])
RECORDS = st.fixed_dictionaries(
    {"id": st.just("x"), "label": st.sampled_from(["A", "B"])},
    optional={
        "description": st.sampled_from(["a", "b"]),
        "detail": SCALARS,
        "items": st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True),
    },
)


@given(RECORDS, RECORDS, st.sampled_from(["security", "purposes", "data_categories", "children"]))
def test_changes_are_empty_only_where_the_same_is_said(
    before: dict[str, Any], after: dict[str, Any], kind: str
) -> None:
    def statement(record: dict[str, Any]) -> dict[str, str]:
        values = {name: sorted(value) if isinstance(value, list) else value for name, value in record.items()}
        return {name: repr(value) for name, value in values.items() if value != UNKNOWN}

    assert (changes(only(kind, before), only(kind, after)) == ()) == (statement(before) == statement(after))


@given(st.data())
def test_any_facts_compared_with_themselves_do_not_differ(data: st.DataObject) -> None:
    kinds = data.draw(st.sets(st.sampled_from(sorted(FULL))))
    some = Facts({kind: FULL[kind] for kind in kinds})
    assert changes(some, copy.deepcopy(some)) == ()
    rest = Facts({kind: FULL[kind] for kind in FULL if kind not in kinds})
    assert bool(changes(some, rest)) == bool(some.kinds or rest.kinds)


FIELDS = [
    (kind.name, record_id, name)
    for kind in KINDS
    if kind.citable
    for record_id, record in ({"": FULL[kind.name]} if kind.shape == "one" else FULL[kind.name]).items()
    for name in record
    if name != "id" and name not in kind.settings and record[name] not in (UNKNOWN, {"unknown": "not decided"})
    if not isinstance(record[name], dict) or "unknown" not in record[name]
]


@pytest.mark.parametrize(("kind", "record", "name"), FIELDS)
def test_a_field_that_goes_or_comes_is_noticed(kind: str, record: str, name: str) -> None:
    without = with_fields(kind, record, {name: None})
    for before, after in ((facts(), without), (without, facts())):
        assert changes(before, after)
        assert floor(changes(before, after)) in ("editorial", "minor", "material")
    assert all(change.sentence for change in changes(facts(), without))


# Records --------------------------------------------------------------------------------------------------------------

# Written down a second time, so that nobody changes a floor unawares; a new kind is reviewed in manual/floors.md.
FLOORS = {
    "organization": ("minor", "minor"),
    "notice": ("minor", "material"),
    "contacts": ("editorial", "minor"),
    "subprocessors": ("material", "minor"),
    "retention": ("minor", "material"),
    "data_categories": ("material", "minor"),
    "purposes": ("material", "minor"),
    "security": ("minor", "material"),
    "certifications": ("minor", "minor"),
    "messaging": ("minor", "minor"),
    "ai": ("material", "minor"),
    "recording": ("minor", "minor"),
    "cookies": ("minor", "minor"),
    "rights": ("minor", "material"),
    "children": ("minor", "minor"),
    "sharing": ("material", "minor"),
}


@pytest.mark.parametrize("kind", FLOORS)
def test_a_record_that_comes_or_goes_demands_its_class(kind: str) -> None:
    record = FULL[kind] if BY_NAME[kind].shape == "one" else next(iter(FULL[kind].values()))
    (came,) = changes(only(kind, None), only(kind, record))
    (left,) = changes(only(kind, record), only(kind, None))
    assert ((came.what, came.floor), (left.what, left.floor)) == (
        ("added", FLOORS[kind][0]),
        ("removed", FLOORS[kind][1]),
    )
    assert came.sentence.startswith(f"{BY_NAME[kind].noun} added")


VENDOR = {
    "id": "x",
    "name": "Cloudhost Inc.",
    "purpose": "hosting",
    "group": "infrastructure",
    "data": ["a"],
    "locations": ["US"],
}


def vendors(*names: str, **more: Any) -> Facts:
    return Facts(
        {"subprocessors": {f"v{n}": {**VENDOR, "id": f"v{n}", "name": name, **more} for n, name in enumerate(names)}}
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [("Cloudhost Inc.", "CLOUDHOST INC"), ("Twilio  Inc", "Twilio Inc."), ("Open AI", "OpenAI")],
)
def test_capitals_and_signs_are_no_other_name(before: str, after: str) -> None:
    for first, second in ((before, after), (after, before)):
        (change,) = changes(vendors(first), vendors(second))
        assert (change.what, change.floor, change.before, change.after) == ("renamed", "editorial", first, second)


def renamed_to(after: str, **former: object) -> Facts:
    record = {**VENDOR, "id": "v0", "name": after, "formerly": [{"until": "2026-03-01", **former}]}
    return Facts({"subprocessors": {"v0": record}})


@pytest.mark.parametrize(
    ("former", "what", "demanded"),
    [
        ({"name": "Cloudhost, Inc."}, "renamed", "editorial"),
        ({"name": "Cloudhost Inc.", "correction": True}, "corrected", "editorial"),
        ({"name": "Cloudhost Inc.", "correction": False}, "renamed", "editorial"),
        ({"name": "Clouthost Inc."}, "replaced", "material"),
    ],
)
def test_another_name_of_the_same_vendor_is_declared_and_both_are_shown(former, what, demanded) -> None:
    found = changes(vendors("Cloudhost Inc."), renamed_to("Deepgram GmbH", **former))
    [change] = [one for one in found if one.field == ""]
    assert (change.what, change.floor) == (what, demanded)
    assert change.sentence == f"subprocessor {what}: Cloudhost Inc. → Deepgram GmbH"
    assert floor(found) == demanded


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Cloudhost Inc.", "Deepgram, Inc."),
        ("Twilio", "Telnyx"),
        ("AWS", "GCP"),
        ("Google LLC", "Microsoft LLC"),
        ("Stripe", "Square"),
        ("Linode", "Linear"),
        ("Cloudflare", "Cloudfront"),
        ("Cloudhost Inc.", "Cloudhost GmbH"),
        ("Cloudhost Ltd", "Cloudhost LLC"),
        ("Cloudhost SAS", "Cloudhost B.V."),
        ("Cloudhost Inc.", "Cloudhost LLC"),
        ("Cloudhost", "Cloudhost GmbH"),
        ("Deepgarm", "Deepgram"),
        ("Amazon Web Service", "Amazon Web Services, Inc."),
    ],
)
def test_another_vendor_in_the_same_record_is_a_replacement(before: str, after: str) -> None:
    (change,) = changes(vendors(before), vendors(after))
    assert (change.what, change.floor) == ("replaced", "material")
    assert change.sentence == f"subprocessor replaced: {before} → {after}"


def test_a_vendor_that_is_named_at_last_replaces_nobody_quietly() -> None:
    unnamed = Facts({"subprocessors": {"v0": {**VENDOR, "id": "v0", "name": UNKNOWN}}})
    assert floor(changes(unnamed, vendors("Cloudhost"))) == "material"
    assert floor(changes(vendors("Cloudhost"), unnamed)) == "material"


def test_a_list_that_was_reflowed_shows_what_really_changed() -> None:
    """P9: six vendors added, one removed, three spelled in capitals, and all in another order."""
    names = [f"Vendor {word}" for word in ("Alpha", "Bravo", "Charlie", "Delta", "Echo")]
    before = {f"v{n}": {**VENDOR, "id": f"v{n}", "name": name} for n, name in enumerate(names)}
    after = {
        i: {**r, "name": r["name"].upper()} if i in ("v1", "v2", "v3") else r for i, r in before.items() if i != "v0"
    }
    after |= {f"n{n}": {**VENDOR, "id": f"n{n}", "name": f"Newcomer {n}"} for n in range(6)}
    shuffled = dict(sorted(after.items(), key=lambda item: item[1]["name"], reverse=True))
    what = sorted(c.what for c in changes(Facts({"subprocessors": before}), Facts({"subprocessors": shuffled})))
    assert what == ["added"] * 6 + ["removed"] + ["renamed"] * 3


def test_one_of_two_engagements_of_a_vendor_ends() -> None:
    """P10: the same vendor stands in two records and one of them goes."""
    both = {
        "speech": {**VENDOR, "id": "speech", "name": "Big AI", "purpose": "speech to text"},
        "answers": {**VENDOR, "id": "answers", "name": "Big AI", "purpose": "answers"},
    }
    one = {"answers": both["answers"]}
    (change,) = changes(Facts({"subprocessors": both}), Facts({"subprocessors": one}))
    assert (change.record, change.what, change.floor) == ("speech", "removed", "minor")
    assert change.sentence == "subprocessor removed: Big AI (speech to text)"


@pytest.mark.parametrize("other", [{"purpose": "speech to text"}, {"group": "ai"}, {"name": "Somebody"}])
def test_a_newcomer_does_not_take_the_place_of_a_vendor_that_left_for_another_purpose(other: dict[str, str]) -> None:
    before = Facts({"subprocessors": {"a": {**VENDOR, "id": "a"}}})
    after = Facts({"subprocessors": {"b": {**VENDOR, "id": "b", **other}}})
    assert sorted(c.what for c in changes(before, after)) == ["added", "removed"]


def test_a_kind_of_the_company_s_own_demands_minor_whatever_becomes_of_it() -> None:
    one, other = Facts({"offices": {"main": {"city": "Springfield"}}}), Facts({"offices": {"main": {"city": "Oslo"}}})
    for before, after, what in ((Facts(), one, "added"), (one, Facts(), "removed"), (one, other, "changed")):
        assert [(c.what, c.floor, c.label) for c in changes(before, after)] == [(what, "minor", "offices")]


def test_a_clause_that_answered_a_requirement_and_is_gone_demands_minor() -> None:
    before = replace(
        version("2026-01-01"), title="Terms", text="## Help\n\nWrite to us.\n", covers={"sms-help": "help"}
    )
    (gone,) = dropped(before, replace(before, text="## Help\n"))
    assert (gone.record, gone.what, gone.floor, gone.before) == ("sms-help", "removed", "minor", "Terms: Help")
    assert [*dropped(before, before)] == []


# Fields ---------------------------------------------------------------------------------------------------------------


def items(kind: str, name: str, word: str) -> Any:
    """An item that a list of that field may hold."""
    channel, audience = {"id": word, "by": "email", "label": word}, {"id": word, "label": word}
    shapes = {"channels": channel, "audiences": audience, "purposes": {"purpose": word}}
    return shapes.get(name, word)


MATERIAL, MINOR, EDITORIAL = "material", "minor", "editorial"
LISTS: list[tuple[str, str, str, str, str]] = [
    # kind, field, what an item is called, floor of one that comes, floor of one that goes
    ("subprocessors", "locations", "location", MATERIAL, MINOR),
    ("subprocessors", "data", "data", MATERIAL, MINOR),
    ("subprocessors", "products", "product", MINOR, MINOR),
    ("retention", "data", "data", MATERIAL, MATERIAL),
    ("retention", "exceptions", "exception", MATERIAL, MINOR),
    ("data_categories", "items", "data", MATERIAL, MINOR),
    ("data_categories", "purposes", "purpose", MATERIAL, MINOR),
    ("data_categories", "sources", "source", MATERIAL, MINOR),
    ("data_categories", "subjects", "data subject", MATERIAL, MINOR),
    ("sharing", "data", "data", MATERIAL, MINOR),
    ("sharing", "excludes", "excluded data", MINOR, MATERIAL),
    ("messaging", "message_types", "message type", MATERIAL, MINOR),
    ("messaging", "vendors", "vendor", MATERIAL, MINOR),
    ("ai", "providers", "provider", MATERIAL, MINOR),
    ("ai", "data", "data", MATERIAL, MINOR),
    ("notice", "channels", "channel", MINOR, MATERIAL),
    ("notice", "audiences", "audience", MINOR, MATERIAL),
]


LISTED = [BY_NAME[name] for name in FLOORS]


def declared(form: type[Comparison]) -> set[tuple[str, str]]:
    """The kinds and fields that are compared in a way of their own."""
    return {(k.name, name) for k in LISTED for name, found in k.comparisons.items() if isinstance(found, form)}


def test_every_list_whose_items_come_and_go_is_tested() -> None:
    assert {(kind, name) for kind, name, *_ in LISTS} == declared(Items)


@pytest.mark.parametrize(("kind", "name", "noun", "added", "dropped"), LISTS)
def test_items_of_a_list_come_and_go_one_by_one(kind: str, name: str, noun: str, added: str, dropped: str) -> None:
    item, other = (items(kind, name, word) for word in "ab")
    bare = {"material": "30 days"} if kind == "notice" else {}
    (came,) = found(kind, {name: [item]}, {name: [item, other]})
    (left,) = found(kind, {name: [other, item]}, {name: [item]})
    assert (came.what, came.floor, came.before) == (f"{noun} added", added, "")
    assert (left.what, left.floor, left.after) == (f"{noun} dropped", dropped, "")
    both = found(kind, {name: [item]}, {name: [other]})
    assert sorted(c.what for c in both) == sorted([f"{noun} added", f"{noun} dropped"])
    assert [c.what for c in found(kind, bare, {**bare, name: [item]})] == [f"{noun} added"]
    assert found(kind, {name: [item, other]}, {name: [other, item]}) == ()


@pytest.mark.parametrize(("kind", "name", "_noun", "added", "dropped"), LISTS)
def test_a_list_that_becomes_known_or_unknown(kind: str, name: str, _noun: str, added: str, dropped: str) -> None:
    item = items(kind, name, "a")
    (known,) = found(kind, {name: UNKNOWN}, {name: [item]})
    (unknown,) = found(kind, {name: [item]}, {name: UNKNOWN})
    assert (known.floor, known.before) == (added, "not stated")
    assert (unknown.floor, unknown.after) == (dropped, "not stated")


COMPARED: list[tuple[str, str, Any, Any, str, str]] = [
    # kind, field, one value, another value, floor of the change to it, floor of the way back
    ("subprocessors", "purpose", "hosting", "hosting and support", MATERIAL, MATERIAL),
    ("subprocessors", "purpose", "hosting", "Hosting.", EDITORIAL, EDITORIAL),
    ("subprocessors", "merged_into", "beta", "gamma", MATERIAL, MATERIAL),
    ("subprocessors", "transfer", ["scc"], ["none"], MATERIAL, MINOR),
    ("subprocessors", "transfer", ["scc", "dpf"], ["derogation"], MATERIAL, MINOR),
    ("subprocessors", "transfer", ["derogation"], ["none"], MATERIAL, MINOR),
    ("subprocessors", "transfer", ["dpf"], ["scc"], MINOR, MINOR),
    ("subprocessors", "transfer", ["bcr"], ["scc"], MINOR, MINOR),
    ("subprocessors", "transfer", ["bcr"], ["none"], MATERIAL, MINOR),
    ("subprocessors", "transfer", ["adequacy"], ["derogation"], MATERIAL, MINOR),
    ("subprocessors", "transfer", ["scc"], UNKNOWN, MATERIAL, MINOR),
    ("subprocessors", "transfer", ["none"], UNKNOWN, MATERIAL, MATERIAL),
    ("subprocessors", "service", "CPaaS", "UCaaS", MINOR, MINOR),
    ("subprocessors", "service", "CPaaS", "cpaas", EDITORIAL, EDITORIAL),
    ("subprocessors", "optional", "on request", "always", MINOR, MINOR),
    ("subprocessors", "baa", True, False, MATERIAL, MINOR),
    ("subprocessors", "baa", True, UNKNOWN, MATERIAL, MINOR),
    ("subprocessors", "trains_on_data", "never", "opt_in", MATERIAL, MINOR),
    ("subprocessors", "trains_on_data", "opt_in", "opt_out", MATERIAL, MINOR),
    ("subprocessors", "trains_on_data", "opt_out", "yes", MATERIAL, MINOR),
    ("subprocessors", "trains_on_data", "never", "unknown", MATERIAL, MINOR),
    ("subprocessors", "trains_on_data", "unknown", "yes", MATERIAL, MATERIAL),
    ("subprocessors", "address", "1 Main St", "2 Main St", EDITORIAL, EDITORIAL),
    ("subprocessors", "headquarters", "US", "NO", MINOR, MINOR),
    ("retention", "period", "90 days", "365 days", MATERIAL, MATERIAL),
    ("retention", "period", "1 year", "365 days", MATERIAL, MATERIAL),
    ("retention", "period", "7 days", "5-7 days", MATERIAL, MATERIAL),
    ("retention", "period", "14 days", "2 weeks", MATERIAL, MATERIAL),
    ("retention", "period", "90 days", UNKNOWN, MATERIAL, MATERIAL),
    ("retention", "while", "the account is active", "the contract runs", MATERIAL, MATERIAL),
    ("retention", "while", "the account is active", "The account is active.", EDITORIAL, EDITORIAL),
    ("retention", "starts", "the call", "the account closure", MATERIAL, MATERIAL),
    ("retention", "action", "delete", "anonymise", MATERIAL, MATERIAL),
    ("retention", "action", "delete", UNKNOWN, MATERIAL, MATERIAL),
    ("retention", "then", "a", "b", MATERIAL, MATERIAL),
    ("data_categories", "sold", False, True, MATERIAL, MINOR),
    ("data_categories", "sold", UNKNOWN, True, MATERIAL, MATERIAL),
    ("data_categories", "sold", UNKNOWN, False, MINOR, MATERIAL),
    ("data_categories", "shared", False, True, MATERIAL, MINOR),
    ("data_categories", "sensitivity", "ordinary", "special", MATERIAL, MATERIAL),
    ("data_categories", "description", "What is said.", "All that is said.", EDITORIAL, EDITORIAL),
    ("purposes", "consent", True, False, MATERIAL, MINOR),
    ("sharing", "recipients", "courts", "courts and police", MATERIAL, MATERIAL),
    ("sharing", "circumstances", "an order", "a request", MATERIAL, MATERIAL),
    ("sharing", "circumstances", "an order", "An order", EDITORIAL, EDITORIAL),
    ("sharing", "marketing", False, True, MATERIAL, MINOR),
    ("sharing", "sold", False, True, MATERIAL, MINOR),
    ("sharing", "consent", True, False, MATERIAL, MINOR),
    ("notice", "material", "30 days", "14 days", MATERIAL, MINOR),
    ("notice", "material", "30 days", "10 business days", MATERIAL, MINOR),
    ("notice", "material", "30 days", UNKNOWN, MATERIAL, MINOR),
    ("notice", "material", "14 days", "2 weeks", MATERIAL, MATERIAL),  # equal: the stronger of the two classes
    ("notice", "material", "30 days", "29 days", MATERIAL, MINOR),
    ("notice", "objection", "14 days", "7 days", MATERIAL, MINOR),
    ("notice", "objection", "14 days", "2 weeks", MATERIAL, MATERIAL),
    ("notice", "emergency", {"allowed": False}, {"allowed": True}, MATERIAL, MATERIAL),
    ("rights", "respond_within", "1 month", "45 days", MATERIAL, MINOR),
    ("rights", "respond_within", "14 days", "2 weeks", MATERIAL, MATERIAL),
    ("rights", "confirm_within", "10 days", "20 days", MATERIAL, MINOR),
    ("rights", "confirm_within", "12 months", "1 year", MATERIAL, MATERIAL),
    ("messaging", "revocation", "10 business days", "30 days", MATERIAL, MINOR),
    ("messaging", "revocation", "10 business days", "2 weeks", MATERIAL, MATERIAL),
    ("messaging", "revokes_all", True, False, MATERIAL, MINOR),
    ("messaging", "marketing", False, True, MATERIAL, MINOR),
    ("messaging", "opt_in_shared", False, True, MATERIAL, MINOR),
    ("messaging", "consent", {"method": "web form"}, {"method": "none"}, MATERIAL, MATERIAL),
    ("messaging", "frequency", "weekly", "daily", MINOR, MINOR),
    ("ai", "trains_on_data", "never", "yes", MATERIAL, MINOR),
    ("ai", "disclosure", "first interaction", "configurable", MATERIAL, MINOR),
    ("ai", "disclosure", "configurable", "on request", MATERIAL, MINOR),
    ("ai", "disclosure", "on request", "never", MATERIAL, MINOR),
    ("ai", "automated_decisions", False, True, MATERIAL, MINOR),
    ("recording", "default", "off", "on", MATERIAL, MINOR),
    ("recording", "announcement", "always", "configurable", MATERIAL, MINOR),
    ("recording", "announcement", "configurable", "never", MATERIAL, MINOR),
    ("recording", "consent", "all parties", "one party", MATERIAL, MINOR),
    ("recording", "consent", "one party", "none", MATERIAL, MINOR),
    ("cookies", "category", "essential", "functional", MATERIAL, MINOR),
    ("cookies", "category", "analytics", "marketing", MATERIAL, MINOR),
    ("cookies", "consent", True, False, MATERIAL, MINOR),
    ("cookies", "duration", "1 month", "2 months", MINOR, MINOR),
    ("children", "minimum_age", 13, 16, MATERIAL, MATERIAL),
    ("children", "parental_consent_under", 13, 16, MATERIAL, MATERIAL),
    ("contacts", "email", "a@example.com", "b@example.com", EDITORIAL, EDITORIAL),
    ("contacts", "phone", "+17087654406", "+17087654407", EDITORIAL, EDITORIAL),
    ("contacts", "url", "https://a.example", "https://b.example", EDITORIAL, EDITORIAL),
    ("contacts", "label", "Privacy", "Privacy team", EDITORIAL, EDITORIAL),
    ("organization", "website", "https://a.example", "https://b.example", EDITORIAL, EDITORIAL),
    ("organization", "legal_name", "Example Inc.", "Example LLC", MATERIAL, MATERIAL),
    ("rights", "contact", "a", "b", EDITORIAL, EDITORIAL),
    ("security", "label", "TLS", "Encryption", EDITORIAL, EDITORIAL),
    ("security", "detail", "TLS 1.3", "TLS 1.2", MINOR, MINOR),
    ("certifications", "status", "held", "lapsed", MINOR, MINOR),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "one", "other", "there", "back"), COMPARED)
def test_a_changed_field_demands_its_class(kind: str, name: str, one: Any, other: Any, there: str, back: str) -> None:
    for before, after, demanded in ((one, other, there), (other, one, back)):
        (change,) = found(kind, {name: before}, {name: after})
        assert (change.floor, change.record) == (demanded, "" if BY_NAME[kind].shape == "one" else "x")
        assert "→" in change.sentence


MATERIAL_CHANGE, TEXT = Changed("material"), Worded("material")


def test_every_field_that_is_compared_in_its_own_way_is_tested() -> None:
    own = declared(Length) | declared(Ladder)
    own |= {(k.name, name) for k in LISTED for name, found in k.comparisons.items() if found in (MATERIAL_CHANGE, TEXT)}
    assert own <= {(kind, name) for kind, name, *_ in COMPARED}


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (
            {"default": "30 days", "by": "you"},
            {"default": "60 days", "by": "you"},
            ["retention of X: 30 days → 60 days"],
        ),
        (
            {"default": "30 days", "max": "90 days", "by": "you"},
            {"default": "30 days", "max": "1 year", "by": "you"},
            ["retention of X, at most: 90 days → 1 year"],
        ),
        ({"default": "30 days", "by": "you"}, {"default": "30 days", "by": "us"}, ["retention of X, by: you → us"]),
        (
            {"default": "30 days", "by": "you"},
            {"default": "30 days", "by": "you", "min": "1 day"},
            ["retention of X, at least: not stated → 1 day"],
        ),
        (
            {"default": UNKNOWN, "by": "you"},
            {"default": "30 days", "by": "you"},
            ["retention of X: not stated → 30 days"],
        ),
    ],
)
def test_a_configurable_period_changes_part_by_part(before: Any, after: Any, sentences: list[str]) -> None:
    given_changes = found("retention", {"configurable": before}, {"configurable": after})
    assert [c.sentence for c in given_changes] == sentences
    assert floor(given_changes) == "material"


def test_a_default_that_is_also_the_period_is_told_once() -> None:
    before = {"period": "30 days", "configurable": {"default": "30 days", "by": "you"}}
    after = {"period": "60 days", "configurable": {"default": "60 days", "by": "you"}}
    assert [c.sentence for c in found("retention", before, after)] == ["retention of X: 30 days → 60 days"]
    alone = {**before, "configurable": {"default": "60 days", "by": "you"}}
    assert [c.sentence for c in found("retention", before, alone)] == ["retention of X: 30 days → 60 days"]


@pytest.mark.parametrize(
    ("record", "floor_there"),
    [
        ({"locations": ["US", "nearest edge", "DE"]}, "material"),
        ({"data": ["audio", "account", "more"]}, "material"),
        ({"purpose": "hosting and training models"}, "material"),
        ({"transfer": ["none"]}, "material"),
        ({"name": "Somebody Else Ltd"}, "material"),
        ({"locations": ["US"]}, "minor"),
        ({"data": ["audio"]}, "minor"),
        ({"name": "Cloud Host Inc."}, "editorial"),
    ],
)
def test_the_floors_of_a_subprocessor(record: dict[str, Any], floor_there: str) -> None:
    """P7 and P8, and a spelling."""
    assert floor(changes(facts(), with_fields("subprocessors", "host", record))) == floor_there


@pytest.mark.parametrize(("before", "after"), [("90 days", "365 days"), ("365 days", "90 days")])
def test_a_retention_period_in_either_direction_is_material(before: str, after: str) -> None:
    """P3 and P4."""
    assert floor(found("retention", {"period": before}, {"period": after})) == "material"


def test_a_subprocessor_that_leaves_is_minor() -> None:
    """P6."""
    after = facts()
    del after.kinds["subprocessors"]["host"]
    del after.kinds["ai"]["receptionist"]
    before = facts(ai={})
    assert floor(changes(before, facts(ai={}, subprocessors={"speech": FULL["subprocessors"]["speech"]}))) == "minor"


def test_prose_is_no_fact() -> None:
    """P5 and P11: nothing in the facts changed, so the author alone states the class."""
    assert floor(changes(facts(), facts())) is None


def test_the_strongest_demand_decides() -> None:
    after = with_fields("contacts", "privacy", {"email": "new@example.com"})
    assert floor(changes(facts(), after)) == "editorial"
    after.kinds["security"]["tls"]["detail"] = "TLS 1.2"
    assert floor(changes(facts(), after)) == "minor"
    after.kinds["retention"]["audio"]["period"] = "91 days"
    assert floor(changes(facts(), after)) == "material"


# Sentences ------------------------------------------------------------------------------------------------------------


def test_the_sentences_of_a_changelog() -> None:
    after = facts(offices={"main": {"city": "Shelbyville"}}, slogans=["first", "second", "third"])
    after.kinds["subprocessors"]["host"].update(
        name="Cloud Hosting | Host *Inc*",
        locations=["US", "DE"],
        transfer=["none"],
        data=["audio"],
        products=[],
        headquarters="US",
        baa=False,
    )
    after.kinds["subprocessors"]["deepgram"] = {
        **VENDOR,
        "id": "deepgram",
        "name": "Deepgram, Inc.",
        "purpose": "speech to text",
    }
    del after.kinds["subprocessors"]["speech"]
    after.kinds["retention"]["audio"].update(period="60 days", action="anonymise", data=["audio", "account"])
    after.kinds["retention"]["audio"].pop("then")
    after.kinds["retention"]["logs"]["configurable"]["max"] = "36 months"
    after.kinds["retention"]["tickets"] = {
        "id": "tickets",
        "label": "Tickets",
        "data": [],
        "period": "2 years",
        "action": "delete",
    }
    after.kinds["notice"].update(material="14 days", objection="7 days", channels=[{"id": "mail", "by": "email"}])
    after.kinds["contacts"]["privacy"]["email"] = "dpo@example.com"
    after.kinds["data_categories"]["audio"]["items"] = ["voice", "caller's number"]
    after.kinds["rights"]["access"]["label"] = "Access to your data"
    del after.kinds["recording"]
    vendor = r"Cloud Hosting \| Host \*Inc\*"
    assert said(facts(), after) == [
        "channel dropped: This site (notice promise)",
        "notice of changes of notice promise: 30 days → 14 days",
        "time to object of notice promise: not stated → 7 days",
        "email of Privacy team: [privacy@example.com](mailto:privacy@example.com) → [dpo@example.com](mailto:dpo@example.com)",
        "subprocessor added: Deepgram, Inc. (speech to text)",
        f"BAA of {vendor}: yes → no",
        f"data dropped: Account data ({vendor})",
        f"headquarters of {vendor}: Norway → United States",
        f"location added: Germany ({vendor})",
        f"location dropped: the edge location nearest to the user ({vendor})",
        rf"subprocessor replaced: Cloud \| Host \*Inc\* → {vendor}",
        f"product dropped: Voice ({vendor})",
        f"transfer mechanism of {vendor}: Data Privacy Framework and standard contractual clauses → none",
        "subprocessor removed: speech (speech to text)",
        "retention of Call recordings, action: deleted → anonymised",
        "data added: Account data (Call recordings)",
        "retention of Call recordings: 90 days → 60 days",
        "retention of Call recordings, then: Backups → not stated",
        "retention of Logs, at most: 24 months → 36 months",
        "retention rule added: Tickets (2 years)",
        "data added: caller's number (Call audio)",
        r"data dropped: background \| noise (Call audio)",
        "call recording removed",
        "right renamed: Access → Access to your data",
        "offices changed",
        "slogans changed",
    ]


def test_every_sentence_is_one_line_of_markdown() -> None:
    nasty = "*a* | <b>\n# c"
    after = with_fields("subprocessors", "host", {"name": nasty, "purpose": nasty, "service": nasty})
    after.kinds["security"]["new"] = {"id": "new", "label": nasty, "group": "technical"}
    for sentence in said(facts(), after):
        assert "\n" not in sentence
        assert "<b>" not in sentence
