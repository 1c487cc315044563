"""Takes cached pages over from an earlier build and makes those that are missing or out of date.

`site.build` calls `archive`, which returns a `Batch` with one `LazyPage` for each cached page; the text of a page is
read only when it is needed. A catalogue in the cache has, for each page, its title and other metadata, where its bytes
are, and the answers it got about URLs of the site: the page is valid while these are the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from typing import Any, TypeAlias

from trustcenter.model.cache import Cache
from trustcenter.model.records import sha256
from trustcenter.site.cache.build_cache import Batch, checked_content, with_checksum
from trustcenter.site.cache.cached_pages import Task, make, tasks
from trustcenter.site.page_frame import Body, LazyPage, as_lazy, menus
from trustcenter.site.pages.view import Page, View, dated, is_dated

Entry: TypeAlias = dict[str, Any]
"""The catalogue entry of a page as JSON; `pack`, `at` and `size` locate its bytes in the cache."""
MadePage: TypeAlias = tuple[Entry, bytes]
"""The entry of a new page, and its bytes if they could not be stored."""
_CATALOGUE = sha256(b"catalogue")
PAGES_PER_RUN = 100
"""The most pages that one job makes and stores together."""


def _made(view: View, run: Sequence[Task], cache: Cache) -> list[MadePage]:
    """Makes the pages of some tasks and stores them in one pack."""
    return _pack([_written(*make(view, task)) for task in run], cache)


def _pack(pages: Sequence[MadePage], cache: Cache) -> list[MadePage]:
    """Stores pages as one cache entry, because thousands of small files take longer to write than to make."""
    name = sha256("".join(entry["digest"] for entry, _ in pages).encode())
    is_stored, at = cache.put(name, b"".join(data for _, data in pages)), 0
    for entry, data in pages:
        entry |= {"pack": name, "at": at, "size": len(data)}
        at += len(data)
    return [(entry, b"" if is_stored else data) for entry, data in pages]


def _subject(task: Task) -> str:
    """What the tasks of a run have in common: a policy, or their kind."""
    return "/".join(task.url.split("/")[:2]) if task.url.startswith("policies/") else task.kind


def runs(wanted: Sequence[Task]) -> list[Sequence[Task]]:
    """Tasks grouped for one job each: of the same policy, whose texts they share, or of the same kind."""
    groups: list[list[Task]] = []
    about = ""
    for task in wanted:
        now = _subject(task)
        if now != about or len(groups[-1]) >= PAGES_PER_RUN:
            groups.append([])
        about = now
        groups[-1].append(task)
    return list(groups)


def _all(_: str) -> bool:
    return True


def archive(view: View, cache: Cache, *, wanted_urls: Callable[[str], bool] = _all) -> Batch[list[LazyPage]]:
    """All cached pages, or those at the URLs wanted; the batch has a job for each run of pages that are missing."""
    wanted = [task for task in tasks(view) if wanted_urls(task.url)]
    name = sha256(f"catalogue {view.language}".encode()) if view.language else _CATALOGUE
    catalogue = _catalogue(cache, name)
    there = {task.key: entry for task in wanted if (entry := _good(catalogue.get(task.key), task, view.site.urls))}
    # In the order of their URLs, so that all pages of a text are made while it is at hand.
    missing = sorted((task for task in wanted if task.key not in there), key=lambda task: (_subject(task), task.url))

    def finish(results: Iterator[list[MadePage]]) -> list[LazyPage]:
        made = chain.from_iterable(results)
        fresh = {task.key: page for task, page in zip(missing, made, strict=True)}
        entries = there | {key: entry for key, (entry, _) in fresh.items()}
        _remember(cache, name, catalogue, entries)
        return [_resting(view, cache, task, entries[task.key], fresh.get(task.key, ({}, b""))[1]) for task in wanted]

    return Batch([partial(_made, view, run, cache) for run in runs(missing)], finish)


def _resting(view: View, cache: Cache, task: Task, entry: Entry, held: bytes) -> LazyPage:
    digest = entry["digest"]
    return LazyPage(
        entry["url"], entry["title"], date.fromisoformat(entry["updated"]), entry["listed"], tuple(entry["gone"]),
        _dated(digest, view) if entry["dated"] else digest,
        entry["contents"], entry["head"], partial(_loaded, view, cache, task, entry, held), undated=digest,
    )  # fmt: skip


def _loaded(view: View, cache: Cache, task: Task, entry: Entry, held: bytes) -> Body:
    """The text of a page; a lost or damaged one is made again."""
    data = held or cache.part(entry["pack"], entry["at"], entry["size"]) or b""
    if not data.startswith(entry["digest"].encode()):
        data = b""
    try:
        body = _decoded(data)
    except (ValueError, KeyError, TypeError):
        body = _decoded(_encoded(*make(view, task)))
    return replace(body, page=dated(body.page, view)) if entry["dated"] else body


def _dated(digest: str, view: View) -> str:
    """The digest of a page once it says the day of the view."""
    return sha256(f"{digest} {view.snapshot.day} {view.name}".encode())


# The catalogue ----------------------------------------------------------------------------------------------------


def _catalogue(cache: Cache, name: str = _CATALOGUE) -> dict[str, Entry]:
    return dict(_listed(cache.get(name) or b""))


@lru_cache(maxsize=4)
def _listed(data: bytes) -> Mapping[str, Entry]:
    try:
        catalogue: dict[str, Entry] = json.loads(checked_content(data))
    except ValueError:  # none yet, or damaged
        return {}
    return catalogue


def _good(entry: Entry | None, task: Task, urls: Collection[str]) -> Entry | None:
    """The entry of a page if the page would be the same today, else None."""
    if entry is None or entry["url"] != task.url:
        return None
    return entry if all((url in urls) is answer for url, answer in entry["answers"].items()) else None


def _remember(cache: Cache, name: str, before: Mapping[str, Entry], now: Mapping[str, Entry]) -> None:
    """Writes the catalogue. Entries of earlier builds are kept as long as they are not the most of it."""
    for pack in {entry["pack"] for entry in now.values()}:
        cache.use(pack)
    rest = {key: entry for key, entry in before.items() if key not in now}
    entries = {**(rest if len(rest) <= max(len(now), 500) else {}), **now}
    if entries != before:
        cache.put(name, with_checksum(json.dumps(entries, ensure_ascii=False).encode()))


# Pages and files that are kept together ----------------------------------------------------------------------------


def written(pages: Iterable[Page]) -> dict[str, bytes]:
    """Pages as files by path, for `build_cache.cached_groups`."""
    return {page.url or "/": _encoded(page, {}) for page in pages}


def read(files: Mapping[str, bytes], view: View) -> list[LazyPage]:
    """The pages that `written` wrote, for the day of the view."""
    return [_for_day(_decoded(data), view) for data in files.values()]


def _for_day(body: Body, view: View) -> LazyPage:
    if not is_dated(body.page):
        return as_lazy(body)
    made = as_lazy(replace(body, page=dated(body.page, view), digest=_dated(body.digest, view)))
    return replace(made, undated=body.digest)


def _encoded(page: Page, answers: Mapping[str, bool]) -> bytes:
    return _written(page, answers)[1]


def _written(page: Page, answers: Mapping[str, bool]) -> MadePage:
    """The entry of a page and its bytes: checksum, a line of JSON, then HTML, head, menus and contents."""
    toc = json.dumps(page.toc, ensure_ascii=False)
    parts = [page.html, page.head, *menus(toc), toc]
    entry = {
        "url": page.url, "title": page.title, "updated": page.updated.isoformat(), "listed": page.listed,
        "gone": page.gone, "answers": dict(answers), "contents": bool(page.toc), "head": bool(page.head),
        "dated": is_dated(page),
    }  # fmt: skip
    header = [entry, [len(part) for part in parts]]
    data = with_checksum("\n".join([json.dumps(header, ensure_ascii=False), "".join(parts)]).encode())
    return entry | {"digest": _digest(data)}, data


def _digest(data: bytes) -> str:
    return data.partition(b"\n")[0].decode()


def _decoded(data: bytes) -> Body:
    """The page that `_written` encoded; raises ValueError, KeyError or TypeError for anything else."""
    line, _, text = checked_content(data).decode().partition("\n")
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
