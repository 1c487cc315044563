"""`trustcenter notice` and `trustcenter notices`: what customers are told of a change, and which notices there are.

`tests/letters/` holds the texts that were read and found good; after a change that is meant:
`TRUSTCENTER_UPDATE=1 python -m pytest tests/test_notice_texts.py`.
"""

import email
import email.policy
import json
import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from lxml import html as lxml_html

import sites
from notice import cases
from trustcenter.disk import files
from trustcenter.markdown.to_html import ANYWHERE, Site
from trustcenter.reading.center import load
from trustcenter.reading.translations import of_site
from trustcenter.reports import announcement
from trustcenter.site import pages
from trustcenter.site.pages import View

GOLDEN = Path(__file__).resolve().parent / "letters"
UPDATE = bool(os.environ.get("TRUSTCENTER_UPDATE"))
SITE = "https://example.com/trust/"
DEEPGRAM = """\
- {id: deepgram, name: "Deepgram, Inc.", purpose: to write down what callers say, group: ai, data: [recordings],
   locations: [US], transfer: [dpf]}
"""
ANNOUNCED, LATER = "2026-11-22", "2026-11-30"


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """A center with a notice, its withdrawal, an emergency, and a minor change; (root, ids of the changes by kind)."""
    root = cases.center(tmp_path_factory.mktemp("history"), "terms", "subprocessors", "privacy")
    sites.write(root, {cases.VENDORS: (root / cases.VENDORS).read_text("utf-8") + DEEPGRAM})
    told = "Deepgram will write down what callers say, so that the receptionist understands them."
    ids = {
        "notice": cases.published(
            root, "material", "earliest", "--summary", told, on=ANNOUNCED, title="Deepgram joins as a subprocessor"
        )
    }
    ids["base"] = cases.commit(root)
    ids["withdrawal"] = cases.withdrawn(root, ids["notice"], on="2026-11-26")
    cases.reword(root, "terms", "two years", "three years")
    ids["emergency"] = cases.published(
        root,
        "emergency",
        "2026-11-25",
        "terms",
        "--reason",
        "A court ordered it.",
        on="2026-11-27",
        title="Bills are kept longer",
    )
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    ids["change"] = cases.published(
        root, "minor", "2026-11-28", "privacy", on="2026-11-28", title="New telephone number"
    )
    return root, ids


def text(root, change, form, on=LATER, *more):
    return sites.done(sites.trustcenter(root, "notice", change, "--format", form, "--as-of", on, *more))


def raw(root, change, on=LATER):
    """The bytes of the e-mail."""
    return sites.trustcenter(root, "notice", change, "--as-of", on).stdout_bytes


def listed(root, *args, on=LATER):
    return json.loads(sites.done(sites.trustcenter(root, "notices", "--format", "json", "--as-of", on, *args)))


# The texts ----------------------------------------------------------------------------------------------------------

DAYS = {"notice": ANNOUNCED, "withdrawal": LATER, "emergency": LATER, "change": LATER}
ENDS = {"email": "eml", "release": "md", "banner": "txt", "html": "html"}


@pytest.mark.parametrize("form", ENDS)
@pytest.mark.parametrize("kind", DAYS)
def test_the_text_for_customers_is_the_one_that_was_read_and_found_good(history, kind, form):
    root, ids = history
    file = GOLDEN / f"{kind}.{ENDS[form]}"
    made = raw(root, ids[kind], DAYS[kind]).decode() if form == "email" else text(root, ids[kind], form, DAYS[kind])
    if UPDATE:
        file.write_bytes(made.encode())
    assert made.encode() == file.read_bytes()


ENGLISH_WORDS = re.compile(
    r"\b(?:What changes|What would have|Whom to ask|Read more|Reason|Announced|Effective|Object by|All notices|This notice"
    r"|Notice|Emergency change|Withdrawn|takes back|announces|had to change|Head of|it will not)\b"
)
"""What the English texts say around titles, summaries and lists of changes, which are as they were published."""


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_the_texts_for_customers_are_in_the_language_of_the_site(history, language):
    root, ids = history
    texts = files.read_tree(root)
    spoken = texts["mkdocs.yml"].replace(b"name: material", b"name: material\n  language: " + language.encode())
    center = load(texts | {"mkdocs.yml": spoken})
    t = of_site(language, center.texts)
    for kind in DAYS:
        view = View(center, center.archive.on(date.fromisoformat(LATER)), ANYWHERE, SITE, t=t)
        story = announcement.story_of(view, ids[kind])
        letter = announcement.letter(view, story)
        mail = email.message_from_bytes(announcement.email(letter), policy=email.policy.default)
        said = [mail["Subject"], mail.get_content(), announcement.release(letter), announcement.banner(letter)]
        for text in said:
            assert ENGLISH_WORDS.findall(text) == [], (kind, text)
        assert t.plain("mail.read_more") in said[1]
        assert t.day(story.change.public_from) in said[2]


def test_the_command_writes_in_the_language_of_the_theme(history, tmp_path):
    root, ids = history
    shutil.copytree(root, tmp_path / "root")
    sites.edit(tmp_path / "root", "mkdocs.yml", "name: material", "name: material\n  language: de")
    told = text(tmp_path / "root", ids["notice"], "banner", ANNOUNCED)
    assert told.startswith("Ankündigung: Deepgram joins as a subprocessor (wirksam ab ")


def test_the_three_dates_stand_in_every_long_text(history):
    root, ids = history
    for form in ("email", "release"):
        said = text(root, ids["notice"], form, ANNOUNCED)
        for day in ("22 November 2026", "6 December 2026", "23 December 2026"):
            assert day in said


def test_a_notice_that_was_withdrawn_says_so_first_and_takes_no_objections(history):
    root, ids = history
    said = text(root, ids["notice"], "release")
    assert said.startswith("**Withdrawn on 26 November 2026: Subprocessors, version 2.")
    assert "Object by" not in said
    assert "object" not in text(root, ids["notice"], "banner")
    [one] = [n for n in listed(root) if n["change"] == ids["notice"]]
    assert (one["object_by"], one["upcoming"]) == (None, False)


def test_a_banner_is_one_short_line(history):
    root, ids = history
    for kind in DAYS:
        for form in ("banner", "html"):
            said = text(root, ids[kind], form)
            assert said.count("\n") == 1
            assert len(said) < 350
    link = lxml_html.fragment_fromstring(text(root, ids["notice"], "html"))
    assert (link.tag, link.get("href")) == ("a", f"{SITE}changelog/{ids['notice']}/")


def test_every_link_leads_to_a_page_of_the_site_of_that_day(history):
    root, ids = history
    center = load(files.read_tree(root))
    for kind, on in DAYS.items():
        view = View(center, center.archive.on(date.fromisoformat(on)), Site(frozenset()), SITE)
        for form in ("email", "release", "banner", "html"):
            said = raw(root, ids[kind], on).decode() if form == "email" else text(root, ids[kind], form, on)
            links = re.findall(rf"{re.escape(SITE)}([^\s)\"]*)", said)
            assert links
            assert set(links) <= {*pages.urls(view, drafts=False)}


def test_the_address_is_the_one_of_the_settings_or_the_one_that_is_given(history, tmp_path):
    root, ids = history
    assert "https://trust.example/changelog/" in text(
        root, ids["notice"], "banner", LATER, "--site-url", "https://trust.example"
    )
    shutil.copytree(root, tmp_path / "center")
    unsaid = ("site_url: !ENV [URL, 'https://x.example/']", "site_url: ''", "", "nothing")
    for written, told in (*((settings, "--site-url") for settings in unsaid), ("site_url: [", "trustcenter check")):
        sites.write(tmp_path / "center", {"mkdocs.yml": f"{written}\n"})
        result = sites.trustcenter(tmp_path / "center", "notices", "--as-of", LATER)
        assert result.exit_code == 1
        assert told in result.stderr


# The e-mail ---------------------------------------------------------------------------------------------------------


def message(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def test_the_message_leaves_sender_receiver_and_date_to_whoever_sends_it(history):
    root, ids = history
    read = message(raw(root, ids["notice"], ANNOUNCED))
    assert sorted(read) == ["Content-Transfer-Encoding", "Content-Type", "MIME-Version", "Subject"]
    assert (
        read["Subject"]
        == "[Lanternfish Software, Inc.] Notice: Deepgram joins as a subprocessor (effective 23 December 2026)"
    )
    assert read.get_content_type() == "text/plain"
    assert read.defects == []


@pytest.mark.parametrize("kind", DAYS)
def test_the_lines_of_a_message_end_and_are_as_long_as_they_may_be(history, kind):
    root, ids = history
    data = raw(root, ids[kind])
    assert data.count(b"\n") == data.count(b"\r\n") > 15
    for line in data.decode("ascii").split("\r\n"):
        assert len(line) <= 78 or "https://" in line
        assert len(line) <= 998


def test_what_is_not_ascii_arrives_as_it_was_written(history, tmp_path):
    root = shutil.copytree(history[0], tmp_path / "center")
    told = "Größere Änderung — " + "ü" * 1200
    cases.reword(root, "privacy", "We answer calls", "We may answer calls")
    change = cases.published(
        root, "material", "earliest", "privacy", "--summary", told, on=LATER, title="Überall „neu“ 🙂"
    )
    data = raw(root, change)
    assert data.isascii()
    assert all(len(line) <= 78 for line in data.split(b"\r\n"))
    read = message(data)
    assert read["Subject"].startswith("[Lanternfish Software, Inc.] Notice: Überall „neu“ 🙂 (effective ")
    assert "Größere Änderung" in read.get_content()
    assert "ü" * 1200 in read.get_content()


def test_no_text_of_a_change_becomes_a_header_or_a_mention(history, tmp_path):
    root = shutil.copytree(history[0], tmp_path / "center")
    cases.reword(root, "privacy", "We answer calls", "We may answer calls")
    title = "New Bcc: everyone@example.net <script>@all #1 [x](https://example.net)"
    summary = title.replace(" Bcc", "\nBcc").replace(" <", "\n\n<")  # a title is one line, a summary may have more
    change = cases.published(root, "material", "earliest", "privacy", "--summary", summary, on=LATER, title=title)
    read = message(raw(root, change))
    assert "Bcc" not in read
    assert read["Subject"].startswith(
        "[Lanternfish Software, Inc.] Notice: New Bcc: everyone@example.net <script>@all #1"
    )
    assert "&lt;script&gt;@&#8203;all #&#8203;1 \\[x\\]" in text(root, change, "release")
    assert "<script" not in text(root, change, "html") + text(root, change, "release")


def test_prose_of_a_notice_is_told_with_the_addresses_of_its_links(history, tmp_path):
    root = shutil.copytree(history[0], tmp_path / "center")
    cases.reword(root, "privacy", "We answer calls", "We may answer calls")
    change = cases.published(root, "material", "earliest", "privacy", on=LATER, title="More")
    file = f"docs/changelog/{change}.md"
    sites.write(
        root,
        {
            file: (root / file).read_text("utf-8")
            + "\nRead [the guide](https://example.com/guide), @team.\n\n- one\n- two\n"
        },
    )
    cases.redone(root, change, on=LATER)
    assert "Read the guide (https://example.com/guide), @team." in message(raw(root, change)).get_content()
    assert "\r\n- one\r\n\r\n- two\r\n" in message(raw(root, change)).get_content()
    assert "Read the guide (https://example.com/guide), @&#8203;team.\n\n- one\n\n- two\n" in text(
        root, change, "release"
    )


def test_a_demonstration_says_that_it_is_one(history, tmp_path):
    root = shutil.copytree(history[0], tmp_path / "center")
    organization = "data/organization.yml"
    sites.write(root, {organization: (root / organization).read_text("utf-8") + "demo: true\n"})
    for form in ("email", "release"):
        assert "This site is a demonstration" in text(root, history[1]["notice"], form)


# What is refused ----------------------------------------------------------------------------------------------------


def test_an_unknown_change_is_refused_with_the_nearest_one(history):
    root, ids = history
    result = sites.trustcenter(root, "notice", ids["notice"][:-1], "--as-of", LATER)
    assert result.exit_code == 1
    assert f"did you mean {ids['notice']}?" in result.stderr


def test_what_is_not_announced_is_told_to_nobody(history):
    root, ids = history
    for form in (*ENDS, "json"):
        result = sites.trustcenter(root, "notice", ids["notice"], "--format", form, "--as-of", "2026-11-21")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "is announced on 22 November 2026" in result.stderr
        assert f"--as-of {ANNOUNCED}" in result.stderr
    assert listed(root, on="2026-11-21") == []


def test_a_broken_center_tells_nobody_anything(history, tmp_path):
    root = shutil.copytree(history[0], tmp_path / "center")
    (root / "docs/policies/terms/2026-03-02.md").write_text("Forged\n", "utf-8")
    for args in (("notice", history[1]["notice"]), ("notices",)):
        result = sites.trustcenter(root, *args, "--as-of", LATER)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "trustcenter check" in result.stderr


# The list -----------------------------------------------------------------------------------------------------------


def test_notices_are_material_changes_emergencies_and_withdrawals_of_them(history):
    root, ids = history
    found = listed(root)
    assert [(one["change"], one["kind"]) for one in found] == [
        (ids[kind], kind) for kind in ("notice", "withdrawal", "emergency")
    ]
    assert found[1]["effective"] is None
    assert all(re.fullmatch(r"notice-[a-z0-9-]+", one["tag"]) for one in found)


def test_one_notice_has_the_same_fields_alone_and_in_the_list(history):
    root, ids = history
    [one] = [n for n in listed(root, on=ANNOUNCED) if n["change"] == ids["notice"]]
    assert one == json.loads(text(root, ids["notice"], "json", ANNOUNCED))
    assert one == {
        "change": ids["notice"], "tag": f"notice-{ids['notice']}", "kind": "notice", "announced": ANNOUNCED,
        "title": "Notice: Deepgram joins as a subprocessor (effective 23 December 2026)", "effective": "2026-12-23",
        "object_by": "2026-12-06", "upcoming": True, "url": f"{SITE}changelog/{ids['notice']}/",
    }  # fmt: skip


def test_what_a_deployment_has_shown_is_no_news(history):
    root, ids = history
    since = ("--base", ids["base"], "--base-date")
    assert [n["change"] for n in listed(root, *since, ANNOUNCED)] == [ids["withdrawal"], ids["emergency"]]
    # the deployment of the day before held the file, but did not show it
    assert listed(root, *since, "2026-11-21")[0]["change"] == ids["notice"]
    now = cases.commit(root, message="Everything")
    assert listed(root, "--base", now, "--base-date", LATER) == []


def test_a_first_deployment_does_not_announce_history(history):
    root, ids = history
    assert listed(root, "--base", "none") == []
    assert [n["change"] for n in listed(root, "--base", "none", on="2026-11-25")] == [ids["notice"]]
    assert [n["change"] for n in listed(root, "--base", "none", on="2026-11-27")] == [ids["emergency"]]


def test_the_list_for_people_has_a_line_each(history):
    root, ids = history
    lines = sites.done(sites.trustcenter(root, "notices", "--as-of", LATER)).splitlines()
    assert [line.split()[0] for line in lines] == [ids[kind] for kind in ("notice", "withdrawal", "emergency")]
    assert sites.done(sites.trustcenter(root, "notices", "--as-of", "2026-11-01")) == ""
