"""V1 to V5: nothing that its readers cannot see is sealed."""

import cases
import pytest

import sites


@pytest.mark.parametrize("class_", ["minor", "recorded"])
def test_v1_a_comment_is_refused_with_its_place(tmp_path, class_):
    root = cases.center(tmp_path, "terms", first=None if class_ == "recorded" else cases.START)
    cases.reword(root, "terms", "We answer calls.", "We answer mails. <!-- counsel: no -->")
    before = sites.source(root)
    result = cases.publish(root, class_, "2026-12-01", on="2026-12-01")
    cases.refused(root, result, "docs/policies/terms/index.md:7:18", "[unseen-text]", "is a comment", before=before)
    assert cases.errors(root, on="2026-12-01") == {}
    assert "unseen-text" in {problem["rule"] for problem in cases.found(root, on="2026-12-01")}


def test_v2_a_character_in_a_fact_that_the_text_cites_is_refused(tmp_path):
    root = cases.center(tmp_path, "subprocessors", "terms")
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Letter\u200b GmbH")
    before = sites.source(root)
    result = cases.publish(root, "minor", "2026-12-01", on="2026-12-01")
    cases.refused(root, result, "data/subprocessors.yml:3", "U+200B (zero width space) cannot be seen", before=before)
    cases.reword(root, "terms", "two years", "three years")
    sites.done(cases.publish(root, "minor", "2026-12-01", "terms", on="2026-12-01"))


def test_v3_a_word_that_no_reader_sees_is_refused(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "We answer calls.", "| A |\n|---|\n| calls | hidden |")
    before = sites.source(root)
    result = cases.publish(root, "minor", "2026-12-01", on="2026-12-01")
    cases.refused(root, result, "docs/policies/terms/index.md:9:11", "`hidden` is not shown", before=before)


def test_v4_what_is_said_of_the_change_is_seen_as_well(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    before = sites.source(root)
    result = cases.publish(root, "minor", "2026-12-01", on="2026-12-01", title="More\u202e time")
    cases.refused(root, result, "--title", "U+202E", before=before)


def test_v5_a_fix_beside_a_pending_change_is_judged_as_well(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "three years")
    cases.published(root, "material", "2027-02-01", on="2026-12-01")
    cases.reword(root, "terms", "We answer calls.", "We answer calls and mail. <!-- no -->")
    before = sites.source(root)
    result = cases.publish(root, "minor", "2026-12-10", "--pending", "keep", on="2026-12-10")
    cases.refused(root, result, "[unseen-text]", "is a comment", before=before)
