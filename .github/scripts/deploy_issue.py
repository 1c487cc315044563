"""Opens an issue when main was not deployed and closes it after the next success; likewise one for notices to send.

The `deploy` workflow runs it; `JOBS` has GitHub's results of its jobs as JSON, with their outputs. A run that was
cancelled or had nothing to do changes nothing about the first; `undelivered` wrote the text of the second.
"""

from __future__ import annotations

import json
import os
import sys

import github
import one_issue

TITLE = "The trust center was not deployed"
MARK = "deploy"
TO_SEND_TITLE = "Notices to send: delivery not recorded"
TO_SEND_MARK = "undelivered"


def body(results: dict[str, str], refused_for: str = "") -> str:
    """The text of the issue for jobs that failed, or for main that was refused while an earlier commit is shown."""
    failed = ", ".join(job for job, result in results.items() if result == "failure") or "the check or build of main"
    if refused_for and results["deploy"] != "failure":
        what = (
            f"Main does not hold, so the site shows {refused_for} for today: the commit that was deployed last."
            " Nothing that was merged since is public."
        )
        then = "Mend what the annotations name, by a pull request; `repair` dates a change anew that was merged late."
    elif results["deploy"] == "success":
        what = "The site was deployed, but not everything after it succeeded: some notices may not have been announced."
        then = "Run the workflow `announce` by hand; it announces nothing twice."
    else:
        what = "The site stands as it was before; nothing of this was deployed."
        then = "Mend what the annotations name, by a pull request; `repair` dates a change anew that was merged late."
    return (
        f"{what}\n\nFailed: {failed} in [this run]({github.run_url()}) of {os.environ['GITHUB_SHA']}.\n\n"
        f"{then} `manual/github.md` says more under *When a deployment fails*.\n"
        "This issue closes itself after the next deployment that succeeds.\n"
    )


def main() -> int:
    jobs = json.loads(os.environ["JOBS"])
    results = {name: job["result"] for name, job in jobs.items()}
    built = jobs["build"].get("outputs", {})
    refused_for = built.get("commit", "") if built.get("refused") == "true" else ""
    if "failure" in results.values() or refused_for:
        print(one_issue.settle(MARK, TITLE, body(results, refused_for)))
    elif results["deploy"] == "success":
        print(one_issue.settle(MARK, TITLE, ""))
    else:
        print("nothing was deployed and nothing failed")
    if to_send := built.get("to-send"):
        print(one_issue.settle(TO_SEND_MARK, TO_SEND_TITLE, "" if to_send == "nothing" else to_send))
    return 0


if __name__ == "__main__":
    sys.exit(main())
