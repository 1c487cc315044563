"""Updates the built site on disk: files whose bytes did not change keep their inode and modification time.

The MkDocs adapter calls `set_aside` before MkDocs empties the site folder (it leaves hidden names), then `settle`,
which restores unchanged files from the old site, makes the missing ones and writes the list of hashes.  A file counts
as unchanged if its size, modification time and inode are those noted when it was written.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from trustcenter.disk.files import paths, stamp, write_all
from trustcenter.model.cache import Cache, Recipe, Share, one_by_one
from trustcenter.model.records import sha256

ASIDE = ".aside"
"""The folder inside the site that holds the old site during a build."""
_RECIPE_KEY_INDEX = 4
"""The index of the recipe's key in a `Note`."""
FILES_PER_JOB = 50
"""How many files a worker process makes and writes in one job."""
Sums: TypeAlias = Callable[[Mapping[str, str]], tuple[str, bytes]]
"""Turns the sha256 of every file by path into the list of hashes: its file name and its bytes."""
Note: TypeAlias = list[str | int]
"""What is noted of a written file: sha256, size, modification time, inode, key of its recipe."""


_OURS = frozenset({"SHA256SUMS", "404.html", ASIDE})
"""Names of which a folder has at least one if a site was built into it."""


def refused(site: Path) -> str:
    """Why a site must not be built into a folder, which a build empties; nothing if it may."""
    if site.is_symlink():
        return f"{site} is a symbolic link, and a build would empty the folder it leads to; remove the link"
    if site.is_dir() and (names := {path.name for path in site.iterdir()}) and _OURS.isdisjoint(names):
        held = f"{min(names)} and {len(names) - 1} more" if len(names) > 1 else min(names)
        return f"{site} is not a built site: it holds {held}, which a build would remove; name another folder"
    if site.exists() and not site.is_dir():
        return f"{site} is a file; name a folder"
    return ""


def set_aside(site: Path) -> None:
    """Move the old site into `ASIDE`; `.well-known` is removed, because MkDocs would leave hidden names in place."""
    for name in (".well-known", ASIDE):
        shutil.rmtree(site / name, ignore_errors=True)
    if not site.is_dir():
        return
    folders = [path for path in site.iterdir() if path.is_dir() and not path.is_symlink() and path.name[0] != "."]
    (site / ASIDE).mkdir()
    for path in folders:
        path.rename(site / ASIDE / path.name)


def settle(
    site: Path, contents: Mapping[str, bytes], keep: Cache, recipes: Mapping[str, Recipe] | None = None, *,
    share: Share = one_by_one, sums: Sums,
) -> None:  # fmt: skip
    """Complete the site after MkDocs has written its part, and write the list of hashes.

    `contents` are further files by path, `recipes` further files that are made only if the old one is out of date.
    `keep` stores the notes about written files, `share` runs jobs in parallel, `sums` formats the list of hashes.
    """
    recipes = recipes or {}
    key = sha256(f"finished {site.resolve()}".encode())
    notes = _parsed_notes(keep.get(key))
    aside = f"{site / ASIDE}/"
    current = {
        path
        for path, one in recipes.items()
        if one.key and _is_unchanged(aside + path, notes.get(path), recipe=one.key)
    }
    hashes = {path: sha256(data) for path, data in contents.items()}
    good = {
        path for path, hash_ in hashes.items() if _is_unchanged(aside + path, notes.get(path), hash_=hash_)
    } | current
    for top in sorted({path.partition("/")[0] for path in good}):
        _restore(site, top, {path for path in good if path.startswith(f"{top}/")})
    shutil.rmtree(site / ASIDE, ignore_errors=True)
    noted = {path: notes[path] for path in good}
    wanted = {path: Recipe("", partial(bytes, data)) for path, data in contents.items() if path not in good}
    wanted |= {path: one for path, one in recipes.items() if path not in current}
    noted |= _write_recipes(site, wanted, share)
    keep.put(key, json.dumps(noted).encode())
    write_sums(site, sums, hashed={path: str(note[0]) for path, note in noted.items()})


def _write_recipes(site: Path, recipes: Mapping[str, Recipe], share: Share) -> dict[str, Note]:
    """Make and write files in jobs of `FILES_PER_JOB`, so that they are not all in memory; returns their notes."""
    paths = list(recipes)

    def some(place: int) -> list[tuple[str, Note]]:
        first = place * FILES_PER_JOB
        contents = {path: recipes[path].make() for path in paths[first : first + FILES_PER_JOB]}
        write_all(site, contents)
        return [(p, [sha256(data), *stamp(f"{site}/{p}"), recipes[p].key]) for p, data in contents.items()]

    return dict(chain.from_iterable(share(some, -(-len(paths) // FILES_PER_JOB))))


def _parsed_notes(data: bytes | None) -> dict[str, Note]:
    try:
        parsed = json.loads(data or b"{}")
    except ValueError:
        return {}
    items = parsed.items() if isinstance(parsed, dict) else ()
    return {path: note for path, note in items if isinstance(note, list) and len(note) == _RECIPE_KEY_INDEX + 1}


def _is_unchanged(path: str, note: Note | None, *, hash_: str = "", recipe: str = "") -> bool:
    """Whether a file is still as noted, and has the sha256 `hash_` or was made under the key `recipe`."""
    if note is None or not (note[0] == hash_ or (recipe and note[_RECIPE_KEY_INDEX] == recipe)):
        return False
    try:
        return note[1:_RECIPE_KEY_INDEX] == stamp(path)
    except OSError:
        return False


def _restore(site: Path, top: str, good: Collection[str]) -> None:
    """Merge a top-level folder: the files in `good` from the old site, and everything MkDocs wrote this time."""
    old, new = site / ASIDE / top, site / top
    fresh = {f"{top}/{path}" for path in paths(new)}
    for path in fresh:
        (site / ASIDE / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).replace(site / ASIDE / path)
    skipped = len(f"{site / ASIDE}/")
    for folder, _, names in os.walk(old, topdown=False):
        below = folder[skipped:].replace(os.sep, "/")
        kept = [name for name in names if f"{below}/{name}" in good or f"{below}/{name}" in fresh]
        for name in set(names) - set(kept):
            Path(folder, name).unlink()
        if not kept and not any(Path(folder).iterdir()):
            Path(folder).rmdir()
    shutil.rmtree(new, ignore_errors=True)
    old.rename(new)


def write_sums(folder: Path, sums: Sums, *, hashed: Mapping[str, str] | None = None) -> None:
    """Write the list of the sha256 of every file that a site serves; `hashed` are those already computed, by path."""
    hashes = {}
    for path in paths(folder):
        if not any(name.startswith(".") and name != ".well-known" for name in path.split("/")):
            hashes[path] = (hashed or {}).get(path) or sha256((folder / path).read_bytes())
    name, data = sums(hashes)
    (folder / name).write_bytes(data)
