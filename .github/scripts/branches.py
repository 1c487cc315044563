"""What may be done with a branch of a pull request: merge main into it, list what it touches, lay it out as data.

`lay_out.py` and `propose.py` use it. Nothing here runs anything of a branch: trees are merged without a work tree,
git gets no hooks and no settings of the machine, and a branch that touches more than data is refused. Only the
standard library is needed.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import github

DATA = ("data", "docs", "imports")
"""The folders that a branch may touch if something is to be published onto it."""
JOURNAL = ".publishing.json"
"""The file that a publication leaves behind if it is interrupted; the next command carries it out."""
PLAIN_FILES = {"000000", "100644", "100755"}
"""Modes in git of a missing file and of plain ones; the others are symbolic links and repositories in repositories."""
AUTHOR = {"NAME": "github-actions[bot]", "EMAIL": "41898282+github-actions[bot]@users.noreply.github.com"}
NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
_NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Refused(Exception):  # noqa: N818 — as in the package
    """Somebody asks for something impossible; the message says what to do instead."""


def git(*words: str, stdin: str | None = None, index: Path | None = None) -> str:
    """The output of git, run without hooks and without the settings of the machine, so that no filter is defined."""
    people = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in AUTHOR.items()}
    environment = {**os.environ, **_NO_SETTINGS, **people}
    if index:
        environment["GIT_INDEX_FILE"] = str(index)
    command = ["git", *NO_HOOKS, *words]
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )
    if done.returncode:
        raise github.Failed(f"git {words[0]}: {(done.stderr or done.stdout).strip()[:1000]}")
    return done.stdout.strip()


def pull_request(number: str) -> tuple[str, str]:
    """The (branch, commit) of an open pull request of this repository."""
    if not number.isdecimal():
        raise Refused(f"`{number}` is not the number of a pull request")
    pull = github.api(f"repos/{github.repository()}/pulls/{number}")
    if pull["state"] != "open":
        raise Refused(f"pull request {number} is not open; leave the field empty to open a new one")
    if (pull["head"]["repo"] or {}).get("full_name") != github.repository():
        raise Refused(f"pull request {number} comes from a fork; publish after it is merged")
    branch = str(pull["head"]["ref"])
    github.run(["gh", "auth", "setup-git"])
    github.run(["git", *NO_HOOKS, "fetch", "--quiet", "origin", f"refs/heads/{branch}"])  # with the credentials of `gh`
    return branch, git("rev-parse", "--verify", "FETCH_HEAD^{commit}")


def with_main(branch: str, head: str, main: str) -> str:
    """A commit with the branch and main in it; refused if they conflict or the branch touches more than data."""
    base = git("merge-base", head, main)
    commit = {main: head, head: main}.get(base) or _merge(branch, head, main)
    wrong = not_data(main, commit)
    if wrong:
        raise Refused(
            f"{branch} touches more than {', '.join(f'`{folder}/`' for folder in DATA)}: {', '.join(wrong)}. "
            "Nothing is published onto such a branch; merge it first, or take these changes out of it"
        )
    return commit


def _merge(branch: str, head: str, main: str) -> str:
    try:
        tree = git("merge-tree", "--write-tree", head, main)
    except github.Failed as error:
        message = f"main cannot be merged into {branch}; settle the conflict there first: {error}"
        raise Refused(message) from None
    return git("commit-tree", tree, "-p", head, "-p", main, "-m", f"Merge main into {branch}")


def not_data(main: str, commit: str) -> list[str]:
    """The paths that differ from main and are not plain files of the data folders."""
    fields = git("diff-tree", "-r", "-z", "--no-renames", main, commit).split("\0")
    changes = zip(fields[0::2], fields[1::2], strict=False)
    return sorted(path for modes, path in changes if not is_data(path) or modes.split()[1] not in PLAIN_FILES)


def is_data(path: str) -> bool:
    """Whether a path is in a data folder and is neither a setting of git nor the journal."""
    folder, *parts = path.split("/")
    strange = {"", ".", "..", JOURNAL}
    return (
        folder in DATA
        and bool(parts)
        and not any(part.lower() in strange or part.lower().startswith(".git") for part in parts)
    )
