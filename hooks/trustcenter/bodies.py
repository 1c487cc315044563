"""Bodies of pages, kept from one build to the next: made again only when something that shapes them has changed.

Where they are kept is somebody else's business (`Keep`).  Each is kept under
the key of what it was made from, with the answers it got about other pages of
the site; it is good while those answers are the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeAlias

from trustcenter.frame import Body, body
from trustcenter.pages.once import Task, make, tasks
from trustcenter.pages.view import Page, View
from trustcenter.records import sha256

Maker: TypeAlias = Callable[[View, Sequence[Task]], Sequence[bytes]]
"""Makes the bodies of tasks, in their order."""


class Keep(Protocol):
    """Bytes by key.  What was put may be gone later; what comes back is what was put."""

    def get(self, key: str, /) -> bytes | None: ...

    def put(self, key: str, data: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """A file that is made only where it is not there already; `key` stands for all that it is made of.

    Without a key it is always made.
    """

    key: str
    make: Callable[[], bytes]


class Nothing:
    """Keeps nothing."""

    def get(self, _key: str) -> bytes | None:
        return None

    def put(self, _key: str, _data: bytes) -> None:
        pass


def made(view: View, wanted: Sequence[Task]) -> list[bytes]:
    """The bodies of some tasks, made one after the other."""
    return [_encoded(*make(view, task)) for task in wanted]


def bodies(view: View, keep: Keep, maker: Maker) -> list[Body]:
    """The bodies of all pages that are made once: kept ones, and new ones for the others."""
    wanted = tasks(view)
    found = [_kept(keep, task, view.site.urls) for task in wanted]
    missing = [task for task, there in zip(wanted, found, strict=True) if there is None]
    new = iter(zip(missing, maker(view, missing) if missing else (), strict=True))
    return [there or _new(keep, *next(new)) for there in found]


def pages(keep: Keep, key: str, make: Callable[[], Sequence[Page]]) -> list[Body]:
    """The bodies of several pages that are kept together."""
    found = files(keep, key, lambda: {page.url or "/": _encoded(page, {}) for page in make()})
    return [_decoded(data)[0] for data in found.values()]


def files(keep: Keep, key: str, make: Callable[[], Mapping[str, bytes]]) -> dict[str, bytes]:
    """Some files by path that are kept together under a key."""
    data = keep.get(key)
    if data is not None:
        try:
            return _unpacked(data)
        except (ValueError, TypeError):  # damaged: make them again
            pass
    made = dict(make())
    keep.put(key, _packed(made))
    return made


def _packed(found: Mapping[str, bytes]) -> bytes:
    rest = b"\n".join(
        [json.dumps([[path, len(data)] for path, data in found.items()]).encode(), b"".join(found.values())]
    )
    return sha256(rest).encode() + b"\n" + rest


def _unpacked(data: bytes) -> dict[str, bytes]:
    digest, _, rest = data.partition(b"\n")
    if sha256(rest) != digest.decode():
        raise ValueError("the bytes are not those that were kept")
    line, _, joined = rest.partition(b"\n")
    found, at = {}, 0
    for path, length in json.loads(line):
        found[path] = joined[at : at + length]
        at += length
    return found


def _new(keep: Keep, task: Task, data: bytes) -> Body:
    keep.put(task.key, data)
    found, _ = _decoded(data)
    return found


def _kept(keep: Keep, task: Task, urls: Collection[str]) -> Body | None:
    """The body that was kept for a task, if it would be made the same today."""
    data = keep.get(task.key)
    if data is None:
        return None
    try:
        found, answers = _decoded(data)
    except (ValueError, KeyError, TypeError):  # damaged: make it again
        return None
    same = all((url in urls) is answer for url, answer in answers.items())
    return found if same and found.page.url == task.url else None


def _encoded(page: Page, answers: Mapping[str, bool]) -> bytes:
    """A hash of the rest, a line of JSON, and the HTML as it is."""
    ready = body(page)
    parts = [page.html, page.head, ready.deep, ready.flat]
    told = {
        "url": page.url, "title": page.title, "updated": page.updated.isoformat(), "toc": page.toc,
        "listed": page.listed, "gone": page.gone, "answers": dict(answers), "lengths": [len(part) for part in parts],
    }  # fmt: skip
    rest = "\n".join([json.dumps(told, ensure_ascii=False), "".join(parts)]).encode()
    return sha256(rest).encode() + b"\n" + rest


def _decoded(data: bytes) -> tuple[Body, dict[str, bool]]:
    """What `_encoded` wrote; ValueError, KeyError or TypeError for anything else."""
    digest, _, rest = data.partition(b"\n")
    if sha256(rest) != digest.decode():
        raise ValueError("the bytes are not those that were kept")
    line, _, text = rest.decode().partition("\n")
    told = json.loads(line)
    parts, at = [], 0
    for length in told["lengths"]:
        parts.append(text[at : at + length])
        at += length
    html, head, deep, flat = parts
    page = Page(
        told["url"], told["title"], html, date.fromisoformat(told["updated"]), tuple(told["toc"]), told["listed"],
        tuple(told["gone"]), head,
    )  # fmt: skip
    return Body(page, deep, flat, digest.decode()), told["answers"]
