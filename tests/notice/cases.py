"""Small real repositories for the cases of dates and notice: made, edited, published and asked by the command.

The promise is 30 days and the time zone America/Chicago unless a case says otherwise.
"""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from click.testing import Result

import sites
from trustcenter.disk import files
from trustcenter.model.records import canonical, seal, sha256
from trustcenter.model.versions import Snapshot, Version
from trustcenter.site import build

START = "2026-03-02"
"""The day on which a center of the tests is first published."""
NOTICE = "data/notice.yml"
RETENTION = "data/retention.yml"
VENDORS = "data/subprocessors.yml"
CONTACTS = "data/contacts.yml"
DATA = {
    "data/organization.yml": """\
legal_name: Lanternfish Software, Inc.
website: https://lanternfish.example
timezone: America/Chicago
""",
    NOTICE: """\
material: 30 days
objection: 14 days
emergency: {allowed: true, within: 5 days}
""",
    CONTACTS: """\
privacy:
  role: Privacy questions
  email: privacy@lanternfish.example
  phone: "+13125550100"
""",
    "data/data_categories.yml": """\
- {id: recordings, label: Recordings}
- {id: logs, label: Logs}
""",
    RETENTION: """\
- {id: recordings, label: Call recordings, data: [recordings], period: 90 days, starts: the call, action: delete}
- {id: logs, label: Logs, data: [logs], period: 1 year, starts: the entry, action: delete}
""",
    VENDORS: """\
- {id: harbor, name: "Harbor Cloud, Inc.", purpose: to run the servers, group: infrastructure, data: [logs, recordings],
   locations: [US, CA], transfer: [scc]}
- {id: letter, name: Letter GmbH, purpose: to send mail, group: support, data: [logs], locations: [DE]}
""",
}
POLICIES = {
    "terms": "Terms of service\n## What we do\n\nWe answer calls.\n\n## How long\n\nBills are kept for two years.\n",
    "privacy": "Privacy policy\n## Whom to ask\n\nCall {{ contacts.privacy.phone }}.\n\n## How long\n\n"
    "Recordings are kept for {{ retention.recordings.period }}.\n\n## Why\n\nWe answer calls for our customers.\n",
    "schedule": "Retention schedule\n## What is kept\n\n{{ retention.table() }}\n",
    "subprocessors": "Subprocessors\n## The list\n\n{{ subprocessors.table() }}\n",
    "promises": "Our promises\n## Changes\n\nYou hear of changes {{ notice.material }} ahead.\n",
}


def draft(policy: str) -> str:
    """Where the working text of a policy lies."""
    return f"docs/policies/{policy}/index.md"


def drafts(*policies: str) -> dict[str, str]:
    parts = {policy: POLICIES[policy].partition("\n") for policy in policies}
    return {draft(policy): f"---\ntitle: {title}\n---\n\n{body}" for policy, (title, _, body) in parts.items()}


def center(to: Path, *policies: str, more: Mapping[str, str] | None = None, first: str | None = START) -> Path:
    """A center with these policies, published for the first time on the day `first`; `more` replaces files."""
    hook = str(sites.REPO / "hooks" / "mkdocs_hook.py")
    sites.write(to, {"mkdocs.yml": sites.MKDOCS.replace("HOOK", hook), **DATA, **drafts(*policies), **(more or {})})
    if first:
        sites.done(publish(to, "initial", first, on=first, title="First version"))
    return to


def reword(root: Path, policy: str, old: str, new: str) -> None:
    sites.edit(root, draft(policy), old, new)


# Commands ---------------------------------------------------------------------------------------------------------


def publish(root: Path, class_: str, effective: str, *more: str, on: str, title: str = "Our change") -> Result:
    """`trustcenter publish` on a day."""
    return sites.publish(root, "--class", class_, "--effective", effective, *more, as_of=on, title=title)


def published(root: Path, class_: str, effective: str, *more: str, on: str, title: str = "Our change") -> str:
    """Publish, which must succeed; the id of the change."""
    return _named("published", sites.done(publish(root, class_, effective, *more, on=on, title=title)))


def withdrawn(root: Path, change: str, *, on: str) -> str:
    """Withdraw a change, which must succeed; the id of the withdrawal."""
    return _named("published", sites.done(withdraw(root, change, on=on)))


def withdraw(root: Path, change: str, *, on: str) -> Result:
    return sites.trustcenter(root, "withdraw", change, "--reason", "We changed our mind.", "--as-of", on)


def redo(root: Path, change: str, *more: str, on: str) -> Result:
    return sites.trustcenter(root, "publish", "--redo", change, "--as-of", on, *more)


def redone(root: Path, change: str, *more: str, on: str) -> str:
    return _named("published", sites.done(redo(root, change, *more, on=on)))


def _named(verb: str, output: str) -> str:
    return re.findall(rf"(?m)^{verb} (\S+)$", output)[-1]


def refused(root: Path, result: Result, *words: str, before: Mapping[str, bytes]) -> None:
    """The command ended with exit 1, a message with all the words, no traceback, and wrote nothing."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit), result.exception
    for word in words:
        assert word in result.output
    assert sites.source(root) == before


def found(root: Path, *args: str, on: str) -> list[dict[str, Any]]:
    """Everything that `trustcenter check` reports on a day; it must exit with 1 exactly when there are errors."""
    result = sites.trustcenter(root, "check", "--format", "json", "--as-of", on, *args)
    problems: list[dict[str, Any]] = json.loads(result.stdout)
    assert result.exit_code == any(problem["severity"] == "error" for problem in problems)
    return problems


def errors(root: Path, *args: str, on: str) -> dict[str, str]:
    """The rules of the errors that `trustcenter check` reports, each with all its messages and hints."""
    rules: dict[str, str] = {}
    for problem in found(root, *args, on=on):
        if problem["severity"] == "error":
            told = f"{problem['file']}: {problem['message']} — {problem['hint']}\n"
            rules[problem["rule"]] = rules.get(problem["rule"], "") + told
    return rules


# What is there ----------------------------------------------------------------------------------------------------


def record(root: Path, name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((root / f"docs/policies/{name}.json").read_bytes())
    return data


def text(root: Path, name: str) -> str:
    return (root / f"docs/policies/{name}.md").read_text("utf-8")


def entry(root: Path, change: str) -> tuple[dict[str, Any], str]:
    """The front matter and the body of a changelog entry."""
    _, front, body = (root / f"docs/changelog/{change}.md").read_text("utf-8").split("---\n", 2)
    return yaml.load(front, Loader=yaml.BaseLoader), body  # noqa: S506 — reads texts only


def listed(root: Path, change: str) -> list[str]:
    """The generated list of what changed."""
    return [line.removeprefix("- ") for line in entry(root, change)[1].splitlines() if line.startswith("- ")]


def snapshot(root: Path, day: str | date) -> Snapshot:
    """`center.on(date)` of a center that is in order."""
    read = build.load(files.read_tree(root))
    assert not [problem for problem in read.problems if problem.is_error]
    return read.archive.on(date.fromisoformat(str(day)))


def in_effect(root: Path, policy: str, day: str | date) -> str | None:
    """The version of a policy in effect on a day, by its name."""
    found_: Version | None = snapshot(root, day).in_effect.get(policy)
    return found_.id if found_ else None


def pages(root: Path, day: str) -> dict[str, str]:
    """The HTML of every generated page of a day by its URL, and of every exported file by its path."""
    read = build.load(files.read_tree(root))
    out = build.outputs(read, date.fromisoformat(day))
    return {url: page.html for url, page in out.pages.items()} | {
        p: data.decode("utf-8", "replace") for p, data in out.files.items()
    }


def words(html: str) -> str:
    """What a reader sees of a page, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Forging ----------------------------------------------------------------------------------------------------------


def reseal(root: Path, name: str, **fields: Any) -> None:
    """Rewrite one record by hand so that the hashes of its text and its entry and its own seal fit again."""
    path = root / f"docs/policies/{name}.json"
    forged = json.loads(path.read_bytes()) | fields
    forged["text_sha256"] = sha256(path.with_suffix(".md").read_bytes())
    forged["change_sha256"] = sha256((root / f"docs/changelog/{forged['change']}.md").read_bytes())
    path.write_bytes(canonical(forged | {"seal": seal(forged)}))


# Git --------------------------------------------------------------------------------------------------------------


def git(root: Path, *args: str, day: str = START) -> str:
    """Git with a fixed author and fixed dates, without the settings of this machine."""
    when = f"{day}T12:00:00+00:00"
    fixed = {
        "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@lanternfish.example", "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@lanternfish.example", "GIT_COMMITTER_DATE": when,
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
    }  # fmt: skip
    command = ["git", "-c", "protocol.file.allow=always", "-c", "merge.conflictStyle=merge", *args]
    done = subprocess.run(
        command, cwd=root, env={**os.environ, **fixed}, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout.strip()


def commit(root: Path, day: str = START, message: str = "A commit") -> str:
    """Commit everything, in a repository that is made where there is none; the id of the commit."""
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A", "--force", "data", "docs", "mkdocs.yml")
    git(root, "commit", "-q", "--allow-empty", "-m", message, day=day)
    return git(root, "rev-parse", "HEAD")


# Clocks -----------------------------------------------------------------------------------------------------------


def at(folder: Path, instant: str) -> dict[str, str]:
    """An environment in which Python believes that it is this instant (UTC), in another zone than the center's."""
    hook = f"""\
import datetime
plain = datetime.datetime
class Same(type(plain)):
    def __instancecheck__(cls, value):
        return isinstance(value, plain)
class Fixed(plain, metaclass=Same):
    @classmethod
    def now(cls, tz=None):
        return plain.fromisoformat("{instant}").astimezone(tz)
datetime.datetime = Fixed
"""
    where = folder / "clock"
    where.mkdir(parents=True, exist_ok=True)
    (where / "sitecustomize.py").write_text(hook, "utf-8")
    return {"PYTHONPATH": str(where), "TZ": "Asia/Tokyo"}
