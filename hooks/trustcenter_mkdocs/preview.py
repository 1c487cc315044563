"""Makes `mkdocs serve` show an edit sooner: it watches files with the operating system as well as by polling.

MkDocs calls `on_serve` once with its server.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig

from trustcenter import GC_THRESHOLDS

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer
    from watchdog.events import FileSystemEvent, FileSystemEventHandler

BUILD_DELAY_SECONDS = 0.02
"""Edits within this time cause one build: an editor that saves by renaming makes two."""
EDITS = frozenset({"created", "modified", "moved", "deleted"})


def on_serve(server: LiveReloadServer, /, *, config: MkDocsConfig, **_: Any) -> LiveReloadServer:
    gc.freeze()  # what the first build read lives on: collecting it would take a fifth of the time of each rebuild
    gc.set_threshold(*GC_THRESHOLDS)
    server.build_delay = BUILD_DELAY_SECONDS
    watched = [path for path in (config.docs_dir, config.config_file_path) if path]
    for path in watched:
        server.unwatch(path)
    watched += [config.theme.custom_dir] if config.theme.custom_dir else []  # MkDocs itself watches it only if asked
    server.observer = Both(server.observer)  # type: ignore[assignment]  # it watches like one
    for path in watched:
        server.watch(path)
    return server


class Both:
    """A watchdog observer that uses two: the operating system's, which is fast, and the polling one of MkDocs.

    Polling finds what the system does not report (network drives, containers), and is silent about the rest.
    """

    def __init__(self, polling: Any) -> None:
        self.polling = polling
        from watchdog.observers import Observer  # here, because a build needs none

        self.system: Any = Observer()
        self.seen: dict[str, int] = {}

    def schedule(self, handler: FileSystemEventHandler, path: str, *, recursive: bool = True) -> tuple[Any, Any]:
        def at_once(event: FileSystemEvent) -> None:
            if event.event_type in EDITS and not event.is_directory:
                self.seen |= {str(edited): _changed(edited) for edited in (event.src_path, event.dest_path) if edited}
                handler.dispatch(event)

        def later(event: FileSystemEvent) -> None:
            if self.seen.get(str(event.src_path)) != _changed(event.src_path):
                handler.dispatch(event)

        quick = None
        with suppress(OSError):  # the system may have no more room for watches
            quick = self.system.schedule(_Handler(at_once), path, recursive=recursive)
        return quick, self.polling.schedule(_Handler(later), path, recursive=recursive)

    def unschedule(self, watches: tuple[Any, Any]) -> None:
        for observer, watch in zip((self.system, self.polling), watches, strict=True):
            if watch is not None:
                observer.unschedule(watch)

    def start(self) -> None:
        with suppress(OSError):
            self.system.start()
        self.polling.start()

    def stop(self) -> None:
        self.system.stop()
        self.polling.stop()


class _Handler:
    """Passes every event on."""

    def __init__(self, tell: Any) -> None:
        self.tell = tell

    def dispatch(self, event: FileSystemEvent) -> None:
        self.tell(event)


def _changed(path: str | bytes) -> int:
    """The modification time of a file in nanoseconds; 0 if it does not exist."""
    try:
        return Path(os.fsdecode(path)).stat().st_mtime_ns
    except OSError:
        return 0
