"""What the browser tests share: Chromium, a built site, a server for it, and scripts that query a page."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import needs

ROOT = Path(__file__).resolve().parents[1]
UNDER = "/trust-center/"
"""The site is served below the root of its host, as `site_url` in mkdocs.yml says."""
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP, PHONE, NARROW = ({"width": width, "height": 900} for width in (1300, 375, 320))


def chromium() -> str:
    """The path of Chromium; without one the tests are skipped, except in CI, where it must exist."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if path is None:
        needs.without("Chromium on PATH or in $CHROMIUM", "tests/install-browser")
    return path


def versions() -> list[dict[str, Any]]:
    """The records by name of the versions of the root site that were never withdrawn."""
    paths = sorted((ROOT / "docs/policies").glob("*/*.json"))
    records = [json.loads(path.read_text("utf-8")) | {"name": f"{path.parent.name}/{path.stem}"} for path in paths]
    gone = {name for withdrawal in withdrawals() for name in withdrawal["versions"]}
    return [record for record in records if record["name"] not in gone]


def withdrawals() -> list[dict[str, Any]]:
    """The records of the withdrawals of the root site."""
    return [json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "docs/changelog").glob("*.json"))]


def latest() -> dict[str, Any]:
    """The version with the last effective date."""
    return max(versions(), key=lambda record: (record["effective"], record["number"]))


def day() -> str:
    """The day for which the tests build the root site, on which everything is announced."""
    return max(record["announced"] or "" for record in [*versions(), *withdrawals()])


def build(folder: Path, site: Path, *options: str, day: str) -> None:
    """Builds a trust center as of a day."""
    command = [sys.executable, "-c", "from trustcenter.cli import main; main()", "-C", str(folder), "build"]
    done = subprocess.run(
        [*command, "--as-of", day, "--site-dir", str(site), *options], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """A silent server; its header lets LinkChecker send more than four requests per second."""

    def end_headers(self) -> None:
        self.send_header("LinkChecker", "1")
        super().end_headers()

    def copyfile(self, source: object, outputfile: object) -> None:
        try:
            super().copyfile(source, outputfile)  # type: ignore[type-var]
        except ConnectionError:
            return  # browsers and LinkChecker hang up on files that they need not read

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serves a folder on this machine and gives the address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const seen = box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
    && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const part = ["tc-skip", "tc-brand", "md-search", "tc-menu", "md-sidebar--primary", "md-sidebar--secondary", "md-content", "md-footer"];
  return {
    what: element.outerHTML.slice(0, 120),
    part: part.find((name) => element.closest("." + name)) ?? element.tagName,
    visible: seen && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
  };
}"""
"""What has the focus, in which part of the page, and whether a reader sees it there."""

TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.right > innerWidth + 1 && !element.closest(".tc-scroll, .md-search") && element.checkVisibility({ visibilityProperty: true });
}).map((element) => element.outerHTML.slice(0, 120))"""
"""What reaches beyond the window, tables in a scrolling box and the closed search aside."""
