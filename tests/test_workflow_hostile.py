"""Branches that want to run something where a token is: the scripts of the publish workflow in scratch clones."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sites
from conftest import REPOSITORY
from workflows import git

SCRIPTS = REPOSITORY / ".github" / "scripts"
BRANCH = "theirs"


class Job:
    """A job's clone of a small repository on a fake GitHub that has one pull request."""

    def __init__(self, folder: Path) -> None:
        self.origin, self.desk, self.clone, self.temp = (folder / name for name in ("o.git", "desk", "clone", "temp"))
        self.marker, self.github, self.home = folder / "ran", folder / "github.json", folder / "home"
        for made in (self.temp, self.home, folder / "bin"):
            made.mkdir()
        gh = f'#!/bin/sh\nexec "{sys.executable}" "{REPOSITORY / "tests" / "fake_gh.py"}" "$@"\n'
        self.program(folder / "bin" / "gh", gh)
        self.path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))
        git(folder, "clone", "-q", str(self.origin), str(self.desk))
        self.push("main", {"docs/a.md": "One.\n", "mkdocs.yml": "site_name: x\n", "hooks/tool.py": "\n"})
        git(folder, "clone", "-q", str(self.origin), str(self.clone))

    def program(self, at: Path, text: str) -> None:
        at.write_text(text, "utf-8")
        at.chmod(0o755)

    def push(self, branch: str, files: dict[str, str]) -> None:
        sites.write(self.desk, files)
        git(self.desk, "add", "-A")
        git(self.desk, "commit", "-q", "-m", "x")
        git(self.desk, "push", "-q", "origin", f"HEAD:refs/heads/{branch}")
        head = {"ref": BRANCH, "sha": "", "repo": {"full_name": "o/r"}}
        pulls = [{"number": 1, "state": "open", "head": head}]
        empty = {"issues": [], "releases": [], "deployments": [], "calls": [], "failing": []}
        self.github.write_text(json.dumps({"pulls": pulls, **empty}), "utf-8")

    def run(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        own = {
            "PATH": self.path, "HOME": str(self.home), "FAKE_GITHUB": str(self.github), "RUNNER_TEMP": str(self.temp),
            "GITHUB_REPOSITORY": "o/r", "GITHUB_RUN_ID": "7", "GITHUB_ACTOR": "lawyer", "GITHUB_REF_NAME": "main",
            "GITHUB_OUTPUT": str(self.temp / "output"), "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            "BASE": "none", "BASE_DATE": "2026-02-02", "HEAD": "", "ASKED_PULL_REQUEST": "1", **more,
        }  # fmt: skip
        command = [sys.executable, str(SCRIPTS / f"{script}.py")]
        return subprocess.run(command, cwd=self.clone, env=own, capture_output=True, text=True, check=False)

    def propose(self, files: dict[str, str | None], head: str) -> subprocess.CompletedProcess[str]:
        sites.write(self.clone, {"proposal/proposal.json": json.dumps({"head": head, "output": "x", "files": files})})
        return self.run("propose", ASKED_ACTION="publish", ASKED_TITLE="x")

    @property
    def center(self) -> Path:
        return self.temp / "center"


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


HOSTILE = {
    "click.py": "open('ran', 'w')\n", "yaml.py": "open('ran', 'w')\n", "sitecustomize.py": "open('ran', 'w')\n",
    "hooks/tool.py": "open('ran', 'w')\n", "mkdocs.yml": "hooks: [docs/evil.py]\n", "Makefile": "setup:\n\ttouch ran\n",
    ".gitattributes": "* filter=evil\n", "docs/.gitattributes": "* filter=evil\n", ".githooks/post-checkout": "touch ran\n",
    ".github/scripts/github.py": "open('ran', 'w')\n", "docs/changelog/.publishing.json": "{}\n", ".gitmodules": "\n",
    "docs.md": "One.\n",
}  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_a_branch_that_touches_more_than_data_is_refused_with_the_paths_before_anything_is_laid_out(job, path):
    job.push(BRANCH, {path: HOSTILE[path]})
    done = job.run("lay_out")
    assert done.returncode == 1
    assert f": {path}. Nothing is published" in done.stdout
    assert not job.center.exists()


def test_symbolic_links_and_repositories_in_repositories_are_refused_even_among_data(job):
    (job.desk / "docs" / "link.md").symlink_to("/etc/passwd")
    head = git(job.desk, "rev-parse", "HEAD")
    git(job.desk, "update-index", "--add", "--cacheinfo", f"160000,{head},docs/inner")
    (job.desk / "docs" / "inner").mkdir()
    job.push(BRANCH, {"docs/b.md": "Two.\n"})
    done = job.run("lay_out")
    assert done.returncode == 1
    assert ": docs/inner, docs/link.md. Nothing is published" in done.stdout


def test_a_branch_of_data_is_laid_out_with_main_in_it(job):
    job.push(BRANCH, {"docs/b.md": "Two.\n", "data/c.yml": "a: 1\n", "imports/d.md": "Three.\n"})
    git(job.desk, "checkout", "-q", "-B", "main", "origin/main")
    job.push("main", {"hooks/tool.py": "new = True\n"})
    git(job.clone, "pull", "-q")
    done = job.run("lay_out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (job.center / "docs" / "b.md").read_text("utf-8") == "Two.\n"
    assert (job.center / "hooks" / "tool.py").read_text("utf-8") == "new = True\n"
    head = git(job.origin, "rev-parse", BRANCH)
    assert head in (job.temp / "output").read_text("utf-8")


def test_neither_filters_nor_hooks_run_where_a_branch_is_laid_out(job):
    """Even with a filter that the machine defines, as runners define Git LFS, and with hooks of the clone."""
    git(job.desk, "checkout", "-q", "-B", "main", "origin/main")
    job.push("main", {".gitattributes": "*.md filter=evil\n"})
    git(job.clone, "pull", "-q")
    job.push(BRANCH, {"docs/b.md": "Two.\n"})
    sites.write(job.home, {".gitconfig": f'[filter "evil"]\n smudge = "touch {job.marker}; cat"\n'})
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        job.program(job.clone / ".git" / "hooks" / hook, f"#!/bin/sh\ntouch {job.marker}\n")
    done = job.run("lay_out", GIT_CONFIG_GLOBAL=str(job.home / ".gitconfig"))
    assert (job.center / "docs" / "b.md").read_text("utf-8") == "Two.\n", done.stdout
    assert not job.marker.exists()


def test_the_tool_finds_no_module_in_the_folder_it_works_on_and_no_token_in_its_environment(job):
    evil = f"open({str(job.marker)!r}, 'w')\n"
    modules = {f"{name}.py": evil for name in ("click", "yaml", "sitecustomize", "trustcenter", "json")}
    sites.write(job.center, {**modules, "docs/a.md": "One.\n"})
    git(job.temp, "init", "-q", str(job.center))
    (job.temp / "tool" / "bin").mkdir(parents=True)
    python = f'#!/bin/sh\nenv > "{job.temp / "env"}"\nexec "{sys.executable}" "$@"\n'
    job.program(job.temp / "tool" / "bin" / "python", python)
    asked = {"ASKED_ACTION": "drop", "ASKED_CHANGE": "2026-02-02-x"}
    run = job.run("publish", **asked, GH_TOKEN="secret", GITHUB_TOKEN="secret", PYTHONPATH=str(job.home))  # noqa: S106
    assert "no trust center here" in run.stdout, run.stderr  # the tool itself says so, so all its modules were found
    assert not job.marker.exists()
    environment = (job.temp / "env").read_text("utf-8")
    assert "secret" not in environment
    assert "PYTHONPATH" not in environment


@pytest.mark.parametrize(
    "path", ["click.py", "docs/../click.py", ".github/workflows/x.yml", "docs/.gitattributes", "/x"]
)
def test_a_proposal_that_names_more_than_data_is_not_pushed(job, path):
    job.push(BRANCH, {"docs/b.md": "Two.\n"})
    head = git(job.origin, "rev-parse", BRANCH)
    done = job.propose({path: "x"}, head)
    assert done.returncode == 1
    assert path in done.stdout
    assert git(job.origin, "rev-parse", BRANCH) == head


def test_what_was_pushed_after_the_tool_ran_is_not_built_upon(job):
    job.push(BRANCH, {"docs/b.md": "Two.\n"})
    head = git(job.origin, "rev-parse", BRANCH)
    job.push(BRANCH, {"click.py": "x\n"})
    done = job.propose({"docs/c.md": "x"}, head)
    assert done.returncode == 1
    assert "somebody pushed to theirs meanwhile" in done.stdout


def test_a_proposal_becomes_plain_files_on_the_branch_and_nothing_is_checked_out(job):
    job.push(BRANCH, {"docs/b.md": "Two.\n"})
    done = job.propose({"docs/c.md": "Three\r\n", "docs/a.md": None}, git(job.origin, "rev-parse", BRANCH))
    assert done.returncode == 0, done.stdout + done.stderr
    listed = git(job.origin, "ls-tree", "-r", BRANCH, "docs").splitlines()
    assert [line.split()[0] + line.partition("\t")[2] for line in listed] == ["100644docs/b.md", "100644docs/c.md"]
    assert git(job.origin, "cat-file", "-s", f"{BRANCH}:docs/c.md") == "7"
    assert not (job.clone / "docs" / "b.md").exists()
