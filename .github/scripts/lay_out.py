"""Lays out the branch that the publish workflow's form names, or main, in `$RUNNER_TEMP/center`, as data for the tool.

The `publish` workflow runs it with a token that can only read, before the tool starts. Sets the outputs `branch` and
`head` (empty for main). Exits with 1 and an annotation if the branch is not open, not ours, conflicts with main, or
touches more than data.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import branches
import github


def main() -> int:
    number, commit = os.environ.get("ASKED_PULL_REQUEST", "").strip(), branches.git("rev-parse", "HEAD")
    branch = head = ""
    try:
        if number:
            branch, head = branches.pull_request(number)
            commit = branches.with_main(branch, head, commit)
        lay_out(commit, Path(os.environ["RUNNER_TEMP"], "center"))
    except (branches.Refused, github.Failed) as refusal:
        github.annotate("error", str(refusal))
        github.summary(f"**Nothing was published.**\n\n{github.fenced(str(refusal))}")
        return 1
    github.output(branch=branch, head=head)
    return 0


def lay_out(commit: str, folder: Path) -> None:
    """A clone of its own at a commit, without the hooks, filters and credentials of this one."""
    branches.git("clone", "--quiet", "--shared", "--no-checkout", "--template=", ".", str(folder))
    branches.git("-C", str(folder), "checkout", "--quiet", "--detach", commit)


if __name__ == "__main__":
    sys.exit(main())
