"""Publishing through the command: what it writes, what it refuses, and that it writes all or nothing."""

import json
import shutil
import textwrap
from datetime import date

import pytest
import yaml

import sites
from trustcenter import __version__
from trustcenter.disk import files
from trustcenter.model.paths import JOURNAL
from trustcenter.model.records import canonical, seal, sha256

PRIVACY = "docs/policies/privacy/index.md"
RETENTION = "data/retention.yml"
FIRST = date(2026, 1, 5)


def change_of(root, title="A change of ours"):
    """(front matter, body) of the only changelog entry with a title."""
    entries = [path.read_text("utf-8").split("---\n", 2)[1:] for path in (root / "docs/changelog").glob("*.md")]
    [found] = [(yaml.safe_load(front), body) for front, body in entries if f'title: "{title}"' in front]
    return found


def record_of(root, name):
    return json.loads((root / f"docs/policies/{name}.json").read_bytes())


def refused(result, *words, code=1):
    """The command ended with a message that has all the words, and without a traceback."""
    assert result.exit_code == code, result.output
    assert not result.exception or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.stderr


# What is written ---------------------------------------------------------------------------------------------------


def test_the_first_publication_freezes_every_draft(tmp_path):
    root = sites.published(tmp_path)
    written = sorted(set(sites.source(root)) - set(sites.SMALL))
    assert written == [
        "docs/changelog/2026-01-05-a-change-of-ours.md",
        "docs/policies/privacy/2026-01-05.json",
        "docs/policies/privacy/2026-01-05.md",
        "docs/policies/subprocessors/2026-01-05.json",
        "docs/policies/subprocessors/2026-01-05.md",
    ]
    assert not [problem for problem in sites.problems(root) if problem.is_error]


def test_a_version_is_plain_markdown_without_references(tmp_path):
    text = (sites.published(tmp_path) / "docs/policies/privacy/2026-01-05.md").read_text("utf-8")
    assert text.startswith("# Privacy policy\n\n## Who we are\n\nLanternfish Software, Inc. asks you to write to ")
    assert "mailto:privacy@lanternfish.example" in text
    assert "Recordings are kept for 90 days." in text
    assert "{{" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_record_says_what_design_asks_of_it(tmp_path):
    record = record_of(sites.published(tmp_path), "privacy/2026-01-05")
    stated = {
        "policy": "privacy", "version": "2026-01-05", "number": 1, "title": "Privacy policy", "summary": "We keep little.",
        "owner": "privacy", "effective": "2026-01-05", "announced": "2026-01-05", "class": "initial",
        "change": "2026-01-05-a-change-of-ours", "covers": {}, "timezone": "America/Chicago", "previous": None,
        "tool": __version__,
    }  # fmt: skip
    assert {name: record[name] for name in stated} == stated
    assert record["promise"]["material"] == "30 days"


def test_a_record_can_be_computed_again(tmp_path):
    root = sites.published(tmp_path)
    for file in sorted((root / "docs/policies").rglob("2*.json")):
        record = json.loads(file.read_bytes())
        assert file.read_bytes() == canonical(record)
        assert record["text_sha256"] == sha256(file.with_suffix(".md").read_bytes())
        assert record["change_sha256"] == sha256((root / f"docs/changelog/{record['change']}.md").read_bytes())
        assert record["seal"] == sha256(canonical({name: record[name] for name in record if name != "seal"}))


def test_records_are_chained_by_their_seals(tmp_path):
    root = sites.published(tmp_path)
    for day in ("2026-02-01", "2026-03-01"):
        sites.edit(root, PRIVACY, " kept for", " really kept for")
        sites.done(sites.publish(root, "--class", "editorial", "--effective", day, as_of=day))
    names = [f"privacy/{day}" for day in ("2026-01-05", "2026-02-01", "2026-03-01")]
    records = [record_of(root, name) for name in names]
    assert [record["number"] for record in records] == [1, 2, 3]
    assert [record["previous"] for record in records] == [None, records[0]["seal"], records[1]["seal"]]
    assert not (root / "docs/policies/subprocessors/2026-02-01.md").exists()


def test_the_same_input_gives_the_same_bytes(tmp_path):
    one, other = sites.published(tmp_path / "one"), sites.published(tmp_path / "an other folder")
    assert sites.source(one) == sites.source(other)


def test_cited_facts_are_stored_and_settings_are_not(tmp_path):
    root = sites.published(tmp_path)
    privacy = record_of(root, "privacy/2026-01-05")
    assert privacy["facts"]["organization"]["legal_name"] == "Lanternfish Software, Inc."
    assert "timezone" not in privacy["facts"]["organization"]
    assert list(privacy["facts"]["retention"]) == ["recordings"]
    assert "subprocessors" not in privacy["facts"]
    assert "retention.recordings" in privacy["cites"]
    vendors = record_of(root, "subprocessors/2026-01-05")
    assert list(vendors["facts"]["subprocessors"]) == ["harbor"]
    assert "subprocessors" in vendors["cites"]
    assert vendors["facts"]["subprocessors"]["harbor"]["locations"] == ["US"]


def test_the_changelog_names_the_old_and_the_new_period(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, RETENTION, "90 days", "60 days")
    sites.done(
        sites.publish(root, "--class", "material", "--effective", "earliest", as_of="2026-02-01", title="Sooner")
    )
    front, body = change_of(root, "Sooner")
    assert front == {
        "title": "Sooner", "class": "material", "announced": date(2026, 2, 1), "effective": date(2026, 3, 4),
        "versions": ["privacy/2026-03-04"],
    }  # fmt: skip
    assert "- retention of Call recordings: 90 days → 60 days\n" in body


@pytest.mark.parametrize(
    ("old", "new", "line", "class_"),
    [
        ("locations: [US]", "locations: [US, DE]", "- location added: Germany (Harbor Cloud, Inc.)", "material"),
        ("name: Harbor Cloud, Inc.", "name: HARBOR Cloud Inc.",
         "- subprocessor renamed: Harbor Cloud, Inc. → HARBOR Cloud Inc.", "editorial"),
        ("- id: harbor", "- {id: mail, name: Letter GmbH, purpose: to send mail, group: support, data: [logs], locations: [DE]}\n- id: harbor",
         "- subprocessor added: Letter GmbH (to send mail)", "material"),
    ],
)  # fmt: skip
def test_the_changelog_lists_what_changed_in_the_list_of_vendors(tmp_path, old, new, line, class_):
    root = sites.published(tmp_path)
    sites.edit(root, "data/subprocessors.yml", old, new)
    output = sites.done(
        sites.publish(root, "--class", class_, "--effective", "earliest", as_of="2026-02-01", title="Vendors")
    )
    assert line.removeprefix("- ") in output
    assert line in change_of(root, "Vendors")[1].splitlines()


@pytest.mark.parametrize("came", [10, 11])
def test_more_than_ten_new_vendors_share_one_line(tmp_path, came):
    root = sites.published(tmp_path)
    record = "- {id: v%02d, name: Vendor %02d, purpose: to help, group: support, data: [logs], locations: [DE]}\n"
    many = "".join(record % (number, number) for number in range(1, came + 1))
    sites.edit(root, "data/subprocessors.yml", "- id: harbor", f"{many}- id: harbor")
    sites.done(
        sites.publish(root, "--class", "material", "--effective", "earliest", as_of="2026-02-01", title="Vendors")
    )
    lines = [line for line in change_of(root, "Vendors")[1].splitlines() if line.startswith("- subprocessor added")]
    if came == 10:
        assert lines == [f"- subprocessor added: Vendor {number:02} (to help)" for number in range(1, 11)]
    else:
        names = ", ".join(f"Vendor {number:02}" for number in range(1, 11))
        assert lines == [f"- subprocessor added (11): {names} and Vendor 11"]


def test_policies_are_published_together(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "Recordings are kept", "All recordings are kept")
    sites.edit(root, "docs/policies/subprocessors/index.md", "## The list", "## Our list")
    sites.done(sites.publish(root, "--class", "minor", "--effective", "2026-02-01", as_of="2026-02-01", title="Both"))
    assert change_of(root, "Both")[0]["versions"] == ["privacy/2026-02-01", "subprocessors/2026-02-01"]
    assert {record_of(root, f"{p}/2026-02-01")["change"] for p in ("privacy", "subprocessors")} == {"2026-02-01-both"}


def test_only_the_policies_that_were_named_are_published(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "Recordings are kept", "All recordings are kept")
    sites.edit(root, "docs/policies/subprocessors/index.md", "## The list", "## Our list")
    order = ("privacy", "--class", "minor", "--effective", "2026-02-01")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="One"))
    assert change_of(root, "One")[0]["versions"] == ["privacy/2026-02-01"]


# Classes and days --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("class_", "effective", "earliest"),
    [
        ("editorial", "2026-02-01", "2026-02-01"),
        ("minor", "2026-02-01", "2026-02-01"),
        ("material", "2026-03-04", "2026-03-04"),
        ("material", "2026-05-01", "2026-03-04"),
    ],
)
def test_each_class_has_its_earliest_day(tmp_path, class_, effective, earliest):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "Recordings are kept", "All recordings are kept")
    sites.done(sites.publish(root, "--class", class_, "--effective", effective, as_of="2026-02-01"))
    record = record_of(root, f"privacy/{effective}")
    assert (record["class"], record["announced"], record["earliest"]) == (class_, "2026-02-01", earliest)


@pytest.mark.parametrize(
    ("class_", "day"), [("editorial", "2026-02-01"), ("minor", "2026-02-01"), ("material", "2026-03-04")]
)
def test_earliest_is_the_first_day_allowed(tmp_path, class_, day):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "Recordings are kept", "All recordings are kept")
    sites.done(sites.publish(root, "--class", class_, "--effective", "earliest", as_of="2026-02-01"))
    assert record_of(root, f"privacy/{day}")["effective"] == day


def test_earliest_counts_from_the_announced_day(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "Recordings are kept", "All recordings are kept")
    order = ("--class", "material", "--effective", "earliest", "--announce", "2026-02-10")
    sites.done(sites.publish(root, *order, as_of="2026-02-01"))
    assert record_of(root, "privacy/2026-03-13")["announced"] == "2026-02-10"


def test_an_emergency_may_bind_before_it_is_announced(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, "data/subprocessors.yml", "locations: [US]", "locations: [US, CA]")
    order = ("--class", "emergency", "--effective", "2026-01-30", "--reason", "Our servers burned down.")
    order = (*order, "--summary", "Harbor runs others in Canada.")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="Fire"))
    record, front = record_of(root, "subprocessors/2026-01-30"), change_of(root, "Fire")[0]
    assert (record["effective"], record["announced"], record["class"]) == ("2026-01-30", "2026-02-01", "emergency")
    assert front["reason"] == "Our servers burned down."


def test_recorded_history_may_have_an_unknown_announced_day(tmp_path):
    root = sites.small(tmp_path)
    sites.done(sites.publish(root, "--class", "recorded", "--effective", "2020-05-01", as_of="2026-02-01"))
    record, front = record_of(root, "privacy/2020-05-01"), change_of(root)[0]
    assert (record["announced"], record["effective"], record["class"]) == (None, "2020-05-01", "recorded")
    assert record["change"] == "2020-05-01-a-change-of-ours"
    assert "announced" not in front


def test_recorded_history_keeps_a_known_announced_day_and_needs_no_notice(tmp_path):
    root = sites.small(tmp_path)
    order = ("--class", "recorded", "--effective", "2020-05-01", "--announced", "2020-04-30")
    sites.done(sites.publish(root, *order, as_of="2026-02-01"))
    assert record_of(root, "privacy/2020-05-01")["announced"] == "2020-04-30"
    sites.edit(root, RETENTION, "90 days", "60 days")
    order = ("--class", "recorded", "--effective", "2021-05-01", "--announced", "2021-04-30")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="Later"))
    assert record_of(root, "privacy/2021-05-01")["number"] == 2


def test_recorded_history_comes_before_what_the_tool_published(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "Recordings are kept", "All recordings are kept")
    before = sites.source(root)
    result = sites.publish(root, "--class", "recorded", "--effective", "2025-05-01", as_of="2026-02-01")
    refused(result, "privacy/2026-01-05", "wrong-order")
    assert sites.source(root) == before


def test_a_second_version_of_a_day_has_a_number_in_its_name(tmp_path):
    root = sites.published(tmp_path)
    for title in ("First", "Again"):
        sites.edit(root, PRIVACY, " kept for", " really kept for")
        sites.done(
            sites.publish(root, "--class", "minor", "--effective", "2026-02-01", as_of="2026-02-01", title=title)
        )
    record = record_of(root, "privacy/2026-02-01-2")
    assert (record["number"], record["effective"]) == (3, "2026-02-01")
    assert change_of(root, "Again")[0]["versions"] == ["privacy/2026-02-01-2"]


def test_the_first_publication_can_be_corrected_on_its_day(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "Recordings are kept", "All recordings are kept")
    sites.done(
        sites.publish(root, "--class", "editorial", "--effective", "2026-01-05", as_of="2026-01-05", title="Again")
    )
    assert record_of(root, "privacy/2026-01-05-2")["number"] == 2


def test_two_changes_with_one_title_on_one_day_have_two_names(tmp_path):
    root = sites.published(tmp_path)
    for _ in range(2):
        sites.edit(root, PRIVACY, " kept for", " really kept for")
        sites.done(sites.publish(root, "--class", "editorial", "--effective", "2026-02-01", as_of="2026-02-01"))
    names = sorted(path.stem for path in (root / "docs/changelog").glob("2026-02*"))
    assert names == ["2026-02-01-a-change-of-ours", "2026-02-01-a-change-of-ours-2"]


# Nothing written ---------------------------------------------------------------------------------------------------


def test_nothing_to_publish_is_said_and_nothing_written(tmp_path):
    root = sites.published(tmp_path)
    before = sites.source(root)
    output = sites.done(sites.publish(root, "--class", "minor", "--effective", "2026-02-01", as_of="2026-02-01"))
    assert "nothing to publish" in output
    assert sites.source(root) == before


def test_an_unused_fact_is_nothing_to_publish(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, RETENTION, "1 year", "2 years")
    output = sites.done(sites.publish(root, "--class", "minor", "--effective", "2026-02-01", as_of="2026-02-01"))
    assert "nothing to publish" in output


def test_a_dry_run_shows_everything_and_writes_nothing(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, RETENTION, "90 days", "60 days")
    before = sites.source(root)
    order = ("--class", "material", "--effective", "earliest")
    output = sites.done(sites.publish(root, *order, "--dry-run", as_of="2026-02-01"))
    for words in (
        "retention of Call recordings: 90 days → 60 days",
        "effective 4 March 2026",
        "writes docs/policies/privacy/2026-03-04.md",
        "Recordings are kept for [-90-] {+60+} days.",
        "nothing was written",
    ):
        assert words in output
    assert sites.source(root) == before
    shown = sites.done(sites.publish(root, *order, as_of="2026-02-01"))
    assert "writes docs/policies/privacy/2026-03-04.md" in shown


MISTAKES = {
    "a date that does not exist": (["--class", "minor", "--effective", "2026-02-30"], {}, ["2026-02-30", "--effective"], 2),
    "a date in another form": (["--class", "minor", "--effective", "1/2/2026"], {}, ["1/2/2026", "YYYY-MM-DD"], 2),
    "a bad announced day": (
        ["--class", "minor", "--effective", "2026-02-01", "--announce", "soon"], {}, ["soon", "--announce"], 2,
    ),
    "an unknown class": (["--class", "major", "--effective", "2026-02-01"], {}, ["major", "material"], 2),
    "an unknown policy": (
        ["privaci", "--class", "minor", "--effective", "2026-02-01"], {}, ["privaci", "did you mean privacy?"], 1,
    ),
    "an announced day in the past": (
        ["--class", "minor", "--effective", "2026-03-01", "--announce", "2026-01-31"],
        {PRIVACY: ("are kept", "are always kept")}, ["2026-01-31", "2026-02-01"], 1,
    ),
    "a placeholder": (
        ["--class", "minor", "--effective", "2026-03-01"],
        {PRIVACY: ("are kept", "are kept by [insert name]")}, [f"{PRIVACY}:13:24:", "error [placeholder]"], 1,
    ),
    "an obfuscated address": (
        ["--class", "minor", "--effective", "2026-03-01"],
        {PRIVACY: ("are kept", "are kept by [email protected]")}, [f"{PRIVACY}:13:24:", "error [obfuscated-email]"], 1,
    ),
    "an unknown reference": (
        ["--class", "minor", "--effective", "2026-03-01"],
        {PRIVACY: ("retention.recordings.period", "retention.recording.period")},
        [f"{PRIVACY}:13:", "[unknown-reference]", "recordings"], 1,
    ),
    "a bad fact": (
        ["--class", "minor", "--effective", "2026-03-01"],
        {RETENTION: ("90 days", "90 dogs")}, [f"{RETENTION}:4:11:", "90 dogs"], 1,
    ),
    "too little notice": (
        ["--class", "material", "--effective", "2026-03-03"],
        {RETENTION: ("90 days", "60 days")}, ["[too-little-notice]", "2026-03-04"], 1,
    ),
    "an understated class": (
        ["--class", "editorial", "--effective", "2026-03-10"],
        {RETENTION: ("90 days", "60 days")}, ["[understated-class]", "material"], 1,
    ),
    "effective before announced": (
        ["--class", "minor", "--effective", "2026-01-20"],
        {PRIVACY: ("are kept", "are always kept")}, ["[effective-before-announced]", "2026-02-01"], 1,
    ),
    "an emergency without a reason": (
        ["--class", "emergency", "--effective", "2026-02-01"],
        {PRIVACY: ("are kept", "are always kept")}, ["[emergency-without-reason]"], 1,
    ),
    "initial for a second time": (
        ["--class", "initial", "--effective", "2026-03-01"],
        {PRIVACY: ("are kept", "are always kept")}, ["privacy", "--class"], 1,
    ),
    "history without its day": (
        ["--class", "recorded", "--effective", "earliest"], {}, ["--effective"], 1,
    ),
    "a material change on the day of another": (
        ["--class", "emergency", "--effective", "2026-01-05", "--announce", "2026-02-01", "--reason", "Fire."],
        {PRIVACY: ("are kept", "are always kept")}, ["2026-01-05"], 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_nothing_is_written(tmp_path, mistake):
    args, edits, words, code = MISTAKES[mistake]
    root = sites.published(tmp_path)
    for path, (old, new) in edits.items():
        sites.edit(root, path, old, new)
    before = sites.source(root)
    refused(sites.publish(root, *args, as_of="2026-02-01"), *words, code=code)
    assert sites.source(root) == before


def test_of_a_first_publication_beside_others_it_says_which_policies_can_have_one(tmp_path):
    root = sites.published(tmp_path)
    policy = "---\ntitle: Terms\n---\n\nBe kind.\n"
    sites.write(root, {"docs/policies/terms/index.md": policy})
    sites.edit(root, PRIVACY, "are kept", "are always kept")
    order = ("--class", "initial", "--effective", "2026-03-01")
    refused(sites.publish(root, *order, as_of="2026-02-01"), "privacy already has 1 version", "have none yet: terms")
    sites.done(sites.publish(root, "terms", *order, as_of="2026-02-01"))


def test_a_change_needs_a_title(tmp_path):
    root = sites.small(tmp_path)
    result = sites.publish(root, "--class", "initial", "--effective", "2026-02-01", as_of="2026-02-01", title=" ")
    refused(result, "--title")
    assert sites.source(root) == {path: text.encode() for path, text in sites.SMALL.items()}


@pytest.mark.parametrize("title", ["a\n::warning::x", "a\tb", "a\x1b[2J", "a\u2028b"])
def test_a_title_is_one_line_without_control_characters(tmp_path, title):
    root = sites.small(tmp_path)
    result = sites.publish(root, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05", title=title)
    assert result.exit_code == 1
    assert result.output.startswith("--title: error [bad-value]")
    assert not (root / "docs/changelog").exists()


@pytest.mark.parametrize("title", ['Quotes "and" colons: \\ here', "yes", "2026-01-01", "Ünïcode – 電話", "# {{ x }}"])
def test_any_title_is_kept_as_it_is(tmp_path, title):
    root = sites.small(tmp_path)
    order = ("--class", "initial", "--effective", "2026-01-05", "--summary", title)
    sites.done(sites.publish(root, *order, as_of="2026-01-05", title=title))
    [entry] = (root / "docs/changelog").glob("*.md")
    front = sites.plain_yaml(entry.read_text("utf-8").split("---\n", 2)[1])
    assert (front["title"], front["summary"]) == (title, title)
    assert not [problem for problem in sites.problems(root, FIRST) if problem.is_error]


def test_history_may_have_a_placeholder(tmp_path):
    root = sites.small(tmp_path)
    sites.edit(root, PRIVACY, "are kept", "are kept by [insert name]")
    sites.done(sites.publish(root, "--class", "recorded", "--effective", "2020-05-01", as_of="2026-02-01"))
    assert "[insert name]" in (root / "docs/policies/privacy/2020-05-01.md").read_text("utf-8")


# Cut short ---------------------------------------------------------------------------------------------------------

KILLED = textwrap.dedent("""\
    import os, sys
    from pathlib import Path
    from trustcenter.cli import main
    root, last = sys.argv[1], int(sys.argv[2])
    calls = 0
    def counted(function):
        def call(*args, **settings):
            global calls
            calls += 1
            if calls == last:
                os._exit(9)
            return function(*args, **settings)
        return call
    for name in ("fsync", "replace", "unlink"):
        setattr(os, name, counted(getattr(os, name)))
    Path.unlink = lambda path, missing_ok=False: os.unlink(path) if path.exists() or not missing_ok else None
    main(["-C", root, *sys.argv[3:]])
""")
ORDER = ("publish", "--title", "Sooner", "--class", "material", "--effective", "earliest", "--as-of", "2026-02-01")
RULES = {"unfinished-publish"}


def ready(root):
    """A center with one version of each policy and two drafts that differ from them."""
    sites.published(root)
    sites.edit(root, RETENTION, "90 days", "60 days")
    sites.edit(root, "data/subprocessors.yml", "[US]", "[US, CA]")
    return root


def killed(root, call):
    """Publish in a process that dies at a certain call that touches the disk; whether it died."""
    result = sites.python(root, "-c", KILLED, str(root), str(call), *ORDER)
    assert result.returncode in (0, 9), result.stderr
    return result.returncode == 9


def visible(root):
    """What a command may leave: everything but empty folders and the temporary files of a killed write."""
    return {path: data for path, data in sites.source(root).items() if not path.endswith(".tmp")}


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """(center, before, after): a center, its files, and what they are after a publication that nobody interrupts."""
    folder = tmp_path_factory.mktemp("states")
    center, whole = ready(folder / "center"), folder / "whole"
    shutil.copytree(center, whole)
    sites.done(sites.trustcenter(whole, *ORDER))
    return center, sites.source(center), sites.source(whole)


def test_a_publication_killed_at_any_write_is_undone_or_finished(tmp_path, states):
    center, before, after = states
    seen = set()
    for call in range(1, 100):
        root = shutil.copytree(center, tmp_path / str(call))
        if not killed(root, call):
            break
        rules = {problem.rule for problem in sites.problems(root, date(2026, 2, 1)) if problem.is_error}
        if (root / JOURNAL).exists():
            assert "unfinished-publish" in rules
            seen.add("interrupted")
        else:
            assert visible(root) == before
            assert rules == set()
            seen.add("before")
        said = files.recover(root)
        assert sites.source(root) in (before, after), call
        seen.add(said.partition(" the ")[0])
        sites.done(sites.trustcenter(root, *ORDER))
        assert sites.source(root) == after, call
    assert call > 12, "every file is written and put in its place"
    assert seen == {"before", "interrupted", "", "rolled back", "finished"}


@pytest.mark.parametrize("call", [5, 9])
def test_check_and_build_stop_while_a_publication_is_unfinished(tmp_path, states, call):
    root = ready(tmp_path)
    sites.write(root, {"site/404.html": "the old site"})
    assert killed(root, call)
    interrupted = sites.source(root)
    for result in (
        sites.run(root, "check"),
        sites.mkdocs(root, "build"),
        sites.run(root, "build"),
        sites.run(root, *ORDER, "--dry-run"),
    ):
        assert result.returncode != 0
        assert "unfinished-publish" in result.stdout + result.stderr
        assert "Traceback" not in result.stderr
    assert sites.source(root) == interrupted
    assert sites.tree(root / "site") == {"404.html": b"the old site"}
    result = sites.run(root, *ORDER)
    assert result.returncode == 0
    assert "rolled back the interrupted publication" in result.stdout
    assert sites.source(root) == states[2]


@pytest.mark.parametrize("fails_at", range(8))
def test_a_write_that_fails_is_undone_by_the_next_command(tmp_path, states, fails_at):
    root = ready(tmp_path)
    steps = []

    def step(path):
        if len(steps) == fails_at:
            raise OSError(28, "No space left on device")
        steps.append(path)

    new = {path: data for path, data in states[2].items() if path not in states[1]}
    last = next(path for path in new if path.startswith("docs/changelog/"))
    try:
        files.write_together(root, new, last=last, step=step)
    except OSError:
        assert len(steps) == fails_at
    files.recover(root)
    assert sites.source(root) == (states[2] if fails_at > len(new) else states[1])


def test_a_journal_of_nothing_is_removed(tmp_path):
    root = ready(tmp_path)
    before = sites.source(root)
    (root / JOURNAL).write_bytes(b"{")
    assert {problem.rule for problem in sites.problems(root) if problem.is_error} == RULES
    files.recover(root)
    assert sites.source(root) == before


def test_a_seal_is_over_everything_but_itself():
    record = {"policy": "privacy", "seal": "x"}
    assert seal(record) == seal({"policy": "privacy"}) != seal({"policy": "other"})
