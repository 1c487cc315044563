"""The workflows as they are written: pinned, with as few rights as they need, and without logic that no test can run."""

import json
import re
import subprocess
import sys
import sysconfig
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import sites
import workflows
from conftest import REPOSITORY
from trustcenter.disk.files import read_tree
from trustcenter.reading.center import load
from workflows import ACTIONS, NAMES, workflow

SCRIPTS = REPOSITORY / ".github" / "scripts"
JOBS = [(name, key, job) for name in NAMES for key, job in workflow(name)["jobs"].items()]
STEPS = [(f"{name}/{key}/{n}", step) for name, key, job in JOBS for n, step in enumerate(job.get("steps", []))]
RUNS = [(place, step) for place, step in STEPS if "run" in step]
USES = [(place, step) for place, step in STEPS if "uses" in step]

RIGHTS = {
    ("announce", "announce"): {"contents": "write"},
    ("announce", "write"): {"contents": "read", "deployments": "read"},
    ("check", "center"): {"contents": "read", "deployments": "read"},
    ("check", "preview"): {"contents": "read"},
    ("check", "product"): {"contents": "read"},
    ("check", "way-out"): {"contents": "read"},
    ("comment", "comment"): {"actions": "read", "contents": "read", "pull-requests": "write"},
    ("deploy", "announce"): {"contents": "write", "deployments": "read"},
    ("deploy", "attest"): {"artifact-metadata": "write", "attestations": "write", "id-token": "write"},
    ("deploy", "build"): {"contents": "read", "deployments": "read", "pages": "read"},
    ("deploy", "deploy"): {"contents": "read", "deployments": "write", "id-token": "write", "pages": "write"},
    ("deploy", "issue"): {"contents": "read", "issues": "write"},
    ("deploy", "keep-alive"): {"actions": "write"},
    ("deploy", "refused"): {},
    ("publish", "propose"): {"contents": "write", "pull-requests": "write"},
    ("publish", "publish"): {"contents": "read", "deployments": "read", "pull-requests": "read"},
    ("release", "attest"): {"artifact-metadata": "write", "attestations": "write", "id-token": "write"},
    ("release", "build"): {"contents": "read"},
    ("release", "publish"): {"contents": "write"},
    ("review", "audit"): {"contents": "read"},
    ("review", "issue"): {"actions": "read", "contents": "read", "issues": "write"},
    ("review", "look"): {"contents": "read"},
    ("watch", "issue"): {"actions": "read", "contents": "read", "issues": "write"},
    ("watch", "look"): {"contents": "read"},
}
"""Every right that any job has.  A new one is added here, in sight of whoever reviews it."""

CONDITIONS = {
    "always()",
    "github.event.workflow_run.event == 'pull_request'",
    "github.event_name == 'schedule'",
    "github.ref == 'refs/heads/main'",
    "inputs.today == ''",
    "needs.build.outputs.deploy == 'true'",
    "needs.build.outputs.refused == 'true'",
    "needs.publish.outputs.wanted == 'true'",
    "needs.write.outputs.wanted == 'true'",
    "steps.build.outcome != 'success'",
    "steps.check.outcome == 'success'",
    "vars.APP_CLIENT_ID != ''",
}
"""Every `if:`; whatever needs more thought than this belongs into a script that can be run."""

EXPRESSIONS = re.compile(r"\$\{\{(.*?)\}\}")


def ids(pairs):
    return [pair[0] for pair in pairs]


def test_there_are_the_eight_workflows():
    assert NAMES == ("announce", "check", "comment", "deploy", "publish", "release", "review", "watch")


# Rights -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_gives_no_right_to_all_its_jobs(name):
    assert workflow(name)["permissions"] == {}


def test_every_job_has_the_rights_it_is_listed_with_and_no_other():
    assert {(name, key): job["permissions"] for name, key, job in JOBS} == RIGHTS


def test_whatever_runs_the_content_of_a_pull_request_can_only_read_and_has_no_secret():
    assert set(workflow("check")["on"]) == {"pull_request", "merge_group"}
    assert {right for (name, _), rights in RIGHTS.items() if name == "check" for right in rights.values()} == {"read"}
    assert "secrets." not in (workflows.FOLDER / "check.yml").read_text("utf-8")
    assert not any("pull_request_target" in workflow(name)["on"] for name in NAMES)


def test_the_workflow_that_comments_installs_and_runs_nothing_but_a_script_of_main():
    steps = workflow("comment")["jobs"]["comment"]["steps"]
    assert [step["uses"].partition("@")[0] for step in steps if "uses" in step] == ["actions/checkout"]
    assert [step["run"] for step in steps if "run" in step] == ["python3 -I .github/scripts comment"]
    assert "ref" not in steps[0].get("with", {})


TOOL = '"$RUNNER_TEMP/tool/bin/python" -I '
OF_THE_TOOL_ITSELF = {("check", "product"), ("check", "way-out")}
"""Jobs that test the code of a branch: they install it as it is, and can read and nothing else."""


def test_no_job_with_a_right_to_write_installs_or_runs_the_tool_or_a_package():
    """It runs actions, `gh` and scripts that need nothing but Python, so no code of a branch or package meets its token."""
    writing = {place for place, rights in RIGHTS.items() if "write" in rights.values()}
    assert ("publish", "propose") in writing
    for place, step in RUNS:
        if tuple(place.split("/")[:2]) in writing:
            assert not re.search(
                r"\bmake\b|\.venv|RUNNER_TEMP|\bpip\b|(?<!python3 -I )\.github/scripts",
                step["run"].replace("main/.", "."),
            ), place


def test_no_step_that_has_a_token_runs_the_tool_or_a_package():
    with_token = [
        (place, step)
        for place, step in RUNS
        if "github.token" in str(step.get("env")) or "app.outputs" in str(step.get("env"))
    ]
    assert len(with_token) > 8
    for place, step in with_token:
        commands = re.sub(r"^cd \w+/ && ", "", step["run"]).replace(
            '"$GITHUB_WORKSPACE/main/.github/scripts"', ".github/scripts"
        )
        assert re.match(
            r"python3 -I (?:\.\./)?(?:main/)?\.github/scripts \w+$|gh run download|gh release create|for file in",
            commands,
        ), place


def test_wherever_the_tool_runs_it_is_a_copy_outside_of_every_checkout_and_isolated():
    installs = [(place, step["run"]) for place, step in RUNS if re.search(r"\bmake\b", step["run"])]
    for place, script in installs:
        if tuple(place.split("/")[:2]) not in OF_THE_TOOL_ITSELF:
            assert all('TOOL="$RUNNER_TEMP/tool"' in line for line in script.splitlines() if "make " in line), place
            assert "center/" not in script, place
    for place, step in RUNS:
        if tuple(place.split("/")[:2]) not in OF_THE_TOOL_ITSELF:
            assert ".venv" not in step["run"], place
            started = re.findall(r"(\S*python3?\S*) (\S+)", step["run"].replace("main/.github", ".github"))
            assert all(option == "-I" for _, option in started), place


def test_where_a_branch_is_checked_out_the_tool_and_the_scripts_are_those_of_main():
    for name in ("check", "publish"):
        for key, job in workflow(name)["jobs"].items():
            if (name, key) in OF_THE_TOOL_ITSELF:
                continue
            places = {s["with"]["path"]: s["with"].get("ref") for s in job["steps"] if "checkout@" in s.get("uses", "")}
            assert "main" in places
            assert places["main"] == ("${{ github.event.repository.default_branch }}" if name == "check" else None)
            scripts = [step["run"] for step in job["steps"] if ".github/scripts" in step.get("run", "")]
            assert scripts
            assert all("main/.github/scripts" in script for script in scripts)
            installs = [step["run"] for step in job["steps"] if re.search(r"\bmake\b|\bpip\b", step.get("run", ""))]
            assert set(installs) <= {'make -C main/ tool TOOL="$RUNNER_TEMP/tool"'}


@pytest.mark.parametrize(
    "script",
    [
        "announce",
        "branch_data",
        "comment",
        "deploy_issue",
        "deployed_commit",
        "form",
        "github",
        "last_deployment",
        "last_good",
        "one_issue",
        "propose",
        "take_up",
    ],
)
def test_scripts_beside_a_token_need_nothing_but_python(script):
    code = f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import {script}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("place", "step"), [p for p in USES if "checkout@" in p[1]["uses"]], ids=str)
def test_no_checkout_leaves_its_token_behind(place, step):
    assert step["with"]["persist-credentials"] == "false"


# What is used -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "step"), USES, ids=ids(USES))
def test_actions_are_pinned_to_a_commit_and_say_which_version_that_is(place, step):
    action, _, commit = step["uses"].partition("@")
    assert re.fullmatch(r"[0-9a-f]{40}", commit)
    text = (workflows.FOLDER / f"{place.partition('/')[0]}.yml").read_text("utf-8")
    assert re.search(rf"{re.escape(step['uses'])} # v\d+\.\d+\.\d+$", text, re.MULTILINE)
    assert action in ACTIONS, "tests know what it does"


def test_an_action_has_the_same_commit_everywhere():
    commits = {}
    for _, step in USES:
        action, _, commit = step["uses"].partition("@")
        commits.setdefault("/".join(action.split("/")[:2]), set()).add(commit)
    assert {action: len(found) for action, found in commits.items()} == dict.fromkeys(commits, 1)


def test_hidden_files_are_deployed_and_previewed():
    uploads = {step["with"].get("name", "pages"): step["with"] for _, step in USES if "upload" in step["uses"]}
    assert uploads["pages"]["include-hidden-files"] == "true"
    assert uploads["preview"]["include-hidden-files"] == "true"


def test_no_workflow_takes_up_a_cache_that_another_run_left():
    assert [step["uses"] for _, step in USES if "cache" in step["uses"]] == []
    built = next(step["run"] for _, step in RUNS if "make site" in step.get("run", ""))
    assert built.startswith("rm -rf .cache")


# No hidden logic ----------------------------------------------------------------------------------------------------


def test_every_condition_is_on_the_short_list():
    found = [job["if"] for *_, job in JOBS if "if" in job] + [step["if"] for _, step in STEPS if "if" in step]
    assert set(found) == CONDITIONS


@pytest.mark.parametrize(("place", "step"), RUNS, ids=ids(RUNS))
def test_no_expression_is_put_into_a_script(place, step):
    assert "${{" not in step["run"]
    assert set(step) <= {"name", "id", "if", "env", "run", "continue-on-error"}  # `CONDITIONS` lists every `if`


@pytest.mark.parametrize(("place", "step"), RUNS, ids=ids(RUNS))
def test_a_script_is_short_and_the_shell_understands_it(place, step):
    assert len(step["run"].splitlines()) <= 6
    done = subprocess.run(["bash", "-n"], input=step["run"], text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_expressions_only_pass_values_on():
    """A name, or one name where another is empty; nothing is decided by them except what `CONDITIONS` lists."""
    plain = re.compile(r"'[^']*'|[\w.-]+|hashFiles\([^()]*\)|toJSON\(needs\)|vars\.APP_CLIENT_ID != ''")
    for name in NAMES:
        for found in EXPRESSIONS.findall((workflows.FOLDER / f"{name}.yml").read_text("utf-8")):
            for part in found.strip().split(" || "):
                assert plain.fullmatch(part), f"{name}: {found}"


def test_every_script_is_run_by_a_workflow_or_used_by_one_that_is():
    used = {match for _, step in RUNS for match in re.findall(r"\.github/scripts (\w+)", step["run"])}
    shared = {"__main__", "branch_data", "form", "github"}
    assert {path.stem for path in SCRIPTS.glob("*.py")} == used | shared


@pytest.mark.parametrize(("name", "key", "job"), JOBS, ids=[f"{name}/{key}" for name, key, _ in JOBS])
def test_a_job_ends_in_time_and_has_a_name(name, key, job):
    assert job["name"]
    assert "uses" in job or 5 <= int(job["timeout-minutes"]) <= 60


@pytest.mark.parametrize("name", NAMES)
def test_runs_of_a_workflow_do_not_cross_each_other(name):
    group = workflow(name)["concurrency"]
    assert group["group"].startswith(name)
    assert group["cancel-in-progress"] == ("true" if name == "check" else "false")


def test_the_form_has_no_more_fields_than_the_browser_shows_and_each_reaches_the_script():
    inputs = workflow("publish")["on"]["workflow_dispatch"]["inputs"]
    assert len(inputs) <= 10
    steps = [step for place, step in RUNS if place.startswith("publish/")]
    passed = {name for step in steps for name in step.get("env", {}) if name.startswith("ASKED_")}
    assert {name.removeprefix("ASKED_").lower() for name in passed} == set(inputs)
    script = "".join((SCRIPTS / f"{name}.py").read_text("utf-8") for name in ("form", "take_up", "publish", "propose"))
    assert all(f'"{name.upper()}"' in script or f'_option("{name}")' in script for name in inputs)
    assert all(item["description"] for item in inputs.values())


# The schedule -------------------------------------------------------------------------------------------------------


def due(schedule, day):
    """The instant at which a daily schedule is due on a day that begins at `day`."""
    minute, hour, *rest = schedule["cron"].split()
    assert rest == ["*", "*", "*"]
    assert schedule["timezone"], "without it, GitHub reads cron in UTC"
    return day.replace(hour=int(hour), minute=int(minute), tzinfo=ZoneInfo(schedule["timezone"]))


def test_the_site_is_deployed_just_after_midnight_where_the_organization_is_on_every_day_of_the_year():
    timezone = ZoneInfo(load(read_tree(REPOSITORY)).timezone)
    (schedule,) = workflow("deploy")["on"]["schedule"]
    for n in range(365):
        day = datetime.combine(date(2027, 1, 1) + timedelta(days=n), time.min)
        local = due(schedule, day).astimezone(timezone)
        assert local.date() == day.date()
        assert 0 < local.hour * 60 + local.minute <= 30


def test_schedules_are_in_the_time_zone_of_the_organization():
    timezone = load(read_tree(REPOSITORY)).timezone
    found = {name: workflow(name)["on"]["schedule"] for name in NAMES if "schedule" in workflow(name)["on"]}
    assert set(found) == {"deploy", "review", "watch"}
    assert {schedule["timezone"] for schedules in found.values() for schedule in schedules} == {timezone}


def test_every_scheduled_workflow_is_kept_alive():
    scheduled = {f"{name}.yml" for name in NAMES if "schedule" in workflow(name)["on"]}
    (step,) = [step for place, step in RUNS if "keep-alive" in place]
    assert set(re.findall(r"\w+\.yml", step["run"])) == scheduled


# Linters ------------------------------------------------------------------------------------------------------------


def test_make_lint_asks_all_three_judges():
    text = (REPOSITORY / "Makefile").read_text("utf-8")
    for judge in ("zizmor --offline", "vendor.github-workflows", "tests/actionlint/run", "vendor.dependabot"):
        assert judge in text


BAD = {
    "zizmor": ("persist-credentials: false", "persist-credentials: true"),
    "check-jsonschema": ("runs-on: ubuntu-latest", "runs_on: ubuntu-latest"),
    "actionlint": ("github.event.workflow_run.event", "github.event.workflow_run.event)"),
}


@pytest.mark.parametrize("judge", BAD)
def test_a_judge_refuses_a_bad_workflow(judge, tmp_path):
    text = (workflows.FOLDER / "comment.yml").read_text("utf-8")
    assert BAD[judge][0] in text
    for name, content in (("good", text), ("bad", text.replace(*BAD[judge]))):
        file = tmp_path / name / ".github" / "workflows" / "comment.yml"
        sites.write(tmp_path, {file.relative_to(tmp_path).as_posix(): content})
        done = judged(judge, file)
        if "left out" in done.stdout:
            pytest.skip(done.stdout.strip())
        assert (done.returncode == 0) == (name == "good"), done.stdout + done.stderr


def judged(judge: str, file: Path) -> subprocess.CompletedProcess[str]:
    scripts = Path(sysconfig.get_path("scripts"))
    command = {
        "zizmor": [str(scripts / "zizmor"), "--offline", "--no-progress", "--persona=auditor", str(file)],
        "check-jsonschema": [
            str(scripts / "check-jsonschema"),
            "--builtin-schema",
            "vendor.github-workflows",
            str(file),
        ],
        "actionlint": [str(REPOSITORY / "tests" / "actionlint" / "run"), str(file)],
    }[judge]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_lock_of_actionlint_has_a_hash_and_no_address():
    text = (REPOSITORY / "tests" / "actionlint" / "package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)
    assert "://" not in text


# What people meet on github.com -------------------------------------------------------------------------------------


def test_every_folder_that_binds_has_an_owner():
    text = (REPOSITORY / ".github" / "CODEOWNERS").read_text("utf-8")
    rules = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    assert all(owner.startswith("@") for _, *owners in rules for owner in owners)
    assert {"*", "/docs/", "/data/", "/hooks/", "/.github/"} <= {path for path, *_ in rules}
    assert all((REPOSITORY / path.strip("/*")).exists() for path, *_ in rules)


def test_there_is_a_form_for_each_thing_people_come_with():
    forms = {path.stem for path in (REPOSITORY / ".github" / "ISSUE_TEMPLATE").glob("*.yml")}
    assert forms == {"wording", "subprocessor", "error", "config"}


def test_dependabot_looks_after_everything_that_is_locked():
    found = sites.plain_yaml((REPOSITORY / ".github" / "dependabot.yml").read_text("utf-8"))["updates"]
    places = {(u["package-ecosystem"], place) for u in found for place in u.get("directories", [u.get("directory")])}
    locks = {f"/{path.parent.relative_to(REPOSITORY)}" for path in (REPOSITORY / "tests").glob("*/package-lock.json")}
    assert places == {("github-actions", "/"), ("pip", "/requirements"), *(("npm", place) for place in locks)}
