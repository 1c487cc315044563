"""Hygiene: what is a placeholder, a hidden address, stale law or an unclear date, and above all what is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import needs
from trustcenter.model.problems import Problem, Severity
from trustcenter.reading.center import Center
from trustcenter.reading.drafts import Draft
from trustcenter.reading.yaml_source import parse
from trustcenter.rules.hygiene import (
    ambiguous_date,
    fused_heading,
    obfuscated_email,
    overclaim,
    placeholder,
    repeated_text,
    stale_law,
    typed_date,
)
from trustcenter.rules.prose import prose, sentence_at, without_code

TODAY = date(2026, 11, 22)
RULES = (
    placeholder, obfuscated_email, stale_law, ambiguous_date, overclaim, fused_heading, repeated_text, typed_date,
)  # fmt: skip
Rule = Callable[[Center, date], Iterator[Problem]]


def center(text: str, *, above: int = 0) -> Center:
    """A center with one draft."""
    return Center(drafts={"p": Draft("p", "docs/policies/p/index.md", "P", "", "", None, "", {}, text, above)})


def found(rule: Rule, text: str, on: date = TODAY) -> list[str]:
    """What a rule finds in a text, as quoted in its messages."""
    return [problem.message.split("`")[1] for problem in rule(center(text), on)]


# Placeholders ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[insert date]", "[Insert Privacy Contact Email]", "[insert retention period, e.g., 12 months]", "[INSERT]", "[ insert name ]",
        "[Your Company]", "[Company Name]", "[COMPANY]", "[client name]", "[Name of DPO]", "[Effective Date]", "[date]", "[Address]",
        "[phone number]", "[e-mail]", "[State]", "[jurisdiction]", "[time frame]", "[to be completed]", "[Enter text]", "[fill in]",
        "[add link]", "[TBD]", "[TBC]", "[xx]", "[XX days]", "[●]", "[•]", "[___]", "TBD", "Tbd", "tbd", "TBA", "TBC", "TODO", "FIXME",
        "XXX", "XXXX", "xxx", "lorem ipsum", "Lorem  Ipsum", "<insert name>", "<your company>", r"\[insert date\]",
        "[insert\ndate]", "<<first and last name>>", "&lt;&lt;name of DPO>>", "<name of the officer>", "<Company name>", "XX months",
        "X days", "XX business days", "[please add: name of DPO]", r"\[# of days — ask Priya\]", "[number of days]", "[which state?]",
        "[Acme, confirm with legal]", "[…] days", r"\_\_ months", "TODO: add link to form", "TBD - ask the vendor", "[month]", "[DPO]",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "within {}.", "**{}**", "| {} | x |", "({})", '"{}"', "- {}"])
def test_a_place_to_fill_in_is_found(text: str, around: str) -> None:
    assert found(placeholder, around.format(text)) == [" ".join(text.split())]


@pytest.mark.parametrize(
    "text",
    [
        "[Your rights](#rights)", "[your rights][rights]", "[date](x)", "[Contact us](mailto:a@example.com)", "![your logo](logo.png)",
        "![date]", "[rights]: #rights", "[date]: https://example.com", "[^1]", "[^date]", "[^date]: a note", "- [ ] open", "- [x] done",
        "- [X] done", "`[insert date]`", "```\n[insert date] TBD XXX\n```", "~~~\nlorem ipsum\n~~~", "[date]{: .x }", "a[date]",
        "[add-on services]", "[nameless]", "[dated]", "[sic]", "[…]", "[...]", "[1]", "[emphasis added]", "a todo list", "Todo el mundo",
        "555-XXX-XXXX", "XXX-XX-1234", "example.xxx", "xx", "TBDs", "the insert date", "your company", "{{ first_name }}", "(date)",
        "Article XX of the Treaty", "Size XX", "iPhone X", "X (Twitter)", "[please note]", "[What we collect?](#what)", "<strong>days</strong>",
        '<address class="x">', "<https://example.com>", "a << b >> c", "day[s]", "request(s)", "[emphasis added, see below]",
        "See [your choices] below.\n\n[your choices]: #choices",
        "See [Your Choices].\n\n[your choices]: #choices",
    ],
)  # fmt: skip
def test_what_is_no_placeholder_is_left_alone(text: str) -> None:
    assert found(placeholder, text) == []


def test_several_placeholders_are_found_where_they_stand() -> None:
    problems = list(placeholder(center("A [insert x] and\n\nTBD, [insert y].\n", above=4), TODAY))
    assert [str(p.where) for p in problems] == [f"docs/policies/p/index.md:{place}" for place in ("5:3", "7:1", "7:6")]
    assert {(p.rule, p.severity) for p in problems} == {("placeholder", Severity.WARNING)}


# Addresses ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[email protected]", "[email\u00a0protected]", "[email&#160;protected]", "[email&nbsp;protected]", "[EMAIL PROTECTED]",
        "privacy [at] example.com", "privacy[at]example.com", "privacy(at)example.com", "privacy (at) example (dot) com",
        "privacy [at] example [dot] com", "privacy {at} example.co.uk", "privacy[@]example.com", "privacy at example dot com",
        "first.last [at] mail.example [dot] com", r"[email protected\]", r"p\*\*\*@example.com", "p••••y@example.com", "p****@example.com",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "write to {}.", "**{}**", "| {} | x |"])
def test_an_address_nobody_can_use_is_found(text: str, around: str) -> None:
    assert found(obfuscated_email, around.format(text)) == [text]
    assert found(placeholder, around.format(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "**privacy@example.com**", "**Write to** privacy@example.com", "***all*** a@example.com", "- **E-mail:** **a@example.com**",
        "privacy@example.com", "<privacy@example.com>", "[privacy@example.com](mailto:privacy@example.com)", "available (at no cost)",
        "meet at noon", "[at]", "look at the dot com boom", "arrive at ten dot", "Find us (at example.com)", "`privacy [at] example.com`",
        "```\n[email protected]\n```", "your [e-mail](mailto:a@example.com) is protected", "e-mail protected by TLS",
    ],
)  # fmt: skip
def test_a_usable_address_is_left_alone(text: str) -> None:
    assert found(obfuscated_email, text) == []


def test_an_address_behind_a_converted_link_is_found() -> None:
    assert found(obfuscated_email, "[[email protected]](/cdn-cgi/l/email-protection)") == ["[email protected]"]
    assert found(obfuscated_email, "[email protected](/cdn-cgi/l/email-protection)") == ["[email protected]"]


# Law ------------------------------------------------------------------------------------------------------------------

LAWS = [
    ("2020-07-16", ["the EU-U.S. Privacy Shield", "Privacy-Shield", "privacy shields", "Privacy\nShield"]),
    ("2015-10-06", ["the Safe Harbor Framework", "US-EU Safe Harbor", "EU-U.S. Safe Harbour", "Swiss Safe Harbor", "Safe Harbor Privacy Principles"]),
    ("2022-12-27", ["Decision 2010/87/EU", "2004/915/EC", "2001/497/EC", "C(2010) 593", "C(2010)593"]),
    ("2018-05-25", ["Directive 95/46/EC", "95/46/EC", "Data Protection Directive", "Data Protection Act 1998", "Data Protection Act, 1998"]),
    ("2025-01-24", ["the one-to-one consent rule"]),
]  # fmt: skip


@pytest.mark.parametrize(("since", "text"), [(since, text) for since, texts in LAWS for text in texts])
def test_a_law_is_stale_from_the_day_it_ended(since: str, text: str) -> None:
    first = date.fromisoformat(since)
    assert found(stale_law, f"We rely on {text}.", first - timedelta(days=1)) == []
    assert len(found(stale_law, f"We rely on {text}.", first)) == 1
    assert len(found(stale_law, f"We rely on {text}.", TODAY)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "the EU-U.S. Data Privacy Framework", "a safe harbor", "the HIPAA safe harbor method", "safe harbour provisions", "Regulation (EU) 2016/679",
        "Implementing Decision (EU) 2021/914", "Data Protection Act 2018", "the Law Enforcement Data Protection Directive", "one-to-one meetings",
        "shields your privacy", "Article 46", "195/46",
    ],
)  # fmt: skip
def test_law_in_force_is_left_alone(text: str) -> None:
    assert found(stale_law, text) == []


def test_a_stale_law_says_since_when_and_what_to_do() -> None:
    (problem,) = stale_law(center("the Privacy Shield"), TODAY)
    assert "16 July 2020" in problem.message
    assert "Data Privacy Framework" in problem.hint


def test_the_list_of_laws_is_dated() -> None:
    path = Path(__file__).resolve().parents[1] / "hooks" / "trustcenter" / "lists" / "stale_law.yml"
    source, problems = parse(str(path), path.read_text("utf-8"))
    assert problems == []
    assert date.fromisoformat(source.value["checked_on"]) >= date(2026, 11, 1)
    assert {law["since"] for law in source.value["laws"]} == {since for since, _ in LAWS}


# Dates ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "3/4/2026", "03/04/2026", "3/4/26", "31/12/2025", "6/25/2025", "12/31/99", "3-4-2026", "03-04-2026", "3.4.2026", "01.12.2024",
        "1/1/1999",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "on {}.", "({})", "effective {}, or", "| {} |", "**{}**", "{}: new", "{}–"])
def test_a_date_in_numbers_is_found(text: str, around: str) -> None:
    assert found(ambiguous_date, around.format(text)) == [text]


def test_what_is_wrong_with_a_date_depends_on_the_date() -> None:
    messages = [p.message for p in ambiguous_date(center("3/4/2026 and 6/25/2025"), TODAY)]
    assert messages == ["`3/4/2026` can be read in two ways", "`6/25/2025` is a date in numbers only"]


def test_both_ends_of_a_range_of_dates_are_found() -> None:
    assert found(ambiguous_date, "3/4/2026-3/5/2026") == ["3/4/2026", "3/5/2026"]
    assert found(ambiguous_date, "1/2/2026–3/4/2026") == ["1/2/2026", "3/4/2026"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04", "2026/03/04", "4 March 2026", "March 4, 2026", "1.2.3", "v1.2.13", "version 2.10.26", "section 4.9.12", "§ 2.1.10",
        "4.1.2.3", "10.0.0.1", "192.168.1.10", "1.1.1.1", "127.0.0.1/8", "1/2", "24/7", "3/4", "1/2/3", "9-1-1", "555-12-3456",
        "+1 708-765-4406", "1-800-555-1212", "708.765.4406", "TLS 1.2/1.3", "13/32/2026", "0/1/2026", "https://example.com/3/4/2026/x",
        "https://example.com/3/4/2026", "`3/4/2026`", "```\n3/4/2026\n```", "ISO 27001", "AES-128/256", "45 CFR 164.312", "47 CFR 64.1200(a)(10)",
        "2010/87/EU", "95/46/EC", "3/4/20261", "a3/4/2026",
    ],
)  # fmt: skip
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert found(ambiguous_date, text) == []


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from("/.-"), st.booleans())
def test_any_numeric_date_is_found_in_either_order(when: date, sign: str, american: bool) -> None:
    first, second = (when.month, when.day) if american else (when.day, when.month)
    text = f"{first}{sign}{second}{sign}{when.year}"
    assert found(ambiguous_date, f"on {text}, at noon") == [text]
    assert found(ambiguous_date, f"on {when.isoformat()}, at noon") == []


# Claims ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "fully compliant", "100% GDPR compliant", "100 % compliant", "completely HIPAA-compliant", "always compliant",
        "full compliance with all applicable laws", "guarantees compliance", "100% secure", "100 % safe", "completely secure",
        "totally private", "absolutely confidential", "fully secure", "absolute security", "complete privacy", "perfect protection",
        "guarantee the security", "guarantees your complete privacy", "guaranteed delivery", "guaranteed to be safe", "security is guaranteed",
        "unhackable", "hack-proof", "bulletproof", "military-grade encryption", "bank-grade security", "will never be breached",
        "can never be lost", "zero risk", "risk-free", "HIPAA certified", "GDPR-certified",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["Our service: {}.", "We are **{}**", "| {} | x |", "{}", "It is so. Data: {}!"])
def test_a_claim_that_nobody_can_keep_is_found(text: str, around: str) -> None:
    assert found(overclaim, around.format(text)) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "No system is 100% secure.", "We cannot guarantee the security of your data.", "Delivery is never guaranteed; no delivery is guaranteed.",
        "It isn't completely secure.", "We do not guarantee delivery.", "Nobody can promise absolute security.", "nor is it unhackable",
        "compliant with GDPR", "HIPAA-compliant plans", "SOC 2 compliant data centers", "in full compliance with our terms", "secure hosting",
        "complete records", "ISO 27001 certified", "fully encrypted", "fully protected", "total storage", "100% of requests", "the guarantee period",
        "guaranteed minimum age", "`100% secure`", "absolute dates", "risk assessment", "bank details", "complete and secure", "proof of delivery",
        "You will never be charged", "a full name", "perfectly readable", "legal compliance", "guarantee of payment",
    ],
)  # fmt: skip
def test_what_can_be_kept_or_is_denied_is_left_alone(text: str) -> None:
    assert found(overclaim, text) == []


def test_a_denial_counts_within_its_sentence_alone() -> None:
    assert found(overclaim, "No data is sold. Our service is 100% secure.") == ["100% secure"]
    assert found(overclaim, "100% secure, and never down") == ["100% secure"]


def test_a_claim_says_why_and_what_to_write_instead() -> None:
    (problem,) = overclaim(center("We use military-grade encryption.", above=3), TODAY)
    assert (problem.where.line, problem.where.column) == (4, 8)
    assert "no standard" in problem.message
    assert "AES-256" in problem.hint


@pytest.mark.parametrize("name", ["overclaim", "stale_law", "vendors"])
def test_a_list_is_dated_and_each_entry_can_be_found(name: str) -> None:
    path = Path(__file__).resolve().parents[1] / "hooks" / "trustcenter" / "lists" / f"{name}.yml"
    source, problems = parse(str(path), path.read_text("utf-8"))
    assert problems == []
    assert date.fromisoformat(source.value["checked_on"]) >= date(2026, 11, 1)
    for entry in source.value.get("claims", []) + source.value.get("laws", []):
        assert entry["words"]
        assert all(word == word.lower() for word in entry["words"])
    names = source.value.get("vendors", [])
    assert len(set(names)) == len(names)
    assert {*source.value.get("also", {})} <= {*names}


# Headings, repetitions, typed dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9. Third-Party IntegrationsOur platform may include", "IntegrationsOur"), ("## Data securityWe use TLS", "securityWe"),
        ("RetentionThe data is kept", "RetentionThe"), ("**Security** is\n\nCookiesThese are small", "CookiesThese"),
        ("**Security**We use TLS", "Security"), ("- **How long:**We keep it", "How long:"), ("ContactIf you have questions", "ContactIf"),
        ("SharingIn addition to that", "SharingIn"),
    ],
)  # fmt: skip
def test_a_heading_that_runs_into_its_text_is_found(text: str, shown: str) -> None:
    assert found(fused_heading, text) == [shown]


@pytest.mark.parametrize(
    "text",
    [
        "LinkedIn the network", "LinkedIn if you like", "OpenAI and YouTube are names", "CallGenie calls", "PostgreSQL stores", "SignIn with a key",
        "OptIn data", "## Our platform\n\nOur platform may", "McThe Second", "`fooThe bar`", "iOS is one", "JavaScript is",
        "**Our** platform", "**Bold** Text follows", "SMS-iT sends", "HubSpotWeb links", "AThe end",
    ],
)  # fmt: skip
def test_a_name_in_mixed_case_is_no_heading(text: str) -> None:
    assert found(fused_heading, text) == []


TWENTY = " ".join(f"word{n}" for n in range(20))


@pytest.mark.parametrize(
    "text",
    [
        "## Cookies and similar technologies\n\nA.\n\n### Cookies and similar technologies\n\nB.",
        "# What we do with it\n\nA.\n\n# What We Do With It\n\nB.",
        f"{TWENTY}.\n\nBetween.\n\n{TWENTY}.",
        f"{TWENTY}.\n\nBetween.\n\n{TWENTY.replace('word9 ', 'word9' + chr(10))}.",
    ],
)
def test_what_stands_twice_is_found_at_its_second_place(text: str) -> None:
    (problem,) = repeated_text(center(text), TODAY)
    assert (
        problem.where.line
        == text[: text.rfind("\n\n", 0, text.rindex("\n\n") + (2 if "#" not in text else 0))].count("\n") + 3
    )
    assert "first in line 1" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "## Definitions\n\nA.\n\n## Definitions\n\nB.", "## The end of it\n\nA.\n\n## The start of it\n\nB.",
        f"- {TWENTY}.\n\n- {TWENTY}.", f"1. {TWENTY}.\n\n1. {TWENTY}.", f"| {TWENTY} |\n\n| {TWENTY} |", "Short.\n\nShort.",
        f"{TWENTY} one.\n\n{TWENTY} two.", f"```\n{TWENTY}\n```\n\n```\n{TWENTY}\n```",
    ],
)  # fmt: skip
def test_what_may_come_again_is_left_alone(text: str) -> None:
    assert found(repeated_text, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: 3 March 2026", "Last Updated: March 3, 2026", "last revised on 2026-03-03", "Last modified June 29th, 2025",
        "Effective date: 1 January 2027", "*Effective July 1, 2026*", "**Last updated:** 3/4/2026", "Effective Date: 6/25/2025", "last changed March 2026",
    ],
)  # fmt: skip
def test_a_date_that_a_draft_types_about_itself_is_found(text: str) -> None:
    assert len(found(typed_date, f"Intro.\n{text}.\n")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The last update was useful.", "We were founded on 3 March 2026.", "Effective measures of 2026", "the date of last login", "Last updated regularly",
        "{{ organization.legal_name }} last updated", "changes take effect on 1 January 2027", "`Last updated: 3 March 2026`",
        "x\n" * 400 + "\nEffective July 1, 2026, certificates expire.",
    ],
)  # fmt: skip
def test_any_other_date_is_left_alone(text: str) -> None:
    assert found(typed_date, text) == []


def test_a_typed_date_says_what_else_is_wrong_with_it() -> None:
    def about(text: str) -> list[str]:
        return [problem.message.split(" is typed")[1] for problem in typed_date(center(text), TODAY)]

    assert about("Last updated: 3 March 2026") == [", and the text does not say from when it applies"]
    assert about("Effective date: 3 March 2026") == [", and the text does not say when it was last changed"]
    assert about("Effective date: 3 March 2026\nLast updated: 1 March 2026") == ["", ""]
    assert about("Effective date: 3 March 2026\nLast updated: 3 March 2026") == [
        "",
        ", the very day it takes effect: no notice was given",
    ]
    assert about("Last updated: 3 March 2026\n\nLast updated: 3 March 2026")[1] == " a second time"


# Texts ----------------------------------------------------------------------------------------------------------------


@given(st.text(alphabet="[]()<>{}`~\\\n xX.-/@1234567890insertTBDat", max_size=80))
def test_no_text_stops_a_rule_and_every_find_is_where_it_says(text: str) -> None:
    lines = text.split("\n")
    for rule in RULES:
        for problem in rule(center(text), TODAY):
            start = problem.message.split("`")[1].split()[0] if "`" in problem.message else ""
            assert start[:1] == lines[problem.where.line - 1][problem.where.column - 1 :].strip()[:1]


@pytest.mark.parametrize("blank", [without_code, prose])
@given(text=st.text(alphabet="`~a\n []()<>{}!-:/%raw", max_size=60))
def test_blanking_keeps_every_place(blank: Callable[[str], str], text: str) -> None:
    blanked = blank(text)
    assert len(blanked) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, blanked, strict=True))
    assert [i for i, c in enumerate(text) if c == "\n"] == [i for i, c in enumerate(blanked) if c == "\n"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("keep `90 days` and 7", "keep           and 7"), ("see [ours](x/y.md) now", "see [ours]         now"), ("a {{ notice.material }} b", "a                       b"),
        ("a {% raw %}{{x}}{% endraw %} b", "a                            b"), ("a <b>c</b>", "a    c    "), ("a <!-- b --> c", "a            c"),
        ("<a@b.example>", "<a@b.example>"), ("see https://x.example/y now", "see                     now"),
    ],
)  # fmt: skip
def test_prose_is_what_an_author_wrote_as_words(text: str, words: str) -> None:
    assert prose(text) == words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two x here. Three.", "Two x here."), ("One two\nthree x\nfour. Five.", "One two\nthree x\nfour."), ("- one\n- two x\n- three", "- two x"),
        ("One.\n\nTwo x.\n\nThree.", "Two x."), ("## Head x\n\nText.", None), ("| a | x |", None), ("It is e.g. the x one.", "It is e.g. the x one."),
        ("**One.** Two x.", "Two x."), ("x", "x"), ("1. One.\n2. Two x", "Two x"),
    ],
)  # fmt: skip
def test_the_sentence_around_a_place(text: str, sentence: str | None) -> None:
    got = sentence_at(text, text.index("x"))
    assert (got.text.strip() if got else None) == sentence
    if got:
        assert text[got.start : got.start + len(got.text)] == got.text


def test_a_sentence_knows_the_heading_it_stands_under() -> None:
    text = "Intro x.\n\n## Call recordings\n\nThey go after y."
    assert [sentence_at(text, text.index(sign)).heading for sign in "xy"] == ["", "Call recordings"]  # type: ignore[union-attr]


def seed(name: str) -> str:
    return (needs.SEEDS / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "placeholders", "addresses", "laws", "dates"),
    [
        (
            "amnex",
            ["[insert retention period, e.g., 12 months]", "[Insert Privacy Contact Email]"],
            0,
            [],
            ["6/25/2025"] * 2,
        ),
        ("bygenai", [], 0, [], []),
        ("callgenie", ["[insert timeframe]"], 0, [], []),
        ("callgenly", [], 0, [], []),
        ("sms-it", [], 5, ["Privacy Shield"], []),
    ],
)
def test_the_published_policies_of_the_examples(
    name: str, placeholders: list[str], addresses: int, laws: list[str], dates: list[str]
) -> None:
    text = seed(name)
    assert found(placeholder, text) == placeholders
    assert len(found(obfuscated_email, text)) == addresses
    assert found(stale_law, text) == laws
    assert found(ambiguous_date, text) == dates


@pytest.mark.parametrize(
    ("name", "fused", "typed"),
    [
        ("amnex", [], ["Effective Date: 6/25/2025", "Last Updated: 6/25/2025"]), ("bygenai", [], ["Last Updated: March 6, 2026"]),
        ("callgenie", ["IntegrationsOur"], ["Effective date: September 1, 2024"]), ("callgenly", [], ["Last updated: March 28, 2026"]),
        ("sms-it", [], ["Last updated: June 29th, 2025"] * 2),
    ],
)  # fmt: skip
def test_the_published_policies_of_the_examples_have_these_slips(name: str, fused: list[str], typed: list[str]) -> None:
    text = seed(name)
    assert found(fused_heading, text) == fused
    assert found(typed_date, text) == typed
    assert found(overclaim, text) == []
    assert found(repeated_text, text) == []


CORPUS_DATES = {"2026-06-26.md": ["10/4/2023", "03/24/2025", "10/4/2023", "06/06/2025"]}
"""The numeric dates that stand in the corpora, by file; there is no placeholder in any of them."""
CORPUS_ADDRESSES = {"privacy[at]github[dot]com", "dpo[at]github[dot]com"}
"""The hidden addresses that stand in them."""


@pytest.mark.corpora
def test_real_policies_raise_no_false_alarm() -> None:
    texts = needs.corpus_texts()
    assert len(texts) > 100
    for path in texts:
        text = path.read_text("utf-8")
        assert found(placeholder, text) == [], path
        assert set(found(obfuscated_email, text)) <= CORPUS_ADDRESSES, path
        assert found(stale_law, text) == [], path
        assert found(overclaim, text) == [], path
        assert found(fused_heading, text) == [], path
        assert len(found(repeated_text, text)) <= (1 if path.parent.name == "dpa" else 0), (
            path
        )  # signatures of two annexes
        assert all(re.match(r"last (?:up|rev)|effective", typed, re.IGNORECASE) for typed in found(typed_date, text)), (
            path
        )
        assert found(ambiguous_date, text) == (CORPUS_DATES.get(path.name, []) if "rootstore" in str(path) else []), (
            path
        )
