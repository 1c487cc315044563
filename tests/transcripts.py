"""Runs the console blocks of a page of the manual, in order, in a scratch center with a fixed day.

What a page says is what is done:

- `Today is 2 February 2026.`: the day of every command from here on;
- a `diff` block, `--- file`, then lines as they are, taken out and put in: an edit; nothing but new lines go to the
  end of the file, or make it;
- ``Say `policy.txt` is this:`` and a block: a file;
- `$ trustcenter …` in a `console` block: a command; any other program runs in a shell in the folder of the center;
- `<!-- anew -->`: from here on another center, as it was at first.

A line `…` stands for the rest of an output, or for what is between the lines before and the lines after it.
"""

import contextlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import sites

STEP = re.compile(
    r"(?ms)^Today is (?P<day>\d+ \w+ \d{4})\.|^[ ]*<!-- (?P<anew>anew) -->$"
    r"|^Say `(?P<file>[^`]+)` is this:\n\n```\w+\n(?P<says>.*?)^```$"
    r"|^```diff\n(?P<diff>.*?)^```$|^```console\n(?P<typed>.*?)^```$"
)
REST = "…"
PLAIN = re.compile(r"trustcenter [^|>&;$]*")
"""A command line that needs no shell."""


@dataclass
class Desk:
    """Where and on which day a page is typed."""

    root: Path
    day: str = ""

    @property
    def environment(self) -> Mapping[str, str]:
        """The day, also for git, whose commits have the same ids each time."""
        assert self.day, "the page does not say which day is today"
        midday = f"{self.day}T12:00:00Z"
        settings = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_COUNT": "0"}
        people = {f"GIT_{who}_{what}": said for who in ("AUTHOR", "COMMITTER") for what, said in
                  {"NAME": "Ada Ferrant", "EMAIL": "ada@example.com", "DATE": midday}.items()}  # fmt: skip
        return {"TRUSTCENTER_AS_OF": self.day, **settings, **people}


def rerun(page: str, make: Callable[[Path], Path], folder: Path) -> str:
    """The page with the outputs that its commands have today; `make` makes the center in which they run."""
    numbers = count(1)
    desk = Desk(make(folder / str(next(numbers)) / "center"))
    made, at = [], 0
    for step in STEP.finditer(page):
        if step["day"]:
            desk.day = datetime.strptime(step["day"], "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
        elif step["anew"]:
            desk.root = make(folder / str(next(numbers)) / "center")
        elif step["file"]:
            sites.write(desk.root, {step["file"]: step["says"]})
        elif step["diff"] is not None:
            apply(desk.root, step["diff"])
        else:
            made += [page[at : step.start("typed")], typed(desk, step["typed"])]
            at = step.end("typed")
    return "".join([*made, page[at:]])


def demonstration(to: Path) -> Path:
    """The center of this repository, committed on the branch `main`."""
    root = sites.copy_root(to)
    sites.write(root, {".gitignore": "hooks/\nsite/\nbuild/\n.cache/\n.publishing.json\n"})
    environment = {**sites.environment(), **Desk(root, "2026-11-20").environment}
    for words in ("init -q -b main", "add -A", "commit -q -m Everything"):
        subprocess.run(["git", *words.split()], cwd=root, env=environment, check=True)
    return root


def apply(root: Path, diff: str) -> None:
    """Edit a file as a `diff` block says."""
    first, *lines = diff.splitlines()
    file = root / first.removeprefix("--- ")
    text = file.read_text("utf-8") if file.exists() else ""
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    assert old in text, f"{first}: these lines are not in it:\n{old}"
    sites.write(root, {first.removeprefix("--- "): text.replace(old, new, 1) if old else text + new})


def typed(desk: Desk, block: str) -> str:
    """A console block with the outputs its commands have."""
    return "".join(answered(desk, part) for part in re.split(r"(?m)^(?=\$ )", block) if part)


def answered(desk: Desk, part: str) -> str:
    """A command of a block with its output, as far as the block shows it."""
    command, *shown = part.splitlines()
    lines = _output(desk, command.removeprefix("$ ")).splitlines()
    if REST in shown:
        head, tail = shown.index(REST), len(shown) - shown.index(REST) - 1
        assert len(lines) > head + tail, f"{command}: nothing is left out where the block says so"
        lines = [*lines[:head], REST, *lines[len(lines) - tail :]]
    assert not any(line.startswith("```") for line in lines), f"{command}: its output would end the block"
    return "\n".join([command, *lines, ""])


def _output(desk: Desk, line: str) -> str:
    if PLAIN.fullmatch(line):
        with contextlib.chdir(desk.root):
            return sites.trustcenter(desk.root, *shlex.split(line)[1:], env=desk.environment).output
    environment = {**sites.environment(), **desk.environment}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", f"{line} 2>&1"], cwd=desk.root, env=environment, capture_output=True, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip
    return done.stdout
