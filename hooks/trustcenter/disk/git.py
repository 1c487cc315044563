"""Runs git: the published files of a commit, the history of a file, three-way merges of texts.

`cli` calls it; nothing else runs git.  Every call that fails raises `GitError` with a message that says what to do, so
that "there is none" and "git could not answer" are never confused.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from trustcenter.model.similarity import nearest

PUBLISHED = ("docs/policies", "docs/changelog")
APPEND_ONLY = "data/deliveries.yml"


class GitError(Exception):
    """Git could not answer; the message says why and what helps."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the main line (first parents) that changed a file.

    `when` is the committer's date (which can be forged), `status` that of `git log --name-status` (`A`, `M`, `D`).
    """

    id: str
    when: datetime
    author: str
    status: str
    file: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of a three-way merge; with a conflict, `text` has both sides between markers."""

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
    """The published files and the deliveries in the commit `ref`, by path relative to `root`.

    Raises `GitError` if the commit is missing (a shallow clone, a wrong name) or not an ancestor of HEAD.
    """
    commit = _commit(root, ref)
    _must_be_ancestor(root, commit, ref)
    return tree(root, commit, (*PUBLISHED, APPEND_ONLY), lambda _path: True)


def published_at(root: Path, ref: str) -> dict[str, bytes]:
    """The published files in the commit `ref`, whatever branch it is on, by path relative to `root`."""
    return tree(root, _commit(root, ref), PUBLISHED, lambda _path: True)


def tracked(root: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """The files at or below `paths` that git tracks; none outside of a repository, and none without git."""
    try:
        listed = _run(root, ["ls-files", "-z", "--", *paths])
    except GitError:
        return ()
    return tuple(path for path in listed.decode("utf-8", "surrogateescape").split("\0") if path)


def merge_base(root: Path, ref: str) -> str:
    """The merge base of HEAD and `ref`: where a pull request into `ref` starts.

    Raises `GitError` if `ref` is missing, or if both have no commit in common.
    """
    commit = _commit(root, ref)
    try:
        return _run(root, ["merge-base", commit, "HEAD"]).decode().split()[0]
    except GitError:
        message = f"the commit `{ref}` and HEAD have no commit in common"
        raise GitError(message + _fetch_hint(root)) from None


def tree(root: Path, commit: str, paths: Sequence[str], wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The files at or below `paths` in a commit whose path is `wanted`: contents by path relative to `root`."""
    listed = _run(root, ["ls-tree", "-r", "-z", commit, "--", *paths]).split(b"\0")
    entries = [line.decode("utf-8", "surrogateescape").split("\t", 1) for line in listed if line]
    blobs = {path: meta.split()[2] for meta, path in entries if meta.split()[1] == "blob" and wanted(path)}
    return dict(zip(blobs, _blobs(root, list(blobs.values())), strict=True))


def _commit(root: Path, ref: str) -> str:
    if ref.startswith("-"):
        raise GitError(f"`{ref}` is not the name of a commit")
    try:
        output = _run(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"])
        return output.decode().strip()
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


def _blobs(root: Path, ids: Sequence[str], *, run: Callable[..., bytes] = _run) -> list[bytes]:
    """The contents of blobs in the order of their ids, in one call of git."""
    data = run(root, ["cat-file", "--batch"], stdin="".join(f"{blob}\n" for blob in ids).encode())
    contents, at = [], 0
    for _ in ids:
        end = data.index(b"\n", at)
        size = int(data[at:end].split()[2])
        contents.append(data[end + 1 : end + 1 + size])
        at = end + size + 2
    return contents


def signed_message(root: Path, tag: str) -> bytes:
    """The message of a tag, if git finds its signature good by the keys that this machine trusts.

    Raises `GitError` if there is no such tag, or its signature is missing, bad or of somebody unknown.
    """
    try:
        _run(root, ["verify-tag", "--", tag])
    except GitError as error:
        told = str(error)
        raise GitError(f"the tag has no signature that git takes for good here: {told}") from None
    return _run(root, ["for-each-ref", "--format=%(contents:subject)%0a%(contents:body)", f"refs/tags/{tag}"])


def published_commits(root: Path) -> list[Commit]:
    """Every commit of the main line (first parents) that changed a published file, oldest first, once for each file."""
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


# Repositories of others ---------------------------------------------------------------------------------------------

_SAFE_CONFIGURATION = (
    "core.quotePath=off", "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "core.sshCommand=false",
    "core.attributesFile=/dev/null", "log.showSignature=false", "log.showRoot=true", "log.mailmap=false",
    "log.follow=false", "color.ui=never", "protocol.allow=never", "credential.helper=", "maintenance.auto=false",
    "gc.auto=0",
)  # fmt: skip
"""Settings that prevent the configuration of a repository from running programs or connecting to other machines."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A file after a commit of the main line that changed it; `blob` is the object id, empty if it is no file now.

    `when` is the committer's date; `kind` is `file`, `link`, `module` or `gone`; `renamed_from` the path it had before.
    """

    commit: str
    when: datetime
    path: str
    blob: str
    kind: str
    renamed_from: str = ""


def _run_foreign(repository: Path, arguments: Sequence[str], *, stdin: bytes = b"") -> bytes:
    """Run git on a repository that may be hostile: its configuration runs no program, and nothing is fetched."""
    given = {**os.environ, "LC_ALL": "C"}
    environment = {
        **{name: value for name, value in given.items() if not name.startswith("GIT_")},
        "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none", "GIT_PROTOCOL_FROM_USER": "0", "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_CEILING_DIRECTORIES": str(repository.parent), "GIT_LITERAL_PATHSPECS": "1", "GIT_ATTR_NOSYSTEM": "1",
    }  # fmt: skip
    settings = [part for setting in _SAFE_CONFIGURATION for part in ("-c", setting)]
    try:
        done = subprocess.run(  # noqa: S603 — fixed program, no shell
            ["git", "--no-pager", *settings, *arguments],  # noqa: S607 — git is found on the path
            cwd=repository, input=stdin, capture_output=True, check=False, env=environment,
        )  # fmt: skip
    except FileNotFoundError:
        raise GitError("git is not installed; install it to read a history") from None
    if done.returncode:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(message[0].removeprefix("fatal: ") if message else f"git {arguments[0]} failed")
    return done.stdout


def history(repository: Path, path: str, *, follow: bool) -> list[Revision]:
    """Every revision of a file on the main line (first parents) of `HEAD`, oldest first.

    With `follow`, renames are followed to earlier paths.  Raises `GitError` if there is no repository, no commit, or
    never was such a file.
    """
    _must_be_repository(repository)
    if path.startswith("/") or path.split("/")[0] == "..":
        raise GitError(f"`{path}` is no path below the top of a repository")
    revisions: list[Revision] = []
    start, name = "HEAD", path
    while name:
        part = _touching(repository, start, name)
        # Before it vanished and came back, a file may have had another name: each coming is followed by itself.
        begins = max((at + 1 for at, one in enumerate(part[:-1]) if one.kind == "gone"), default=0)
        before = _renamed_from(repository, part[begins]) if part and part[begins].blob else ""
        if before:
            part[begins] = replace(part[begins], renamed_from=before)
        follows = bool(before and follow)
        revisions = (part[begins:] if follows else part) + revisions
        start, name = (f"{part[begins].commit}^1", before) if follows else ("", "")
    if not revisions:
        raise GitError(f"no commit of the main line ever had a file `{path}`{_similar_files(repository, path)}")
    return revisions


def _must_be_repository(repository: Path) -> None:
    try:
        _run_foreign(repository, ["rev-parse", "--git-dir"])
    except GitError as error:
        if "dubious ownership" in str(error) or "safe.bareRepository" in str(error):
            raise GitError(f"git does not trust {repository}: {error}") from None
        raise GitError(f"{repository} is no git repository; name its top folder, or clone it first") from None
    try:
        _run_foreign(repository, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
    except GitError:
        raise GitError(f"{repository} has no commit yet") from None


_NO_DIFF_HELPERS = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=none")


def _touching(repository: Path, start: str, path: str) -> list[Revision]:
    """The revisions of a path in the commits up to `start`, oldest first; renames are not followed."""
    log = ["log", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--reverse", "--format=%H %cI"]
    options = ["--no-show-signature", "--no-color", "--raw", "-z", "--no-abbrev", *_NO_DIFF_HELPERS]
    out = _run_foreign(repository, [*log, *options, start, "--", path]).decode("utf-8", "surrogateescape")
    parts = iter(out.split("\0"))
    revisions, commit, when = list[Revision](), "", ""
    for part in parts:
        if part.lstrip("\n").startswith(":"):  # the next part is its path, whatever characters that has
            _, mode, _, blob, _ = part.split()
            if next(parts) == path:
                revisions.append(_revision(commit, when, path, mode, blob))
        elif part.strip():
            commit, when = part.split()
    return revisions


def _revision(commit: str, when: str, path: str, mode: str, blob: str) -> Revision:
    kinds = {"100644": "file", "100755": "file", "100664": "file", "120000": "link", "160000": "module"}
    kind = kinds.get(mode, "gone")
    return Revision(commit, datetime.fromisoformat(when), path, blob if kind == "file" else "", kind)


def _renamed_from(repository: Path, first: Revision) -> str:
    """The path of the file before the commit of its first revision, if that commit renamed it; otherwise empty."""
    try:
        parent = _run_foreign(repository, ["rev-parse", "--verify", "--quiet", f"{first.commit}^1"]).decode().strip()
    except GitError:
        return ""
    options = ["-M50%", "-l1000", "--diff-filter=R", "-r", "-z", "--name-status", *_NO_DIFF_HELPERS]
    out = _run_foreign(repository, ["diff-tree", *options, parent, first.commit]).decode("utf-8", "surrogateescape")
    parts = out.split("\0")
    named = zip(parts[1::3], parts[2::3], strict=False)
    return next((before for before, after in named if after == first.path), "")


def _similar_files(repository: Path, path: str) -> str:
    """A hint that names files of `HEAD` with the same or a similar name; empty if there is none."""
    listed = _run_foreign(repository, ["ls-tree", "-r", "-z", "--name-only", "HEAD"])
    names = [name for name in listed.decode("utf-8", "replace").split("\0")[:20_000] if name]
    near = [name for name in names if name.rpartition("/")[2] == path.rpartition("/")[2]][:3]
    near = near or list(filter(None, [nearest(path, names)]))
    return f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""


def contents(repository: Path, revisions: Sequence[Revision], *, largest: int) -> dict[str, bytes | int]:
    """The content of each revision by its blob; of blobs with more than `largest` bytes, only their size."""
    blobs = sorted({revision.blob for revision in revisions if revision.blob})
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    output = _run_foreign(repository, ["cat-file", "--batch-check=%(objecttype) %(objectsize)"], stdin=asked)
    sizes: dict[str, int] = {}
    for blob, line in zip(blobs, output.decode().splitlines(), strict=True):
        if not line.startswith("blob "):
            raise GitError(f"the object {blob[:12]} is not in this clone: clone the repository whole, without --filter")
        sizes[blob] = int(line.split()[1])
    read = [blob for blob in blobs if sizes[blob] <= largest]
    if sum(sizes[blob] for blob in read) > 100 * largest:
        raise GitError(f"all its texts together have more than {100 * largest / 1e6:.0f} MB")
    return {**sizes, **dict(zip(read, _blobs(repository, read, run=_run_foreign), strict=True))}


def merge(base: str, ours: str, theirs: str, *, names: tuple[str, str, str]) -> Merged:
    """Three-way merge of texts (`git merge-file`): the changes from `base` to `theirs`, applied to `ours`.

    `names` label ours, base and theirs in conflict markers.
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
