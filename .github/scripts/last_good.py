"""Goes back to the commit that was deployed last, because the commit of this run does not hold or does not build.

The `deploy` workflow runs it before it builds the site for today, so that a pull request merged too late blocks no
nightly build. `BASE`, `BASE_DATE`, `TRUSTCENTER_TODAY` and `DEPLOY` are outputs of `last_deployment`. Checks that
commit out and sets the outputs `commit`, `refused` and `deploy`; `deploy` is `false` if it was deployed today already.
Exits with 1 if nothing was ever deployed. Uses only the standard library.
"""

from __future__ import annotations

import os
import sys

import github


def main() -> int:
    base, head = os.environ["BASE"], os.environ["GITHUB_SHA"]
    if base == "none":
        github.annotate("error", f"{head} does not hold, and nothing was ever deployed that could be built instead")
        return 1
    if base == head:
        github.annotate("error", f"{head} was deployed before and does not build any more")
        return 1
    try:
        github.run(["git", "checkout", "--quiet", "--force", "--detach", base])
    except github.Failed as error:
        github.annotate("error", str(error))
        return 1
    is_new = os.environ["DEPLOY"] == "true" and os.environ["BASE_DATE"] != os.environ["TRUSTCENTER_TODAY"]
    github.output(commit=base, refused="true", deploy="true" if is_new else "false")
    words = f"{head} is not deployed, because it does not hold; the site keeps showing {base}"
    github.annotate("warning", words)
    github.summary(f"**Main was not deployed.** {words}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
