"""A day of recorded history that is wrong by too late a day is corrected in the open: what is sealed stays."""

from datetime import date

import sites
from trustcenter.disk import files
from trustcenter.reading.center import load

GUIDELINES = {"docs/policies/guidelines/index.md": "---\ntitle: Guidelines\n---\n\nBe kind.\n"}
RECORDED = ("guidelines", "--class", "recorded", "--effective")


def test_the_same_text_is_recorded_for_the_day_on_which_it_began_to_bind(tmp_path):
    root = sites.small(tmp_path, GUIDELINES)
    sites.done(sites.publish(root, *RECORDED, "2019-05-11", as_of="2026-01-06", title="Guidelines"))
    before = sites.source(root)
    later = sites.publish(root, *RECORDED, "2019-05-20", as_of="2026-02-05", title="Later")
    assert "nothing to publish" in later.output
    sites.done(sites.publish(root, *RECORDED, "2019-05-01", as_of="2026-02-05", title="Corrected date"))
    after = sites.source(root)
    assert {path: after[path] for path in before} == before
    archive = load(files.read_tree(root)).archive
    in_effect = {day: archive.in_effect("guidelines", date.fromisoformat(day)) for day in ("2019-05-01", "2019-05-11")}
    assert {day: version and version.id for day, version in in_effect.items()} == {day: day for day in in_effect}
    assert archive.in_effect("guidelines", date(2019, 4, 30)) is None
    assert not [problem for problem in sites.problems(root, date(2026, 2, 6)) if problem.is_error]


def test_a_sealed_day_is_not_moved_and_the_way_is_named(tmp_path):
    from test_hints import git

    root = sites.small(tmp_path, GUIDELINES)
    sites.done(sites.publish(root, *RECORDED, "2019-05-11", as_of="2026-01-06", title="Guidelines"))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "deployed")
    base = ("--base", git(root, "rev-parse", "HEAD"), "--base-date", "2026-01-06", "--as-of", "2026-02-05")
    redo = sites.trustcenter(root, "publish", "--redo", "2019-05-11-guidelines", "--effective", "2019-05-01", *base)
    assert redo.exit_code == 1
    assert "`trustcenter publish guidelines --class recorded --effective DAY" in redo.output
