"""Commits the files that `publish.py` handed over and pushes them to a branch, with a pull request where there is none.

The `publish` workflow runs it in a job of its own, with the token that may write. It reads the proposal as data: the
commit is made of blobs and trees, nothing is checked out, no package is installed, and every path is judged once more.
With the number of an open pull request the commit goes to its branch, if nobody pushed there meanwhile.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import branches
import github
from branches import Refused, git

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
PROPOSAL = Path("proposal", "proposal.json")
OUTPUT_LENGTH = 50_000
"""The most characters of the command's output that a pull request quotes."""
APPROVE = (
    "> **No check runs by itself here**, because this pull request was opened with the token of a workflow. "
    "Press **Approve workflows to run** below. A GitHub App makes that unnecessary: see `manual/github.md`.\n"
)


def asked(name: str) -> str:
    return os.environ.get(f"ASKED_{name}", "").strip()


def main() -> int:
    try:
        sentence = propose(json.loads(PROPOSAL.read_text("utf-8")))
    except (Refused, github.Failed) as refusal:
        github.annotate("error", str(refusal))
        github.summary(f"**Nothing was proposed.**\n\n{github.fenced(str(refusal))}")
        return 1
    github.annotate("notice", sentence)
    github.summary(sentence)
    return 0


def propose(proposal: Mapping[str, Any]) -> str:
    """Pushes the proposal to the branch asked for or to a new one; returns a sentence about it."""
    wrong = sorted(path for path in proposal["files"] if not branches.is_data(path))
    if wrong:
        raise Refused(f"the proposal touches more than data: {', '.join(wrong)}")
    number, start = asked("PULL_REQUEST"), git("rev-parse", "HEAD")
    action = asked("ACTION").partition(",")[0]
    subject = f"{action.capitalize()}: {asked('TITLE') or asked('CHANGE')}"
    if number:
        branch, head = branches.pull_request(number)
        if head != proposal["head"]:
            raise Refused(f"somebody pushed to {branch} meanwhile; run the workflow again")
        start = branches.with_main(branch, head, start)
        push(commit(start, proposal["files"], subject), branch)
        return f"added a commit to pull request {number}"
    branch = f"{action}/{_name(proposal['output'])}-{os.environ['GITHUB_RUN_ID']}"
    push(commit(start, proposal["files"], subject), branch)
    pull = {"title": subject, "head": branch, "base": os.environ["GITHUB_REF_NAME"], "body": body(proposal["output"])}
    created = github.api(f"repos/{github.repository()}/pulls", method="POST", body=pull)
    return f"opened pull request {created['number']}: {created['html_url']}"


def commit(start: str, files: Mapping[str, str | None], subject: str) -> str:
    """A commit on top of another in which some files have other contents, or are gone (None)."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index")
        git("read-tree", start, index=index)
        for path, text in files.items():
            if text is None:
                git("update-index", "--force-remove", "--", path, index=index)
            else:
                blob = git("hash-object", "-w", "--no-filters", "--stdin", stdin=text)
                git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", index=index)
        tree = git("write-tree", index=index)
    message = f"{subject}\n\nAsked for by @{os.environ['GITHUB_ACTOR']} in {github.run_url()}\n"
    return git("commit-tree", tree, "-p", start, stdin=message)


def push(commit: str, branch: str) -> None:
    github.run(["gh", "auth", "setup-git"])
    github.run(["git", *branches.NO_HOOKS, "push", "--quiet", "origin", f"{commit}:refs/heads/{branch}"])


def _name(command_output: str) -> str:
    """The id of the change, from the last line of the output."""
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
    sys.exit(main())
