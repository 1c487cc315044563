"""Finds the last successful deployment and sets the outputs `base`, `base-date`, `today`, `timezone` and `deploy`.

The workflows run it before they check or deploy. The newest `github-pages` deployment that ever succeeded counts;
`base` is `none` if there never was one. If the question fails, or its commit is no ancestor of this one, the job stops:
with an empty base anything could be rewritten.

With `FOR_DEPLOYING`, it says what to switch on if there is nowhere to deploy to; `deploy` is then `false`, as it is on
another branch than main.
With `EXPECTED_BASE`, it only checks (right before deploying) that the last deployment and the day are still the same.
`TIMEZONE` is that of the organization, which a step without a token read. Uses only the standard library.

GitHub deletes the statuses of a deployment after 90 days but keeps its state, so states are queried.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import github

ENVIRONMENT = "github-pages"
NO_PAGES = (
    "GitHub Pages is not switched on, so nothing was deployed: choose *GitHub Actions* as the source in Settings →"
    " Pages, then run this workflow again"
)
SHOWN = {"ACTIVE", "INACTIVE", "SUCCESS"}
"""States of deployments that succeeded; a later deployment sets an earlier one to INACTIVE."""
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
    """A deployment that the public has seen: its commit and the day its site was built for."""

    commit: str
    day: date


def last(timezone: str) -> Deployment | None:
    """The newest deployment that succeeded; None if there never was one."""
    owner, _, name = github.repository().partition("/")
    after: dict[str, str] = {}
    while True:
        data = github.graphql(QUERY, owner=owner, name=name, environment=ENVIRONMENT, **after)
        page = data["repository"]["deployments"]
        for node in page["nodes"]:
            if node["state"] in SHOWN:
                # The deploying job makes sure that this instant is on the day for which the site was built.
                created = datetime.fromisoformat(node["createdAt"])
                return Deployment(node["commitOid"], created.astimezone(ZoneInfo(timezone)).date())
        if not page["pageInfo"]["hasNextPage"]:
            return None
        after = {"after": page["pageInfo"]["endCursor"]}


def today(timezone: str) -> date:
    """Today in the organization's time zone, or the day in `TRUSTCENTER_AS_OF`."""
    asked = os.environ.get("TRUSTCENTER_AS_OF")
    return date.fromisoformat(asked) if asked else datetime.now(UTC).astimezone(ZoneInfo(timezone)).date()


def head() -> str:
    return github.run(["git", "rev-parse", "HEAD"]).strip()


def is_ancestor(commit: str) -> bool:
    """Whether a commit is an ancestor of HEAD; False if it is not in the clone."""
    asked = subprocess.run(["git", "merge-base", "--is-ancestor", commit, "HEAD"], check=False, capture_output=True)  # noqa: S607
    return asked.returncode == 0


def main() -> int:
    try:
        timezone = os.environ["TIMEZONE"]
        deployment, day = last(timezone), today(timezone)
        expected = os.environ.get("EXPECTED_BASE")
        if expected is not None:
            return _still(expected, deployment, day)
        return _tell(deployment, day, timezone)
    except github.Failed as error:
        github.annotate(
            "error", f"the question for the last deployment failed, so nothing is compared or deployed: {error}"
        )
        return 1


def _tell(deployment: Deployment | None, day: date, timezone: str) -> int:
    if deployment and not is_ancestor(deployment.commit):
        message = f"the last deployment came from {deployment.commit}, which is no ancestor of {head()}"
        github.annotate("error", f"{message}; history was rewritten, or this run is older than that deployment")
        return 1
    same = deployment is not None and (deployment.commit, deployment.day) == (head(), day)
    new = "false" if same and os.environ.get("GITHUB_EVENT_NAME") == "schedule" else "true"
    if new == "false":
        github.annotate("notice", f"nothing to do: this commit was already deployed on {day}")
    elif os.environ.get("FOR_DEPLOYING") and (why_not := _nowhere()):
        new = "false"
        github.annotate("warning", why_not)
        github.summary(f"**Not deployed.** {why_not}")
    base, base_day = (deployment.commit, deployment.day.isoformat()) if deployment else ("none", "")
    github.output(
        base=base, base_date=base_day or day.isoformat(), today=day.isoformat(), timezone=timezone, deploy=new
    )
    print(f"last deployment: {base} {base_day}".rstrip(), f"today: {day}", sep="\n")
    return 0


def _nowhere() -> str:
    """Why there is nowhere to deploy to; empty if there is, or if GitHub does not say."""
    if os.environ.get("GITHUB_REF") != "refs/heads/main":
        return f"only main is deployed, and this run is of {os.environ.get('GITHUB_REF')}: it was checked and built"
    try:
        github.api(f"repos/{github.repository()}/pages")
    except github.Failed as error:
        return NO_PAGES if error.is_missing else ""
    return ""


def _still(expected: str, deployment: Deployment | None, day: date) -> int:
    now = deployment.commit if deployment else "none"
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
