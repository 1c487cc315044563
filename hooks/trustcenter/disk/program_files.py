"""Reads the files and the metadata of this program itself, as a wheel holds them; never those of a trust center.

Works alike from an installed wheel and from the repository of the tool, whose `pyproject.toml` says which of its files
a wheel holds besides the package.  `starting.wheel` packs what this returns.
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


class NotPackable(Exception):  # noqa: N818 — like the other reasons that commands tell
    """Why the program cannot be packed, and what helps."""


def program_files() -> dict[str, bytes]:
    """The files of this program by the paths they have in a wheel, its metadata left out.

    Raises NotPackable where the program is neither installed nor in its repository.
    """
    if (_REPOSITORY / "pyproject.toml").is_file() and _PACKAGE.parent.name == "hooks":
        return dict(sorted(_of_the_repository()))
    return dict(sorted(_installed(_distribution())))


def program_metadata() -> dict[str, bytes]:
    """The files of the `.dist-info` folder that say what the program is, by name: `METADATA`, `entry_points.txt` …

    Raises NotPackable where another version than the running one is installed.
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
    """The package where it is written, and the files that `pyproject.toml` adds to a wheel."""
    settings = tomllib.loads((_REPOSITORY / "pyproject.toml").read_text("utf-8"))
    shared = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]["shared"]
    for source, target in {f"hooks/{NAME}": NAME, **shared}.items():
        top = _REPOSITORY / source
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            folders = path.relative_to(top).parts[:-1]  # those of caches are no sources
            if path.is_file() and not any(name == "__pycache__" or name.startswith(".") for name in folders):
                yield f"{target}/{path.relative_to(top).as_posix()}".removesuffix("/."), path.read_bytes()
