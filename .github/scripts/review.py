"""Writes the text of the weekly review's issue; empty if everything is in order.

The `review` workflow runs `review LINKS` with the list that `links external` printed, and passes the output to
`one_issue`. Broken links on archived pages are mentioned only beside other findings, as those pages cannot be
corrected.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import last_deployment
from trustcenter.disk.files import read_tree
from trustcenter.model.problems import Problem
from trustcenter.reading.center import load
from trustcenter.reports.problem_report import line
from trustcenter.rules import check, rule_id, upkeep
from trustcenter.rules.requirement_findings import expired_attestation, stale_list

IGNORED_RULES = {"unknown-fact"}
"""Rules about what an author wrote on purpose and every check reports."""


def due() -> list[Problem]:
    """The problems that the upkeep rules find today: reviews, contacts, security.txt, attestations, lists."""
    center = load(read_tree(Path()))
    wanted = {rule_id(rule) for rule in (*upkeep.RULES, expired_attestation, stale_list)} - IGNORED_RULES
    return [problem for problem in check(center, last_deployment.today(center.timezone)) if problem.rule in wanted]


def text(due_now: list[Problem], links: list[dict[str, Any]]) -> str:
    present = [link for link in links if link["present"]]
    archived = [link for link in links if not link["present"]]
    if not due_now and not present:
        return ""
    parts = []
    if due_now:
        parts += ["## Due", "", *(f"- {_code(line(problem))}" for problem in due_now), ""]
    if present:
        parts += ["## Broken links on pages of the present", "", *map(_link, present), ""]
    if archived:
        parts += [
            "## For information: broken links on archived pages, which never change",
            "",
            *map(_link, archived),
            "",
        ]
    return "\n".join(parts)


def _link(link: dict[str, Any]) -> str:
    pages = ", ".join(_code(page or "/") for page in link["pages"][:5]) + (" …" if len(link["pages"]) > 5 else "")
    return f"- {_code(link['url'])}: {_code(link['result'])}, on {pages}"


def _code(words: str) -> str:
    return "`" + words.replace("`", "'").replace("\n", " ") + "`"


if __name__ == "__main__":
    print(text(due(), json.loads(Path(sys.argv[1]).read_text("utf-8"))), end="")
