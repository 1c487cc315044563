"""Runs the console blocks of a page of the manual, in order, in a scratch center with a fixed day.

Tests of the manual call `rerun` with a page and compare the result with the page. A page can contain:

- `Today is 2 February 2026.`: the day of every command from here on;
- a `diff` block, `--- file`, then lines as they are, taken out and put in: an edit; nothing but new lines go to the
  end of the file, or make it;
- ``Say `policy.txt` is this:`` and a block: a file;
- `$ trustcenter …` in a `console` block: a command; any other program runs in a shell in the folder of the center,
  and `$ cd FOLDER` goes on in another folder;
- ``… `/feed.xml` says:`` and a block: lines of that page or file of the site that was built;
- `<!-- anew -->`: from here on another center, as it was at first.

A line `…` stands for the rest of an output, or for what is between the lines before and the lines after it.
A block of a site that begins with `…` goes on with the first line that is the same as its second.
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
from textwrap import shorten

from click.testing import CliRunner
from lxml import html

import sites
from trustcenter.cli import main

STEP = re.compile(
    r"(?ms)^Today is (?P<day>\d+ \w+ \d{4})\.|^[ ]*<!-- (?P<anew>anew) -->$"
    r"|^Say `(?P<file>[^`]+)` is this:\n\n```\w+\n(?P<says>.*?)^```$"
    r"|^```diff\n(?P<diff>.*?)^```$|^```console\n(?P<typed>.*?)^```$"
    r"|`(?P<address>/[^`\n]*)` says:\n\n```\w+\n(?P<served>.*?)^```$"
)
REST = "…"
MARKS = {"h1": "# ", "h2": "## ", "h3": "### ", "p": "", "li": "- ", "tr": "", "dd": "", "summary": ""}
"""The parts of a page that are lines of what it says, and what such a line begins with."""
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
        elif step["typed"] is not None:
            made += [page[at : step.start("typed")], typed(desk, step["typed"])]
            at = step.end("typed")
        else:
            made += [page[at : step.start("served")], served(desk, step["address"], step["served"])]
            at = step.end("served")
    return "".join([*made, page[at:]])


def demonstration(to: Path) -> Path:
    """The center of this repository, committed on the branch `main`."""
    return _committed(sites.copy_root(to))


def small(to: Path) -> Path:
    """The small center with its first versions, committed."""
    return _committed(sites.published(to))


def _committed(root: Path) -> Path:
    sites.write(root, {".gitignore": "hooks/\nsite/\nbuild/\n.cache/\n.publishing.json\n"})
    environment = {**sites.environment(), **Desk(root, "2026-11-20").environment}
    for words in ("init -q -b main", "add -A", "commit -q -m Everything"):
        subprocess.run(["git", *words.split()], cwd=root, env=environment, check=True)
    return root


def founded(to: Path) -> Path:
    """The repository that `trustcenter new` writes for Brightwater Analytics."""
    to.parent.mkdir(parents=True)
    answers = {"name": "Brightwater Analytics", "site": "https://trust.brightwater.example/", "timezone": "UTC"}
    options = [word for name, value in answers.items() for word in (f"--{name}", value)]
    with contextlib.chdir(to.parent):
        sites.done(CliRunner().invoke(main, ["new", to.name, "--no-ask", *options], prog_name="trustcenter"))
    return to


def empty(to: Path) -> Path:
    """A folder with nothing in it."""
    to.mkdir(parents=True)
    return to


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
    if command.startswith("$ cd "):
        desk.root /= command.removeprefix("$ cd ")
        return f"{command}\n"
    lines = _left_out(_output(desk, command.removeprefix("$ ")).splitlines(), shown, command)
    return "\n".join([command, *lines, ""])


def _left_out(lines: list[str], shown: list[str], what: str) -> list[str]:
    """The lines without those for which the block has a `…`."""
    if REST in shown:
        head, tail = shown.index(REST), len(shown) - shown.index(REST) - 1
        assert len(lines) > head + tail, f"{what}: nothing is left out where the block says so"
        lines = [*lines[:head], REST, *lines[len(lines) - tail :]]
    assert not any(line.startswith("```") for line in lines), f"{what}: its output would end the block"
    return lines


def served(desk: Desk, address: str, block: str) -> str:
    """Lines of a page or file of the built site, as far as the block shows it."""
    file = f"{address}index.html" if address.endswith("/") else address
    data = (desk.root / "site" / file.lstrip("/")).read_bytes()
    lines = read(data) if address.endswith(("/", ".html")) else data.decode("utf-8-sig").splitlines()
    begun, *shown = block.splitlines() or [""]
    if begun != REST:
        return "\n".join([*_left_out(lines, [begun, *shown], address), ""])
    assert shown[0] in lines, f"{address}: no line is `{shown[0]}`"
    return "\n".join([REST, *_left_out(lines[lines.index(shown[0]) :], shown, address), ""])


def read(data: bytes) -> list[str]:
    """What a reader finds on a page below its title, as lines: a paragraph, an item, a row of a table …"""
    [main] = html.fromstring(data.decode()).xpath("//main")
    for gone in main.xpath(".//script | .//style | .//svg | .//*[@class='headerlink'] | .//template"):
        gone.drop_tree()
    found = [line for block in main.iter(*MARKS) for line in [_line(block)] if line]
    title = next(place for place, line in enumerate(found) if line.startswith("# "))
    return [shorten(line, 150, placeholder=" …") for line in found[title:]]


def _line(block: html.HtmlElement) -> str:
    """One line of a page; nothing for what stands within another line."""
    if block.xpath("ancestor::li | ancestor::tr | ancestor::dd"):
        return ""
    if block.tag == "tr":
        return " | ".join(" ".join(" ".join(cell.itertext()).split()) for cell in block)
    said = " ".join(block.text_content().split())
    if block.tag == "dd":
        term = block.getprevious()
        return f"{' '.join(term.text_content().split())}: {said}" if term is not None and term.tag == "dt" else said
    return said and MARKS[block.tag] + said


def _output(desk: Desk, line: str) -> str:
    """What a command prints, errors included; one that fails must say something."""
    if PLAIN.fullmatch(line):
        with contextlib.chdir(desk.root):
            result = sites.trustcenter(desk.root, *shlex.split(line)[1:], env=desk.environment)
        assert isinstance(result.exception, SystemExit | None), result.exception
        assert result.output or result.exit_code == 0, f"{line} failed and said nothing"
        return result.output
    environment = {**sites.environment(), **desk.environment}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", f"{line} 2>&1"], cwd=desk.root, env=environment, capture_output=True, encoding="utf-8",
        timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout or done.returncode == 0, f"{line} failed and said nothing"
    return done.stdout
