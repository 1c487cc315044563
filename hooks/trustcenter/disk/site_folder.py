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
from collections.abc import Callable, Collection, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from trustcenter.disk.files import paths, stamp, write_all
from trustcenter.model.cache import Cache, Recipe, Share, one_by_one
from trustcenter.model.records import sha256

ASIDE = ".aside"
_RECIPE = 4
TOGETHER = 50
Sums: TypeAlias = Callable[[Mapping[str, str]], tuple[str, bytes]]
"""Makes the list of hashes: its name and its bytes, from the hash of every file by path."""
Note: TypeAlias = list[str | int]
"""What was written: hash, size, time and inode, and the key of the recipe it was made by."""


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


def settle(
    site: Path, made: Mapping[str, bytes], keep: Cache, recipes: Mapping[str, Recipe] | None = None, *,
    share: Share = one_by_one, sums: Sums,
) -> None:  # fmt: skip
    """Bring the site to what the generator wrote and what we made or can make, and write the list of hashes."""
    recipes = recipes or {}
    key = sha256(f"finished {site.resolve()}".encode())
    notes = _read(keep.get(key))
    aside = f"{site / ASIDE}/"
    there = {path for path, one in recipes.items() if one.key and _is(aside + path, notes.get(path), recipe=one.key)}
    hashes = {path: sha256(data) for path, data in made.items()}
    good = {path for path, hash_ in hashes.items() if _is(aside + path, notes.get(path), hash_=hash_)} | there
    for top in sorted({path.partition("/")[0] for path in good}):
        _merge(site, top, {path for path in good if path.startswith(f"{top}/")})
    shutil.rmtree(site / ASIDE, ignore_errors=True)
    noted = {path: notes[path] for path in good}
    wanted = {path: Recipe("", partial(bytes, data)) for path, data in made.items() if path not in good}
    wanted |= {path: one for path, one in recipes.items() if path not in there}
    noted |= _cooked(site, wanted, share)
    keep.put(key, json.dumps(noted).encode())
    write_sums(site, sums, known={path: str(note[0]) for path, note in noted.items()})


def _cooked(site: Path, recipes: Mapping[str, Recipe], share: Share) -> dict[str, Note]:
    """Write what is made by recipes, so many at a time; what is made so does not stay in memory."""
    paths = list(recipes)

    def some(place: int) -> list[tuple[str, Note]]:
        made = {path: recipes[path].make() for path in paths[place * TOGETHER : (place + 1) * TOGETHER]}
        write_all(site, made)
        return [(p, [sha256(data), *stamp(f"{site}/{p}"), recipes[p].key]) for p, data in made.items()]

    return dict(chain.from_iterable(share(some, -(-len(paths) // TOGETHER))))


def _read(data: bytes | None) -> dict[str, Note]:
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return {}
    items = found.items() if isinstance(found, dict) else ()
    return {path: note for path, note in items if isinstance(note, list) and len(note) == _RECIPE + 1}


def _is(path: str, note: Note | None, *, hash_: str = "", recipe: str = "") -> bool:
    """Whether a file is still the one that was noted, with the bytes that it has to have or by the recipe for them."""
    if note is None or not (note[0] == hash_ or (recipe and note[_RECIPE] == recipe)):
        return False
    try:
        return note[1:_RECIPE] == stamp(path)
    except OSError:
        return False


def _merge(site: Path, top: str, good: Collection[str]) -> None:
    """One folder of the old site with its good files, and with what the generator wrote this time."""
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


def write_sums(folder: Path, sums: Sums, *, known: Mapping[str, str] | None = None) -> None:
    """Write the list of the hashes of everything that a site serves; `known` are hashes of files just written."""
    hashes = {}
    for path in paths(folder):
        if not any(name.startswith(".") and name != ".well-known" for name in path.split("/")):
            hashes[path] = (known or {}).get(path) or sha256((folder / path).read_bytes())
    name, data = sums(hashes)
    (folder / name).write_bytes(data)
