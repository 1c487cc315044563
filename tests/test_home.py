"""The home page: what is pending, the policies, certifications, key facts and ways to follow; nothing empty is shown."""

from datetime import date

import pytest
from lxml import html

import sites
from trustcenter.disk import files
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build

PUBLISHED = "2026-01-05"
SECURITY = """\
- id: encryption_rest
  label: Encryption at rest
  group: technical
  detail: AES-256
- id: breach_notice
  label: Notice of a breach
  group: organisational
  description: Customers are told.
  detail: within 48 hours
"""
AI = """\
- {id: answers, label: Answers, trains_on_data: never, disclosure: first interaction}
- {id: summaries, label: Summaries, trains_on_data: TRAINS, disclosure: first interaction}
"""


@pytest.fixture
def made(tmp_path):
    """`made({path: text}, day)`: the parts of the home page of the small center with these files, by heading."""

    def make(more=None, day=PUBLISHED, **options):
        texts = {path: text.encode() for path, text in (sites.SMALL | (more or {})).items()}
        root = sites.published(tmp_path / "root", more) if not (tmp_path / "root").exists() else tmp_path / "root"
        center = load(files.read_tree(root) | texts)
        assert not center.problems
        return build.outputs(center, date.fromisoformat(day), SiteSettings(**options)).pages[""].html

    return make


def parts(page):
    """The text of each section by its heading."""
    top = html.fromstring(page)
    return {words(part.find("h2")): words(part) for part in top.iter("section")}


def words(element):
    return " ".join(element.text_content().split())


def facts(page):
    """The key facts: label → value and source."""
    top = html.fromstring(page)
    rows = top.xpath("//h2[@id='key-facts']/following-sibling::dl/div")
    return {words(row.find("dt")): words(row.find("dd")).removesuffix(" source") for row in rows}


# Key facts --------------------------------------------------------------------------------------------------------


def test_without_a_choice_the_facts_that_people_look_for_are_shown(made):
    page = made({"data/security.yml": SECURITY, "data/ai.yml": AI.replace("TRAINS", "opt_in")})
    assert facts(page) == {
        "Data location": "United States",
        "Encryption at rest": "AES-256",
        "Retention: call recordings": "90 days from the end of the call",
        "Notice of a breach": "within 48 hours",
        "Customer data used to train AI models": "never and only on opt-in",
        "Notice of changes": "30 days",
        "Time to object": "14 days",
    }


def test_a_company_chooses_its_key_facts_their_order_and_their_names(made):
    chosen = "key_facts:\n  - {fact: notice.objection}\n  - {fact: retention.logs, label: Logs are kept}\n"
    chosen += (
        "  - {fact: retention.recordings.period}\n  - {fact: contacts.privacy}\n  - {fact: security.breach_notice}\n"
    )
    more = {"data/organization.yml": sites.SMALL["data/organization.yml"] + chosen, "data/security.yml": SECURITY}
    assert list(facts(made(more)).items()) == [
        ("Time to object", "14 days"),
        ("Logs are kept", "1 year from the entry"),
        ("Call recordings", "90 days"),
        ("Privacy questions", "privacy@lanternfish.example"),
        ("Notice of a breach", "within 48 hours"),
    ]


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("retention.recording", "`recording` is not an id in data/retention.yml"),
        ("retentoin.recordings", "`retentoin` is not a kind of fact"),
        ("notice.materials", "`materials` is not a field of data/notice.yml"),
        ("waivers.some", "`waivers` is not a kind of fact"),
    ],
)
def test_a_key_fact_that_names_nothing_is_a_problem_at_its_line(fact, said):
    texts = {path: text.encode() for path, text in sites.SMALL.items()}
    texts["data/organization.yml"] += f"key_facts:\n  - fact: notice.material\n  - fact: {fact}\n".encode()
    [problem] = load(texts).problems
    assert (problem.rule, str(problem.where), problem.message) == ("dangling-id", "data/organization.yml:6:11", said)
    assert problem.hint


def test_a_fact_that_is_not_stated_is_left_out_and_never_guessed(made):
    """One use of AI that does not say is enough for no statement about all of them."""
    vendors = sites.SMALL["data/subprocessors.yml"].replace("locations: [US]", "locations: {unknown: not told}")
    page = made({"data/ai.yml": AI.replace("TRAINS", "unknown"), "data/subprocessors.yml": vendors})
    assert not {"Data location", "Customer data used to train AI models"} & facts(page).keys()


def test_half_a_statement_and_a_contact_that_nobody_can_reach_are_left_out(tmp_path):
    root = sites.small(tmp_path)
    sites.edit(root, "data/retention.yml", "period: 90 days", "period: {unknown: not decided}")
    mute = "mute:\n  role: Mute questions\n  email: {unknown: not told}\n"
    sites.write(root, {"data/contacts.yml": sites.SMALL["data/contacts.yml"] + mute})
    page = build.outputs(load(files.read_tree(root)), date.fromisoformat(PUBLISHED)).pages[""].html
    assert "Retention: call recordings" not in facts(page)
    assert "Privacy questions" in page
    assert "Mute questions" not in page


def test_a_contact_says_what_it_is_for_once_and_how_to_reach_it(tmp_path):
    more = "post:\n  role: Letters\n  address: 1 Mill Lane\nteam:\n  role: Questions\n  label: The team\n  phone: '+15551234567'\n"
    root = sites.small(tmp_path)
    sites.write(root, {"data/contacts.yml": sites.SMALL["data/contacts.yml"] + more})
    page = html.fromstring(build.outputs(load(files.read_tree(root)), date.fromisoformat(PUBLISHED)).pages[""].html)
    shown = {div[0].text_content(): div[1].text_content() for div in page.xpath('//dl[@class="tc-contacts"]/div')}
    assert shown == {
        "Privacy questions": "privacy@lanternfish.example", "Letters": "1 Mill Lane",
        "Questions": "The team (+15551234567)",
    }  # fmt: skip


def test_a_draft_of_a_fact_that_a_version_states_is_not_shown(made):
    page = made()
    later = made({"data/retention.yml": sites.SMALL["data/retention.yml"].replace("90 days", "60 days")})
    assert (
        facts(page)["Retention: call recordings"]
        == facts(later)["Retention: call recordings"]
        == "90 days from the end of the call"
    )


# What else stands there -------------------------------------------------------------------------------------------


def test_certifications_stand_with_their_dates_or_honestly_none_yet(made):
    assert "Certifications" not in parts(made())
    held = "- {id: soc2, label: SOC 2, status: held, issuer: Alder, issued: 2025-05-01, expires: 2026-05-01}\n"
    [card] = html.fromstring(made({"data/certifications.yml": held})).xpath(
        "//h2[@id='certifications']/following-sibling::ul/li"
    )
    assert [words(line) for line in card] == [
        "SOC 2 held", "Alder", "Issued 1 May 2025 · valid until 1 May 2026", "Request the report",
    ]  # fmt: skip
    assert "expired 1 May 2026" in parts(made({"data/certifications.yml": held}, "2026-05-02"))["Certifications"]
    under_way = parts(made({"data/certifications.yml": "- {id: soc2, label: SOC 2, status: planned}\n"}))
    assert under_way["Certifications"] == "Certifications No certificate yet. In progress: SOC 2 planned"


CONTACTS = """\
privacy: {role: questions about privacy, email: privacy@lanternfish.example}
audits: {role: questions of auditors, email: audits@lanternfish.example}
portal: {role: reports, url: https://reports.lanternfish.example/}
"""


@pytest.mark.parametrize(
    ("record", "asked"),
    [
        ("status: held", "mailto:privacy@lanternfish.example?subject=Request%20for%20the%20report%3A%20SOC%202"),
        ("status: held, contact: audits", "mailto:audits@lanternfish.example?subject=Request%20for%20the%20report%3A%20SOC%202"),
        ("status: held, contact: portal", "https://reports.lanternfish.example/"),
        ("status: held, report: https://lanternfish.example/soc2.pdf", None),
        ("status: planned", None),
    ],
)  # fmt: skip
def test_a_badge_says_how_to_get_the_report(made, record, asked):
    files = {"data/certifications.yml": f"- {{id: soc2, label: SOC 2, {record}}}\n", "data/contacts.yml": CONTACTS}
    top = html.fromstring(made(files))
    links = top.xpath("//li[contains(@class, 'tc-badge')]//a")
    assert [a.get("href") for a in links if words(a) == "Request the report"] == ([asked] if asked else [])
    assert [words(a) for a in top.xpath("//ul[@class='tc-badges']//a")] == (["SOC 2"] if "held" in record else [])


def test_the_trust_address_is_that_of_the_first_contact_people_would_take(made):
    assert "Questions about privacy, security or these pages: privacy@lanternfish.example" in made().replace(
        "</a>", ""
    ).replace('<a href="mailto:privacy@lanternfish.example">', "")
    contacts = "trust: {role: Trust, email: trust@lanternfish.example}\n" + sites.SMALL["data/contacts.yml"]
    top = html.fromstring(made({"data/contacts.yml": contacts}))
    assert words(top.find_class("tc-hero__ask")[0]).endswith(": trust@lanternfish.example")


def test_a_card_tells_version_day_and_last_change(made):
    assert (
        "Privacy policy Version 1, in effect since 5 January 2026 Last change: A change of ours"
        in parts(made())["Policies"]
    )


def test_empty_sections_are_not_shown(made):
    assert parts(made(day="2026-01-04")).keys() == {"Policies", "Key facts", "Open data"}
    assert parts(made(site_url="https://example.com/trust/")).keys() == {
        "Policies", "Key facts", "Latest changes", "Contacts", "Follow", "Open data",
    }  # fmt: skip


def test_only_sources_on_github_have_releases_to_follow(made):
    follow = {"site_url": "https://example.com/trust/"}
    for repo_url, shown in (("https://github.com/a/b/", True), ("https://gitlab.com/a/b", False), ("", False)):
        assert ("Releases on GitHub" in made(repo_url=repo_url, **follow)) is shown
    assert 'href="https://github.com/a/b/releases"' in made(repo_url="https://github.com/a/b/", **follow)


def test_what_is_pending_tells_until_when_to_object_and_stands_only_while_it_is(tmp_path):
    root = sites.published(tmp_path / "root")
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    order = ("--class", "material", "--effective", "2026-04-01")
    sites.done(sites.publish(root, "privacy", *order, as_of="2026-02-01", title="Sooner"))
    center = load(files.read_tree(root))

    def strips(day):
        top = html.fromstring(build.outputs(center, date.fromisoformat(day)).pages[""].html)
        return [words(strip) for strip in top.find_class("tc-strip")]

    says = "upcoming Sooner Effective 1 April 2026. The notice · Privacy policy, version 2 (what changes) {}"
    contact = "Privacy questions (privacy@lanternfish.example)."
    assert strips("2026-01-31") == strips("2026-04-01") == []
    assert strips("2026-02-01") == [says.format(f"You can object until 15 February 2026. Write to {contact}")]
    assert strips("2026-02-15") == [
        says.format(f"Today, 15 February 2026, is the last day to object. Write to {contact}")
    ]
    ended = says.format(f"The time for objections ended on 15 February 2026. Questions: {contact}")
    assert strips("2026-02-16") == strips("2026-03-31") == [ended]


def test_the_address_of_the_site_decides_nothing_of_what_stands_on_the_page(made):
    here, there = (made(site_url=url) for url in ("https://a.example/", "https://b.example/trust/"))
    assert here == there


# Subprocessors -----------------------------------------------------------------------------------------------------


def test_the_list_of_vendors_says_who_is_not_on_it_and_why(tmp_path):
    root = sites.published(tmp_path / "root")
    page = lambda: build.outputs(load(files.read_tree(root)), date(2026, 1, 5)).pages["subprocessors/"].html  # noqa: E731
    assert "not-listed" not in page()
    told = "not_listed:\n  - {who: Banks, why: They decide themselves what they do with the data.}\n"
    sites.edit(root, "data/organization.yml", "timezone:", f"{told}timezone:")
    top = html.fromstring(page())
    [part] = top.xpath("//h2[@id='not-listed']/following-sibling::dl")
    assert [words(cell) for cell in part[0]] == ["Banks", "They decide themselves what they do with the data."]


def test_a_vendor_can_be_found_by_all_that_its_line_says(tmp_path):
    root = sites.published(tmp_path / "root")
    [row] = html.fromstring(
        build.outputs(load(files.read_tree(root)), date(2026, 1, 5)).pages["subprocessors/"].html
    ).xpath("//tr[@data-vendor]")
    assert dict(row.attrib) | {"role": "row"} == {
        "role": "row", "data-vendor": "harbor", "data-state": "current", "data-group": "infrastructure",
        "data-location": "US", "data-transfer": "not_stated", "data-product": "", "data-ai": "no",
        "data-text": "harbor cloud inc to run the servers recordings and logs united states infrastructure american of america",
    }  # fmt: skip
