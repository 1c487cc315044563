"""A Python process that has imported everything already, so that a command of its own takes milliseconds in tests.

`server` starts one for a test, `shared` one for all tests of this process.  `serve` forks a child for each request. `program` writes a stand-in for `python` (or for one script) that sends its
arguments, folder, environment and open files to it. Every request still is a process of its own.
"""

from __future__ import annotations

import array
import atexit
import importlib
import json
import os
import runpy
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

IMPORTED = (
    "lxml.html", "mkdocs.__main__", "mkdocs.commands.build", "pymdownx.superfences", "material.plugins.search.plugin",
    "markdown.extensions.codehilite", "markdown.extensions.tables", "icalendar", "feedgen.feed", "multiprocessing.queues",
    "concurrent.futures.process", "trustcenter.cli.check", "trustcenter.cli.build", "trustcenter.cli.publish",
    "trustcenter.site_check.check", "trustcenter.site.build", "trustcenter.disk.processes",
)  # fmt: skip
TRUSTCENTER = "-c from trustcenter.cli import main; main(prog_name='trustcenter')"


@contextmanager
def server(socket_at: Path) -> Iterator[None]:
    """Starts a warm Python that listens at a path while the tests need it."""
    program(Path(f"{socket_at}-python"), socket_at)
    with subprocess.Popen([sys.executable, __file__, "serve", str(socket_at), str(os.getpid())]) as process:
        try:
            for _ in range(3000):
                if socket_at.exists() or process.poll() is not None:
                    break
                time.sleep(0.02)
            assert socket_at.exists(), "the warm Python did not start"
            yield
        finally:
            process.terminate()


@cache
def shared() -> str:
    """A stand-in for Python whose commands are forks of one warm process, which ends with this process."""
    kept = ExitStack()
    atexit.register(kept.close)
    at = Path(kept.enter_context(tempfile.TemporaryDirectory()), "warm")  # a socket's path is short
    kept.enter_context(server(at))
    return f"{at}-python"


def program(at: Path, socket_at: Path, arguments: str = "") -> None:
    """Writes a program that is Python with some arguments before its own."""
    given = " ".join(shlex.quote(word) for word in arguments.split(" ", 1)) if arguments else ""
    ask = f"{shlex.quote(sys.executable)} -I -S {shlex.quote(__file__)} ask {shlex.quote(str(socket_at))}"
    at.write_text(f'#!/bin/sh\nexec {ask} {given} "$@"\n', "utf-8")
    at.chmod(0o755)


def ask(socket_at: str, words: list[str]) -> int:
    """Sends the request and waits for the exit code."""
    told = {"executable": f"{socket_at}-python", "words": words, "cwd": os.getcwd(), "env": dict(os.environ)}  # noqa: PTH109 — no imports
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(socket_at)
        handed = array.array("i", [0, 1, 2])
        connection.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)])
        connection.sendall(json.dumps(told).encode())
        connection.shutdown(socket.SHUT_WR)
        return int(connection.recv(16) or b"70")


def serve(socket_at: str, parent: int) -> None:
    """Imports what steps import, then forks for each request until the tests end."""
    for module in IMPORTED:
        importlib.import_module(module)
    del sys.modules["mkdocs.__main__"]  # runpy, with which `trustcenter build` starts MkDocs, warns where it is there
    importlib.import_module("trustcenter.site.open_data.schemas").schemas()  # the same for every site, and remembered

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(socket_at + ".new")
        listening.listen(64)
        listening.settimeout(2)
        Path(socket_at + ".new").rename(socket_at)
        while os.getppid() == parent:
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            if os.fork() == 0:
                listening.close()
                _answer(connection)
            connection.close()
            _bury()


def _bury() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _answer(connection: socket.socket) -> None:
    """Forks again, so that the exit code is reported even if the process is killed."""
    _, rights, *_ = connection.recvmsg(1, socket.CMSG_SPACE(3 * 4))
    handed = array.array("i")
    handed.frombytes(rights[0][2])
    request = json.loads(b"".join(iter(lambda: connection.recv(65536), b"")))
    child = os.fork()
    if child == 0:
        connection.close()
        for number, file in enumerate(handed):
            os.dup2(file, number)
            os.close(file)
        _become(request)
    connection.sendall(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF).encode())
    os._exit(0)


def _become(request: dict) -> None:
    """Turns this process into the one that was asked for."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    sys.stdin, sys.stdout, sys.stderr = (open(n, "r" if n == 0 else "w", encoding="utf-8") for n in range(3))  # noqa: SIM115, PTH123
    sys.executable = request["executable"]
    code = 0
    try:
        _run(request["words"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:  # noqa: BLE001 — like Python itself: show it, end with 1
        import traceback

        traceback.print_exc()
        code = 1
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _run(words: list[str]) -> None:
    isolated, words = words[0] == "-I", words[words[0] == "-I" :]
    beside = os.devnull if isolated else ""
    if words[0] == "-m":
        sys.modules.pop(f"{words[1]}.__main__", None)
        sys.argv, sys.path[0] = [words[1], *words[2:]], beside
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv, sys.path[0] = ["-c", *words[2:]], beside
        exec(words[1], {"__name__": "__main__"})  # noqa: S102
    else:
        sys.argv, sys.path[0] = words, beside or str(Path(words[0]).resolve().parent)
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        sys.exit(ask(sys.argv[2], sys.argv[3:]))
    serve(sys.argv[2], int(sys.argv[3]))
