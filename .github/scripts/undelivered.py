"""Sets the output `to-send`: the text of the issue about notices whose delivery nobody recorded.

The `deploy` workflow runs it with the tool and without a token, and passes the text to `deploy_issue`. The notices are
those of the commit that the site shows, which is checked out; deliveries are recorded on main, the commit of the run.
From the announced day on, each channel of the promise that a person has to serve is due. The text is `nothing` if all
are recorded, and there is no output if the facts cannot be read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import github
import last_deployment
from trustcenter.disk.files import read_tree
from trustcenter.model.problems import Problem
from trustcenter.reading.center import load
from trustcenter.reports.problem_report import line
from trustcenter.rules.upkeep import undelivered_notice

DELIVERIES = "data/deliveries.yml"


def text(problems: list[Problem]) -> str:
    if not problems:
        return "nothing"
    quoted = ["`" + line(problem).replace("`", "'").replace("\n", " ") + "`" for problem in problems]
    listed = "\n".join(f"- {words}" for words in quoted)
    return (
        "A notice on a site is not yet a notice by e-mail. These were announced, and nothing in `data/deliveries.yml`"
        f" says that they went out as promised:\n\n{listed}\n\n"
        "The artifact `notices` of the run that announced a notice has its mail, and so has the command that is named."
        " This issue closes itself after the deployment that finds each delivery recorded.\n"
    )


def recorded() -> dict[str, bytes]:
    """The deliveries as main records them; empty if it has none."""
    try:
        return {DELIVERIES: github.run(["git", "show", f"{os.environ['GITHUB_SHA']}:./{DELIVERIES}"]).encode()}
    except github.Failed:
        return {}


def main() -> int:
    center = load({**read_tree(Path()), **recorded()})
    if not center.sources.unread:
        github.output(to_send=text(list(undelivered_notice(center, last_deployment.today(center.timezone)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
