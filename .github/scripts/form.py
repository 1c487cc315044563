"""The answers to the form of the `publish` workflow, which are in the environment as `ASKED_…`.

`take_up`, `publish` and `propose` import it. Uses only the standard library.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import github

ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


class Refused(Exception):  # noqa: N818 — as in the package
    """The form asks for something impossible; the message says what to fill in."""


def asked(name: str) -> str:
    return os.environ.get(f"ASKED_{name}", "").strip()


def action() -> str:
    """The first word of what is asked for: `publish`, `redo` …"""
    return re.split(r"\W", asked("ACTION"))[0]


def subject() -> str:
    """The title of a pull request and the subject of its commit."""
    about = asked("TITLE") or asked("CHANGE") or (asked("POLICIES") if action() == "rename" else "")
    return f"{action().capitalize()}: {about or 'what is not deployed yet'}"


def step(work: Callable[[], None]) -> int:
    """Does the work of one step; the exit code, with an annotation and a summary where it is refused."""
    try:
        work()
    except (Refused, github.Failed) as refusal:
        github.annotate("error", str(refusal))
        github.summary(f"**Nothing was published.**\n\n{github.fenced(str(refusal))}")
        return 1
    return 0
