"""Runs the console blocks of a page of the manual, in order, in a scratch center with a fixed day.

A page says the day (`Today is 2 February 2026.`), what is edited (a `diff` block: `--- file`, then lines as they are,
taken out and put in; nothing but new lines go to the end of the file), and what is typed (`$ trustcenter …` in a
`console` block).  A last line `…` leaves the rest of an output out.
"""

import re
import shlex
from datetime import datetime
from pathlib import Path

import sites

STEP = re.compile(
    r"(?ms)^Today is (?P<day>\d+ \w+ \d{4})\.|^```diff\n(?P<diff>.*?)^```$|^```console\n(?P<typed>.*?)^```$"
)
REST = "…"


def rerun(page: str, root: Path) -> str:
    """The page with the outputs that its commands have today."""
    day, made, at = "", [], 0
    for step in STEP.finditer(page):
        if step["day"]:
            day = datetime.strptime(step["day"], "%d %B %Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
        elif step["diff"] is not None:
            apply(root, step["diff"])
        else:
            assert day, "the page does not say which day is today"
            made += [page[at : step.start("typed")], typed(root, step["typed"], day)]
            at = step.end("typed")
    return "".join([*made, page[at:]])


def apply(root: Path, diff: str) -> None:
    """Edit a file as a `diff` block says."""
    first, *lines = diff.splitlines()
    file = root / first.removeprefix("--- ")
    text = file.read_text("utf-8")
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    assert old in text, f"{first}: these lines are not in it:\n{old}"
    file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")


def typed(root: Path, block: str, day: str) -> str:
    """A console block with the outputs its commands have."""
    return "".join(answered(root, part, day) for part in re.split(r"(?m)^(?=\$ )", block) if part)


def answered(root: Path, part: str, day: str) -> str:
    """A command of a block with its output, as far as the block shows it."""
    command, *shown = part.splitlines()
    program, *words = shlex.split(command.removeprefix("$ "))
    assert program == "trustcenter", command
    lines = sites.trustcenter(root, *words, env={"TRUSTCENTER_AS_OF": day}).output.splitlines()
    if shown and shown[-1] == REST:
        lines = [*lines[: len(shown) - 1], REST]
    assert not any(line.startswith("```") for line in lines), f"{command}: its output would end the block"
    return "\n".join([command, *lines, ""])
