"""Runs the publish workflow's form: calls `trustcenter`, commits what it wrote and opens a pull request.

Every answer of the form comes from the environment (`ASKED_…`) and is passed as one argument, never through a shell.
With the number of an open pull request, main is merged into its branch and the commit is added there. Exits with 1 and
an annotation if the command refuses.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Any

import github

TRUSTCENTER = [sys.executable, "-c", "from trustcenter.cli import main; main(prog_name='trustcenter')"]
AUTHOR = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
VERSION = re.compile(rf"{ID.pattern}(?:/\d{{4}}-\d\d-\d\d(?:-\d+)?)?")
"""A version, or a change: what can be redacted."""
LINES = re.compile(r"\d+(?::\d+)?")
REDACTIONS = {"redact": [], "redact everywhere": ["--everywhere"], "redact here only": ["--only-here"]}
"""The actions that redact, each with its option."""
OUTPUT_LENGTH = 50_000
"""The most characters of the command's output that a pull request quotes."""
PUBLISHED = re.compile(r"docs/(?:policies/[^/]+/\d{4}-\d{2}-\d{2}(?:-\d+)?|changelog/[^/.][^/]*)\.(?:md|json)")
"""The files that a publication writes, from the folder of the center."""
NOT_OPENED = (
    "GitHub did not let this workflow open a pull request, and the branch was removed again. Tick *Allow GitHub Actions"
    " to create and approve pull requests* in Settings → Actions → General → Workflow permissions; an organization can"
    " have switched it off for all its repositories. Then press *Re-run jobs*."
)
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
APPROVE = (
    "> **No check runs by itself here**, because this pull request was opened with the token of a workflow. "
    "Press **Approve workflows to run** below. A GitHub App makes that unnecessary: see `manual/github.md`.\n"
)


class Refused(Exception):  # noqa: N818 — as in the package
    """The form asks for something impossible; the message says what to fill in."""


def asked(name: str) -> str:
    return os.environ.get(f"ASKED_{name}", "").strip()


def arguments() -> list[str]:
    """The arguments of `trustcenter` that the form stands for."""
    action, base = asked("ACTION"), ["--base", os.environ["BASE"], "--base-date", os.environ["BASE_DATE"]]
    if action == "withdraw":
        return ["withdraw", _reason(), *_title(required=False), *_announce(), "--", _change()]
    if action == "postpone":
        return ["postpone", f"--to={_day()}", _reason(), *_title(required=False), *_announce(), "--", _change()]
    if action == "drop":
        return ["publish", f"--drop={_change()}", *base]
    if action in ("redo", "redo, keep what is pending"):
        keep = ["--pending=keep"] if action != "redo" else []
        return ["publish", f"--redo={_change()}", *keep, *_option("effective"), *_announce(), *base]
    if action in REDACTIONS:
        return ["redact", *_lines(), *REDACTIONS[action], _reason(), "--", _version()]
    if action == "rename":
        return ["publish", "--rename", *_old_and_new(), *_title(required=False), *_announce()]
    if action == "repair":
        return ["repair", *base]
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
        raise Refused("the id of the change is missing: the name of its file in docs/changelog/ without `.md`")
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
        raise Refused(f"`{wrong[0]}` is not the id of a policy")
    return [name for name in names if name]


def git(*words: str) -> str:
    return github.run(["git", *words])


def main() -> int:
    try:
        wanted = arguments()
        branch, tip = take_up(asked("PULL_REQUEST"))
        if tip and asked("ACTION") == "drop":
            command_output = f"dropped {_change()}\n"
        else:
            command_output = trustcenter([*wanted, f"--from={tip}"] if tip else wanted)
        if not tip and not git("status", "--porcelain", "--", "docs", "data"):
            github.annotate("notice", "nothing was written, so there is nothing to propose")
            return 0
        propose(branch, command_output)
    except (Refused, github.Failed) as refusal:
        github.annotate("error", str(refusal))
        github.summary(f"**Nothing was published.**\n\n{github.fenced(str(refusal))}")
        return 1
    return 0


def take_up(number: str) -> tuple[str | None, str]:
    """Switches to the branch of an open pull request with main merged into it; (None, "") if there is no number.

    For `redo`, `drop` and `repair`, what is to be published again is taken out before the merge, so that two branches
    which published the same files do not conflict.  The second value is then the commit that still has it.
    """
    git("config", "user.name", AUTHOR[0])
    git("config", "user.email", AUTHOR[1])
    github.run(["gh", "auth", "setup-git"])
    if not number:
        return None, ""
    branch = _branch_of(number)
    main = git("rev-parse", "HEAD").strip()
    git("fetch", "--quiet", "origin", f"refs/heads/{branch}")
    git("switch", "--quiet", "--create", branch, "FETCH_HEAD")
    tip = git("rev-parse", "HEAD").strip()
    taken_out = _take_out(main)
    try:
        git("merge", "--quiet", "--no-edit", main)
    except github.Failed as error:
        raise Refused(f"main cannot be merged into {branch}; settle the conflict there first: {error}") from None
    return branch, tip if taken_out else ""


def _branch_of(number: str) -> str:
    if not number.isdecimal():
        raise Refused(f"`{number}` is not the number of a pull request")
    try:
        pull = github.api(f"repos/{github.repository()}/pulls/{number}")
    except github.Failed as error:
        if not error.is_missing:
            raise
        raise Refused(f"there is no pull request {number}; leave the field empty to open a new one") from None
    if pull["state"] != "open":
        raise Refused(f"pull request {number} is not open; leave the field empty to open a new one")
    if (pull["head"]["repo"] or {}).get("full_name") != github.repository():
        raise Refused(f"pull request {number} comes from a fork; publish after it is merged")
    return str(pull["head"]["ref"])


def _take_out(main: str) -> bool:
    """Removes from the branch what it publishes and main does not have; whether there was anything to remove.

    For `repair` that is everything, for `redo` and `drop` the change that is named.
    """
    added = git("diff", "--name-only", "--relative", "--diff-filter=A", f"{main}...HEAD", "--", "docs").splitlines()
    own = [path for path in added if PUBLISHED.fullmatch(path)]
    action = asked("ACTION").partition(",")[0]
    if action in ("redo", "drop"):
        if f"docs/changelog/{_change()}.md" not in own:
            return False
        trustcenter(["publish", f"--drop={_change()}"])
    elif action == "repair" and own:
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


def propose(branch: str | None, command_output: str) -> None:
    """Commits and pushes what was written, to the given branch or to a new one with a pull request."""
    action = re.split(r"\W", asked("ACTION"))[0]
    about = asked("TITLE") or asked("CHANGE") or (asked("POLICIES") if action == "rename" else "")
    subject = f"{action.capitalize()}: {about or 'what is not deployed yet'}"
    git("add", "--all", "--", "docs", "data")
    git(
        "commit",
        "--quiet",
        "--allow-empty",
        "--message",
        f"{subject}\n\nAsked for by @{os.environ['GITHUB_ACTOR']} in {github.run_url()}",
    )
    if branch:
        git("push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        sentence = f"added a commit to pull request {asked('PULL_REQUEST')}"
    else:
        branch = f"{action}/{_name(command_output)}-{os.environ['GITHUB_RUN_ID']}"
        git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")  # this run's own branch
        created = _opened(branch, {"title": subject, "head": branch, "base": os.environ["GITHUB_REF_NAME"],
                                   "body": body(command_output)})  # fmt: skip
        sentence = f"opened pull request {created['number']}: {created['html_url']}"
    github.annotate("notice", sentence)
    github.summary(sentence)


def _opened(branch: str, pull: dict[str, str]) -> Any:
    """The pull request that GitHub opened; where it refuses, the branch is removed, so that a re-run begins anew."""
    try:
        return github.api(f"repos/{github.repository()}/pulls", method="POST", body=pull)
    except github.Failed as error:
        git("push", "--quiet", "origin", "--delete", f"refs/heads/{branch}")
        raise Refused(f"{NOT_OPENED}\n\n{error}") from None


def _name(command_output: str) -> str:
    """The id of the change, from the last line of the output; `change` where there is none."""
    last = command_output.strip().splitlines()[-1].split()[-1]
    return last if ID.fullmatch(last) else "change"


def body(command_output: str) -> str:
    """The text of a new pull request."""
    approve = "" if os.environ.get("HAS_APP") == "true" else f"{APPROVE}\n"
    actor = os.environ["GITHUB_ACTOR"]
    asked_by = f"Asked for by @{actor} with the [publish workflow]({github.run_url()}).\n"
    later = "A comment below shows what changes, once the checks have run.\n"
    return f"{approve}{asked_by}\n{github.fenced(command_output[:OUTPUT_LENGTH])}\n\n{later}"


if __name__ == "__main__":
    sys.exit(main())
