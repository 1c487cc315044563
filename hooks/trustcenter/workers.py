"""Making pages with both cores: a second process makes half of the bodies while this one makes the other half."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from trustcenter import bodies
from trustcenter.center import Center
from trustcenter.model import Archive
from trustcenter.pages.once import Task
from trustcenter.pages.view import View

WORTH = 150
"""So many redlines take longer than starting a process."""
WEIGHTS = {"version": 1.0, "redline": 1.5, "since": 1.5, "change": 0.3, "day": 0.3}
MOST = 4
STEP = 20
_START = "import sys; sys.path.insert(0, sys.argv[1]); from trustcenter.workers import main; main()"
"""The package is found where this one was, whoever put it there."""


def made(view: View, wanted: Sequence[Task]) -> list[bytes]:
    """The bodies of some tasks; if they are many, made by as many processes as there are processors."""
    processes = min(os.cpu_count() or 1, MOST) if len(wanted) >= WORTH else 1
    own, *others = _shares(wanted, processes)
    started = [_started(view, share) for share in others if share]
    done = _made(view, own) if started and sys.stderr.isatty() else bodies.made(view, own)
    for process, answer in started:
        done += _answer(process, answer)
    return done


def _made(view: View, wanted: Sequence[Task]) -> list[bytes]:
    """The same, telling a person at a terminal how far it has come."""
    done: list[bytes] = []
    for start in range(0, len(wanted), STEP):
        sys.stderr.write(f"\rmaking pages: {100 * start // len(wanted)} %")
        sys.stderr.flush()
        done += bodies.made(view, wanted[start : start + STEP])
    sys.stderr.write("\r" + " " * 24 + "\r")
    return done


def _shares(wanted: Sequence[Task], count: int) -> list[Sequence[Task]]:
    """Runs of tasks of about the same weight; neighbours stay together, because they have texts in common."""
    total = sum(WEIGHTS[task.kind] for task in wanted)
    shares: list[list[Task]] = [[] for _ in range(count)]
    so_far = 0.0
    for task in wanted:
        shares[min(int(so_far / total * count), count - 1)].append(task)
        so_far += WEIGHTS[task.kind]
    return list(shares)


def _started(view: View, share: Sequence[Task]) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """A process that makes a share; it reads its order from a file and writes its answer to one, so none waits."""
    answer = tempfile.TemporaryFile()  # noqa: SIM115 — closed once it is read
    with tempfile.TemporaryFile() as order:
        pickle.dump((_plain(view), share), order, protocol=pickle.HIGHEST_PROTOCOL)
        order.seek(0)
        command = [sys.executable, "-c", _START, str(Path(__file__).parents[1])]
        return subprocess.Popen(command, stdin=order, stdout=answer), answer  # noqa: S603 — our own program


def _plain(view: View) -> View:
    """The view without what a page that is made once never sees, and without what was worked out on the way."""
    archive = view.center.archive
    plain = Archive(archive.versions, archive.changes, archive.withdrawals)
    return replace(view, center=Center(view.center.facts, archive=plain), stated=view.facts)


def _answer(process: subprocess.Popen[bytes], answer: IO[bytes]) -> list[bytes]:
    with answer:
        if process.wait() != 0:
            raise RuntimeError(f"the process that made pages ended with {process.returncode}; its words stand above")
        answer.seek(0)
        found: list[bytes] = pickle.load(answer)  # noqa: S301 — our own process wrote it
        return found


def main() -> None:
    """In the process that was started: make what the order wants."""
    view: Any
    view, share = pickle.load(sys.stdin.buffer)  # noqa: S301 — the process that started this one wrote it
    pickle.dump(bodies.made(view, share), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
