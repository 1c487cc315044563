"""Feeds: what they say of each change and when, for ever the same where they must be, and read by real readers."""

import hashlib
import json
import re
import subprocess
import sys
from datetime import UTC, datetime

import feedparser
import jsonschema
import pytest
from lxml import etree, html

import followed
import sites
from followed import BOUND, CORRECTED, DAYS, EMERGENCY, FIRST, HOSTILE, PLANNED, SHORTER, SITE, SOONER, WITHDRAWN

ATOM = {"a": "http://www.w3.org/2005/Atom"}
GRAMMAR = etree.RelaxNG(etree.parse(sites.REPO / "tests" / "atom.rng"))
JSON_FEED = json.loads((sites.REPO / "tests" / "jsonfeed.schema.json").read_bytes())
FEEDS = ["feed.xml", "notices/feed.xml", "policies/privacy/feed.xml", "policies/subprocessors/feed.xml"]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return followed.history(tmp_path_factory.mktemp("followed"))


@pytest.fixture(scope="module")
def files(root):
    """The files of the site by day."""
    return {day: followed.out(root, day) for day in DAYS}


def entries(data):
    """The entries of an Atom feed, newest first, as feedparser reads them."""
    read = feedparser.parse(data)
    assert not read.bozo, read.get("bozo_exception")
    return read.entries


def entry(files, day, announced, feed="feed.xml"):
    """The entry of the change that was announced on a day, in the feed of another day."""
    return next(e for e in entries(files[day][feed]) if f"/changelog/{announced}-" in e.link)


def titles(files, day, feed="feed.xml"):
    return [e.title for e in entries(files[day][feed])]


# Readers accept them -----------------------------------------------------------------------------------------------


def test_there_is_a_feed_of_everything_of_notices_and_of_each_policy(files):
    assert {path for path in files[BOUND] if path.endswith("feed.xml")} == set(FEEDS)
    assert "feed.json" in files[BOUND]


@pytest.mark.parametrize("day", DAYS)
def test_every_atom_feed_is_valid_and_read_without_complaint(files, day):
    feeds = {path: data for path, data in files[day].items() if path.endswith("feed.xml")}
    assert len(feeds) >= 2
    for path, data in feeds.items():
        root = etree.fromstring(data)
        assert GRAMMAR.validate(root), f"{path}: {GRAMMAR.error_log}"
        assert root.xpath("count(a:author/a:name)", namespaces=ATOM) == 1
        read = feedparser.parse(data)
        assert not read.bozo
        assert read.version == "atom10"
        assert read.feed.id == SITE + path
        assert [link.href for link in read.feed.links if link.rel == "self"] == [SITE + path]
        ids = [e.id for e in read.entries]
        assert len(ids) == len(set(ids))


def test_the_grammar_refuses_what_is_no_atom(files):
    data = files[BOUND]["feed.xml"]
    for old, new in ((b"<id>", b"<id>x"), (b"<published>2026", b"<published>x2026"), (b"<title>", b"<titel/><title>")):
        broken = etree.fromstring(
            data.replace(b"<id>https:", b"<id>https") if old == b"<id>" else data.replace(old, new)
        )
        assert not GRAMMAR.validate(broken), old


@pytest.mark.parametrize("day", DAYS)
def test_the_json_feed_fits_its_schema_and_says_what_atom_says(files, day):
    feed = json.loads(files[day]["feed.json"])
    jsonschema.validate(feed, JSON_FEED)
    assert feed["feed_url"] == f"{SITE}feed.json"
    assert feed["home_page_url"] == SITE
    read = entries(files[day]["feed.xml"])
    said = [(i["id"], i["url"], i["title"], i["date_published"], i["date_modified"], i["tags"]) for i in feed["items"]]
    assert said == [(e.id, e.link, e.title, e.published, e.updated, [tag.term for tag in e.tags]) for e in read]
    root = etree.fromstring(files[day]["feed.xml"])
    contents = root.xpath("a:entry/a:content/text()", namespaces=ATOM)
    assert [item["content_html"] for item in feed["items"]] == contents


def test_the_schema_refuses_what_is_no_json_feed(files):
    feed = json.loads(files[BOUND]["feed.json"])
    del feed["items"][0]["id"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(feed, JSON_FEED)


# What is in which feed ---------------------------------------------------------------------------------------------


def test_each_announced_change_has_an_entry_newest_first_withdrawals_too(files):
    assert titles(files, "2026-08-31") == [
        "Fire", f"Withdrawn: {HOSTILE}", f"{HOSTILE} (withdrawn)", "A spelling", "Sooner", "A change of ours",
    ]  # fmt: skip


def test_notices_are_material_and_emergency_changes_and_their_withdrawals(files):
    assert titles(files, "2026-08-31", "notices/feed.xml") == [
        "Fire", f"Withdrawn: {HOSTILE}", f"{HOSTILE} (withdrawn)", "Sooner",
    ]  # fmt: skip


def test_the_feed_of_a_policy_has_its_changes_alone(files):
    assert titles(files, "2026-08-31", "policies/subprocessors/feed.xml") == ["Fire", "A change of ours"]
    assert titles(files, SHORTER, "policies/privacy/feed.xml") == [HOSTILE, "A spelling", "Sooner", "A change of ours"]


def test_before_its_announced_day_a_change_is_in_no_feed(files):
    """S5."""
    assert titles(files, "2026-01-04") == []
    assert titles(files, FIRST) == ["A change of ours"]
    for path, data in files[FIRST].items():
        assert b"sooner" not in data.lower(), path


def test_a_planned_announcement_is_absent_until_its_day(files):
    """S7."""
    for path, data in files["2026-08-31"].items():
        assert b"zebra" not in (path.encode() + data).lower()
    for feed in ("feed.xml", "notices/feed.xml", "policies/subprocessors/feed.xml"):
        assert titles(files, PLANNED, feed)[0] == "Zebra"


# What an entry says ------------------------------------------------------------------------------------------------


def test_the_id_of_an_entry_is_that_of_the_audit_and_never_changes(root, files):
    pack = json.loads(sites.trustcenter(root, "audit", followed.change(root, SHORTER), "--format", "json").stdout)
    assert entry(files, SHORTER, SHORTER).id == pack["feed_id"]
    for announced in (FIRST, SOONER, SHORTER):
        seen = {entry(files, day, announced).id for day in DAYS if day >= announced}
        assert len(seen) == 1


@pytest.mark.parametrize(
    ("announced", "instant"),
    [(FIRST, "2026-01-05T06:00:00"), (SHORTER, "2026-04-01T05:00:00"), (EMERGENCY, "2026-06-01T05:00:00")],
)
def test_published_is_when_the_announced_day_begins_and_never_changes(files, announced, instant):
    seen = {entry(files, day, announced).published for day in DAYS if day >= announced}
    assert seen == {f"{instant}+00:00"}


def test_updated_moves_when_a_change_is_withdrawn_or_corrected_and_not_when_it_takes_effect(files):
    updated = lambda announced: [entry(files, day, announced).updated[:10] for day in DAYS if day >= announced]  # noqa: E731
    assert set(updated(FIRST)) == {FIRST}
    assert updated(SOONER) == [SOONER, *[CORRECTED] * 7]
    assert updated(SHORTER) == [SHORTER, *[WITHDRAWN] * 4]


@pytest.mark.parametrize("day", DAYS)
def test_a_feed_was_updated_when_the_last_of_its_entries_was(files, day):
    for path in (path for path in files[day] if path.endswith("feed.xml")):
        instants = [e.updated for e in entries(files[day][path])]
        assert feedparser.parse(files[day][path]).feed.updated == max(instants, default="1970-01-01T00:00:00+00:00")


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (SOONER, "2026-02-01T06:00:00"),
        (CORRECTED, "2026-02-10T06:00:00"),  # the correction is no notice and has no entry in this feed
        (SHORTER, "2026-04-01T05:00:00"),
        (WITHDRAWN, "2026-04-15T05:00:00"),
    ],
)
def test_the_feed_of_notices_was_updated_when_a_notice_was_corrected_or_withdrawn(files, day, instant):
    assert feedparser.parse(files[day]["notices/feed.xml"]).feed.updated == f"{instant}+00:00"


def test_a_withdrawn_change_says_so_when_and_why(files):
    """S3."""
    before, after = entry(files, SHORTER, SHORTER), entry(files, WITHDRAWN, SHORTER)
    assert (before.id, before.published, before.link) == (after.id, after.published, after.link)
    assert after.title == f"{before.title} (withdrawn)"
    said = "Withdrawn on 15 April 2026: Privacy policy, version 4. Reason: Too <soon> & too short."
    assert said not in text(before)
    assert text(after).startswith(said)
    assert feedparser.parse(files[WITHDRAWN]["feed.xml"]).feed.updated == "2026-04-15T05:00:00+00:00"


def test_a_corrected_change_names_its_correction(files):
    assert "Corrected" not in text(entry(files, SOONER, SOONER))
    said = (
        "Corrected on 10 February 2026: what takes effect on the announced day is Privacy policy, version 3. A spelling"
    )
    assert text(entry(files, CORRECTED, SOONER)).startswith(said)
    assert entry(files, CORRECTED, SOONER).title == "Sooner"


def test_an_emergency_shows_both_days_and_its_reason(files):
    said = text(entry(files, EMERGENCY, EMERGENCY))
    for words in (
        "Announced: 1 June 2026",
        "Effective: 30 May 2026",
        "Reason for the emergency: The data centre burned.",
    ):
        assert words in said


def test_a_withdrawal_says_what_it_withdraws_and_why(files):
    said = text(entry(files, WITHDRAWN, WITHDRAWN))
    assert f"This withdraws {HOSTILE}. Reason: Too <soon> & too short." in said
    assert [tag.term for tag in entry(files, WITHDRAWN, WITHDRAWN).tags] == ["withdrawal", "privacy"]


def test_a_correction_that_is_withdrawn_lets_the_corrected_version_stand_again(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.announce(root, "Sooner", "material", BOUND, on=SOONER)
    sites.edit(root, followed.PRIVACY, "asks you to write", "asks you kindly to write")
    followed.announce(root, "A spelling", "editorial", BOUND, on=CORRECTED)
    followed.withdraw(root, followed.change(root, CORRECTED), on="2026-02-12")
    files = {day: followed.out(root, day) for day in (CORRECTED, "2026-02-12")}
    after = entry(files, "2026-02-12", SOONER)
    assert "Stands again since 12 February 2026, as its correction was withdrawn" in text(after)
    assert after.updated == "2026-02-12T06:00:00+00:00"
    assert after.title == "Sooner"
    assert titles(files, "2026-02-12", "notices/feed.xml") == ["Sooner"]
    assert feedparser.parse(files["2026-02-12"]["notices/feed.xml"]).feed.updated == after.updated


def test_what_is_published_anew_after_a_withdrawal_corrects_nothing(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.announce(root, "Sooner", "material", "2026-03-20", on=SOONER)
    followed.withdraw(root, followed.change(root, SOONER), on="2026-02-05")
    sites.edit(root, followed.RETENTION, "60 days", "50 days")
    followed.announce(root, "Still sooner", "material", "2026-03-20", on=CORRECTED)
    read = entry({"": followed.out(root, CORRECTED)}, "", SOONER)
    assert read.updated == "2026-02-05T06:00:00+00:00"
    assert "Corrected" not in text(read)


def text(read):
    return " ".join(html.fromstring(f"<div>{read.content[0].value}</div>").text_content().split())


# Links -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [BOUND, WITHDRAWN, PLANNED])
def test_every_link_in_a_feed_is_absolute_and_leads_to_a_page(root, day):
    out = followed.outputs(root, day)
    known = {*out.pages, *out.files}
    found = set()
    for path, data in out.files.items():
        if path.endswith("feed.xml"):
            feed = etree.fromstring(data)
            found |= set(feed.xpath("//a:link/@href", namespaces=ATOM))
            for content in feed.xpath("//a:content/text()", namespaces=ATOM):
                found |= set(html.fromstring(f"<div>{content}</div>").xpath("//@href"))
    assert f"{SITE}changelog/{followed.change(root, SOONER)}/" in found
    assert f"{SITE}policies/privacy/2026-03-04-2/" in found
    assert {address for address in found if not address.startswith(SITE)} <= {"mailto:privacy@lanternfish.example"}
    found = {address for address in found if address.startswith(SITE)}
    assert {address.removeprefix(SITE).partition("#")[0] for address in found} - known == set()


def test_a_relative_link_in_the_prose_of_a_change_becomes_absolute(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, followed.PRIVACY, "asks you to write", "asks you kindly to write")
    followed.announce(root, "Prose", "minor", SOONER, on=SOONER)
    name = followed.change(root, SOONER)
    prose = "\n## More\n\n[here](../policies/subprocessors/index.md), [there](#more), [away](https://example.com/x), [no](javascript:alert(1))\n"
    path = root / f"docs/changelog/{name}.md"
    path.write_text(path.read_text("utf-8") + prose, "utf-8")
    sites.done(sites.trustcenter(root, "publish", "--redo", name, "--as-of", SOONER))
    content = etree.fromstring(followed.out(root, SOONER)["feed.xml"]).xpath("string(//a:content)", namespaces=ATOM)
    links = html.fromstring(f"<div>{content}</div>").xpath("//@href")
    assert f"{SITE}policies/subprocessors/" in links
    assert f"{SITE}changelog/{name}/#more" in links
    assert "https://example.com/x" in links
    assert "headerlink" not in content
    assert "javascript" not in content


def test_hostile_titles_summaries_and_reasons_are_text(files):
    read = entry(files, WITHDRAWN, SHORTER)
    assert read.title_detail.type == "text/plain"
    assert HOSTILE in read.title
    assert "Kept <b>30</b> days & no more" in read.summary
    for path in FEEDS:
        for content in etree.fromstring(files[WITHDRAWN][path]).xpath("//a:content/text()", namespaces=ATOM):
            root = html.fromstring(f"<div>{content}</div>")
            assert [element.tag for element in root.iter("script", "b", "soon")] == []
    item = next(i for i in json.loads(files[WITHDRAWN]["feed.json"])["items"] if i["id"] == read.id)
    assert item["title"] == f"{HOSTILE} (withdrawn)"


def test_characters_that_no_xml_can_hold_are_left_out(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, followed.PRIVACY, "asks you to write", "asks you kindly to write")
    followed.announce(root, "Prose", "minor", SOONER, on=SOONER)
    name = followed.change(root, SOONER)
    path = root / f"docs/changelog/{name}.md"
    path.write_text(path.read_text("utf-8") + "\nOne &#1;&#8;&#xFFFE;&#xFFFF;&#x1F600; two\n", "utf-8")
    sites.done(sites.trustcenter(root, "publish", "--redo", name, "--as-of", SOONER))
    files = {SOONER: followed.out(root, SOONER)}
    said = text(entry(files, SOONER, SOONER))
    assert re.search(r"One [^\x00-\x1f\ufffe\uffff]*😀 two", said)


# Never from the clock ----------------------------------------------------------------------------------------------


def test_a_feed_without_entries_is_valid_and_does_not_change_from_day_to_day(root, files):
    assert feedparser.parse(files["2026-01-04"]["feed.xml"]).feed.updated == "1970-01-01T00:00:00+00:00"
    assert followed.out(root, "2026-01-03")["feed.xml"] == files["2026-01-04"]["feed.xml"]
    assert titles(files, FIRST, "notices/feed.xml") == []


def test_a_day_on_which_nothing_is_announced_changes_no_feed(root, files):
    later = followed.out(root, "2026-08-30")
    for path in (*FEEDS, "feed.json", "calendar.ics"):
        assert later[path] == files["2026-08-31"][path]
        assert later[path] == files[EMERGENCY][path]


def test_the_instant_of_a_change_is_that_of_its_record_when_the_organization_moves(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.announce(root, "Sooner", "material", BOUND, on=SOONER)
    followed.withdraw(root, followed.change(root, SOONER), on=CORRECTED)
    before = followed.out(root, CORRECTED)
    sites.edit(root, "data/organization.yml", "America/Chicago", "Asia/Tokyo")
    after = followed.out(root, CORRECTED)
    assert entry({"": before}, "", SOONER).updated == "2026-02-10T06:00:00+00:00"
    for path in (*FEEDS, "feed.json", "calendar.ics"):
        assert before[path] == after[path]


def test_a_day_whose_midnight_does_not_exist_begins_at_its_first_instant(tmp_path):
    """C12."""
    organization = sites.SMALL["data/organization.yml"].replace("America/Chicago", "Africa/Cairo")
    root = sites.small(tmp_path, {"data/organization.yml": organization})
    followed.announce(root, "First", "initial", "2026-04-24", on="2026-04-24")
    [read] = entries(followed.out(root, "2026-04-24")["feed.xml"])
    assert read.published == "2026-04-23T22:00:00+00:00"


PRINT = """
import hashlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import followed
for path, data in sorted(followed.out(Path(sys.argv[1]), sys.argv[3]).items()):
    if "feed" in path or path.endswith(".ics"):
        print(path, hashlib.sha256(data).hexdigest())
"""


def test_zone_locale_hash_seed_and_clock_change_no_byte(root, files):
    told = set()
    for number, (zone, locale) in enumerate(
        [("UTC", "C"), ("Pacific/Kiritimati", "tr_TR.UTF-8"), ("America/Adak", "ja_JP.UTF-8")]
    ):
        env = {
            "TZ": zone,
            "LC_ALL": locale,
            "LANG": locale,
            "PYTHONHASHSEED": str(number * 1000 + 1),
            "PYTHONUTF8": "1",
        }
        command = [sys.executable, "-c", PRINT, str(root), str(sites.REPO / "tests"), WITHDRAWN]
        done = subprocess.run(
            command, env=sites.environment(env), capture_output=True, encoding="utf-8", timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        told.add(done.stdout)
    here = {p: hashlib.sha256(d).hexdigest() for p, d in files[WITHDRAWN].items() if "feed" in p or p.endswith(".ics")}
    assert told == {"".join(f"{path} {digest}\n" for path, digest in sorted(here.items()))}
    assert len(here) == len(FEEDS) + 2


def test_no_feed_has_an_instant_of_this_build(files):
    today = datetime.now(UTC).date().isoformat()
    for path in (*FEEDS, "feed.json"):
        instants = re.findall(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^<\"]*", files[PLANNED][path])
        assert instants
        assert [found for found in instants if found.decode()[:10] == today or b"." in found] == []


# The site around them ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return sites.build(followed.history(tmp_path_factory.mktemp("site")), WITHDRAWN)


def alternates(site, url):
    page = html.fromstring((site / url / "index.html").read_bytes())
    links = page.xpath("//head/link[@rel='alternate'][contains(@href, 'feed.')]")
    return [(link.get("type"), link.get("href")) for link in links]


def test_pages_announce_the_feeds_and_those_of_a_policy_also_its_own(site):
    everywhere = [
        ("application/atom+xml", "feed.xml"),
        ("application/feed+json", "feed.json"),
        ("application/atom+xml", "notices/feed.xml"),
    ]
    assert alternates(site, "") == everywhere
    assert alternates(site, "changelog") == [(kind, f"../{url}") for kind, url in everywhere]
    assert alternates(site, "policies/privacy") == [
        *((kind, f"../../{url}") for kind, url in everywhere), ("application/atom+xml", "feed.xml"),
    ]  # fmt: skip
    assert alternates(site, "policies/privacy/2026-01-05")[-1] == ("application/atom+xml", "../feed.xml")


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("", ["feed.xml", "feed.json", "notices/feed.xml", "calendar.ics"]),
        ("policies/privacy", ["feed.xml", "../../calendar.ics"]),
    ],
)
def test_readers_find_the_addresses_on_the_home_page_and_on_that_of_a_policy(site, url, links):
    page = html.fromstring((site / url / "index.html").read_bytes())
    found = page.xpath("//article//a/@href")
    for link in links:
        assert link in found
        assert (site / url / link).resolve().is_file()


def test_the_built_site_serves_the_feeds_at_the_address_of_mkdocs_yml(site):
    read = feedparser.parse((site / "feed.xml").read_bytes())
    assert read.feed.id == "https://example.com/trust/feed.xml"
    assert read.entries[0].link.startswith("https://example.com/trust/changelog/")


def test_without_the_address_of_the_site_there_are_no_feeds_and_an_info_says_why(root, tmp_path):
    out = followed.outputs(root, BOUND, site_url="")
    assert [path for path in out.files if "feed" in path or path.endswith(".ics")] == []
    assert out.alternates == ()
    [info] = [problem for problem in out.infos if problem.where.file == "mkdocs.yml"]
    assert (info.rule, info.severity) == ("missing-field", "info")
    assert "`site_url` is not set" in info.message
    center = sites.published(tmp_path)
    sites.edit(center, "mkdocs.yml", "site_url: https://example.com/trust/\n", "")
    site = sites.build(center, FIRST)
    assert not (site / "feed.xml").exists()
    assert sites.holding(site, "feed.xml") == []
    assert [path for path in sites.tree(site) if path.endswith(".ics")] == []


def test_a_demonstration_says_so_in_its_feeds(tmp_path):
    organization = sites.SMALL["data/organization.yml"] + "demo: true\ndemo_text: We are invented.\n"
    root = sites.published(tmp_path, {"data/organization.yml": organization})
    files = followed.out(root, FIRST)
    assert "We are invented." in feedparser.parse(files["feed.xml"]).feed.subtitle
    assert "We are invented." in json.loads(files["feed.json"])["description"]
    assert b"We are invented." in files["calendar.ics"].replace(b"\r\n ", b"")
