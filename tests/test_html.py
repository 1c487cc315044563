"""The built pages are valid HTML: the Nu HTML Checker finds no error on any of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import browser
import needs
import sites
from conftest import REPOSITORY

JAR = REPOSITORY / "tests/nu/node_modules/vnu-jar/build/dist/vnu.jar"
EXAMPLE = "sms-it"
DAY = max(browser.day(), sites.TODAY.isoformat())


def checker() -> list[str]:
    """The command that checks; without it the tests are left out, except in CI, where they must run."""
    java = shutil.which("java")
    if java is None or not JAR.is_file():
        needs.without("Java" if java is None else "vnu.jar", "tests/install-html-checker")
    return [java, "-jar", str(JAR), "--format", "json", "--exit-zero-always", "--no-langdetect", "--stdout"]


def messages(*paths: Path) -> list[dict[str, Any]]:
    """What the checker says of the pages at or below some paths."""
    done = subprocess.run(
        [*checker(), "--skip-non-html", *map(str, paths)],
        capture_output=True, encoding="utf-8", timeout=300, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)["messages"]


def errors(found: list[dict[str, Any]]) -> list[str]:
    """The errors as lines."""
    kept = [m for m in found if m["type"] != "info"]
    return [f"{m.get('url', '')}:{m.get('lastLine', 0)}: {m['message']}: {m.get('extract', '')}" for m in kept]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root site with drafts and one example below it, built when everything ever announced is public."""
    checker()
    root = tmp_path_factory.mktemp("html")
    browser.build(REPOSITORY, root, "--drafts", day=DAY)
    browser.build(REPOSITORY / "examples" / EXAMPLE, root / "examples" / EXAMPLE, day=DAY)
    return root


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small center where a version is withdrawn and a policy retired, built."""
    checker()
    root = sites.published(tmp_path_factory.mktemp("rich") / "center")
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    sites.done(sites.publish(root, "privacy", "--class", "material", "--effective", "2026-04-01", as_of="2026-02-01"))
    (change,) = (path.stem for path in (root / "docs/changelog").glob("2026-02-01-*.md"))
    sites.done(sites.trustcenter(root, "withdraw", change, "--reason", "It was too early.", "--as-of", "2026-02-03"))
    sites.done(
        sites.publish(
            root, "subprocessors", "--retire", "--class", "minor", "--effective", "2026-06-01", as_of="2026-03-01"
        )
    )
    return sites.build(root, "2026-07-01")


def test_every_page_of_the_root_site_and_of_an_example_is_valid(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 40
    assert errors(messages(site)) == []


def test_the_pages_of_what_is_withdrawn_and_retired_are_valid(rich: Path) -> None:
    assert "withdrawn" in sites.text(rich, "policies/privacy/2026-04-01/").lower()
    assert errors(messages(rich)) == []


def test_pages_written_from_the_right_are_valid(tmp_path: Path) -> None:
    checker()
    root = sites.published(tmp_path / "center")
    sites.edit(root, "mkdocs.yml", "  font: false\n", "  font: false\n  language: ar\n")
    built = sites.build(root, "2026-03-01")
    assert '<body dir="rtl"' in (built / "index.html").read_text("utf-8")
    assert errors(messages(built)) == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    fine = '<!doctype html><html lang="en"><title>x</title><h1>x</h1>'
    wrong = '<input type="checkbox" id="x" autocomplete="off"><p><ul><li>x</ul></p>'
    sites.write(tmp_path, {"fine.html": fine, "wrong.html": fine + wrong})
    found = errors(messages(tmp_path))
    assert all("wrong.html:1: " in line for line in found)
    assert ['id="x"' in found[0], "No “p” element in scope" in found[1]] == [True, True]
    assert len(found) == 2
