"""Pushes what `publish` committed, to the branch of an open pull request or to a new one with a pull request.

The `publish` workflow runs it with the token that may write. It reads data alone: the commits of `proposal/`, which
must add to main nothing but texts and facts, and the output of the command, which is quoted. No file is checked out.
Uses only the standard library.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import github
from branch_data import git, refuse_foreign_paths
from form import ID, Refused, action, asked, step, subject
from take_up import MAIN, branch_of

COMMITS, COMMAND_OUTPUT = Path("proposal/commits.bundle"), Path("proposal/proposal.json")
PROPOSED = "refs/proposal"
OUTPUT_LENGTH = 50_000
"""The most characters of the command's output that a pull request quotes."""
NOT_OPENED = (
    "GitHub did not let this workflow open a pull request, and the branch was removed again. Tick *Allow GitHub Actions"
    " to create and approve pull requests* in Settings → Actions → General → Workflow permissions; an organization can"
    " have switched it off for all its repositories. Then press *Re-run jobs*."
)
APPROVE = (
    "> **No check runs by itself here**, because this pull request was opened with the token of a workflow. "
    "Press **Approve workflows to run** below. A GitHub App makes that unnecessary: see `manual/github.md`.\n"
)


def propose() -> None:
    command_output = str(json.loads(COMMAND_OUTPUT.read_text("utf-8"))["output"])
    git(MAIN, "fetch", "--quiet", "--no-tags", str(COMMITS.resolve()), f"+HEAD:{PROPOSED}")
    git(MAIN, "merge-base", "--is-ancestor", "HEAD", PROPOSED)
    refuse_foreign_paths(MAIN, "HEAD", PROPOSED, "what was to be proposed")
    github.run(["gh", "auth", "setup-git"])
    number = asked("PULL_REQUEST")
    sentence = _added(number) if number else _opened(command_output)
    github.annotate("notice", sentence)
    github.summary(sentence)


def _added(number: str) -> str:
    """Adds the commits to the branch of a pull request; a sentence that says so."""
    git(MAIN, "push", "--quiet", "origin", f"{PROPOSED}:refs/heads/{branch_of(number)}")
    return f"added a commit to pull request {number}"


def _opened(command_output: str) -> str:
    """Pushes a branch and opens a pull request for it; a sentence that says so.

    Where GitHub refuses the pull request, the branch is removed, so that a re-run begins anew.
    """
    branch = f"{action()}/{_name(command_output)}-{os.environ['GITHUB_RUN_ID']}"
    git(MAIN, "push", "--quiet", "--force", "origin", f"{PROPOSED}:refs/heads/{branch}")  # this run's own branch
    pull = {"title": subject(), "head": branch, "base": os.environ["GITHUB_REF_NAME"], "body": body(command_output)}
    try:
        created: Any = github.api(f"repos/{github.repository()}/pulls", method="POST", body=pull)
    except github.Failed as error:
        git(MAIN, "push", "--quiet", "origin", "--delete", f"refs/heads/{branch}")
        raise Refused(f"{NOT_OPENED}\n\n{error}") from None
    return f"opened pull request {created['number']}: {created['html_url']}"


def _name(command_output: str) -> str:
    """The id of the change, from the last line of the output; `change` where there is none."""
    last = command_output.strip().splitlines()[-1].split()[-1]
    return last if ID.fullmatch(last) else "change"


def body(command_output: str) -> str:
    """The text of a new pull request."""
    approve = "" if os.environ.get("HAS_APP") == "true" else f"{APPROVE}\n"
    actor = os.environ["GITHUB_ACTOR"]
    asked_by = f"Asked for by @{actor} with the [publish workflow]({github.run_url()}).\n"
    later = "A comment below shows what changes, once the checks have run.\n"
    return f"{approve}{asked_by}\n{github.fenced(command_output[:OUTPUT_LENGTH])}\n\n{later}"


if __name__ == "__main__":
    sys.exit(step(propose))
