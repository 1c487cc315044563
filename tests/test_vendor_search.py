"""What the list of subprocessors is searched and filtered by; test_browser.py tries the script that does the matching."""

from __future__ import annotations

import pytest

from trustcenter.comparing import fact_diff
from trustcenter.model.facts import Facts
from trustcenter.model.kinds.fields import COUNTRIES, country_of, place_in
from trustcenter.model.kinds.subprocessors import Subprocessor
from trustcenter.reading.translations import english
from trustcenter.site.pages import vendor_search

T = english()


def keys(*locations: str, **fields: object) -> vendor_search.Keys:
    return vendor_search.keys({"locations": list(locations), **fields}, [], T)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Zürich", ["zurich"]), ("Łódź", ["lodz"]), ("U.S. and U.K", ["us", "and", "uk"]), ("SOC 2/ISO", ["soc", "2", "iso"]),
     ("Straße 1.5", ["strasse", "1", "5"]), ("", [])],
)  # fmt: skip
def test_words_are_folded_and_abbreviations_are_one_word(text, folded):
    assert vendor_search.words(text) == folded


@pytest.mark.parametrize(
    ("place", "codes"),
    [("DE", ("DE", "EU", "EEA")), ("NO", ("NO", "EEA")), ("GB", ("GB",)), ("US", ("US",)), ("XK", ("XK",)),
     ("IE: Dublin", ("IE", "EU", "EEA")), ("european union", ("european union", "EU", "EEA")), ("europe", ("europe",))],
)  # fmt: skip
def test_a_location_is_filtered_by_its_country_and_its_regions(place, codes):
    assert keys(place).location == codes


def test_a_country_is_found_by_its_names_its_adjective_and_the_city():
    assert {"germany", "german", "munich", "europe"} <= {*keys("DE: Munich").words.split()}
    assert {"kingdom", "british", "europe"} <= {*keys("GB").words.split()}
    assert "europe" not in keys("US").words


def test_names_stand_for_codes_and_regions_are_known_where_no_vendor_is():
    names = vendor_search.names([keys("DE")], T)
    assert names["eu"] == "=location:EU"
    assert names["usa"] == names["us"] == "=location:US"
    assert names["uk"] == "=location:GB"
    assert names["german"] == names["germany"] == "location:DE"
    assert names["scc"] == "=transfer:scc"
    assert names["ai"] == "ai:yes"
    assert "irish" not in names


def test_every_adjective_belongs_to_a_country():
    listed = vendor_search._countries()
    assert {*listed["adjectives"]} <= {*COUNTRIES}
    assert {*listed["also_called"]} <= {*COUNTRIES, "EU", "EEA"}


@pytest.mark.parametrize(
    ("record", "codes", "words"),
    [
        ({"locations": ["IE", "NO"], "transfer": ["none"]}, ("not_needed",), "not needed (within the EEA)"),
        ({"locations": ["IE", "US"], "transfer": ["none"]}, ("not_stated",), "no mechanism stated"),
        ({"locations": {"unknown": "x"}, "transfer": ["none"]}, ("not_stated",), "no mechanism stated"),
        ({"locations": ["US"], "transfer": ["scc", "dpf"]}, ("scc", "dpf"), "standard contractual clauses and Data Privacy Framework"),
        ({"locations": ["US"], "transfer": {"unknown": "x"}}, ("not_stated",), "not stated"),
        ({"locations": ["US"]}, ("not_stated",), ""),
    ],
)  # fmt: skip
def test_no_transfer_mechanism_reads_by_its_reason(record, codes, words):
    assert vendor_search.transfer_codes(record) == codes
    assert vendor_search.transfer_in_words(record, T) == words


def test_the_filter_offers_regions_first_and_each_country_once():
    rows = [keys("US"), keys("DE: Munich"), keys("IE"), keys("GB")]
    assert vendor_search.locations(rows, T) == [
        ("EEA", "EU/EEA"), ("GB", "United Kingdom"), ("US", "United States"), ("DE", "Germany"), ("IE", "Ireland"),
    ]  # fmt: skip


# Locations ------------------------------------------------------------------------------------------------------------


def record(*locations: object) -> dict[str, object]:
    fields = {"id": "harbor", "name": "Harbor", "purpose": "x", "group": "other", "data": ["logs"]}
    return Subprocessor.model_validate({**fields, "locations": list(locations)}).plain()


def test_a_location_may_name_its_city_in_both_forms_of_yaml():
    assert record({"IE": "Dublin"}, "US: us-east-1", "XK", "global")["locations"] == [
        "IE: Dublin", "US: us-east-1", "XK", "global",
    ]  # fmt: skip
    assert (country_of("IE: Dublin"), place_in("IE: Dublin"), place_in("IE")) == ("IE", "Dublin", "")
    assert T.country("IE: Dublin") == "Ireland (Dublin)"


@pytest.mark.parametrize("bad", ["IE:", "Ireland: Dublin", {"IE": "Dublin", "DE": "Bonn"}, {"IE": ""}, "global: x"])
def test_a_city_needs_a_country_and_a_name(bad):
    with pytest.raises(ValueError, match="validation error"):
        record(bad)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["IE"], ["IE: Dublin"], [("location specified", "editorial")]),
        (["IE: Dublin"], ["IE"], [("location added", "material"), ("location dropped", "minor")]),
        (["IE: Dublin"], ["IE: Cork"], [("location added", "material"), ("location dropped", "minor")]),
        (["IE"], ["IE: Dublin", "US: Ohio"], [("location specified", "editorial"), ("location added", "material")]),
        (["IE"], ["IE", "IE: Dublin"], [("location specified", "editorial")]),
    ],
)
def test_naming_a_city_in_a_listed_country_is_no_new_location(before, after, told):
    old, new = (Facts({"subprocessors": {"harbor": record(*places)}}) for places in (before, after))
    assert [(c.what, c.floor) for c in fact_diff.changes(old, new)] == told
