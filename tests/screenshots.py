"""Takes the screenshots of the manual: `make screenshots`, or `python tests/screenshots.py [FOLDER]`.

They show the root site on a day when everything is announced, in Chromium, with few colours to keep the files small.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from browser import FLAGS, ROOT, UNDER, build, chromium, day, latest, served, versions

FOLDER = ROOT / "manual/pictures"
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 780}
COLOURS = 128


class Shot(NamedTuple):
    """One screenshot: a page and how it is viewed; `at` is the element that is scrolled to the top."""

    url: str
    size: Any = WIDE
    scheme: Any = "light"
    at: str = ""


def shots() -> dict[str, Shot]:
    """The screenshots of the manual by file name."""
    upcoming = [record for record in versions() if record["effective"] > day()]
    coming = min(upcoming, key=lambda record: record["effective"], default=latest())
    past = sorted({record["announced"] or record["effective"] for record in versions()})
    return {
        "home": Shot(""),
        "policy": Shot("policies/privacy/"),
        "redline": Shot(f"policies/{coming['name']}/redline/"),
        "subprocessors": Shot("subprocessors/"),
        "retention": Shot("retention/", at="#picture"),
        "timeline": Shot("timeline/"),
        "data-map": Shot("data-map/", at="#picture"),
        "notices": Shot("notices/"),
        "as-of": Shot(f"as-of/{past[len(past) // 2]}/"),
        "phone": Shot("policies/privacy/", PHONE),
        "dark": Shot("", WIDE, "dark"),
    }


def taken(browser: Browser, address: str, shot: Shot) -> bytes:
    """A screenshot as a PNG with few colours."""
    context = browser.new_context(viewport=shot.size, color_scheme=shot.scheme, reduced_motion="reduce")
    page = context.new_page()
    answer = page.goto(address + shot.url)
    assert answer is not None, shot.url
    assert answer.ok, shot.url
    if shot.at:
        header = page.locator(".md-header").bounding_box() or {"height": 0}
        page.evaluate(
            "([where, above]) => scrollBy(0, document.querySelector(where).getBoundingClientRect().top - above - 16)",
            [shot.at, header["height"]],
        )
    page.wait_for_load_state("networkidle")
    full = Image.open(BytesIO(page.screenshot(animations="disabled")))
    context.close()
    small = BytesIO()
    few = full.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(small, "PNG", optimize=True)
    return small.getvalue()


def main(folder: Path) -> None:
    """Writes every screenshot to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as top, sync_playwright() as playwright:
        build(ROOT, Path(top) / UNDER.strip("/"), day=day())
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        with served(Path(top)) as address:
            for name, shot in shots().items():
                picture = taken(browser, address + UNDER, shot)
                (folder / f"{name}.png").write_bytes(picture)
                print(f"{name}.png: {len(picture) // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
