"""The pages `/messaging/` and the packets for registrars, made of the demonstration and of small edits of its facts."""

import json
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from jsonschema import Draft202012Validator
from lxml import html

from conftest import REPOSITORY, texts_in
from trustcenter.markdown.to_html import Site
from trustcenter.model.facts import Facts
from trustcenter.reading.center import load
from trustcenter.rules.requirement_checks.a2p_consent import consent_gaps
from trustcenter.rules.requirement_checks.a2p_messages import description_gaps, opt_in_gaps, reply_gaps
from trustcenter.rules.requirement_checks.a2p_samples import sample_gaps
from trustcenter.rules.requirement_checks.a2p_words import FREQUENCY, RATES, SMS, names_brand, names_purpose
from trustcenter.site.open_data.registration import NOT_STATED, answers, forms, registrations
from trustcenter.site.pages.messaging import ids, index, programme_page, programmes
from trustcenter.site.pages.view import View

DAY = date(2027, 2, 8)
PICTURE = "assets/opt-in-alerts.svg"
ADDRESS = "https://trust.example.com/"


@cache
def center():
    return load(
        {f"{top}/{path}": text for top in ("data", "docs") for path, text in texts_in(REPOSITORY / top).items()}
    )


@cache
def view(day=DAY, urls=frozenset({PICTURE})):
    return View(center(), center().archive.on(day), Site(urls), ADDRESS)


def edited(programme_id, **fields):
    """A view in which some fields of a programme are others; None takes a field away."""
    facts = view().facts
    record = {
        name: value for name, value in (facts.records("messaging")[programme_id] | fields).items() if value is not None
    }
    kinds = {**facts.kinds, "messaging": {**facts.records("messaging"), programme_id: record}}
    return replace(view(), stated=Facts(kinds))


def one(of, programme_id):
    return next(programme for programme in programmes(of) if programme.id == programme_id)


def words(page):
    return " ".join(html.fromstring(f"<div>{page.html}</div>").text_content().split())


@pytest.mark.parametrize("programme_id", ["alerts", "appointments"])
def test_the_page_of_a_programme_contains_every_element_that_is_vetted(programme_id):
    programme = one(view(), programme_id)
    record, text = programme.record, words(programme_page(view(), programme))
    for part in (
        record["consent"]["text"], record["description"], record["frequency"], record["rates"], *record["samples"],
        *record["replies"].values(), "support@example.com", "+13125550123", "Carriers are not liable",
        "not shared with third parties or affiliates for marketing", "10 business days",
        *(way["steps"] for way in record["opt_in"]), *(way["script"] for way in record["opt_in"] if "script" in way),
    ):  # fmt: skip
        assert part in text
    for word in (*record["stop"]["words"], *record["help"]["words"], "START"):
        assert word in text
    assert all(pattern.search(text) for pattern in (FREQUENCY, SMS))
    assert RATES.search(text.casefold())
    assert names_brand(text, record)
    assert names_purpose(text, record)
    gaps = [*consent_gaps(record, wording=True), *sample_gaps(record), *reply_gaps(record), *description_gaps(record)]
    assert [*gaps, *opt_in_gaps(record)] == []


def test_the_page_shows_an_empty_box_a_picture_and_links_to_both_policies():
    page = html.fromstring(programme_page(view(), one(view(), "alerts")).html)
    assert "I agree to receive text messages" in page.xpath("string(//p[@class='tc-consent'])")
    assert page.xpath("//p[@class='tc-consent']/*[@role='img']/@aria-label") == [
        "An empty box, to be ticked by the recipient"
    ]
    assert not page.xpath("//input")
    assert page.xpath("//img/@src") == ["../../assets/opt-in-alerts.svg"]
    hrefs = page.xpath("//a/@href")
    assert {"../../policies/privacy/", "../../policies/sms-terms/"} <= {*hrefs}
    assert "../../api/messaging/alerts/registration.json" in hrefs


def test_a_spoken_consent_has_no_box_and_a_picture_that_the_site_lacks_is_not_shown():
    assert "tc-box" not in programme_page(view(), one(view(), "appointments")).html
    without = view(DAY, frozenset())
    assert "<img" not in programme_page(without, one(without, "alerts")).html


def test_the_list_tells_programmes_of_customers_apart():
    text = words(index(view()))
    own, _, customers = text.partition("Programmes of our customers")
    assert "Example Voice account alerts" in own
    assert "Messages of customers through the Messaging API" in customers
    assert "registers its own campaign" in words(programme_page(view(), one(view(), "customers")))
    assert not [path for path in registrations(view()) if "customers" in path]


@cache
def packets():
    return registrations(view())


@pytest.mark.parametrize("programme_id", ["alerts", "appointments"])
@pytest.mark.parametrize("form", list(forms()))
def test_a_packet_validates_against_the_committed_schema_of_each_form(programme_id, form):
    packet = json.loads(packets()[f"api/messaging/{programme_id}/registration.json"])
    schema = forms()[form]
    Draft202012Validator.check_schema(schema)
    filled = packet["forms"][form]
    assert list(Draft202012Validator(schema).iter_errors(filled["fields"])) == []
    assert filled["unfit"] == []
    text = packets()[f"api/messaging/{programme_id}/{form}.txt"].decode()
    assert all(f"\n{field}:" in text for field in schema["properties"])


def test_the_answers_come_from_the_facts_and_what_is_unknown_is_not_stated():
    fields = json.loads(packets()["api/messaging/alerts/registration.json"])["forms"]["twilio-a2p-10dlc"]["fields"]
    record = one(view(), "alerts").record
    assert fields["Description"] == record["description"]
    assert fields["MessageSamples"] == record["samples"]
    assert fields["OptOutKeywords"] == record["stop"]["words"]
    assert fields["OptInMessage"] == record["replies"]["start"]
    assert fields["PrivacyPolicyUrl"] == f"{ADDRESS}policies/privacy/"
    assert fields["BrandRegistrationSid"] == NOT_STATED
    assert fields["HasEmbeddedLinks"] is False
    flow = fields["MessageFlow"]
    assert all(part in flow for part in ("web form", "behind a login", f"{ADDRESS}{PICTURE}", "sms-terms"))


def test_every_answer_that_a_form_asks_for_is_known_or_unknown_by_name():
    asked = {field["x-answer"] for schema in forms().values() for field in schema["properties"].values()}
    known = set(answers(view(), one(view(), "alerts"))) | set(answers(edited("alerts", marketing=True), one(edited("alerts", marketing=True), "alerts")))  # fmt: skip
    more = {f"sample{at}" for at in range(3, 6)} | {"optin_keywords", "optin_keywords_text"}
    assert asked - known - more == {"unknown", "age_gated", "direct_lending"}


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"samples": ["Example Voice: " + "long " * 400, "Example Voice: short. Reply STOP."]}, "MessageSamples", "2015 characters; the form takes 1024"),
        ({"samples": ["Example Voice: short. Reply STOP."]}, "MessageSamples", "1 of them; the form asks for 2"),
        ({"replies": {"help": "Example Voice: " + "help " * 80}}, "HelpMessage", "415 characters; the form takes 320"),
        ({"description": "Alerts."}, "Description", "7 characters; the form asks for 40"),
    ],
)  # fmt: skip
def test_an_answer_that_a_form_does_not_take_is_left_out_with_the_reason(fields, field, why):
    packet = json.loads(registrations(edited("alerts", **fields))["api/messaging/alerts/registration.json"])
    filled = packet["forms"]["twilio-a2p-10dlc"]
    assert filled["fields"][field] == NOT_STATED
    assert {"field": field, "why": why} in filled["unfit"]
    for name, schema in forms().items():
        assert list(Draft202012Validator(schema).iter_errors(packet["forms"][name]["fields"])) == []


def test_two_programmes_of_one_brand_have_pages_and_packets_of_their_own():
    assert ids(view()) == ["alerts", "appointments", "customers"]
    names = {json.loads(packets()[f"api/messaging/{p}/registration.json"])["name"] for p in ("alerts", "appointments")}
    assert len(names) == 2


def test_a_programme_that_states_next_to_nothing_still_has_a_page_and_a_packet():
    bare = edited("alerts", opt_in=None, replies=None, description=None, samples=None, stop={"unknown": "x"}, help={"unknown": "x"}, consent={"unknown": "asked"}, brand={"unknown": "x"})  # fmt: skip
    assert "not stated" in words(programme_page(bare, one(bare, "alerts")))
    packet = json.loads(registrations(bare)["api/messaging/alerts/registration.json"])
    for name, schema in forms().items():
        assert list(Draft202012Validator(schema).iter_errors(packet["forms"][name]["fields"])) == []


def test_keywords_in_another_language_stand_on_the_page_beside_stop():
    spanish = edited("alerts", stop={"words": ["STOP", "PARAR", "ALTO"]})
    assert "STOP, PARAR and ALTO" in words(programme_page(spanish, one(spanish, "alerts")))
