"""Asks GitHub, through its command line tool `gh`, how the repository is set up; `cli.doctor` calls `settings`.

Nothing is changed there, and no answer is an error: what cannot be read is None.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_QUESTIONS: Mapping[str, str] = {
    "pages": "repos/{owner}/{repo}/pages",
    "permissions": "repos/{owner}/{repo}/actions/permissions/workflow",
    "rules": "repos/{owner}/{repo}/rules/branches/DEFAULT",
    "deployed": "repos/{owner}/{repo}/actions/workflows/deploy.yml/runs?branch=DEFAULT&per_page=1",
}
_SECONDS = 20


def settings(root: Path) -> Mapping[str, Any] | None:
    """The answers to some questions about the repository, by name; None if `gh` or the repository is not there."""
    repository = _asked(root, "repos/{owner}/{repo}")
    if not isinstance(repository, dict):
        return None
    branch = str(repository.get("default_branch", "main"))
    return {name: _asked(root, path.replace("DEFAULT", branch)) for name, path in _QUESTIONS.items()}


def _asked(root: Path, path: str) -> Any:
    try:
        done = subprocess.run(  # noqa: S603 — fixed program, no shell
            ["gh", "api", path],  # noqa: S607 — gh is found on the path
            cwd=root, capture_output=True, check=False, timeout=_SECONDS,
        )  # fmt: skip
        return json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
