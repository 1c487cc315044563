"""Measures how the cost of a build grows with the archive, compared with plain MkDocs and Hugo (`make bench`).

`python tests/bench.py [VERSIONS …]` measures generated centers of so many versions (1,000 and 5,000 when none are
named) and the real texts beside the repository (`REAL`; one that is not there is left out and named).  `--parts`
chooses among `corpora`, `generated`, `reading` (facts, checking a site) and `archive` (2,000 versions); `--runs` repeats
each measure and takes the median, `--write` puts the results into the manual.  Each site is built in turns by us, by
plain MkDocs with Material and by Hugo, from the same Markdown files.  Trust the ratios, not the seconds.
"""

import argparse
import contextlib
import gzip
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import bench_archive
import bench_parts
import bench_report
import grown
from needs import CORPORA
from trustcenter.disk import files

REPOSITORY = Path(__file__).resolve().parents[1]
REAL = ("cabforum-br", "github-site-policy", "mozilla-pkipolicy", "tailscale-terms")
"""The corpora that are measured; cabforum-br is one document of 350 KB in 96 versions."""
SIZES = (1_000, 5_000)
PARTS = ("corpora", "generated", "reading", "archive")
MKDOCS = """\
site_name: Bench
site_url: https://bench.example/
exclude_docs: |
  /policies/
  /changelog/
theme: {name: material, font: false, features: [toc.follow]}
plugins: [search]
hooks: ['%s']
"""
PLAIN = """\
site_name: Bench
site_url: https://bench.example/
theme: {name: material, font: false, features: [toc.follow, navigation.prune]}
plugins: [search]
nav: [index.md, %s]
not_in_nav: /policies/
"""
HUGO = 'baseURL = "https://bench.example/"\ntitle = "Bench"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
HUGO_PAGE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav>{{ .TableOfContents }}</nav><main><h1>{{ .Title }}</h1>{{ .Content }}
{{ range .Pages }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a></p>{{ end }}</main></body></html>
"""
STARTER = """\
import json, os, sys, time
began = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, used = os.wait4(process, 0)
print(json.dumps([time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss]))
sys.exit(os.waitstatus_to_exitcode(status))
"""
MEMORY, ROOM = Path("/dev/shm"), 6_000_000_000  # noqa: S108 — a folder of its own is made in it
"""Where files lie in memory, and how much room a center of 5,000 versions and its copies want there."""
FOR_SPEED = (
    "trustcenter/site/cache/*.py", "trustcenter/site/page_frame.py", "trustcenter/model/cache.py",
    "trustcenter/disk/processes.py", "trustcenter/disk/site_folder.py", "trustcenter/disk/program_files.py",
    "trustcenter_mkdocs/search.py", "trustcenter_mkdocs/preview.py",
)  # fmt: skip
"""The modules that a site would be the same without."""
Texts = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds, CPU seconds, and the peak memory in MB of the largest process."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class Size:
    """What a finished site weighs; its largest page and feed, and its search index compressed, in KB."""

    megabytes: float
    files: int
    page: float
    feed: float
    search: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All measurements of one center; `hugo` and `preview` are None if they could not be made."""

    name: str
    versions: int
    costs: Mapping[str, Cost]
    site: Size
    preview: float | None


def environment_of(folder: Path) -> dict[str, str]:
    """Environment variables for a run: the copied program, a fixed day, and bytecode files as users have them."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {"NO_MKDOCS_2_WARNING": "1", "TRUSTCENTER_AS_OF": grown.TODAY.isoformat()}
    return {**inherited, **own, "PYTHONPATH": str(folder.parent / "hooks")}


def run(command: list[str], folder: Path) -> Cost:
    """Runs a command that must succeed and measures it.

    A small process starts it, because a process counts as large as the one that started it.
    """
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as measures:
        starter = [sys.executable, "-S", "-c", STARTER, *command]
        code = subprocess.call(starter, cwd=folder, env=environment_of(folder), stdout=measures, stderr=errors)
        errors.seek(0)
        if code:
            sys.exit(f"{' '.join(command)} failed:\n{errors.read().decode()[-3000:]}")
        measures.seek(0)
        wall, cpu, memory = json.loads(measures.read())
    return Cost(wall, cpu, memory / 1024)


def middle(costs: list[Cost]) -> Cost:
    return Cost(median(c.wall for c in costs), median(c.cpu for c in costs), max(c.memory for c in costs))


# The sites ---------------------------------------------------------------------------------------------------------


def lay_out(folder: Path, texts: Texts) -> None:
    """Writes the center with a copy of the program, and the texts of its versions as pages for MkDocs and Hugo."""
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(REPOSITORY / "hooks", folder / "hooks", ignore=ignored)
    hook = folder / "hooks" / "mkdocs_hook.py"
    files.write_all(folder / "ours", {"mkdocs.yml": (MKDOCS % hook).encode(), **texts})
    published = {p: data for p, data in texts.items() if p.startswith("docs/policies/") and p[-4].isdigit()}
    plain = {path: data for path, data in published.items() if path.endswith(".md")}
    newest = sorted({path.rsplit("/", 1)[0]: path for path in sorted(plain)}.values())
    nav = ", ".join(path.removeprefix("docs/") for path in newest)
    files.write_all(folder / "plain", {"mkdocs.yml": (PLAIN % nav).encode(), "docs/index.md": b"# Home\n", **plain})
    content = {f"content/{p.removeprefix('docs/')}": b"---\ntitle: A policy\n---\n" + data for p, data in plain.items()}
    layouts = {f"layouts/_default/{name}.html": HUGO_PAGE.encode() for name in ("single", "list")}
    files.write_all(folder / "hugo", {"hugo.toml": HUGO.encode(), **layouts, **content})


def last_change(texts: Texts) -> dict[str, bytes]:
    """The files of the newest change; without them, the center is as it was before."""
    entry = max(path for path in texts if path.startswith("docs/changelog/") and path.endswith(".md"))
    names = [line.strip("- ") for line in texts[entry].decode().splitlines() if line.startswith("  - ")]
    paths = [entry, *(f"docs/policies/{name}.{end}" for name in names for end in ("md", "json"))]
    return {path: texts[path] for path in paths}


def trustcenter(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from trustcenter.cli import main; main()", *arguments]


def measured(folder: Path, texts: Texts, runs: int) -> dict[str, Cost]:
    """The median cost of each way to build, measured in turns."""
    ours, last = folder / "ours", last_change(texts)
    page = ours / "docs" / "questions.md"
    drafts = sorted(path for path in texts if path.endswith("/index.md"))
    hugo = shutil.which("hugo", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    costs: dict[str, list[Cost]] = {}

    def note(name: str, made: Cost) -> None:
        costs.setdefault(name, []).append(made)

    for turn in range(runs):
        for path in last:
            (ours / path).unlink(missing_ok=True)
        page.write_text("# Questions\n\nNobody asked.\n")
        for gone in (ours / "site", ours / ".cache", folder / "plain/site", folder / "hugo/public", folder / "copy"):
            shutil.rmtree(gone, ignore_errors=True)
        note("cold", run(trustcenter("build"), ours))
        files.write_all(ours, last)
        note("publication", run(trustcenter("build"), ours))
        page.write_text(f"# Questions\n\nAsked {turn + 1} times.\n")
        note("page", run(trustcenter("build"), ours))
        if drafts:
            (ours / drafts[0]).write_bytes(texts[drafts[0]] + f"\nEdited {turn}.\n".encode())
            note("draft", run(trustcenter("build"), ours))
        note("check", run(trustcenter("check"), ours))
        note("floor", run(["cp", "-r", "site", str(folder / "copy")], ours))
        note("plain", run([sys.executable, "-m", "mkdocs", "build", "--quiet"], folder / "plain"))
        printed = folder / "printed"
        shutil.rmtree(printed, ignore_errors=True)
        shutil.copytree(ours, printed, ignore=shutil.ignore_patterns("site", ".cache"))
        with (printed / "mkdocs.yml").open("a") as settings:
            settings.write("extra: {trustcenter: {pdf: true}}\n")
        note("pdf", run(trustcenter("build"), printed))
        (printed / "docs/questions.md").write_text("# Questions\n\nAsked once more.\n")
        note("pdf again", run(trustcenter("build"), printed))
        if hugo:
            note("hugo", run([hugo, "--quiet"], folder / "hugo"))
    return {name: middle(runs) for name, runs in costs.items()}


def place() -> Path | None:
    """The folder to measure in: in memory if there is room, so that the disk does not matter."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def size_of(site: Path) -> Size:
    sizes = {path.relative_to(site).as_posix(): path.stat().st_size for path in site.rglob("*") if path.is_file()}
    pages = [size for path, size in sizes.items() if path.endswith("/index.html")]
    feeds = [size for path, size in sizes.items() if re.search(r"(^|/)feed(-\d+)?\.(xml|json)$", path)]
    index = len(gzip.compress((site / "search/search_index.json").read_bytes(), 9))
    return Size(sum(sizes.values()) / 1e6, len(sizes), max(pages) / 1e3, max(feeds) / 1e3, index / 1e3)


# Preview -----------------------------------------------------------------------------------------------------------


def preview(ours: Path, texts: Texts, runs: int) -> float | None:
    """Seconds from saving a draft until the preview shows it; None for a center without drafts."""
    draft = next((path for path in sorted(texts) if path.endswith("/index.md")), None)
    if draft is None:
        return None
    policy = draft.split("/")[2]
    with served(ours) as address:
        page = f"{address}/policies/{policy}/draft/"
        waited(lambda: "This is a draft" in read(page), 600)
        taken = []
        for turn in range(runs):
            words = f"Zebra number {turn}."
            (ours / draft).write_bytes(texts[draft] + f"\n{words}\n".encode())
            taken.append(waited(lambda words=words: words in read(page), 60))
    return median(taken)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = trustcenter("serve", "--address", address, "--as-of", grown.TODAY.isoformat())
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment_of(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield f"http://{address}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def read(address: str) -> str:
    """The page at a URL; empty while there is none."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with contextlib.suppress(OSError), opener.open(address, timeout=30) as answer:
        return str(answer.read().decode())
    return ""


def waited(done: Callable[[], bool], patience: float) -> float:
    """Seconds until a condition holds."""
    began = time.perf_counter()
    while not done():
        if time.perf_counter() - began > patience:
            sys.exit("the preview never showed what was written")
        time.sleep(0.02)
    return time.perf_counter() - began


# All together ------------------------------------------------------------------------------------------------------


def measure(name: str, texts: Texts, runs: int) -> Measured:
    versions = sum(path.startswith("docs/policies/") and path.endswith(".json") for path in texts)
    with tempfile.TemporaryDirectory(dir=place()) as kept:
        folder = Path(kept)
        lay_out(folder, texts)
        costs = measured(folder, texts, runs)
        site = size_of(folder / "ours/site")
        made = sum(1 for _ in (folder / "ours/site").glob("policies/*/2*/index.html"))
        if made != versions:
            sys.exit(f"{made} pages of {versions} versions were built")
        shown = preview(folder / "ours", texts, runs) if 100 < versions <= 1_000 else None
    return Measured(name, versions, costs, site, shown)


def corpora() -> Iterator[tuple[str, Texts]]:
    """The real texts beside the repository; those that are not there are named."""
    for name in REAL:
        corpus = CORPORA / name
        if not corpus.is_dir():
            print(f"{name}: left out, there is no folder ../shared/corpora/{name} beside the repository")
            continue
        texts: dict[str, dict[date, str]] = {}
        for path in sorted(corpus.glob("*/*.md")):
            policy = path.parent.name.lower().replace("--", "-")  # as ids are
            texts.setdefault(policy, {})[date.fromisoformat(path.stem)] = path.read_text("utf-8", errors="replace")
        yield corpus.name, grown.recorded(texts)


def machine() -> str:
    """A description of this machine."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8").splitlines() if known.is_file() else []
    where = "in memory" if place() else "on disk"
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    return f"{os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}, files {where}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how building grows with the archive.")
    parser.add_argument("sizes", nargs="*", type=int, help="numbers of versions")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"what to measure, of {', '.join(PARTS)}")
    parser.add_argument("--runs", type=int, default=3, help="how often each measure is repeated (once from 5,000 on)")
    parser.add_argument("--write", action="store_true", help="put the results into the manual")
    wanted = parser.parse_args()
    parts = ["generated"] if wanted.sizes else [part for part in wanted.parts.split(",") if part]
    if unknown := {*parts} - {*PARTS}:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}")
    found = []
    for name, texts in centers(parts, wanted.sizes or SIZES):
        found.append(measure(name, texts, 1 if len(texts) > 8_000 else wanted.runs))
        print(bench_report.lines(found[-1]), flush=True)
    if found:
        print(bench_report.goals(found, lines_for_speed()))
    if wanted.write:
        bench_report.write(REPOSITORY / "manual", found, machine(), lines_for_speed())
    if "reading" in parts:
        bench_parts.main()
    if "archive" in parts:
        bench_archive.main()


def centers(parts: Sequence[str], sizes: Sequence[int]) -> Iterator[tuple[str, Texts]]:
    """The centers to measure, each with its name."""
    if "generated" in parts:
        yield from ((f"{size:,}", grown.grown(size)) for size in sizes)
    if "corpora" in parts:
        yield from corpora()


def lines_for_speed() -> int:
    """How many lines of the package are there for speed alone."""
    package = REPOSITORY / "hooks"
    files = [path for pattern in FOR_SPEED for path in sorted(package.glob(pattern))]
    return sum(len(path.read_text("utf-8").splitlines()) for path in files)


if __name__ == "__main__":
    main()
