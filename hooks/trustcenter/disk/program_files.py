"""Reads the files and the metadata of this program itself, as a wheel contains them; never those of a trust center.

`cli.new` calls it and `starting.wheel` packs the result, so that a new repository can install the program.  Works from
an installed wheel and from the tool's own repository, whose `pyproject.toml` lists the files besides the package.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from trustcenter import __version__

NAME = "trustcenter"
_PACKAGE = Path(__file__).parents[1]
_REPOSITORY = _PACKAGE.parents[1]
_METADATA = ("METADATA", "entry_points.txt", "licenses/LICENSE")


class NotPackable(Exception):  # noqa: N818 — a reason for the user, like `Refused`
    """Why the program cannot be packed, and what helps."""


def program_files() -> dict[str, bytes]:
    """The files of this program by their paths in a wheel, without metadata.

    Raises NotPackable if the program is neither installed nor in its repository.
    """
    if (_REPOSITORY / "pyproject.toml").is_file() and _PACKAGE.parent.name == "hooks":
        return dict(sorted(_of_the_repository()))
    return dict(sorted(_installed(_distribution())))


def manual_pages() -> dict[str, str]:
    """The pages of the manual by name: those in the repository of this program, or those that its wheel brought."""
    own = _REPOSITORY / "manual"
    of_repository = own.is_dir() and (_REPOSITORY / "pyproject.toml").is_file() and _PACKAGE.parent.name == "hooks"
    folders = [own] if of_repository else [_PACKAGE / "manual", _PACKAGE / "starter" / "manual"]
    paths = sorted(path for folder in folders for path in folder.glob("*.md"))
    return {path.stem: path.read_text("utf-8") for path in paths}


def program_metadata() -> dict[str, bytes]:
    """The metadata files of the `.dist-info` folder by name: `METADATA`, `entry_points.txt` …

    Raises NotPackable if another version than the running one is installed.
    """
    installed = _distribution()
    if installed.version != __version__:
        raise NotPackable(f"{__version__} runs and {installed.version} is installed: install it anew")
    texts = {name: (installed.read_text(name) or "").encode() for name in _METADATA}
    return {name: data for name, data in texts.items() if data}


def _distribution() -> Distribution:
    try:
        return distribution(NAME)
    except PackageNotFoundError:
        raise NotPackable("the tool runs without being installed: install its wheel, or run `make setup`") from None


def _installed(installed: Distribution) -> Iterator[tuple[str, bytes]]:
    for path in installed.files or ():
        first = path.parts[0]
        if first != ".." and not first.endswith(".dist-info") and "__pycache__" not in path.parts:
            yield path.as_posix(), Path(str(path.locate())).read_bytes()


def _of_the_repository() -> Iterator[tuple[str, bytes]]:
    """The files of the package in the repository, and those that `pyproject.toml` adds to a wheel."""
    settings = tomllib.loads((_REPOSITORY / "pyproject.toml").read_text("utf-8"))
    shared = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["shared"]
    for source, target in {f"hooks/{NAME}": NAME, **shared}.items():
        top = _REPOSITORY / source
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            folders = path.relative_to(top).parts[:-1]  # skip caches
            if path.is_file() and not any(name == "__pycache__" or name.startswith(".") for name in folders):
                yield f"{target}/{path.relative_to(top).as_posix()}".removesuffix("/."), path.read_bytes()
