"""Writes the notices that may have to be announced to `notices/`, with their texts for release and mail.

The `announce` workflow runs it with the tool and without a token; `announce` makes releases of them. `BASE` and
`BASE_DATE` are the deployment before the one of `TRUSTCENTER_TODAY`, which shows `COMMIT`. Without the latter (a run by
hand), `SHOWN` and `SHOWN_DATE` are the last deployment. The commit that the site shows is read, as main may have one
that is not on the site yet. Sets the output `wanted`: whether there is any notice.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import github

FOLDER = Path("notices")


def main() -> int:
    if os.environ.get("SHOWN") == "none":
        print("nothing was ever deployed, so there is nothing to announce")
        github.output(wanted="false")
        return 0
    try:
        notices = candidates(*_shown())
    except github.Failed as error:
        github.annotate("error", str(error))
        return 1
    FOLDER.mkdir(exist_ok=True)
    for number, notice in enumerate(notices):
        (FOLDER / f"{number:04}-{notice['change']}.json").write_text(json.dumps(notice), "utf-8")
    github.output(wanted="true" if notices else "false")
    print(f"{len(notices)} notices are upcoming or new")
    return 0


def _shown() -> tuple[Path, str, str, str, str]:
    """(folder, its commit, day of the deployed site, base commit, day of the base)."""
    if os.environ.get("TRUSTCENTER_TODAY"):
        commit, day = os.environ["COMMIT"], os.environ["TRUSTCENTER_TODAY"]
        base, base_day = os.environ["BASE"], os.environ["BASE_DATE"]
        if commit == os.environ["GITHUB_SHA"]:
            return Path(), commit, day, base, base_day
    else:
        commit, day, base, base_day = os.environ["SHOWN"], os.environ["SHOWN_DATE"], "", ""
    github.run(["git", "worktree", "add", "--quiet", "--detach", "shown", commit])
    inside = github.run(["git", "rev-parse", "--show-prefix"]).strip()
    return Path("shown", inside), commit, day, base, base_day


def candidates(folder: Path, commit: str, day: str, base: str, base_day: str) -> list[dict[str, Any]]:
    """The notices that the last deployment brought, and all upcoming ones, oldest first, with their texts."""
    listed = _trustcenter(folder, "notices", f"--as-of={day}", "--format=json")
    every = {notice["change"]: notice for notice in json.loads(listed)}
    wanted = {change for change, notice in every.items() if notice["upcoming"]}
    if base:
        since = [f"--base={base}", f"--base-date={base_day}"]
        listed = _trustcenter(folder, "notices", f"--as-of={day}", "--format=json", *since)
        wanted |= {notice["change"] for notice in json.loads(listed)}
    return [
        {**notice, "commit": commit, "release_text": _text(folder, change, day, "release"),
         "mail": _text(folder, change, day, "email")}
        for change, notice in every.items() if change in wanted
    ]  # fmt: skip


def _text(folder: Path, change: str, day: str, form: str) -> str:
    return _trustcenter(folder, "notice", change, f"--as-of={day}", f"--format={form}")


def _trustcenter(folder: Path, *words: str) -> str:
    return github.run([sys.executable, "-I", "-m", "trustcenter.cli", "-C", str(folder), *words])


if __name__ == "__main__":
    sys.exit(main())
