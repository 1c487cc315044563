"""The tree: the only module that reads and writes files.

A command's files become valid together.  A journal names what is about to be
written and holds what stood there before; the last file written is the commit
point.  Until it stands, `recover` brings the old state back.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from trustcenter.model.paths import JOURNAL, SETTINGS, is_published
from trustcenter.model.records import sha256

READ = ("data", "docs", SETTINGS)
_SHAPING = ("babel", "holidays", "jinja2", "lxml", "markdown", "markupsafe", "nh3", "rapidfuzz")
_SKIPPED_FOLDERS = frozenset({"schemas", "__pycache__", "node_modules"})


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds a trust center."""
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "data").is_dir():
            return folder
    return None


def read_tree(root: Path) -> dict[str, bytes]:
    """`mkdocs.yml` and the Markdown, YAML and record files of `data/` and `docs/`, by their path below `root`."""
    settings = root / SETTINGS
    texts = {SETTINGS: settings.read_bytes()} if settings.is_file() else {}
    for top in READ:
        for folder, folders, names in os.walk(f"{root}/{top}"):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith("."))
            below = folder[len(f"{root}/") :].replace(os.sep, "/")
            for name in sorted(names):
                inside, path = f"{below}/{name}", f"{folder}/{name}"
                # no Path for each: they are thousands, and strings are several times as fast
                if is_read(inside) and not (os.path.islink(path) and _leads_out(root, Path(path))):  # noqa: PTH114
                    with open(path, "rb") as stream:  # noqa: PTH123
                        texts[inside] = stream.read()
    return texts


def is_read(path: str) -> bool:
    """Whether a file is part of a center by its path below the root."""
    *folders, name = path.split("/")
    if any(folder in _SKIPPED_FOLDERS or folder.startswith(".") for folder in folders):
        return False
    return path == JOURNAL or (name.endswith((".md", ".yml", ".yaml", ".json")) and not name.startswith("."))


def _leads_out(root: Path, link: Path) -> bool:
    """Whether a symbolic link leads to nothing, or out of the center: that is nobody's text and nobody's facts."""
    return not link.exists() or not link.resolve().is_relative_to(root.resolve())


def settings(root: Path) -> str:
    """What `mkdocs.yml` says."""
    return (root / "mkdocs.yml").read_text("utf-8", "replace")


def read_site(folder: Path) -> dict[str, bytes]:
    """The texts and records of a downloaded site, by their path in it."""
    found = (path for pattern in ("*.md", "*.json") for path in sorted(folder.rglob(pattern)))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if path.is_file()}


def read_all(folder: Path) -> dict[str, bytes]:
    """Every file of a built site by its path in it."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def read_folder(folder: Path, *, largest: int) -> dict[str, bytes | str]:
    """The files that lie in a folder of somebody's, by name; or why one is not read: a link, a device, too large."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            found[path.name] = "it is a symbolic link, not a text"
        elif path.is_file() and not path.name.startswith("."):
            size = path.stat().st_size
            found[path.name] = too_large(size, largest) or path.read_bytes()
    return found


def too_large(size: int, largest: int) -> str:
    """Why a file of a size is not read; nothing where it is."""
    return f"it has {size / 1e6:.1f} MB; a text may have {largest / 1e6:.0f} MB at most" if size > largest else ""


def read_limited(path: Path, largest: int) -> bytes:
    """The first bytes of a file of somebody's: one more than `largest` where it is larger, so that this shows."""
    with path.open("rb") as stream:
        return stream.read(largest + 1)


def read_imports(root: Path, policy: str) -> dict[str, bytes]:
    """The files of a review folder by their path below the root; none where there is no such folder."""
    folder = root / "imports" / policy
    if not re.fullmatch(r"[a-z0-9_-]+", policy) or not folder.is_dir():
        return {}
    found = (path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink())
    return {f"imports/{policy}/{path.name}": path.read_bytes() for path in found}


def write(root: Path, path: str, data: bytes) -> None:
    """Write one file whole or not at all."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_together(
    root: Path, writes: Mapping[str, bytes | None], *, last: str, step: Callable[[str], None] = lambda _path: None
) -> None:
    """Write several files so that all or none of them take effect; None deletes a file.

    `last` is the commit point.  `step` is told of every file before it is written.
    """
    before = {path: _encoded(root / path) for path in writes}
    final = writes[last]
    journal = {"last": last, "sha256": None if final is None else sha256(final), "before": before}
    step(JOURNAL)
    write(root, JOURNAL, json.dumps(journal, indent=1).encode())
    for path in sorted(writes, key=lambda path: (path == last, path)):
        step(path)
        _put(root, path, writes[path])
    step(JOURNAL)
    (root / JOURNAL).unlink()


_IMPORTED = re.compile(
    r"(?:data/[a-z0-9_]+\.yml|docs/policies/[a-z0-9_-]+/index\.md|imports/[a-z0-9_-]+/[a-z0-9_-]+\.(?:md|yml))"
)
"""What an import writes beside published files."""


def recover(root: Path) -> str:
    """Undo a publication that was cut short, or finish one that had reached its commit point.

    Says what was done; nothing if there was nothing to do.
    """
    _sweep(root)
    if not (root / JOURNAL).exists():
        return ""
    try:
        journal = json.loads((root / JOURNAL).read_bytes())
        last, before = root / journal["last"], journal["before"]
        if not all(is_published(path) or _IMPORTED.fullmatch(path) for path in (journal["last"], *before)):
            raise ValueError("a journal names files that a command writes, and no others")
    except (ValueError, KeyError, TypeError):
        (root / JOURNAL).unlink()  # The journal is written whole before anything else is touched.
        return "removed an unreadable journal; nothing had been published"
    stands = sha256(last.read_bytes()) if last.exists() else None
    if stands == journal["sha256"]:
        (root / JOURNAL).unlink()
        return f"finished the interrupted publication of {journal['last']}"
    for path, content in before.items():
        _put(root, path, None if content is None else base64.b64decode(content))
    (root / JOURNAL).unlink()
    return f"rolled back the interrupted publication of {journal['last']}"


def _encoded(path: Path) -> str | None:
    return base64.b64encode(path.read_bytes()).decode() if path.exists() else None


def _put(root: Path, path: str, data: bytes | None) -> None:
    if data is None:
        (root / path).unlink(missing_ok=True)
    else:
        write(root, path, data)


def _sweep(root: Path) -> None:
    """Remove the temporary files of a write that was killed."""
    for top in ("docs/policies", "docs/changelog"):
        for path in (root / top).rglob(".*.tmp"):
            path.unlink(missing_ok=True)


def write_all(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    base, made = str(folder), set()
    for path, data in outputs.items():
        parent = path.rpartition("/")[0]
        if parent not in made:
            os.makedirs(f"{base}/{parent}", exist_ok=True)  # noqa: PTH103 — thousands of them: twice as fast
            made.add(parent)
        with open(f"{base}/{path}", "wb") as stream:  # noqa: PTH123 — see above
            stream.write(data)


def paths(folder: Path) -> list[str]:
    """The files below a folder by their path in it, with `/` between names; strings, because they are thousands."""
    found: list[str] = []
    waiting = [""] if folder.is_dir() else []
    while waiting:
        below = waiting.pop()
        with os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                elif entry.is_file():
                    found.append(f"{below}{entry.name}")
    return found


def stamp(path: str) -> list[int]:
    """Size, time and inode of a file: while they are the same, so are its bytes."""
    found = os.lstat(path)
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def stamps(folder: Path) -> dict[str, list[int]]:
    """Every file below a folder by its path in it, with its stamp."""
    return {path: stamp(f"{folder}/{path}") for path in paths(folder)}


def in_the_way(folder: Path) -> list[str]:
    """What stands in a folder that is to be new; git's own folder is no hindrance."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.is_dir() else []


def create(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write a new folder, or fill one in which nothing is in the way: wholly, or not at all."""
    above = next(path for path in folder.parents if path.is_dir())
    with tempfile.TemporaryDirectory(dir=above, prefix=".new-") as temporary:
        whole = Path(temporary, "whole")
        write_all(whole, made)
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            whole.rename(folder)
            return
        names = sorted(path.name for path in whole.iterdir())
        try:
            for name in names:
                (whole / name).rename(folder / name)
        except OSError:
            for path in (folder / name for name in names):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            raise


class FolderCache:
    """Bytes by key in `.cache/trustcenter/`, from one build to the next; the folder may be deleted at any time.

    Everything lies below a name made from this program and the libraries that shape its pages, so that no release
    reads what another one kept.  Files appear whole under their final names, so two builds may work at once.
    """

    def __init__(self, root: Path) -> None:
        self.top = root / ".cache" / "trustcenter"
        self.folder = self.top / program()[:16]
        self.asked: set[str] = set()
        self.new = False

    def get(self, key: str) -> bytes | None:
        self.asked.add(key)
        try:
            with open(f"{self.folder}/{key[:2]}/{key[2:]}", "rb") as stream:  # noqa: PTH123 — faster than a Path
                return stream.read()
        except OSError:
            return None

    def part(self, key: str, at: int, size: int) -> bytes | None:
        self.asked.add(key)
        try:
            with open(f"{self.folder}/{key[:2]}/{key[2:]}", "rb") as stream:  # noqa: PTH123 — faster than a Path
                stream.seek(at)
                return stream.read(size)
        except OSError:
            return None

    def use(self, key: str) -> None:
        self.asked.add(key)

    def put(self, key: str, data: bytes) -> bool:
        """Keep some bytes, and say whether that could be done (there may be no place, or no right to write)."""
        self.asked.add(key)
        self.new = True
        target = self.folder / key[:2] / key[2:]
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".")
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).replace(target)
        except OSError:
            self.new = False
        return self.new

    def tidy(self) -> None:
        """Remove what other programs kept, and what was not asked for once that is more than half of all."""
        if not self.new:
            return
        for other in self.top.iterdir():
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        found = [path for path in self.folder.glob("*/*") if path.is_file()]
        idle = [path for path in found if path.parent.name + path.name not in self.asked]
        if len(idle) > max(len(found) // 2, 500):
            for path in idle:
                path.unlink(missing_ok=True)


def builders() -> str:
    """A name for all programs that build a site: this one, and those that it has put a frame around its pages."""
    packages = ("mkdocs", "mkdocs-material", "mkdocs-material-extensions", "pymdown-extensions", "pygments")
    return " ".join([program(), *(f"{name} {version(name)}" for name in packages)])


@cache
def program() -> str:
    """A hash of this program: its source, its templates, and the libraries that shape what it makes."""
    package = Path(__file__).parents[1]
    beside = package.with_name("trustcenter_mkdocs")
    found = (path for top in (package, beside) for path in top.rglob("*"))
    paths = sorted(path for path in found if path.is_file() and path.suffix not in (".pyc", ".pyo"))
    said = [f"{path.relative_to(package.parent).as_posix()} {sha256(path.read_bytes())}" for path in paths]
    return sha256("\n".join([*said, sys.version, *(f"{name} {version(name)}" for name in _SHAPING)]).encode())


def _entries(top: str) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder; links to folders are told, and not followed."""
    waiting = [top]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as found:
            for entry in found:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def links_out(root: Path) -> tuple[str, ...]:
    """The symbolic links in `data/` and `docs/` that lead out of the center or to nothing, by path below `root`."""
    links = (Path(entry.path) for top in ("data", "docs") for entry in _entries(f"{root}/{top}") if entry.is_symlink())
    return tuple(sorted(link.relative_to(root).as_posix() for link in links if _leads_out(root, link)))


def assets(root: Path) -> frozenset[str]:
    """The URLs of the files of `docs/` that a site copies as they are."""
    skipped = len(f"{root}/docs/")
    found = (entry for entry in _entries(f"{root}/docs") if not entry.name.endswith(".md") and entry.is_file())
    paths = (entry.path[skipped:].replace(os.sep, "/") for entry in found)
    return frozenset(path for path in paths if not path.startswith(("policies/", "changelog/", ".")))


def shaping(root: Path, texts: Mapping[str, bytes], besides: Iterable[str]) -> dict[str, bytes] | None:
    """What was read of a center (`texts`) with all other files of `docs/`, which a build may copy, and some besides.

    None where that is not all: a folder is a link, or a file cannot be read.
    """
    paths = [*besides]
    for entry in _entries(f"{root}/docs"):
        path = entry.path[len(f"{root}/") :].replace(os.sep, "/")
        if entry.is_symlink() and entry.is_dir():
            return None
        if path not in texts and not entry.is_dir():
            paths.append(path)
    try:
        return {**texts, **{path: (root / path).read_bytes() for path in paths}}
    except OSError:
        return None


def own_files(root: Path) -> dict[str, bytes]:
    """The files of `docs/` that are no pages and no part of the archive, by their path below it."""
    return {path: (root / "docs" / path).read_bytes() for path in sorted(assets(root))}


def theme() -> dict[str, bytes]:
    """The templates and styles that go over Material's, by path."""
    return read_all(theme_folder())


def theme_folder() -> Path:
    """The templates and styles that go over Material's."""
    return Path(__file__).parents[1] / "theme" / "material"


def holds(root: Path, path: str, data: bytes) -> bool:
    """Whether a file stands there with exactly these bytes."""
    return (root / path).is_file() and (root / path).read_bytes() == data
