"""Makes a GitHub Release for each notice that the deployed site shows and that has none yet.

The `announce` and `deploy` workflows run it. It reads what `write_notices` left in `notices/`, and runs nothing of the
tool. Everyone who watches the repository's releases gets an e-mail. The tag of a release is made from the id of the
change, so a second run announces nothing twice, and what a failed run left out is announced later while the change is
upcoming. With `WEBHOOK`, each new notice is posted there as JSON; its e-mail text is kept in `mails/`. Exits with 1 if
anything failed. Uses only the standard library.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import github

FOLDER, MAILS = Path("notices"), Path("mails")
_CHANGE = re.compile(r"[\w-]+")


def main() -> int:
    try:
        new = [notice for notice in written() if not is_released(notice["tag"])]
        untold = [notice["change"] for notice in new if not announce(notice)]
    except github.Failed as error:
        github.annotate("error", str(error))
        return 1
    github.summary(
        "\n".join(["Announced:", "", *(f"- {notice['change']}" for notice in new)]) if new else "Nothing new."
    )
    if not new:
        print("nothing new to announce")
    return 1 if untold else 0


def written() -> list[dict[str, Any]]:
    """The notices in the folder, oldest first; raises `github.Failed` if one cannot be what the tool writes."""
    notices = [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))]
    for notice in notices:
        if not _CHANGE.fullmatch(notice["change"]) or not re.fullmatch(r"[0-9a-f]{40}", notice["commit"]):
            raise github.Failed("the notices that were handed over are not those that the tool writes")
    return notices


def is_released(tag: str) -> bool:
    try:
        github.api(f"repos/{github.repository()}/releases/tags/{tag}")
    except github.Failed as error:
        if error.is_missing:
            return False
        raise
    return True


def announce(notice: dict[str, Any]) -> bool:
    """Makes the release, keeps the e-mail text and posts to the webhook; False if the webhook failed.

    The release comes first, because it marks the notice as announced.
    """
    commit, body, mail = notice.pop("commit"), notice.pop("release_text"), notice.pop("mail")
    release = {"tag_name": notice["tag"], "target_commitish": commit, "name": notice["title"], "body": body}
    created = github.api(f"repos/{github.repository()}/releases", method="POST", body=release)
    print(f"released {notice['tag']}: {created['html_url']}")
    MAILS.mkdir(exist_ok=True)
    (MAILS / f"{notice['change']}.eml").write_text(mail, "utf-8", newline="")
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


if __name__ == "__main__":
    sys.exit(main())
