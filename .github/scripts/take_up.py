"""Takes up what is to be published: a clone of main in `center/`, beside it the branch of a pull request if asked for.

The `publish` workflow runs it with a token that can only read. The branch is looked at as data: if it brings anything
but texts and facts, the step refuses and names the paths. Sets the outputs `branch` and `tip`, both empty for main.
"""

from __future__ import annotations

import sys

import github
from branch_data import git, refuse_foreign_paths
from form import Refused, asked, step

MAIN, CENTER = "main", "center"
"""The folder of the checkout of main, with the scripts; and that in which the tool works."""
TAKEN_UP = "refs/heads/taken-up"


def take_up() -> None:
    number = asked("PULL_REQUEST")
    branch = branch_of(number) if number else ""
    tip = ""
    if branch:
        tip = git(MAIN, "rev-parse", "--verify", "--quiet", "--end-of-options", f"refs/remotes/origin/{branch}").strip()
        refuse_foreign_paths(MAIN, "HEAD", tip, f"pull request {number}")
        git(MAIN, "update-ref", TAKEN_UP, tip)
    git(".", "clone", "--quiet", "--no-checkout", MAIN, CENTER)
    git(CENTER, "checkout", "--quiet", "-B", "proposal", git(MAIN, "rev-parse", "HEAD").strip())
    github.output(branch=branch, tip=tip)


def branch_of(number: str) -> str:
    """The branch of an open pull request of this repository."""
    if not number.isdecimal():
        raise Refused(f"`{number}` is not the number of a pull request")
    try:
        pull = github.api(f"repos/{github.repository()}/pulls/{number}")
    except github.Failed as error:
        if not error.is_missing:
            raise
        raise Refused(f"there is no pull request {number}; leave the field empty to open a new one") from None
    if pull["state"] != "open":
        raise Refused(f"pull request {number} is not open; leave the field empty to open a new one")
    if (pull["head"]["repo"] or {}).get("full_name") != github.repository():
        raise Refused(f"pull request {number} comes from a fork; publish after it is merged")
    return str(pull["head"]["ref"])


if __name__ == "__main__":
    sys.exit(step(take_up))
