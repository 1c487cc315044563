"""B1 to B9: compared with the last deployment, in repositories with real commits."""

import json
import shutil

import cases
import pytest

import sites

DEPLOYED = "2026-11-30"
"""The day for which the last deployment was built."""


def deployed(to, *policies):
    """A center with two versions of its terms, committed and deployed; (root, the arguments that name the base)."""
    root = cases.center(to, *(policies or ("terms",)))
    cases.reword(root, "terms", "We answer", "We always answer")
    cases.published(root, "minor", "2026-06-01", on="2026-06-01", title="Always")
    return root, ("--base", cases.commit(root, DEPLOYED), "--base-date", DEPLOYED)


def late(root):
    """A material change announced on 2026-12-01 that is committed and first deployed on 2026-12-10."""
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-01-01", on="2026-12-01", title="Paperwork")
    cases.commit(root, "2026-12-10")
    return change


FILES = [
    "docs/policies/terms/2026-03-02.md", "docs/policies/terms/2026-03-02.json", "docs/policies/terms/2026-06-01.md",
    "docs/policies/terms/2026-06-01.json", "docs/changelog/2026-03-02-first-version.md",
    "docs/changelog/2026-06-01-always.md",
]  # fmt: skip


def test_a_repository_that_only_grew_passes(tmp_path):
    root, base = deployed(tmp_path)
    assert cases.errors(root, *base, on="2026-12-01") == {}
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-01-01", on="2026-12-01")
    assert cases.errors(root, *base, on="2026-12-01") == {}


# B1 to B4 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_b1_a_changed_byte_is_found_without_a_base_and_with_one(tmp_path, file):
    root, base = deployed(tmp_path)
    data = bytearray((root / file).read_bytes())
    data[len(data) // 2] ^= 1
    (root / file).write_bytes(data)
    alone, compared = cases.errors(root, on="2026-12-01"), cases.errors(root, *base, on="2026-12-01")
    assert file in alone["altered-version"]
    assert "rewritten-history" not in alone
    assert file in compared["rewritten-history"]
    assert sites.mkdocs(root, "build", env={"TRUSTCENTER_AS_OF": "2026-12-01"}).returncode == 1


@pytest.mark.parametrize("file", FILES)
def test_b2_a_published_file_that_is_deleted_renamed_or_moved_is_found(tmp_path, file):
    root, base = deployed(tmp_path)
    path = root / file
    places = [None, path.with_stem(f"{path.stem}-9"), root / "docs" / path.name]
    data = path.read_bytes()
    for place in places:
        path.unlink()
        if place:
            place.write_bytes(data)
        told = cases.errors(root, *base, on="2026-12-01")["rewritten-history"]
        assert file in told
        assert "was removed" in told or "was moved to" in told
        path.write_bytes(data)
        if place:
            place.unlink()
    assert cases.errors(root, *base, on="2026-12-01") == {}


def remove(root, change):
    """Remove a change with everything it published."""
    for name in cases.entry(root, change)[0]["versions"]:
        (root / f"docs/policies/{name}.md").unlink()
        (root / f"docs/policies/{name}.json").unlink()
    (root / f"docs/changelog/{change}.md").unlink()


def test_b2_the_newest_change_removed_whole_is_known_to_the_base_alone(tmp_path):
    root, base = deployed(tmp_path)
    remove(root, "2026-06-01-always")
    assert cases.errors(root, on="2026-12-01") == {}
    told = cases.errors(root, *base, on="2026-12-01")
    assert set(told) == {"rewritten-history"}
    assert [file in told["rewritten-history"] for file in FILES] == [False, False, True, True, False, True]


def rewrite(root, version):
    """Change the text of a version and make its hashes and its seal fit."""
    sites.edit(root, f"docs/policies/terms/{version}.md", "two years", "nine years")
    cases.reseal(root, f"terms/{version}")


def test_b3_a_version_rewritten_with_its_record_breaks_the_chain_of_the_later_ones(tmp_path):
    root, base = deployed(tmp_path)
    rewrite(root, "2026-03-02")
    assert "terms/2026-06-01" in cases.errors(root, on="2026-12-01")["altered-version"]
    assert {"altered-version", "rewritten-history"} <= set(cases.errors(root, *base, on="2026-12-01"))


def test_b4_the_newest_version_rewritten_with_its_record_is_known_to_the_base_alone(tmp_path):
    root, base = deployed(tmp_path)
    rewrite(root, "2026-06-01")
    assert cases.errors(root, on="2026-12-01") == {}
    told = cases.errors(root, *base, on="2026-12-01")
    assert set(told) == {"rewritten-history"}
    assert FILES[2] in told["rewritten-history"]
    assert FILES[3] in told["rewritten-history"]


# B5 ---------------------------------------------------------------------------------------------------------------


def test_b5_a_change_deployed_later_than_it_claims_is_backdated_and_redo_mends_it(tmp_path):
    root, base = deployed(tmp_path)
    change = late(root)
    assert cases.errors(root, *base, on="2026-12-01") == {}
    told = cases.errors(root, *base, on="2026-12-10")
    assert set(told) == {"backdated"}
    for words in (change, "--redo", "--announce 2026-12-10", "2027-01-10"):
        assert words in told["backdated"]
    mended = cases.redone(root, change, "--announce", "2026-12-10", *base, on="2026-12-10")
    assert cases.errors(root, *base, on="2026-12-10") == {}
    front, _ = cases.entry(root, mended)
    assert (front["announced"], front["effective"]) == ("2026-12-10", "2027-01-10")
    record = cases.record(root, "terms/2027-01-10")
    assert (record["number"], record["earliest"], record["change"]) == (3, "2027-01-10", mended)
    assert not (root / f"docs/changelog/{change}.md").exists()
    assert not (root / "docs/policies/terms/2027-01-01.md").exists()
    assert "three years" in cases.text(root, "terms/2027-01-10")


def test_b5_a_day_without_a_deployment_stops_no_later_one(tmp_path):
    root, _ = deployed(tmp_path)
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-02-01", "--announce", "2026-12-05", on="2026-12-01")
    base = ("--base", cases.commit(root, "2026-12-01"), "--base-date", "2026-12-01")
    assert cases.errors(root, *base, on="2026-12-05") == {}
    assert cases.errors(root, *base, on="2026-12-09") == {}
    (told,) = [p for p in cases.found(root, *base, on="2026-12-09") if p["rule"] == "backdated"]
    assert (told["severity"], change in told["message"]) == ("warning", True)
    sites.edit(root, f"docs/changelog/{change}.md", "title:", "title: ")
    assert "rewritten-history" not in cases.errors(root, *base, on="2026-12-09")  # nobody has seen it
    assert "altered-version" in cases.errors(root, *base, on="2026-12-09")


def test_b5_an_editorial_change_deployed_late_is_redone_for_the_new_day(tmp_path):
    root, base = deployed(tmp_path)
    cases.reword(root, "terms", "two years", "two (2) years")
    change = cases.published(root, "editorial", "2026-12-01", on="2026-12-01")
    assert set(cases.errors(root, *base, on="2026-12-10")) == {"backdated"}
    cases.redone(root, change, *base, on="2026-12-10")
    assert cases.errors(root, *base, on="2026-12-10") == {}
    assert cases.in_effect(root, "terms", "2026-12-10") == "2026-12-10"


def test_b5_an_emergency_deployed_late_keeps_its_effective_day(tmp_path):
    root, base = deployed(tmp_path)
    cases.reword(root, "terms", "two years", "one year")
    change = cases.published(root, "emergency", "2026-12-01", "--reason", "A court.", on="2026-12-02")
    assert set(cases.errors(root, *base, on="2026-12-04")) == {"backdated"}
    mended = cases.redone(root, change, *base, on="2026-12-04")
    assert cases.errors(root, *base, on="2026-12-04") == {}
    front, _ = cases.entry(root, mended)
    assert (front["announced"], front["effective"], front["reason"]) == ("2026-12-04", "2026-12-01", "A court.")


def test_b5_a_withdrawal_deployed_late_is_backdated_dropped_and_made_again(tmp_path):
    root, _ = deployed(tmp_path)
    change = late(root)
    base = ("--base", cases.commit(root, "2026-12-01"), "--base-date", "2026-12-01")
    withdrawal = cases.withdrawn(root, change, on="2026-12-05")
    assert set(cases.errors(root, *base, on="2026-12-10")) == {"backdated"}
    sites.done(sites.trustcenter(root, "publish", "--drop", withdrawal, *base, "--as-of", "2026-12-10"))
    cases.withdrawn(root, change, on="2026-12-10")
    assert cases.errors(root, *base, on="2026-12-10") == {}


def test_b5_of_two_late_changes_the_second_is_dropped_and_published_again(tmp_path):
    root, base = deployed(tmp_path)
    first = late(root)
    cases.reword(root, "terms", "calls.", "calls well.")
    second = cases.published(root, "material", "2027-01-03", on="2026-12-02", title="Well")
    assert set(cases.errors(root, *base, on="2026-12-10")) == {"backdated"}
    before = sites.source(root)
    for command in ("--redo", "--drop"):
        result = sites.trustcenter(root, "publish", command, first, *base, "--as-of", "2026-12-10")
        cases.refused(root, result, second, "trustcenter repair --base", before=before)
    sites.done(sites.trustcenter(root, "publish", "--drop", second, *base, "--as-of", "2026-12-10"))
    cases.redone(root, first, *base, on="2026-12-10")
    cases.published(root, "material", "2027-01-11", on="2026-12-10", title="Well")
    assert cases.errors(root, *base, on="2026-12-10") == {}
    assert "calls well." not in cases.text(root, "terms/2027-01-10")
    assert "calls well." in cases.text(root, "terms/2027-01-11")


def test_b5_what_a_deployment_has_shown_is_neither_redone_nor_dropped(tmp_path):
    root, base = deployed(tmp_path)
    before = sites.source(root)
    for command in ("--redo", "--drop"):
        result = sites.trustcenter(root, "publish", command, "2026-06-01-always", *base, "--as-of", "2026-12-10")
        cases.refused(root, result, "sealed", before=before)


def test_b5_what_was_committed_but_announced_later_is_not_sealed(tmp_path):
    root, _ = deployed(tmp_path)
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-02-01", "--announce", "2026-12-10", on="2026-12-01")
    base = ("--base", cases.commit(root, "2026-12-01"), "--base-date", "2026-12-01")
    sites.done(sites.trustcenter(root, "publish", "--drop", change, *base, "--as-of", "2026-12-02"))
    assert cases.errors(root, *base, on="2026-12-02") == {}


def side_by_side(to):
    """Two branches that both published number 4 of the terms, both merged; (root, base, the change merged second)."""
    root, _ = deployed(to)
    cases.reword(root, "terms", "calls.", "calls well.")
    cases.published(root, "minor", "2026-07-01", on="2026-07-01", title="Well")
    base = ("--base", cases.commit(root, DEPLOYED), "--base-date", DEPLOYED)
    cases.git(root, "checkout", "-q", "-b", "other")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-01-05", on="2026-12-02", title="Longer")
    cases.commit(root, "2026-12-02")
    cases.git(root, "checkout", "-q", "main")
    cases.reword(root, "terms", "We always answer", "We nearly always answer")
    cases.published(root, "minor", "2026-12-01", on="2026-12-01", title="Nearly")
    cases.commit(root, "2026-12-01")
    cases.git(root, "merge", "-q", "--no-edit", "other", day="2026-12-02")
    return root, base, "2026-12-02-longer"


def test_b5a_two_branches_with_one_number_clash_and_redo_of_the_second_mends_it(tmp_path):
    root, _base, second = side_by_side(tmp_path)
    told = cases.errors(root, on="2026-12-02")
    assert set(told) == {"wrong-order"}
    for words in ("terms/2026-12-01", "terms/2027-01-05", "both number 4", "`trustcenter repair`"):
        assert words in told["wrong-order"]
    mended = cases.redone(root, second, on="2026-12-02")
    assert cases.errors(root, on="2026-12-02") == {}
    assert cases.entry(root, mended)[0]["versions"] == ["terms/2027-01-05"]
    assert [cases.record(root, f"terms/{v}")["number"] for v in ("2026-12-01", "2027-01-05")] == [4, 5]
    text = cases.text(root, "terms/2027-01-05")
    assert "We nearly always answer calls well." in text
    assert "three years" in text
    assert "two years" in cases.text(root, "terms/2026-12-01")
    assert mended == second


def test_b5a_where_both_changed_the_same_sentence_redo_shows_both(tmp_path):
    one = cases.center(tmp_path / "one", "terms")
    other = tmp_path / "other"
    shutil.copytree(one, other)
    cases.reword(one, "terms", "two years", "one year")
    cases.published(one, "material", "2027-01-05", on="2026-12-01", title="Shorter")
    cases.reword(other, "terms", "two years", "three years")
    second = cases.published(other, "material", "2027-01-06", on="2026-12-02", title="Longer")
    for path, data in sites.source(other).items():
        if not (one / path).exists():
            (one / path).write_bytes(data)
    before = sites.source(one)
    result = cases.redo(one, second, on="2026-12-02")
    cases.refused(one, result, "one year", "three years", "[merge-conflict]", before=before)


@pytest.mark.parametrize("words", ["\nWe kept it short.\n", "\n- we kept it short\n"])
def test_b5b_prose_edited_by_hand_is_told_to_be_redone_and_then_fine(tmp_path, words):
    root, base = deployed(tmp_path)
    change = late(root)
    path = root / f"docs/changelog/{change}.md"
    path.write_bytes(path.read_bytes() + words.encode())
    told = cases.errors(root, *base, on="2026-12-01")
    assert set(told) == {"altered-version"}
    assert f"--redo {change}" in told["altered-version"]
    mended = cases.redone(root, change, *base, on="2026-12-01")
    assert mended == change
    assert cases.errors(root, *base, on="2026-12-01") == {}
    assert words.strip() in cases.entry(root, change)[1]
    assert cases.record(root, "terms/2027-01-01")["effective"] == "2027-01-01"


def test_b5b_a_title_or_a_summary_edited_by_hand_is_kept_too(tmp_path):
    root, base = deployed(tmp_path)
    change = late(root)
    sites.edit(root, f"docs/changelog/{change}.md", 'title: "Paperwork"', 'title: "Papers"\nsummary: "Three years."')
    mended = cases.redone(root, change, *base, on="2026-12-01")
    assert cases.errors(root, *base, on="2026-12-01") == {}
    front, _ = cases.entry(root, mended)
    assert (front["title"], front["summary"]) == ("Papers", "Three years.")


def test_b5b_redoing_what_is_in_order_changes_nothing(tmp_path):
    root, base = deployed(tmp_path)
    change = late(root)
    before = sites.source(root)
    assert cases.redone(root, change, *base, on="2026-12-01") == change
    assert sites.source(root) == before


def test_b5c_before_the_first_deployment_only_history_was_announced(tmp_path):
    root = cases.center(tmp_path, "terms", first=None)
    cases.published(root, "recorded", "2020-05-01", on="2026-12-01", title="Old")
    cases.reword(root, "terms", "two years", "three years")
    change = cases.published(root, "material", "2027-01-01", on="2026-12-01", title="New")
    cases.commit(root, "2026-12-01")
    assert cases.errors(root, "--base", "none", on="2026-12-01") == {}
    told = cases.errors(root, "--base", "none", on="2026-12-02")
    assert set(told) == {"backdated"}
    assert change in told["backdated"]
    assert "Old" not in told["backdated"]


# B5d, B6 ----------------------------------------------------------------------------------------------------------


def stopped(root, *args, on="2026-12-01"):
    """`check` with a base that it cannot use: a message, an exit code that is no pass, and no traceback."""
    result = sites.run(root, "check", "--as-of", on, *args)
    assert result.returncode not in (0, None), result.stdout
    assert "Traceback" not in result.stderr
    assert "no problems" not in result.stdout
    return result.stderr


def test_b5d_an_unknown_base_is_an_error_and_never_none(tmp_path):
    root, _ = deployed(tmp_path)
    for ref in ("nowhere", "0" * 40, "", "-x", "HEAD:docs"):
        assert "--base" in stopped(root, f"--base={ref}", "--base-date", DEPLOYED)


def test_b5d_a_base_that_is_no_ancestor_is_an_error(tmp_path):
    root, _ = deployed(tmp_path)
    cases.git(root, "checkout", "-q", "--orphan", "elsewhere")
    other = cases.commit(root, message="Another beginning")
    cases.git(root, "checkout", "-q", "main")
    assert "not an ancestor" in stopped(root, "--base", other, "--base-date", DEPLOYED)


def test_b5d_a_base_without_its_day_is_an_error(tmp_path):
    root, base = deployed(tmp_path)
    assert "--base-date" in stopped(root, *base[:2])
    assert "--base" in stopped(root, *base[2:])


def test_b5d_outside_of_a_repository_there_is_no_base(tmp_path):
    root = cases.center(tmp_path, "terms")
    result = sites.run(root, "check", "--as-of", "2026-12-01", "--base", "HEAD", "--base-date", DEPLOYED,
                       env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})  # fmt: skip
    assert result.returncode != 0
    assert "--base" in result.stderr


def test_b6_a_shallow_clone_without_the_base_says_what_to_fetch(tmp_path):
    root, base = deployed(tmp_path / "origin")
    cases.commit(root, "2026-12-01", "Later")
    cases.git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    shallow = tmp_path / "shallow"
    told = stopped(shallow, *base)
    assert "shallow" in told
    assert "git fetch --unshallow" in told
    cases.git(shallow, "fetch", "-q", "--unshallow")
    assert cases.errors(shallow, *base, on="2026-12-01") == {}


def test_b6_a_base_that_was_fetched_alone_is_no_pass_either(tmp_path):
    root, base = deployed(tmp_path / "origin")
    cases.commit(root, "2026-12-01", "Later")
    cases.git(root, "config", "uploadpack.allowAnySHA1InWant", "true")
    cases.git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    shallow = tmp_path / "shallow"
    cases.git(shallow, "fetch", "-q", "--depth", "1", "origin", base[1])
    assert "git fetch --unshallow" in stopped(shallow, *base)


def test_a_center_in_a_folder_of_a_larger_repository_has_its_base_too(tmp_path):
    cases.git(tmp_path, "init", "-q", "-b", "main")
    root = cases.center(tmp_path / "legal" / "trust", "terms")
    cases.git(tmp_path, "add", "-A")
    cases.git(tmp_path, "commit", "-q", "-m", "All")
    base = ("--base", "HEAD", "--base-date", DEPLOYED)
    assert cases.errors(root, *base, on="2026-12-01") == {}
    rewrite(root, cases.START)
    assert set(cases.errors(root, *base, on="2026-12-01")) == {"rewritten-history"}


# B7, B8, B9 -------------------------------------------------------------------------------------------------------


def test_b7_history_is_added_in_any_order_until_the_tool_has_published(tmp_path):
    root = cases.center(tmp_path, "terms", first=None)
    cases.published(root, "recorded", "2022-05-01", on="2026-12-01", title="Second")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "recorded", "2020-05-01", on="2026-12-01", title="First")
    assert cases.errors(root, on="2026-12-01") == {}
    assert cases.in_effect(root, "terms", "2021-01-01") == "2020-05-01"
    assert cases.in_effect(root, "terms", "2026-12-01") == "2022-05-01"


def test_b7_afterwards_it_is_not(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    before = sites.source(root)
    result = cases.publish(root, "recorded", "2020-05-01", on="2026-12-01")
    cases.refused(root, result, "terms/2026-03-02", before=before)


def test_b7_another_policy_may_still_bring_its_history(tmp_path):
    root = cases.center(tmp_path, "terms")
    sites.write(root, cases.drafts("privacy"))
    cases.published(root, "recorded", "2020-05-01", on="2026-12-01")
    assert cases.errors(root, on="2026-12-01") == {}
    assert cases.in_effect(root, "privacy", "2020-05-01") == "2020-05-01"


def withdrawn_and_gone_on(to):
    """Terms with a withdrawn version and a later one; (root, the withdrawal)."""
    root, _ = deployed(to)
    change = late(root)
    withdrawal = cases.withdrawn(root, change, on="2026-12-12")
    cases.reword(root, "terms", "three years", "two (2) years")
    cases.published(root, "editorial", "2026-12-20", on="2026-12-20", title="Spelling")
    return root, withdrawal


@pytest.mark.parametrize("ends", [("md",), ("json",), ("md", "json")])
def test_b8_a_deleted_withdrawal_is_found_by_the_chain(tmp_path, ends):
    root, withdrawal = withdrawn_and_gone_on(tmp_path)
    assert cases.errors(root, on="2026-12-20") == {}
    for end in ends:
        (root / f"docs/changelog/{withdrawal}.{end}").unlink()
    told = cases.errors(root, on="2026-12-20")
    assert {"altered-version", "orphan-version"} & set(told)
    assert sites.mkdocs(root, "build", env={"TRUSTCENTER_AS_OF": "2027-02-01"}).returncode == 1


def test_b8_a_deleted_withdrawal_at_the_end_of_the_chain_is_known_to_the_base(tmp_path):
    root, _ = deployed(tmp_path)
    withdrawal = cases.withdrawn(root, late(root), on="2026-12-12")
    base = ("--base", cases.commit(root, "2026-12-12"), "--base-date", "2026-12-12")
    assert cases.errors(root, *base, on="2026-12-13") == {}
    for end in ("md", "json"):
        (root / f"docs/changelog/{withdrawal}.{end}").unlink()
    told = cases.errors(root, *base, on="2026-12-13")
    assert set(told) == {"rewritten-history"}
    assert f"docs/changelog/{withdrawal}.json" in told["rewritten-history"]
    assert sites.trustcenter(root, "check", *base, "--as-of", "2027-02-01").exit_code == 1


def test_b9_what_a_later_rule_or_list_finds_in_a_sealed_version_stops_nothing(tmp_path):
    bad = "We rely on the Privacy Shield, on [insert name] and on [email\u00a0protected], since 3/4/2026.\n"
    root = cases.center(tmp_path, "terms", first=None)
    cases.reword(root, "terms", "We answer calls.", bad)
    cases.published(root, "recorded", "2022-05-01", on="2026-12-01")
    cases.reword(root, "terms", bad, "We answer calls.")
    cases.published(root, "minor", "2026-12-02", on="2026-12-02")
    assert "Privacy Shield" in cases.text(root, "terms/2022-05-01")
    assert cases.errors(root, on="2026-12-02") == {}
    assert sites.build(root, "2026-12-02")


def test_b9_nor_does_a_holiday_that_the_tool_learns_of_later(tmp_path):
    root = cases.center(tmp_path, "terms", more={cases.NOTICE: "material: 10 business days\n"})
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-01-02", on="2026-12-18")
    sites.edit(root, "data/organization.yml", "timezone:", "holidays: US\ntimezone:")
    assert cases.errors(root, on="2026-12-19") == {}
    assert cases.record(root, "terms/2027-01-02")["earliest"] == "2027-01-02"


# Deliveries -------------------------------------------------------------------------------------------------------


def test_recorded_deliveries_are_only_added_to(tmp_path):
    root, _ = deployed(tmp_path)
    one = "- {change: 2026-06-01-always, channel: email, sent: 2026-06-01, evidence: log 7}\n"
    sites.write(root, {"data/deliveries.yml": one})
    base = ("--base", cases.commit(root, DEPLOYED), "--base-date", DEPLOYED)
    sites.write(root, {"data/deliveries.yml": one + one.replace("email", "dashboard")})
    assert cases.errors(root, *base, on="2026-12-01") == {}
    sites.write(root, {"data/deliveries.yml": one.replace("2026-06-01, evidence", "2026-05-01, evidence")})
    assert set(cases.errors(root, *base, on="2026-12-01")) == {"rewritten-history"}
    assert cases.errors(root, on="2026-12-01") == {}


def test_the_report_of_a_base_is_the_same_as_json(tmp_path):
    root, base = deployed(tmp_path)
    rewrite(root, "2026-06-01")
    result = sites.trustcenter(root, "check", "--format", "json", "--as-of", "2026-12-01", *base)
    found = json.loads(result.stdout)
    assert {problem["rule"] for problem in found if problem["severity"] == "error"} == {"rewritten-history"}
