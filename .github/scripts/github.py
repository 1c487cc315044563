"""Talks to GitHub through its command line tool `gh`; the other scripts import it.

Uses only the standard library, so that a job with a token runs no installed package. A request that fails raises
`Failed`; it never looks like an empty answer.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from typing import Any


class Failed(Exception):  # noqa: N818 — GitHub failed, not we
    """GitHub did not answer, or refused; the message is the output of `gh`."""

    @property
    def is_missing(self) -> bool:
        """Whether GitHub answered that the thing does not exist."""
        return "HTTP 404" in str(self)


def api(path: str, *, method: str = "GET", body: Any = None, every_page: bool = False) -> Any:
    """The JSON answer of GitHub's REST API; with `every_page`, the items of all pages of a list."""
    command = ["gh", "api", "--method", method, "--header", "X-GitHub-Api-Version: 2022-11-28"]
    command += ["--paginate", "--slurp"] if every_page else []
    command += ["--input", "-"] if body is not None else []
    answer = run([*command, path], stdin=None if body is None else json.dumps(body))
    parsed = json.loads(answer) if answer.strip() else None
    return [item for page in parsed or () for item in page] if every_page else parsed


def graphql(query: str, **variables: str) -> Any:
    """The data of a GraphQL answer; an error in the answer raises `Failed`."""
    answer = api("graphql", method="POST", body={"query": query, "variables": variables})
    if answer.get("errors") or not answer.get("data"):
        raise Failed(f"graphql: {json.dumps(answer.get('errors'))[:500]}")
    return answer["data"]


def run(command: list[str], *, stdin: str | None = None) -> str:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command[:2])}: {(done.stderr or done.stdout).strip()[:1000]}")
    return done.stdout


def repository() -> str:
    return os.environ["GITHUB_REPOSITORY"]


def run_url() -> str:
    """The URL of this workflow run."""
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{repository()}/actions/runs/{os.environ['GITHUB_RUN_ID']}"


def output(**values: str) -> None:
    """Sets outputs of this step; a value may have several lines."""
    lines = []
    for name, value in values.items():
        end = secrets.token_hex(16)
        lines.append(f"{name.replace('_', '-')}<<{end}\n{value}\n{end}\n")
    _append("GITHUB_OUTPUT", "".join(lines))


def summary(markdown: str) -> None:
    """Adds Markdown to the summary page of the run."""
    _append("GITHUB_STEP_SUMMARY", markdown + "\n")


def _append(variable: str, text: str) -> None:
    with open(os.environ[variable], "a", encoding="utf-8") as file:  # noqa: PTH123 — the runner names the file
        file.write(text)


def annotate(level: str, message: str) -> None:
    """Shows a message on the page of the run; level is `notice`, `warning` or `error`."""
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{level}::{escaped}", flush=True)


def fenced(text: str) -> str:
    """Untrusted text as a Markdown code block that it cannot close."""
    longest = max((len(run) for run in _runs_of_backticks(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def _runs_of_backticks(text: str) -> list[str]:
    return [run for run in "".join(c if c == "`" else " " for c in text).split() if run]
