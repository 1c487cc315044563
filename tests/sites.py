"""Trust centers for tests (copies of the repository's own, and small ones) and commands to run on them.

Nothing here needs the network or depends on the current folder.
"""

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result
from lxml import html

import warm
from trustcenter.cli import main
from trustcenter.disk import files
from trustcenter.model.problems import Problem
from trustcenter.rules import check
from trustcenter.site.build import load

REPO = Path(__file__).resolve().parents[1]
EXAMPLES = tuple(sorted(path.parent.name for path in REPO.glob("examples/*/mkdocs.yml")))
ERASED = (
    "TRUSTCENTER_AS_OF",
    "TRUSTCENTER_COMMIT",
    "TRUSTCENTER_DRAFTS",
    "TRUSTCENTER_QUIET",
    "GITHUB_ACTIONS",
    "GITHUB_WORKSPACE",
    "SOURCE_DATE_EPOCH",
)
"""What the environment of the tests must not decide."""
TODAY = date(2026, 11, 22)
"""A day on which the root site has history and an upcoming version."""

MKDOCS = """\
site_name: Lanternfish trust center
site_url: https://example.com/trust/
exclude_docs: |
  /policies/
  /changelog/
theme:
  name: material
  font: false
plugins: [search]
hooks: [HOOK]
watch: [data]
validation:
  omitted_files: warn
  absolute_links: warn
  unrecognized_links: warn
  anchors: warn
"""
SMALL = {
    "data/organization.yml": """\
legal_name: Lanternfish Software, Inc.
website: https://lanternfish.example
timezone: America/Chicago
""",
    "data/notice.yml": """\
material: 30 days
objection: 14 days
emergency: {allowed: true, within: 5 days}
""",
    "data/contacts.yml": """\
privacy:
  role: Privacy questions
  email: privacy@lanternfish.example
""",
    "data/data_categories.yml": """\
- id: recordings
  label: Recordings
- id: logs
  label: Logs
""",
    "data/retention.yml": """\
- id: recordings
  label: Call recordings
  data: [recordings]
  period: 90 days
  starts: the end of the call
  action: delete
- id: logs
  label: Logs
  data: [logs]
  period: 1 year
  starts: the entry
  action: delete
""",
    "data/subprocessors.yml": """\
- id: harbor
  name: Harbor Cloud, Inc.
  purpose: to run the servers
  group: infrastructure
  data: [recordings, logs]
  locations: [US]
""",
    "docs/policies/privacy/index.md": """\
---
title: Privacy policy
summary: We keep little.
owner: privacy
---

## Who we are

{{ organization.legal_name }} asks you to write to {{ contacts.privacy.email | link }}.

## How long

Recordings are kept for {{ retention.recordings.period }}. See the [vendors](../subprocessors/index.md).
""",
    "docs/policies/subprocessors/index.md": """\
---
title: Subprocessors
---

## The list

{{ subprocessors.table() }}
""",
}


def copy_root(to: Path) -> Path:
    """A copy of the repository's root site as a center of its own, with the package's hook, without PDFs and Word files."""
    for name in ("docs", "data"):
        shutil.copytree(REPO / name, to / name)
    shutil.copytree(REPO / "hooks", to / "hooks", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    settings = (REPO / "mkdocs.yml").read_text("utf-8").replace("    docx: true\n    pdf: true\n", "    pdf: false\n")
    (to / "mkdocs.yml").write_text(settings, "utf-8")
    return to


def copy_example(name: str, to: Path) -> Path:
    """A copy of one example as a center of its own, with the repository's hook and its own `site/`."""
    for part in ("docs", "data"):
        shutil.copytree(REPO / "examples" / name / part, to / part)
    settings = (REPO / "examples" / name / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("../../site/examples/" + name, "site").replace("../../hooks", str(REPO / "hooks"))
    (to / "mkdocs.yml").write_text(settings, "utf-8")
    return to


def small(to: Path, more: Mapping[str, str] | None = None) -> Path:
    """A small center without versions; `more` adds or replaces files."""
    write(to, {"mkdocs.yml": MKDOCS.replace("HOOK", str(REPO / "hooks" / "mkdocs_hook.py")), **SMALL, **(more or {})})
    return to


def published(to: Path, more: Mapping[str, str] | None = None) -> Path:
    """The small center with its first versions, announced and effective on 5 January 2026."""
    done(publish(small(to, more), "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    return to


def write(root: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8", newline="")


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replaces a text that must occur in a file."""
    text = (root / path).read_text("utf-8")
    assert old in text, f"{old!r} is not in {path}"
    write(root, {path: text.replace(old, new)})


# Commands in this process ------------------------------------------------------------------------------------------


def trustcenter(root: Path, *args: str, env: Mapping[str, str] | None = None) -> Result:
    """Runs a `trustcenter` command in this process."""
    environment = {**dict.fromkeys(ERASED), **(env or {})}
    return CliRunner(env=environment).invoke(main, ["-C", str(root), *args], prog_name="trustcenter")


def publish(root: Path, *args: str, as_of: str, title: str = "A change of ours") -> Result:
    return trustcenter(root, "publish", "--title", title, "--as-of", as_of, *args)


def done(result: Result) -> str:
    """The output of a command that must have succeeded."""
    assert result.exit_code == 0, result.output
    return result.output


def problems(root: Path, on: date = TODAY) -> tuple[Problem, ...]:
    return check(load(files.read_tree(root)), on)


# Commands in a process of their own --------------------------------------------------------------------------------


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ERASED}
    path = os.pathsep.join(filter(None, [(more or {}).get("PYTHONPATH"), str(REPO / "hooks")]))
    return {**kept, "NO_MKDOCS_2_WARNING": "1", **(more or {}), "PYTHONPATH": path}


def run(root: Path, *args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs `trustcenter` as a child process in the folder of a center."""
    return python(root, "-c", "from trustcenter.cli import main; main(prog_name='trustcenter')", *args, env=env)


def mkdocs(root: Path, *args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return python(root, "-m", "mkdocs", *args, env=env)


def python(root: Path, *args: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs Python as a child process in a folder: a fork of a warm one, unless the environment changes more than ours.

    What decides how Python itself starts (where it finds modules, hash seed, locale) needs a process of its own.
    """
    ours = all(name.startswith("TRUSTCENTER_") for name in env or {})
    own_package = (root / "hooks" / "trustcenter").is_dir()
    program = warm.shared() if ours and not own_package else sys.executable
    return subprocess.run(
        [program, *args],
        cwd=root,
        env=environment(env),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def build(root: Path, as_of: str | date, *, env: Mapping[str, str] | None = None) -> Path:
    """Builds the site of a center with MkDocs alone."""
    # MkDocs' own --quiet would keep --strict from stopping at warnings.
    result = mkdocs(
        root, "build", "--strict", env={"TRUSTCENTER_AS_OF": str(as_of), "TRUSTCENTER_QUIET": "1", **(env or {})}
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return root / "site"


# What came out -----------------------------------------------------------------------------------------------------


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def source(root: Path) -> dict[str, bytes]:
    """Every file of a center that a command could write, temporary files included."""
    return {f"{top}/{path}": data for top in ("data", "docs") for path, data in tree(root / top).items()}


def on_screen(page: bytes) -> bytes:
    """A page without the foot of its printed sheets, which says until when a version is in force, and its hash."""
    unhashed = re.sub(rb"sha256-[A-Za-z0-9+/=]{44}", b"", page)
    return re.sub(rb"<style>@media print.*?</style>", b"", unhashed, flags=re.DOTALL)


def holding(site: Path, words: str) -> list[str]:
    """The files of a site (names included, compressed ones opened) that contain some words in any case."""
    paths = []
    for path, data in tree(site).items():
        plain = gzip.decompress(data) if path.endswith(".gz") else data
        if words.lower().encode() in plain.lower() or words.lower() in path.lower():
            paths.append(path)
    return sorted(paths)


def plain_yaml(written: str) -> Any:
    """YAML with every value as text."""
    return yaml.load(written, Loader=yaml.BaseLoader)  # noqa: S506 - makes text, lists and mappings only


def text(site: Path, url: str) -> str:
    """The visible text of a page's body with white space collapsed."""
    body = html.fromstring((site / url / "index.html").read_bytes()).find("body")
    for hidden in body.iter("script", "style"):
        hidden.text = ""
    return " ".join(body.text_content().split())
