"""Links of a built site, judged by LinkChecker.

`links.py own SITE` checks, over http on this machine, that every link on the pages of the present leads to something
on the site; it exits with 1 otherwise.  `links.py external SITE` asks every other host once and prints what is broken
as JSON: the address, what is wrong, on which pages, and whether one of them is a page of the present.
`links.py verdict FILE` exits with 1 when such a list has broken links on pages of the present.

The pages of the present are those in the sitemap.  Everything else is archive, which cannot be mended any more.
"""

from __future__ import annotations

import csv
import functools
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

import github

START = "from linkcheck.command import linkchecker as c; c.drop_privileges = lambda: None; c.linkchecker()"
"""As root it would become `nobody`, who may not be able to read what Python still has to load."""
SETTINGS = """\
[checking]
threads = 8
timeout = 20
recursionlevel = {depth}
robotstxt = {external}
maxrequestspersecond = {pace}
[filtering]
checkextern = {external}
{internal}
[output]
status = 0
verbose = 1
log = csv
[csv]
encoding = utf-8
"""
RESERVED = (".example", ".invalid", ".test", ".localhost", "localhost", "example.com", "example.org", "example.net")
"""Hosts that never exist (RFC 2606); the demonstration is full of them."""
Row = dict[str, str]


class _Server(http.server.SimpleHTTPRequestHandler):
    """A server that lets LinkChecker ask as often as it likes; without the header it asks four times a second."""

    def end_headers(self) -> None:
        self.send_header("LinkChecker", "1")
        super().end_headers()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        try:
            super().copyfile(source, outputfile)
        except ConnectionError:
            return  # it hangs up on files that it does not have to read

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served on this machine."""
    handler = functools.partial(_Server, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def linkchecker(urls: list[str], *, external: bool) -> list[Row]:
    """What LinkChecker says of some addresses and, unless they are external, of the links on them."""
    internal = "" if external else "internlinks = ^http://127[.]0[.]0[.]1:"
    pace = 10 if external else 1000
    settings = SETTINGS.format(depth=0 if external else 1, external=int(external), internal=internal, pace=pace)
    with tempfile.TemporaryDirectory() as home:
        Path(home, "settings").write_text(settings, "utf-8")
        own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), home)
        command = [sys.executable, "-c", START, "--config", str(Path(home, "settings")), "--stdin"]
        done = subprocess.run(
            command,
            input="\n".join(urls),
            env={**os.environ, **own},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    rows = list(csv.DictReader((line for line in done.stdout.splitlines() if not line.startswith("#")), delimiter=";"))
    if urls and not rows:
        raise SystemExit(f"LinkChecker said nothing: {done.stderr[-2000:]}")
    return rows


def address(site: Path) -> str:
    """Where the site is published, as its home page says."""
    links = html.fromstring((site / "index.html").read_bytes()).iter("link")
    return next(str(link.get("href")) for link in links if link.get("rel") == "canonical")


def of_the_present(site: Path) -> list[str]:
    """The paths of the pages in the sitemap, below the address of the site."""
    found = etree.fromstring((site / "sitemap.xml").read_bytes()).iterfind(".//{*}loc")
    return [str(loc.text).removeprefix(address(site)) for loc in found]


def own(site: Path) -> list[str]:
    """What is broken on the pages of the present, one line each."""
    below = urlsplit(address(site)).path.strip("/")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, below)
        place.parent.mkdir(parents=True, exist_ok=True)
        if below:
            place.symlink_to(site.resolve(), target_is_directory=True)
        with served(Path(folder) if below else site) as host:
            start = f"{host}/{below}/" if below else f"{host}/"
            rows = linkchecker([start + path for path in of_the_present(site)], external=False)
    wrong = [row for row in rows if row["valid"] != "True" or row["warningstring"]]
    return [f"{_place(row, start)}: {row['urlname']}: {row['result']} {row['warningstring']}" for row in wrong]


def _place(row: Row, start: str) -> str:
    return f"/{row['parentname'].removeprefix(start)}:{row['line']}"


def external_links(site: Path) -> dict[str, list[str]]:
    """Every link to another host, with the pages on which it stands."""
    home, found = address(site), dict[str, list[str]]()
    for file in sorted(site.rglob("*.html")):
        page = file.relative_to(site).as_posix().removesuffix("index.html")
        links = html.fromstring(file.read_bytes()).iter("a")
        for url in sorted({link.get("href", "").partition("#")[0] for link in links}):
            host = urlsplit(url).hostname or ""
            if url.startswith(("http://", "https://")) and not url.startswith(home) and not host.endswith(RESERVED):
                found.setdefault(url, []).append(page)
    return found


def external(site: Path) -> list[dict[str, Any]]:
    """The links to other hosts that are broken."""
    links, present = external_links(site), set(of_the_present(site))
    rows = {row["urlname"]: row for row in linkchecker(sorted(links), external=True)} if links else {}
    broken = [(url, row) for url, row in sorted(rows.items()) if row["valid"] != "True"]
    return [
        {
            "url": url,
            "result": row["result"],
            "pages": links.get(url, []),
            "present": bool(present & {*links.get(url, [])}),
        }
        for url, row in broken
    ]


def main() -> int:
    _, what, where = sys.argv
    if what == "external":
        print(json.dumps(external(Path(where)), indent=2, ensure_ascii=False))
        return 0
    if what == "own":
        wrong = own(Path(where))
    else:
        wrong = [f"{b['url']}: {b['result']}" for b in json.loads(Path(where).read_text("utf-8")) if b["present"]]
    for line in wrong:
        github.annotate("error", line)
    print(f"{len(wrong)} broken links on pages of the present")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
