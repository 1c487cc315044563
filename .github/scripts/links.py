"""Checks the links of a built site with LinkChecker. The `check` and `review` workflows run it.

`links own SITE` checks that every internal link on current pages works; exits with 1 otherwise. `links external
SITE` requests every external link once and prints the broken ones as JSON: address, result, pages, and whether one of
them is current. `links verdict FILE` exits with 1 if such a list has broken links on current pages.

Current pages are those in the sitemap; all others are archive and cannot be corrected.
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
"""Starts LinkChecker without dropping root privileges, as `nobody` may not be able to read Python's files."""
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
"""Hosts that never exist (RFC 2606); the demonstration uses many."""
Row = dict[str, str]


class _Server(http.server.SimpleHTTPRequestHandler):
    """A silent file server; its header tells LinkChecker that it may send more than four requests per second."""

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
    """Serves a folder on this machine and gives the address."""
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
    """LinkChecker's rows for some addresses and, unless `external`, for the links on them."""
    internal = "" if external else "internlinks = ^http://127[.]0[.]0[.]1:"
    pace = 10 if external else 1000
    settings = SETTINGS.format(depth=0 if external else 1, external=int(external), internal=internal, pace=pace)
    with tempfile.TemporaryDirectory() as home:
        Path(home, "settings").write_text(settings, "utf-8")
        own = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), home)
        command = [sys.executable, "-I", "-c", START, "--config", str(Path(home, "settings")), "--stdin"]
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
    """The address of the site, from the canonical link of its home page."""
    links = html.fromstring((site / "index.html").read_bytes()).iter("link")
    return next(str(link.get("href")) for link in links if link.get("rel") == "canonical")


def of_the_present(site: Path) -> list[str]:
    """The paths of the pages in the sitemap, below the address of the site."""
    locations = etree.fromstring((site / "sitemap.xml").read_bytes()).iterfind(".//{*}loc")
    return [str(loc.text).removeprefix(address(site)) for loc in locations]


def own(site: Path) -> list[str]:
    """One line for each broken internal link on current pages."""
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
    """The pages on which each external link stands, by link."""
    home, pages_by_link = address(site), dict[str, list[str]]()
    for file in sorted(site.rglob("*.html")):
        page = file.relative_to(site).as_posix().removesuffix("index.html")
        links = html.fromstring(file.read_bytes()).iter("a")
        for url in sorted({link.get("href", "").partition("#")[0] for link in links}):
            host = urlsplit(url).hostname or ""
            if url.startswith(("http://", "https://")) and not url.startswith(home) and not host.endswith(RESERVED):
                pages_by_link.setdefault(url, []).append(page)
    return pages_by_link


def external(site: Path) -> list[dict[str, Any]]:
    """The broken external links."""
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
