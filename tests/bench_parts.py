"""Measures reading facts and checking a built site against the plain libraries (part of `make bench`).

Compare ratios, not seconds. Each time is the median of three runs, taken in turns.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import yaml
from lxml import html

from trustcenter.disk import files
from trustcenter.reading.facts_loader import load_facts
from trustcenter.site_check.check import check_site

REPOSITORY = Path(__file__).resolve().parents[1]
RECORDS = 5_000
PAGES = 1_000
RUNS = 3
Row = tuple[str, float, float]


def in_turns(*tasks: Callable[[], object]) -> list[float]:
    """The median time of each task."""
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(RUNS):
        for place, task in enumerate(tasks):
            began = time.perf_counter()
            task()
            times[place].append(time.perf_counter() - began)
    return [median(taken) for taken in times]


# Reading facts -----------------------------------------------------------------------------------------------------


def vendors(count: int) -> bytes:
    """A subprocessor file with many records of a usual size."""
    one = (
        "- id: vendor_{0}\n  name: Vendor {0} Inc\n  service: message relay\n"
        "  purpose: delivers messages, reports their delivery and keeps what was not delivered for a day\n"
        "  group: communications\n  data: [recordings, transcripts]\n  locations: [US, NO, DE]\n  headquarters: US\n"
        "  transfer: [dpf, scc]\n  trains_on_data: never\n  website: https://vendor-{0}.example\n"
        "  contact: privacy@vendor-{0}.example\n  certifications: [ISO 27001, SOC 2 Type II]\n"
    )
    return "".join(one.format(number) for number in range(count)).encode()


def facts_texts() -> dict[str, bytes]:
    own = {path: data for path, data in files.read_tree(REPOSITORY / "tests/errors/_valid").items() if "data/" in path}
    categories = b"- {id: recordings, label: Recordings}\n- {id: transcripts, label: Transcripts}\n"
    return {**own, "data/data_categories.yml": categories, "data/subprocessors.yml": vendors(RECORDS)}


def measure_facts() -> Row:
    texts = facts_texts()

    def load() -> None:
        facts, _, problems = load_facts(texts, ids={"policies": (), "changes": ()})
        if problems or len(facts.records("subprocessors")) != RECORDS:
            sys.exit("the benchmark's facts were not read as they should be")

    written = texts["data/subprocessors.yml"]
    ours, plain = in_turns(load, lambda: yaml.load(written, Loader=yaml.CSafeLoader))
    return f"read {RECORDS:,} subprocessors ({len(written) / 1e6:.1f} MB) · PyYAML's C loader", ours, plain


# Checking a built site ---------------------------------------------------------------------------------------------


def built_site() -> dict[str, bytes]:
    """A site of many pages of a usual size, each with a menu, headings, links and tables, and its sitemap."""
    urls = ["", *(f"guide/{number}/" for number in range(PAGES - 1))]
    head = (
        '<!doctype html><html lang="en"><head><title>{0}</title><link rel="stylesheet" href="{1}site.css"></head><body>'
    )
    menu = "".join(f'<li><a href="{{1}}{url}">{url or "Home"}</a></li>' for url in urls[:40])
    part = (
        '<h2 id="part-{0}">Part {0}</h2><p>{1}</p><table><tr><td>{1}</td></tr></table><a href="#part-{0}">Part {0}</a>'
    )
    text = "".join(part.format(number, "what we keep, for how long, and why " * 10) for number in range(20))
    page = f"{head}<ul>{menu}</ul><h1>{{0}}</h1>{text}<a href='{{1}}guide/{{2}}/'>next</a></body></html>"
    site = {}
    for number, url in enumerate(urls):
        filled = page.format(f"Page {number}", "../" * url.count("/"), number % (PAGES - 1))
        site[f"{url}index.html"] = filled.encode()
    entries = "".join(f"<url><loc>https://example.com/{url}</loc></url>" for url in urls)
    return site | {"sitemap.xml": f"<urlset>{entries}</urlset>".encode(), "site.css": b"body { margin: 0 }"}


def measure_site_check() -> Row:
    site = built_site()
    pages = [data for path, data in site.items() if path.endswith(".html")]

    def check() -> None:
        if check_site(site):
            sys.exit("the benchmark's site has problems")

    def parse() -> None:
        for page in pages:
            html.fromstring(page)

    ours, plain = in_turns(check, parse)
    size = sum(map(len, pages)) / 1e6
    return f"check a built site of {PAGES:,} pages ({size:.0f} MB) · lxml reading the same pages", ours, plain


def main() -> None:
    rows = [measure_facts(), measure_site_check()]
    width = max(len(name) for name, *_ in rows)
    print(f"{'what · against what':{width}}  {'ours s':>8}  {'plain s':>8}  {'ratio':>6}")
    for name, ours, plain in rows:
        print(f"{name:{width}}  {ours:8.2f}  {plain:8.2f}  {ours / plain:6.2f}")


if __name__ == "__main__":
    main()
