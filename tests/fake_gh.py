"""A `gh` for tests: it answers from a file and writes down the requests.

The file (`$FAKE_GITHUB`) holds a small GitHub as JSON: pull requests, issues, comments, releases, deployments, and
words of requests that shall fail. Any other request is an error, so that no test passes by accident.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

FILE = Path(os.environ["FAKE_GITHUB"])
BOT = {"login": "github-actions[bot]"}


def main() -> int:
    world = json.loads(FILE.read_text("utf-8"))
    words = sys.argv[1:]
    stdin = sys.stdin.read() if "--input" in words else ""
    world["calls"].append(
        {"words": words, "body": json.loads(stdin) if stdin else None, "token": os.environ.get("GH_TOKEN")}
    )
    status = 0
    try:
        answer = answered(world, words, json.loads(stdin) if stdin else None)
        print(json.dumps(answer) if answer is not None else "", end="")
    except LookupError as error:
        print(f"gh: {error.args[0]}", file=sys.stderr)
        status = 1
    FILE.write_text(json.dumps(world, indent=1), "utf-8")
    return status


def answered(world: dict[str, Any], words: list[str], body: Any) -> Any:
    for part in world["failing"]:
        if part in " ".join([*words, json.dumps(body)]):
            raise LookupError("Server Error (HTTP 502)")
    if words[:2] == ["auth", "setup-git"]:
        return None
    if words[:2] == ["run", "download"]:
        return download(words)
    assert words[0] == "api", words
    method = words[words.index("--method") + 1]
    path = words[-1] if words[-1] != "-" else words[1]
    found = request(world, method, path, body)
    return [found] if "--slurp" in words else found


def download(words: list[str]) -> None:
    name, folder = words[words.index("--name") + 1], Path(words[words.index("--dir") + 1])
    kept = FILE.parent / "artifacts" / words[2] / name
    if not kept.is_dir():
        raise LookupError("no artifact matches any of the names or patterns provided")
    shutil.copytree(kept, folder, dirs_exist_ok=True, symlinks=True)


def request(world: dict[str, Any], method: str, path: str, body: Any) -> Any:
    if path == "graphql":
        nodes = world["deployments"][::-1]
        start = int(body["variables"].get("after", 0))
        info = {"hasNextPage": len(nodes) > start + 2, "endCursor": str(start + 2)}
        page = {"nodes": nodes[start : start + 2], "pageInfo": info}
        return {"data": {"repository": {"deployments": page}}}
    for pattern, answer in ROUTES:
        if match := re.fullmatch(pattern, f"{method} {path}"):
            return answer(world, body, *match.groups())
    raise LookupError(f"the fake GitHub does not know {method} {path}")


def by_number(items: list[dict[str, Any]], number: str, key: str = "number") -> dict[str, Any]:
    found = next((item for item in items if item[key] == int(number)), None)
    if found is None:
        raise LookupError("Not Found (HTTP 404)")
    return found


def new_number(world: dict[str, Any]) -> int:
    return len(world["issues"]) + len(world["pulls"]) + 1


def open_issue(world: dict[str, Any], body: Any) -> Any:
    issue = {"number": new_number(world), "state": "open", "user": BOT, **body}
    world["issues"].append(issue)
    return issue


def change_issue(world: dict[str, Any], body: Any, number: str) -> Any:
    issue = by_number(world["issues"], number)
    issue.update(body)
    return issue


def open_pull(world: dict[str, Any], body: Any) -> Any:
    number = new_number(world)
    head = {"ref": body["head"], "sha": "", "repo": {"full_name": "o/r"}}
    pull = {
        **body,
        "number": number,
        "state": "open",
        "head": head,
        "html_url": f"https://github.com/o/r/pull/{number}",
    }
    world["pulls"].append(pull)
    return pull


def add_comment(world: dict[str, Any], body: Any, number: str) -> Any:
    comment = {"id": 100 + len(world["comments"]), "issue": int(number), "user": BOT, **body}
    world["comments"].append(comment)
    return comment


def change_comment(world: dict[str, Any], body: Any, number: str) -> Any:
    comment = by_number(world["comments"], number, "id")
    comment.update(body)
    return comment


def release_of(world: dict[str, Any], _: Any, tag: str) -> Any:
    found = next((r for r in world["releases"] if r["tag_name"] == tag), None)
    if found is None:
        raise LookupError("Not Found (HTTP 404)")
    return found


def make_release(world: dict[str, Any], body: Any) -> Any:
    if any(r["tag_name"] == body["tag_name"] for r in world["releases"]):
        raise LookupError("Validation Failed: already_exists (HTTP 422)")
    release = {**body, "html_url": f"https://github.com/o/r/releases/tag/{body['tag_name']}"}
    world["releases"].append(release)
    return release


def opened(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [item for item in items if item["state"] == "open"]


def enable(world: dict[str, Any], _: Any, file: str) -> None:
    world["enabled"].append(file)


def pages_of(world: dict[str, Any], _: Any) -> Any:
    if world.get("no_pages"):
        raise LookupError("Not Found (HTTP 404)")
    return {"build_type": "workflow"}


def make_deployment(world: dict[str, Any], body: Any) -> Any:
    assert (body["required_contexts"], body["auto_merge"]) == ([], False), body
    number = len(world["deployments"])
    instant = world["deployments"][-1]["createdAt"]
    world["deployments"].append(
        {"state": "PENDING", "commitOid": body["ref"], "createdAt": instant, "environment": body["environment"]}
    )
    return {"id": number}


def set_state(world: dict[str, Any], body: Any, number: str) -> Any:
    for deployment in world["deployments"]:
        deployment["state"] = "INACTIVE" if deployment["state"] == "ACTIVE" else deployment["state"]
    world["deployments"][int(number)]["state"] = {"success": "ACTIVE"}[body["state"]]
    return {}


R = "repos/o/r"
ROUTES = [
    (rf"GET {R}/pulls[?]state=open&per_page=100", lambda w, _: opened(w["pulls"])),
    (rf"GET {R}/pulls/(\d+)", lambda w, _, n: by_number(w["pulls"], n)),
    (rf"POST {R}/pulls", open_pull),
    (rf"GET {R}/issues[?]state=open&creator=github-actions%5Bbot%5D&per_page=100", lambda w, _: opened(w["issues"])),
    (rf"POST {R}/issues", open_issue),
    (rf"PATCH {R}/issues/(\d+)", change_issue),
    (
        rf"GET {R}/issues/(\d+)/comments[?]per_page=100",
        lambda w, _, n: [c for c in w["comments"] if c["issue"] == int(n)],
    ),
    (rf"POST {R}/issues/(\d+)/comments", add_comment),
    (rf"PATCH {R}/issues/comments/(\d+)", change_comment),
    (rf"GET {R}/releases/tags/(.+)", release_of),
    (rf"GET {R}/pages", pages_of),
    (rf"POST {R}/releases", make_release),
    (rf"POST {R}/deployments", make_deployment),
    (rf"POST {R}/deployments/(\d+)/statuses", set_state),
    (rf"PUT {R}/actions/workflows/(.+)/enable", enable),
]

if __name__ == "__main__":
    sys.exit(main())
