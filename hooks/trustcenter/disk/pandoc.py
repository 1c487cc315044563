"""Documents that only pandoc reads, .odt and .rtf, turned into HTML by it where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

FORMATS = {".odt": "odt", ".rtf": "rtf"}
_LONGEST = 60
"""Seconds that one document may take."""


class PandocError(Exception):
    """A document cannot be converted; the message says what helps."""


def to_html(path: Path) -> bytes:
    """The HTML of a document.  Raises PandocError where pandoc is missing or refuses it."""
    program = shutil.which("pandoc")
    if program is None:
        raise PandocError(
            f"{path.name}: reading {path.suffix} files needs pandoc (https://pandoc.org/installing.html), which is not "
            "installed here; install it, or save the file as .docx"
        )
    command = [
        program,
        "--sandbox",
        "--from",
        FORMATS[path.suffix.lower()],
        "--to",
        "html5",
        "--standalone",
        str(path.resolve()),
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_LONGEST)  # noqa: S603 — no shell
    except subprocess.TimeoutExpired:
        raise PandocError(f"{path.name}: pandoc took more than {_LONGEST} seconds; save the file as .docx") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PandocError(f"{path.name}: pandoc cannot read it: {reason[0] if reason else 'it gave no reason'}")
    return done.stdout
