"""R1 to R8: after merges out of order, a revert or a late merge, one command does what works, in the order that works."""

import re
import shlex
import shutil

import cases
import pytest

import sites

LATE = "2026-12-10"
ROW = "- {{id: {0}, name: {1}, purpose: to store rows, group: support, data: [logs], locations: [IE]}}\n"


def deployed(to, *policies):
    root = cases.center(to, *policies)
    return root, ("--base", cases.commit(root, "2026-12-01"), "--base-date", "2026-12-01")


def branched(root, name):
    cases.git(root, "checkout", "-q", "-b", name, "main")


def added(root, name):
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8") + ROW.format(name.lower(), f"{name} Ltd"), "utf-8")


def merged(root, *branches):
    """All branches in main, as git merges them; where they wrote the same files, those of the first stay."""
    cases.git(root, "checkout", "-q", "main")
    for branch in branches:
        cases.git(root, "merge", "-q", "-X", "ours", "--no-edit", branch, day="2026-12-05")


def copied(root, to):
    shutil.copytree(root, to)
    return to


def repair(root, *more, on=LATE):
    return sites.trustcenter(root, "repair", *more, "--as-of", on)


@pytest.fixture(scope="module")
def out_of_order(tmp_path_factory):
    """A pending vendor, deployed; another vendor and a spelling made side by side and merged in the wrong order."""
    root, _ = deployed(tmp_path_factory.mktemp("order"), "subprocessors")
    added(root, "Planet")
    cases.published(root, "material", "2027-01-10", on="2026-12-01", title="Planet")
    base = ("--base", cases.commit(root, "2026-12-01"), "--base-date", "2026-12-01")
    branched(root, "vendor")
    added(root, "Heron")
    cases.published(
        root, "material", "earliest", "--announce", "2026-12-04", "--summary", "H.", on="2026-12-03", title="Heron"
    )
    cases.commit(root, "2026-12-03")
    branched(root, "spelling")
    cases.reword(root, "subprocessors", "The list", "Our list")
    cases.published(root, "editorial", "today", "--pending", "keep", on="2026-12-03", title="Spelling")
    cases.commit(root, "2026-12-03")
    merged(root, "spelling", "vendor")
    return root, base


def test_r1_one_command_finds_the_order_of_merges_that_check_refuses(out_of_order, tmp_path):
    root, base = copied(out_of_order[0], tmp_path / "c"), out_of_order[1]
    assert set(cases.errors(root, *base, on=LATE)) == {"backdated", "wrong-order"}
    before = sites.source(root)
    planned = sites.done(repair(root, *base, "--dry-run"))
    assert sites.source(root) == before
    assert "(was 2026-12-03-spelling)" in planned
    sites.done(repair(root, *base))
    assert cases.errors(root, *base, on=LATE) == {}
    assert sites.done(repair(root, *base)) == "nothing to repair\n"
    entry = cases.entry(root, "2026-12-10-heron")[0]
    assert (entry["class"], entry["title"], entry["summary"]) == ("material", "Heron", "H.")
    vendors = {day: len(cases.snapshot(root, day).facts.records("subprocessors")) for day in (LATE, "2027-01-10")}
    assert vendors == {LATE: 2, "2027-01-10": 3}
    assert "Our list" in cases.text(root, "subprocessors/2026-12-10")
    assert "Our list" in cases.text(root, "subprocessors/2027-01-11")


def test_r2_every_command_that_check_prints_works_as_it_is_printed(out_of_order, tmp_path):
    for place, problem in enumerate(cases.found(out_of_order[0], *out_of_order[1], on=LATE)):
        for command in re.findall(r"`trustcenter ([^`]+)`", problem["hint"]):
            root = copied(out_of_order[0], tmp_path / str(place))
            sites.done(sites.trustcenter(root, *shlex.split(command), "--as-of", LATE))
            assert cases.errors(root, *out_of_order[1], on=LATE) == {}


def test_r3_what_was_reverted_is_restored_and_the_hint_names_the_commit(tmp_path):
    root, _ = deployed(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "minor", "2026-12-02", on="2026-12-02", title="Longer")
    ref = cases.commit(root, "2026-12-02")
    cases.git(root, "revert", "--no-edit", "HEAD", day="2026-12-03")
    base = ("--base", ref, "--base-date", "2026-12-02")
    hints = [p["hint"] for p in cases.found(root, *base, on=LATE) if p["rule"] == "rewritten-history"]
    assert len(hints) == 3
    for hint in hints:
        [command] = re.findall(r"`git ([^`]+)`", hint)
        cases.git(root, *shlex.split(command))
    assert cases.errors(root, *base, on=LATE) == {}
    cases.git(root, "checkout", "-q", "-f", "HEAD")
    cases.git(root, "reset", "-q", "--hard")
    assert "restore docs/policies/terms/2026-12-02.md" in sites.done(repair(root, *base))
    assert cases.errors(root, *base, on=LATE) == {}


def test_r4_nothing_to_repair_is_said_and_nothing_written(tmp_path):
    root, base = deployed(tmp_path, "terms")
    before = sites.source(root)
    assert sites.done(repair(root, *base)) == "nothing to repair\n"
    assert sites.source(root) == before


def test_r5_a_conflict_shows_both_texts_and_nothing_is_written(tmp_path):
    root, base = deployed(tmp_path, "terms")
    for name, words, effective in (("one", "one year", "2027-01-05"), ("three", "three years", "2027-01-06")):
        branched(root, name)
        cases.reword(root, "terms", "two years", words)
        cases.published(root, "material", effective, on="2026-12-02", title=name)
        cases.commit(root, "2026-12-02")
    merged(root, "one", "three")
    before = sites.source(root)
    cases.refused(root, repair(root, *base), "[merge-conflict]", "one year", "three years", before=before)


def same_day(to):
    """Two branches that both publish the terms for the same day; main has the first; the root, base and other's tip."""
    root, base = deployed(to, "terms")
    branched(root, "other")
    cases.reword(root, "terms", "calls.", "calls well.")
    cases.published(root, "material", "2027-01-05", on="2026-12-02", title="Well")
    tip = cases.commit(root, "2026-12-02")
    branched(root, "one")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-01-05", on="2026-12-02", title="Longer")
    cases.commit(root, "2026-12-02")
    merged(root, "one")
    return root, base, tip


@pytest.mark.parametrize(
    "command",
    [("publish", "--redo", "2026-12-02-well"), ("publish", "--redo", "2026-12-02-well", "--pending", "keep"), ("repair",)],
)  # fmt: skip
def test_r6_a_change_of_another_branch_is_published_on_top_of_this_one(tmp_path, command):
    root, base, tip = same_day(tmp_path)
    sites.done(sites.trustcenter(root, *command, "--from", tip, *base, "--as-of", "2026-12-02"))
    assert cases.errors(root, *base, on="2026-12-02") == {}
    assert "calls well" not in cases.text(root, "terms/2027-01-05")
    assert "calls well" in cases.text(root, "terms/2027-01-06")
    assert "three years" in cases.text(root, "terms/2027-01-06")


@pytest.mark.parametrize(
    ("more", "effective"),
    [((), "2027-01-31"), (("--effective", "earliest"), "2027-01-31"), (("--pending", "keep"), "2027-01-10")],
)
def test_r7_a_redone_material_change_finds_its_day_beside_what_is_pending(tmp_path, more, effective):
    root, base = deployed(tmp_path, "terms")
    branched(root, "a")
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "earliest", "--announce", LATE, on="2026-12-02", title="Longer")
    cases.commit(root, "2026-12-02")
    branched(root, "b")
    cases.reword(root, "terms", "calls.", "calls well.")
    cases.published(root, "material", "2027-01-30", on="2026-12-02", title="Well")
    cases.commit(root, "2026-12-02")
    merged(root, "b", "a")
    redone = cases.redone(root, change, *more, *base, on="2026-12-02")
    assert cases.entry(root, redone)[0]["effective"] == effective
    assert set(cases.errors(root, *base, on="2026-12-02")) == set()
    assert "three years" in cases.text(root, f"terms/{effective}")


def test_r8_the_earliest_day_of_a_material_change_comes_after_what_is_pending(tmp_path):
    root, _ = deployed(tmp_path, "terms")
    cases.reword(root, "terms", "calls.", "calls well.")
    cases.published(root, "material", "2027-02-15", on="2026-12-02", title="Well")
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "earliest", on="2026-12-02", title="Longer")
    assert cases.entry(root, change)[0]["effective"] == "2027-02-16"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--redo", "x", "--class", "minor", "--title", "T"), "leave out --class, --title"),
        (("terms", "--drop", "x", "--effective", "today"), "leave out POLICY, --effective"),
        (("--redo", "x", "--drop", "y"), "leave out --drop"),
        (("--drop", "x", "--from", "HEAD"), "leave out --from"),
        (("terms", "--retire", "--pending", "keep"), "leave out --pending"),
        (("--class", "minor", "--title", "T", "--effective", "today", "--from", "HEAD"), "go with --redo or --drop: --from"),
    ],
)  # fmt: skip
def test_r9_options_that_would_be_ignored_are_refused(tmp_path, options, told):
    root = cases.center(tmp_path, "terms", first=None)
    result = sites.trustcenter(root, "publish", *options)
    assert result.exit_code == 2
    assert told in result.output
