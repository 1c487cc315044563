"""Git: the only module that runs git.

"There is none" and "the question failed" are never the same answer: every call
that does not succeed raises `GitError`, which says what to do.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PUBLISHED = ("docs/policies", "docs/changelog")
APPEND_ONLY = "data/deliveries.yml"


class GitError(Exception):
    """Git could not answer; the message says why and what helps."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the main line that touched a file; `when` is the committer's date, which can be forged."""

    id: str
    when: datetime
    author: str
    status: str
    file: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a three-way merge; with a conflict the text shows both sides between markers."""

    text: str
    conflict: bool


def _run(root: Path, arguments: Sequence[str], *, stdin: bytes = b"") -> bytes:
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603 — fixed program, no shell
            ["git", "-c", "core.quotePath=off", *arguments],  # noqa: S607 — git is found on the path
            cwd=root, input=stdin, capture_output=True, check=False, env=environment,
        )  # fmt: skip
    except FileNotFoundError:
        raise GitError("git is not installed; install it to compare with what was deployed") from None
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(message[-1] if message else f"git {arguments[0]} failed")
    return done.stdout


def deployed(root: Path, ref: str) -> dict[str, bytes]:
    """The published files and the deliveries as they stand in the commit `ref`, by path below `root`.

    Raises `GitError` when the commit is missing (a shallow clone, a wrong name) or not an ancestor of HEAD.
    """
    commit = _commit(root, ref)
    _must_be_ancestor(root, commit, ref)
    return tree(root, commit, (*PUBLISHED, APPEND_ONLY), lambda _path: True)


def parted(root: Path, ref: str) -> str:
    """The commit at which HEAD parted from `ref`: where a pull request into `ref` starts.

    Raises `GitError` when `ref` is missing, or when both have no commit in common.
    """
    commit = _commit(root, ref)
    try:
        return _run(root, ["merge-base", commit, "HEAD"]).decode().split()[0]
    except GitError:
        message = f"the commit `{ref}` and HEAD have no commit in common"
        raise GitError(message + _fetch_hint(root)) from None


def tree(root: Path, commit: str, paths: Sequence[str], wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The files at or below some paths as they stand in a commit, by path below `root`; `wanted` chooses by path."""
    listed = _run(root, ["ls-tree", "-r", "-z", commit, "--", *paths]).split(b"\0")
    entries = [line.decode("utf-8", "surrogateescape").split("\t", 1) for line in listed if line]
    blobs = {path: meta.split()[2] for meta, path in entries if meta.split()[1] == "blob" and wanted(path)}
    return dict(zip(blobs, _blobs(root, list(blobs.values())), strict=True))


def _commit(root: Path, ref: str) -> str:
    if ref.startswith("-"):
        raise GitError(f"`{ref}` is not the name of a commit")
    try:
        found = _run(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"])
        return found.decode().strip()
    except GitError:
        raise GitError(f"the commit `{ref}` is not in this clone{_fetch_hint(root)}") from None


def _must_be_ancestor(root: Path, commit: str, ref: str) -> None:
    try:
        _run(root, ["merge-base", "--is-ancestor", commit, "HEAD"])
    except GitError:
        message = f"the commit `{ref}` is not an ancestor of HEAD, so it cannot be what was deployed before"
        raise GitError(message + _fetch_hint(root)) from None


def _fetch_hint(root: Path) -> str:
    try:
        shallow = _run(root, ["rev-parse", "--is-shallow-repository"]).strip() == b"true"
    except GitError as error:
        return f" ({error})"
    if shallow:
        return ": this clone is shallow; run `git fetch --unshallow` (in Actions: `fetch-depth: 0`)"
    return ": run `git fetch origin`, and check the name"


def _blobs(root: Path, ids: Sequence[str]) -> list[bytes]:
    """The contents of many blobs in one call."""
    data = _run(root, ["cat-file", "--batch"], stdin="".join(f"{blob}\n" for blob in ids).encode())
    contents, at = [], 0
    for _ in ids:
        end = data.index(b"\n", at)
        size = int(data[at:end].split()[2])
        contents.append(data[end + 1 : end + 1 + size])
        at = end + size + 2
    return contents


def touched(root: Path) -> list[Commit]:
    """Every commit of the main line (first parents) that touched a published file, oldest first."""
    form = "--format=%x01%H%x00%cI%x00%an%x00"
    log = ["log", "--first-parent", "-m", "--no-renames", "--reverse", "--name-status", "-z", "--relative", form]
    out = _run(root, [*log, "--", *PUBLISHED]).decode("utf-8", "surrogateescape")
    commits = []
    for block in out.split("\x01")[1:]:
        commit, when, author, *rest = block.split("\0")
        names = [part.strip("\n") for part in rest if part.strip("\n")]
        for status, file in zip(names[::2], names[1::2], strict=False):
            commits.append(Commit(commit, datetime.fromisoformat(when), author, status, file))
    return commits


def merge(base: str, ours: str, theirs: str, *, names: tuple[str, str, str]) -> Merged:
    """Three-way merge of texts (`git merge-file`): what changed from `base` to `theirs`, applied to `ours`.

    `names` label ours, base and theirs where they conflict.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, (ours, base, theirs), strict=True):
            path.write_bytes(text.encode())
        labels = [part for name in names for part in ("-L", name)]
        done = subprocess.run(  # noqa: S603 — fixed program, no shell
            ["git", "merge-file", "-p", "--diff3", *labels, *map(str, paths)],  # noqa: S607 — git is found on the path
            capture_output=True, check=False,
        )  # fmt: skip
    if done.returncode < 0 or done.returncode > 127:
        raise GitError(done.stderr.decode("utf-8", "replace").strip() or "git merge-file failed")
    return Merged(done.stdout.decode(), done.returncode > 0)
