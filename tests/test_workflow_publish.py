"""Publishing from the browser: the steps of `publish`, run in order in scratch clones, and what is merged of it."""

import pytest

import sites
import workflows
from workflows import git

CHANGE = "2026-02-05-recordings-are-kept-for-60-days"
TITLE = "Recordings are kept for 60 days"


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """Deployed, and with an edit on main that is not published."""
    with workflows.deployed(tmp_path_factory.mktemp("start")) as world:
        world.main()
        sites.edit(world.desk, "data/retention.yml", "90 days", "60 days")
        world.commit("main", "60 days")
        world.day = "2026-02-02"
        yield world


@pytest.fixture
def world(start, tmp_path):
    return start.copy(tmp_path)


def publish(world, **inputs):
    """The form as a person sends it: what is left out has its default."""
    given = {"action": "publish", "effective": "earliest", "class": "material", **inputs}
    return world.run("publish", "workflow_dispatch", inputs=given)


def published_on(world, ref):
    """The published files on a branch."""
    listed = git(world.origin, "ls-tree", "-r", "--name-only", ref, "docs").splitlines()
    return {path for path in listed if "2026-02" in path or "2026-03" in path}


def test_a_pull_request_is_opened_announced_after_the_days_for_review(world):
    run = publish(world, title=TITLE, summary="Sooner gone.")
    assert not run.failed, run.said
    (pull,) = world.github["pulls"]
    assert pull["base"] == "main"
    assert pull["title"] == f"Publish: {TITLE}"
    assert pull["head"]["ref"].startswith(f"publish/{CHANGE}")
    assert published_on(world, pull["head"]["ref"]) == {
        f"docs/changelog/{CHANGE}.md", "docs/policies/privacy/2026-03-08.md", "docs/policies/privacy/2026-03-08.json",
    }  # fmt: skip
    assert "Asked for by @lawyer" in pull["body"]
    assert "8 March 2026" in pull["body"]
    assert published_on(world, "main") == set()


def test_without_an_app_the_pull_request_says_which_button_to_press(world):
    publish(world, title=TITLE)
    (pull,) = world.github["pulls"]
    assert "Approve workflows to run" in pull["body"]
    opened = [call for call in world.github["calls"] if call["words"][-1].endswith("/pulls")]
    assert [call["token"] for call in opened] == ["of-the-workflow"]


def test_with_an_app_its_token_opens_the_pull_request(world):
    world.variables["APP_CLIENT_ID"], world.secrets["APP_PRIVATE_KEY"] = "Iv1", "key"
    run = publish(world, title=TITLE)
    assert not run.failed, run.said
    (pull,) = world.github["pulls"]
    assert "Approve workflows" not in pull["body"]
    opened = [call for call in world.github["calls"] if call["words"][-1].endswith("/pulls")]
    assert [call["token"] for call in opened] == ["of-the-app"]


def test_merged_in_time_it_is_deployed_on_the_announced_day_and_released(world):
    publish(world, title=TITLE)
    (pull,) = world.github["pulls"]
    world.merge(pull["head"]["ref"])
    for day, told in (("2026-02-03", 0), ("2026-02-05", 1)):
        world.day = day
        run = world.run("deploy", "schedule")
        assert not run.failed, run.said
        assert len(world.github["releases"]) == told


def test_nothing_to_publish_opens_nothing(world):
    world.main()
    sites.edit(world.desk, "data/retention.yml", "60 days", "90 days")
    world.commit("main", "back again")
    run = publish(world, title=TITLE)
    assert not run.failed, run.said
    assert "nothing to publish" in run.said
    assert world.github["pulls"] == []
    assert world.branches() == {"main"}


def test_29_days_are_refused_with_the_earliest_day_and_nothing_is_opened(world):
    run = publish(world, title=TITLE, announce="2026-02-02", effective="2026-03-04")
    assert run.failed == ["publish"]
    assert "5 March 2026" in run.summary or "2026-03-05" in run.summary
    assert "Nothing was published" in run.summary
    assert world.github["pulls"] == []
    assert world.branches() == {"main"}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({}, "title is missing"), ({"title": "x", "policies": "privacy; rm -rf /"}, "not the id of a policy"),
        ({"action": "withdraw", "change": CHANGE}, "reason is missing"), ({"action": "drop"}, "id of the change is missing"),
        ({"action": "postpone", "change": CHANGE, "reason": "x"}, "the later day is missing"),
        ({"action": "redact", "change": "privacy/2026-01-05", "reason": "x"}, "the lines of the passage are missing"),
        ({"action": "redact", "change": "--help", "summary": "3", "reason": "x"}, "the version is missing"),
        ({"action": "redact", "change": "privacy/2026-01-05", "summary": "900", "reason": "x"}, "`summary` (lines such as 12:14)"),
        ({"action": "rename", "policies": "privacy"}, "the id that the policy has and the one that it is to have"),
        ({"action": "redo", "change": "--help"}, "id of the change is missing"), ({"action": "erase"}, "none of the actions"),
        ({"title": "x", "class": "emergency"}, "reason is missing"), ({"title": "x", "pull_request": "main"}, "not the number"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_is_refused_in_words(world, inputs, said):
    run = publish(world, **inputs)
    assert run.failed == ["publish"]
    assert said in run.summary
    assert world.github["pulls"] == []


HOSTILE = "$(touch pwned) `touch pwned` '; touch pwned; # \" ${{ github.token }} --help"


def test_what_people_write_into_the_form_is_only_ever_text(world):
    run = publish(world, title=HOSTILE, summary=HOSTILE, policies="privacy")
    assert not run.failed, run.said
    assert list(world.folder.rglob("pwned")) == []
    (pull,) = world.github["pulls"]
    assert pull["title"] == f"Publish: {HOSTILE}"
    world.merge(pull["head"]["ref"])
    assert any(
        HOSTILE.replace('"', '\\"') in file.read_text("utf-8") for file in (world.desk / "docs/changelog").iterdir()
    )


def test_the_commit_can_go_to_the_branch_of_an_open_pull_request(world):
    sites.edit(world.desk, "docs/policies/privacy/index.md", "asks you to write to", "asks you, please, to write to")
    world.commit("please", "please")
    number = world.pull_request("please")
    world.main()
    sites.write(world.desk, {"NOTES.md": "Meanwhile.\n"})
    world.commit("main", "meanwhile")
    run = publish(world, title=TITLE, pull_request=str(number))
    assert not run.failed, run.said
    assert len(world.github["pulls"]) == 1
    assert world.branches() == {"main", "please"}
    assert "docs/policies/privacy/2026-03-08.md" in published_on(world, "please")
    assert "NOTES.md" in git(world.origin, "ls-tree", "--name-only", "please")
    assert git(world.origin, "log", "-1", "--format=%an", "please") == "github-actions[bot]"


@pytest.mark.parametrize(
    ("change", "said"), [({"state": "closed"}, "is not open"), ({"repository": "mallory/r"}, "from a fork")]
)
def test_a_branch_that_is_not_ours_or_not_open_is_left_alone(world, change, said):
    world.commit("theirs", "theirs")
    number = world.pull_request("theirs", repository=change.get("repository", "o/r"))
    world.change_github(pulls=[{**pull, "state": change.get("state", "open")} for pull in world.github["pulls"]])
    run = publish(world, title=TITLE, pull_request=str(number))
    assert run.failed == ["publish"]
    assert said in run.summary


def test_a_branch_that_main_contradicts_is_refused_in_words(world):
    sites.edit(world.desk, "data/retention.yml", "60 days", "45 days")
    world.commit("proposal", "45 days")
    number = world.pull_request("proposal")
    world.main()
    sites.edit(world.desk, "data/retention.yml", "60 days", "30 days")
    world.commit("main", "30 days")
    run = publish(world, title=TITLE, pull_request=str(number))
    assert run.failed == ["publish"]
    assert "main cannot be merged into proposal" in run.summary


def announced(world):
    """The change of the form, merged and deployed: it is sealed."""
    publish(world, title=TITLE)
    (pull,) = world.github["pulls"]
    world.merge(pull["head"]["ref"])
    world.day = "2026-02-05"
    run = world.run("deploy", "schedule")
    assert not run.failed, run.said


def test_a_change_on_its_branch_is_redone_and_dropped_there(world):
    publish(world, title=TITLE)
    (pull,) = world.github["pulls"]
    branch = pull["head"]["ref"]
    world.day = "2026-02-09"
    run = publish(world, action="redo", change=CHANGE, pull_request=str(pull["number"]))
    assert not run.failed, run.said
    later = "2026-02-12-recordings-are-kept-for-60-days"
    assert {p for p in published_on(world, branch) if "changelog" in p} == {f"docs/changelog/{later}.md"}
    run = publish(world, action="drop", change=later, pull_request=str(pull["number"]))
    assert not run.failed, run.said
    assert published_on(world, branch) == set()


def test_a_planned_day_that_is_later_than_the_days_for_review_is_kept_by_redo(world):
    publish(world, title=TITLE, announce="2026-02-20")
    (pull,) = world.github["pulls"]
    change = "2026-02-20-recordings-are-kept-for-60-days"
    run = publish(world, action="redo", change=change, pull_request=str(pull["number"]))
    assert not run.failed, run.said
    assert f"docs/changelog/{change}.md" in published_on(world, pull["head"]["ref"])


@pytest.mark.parametrize("action", ["redo", "drop"])
def test_what_a_deployment_has_shown_is_neither_redone_nor_dropped(world, action):
    announced(world)
    run = publish(world, action=action, change=CHANGE)
    assert run.failed == ["publish"]
    assert "sealed" in run.summary


def test_an_announced_change_is_withdrawn_at_once_or_on_the_day_that_is_given(world):
    announced(world)
    publish(world, action="withdraw", change=CHANGE, reason="Too short.")
    assert "announced 5 February 2026" in world.github["pulls"][-1]["body"]
    run = publish(world, action="withdraw", change=CHANGE, reason="Too short.", announce="8 February 2026")
    assert not run.failed, run.said
    pull = world.github["pulls"][-1]
    assert "announced 8 February 2026" in pull["body"]
    world.merge(pull["head"]["ref"])
    for day, told in (("2026-02-06", 1), ("2026-02-08", 2)):
        world.day = day
        run = world.run("deploy", "schedule")
        assert not run.failed, run.said
        assert len(world.github["releases"]) == told


def test_an_announced_change_is_postponed(world):
    announced(world)
    run = publish(world, action="postpone", change=CHANGE, reason="More time.", effective="2026-04-01")
    assert not run.failed, run.said
    pull = world.github["pulls"][-1]
    assert "effective 1 April 2026" in pull["body"]
    world.merge(pull["head"]["ref"])
    for day, told in (("2026-02-06", 1), ("2026-02-08", 2)):
        world.day = day
        run = world.run("deploy", "schedule")
        assert not run.failed, run.said
        assert len(world.github["releases"]) == told


def test_a_policy_is_renamed(world):
    run = publish(world, action="rename", policies="privacy privacy-notice", announce="today")
    assert not run.failed, run.said
    (pull,) = world.github["pulls"]
    assert (pull["title"], pull["head"]["ref"].partition("/")[0]) == ("Rename: privacy privacy-notice", "rename")
    world.merge(pull["head"]["ref"])
    assert (world.desk / "docs/policies/privacy-notice/index.md").exists()


def sealed_line(world):
    """The first version of the privacy policy, and the number and the words of a line of it."""
    version = min((world.desk / "docs/policies/privacy").glob("2*.md"))
    lines = version.read_text("utf-8").splitlines()
    number = next(place for place, line in enumerate(lines, start=1) if "write to" in line)
    return version, number, lines[number - 1]


@pytest.mark.parametrize("action", ["redact", "redact everywhere", "redact here only"])
def test_a_line_of_a_sealed_text_is_redacted_and_no_run_tells_its_words(world, action):
    version, number, words = sealed_line(world)
    asked = {"change": f"privacy/{version.stem}", "summary": str(number), "reason": "A court."}
    run = publish(world, action=action, **asked)
    assert not run.failed, run.said
    (pull,) = world.github["pulls"]
    assert pull["head"]["ref"].startswith("redact/")
    world.merge(pull["head"]["ref"])
    assert "redacted on" in version.read_text("utf-8")
    assert words not in pull["body"] + run.said


def test_a_withdrawal_that_would_come_too_late_is_refused(world):
    announced(world)
    world.day = "2026-03-06"
    run = publish(world, action="withdraw", change=CHANGE, reason="Too short.", announce="2026-03-09")
    assert run.failed == ["publish"]
    assert "announce the withdrawal sooner" in run.summary


def test_a_policy_is_retired(world):
    run = publish(world, action="retire", policies="subprocessors", title="No list any more")
    assert not run.failed, run.said
    (pull,) = world.github["pulls"]
    assert pull["head"]["ref"].startswith("retire/")


def test_a_fix_keeps_what_is_pending(world):
    announced(world)
    world.main()
    sites.edit(world.desk, "docs/policies/privacy/index.md", "asks you to write to", "asks you, please, to write to")
    world.commit("main", "please")
    inputs = {"class": "editorial", "title": "A kinder word", "effective": "2026-02-08"}
    run = publish(world, action="publish, keep what is pending", **inputs)
    assert not run.failed, run.said
    pull = world.github["pulls"][-1]
    assert pull["title"] == "Publish: A kinder word"
    assert "docs/policies/privacy/2026-03-08-2.md" in published_on(world, pull["head"]["ref"])


def test_history_is_recorded_without_days_for_review(world):
    world.main()
    sites.write(
        world.desk, {"docs/policies/dpa/index.md": "---\ntitle: Data processing agreement\n---\n\n## One\n\nText.\n"}
    )
    world.commit("main", "dpa")
    inputs = {"policies": "dpa", "class": "recorded", "effective": "2020-05-01", "title": "The agreement of 2020"}
    run = publish(world, **inputs)
    assert not run.failed, run.said
    assert "not recorded" in run.said


def add_a_second_publication(world):
    """Two people publish the same policy on one day, each in a pull request; the first is merged."""
    publish(world, title=TITLE)
    world.main()
    sites.edit(world.desk, "docs/policies/privacy/index.md", "## Who we are", "## Who we are\n\nWe build lighthouses.")
    world.commit("main", "who")
    publish(world, title="Who we are")
    world.merge(world.github["pulls"][0]["head"]["ref"])
    world.main()
    return world.github["pulls"][1]["number"], world.github["pulls"][1]["head"]["ref"]


@pytest.mark.parametrize("action", ["redo", "repair"])
def test_the_second_of_two_on_one_day_is_taken_out_and_published_on_top_of_main(world, action):
    number, branch = add_a_second_publication(world)
    run = publish(world, action=action, change="2026-02-05-who-we-are", pull_request=str(number))
    assert not run.failed, run.summary
    world.merge(branch)
    later = {path for path in published_on(world, "main") if path.endswith(".md") and "/policies/" in path}
    assert len(later) == 2
    text = (world.desk / max(later)).read_text("utf-8")
    assert "We build lighthouses." in text
    assert "60 days" in text


def test_the_second_of_two_on_one_day_can_be_dropped(world):
    number, branch = add_a_second_publication(world)
    run = publish(world, action="drop", change="2026-02-05-who-we-are", pull_request=str(number))
    assert not run.failed, run.summary
    assert published_on(world, branch) == published_on(world, "main")


def test_a_refused_pull_request_names_the_setting_leaves_no_branch_and_can_be_run_again(world):
    world.change_github(failing=["/pulls"])
    run = publish(world, title=TITLE)
    assert run.failed == ["propose"]
    assert "Allow GitHub Actions to create and approve pull requests" in run.summary
    assert world.branches() == {"main"}
    world.change_github(failing=[])
    world.runs -= 1  # *Re-run jobs* keeps the number of the run
    again = publish(world, title=TITLE)
    assert not again.failed, again.summary
    assert len(world.github["pulls"]) == 1


def test_a_number_of_no_pull_request_gets_a_sentence(world):
    run = publish(world, title=TITLE, pull_request="77")
    assert run.failed == ["publish"]
    assert "there is no pull request 77" in run.summary
