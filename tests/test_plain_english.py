"""English that a lawyer would sign: wordings that were corrected once stand nowhere that people read.

Searched are the words of the interface, templates of mails and releases, the strings and messages of the code, the
manual, the showcase and the examples, each as far as it is not a published version, which never changes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
AVOID: dict[str, str] = {
    r"(?-i:As of a day)": "Policies on a past date",
    r"Pick a day|Show that day": "Choose a date; Show",
    r"What binds is|list that binds|the text that binds": "The binding text is",
    r"None of them changes any more": "Published versions never change",
    r"the last to take effect first": "newest first",
    r"very bytes": "Original files",
    r"Versions it published": "Published versions",
    r"(?-i:What it changed)": "Changes in this version",
    r"is retired since": "was retired on",
    r"The record in effect": "Current details",
    r"taken back": "withdrawn",
    r"Trains (models )?on (this )?data": "Used to train AI models",
    r"(?-i:Not on this list, and why)|Customers of ours": "Who is not on this list, and why; Our customers",
    r"clear days' notice|(?-i:Days (promised|given))": "76 days' notice; Notice promised / given",
    r"until when one can object|object by when": "the deadline to object",
    r"has to be announced ahead": "must be announced in advance",
    r"No notice is upcoming": "No upcoming notices",
    r"knows no later day": "is current to",
    r"At the longest": "Maximum",
    r"after that has ended": "after closure",
    r"scale is not even": "The scale is not linear",
    r"before the count begins": "kept while in use",
    r"as far as is known": "no change announced",
    r"numbers are those of versions": "numbers are version numbers",
    r"What is asked of policies like these": "What laws and carriers require",
    r"for a lawyer to say|a guess from the wording": "a legal question; inferred from the wording",
    r"Everything on this site for programs": "Machine-readable data",
    r"nobody learns who follows": "we do not track subscribers",
    r"keeps? (its|their) address for ever, so": "Published versions keep their address",
    r"\bmended\b": "fixed",
    r"What was decided and why": "Reason for the change",
    r"Where data lives": "Data location",
    r"No certificate is stated": "leave the section out",
    r"Transfer: none": "Not needed (within the EEA)",
    r"Under Californian law": "California law",
    r"Decisions by machines": "Automated decisions",
    r"\bLast things\b": "General",
    r"\bput right\b": "remedied",
    r"have read every policy through": "We reviewed every policy",
    r"while Chicago sleeps": "outside US business hours",
    r"\bannounced ahead\b": "announced in advance",
    r"Residents of California": "California residents",
}
"""A pattern of what is not said, and what is said instead; the case of letters counts where a pattern says so."""
WAITING = {
    "data/organization.yml", "data/security.yml", "data/subprocessors.yml", "docs/policies/dpa/index.md",
    "docs/policies/privacy/index.md", "docs/policies/subprocessors/index.md", "docs/policies/terms/index.md",
    "examples/amnex/data/rights.yml", "examples/callgenly/data/rights.yml",
    "examples/sms-it/docs/policies/privacy/index.md",
}  # fmt: skip
"""Drafts and facts that published versions state: they change with the next publication of their policy."""
SHOWCASE = (r"\bmended\b", r"have read every policy through", r"while Chicago sleeps")
"""What published texts of the showcase say."""
QUOTED = {"manual/addresses.md", "manual/publishing.md"}
"""Pages of the manual that quote published texts of the showcase."""
HEADINGS = ("Trains models on this data", "At the longest")
"""Headings of fields in policies: published tables have them, and are filled again by `misstated-fact`."""


def _sealed(path: Path) -> bool:
    """Whether a file is a published version, a change or a record, which stay as they are."""
    return bool(re.search(r"/policies/[^/]+/\d{4}-|/changelog/\d{4}-", f"/{path.as_posix()}"))


def _texts() -> Iterator[Path]:
    folders = (
        "manual",
        "data",
        "docs",
        "examples",
        "hooks/trustcenter/theme",
        "hooks/trustcenter/starter",
        "hooks/trustcenter/lists",
    )
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".md", ".yml", ".txt", ".html") and not _sealed(path.relative_to(ROOT)):
                yield path
    yield from (ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md")


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module by line, without its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    said = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and node.body
            and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def wrong(lines: list[tuple[int, str]], pattern: str) -> list[str]:
    sought = re.compile(pattern, re.IGNORECASE)
    return [f"{n}: {line.strip()[:120]}" for n, line in lines if sought.search(line) and not line.endswith(HEADINGS)]


@pytest.fixture(scope="module")
def read() -> dict[str, list[tuple[int, str]]]:
    lines = {
        path.relative_to(ROOT).as_posix(): [*enumerate(path.read_text("utf-8").splitlines(), 1)] for path in _texts()
    }
    modules = [*(ROOT / "hooks").rglob("*.py"), *(ROOT / ".github/scripts").glob("*.py")]
    return lines | {path.relative_to(ROOT).as_posix(): [*_strings(path)] for path in sorted(modules)}


@pytest.mark.parametrize("pattern", AVOID)
def test_what_was_corrected_once_is_said_nowhere(read: dict[str, list[tuple[int, str]]], pattern: str) -> None:
    left = {*WAITING, *(QUOTED if pattern in SHOWCASE else ())}
    places = [f"{file}:{place}" for file, lines in read.items() if file not in left for place in wrong(lines, pattern)]
    assert places == [], f"say: {AVOID[pattern]}"


def test_what_waits_for_its_publication_is_a_draft_or_a_fact_of_a_published_policy() -> None:
    assert not [path for path in WAITING if _sealed(Path(path)) or not (ROOT / path).is_file()]


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("      title: As of a day", "(?-i:As of a day)"),
        ("message = 'it was mended'", r"\bmended\b"),
        ("The TEXT that binds", "What binds is|list that binds|the text that binds"),
    ],
)
def test_a_wording_to_avoid_is_found(line: str, pattern: str) -> None:
    assert wrong([(3, line)], pattern) == [f"3: {line.strip()}"]
