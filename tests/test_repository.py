"""The repository keeps its own house rules: locked requirements, no traces of a machine, small functions, one clock."""

import ast
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from conftest import REPOSITORY
from trustcenter.model.paths import is_published

LOCKS = [REPOSITORY / "requirements" / name for name in ("dev.txt", "site.txt")]
CODE = sorted((REPOSITORY / "hooks").rglob("*.py"))
EXAMPLES = ("amnex", "bygenai", "callgenie", "callgenly", "sms-it")
MADE = {".git", ".venv", ".cache", "site", "build", "__pycache__", "node_modules", "test-results"}
PINNED = {"mkdocs": "1.6.1", "mkdocs-material": "9.8.1", "markdown": "3.11.3", "jinja2": "3.1.6", "click": "8.5.1"}
# Put together here, so that this file does not name them either.
REGISTRIES = tuple(
    f"{name}.{end}"
    for name, end in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
        ("golang", "org/dl"), ("rubygems", "org"), ("crates", "io"), ("jfrog", "io"), ("anaconda", "org"),
    )
)  # fmt: skip
INDEX_OPTIONS = re.compile(r"(?m)^\s*(?:--|-)(?:index-url|extra-index-url|find-links|trusted-host|i|f)\b")
MACHINE = re.compile(r"(?<![\w.:/~-])/(?:home|Users|root|work|workspace)/[\w.]|\b[A-Z]:\\Users\\")


def relative(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@cache
def own_files() -> tuple[Path, ...]:
    """Every file that belongs to the repository; what the targets make is left out."""
    found = []
    for folder, folders, names in os.walk(REPOSITORY):
        folders[:] = [f for f in folders if f not in MADE and not f.endswith(("_cache", ".egg-info"))]
        folders[:] = [f for f in folders if f != ".hypothesis"]
        found += [Path(folder, name) for name in names]
    return tuple(sorted(found))


def texts() -> Iterator[tuple[str, str]]:
    for path in own_files():
        try:
            yield relative(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


# Locked requirements ------------------------------------------------------------------------------------------------


def requirements_in(lock: Path) -> list[str]:
    """Each requirement of a lock file as one line, its hashes included."""
    joined = re.sub(r"\\\n\s*", "", lock.read_text(encoding="utf-8"))
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def test_there_are_three_locks():
    assert [lock.name for lock in sorted((REPOSITORY / "requirements").glob("*.txt"))] == [
        "audit.txt",
        "dev.txt",
        "site.txt",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_requirement_is_pinned_and_has_hashes(lock):
    found = requirements_in(lock)
    assert len(found) > 10
    for line in found:
        assert re.match(r"[A-Za-z0-9._-]+(?:\[[^\]]+\])?==[^\s;]+", line), line[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line[:60]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_says_where_to_download(lock):
    text = lock.read_text(encoding="utf-8")
    assert not INDEX_OPTIONS.search(text)
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
@pytest.mark.parametrize(("name", "version"), PINNED.items())
def test_the_measured_versions_are_pinned(lock, name, version):
    locked = {line.split("==")[0].lower(): line.split("==")[1].split()[0] for line in requirements_in(lock)}
    assert locked[name] == version


def test_the_site_needs_nothing_that_the_developers_do_not_test():
    dev, site = ({line.split(" ")[0] for line in requirements_in(lock)} for lock in LOCKS)
    assert site <= dev


def test_every_dependency_of_the_package_is_locked():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {line.split("==")[0].lower() for line in requirements_in(REPOSITORY / "requirements" / "site.txt")}
    assert {re.split(r"[<>=!~\[; ]", name)[0].lower() for name in project["dependencies"]} <= locked


# No traces ----------------------------------------------------------------------------------------------------------


def test_no_file_names_a_registry():
    found = [(file, host) for file, text in texts() for host in REGISTRIES if host in text]
    assert found == []


def test_no_file_names_a_path_of_a_machine():
    found = [(file, match[0]) for file, text in texts() if (match := MACHINE.search(text))]
    assert found == []


@pytest.mark.parametrize("path", ["/home" + "/x/y", "see /Users" + "/x", "C:" + "\\Users\\x", "'/work" + "/main'"])
def test_a_path_of_a_machine_is_recognised(path):
    assert MACHINE.search(path)


@pytest.mark.parametrize("path", ["https://example.com/home/page", "docs/home/x", "../root/x"])
def test_other_paths_are_not_mistaken_for_one(path):
    assert not MACHINE.search(path)


# The code -----------------------------------------------------------------------------------------------------------


def test_there_is_code_to_look_at():
    assert len(CODE) > 30


def test_the_hook_is_thin():
    assert len((REPOSITORY / "hooks/trustcenter_mkdocs/__init__.py").read_text(encoding="utf-8").splitlines()) < 120


def test_the_hook_and_its_companions_alone_import_mkdocs():
    importing = set()
    for path in CODE:
        for node in ast.walk(tree_of(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] in ("mkdocs", "material") for name in names):
                importing.add(relative(path))
    adapter = {relative(path) for path in (REPOSITORY / "hooks/trustcenter_mkdocs").glob("*.py")}
    assert importing == adapter


def test_no_function_is_longer_than_sixty_lines():
    long = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path in CODE
        for node in functions(tree_of(path))
        if (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def test_nothing_is_caught_wholesale():
    """No bare `except`, no `except Exception`; `except BaseException` only to clean up and raise again."""
    wrong = []
    for path in CODE:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = (
                    {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"nothing named"}
                )
                raised = isinstance(node.body[-1], ast.Raise)
                if caught & {"Exception", "nothing named"} or ("BaseException" in caught and not raised):
                    wrong.append(f"{relative(path)}:{node.lineno}")
    assert wrong == []


READS_THE_WORLD = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.monotonic", "time.strftime", "os.environ", "os.environb", "os.getenv",
}  # fmt: skip
PASSED_ON = {"hooks/trustcenter/disk/git.py": {"os.environ"}}
"""Git runs with the environment of whoever called; nothing is read out of it."""
DOORS = ("hooks/trustcenter_mkdocs/__init__.py", "hooks/trustcenter/cli.py", "hooks/trustcenter/cli/")


def reads_of_the_world(tree: ast.Module) -> set[str]:
    """Every use of a clock or of the environment in a module, also through a renamed import."""
    named = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    found = {name for name in named.values() if name in READS_THE_WORLD}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            written = ast.unparse(node)
            first, _, rest = written.partition(".")
            full = f"{named.get(first, first)}.{rest}"
            found |= {world for world in READS_THE_WORLD if full == world or full.endswith(f".{world}")}
    return found


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\ndatetime.now()", "import datetime\ndatetime.date.today()", "import os\nos.environ",
        "from datetime import date as day\nday.today()", "from os import getenv", "import time as t\nt.time()",
    ],
)  # fmt: skip
def test_a_clock_or_the_environment_is_recognised(code):
    assert reads_of_the_world(ast.parse(code))


def test_only_the_doors_read_the_clock_or_the_environment():
    reading = {relative(path): found for path in CODE if (found := reads_of_the_world(tree_of(path)))}
    below = {file: found for file, found in reading.items() if not file.startswith(DOORS)}
    assert {
        file: found - PASSED_ON.get(file, set()) for file, found in below.items() if found - PASSED_ON.get(file, set())
    } == {}
    assert reading, "at least the command reads the clock"


def test_the_environment_that_is_passed_on_to_git_is_not_looked_into():
    for file in PASSED_ON:
        tree = tree_of(REPOSITORY / file)
        looked = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Dict) for node in node.values]
        used = [
            node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node) == "os.environ"
        ]
        assert looked.count("os.environ") == len(used), "only `{**os.environ, …}`"


# Words --------------------------------------------------------------------------------------------------------------

SAYS = ("docs/", "data/", "manual/", "hooks/", "README.md", "CHANGELOG.md", "mkdocs.yml")
ABOUT_THE_WORD = ("hooks/trustcenter/rules/", "hooks/trustcenter/lists/")


def test_nothing_is_ever_called_compliant():
    """Examples may quote a source, and the rules are about the word; nobody else says it."""
    said = [
        f"{file}:{text.count(chr(10), 0, match.start()) + 1}"
        for file, text in texts()
        if file.startswith(SAYS) and not file.startswith(ABOUT_THE_WORD)
        for match in re.finditer(r"\bcompliant\b", text, re.IGNORECASE)
    ]
    assert said == []


# The rest of the house ------------------------------------------------------------------------------------------------


def test_the_licence_is_mit():
    text = (REPOSITORY / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License")
    assert "WITHOUT WARRANTY OF ANY KIND" in text
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "MIT"


def test_there_are_exactly_the_five_examples():
    assert {path.name for path in (REPOSITORY / "examples").iterdir() if path.is_dir()} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_a_whole_trust_center(name):
    folder = REPOSITORY / "examples" / name
    for path in ("mkdocs.yml", "README.md", "data/organization.yml", "data/notice.yml", "data/contacts.yml"):
        assert (folder / path).is_file(), path
    for policy in (folder / "docs" / "policies").iterdir():
        assert (policy / "index.md").is_file()
        assert list(policy.glob("[0-9]*.json"))
    assert "demo: true" in (folder / "data" / "organization.yml").read_text(encoding="utf-8")


def published_paths() -> list[str]:
    """Every published file there is, and the kinds of files that may come."""
    found = []
    for root in (REPOSITORY, *(REPOSITORY / "examples" / name for name in EXAMPLES)):
        inside = [path.relative_to(root).as_posix() for path in (root / "docs").rglob("*") if path.is_file()]
        inside += [f"docs/policies/new/2030-01-01{end}" for end in (".md", ".json", "-2.md", "-2.json")]
        inside += ["docs/changelog/2030-01-01-new.md", "docs/changelog/2030-01-01-new.json"]
        found += [relative(root / path) for path in inside if is_published(path)]
    return found


def attribute(name: str, paths: list[str]) -> dict[str, str]:
    """What git says of an attribute of some paths."""
    done = subprocess.run(
        ["git", "check-attr", "-z", "--stdin", name], cwd=REPOSITORY, input="\0".join(paths), text=True, check=True,
        capture_output=True,
    )  # fmt: skip
    parts = done.stdout.rstrip("\0").split("\0")
    return dict(zip(parts[0::3], parts[2::3], strict=True))


@pytest.mark.skipif(not (REPOSITORY / ".git").exists(), reason="attributes are git's; this is no checkout")
def test_git_never_converts_a_published_file():
    paths = published_paths()
    assert len(paths) > 50
    converted = {path for path, value in attribute("text", paths).items() if value != "unset"}
    assert converted == set()


@pytest.mark.skipif(not (REPOSITORY / ".git").exists(), reason="attributes are git's; this is no checkout")
def test_git_treats_drafts_as_the_texts_they_are():
    drafts = [relative(path) for path in (REPOSITORY / "docs" / "policies").glob("*/index.md")]
    assert drafts
    assert set(attribute("text", drafts).values()) == {"unspecified"}


def test_ci_runs_the_two_targets():
    script = REPOSITORY / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert {"make lint", "make test"} <= set(script.read_text(encoding="utf-8").splitlines())
