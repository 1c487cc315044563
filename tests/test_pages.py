"""What readers get: history, any day of the past, notices, the changelog and each vendor's history."""

import re
from datetime import date, timedelta
from functools import cache
from urllib.parse import urldefrag, urljoin

import pytest
from lxml import html

import sites
from trustcenter.disk import files
from trustcenter.model.versions import Archive, Change
from trustcenter.publishing import sealing
from trustcenter.reading.center import load
from trustcenter.site import build
from trustcenter.site.pages import vendor
from trustcenter.site.pages.changelog import told

PRIVACY, VENDORS = "docs/policies/privacy/index.md", "data/subprocessors.yml"
HERON = """\
- id: heron
  name: Heron Messaging GmbH
  purpose: to send messages
  group: communications
  data: [logs]
  locations: [DE]
"""
IBIS = HERON.replace("heron", "ibis").replace("Heron", "Ibis")
LAST = date(2026, 11, 22)
COOKIES = {"docs/policies/cookies/index.md": "---\ntitle: Cookies\n---\n\nNone.\n"}


def announce(root, as_of, title, *order, klass="material"):
    effective = [] if "--effective" in order else ["--effective", "earliest"]
    sites.done(sites.publish(root, "--class", klass, *effective, *order, as_of=as_of, title=title))


def without_vendor(root, record):
    sites.edit(root, VENDORS, record, "")


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """A center whose life has everything: notices, a withdrawal, an emergency, a retirement, vendors that come and go."""
    root = sites.published(tmp_path_factory.mktemp("rich"))
    sites.edit(root, PRIVACY, "We keep little.", "We keep very little.")
    announce(root, "2026-01-20", "Wording", "privacy", "--effective", "2026-01-20", klass="editorial")
    sites.edit(root, VENDORS, "- id: harbor", HERON + "- id: harbor")
    announce(root, "2026-02-01", "We add Heron", "--summary", "Heron sends messages from March on.")
    sites.edit(root, VENDORS, "locations: [DE]", "locations: [DE, FR]")
    announce(root, "2026-04-01", "Heron in France")
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    sites.edit(root, VENDORS, "- id: harbor", IBIS.replace("ibis", "gull").replace("Ibis", "Gull") + "- id: harbor")
    announce(root, "2026-06-01", "Shorter, and Gull")
    withdrawal = ("--reason", "Nobody wanted it.", "--as-of", "2026-06-10")
    sites.done(sites.trustcenter(root, "withdraw", "2026-06-01-shorter-and-gull", *withdrawal))
    sites.edit(root, "data/retention.yml", "60 days", "90 days")
    without_vendor(root, IBIS.replace("ibis", "gull").replace("Ibis", "Gull"))
    sites.edit(root, VENDORS, "to run the servers", "to run the servers and backups")
    reason = ("--effective", "2026-07-05", "--reason", "The old host burned down.")
    announce(root, "2026-07-06", "Backups", *reason, klass="emergency")
    sites.write(root, COOKIES)
    announce(root, "2026-08-01", "Cookies", "cookies", "--effective", "2026-08-01", klass="initial")
    announce(root, "2026-09-01", "Cookies end", "cookies", "--retire", "--effective", "2026-09-15", klass="minor")
    without_vendor(root, HERON.replace("[DE]", "[DE, FR]"))
    announce(root, "2026-10-01", "Heron leaves", "--effective", "2026-10-15", klass="minor")
    sites.edit(root, VENDORS, "- id: harbor", IBIS + "- id: harbor")
    announce(root, "2026-11-01", "We add Ibis", "--effective", "2027-01-15")
    sites.write(root, {"data/deliveries.yml": DELIVERY})
    return root


DELIVERY = """\
- change: 2026-02-01-we-add-heron
  channel: email
  sent: 2026-02-02
  evidence: log 7
"""


@pytest.fixture(scope="module")
def pages(rich):
    """The generated pages of the rich center on a day, by URL."""
    center = load(files.read_tree(rich))
    return cache(lambda day=LAST: build.outputs(center, day).pages)


@pytest.fixture(scope="module")
def rich_site(rich, tmp_path_factory):
    return built(rich, tmp_path_factory.mktemp("site"), LAST)


def built(root, site, day):
    result = sites.mkdocs(root, "build", "-q", "--strict", "-d", str(site), env={"TRUSTCENTER_AS_OF": str(day)})
    assert result.returncode == 0, result.stdout + result.stderr
    return site


def page(found, url):
    return html.fromstring(f"<main>{found[url].html}</main>")


def words(element):
    return " ".join(element.text_content().split())


def section(top, anchor):
    """The elements between a heading and the next one of its level; nothing where there is no such heading."""
    found = html.Element("div")
    inside = False
    parent = next((h2.getparent() for h2 in top.iter("h2") if h2.get("id") == anchor), top)
    for element in list(parent):
        inside = element.get("id") == anchor if element.tag == "h2" else inside
        if inside:
            found.append(element)
    return found


def article(top, title):
    [found] = [a for a in top.iter("article") if words(a[0]) == title]
    return found


def links(element, pattern):
    """What the links whose target matches name: the group of the pattern."""
    return [match[1] for a in element.iter("a") if (match := re.search(pattern, a.get("href")))]


VERSION = r"policies/([a-z0-9-]+/[0-9]{4}-[0-9-]+)/$"


# As of a day -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rich", *sites.EXAMPLES])
def test_the_page_of_every_day_agrees_with_the_archive(name, request):
    root = request.getfixturevalue("rich") if name == "rich" else sites.REPO / "examples" / name
    center = load(files.read_tree(root))
    days = [day for day in center.archive.days() if day <= LAST]
    found = build.outputs(center, LAST).pages
    assert sorted(url for url in found if url.startswith("as-of/2")) == [f"as-of/{day}/" for day in days]
    assert days
    for day in days:
        told, top = center.archive.on(day), page(found, f"as-of/{day}/")
        assert links(section(top, "in-effect"), VERSION) == [v.name for v in told.in_effect.values()], day
        assert links(section(top, "upcoming"), VERSION) == [v.name for v in told.upcoming], day
        assert sorted(links(section(top, "withdrawn"), VERSION)) == sorted(told.withdrawn), day
        assert len(section(top, "retired").findall(".//li")) == len(told.retired), day
        stated = links(section(top, "subprocessors"), r"subprocessors/([^/]+)/$")
        assert stated == list(told.facts.records("subprocessors")), day
        rules = [words(row[0]) for row in section(top, "retention").findall(".//tbody/tr")]
        assert rules == [" ".join(rule["label"].split()) for rule in told.facts.records("retention").values()], day


def test_a_page_of_a_day_states_what_was_stated_then(pages):
    text = lambda day, anchor: words(section(page(pages(), f"as-of/{day}/"), anchor))  # noqa: E731
    assert "Germany and France" not in text("2026-04-01", "subprocessors")
    assert "Germany and France" in text("2026-05-02", "subprocessors")
    assert "90 days from the end of the call" in text("2026-07-02", "retention")
    assert "Did not take effect, withdrawn before: Privacy policy, version 3" in text("2026-07-02", "changed")


def test_pages_of_days_stop_at_the_day_of_the_site(pages):
    on = lambda day: max(url for url in pages(day) if url.startswith("as-of/2"))  # noqa: E731
    assert on(date(2026, 1, 31)) == "as-of/2026-01-20/"
    assert on(date(2026, 2, 1)) == "as-of/2026-02-01/"
    assert on(LAST) == "as-of/2026-11-01/"
    assert "as-of/2027-01-15/" in pages(date(2027, 1, 15))


def test_every_day_has_an_address_where_it_says_since_when_nothing_had_changed(rich, pages):
    known = [day for day in load(files.read_tree(rich)).archive.days() if day <= LAST]
    top = page(pages(), "as-of/")
    first, last = known[0], LAST
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        (entry,) = top.xpath(f"//li[@id='{day}' or descendant::*[@id='{day}']]")
        since = max(other for other in known if other <= day)
        assert entry.get("id") == since.isoformat()
        following = min((other for other in known if other > day), default=last + timedelta(days=1))
        until = min(following - timedelta(days=1), last)
        assert (f"Unchanged until {until.day} {until:%B %Y}." in words(entry)) is (until > since)


def test_the_list_of_days_has_every_day_newest_first(pages):
    top = page(pages(), "as-of/")
    listed = links(top, r"^(2[0-9-]+)/$")
    assert [f"as-of/{day}/" for day in listed] == sorted((u for u in pages() if u.startswith("as-of/2")), reverse=True)
    assert [a.get("data-day") for a in top.iter("a") if a.get("data-day")] == listed
    [field] = top.find_class("tc-day")
    assert (field.get("data-first"), field.get("data-last")) == ("2026-01-05", "2026-11-22")
    by_day = {li.get("id"): words(li) for li in top.iter("li") if li.get("id")}
    assert "Retired: Cookies, version 2" in by_day["2026-09-15"]
    assert "Announced: We add Heron material" in by_day["2026-02-01"]
    assert "In effect from this day: Subprocessors, version 2" in by_day["2026-03-04"]


def later(root):
    """Everything that a later publication can change: titles, names, a vendor, a policy's end, the company's name."""
    sites.edit(root, PRIVACY, "title: Privacy policy", "title: Quagga policy")
    sites.edit(root, "docs/policies/subprocessors/index.md", "title: Subprocessors", "title: Quagga list")
    sites.edit(root, "data/organization.yml", "legal_name: Lanternfish", "legal_name: Quagga")
    sites.edit(root, "data/data_categories.yml", "label: Logs", "label: Quagga logs")
    sites.edit(root, VENDORS, "Harbor Cloud", "Quagga Cloud")
    announce(root, "2026-12-01", "All is Quagga", "--effective", "2027-02-01")
    sites.done(
        sites.trustcenter(root, "withdraw", "2026-11-01-we-add-ibis", "--reason", "Quagga.", "--as-of", "2026-12-02")
    )


def test_pages_that_never_change_keep_their_bytes_when_later_things_are_published(rich, rich_site, tmp_path):
    root = tmp_path / "root"
    for path, data in {**sites.source(rich), "mkdocs.yml": (rich / "mkdocs.yml").read_bytes()}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    sites.edit(root, VENDORS, IBIS, "")
    later(root)
    before, after = sites.tree(rich_site), sites.tree(built(root, tmp_path / "site", date(2027, 3, 1)))
    kept = [path for path in before if re.match(r"as-of/2[0-9-]+/index\.html", path)]
    assert len(kept) > 12
    assert [path for path in kept if before[path] != after[path]] == []
    assert len([path for path in after if re.match(r"as-of/2[0-9-]+/", path)]) > len(kept)


def test_pages_of_days_are_unlisted(rich_site):
    top = html.fromstring((rich_site / "as-of/2026-11-01/index.html").read_bytes())
    assert top.xpath("//meta[@name='robots']/@content") == ["noindex"]
    for listing in ("sitemap.xml", "search/search_index.json"):
        assert "as-of/2026" not in (rich_site / listing).read_text("utf-8")
    assert "as-of/<" in (rich_site / "sitemap.xml").read_text("utf-8")


# Order and state ---------------------------------------------------------------------------------------------------


def test_a_withdrawn_change_is_kept_and_says_so_everywhere(pages):
    """S3."""
    name = "privacy/2026-07-02"
    top = page(pages(), "policies/privacy/history/")
    assert words(article(top, "Version 3")).startswith("Version 3 withdrawn material")
    assert words(article(top, "Version 2")).startswith("Version 2 in effect editorial")
    notice = article(page(pages(), "notices/"), "Shorter, and Gull")
    assert "material withdrawn Withdrawn on 10 June 2026, never took effect. Reason: Nobody wanted it." in words(notice)
    assert facts_of(notice)["Was to be effective"] == "2 July 2026"
    assert "Object by" not in facts_of(notice)
    assert links(section(page(pages(), "as-of/2026-06-01/"), "upcoming"), VERSION)[0] == name
    assert name in links(section(page(pages(), "as-of/2026-06-10/"), "withdrawn"), VERSION)
    assert name not in links(section(page(pages(), "as-of/2026-07-02/"), "in-effect"), VERSION)


def test_before_it_is_announced_a_change_stands_on_no_page(pages):
    """S5."""
    day = date(2026, 10, 31)
    assert "subprocessors/ibis/" not in pages(day)
    assert not [url for url, made in pages(day).items() if "ibis" in (made.html + made.title).lower()]
    assert "Ibis" in pages(date(2026, 11, 1))["subprocessors/"].html


def test_before_the_first_version_the_new_pages_are_empty_and_whole(pages):
    """S6."""
    made = pages(date(2026, 1, 4))
    drawn = {"coverage/", "retention/"}  # from facts that no version states yet
    assert sorted(made.keys() - drawn) == ["", "as-of/", "changelog/", "notices/", "policies/", "subprocessors/"]
    for url, said in {
        "as-of/": "Nothing had been published by this day.",
        "notices/": "No upcoming notices.",
        "subprocessors/": "No vendor had been announced by this day.",
        "changelog/": "Nothing had been published by this day.",
    }.items():
        assert said in words(page(made, url)), url


def test_pages_of_the_present_say_as_of_when_and_no_page_counts_from_today(pages):
    """S8."""
    present = [
        u for u in pages() if re.match(r"(as-of/|notices/|changelog/|subprocessors/.*|policies/[a-z]+/history/)$", u)
    ]
    assert len(present) == 11
    for url in present:
        assert "As of 22 November 2026." in words(page(pages(), url)), url
    for url, made in pages().items():
        if url in present or re.match("as-of/2", url):
            assert not re.search(r"\bin \d+ days?\b|\bdays? ago\b|\btoday\b|\btomorrow\b", made.html), url
        if re.match("as-of/2", url):
            assert "22 November 2026" not in made.html


def test_a_retired_policy_leaves_the_lists_and_is_still_found_as_of_a_day(pages, rich):
    """S15."""
    assert "Cookies" not in words(section(page(pages(), ""), "policies"))
    assert words(article(page(pages(), "policies/cookies/history/"), "Version 2")).startswith("Version 2 retired")
    assert "cookies/2026-08-01" in links(section(page(pages(), "as-of/2026-09-01/"), "in-effect"), VERSION)
    ended = section(page(pages(), "as-of/2026-09-15/"), "retired")
    assert "Cookies, retired since 15 September 2026" in words(ended)
    [(_, menu)] = [
        entry for entry in build.outputs(load(files.read_tree(rich)), LAST).navigation if entry[0] == "Policies"
    ]
    assert [title for title, _ in menu] == ["All policies", "Privacy policy"]


def test_an_emergency_shows_both_days_and_its_reason_wherever_it_stands(pages):
    """S16 and P12."""
    told = "effective 5 July 2026, announced 6 July 2026. Reason: The old host burned down."
    for url in (
        "notices/",
        "changelog/",
        "changelog/2026-07-06-backups/",
        "policies/subprocessors/history/",
        "as-of/2026-07-06/",
    ):
        assert told in words(page(pages(), url)), url
    assert told in words(page(pages(date(2026, 7, 6)), "policies/subprocessors/"))
    for url in ("", "policies/"):
        chips = [words(chip) for chip in section(page(pages(date(2026, 7, 7)), url), "policies").find_class("tc-chip")]
        assert "emergency" in (chips or words(page(pages(date(2026, 7, 7)), url))), url
    assert "as-of/2026-07-05/" not in pages()
    assert "subprocessors/2026-07-05" in links(section(page(pages(), "as-of/2026-07-06/"), "in-effect"), VERSION)
    assert "6 July 2026 purpose of Harbor Cloud, Inc.: to run the servers →" in words(
        page(pages(), "subprocessors/harbor/")
    )


# History -----------------------------------------------------------------------------------------------------------


def test_the_history_of_a_policy_has_all_versions_newest_first(pages, rich):
    top = page(pages(), "policies/subprocessors/history/")
    own = sorted(load(files.read_tree(rich)).archive.versions["subprocessors"], key=lambda v: v.order, reverse=True)
    assert [words(a[0]) for a in top.iter("article")] == [f"Version {v.number}" for v in own]
    for version, shown in zip(own, top.iter("article"), strict=True):
        assert shown.find(".//code").text == version.text_sha256
        targets = [urljoin("/policies/subprocessors/history/", a.get("href")) for a in shown.iter("a")]
        assert {f"/policies/{version.name}{end}" for end in ("/", ".md", ".json")} < set(targets)
        assert f"/changelog/{version.change}/" in targets
        assert (f"/policies/{version.name}/redline/" in targets) is (version.number > 1)
    states = [words(shown.find_class("tc-chip")[0]) for shown in top.iter("article")]
    assert states == ["upcoming", "in effect", "superseded", "withdrawn", "superseded", "superseded", "superseded"]
    assert "Heron sends messages from March on." in words(article(top, "Version 2"))


def test_a_policy_shows_its_last_five_versions_and_leads_to_the_history(pages):
    top = page(pages(), "policies/subprocessors/")
    shown = section(top, "all-versions")
    assert [words(row[0]) for row in shown.findall(".//tbody/tr")] == ["7", "6", "5", "4", "3"]
    assert "All 7 versions" in words(shown)
    assert links(shown, r"^(history)/$") == ["history"]
    assert links(shown, r"(subprocessors)/$") == ["subprocessors"]


def test_only_the_last_ten_versions_that_are_over_lead_to_what_changed_since(tmp_path):
    root = sites.small(tmp_path, {"docs/policies/cookies/index.md": COOKIES["docs/policies/cookies/index.md"]})
    day = date(2026, 1, 1)
    for number in range(12):
        sites.write(root, {"docs/policies/cookies/index.md": f"---\ntitle: Cookies\n---\n\nText {number}.\n"})
        klass = "minor" if number else "initial"
        announce(root, str(day), f"Number {number + 1}", "cookies", "--effective", str(day), klass=klass)
        day += timedelta(days=1)
    top = page(build.outputs(load(files.read_tree(root)), day).pages, "policies/cookies/history/")
    since = {words(a[0]): links(a, "/(since)/$") for a in top.iter("article")}
    assert {name for name, found in since.items() if not found} == {"Version 12", "Version 1"}


# Notices -----------------------------------------------------------------------------------------------------------


def facts_of(shown):
    return {words(item[0]): words(item[1]) for item in shown.find(".//dl")}


def test_an_upcoming_notice_tells_what_when_and_until_when_and_where_to_object(pages):
    top = page(pages(), "notices/")
    assert [words(a[0]) for a in section(top, "upcoming").iter("article")] == ["We add Ibis"]
    shown = article(page(pages(), "notices/"), "We add Ibis")
    assert facts_of(shown) == {
        "Announced": "1 November 2026", "Effective": "15 January 2027", "Time to object": "14 days, until 15 November 2026",
        "Notice promised": "30 days", "Notice given": "74 days’ notice",
    }  # fmt: skip
    assert (
        "The time for objections ended on 15 November 2026. Questions: Privacy questions (privacy@lanternfish.example)."
        in words(shown)
    )
    assert links(shown, VERSION) == ["subprocessors/2027-01-15"]
    assert links(shown, r"(redline)/$") == ["redline"]


def test_a_past_notice_tells_days_promised_days_given_and_how_it_was_delivered(pages):
    top = page(pages(), "notices/")
    assert [words(a[0]) for a in section(top, "past").iter("article")] == [
        "Backups", "Shorter, and Gull", "Heron in France", "We add Heron",
    ]  # fmt: skip
    top = page(pages(), "notices/")
    assert facts_of(article(top, "We add Heron")) == {
        "Announced": "1 February 2026", "Effective": "4 March 2026", "Notice promised": "30 days",
        "Notice given": "30 days’ notice", "Time to object": "14 days, until 15 February 2026",
        "Delivered": "email, 2 February 2026",
    }  # fmt: skip
    assert facts_of(article(top, "Heron in France"))["Delivered"] == "not recorded"
    emergency = facts_of(article(top, "Backups"))
    assert (emergency["Promised"], emergency["Notice given"]) == (
        "disclosed within 5 days", "none, announced 1 day after it took effect",
    )  # fmt: skip


def test_a_notice_that_is_upcoming_on_one_day_is_past_on_its_effective_day(pages):
    for day, anchor in ((date(2026, 3, 3), "upcoming"), (date(2026, 3, 4), "past")):
        assert "We add Heron" in words(section(page(pages(day), "notices/"), anchor))


def test_other_upcoming_versions_are_told_beside_the_notices(pages):
    found = section(page(pages(date(2026, 9, 1)), "notices/"), "upcoming")
    assert "Cookies, version 2, retires the policy on 15 September 2026" in words(found)


def test_the_deadline_to_object_is_never_later_than_the_effective_day_and_objections_have_their_contact(tmp_path):
    root = sites.published(tmp_path, {
        "data/notice.yml": "material: 10 days\nobjection: 30 days\n",
        "data/contacts.yml": sites.SMALL["data/contacts.yml"] + "objections:\n  role: Objections\n  email: no@lanternfish.example\n",
    })  # fmt: skip
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    announce(root, "2026-02-01", "Sooner")
    shown = article(page(build.outputs(load(files.read_tree(root)), date(2026, 2, 1)).pages, "notices/"), "Sooner")
    assert facts_of(shown)["Time to object"] == f"11 days, until {facts_of(shown)['Effective']}"
    assert facts_of(shown)["Effective"] == "12 February 2026"
    assert "Write to Objections (no@lanternfish.example)" in words(shown)


def test_a_corrected_notice_leads_to_the_correction(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    announce(root, "2026-02-01", "Sooner")
    sites.edit(root, PRIVACY, "asks you", "kindly asks you")
    announce(root, "2026-02-03", "Kinder", "privacy", "--effective", "2026-03-04", klass="editorial")
    top = page(build.outputs(load(files.read_tree(root)), date(2026, 2, 4)).pages, "notices/")
    assert links(article(top, "Sooner"), VERSION) == ["privacy/2026-03-04-2"]
    assert len(top.xpath("//*[@id='others']")) == 0


# Changelog ---------------------------------------------------------------------------------------------------------


def change_of(body):
    return Change("c", "C", "minor", date(2026, 1, 1), date(2026, 1, 1), (), "", "", body)


@pytest.mark.parametrize(
    ("line", "bullet"),
    [
        ("subprocessor added: Harbor (to run)", ("added", "subprocessor: Harbor (to run)")),
        ("location added: Germany (Harbor)", ("added", "location: Germany (Harbor)")),
        ("subprocessor removed: Harbor", ("removed", "subprocessor: Harbor")),
        ("location dropped: Germany (Harbor)", ("removed", "location: Germany (Harbor)")),
        ("notice promise added", ("added", "notice promise")),
        ("retention of Logs: 1 year → 2 years", ("changed", "retention of Logs: 1 year → 2 years")),
        ("purpose of VAT added: a → b", ("changed", "purpose of VAT added: a → b")),
        ("subprocessor renamed: A → B", ("changed", "subprocessor renamed: A → B")),
        ("new text of **Privacy**", ("text", "new text of **Privacy**")),
        ("first version of **Privacy**", ("text", "first version of **Privacy**")),
        ("**Cookies** is retired", ("text", "**Cookies** is retired")),
    ],
)
def test_the_lines_of_a_sealed_entry_become_typed_bullets(line, bullet):
    assert told(change_of(f"{sealing.LIST_HEAD}\n\n- {line}")) == [bullet]


def test_bullets_are_grouped_and_prose_is_none():
    body = "What changed:\n\n- new text of **A**\n- x removed: y\n- x added: z\n\nBecause.\n\n- no bullet added: of it"
    assert [type_ for type_, _ in told(change_of(body))] == ["added", "removed", "text"]
    assert told(change_of("These versions never take effect:\n\n- **A**")) == []


def test_the_changelog_has_chips_for_class_and_policy_and_typed_bullets(pages):
    top = page(pages(), "changelog/")
    shown = article(top, "Shorter, and Gull")
    assert [words(chip) for chip in shown.find_class("tc-chip")] == ["material", "Privacy policy", "Subprocessors"]
    assert [words(li) for li in shown.iter("li")] == [
        "added subprocessor: Gull Messaging GmbH (to send messages)",
        "changed retention of Call recordings: 90 days → 60 days",
        "text new text of Privacy policy", "text new text of Subprocessors",
    ]  # fmt: skip
    withdrawn = article(top, "Withdrawn: Shorter, and Gull")
    assert [words(chip) for chip in withdrawn.find_class("tc-chip")] == [
        "withdrawal",
        "Privacy policy",
        "Subprocessors",
    ]


# Vendors -----------------------------------------------------------------------------------------------------------


def test_there_is_a_page_for_every_vendor_that_was_ever_announced(pages):
    assert sorted(u for u in pages() if re.match("subprocessors/.", u)) == [
        f"subprocessors/{name}/" for name in ("gull", "harbor", "heron", "ibis")
    ]


def test_a_former_vendor_has_come_changed_and_left(pages):
    top = page(pages(), "subprocessors/heron/")
    assert "former Was a subprocessor from 4 March 2026 until 15 October 2026." in words(top)
    assert [words(li) for li in top.find(".//ol")] == [
        "15 October 2026 subprocessor removed: Heron Messaging GmbH (to send messages)"
        " Subprocessors, version 6, announced 1 October 2026: Heron leaves",
        "2 May 2026 location added: France (Heron Messaging GmbH)"
        " Subprocessors, version 3, announced 1 April 2026: Heron in France",
        "4 March 2026 subprocessor added: Heron Messaging GmbH (to send messages)"
        " Subprocessors, version 2, announced 1 February 2026: We add Heron",
    ]
    record = {words(row[0]): words(row[1]) for row in section(top, "record").findall(".//dl/div")}
    assert record["Locations"] == "Germany and France"
    assert record["Data"] == "Logs"


def test_an_upcoming_vendor_is_marked_with_its_day_and_a_withdrawn_one_never_came(pages):
    ibis, gull = (words(page(pages(), f"subprocessors/{name}/")) for name in ("ibis", "gull"))
    assert "upcoming Becomes a subprocessor on 15 January 2027." in ibis
    assert "15 January 2027 upcoming subprocessor added: Ibis" in ibis
    assert "never listed Announced, then withdrawn before it was listed." in gull
    assert "10 June 2026 its announcement was withdrawn: it was to be listed from 2 July 2026 on" in gull
    day = date(2026, 6, 9)
    assert "Becomes a subprocessor on 2 July 2026" in words(page(pages(day), "subprocessors/gull/"))


def test_a_current_vendor_whose_removal_is_announced_says_until_when(pages):
    day = date(2026, 10, 14)
    text = words(page(pages(day), "subprocessors/heron/"))
    assert "Listed as a subprocessor since 4 March 2026, until 15 October 2026." in text
    assert "15 October 2026 upcoming subprocessor removed" in text


def test_the_index_lists_current_upcoming_and_former_vendors_and_the_policy_that_binds(pages):
    top = page(pages(), "subprocessors/")
    found = {
        id_: links(section(page(pages(), "subprocessors/"), id_), r"^([a-z]+)/$")
        for id_ in ("current", "upcoming", "former", "never-listed")
    }
    assert found == {"current": ["harbor"], "upcoming": ["ibis"], "former": ["heron"], "never-listed": ["gull"]}
    assert "15 January 2027" in words(section(page(pages(), "subprocessors/"), "upcoming"))
    assert links(top.find("p[2]"), r"policies/([a-z]+)/$") == ["subprocessors"]


def test_the_archive_known_on_a_day_has_nothing_later(rich):
    archive = load(files.read_tree(rich)).archive
    for day in archive.days():
        then = vendor.known(archive, day)
        assert isinstance(then, Archive)
        assert all(v.public_from <= day for v in then.all_versions)
        assert then.on(day) == archive.on(day)
    assert "privacy/2026-07-02" in {
        v.name for v in vendor.known(archive, date(2026, 6, 9)).on(date(2026, 7, 2)).in_effect.values()
    }


# Links -------------------------------------------------------------------------------------------------------------


def test_every_link_of_every_page_resolves(rich_site):
    anchors = cache(lambda file: {e.get("id") for e in html.fromstring(file.read_bytes()).iter() if e.get("id")})
    checked, broken = 0, []
    for file in sorted(rich_site.rglob("index.html")):
        here = f"/{file.parent.relative_to(rich_site).as_posix()}/".replace("/./", "/")
        for href in html.fromstring(file.read_bytes()).xpath("//a/@href"):
            if re.match("[a-z]+:", href):
                continue
            path, anchor = urldefrag(urljoin(here, re.sub(r"[?][^#]*", "", href)))
            target = rich_site / path.lstrip("/")
            target = target / "index.html" if path.endswith("/") else target
            checked += 1
            if not target.is_file() or (anchor and anchor not in anchors(target)):
                broken.append((here, href))
    assert broken == []
    assert checked > 1000


def test_the_page_of_a_withdrawn_version_never_says_that_it_is_effective(rich, pages):
    withdrawn = load(files.read_tree(rich)).archive.changes["2026-06-01-shorter-and-gull"].versions[0]
    url = f"policies/{withdrawn}/"
    before, after = pages(date(2026, 6, 9)), pages()
    assert "This is version 3, effective 2 July 2026." in words(page(before, url))
    top = page(after, url)
    assert "This is version 3, which was to take effect on 2 July 2026." in words(top)
    assert "Was to be effective" in words(top)
    assert "effective 2 July 2026" not in words(top)
    assert "withdrawn before it took effect" in after[url].page.head


# Ids ---------------------------------------------------------------------------------------------------------------

OURS = (
    "All versions",
    "Versions",
    "Delivery",
    "Contacts",
    "Policies",
    "Follow",
    "Open data",
    "TC content",
    r"\_\_search",
)
"""Headings that would have the ids of parts of our pages and of the frame."""


def test_no_heading_of_a_text_can_take_the_place_of_a_part_of_the_page(tmp_path):
    headings = "\n\n".join(f"## {heading}\n\nWords." for heading in OURS)
    policy = f"---\ntitle: Privacy policy\nowner: privacy\n---\n\n{headings}\n\n## Drawer {{#__drawer}}\n\n[Back](#all-versions)\n"
    root = sites.published(tmp_path / "root", {PRIVACY: policy, "docs/index.md": f"{headings}\n"})
    sites.edit(root, PRIVACY, "[Back]", "[Go back]")
    announce(root, "2026-02-01", "Reworded", "privacy", "--effective", "earliest")
    change = next((root / "docs/changelog").glob("2026-02-01-*.md")).stem
    sites.write(
        root,
        {f"docs/changelog/{change}.md": (root / f"docs/changelog/{change}.md").read_text("utf-8") + f"\n{headings}\n"},
    )
    sites.done(sites.trustcenter(root, "publish", "--redo", change, "--as-of", "2026-02-01"))
    site = built(root, tmp_path / "site", "2026-02-02")
    result = sites.trustcenter(root, "check", "--site", str(site))
    assert "duplicate-anchor" not in result.output
    sites.done(result)
    for url in ("", "policies/privacy/", "policies/privacy/2026-01-05/", f"changelog/{change}/"):
        top = html.fromstring((site / url / "index.html").read_bytes())
        for heading in OURS[:-1]:
            anchor = heading.lower().replace(" ", "-")
            assert words(top.get_element_by_id(anchor)) == heading, (url, anchor)
        assert top.get_element_by_id("__tc-content").tag == "span"
    page = html.fromstring((site / "policies/privacy/index.html").read_bytes())
    assert words(page.get_element_by_id("all-versions-2")) == "Versions"
    assert words(page.get_element_by_id("search")) == "__search"
    assert page.get_element_by_id("__drawer").tag == "input"
    [back] = [a for a in page.iter("a") if words(a) == "Back"]
    assert back.get("href") == "#all-versions"
