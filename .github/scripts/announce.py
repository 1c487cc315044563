"""Makes a GitHub Release for each notice that the deployed site shows and that has none yet.

The `announce` and `deploy` workflows run it. Everyone who watches the repository's releases gets an e-mail. The tag of
a release is made from the id of the change, so a second run announces nothing twice, and what a failed run left out is
announced later while the change is upcoming. With `WEBHOOK`, each new notice is posted there as JSON; e-mail texts are
written to `notices/`. Exits with 1 if anything failed.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import github
import last_deployment

FOLDER = Path("notices")


def main() -> int:
    try:
        shown = _shown()
        if shown is None:
            print("nothing was ever deployed, so there is nothing to announce")
            return 0
        new = [notice for notice in candidates(*shown) if not is_released(notice["tag"])]
        untold = [notice["change"] for notice in new if not announce(notice, shown[0])]
    except github.Failed as error:
        github.annotate("error", str(error))
        return 1
    github.summary(
        "\n".join(["Announced:", "", *(f"- {notice['change']}" for notice in new)]) if new else "Nothing new."
    )
    if not new:
        print("nothing new to announce")
    return 1 if untold else 0


def _shown() -> tuple[str, str, str] | None:
    """(day of the deployed site, base commit, day of the base); None if nothing was ever deployed.

    A run by hand asks GitHub and checks out the commit that was deployed, as a newer one is not on the site yet.
    """
    if os.environ.get("TRUSTCENTER_TODAY"):
        return os.environ["TRUSTCENTER_TODAY"], os.environ["BASE"], os.environ["BASE_DATE"]
    deployment = last_deployment.last(last_deployment.organization_timezone())
    if deployment is None:
        return None
    github.run(["git", "checkout", "--quiet", "--detach", deployment.commit])
    return deployment.day.isoformat(), "", ""


def candidates(day: str, base: str, base_day: str) -> list[dict[str, Any]]:
    """The notices that the last deployment brought, and all upcoming ones, oldest first."""
    listed = _trustcenter("notices", f"--as-of={day}", "--format=json")
    every = {notice["change"]: notice for notice in json.loads(listed)}
    wanted = {change for change, notice in every.items() if notice["upcoming"]}
    if base:
        listed = _trustcenter("notices", f"--as-of={day}", "--format=json", f"--base={base}", f"--base-date={base_day}")
        wanted |= {notice["change"] for notice in json.loads(listed)}
    return [notice for change, notice in every.items() if change in wanted]


def is_released(tag: str) -> bool:
    try:
        github.api(f"repos/{github.repository()}/releases/tags/{tag}")
    except github.Failed as error:
        if error.is_missing:
            return False
        raise
    return True


def announce(notice: dict[str, Any], day: str) -> bool:
    """Makes the release, writes the e-mail text and posts to the webhook; False if the webhook failed.

    The release comes first, because it marks the notice as announced.
    """
    change = notice["change"]
    body = _trustcenter("notice", change, f"--as-of={day}", "--format=release")
    FOLDER.mkdir(exist_ok=True)
    mail = _trustcenter("notice", change, f"--as-of={day}", "--format=email")
    (FOLDER / f"{change}.eml").write_text(mail, "utf-8", newline="")
    release = {
        "tag_name": notice["tag"], "target_commitish": last_deployment.head(), "name": notice["title"], "body": body,
    }  # fmt: skip
    created = github.api(f"repos/{github.repository()}/releases", method="POST", body=release)
    print(f"released {notice['tag']}: {created['html_url']}")
    hook = os.environ.get("WEBHOOK")
    text = f"{notice['title']} {notice['url']}"
    return not hook or post(hook, {**notice, "text": text, "release": created["html_url"]})


def post(hook: str, body: dict[str, Any]) -> bool:
    """Posts a notice as JSON; a failure becomes an annotation that does not show the address. Returns whether it
    worked.
    """
    if not hook.startswith(("https://", "http://127.0.0.1:")):
        github.annotate("error", f"the webhook is no https address, so it was not told of {body['change']}")
        return False
    request = urllib.request.Request(hook, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30):  # noqa: S310
            return True
    except (urllib.error.URLError, TimeoutError) as error:
        why = getattr(error, "code", "") or "no answer"
        message = f"the webhook did not take {body['change']} ({why}); its release is out, so tell those people by hand"
        github.annotate("error", message)
        return False


def _trustcenter(*words: str) -> str:
    command = [sys.executable, "-c", "from trustcenter.cli import main; main(prog_name='trustcenter')"]
    return github.run([*command, *words])


if __name__ == "__main__":
    sys.exit(main())
