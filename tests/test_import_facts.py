"""What an import proposes from a text, what it accepts by default, and how often it is right."""

import json
from datetime import date

import pytest

import import_scores
import sites
from conftest import REPOSITORY
from needs import CORPORA
from trustcenter.importing import given_proposals, review_folder
from trustcenter.importing.formats import read
from trustcenter.importing.passages import sentences
from trustcenter.importing.tables_and_lists import tables

HERE = REPOSITORY / "tests" / "importing"
CASES = HERE / "cases" / "import"
TODAY = date(2026, 11, 22)
ACME = {"data/organization.yml": b"legal_name: Acme LLC\nbrand: Acme\nwebsite: https://acme.example/\ntimezone: UTC\n"}


def facts(markdown, *, accepted=True):
    """(kind, id, fields) of what a Markdown text proposes."""
    text = read("p.md", markdown.encode() if isinstance(markdown, str) else markdown)
    found = review_folder.findings(text, policy="privacy", today=TODAY, center=ACME)
    return [(one["kind"], one.get("id", ""), one["fields"]) for one in found.facts if one["accept"] or not accepted]


def fields(markdown, kind, **options):
    return [fields_ for kind_, _, fields_ in facts(markdown, **options) if kind_ == kind]


# Never ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("weeks-from-an-address", {"rights": "respond_within"}), ("price-notice", {"notice": ""}),
        ("two-column-address", {"organization": "address"}),
        ("own-products", {"subprocessors": ""}), ("words-as-vendors", {"subprocessors": ""}), ("bcrypt-age", {"retention": ""}),
    ],
)  # fmt: skip
def test_what_a_text_does_not_state_is_not_accepted(name, kinds):
    for kind, made, values in facts((CASES / "facts" / f"{name}.md").read_bytes()):
        assert kind not in kinds or (kinds[kind] and kinds[kind] not in values), (kind, made, values)


@pytest.mark.parametrize(
    "sentence",
    [
        "Call recordings are not kept for 90 days.", "Call recordings: not kept for 90 days.", "Call recordings were previously kept for 90 days.",
        "Call recordings may be kept for 90 days.", "If you ask us, call recordings are kept for 90 days.",
        "Call recordings cost $5 and are kept for 90 days for a fee.", "Everything is kept for 90 days.",
    ],
)  # fmt: skip
def test_no_rule_is_accepted_from_a_clause_that_does_not_affirm_it(sentence):
    assert fields(f"# P\n\n## Storage\n\n{sentence}\n", "retention") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme uses Acme Analytics.", "Transmission is encrypted using SSH and HTTPS.", "We no longer use Twilio for calls.", "We never use Twilio.",
        "Calls reach you over Verizon and AT&T.", "You may pay by Visa or Mastercard.", "Twilio is not our processor.",
        "You can sign in with Google.", "See the privacy policy of Stripe.", "We run PostgreSQL on servers of our own.",
        "Our history is on GitHub.", "You may complain to the Data Protection Commission.", "We may use Twilio one day.",
    ],
)  # fmt: skip
def test_what_is_no_vendor_of_ours_is_not_accepted_as_one(sentence):
    assert fields(f"# P\n\n## Vendors\n\n{sentence}\n", "subprocessors") == []


def test_every_proposal_quotes_the_text_and_says_what_in_it_says_so():
    text = read(
        "p.md", b"# P\n\n## Retention\n\nCall recordings are kept for 90 days after the call and then deleted.\n"
    )
    found = review_folder.findings(text, policy="privacy", today=TODAY, center=ACME)
    assert {one["sentence"] for one in found.facts} == {
        "Call recordings are kept for 90 days after the call and then deleted."
    }
    assert all(one["because"] and one["line"] == 7 for one in found.facts)


# Fields ---------------------------------------------------------------------------------------------------------------


def test_a_trigger_in_a_column_of_its_own_is_the_start_of_the_period():
    rules = {one["label"]: one for one in fields((CASES / "retention-trigger.md").read_bytes(), "retention")}
    credentials = rules["Account credentials"]
    assert (credentials["while"], credentials["period"], credentials["starts"]) == (
        "the account lasts",
        "30 days",
        "account deletion",
    )
    assert (rules["Support requests"]["period"], rules["Support requests"]["action"]) == ("12 months", "delete")
    assert "starts" not in rules["Support requests"]


def test_backups_are_a_rule_of_their_own_with_the_same_start():
    (backups,) = [
        one for one in fields((CASES / "facts/backups.md").read_bytes(), "retention") if one["label"] == "Backups"
    ]
    assert (backups["period"], backups["starts"], backups["action"]) == ("60 days", "cancellation", "delete")


def test_the_words_after_a_name_are_its_purpose_and_the_brackets_its_place():
    made = {one["name"]: one for one in fields((CASES / "list-purpose.md").read_bytes(), "subprocessors")}
    assert {name: one["purpose"] for name, one in made.items()} == {
        "Twilio": "our telephony provider that routes calls", "Supabase": "our database provider",
        "Render": "hosts our servers", "Sentry": "error monitoring", "Anthropic": "drafting replies",
    }  # fmt: skip
    assert [made[name]["locations"] for name in ("Render", "Sentry", "Anthropic")] == [["US"], ["DE"], ["US"]]


def test_tables_do_not_leak_into_each_other_and_cookies_are_no_vendors():
    text = (CASES / "two-tables.md").read_bytes()
    assert [one["name"] for one in fields(text, "subprocessors", accepted=False)] == [
        "Twilio Inc.",
        "Hetzner Online GmbH",
    ]
    assert [one["label"] for one in fields(text, "retention", accepted=False)] == ["Call recordings", "Invoices"]


def test_the_role_of_a_column_is_decided_for_each_table():
    body = "| Name | What for |\n|---|---|\n| Twilio Inc. | SMS |\n\n| Name | Kept for |\n|---|---|\n| Call logs | 30 days |\n"
    first, second = tables(sentences(body, above=0))
    assert (first.roles, second.roles) == (("name", "purpose"), ("name", "period"))
    assert (first.is_of_vendors(), second.is_of_vendors()) == (True, False)


def test_a_table_of_cookies_is_none_of_vendors_whatever_its_first_column_is_called():
    body = "| Service provider | Cookie name | Description |\n|---|---|---|\n| Twilio | `session` | Keeps you logged in. |\n"
    (table,) = tables(sentences(body, above=0))
    assert table.is_of_cookies
    assert not table.is_of_vendors()
    assert not table.is_of_vendors(asked=True)


def test_a_list_that_was_not_understood_is_told():
    text = read("p.md", b"# P\n\n## Subprocessors\n\n| Subprocessor | Since |\n|---|---|\n| Acme | 2020 |\n")
    found = review_folder.findings(text, policy="privacy", today=TODAY, center=ACME)
    assert [(one.rule, one.where.line) for one in found.problems] == [("list-not-read", 9)]


# Proposals made elsewhere -------------------------------------------------------------------------------------------


def given(*made):
    return given_proposals.read_given("model.json", json.dumps({"by": "a model", "facts": list(made)}).encode())


RULE = {
    "kind": "retention",
    "id": "calls",
    "fields": {"label": "Calls", "data": ["calls"], "period": "90 days", "action": "delete"},
}


def test_proposals_from_elsewhere_fill_the_review_and_none_is_accepted():
    text = read("p.md", b"# P\n\nWe hold on to *calls* for ninety days.\n")
    more = given({**RULE, "sentence": "We hold on to calls for ninety days."}, {**RULE, "sentence": "Calls are deleted."},
                 {**RULE, "sentence": "calls", "fields": {"label": "Calls", "period": "soon"}}, {"kind": "x", "fields": {}, "sentence": "calls"})  # fmt: skip
    found = review_folder.findings(text, policy="privacy", today=TODAY, center=ACME, given=more)
    ours = [one for one in found.facts if one.get("note") == "proposed by a model"]
    assert [(one["accept"], one["id"], one["line"]) for one in ours] == [(False, "calls", 5)]
    told = [one.message for one in found.problems if one.rule == "unproved-proposal"]
    assert [message.partition(": ")[2] for message in told] == [
        "the text does not say `Calls are deleted.`", "`data`: Field required", "`x` is not a kind of fact",
    ]  # fmt: skip


def test_the_schema_is_printed_and_a_file_that_breaks_it_is_refused(tmp_path):
    root = sites.small(tmp_path / "center")
    schema = json.loads(sites.done(sites.trustcenter(root, "import", "--schema")))
    assert set(schema["required"]) == {"by", "facts"}
    (tmp_path / "p.md").write_text("# P\n\nWords.\n")
    (tmp_path / "x.json").write_text('{"facts": []}')
    result = sites.trustcenter(
        root, "import", str(tmp_path / "p.md"), "--policy", "notice", "--proposals", str(tmp_path / "x.json")
    )
    assert (
        "x.json is not a file of proposals (by: Field required); `trustcenter import --schema` prints its form"
        in result.output
    )


# Scores -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "texts"),
    [
        ("developed", None),
        ("held_out", None),
        pytest.param("real", CORPORA, marks=pytest.mark.corpora),
        ("expected", HERE / "seeds"),
    ],
)
def test_what_is_accepted_by_default_is_right_and_what_is_stated_is_found(folder, texts):
    """Floors below the figures of `tests/importing/README.md`; run with -s to see what was missed."""
    pairs = import_scores.pairs(HERE / folder, texts)
    assert len(pairs) >= 3
    print(f"\n{folder}")
    sums = import_scores.total(pairs)
    accepted = sum(one.accepted for one in sums.values())
    assert sum(one.accepted_right for one in sums.values()) >= 0.97 * accepted
    for family, floor in {"contacts": 0.9, "dates": 0.9, "periods": 0.83, "vendors": 0.8}.items():
        assert sums[family].right >= floor * sums[family].expected, family
