"""Runs the publish workflow's form: calls `trustcenter` in `center/` and commits what it wrote.

Every answer of the form comes from the environment (`ASKED_…`) and is passed as one argument, never through a shell.
With `TIP`, the commit of a pull request's branch, main is merged into that and the commit is added there. The step has
no token: it leaves the commits as a bundle and the output of the command in `proposal/`, which `propose` pushes, and
sets the output `wanted`. Exits with 1 and an annotation if the command refuses.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import branch_data
import github
from form import ID, Refused, action, asked, step, subject

CENTER, PROPOSAL = f"center/{branch_data.inside()}", Path("proposal")
COMMITS, COMMAND_OUTPUT = PROPOSAL / "commits.bundle", PROPOSAL / "proposal.json"
TRUSTCENTER = [sys.executable, "-I", "-m", "trustcenter.cli", "-C", CENTER]
AUTHOR = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
VERSION = re.compile(rf"{ID.pattern}(?:/\d{{4}}-\d\d-\d\d(?:-\d+)?)?")
"""A version, or a change: what can be redacted."""
LINES = re.compile(r"\d+(?::\d+)?")
REDACTIONS = {"redact": [], "redact everywhere": ["--everywhere"], "redact here only": ["--only-here"]}
"""The actions that redact, each with its option."""
PUBLISHED = re.compile(r"docs/(?:policies/[^/]+/\d{4}-\d{2}-\d{2}(?:-\d+)?|changelog/[^/.][^/]*)\.(?:md|json)")
"""The files that a publication writes, from the folder of the center."""
FORM_WORDS = (
    (r"`trustcenter repair[^`]*`", "the action `repair`"),
    (r"`trustcenter publish --(redo|drop) (\S+?)(?: [^`]*)?`", r"the action `\1` with the change `\2`"),
    (r"`trustcenter postpone (\S+) --to`", r"the action `postpone` with the change `\1` and, in `effective`,"),
    (r"`?--everywhere`?", "the action `redact everywhere`"),
    (r"`?--only-here`?", "the action `redact here only`"),
    (r"its lines \(--lines FIRST:LAST\)|`?--lines( FIRST:LAST)?`?|`?--text`?", "`summary` (lines such as 12:14)"),
    (r"`?--rename`?", "`policies`"),
    (r"(?m)^VERSION\b", "`change`"),
    (r"`--pending keep`|--pending\b", "the action `publish, keep what is pending`"),
    (r"`--republish`", "`trustcenter withdraw --republish` on the command line"),
    (r"--retire\b", "the action `retire`"),
    (r"--to\b", "`effective`"),
    (r"`?--(effective|class|title|summary|reason|announce)\b`?", r"`\1`"),
    (r"(?m)^CHANGE\b", "`change`"),
    (r"(?m)^POLICY\b", "`policies`"),
)
"""What the command says (a pattern), and what a person who fills in the form reads instead."""


def arguments() -> list[str]:
    """The arguments of `trustcenter` that the form stands for."""
    wanted, base = asked("ACTION"), ["--base", os.environ["BASE"], "--base-date", os.environ["BASE_DATE"]]
    if wanted == "withdraw":
        return ["withdraw", _reason(), *_title(required=False), *_announce(), "--", _change()]
    if wanted == "postpone":
        return ["postpone", f"--to={_day()}", _reason(), *_title(required=False), *_announce(), "--", _change()]
    if wanted == "drop":
        return ["publish", f"--drop={_change()}", *base]
    if wanted in ("redo", "redo, keep what is pending"):
        keep = ["--pending=keep"] if wanted != "redo" else []
        return ["publish", f"--redo={_change()}", *keep, *_option("effective"), *_announce(), *base]
    if wanted in REDACTIONS:
        return ["redact", *_lines(), *REDACTIONS[wanted], _reason(), "--", _version()]
    if wanted == "rename":
        return ["publish", "--rename", *_old_and_new(), *_title(required=False), *_announce()]
    if wanted == "repair":
        return ["repair", *base]
    kind = asked("CLASS")
    more = {"publish": [], "publish, keep what is pending": ["--pending=keep"], "retire": ["--retire"]}
    if wanted not in more:
        raise Refused(f"`{wanted}` is none of the actions")
    if kind == "emergency":
        more[wanted].append(_reason())
    dates = [f"--effective={asked('EFFECTIVE') or 'earliest'}", *_announce()]
    return [
        "publish",
        *more[wanted],
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


def _day() -> str:
    if not any(sign.isdigit() for sign in asked("EFFECTIVE")):
        raise Refused("the later day is missing: write it in `effective`, as YYYY-MM-DD or as 1 March 2026")
    return asked("EFFECTIVE")


def _reason() -> str:
    if not asked("REASON"):
        raise Refused("the reason is missing: readers see it")
    return f"--reason={asked('REASON')}"


def _change() -> str:
    if not ID.fullmatch(asked("CHANGE")):
        known = _listed(path.stem for path in Path(CENTER, "docs/changelog").glob("*.md"))
        missing = (
            "the id of the change is missing: in `change`, write the name of its file in docs/changelog/ without `.md`"
        )
        raise Refused(f"{missing}; the newest are {known}")
    return asked("CHANGE")


def _version() -> str:
    if not VERSION.fullmatch(asked("CHANGE")):
        raise Refused("the version is missing: write it in `change`, as `privacy/2026-03-01`, or the id of a change")
    return asked("CHANGE")


def _lines() -> list[str]:
    """The lines of the passage; its words are not asked for, as anybody could read them in the run of the workflow."""
    if not LINES.fullmatch(asked("SUMMARY")):
        raise Refused("the lines of the passage are missing: write them in `summary`, as 12:14, or 12 for one line")
    return [f"--lines={asked('SUMMARY')}"]


def _old_and_new() -> list[str]:
    names = _policies()
    if len(names) != 2:
        raise Refused(
            "write the id that the policy has and the one that it is to have in `policies`: `terms service-terms`"
        )
    return names


def _policies() -> list[str]:
    names = re.split(r"[\s,]+", asked("POLICIES"))
    wrong = [name for name in names if name and not ID.fullmatch(name)]
    if wrong:
        known = _listed(path.parent.name for path in Path(CENTER, "docs/policies").glob("*/index.md"))
        raise Refused(f"`policies`: `{wrong[0]}` is not the id of a policy; the ids are {known}")
    return [name for name in names if name]


def _listed(names: Iterable[str]) -> str:
    """The last ten of some names in order, for a message: of changes, these are the newest."""
    return ", ".join(f"`{name}`" for name in sorted(names)[-10:]) or "none yet"


def git(*words: str) -> str:
    return branch_data.git(CENTER, *words)


def publish() -> None:
    wanted, tip = arguments(), os.environ.get("TIP", "")
    main = git("rev-parse", "HEAD").strip()
    git("config", "user.name", AUTHOR[0])
    git("config", "user.email", AUTHOR[1])
    before = _merged(tip, main) if tip else ""
    if before and action() == "drop":
        command_output = f"dropped {_change()}\n"
    else:
        command_output = trustcenter([*wanted, f"--from={before}"] if before else wanted)
    if not tip and not git("status", "--porcelain", "--", "docs", "data"):
        github.annotate("notice", "nothing was written, so there is nothing to propose")
        github.output(wanted="false")
        return
    _commit()
    PROPOSAL.mkdir()
    git("bundle", "create", "--quiet", str(COMMITS.resolve()), "HEAD", f"^{main}", *([f"^{tip}"] if tip else []))
    COMMAND_OUTPUT.write_text(json.dumps({"output": command_output}), "utf-8")
    github.output(wanted="true")


def _merged(tip: str, main: str) -> str:
    """Switches to the branch of a pull request and merges main into it.

    For `redo`, `drop` and `repair`, what is to be published again is taken out before the merge, so that two branches
    which published the same files do not conflict.  Returns the commit that still has it; empty if there was nothing.
    """
    git("checkout", "--quiet", "-B", "proposal", tip)
    taken_out = _take_out(main)
    try:
        git("merge", "--quiet", "--no-edit", main)
    except github.Failed as error:
        branch = os.environ.get("BRANCH", "")
        raise Refused(f"main cannot be merged into {branch}; settle the conflict there first: {error}") from None
    return tip if taken_out else ""


def _commit() -> None:
    message = f"{subject()}\n\nAsked for by @{os.environ['GITHUB_ACTOR']} in {github.run_url()}"
    git("add", "--all", "--", "docs", "data")
    git("commit", "--quiet", "--allow-empty", "--message", message)


def _take_out(main: str) -> bool:
    """Removes from the branch what it publishes and main does not have; whether there was anything to remove.

    For `repair` that is everything, for `redo` and `drop` the change that is named.
    """
    added = git("diff", "--name-only", "--relative", "--diff-filter=A", f"{main}...HEAD", "--", "docs").splitlines()
    own = [path for path in added if PUBLISHED.fullmatch(path)]
    if action() in ("redo", "drop"):
        if f"docs/changelog/{_change()}.md" not in own:
            return False
        trustcenter(["publish", f"--drop={_change()}"])
    elif action() == "repair" and own:
        git("rm", "--quiet", "--", *own)
    else:
        return False
    git("add", "--all", "--", "docs")
    git("commit", "--quiet", "--message", "Take out what is published again on top of main")
    return True


def trustcenter(wanted: list[str]) -> str:
    """The output of the command; raises Refused if it refuses."""
    done = subprocess.run([*TRUSTCENTER, *wanted], capture_output=True, text=True, encoding="utf-8", check=False)
    print(done.stdout, done.stderr, sep="")
    if done.returncode:
        raise Refused(in_words_of_the_form(done.stderr.strip() or done.stdout.strip()))
    github.summary(github.fenced(done.stdout))
    return done.stdout


def in_words_of_the_form(message: str) -> str:
    """A message of the command with the fields and actions of the form in place of its options and commands."""
    for pattern, words in FORM_WORDS:
        message = re.sub(pattern, words, message)
    return message


if __name__ == "__main__":
    sys.exit(step(publish))
