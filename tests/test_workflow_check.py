"""Pull requests: the steps of `check` and `comment`, run in order in scratch clones, also on hostile content."""

import re

import pytest

import sites
import workflows
from errors._archive import forged
from trustcenter.disk import files
from workflows import git

PRIVACY = "docs/policies/privacy/index.md"
MARK = "<!-- trustcenter-report -->"


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    with workflows.deployed(tmp_path_factory.mktemp("start")) as world:
        world.day = "2026-02-02"
        yield world


@pytest.fixture
def world(start, tmp_path):
    return start.copy(tmp_path)


def proposed(world, message="A proposal", *, repository="o/r"):
    """The desk as a pull request: its number."""
    world.commit("proposal", message)
    return world.pull_request("proposal", repository=repository)


def checked(world, number, only=("center",)):
    """The pull request after `check` and `comment`: the run, and the comments on it."""
    run = world.check(number, only=only)
    told = world.comment(run, number)
    assert not told.failed, told.said
    return run, [c["body"] for c in world.github["comments"] if c["issue"] == number]


def test_a_wording_edit_is_green_and_its_comment_says_that_it_is_a_draft(world):
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    number = proposed(world)
    run, (comment,) = checked(world, number, only=("center", "preview"))
    assert not run.failed, run.said
    assert comment.startswith(MARK)
    assert "please" in comment
    assert "draft" in comment.lower()
    assert comment.split("\n", 2)[2].strip() in run.summary
    preview = world.artifact(run, "preview")
    assert "asks you, please" in sites.text(preview, "policies/privacy/draft")
    assert "asks you, please" not in sites.text(preview, "policies/privacy")


def test_every_job_of_a_good_pull_request_is_green(world):
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    run = world.check(proposed(world), only=())
    every = ("center", "preview", "product", "way-out")
    assert run.results == dict.fromkeys(every, "success"), run.said
    assert "[Lint]\nmake lint\n[Test]\nmake test\n" in run.said, "their own tests are not run within tests"


def test_there_is_one_comment_and_it_is_kept_up_to_date(world):
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    number = proposed(world)
    run, _ = checked(world, number)
    assert "says so already" in world.comment(run, number).said
    sites.edit(world.desk, PRIVACY, "please", "kindly")
    world.commit("proposal", "kindly")
    world.change_github(
        pulls=[
            {**p, "head": {**p["head"], "sha": git(world.origin, "rev-parse", "proposal")}}
            for p in world.github["pulls"]
        ]
    )
    _, (comment,) = checked(world, number)
    assert "kindly" in comment
    assert "please" not in comment


def test_somebody_elses_comment_is_left_alone(world):
    theirs = {"id": 7, "issue": 1, "user": {"login": "mallory"}, "body": f"{MARK}\nNothing to see."}
    world.change_github(comments=[theirs])
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    _, comments = checked(world, proposed(world))
    assert comments[0] == theirs["body"]
    assert len(comments) == 2


def test_the_report_is_about_the_pull_request_alone_even_if_main_has_moved_on(world):
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    number = proposed(world)
    world.main()
    sites.edit(world.desk, "data/retention.yml", "1 year", "2 years")
    world.commit("main", "Meanwhile")
    _, (comment,) = checked(world, number)
    assert "please" in comment
    assert "2 years" not in comment


def test_a_new_subprocessor_that_is_not_published_says_what_publishing_would_need(world):
    added = sites.SMALL["data/subprocessors.yml"].replace("harbor", "lagoon").replace("Harbor", "Lagoon")
    sites.write(world.desk, {"data/subprocessors.yml": sites.SMALL["data/subprocessors.yml"] + added})
    run, (comment,) = checked(world, proposed(world), only=("center", "preview"))
    assert not run.failed, run.said
    assert "Lagoon Cloud" in comment
    assert "material" in comment
    preview = world.artifact(run, "preview")
    present = [path for path in sites.holding(preview, "lagoon") if "/draft/" not in path]
    assert present == []


def test_a_published_material_change_is_green_and_says_when_what_happens(world):
    sites.edit(world.desk, "data/retention.yml", "90 days", "60 days")
    more = ("--class", "material", "--effective", "earliest", "--announce", "review")
    sites.done(sites.publish(world.desk, *more, as_of="2026-02-02"))
    run, (comment,) = checked(world, proposed(world))
    assert run.results["center"] == "success", run.said
    assert "90 days → 60 days" in comment
    assert "5 February 2026" in comment
    assert "8 March 2026" in comment


def test_one_with_29_days_is_red_and_names_the_earliest_day(world):
    sites.edit(world.desk, "data/retention.yml", "90 days", "60 days")
    sites.done(sites.publish(world.desk, "--class", "material", "--effective", "2026-03-05", as_of="2026-02-02"))
    texts = files.read_tree(world.desk)
    short = forged(texts, "2026-02-02-a-change-of-ours", {"2026-03-05": "2026-03-04"})
    for path in texts.keys() - short.keys():
        (world.desk / path).unlink()
    sites.write(world.desk, {path: data.decode() for path, data in short.items() if path.startswith("docs/")})
    run, (comment,) = checked(world, proposed(world))
    assert run.failed == ["center"]
    assert "title=too-little-notice" in run.said
    assert "5 March 2026" in comment or "2026-03-05" in comment


def test_a_tampered_archive_is_red_at_the_very_file(world):
    sites.edit(world.desk, "docs/policies/privacy/2026-01-05.md", "90 days", "30 days")
    run, (comment,) = checked(world, proposed(world))
    assert run.failed == ["center"]
    assert "::error file=docs/policies/privacy/2026-01-05" in run.said
    assert "2026-01-05" in comment


def test_a_deleted_archive_is_red(world):
    for file in (world.desk / "docs").rglob("2026-01-05*"):
        file.unlink()
    run, (comment,) = checked(world, proposed(world))
    assert run.failed == ["center"]
    assert "title=rewritten-history" in run.said
    assert comment


def test_a_draft_that_cannot_be_read_is_red_and_commented(world):
    sites.edit(world.desk, PRIVACY, "{{ retention.recordings.period }}", "{{ retention.nothing.period }")
    run, (comment,) = checked(world, proposed(world))
    assert run.failed == ["center"]
    assert f"::error file={PRIVACY},line=" in run.said
    assert comment


def test_nothing_to_do_is_green(world):
    sites.write(world.desk, {"NOTES.md": "Nothing of the trust center.\n"})
    run, (comment,) = checked(world, proposed(world))
    assert not run.failed, run.said
    assert comment.startswith(MARK)


def test_the_merge_queue_is_checked_like_a_pull_request_and_not_commented(world):
    base = world.main()
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    world.commit("gh-readonly-queue/main/pr-1", "queued")
    run = world.run(
        "check", "merge_group", payload={"merge_group": {"base_sha": base}},
        ref="refs/heads/gh-readonly-queue/main/pr-1", only=("center",),
    )  # fmt: skip
    assert not run.failed, run.said
    assert "please" in run.summary
    told = world.run("comment", "workflow_run", payload={"workflow_run": {"event": "merge_group"}})
    assert told.results == {"comment": "skipped"}


# Hostile content ------------------------------------------------------------------------------------------------------

HOSTILE = """\
---
title: "Privacy $(touch pwned) `touch pwned` ${{ github.token }}"
---

## A heading

::error::forged
::stop-commands::pwned
</details> <!-- @everyone see #1 and <script>alert(1)</script> [x](javascript:alert(1))

```````
{{ ''.__class__.__mro__[1].__subclasses__() }} {% for x in range(10**9) %}{% endfor %}
"""


def test_a_hostile_pull_request_of_a_fork_runs_nothing_and_mentions_nobody(world):
    for name in ("$(touch pwned)", "`touch pwned`", "a b;touch pwned", "::error::x", "@everyone"):
        sites.write(world.desk, {f"docs/policies/{name}/index.md": HOSTILE, f"data/{name}.yml": f"- '{name}'\n"})
    sites.write(world.desk, {PRIVACY: HOSTILE})
    run, (comment,) = checked(world, proposed(world, "$(touch pwned)", repository="mallory/r"))
    assert run.failed == ["center"]
    assert list(world.folder.rglob("pwned")) == []
    assert not re.search(r"(?<![\w`])@everyone", comment), "only as code, where nobody is mentioned"
    assert comment.count("<!--") == 1
    assert [line for line in run.said.splitlines() if line.startswith(("::stop-commands", "::error::forged"))] == []
    assert {call["token"] for call in world.github["calls"]} == {"of-the-workflow"}


def test_what_a_report_says_of_itself_is_not_believed(world):
    """The code of the pull request may write any report; the comment still lands where its head commit is."""
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    number = proposed(world, repository="mallory/r")
    world.commit("innocent", "Something else")
    innocent = world.pull_request("innocent")
    forged_report = f"{MARK}\npull request: {innocent}\n@alice @bob/team <!-- hidden\n" + "x" * 100_000 + "\x1b[31m"
    run = world.check(number)
    (world.artifact(run, "report") / "report.md").write_text(forged_report, "utf-8")
    assert not world.comment(run, number).failed
    (comment,) = world.github["comments"]
    assert comment["issue"] == number
    assert len(comment["body"]) < 65_536
    assert "@alice" not in comment["body"]
    assert comment["body"].count("<!--") == 1
    assert "\x1b" not in comment["body"]


def test_a_report_that_is_a_link_to_another_file_is_not_read(world):
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    number = proposed(world, repository="mallory/r")
    run = world.check(number)
    report = world.artifact(run, "report") / "report.md"
    report.unlink()
    report.symlink_to("/etc/hostname")
    told = world.comment(run, number)
    assert not told.failed, told.said
    assert world.github["comments"] == []


@pytest.mark.parametrize("field", ["head_sha", "head_branch", "head_repository"])
def test_only_the_pull_request_with_that_head_is_commented(world, field):
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    number = proposed(world)
    (pull,) = world.github["pulls"]
    told = {
        "id": "9", "event": "pull_request", "head_sha": pull["head"]["sha"], "head_branch": "proposal",
        "head_repository": {"full_name": "o/r"},
    }  # fmt: skip
    told[field] = {"full_name": "mallory/r"} if field == "head_repository" else "another"
    run = world.run("comment", "workflow_run", payload={"workflow_run": told})
    assert not run.failed, run.said
    assert "no open pull request" in run.said
    assert (number, world.github["comments"]) == (1, [])


def test_where_no_report_was_made_the_comment_stays(world):
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    number = proposed(world)
    told = world.comment(workflows.Run(id="404"), number)
    assert not told.failed, told.said
    assert "made no report" in told.said


def test_a_question_that_fails_is_red_and_not_an_empty_base(world):
    number = proposed(world)
    world.change_github(failing=["graphql"])
    run = world.check(number)
    assert "center" in run.failed
    assert "question for the last deployment failed" in run.said
