"""Pages that are made once, kept from one build to the next: made again only when something that shapes them changed.

Each is kept under the key of what it was made from.  A catalogue, which is kept too, says what has
to be known of a page before its text is asked for, and which answers it got
about other pages of the site: it is good while those answers are the same.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from typing import Any, TypeAlias

from trustcenter.model.cache import Keep
from trustcenter.model.records import sha256
from trustcenter.site.cache.build_cache import Work, opened, sealed
from trustcenter.site.cache.cached_pages import Task, make, tasks
from trustcenter.site.page_frame import Body, Resting, menus
from trustcenter.site.pages.view import AS_OF, Page, View, dated

Entry: TypeAlias = dict[str, Any]
"""What a catalogue says of a page, as JSON has it; `pack`, `at` and `size` are where its bytes lie."""
Made: TypeAlias = tuple[Entry, bytes]
"""A page that was made: its entry, and all of it where it could not be kept."""
_CATALOGUE = sha256(b"catalogue")
RUN = 100
"""So many pages are made, and kept, together at most."""


def _made(view: View, run: Sequence[Task], keep: Keep) -> list[Made]:
    """Some tasks, kept in one pack."""
    return _pack([_written(*make(view, task)) for task in run], keep)


def _pack(pages: Sequence[Made], keep: Keep) -> list[Made]:
    """Pages kept together, because thousands of small files take longer than making the pages."""
    name = sha256("".join(entry["digest"] for entry, _ in pages).encode())
    kept, at = keep.put(name, b"".join(data for _, data in pages)), 0
    for entry, data in pages:
        entry |= {"pack": name, "at": at, "size": len(data)}
        at += len(data)
    return [(entry, b"" if kept else data) for entry, data in pages]


def runs(wanted: Sequence[Task]) -> list[Sequence[Task]]:
    """Runs of tasks about one policy, which have their texts in common, or of days and changes."""
    found: list[list[Task]] = []
    about = ""
    for task in wanted:
        now = "/".join(task.url.split("/")[:2]) if task.url.startswith("policies/") else task.kind
        if now != about or len(found[-1]) >= RUN:
            found.append([])
        about = now
        found[-1].append(task)
    return list(found)


def archive(view: View, keep: Keep) -> Work[list[Resting]]:
    """All pages that are made once; there is a job for each run of those that are not kept."""
    wanted, known = tasks(view), _catalogue(keep)
    there = {task.key: entry for task in wanted if (entry := _good(known.get(task.key), task, view.site.urls))}
    missing = [task for task in wanted if task.key not in there]

    def finish(results: Iterator[list[Made]]) -> list[Resting]:
        made = chain.from_iterable(results)
        fresh = {task.key: found for task, found in zip(missing, made, strict=True)}
        entries = there | {key: entry for key, (entry, _) in fresh.items()}
        _remember(keep, known, entries)
        return [_resting(view, keep, task, entries[task.key], fresh.get(task.key, ({}, b""))[1]) for task in wanted]

    return Work([partial(_made, view, run, keep) for run in runs(missing)], finish)


def _resting(view: View, keep: Keep, task: Task, entry: Entry, held: bytes) -> Resting:
    digest = entry["digest"]
    return Resting(
        entry["url"], entry["title"], date.fromisoformat(entry["updated"]), entry["listed"], tuple(entry["gone"]),
        sha256(f"{digest} {view.snapshot.day}".encode()) if entry["dated"] else digest,
        entry["contents"], entry["head"], partial(_loaded, view, keep, task, entry, held),
    )  # fmt: skip


def _loaded(view: View, keep: Keep, task: Task, entry: Entry, held: bytes) -> Body:
    """The text of a page; where it is lost or damaged it is made once more."""
    data = held or keep.part(entry["pack"], entry["at"], entry["size"]) or b""
    if not data.startswith(entry["digest"].encode()):
        data = b""
    try:
        found = _decoded(data)
    except (ValueError, KeyError, TypeError):
        found = _decoded(_encoded(*make(view, task)))
    return replace(found, page=replace(found.page, html=dated(found.page.html, view))) if entry["dated"] else found


# The catalogue ----------------------------------------------------------------------------------------------------


def _catalogue(keep: Keep) -> dict[str, Entry]:
    return dict(_listed(keep.get(_CATALOGUE) or b""))


@lru_cache(maxsize=1)
def _listed(data: bytes) -> Mapping[str, Entry]:
    try:
        found: dict[str, Entry] = json.loads(opened(data))
    except ValueError:  # none yet, or damaged
        return {}
    return found


def _good(entry: Entry | None, task: Task, urls: Collection[str]) -> Entry | None:
    """What is known of a page, if it would be made the same today."""
    if entry is None or entry["url"] != task.url:
        return None
    return entry if all((url in urls) is answer for url, answer in entry["answers"].items()) else None


def _remember(keep: Keep, before: Mapping[str, Entry], now: Mapping[str, Entry]) -> None:
    """Keep what is known, and what earlier builds knew as long as that is not the most of it."""
    for pack in {entry["pack"] for entry in now.values()}:
        keep.use(pack)
    rest = {key: entry for key, entry in before.items() if key not in now}
    entries = {**(rest if len(rest) <= max(len(now), 500) else {}), **now}
    if entries != before:
        keep.put(_CATALOGUE, sealed(json.dumps(entries, ensure_ascii=False).encode()))


# Pages and files that are kept together ----------------------------------------------------------------------------


def written(pages: Iterable[Page]) -> dict[str, bytes]:
    """Several pages as files to be kept together."""
    return {page.url or "/": _encoded(page, {}) for page in pages}


def read(files: Mapping[str, bytes]) -> list[Body]:
    """The pages that `written` wrote."""
    return [_decoded(data) for data in files.values()]


def _encoded(page: Page, answers: Mapping[str, bool]) -> bytes:
    return _written(page, answers)[1]


def _written(page: Page, answers: Mapping[str, bool]) -> Made:
    """An entry, and a page as it is kept: a hash of the rest, a line of JSON, and the HTML as it is."""
    toc = json.dumps(page.toc, ensure_ascii=False)
    parts = [page.html, page.head, *menus(toc), toc]
    entry = {
        "url": page.url, "title": page.title, "updated": page.updated.isoformat(), "listed": page.listed,
        "gone": page.gone, "answers": dict(answers), "contents": bool(page.toc), "head": bool(page.head),
        "dated": AS_OF in page.html,
    }  # fmt: skip
    told = [entry, [len(part) for part in parts]]
    data = sealed("\n".join([json.dumps(told, ensure_ascii=False), "".join(parts)]).encode())
    return entry | {"digest": _digest(data)}, data


def _digest(data: bytes) -> str:
    return data.partition(b"\n")[0].decode()


def _decoded(data: bytes) -> Body:
    """What `_written` wrote; ValueError, KeyError or TypeError for anything else."""
    line, _, text = opened(data).decode().partition("\n")
    entry, lengths = json.loads(line)
    parts, at = [], 0
    for length in lengths:
        parts.append(text[at : at + length])
        at += length
    html, head, deep, flat, toc = parts
    page = Page(
        entry["url"], entry["title"], html, date.fromisoformat(entry["updated"]), tuple(json.loads(toc)),
        entry["listed"], tuple(entry["gone"]), head,
    )  # fmt: skip
    return Body(page, deep, flat, _digest(data))
