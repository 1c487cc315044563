"""The tree: the only module that reads and writes files.

A command's files become valid together.  A journal names what is about to be
written and holds what stood there before; the last file written is the commit
point.  Until it stands, `recover` brings the old state back.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from trustcenter.archive import JOURNAL, is_published
from trustcenter.exports import sums
from trustcenter.records import sha256

READ = ("data", "docs")
_SKIPPED_FOLDERS = frozenset({"schemas", "__pycache__", "node_modules"})


def find_root(start: Path) -> Path | None:
    """The nearest folder at or above `start` that holds a trust center."""
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "data").is_dir():
            return folder
    return None


def read_tree(root: Path) -> dict[str, bytes]:
    """The Markdown, YAML and record files of `data/` and `docs/` by their path below `root`, with `/` between names."""
    texts: dict[str, bytes] = {}
    for top in READ:
        for folder, folders, names in os.walk(root / top):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                inside = path.relative_to(root).as_posix()
                if is_read(inside) and not (path.is_symlink() and _leads_out(root, path)):
                    texts[inside] = path.read_bytes()
    return texts


def is_read(path: str) -> bool:
    """Whether a file is part of a center by its path below the root."""
    *folders, name = path.split("/")
    if any(folder in _SKIPPED_FOLDERS or folder.startswith(".") for folder in folders):
        return False
    return path == JOURNAL or (name.endswith((".md", ".yml", ".yaml", ".json")) and not name.startswith("."))


def _leads_out(root: Path, link: Path) -> bool:
    """Whether a symbolic link leads to no file, or to one outside the center: those are nobody's facts."""
    return not link.is_file() or not link.resolve().is_relative_to(root.resolve())


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
        if not all(is_published(path) for path in (journal["last"], *before)):
            raise ValueError("a journal names published files only")
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
    """Write generated files below a folder of the site."""
    for path, data in outputs.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def remove_well_known(folder: Path) -> None:
    """Take away the files for robots of an earlier build: MkDocs leaves names that begin with a dot."""
    shutil.rmtree(folder / ".well-known", ignore_errors=True)


def write_sums(folder: Path) -> None:
    """Write the list of the hashes of everything that a site serves."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    served = (path for path in paths if not any(name.startswith(".") and name != ".well-known" for name in path.parts))
    hashes = {path.as_posix(): sha256((folder / path).read_bytes()) for path in served}
    (folder / sums.NAME).write_bytes(sums.sums(hashes))


def assets(root: Path) -> frozenset[str]:
    """The URLs of the files of `docs/` that a site copies as they are."""
    docs = root / "docs"
    found = (path for path in docs.rglob("*") if path.is_file() and path.suffix != ".md")
    paths = (path.relative_to(docs).as_posix() for path in found)
    return frozenset(path for path in paths if not path.startswith(("policies/", "changelog/", ".")))


def theme_folder() -> Path:
    """The templates and styles that go over Material's."""
    return Path(__file__).parent / "theme" / "material"


def holds(root: Path, path: str, data: bytes) -> bool:
    """Whether a file stands there with exactly these bytes."""
    return (root / path).is_file() and (root / path).read_bytes() == data
