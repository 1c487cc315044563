"""This program as a wheel: what `trustcenter new` puts into a repository, to keep the tool that built its site.

Works alike from an installed wheel and from the repository of the tool, whose `pyproject.toml` says which of its files
a wheel holds besides the package.  Reads the program alone, never a trust center.
"""

from __future__ import annotations

import base64
import hashlib
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from trustcenter import __version__

NAME = "trustcenter"
_PACKAGE = Path(__file__).parent
_REPOSITORY = _PACKAGE.parents[1]
_METADATA = ("METADATA", "entry_points.txt", "licenses/LICENSE")
_TIME = (1980, 1, 1, 0, 0, 0)
"""The first instant that an archive can hold: the same program gives the same bytes."""


class NotPackable(Exception):  # noqa: N818 — like the other reasons that commands tell
    """Why the program cannot be packed, and what helps."""


def members() -> dict[str, bytes]:
    """The files of this program by the paths they have in a wheel, its metadata left out."""
    if (_REPOSITORY / "pyproject.toml").is_file() and _PACKAGE.parent.name == "hooks":
        return dict(sorted(_of_the_repository()))
    return dict(sorted(_installed(_distribution())))


def wheel(program: Mapping[str, bytes]) -> tuple[str, bytes]:
    """A wheel of the program: its file name and its bytes."""
    installed, folder = _distribution(), f"{NAME}-{__version__}.dist-info"
    if installed.version != __version__:
        raise NotPackable(f"{__version__} runs and {installed.version} is installed: install it anew")
    said = {f"{folder}/{name}": (installed.read_text(name) or "").encode() for name in _METADATA}
    tags = f"Wheel-Version: 1.0\nGenerator: {NAME} {__version__}\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {**program, **{path: data for path, data in said.items() if data}, f"{folder}/WHEEL": tags.encode()}
    lines = [f"{path},sha256={_hash(data)},{len(data)}\n" for path, data in files.items()]
    files[f"{folder}/RECORD"] = "".join([*lines, f"{folder}/RECORD,,\n"]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _TIME)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return f"{NAME}-{__version__}-py3-none-any.whl", packed.getvalue()


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


def _hash(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
