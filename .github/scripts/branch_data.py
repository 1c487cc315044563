"""Git for branches that anybody may have pushed: what they bring is data, and nothing of it is run.

`take_up`, `publish` and `propose` import it. The checkout of main is `main/`, the clone in which the tool works is
`center/`; in a larger repository the trust center is the folder of both that has these scripts. No hook, filter or
other program that a configuration names is started, symbolic links are checked out as files, and a branch that brings
anything but texts and facts is refused before any file of it is written. Uses only the standard library.
"""

from __future__ import annotations

import re
from pathlib import Path

import github
from form import Refused

FOLDERS = ("data", "docs", "imports")
"""The folders of a center in which people and the tool write; publishing takes up nothing else."""
_HERE = Path(__file__).resolve().parents[2]
"""The trust center to which this script belongs, in the checkout of main."""
MODE = "100644"
"""An ordinary file: no symbolic link, submodule or program."""
GONE = "000000"
SHOWN_PATHS = 40
"""The most paths that a refusal names."""
_SETTINGS = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.symlinks=false", "core.attributesFile=/dev/null",
    "core.quotePath=off", "filter.lfs.smudge=", "filter.lfs.clean=", "filter.lfs.process=", "filter.lfs.required=false",
    "submodule.recurse=false", "transfer.fsckObjects=true", "protocol.ext.allow=never", "advice.detachedHead=false",
)  # fmt: skip
_GIT_FILE = re.compile(r"(?:.*/)?\.git[^/]*(?:/.*)?", re.IGNORECASE)


def git(folder: str, *words: str) -> str:
    """The output of git in a folder; raises `github.Failed` if it fails."""
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    return github.run(["git", "-C", folder, *settings, *words])


def inside() -> str:
    """The path of the trust center in its repository, ending in `/`; empty if it is the repository."""
    return git(str(_HERE), "rev-parse", "--show-prefix").strip()


def refuse_foreign_paths(folder: str, main: str, branch: str, name: str) -> None:
    """Raises Refused if a branch differs from where it left main in anything but ordinary files of `FOLDERS`.

    With main merged into it, that is everything in which it differs from main.
    """
    base = git(folder, "merge-base", main, branch).strip()
    options = ["--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "-r", "-z"]
    parts, within = git(folder, "diff-tree", *options, base, branch).split("\0"), inside()
    differing = zip(parts[::2], parts[1::2], strict=False)
    foreign = [
        path for entry, path in differing if not path.startswith(within) or not _is_data(entry, path[len(within) :])
    ]
    if foreign:
        shown = ", ".join(f"`{path}`" for path in foreign[:SHOWN_PATHS])
        more = f" and {len(foreign) - SHOWN_PATHS} more" if len(foreign) > SHOWN_PATHS else ""
        raise Refused(
            f"{name} changes more than texts and facts: {shown}{more}. Publishing takes up ordinary files in "
            f"{', '.join(f'`{name}/`' for name in FOLDERS)} and nothing else: bring the rest by another pull request"
        )


def _is_data(entry: str, path: str) -> bool:
    """Whether a line of `git diff-tree --raw` is about an ordinary file of `FOLDERS` that git itself does not read."""
    mode = entry.split()[1]
    return mode in (MODE, GONE) and path.partition("/")[0] in FOLDERS and "/" in path and not _GIT_FILE.fullmatch(path)
