"""The calendar: effective days and last days to object, what a correction or withdrawal does to them, and no clock."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

import followed
import sites
from followed import BOUND, CORRECTED, DAYS, EMERGENCY, FIRST, HOSTILE, PLANNED, SHORTER, SITE, SOONER, WITHDRAWN


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return followed.history(tmp_path_factory.mktemp("followed"))


def read(root, day):
    """The calendar of a day and its events by what they are for: (kind, day)."""
    calendar = icalendar.Calendar.from_ical(followed.out(root, day)["calendar.ics"])
    return calendar, {key(event): event for event in calendar.walk("VEVENT")}


def key(event):
    kind = "object" if "-object-by-" in event["uid"] else "effective"
    change = str(event["url"]).removeprefix(f"{SITE}changelog/")[:10]
    return (kind, change, str(event["dtstart"].dt))


def shown(root, day):
    """Each event's state: status, sequence, title."""
    return {k: (str(e["status"]), e["sequence"], str(e["summary"])) for k, e in read(root, day)[1].items()}


OBJECT = ("object", SOONER, "2026-02-15")
EFFECTIVE = ("effective", SOONER, BOUND)


# What is in it -----------------------------------------------------------------------------------------------------


def test_a_change_has_an_event_on_its_effective_day_and_a_notice_one_for_objections(root):
    assert shown(root, SOONER) == {
        ("effective", FIRST, FIRST): (
            "CONFIRMED", 0, "Privacy policy: version 1 takes effect; Subprocessors: version 1 takes effect",
        ),
        OBJECT: ("CONFIRMED", 0, "Last day to object: Privacy policy, version 2"),
        EFFECTIVE: ("CONFIRMED", 0, "Privacy policy: version 2 takes effect"),
    }  # fmt: skip


def test_the_events_are_whole_days_that_block_nobody(root):
    for event in read(root, PLANNED)[1].values():
        assert type(event["dtstart"].dt) is date
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert event["transp"] == "TRANSPARENT"
        assert "valarm" not in [part.name.lower() for part in event.subcomponents]


def test_an_editorial_change_and_an_emergency_have_no_day_to_object(root):
    changes = {change for kind, change, _ in shown(root, "2026-08-31") if kind == "object"}
    assert changes == {SOONER, SHORTER}


def test_an_emergency_stands_on_the_day_from_which_it_binds_and_names_both_days(root):
    """S16."""
    event = read(root, EMERGENCY)[1]["effective", EMERGENCY, EMERGENCY]
    assert "Announced: 1 June 2026. Effective: 30 May 2026." in event["description"]


@pytest.mark.parametrize(
    ("objection", "deadline"),
    [
        ("objection: 14 days\n", "2026-02-15"),
        ("objection: 10 business days\n", "2026-02-13"),
        ("objection: 60 days\n", "2026-03-04"),
        ("objection: {unknown: not decided}\n", None),
        ("", None),
    ],
)
def test_the_last_day_to_object_is_announced_plus_the_promise_and_never_later_than_effective(
    tmp_path, objection, deadline
):
    root = sites.published(tmp_path, {"data/notice.yml": f"material: 30 days\n{objection}"})
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.announce(root, "Sooner", "material", BOUND, on=SOONER)
    days = [day for kind, _, day in shown(root, SOONER) if kind == "object"]
    assert days == ([deadline] if deadline else [])


def test_the_promise_that_counts_is_that_of_the_record(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.announce(root, "Sooner", "material", BOUND, on=SOONER)
    sites.edit(root, "data/notice.yml", "objection: 14 days", "objection: 5 days")
    assert OBJECT in shown(root, SOONER)


def test_there_are_no_reviews(tmp_path):
    privacy = sites.SMALL[followed.PRIVACY].replace(
        "owner: privacy", "owner: privacy\nreviewed: 2026-01-02\nreview_every: 1 month"
    )
    root = sites.published(tmp_path, {followed.PRIVACY: privacy})
    assert set(shown(root, FIRST)) == {("effective", FIRST, FIRST)}


def test_a_retirement_is_called_so(tmp_path):
    root = sites.published(tmp_path)
    followed.announce(root, "The end", "material", "2026-03-04", "--retire", "privacy", on=SOONER)
    assert shown(root, SOONER)["effective", SOONER, BOUND] == ("CONFIRMED", 0, "Privacy policy is retired")


def test_before_its_announced_day_a_change_has_no_event(root):
    """S5, S7."""
    assert "calendar.ics" not in followed.out(root, "2026-01-04")
    assert set(shown(root, FIRST)) == {("effective", FIRST, FIRST)}
    assert not [k for k in shown(root, "2026-08-31") if PLANNED in k]
    assert {("object", PLANNED, "2026-09-15"), ("effective", PLANNED, "2026-11-01")} <= set(shown(root, PLANNED))


# What becomes of an event ------------------------------------------------------------------------------------------


def test_a_withdrawal_cancels_the_events_with_a_higher_sequence(root):
    """S3."""
    effective, objection = ("effective", SHORTER, "2026-05-02"), ("object", SHORTER, "2026-04-15")
    before, after = read(root, SHORTER)[1], read(root, WITHDRAWN)[1]
    for event in (effective, objection):
        assert before[event]["uid"] == after[event]["uid"]
        assert (before[event]["status"], before[event]["sequence"]) == ("CONFIRMED", 0)
        assert (after[event]["status"], after[event]["sequence"]) == ("CANCELLED", 1)
        assert after[event]["summary"].startswith("Withdrawn: ")
        assert "Reason: Too <soon> & too short." in after[event]["description"]
        assert after[event]["dtstamp"].dt == datetime(2026, 4, 15, 5, tzinfo=UTC)
        assert after[event]["created"].dt == before[event]["created"].dt == datetime(2026, 4, 1, 5, tzinfo=UTC)
    assert not [k for k in after if k[1] == WITHDRAWN]


def test_a_correction_takes_the_place_of_the_event_and_leaves_the_day_to_object(root):
    after = shown(root, CORRECTED)
    assert after[EFFECTIVE] == ("CANCELLED", 1, "Superseded: Privacy policy: version 2 takes effect")
    assert after["effective", CORRECTED, BOUND] == ("CONFIRMED", 0, "Privacy policy: version 3 takes effect")
    assert after[OBJECT] == ("CONFIRMED", 0, "Last day to object: Privacy policy, version 2")


def test_of_a_change_of_two_policies_only_the_corrected_one_leaves_the_event(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.add_vendor(root, "pier", "Pier Hosting Ltd")
    followed.announce(root, "Both", "material", BOUND, on=SOONER)
    sites.edit(root, followed.PRIVACY, "asks you to write", "asks you kindly to write")
    followed.announce(root, "A spelling", "editorial", BOUND, on=CORRECTED)
    assert shown(root, SOONER)[EFFECTIVE][2] == (
        "Privacy policy: version 2 takes effect; Subprocessors: version 2 takes effect"
    )
    assert shown(root, CORRECTED)[EFFECTIVE] == ("CONFIRMED", 1, "Subprocessors: version 2 takes effect")


def test_a_corrected_notice_that_is_withdrawn_is_cancelled_whole(tmp_path):
    after = withdrawn_after_a_correction(tmp_path, of=SOONER)
    assert after[EFFECTIVE][:2] == ("CANCELLED", 2)
    assert after["effective", CORRECTED, BOUND][:2] == ("CANCELLED", 1)
    assert after[OBJECT][:2] == ("CANCELLED", 1)


def test_a_withdrawn_correction_brings_the_event_back(tmp_path):
    after = withdrawn_after_a_correction(tmp_path, of=CORRECTED)
    assert after[EFFECTIVE] == ("CONFIRMED", 2, "Privacy policy: version 2 takes effect")
    assert after["effective", CORRECTED, BOUND][:2] == ("CANCELLED", 1)
    assert after[OBJECT][:2] == ("CONFIRMED", 0)


def withdrawn_after_a_correction(root, *, of):
    sites.published(root)
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.announce(root, "Sooner", "material", BOUND, on=SOONER)
    sites.edit(root, followed.PRIVACY, "asks you to write", "asks you kindly to write")
    followed.announce(root, "A spelling", "editorial", BOUND, on=CORRECTED)
    followed.withdraw(root, followed.change(root, of), on="2026-02-12")
    return shown(root, "2026-02-12")


def test_a_fix_while_a_notice_is_pending_has_an_event_for_each_day(tmp_path):
    """S10: one change, today's version and the pending one with the fix."""
    root = sites.published(tmp_path)
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.announce(root, "Sooner", "material", BOUND, on=SOONER)
    sites.edit(root, "data/contacts.yml", "privacy@lanternfish.example", "hello@lanternfish.example")
    followed.announce(root, "A new address", "minor", CORRECTED, "--pending", "keep", on=CORRECTED)
    after = shown(root, CORRECTED)
    assert after["effective", CORRECTED, CORRECTED] == ("CONFIRMED", 0, "Privacy policy: version 3 takes effect")
    assert after["effective", CORRECTED, BOUND] == ("CONFIRMED", 0, "Privacy policy: version 4 takes effect")
    assert after[EFFECTIVE][:2] == ("CANCELLED", 1)
    assert after[OBJECT][:2] == ("CONFIRMED", 0)


# For ever ----------------------------------------------------------------------------------------------------------


def test_uids_stay_and_differ_and_sequences_only_grow(root):
    last = {}
    for day in DAYS[1:]:
        events = read(root, day)[1]
        uids = [str(event["uid"]) for event in events.values()]
        assert len(uids) == len(set(uids))
        assert {k: v["uid"] for k, v in events.items() if k in last} == {k: uid for k, (uid, _, _) in last.items()}
        for k, (_, sequence, stamp) in last.items():
            assert events[k]["sequence"] >= sequence
            assert events[k]["dtstamp"].dt >= stamp
            assert (events[k]["sequence"] > sequence) == (events[k]["dtstamp"].dt > stamp)
        last = {k: (event["uid"], event["sequence"], event["dtstamp"].dt) for k, event in events.items()}


def test_two_centers_with_the_same_change_have_different_uids(tmp_path):
    uids = []
    for name, text in (("one", "We keep little."), ("two", "We keep less.")):
        root = sites.small(
            tmp_path / name, {followed.PRIVACY: sites.SMALL[followed.PRIVACY].replace("We keep little.", text)}
        )
        followed.announce(root, "First", "initial", FIRST, "--summary", text, on=FIRST)
        uids += [str(event["uid"]) for event in read(root, FIRST)[1].values()]
    assert len(set(uids)) == 2


@pytest.mark.parametrize("day", [FIRST, WITHDRAWN, PLANNED])
def test_the_calendar_is_read_and_written_back_the_same(root, day):
    data = followed.out(root, day)["calendar.ics"]
    calendar, events = read(root, day)
    assert calendar.to_ical() == data
    assert calendar.errors == []
    assert [event.errors for event in events.values() if event.errors] == []
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["x-wr-calname"] == "Lanternfish Software, Inc.: policies"
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_each_event_has_what_the_standard_requires_and_links_to_its_change(root):
    pages = followed.outputs(root, PLANNED).pages
    for event in read(root, PLANNED)[1].values():
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS", "SEQUENCE", "URL"} <= set(event)
        assert str(event["url"]).removeprefix(SITE) in pages
        assert event["dtstamp"].dt.tzinfo is not None


def test_hostile_titles_break_no_line(root):
    event = read(root, SHORTER)[1]["effective", SHORTER, "2026-05-02"]
    assert HOSTILE in event["description"].split("\n")


def test_a_day_on_which_nothing_is_announced_changes_nothing(root):
    assert followed.out(root, "2026-08-31")["calendar.ics"] == followed.out(root, EMERGENCY)["calendar.ics"]
