"""Reads and writes the files of a trust center, of built sites and of the cache; nothing else opens files there.

`cli` and the MkDocs adapter call it and pass the contents on as bytes by path.  The files of one command become valid
together (`write_together`): a journal lists what was there before, the last file written is the commit point, and
`recover` restores the old state if a command was interrupted before it.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from trustcenter.model.paths import JOURNAL, SETTINGS, is_published
from trustcenter.model.records import sha256

_WRITTEN = ("docs", "data", "imports")
"""The folders that commands write to."""
_TEMPORARY = re.compile(r"\.[a-z0-9_]{8}\.tmp")
"""The name of a file that `write` has not renamed yet."""
READ_PATHS = ("data", "docs", SETTINGS)
_RENDERING_LIBRARIES = (
    "babel", "comrak-ext", "holidays", "jinja2", "lxml", "markdown", "markupsafe", "nh3", "rapidfuzz",
)  # fmt: skip
_SKIPPED_FOLDERS = frozenset({"schemas", "__pycache__", "node_modules"})


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds a trust center."""
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "data").is_dir():
            return folder
    return None


def read_tree(root: Path) -> dict[str, bytes]:
    """`mkdocs.yml` and the Markdown, YAML and JSON files of `data/` and `docs/`, by path relative to `root`."""
    settings = root / SETTINGS
    texts = {SETTINGS: settings.read_bytes()} if settings.is_file() else {}
    for top in READ_PATHS:
        for folder, folders, names in os.walk(f"{root}/{top}"):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith("."))
            below = folder[len(f"{root}/") :].replace(os.sep, "/")
            for name in sorted(names):
                inside, path = f"{below}/{name}", f"{folder}/{name}"
                # strings instead of Path: several times as fast for thousands of files
                if is_read(inside) and not (os.path.islink(path) and _leads_out(root, Path(path))):  # noqa: PTH114
                    texts[inside] = _content(path)
    return texts


def _content(path: str) -> bytes:
    """The bytes of a file; raises OSError for a pipe, a socket or a device, at which reading would wait for ever."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as stream:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no ordinary file", path)
        return stream.read()


def is_read(path: str) -> bool:
    """Whether `read_tree` reads a file, by its path relative to the root."""
    *folders, name = path.split("/")
    if any(folder in _SKIPPED_FOLDERS or folder.startswith(".") for folder in folders):
        return False
    return path == JOURNAL or (name.endswith((".md", ".yml", ".yaml", ".json")) and not name.startswith("."))


def _leads_out(root: Path, link: Path) -> bool:
    """Whether a symbolic link is broken or leads out of the center; such links are not read."""
    return not link.exists() or not link.resolve().is_relative_to(root.resolve())


def settings(root: Path) -> str:
    """The text of `mkdocs.yml`."""
    return (root / "mkdocs.yml").read_text("utf-8", "replace")


def read_site(folder: Path) -> dict[str, bytes]:
    """The Markdown and JSON files of a downloaded site, by path relative to `folder`."""
    matches = (path for pattern in ("*.md", "*.json") for path in sorted(folder.rglob(pattern)))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in matches if path.is_file()}


def read_all(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path relative to it."""
    all_files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in all_files}


def read_folder(folder: Path, *, largest: int) -> dict[str, bytes | str]:
    """The files in a folder to import from, by name: their bytes, or why one is not read (a link, too large)."""
    contents: dict[str, bytes | str] = {}
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            contents[path.name] = "it is a symbolic link, not a text"
        elif path.is_file() and not path.name.startswith("."):
            size = path.stat().st_size
            contents[path.name] = too_large(size, largest) or path.read_bytes()
    return contents


def too_large(size: int, largest: int) -> str:
    """Why a file of `size` bytes is not read; empty if it is not larger than `largest`."""
    return f"it has {size / 1e6:.1f} MB; a text may have {largest / 1e6:.0f} MB at most" if size > largest else ""


def read_limited(path: Path, largest: int) -> bytes:
    """At most `largest` + 1 bytes of a file, so that the caller can see that it is larger than `largest`."""
    with path.open("rb") as stream:
        return stream.read(largest + 1)


def read_imports(root: Path, policy: str) -> dict[str, bytes]:
    """The files of the review folder `imports/<policy>/`, by path relative to the root; empty if there is none."""
    folder = root / "imports" / policy
    if not re.fullmatch(r"[a-z0-9_-]+", policy) or not folder.is_dir():
        return {}
    own = (path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink())
    return {f"imports/{policy}/{path.name}": path.read_bytes() for path in own}


def write(root: Path, path: str, data: bytes) -> None:
    """Write one file atomically: a temporary file beside it is renamed."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.parent.resolve().is_relative_to(root.resolve()):
        raise OSError(errno.ELOOP, "a symbolic link leads out of the trust center", str(target.parent))
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

    `last` is the path written last, the commit point.  `step` is called with each path before it is written.
    """
    before = {path: _encoded(root / path) for path in writes}
    final = writes[last]
    journal = {"last": last, "sha256": None if final is None else sha256(final), "before": before}
    step(JOURNAL)
    try:
        write(root, JOURNAL, json.dumps(journal, indent=1).encode())
        for path in sorted(writes, key=lambda path: (path == last, path)):
            step(path)
            _put(root, path, writes[path])
    except OSError:  # a full disk, no permission
        with suppress(OSError):
            recover(root)
        raise
    step(JOURNAL)
    (root / JOURNAL).unlink()


_IMPORTED = re.compile(
    r"(?:data/[a-z0-9_]+\.yml|docs/policies/[a-z0-9_-]+/index\.md|imports/[a-z0-9_-]+/[a-z0-9_-]+\.(?:md|yml))"
)
"""The paths that an import writes in addition to published files."""


def recover(root: Path) -> str:
    """Undo an interrupted publication, or finish one that had reached its commit point.

    Returns a sentence about what was done; empty if there was nothing to do.
    """
    _sweep(root)
    if not (root / JOURNAL).exists():
        return ""
    try:
        last, final, before = _read_journal((root / JOURNAL).read_bytes())
    except (ValueError, KeyError, TypeError, AttributeError):
        (root / JOURNAL).unlink()  # the journal is written atomically before any other file
        return "removed an unreadable journal; nothing had been published"
    stands = sha256((root / last).read_bytes()) if (root / last).exists() else None
    if stands == final:
        (root / JOURNAL).unlink()
        return f"finished the interrupted publication of {last}"
    for path, content in before.items():
        _put(root, path, content)
    (root / JOURNAL).unlink()
    return f"rolled back the interrupted publication of {last}"


def _read_journal(data: bytes) -> tuple[str, str | None, dict[str, bytes | None]]:
    """(path of the commit point, its sha256 in the end, the contents before by path) of a journal.

    All of it is read before anything is written.  Raises ValueError, KeyError, TypeError or AttributeError if it is no
    journal: if it names files that no command writes, or says what no command says.
    """
    journal = json.loads(data)
    last, final, kept = journal["last"], journal["sha256"], journal["before"]
    if not all(is_published(path) or _IMPORTED.fullmatch(path) for path in (last, *kept)):
        raise ValueError("a journal names files that a command writes, and no others")
    if not (final is None or isinstance(final, str)):
        raise ValueError("a journal has the hash of the last file, or none")
    before = {path: None if data is None else base64.b64decode(data, validate=True) for path, data in kept.items()}
    return last, final, before


def _encoded(path: Path) -> str | None:
    return base64.b64encode(path.read_bytes()).decode() if path.exists() else None


def _put(root: Path, path: str, data: bytes | None) -> None:
    if data is None:
        (root / path).unlink(missing_ok=True)
    else:
        write(root, path, data)


def _sweep(root: Path) -> None:
    """Remove the temporary files of interrupted writes."""
    for top in _WRITTEN:
        for entry in _entries(f"{root}/{top}"):
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)


_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
"""How a file is opened to be written anew: a symbolic link in its place is refused, wherever it leads."""


def write_all(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Write files (contents by path) below a folder."""
    base, folders = str(folder), set()
    for path, data in outputs.items():
        parent = path.rpartition("/")[0]
        if parent not in folders:
            os.makedirs(f"{base}/{parent}", exist_ok=True)  # noqa: PTH103 — thousands of them: twice as fast
            folders.add(parent)
        descriptor = os.open(f"{base}/{path}", _NEW_FILE, 0o666)
        with open(descriptor, "wb") as stream:  # noqa: PTH123 — see above
            stream.write(data)


def paths(folder: Path) -> list[str]:
    """The paths of the files below a folder, relative to it, with `/` as separator."""
    below_folder: list[str] = []
    waiting = [""] if folder.is_dir() else []
    while waiting:
        below = waiting.pop()
        with os.scandir(f"{folder}/{below}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{below}{entry.name}/")
                elif entry.is_file():
                    below_folder.append(f"{below}{entry.name}")
    return below_folder


def stamp(path: str) -> list[int]:
    """Size (bytes), modification time (ns) and inode of a file, to detect whether it was changed."""
    status = os.lstat(path)
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def stamps(folder: Path) -> dict[str, list[int]]:
    """The stamp of every file below a folder, by path relative to it."""
    return {path: stamp(f"{folder}/{path}") for path in paths(folder)}


def names_in(folder: Path) -> list[str]:
    """The names in a folder that must be empty; `.git` is allowed and left out."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.is_dir() else []


def create(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files (contents by path) into a new or empty folder; all of them or none."""
    above = next(path for path in folder.parents if path.is_dir())
    with tempfile.TemporaryDirectory(dir=above, prefix=".new-") as temporary:
        whole = Path(temporary, "whole")
        write_all(whole, contents)
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


def contents(folder: Path, paths: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of those of some paths below a folder at which a file stands."""
    for path in sorted(paths):
        if (folder / path).is_file():
            yield path, (folder / path).read_bytes()


def add(folder: Path, writes: Mapping[str, bytes]) -> None:
    """Write files below a folder in which others stand; what was there is put back if one cannot be written."""
    before = dict(contents(folder, writes))
    try:
        write_all(folder, writes)
    except OSError:
        for path in writes.keys() - before.keys():
            (folder / path).unlink(missing_ok=True)
        write_all(folder, before)
        raise


def repository_above(folder: Path) -> Path | None:
    """The folder of the git repository of which a folder is a part; None if it is one itself, or in none."""
    if (folder / ".git").exists():
        return None
    return next((above for above in folder.parents if (above / ".git").exists()), None)


class FolderCache:
    """The cache on disk (`model.cache.Cache`): bytes by key in `.cache/trustcenter/`, which may be deleted at any time.

    Entries are in a folder named by `program()`, so that no release reads the entries of another.  Files are renamed
    into place, so two builds may run at once.
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
        """Store `data`; returns False if the disk refuses it (full, or no permission)."""
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
        """Remove entries of other releases, and unused ones if they are more than half of all (and over 500)."""
        if not self.new:
            return
        for other in self.top.iterdir():
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        stored = [path for path in self.folder.glob("*/*") if path.is_file()]
        idle = [path for path in stored if path.parent.name + path.name not in self.asked]
        if len(idle) > max(len(stored) // 2, 500):
            for path in idle:
                path.unlink(missing_ok=True)


def program_versions() -> str:
    """The versions of all programs that shape a built site: this one, MkDocs, Material and their extensions."""
    packages = ("mkdocs", "mkdocs-material", "mkdocs-material-extensions", "pymdown-extensions", "pygments")
    return " ".join([program(), *(f"{name} {version(name)}" for name in packages)])


@cache
def program() -> str:
    """A sha256 of this program: its sources and templates, Python, and the versions of the rendering libraries."""
    package = Path(__file__).parents[1]
    beside = package.with_name("trustcenter_mkdocs")
    below = (path for top in (package, beside) for path in top.rglob("*"))
    paths = sorted(path for path in below if path.is_file() and path.suffix not in (".pyc", ".pyo"))
    hashes = [f"{path.relative_to(package.parent).as_posix()} {sha256(path.read_bytes())}" for path in paths]
    return sha256(
        "\n".join([*hashes, sys.version, *(f"{name} {version(name)}" for name in _RENDERING_LIBRARIES)]).encode()
    )


def _entries(top: str) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder; links to folders are listed but not followed."""
    waiting = [top]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)


def links_out(root: Path, static: str = "") -> tuple[str, ...]:
    """The symbolic links in `data/` and `docs/` that are broken or lead out of the center, by path below `root`.

    With them stand pipes, sockets and devices, which are no files of a center either.  `static` is one more folder.
    """
    tops = ("data", "docs", static) if static else ("data", "docs")
    entries = [entry for top in tops for entry in _entries(f"{root}/{top}")]
    links = (Path(entry.path) for entry in entries if entry.is_symlink())
    out = [link for link in links if _leads_out(root, link)]
    others = [Path(e.path) for e in entries if not (e.is_symlink() or e.is_file() or e.is_dir())]
    return tuple(sorted(path.relative_to(root).as_posix() for path in (*out, *others)))


def assets(root: Path) -> frozenset[str]:
    """The URLs of the files of `docs/` that the site copies unchanged: no Markdown, archive or hidden files."""
    skipped = len(f"{root}/docs/")
    copied = (entry for entry in _entries(f"{root}/docs") if not entry.name.endswith(".md") and entry.is_file())
    paths = (entry.path[skipped:].replace(os.sep, "/") for entry in copied)
    return frozenset(path for path in paths if not path.startswith(("policies/", "changelog/", ".")))


def static_files(root: Path, folder: str) -> dict[str, bytes]:
    """The files of a folder of the center that the site serves as they are, by path below it; none without a folder.

    What `links_out` names is left out.
    """
    top = root / folder
    if not folder or not top.resolve().is_relative_to(root.resolve()):
        return {}
    return {
        path: _content(f"{top}/{path}") for path in sorted(paths(top)) if not _leads_out(root, top / path)
    }  # fmt: skip


def build_inputs(root: Path, texts: Mapping[str, bytes], besides: Iterable[str]) -> dict[str, bytes] | None:
    """All inputs of a build by path: `texts`, all other files of `docs/`, and the paths in `besides`.

    None if they cannot be listed completely: a folder is a symbolic link, or a file cannot be read.
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
    """The files that the site copies unchanged (see `assets`), by path relative to `docs/`."""
    return {path: (root / "docs" / path).read_bytes() for path in sorted(assets(root))}


def theme() -> dict[str, bytes]:
    """The files of `theme_folder()`, by path relative to it."""
    return read_all(theme_folder())


def theme_folder() -> Path:
    """The folder with the templates and styles that override those of Material."""
    return Path(__file__).parents[1] / "theme" / "material"


def holds(root: Path, path: str, data: bytes) -> bool:
    """Whether a file exists with exactly these bytes."""
    return (root / path).is_file() and (root / path).read_bytes() == data
