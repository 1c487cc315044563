"""Puts the workflows of a new trust center where GitHub reads them, when it is a folder of a larger repository.

`cli.new` calls `split`.  GitHub looks for workflows at the top of a repository alone, so they go there, under names of
their own, and run in the folder of the trust center; scripts and everything else stay in that folder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WORKFLOWS = ".github/workflows/"
PREFIX = "trust-center-"
AT_THE_TOP = (
    ".github/CODEOWNERS",
    ".github/dependabot.yml",
    ".github/ISSUE_TEMPLATE/",
    ".github/pull_request_template",
)
"""What GitHub reads at the top alone too, and what a larger repository has for itself."""
_JOB = re.compile(r"(?m)^  (?=[a-z][a-z-]*:\n)")
_PATH = re.compile(r"(?m)^( {10}path: )(?=\S)")
_OF_TWO = re.compile(r"(?<![\w.-])(main|center)/(?=\S| |\n)")
"""The folder of a checkout in a script of a job that has two, which always ends in a slash."""


def split(repository: Mapping[str, bytes], inside: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files for the top of the larger repository, and those for the folder `inside` (`legal/trust`), by path."""
    names = [path.removeprefix(WORKFLOWS) for path in repository if path.startswith(WORKFLOWS)]
    top = {
        f"{WORKFLOWS}{PREFIX}{name}": _moved(repository[WORKFLOWS + name].decode(), inside, names).encode()
        for name in names
    }
    return top, {path: data for path, data in repository.items() if not path.startswith(WORKFLOWS)}


def to_merge(repository: Mapping[str, bytes]) -> list[str]:
    """The files in the folder that GitHub would read at the top of the repository only."""
    return sorted(path for path in repository if path.startswith(AT_THE_TOP))


def _moved(text: str, inside: str, names: list[str]) -> str:
    """A workflow for the top: jobs with a checkout run in the folder, and names are ours alone."""
    head, jobs = text.split("\njobs:\n", 1)
    head = re.sub(r"(?m)^name: (.+)$", rf"name: {PREFIX}\1", head)
    head = re.sub(r"(?m)^(  group: )", rf"\g<1>{PREFIX}", head)
    head = re.sub(r"(?m)^(    workflows: \[)", rf"\g<1>{PREFIX}", head)
    first, *parts = _JOB.split(jobs)
    moved = first + "".join(f"  {_in_folder(part, inside)}" for part in parts)
    for name in names:
        moved = re.sub(rf"(?<![\w-]){re.escape(name)}(?!\w)", f"{PREFIX}{name}", moved)
    return f"{head}\njobs:\n{moved}"


def _in_folder(job: str, inside: str) -> str:
    if "actions/checkout@" not in job:  # its steps have no folder to run in
        return job
    if "          path: main\n" in job:  # main beside a branch: each script names the folder it works in
        return _OF_TWO.sub(rf"\g<1>/{inside}/", job)
    job = job.replace(
        "    steps:\n", f"    defaults:\n      run:\n        working-directory: {inside}\n    steps:\n", 1
    )
    return _PATH.sub(rf"\g<1>{inside}/", job)
