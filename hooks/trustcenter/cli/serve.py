"""The command `trustcenter serve`: runs MkDocs' preview, which rebuilds after every edit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import click

from trustcenter.cli.group import AS_OF, mkdocs_environment, root_of


@click.command()
@AS_OF
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Preview drafts at /policies/<id>/draft/.")
@click.option("-a", "--address", default="127.0.0.1:8000", show_default=True, help="Host and port to serve on.")
@click.pass_context
def serve(context: click.Context, as_of: date | None, drafts: bool, address: str) -> None:
    """Preview the site and rebuild it when data/ or docs/ change."""
    sys.exit(_mkdocs(root_of(context), ["serve", "--dev-addr", address], as_of=as_of, drafts=drafts))


def _mkdocs(root: Path, arguments: list[str], *, as_of: date | None, drafts: bool) -> int:
    """Runs MkDocs as a child process and returns its exit code; SIGTERM is passed on to it."""
    environment = {**os.environ, **mkdocs_environment(as_of, drafts=drafts, quiet=False)}
    command = [sys.executable, "-m", "mkdocs", *arguments]
    with subprocess.Popen(command, cwd=root, env=environment) as process:
        before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        finally:
            signal.signal(signal.SIGTERM, before)
