"""LinkChecker, an independent judge, finds no broken link on the pages of the present, root site and examples.

It goes over http, because links from the root of the host pass unchecked in files, and leaves anchors and the archive
to our own check, because it would take minutes for them.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

import browser
import sites
from conftest import REPOSITORY

DAY = max(browser.day(), sites.TODAY.isoformat())
PREFIX = "https://example.com"
START = "from linkcheck.command import linkchecker as command; command.drop_privileges = lambda: None; command.linkchecker()"
"""As root it would become `nobody`, who may not be able to read what Python still has to load."""
SETTINGS = """\
[checking]
threads = 8
timeout = 10
recursionlevel = 1
robotstxt = 0
maxrequestspersecond = 1000
[filtering]
internlinks = ^http://127[.]0[.]0[.]1:
[output]
status = 0
verbose = 1
log = csv
[csv]
encoding = utf-8
"""
SECONDS = 60
Row = dict[str, str]


def linkchecker(urls: list[str], home: Path) -> list[Row]:
    """What LinkChecker says of all links on some pages; it follows none of them further, and none to another host."""
    home.mkdir(exist_ok=True)
    (home / "settings").write_text(SETTINGS, "utf-8")
    own = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", START, "--config", str(home / "settings"), "--stdin"],
        input="\n".join(urls), env={**os.environ, **own}, capture_output=True, encoding="utf-8", timeout=SECONDS,
        check=False,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter=";"))
    assert rows, done.stdout + done.stderr
    return rows


def wrong(rows: list[Row]) -> list[str]:
    return [
        f"{row['parentname']}:{row['line']}: {row['urlname']}: {row['result']} {row['warningstring']}"
        for row in rows
        if row["valid"] != "True" or row["warningstring"]
    ]


def of_the_present(folder: Path, address: str) -> list[str]:
    """The pages in the sitemap of a site, at the address where it is served here."""
    found = etree.fromstring((folder / "sitemap.xml").read_bytes()).iterfind(".//{*}loc")
    return [address + str(loc.text).removeprefix(PREFIX) for loc in found]


@pytest.fixture(scope="module")
def served_sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the root site with all examples below it, at the path that `site_url` names."""
    folder = tmp_path_factory.mktemp("served")
    root = folder / browser.UNDER.strip("/")
    browser.build(REPOSITORY, root, day=DAY)
    for name in sites.EXAMPLES:
        browser.build(REPOSITORY / "examples" / name, root / "examples" / name, day=DAY)
    return folder


def test_no_link_on_a_page_of_the_present_is_broken(served_sites: Path, tmp_path: Path) -> None:
    root = served_sites / browser.UNDER.strip("/")
    with browser.served(served_sites) as address:
        urls = [
            url
            for folder in (root, *(root / "examples" / name for name in sites.EXAMPLES))
            for url in of_the_present(folder, address)
        ]
        rows = linkchecker(urls, tmp_path / "home")
    assert wrong(rows) == []
    asked = {row["url"].partition("#")[0] for row in rows}
    assert set(urls) <= asked
    assert any(url.endswith(".json") for url in asked)


def test_broken_links_are_found(tmp_path: Path) -> None:
    page = '<!doctype html><html lang="en"><title>x</title><h1>x</h1>'
    links = '<a href="fine/">x</a><a href="gone/">x</a><a href="/fine/">x</a><img src="gone.png" alt="x">'
    sites.write(tmp_path, {"site/index.html": page + links, "site/fine/index.html": page})
    with browser.served(tmp_path) as address:
        rows = linkchecker([f"{address}/site/"], tmp_path / "home")
    assert {row["urlname"] for row in rows if row["valid"] != "True"} == {"gone/", "/fine/", "gone.png"}
    assert len(wrong(rows)) == 3
