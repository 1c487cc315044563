"""What the last deployment was: its commit, the day it was built for, and whether anything is new since.

The newest `github-pages` deployment that ever succeeded counts.  None ever: `none`.  A question that fails stops the
job, and so does a commit that is no ancestor of this one: an empty base would let anything be rewritten.

Writes the outputs `base`, `base-date`, `today`, `timezone` and `deploy`.  With `EXPECTED_BASE`, as asked again right
before deploying, it only makes sure that neither the last deployment nor the day is another one by now.

GitHub forgets the statuses of a deployment after 90 days, but not the state they left behind; so this asks for states.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import github

ENVIRONMENT = "github-pages"
SHOWN = {"ACTIVE", "INACTIVE", "SUCCESS"}
"""States that only a deployment that succeeded is ever in: a later one makes it INACTIVE."""
QUERY = """
query ($owner: String!, $name: String!, $environment: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    deployments(first: 50, after: $after, environments: [$environment], orderBy: {field: CREATED_AT, direction: DESC}) {
      nodes { state commitOid createdAt }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


@dataclass(frozen=True)
class Deployment:
    """A deployment that the public has seen, by its commit and the day for which its site was built."""

    commit: str
    day: date


def last(timezone: str) -> Deployment | None:
    """The newest deployment that succeeded, however long ago; None if there never was one."""
    owner, _, name = github.repository().partition("/")
    after: dict[str, str] = {}
    while True:
        data = github.graphql(QUERY, owner=owner, name=name, environment=ENVIRONMENT, **after)
        page = data["repository"]["deployments"]
        for node in page["nodes"]:
            if node["state"] in SHOWN:
                # The deploying job makes sure that this instant is on the day for which the site was built.
                made = datetime.fromisoformat(node["createdAt"])
                return Deployment(node["commitOid"], made.astimezone(ZoneInfo(timezone)).date())
        if not page["pageInfo"]["hasNextPage"]:
            return None
        after = {"after": page["pageInfo"]["endCursor"]}


def today(timezone: str) -> date:
    """The day in the organization's time zone, or the day that a test or a person asked for."""
    asked = os.environ.get("TRUSTCENTER_AS_OF")
    return date.fromisoformat(asked) if asked else datetime.now(UTC).astimezone(ZoneInfo(timezone)).date()


def organization_timezone() -> str:
    """The time zone in data/organization.yml; only where the tool is installed."""
    from trustcenter.reading.center import load

    path = "data/organization.yml"
    return load({path: Path(path).read_bytes()}).timezone


def head() -> str:
    return github.run(["git", "rev-parse", "HEAD"]).strip()


def is_ancestor(commit: str) -> bool:
    """Whether a commit is an ancestor of the one checked out; one that is not in the clone is none."""
    asked = subprocess.run(["git", "merge-base", "--is-ancestor", commit, "HEAD"], check=False, capture_output=True)  # noqa: S607
    return asked.returncode == 0


def main() -> int:
    try:
        timezone = os.environ.get("TIMEZONE") or organization_timezone()
        found, day = last(timezone), today(timezone)
        expected = os.environ.get("EXPECTED_BASE")
        if expected is not None:
            return _still(expected, found, day)
        return _tell(found, day, timezone)
    except github.Failed as error:
        github.annotate(
            "error", f"the question for the last deployment failed, so nothing is compared or deployed: {error}"
        )
        return 1


def _tell(found: Deployment | None, day: date, timezone: str) -> int:
    if found and not is_ancestor(found.commit):
        message = f"the last deployment came from {found.commit}, which is no ancestor of {head()}"
        github.annotate("error", f"{message}; history was rewritten, or this run is older than that deployment")
        return 1
    same = found is not None and (found.commit, found.day) == (head(), day)
    new = "false" if same and os.environ.get("GITHUB_EVENT_NAME") == "schedule" else "true"
    if new == "false":
        github.annotate("notice", f"nothing to do: this commit was already deployed on {day}")
    base, base_day = (found.commit, found.day.isoformat()) if found else ("none", "")
    github.output(
        base=base, base_date=base_day or day.isoformat(), today=day.isoformat(), timezone=timezone, deploy=new
    )
    print(f"last deployment: {base} {base_day}".rstrip(), f"today: {day}", sep="\n")
    return 0


def _still(expected: str, found: Deployment | None, day: date) -> int:
    now = found.commit if found else "none"
    if now != expected:
        github.annotate("error", f"the last deployment is {now} by now, not {expected}: run the whole workflow again")
        return 1
    if day.isoformat() != os.environ["TRUSTCENTER_TODAY"]:
        built = os.environ["TRUSTCENTER_TODAY"]
        github.annotate("error", f"the site was built for {built} and it is {day} by now: run the whole workflow again")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
