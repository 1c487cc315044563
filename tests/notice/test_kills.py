"""Killed at every write: what withdraw, postpone, redact, rename, redo, drop, retire and a fix beside a pending change leave behind.

`tests/test_publish.py` does the same for an ordinary publication.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import cases
import pytest

import sites
from trustcenter.disk import files
from trustcenter.model.paths import JOURNAL

DAY = "2026-12-10"
KILLED = """\
import os, shutil, sys
from pathlib import Path
from trustcenter.cli import main

template, work, *command = sys.argv[1:]

def counted(function, last):
    def call(*args, **settings):
        global calls
        calls += 1
        if calls == last:
            os._exit(9)
        return function(*args, **settings)
    return call

def die(root, last):
    global calls
    calls = 0
    for name in ("fsync", "replace", "unlink"):
        setattr(os, name, counted(getattr(os, name), last))
    Path.unlink = lambda path, missing_ok=False: os.unlink(path) if path.exists() or not missing_ok else None
    main(["-C", root, *command])

for last in range(1, 200):
    root = os.path.join(work, str(last))
    shutil.copytree(template, root)
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        die(root, last)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 0:
        break
    if code != 9:
        sys.exit(code)
"""
"""Runs a command again and again on copies, killed at its first, second, third … call that touches the disk."""


def pending(root):
    """A policy with a pending change, and its id."""
    cases.center(root, "privacy", "terms")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    return cases.published(root, "material", "2027-02-01", on="2026-12-01", title="Sooner")


def to_withdraw(root):
    return ["withdraw", pending(root), "--reason", "We changed our mind."]


def to_postpone(root):
    return ["postpone", pending(root), "--to", "2027-02-20", "--reason", "Customers asked for more time."]


def to_redact(root):
    pending(root)
    cases.reword(root, "terms", "for two years", "as laws ask")
    words = ("--text", "for two years", "--everywhere")
    return ["redact", f"terms/{cases.START}", *words, "--reason", "a court order"]


def to_rename(root):
    pending(root)
    return ["publish", "--rename", "privacy", "privacy-notice"]


def to_redo(root):
    return ["publish", "--redo", pending(root), "--announce", DAY]


def to_drop(root):
    return ["publish", "--drop", pending(root)]


def to_retire(root):
    pending(root)
    return ["publish", "terms", "--retire", "--class", "material", "--effective", "2027-03-01", "--title", "The end"]


def to_keep(root):
    pending(root)
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    return ["publish", "--pending", "keep", "--class", "editorial", "--effective", "today", "--title", "Phone"]


COMMANDS = {
    "withdraw": to_withdraw,
    "postpone": to_postpone,
    "redact": to_redact,
    "rename": to_rename,
    "redo": to_redo,
    "drop": to_drop,
    "retire": to_retire,
    "keep": to_keep,
}


@pytest.fixture(scope="module", params=COMMANDS)
def killed(request, tmp_path_factory):
    """(the command, the files before it, the files after it, the copies it was killed in) of each command."""
    folder = tmp_path_factory.mktemp(request.param)
    template, work, whole = (folder / name for name in ("template", "work", "whole"))
    command = [*COMMANDS[request.param](template), "--as-of", DAY]
    work.mkdir()
    shutil.copytree(template, whole)
    sites.done(sites.trustcenter(whole, *command))
    run = [sys.executable, "-c", KILLED, str(template), str(work), *command]
    done = subprocess.run(run, env=sites.environment(), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    copies = sorted(work.iterdir(), key=lambda path: int(path.name))
    return command, sites.source(template), sites.source(whole), copies


def visible(root):
    """Everything but the temporary files of a killed write."""
    return {path: data for path, data in sites.source(root).items() if not path.endswith(".tmp")}


def copy(root: Path, to: Path) -> Path:
    shutil.copytree(root, to)
    return to


def test_it_is_undone_or_finished_wherever_it_was_killed(killed, tmp_path):
    command, before, after, copies = killed
    assert sites.source(copies[-1]) == after
    seen = set()
    for original in copies[:-1]:
        root = copy(original, tmp_path / original.name)
        interrupted = (root / JOURNAL).exists()
        if not interrupted:
            assert visible(root) == before
        seen.add((interrupted, files.recover(root).partition(" the ")[0]))
        assert sites.source(root) in (before, after)
        if sites.source(root) == before:
            sites.done(sites.trustcenter(root, *command))
        assert sites.source(root) == after
    assert seen == {(False, ""), (True, "rolled back"), (True, "finished")}


def test_until_then_check_stops_and_the_next_command_mends_it_first(killed, tmp_path):
    command, _before, after, copies = killed
    for original in copies[:-1]:
        root = copy(original, tmp_path / original.name)
        if (root / JOURNAL).exists():
            assert "unfinished-publish" in cases.errors(root, on=DAY)
            left = sites.source(root)
            result = sites.trustcenter(root, *command, "--dry-run")
            assert result.exit_code == 1
            assert "unfinished-publish" in result.output
            assert sites.source(root) == left
        sites.trustcenter(root, *command)
        assert sites.source(root) == after


def test_until_then_build_stops(killed, tmp_path):
    _, _, _, copies = killed
    interrupted = [copy_ for copy_ in copies if (copy_ / JOURNAL).exists()]
    root = copy(interrupted[len(interrupted) // 2], tmp_path / "one")
    result = sites.mkdocs(root, "build", env={"TRUSTCENTER_AS_OF": DAY})
    assert result.returncode == 1
    assert "unfinished-publish" in result.stderr
    assert "Traceback" not in result.stderr


def test_recover_says_what_it_did(killed, tmp_path):
    _, before, after, copies = killed
    interrupted = [copy_ for copy_ in copies if (copy_ / JOURNAL).exists()]
    for number, words in ((0, "rolled back the interrupted"), (-1, "finished the interrupted")):
        root = copy(interrupted[number], tmp_path / str(number))
        assert words in sites.done(sites.trustcenter(root, "recover"))
        assert sites.source(root) == (after if number else before)
        assert "no publication was interrupted" in sites.done(sites.trustcenter(root, "recover"))
