"""At most one open issue for one matter: opened, kept up to date, closed when the matter is settled.

`one_issue.py MARK TITLE` reads the body from standard input; an empty body closes the issue that is open.
"""

from __future__ import annotations

import sys

import github

MOST = 60_000
"""Characters of a body; GitHub takes 65,536."""


def find(mark: str) -> dict[str, object] | None:
    """The open issue that carries the mark and was opened by a workflow."""
    path = f"repos/{github.repository()}/issues?state=open&creator=github-actions%5Bbot%5D&per_page=100"
    issues = github.api(path, every_page=True)
    return next((i for i in issues if "pull_request" not in i and _line(mark) in (i["body"] or "")), None)


def settle(mark: str, title: str, body: str) -> str:
    """Bring the issue into the state that the body asks for; says what was done."""
    path = f"repos/{github.repository()}/issues"
    found = find(mark)
    if not body.strip():
        if found is None:
            return "nothing to report, and no issue is open"
        github.api(f"{path}/{found['number']}/comments", method="POST", body={"body": f"Settled: {github.run_url()}"})
        github.api(f"{path}/{found['number']}", method="PATCH", body={"state": "closed"})
        return f"closed issue {found['number']}"
    text = f"{_line(mark)}\n{body.strip()[:MOST]}\n"
    if found is None:
        made = github.api(path, method="POST", body={"title": title, "body": text})
        return f"opened issue {made['number']}"
    if found["body"] == text:
        return f"issue {found['number']} says so already"
    github.api(f"{path}/{found['number']}", method="PATCH", body={"title": title, "body": text})
    return f"updated issue {found['number']}"


def _line(mark: str) -> str:
    return f"<!-- trustcenter:{mark} -->"


def main() -> int:
    _, mark, title = sys.argv
    print(settle(mark, title, sys.stdin.read()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
