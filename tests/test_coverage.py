"""Coverage on the site: the page, the open data, links back from the clauses, and clauses that a version drops.

The center is that of `test_requirements.py`, which answers everything; edits make it answer less.
"""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import html

import sites
from conftest import texts_in
from errors._archive import publish
from test_requirements import ATTESTATION, BREAK, HOUSE, NO_OFFICER, OWN, TODAY, WAIVER, edited, good
from trustcenter.comparing.fact_diff import lost_clauses
from trustcenter.publishing import publish as publishing
from trustcenter.publishing.sealing import Refused
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reports import review, review_comment
from trustcenter.rules import check
from trustcenter.rules.coverage import State, coverage
from trustcenter.site import build

ROOT = Path(__file__).resolve().parents[1]
TERMS = "docs/policies/sms-terms/index.md"
DELIVERY = "## Delivery\n\nCarriers are not liable for delayed or undelivered messages.\n"
COVERS = "  sms-carrier-liability: delivery\n"
DROP = {TERMS: {DELIVERY: "", COVERS: ""}}
INTERNAL = "quagga-secret"
PUBLIC = {"coverage": "public"}


def built(texts, on=TODAY, own=PUBLIC, **more):
    return build.outputs(load(texts), on, SiteSettings(site_url="https://trust.example.com/", own=own), **more)


def page(site, url="coverage/"):
    return html.fragment_fromstring(site.pages[url].html, create_parent="div")


def words(element):
    return " ".join(element.text_content().split())


def row(site, requirement):
    [found] = page(site).xpath(f'.//li[@id="{requirement}"]')
    return found


def state(site, requirement):
    return words(row(site, requirement).find_class("tc-cover__state")[0])


def data(site):
    return json.loads(site.files["api/coverage.json"])


def as_data(site):
    return {r["id"]: r for one in data(site)["lists"] for r in one["requirements"]}


@cache
def showcase():
    texts = {path: text for path, text in texts_in(ROOT).items() if path.startswith(("data/", "docs/"))}
    return texts, built(texts, sites.TODAY)


def follow(site, url, href):
    """The page and the anchor to which a link of a page leads."""
    target, _, anchor = build_url(url, href).partition("#")
    assert target in site.pages, href
    return target, anchor


def build_url(url, href):
    parts = url.split("/")[:-1]
    path, hash_, anchor = href.partition("#")
    for part in path.split("/")[:-1]:
        parts = parts[:-1] if part == ".." else parts if part in ("", ".") else [*parts, part]
    return "/".join([*parts, ""]).lstrip("/") + hash_ + anchor


# The page ---------------------------------------------------------------------------------------------------------------


def test_every_asserted_requirement_has_its_row_with_what_must_be_basis_and_source():
    texts, site = showcase()
    for answer in coverage(load(texts), sites.TODAY).answers:
        found, asked = row(site, answer.requirement.id), answer.requirement
        assert asked.must.casefold() in words(found).casefold()
        assert (asked.basis or asked.id) in words(found)
        assert not asked.source or asked.source in [link.get("href") for link in found.iter("a")]


def test_every_clause_is_linked_and_stands_where_the_link_leads():
    texts, site = showcase()
    answers = [a for a in coverage(load(texts), sites.TODAY).answers if a.state is State.CLAUSE]
    assert len(answers) > 30
    for answer in answers:
        links = list(row(site, answer.requirement.id).find_class("tc-cover__clauses")[0].iter("a"))
        assert [words(link) for link in links] == [clause.heading for clause in answer.clauses]
        for link in links:
            url, anchor = follow(site, "coverage/", link.get("href"))
            [heading] = page(site, url).xpath(f'.//*[@id="{anchor}"]')
            assert words(link) == words(heading)


def test_the_page_says_what_was_checked_on_which_day_and_never_that_anything_is_compliant():
    texts, site = showcase()
    told = words(page(site))
    assert coverage(load(texts), sites.TODAY).sentence in told
    assert "As of 22 November 2026." in told
    assert "The checks were made on 22 November 2026" in told
    assert "compliant" not in told.casefold()
    assert re.findall(r"complian\w+", told) == ["compliance"]  # of the sentence: they do not establish it


def test_counts_are_those_of_the_rows():
    _, site = showcase()
    chips = [words(chip) for chip in page(site).find_class("tc-chip")]
    counts = {words(pair[0]).casefold(): int(words(pair[1])) for pair in page(site).find_class("tc-facts")[0]}
    assert counts == {"not covered": 0} | {word: chips.count(word) for word in chips}


EXPIRES = "2027-06-30"
HELD = {
    "data/waivers.yml": WAIVER.format(EXPIRES).encode(),
    "data/attestations.yml": ATTESTATION.format("gdpr-13-1-b", EXPIRES).encode(),
}


def test_every_state_is_told_in_words():
    less = publish(edited({**BREAK, **NO_OFFICER}), "Less", "material", "2027-04-20", today=date(2027, 3, 2))
    on = date(2027, 5, 1)
    site = built(less, on)
    assert (state(site, "sms-revocation"), state(site, "gdpr-13-1-b")) == ("not covered", "for counsel")
    assert state(site, "ccpa-gpc") == "does not apply"
    assert "Nothing is said to be sold or shared" in words(row(site, "ccpa-gpc"))
    assert (state(site, "sms-rates"), state(site, "sms-carrier-liability")) == ("answered", "answered")
    held = built({**less, **HELD}, on)
    assert state(held, "sms-revocation") == "waived until 30 June 2027"
    assert state(held, "gdpr-13-1-b") == "attested until 30 June 2027"
    assert state(built(good(), date(2027, 1, 30)), "sms-revoke-all") == "not due until 31 January 2027"


def test_what_is_not_covered_and_ids_are_public_only_where_the_company_asks_for_it():
    less = publish(edited({**BREAK, **NO_OFFICER, **DROP}), "Less", "material", "2027-04-20", today=date(2027, 3, 2))
    on = date(2027, 5, 1)
    site, public = built(less, on, own=None), built(less, on)
    redline = "policies/sms-terms/2027-04-20/redline/"
    shown = {url: words(page(site, url)) for url in ("coverage/", "changelog/", redline)}
    for secret in ("sms-carrier-liability", "not covered", "for counsel", "finding"):
        assert not [url for url, text in shown.items() if secret in text.casefold()], secret
        assert secret in " ".join(words(page(public, url)) for url in shown).casefold()
    assert not {"missing", "counsel", "waived"} & {one["state"] for one in as_data(site).values()}
    assert (data(site)["findings"], data(site)["checks"]) == (None, None)
    Draft202012Validator(json.loads(site.files["schemas/coverage.json"])).validate(data(site))
    assert state(site, "sms-rates") == "answered"
    assert "These checks do not establish legal compliance." in shown["coverage/"]


def test_what_was_accepted_and_attested_for_the_company_itself_stands_nowhere():
    texts = {
        path: text.replace(b"Jane Example", INTERNAL.encode()).replace(b"mending it", INTERNAL.encode())
        for path, text in HELD.items()
    }
    texts["data/attestations.yml"] = texts["data/attestations.yml"].replace(b"None is required.", INTERNAL.encode())
    site = built({**edited({**BREAK, **NO_OFFICER}), **texts})
    pages = {url: getattr(made, "page", made) for url, made in site.pages.items()}
    assert not [url for url, page in pages.items() if INTERNAL in page.html + page.head]
    assert not [path for path, file in site.files.items() if INTERNAL.encode() in file]


def test_drafts_have_no_part_in_it():
    texts = edited(DROP)
    before, after = built(good()), built(texts)
    assert State.MISSING in {a.state for a in coverage(load(texts), TODAY, draft=True).answers}
    for url in ("coverage/", "policies/sms-terms/"):
        assert before.pages[url].html == after.pages[url].html
    assert before.files["api/coverage.json"] == after.files["api/coverage.json"]


def test_a_version_counts_from_the_day_it_takes_effect():
    texts = edited({TERMS: {COVERS: "  sms-carrier-liability: delivery\n  sms-help: ending-it\n"}})
    texts = publish(texts, "Help", "minor", "2027-03-20", today=date(2027, 3, 10))
    before, announced, bound = (built(texts, date(2027, 3, day)) for day in (9, 19, 20))
    assert "Ending it" not in words(row(before, "sms-help"))
    assert row(before, "sms-help").text_content() == row(announced, "sms-help").text_content()
    assert "Ending it" in words(row(bound, "sms-help"))


def test_a_center_that_asserts_nothing_shows_its_own_promises():
    texts = {path: text.encode() for path, text in sites.SMALL.items()}
    site = built(publish(texts, "First", "initial", "2026-03-02", today=date(2026, 3, 2)), date(2026, 3, 3))
    assert [one["regime"] for one in data(site)["lists"]] == ["promises"]
    assert [words(h) for h in page(site).iter("h2")] == ["Our own promises"]
    assert "coverage/" in [target.removesuffix("index.md") for _, target in site.navigation if isinstance(target, str)]
    assert "coverage/" in [link.get("href") for link in page(site, "").iter("a")]


def test_a_page_of_the_company_takes_its_place_and_nothing_links_into_it():
    site = built({**good(), "docs/coverage.md": b"# What we cover\n\nEverything.\n"})
    assert "coverage/" not in site.pages
    assert "docs/coverage.md" in site.filled
    assert {r["url"] for r in as_data(site).values()} == {None}
    assert not page(site, "policies/sms-terms/").find_class("tc-answers")


class Kept(dict):
    """What a build keeps for the next one."""

    def part(self, key, at, size):
        return self[key][at : at + size] if key in self else None

    def put(self, key, found):
        self[key] = found
        return True

    def use(self, key):
        pass


def test_lists_of_the_company_count_also_where_pages_are_kept():
    keep, path = Kept(), "data/requirements/house.yml"
    assert "list_house" not in built(good(), keep=keep).pages["coverage/"].html
    texts = {**edited(HOUSE), path: OWN.encode()}
    first = built(texts, keep=keep)
    assert state(first, "house-old") == "ended on 28 February 2027"
    assert state(first, "house-tone") == "for counsel"
    assert state(first, "house-website") == "not covered"
    texts[path] = OWN.replace("2027-02-28", "2027-03-28").encode()
    second = built(texts, keep=keep)
    assert state(second, "house-old") == "not covered"
    assert second.pages == built(texts).pages


# Open data ----------------------------------------------------------------------------------------------------------------


def test_the_open_data_fits_its_schema_and_says_what_the_page_says():
    texts, site = showcase()
    Draft202012Validator(json.loads(site.files["schemas/coverage.json"])).validate(data(site))
    found = coverage(load(texts), sites.TODAY)
    assert {i: r["state"] for i, r in as_data(site).items()} == {a.requirement.id: a.state for a in found.answers}
    assert (data(site)["checks"], data(site)["findings"], data(site)["sentence"]) == (
        found.ran,
        found.finding_count,
        found.sentence,
    )
    in_effect = {v.name for v in load(texts).archive.on(sites.TODAY).in_effect.values()}
    for one in as_data(site).values():
        target, _, anchor = one["url"].partition("#")
        assert page(site, target).xpath(f'.//*[@id="{anchor}"]')
        for clause in one["clauses"]:
            assert clause["version"] in in_effect
            target, _, anchor = clause["url"].partition("#")
            assert page(site, target).xpath(f'.//*[@id="{anchor}"]')


# Links back ----------------------------------------------------------------------------------------------------------------


def test_below_the_heading_of_each_clause_stands_what_it_answers_and_the_link_leads_back():
    texts, site = showcase()
    expected = {
        (clause.policy, clause.anchor, answer.requirement.basis or answer.requirement.id)
        for answer in coverage(load(texts), sites.TODAY).answers
        if answer.state is State.CLAUSE
        for clause in answer.clauses
    }
    found = set()
    for policy in {policy for policy, _, _ in expected}:
        url = f"policies/{policy}/"
        for line in page(site, url).find_class("tc-answers"):
            [heading] = line.xpath("preceding-sibling::*[self::h2 or self::h3 or self::h4][1]")
            for link in line.iter("a"):
                assert follow(site, url, link.get("href"))[0] == "coverage/"
                assert words(link) in words(row(site, link.get("href").partition("#")[2]))
                found.add((policy, heading.get("id"), words(link)))
    assert found == expected


def test_a_clause_that_does_not_answer_claims_nothing():
    edit = {TERMS: {"Carriers are not liable": "Nobody is responsible"}}
    texts = publish(edited(edit), "Vague", "minor", "2027-03-01", today=date(2027, 3, 1))
    site = built(texts, date(2027, 3, 2))
    assert state(site, "sms-carrier-liability") == "not covered"
    assert not row(site, "sms-carrier-liability").find_class("tc-cover__clauses")
    linked = [
        a.get("href") for line in page(site, "policies/sms-terms/").find_class("tc-answers") for a in line.iter("a")
    ]
    assert linked
    assert not [href for href in linked if href.endswith("#sms-carrier-liability")]


def test_pages_that_never_change_have_no_links_back():
    _, site = showcase()
    never = [url for url in site.pages if re.match(r"policies/[^/]+/\d", url) or url.startswith("as-of/2")]
    assert len(never) > 50
    assert not [url for url in never if "tc-answers" in site.pages[url].html or "coverage/#" in site.pages[url].html]


# Clauses that a version drops ----------------------------------------------------------------------------------------------

RENAMED = {TERMS: {"## Delivery": "## Carriers", "sms-carrier-liability: delivery": "sms-carrier-liability: carriers"}}
SENTENCE = "covered clause removed: sms-carrier-liability (SMS terms: Delivery)"


def announced(edit, class_, texts=None):
    return publish(edited(edit, texts), "Terms", class_, "2027-03-01", today=TODAY)


@pytest.mark.parametrize("edit", [DROP, {TERMS: {COVERS: ""}}], ids=["the clause", "covers alone"])
def test_dropping_a_covered_clause_is_at_least_minor(edit):
    with pytest.raises(Refused) as refused:
        announced(edit, "editorial")
    [problem] = [p for p in refused.value.problems if p.rule == "understated-class"]
    assert f"the clauses that are gone demand minor: {SENTENCE}" in problem.message
    assert announced(edit, "minor")


def test_a_clause_with_another_heading_is_kept_where_covers_follows():
    assert announced(RENAMED, "editorial")


def test_an_empty_or_absent_heading_answers_nothing_more():
    before = load(good()).archive.newest("sms-terms")
    emptied = replace(
        before, text=before.text.replace("Carriers are not liable for delayed or undelivered messages.", "")
    )
    renamed = replace(before, text=before.text.replace("## Delivery", "## Transport"))
    assert before.text not in (emptied.text, renamed.text)
    for after in (emptied, renamed):
        assert [*lost_clauses(before, after)] == ["sms-carrier-liability"]
    assert sorted(lost_clauses(before, None)) == sorted(before.covers)
    assert lost_clauses(before, before) == {}
    assert lost_clauses(emptied, renamed) == {}


def test_the_list_of_changes_the_open_data_and_the_redline_name_the_requirement():
    texts = announced(DROP, "minor")
    [change] = [c for c in load(texts).archive.changes.values() if c.title == "Terms"]
    assert f"- {SENTENCE}\n" in change.body
    site = built(texts)
    changes = {one["id"]: one for one in json.loads(site.files["api/changes.json"])["changes"]}
    [fact] = changes[change.id]["facts"]
    assert (fact["kind"], fact["record"], fact["floor"]) == ("covered clause", "sms-carrier-liability", "minor")
    url = "policies/sms-terms/2027-03-01/redline/"
    strip = page(site, url).find_class("tc-strip")[0]
    assert "1 requirement lost its clause" in words(strip)
    assert "sms-carrier-liability, in “Delivery”" in words(strip)
    assert [follow(site, url, a.get("href"))[0] for a in strip.iter("a")] == ["coverage/"]
    bullets = page(site, "changelog/").find_class("tc-typed")[0]
    assert "removed" in words(bullets)
    assert "covered clause: sms-carrier-liability" in words(bullets)


def test_a_redline_that_drops_nothing_says_nothing_of_requirements():
    site = built(announced(RENAMED, "editorial"))
    assert "requirement" not in site.pages["policies/sms-terms/2027-03-01/redline/"].html


def test_the_redline_stays_as_it_is_when_the_organization_asserts_other_regimes():
    texts, url = announced(DROP, "minor"), "policies/sms-terms/2027-03-01/redline/"
    later = edited({"data/organization.yml": {"quebec]": "quebec, house]"}}, texts)
    later["data/requirements/house.yml"] = OWN.encode()
    assert built(texts).pages[url].html == built(later, date(2027, 9, 1)).pages[url].html


def test_the_end_of_a_policy_tells_its_clauses_in_one_line():
    many = {f"sms-{name}": "delivery" for name in ("stop", "stop-words", "help", "frequency", "samples")}
    more = "".join(f"  {name}: {anchor}\n" for name, anchor in many.items())
    texts = announced({TERMS: {COVERS: COVERS + more}}, "minor")
    order = publishing.Order(
        policies=("sms-terms",), effective=date(2027, 5, 1), class_="material", title="The end", summary="",
        today=TODAY, retire=True,
    )  # fmt: skip
    planned = publishing.plan(texts, order)
    lines = [line for line in planned.change.body.splitlines() if "covered clause" in line]
    assert len(lines) == 1
    assert lines[0].startswith("- covered clause removed (7): sms-carrier-liability, ")


def test_the_report_on_a_pull_request_names_the_requirement_of_drafts_and_of_changes():
    for edit, after in ((DROP, edited(DROP)), (DROP, announced(DROP, "minor"))):
        assert edit
        center = load(after)
        found = review.review(load(good()), center, (good(), after), TODAY, problems=check(center, TODAY))
        told = review_comment.markdown(found)
        assert "Requirements that lose the clause that answers them:" in told
        assert re.search(r"covered clause removed: sms.carrier.liability", told.replace("\\", ""))
        assert "the clauses that are gone demand" in told
    quiet = review.review(load(good()), load(edited(RENAMED)), (good(), edited(RENAMED)), TODAY, problems=())
    assert "Requirements that lose" not in review_comment.markdown(quiet)
