"""The finished site on disk: files whose bytes did not change stay where they are.

A generator empties the folder of a site before it writes, but leaves names that
begin with a dot.  So the old site is set aside in one, and what we would write
again with the same bytes comes back.  A file is taken for what we wrote only if
its size, its time and its inode are still those we noted then.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeAlias

from trustcenter.bodies import Keep
from trustcenter.exports import sums
from trustcenter.records import sha256

ASIDE = ".aside"
Note: TypeAlias = list[str | int]
"""What was written: hash, size, time and inode."""


def set_aside(site: Path) -> None:
    """Put an old site out of the generator's way; files for robots go, because it would leave them."""
    for name in (".well-known", ASIDE):
        shutil.rmtree(site / name, ignore_errors=True)
    if not site.is_dir():
        return
    folders = [path for path in site.iterdir() if path.is_dir() and not path.is_symlink() and path.name[0] != "."]
    (site / ASIDE).mkdir()
    for path in folders:
        path.rename(site / ASIDE / path.name)


def settle(site: Path, made: Mapping[str, bytes], keep: Keep) -> None:
    """Bring the site to what the generator wrote and what we made, and write the list of hashes."""
    hashes = {path: sha256(data) for path, data in made.items()}
    key = sha256(f"finished {site.resolve()}".encode())
    notes = _read(keep.get(key))
    good = {path for path, hash_ in hashes.items() if _is(site / ASIDE / path, notes.get(path), hash_)}
    for top in sorted({path.partition("/")[0] for path in good}):
        _merge(site, top, {path for path in good if path.startswith(f"{top}/")})
    shutil.rmtree(site / ASIDE, ignore_errors=True)
    write_all(site, {path: data for path, data in made.items() if path not in good})
    noted = {path: notes[path] if path in good else _note(site / path, hash_) for path, hash_ in hashes.items()}
    keep.put(key, json.dumps(noted).encode())
    write_sums(site, known=hashes)


def _read(data: bytes | None) -> dict[str, Note]:
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _note(path: Path, hash_: str) -> Note:
    found = os.lstat(path)
    return [hash_, found.st_size, found.st_mtime_ns, found.st_ino]


def _is(path: Path, note: Note | None, hash_: str) -> bool:
    """Whether a file is still the one that was noted, with the bytes that it has to have."""
    try:
        return note is not None and note == _note(path, hash_)
    except OSError:
        return False


def _merge(site: Path, top: str, good: Collection[str]) -> None:
    """One folder of the old site with its good files, and with what the generator wrote this time."""
    old, new = site / ASIDE / top, site / top
    fresh = {path.relative_to(site).as_posix() for path in new.rglob("*") if path.is_file()}
    for path in fresh:
        (site / ASIDE / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).replace(site / ASIDE / path)
    for folder, _, names in os.walk(old, topdown=False):
        below = Path(folder).relative_to(site / ASIDE).as_posix()
        kept = [name for name in names if f"{below}/{name}" in good or f"{below}/{name}" in fresh]
        for name in set(names) - set(kept):
            Path(folder, name).unlink()
        if not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    shutil.rmtree(new, ignore_errors=True)
    old.rename(new)


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


def write_sums(folder: Path, *, known: Mapping[str, str] | None = None) -> None:
    """Write the list of the hashes of everything that a site serves; `known` are hashes of files just written."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    served = [path for path in paths if not any(name.startswith(".") and name != ".well-known" for name in path.parts)]
    hashes = {}
    for path in served:
        name = path.as_posix()
        hashes[name] = (known or {}).get(name) or sha256((folder / path).read_bytes())
    (folder / sums.NAME).write_bytes(sums.sums(hashes))
