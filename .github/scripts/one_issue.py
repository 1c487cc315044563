"""Keeps at most one open issue about one matter: opens it, updates it, and closes it when the matter is settled.

`one_issue MARK TITLE` reads the body from standard input; an empty body closes the open issue. `deploy_issue` calls
`settle`.
"""

from __future__ import annotations

import sys

import github

BODY_LENGTH = 60_000
"""The most characters of a body; GitHub allows 65,536."""


def find(mark: str) -> dict[str, object] | None:
    """The open issue with the mark that a workflow opened; None if there is none."""
    path = f"repos/{github.repository()}/issues?state=open&creator=github-actions%5Bbot%5D&per_page=100"
    issues = github.api(path, every_page=True)
    return next((i for i in issues if "pull_request" not in i and _line(mark) in (i["body"] or "")), None)


def settle(mark: str, title: str, body: str) -> str:
    """Opens, updates or closes the issue according to the body; returns a sentence about what was done."""
    path = f"repos/{github.repository()}/issues"
    issue = find(mark)
    if not body.strip():
        if issue is None:
            return "nothing to report, and no issue is open"
        github.api(f"{path}/{issue['number']}/comments", method="POST", body={"body": f"Settled: {github.run_url()}"})
        github.api(f"{path}/{issue['number']}", method="PATCH", body={"state": "closed"})
        return f"closed issue {issue['number']}"
    text = f"{_line(mark)}\n{body.strip()[:BODY_LENGTH]}\n"
    if issue is None:
        created = github.api(path, method="POST", body={"title": title, "body": text})
        return f"opened issue {created['number']}"
    if issue["body"] == text:
        return f"issue {issue['number']} says so already"
    github.api(f"{path}/{issue['number']}", method="PATCH", body={"title": title, "body": text})
    return f"updated issue {issue['number']}"


def _line(mark: str) -> str:
    return f"<!-- trustcenter:{mark} -->"


def main() -> int:
    _, mark, title = sys.argv
    print(settle(mark, title, sys.stdin.read()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
