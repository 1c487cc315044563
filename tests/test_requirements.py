"""Every requirement: a small center that answers it, and small edits after which it is not answered.

The center is `tests/requirements/good/`, which asserts every shipped list and answers all of them; the edits are
`tests/requirements/bad.yml`.
"""

import os
import re
from datetime import date, timedelta
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import yaml

import needs
from conftest import texts_in
from errors._archive import publish
from trustcenter.markdown.headings import clauses
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.model.facts import Facts
from trustcenter.model.problems import Severity
from trustcenter.publishing.sealing import Refused
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import load
from trustcenter.rules import check
from trustcenter.rules.claims import PolicyText, Statement
from trustcenter.rules.coverage import State, coverage
from trustcenter.rules.requirement_checks import CHECKS
from trustcenter.rules.requirement_checks.finding import Finding
from trustcenter.rules.requirement_findings import empty_clause, requirement_missing

HERE = Path(__file__).resolve().parent / "requirements"
TODAY = date(2027, 3, 1)
"""A day on which every shipped requirement is due."""


@cache
def good():
    """The center that answers everything, its drafts published on 5 January 2027."""
    texts = texts_in(HERE / "good")
    return publish(texts, "First", "initial", "2027-01-05", today=date(2027, 1, 5))


@cache
def bad():
    """Every edit of `bad.yml`."""
    return yaml.safe_load((HERE / "bad.yml").read_text("utf-8"))


def test_every_requirement_that_was_agreed_is_shipped_once_under_its_id():
    agreed = yaml.safe_load((HERE / "ids.yml").read_text("utf-8"))
    ids = [entry.id for entry in shipped()]
    assert len(agreed) == len(set(agreed)) == 56
    assert set(agreed) - set(ids) == set()
    assert len(ids) == len(set(ids))


def shipped():
    """Every requirement of every shipped list."""
    return [entry for listed in requirement_lists.shipped() for entry in listed.list.requirements]


def for_counsel(requirement):
    """Whether nothing but an attestation answers a requirement."""
    return requirement.decided_by == "counsel"


def edited(edits, texts=None):
    """The good center with some words of its files replaced, or files removed; every old word must stand there."""
    texts = dict(good() if texts is None else texts)
    for file, words in edits.items():
        if words is None:
            del texts[file]
            continue
        text = texts[file].decode()
        for old, new in words.items():
            assert old in text, (file, old)
            text = text.replace(old, new, 1)
        texts[file] = text.encode()
    return texts


def answers(texts, on=TODAY, *, draft=True):
    return {answer.requirement.id: answer for answer in coverage(load(texts), on, draft=draft).answers}


def told(texts, on=TODAY, rule="requirement-missing"):
    return [problem for problem in check(load(texts), on) if problem.rule == rule]


# Pairs ----------------------------------------------------------------------------------------------------------------


def test_the_good_center_answers_every_requirement_there_is():
    assert [problem for problem in check(load(good()), TODAY) if problem.severity is not Severity.INFO] == []
    answered = answers(good())
    assert set(answered) == {entry.id for entry in shipped()}
    by_machine = {entry.id for entry in shipped() if not for_counsel(entry)} - {
        "ccpa-gpc",
        "rhode-island-third-parties",
    }
    assert {answered[i].state for i in by_machine} <= {State.CLAUSE, State.FACTS}
    assert answered["ccpa-gpc"].state is answered["rhode-island-third-parties"].state is State.MOOT
    assert {answered[entry.id].state for entry in shipped() if for_counsel(entry)} == {State.COUNSEL, State.ENDED}


def test_what_is_in_effect_in_the_good_center_answers_as_much_as_its_drafts():
    assert {i: a.state for i, a in answers(good(), draft=False).items()} == {
        i: a.state for i, a in answers(good()).items()
    }


@pytest.mark.parametrize("entry", bad(), ids=lambda entry: f"{entry['breaks'][0]}: {entry['says'][:40]}")
def test_an_edit_breaks_exactly_the_requirements_it_says(entry):
    texts = edited(entry["edit"])
    found = answers(texts)
    assert {i for i, answer in found.items() if answer.state is State.MISSING} == set(entry["breaks"])
    first = found[entry["breaks"][0]].findings[0]
    assert entry["says"] in first.message
    assert first.where.file == entry["file"]
    if entry["file"] in texts and entry["at"]:
        assert entry["at"] in texts[entry["file"]].decode().splitlines()[first.where.line - 1]


def test_every_requirement_that_a_machine_decides_has_an_edit_that_breaks_it():
    broken = {requirement for entry in bad() for requirement in entry["breaks"]}
    not_broken = {entry.id for entry in shipped() if not for_counsel(entry)} - broken
    assert not_broken == {"sms-dates"}  # its bad case is a center without versions, below


def test_every_check_has_its_requirement_and_what_has_none_is_a_clause_or_for_counsel():
    by_clause = {entry.id for entry in shipped() if entry.clause and entry.words and entry.id not in CHECKS}
    assert {"gdpr-33-2", "data-act-switching", "ai-marking"} <= by_clause
    assert {*CHECKS} | by_clause == {entry.id for entry in shipped() if not for_counsel(entry)}


def test_drafts_that_were_never_published_show_no_dates():
    found = answers(texts_in(HERE / "good"))
    assert {i for i, a in found.items() if a.state is State.MISSING} == {"sms-dates", "caloppa-dates"}
    assert "no day on which it took effect" in found["sms-dates"].findings[0].message


def test_whoever_sells_needs_the_signal_and_a_clause_on_it():
    texts = edited({"data/data_categories.yml": {"sold: false": "sold: true"}})
    assert answers(texts)["ccpa-gpc"].state is State.MISSING
    texts = edited({"data/organization.yml": {"timezone:": "well_known: [gpc.json]\ntimezone:"}}, texts)
    [finding] = answers(texts)["ccpa-gpc"].findings
    assert "no policy names a clause" in finding.message
    text = "## Changes\n\nFollow [Do not sell](../x.md), or send Global Privacy Control: you see that we honour it.\n"
    page = {"covers:": "covers:\n  ccpa-gpc: changes", "## Changes": text}
    assert answers(edited({"docs/policies/privacy/index.md": page}, texts))["ccpa-gpc"].state is State.CLAUSE


@pytest.mark.parametrize(
    ("edit", "moot"),
    [
        ({"data/data_categories.yml": {"basis: legitimate_interests, interest: keeping the service safe": "basis: contract"}}, "gdpr-13-1-d"),
        ({"data/subprocessors.yml": {"locations: [US]": "locations: [DE]", "locations: [GB]": "locations: [IS]"}}, "gdpr-13-1-f"),
        ({"data/children.yml": {"knowingly_collected: true": "knowingly_collected: false"}}, "coppa-retention"),
        ({"data/data_categories.yml": {"  sensitivity: phi\n": ""}, "data/subprocessors.yml": {"  baa: true\n": ""}}, "hipaa-baa"),
        ({"data/messaging.yml": None, "docs/policies/sms-terms/index.md": None}, "sms-rates"),
    ],
)  # fmt: skip
def test_a_requirement_that_does_not_apply_asks_for_nothing(edit, moot):
    assert answers(edited(edit))[moot].state is State.MOOT


# Dates ----------------------------------------------------------------------------------------------------------------

DATED = {
    "sms-revoke-all": date(2027, 1, 31), "ai-disclosure": date(2026, 8, 2), "uk-complaint": date(2026, 6, 19),
    "coppa-retention": date(2026, 4, 22), "sms-stop-words": date(2025, 4, 11), "sms-revocation": date(2025, 4, 11),
    "data-act-switching": date(2025, 9, 12), "data-act-retrieval": date(2025, 9, 12),
    "data-act-information": date(2025, 9, 12), "data-act-jurisdiction": date(2025, 9, 12),
    "data-act-authorities": date(2025, 9, 12), "connecticut-training": date(2026, 7, 1),
    "rhode-island-third-parties": date(2026, 1, 1), "rhode-island-contact": date(2026, 1, 1),
    "minnesota-third-parties": date(2025, 7, 31), "minnesota-profiling": date(2025, 7, 31),
    "oregon-third-parties": date(2024, 7, 1), "delaware-third-parties": date(2025, 1, 1),
    "ccpa-disclosed": date(2026, 1, 1), "ccpa-admt-notice": date(2027, 1, 1), "ccpa-admt-opt-out": date(2027, 1, 1),
    "ai-words": date(2026, 8, 2), "ai-marking": date(2026, 12, 2), "california-bots": date(2019, 7, 1),
    "utah-disclosure": date(2025, 5, 7), "colorado-decisions": date(2027, 1, 1), "dora-chain": date(2025, 7, 22),
    "dora-locations": date(2025, 1, 17), "dora-parent": date(2025, 1, 17),
}  # fmt: skip


@pytest.mark.parametrize("requirement", DATED)
def test_a_dated_requirement_is_due_from_its_day(requirement):
    since = DATED[requirement]
    texts = edited(next(entry["edit"] for entry in bad() if requirement in entry["breaks"]))
    before = answers(texts, since - timedelta(days=1))[requirement]
    assert (before.state, before.until) == (State.NOT_DUE, since)
    assert answers(texts, since)[requirement].state is State.MISSING


def test_every_dated_requirement_is_tried_on_both_sides_of_its_day():
    dated = {entry.id: entry.valid_from for entry in shipped() if entry.valid_from and not for_counsel(entry)}
    assert dated == DATED


@pytest.mark.parametrize(
    ("location", "transfer", "on", "valid"),
    [
        ("GB", "adequacy", date(2031, 12, 27), True), ("GB", "adequacy", date(2031, 12, 28), False),
        ("BR", "adequacy", date(2026, 1, 25), False), ("BR", "adequacy", date(2026, 1, 26), True),
        ("CA", "adequacy", TODAY, True), ("US", "adequacy", TODAY, False), ("IN", "adequacy", TODAY, False),
        ("IN", "scc", TODAY, True), ("US", "dpf, scc", date(2020, 1, 1), True), ("CA", "dpf", TODAY, False),
        ("global", "adequacy", TODAY, False), ("customer selected", "scc", TODAY, True), ("NO", "none", TODAY, True),
        ("european economic area", "none", TODAY, True), ("europe", "adequacy", TODAY, False),
    ],
)  # fmt: skip
def test_a_mechanism_is_valid_for_its_countries_and_its_days(location, transfer, on, valid):
    edit = {
        "data/subprocessors.yml": {
            "locations: [GB]\n  transfer: [adequacy]": f"locations: [{location}]\n  transfer: [{transfer}]"
        }
    }
    assert (answers(edited(edit), on)["gdpr-44"].state is not State.MISSING) is valid


# Who accepted and who attested ------------------------------------------------------------------------------------------

BREAK = {"data/messaging.yml": {"revocation: 10 business days": "revocation: 20 business days"}}
WAIVER = "- {{requirement: sms-revocation, reason: the vendor is mending it, by: Jane Example, expires: {}}}\n"
ATTESTATION = "- {{requirement: {}, statement: None is required., by: Jane Example, signed: 2027-01-01, expires: {}}}\n"


def test_a_waiver_holds_up_to_its_last_day_and_is_then_a_warning_itself():
    texts = {**edited(BREAK), "data/waivers.yml": WAIVER.format("2027-03-01").encode()}
    answer = answers(texts)["sms-revocation"]
    assert (answer.state, answer.until, answer.by) == (State.WAIVED, TODAY, "Jane Example")
    assert answer.note == "the vendor is mending it"
    assert not [problem for problem in told(texts) if problem.message.startswith("sms-revocation")]
    [expired] = told(texts, date(2027, 3, 2), "expired-waiver")
    assert (expired.severity, expired.where.file) == (Severity.WARNING, "data/waivers.yml")
    assert answers(texts, date(2027, 3, 2))["sms-revocation"].state is State.MISSING


def test_a_waiver_of_a_rule_makes_its_warnings_infos():
    texts = edited({"docs/policies/sms-terms/index.md": {"## Delivery": "## Delivery\n\nUnder Directive 95/46/EC:"}})
    [warning] = told(texts, rule="stale-law")
    assert warning.severity is Severity.WARNING
    waiver = b"- {requirement: stale-law, reason: a quotation, by: Jane Example, expires: 2027-04-01}\n"
    [info] = told({**texts, "data/waivers.yml": waiver}, rule="stale-law")
    assert info.severity is Severity.INFO
    assert "accepted by Jane Example until 1 April 2027" in info.message


NO_OFFICER = {"data/contacts.yml": {"dpo:\n  role: Data protection officer\n  email: dpo@example.com\n": ""}}


def test_what_no_machine_decides_is_for_counsel_until_it_is_attested():
    texts = edited(NO_OFFICER)
    assert answers(texts)["gdpr-13-1-b"].state is State.COUNSEL
    [asked] = [problem for problem in told(texts) if problem not in told(good())]
    assert (asked.severity, asked.message.partition(":")[0]) == (Severity.INFO, "gdpr-13-1-b")
    texts["data/attestations.yml"] = ATTESTATION.format("gdpr-13-1-b", "2027-06-30").encode()
    answer = answers(texts)["gdpr-13-1-b"]
    assert (answer.state, answer.until, answer.by) == (State.ATTESTED, date(2027, 6, 30), "Jane Example")
    assert told(texts) == told(good())
    assert told(texts, rule="expired-attestation") == []


def test_an_attestation_is_spoken_of_before_it_ends_and_no_longer_counts_after():
    texts = {**edited(NO_OFFICER), "data/attestations.yml": ATTESTATION.format("gdpr-13-1-b", "2027-03-31").encode()}
    severities = {
        on: [problem.severity for problem in told(texts, on, "expired-attestation")]
        for on in (date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 31), date(2027, 4, 1))
    }
    assert list(severities.values()) == [[], [Severity.INFO], [Severity.INFO], [Severity.WARNING]]
    assert answers(texts, date(2027, 3, 31))["gdpr-13-1-b"].state is State.ATTESTED
    assert answers(texts, date(2027, 4, 1))["gdpr-13-1-b"].state is State.COUNSEL
    renewed = texts["data/attestations.yml"] + ATTESTATION.format("gdpr-13-1-b", "2028-03-31").encode()
    assert told({**texts, "data/attestations.yml": renewed}, date(2027, 4, 1), "expired-attestation") == []


def test_an_attestation_is_no_answer_to_what_a_machine_decides():
    texts = {**edited(BREAK), "data/attestations.yml": ATTESTATION.format("sms-revocation", "2028-01-01").encode()}
    assert answers(texts)["sms-revocation"].state is State.MISSING


# Lists ----------------------------------------------------------------------------------------------------------------

OWN = """\
regime: house
title: House rules
checked_on: 2027-02-01
requirements:
  - {id: house-scope, must: Every policy says whom it binds., decided_by: machine, where: the first section}
  - {id: house-website, must: Every vendor has a website., decided_by: machine, facts: [subprocessors.website]}
  - {id: house-tone, must: The tone is kind., decided_by: counsel}
  - {id: house-old, must: Something of the past., decided_by: machine, valid_to: 2027-02-28}
  - {id: house-shield, must: Nobody shields., decided_by: machine, clause: true, words: ['\\bcourts?\\b']}
"""
HOUSE = {"data/organization.yml": {"quebec]": "quebec, house]"}}


def test_a_list_of_the_company_is_checked_like_a_shipped_one():
    texts = {**edited(HOUSE), "data/requirements/house.yml": OWN.encode()}
    states = {i: a.state for i, a in answers(texts).items() if i.startswith("house")}
    assert states == {
        "house-scope": State.MISSING, "house-website": State.MISSING, "house-tone": State.COUNSEL,
        "house-old": State.ENDED, "house-shield": State.MISSING,
    }  # fmt: skip
    covers = "covers:\n  house-scope: what-we-hold\n  house-shield: '#changes'"
    page = {"covers:": covers, "## Changes": "## Changes\n\nWe go to court."}
    websites = {
        "  contact: privacy@h": "  website: https://h.example\n  contact: privacy@h",
        "  contact: privacy@s": "  website: https://s.example\n  contact: privacy@s",
    }
    texts = edited({"docs/policies/privacy/index.md": page, "data/subprocessors.yml": websites}, texts)
    states = {i: a.state for i, a in answers(texts).items() if i.startswith("house")}
    assert list(states.values()) == [State.CLAUSE, State.FACTS, State.COUNSEL, State.ENDED, State.CLAUSE]


def test_a_list_that_is_not_asserted_is_not_checked():
    texts = {**good(), "data/requirements/house.yml": OWN.encode()}
    assert not [i for i in answers(texts) if i.startswith("house")]
    assert (
        answers(edited({"data/organization.yml": {"gdpr, uk-gdpr, ": ""}}))
        .keys()
        .isdisjoint({"gdpr-44", "uk-complaint"})
    )
    assert "gdpr-44" in answers(edited({"data/organization.yml": {"gdpr, uk-gdpr": "uk-gdpr"}}))


def test_nothing_is_checked_for_a_regime_without_a_list():
    [warning] = told(edited({"data/organization.yml": {"quebec]": "quebec, gpdr]"}}), rule="unknown-requirement")
    assert (warning.severity, "did you mean gdpr?" in warning.hint) == (Severity.WARNING, True)


@pytest.mark.parametrize(
    ("words", "rule"),
    [("words: ['(']", "bad-value"), ("facts: [website]", "bad-value"), ("decided_by: nobody", "bad-value"), ("id: gdpr-44", "unknown-requirement")],
)  # fmt: skip
def test_a_list_of_the_company_that_is_wrong_is_a_problem_at_its_line(words, rule):
    field = words.partition(":")[0]
    entry = {"id": "id: x", "must": "must: y", "decided_by": "decided_by: machine"} | {field: words}
    own = f"regime: house\ntitle: House\ncheckd_on: 1\nrequirements:\n  - {{{', '.join(entry.values())}}}\n"
    texts = {**good(), "data/requirements/house.yml": own.replace("checkd_on: 1", "checked_on: 2027-02-01").encode()}
    [problem] = [p for p in check(load(texts), TODAY) if p.is_error]
    assert (problem.rule, problem.where.file, problem.where.line) == (rule, "data/requirements/house.yml", 5)


def test_a_list_is_stale_after_180_days():
    texts = {**edited(HOUSE), "data/requirements/house.yml": OWN.encode()}
    assert told(texts, date(2027, 7, 31), "stale-list")[0].where.file == "data/organization.yml"
    own = [p for p in told(texts, date(2027, 8, 1), "stale-list") if p.where.file == "data/requirements/house.yml"]
    assert [problem.severity for problem in own] == [Severity.WARNING]
    assert not [p for p in told(texts, date(2027, 7, 31), "stale-list") if p.where.file != "data/organization.yml"]


def test_every_entry_of_a_shipped_list_says_what_must_exist_and_where_it_would_go():
    for listed in requirement_lists.shipped():
        assert listed.list.checked_on >= date(2026, 11, 1)
        for requirement in listed.list.requirements:
            assert requirement.where, requirement.id
            assert requirement.why, requirement.id
            if listed.list.regime not in ("promises", "ai-voice"):
                assert requirement.basis, requirement.id


# Published versions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", bad(), ids=lambda entry: f"{entry['breaks'][0]}: {entry['says'][:40]}")
def test_a_published_version_never_has_an_error_and_what_the_drafts_mend_is_an_info(entry):
    """The broken center is published, and then its drafts and facts are mended."""
    broken = edited(entry["edit"], texts_in(HERE / "good"))
    if "absent or has no text" in entry["says"]:
        with pytest.raises(Refused, match=entry["breaks"][0]):
            publish(broken, "First", "initial", "2027-01-05", today=date(2027, 1, 5))
        return
    published = publish(broken, "First", "initial", "2027-01-05", today=date(2027, 1, 5))
    kept = {path: data for path, data in published.items() if path.startswith("docs/")}
    mended = kept | texts_in(HERE / "good")
    center = load(mended)
    found = [p for p in requirement_missing(center, TODAY) if p.message.partition(":")[0] in entry["breaks"]]
    assert {problem.severity for problem in found} <= {Severity.INFO}
    assert all("publish them" in problem.hint for problem in found)


def test_an_upcoming_version_is_judged_by_the_law_of_its_day():
    """A version announced before the revoke-all rule and effective after it."""
    texts = publish(
        edited(
            {"data/messaging.yml": {"revokes_all: true": "revokes_all: false"}},
            texts_in(HERE / "good"),
        ), "First", "initial", "2026-12-01", today=date(2026, 12, 1),
    )  # fmt: skip
    assert not [p for p in told(texts, date(2026, 12, 15)) if p.message.startswith("sms-revoke-all")]
    texts = edited({"docs/policies/sms-terms/index.md": {"## Delivery": "## Delivery\n\nPatience helps."}}, texts)
    upcoming = publish(texts, "Second", "material", "2027-03-01", today=date(2026, 12, 10))
    [warning] = [p for p in told(upcoming, date(2026, 12, 15)) if p.message.startswith("sms-revoke-all")]
    assert warning.severity is Severity.WARNING
    assert "takes effect on 1 March 2027" in warning.message
    assert "due from 31 January 2027" in warning.hint


def test_a_clause_that_is_not_due_yet_is_not_called_dropped():
    """The draft says what the upcoming version says; today the law does not ask for it yet."""
    covered = {
        "docs/policies/sms-terms/index.md": {"  sms-rates: cost": "  sms-rates: cost\n  sms-revoke-all: ending-it"}
    }
    texts = publish(texts_in(HERE / "good"), "First", "initial", "2026-12-01", today=date(2026, 12, 1))
    upcoming = publish(edited(covered, texts), "Second", "material", "2027-03-01", today=date(2026, 12, 10))
    assert not [p for p in told(upcoming, date(2026, 12, 15)) if p.message.startswith("sms-revoke-all")]


def test_the_coverage_of_a_day_names_the_version_in_effect():
    [clause] = answers(good(), draft=False)["gdpr-33-2"].clauses
    assert (clause.policy, clause.anchor, clause.heading) == ("privacy", "breaches", "Breaches")
    assert clause.version is not None
    assert clause.version.name == "privacy/2027-01-05"
    [drafted] = answers(good())["gdpr-33-2"].clauses
    assert drafted.version is None
    assert answers(good(), draft=False)["gdpr-13-2-b"].stated_in == ()
    assert answers(good(), draft=False)["ccpa-retention"].stated_in == ("privacy",)


# Covers ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covers", "rule", "says"),
    [
        ("gdpr-33-3: breaches", "unknown-requirement", "`gdpr-33-3` is no requirement"),
        ("gdpr-33-2: breach", "empty-clause", "no heading has the anchor `breach`"),
        ("gdpr-33-2: empty", "empty-clause", 'no text below the heading "Empty"'),
    ],
)
def test_covers_names_a_requirement_and_a_heading_with_text(covers, rule, says):
    page = {"  gdpr-33-2: breaches": f"  {covers}", "## Breaches": "## Empty\n\n### Still empty\n\n## Breaches"}
    problems = [p for p in check(load(edited({"docs/policies/privacy/index.md": page})), TODAY) if p.is_error]
    assert [(problem.rule, problem.where.line) for problem in problems] == [(rule, 7)]
    assert says in problems[0].message


def test_a_subheading_with_text_fills_its_heading():
    page = {"## Breaches\n": "## Breaches\n\n### Of customers\n"}
    assert answers(edited({"docs/policies/privacy/index.md": page}))["gdpr-33-2"].state is State.CLAUSE


def test_anchors_are_those_of_the_site():
    texts = [
        "# A\n\n## One & two\n\ntext\n\n## One & two\n\n### `code` and **bold** {#own}\n\n## A [link](x.md) #\n\nB\n=\n\nC\n---\n\nno\nheading\n---\n",
        *(path.read_text("utf-8") for path in sorted(Path(__file__).resolve().parents[1].glob("docs/policies/*/*.md"))),
    ]  # fmt: skip
    for text in texts:
        assert_anchors_of_the_site(text)
    assert [clause.anchor for clause in clauses(texts[0])] == [
        "a",
        "one--two",
        "one--two-1",
        "own",
        "a-link",
        "b",
        "c",
        "no-heading",
    ]


@pytest.mark.corpora
def test_anchors_are_those_of_the_site_in_real_policies():
    for path in needs.corpus_texts()[::7]:
        assert_anchors_of_the_site(path.read_text("utf-8"))


def assert_anchors_of_the_site(text):
    made = [(clause.anchor, clause.heading) for clause in clauses(text) if 2 <= clause.level <= 4]
    assert made == list(_flat(render(text, source="x", page="x/", site=ANYWHERE).toc))


def _flat(toc):
    for entry in toc:
        yield entry["id"], unescape(entry["name"])
        yield from _flat(entry["children"])


# The showcase ---------------------------------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 22)


@cache
def showcase():
    return {path: data for path, data in texts_in(ROOT).items() if path.startswith(("data/", "docs/"))}


def covered():
    """Every clause that answers a requirement: policy and anchor."""
    return [(p, anchor) for p in ("sms-terms", "privacy") for anchor in sorted(set(front_matter(p)["covers"].values()))]


def front_matter(policy):
    return yaml.safe_load((ROOT / f"docs/policies/{policy}/index.md").read_text("utf-8").split("---\n")[1])


@cache
def findings_of_the_showcase():
    return {problem.message for problem in found_in(showcase())}


def found_in(texts):
    """What is wrong with clauses, and what is missing; lazily, because the second takes its time."""
    center = load(texts)
    yield from empty_clause(center, DAY)
    yield from requirement_missing(center, DAY)


def without_clause(text, anchor, how):
    """A draft whose clause is mutilated."""
    body = text.split("---\n", 2)[2]
    clause = next(clause for clause in clauses(body) if clause.anchor == anchor)
    heading = body[clause.offset : body.index("\n", clause.offset) + 1]
    if how == "its text":
        return text.replace(heading + clause.body, heading + "\n", 1)
    if how == "its heading":
        return text.replace(heading, "## Something that nobody expects\n", 1)
    text = text.replace(heading + clause.body, "\n", 1)
    return re.sub(rf"(?m)^  [a-z0-9-]+: {anchor}\n", "", text) if how == "the clause and its covers" else text


@pytest.mark.parametrize(("policy", "anchor"), covered())
@pytest.mark.parametrize("how", ["the whole clause", "its text", "its heading", "the clause and its covers"])
def test_a_covered_clause_removed_from_the_showcase_is_caught(policy, anchor, how):
    path = f"docs/policies/{policy}/index.md"
    text = showcase()[path].decode()
    mutated = without_clause(text, anchor, how)
    assert mutated != text
    found = found_in({**showcase(), path: mutated.encode()})
    answered = {requirement for requirement, at in front_matter(policy)["covers"].items() if at == anchor}
    new = (problem for problem in found if problem.message not in findings_of_the_showcase())
    missed = next((problem for problem in new if problem.message.partition(":")[0] in answered), None)
    assert missed, f"nobody misses {anchor}"
    assert how == "the clause and its covers" or missed.is_error


def test_the_showcase_asserts_the_lists_and_answers_them():
    found = coverage(load(showcase()), DAY, draft=True)
    assert {"gdpr", "ccpa", "a2p-10dlc", "ai-voice", "promises"} <= {item.list.regime for item in found.lists}
    assert [answer.requirement.id for answer in found.answers if answer.state is State.MISSING] == []


# The sentence -----------------------------------------------------------------------------------------------------------


def test_the_report_begins_with_what_was_checked():
    found = coverage(load(good()), TODAY, draft=True)
    assert found.sentence == "86 checks ran, 0 findings, 7 not checked. These checks do not establish legal compliance."
    missing = coverage(load(edited({**BREAK, **NO_OFFICER})), TODAY, draft=True)
    assert missing.sentence.startswith("85 checks ran, 1 finding, 8 not checked.")


# Prose ------------------------------------------------------------------------------------------------------------------


def of_prose(requirement, text, facts=None):
    """What a check finds in one text."""
    said = PolicyText("privacy", "Privacy policy", "x.md", text, {}, (), None)
    facts = {"messaging": {"x": {}}, "notice": {"material": "30 days"}, **(facts or {})}
    return [
        o.message
        for o in CHECKS[requirement](Statement(TODAY, Facts(facts), {"privacy": said}))
        if isinstance(o, Finding)
    ]


@pytest.mark.parametrize(
    ("requirement", "text"),
    [
        ("gdpr-7", "By using the services you consent to this policy."), ("gdpr-7", "By simply accessing our site, you hereby agree to the collection\nof data."),
        ("sms-non-sharing-conflict", "We may share your data with our partners for marketing."),
        ("sms-non-sharing-conflict", "Your information is disclosed to affiliates for their promotional offers."),
        ("promise-archive", "Every version of this policy is archived."), ("promise-archive", "We keep all previous versions."),
        ("promise-archive", "A log of changes is kept."), ("promise-archive", "We maintain a change log."),
        ("promise-notice", "We announce changes with 45 days' notice."), ("promise-notice", "You are told at least 14 days before a change takes effect."),
        ("promise-notice", "Any modification needs 10 business days of notice."),
        ("children-consistent", "Nobody under 13 may use it. You must be at least 16 years old."), ("children-consistent", "For those under the age of 13, or 14 years of age."),
        ("gdpr-44", "We rely on the EU-U.S. Privacy Shield."), ("ccpa-sale-conflict", "We do not sell your data."),
    ],
)  # fmt: skip
def test_prose_that_does_not_answer_is_found(requirement, text):
    assert of_prose(requirement, text, {"cookies": {"ads": {"id": "ads", "label": "Ads", "category": "marketing"}}})


@pytest.mark.parametrize(
    ("requirement", "text"),
    [
        ("gdpr-7", "By using a strong password you protect your data."), ("gdpr-7", "We ask for your consent before using your data."),
        ("gdpr-7", "By using the services you agree to the terms of payment."), ("gdpr-7", "`By using it you consent to all data`"),
        ("sms-non-sharing-conflict", "We never share your data with partners for marketing."),
        ("sms-non-sharing-conflict", "Opt-in data aside, we share data with partners for marketing."),
        ("sms-non-sharing-conflict", "We share data with partners who host it. Marketing is done in house."),
        ("promise-archive", "Every version is kept: see the [changelog](../../changelog/index.md)."), ("promise-archive", "The change log of the kernel is long."),
        ("promise-archive", "Use the newest version."),
        ("promise-notice", "Changes are announced 30 days before: at least 30 days before a change takes effect."),
        ("promise-notice", "Either side may end the contract with 90 days' notice."), ("promise-notice", "Changes take 5 days."),
        ("children-consistent", "You must be at least 18 years old; under 18, do not use it."), ("children-consistent", "Kept for under 30 days, under 5 years."),
        ("children-consistent", "Records are at least 7 years old. Nobody under 16."), ("gdpr-44", "The Data Privacy Framework shields your privacy."),
        ("ccpa-sale-conflict", "We sell telephones, not data."),
    ],
)  # fmt: skip
def test_prose_that_says_something_else_is_left_alone(requirement, text):
    assert of_prose(requirement, text) == []


@pytest.mark.corpora
def test_real_policies_raise_no_alarm_about_use_as_consent_ages_or_transfers():
    for path in needs.corpus_texts(needs.UNLIKE_OURS):
        for requirement in ("gdpr-7", "children-consistent", "gdpr-44", "promise-notice"):
            assert of_prose(requirement, path.read_text("utf-8", "replace")) == [], path


# The manual -------------------------------------------------------------------------------------------------------------

MANUAL = ROOT / "manual" / "requirements.md"


def elements_in_the_manual(requirement_list):
    """The elements of a list as a table; nothing if it has none."""
    rows = [
        f"| `{entry.id}` | {element.asked_of} | {element.must} | {element.write} | {', '.join(element.codes)} |"
        for entry in requirement_list.requirements
        for element in entry.elements
    ]
    head = ["", "| id | page or field | what it must be | what to write | rejected as |", "|---|---|---|---|---|"]
    return [*head, *rows] if rows else []


def listed_in_the_manual():
    """The lists as tables, by regime."""
    lines = []
    for listed in requirement_lists.shipped():
        lines += [
            "",
            f"### {listed.list.regime}",
            "",
            f"{listed.list.title}; compared with its sources on {listed.list.checked_on}.",
        ]
        if listed.list.includes:
            lines += [f"Includes {', '.join(f'`{name}`' for name in listed.list.includes)}."]
        lines += [
            "",
            "| id | basis | what must be | decided by | from | until | next known date | read in |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for entry in listed.list.requirements:
            by = entry.decided_by + (", a clause" if entry.clause else "")
            basis = f"[{entry.basis}]({entry.source})" if entry.basis and entry.source else entry.basis or ""
            awaited = f"{entry.next_date.on}: {entry.next_date.what}" if entry.next_date else ""
            days = f"{entry.valid_from or ''} | {entry.valid_to or ''} | {awaited}"
            lines.append(f"| `{entry.id}` | {basis} | {entry.must} | {by} | {days} | {entry.seen_in or ''} |")
        lines += elements_in_the_manual(listed.list)
    return "\n".join(lines[1:]) + "\n"


def test_the_manual_has_every_requirement_of_every_list():
    """With `TRUSTCENTER_UPDATE=1` the tables are written anew."""
    head, mark, tables = MANUAL.read_text("utf-8").partition("## The lists\n\n")
    if os.environ.get("TRUSTCENTER_UPDATE"):
        MANUAL.write_text(head + mark + listed_in_the_manual(), "utf-8")
        tables = listed_in_the_manual()
    assert tables == listed_in_the_manual()
