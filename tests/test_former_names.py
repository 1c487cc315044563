"""A vendor's former name, declared in its record: the class that follows from it, and where readers see both names."""

from datetime import date

import sites
from trustcenter.disk import files
from trustcenter.site import build

FORMER = "  formerly: [{name: 'Harbor Cloud, Inc.', until: 2026-02-01}]\n"
MISPRINT = FORMER.replace("}]", ", correction: true}]")


def renamed(to, more=""):
    """A small center in which the vendor has another name, as it would be published as editorial."""
    root = sites.published(to)
    sites.edit(root, "data/subprocessors.yml", "name: Harbor Cloud, Inc.\n", f"name: Haven Hosting GmbH\n{more}")
    order = ("subprocessors", "--class", "editorial", "--effective", "2026-02-01")
    return root, sites.publish(root, *order, as_of="2026-02-01", title="A name")


def test_another_name_without_a_word_is_another_company(tmp_path):
    _, result = renamed(tmp_path)
    assert result.exit_code == 1
    assert "demand material: subprocessor replaced: Harbor Cloud, Inc. → Haven Hosting GmbH" in result.output
    assert 'its record says so: `formerly: [{name: "Harbor Cloud, Inc.", until: DAY}]`' in result.output


def test_a_declared_name_is_editorial_and_the_site_shows_it_with_its_day(tmp_path):
    root, result = renamed(tmp_path, FORMER)
    assert "subprocessor renamed: Harbor Cloud, Inc. → Haven Hosting GmbH [editorial]" in sites.done(result)
    page = build.outputs(build.load(files.read_tree(root)), date(2026, 2, 2)).page("subprocessors/harbor/")
    assert "Harbor Cloud, Inc. (until 1 February 2026)" in page.html


def test_a_misprint_is_a_correction_with_both_wordings(tmp_path):
    root, result = renamed(tmp_path, MISPRINT)
    assert "subprocessor corrected: Harbor Cloud, Inc. → Haven Hosting GmbH [editorial]" in sites.done(result)
    page = build.outputs(build.load(files.read_tree(root)), date(2026, 2, 2)).page("subprocessors/harbor/")
    assert "Harbor Cloud, Inc. (a misprint, corrected on 1 February 2026)" in page.html
