"""Hygiene: what is a placeholder, a hidden address, stale law or an unclear date, and above all what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts_for_tests import SHARED
from trustcenter.center import Center
from trustcenter.policies import Draft
from trustcenter.problems import Problem, Severity
from trustcenter.rules.hygiene import ambiguous_date, obfuscated_email, placeholder, stale_law, without_code
from trustcenter.source import parse

TODAY = date(2026, 11, 22)
RULES = (placeholder, obfuscated_email, stale_law, ambiguous_date)
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
        "[insert\ndate]",
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
        "first.last [at] mail.example [dot] com",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "write to {}.", "**{}**", "| {} | x |"])
def test_an_address_nobody_can_use_is_found(text: str, around: str) -> None:
    assert found(obfuscated_email, around.format(text)) == [text]
    assert found(placeholder, around.format(text)) == []


@pytest.mark.parametrize(
    "text",
    [
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


# Texts ----------------------------------------------------------------------------------------------------------------


@given(st.text(alphabet="[]()<>{}`~\\\n xX.-/@1234567890insertTBDat", max_size=80))
def test_no_text_stops_a_rule_and_every_find_is_where_it_says(text: str) -> None:
    lines = text.split("\n")
    for rule in RULES:
        for problem in rule(center(text), TODAY):
            start = problem.message.split("`")[1].split()[0] if "`" in problem.message else ""
            assert start[:1] == lines[problem.where.line - 1][problem.where.column - 1 :].strip()[:1]


@given(st.text(alphabet="`~a\n ", max_size=60))
def test_blanking_code_keeps_every_place(text: str) -> None:
    blanked = without_code(text)
    assert len(blanked) == len(text)
    assert [i for i, c in enumerate(text) if c == "\n"] == [i for i, c in enumerate(blanked) if c == "\n"]


def seed(name: str) -> str:
    path = SHARED / "seeds" / f"{name}.txt"
    if not path.exists():
        pytest.skip("the published policies of the examples are not beside this repository")
    return path.read_text("utf-8")


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


CORPUS_DATES = {"2026-06-26.md": ["10/4/2023", "03/24/2025", "10/4/2023", "06/06/2025"]}
"""The numeric dates that stand in the corpora, by file; there is no placeholder and no hidden address in any of them."""


def test_real_policies_raise_no_false_alarm() -> None:
    if not (SHARED / "corpora").is_dir():
        pytest.skip("the corpora are not beside this repository")
    texts = sorted((SHARED / "corpora").glob("*/*/*.md"))
    assert len(texts) > 100
    for path in texts:
        text = path.read_text("utf-8")
        assert found(placeholder, text) == [], path
        assert found(obfuscated_email, text) == [], path
        assert found(stale_law, text) == [], path
        assert found(ambiguous_date, text) == (CORPUS_DATES.get(path.name, []) if "rootstore" in str(path) else []), (
            path
        )
