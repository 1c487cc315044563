"""Branches that try to have their own code run beside a token: the steps of `check` and `publish`, with a real tool.

The tool is installed here as the workflows install it: as a copy in an environment of its own, started with `-I`. Every
hostile file leaves a mark when any of it runs, and there must be none.
"""

from __future__ import annotations

import io
import json
import runpy
import subprocess
import sysconfig
import venv
import zipfile

import pytest

import sites
import workflows
from trustcenter.disk.program_files import program_files, program_metadata
from trustcenter.starting.wheel import wheel
from workflows import git

PRIVACY = "docs/policies/privacy/index.md"
HOOKS = (
    "applypatch-msg", "commit-msg", "post-applypatch", "post-checkout", "post-commit", "post-index-change", "post-merge",
    "post-rewrite", "pre-applypatch", "pre-commit", "pre-merge-commit", "pre-push", "prepare-commit-msg",
    "reference-transaction",
)  # fmt: skip
"""Programs that git runs by itself from the folder that `core.hooksPath` names."""
MODULES = ("click", "yaml", "sitecustomize", "usercustomize", "json", "github", "form", "jinja2", "pydantic")
"""Names that the tool, the scripts or Python itself import."""


@pytest.fixture(scope="module")
def tool(tmp_path_factory):
    """The Python of an environment that has the libraries, and the tool from a wheel."""
    folder = tmp_path_factory.mktemp("tool")
    venv.create(folder, with_pip=False)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    with zipfile.ZipFile(io.BytesIO(wheel(program_files(), program_metadata())[1])) as archive:
        archive.extractall(site)
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def start(tmp_path_factory, tool):
    """Deployed, and with a draft that is not published; from here on with the real tool."""
    with workflows.deployed(tmp_path_factory.mktemp("start")) as world:
        world.main()
        sites.edit(world.desk, "data/retention.yml", "90 days", "60 days")
        world.commit("main", "60 days")
        world.day = "2026-02-02"
        world.install(tool)
        yield world


@pytest.fixture
def world(start, tmp_path):
    copy = start.copy(tmp_path)
    copy.install(start.tool)
    return copy


def marks(world):
    folder = world.folder / "marks"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def hostile_files(world) -> dict[str, str]:
    """Everything that a branch could bring to be run, by path; each leaves a mark of its own."""
    folder = world.folder / "marks"
    folder.mkdir()

    def code(name: str) -> str:
        return f"open({str(folder / name)!r}, 'w').close()\n"

    git_config = f'[filter "lfs"]\n\tsmudge = "touch {folder}/filter; cat"\n\tprocess = "touch {folder}/process"\n\trequired = true\n'
    git_config += "[core]\n\thooksPath = .githooks\n"
    sites.write(world.folder, {".gitconfig": git_config})
    journal = {"last": PRIVACY, "sha256": "0" * 64, "before": {PRIVACY: None}}
    return {
        **{f"{name}.py": code(name) for name in MODULES},
        **{f".githooks/{name}": f"#!/bin/sh\ntouch {folder}/hook-{name}\n" for name in HOOKS},
        "trustcenter/__init__.py": code("package"),
        "hooks/trustcenter/__init__.py": code("editable"),
        "hooks/mkdocs_hook.py": code("mkdocs-hook"),
        ".github/scripts/github.py": code("script"),
        ".github/scripts/__main__.py": code("script-main"),
        "Makefile": f"tool setup site:\n\ttouch {folder}/make\n",
        "pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'click'\nbackend-path = ['.']\n",
        "mkdocs.yml": "site_name: x\nhooks: [click.py]\ntheme: {name: material, custom_dir: evil}\n"
                      f"x: !!python/object/apply:os.system ['touch {folder}/yaml-tag']\n",
        ".gitattributes": "* filter=lfs\n",
        ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch%20pwned\n',
        ".publishing.json": json.dumps(journal),
        "docs/.gitattributes": "* filter=lfs\n",
    }  # fmt: skip


def hostile_branch(world) -> tuple[int, list[str]]:
    """A pull request with all of it, a symbolic link and a program, beside an honest edit; the paths it brings."""
    world.main()
    files = hostile_files(world)
    sites.write(world.desk, files)
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    (world.desk / "data" / "secrets.yml").symlink_to("/etc/hostname")
    (world.desk / "docs" / "run.sh").write_text("#!/bin/sh\n")
    for program in (world.desk / "docs" / "run.sh", *(world.desk / ".githooks").iterdir()):
        program.chmod(0o755)
    world.commit("proposal", "Please")
    return world.pull_request("proposal"), [*files, "data/secrets.yml", "docs/run.sh"]


def publish(world, **inputs):
    given = {"action": "publish", "effective": "earliest", "class": "material", "title": "60 days", **inputs}
    return world.run("publish", "workflow_dispatch", inputs=given)


def test_the_check_of_a_hostile_branch_runs_none_of_its_code(world):
    number, _ = hostile_branch(world)
    run = world.check(number)
    assert run.failed == ["center"], "its settings cannot be read, and it brings a journal"
    assert "[Check facts, drafts and the archive]" in run.said or "error" in run.said
    assert marks(world) == []
    assert run.outputs["center"]["today"] == world.day


def test_a_hostile_branch_is_refused_with_its_paths_before_any_file_of_it_is_written(world):
    number, paths = hostile_branch(world)
    run = publish(world, pull_request=str(number))
    assert run.results == {"publish": "failure", "propose": "skipped"}, run.said
    assert [path for path in paths if f"`{path}`" not in run.summary] == []
    assert "changes more than texts and facts" in run.summary
    assert PRIVACY not in run.summary
    assert marks(world) == []
    assert not (world.folder / "jobs" / f"{run.id}-publish" / "center").exists()


def test_even_if_it_were_not_refused_none_of_its_code_would_run(world):
    """The other guards hold by themselves: here the refusal is switched off in the scripts of main."""
    world.main()
    script = world.desk / ".github/scripts/branch_data.py"
    sites.edit(world.desk, ".github/scripts/branch_data.py", "    if foreign:\n", "    if not folder:\n")
    assert "if not folder:" in script.read_text("utf-8")
    world.commit("main", "without the refusal")
    number, _ = hostile_branch(world)
    run = publish(world, pull_request=str(number))
    assert "changes more than texts and facts" not in run.summary
    center = world.folder / "jobs" / f"{run.id}-publish" / "center"
    assert (center / "click.py").is_file(), "the tool worked in the files of the branch"
    assert not (center / "data" / "secrets.yml").is_symlink()
    assert (center / PRIVACY).is_file(), "the journal was not carried out"
    assert (center / ".githooks" / "pre-commit").stat().st_mode & 0o100, "git would find its hooks there"
    assert marks(world) == []


def test_an_honest_branch_is_published_by_the_installed_tool_and_pushed_by_another_job(world):
    world.main()
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    world.commit("please", "please")
    run = publish(world, pull_request=str(world.pull_request("please")))
    assert run.results == {"publish": "success", "propose": "success"}, run.said + run.summary
    assert "docs/policies/privacy/2026-03-08.md" in git(world.origin, "ls-tree", "-r", "--name-only", "please")


def propose(world, bundle_of: str, **answers: str) -> subprocess.CompletedProcess[str]:
    """The last step of `publish` with the commits of a branch, as somebody who took over the tool would leave them."""
    place = world.folder / "forged"
    place.mkdir()
    git(place, "clone", "-q", str(world.origin), "main")
    (place / "proposal").mkdir()
    git(place / "main", "checkout", "-q", "--detach", f"origin/{bundle_of}")
    git(place / "main", "bundle", "create", "-q", str(place / "proposal" / "commits.bundle"), "HEAD", "^origin/main")
    git(place / "main", "checkout", "-q", "main")
    (place / "proposal" / "proposal.json").write_text(json.dumps({"output": "published 2026-02-05-x"}), "utf-8")
    github = {
        "actor": "a",
        "event_name": "e",
        "ref": "r",
        "ref_name": "main",
        "repository": "o/r",
        "run_id": "9",
        "sha": "0",
    }
    files = {name: str(world.folder / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    asked = {"ASKED_ACTION": "publish", "ASKED_TITLE": "60 days", **answers}
    environment = world._environment(github) | files | asked
    command = [str(world.bin / "python3"), "-I", "main/.github/scripts", "propose"]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "path", [".github/workflows/deploy.yml", "hooks/trustcenter/__init__.py", "docs/.gitattributes"]
)
def test_commits_that_bring_more_than_texts_and_facts_are_not_pushed_whoever_made_them(world, path):
    world.main()
    sites.write(world.desk, {path: "anything"})
    world.commit("forged", "forged")
    before = world.branches()
    done = propose(world, "forged")
    assert done.returncode == 1
    assert f"`{path}`" in done.stdout
    assert (world.branches(), world.github["pulls"]) == (before, [])


def test_commits_of_texts_alone_are_pushed_and_opened(world):
    world.main()
    sites.edit(world.desk, PRIVACY, "asks you to write to", "asks you, please, to write to")
    world.commit("good", "good")
    done = propose(world, "good")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [pull["head"]["ref"] for pull in world.github["pulls"]] == ["publish/2026-02-05-x-9"]


# What counts as data ----------------------------------------------------------------------------------------------------


def is_data(mode: str, path: str) -> bool:
    script = str(workflows.REPO / ".github/scripts/branch_data.py")
    return runpy.run_path(script)["_is_data"](f":100644 {mode} {'0' * 40} {'1' * 40} M", path)


@pytest.fixture
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(str(workflows.REPO / ".github" / "scripts"))


@pytest.mark.parametrize("path", [PRIVACY, "data/retention.yml", "imports/privacy/review.md", "docs/assets/logo.svg"])
def test_ordinary_files_in_the_three_folders_are_data(scripts, path):
    assert is_data("100644", path)
    assert is_data("000000", path), "and so is their removal"


@pytest.mark.parametrize(
    ("mode", "path"),
    [("120000", "docs/a.md"), ("160000", "docs/module"), ("100755", "docs/run.sh"), ("100644", "data"),
     ("100644", "click.py"), ("100644", "docs/.gitattributes"), ("100644", "docs/.GitAttributes"),
     ("100644", "data/.git/hooks/post-merge"), ("100644", "documents/a.md"), ("100644", "mkdocs.yml"),
     ("100644", ".publishing.json"), ("100644", "wheels/trustcenter-1-py3-none-any.whl")],
)  # fmt: skip
def test_anything_else_is_not(scripts, mode, path):
    assert not is_data(mode, path)
