"""GitHub Actions in miniature: runs the `run:` steps of this repository's workflows in order, for tests.

Jobs follow `needs`; steps get the variables that GitHub sets and those of `env:`; expressions are evaluated; each job
has its own clone. `uses:` steps have stand-ins (`ACTIONS`) with the same effect, and a `gh` that answers from a file
(`fake_gh.py`) stands for GitHub.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

import sites
import warm

REPO = Path(__file__).resolve().parents[1]
FOLDER = REPO / ".github" / "workflows"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))
IN_THE_REPOSITORY = (".github", "Makefile", "pyproject.toml", "requirements")
Job = dict[str, Any]


def workflow(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """A workflow as written, every value as text."""
    text = (folder / f"{name}.yml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes text, lists and mappings only
    return found


# Expressions --------------------------------------------------------------------------------------------------------

TOKEN = re.compile(r"\s*(\|\||&&|==|!=|!|[(),]|'(?:[^']|'')*'|[A-Za-z_][\w.-]*)")


def expression(text: str, contexts: Mapping[str, Any]) -> Any:
    """The value of an expression; only the forms that our workflows use are supported."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        assert match, f"not understood: {text}"
        tokens.append(match[1])
        at = match.end()
    value = _either(tokens, contexts)
    assert not tokens, f"not understood: {text}"
    return value


def _either(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    value = _compared(tokens, contexts)
    while tokens and tokens[0] == "||":
        tokens.pop(0)
        other = _compared(tokens, contexts)
        value = value or other
    return value


def _compared(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    value = _single(tokens, contexts)
    if tokens and tokens[0] in ("==", "!="):
        same = tokens.pop(0) == "=="
        return ((value or "") == (_single(tokens, contexts) or "")) == same
    return value


def _single(tokens: list[str], contexts: Mapping[str, Any]) -> Any:
    token = tokens.pop(0)
    if token.startswith("'"):
        return token[1:-1].replace("''", "'")
    if not tokens or tokens[0] != "(":
        return _named(token, contexts)
    given = []
    while tokens.pop(0) != ")":
        if tokens[0] != ")":
            given.append(_either(tokens, contexts))
    return {"toJSON": json.dumps, "hashFiles": lambda *_: "hash", "always": lambda: True}[token](*given)


def _named(name: str, contexts: Mapping[str, Any]) -> Any:
    value: Any = contexts
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def filled(text: str, contexts: Mapping[str, Any]) -> str:
    """A value of the workflow with every `${{ … }}` evaluated."""

    def one(match: re.Match[str]) -> str:
        value = expression(match[1].strip(), contexts)
        return {True: "true", False: "false", None: ""}.get(value, value if isinstance(value, str) else str(value))

    return re.sub(r"\$\{\{(.*?)\}\}", one, text)


# The world ----------------------------------------------------------------------------------------------------------


@dataclass
class Run:
    """The result of one workflow run: of each job, and the output of its steps."""

    results: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    said: str = ""
    summary: str = ""
    id: str = ""

    @property
    def failed(self) -> list[str]:
        return [job for job, result in self.results.items() if result == "failure"]


class World:
    """A repository on the fake GitHub, a clone where a person works (the desk), and the site that the public sees."""

    def __init__(self, folder: Path, center: Callable[[Path], Path], warm_at: Path) -> None:
        self.folder, self.warm_at, self.day, self.runs = folder, warm_at, "2026-01-05", 0
        self.origin, self.desk, self.site = folder / "origin.git", folder / "desk", folder / "public"
        self.variables: dict[str, str] = {}
        self.secrets: dict[str, str] = {}
        self.attestations = True
        self.before_deploying: Callable[[], None] = lambda: None
        self.inside = ""  # the folder of the trust center, in a larger repository
        self.tool: Path | None = None
        self._write_github({
            "pulls": [], "issues": [], "comments": [], "releases": [], "deployments": [], "enabled": [], "calls": [],
            "failing": [],
        })  # fmt: skip
        self.bin = self._programs()
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.origin))
        git(folder, "clone", "-q", str(self.origin), str(self.desk))
        center(self.desk)
        for name in IN_THE_REPOSITORY:
            copy = shutil.copytree if (REPO / name).is_dir() else shutil.copy
            copy(REPO / name, self.desk / name)
        sites.write(self.desk, {".gitignore": "/.venv/\n/build/\n/site/\n/.cache/\n/notices/\n__pycache__/\n"})
        self.commit("main", "The beginning")

    # What people do at their desk

    def commit(self, branch: str, message: str) -> str:
        """Commits the desk to a branch and pushes it."""
        if git(self.desk, "branch", "--show-current") != branch:
            git(self.desk, "switch", "-q", "-C", branch)
        git(self.desk, "add", "-A")
        git(self.desk, "commit", "-q", "--allow-empty", "-m", message)
        git(self.desk, "push", "-q", "-f", "origin", f"HEAD:refs/heads/{branch}")
        return git(self.desk, "rev-parse", "HEAD")

    def main(self) -> str:
        """Updates the desk to the newest main; returns its commit."""
        git(self.desk, "fetch", "-q", "origin")
        git(self.desk, "checkout", "-q", "-f", "-B", "main", "origin/main")
        return git(self.desk, "rev-parse", "HEAD")

    def pull_request(self, branch: str, *, repository: str = "o/r") -> int:
        """Opens a pull request for a branch."""
        world = self.github
        number = len(world["issues"]) + len(world["pulls"]) + 1
        sha = git(self.origin, "rev-parse", f"refs/heads/{branch}")
        head = {"ref": branch, "sha": sha, "repo": {"full_name": repository}}
        world["pulls"].append({"number": number, "state": "open", "head": head})
        self._write_github(world)
        return number

    def merge(self, branch: str) -> str:
        """Merges a branch into main and closes its pull request."""
        self.main()
        git(self.desk, "merge", "-q", "--no-ff", "-m", f"Merge {branch}", f"origin/{branch}")
        git(self.desk, "push", "-q", "origin", "HEAD:refs/heads/main")
        world = self.github
        for pull in world["pulls"]:
            if pull["head"]["ref"] == branch:
                pull["state"] = "closed"
        self._write_github(world)
        return git(self.desk, "rev-parse", "HEAD")

    # What GitHub knows

    @property
    def github(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "github.json").read_text("utf-8"))
        return found

    def _write_github(self, world: Mapping[str, Any]) -> None:
        (self.folder / "github.json").write_text(json.dumps(world), "utf-8")

    def change_github(self, **more: Any) -> None:
        self._write_github({**self.github, **more})

    def artifact(self, run: Run, name: str) -> Path:
        return self.folder / "artifacts" / run.id / name

    def branches(self) -> set[str]:
        return set(git(self.origin, "for-each-ref", "--format=%(refname:short)", "refs/heads").split())

    def _programs(self) -> Path:
        """A folder with the programs that steps find first."""
        folder = self.folder / "bin"
        folder.mkdir()
        warm.program(folder / "gh", self.warm_at, str(REPO / "tests" / "fake_gh.py"))
        warm.program(folder / "python3", self.warm_at)
        program(
            folder / "make", f'case "$1" in lint|test) echo "make $1";; *) exec "{shutil.which("make")}" "$@";; esac'
        )
        return folder

    def install(self, python: Path) -> None:
        """Runs every step from here on with a Python of its own, in which the tool is installed as a wheel."""
        self.tool = python
        program(self.bin / "python3", f'exec "{python}" "$@"')
        program(self.bin / "gh", f'exec "{python}" -I "{REPO / "tests" / "fake_gh.py"}" "$@"')

    # Runs

    def run(
        self, name: str, event: str, *, payload: Mapping[str, Any] | None = None, inputs: Mapping[str, str] | None = None,
        ref: str = "refs/heads/main", only: tuple[str, ...] = (), actor: str = "lawyer",
    ) -> Run:  # fmt: skip
        """Runs a workflow, or some of its jobs, at the tip of a ref."""
        self.runs += 1
        run = Run(id=str(self.runs))
        github = {
            "event_name": event, "event": {"repository": {"default_branch": "main"}, **(payload or {})}, "sha": git(self.origin, "rev-parse", ref), "ref": ref,
            "ref_name": ref.removeprefix("refs/heads/"), "repository": "o/r", "run_id": run.id, "actor": actor,
            "server_url": "https://github.com", "token": "of-the-workflow",
        }  # fmt: skip
        self._jobs(name, run, github, inputs or {}, only)
        return run

    def check(self, number: int, *, only: tuple[str, ...] = ("center",), workflow: str = "check") -> Run:
        """Runs jobs of `check` on the merge of a pull request's head into main, as GitHub does."""
        head = next(pull for pull in self.github["pulls"] if pull["number"] == number)["head"]["ref"]
        place, ref = self.folder / "merging", f"refs/pull/{number}/merge"
        shutil.rmtree(place, ignore_errors=True)
        git(self.folder, "clone", "-q", str(self.origin), str(place))
        git(place, "merge", "-q", "--no-ff", "-m", "merge", f"origin/{head}")
        git(place, "push", "-q", "-f", "origin", f"HEAD:{ref}")
        return self.run(workflow, "pull_request", payload={"pull_request": {"number": number}}, ref=ref, only=only)

    def comment(self, checked: Run, number: int) -> Run:
        """Runs `comment` after a check of a pull request."""
        pull = next(pull for pull in self.github["pulls"] if pull["number"] == number)
        told = {
            "id": checked.id, "event": "pull_request", "head_sha": pull["head"]["sha"],
            "head_branch": pull["head"]["ref"], "head_repository": pull["head"]["repo"],
        }  # fmt: skip
        return self.run("comment", "workflow_run", payload={"workflow_run": told})

    def _jobs(
        self, name: str, run: Run, github: Mapping[str, Any], inputs: Mapping[str, str], only: tuple[str, ...]
    ) -> None:
        for key, job in workflow(name, self.desk / ".github" / "workflows")["jobs"].items():
            if only and key not in only:
                continue
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            contexts: dict[str, Any] = {
                "github": github, "inputs": inputs, "vars": self.variables, "secrets": self.secrets, "steps": {},
                "needs": {n: {"result": run.results[n], "outputs": run.outputs.get(n, {})} for n in needs},
            }  # fmt: skip
            wanted = expression(job.get("if", "'true'"), contexts)
            if not wanted or ("always()" not in job.get("if", "") and any(run.results[n] != "success" for n in needs)):
                run.results[key] = "skipped"
            elif job.get("uses", "").startswith("./"):
                self._called(key, job, run, contexts)
            else:
                self._job(key, job, run, contexts)

    def _called(self, key: str, job: Job, run: Run, contexts: Mapping[str, Any]) -> None:
        given = {name: filled(value, contexts) for name, value in job["with"].items()}
        inner = Run(id=run.id)
        self._jobs(Path(job["uses"]).stem, inner, contexts["github"], given, ())
        run.said, run.summary = run.said + inner.said, run.summary + inner.summary
        run.results[key] = "failure" if inner.failed else "success"

    def _job(self, key: str, job: Job, run: Run, contexts: dict[str, Any]) -> None:
        place = self.folder / "jobs" / f"{run.id}-{key}"
        for folder in (place, temporary(place)):  # a run that is run again begins in empty folders
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        deployment = self._deployment(job, contexts)
        contexts["folder"] = job.get("defaults", {}).get("run", {}).get("working-directory", "")
        ok = True
        for number, step in enumerate(job["steps"]):
            condition = step.get("if", "'true'")
            if not expression(condition, contexts) or (not ok and "always()" not in condition):
                continue
            done, outputs = self._step(step, place, run, contexts)
            told = {"outputs": outputs, "outcome": "success" if done else "failure"}
            contexts["steps"][step.get("id", f"step-{number}")] = told
            ok = ok and (done or step.get("continue-on-error") == "true")
        run.results[key] = "success" if ok else "failure"
        run.outputs[key] = {name: filled(value, contexts) for name, value in job.get("outputs", {}).items()}
        if deployment is not None:
            self._deployed(deployment, ok=ok)

    def _deployment(self, job: Job, contexts: Mapping[str, Any]) -> int | None:
        """A job with the environment of the site makes a deployment as soon as it starts."""
        environment = job.get("environment")
        if not isinstance(environment, dict) or environment["name"] != "github-pages":
            return None
        world, instant = self.github, f"{self.day}T18:00:00Z"
        world["deployments"].append(
            {"state": "IN_PROGRESS", "commitOid": contexts["github"]["sha"], "createdAt": instant}
        )
        self._write_github(world)
        return len(world["deployments"]) - 1

    def _deployed(self, number: int, *, ok: bool) -> None:
        world = self.github
        for deployment in world["deployments"] if ok else ():
            deployment["state"] = "INACTIVE" if deployment["state"] == "ACTIVE" else deployment["state"]
        world["deployments"][number]["state"] = "ACTIVE" if ok else "FAILURE"
        self._write_github(world)

    def _step(self, step: Job, place: Path, run: Run, contexts: Mapping[str, Any]) -> tuple[bool, dict[str, str]]:
        if "uses" in step:
            given = {name: filled(value, contexts) for name, value in step.get("with", {}).items()}
            return ACTIONS[step["uses"].partition("@")[0]](self, given, place, run, contexts)
        files = {
            name: self.folder / f"{name}-{run.id}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV")
        }
        for file in files.values():
            file.write_text("", "utf-8")
        environment = self._environment(contexts["github"]) | {name: str(file) for name, file in files.items()}
        environment |= {"GITHUB_WORKSPACE": str(place), "RUNNER_TEMP": str(temporary(place))}
        environment |= {name: filled(value, contexts) for name, value in step.get("env", {}).items()}
        script, folder = self.folder / "step.sh", contexts.get("folder", "")
        script.write_text(step["run"], "utf-8")
        done = subprocess.run(  # GitHub's shell where a step names none
            ["bash", "-e", str(script)], cwd=place / folder, env=environment, capture_output=True, text=True, timeout=300,
            check=False,
        )  # fmt: skip
        run.said += f"[{step['name']}]\n{done.stdout}{done.stderr}"
        run.summary += files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        assert not files["GITHUB_ENV"].read_text("utf-8"), "no step hands variables to the others in secret"
        return done.returncode == 0, outputs_in(files["GITHUB_OUTPUT"].read_text("utf-8"))

    def _environment(self, github: Mapping[str, Any]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in ("LANG", "LC_ALL", "TMPDIR")}
        path = os.pathsep.join([str(self.bin), os.environ["PATH"]])
        told = {
            name: github[name] for name in ("actor", "event_name", "ref", "ref_name", "repository", "run_id", "sha")
        }
        variables = {f"GITHUB_{name.upper()}": str(value) for name, value in told.items()}
        own = {
            "PATH": path, "HOME": str(self.folder), "CI": "true", "GITHUB_ACTIONS": "true",
            "GITHUB_SERVER_URL": "https://github.com", "FAKE_GITHUB": str(self.folder / "github.json"),
            "TRUSTCENTER_AS_OF": self.day, "PYTHONPATH": str(REPO / "hooks"), "NO_MKDOCS_2_WARNING": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        return {**kept, **variables, **own}

    def copy(self, folder: Path) -> World:
        """The same world in another folder, independent from here on."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, symlinks=True)
        other: World = object.__new__(World)
        other.__dict__ |= self.__dict__
        other.folder, other.bin = folder, folder / "bin"
        other.origin, other.desk, other.site = folder / "origin.git", folder / "desk", folder / "public"
        other.variables, other.secrets = dict(self.variables), dict(self.secrets)
        git(other.desk, "remote", "set-url", "origin", str(other.origin))
        return other


@contextmanager
def deployed(folder: Path) -> Iterator[World]:
    """The small center, published and first deployed on 5 January 2026."""
    with tempfile.TemporaryDirectory() as short, warm.server(at := Path(short, "warm")):  # a socket's path is short
        world = World(folder, sites.published, at)
        run = world.run("deploy", "push")
        assert not run.failed, run.said
        yield world


def outputs_in(text: str) -> dict[str, str]:
    """The outputs that a step wrote (multi-line values between delimiters)."""
    return {m[1]: m[3] for m in re.finditer(r"(?ms)^([\w-]+)<<(\w+)\n(.*?)\n\2$", text)}


def git(place: Path, *words: str) -> str:
    own = {
        "GIT_AUTHOR_NAME": "Desk", "GIT_AUTHOR_EMAIL": "desk@example.com", "GIT_COMMITTER_NAME": "Desk",
        "GIT_COMMITTER_EMAIL": "desk@example.com", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-c", "advice.detachedHead=false", *words], cwd=place, env={**os.environ, **own}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stderr}"
    return done.stdout.strip()


# Stand-ins for `uses:` ------------------------------------------------------------------------------------------------

Stood = tuple[bool, dict[str, str]]


def checkout(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    """A clone at the commit of the run, or at a branch; shallow, as in Actions, unless `fetch-depth: 0` is given."""
    github, clone = contexts["github"], place / given.get("path", ".")
    ref = f"refs/heads/{given['ref']}" if "ref" in given else github["ref"]
    clone.mkdir(exist_ok=True)
    git(clone, "init", "-q", "-b", "main")
    git(clone, "remote", "add", "origin", world.origin.as_uri())
    deep = [] if given.get("fetch-depth") == "0" else ["--depth=1"]
    everything = ["+refs/heads/*:refs/remotes/origin/*"] if not deep else []
    git(clone, "fetch", "-q", *deep, "origin", f"+{ref}:refs/remotes/checked/out", *everything)
    git(clone, "checkout", "-q", "-B", "main", "refs/remotes/checked/out" if "ref" in given else github["sha"])
    return True, {}


def temporary(place: Path) -> Path:
    """The folder of a job that is in no checkout (`RUNNER_TEMP`)."""
    return place.with_name(f"{place.name}-temporary")


def setup_python(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    """What `make setup` and `make tool` would install, with this Python, so that `make` considers it ready."""
    for folder in (place / world.inside / ".venv", temporary(place) / "tool"):
        (folder / "bin").mkdir(parents=True)
        if world.tool:
            program(folder / "bin" / "python", f'exec "{world.tool}" "$@"')
        else:
            warm.program(folder / "bin" / "python", world.warm_at)
        warm.program(folder / "bin" / "trustcenter", world.warm_at, warm.TRUSTCENTER)
        (folder / ".ready").touch()
    # It cannot share a process with MkDocs.
    program(place / world.inside / ".venv" / "bin" / "properdocs", f'exec "{sys.executable}" -m properdocs "$@"')
    return True, {}


def program(at: Path, script: str) -> None:
    at.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    at.chmod(0o755)


def upload_artifact(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    """Stores files as an artifact; hidden ones only if asked to."""
    kept = world.folder / "artifacts" / run.id / given["name"]
    shutil.rmtree(kept, ignore_errors=True)
    start, _, rest = given["path"].partition("/**/")
    found = sorted((place / start).rglob(rest)) if rest else [place / start]
    if not all(path.exists() for path in found):
        assert given.get("if-no-files-found") == "ignore", f"nothing to keep at {given['path']}"
        return True, {}
    for path in found:
        target = kept / path.relative_to(place / start) if rest else kept / path.name
        if path.is_dir():
            hidden = None if given.get("include-hidden-files") == "true" else shutil.ignore_patterns(".*")
            shutil.copytree(path, kept, ignore=hidden, dirs_exist_ok=True, symlinks=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target, follow_symlinks=False)
    return True, {}


def upload_pages(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    return upload_artifact(world, {"name": "github-pages", **given}, place, run, contexts)


def download_artifact(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    shutil.copytree(world.folder / "artifacts" / run.id / given["name"], place / given["path"])
    return True, {}


def attest(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    assert list(place.glob(given["subject-path"])), "there is something to attest"
    return world.attestations, {}


def deploy_pages(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    shutil.rmtree(world.site, ignore_errors=True)
    shutil.copytree(world.folder / "artifacts" / run.id / "github-pages", world.site)
    return True, {"page_url": "https://example.com/trust/"}


def app_token(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    assert given["private-key"] == world.secrets["APP_PRIVATE_KEY"]
    return True, {"token": "of-the-app"}


def nothing(world: World, given: dict[str, str], place: Path, run: Run, contexts: Mapping[str, Any]) -> Stood:
    """A cache that is always empty."""
    return True, {}


ACTIONS: dict[str, Callable[..., Stood]] = {
    "actions/attest": attest, "actions/cache": nothing, "actions/cache/restore": nothing,
    "actions/checkout": checkout, "actions/create-github-app-token": app_token, "actions/deploy-pages": deploy_pages,
    "actions/download-artifact": download_artifact, "actions/setup-python": setup_python,
    "actions/upload-artifact": upload_artifact, "actions/upload-pages-artifact": upload_pages,
}  # fmt: skip
