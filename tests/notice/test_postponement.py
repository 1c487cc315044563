"""T1 to T12: an announced change takes effect on a later day, with the same text and the first notice."""

import json
import re
from dataclasses import replace
from datetime import date

import cases
import pytest

import sites
from trustcenter.disk import files
from trustcenter.model.records import sha256
from trustcenter.publishing import publish
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reports import proof
from trustcenter.site import build

ANNOUNCED, PLANNED, ON, LATER = "2026-12-01", "2027-01-01", "2026-12-15", "2027-01-20"
WORDS = {PLANNED: "1 January 2027", ON: "15 December 2026", LATER: "20 January 2027"}


PLANET = (
    "- {id: planet, name: Planet Ltd, purpose: to store rows, group: infrastructure, data: [logs], locations: [IE]}\n"
)


def postpone(root, change, to=LATER, *more, on=ON, reason="Customers asked for more time."):
    return sites.trustcenter(root, "postpone", change, "--to", to, "--reason", reason, "--as-of", on, *more)


def postponed(root, change, to=LATER, *more, on=ON):
    """Postpone, which must succeed; the id of the postponement."""
    return re.findall(r"(?m)^published (\S+)$", sites.done(postpone(root, change, to, *more, on=on)))[-1]


def pending(to, *more):
    """Terms in effect and a material change of them that is announced; (root, its change)."""
    root = cases.center(to, "terms", *more)
    cases.reword(root, "terms", "two years", "three years")
    return root, cases.published(root, "material", PLANNED, "terms", on=ANNOUNCED, title="Paperwork")


def site(root, day):
    """The pages and files of a day, as `cases.pages`, of a site whose address is known, so that it has feeds."""
    settings = SiteSettings(site_url="https://example.com/trust/")
    made = build.outputs(load(files.read_tree(root)), date.fromisoformat(day), settings)
    return {url: page.html for url, page in made.pages.items()} | {
        p: data.decode("utf-8", "replace") for p, data in made.files.items()
    }


def archive(root):
    return load(files.read_tree(root)).archive


# T1, T2 -------------------------------------------------------------------------------------------------------------


def test_t1_a_postponed_change_takes_effect_on_the_later_day_and_on_none_before(tmp_path):
    root, change = pending(tmp_path)
    postponed(root, change)
    assert cases.errors(root, on=ON) == {}
    for day, version in ((PLANNED, cases.START), ("2027-01-19", cases.START), (LATER, PLANNED)):
        assert cases.in_effect(root, "terms", day) == version
    assert [(v.id, str(v.effective)) for v in cases.snapshot(root, ON).upcoming] == [(PLANNED, LATER)]
    assert (
        str(archive(root).in_force(archive(root).by_name[f"terms/{cases.START}"], date(2027, 3, 1)).last)
        == "2027-01-19"
    )


def test_t2_the_first_notice_counts_and_no_sealed_byte_changes(tmp_path):
    root, change = pending(tmp_path)
    before = sites.source(root)
    name = postponed(root, change)
    after = sites.source(root)
    assert {path: after[path] for path in before} == before
    assert {*after} - {*before} == {f"docs/changelog/{name}.md", f"docs/changelog/{name}.json"}
    data = json.loads(cases.pages(root, ON)["api/changes.json"])["changes"]
    [told] = [one for one in data if one["id"] == change]
    assert (told["announced"], told["effective"], told["class"]) == (ANNOUNCED, LATER, "material")
    assert told["notice"]["clear_days"] == 49
    assert told["postponed"] == [
        {"announced": ON, "change": name, "effective": LATER, "planned": PLANNED,
         "reason": "Customers asked for more time."}
    ]  # fmt: skip


@pytest.mark.parametrize(("promised", "last"), [("14 days", "2026-12-15"), ("40 days", "2027-01-10")])
def test_t2_the_last_day_to_object_is_never_earlier_than_before(tmp_path, promised, last):
    more = {cases.NOTICE: cases.DATA[cases.NOTICE].replace("14 days", promised)}
    root = cases.center(tmp_path, "terms", more=more)
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", PLANNED, on=ANNOUNCED)

    def object_by():
        told = sites.done(sites.trustcenter(root, "notice", change, "--format", "json", "--as-of", ON))
        return json.loads(told)["object_by"]

    before = object_by()
    postponed(root, change)
    assert before <= object_by() == last


# T3 to T6: refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [PLANNED, "2026-12-31", "2026-12-20"])
def test_t3_the_same_or_an_earlier_day_is_refused(tmp_path, to):
    root, change = pending(tmp_path)
    before = sites.source(root)
    cases.refused(root, postpone(root, change, to), WORDS[PLANNED], "choose a later day", before=before)


@pytest.mark.parametrize("on", [PLANNED, "2027-01-02"])
def test_t4_what_is_in_effect_is_not_postponed(tmp_path, on):
    root, change = pending(tmp_path)
    before = sites.source(root)
    cases.refused(root, postpone(root, change, on=on), "publish a successor", WORDS[PLANNED], before=before)
    later = postpone(root, change, LATER, "--announce", PLANNED)
    cases.refused(root, later, "no later than the postponement", before=before)
    sites.done(postpone(root, change, on="2026-12-31"))


def test_t5_only_an_announced_change_that_still_stands_is_postponed(tmp_path):
    root, change = pending(tmp_path)
    moved = postponed(root, change)
    planned = cases.center(tmp_path / "planned", "terms")
    cases.reword(planned, "terms", "two years", "three years")
    later = cases.published(planned, "material", "2027-02-01", "--announce", "2026-12-20", on=ANNOUNCED)
    refusals = [
        (root, "no-such-change", ["is no change"]), (root, moved, ["itself a postponement", change]),
        (planned, later, ["not announced yet", f"publish --redo {later}"]),
    ]  # fmt: skip
    withdrawal = cases.withdrawn(root, change, on="2026-12-16")
    refusals += [(root, change, ["withdrawn"]), (root, withdrawal, ["itself a withdrawal"])]
    for center, name, words in refusals:
        before = sites.source(center)
        cases.refused(center, postpone(center, name, "2027-03-01", on="2026-12-16"), *words, before=before)
    before = sites.source(root)
    cases.refused(root, postpone(root, change, reason="  "), "needs a reason", before=before)


def test_t5_the_end_of_a_policy_is_postponed(tmp_path):
    root = cases.center(tmp_path, "terms", "privacy")
    change = cases.published(root, "material", PLANNED, "terms", "--retire", on=ANNOUNCED)
    postponed(root, change)
    assert cases.errors(root, on="2026-12-16") == {}
    assert cases.in_effect(root, "terms", PLANNED) == cases.START
    assert cases.snapshot(root, "2027-01-19").retired == ()
    assert cases.snapshot(root, "2027-01-20").retired == ("terms",)


def test_t5_the_end_of_a_policy_whose_text_names_the_day_is_not_postponed(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "trustcenter.publishing.publish.retirement",
        lambda *given, made=publish.retirement: replace(
            version := made(*given), text=(text := f"# Terms\n\nIt ends on {version.effective}.\n"),
            text_sha256=sha256(text.encode()),
        ),
    )  # fmt: skip
    root = cases.center(tmp_path, "terms", "privacy")
    change = cases.published(root, "material", PLANNED, "terms", "--retire", on=ANNOUNCED)
    before = sites.source(root)
    cases.refused(root, postpone(root, change), "names the day", "withdraw it", before=before)


def test_t6_a_draft_that_says_something_else_is_refused(tmp_path):
    root, change = pending(tmp_path, "privacy")
    cases.reword(root, "privacy", "We answer calls", "We may answer calls")  # another policy does not matter
    cases.reword(root, "terms", "three years", "four years")
    before = sites.source(root)
    cases.refused(root, postpone(root, change), "the draft of terms differs", "git stash", before=before)
    cases.reword(root, "terms", "four years", "three years")
    postponed(root, change)


def test_t6_a_text_that_names_its_first_day_is_shown(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years from 1 January 2027 on")
    change = cases.published(root, "material", PLANNED, on=ANNOUNCED)
    output = sites.done(postpone(root, change, LATER, "--dry-run"))
    assert "terms/2027-01-01 says “1 January 2027”, and stays as it is" in output


def test_t6_publishing_the_same_text_for_a_later_day_names_the_command(tmp_path):
    root, change = pending(tmp_path)
    before = sites.source(root)
    told = sites.done(cases.publish(root, "material", LATER, "terms", on=ON))
    assert told.startswith("nothing to publish")
    assert f"`trustcenter postpone {change} --to {LATER} --reason …`" in told
    assert sites.source(root) == before
    assert "postpone" not in sites.done(cases.publish(root, "material", PLANNED, "terms", on=ON))


# T7 to T9: other changes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["2027-01-15", LATER])
def test_t7_a_later_change_built_on_it_has_to_be_postponed_first(tmp_path, to):
    root, change = pending(tmp_path)
    cases.reword(root, "terms", "We answer calls.", "We answer calls and mails.")
    built = cases.published(root, "material", "2027-01-15", on="2026-12-02", title="Mails")
    before = sites.source(root)
    result = postpone(root, change, to)
    cases.refused(root, result, "terms/2027-01-15", f"postpone {built} --to", "15 January 2027", before=before)
    postponed(root, built, "2027-02-01")
    postponed(root, change, to)
    assert cases.errors(root, on=ON) == {}
    assert cases.in_effect(root, "terms", to) == PLANNED
    assert cases.in_effect(root, "terms", "2027-02-01") == "2027-01-15"


def test_t7_a_later_change_that_still_follows_stays_where_it_is(tmp_path):
    root, change = pending(tmp_path)
    cases.reword(root, "terms", "We answer calls.", "We answer calls and mails.")
    cases.published(root, "material", "2027-02-15", on="2026-12-02", title="Mails")
    postponed(root, change)
    assert cases.errors(root, on=ON) == {}
    assert [v.id for v in cases.snapshot(root, ON).upcoming] == [PLANNED, "2027-02-15"]


def test_t7_another_policy_that_states_what_would_come_later_is_a_contradiction_today(tmp_path):
    root = cases.center(tmp_path, "terms", "subprocessors")
    sites.write(root, {cases.VENDORS: cases.DATA[cases.VENDORS] + PLANET})
    change = cases.published(root, "material", PLANNED, on=ANNOUNCED)
    cases.reword(root, "terms", "We answer calls.", "Rows lie at {{ subprocessors.planet.name }}.")
    cases.published(root, "material", "2027-01-15", "terms", on="2026-12-02", title="Rows")
    before = sites.source(root)
    cases.refused(root, postpone(root, change), "[contradiction]", "from 15 January 2027 on", before=before)
    postponed(root, change, "2027-01-15")


def test_t8_what_no_deployment_has_shown_is_dropped_and_the_first_day_stands_again(tmp_path):
    root, change = pending(tmp_path)
    before, base = sites.source(root), cases.commit(root)
    name = postponed(root, change)
    cases.refused(root, cases.redo(root, name, on=ON), "postpone again", before=sites.source(root))
    for mending in ("--redo", "--drop"):
        result = sites.trustcenter(root, "publish", mending, change, "--as-of", ON)
        cases.refused(root, result, name, before=sites.source(root))
    sites.done(sites.trustcenter(root, "publish", "--drop", name, "--as-of", ON, "--base", base, "--base-date", ON))
    assert sites.source(root) == before
    postponed(root, change)
    sealed = cases.commit(root)
    result = sites.trustcenter(root, "publish", "--drop", name, "--as-of", ON, "--base", sealed, "--base-date", ON)
    cases.refused(root, result, "sealed", before=sites.source(root))


def test_t8_two_branches_that_postpone_the_same_change_clash(tmp_path):
    root, change = pending(tmp_path)
    name = postponed(root, change)
    first = sites.source(root)
    sites.done(sites.trustcenter(root, "publish", "--drop", name, "--as-of", ON))
    other = postponed(root, change, "2027-01-25", "--title", "Another")
    sites.write(root, {path: data.decode() for path, data in first.items() if name in path})
    told = cases.errors(root, on=ON)
    assert "both continue the same record" in told["wrong-order"]
    assert other in told["wrong-order"]


def test_t9_a_correction_for_the_same_day_moves_along_and_not_alone(tmp_path):
    root, change = pending(tmp_path)
    cases.reword(root, "terms", "three years", "three (3) years")
    correction = cases.published(root, "editorial", PLANNED, on="2026-12-10", title="Spelling")
    before = sites.source(root)
    cases.refused(root, postpone(root, correction), "corrects terms/2027-01-01", change, before=before)
    postponed(root, change)
    assert [v.id for v in cases.snapshot(root, ON).upcoming] == [f"{PLANNED}-2"]
    assert cases.in_effect(root, "terms", "2027-01-19") == cases.START
    assert cases.in_effect(root, "terms", LATER) == f"{PLANNED}-2"
    assert {str(archive(root).changes[name].effective) for name in (change, correction)} == {LATER}


def test_t9_a_fix_beside_it_is_carried_to_the_later_day(tmp_path):
    root, change = pending(tmp_path)
    postponed(root, change)
    cases.reword(root, "terms", "We answer calls.", "We answer all calls.")
    cases.published(root, "minor", "2026-12-20", "--pending", "keep", on="2026-12-20", title="Fix")
    assert cases.errors(root, on="2026-12-20") == {}
    assert cases.in_effect(root, "terms", "2027-01-19") == "2026-12-20"
    assert cases.in_effect(root, "terms", LATER) == LATER
    assert "three years" in cases.text(root, f"terms/{LATER}")


# T10, T11: what follows, and what was known before ------------------------------------------------------------------


def test_t10_it_is_postponed_again_and_withdrawn_like_any_pending_change(tmp_path):
    root, change = pending(tmp_path)
    postponed(root, change)
    postponed(root, change, "2027-02-10", on="2027-01-10")
    assert cases.in_effect(root, "terms", LATER) == cases.START
    assert cases.in_effect(root, "terms", "2027-02-10") == PLANNED
    known = {day: str(cases.snapshot(root, day).upcoming[0].effective) for day in ("2026-12-14", ON, "2027-01-10")}
    assert known == {"2026-12-14": PLANNED, ON: LATER, "2027-01-10": "2027-02-10"}
    cases.withdrawn(root, change, on="2027-01-30")
    assert cases.errors(root, on="2027-01-30") == {}
    assert cases.in_effect(root, "terms", "2027-03-01") == cases.START


def test_t11_a_site_of_a_day_before_is_the_one_of_that_day(tmp_path):
    root, change = pending(tmp_path)
    before = site(root, "2026-12-14")
    name = postponed(root, change, LATER, "--announce", "2026-12-18")
    assert site(root, "2026-12-14") == before
    assert not [url for url, text in site(root, "2026-12-17").items() if name in text or LATER in text]
    days = [cases.pages(root, day) for day in ("2026-12-18", LATER)]
    assert [made[f"as-of/{ANNOUNCED}/"] for made in days] == [before[f"as-of/{ANNOUNCED}/"]] * 2
    assert f"as-of/{PLANNED}/" not in days[1]
    assert f"as-of/{LATER}/" in days[1]


def test_t11_which_version_was_in_effect_has_one_answer_whenever_it_is_asked(tmp_path):
    root, change = pending(tmp_path)
    postponed(root, change)
    known = archive(root)
    for asked in (date(2026, 12, 14), date(2026, 12, 15), date(2027, 6, 1)):
        for day in (date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 20)):
            if day <= asked:
                assert known.as_known(asked).in_effect("terms", day) == known.as_known(asked).on(day).in_effect.get(
                    "terms"
                )
                assert getattr(known.as_known(asked).in_effect("terms", day), "name", None) == getattr(
                    known.in_effect("terms", day), "name", None
                )


def test_t11_what_proves_a_version_names_the_day_that_was_announced_then(tmp_path):
    root, change = pending(tmp_path)
    postponed(root, change)
    known = archive(root)
    version = known.by_name[f"terms/{PLANNED}"]
    for day, announced in (("2026-12-14", PLANNED), (ON, LATER)):
        on = date.fromisoformat(day)
        told = proof.proof(known, (version,), on=on, today=on)
        assert f": not in effect; announced for {WORDS[announced]}\n" in told


# T12: who is told ---------------------------------------------------------------------------------------------------

EVENT = re.compile(r"BEGIN:VEVENT.*?END:VEVENT", re.DOTALL)


def events(pages):
    """What the calendar says: UID → (day, sequence, status)."""
    told = [
        dict(re.findall(r"(?m)^([A-Z-]+)[;:](?:VALUE=DATE:)?(.*?)\r?$", one))
        for one in EVENT.findall(pages["calendar.ics"])
    ]
    return {one["UID"]: (one["DTSTART"], one["SEQUENCE"], one["STATUS"]) for one in told}


def test_t12_the_event_keeps_its_uid_has_the_later_day_and_a_higher_sequence(tmp_path):
    root, change = pending(tmp_path)
    before = events(site(root, "2026-12-14"))
    postponed(root, change)
    postponed(root, change, "2027-02-10", on="2026-12-20")
    once, twice = (events(site(root, day)) for day in (ON, "2026-12-20"))
    assert before.keys() == once.keys() == twice.keys()
    [uid] = [uid for uid in before if "-effective-2027" in uid]
    told = [made[uid] for made in (before, once, twice)]
    assert told == [("20270101", "0", "CONFIRMED"), ("20270120", "1", "CONFIRMED"), ("20270210", "2", "CONFIRMED")]
    [deadline] = [uid for uid in before if "object-by" in uid]
    assert once[deadline] == before[deadline]


def test_t12_the_entry_in_the_feeds_keeps_its_id_and_says_the_later_day(tmp_path):
    root, change = pending(tmp_path)
    before = {i["url"]: i for i in json.loads(site(root, "2026-12-14")["feed.json"])["items"]}
    name = postponed(root, change)
    pages = site(root, ON)
    after = {i["url"]: i for i in json.loads(pages["feed.json"])["items"]}
    [url] = [url for url in before if change in url]
    assert [before[url][key] for key in ("id", "date_published")] == [
        after[url][key] for key in ("id", "date_published")
    ]
    assert after[url]["date_modified"] > before[url]["date_modified"]
    assert after[url]["title"] == f"Paperwork (now effective {WORDS[LATER]})"
    assert f"now takes effect on {WORDS[LATER]}" in after[url]["content_html"]
    assert "notices/feed.xml" in pages
    assert name in pages["notices/feed.xml"]


@pytest.mark.parametrize("url", ["", "changelog/", "changelog/{change}/", "policies/terms/", "policies/terms/history/",
    "policies/terms/2027-01-01/", "policies/terms/2027-01-01/redline/", "notices/", "as-of/2026-12-15/",
    "changelog/{name}/"])  # fmt: skip
def test_t12_every_page_of_it_says_the_later_day_and_the_first_one(tmp_path, url):
    root, change = pending(tmp_path)
    name = postponed(root, change)
    told = cases.words(cases.pages(root, ON)[url.format(change=change, name=name)])
    assert WORDS[LATER] in told
    assert WORDS[PLANNED] in told
    assert f"ostponed on {WORDS[ON]}" in told or f"ostpones Paperwork from {WORDS[PLANNED]}" in told


@pytest.mark.parametrize("form", ["email", "release", "banner"])
def test_t12_the_mail_says_that_it_now_takes_effect_later_and_still_takes_objections(tmp_path, form):
    root, change = pending(tmp_path)
    name = postponed(root, change)
    told, of_first = (
        " ".join(sites.done(sites.trustcenter(root, "notice", one, "--format", form, "--as-of", ON)).split())
        for one in (name, change)
    )
    if form == "release":
        assert "postpones a change that it had announced: *Paperwork*. Its text stays as announced" in told
    else:
        assert f"Postponed: Paperwork (now effective {WORDS[LATER]})" in told
    assert f"bject by {WORDS[ON]}" in told or f"Object by: {WORDS[ON]}" in told or f"Object by:** {WORDS[ON]}" in told
    assert f"now {'effective' if form == 'banner' else 'takes effect on'} {WORDS[LATER]}" in of_first
    listed = json.loads(sites.done(sites.trustcenter(root, "notices", "--format", "json", "--as-of", ON)))
    assert [(n["change"], n["kind"], n["effective"], n["upcoming"]) for n in listed if name == n["change"]] == [
        (name, "postponement", LATER, True)
    ]


def test_t12_verify_status_and_rehearse_say_it_too(tmp_path):
    root, change = pending(tmp_path)
    postponed(root, change)
    assert "3 changes, 0 withdrawals, 1 postponement" in sites.done(sites.trustcenter(root, "verify"))
    status = sites.done(sites.trustcenter(root, "status", "--as-of", ON))
    assert "material, on 20 January 2027, first planned for 1 January 2027" in status
    rehearsed = sites.done(sites.trustcenter(root, "rehearse", "--as-of", ON))
    assert "1 January 2027" not in rehearsed
    assert "20 January 2027\n  terms: version 2 (2027-01-01) takes effect" in rehearsed
