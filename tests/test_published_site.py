"""The last deployment is read from the published site: which it is, and what is said of a stale or altered site."""

import http.server
import json
import shutil
import threading
from contextlib import contextmanager
from functools import partial

import pytest

import sites
from test_hints import git

DEPLOYED, TODAY = "2026-01-05", "2026-01-06"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def served(folder):
    """The address of a folder served on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def center(tmp_path_factory):
    """A center in git, published and built for 5 January 2026 from its only commit."""
    root = sites.published(tmp_path_factory.mktemp("deployed") / "center")
    sites.write(root, {".gitignore": "/site/\n/.cache/\n"})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "deployed")
    sites.build(root, DEPLOYED, env={"TRUSTCENTER_COMMIT": git(root, "rev-parse", "HEAD")})
    return root


@pytest.fixture
def site(center, tmp_path):
    return shutil.copytree(center / "site", tmp_path / "site")


def check(root, *words, as_of=TODAY):
    return sites.trustcenter(root, "check", *words, "--as-of", as_of)


def stated(site, **changes):
    path = site / "api/center.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def test_the_site_names_its_commit_and_its_day(center, site):
    about = json.loads((site / "api/center.json").read_text("utf-8"))
    assert (about["commit"], about["as_of"]) == (git(center, "rev-parse", "HEAD"), DEPLOYED)


@pytest.mark.parametrize("option", ["--base-url", "--base"])
def test_the_deployment_is_the_one_that_the_site_names(center, site, tmp_path, option):
    root = shutil.copytree(center, tmp_path / "other")
    text = root / "docs/policies/privacy/2026-01-05.md"
    text.write_text(text.read_text("utf-8") + "\nMore.\n", "utf-8")
    with served(site) as address:
        assert check(center, option, address).exit_code == 0
        result = check(root, option, f"{address}/")
    assert result.exit_code == 1
    assert "[rewritten-history]" in result.output


def test_other_commands_take_the_address_too(center, site):
    with served(site) as address:
        listed = sites.trustcenter(center, "notices", "--base-url", address, "--as-of", TODAY)
        repaired = sites.trustcenter(center, "repair", "--dry-run", "--base", address, "--as-of", TODAY)
        redone = sites.trustcenter(
            center, "publish", "--redo", "2026-01-05-a-change-of-ours", "--base-url", address, "--as-of", TODAY
        )
    assert (listed.exit_code, repaired.output) == (0, "nothing to repair\n")
    assert "is sealed: a deployment has shown it" in redone.output


def test_a_stale_site_is_said_to_be_one(center, site):
    with served(site) as address:
        result = check(center, "--base-url", address, as_of="2026-01-20")
    assert result.exit_code == 0
    assert (
        "warning: the site is of 5 January 2026: no later deployment succeeded, or a cache shows an old"
        in result.output
    )


def altered_sum(site):
    path = site / "SHA256SUMS"
    path.write_text(
        path.read_text("utf-8").replace("  policies/privacy/2026-01-05.json", "  policies/privacy/2025-01-05.json")
    )


def altered_text(site):
    path = site / "policies/privacy/2026-01-05.md"
    path.write_text(path.read_text("utf-8").replace("90 days", "91 days"), "utf-8")


ALTERED = {
    "another hash": (altered_sum, "policies/privacy/2026-01-05.json is missing\n  policies/privacy/2025-01-05.json was never published"),
    "another text": (altered_text, "policies/privacy/2026-01-05.md has other bytes"),
    "a later day": (lambda site: stated(site, as_of="2026-02-01"), "center.json says that it is of 1 February 2026, which is to come"),
    "a day before": (lambda site: stated(site, as_of="2026-01-04"), "policies/privacy/2026-01-05.md was never published"),
    "a commit nobody has": (lambda site: stated(site, commit="0" * 40), "api/center.json: "),
    "no commit": (lambda site: stated(site, commit=None), "api/center.json names no commit; set TRUSTCENTER_COMMIT"),
    "an option": (lambda site: stated(site, commit="--upload-pack=x"), "which is no commit"),
    "no JSON": (lambda site: (site / "api/center.json").write_text("<html>"), "is not the file of a trust center"),
    "another site": (lambda site: (site / "api/center.json").write_text("[]"), "is not the file of a trust center"),
    "no list of sums": (lambda site: (site / "SHA256SUMS").unlink(), "answered 404 File not found; nothing was compared"),
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_a_site_that_was_altered_is_no_base(center, site, name):
    alter, words = ALTERED[name]
    alter(site)
    with served(site) as address:
        result = check(center, "--base-url", address)
    assert result.exit_code == 1
    assert words in result.output, result.output
    assert "Traceback" not in result.output


def test_a_commit_that_is_no_ancestor_is_no_base(center, site, tmp_path):
    root = shutil.copytree(center, tmp_path / "other")
    git(root, "commit", "-q", "--amend", "-m", "Rewritten")
    with served(site) as address:
        result = check(root, "--base-url", address)
    assert result.exit_code == 1
    assert "not an ancestor" in result.output


def test_a_site_that_does_not_answer_is_no_base(center, site):
    with served(site) as address:
        pass
    gone = check(center, "--base-url", address)
    assert gone.exit_code == 1
    assert "nothing was compared: try again later" in gone.output
    (site / "api/center.json").unlink()
    with served(site) as address:
        missing = check(center, "--base-url", address)
    assert "nothing was compared: if nothing was ever deployed there, say `--base none`" in missing.output


@pytest.mark.parametrize("address", ["http://trust.example.com/", "https://"])
def test_only_a_site_that_can_be_trusted_is_asked(center, address):
    result = check(center, "--base-url", address)
    assert result.exit_code == 1
    assert "nothing was compared" in result.output


def test_a_day_of_its_own_is_refused_beside_an_address(center):
    result = check(center, "--base-url", "https://trust.example.com/", "--base-date", TODAY)
    assert "--base-date goes with a commit" in result.output


def test_a_commit_is_forty_digits_and_a_new_one_is_a_reason_to_build(center, tmp_path):
    root = shutil.copytree(center, tmp_path / "other", ignore=shutil.ignore_patterns("site", ".cache"))
    assert "is no commit" in sites.trustcenter(root, "build", "--commit", "main").output
    for commit in ("1" * 40, "2" * 40):
        assert sites.run(root, "build", "--as-of", DEPLOYED, "--commit", commit).returncode == 0
        assert json.loads((root / "site/api/center.json").read_text("utf-8"))["commit"] == commit
