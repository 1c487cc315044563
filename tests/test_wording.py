"""Wording: what is typed in prose fits the facts, and what has a fact is a reference; above all, what is no finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import needs
import sites
from trustcenter.disk import files
from trustcenter.model.periods import parse_period
from trustcenter.model.problems import Problem, Severity
from trustcenter.reading.center import Center, load
from trustcenter.reading.drafts import Draft
from trustcenter.rules.wording import (
    fact_in_prose,
    notice_in_prose,
    period_in_prose,
    unlisted_contact,
    unlisted_vendor,
    unnamed_vendor,
)

TODAY = date(2026, 11, 22)
RULES = (fact_in_prose, period_in_prose, notice_in_prose, unlisted_contact, unlisted_vendor)
FACTS = {
    "data/organization.yml": """\
legal_name: Lanternfish Software, Inc.
brand: Lanternfish
website: https://lanternfish.example
timezone: America/Chicago
address: 12 Abyss Road, Chicago, IL 60601, USA
phone: "+13125550100"
""",
    "data/notice.yml": "material: 30 days\nobjection: 14 days\nemergency: {allowed: true, within: 5 days}\n",
    "data/contacts.yml": """\
privacy: {role: Privacy questions, email: privacy@lanternfish.example, phone: "+442071838750"}
eu-representative: {role: Representative, email: eu@lanternfish.example}
""",
    "data/data_categories.yml": """\
- {id: recordings, label: Recordings}
- {id: logs, label: Usage logs}
- {id: messages, label: Message content}
""",
    "data/retention.yml": """\
- {id: call_recordings, label: Call recordings, data: [recordings], period: 90 days, starts: the end of the call, action: delete, then: backups,
   configurable: {default: 90 days, min: 7 days, max: 365 days, by: the customer}}
- {id: usage-logs, label: "Usage logs, for security", data: [logs], period: 1 year, starts: the entry, action: delete}
- {id: message_content, label: Message content, data: [messages], while: the account is open, action: delete}
- {id: backups, label: Copies in backups, data: [recordings, logs], period: 30 days, starts: the deletion, action: delete}
""",
    "data/rights.yml": "- {id: access, label: Access, contact: privacy, confirm_within: 10 business days, respond_within: 45 days}\n",
    "data/subprocessors.yml": """\
- {id: harbor, name: "Harbor Cloud, Inc.", purpose: to run the servers, group: infrastructure, data: [recordings], locations: [US]}
- {id: deep-sea, name: Deepsea AS, purpose: to send mail, group: communications, data: [logs], locations: [NO]}
- {id: others, name: {unknown: not named}, purpose: support, group: support, data: [logs], locations: [US]}
""",
}


def center(body: str, more: Mapping[str, str] | None = None) -> Center:
    """The center above with one draft."""
    texts = {**FACTS, "docs/policies/privacy/index.md": f"---\ntitle: Privacy policy\n---\n\n{body}\n", **(more or {})}
    read = load({path: text.encode() for path, text in texts.items()})
    assert [problem for problem in read.problems if problem.is_error] == []
    return read


def said(rule: object, body: str, more: Mapping[str, str] | None = None) -> list[str]:
    """What a rule says about a draft."""
    return [problem.message for problem in rule(center(body, more), TODAY)]  # type: ignore[operator]


# Facts that are typed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("Write to privacy@lanternfish.example.", "contacts.privacy.email"), ("<Privacy@Lanternfish.example>", "contacts.privacy.email"),
        ("[Ask us](mailto:eu@lanternfish.example)", "contacts['eu-representative'].email"), ("| mail | privacy@lanternfish.example |", "contacts.privacy.email"),
        ("Call +1 312 555 0100.", "organization.phone"), ("Call (312) 555-0100.", "organization.phone"), ("Call 312-555-0100 now", "organization.phone"),
        ("Call +44 20 7183 8750.", "contacts.privacy.phone"), ("We are at 12 Abyss Road,\nChicago, IL 60601, USA.", "organization.address"),
        ("Call recordings are kept for 90 days.", "retention.call_recordings.period"), ("We delete call recordings after ninety (90) days.", "retention.call_recordings.period"),
        ("Customers may keep call recordings for 365 days.", "retention.call_recordings.configurable.max"), ("Usage logs are deleted after 12 months.", "retention['usage-logs'].period"),
        ("## Usage logs\n\nThey are kept for one year.", "retention['usage-logs'].period"), ("A copy in a backup is kept for 30 days.", "retention.backups.period"),
        ("We announce a change 30 days ahead.", "notice.material"), ("You get thirty days' notice of any amendment.", "notice.material"),
        ("You can object to a change within 14 days of the notice.", "notice.objection"), ("We disclose an emergency change within 5 days, with notice.", "notice.emergency.within"),
        ("We answer requests within 45 days.", "rights.access.respond_within"), ("A request is confirmed within ten business days.", "rights.access.confirm_within"),
    ],
)  # fmt: skip
def test_a_fact_that_is_typed_is_found_with_its_reference(body: str, path: str) -> None:
    (problem,) = fact_in_prose(center(body), TODAY)
    assert problem.message.endswith(f" is {path}")
    assert f"{{{{ {path}" in problem.hint
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("body", "vendor"),
    [
        ("Calls run on Harbor Cloud.", "subprocessors.harbor.name"), ("Calls run on Harbor Cloud, Inc. alone.", "subprocessors.harbor.name"),
        ("Mail goes through **Deepsea**.", "subprocessors['deep-sea'].name"), ("| Harbor\tCloud | hosting |", "subprocessors.harbor.name"),
        ("Harbor\nCloud runs it.", "subprocessors.harbor.name"),
    ],
)  # fmt: skip
def test_the_name_of_a_vendor_that_is_typed_is_found_once(body: str, vendor: str) -> None:
    (problem,) = fact_in_prose(center(f"{body}\n\n{body}"), TODAY)
    assert vendor in problem.hint


@pytest.mark.parametrize(
    "body",
    [
        "{{ contacts.privacy.email | link }}", "Kept for {{ retention.call_recordings.period }}.", "`privacy@lanternfish.example`", "## Harbor Cloud",
        "## About Lanternfish Software, Inc.", "Lanternfish Software, Inc. offers services.", "a harbor cloud", "harborcloud.example", "[x](https://harbor.example/Harbor-Cloud)",
        "Invoices are due after 30 days.", "The trial ends after 90 days.", "Call recordings began 90 days ago.", "| Call recordings | 90 days |",
        "## Kept for 90 days", "Users must be 90 years old.", "Support answers within 45 days.", "Call 312-555-0199.", "See order 3125550100-22.",
        "12 Abyss Road is a film.", "{% raw %}privacy and Harbor Cloud{% endraw %}", "You may terminate with 30 days' notice of changes.", "version 90 days",
    ],
)  # fmt: skip
def test_what_is_a_reference_or_something_else_is_left_alone(body: str) -> None:
    assert said(fact_in_prose, body) == []


# Periods --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "shown", "rule"),
    [
        ("Call recordings are kept for 60 days.", "60 days", "call_recordings"), ("We keep your call\nrecordings for one year.", "one year", "call_recordings"),
        ("- call recordings are deleted after 3-5 weeks", "3-5 weeks", "call_recordings"), ("Usage logs are retained for 365 days.", "365 days", "['usage-logs']"),
        ("## Usage logs\n\nWe store them for 18 months.", "18 months", "['usage-logs']"), ("A 10-day archive of usage logs", "10-day", "['usage-logs']"),
        ("Deleted data leaves the backups within 60 business days.", "60 business days", "backups"),
    ],
)  # fmt: skip
def test_a_period_that_contradicts_the_schedule_is_found(body: str, shown: str, rule: str) -> None:
    (message,) = said(period_in_prose, body)
    assert message.startswith(f"`{shown}`, yet retention{'' if rule[0] == '[' else '.'}{rule} says ")


@pytest.mark.parametrize(
    "body",
    [
        "Call recordings are kept for 90 days.", "Call recordings are kept for 7 days at least.", "Call recordings are gone from backups 30 days after deletion.",
        "Usage logs are kept for 12 months.", "Messages are kept for 60 days.", "Message content is kept for 60 days.", "Invoices are kept for 7 years.",
        "Recordings last 60 minutes; calls are billed for 60 days.", "Call recordings are kept for {{ retention.call_recordings.period }}, and 10 days more on request.",
        "We kept call recordings since 2019, which is 7 years old.", "| Call recordings | kept | 60 days |", "## Call recordings are kept for 60 days",
        "`call recordings are kept for 60 days`",
    ],
)  # fmt: skip
def test_a_period_that_fits_or_is_about_something_else_is_left_alone(body: str) -> None:
    assert said(period_in_prose, body) == []


def test_all_of_an_ambiguous_sentence_counts_in_favour_of_the_text() -> None:
    """A sentence that may speak of two rules is wrong only if it is wrong about both."""
    body = "Call recordings and usage logs are kept for {}."
    assert said(period_in_prose, body.format("1 year")) == []
    assert said(period_in_prose, body.format("90 days")) == []
    assert len(said(period_in_prose, body.format("2 years"))) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12 months", "1 year", True), ("7 days", "1 week", True), ("24 hours", "1 day", True), ("2 weeks", "14 days", True), ("365 days", "1 year", False),
        ("30 days", "1 month", False), ("5 days", "5 business days", False), ("5-7 days", "7 days", False), ("5-7 days", "120-168 hours", True),
    ],
)  # fmt: skip
def test_two_periods_are_the_same_when_they_are_so_on_every_day(one: str, other: str, same: bool) -> None:
    assert parse_period(one).same(parse_period(other)) is same
    assert parse_period(other).same(parse_period(one)) is same


# Notice ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("We announce changes at least 14 days ahead.", "material"), ("You will get ten (10) days' prior notice of new subprocessors.", "material"),
        ("Amendments are announced one month in advance.", "material"), ("You may object within 30 days after notice of a change.", "objection"),
        ("In an emergency we give notice of the change within 72 hours.", "emergency.within"),
    ],
)  # fmt: skip
def test_days_of_notice_that_differ_from_the_promise_are_found(body: str, field: str) -> None:
    (message,) = said(notice_in_prose, body)
    assert f"(notice.{field})" in message


@pytest.mark.parametrize(
    "body",
    [
        "We announce changes at least 30 days ahead.", "You may object to a change within 14 days of the notice.", "We notify you of a breach within 72 hours of a change.",
        "You can cancel with 10 days' notice before a change of plan.", "We may change prices with 60 days' notice.", "Updates are installed 7 days after release.",
        "You can change your settings for 10 days.", "We announce changes {{ notice.material }} ahead.",
    ],
)  # fmt: skip
def test_the_promised_days_and_other_periods_are_left_alone(body: str) -> None:
    assert said(notice_in_prose, body) == []


def test_days_typed_where_the_promise_is_not_known_are_found() -> None:
    unknown = {"data/notice.yml": "material: {unknown: the source names none}\n"}
    (message,) = said(notice_in_prose, "We announce changes 30 days ahead.", unknown)
    assert "is not stated" in message


# Contacts and vendors -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", ["Ask help@lanternfish.example.", "[Ask](mailto:help@lanternfish.example)", "<help@lanternfish.example>"]
)
def test_an_address_that_belongs_to_no_contact_is_found(body: str) -> None:
    assert said(unlisted_contact, body + "\n\n" + body) == ["`help@lanternfish.example` is the address of no contact"]


@pytest.mark.parametrize(
    "body",
    [
        "Ask PRIVACY@lanternfish.example.",
        "`help@lanternfish.example`",
        "{{ contacts.privacy.email }}",
        "@lanternfish",
        "a @ b.example",
    ],
)
def test_an_address_of_the_data_and_what_is_none_are_left_alone(body: str) -> None:
    assert said(unlisted_contact, body) == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Payments go through Stripe.", "Stripe"), ("We use Amazon Web Services (AWS).", "Amazon Web Services"), ("Hosted on **AWS**", "AWS"),
        ("| Twilio | SMS |", "Twilio"), ("OpenAI's models", "OpenAI"), ("Google Analytics counts visits.", "Google Analytics"),
    ],
)  # fmt: skip
def test_a_well_known_vendor_that_is_not_in_the_data_is_found(body: str, name: str) -> None:
    assert f"`{name}` stands nowhere in the data" in said(unlisted_vendor, body)


@pytest.mark.parametrize(
    "body",
    [
        "Use Google Chrome or Microsoft Edge.", "a stripe of paint", "## Stripe", "[pay](https://stripe.example/Stripe)", "dev@Stripe.example", "`Stripe`",
        "Stripes", "Harbor Cloud", "Slackline", "Zoom-in", "the AWS Marketplace", "{{ subprocessors.harbor.name }}",
    ],
)  # fmt: skip
def test_words_and_names_that_are_no_vendor_are_left_alone(body: str) -> None:
    assert said(unlisted_vendor, body) == []


def test_a_vendor_of_any_fact_is_in_the_data_and_so_is_another_name_of_it() -> None:
    sharing = {"data/sharing.yml": "- {id: pay, label: Payments, recipients: Stripe and Amazon Web Services}\n"}
    assert said(unlisted_vendor, "Stripe takes payments; AWS hosts.", sharing) == []


@pytest.mark.parametrize(
    ("body", "unnamed"),
    [
        ("Nobody helps us.", ["Harbor Cloud, Inc.", "Deepsea AS", "`others`"]), ("{{ subprocessors.table() }}", []),
        ("{{ subprocessors.harbor.name }}", ["Deepsea AS", "`others`"]), ('{{ subprocessors.table(group="infrastructure") }}', ["Deepsea AS"]),
        ("{{ subprocessors['deep-sea'].name }} and {{ subprocessors.others.purpose }}", ["Harbor Cloud, Inc."]),
        ("{{ subprocessors['deep-sea'].purpose }}", ["Harbor Cloud, Inc.", "`others`"]),
    ],
)  # fmt: skip
def test_a_subprocessor_that_no_policy_names_is_found_at_its_record(body: str, unnamed: list[str]) -> None:
    found = list(unnamed_vendor(center(body), TODAY))
    assert [problem.message.removeprefix("no policy names the subprocessor ") for problem in found] == unnamed
    assert {problem.where.file for problem in found} <= {"data/subprocessors.yml"}


# Versions -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A center whose privacy policy was published with typed facts; afterwards the facts and the draft moved on."""
    root = sites.small(tmp_path)
    sites.edit(
        root,
        "docs/policies/privacy/index.md",
        "See the",
        "Recordings are kept for 90 days. We use Harbor Cloud. We announce changes 30 days ahead. See the",
    )
    sites.done(sites.publish(root, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    return root


def about_versions(root: Path, on: date = TODAY) -> list[Problem]:
    read = load(files.read_tree(root))
    return [p for rule in RULES for p in rule(read, on) if "/2026-" in p.where.file]


def test_a_version_is_judged_by_what_was_stated_with_it_not_by_the_draft(history: Path) -> None:
    sites.edit(history, "docs/policies/privacy/index.md", "We use", "We still use")
    sites.edit(history, "data/retention.yml", "period: 90 days", "period: 60 days")
    sites.edit(history, "data/notice.yml", "material: 30 days", "material: 45 days")
    sites.edit(history, "data/subprocessors.yml", "Harbor Cloud, Inc.", "Anchor Cloud, Inc.")
    assert about_versions(history) == []
    read = load(files.read_tree(history))
    drafted = {(rule.__name__, p.message.split("`")[1]) for rule in RULES for p in rule(read, TODAY)}
    assert drafted >= {("period_in_prose", "90 days"), ("notice_in_prose", "30 days")}


def test_a_version_that_lengthens_the_promise_is_judged_by_what_it_promises(tmp_path: Path) -> None:
    """The version was announced under 14 days, which is what its record keeps; its text says the 30 it introduces."""
    root = sites.small(tmp_path, {"data/notice.yml": "material: 14 days\n"})
    sites.edit(
        root, "docs/policies/privacy/index.md", "See the", "We announce changes {{ notice.material }} ahead. See the"
    )
    sites.done(sites.publish(root, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    sites.edit(root, "data/notice.yml", "14 days", "30 days")
    longer = sites.publish(root, "--class", "material", "--effective", "earliest", as_of="2026-02-01", title="Longer")
    sites.done(longer)
    sites.edit(root, "docs/policies/privacy/index.md", "We announce", "We always announce")
    assert about_versions(root, date(2026, 3, 1)) == []


def test_a_version_that_another_one_contradicts_is_told_as_a_warning(tmp_path: Path) -> None:
    """The privacy policy types 90 days and cites nothing; later the schedule takes effect with 60 days."""
    root = sites.small(tmp_path)
    typed = "Recordings are kept for 90 days."
    sites.edit(
        root, "docs/policies/privacy/index.md", "Recordings are kept for {{ retention.recordings.period }}.", typed
    )
    sites.done(sites.publish(root, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    sites.edit(root, "data/retention.yml", "period: 90 days", "period: 60 days")
    sites.write(root, {"docs/policies/schedule/index.md": "---\ntitle: Schedule\n---\n\n{{ retention.table() }}\n"})
    order = ("schedule", "--class", "material", "--effective", "2026-08-03")
    sites.done(sites.publish(root, *order, as_of="2026-02-03"))
    sites.edit(root, "docs/policies/privacy/index.md", typed, "")
    assert len(about_versions(root, date(2026, 8, 3))) == 1
    (problem,) = about_versions(root, date(2026, 8, 3))
    assert (problem.rule, problem.severity) == ("period-in-prose", Severity.WARNING)
    assert problem.where.file == "docs/policies/privacy/2026-01-05.md"


def test_a_vendor_that_has_left_the_list_is_found_in_the_draft_that_still_names_it(history: Path) -> None:
    sites.edit(history, "data/subprocessors.yml", "Harbor Cloud, Inc.", "Anchor Cloud, Inc.")
    sites.edit(history, "data/subprocessors.yml", "id: harbor", "id: anchor")
    found = [p.message for p in unlisted_vendor(load(files.read_tree(history)), TODAY)]
    assert found == ["`Harbor Cloud` has left the list"]


# Real texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [".", *(f"examples/{name}" for name in sites.EXAMPLES)])
def test_the_sites_of_this_repository_refer_to_their_facts(name: str) -> None:
    read = load(files.read_tree(sites.REPO / name))
    assert [p for rule in (*RULES, unnamed_vendor) for p in rule(read, TODAY)] == []


KNOWN = {("terms", "30 days")}
"""What the corpora say that happens to fit the facts of the center above: 30 days' notice of changes."""


@pytest.mark.corpora
def test_real_policies_raise_no_false_alarm_about_periods_and_facts() -> None:
    read, told = center("x"), set()
    for path in needs.corpus_texts(needs.UNLIKE_OURS):
        draft = Draft("p", "p.md", "P", "", "", None, "", {}, path.read_text("utf-8"), 0)
        one = Center(read.facts, read.sources, {"p": draft})
        told |= {
            (path.parent.name, p.message.split("`")[1])
            for rule in (fact_in_prose, period_in_prose)
            for p in rule(one, TODAY)
        }
    assert told == KNOWN


@given(st.text(alphabet="aA1 90daysmonth\n#|.-*`{}[]()@+keptlogs", max_size=120))
def test_no_text_stops_a_rule_and_every_find_is_where_it_says(body: str) -> None:
    draft = Draft("p", "p.md", "P", "", "", None, "", {}, f"Call recordings are kept for 61 days. {body}", 3)
    read = center("x")
    for rule in RULES:
        for problem in rule(Center(read.facts, read.sources, {"p": draft}), TODAY):
            line = draft.body.split("\n")[problem.where.line - 4]
            assert line[problem.where.column - 1 :].startswith(problem.message.split("`")[1].split()[0])
