"""Runs the publish workflow's form: calls `trustcenter` and hands over what it wrote.

The `publish` workflow runs it without any token, on the folder that `lay_out.py` made. Every answer of the form comes
from the environment (`ASKED_…`) and is passed as one argument, never through a shell. The tool is the one installed
from main in `$RUNNER_TEMP/tool`; it finds no module in the folder it works on. What it wrote goes to
`proposal/proposal.json`, which `propose.py` reads in another job. Exits with 1 and an annotation if the command
refuses.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import github
from branches import Refused, git

START = "from trustcenter.cli import main; main(prog_name='trustcenter')"
ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
PROPOSAL = Path("proposal")
SECRET = re.compile(r"^PYTHON|TOKEN|SECRET|KEY")
"""Variables that the tool is started without: what changes Python, and whatever may be a credential."""


def asked(name: str) -> str:
    return os.environ.get(f"ASKED_{name}", "").strip()


def arguments() -> list[str]:
    """The arguments of `trustcenter` that the form stands for."""
    action, base = asked("ACTION"), ["--base", os.environ["BASE"], "--base-date", os.environ["BASE_DATE"]]
    if action == "withdraw":
        return ["withdraw", _reason(), *_title(required=False), *_announce(), "--", _change()]
    if action == "drop":
        return ["publish", f"--drop={_change()}", *base]
    if action == "redo":
        return ["publish", f"--redo={_change()}", *_option("effective"), *_announce(), *base]
    kind = asked("CLASS")
    more = {"publish": [], "publish, keep what is pending": ["--pending=keep"], "retire": ["--retire"]}
    if action not in more:
        raise Refused(f"`{action}` is none of the actions")
    if kind == "emergency":
        more[action].append(_reason())
    dates = [f"--effective={asked('EFFECTIVE') or 'earliest'}", *_announce()]
    return [
        "publish",
        *more[action],
        f"--class={kind}",
        *dates,
        *_title(required=True),
        *_option("summary"),
        "--",
        *_policies(),
    ]


def _announce() -> list[str]:
    """The announced day asked for; if empty, the review period applies, except for recorded history."""
    day = asked("ANNOUNCE") or ("" if asked("CLASS") == "recorded" and asked("ACTION") == "publish" else "review")
    return [f"--announce={day}"] if day else []


def _option(name: str) -> list[str]:
    return [f"--{name}={asked(name.upper())}"] if asked(name.upper()) else []


def _title(*, required: bool) -> list[str]:
    if required and not asked("TITLE"):
        raise Refused("the title is missing: a few words that say what changes")
    return _option("title")


def _reason() -> str:
    if not asked("REASON"):
        raise Refused("the reason is missing: readers see it")
    return f"--reason={asked('REASON')}"


def _change() -> str:
    if not ID.fullmatch(asked("CHANGE")):
        raise Refused("the id of the change is missing: the name of its file in docs/changelog/ without `.md`")
    return asked("CHANGE")


def _policies() -> list[str]:
    names = re.split(r"[\s,]+", asked("POLICIES"))
    wrong = [name for name in names if name and not ID.fullmatch(name)]
    if wrong:
        raise Refused(f"`{wrong[0]}` is not the id of a policy")
    return [name for name in names if name]


def main() -> int:
    try:
        wanted = arguments()
        center = Path(os.environ["RUNNER_TEMP"], "center")
        command_output = trustcenter(wanted, center)
        files = written(center)
    except (Refused, github.Failed) as refusal:
        github.annotate("error", str(refusal))
        github.summary(f"**Nothing was published.**\n\n{github.fenced(str(refusal))}")
        return 1
    if not files:
        github.annotate("notice", "nothing was written, so there is nothing to propose")
        return 0
    PROPOSAL.mkdir()
    proposal = {"head": os.environ["HEAD"], "output": command_output, "files": files}
    (PROPOSAL / "proposal.json").write_text(json.dumps(proposal), "utf-8")
    github.output(written="true")
    return 0


def trustcenter(wanted: list[str], center: Path) -> str:
    """The output of the command, run on the center; raises Refused if it refuses."""
    python = Path(os.environ["RUNNER_TEMP"], "tool", "bin", "python")
    environment = {name: value for name, value in os.environ.items() if not SECRET.search(name)}
    done = subprocess.run(
        [str(python), "-I", "-c", START, *wanted], cwd=center, env=environment, capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    print(done.stdout, done.stderr, sep="")
    if done.returncode:
        raise Refused(done.stderr.strip() or done.stdout.strip())
    github.summary(github.fenced(done.stdout))
    return done.stdout


def written(center: Path) -> dict[str, str | None]:
    """The files of `docs` and `data` that differ from the commit, by path; None for one that was removed."""
    listed = git("-C", str(center), "ls-files", "-z", "-m", "-d", "-o", "--", "docs", "data")
    paths = sorted({path for path in listed.split("\0") if path})
    return {path: (center / path).read_bytes().decode() if (center / path).exists() else None for path in paths}


if __name__ == "__main__":
    sys.exit(main())
