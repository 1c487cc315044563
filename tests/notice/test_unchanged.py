"""U1 to U4: an edit that readers do not see is no change, and one that they see beside the words is told."""

import cases

import sites
from trustcenter.comparing.changed import byte_changes


def reflowed(root):
    cases.reword(root, "terms", "Bills are kept for two years.", "Bills are\nkept for  two\u00a0years.")


def test_u1_a_reflowed_draft_is_not_published(tmp_path):
    root = cases.center(tmp_path, "terms")
    reflowed(root)
    before = sites.source(root)
    output = sites.done(cases.publish(root, "material", "earliest", on="2026-12-01"))
    assert "nothing to publish" in output
    assert "only what readers do not see differs in terms" in output
    assert sites.source(root) == before
    assert "; only what readers do not see differs" in sites.trustcenter(root, "status", "--as-of", "2026-12-01").output


def test_u2_it_is_not_part_of_the_notice_of_another_policy(tmp_path):
    root = cases.center(tmp_path, "terms", "schedule")
    reflowed(root)
    sites.edit(root, cases.RETENTION, "period: 1 year", "period: 60 days")
    change = cases.published(root, "material", "earliest", on="2026-12-01")
    assert cases.entry(root, change)[0]["versions"] == ["schedule/2027-01-01"]
    assert "terms" not in cases.entry(root, change)[1].lower()


def test_u3_a_text_of_new_facts_and_old_words_is_no_new_text(tmp_path):
    root = cases.center(tmp_path, "terms")
    reflowed(root)
    sites.edit(root, cases.draft("terms"), "title: Terms of service", "title: Terms of use")
    change = cases.published(root, "minor", "2026-12-01", on="2026-12-01")
    assert cases.listed(root, change) == ["new text of **Terms of use**"]


def test_u4_a_link_that_leads_elsewhere_is_told_as_that(tmp_path):
    root = cases.center(tmp_path, "terms")
    cases.reword(root, "terms", "two years", "[two years](https://a.example/)")
    cases.published(root, "minor", "2026-12-01", on="2026-12-01")
    cases.reword(root, "terms", "https://a.example/", "https://b.example/")
    output = sites.done(cases.publish(root, "minor", "2026-12-02", "--dry-run", on="2026-12-02"))
    assert "“two years” now leads to https://b.example/, and led to https://a.example/" in output


def test_u4_where_nothing_seen_differs_the_lines_do():
    assert byte_changes("two years\n", "two\u200b years\n") == ("- two years", "+ two<U+200B> years")
