"""The time to object: open, on its last day and over, with the same words on every page, in feeds, mails and events."""

from __future__ import annotations

import re
from datetime import date

import icalendar
import pytest
from lxml import html

import followed
import sites
from followed import SITE, SOONER
from trustcenter.disk import files
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build

LAST, OVER, BOUND = "2026-02-15", "2026-02-16", "2026-04-01"
CONTACTS = """\
privacy:
  role: Privacy questions
  email: privacy@lanternfish.example
objections:
  role: Objections
  email: no@lanternfish.example
"""
STATES = {
    SOONER: "You can object until 15 February 2026. Write to Objections (no@lanternfish.example).",
    LAST: "Today, 15 February 2026, is the last day to object. Write to Objections (no@lanternfish.example).",
    OVER: "The time for objections ended on 15 February 2026. Questions: Privacy questions (privacy@lanternfish.example).",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = sites.published(tmp_path_factory.mktemp("objection"), {"data/contacts.yml": CONTACTS})
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.add_vendor(root, "pier", "Pier Hosting Ltd")
    followed.announce(root, "Sooner", "material", BOUND, on=SOONER)
    return root


@pytest.fixture(scope="module")
def made(root):
    center, outputs = build.load(files.read_tree(root)), {}

    def on(day):
        if day not in outputs:
            outputs[day] = build.outputs(center, date.fromisoformat(day), SiteSettings(site_url=SITE))
        return outputs[day]

    return on


def words(element):
    return " ".join(element.text_content().split())


def pages(root):
    return ["", "policies/privacy/", f"changelog/{followed.change(root, SOONER)}/", "notices/", "subprocessors/pier/"]


@pytest.mark.parametrize("day", STATES)
def test_every_page_about_the_change_says_how_the_time_to_object_stands(root, made, day):
    for url in pages(root):
        shown = html.fromstring(made(day).pages[url].html).find_class("tc-objection")
        assert [words(line) for line in shown] == [STATES[day]], url
        assert [a.get("href") for a in shown[0].iter("a")] == [
            "mailto:privacy@lanternfish.example" if day == OVER else "mailto:no@lanternfish.example"
        ]


def test_after_its_day_nothing_tells_anybody_to_object(root, made):
    for day in (OVER, BOUND):
        texts = {url: made(day).pages[url].html for url in pages(root)}
        texts |= {
            path: made(day).files[path].decode()
            for path in ("feed.xml", "feed.json", "notices/feed.xml", "calendar.ics")
        }
        texts["mail"] = sites.done(sites.trustcenter(root, "notice", followed.change(root, SOONER), "--as-of", day))
        for name, text in texts.items():
            told = re.sub(r"\s+", " ", text)
            assert not re.search("You can object|is the last day to object|Write to Objections|Object by", told), (
                day,
                name,
            )


def test_a_notice_keeps_how_long_there_was_to_object(root, made):
    for day in (SOONER, OVER, BOUND):
        facts = html.fromstring(made(day).pages["notices/"].html).find(".//dl")
        assert {words(d[0]): words(d[1]) for d in facts}["Time to object"] == "14 days, until 15 February 2026"


@pytest.mark.parametrize(("day", "says"), [(SOONER, "Write to Objections"), (LAST, "Write to Objections"), (OVER, "")])
def test_feeds_name_the_last_day_and_the_contact_only_until_it_is_over(made, day, says):
    for path in ("feed.xml", "feed.json", "notices/feed.xml"):
        text = made(day).files[path].decode()
        assert "Last day for objections: 15 February 2026." in text
        assert ("Write to Objections" in text) is bool(says)


@pytest.mark.parametrize(("day", "says"), [(SOONER, True), (LAST, True), (OVER, False)])
def test_the_event_of_the_last_day_says_whom_to_write_to_until_it_is_over(made, day, says):
    events = icalendar.Calendar.from_ical(made(day).files["calendar.ics"]).walk("VEVENT")
    [event] = [event for event in events if "-object-by-" in event["uid"]]
    assert ("Write to Objections (no@lanternfish.example)." in str(event["description"])) is says


@pytest.mark.parametrize("day", STATES)
@pytest.mark.parametrize("form", ["email", "release"])
def test_a_mail_says_how_the_time_to_object_stands(root, day, form):
    order = ("notice", followed.change(root, SOONER), "--format", form, "--as-of", day)
    text = " ".join(sites.done(sites.trustcenter(root, *order)).split())
    assert (STATES[day].partition(" Questions")[0] in text) or form == "release"
    assert ("Object by" in text) is (day != OVER)
    assert ("where to object" in text) is (day != OVER and form == "release")


def test_a_withdrawn_change_and_one_that_binds_at_once_have_no_time_to_object(tmp_path):
    root = followed.history(tmp_path)
    center = build.load(files.read_tree(root))
    for announced, day in ((followed.SHORTER, followed.WITHDRAWN), (followed.EMERGENCY, followed.EMERGENCY)):
        url = f"changelog/{followed.change(root, announced)}/"
        assert "tc-objection" not in build.outputs(center, date.fromisoformat(day)).pages[url].html


class Kept(dict):
    """A cache in memory."""

    def put(self, key, data):
        self[key] = data
        return True

    def part(self, key, at, size):
        return self[key][at : at + size] if key in self else None

    def use(self, key):
        pass


def test_a_page_kept_from_the_day_before_does_not_keep_its_words(root, made):
    center, keep, settings = build.load(files.read_tree(root)), Kept(), SiteSettings(site_url=SITE)
    for day in STATES:
        kept = build.outputs(center, date.fromisoformat(day), settings, keep=keep)
        assert {url: kept.pages[url].html for url in pages(root)} == {
            url: made(day).pages[url].html for url in pages(root)
        }
