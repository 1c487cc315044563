"""The wheel, alone: what it holds, and the whole way from installing it to a site that answers.

The environments made here see the libraries of the one that runs the tests, but not the repository: what is missing in
the wheel is missing.  Nothing here needs the network.
"""

import contextlib
import io
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import needs
import sites
from test_serve import free_port, wait_for
from trustcenter import __version__
from trustcenter.disk.program_files import program_files

SEED = needs.SEEDS / "bygenai.txt"
ANSWERS = {
    "name": "Lanternfish", "legal-name": "Lanternfish Software, Inc.", "site": "https://trust.lanternfish.example/",
    "timezone": "America/Chicago", "country": "US", "regimes": "a2p-10dlc,gdpr", "products": "messaging,ai-voice",
}  # fmt: skip
POLICY = """\
PRIVACY POLICY

Effective Date: June 25, 2025

Lanternfish Software, Inc. sends reminders by text message.

1. How long we keep data

Text messages are kept for 90 days after they were sent and then deleted.

2. Who helps us

We use vendors such as Twilio for SMS delivery.

3. Contact Us

Lanternfish Software, Inc.
12 Quay Street
Portland, ME 04101
Email: privacy@lanternfish.example
"""


def run(*command, cwd, ok=True):
    """A program in an environment that does not know this repository."""
    environment = {k: v for k, v in sites.environment().items() if k not in ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS")}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=300,
        check=False,
    )  # fmt: skip
    assert not ok or done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def pip(*arguments, cwd):
    return run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments, cwd=cwd)


def environment(folder):
    """A virtual environment with the libraries, and without the tool: a `.pth` inside the library folder is not read."""
    venv.create(folder, with_pip=False)
    places = {path: Path(path) for path in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))}
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "libraries.pth").write_text("\n".join(places) + "\n", "utf-8")
    return folder / "bin"


def build_wheel(to):
    pip("wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", to, sites.REPO, cwd=to)
    (wheel,) = to.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The programs of an environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("installed")
    programs = environment(folder / "venv")
    pip("--python", programs / "python", "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    return programs


@pytest.fixture(scope="module")
def founded(installed, tmp_path_factory):
    """A repository that the installed wheel made, with the tool that it carries installed in its own `.venv`."""
    folder = tmp_path_factory.mktemp("founded")
    options = [word for name, value in ANSWERS.items() for word in (f"--{name}", value)]
    run(installed / "trustcenter", "new", "center", *options, cwd=folder)
    root = folder / "center"
    run("git", "init", "--quiet", "--initial-branch", "main", cwd=root)
    programs = environment(root / ".venv")
    lock = ["--no-index", "--no-deps", "--require-hashes", "-r", "requirements/tool.txt"]
    pip("--python", programs / "python", "install", "--quiet", *lock, cwd=root)
    (root / ".venv" / ".ready").touch()
    return root


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# What it holds --------------------------------------------------------------------------------------------------------


def test_the_wheel_holds_the_package_and_what_a_new_repository_takes_from_this_one(wheel):
    held = members(wheel.read_bytes())
    metadata = {name for name in held if ".dist-info/" in name}
    assert {name: data for name, data in held.items() if name not in metadata} == program_files()
    for path in (
        "trustcenter/py.typed", "trustcenter/lists/requirements/gdpr.yml", "trustcenter/theme/material/main.html",
        "trustcenter/theme/pages/policy.html", "trustcenter/starter/README.md", "trustcenter_mkdocs/__init__.py",
        "trustcenter/starter/.github/workflows/deploy.yml", "trustcenter/starter/requirements/site.txt",
    ):  # fmt: skip
        assert held[path] or path.endswith("py.typed")
    assert not [name for name in held if name.endswith(".pyc") or name.startswith(("tests/", "docs/", "data/"))]


def test_the_version_is_said_once(wheel):
    held = members(wheel.read_bytes())
    metadata = Parser().parsestr(held[f"trustcenter-{__version__}.dist-info/METADATA"].decode())
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert f'"{__version__}"' not in (sites.REPO / "pyproject.toml").read_text("utf-8")


def test_the_wheel_is_the_same_bytes_each_time(wheel, tmp_path):
    assert build_wheel(tmp_path).read_bytes() == wheel.read_bytes()


def test_the_tool_that_a_repository_carries_is_the_installed_one(wheel, founded):
    (carried,) = (founded / "wheels").iterdir()
    built, packed = members(wheel.read_bytes()), members(carried.read_bytes())
    own = {name for name in built if name.endswith((".dist-info/WHEEL", ".dist-info/RECORD"))}
    assert len(own) == 2
    assert {name: data for name, data in packed.items() if name not in own} == {
        name: data for name, data in built.items() if name not in own
    }


def test_a_repository_packs_what_it_carries_once_more_as_the_same_bytes(founded):
    (carried,) = (founded / "wheels").iterdir()
    code = "import sys; from trustcenter.disk import program_files as p; from trustcenter.starting.wheel import wheel as w; sys.stdout.write(__import__('hashlib').sha256(w(p.program_files(), p.program_metadata())[1]).hexdigest())"
    said = run(founded / ".venv" / "bin" / "python", "-c", code, cwd=founded)
    assert f"--hash=sha256:{said.strip()}" in (founded / "requirements" / "tool.txt").read_text("utf-8")
    assert carried.name == f"trustcenter-{__version__}-py3-none-any.whl"


def test_what_runs_is_the_wheel_and_not_this_repository(founded):
    said = run(founded / ".venv" / "bin" / "python", "-c", "import trustcenter as t; print(t.__file__)", cwd=founded)
    assert Path(said.strip()).is_relative_to(founded / ".venv")


def test_the_linters_of_our_workflows_accept_those_of_a_new_repository(founded):
    ours = Path(sys.executable).parent
    run(ours / "zizmor", "--offline", "--no-progress", "--quiet", "--persona=auditor", ".github", cwd=founded)
    schema = [ours / "check-jsonschema", "--quiet", "--builtin-schema"]
    workflows = sorted((founded / ".github" / "workflows").glob("*.yml"))
    run(*schema, "vendor.github-workflows", *workflows, cwd=founded)
    run(*schema, "vendor.dependabot", ".github/dependabot.yml", cwd=founded)


# The whole way --------------------------------------------------------------------------------------------------------


def test_the_preview_of_a_pull_request_is_sound_before_anything_was_published(founded):
    """The steps of `check` that build and look at it, with the programs of the new repository."""
    programs = founded / ".venv" / "bin"
    run(programs / "trustcenter", "build", "--drafts", "--site-dir", "build/preview", cwd=founded)
    run(programs / "trustcenter", "check", "--site", "build/preview", cwd=founded)
    said = run(programs / "python", "-I", ".github/scripts", "links", "own", "build/preview", cwd=founded)
    assert "0 broken links" in said


@pytest.fixture(scope="module")
def published(founded):
    """The new center with a text that the company had, accepted and published, and built by `make site`."""
    tool = founded / ".venv" / "bin" / "trustcenter"
    text = founded.parent / "privacy.txt"
    text.write_text(POLICY, "utf-8")
    run(tool, "import", text, "--policy", "privacy", cwd=founded)
    run(tool, "import", "--accept", "imports/privacy", cwd=founded)
    run(
        tool, "publish", "--class", "initial", "--effective", "earliest", "--title", "First publication",
        "--as-of", "2026-11-22", cwd=founded,
    )  # fmt: skip
    return founded, run("make", "site", cwd=founded)


def test_make_site_checks_and_builds(published):
    root, said = published
    assert ": error [" not in said
    assert re.search(r"\d+ checks ran, \d+ findings", said)
    for path in (
        "index.html",
        "policies/privacy/index.html",
        "policies/dpa/index.html",
        "SHA256SUMS",
        "api/center.json",
    ):
        assert (root / "site" / path).is_file(), path
    assert not (root / "hooks" / "trustcenter").exists()
    assert "md-banner" not in (root / "site" / "index.html").read_text("utf-8"), "no strip, and no empty one either"


def test_what_was_imported_is_what_readers_see(published):
    root, _ = published
    said = sites.text(root / "site", "policies/privacy")
    assert "are kept for 90 days" in said
    assert "privacy@lanternfish.example" in said
    assert "90 days" in (root / "data" / "retention.yml").read_text("utf-8")


def test_what_nobody_has_said_is_told_to_the_editor_and_not_to_the_reader(published):
    root, said = published
    assert " [unknown-fact] " in said
    terms = sites.text(root / "site", "policies/terms")
    assert "not stated" in terms
    assert "within how many days" not in terms


def test_git_ignores_what_is_made_and_nothing_else(published):
    root, _ = published
    run("git", "add", "--all", cwd=root)
    added = set(run("git", "ls-files", cwd=root).split())
    assert {"mkdocs.yml", "wheels/trustcenter-0.1.0-py3-none-any.whl", "docs/policies/privacy/index.md"} <= added
    assert not [path for path in added if path.startswith(("site/", ".venv/", ".cache/"))]


def test_the_preview_answers(published):
    root, _ = published
    port = free_port()
    command = [root / ".venv" / "bin" / "trustcenter", "serve", "--address", f"127.0.0.1:{port}"]
    kept = {name: value for name, value in sites.environment().items() if name != "PYTHONPATH"}
    with (root / "build.log").open("w") as log, contextlib.ExitStack() as ending:
        process = subprocess.Popen(command, cwd=root, env=kept, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        ending.callback(process.wait, timeout=20)
        ending.callback(process.terminate)
        assert "Lanternfish" in wait_for(f"http://127.0.0.1:{port}/", "Terms of service")
        assert "This is a draft" in wait_for(f"http://127.0.0.1:{port}/policies/terms/draft/", "This is a draft")


def test_a_real_policy_comes_in_published_and_built(installed, tmp_path):
    """The way of issue 9, with the wheel alone: install, new, import a seed, accept, publish, build."""
    tool = installed / "trustcenter"
    asked = {**ANSWERS, "name": "BYGENAI", "legal-name": ""}
    options = [word for name, value in asked.items() for word in (f"--{name}", value)]
    run(tool, "new", "center", *options, cwd=tmp_path)
    root = tmp_path / "center"
    run(tool, "import", SEED, "--policy", "privacy", cwd=root)
    run(tool, "import", "--accept", "imports/privacy", cwd=root)
    run(tool, "publish", "--class", "initial", "--effective", "earliest", "--title", "First publication", cwd=root)
    run(tool, "build", cwd=root)
    run(tool, "check", "--site", "site", cwd=root)
    organization = sites.plain_yaml((root / "data" / "organization.yml").read_text("utf-8"))
    assert organization["legal_name"] == "BYGENAI LLC", "what was unknown is known from the text"
    assert "privacy@bygenai.com" in (root / "data" / "contacts.yml").read_text("utf-8")
    assert "BYGENAI LLC" in sites.text(root / "site", "policies/privacy")
    assert "BYGENAI LLC" in sites.text(root / "site", "policies/terms")
