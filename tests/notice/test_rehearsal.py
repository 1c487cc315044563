"""R1 to R9: what would fail on a later day fails today, and the calendar says what the site of each day says."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta

import cases
import pytest

import sites
from trustcenter.comparing.change_stories import Story
from trustcenter.disk import files
from trustcenter.model.facts import Facts
from trustcenter.reading.center import Center, load
from trustcenter.rules import check
from trustcenter.rules.consistency import taken_address
from trustcenter.rules.rehearsal import later_days, rehearsed
from trustcenter.site import build, calendar, feeds
from trustcenter.site.cache import cached_pages

TODAY = "2026-12-01"


def rehearse(root, on=TODAY):
    return sites.trustcenter(root, "rehearse", "--as-of", on)


def own_page(root, text):
    (root / "docs/faq.md").write_text(f"# Questions\n\n{text}\n", "utf-8")


def renamed_ahead(root):
    cases.reword(root, "privacy", "## Whom to ask", "## Our telephone")
    return cases.published(root, "material", "2027-01-01", on=TODAY)


def test_r1_a_link_of_an_own_page_that_a_pending_change_breaks_is_an_error_today(tmp_path):
    root = cases.center(tmp_path, "privacy")
    renamed_ahead(root)
    own_page(root, "See [whom](policies/privacy/index.md#whom-to-ask).")
    found = cases.errors(root, on=TODAY)
    assert list(found) == ["broken-link"]
    assert "docs/faq.md: from 1 January 2027 on:" in found["broken-link"]
    assert rehearse(root).exit_code == 1


def test_r2_publishing_is_refused_that_would_break_it(tmp_path):
    root = cases.center(tmp_path, "privacy")
    own_page(root, "See [whom](policies/privacy/index.md#whom-to-ask).")
    cases.reword(root, "privacy", "## Whom to ask", "## Our telephone")
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-01", on=TODAY)
    cases.refused(root, result, "from 1 January 2027 on", "no anchor whom-to-ask", before=before)


def test_r2_a_page_at_the_address_of_a_year_of_notices_is_refused_before_the_list_is_long(tmp_path):
    root = cases.center(tmp_path, "privacy")
    sites.write(root, {"docs/notices/2026.md": "# Our year\n"})
    assert list(cases.errors(root, on=TODAY)) == ["taken-address"]


def test_r3_a_reference_to_a_vendor_who_leaves_later_is_an_error_today(tmp_path):
    root = cases.center(tmp_path, "subprocessors")
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8").split("- {id: letter")[0], "utf-8")
    cases.published(root, "minor", "2027-01-01", on=TODAY)
    path.write_text(cases.DATA[cases.VENDORS], "utf-8")
    own_page(root, "Mail goes through {{ subprocessors.letter.name }}.")
    found = cases.errors(root, on=TODAY)
    assert list(found) == ["unknown-reference"]
    assert "from 1 January 2027 on" in found["unknown-reference"]


def test_r4_the_calendar_names_what_takes_effect_who_comes_and_which_clocks_run_out(tmp_path):
    root = cases.center(tmp_path, "subprocessors", "terms")
    row = "- {id: planet, name: Planet Ltd, purpose: to store rows, group: infrastructure, data: [logs], locations: [IE]}\n"
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8") + row, "utf-8")
    cases.published(root, "material", "earliest", on=TODAY)
    assert rehearse(root).output.splitlines() == [
        "15 December 2026", "  last day to object: subprocessors, version 2", "",
        "1 January 2027", "  subprocessors: version 2 (2027-01-01) takes effect",
        "  subprocessor added: Planet Ltd (to store rows)",
        "  pages: /, /answers/, /as-of/2027-01-01/, /data-map/, /policies/, /policies/subprocessors/, /subprocessors/,"
        " /subprocessors/planet/",
    ]  # fmt: skip


def test_r4_the_pages_that_it_names_are_those_that_differ_between_the_sites_of_two_days(tmp_path):
    root = cases.center(tmp_path, "subprocessors", "terms", "schedule")
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8").replace("[DE]", "[DE, AT]"), "utf-8")
    cases.published(root, "material", "2027-01-05", "--announce", "2026-12-03", on=TODAY)
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    cases.published(root, "material", "2027-02-05", on="2026-12-04")
    center = load(files.read_tree(root))
    told = dict(re.findall(r"(?m)^(\d+ \w+ \d+)\n(?:  .*\n)*?  pages: (.*)$", rehearse(root, "2026-12-02").output))
    assert [*told] == ["3 December 2026", "4 December 2026", "5 January 2027", "5 February 2027"]
    lists = re.compile(r"(changelog|notices|as-of|since|timeline)/$|.*/(history|since)/$|since/")
    for day in (date(2026, 12, 3), date(2026, 12, 4), date(2027, 1, 5), date(2027, 2, 5)):
        eve = day - timedelta(days=1)
        same = re.compile("|".join(f"{on}|{on.day} {on:%B %Y}" for on in (eve, day)))
        before, after = (
            {url: same.sub("", page.html) for url, page in build.outputs(center, on).pages.items()} for on in (eve, day)
        )
        differ = {f"/{url}" for url in after if before.get(url) != after[url] and not lists.match(url)}
        assert {url.strip() for url in told[f"{day.day} {day:%B %Y}"].split(",")} == differ, day


LINKS = {
    "inline": "See [whom](policies/privacy/index.md#whom-to-ask).",
    "named": "See [whom][1].\n\n[1]: policies/privacy/#whom-to-ask",
    "raw": 'See <a class="x" href="policies/privacy/#whom-to-ask">whom</a>.',
}


@pytest.mark.parametrize("form", LINKS)
def test_r1_however_the_link_is_written(tmp_path, form):
    root = cases.center(tmp_path, "privacy")
    renamed_ahead(root)
    own_page(root, LINKS[form])
    assert "docs/faq.md: from 1 January 2027 on:" in cases.errors(root, on=TODAY)["broken-link"]
    own_page(root, f"```\n{LINKS[form]}\n```")
    assert cases.errors(root, on=TODAY) == {}


def test_r1_a_page_of_what_changed_since_that_goes_is_an_error_today(tmp_path):
    root = cases.center(tmp_path, "terms")
    for number in range(10):
        sites.edit(root, cases.draft("terms"), "\n## How", f"\nStep {number}.\n\n## How")
        cases.published(root, "minor", f"2026-11-{number + 10}", on=f"2026-11-{number + 10}", title=f"Step {number}")
    own_page(root, "See [what changed](policies/terms/2026-03-02/since/index.md).")
    assert cases.errors(root, on=TODAY) == {}
    cases.reword(root, "terms", "two years", "three years")
    before = sites.source(root)
    result = cases.publish(root, "material", "2027-01-01", on=TODAY)
    cases.refused(root, result, "from 1 January 2027 on", "the site has no such page", before=before)


def test_r4_the_calendar_has_every_clock_that_runs_out(tmp_path):
    records = {
        "data/attestations.yml": "- {requirement: gdpr-13-1-b, statement: None is required., by: Jo Example,\n"
        "   signed: 2026-11-02, expires: 2027-01-10}\n",
        "data/waivers.yml": "- {requirement: fact-in-prose, reason: It is quoted., by: Jo Example, expires: 2027-01-11}\n",
        "data/certifications.yml": "- {id: soc, label: SOC 2, status: held, expires: 2027-01-12}\n",
    }
    root = cases.center(tmp_path, "terms", more=records)
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-02-01", on=TODAY)
    cases.reword(root, "terms", "three years", "three (3) years")
    cases.published(root, "editorial", "2027-02-01", on="2026-12-02")
    told = rehearse(root, "2026-12-02").output
    for day, line in (
        ("15 December 2026", "last day to object: terms, version 2"),
        ("10 January 2027", "attestation expires: gdpr-13-1-b"), ("11 January 2027", "waiver expires: fact-in-prose"),
        ("12 January 2027", "certificate expires: SOC 2"),
    ):  # fmt: skip
        assert f"{day}\n  {line}" in told
    cases.withdrawn(root, change, on="2026-12-03")
    assert "object" not in rehearse(root, "2026-12-03").output


def test_r5_a_waiver_that_ends_stops_no_deployment(tmp_path):
    waiver = "- {requirement: fact-in-prose, reason: It is quoted., by: Jo Example, expires: 2026-12-02}\n"
    root = cases.center(tmp_path, "terms", more={"data/waivers.yml": waiver})
    assert cases.errors(root, on=TODAY) == cases.errors(root, on="2026-12-03") == {}
    assert [p["rule"] for p in cases.found(root, on="2026-12-03") if "waiver" in p["rule"]] == ["expired-waiver"]


def test_r5_what_is_withdrawn_is_in_no_calendar(tmp_path):
    root = cases.center(tmp_path, "privacy")
    change = renamed_ahead(root)
    cases.withdrawn(root, change, on="2026-12-02")
    assert rehearse(root, "2026-12-02").output == "nothing announced happens after 2 December 2026\n"
    assert rehearse(root, "2026-12-01").exit_code == 0


LATER = "from 5 January 2027 on"


def losing_the_logs(root):
    """Publish for 5 January 2027 a schedule without the rule for logs."""
    path = root / cases.RETENTION
    path.write_text(path.read_text("utf-8").split("- {id: logs")[0], "utf-8")
    return cases.publish(root, "material", "2027-01-05", on=TODAY)


def test_r7_an_anchor_that_a_page_of_the_site_loses_later_is_an_error_today(tmp_path):
    root = cases.center(tmp_path, "schedule")
    own_page(root, "See [logs](retention/index.md#rule-logs) and [recordings](retention/index.md#rule-recordings).")
    before = sites.source(root)
    path = root / cases.RETENTION
    result = losing_the_logs(root)
    before |= {cases.RETENTION: path.read_bytes()}
    cases.refused(root, result, LATER, "docs/faq.md:3:12", "/retention/ has no anchor rule-logs", before=before)
    own_page(root, "See [logs](retention/index.md#rule-none) and [recordings](retention/index.md#rule-recordings).")
    sites.done(losing_the_logs(root))


def test_r7_a_sealed_text_that_names_such_an_anchor_falls_back_to_the_page(tmp_path):
    root = cases.center(tmp_path, "schedule", "terms", more={"docs/faq.md": "# Questions\n\n## Long\n\nWords.\n"})
    links = "[Logs](../../retention/index.md#rule-logs), [long](../../faq.md#long), [none](../../faq.md#none)."
    cases.reword(root, "terms", "We answer calls.", links)
    cases.published(root, "minor", "today", on=TODAY)
    sites.done(losing_the_logs(root))
    center = load(files.read_tree(root))
    shown = {
        day: re.findall('href="([^"]*(?:retention|faq)[^"]*)"', build.outputs(center, day).page("policies/terms/").html)
        for day in (date(2027, 1, 4), date(2027, 1, 5))
    }
    assert [*shown.values()] == [
        ["../../retention/#rule-logs", "../../faq/#long", "../../faq/"],
        ["../../retention/", "../../faq/#long", "../../faq/"],
    ]


def test_r7_a_redirect_that_leads_to_nothing_later_is_an_error_today(tmp_path):
    root = cases.center(tmp_path, "schedule")
    setting = "\nextra:\n  trustcenter:\n    redirects:\n      old-logs/: retention/#rule-logs\n"
    sites.edit(root, "mkdocs.yml", "\nplugins:", f"{setting}\nplugins:")
    before = sites.source(root)
    result = losing_the_logs(root)
    before |= {cases.RETENTION: (root / cases.RETENTION).read_bytes()}
    cases.refused(root, result, LATER, "mkdocs.yml:", "/retention/ has no anchor rule-logs", before=before)


def test_r8_what_the_page_of_a_later_day_would_leave_behind_is_an_error_today(tmp_path, monkeypatch):
    root = cases.center(tmp_path, "schedule", "terms")
    sites.done(losing_the_logs(root))
    assert cases.errors(root, on=TODAY) == {}
    wrong = '<p id="a"></p><p id="a"></p><a href="nowhere/">x</a>'
    right = cached_pages._MAKERS["policy"]

    def later_wrong(view, name):
        page = right(view, name)
        return replace(page, html=page.html + (wrong if view.snapshot.day.year == 2027 else ""))

    monkeypatch.setitem(cached_pages._MAKERS, "policy", later_wrong)
    found = cases.errors(root, on=TODAY)
    assert set(found) == {"duplicate-anchor", "broken-link"}
    assert all(LATER in message for message in found.values())


WRONG = {
    "a link": ("feed_entry", lambda *_: "<p><a href='nowhere/'>x</a></p>", "broken-link", "feed.xml"),
    "a link in JSON": ("feed_entry", lambda *_: "<p><a href='nowhere/'>x</a></p>", "broken-link", "feed.json"),
    "a character": ("_entry", lambda *_: b"<entry>\x01</entry>", "unreadable-file", "feed.xml"),
}


@pytest.mark.parametrize("what", WRONG)
def test_r8_what_a_feed_would_say_wrong_on_a_later_day_is_an_error_today(tmp_path, monkeypatch, what):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", "--announce", "2026-12-20", on=TODAY, title="Longer")
    assert cases.errors(root, on=TODAY) == {}
    name, wrong, rule, file = WRONG[what]
    right = getattr(feeds, name)

    def later_wrong(*args):
        story = next(arg for arg in args if isinstance(arg, Story))
        return (wrong if story.change.title == "Longer" else right)(*args)

    monkeypatch.setattr(feeds, name, later_wrong)
    told = cases.errors(root, on=TODAY)[rule]
    assert f"{file}: from 20 December 2026 on" in told


def test_r8_so_is_an_event_of_the_calendar(tmp_path, monkeypatch):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", "--announce", "2026-12-20", on=TODAY, title="Longer")
    right = calendar._event
    monkeypatch.setattr(calendar, "_event", lambda day, address, t: right(day, f"{address}nowhere/", t))
    told = cases.errors(root, on=TODAY)
    assert [*told] == ["broken-link"]
    assert {line.partition(" on:")[0] for line in told["broken-link"].splitlines()} == {
        "calendar.ics: from 20 December 2026",
    }


def test_r8_only_new_entries_are_made_for_a_later_day(tmp_path, monkeypatch):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", on=TODAY, title="Longer")
    made, right = [], feeds._entry
    monkeypatch.setattr(feeds, "_entry", lambda story, *rest: made.append(story.change.title) or right(story, *rest))
    assert cases.errors(root, on=TODAY) == {}
    assert made == ["Longer"]  # the day to object is over by then


@pytest.mark.parametrize("address", ["messaging/alerts", "since/2027-01-05"])
def test_r9_a_page_at_an_address_that_the_site_takes_later_is_an_error_today(address):
    facts = Facts({"messaging": {"alerts": {}}})
    own = {f"docs/{address}.md": ""}
    taken = list(taken_address(Center(facts, pages=own), date(2026, 12, 1)))
    assert [(problem.rule, problem.where.file) for problem in taken] == [("taken-address", f"docs/{address}.md")]
    own |= {f"docs/{address.partition('/')[0]}/index.md": "", "docs/messaging/other.md": "", "docs/since/then.md": ""}
    assert not list(taken_address(Center(facts, pages=own), date(2026, 12, 1)))


@pytest.mark.parametrize("seed", range(3))
def test_r6_the_calendar_says_of_a_later_day_what_the_site_of_that_day_says(tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311 — cases, no secrets
    root = cases.center(tmp_path, "terms", "privacy", "schedule")
    on = date(2026, 12, 1)
    for step in range(4):
        on += timedelta(days=dice.randint(0, 9))
        policy = dice.choice(["terms", "privacy", "schedule"])
        sites.edit(root, cases.draft(policy), "\n## ", f"\nStep {step}.\n\n## ")
        change = cases.published(root, "material", "earliest", policy, on=on.isoformat(), title=f"Step {step}")
        if dice.random() < 0.4:
            cases.withdrawn(root, change, on=on.isoformat())
            sites.edit(root, cases.draft(policy), f"\nStep {step}.\n", "")
    center = load(files.read_tree(root))
    told = re.findall(
        r"(?m)^(\d+ \w+ \d+)$|^  (\w+): version \d+ \(([\d-]+)\) takes effect", rehearse(root, on.isoformat()).output
    )
    begins, day = set(), ""
    for head, policy, name in told:
        day = head or day
        begins |= {(day, policy, name)} if policy else set()
    expected = set()
    for later in later_days(center.archive, on):
        eve, then = (center.archive.on(d).in_effect for d in (later - timedelta(days=1), later))
        spoken = f"{later.day} {later:%B %Y}"
        expected |= {(spoken, p, v.id) for p, v in then.items() if eve.get(p) != v}
        assert not [p for p in check(center, later) if p.is_error]
    assert begins == expected
    assert rehearsed(center, on) == ()
