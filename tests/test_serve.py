"""The preview: drafts at their own address, rebuilt when a file changes, and never hanging."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from watchdog.observers.polling import PollingObserver

import sites
from trustcenter_mkdocs import preview as preview_

PRIVACY = "docs/policies/privacy/index.md"
PATIENCE = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(address):
    """A page's text; what the server says where there is no such page; empty while it does not answer."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=10) as answer:
            return answer.read().decode("utf-8")
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode("utf-8")
    except OSError:
        return ""


def wait_for(address, words):
    """The page as soon as it has some words."""
    deadline = time.monotonic() + PATIENCE
    while words not in (page := get(address)):
        assert time.monotonic() < deadline, f"{address} never said {words!r}, but: {page[-2000:]}"
        time.sleep(0.1)
    return page


@contextlib.contextmanager
def served(root, *args):
    """The address of a preview that runs in a process group of its own, which ends with the block."""
    port = free_port()
    command = [sys.executable, "-c", "from trustcenter.cli import main; main()"]
    command += ["serve", "--address", f"127.0.0.1:{port}", *args]
    with (root / "serve.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=root, env=sites.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}/trust/"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)


def test_whoever_ends_the_command_ends_the_preview(tmp_path):
    root, port = sites.published(tmp_path), free_port()
    command = [
        sys.executable,
        "-c",
        "from trustcenter.cli import main; main()",
        "serve",
        "--address",
        f"127.0.0.1:{port}",
    ]
    process = subprocess.Popen(
        command, cwd=root, env=sites.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/trust/", "policies/privacy/")
        process.terminate()
        process.wait(timeout=20)
        assert get(f"http://127.0.0.1:{port}/trust/") == ""
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    root = sites.published(tmp_path_factory.mktemp("preview"))
    with served(root, "--as-of", "2026-02-01") as address:
        wait_for(address, ">1 February 2026</time>")
        yield root, address


def test_the_site_is_served(preview):
    _, address = preview
    assert "kept for 90 days." in wait_for(f"{address}policies/privacy/", "90 days")


def test_an_edited_draft_is_shown_at_its_address_only(preview):
    root, address = preview
    sites.edit(root, PRIVACY, "Recordings are kept", "Zebras are kept")
    page = wait_for(f"{address}policies/privacy/draft/", "Zebras are kept for 90 days.")
    assert "This is a draft." in page
    assert "Zebras" not in get(f"{address}policies/privacy/")
    assert "Zebras" not in get(f"{address}policies/privacy/2026-01-05/")


def test_an_edit_is_told_once(preview):
    root, address = preview
    built = lambda: (root / "serve.log").read_text().count("Building documentation")  # noqa: E731
    before = built()
    sites.edit(root, PRIVACY, "are kept", "are really kept")
    wait_for(f"{address}policies/privacy/draft/", "are really kept")
    time.sleep(1.5)  # by then MkDocs itself has looked as well
    assert built() == before + 1
    sites.edit(root, PRIVACY, "are really kept", "are kept")
    wait_for(f"{address}policies/privacy/draft/", "Zebras are kept")


def test_edits_are_seen_where_the_system_does_not_tell_of_them(monkeypatch, tmp_path):
    def never(*_args, **_more):
        raise OSError("no space left for watches")

    seen, both = [], preview_.Both(PollingObserver(timeout=0.05))
    monkeypatch.setattr(both.system, "schedule", never)
    monkeypatch.setattr(both.system, "start", never)
    both.schedule(preview_._Handler(seen.append), str(tmp_path), recursive=True)
    both.start()
    try:
        (tmp_path / "a.md").write_text("words")
        deadline = time.monotonic() + PATIENCE
        while not any(event.src_path.endswith("a.md") for event in seen):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        both.polling.stop()


def test_an_edited_fact_is_shown_in_the_draft(preview):
    root, address = preview
    sites.edit(root, "data/retention.yml", "90 days", "45 days")
    wait_for(f"{address}policies/privacy/draft/", "kept for 45 days.")
    assert "kept for 90 days." in get(f"{address}policies/privacy/")


def test_an_error_shows_the_problems_and_mending_it_brings_the_site_back(preview):
    root, address = preview
    sites.edit(root, "data/retention.yml", "1 year", "1 dog")
    page = wait_for(address, "data/retention.yml:10:11")
    assert "bad-value" in page
    for url in ("policies/privacy/", "changelog/", "no/such/page/"):
        page = get(f"{address}{url}")
        assert "data/retention.yml:10:11" in page
        assert '<meta http-equiv="refresh" content="2">' in page
    sites.edit(root, "data/retention.yml", "1 dog", "1 year")
    wait_for(address, "in effect since")
    assert "kept for 90 days." in get(f"{address}policies/privacy/")
    page = get(f"{address}no/such/page/")
    assert "There is no page at this address" in page
    assert "refresh" not in page


def test_a_server_that_starts_with_an_error_shows_it_and_recovers(tmp_path):
    root = sites.published(tmp_path)
    sites.edit(root, PRIVACY, "retention.recordings", "retention.recording")
    with served(root) as address:
        assert "unknown-reference" in wait_for(address, "docs/policies/privacy/index.md:13:")
        sites.edit(root, PRIVACY, "retention.recording", "retention.recordings")
        wait_for(address, "in effect since")


def test_an_edited_template_of_the_company_is_shown_at_every_depth(tmp_path):
    main = '{% extends "base.html" %}{% block announce %}FIRST WORDS{% endblock %}'
    root = sites.published(tmp_path, {"looks/main.html": main})
    sites.edit(root, "mkdocs.yml", "  name: material\n", "  name: material\n  custom_dir: looks\n")
    with served(root) as address:
        for url in ("", "policies/privacy/", "policies/privacy/2026-01-05/", "policies/privacy/draft/"):
            assert "FIRST WORDS" in wait_for(f"{address}{url}", "FIRST WORDS")
        sites.edit(root, "looks/main.html", "{% endblock %}", "{% endbloc %}")
        deadline = time.monotonic() + PATIENCE
        while "looks/main.html:1: not readable as a template" not in (root / "serve.log").read_text("utf-8"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        sites.write(root, {"looks/main.html": main.replace("FIRST", "OTHER")})
        wait_for(f"{address}policies/privacy/2026-01-05/", "OTHER WORDS")


def test_drafts_can_be_left_out(tmp_path):
    with served(sites.published(tmp_path), "--no-drafts") as address:
        wait_for(address, "in effect since")
        assert "There is no page at this address" in get(f"{address}policies/privacy/draft/")


def test_a_preview_writes_nothing(preview):
    root, _ = preview
    assert not (root / "site").exists()
    assert not [path for path in sites.source(root) if "draft" in path]
