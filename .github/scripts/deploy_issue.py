"""Opens an issue when the deployment fails and closes it after the next success.

The `deploy` workflow runs it; `JOBS` has GitHub's results of its jobs as JSON. A run that was cancelled or had nothing
to do changes nothing.
"""

from __future__ import annotations

import json
import os
import sys

import github
import one_issue

TITLE = "The trust center was not deployed"
MARK = "deploy"


def body(results: dict[str, str]) -> str:
    """The text of the issue for jobs that failed."""
    failed = ", ".join(job for job, result in results.items() if result == "failure")
    if results["deploy"] == "success":
        what = "The site was deployed, but not everything after it succeeded: some notices may not have been announced."
        then = "Run the workflow `announce` by hand; it announces nothing twice."
    else:
        what = "The site stands as it was before; nothing of this was deployed."
        then = "Mend what the annotations name, by a pull request; `redo` dates a change anew that was merged late."
    return (
        f"{what}\n\nFailed: {failed} in [this run]({github.run_url()}) of {os.environ['GITHUB_SHA']}.\n\n"
        f"{then} `manual/github.md` says more under *When a deployment fails*.\n"
        "This issue closes itself after the next deployment that succeeds.\n"
    )


def main() -> int:
    results = {name: job["result"] for name, job in json.loads(os.environ["JOBS"]).items()}
    if "failure" in results.values():
        print(one_issue.settle(MARK, TITLE, body(results)))
    elif results["deploy"] == "success":
        print(one_issue.settle(MARK, TITLE, ""))
    else:
        print("nothing was deployed and nothing failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
