"""Redaction: a passage of what was published is replaced by a mark, provably nothing else, and nowhere shown again."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date

import cases
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sites
from trustcenter.disk import files
from trustcenter.model.records import canonical, seal, sha256
from trustcenter.model.redactions import differs_only_in
from trustcenter.publishing import redact as redacting
from trustcenter.publishing.passages import lines_span, passage, redacted
from trustcenter.publishing.sealing import Refused, applied
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base, load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reports import evidence
from trustcenter.rules import check
from trustcenter.site import build

REASON = "court order of 1 March 2027"
DAY = "2027-03-03"
MARK = "[redacted on 3 March 2027: court order of 1 March 2027]"
OFFICER = "Anna Smith"
CONTACTS = f"""\
privacy: {{role: "{OFFICER}, privacy officer", email: privacy@lanternfish.example, phone: "+13125550100"}}
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A committed center whose officer stands in facts, in two versions, and in a changelog entry."""
    root = cases.center(tmp_path_factory.mktemp("officer"), "privacy", "terms", more={cases.CONTACTS: CONTACTS})
    cases.reword(root, "privacy", "Call {{", "Ask {{ contacts.privacy.role }}. Call {{")
    cases.reword(root, "terms", "We answer calls.", "We answer calls.\n\nThe founder lives at 1 Elm Street.")
    cases.published(root, "minor", "2026-06-01", on="2026-06-01", title=f"{OFFICER} is our officer")
    cases.reword(root, "privacy", "We answer", "We always answer")
    cases.published(root, "minor", "2026-09-01", on="2026-09-01", title="Always")
    cases.commit(root, "2026-09-01")
    return root


@pytest.fixture
def center(original, tmp_path):
    return shutil.copytree(original, tmp_path / "center")


def redact(root, version, *how, reason=REASON):
    return sites.trustcenter(root, "redact", version, *how, "--reason", reason, "--as-of", DAY)


def forget(root):
    """Take the officer out of everything that is not sealed."""
    if OFFICER in (root / cases.CONTACTS).read_text("utf-8"):
        sites.edit(root, cases.CONTACTS, f"{OFFICER}, privacy officer", "Privacy questions")


def gone(root):
    """The center with the officer redacted everywhere; the record of the redaction."""
    forget(root)
    output = sites.done(redact(root, "privacy/2026-06-01", "--text", OFFICER, "--everywhere"))
    return json.loads((root / f"docs/changelog/{output.split()[-1]}.json").read_bytes())


def test_r1_a_passage_of_one_text_becomes_a_mark_and_the_old_hash_stays(center):
    sites.edit(center, cases.draft("terms"), "The founder lives at 1 Elm Street.", "Write to us.")
    before, sealed = cases.text(center, "terms/2026-06-01"), cases.record(center, "terms/2026-06-01")
    change = sites.done(redact(center, "terms/2026-06-01", "--text", "lives at 1 Elm Street")).split()[-1]
    text = cases.text(center, "terms/2026-06-01")
    assert text == before.replace("lives at 1 Elm Street", MARK.replace("[", r"\[").replace("]", r"\]"))
    assert cases.record(center, "terms/2026-06-01") == sealed
    record = json.loads((center / f"docs/changelog/{change}.json").read_bytes())
    [file] = record["files"]
    assert (file["before"], file["after"]) == (sealed["text_sha256"], sha256(text.encode()))
    assert [text.encode()[start:end].decode() for start, end in file["spans"]] == [
        MARK.replace("[", r"\[").replace("]", r"\]")
    ]
    assert record["previous"] == {"terms": sealed["seal"]}
    assert record["reason"] == REASON
    assert cases.errors(center, on=DAY) == {}
    page = cases.words(cases.pages(center, DAY)["policies/terms/2026-06-01/"])
    assert f"The founder {MARK}." in page
    assert "A passage was redacted on 3 March 2027 . Reason: court order of 1 March 2027" in page
    assert sealed["text_sha256"] in page
    assert file["after"] in page


def test_r1_lines_name_a_passage_too_and_a_dry_run_shows_it_and_writes_nothing(center):
    sites.edit(center, cases.draft("terms"), "The founder lives at 1 Elm Street.", "Write to us.")
    before = sites.source(center)
    result = redact(center, "terms/2026-06-01", "--lines", "7", "--dry-run")
    assert "- The founder lives at 1 Elm Street." in sites.done(result)
    assert rf"+ \{MARK[:-1]}\]" in result.output
    assert sites.source(center) == before
    done = sites.done(redact(center, "terms/2026-06-01", "--lines", "7"))
    assert "Elm Street" not in done
    assert "Elm Street" not in cases.text(center, "terms/2026-06-01")


def test_r2_every_other_file_that_holds_it_is_named_and_redacted_on_request(center):
    forget(center)
    before = sites.source(center)
    held = ["docs/policies/privacy/2026-03-02.json", "docs/policies/privacy/2026-09-01.md",
            "docs/policies/privacy/2026-09-01.json"]  # fmt: skip
    result = redact(center, "privacy/2026-06-01", "--text", OFFICER)
    cases.refused(center, result, *held, "--everywhere", before=before)
    record = gone(center)
    assert [file["path"] for file in record["files"]] == sorted(
        [*held, "docs/changelog/2026-06-01-anna-smith-is-our-officer.md", "docs/policies/privacy/2026-06-01.md",
         "docs/policies/privacy/2026-06-01.json"]
    )  # fmt: skip
    assert record["versions"] == [f"{p}/{v}" for p, v in (
        ("privacy", "2026-03-02"), ("privacy", "2026-06-01"), ("privacy", "2026-09-01"), ("terms", "2026-06-01"))]  # fmt: skip
    assert (
        cases.record(center, "privacy/2026-06-01")["facts"]["contacts"]["privacy"]["role"] == f"{MARK}, privacy officer"
    )
    assert cases.entry(center, "2026-06-01-anna-smith-is-our-officer")[0]["title"] == f"{MARK} is our officer"


def test_r2_the_site_holds_nothing_of_it_whatever_its_day(center):
    gone(center)
    for day in (DAY, "2026-07-01"):
        for url, page in cases.pages(center, day).items():
            assert OFFICER not in " ".join(page.split()), url
            assert "Anna" not in url
    site = sites.build(center, DAY)
    assert sites.holding(site, OFFICER) == []
    assert MARK in sites.text(site, "policies/privacy/2026-09-01/redline/") + sites.text(site, "policies/privacy/")


def test_r2_what_is_typed_becomes_unknown_and_what_it_cannot_reach_is_named(center):
    sites.edit(center, cases.CONTACTS, "privacy@lanternfish.example", "office@lanternfish.example")
    output = sites.done(redact(center, "privacy/2026-09-01", "--text", "privacy@lanternfish.example", "--everywhere"))
    assert cases.record(center, "privacy/2026-09-01")["facts"]["contacts"]["privacy"]["email"] == {"unknown": MARK}
    assert cases.errors(center, on=DAY) == {}
    assert "stays" not in output
    forget(center)
    output = sites.done(redact(center, "privacy/2026-09-01", "--text", OFFICER, "--everywhere"))
    assert "stays in docs/changelog/2026-06-01-anna-smith-is-our-officer.md: an address" in output


def test_r3_drafts_facts_and_pages_must_be_rid_of_it_first(center):
    sites.write(center, {"docs/team.md": f"# Team\n\nOur officer is {OFFICER}.\n"})
    before = sites.source(center)
    result = redact(center, "privacy/2026-06-01", "--text", OFFICER, "--everywhere")
    cases.refused(center, result, "data/contacts.yml:1:1", "docs/team.md:3:1", "take it out first", before=before)


def test_r4_a_base_accepts_the_redaction_and_nothing_else(center):
    base = ("--base", cases.git(center, "rev-parse", "HEAD"), "--base-date", "2026-09-01")
    record = gone(center)
    assert cases.errors(center, *base, on=DAY) == {}
    path = center / "docs/policies/privacy/2026-09-01.md"
    path.write_bytes(path.read_bytes().replace(b"always", b"never"))
    assert {"altered-version", "rewritten-history"} <= cases.errors(center, *base, on=DAY).keys()
    for file in record["files"]:
        file["after"] = sha256((center / file["path"]).read_bytes())
    shift = len("always") - len("never")
    [own] = [file for file in record["files"] if file["path"].endswith("2026-09-01.md")]
    assert shift == 1, "the mark stands before the word, so its place stays"
    entry = center / f"docs/changelog/{record['change']}.json"
    entry.write_bytes(canonical(record | {"seal": seal(record)}))
    assert own["spans"]
    assert cases.errors(center, on=DAY) == {}, "only the base can know"
    errors = cases.errors(center, *base, on=DAY)
    assert set(errors) == {"rewritten-history"}
    assert "2026-09-01.md" in errors["rewritten-history"]
    assert "2026-06-01" not in errors["rewritten-history"]


def test_r5_what_cannot_be_redacted_is_refused(center):
    forget(center)
    before = sites.source(center)
    for version, words, reason, told in (
        ("privacy/2026-06-01", "calls for", REASON, "--everywhere redacts it wherever it stands"),
        ("privacy/2026-06-01", "Harbor", REASON, "stands in none of"),
        ("privacy/2026-06-01", "for", REASON, "times in docs/policies/privacy/2026-06-01.md"),
        ("privacy/2026-06-01", OFFICER, f"{OFFICER} asked for it", "the mark would hold the passage again"),
        ("privacy/2026-06-02", OFFICER, REASON, "`privacy/2026-06-02` is no version"),
        ("privacy/2026-06-01", OFFICER, " ", "a redaction needs a reason"),
        ("privacy/2026-06-01", OFFICER, "x" * 201, "200 characters"),
    ):
        cases.refused(center, redact(center, version, "--text", words, reason=reason), told, before=before)
    cases.refused(
        center, redact(center, "privacy/2026-06-01", "--lines", "40:41"), "no words on the lines", before=before
    )


def test_r5_a_redaction_is_neither_redone_nor_dropped_nor_redacted(center):
    change = gone(center)["change"]
    before = sites.source(center)
    for command in (["publish", "--redo", change], ["publish", "--drop", change]):
        cases.refused(center, sites.trustcenter(center, *command, "--as-of", DAY), "git checkout", before=before)
    cases.refused(center, redact(center, change, "--text", "court"), "is itself a redaction", before=before)


def test_r5_what_is_published_later_continues_the_chain(center):
    gone(center)
    cases.reword(center, "privacy", "always answer", "often answer")
    cases.published(center, "minor", "2027-04-01", on="2027-04-01")
    assert cases.errors(center, on="2027-04-01") == {}
    assert "every chain holds" in sites.done(sites.trustcenter(center, "verify"))


def test_r6_verify_says_what_was_redacted_and_proves_the_rest_with_an_older_copy(center, original):
    gone(center)
    told = sites.done(sites.trustcenter(center, "verify"))
    assert f"2026-06-01.md: redacted on 3 March 2027 ({REASON}), the rest as published: sha256 as published" in told
    assert "Without the original bytes nobody can know" in told
    proven = sites.done(sites.trustcenter(center, "verify", "--original", str(original)))
    assert proven.count("proven with the original bytes") == 6
    assert "nobody can know" not in proven
    cases.commit(center, DAY)
    by_git = sites.done(sites.trustcenter(center, "verify", "--git"))
    assert by_git.count("proven with the original bytes") == 6
    assert "2026-06-01.md: first committed 2026-09-01T12:00:00+00:00" in by_git
    assert "redacted since, the rest unchanged" in by_git
    for day in (DAY, "2026-10-01"):  # on the earlier day, the redaction is not announced yet
        lines, problems = evidence.verify(evidence.from_site(made(center, day).files))
        assert not problems
        assert sum("redacted on 3 March 2027" in line for line in lines) == 6


def test_r6_the_hash_as_published_still_proves_which_version_it_was(center):
    before = cases.record(center, "privacy/2026-06-01")["text_sha256"]
    gone(center)
    now = sha256(cases.text(center, "privacy/2026-06-01").encode())
    for hash_ in (before, now):
        told = sites.done(sites.trustcenter(center, "prove", hash_))
        assert f"redacted on 3 March 2027 ({REASON}), the rest as published; SHA-256 since then {now}" in told
        assert "privacy/2026-06-01" in told


def test_r6_a_second_redaction_follows_the_first(center, original):
    gone(center)
    second = redact(
        center, "privacy/2026-06-01", "--text", "privacy officer", "--everywhere", reason="a right to erasure"
    )
    sites.done(second)
    assert cases.text(center, "privacy/2026-06-01").count("redacted on") == 2
    assert cases.errors(center, "--base", "HEAD", "--base-date", "2026-09-01", on=DAY) == {}
    proven = sites.done(sites.trustcenter(center, "verify", "--original", str(original)))
    assert proven.count("proven with the original bytes") == 6
    assert f"({REASON}) and 3 March 2027 (a right to erasure)" in proven


def made(root, day):
    """The site of a day, with feeds."""
    return build.outputs(
        load(files.read_tree(root)), date.fromisoformat(day), SiteSettings(site_url="https://x.example/")
    )


def test_followers_learn_of_it_and_the_entry_keeps_its_id(center):
    before = made(center, DAY).files["feed.xml"].decode()
    gone(center)
    site = made(center, DAY).files
    after = site["feed.xml"].decode()
    for path, data in site.items():
        assert OFFICER.encode() not in data, path
    ids = re.findall(r"<id>(urn:uuid:[^<]+)</id>", before)
    assert set(ids) < set(re.findall(r"<id>(urn:uuid:[^<]+)</id>", after))
    assert "A passage was redacted on 3 March 2027. Reason: court order of 1 March 2027" in after
    changes = json.loads(site["api/changes.json"])["changes"]
    assert [c["class"] for c in changes][-1] == "redaction"
    policy = json.loads(site["api/policies.json"])["policies"][0]["in_effect"]
    assert policy["sha256"] == cases.record(center, "privacy/2026-09-01")["text_sha256"]
    assert [r["reason"] for r in policy["redactions"]] == [REASON]
    assert policy["redactions"][0]["sha256"] == sha256(cases.text(center, "privacy/2026-09-01").encode())


# One passage in one file --------------------------------------------------------------------------------------------


VERSION = "docs/policies/privacy/2026-03-02.md"
SHOWN = MARK.replace("[", r"\[").replace("]", r"\]")


@pytest.mark.parametrize(
    ("text", "words", "after"),
    [
        ("Ask Anna\nSmith now.\n", OFFICER, f"Ask {SHOWN} now.\n"),
        ("> Ask Anna\n> Smith now.\n", OFFICER, f"> Ask {SHOWN} now.\n"),
        ("See [her page](https://x.example/anna-smith).\n", "anna-smith", f"See {SHOWN}.\n"),
        ("Write to [a@x.example](mailto:a@x.example).\n", "a@x.example", f"Write to {SHOWN}.\n"),
        ("See https://x.example/anna now.\n", "anna", f"See {SHOWN} now.\n"),
        ("Type `anna` now.\n", "anna", f"Type `{MARK}` now.\n"),
        ("| a | b |\n| --- | --- |\n| Anna \\| Smith | 1 |\n", "Anna | Smith", f"| a | b |\n| --- | --- |\n| {SHOWN} | 1 |\n"),
        ("# Anna\n\nText.\n", "Anna", f"# {SHOWN}\n\nText.\n"),
        ("Anna\\_Smith wrote.\n", "Anna_Smith", f"{SHOWN} wrote.\n"),
        ("*Anna Smith*\n", OFFICER, f"*{SHOWN}*\n"),
    ],
)  # fmt: skip
def test_a_mark_is_seen_where_the_passage_stood(text, words, after):
    assert redacted(VERSION, text.encode(), passage(words), MARK).decode() == after


@pytest.mark.parametrize("text", ["**Anna** Smith\n", "`Anna` Smith\n"])
def test_a_passage_that_cuts_through_markup_is_refused(text):
    with pytest.raises(Refused) as refusal:
        redacted(VERSION, text.encode(), passage(text.strip()[2:]), MARK)
    assert "cuts through the markup" in str(refusal.value)


def test_lines_leave_the_marker_of_the_first():
    text = "# A\n\n- one\n- two\n- three\n"
    start, end = lines_span(text, 4, 4)
    assert text[start:end] == "two"
    start, end = lines_span(text, 3, 5)
    assert text[start:end] == "one\n- two\n- three"
    assert lines_span(text, 2, 2) is lines_span(text, 6, 6) is lines_span(text, 3, 2) is None


# What holds of every redaction --------------------------------------------------------------------------------------


@given(st.binary(max_size=40), st.data())
def test_only_what_stands_in_the_spans_may_differ(before, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(before)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    after, spans, at = b"", [], 0
    for start, end in pairs:
        after += before[at:start]
        spans.append((len(after), len(after) + 3))
        after, at = after + b"[x]", end
    after += before[at:]
    assert differs_only_in(spans, before, after)
    outside = [place for place in range(len(after)) if not any(start <= place < end for start, end in spans)]
    if outside and len(spans) == 1:
        place = data.draw(st.sampled_from(outside))
        changed = after[:place] + bytes([after[place] ^ 1]) + after[place + 1 :]
        assert not differs_only_in(spans, before, changed)
    assert not differs_only_in([(0, len(after) + 1)], before, after)


@pytest.fixture(scope="module")
def ledger(original, tmp_path_factory):
    """(the files before, the files after, the day) of a redaction."""
    root = shutil.copytree(original, tmp_path_factory.mktemp("ledger") / "center")
    forget(root)
    before = files.read_tree(root)
    order = redacting.Order(
        target="privacy/2026-06-01", words=OFFICER, reason=REASON, today=date(2027, 3, 3), everywhere=True
    )
    return before, applied(before, redacting.plan(before, order).plan.writes)


def rules(texts, base=None):
    center = replace(load(texts), base=base)
    return {problem.rule for problem in check(center, date(2027, 3, 3)) if problem.is_error}


INTEGRITY = {"altered-version", "orphan-version", "wrong-order"}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_byte_of_its_record_its_entry_or_what_it_redacted_is_caught(ledger, data):
    before, after = ledger
    assert rules(after, Base(load(before).archive, date(2026, 9, 1))) == set()
    path = data.draw(st.sampled_from(sorted(path for path in after if after[path] != before.get(path))))
    content = after[path]
    at = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.binary(min_size=1, max_size=1).filter(lambda b: b != content[at : at + 1]))
    texts = after | {path: content[:at] + byte + content[at + 1 :]}
    assert rules(texts) & INTEGRITY


def own_files(ledger):
    """The entry of the redaction and its record."""
    before, after = ledger
    return sorted(path for path in after if path not in before)


def test_every_byte_of_its_record_and_of_its_entry_counts(ledger):
    _, after = ledger
    for path in own_files(ledger):
        content = after[path]
        for at in range(len(content)):
            tampered = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            problems = load_archive(after | {path: tampered})[1]
            assert {problem.rule for problem in problems} & INTEGRITY, (path, at)


def test_a_file_of_it_that_is_gone_or_set_back_is_caught(ledger):
    before, after = ledger
    record, change = own_files(ledger)[0], own_files(ledger)[0].split("/")[-1].removesuffix(".json")
    assert record.endswith(".json")
    for path in (path for path in after if after[path] != before.get(path)):
        assert rules({other: data for other, data in after.items() if other != path}) & INTEGRITY
        if path in before:
            for data in (before[path], after[path] + b" ", after[path].replace(b"2027", b"2028", 1)):
                problems = load_archive(after | {path: data})[1]
                told = [problem.message for problem in problems if problem.where.file == path]
                assert f"the file does not have the bytes that the redaction {change} sealed" in told
