"""Records a deployment of the commit that the site was built from, where that is not the commit of the run.

GitHub notes the commit of the run as deployed. If main does not hold, the site is built from an earlier commit, and
nothing later may count as shown: `last_deployment` reads the newest deployment, which is then the one made here.

With `COMMIT`, begins such a deployment and sets the output `deployment`, empty if none is needed; with `DEPLOYMENT`,
marks it as successful. The `deploy` workflow does the first before it deploys and the second afterwards, so one that
fails counts for nothing. Uses only the standard library.
"""

from __future__ import annotations

import os
import sys

import github
from last_deployment import ENVIRONMENT


def begin(commit: str) -> str:
    """The number of a new deployment of a commit."""
    body = {
        "ref": commit, "environment": ENVIRONMENT, "auto_merge": False, "required_contexts": [],
        "description": "The last commit that held, built for another day",
    }  # fmt: skip
    created = github.api(f"repos/{github.repository()}/deployments", method="POST", body=body)
    return str(created["id"])


def succeed(deployment: str) -> None:
    path = f"repos/{github.repository()}/deployments/{deployment}/statuses"
    github.api(path, method="POST", body={"state": "success", "log_url": github.run_url()})


def main() -> int:
    commit, deployment = os.environ.get("COMMIT"), os.environ.get("DEPLOYMENT")
    try:
        if commit:
            github.output(deployment="" if commit == os.environ["GITHUB_SHA"] else begin(commit))
        elif deployment:
            succeed(deployment)
    except github.Failed as error:
        github.annotate("error", f"the commit that is deployed could not be recorded: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
