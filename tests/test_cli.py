"""The command itself: help, folders, formats, exit codes."""

import json
import re
from datetime import date

import pytest
from click.exceptions import BadParameter
from click.testing import CliRunner

import sites
from trustcenter.cli import main
from trustcenter.cli.group import Day
from trustcenter.disk import program_files
from trustcenter.rules import RULES, rule_id

COMMANDS = ("build", "check", "publish", "schemas", "serve")


@pytest.mark.parametrize(
    "args", [(), *((name,) for name in COMMANDS)], ids=lambda args: " ".join(args) or "trustcenter"
)
def test_every_command_explains_itself(tmp_path, args):
    result = sites.trustcenter(tmp_path, *args, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: trustcenter {' '.join(args)}".rstrip())
    assert "Options:" in result.output
    assert result.output == sites.trustcenter(tmp_path, *args, "-h").output


def test_every_command_is_listed_with_what_it_does(tmp_path):
    listed = sites.trustcenter(tmp_path, "--help").output.partition("Commands:")[2].strip().splitlines()
    described = dict(line.strip().split(maxsplit=1) for line in listed)
    assert set(COMMANDS) <= set(described)
    assert all(len(what) > 20 for what in described.values())


@pytest.mark.parametrize("name", COMMANDS)
def test_outside_of_a_center_a_command_says_what_it_needs(tmp_path, name):
    args = ("--effective", "2026-01-05", "--class", "initial", "--title", "x") if name == "publish" else ()
    result = sites.trustcenter(tmp_path, name, *args)
    assert result.exit_code == 1
    assert "mkdocs.yml and data/ is needed" in result.stderr
    assert list(tmp_path.iterdir()) == []


CHECKED = "5 checks ran, 0 findings, 0 not checked. These checks do not establish legal compliance.\n"
"""What `check` says first of a center that asserts no regime: its own promises were checked."""


def test_a_command_works_from_a_folder_inside(tmp_path):
    root = sites.small(tmp_path)
    result = sites.run(root / "docs" / "policies", "check")
    assert (result.returncode, result.stdout, result.stderr) == (0, CHECKED + "no problems found\n", "")


def test_directory_names_the_folder_to_work_in(tmp_path):
    sites.small(tmp_path / "center")
    result = sites.run(tmp_path, "-C", "center", "check")
    assert (result.returncode, result.stdout) == (0, CHECKED + "no problems found\n")
    missing = sites.run(tmp_path, "-C", "nowhere", "check")
    assert missing.returncode == 2
    assert "nowhere" in missing.stderr
    assert "Traceback" not in missing.stderr


@pytest.mark.parametrize("args", [("frobnicate",), ("check", "--frobnicate"), ("check", "--format", "xml")])
def test_what_is_not_known_is_refused(tmp_path, args):
    result = sites.trustcenter(sites.small(tmp_path), *args)
    assert result.exit_code == 2
    assert args[-1] in result.stderr


def test_version_is_told(tmp_path):
    assert sites.done(sites.trustcenter(tmp_path, "--version")).startswith("trustcenter, version ")


# check -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def wrong(tmp_path):
    """A center with an error at line 4 of the retention schedule and a warning in a draft."""
    root = sites.small(tmp_path)
    sites.edit(root, "data/retention.yml", "period: 90 days", "period: 90 dogs")
    sites.edit(root, "docs/policies/subprocessors/index.md", "## The list", "## The list\n\nTBD: 50%, more")
    return root


def test_the_terminal_shows_place_rule_and_message(wrong):
    result = sites.run(wrong, "check")
    lines = result.stdout.splitlines()
    assert result.returncode == 1
    assert any(line.startswith("data/retention.yml:4:11: error [bad-value] ") for line in lines)
    assert any(line.startswith("docs/policies/subprocessors/index.md:7:1: warning [placeholder] ") for line in lines)
    assert re.fullmatch(r"\d+ errors?, \d+ warnings?", lines[-1])
    assert "Traceback" not in result.stderr


def test_github_gets_annotations(wrong):
    result = sites.trustcenter(wrong, "check", "--format", "github")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert any(line.startswith("::error file=data/retention.yml,line=4,col=11,title=bad-value::") for line in lines)
    assert any(
        line.startswith("::warning file=docs/policies/subprocessors/index.md,line=7,col=1,title=placeholder::")
        for line in lines
    )
    assert all(line.startswith("::") for line in lines)
    assert sites.trustcenter(wrong, "check", env={"GITHUB_ACTIONS": "true"}).stdout == result.stdout


def test_annotations_name_files_below_the_workspace(tmp_path):
    root = sites.small(tmp_path / "examples" / "one")
    sites.edit(root, "data/retention.yml", "period: 90 days", "period: 90 dogs")
    env = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(tmp_path)}
    assert "file=examples/one/data/retention.yml,line=4" in sites.trustcenter(root, "check", env=env).stdout


def test_json_is_a_list_of_problems(wrong):
    result = sites.trustcenter(wrong, "check", "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert {frozenset(problem) for problem in found} == {
        frozenset({"file", "line", "column", "rule", "severity", "message", "hint"})
    }
    [error] = [problem for problem in found if problem["rule"] == "bad-value"]
    assert (error["file"], error["line"], error["column"], error["rule"]) == ("data/retention.yml", 4, 11, "bad-value")
    assert {problem["severity"] for problem in found} == {"error", "warning"}


def test_warnings_alone_end_with_0(tmp_path):
    root = sites.small(tmp_path)
    sites.edit(root, "docs/policies/subprocessors/index.md", "## The list", "## The list\n\nTBD")
    result = sites.trustcenter(root, "check")
    assert result.exit_code == 0
    assert "1 warning" in result.stdout


def test_nothing_found_is_said(tmp_path):
    assert sites.done(sites.trustcenter(sites.small(tmp_path), "check")) == CHECKED + "no problems found\n"


def test_check_takes_its_day_from_the_option_or_the_environment(tmp_path):
    root = sites.published(tmp_path)
    for args, env in ((("--as-of", "2026-02-30"), {}), ((), {"TRUSTCENTER_AS_OF": "2026-02-30"})):
        result = sites.trustcenter(root, "check", *args, env=env)
        assert result.exit_code == 2
        assert "2026-02-30" in result.stderr
    assert (
        sites.done(sites.trustcenter(root, "check", env={"TRUSTCENTER_AS_OF": "2026-02-01"}))
        == CHECKED + "no problems found\n"
    )


def test_check_writes_nothing(wrong):
    before = sites.tree(wrong)
    sites.run(wrong, "check")
    assert sites.tree(wrong) == before


# build and schemas -------------------------------------------------------------------------------------------------


def test_build_takes_its_day_and_its_folder(tmp_path):
    root = sites.published(tmp_path / "center")
    result = sites.run(root, "build", "--as-of", "2026-01-05", "--site-dir", "../out")
    assert (result.returncode, result.stdout) == (0, "")
    assert "As of 5 January 2026" in sites.text(tmp_path / "out", "")
    assert not (root / "site").exists()


def test_build_equals_plain_mkdocs(tmp_path):
    root = sites.published(tmp_path)
    plain = sites.tree(sites.build(root, "2026-02-01"))
    assert sites.run(root, "build", "--as-of", "2026-02-01").returncode == 0
    assert sites.tree(root / "site") == plain


def test_build_with_an_error_ends_with_1_and_its_place(wrong):
    result = sites.run(wrong, "build")
    assert result.returncode == 1
    assert "data/retention.yml:4:11" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (wrong / "site").exists()


def test_schemas_are_written_and_then_current(tmp_path):
    root = sites.small(tmp_path)
    stale = sites.trustcenter(root, "schemas", "--check")
    assert stale.exit_code == 1
    assert "data/schemas/retention.json is not current" in stale.output
    assert not (root / "data/schemas").exists()
    assert "wrote data/schemas/retention.json" in sites.done(sites.trustcenter(root, "schemas"))
    assert sites.done(sites.trustcenter(root, "schemas", "--check")) == "schemas are current\n"
    assert json.loads((root / "data/schemas/retention.json").read_bytes())["$schema"].startswith(
        "https://json-schema.org/"
    )


def test_the_schemas_of_the_repository_are_current():
    assert sites.done(sites.trustcenter(sites.REPO, "schemas", "--check")) == "schemas are current\n"


@pytest.mark.parametrize(("typed", "meant"), [("chek", "check"), ("publsh", "publish"), ("xyzzy", "")])
def test_a_command_that_is_mistyped_is_answered_with_the_nearest(typed, meant):
    result = CliRunner().invoke(main, [typed])
    assert result.exit_code == 2
    assert f"`{typed}` is no command" in result.output
    assert ("did you mean" in result.output) == bool(meant)
    assert f"did you mean `{meant}`?" in result.output or not meant


@pytest.mark.parametrize("rule", RULES, ids=rule_id)
def test_every_rule_is_explained(rule):
    result = CliRunner().invoke(main, ["explain", rule_id(rule)])
    assert result.exit_code == 0
    assert (rule.__doc__ or "").strip().splitlines()[0] in result.output


def test_without_a_rule_all_are_listed_and_a_mistyped_one_is_answered_with_the_nearest():
    listed = CliRunner().invoke(main, ["explain"]).output
    assert [line.split()[0] for line in listed.splitlines()] == sorted(map(rule_id, RULES))
    result = CliRunner().invoke(main, ["explain", "wrong-ordr"])
    assert (result.exit_code, "did you mean wrong-order?" in result.output) == (2, True)


@pytest.mark.parametrize("typed", ["2026-03-01", "1 March 2026", "March 1, 2026", "1 Mar 2026"])
def test_a_day_is_taken_as_people_write_it(typed):
    assert Day().convert(typed, None, None) == date(2026, 3, 1)


@pytest.mark.parametrize("typed", ["1/3/2026", "31 February 2026", "March 2026", "1 Marsh 2026"])
def test_a_day_that_is_none_or_could_be_two_is_refused(typed):
    with pytest.raises(BadParameter, match="YYYY-MM-DD"):
        Day().convert(typed, None, None)


def test_the_manual_comes_with_the_program(tmp_path):
    listed = sites.done(sites.trustcenter(tmp_path, "manual"))
    assert re.search(r"(?m)^publishing +\S", listed)
    page = sites.done(sites.trustcenter(tmp_path, "manual", "publishing"))
    assert page == (sites.REPO / "manual/publishing.md").read_text("utf-8")
    assert "did you mean publishing?" in sites.trustcenter(tmp_path, "manual", "publising").output
    assert "begin with index.md" in sites.done(sites.trustcenter(tmp_path, "manual", "--write", "manual"))
    written = {path.name for path in (tmp_path / "manual").iterdir()}
    assert written == {path.name for path in (sites.REPO / "manual").glob("*.md")}
    assert "nothing is overwritten" in sites.trustcenter(tmp_path, "manual", "--write", "manual").output


def test_the_wheel_brings_every_page_of_the_manual():
    pages = {path.rpartition("/")[2] for path in program_files.program_files() if "/manual/" in path}
    assert pages == {path.name for path in (sites.REPO / "manual").glob("*.md")}


def test_the_status_is_there_for_programs(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    told = json.loads(sites.done(sites.trustcenter(root, "status", "--format", "json", "--as-of", "2026-01-10")))
    assert (told["as_of"], told["earliest_material"], told["notice_period"]) == ("2026-01-10", "2026-02-10", "30 days")
    privacy, vendors = told["policies"]
    assert privacy["in_effect"] == {
        "version": "2026-01-05", "number": 1, "class": "initial", "change": "2026-01-05-a-change-of-ours",
        "since": "2026-01-05",
    }  # fmt: skip
    assert (privacy["draft"], vendors["draft"]) == ("differs", "published")
    assert any("60 days" in line for line in privacy["differences"])
    assert (vendors["differences"], vendors["upcoming"], vendors["next_review"]) == ([], [], None)
