"""Updates the one comment on a pull request with the report that the `check` workflow made.

The `comment` workflow runs it with a token that may write. The report was made by code of the pull request, so it is
untrusted: its size and form are limited and it mentions nobody. The pull request is found by its head commit, never by
the report. Uses only the standard library.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import github

MARK = "<!-- trustcenter-report -->"
COMMENT_LENGTH = 65_000
"""The most characters of a comment; GitHub allows 65,536."""
BOT = "github-actions[bot]"
ZERO_WIDTH = "\u200b"
_MENTION = re.compile(r"(?<![\w`])@(?=[A-Za-z0-9])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def pull_requests() -> list[int]:
    """The numbers of the open pull requests whose head is the commit and branch that were checked."""
    wanted = (os.environ["HEAD_SHA"], os.environ["HEAD_BRANCH"], os.environ["HEAD_REPOSITORY"])
    pulls = github.api(f"repos/{github.repository()}/pulls?state=open&per_page=100", every_page=True)
    return [pull["number"] for pull in pulls if _head(pull) == wanted]


def _head(pull: dict[str, Any]) -> tuple[str, str, str]:
    head = pull["head"]
    return head["sha"], head["ref"], (head["repo"] or {}).get("full_name", "")


def report() -> str | None:
    """The cleaned report of the run; None if it made none."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["gh", "run", "download", os.environ["RUN_ID"], "--repo", github.repository()]
        try:
            github.run([*command, "--name", "report", "--dir", folder])
        except github.Failed as error:
            if "no valid artifacts found" in str(error) or "no artifact matches" in str(error):
                return None
            raise
        file = Path(folder, "report.md")
        if file.is_symlink() or not file.is_file() or file.stat().st_size > 4 * COMMENT_LENGTH:
            return None
        return cleaned(file.read_text("utf-8", errors="replace"))


def cleaned(text: str) -> str:
    """The text without mentions, hidden text and control characters, cut to the length of a comment."""
    text = _CONTROL.sub("", text).removeprefix(MARK).replace("<!--", f"<{ZERO_WIDTH}!--")
    return _MENTION.sub("@" + ZERO_WIDTH, text).strip()[:COMMENT_LENGTH]


def comment(number: int, text: str) -> str:
    path = f"repos/{github.repository()}/issues"
    body = f"{MARK}\n{text}\n"
    comments = github.api(f"{path}/{number}/comments?per_page=100", every_page=True)
    old = next((c for c in comments if c["user"]["login"] == BOT and c["body"].startswith(MARK)), None)
    if old is None:
        github.api(f"{path}/{number}/comments", method="POST", body={"body": body})
        return f"commented on pull request {number}"
    if old["body"] == body:
        return f"the comment on pull request {number} says so already"
    github.api(f"{path}/comments/{old['id']}", method="PATCH", body={"body": body})
    return f"updated the comment on pull request {number}"


def main() -> int:
    numbers = pull_requests()
    if not numbers:
        print("no open pull request has this commit as its head: it was closed, or a newer commit was pushed")
        return 0
    text = report()
    if not text:
        github.annotate("notice", "the check made no report, so the comment stays as it was")
        return 0
    for number in numbers:
        print(comment(number, text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
