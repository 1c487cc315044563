"""Edges of a machine: full disks, pipes, links, foreign folders, two commands at once; one sentence each, no half work."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import sites
from trustcenter.cli.common import site_settings
from trustcenter.disk import files, lock, site_folder
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.review_folder import refuse_bad_id
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.model.paths import JOURNAL
from trustcenter.reading.center import load
from trustcenter.reading.drafts import wrong_policy_id
from trustcenter.reports.inert_markdown import Plain
from trustcenter.rules.input_files import unfit_files
from trustcenter.site.open_data.subprocessors import cell

ARGUMENTS = ("--class", "initial", "--effective", "2026-01-05")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return sites.small(tmp_path / "center")


def unfit(root: Path) -> tuple[str, ...]:
    """The paths that a build and a check are told are no files of a center."""
    return tuple(site_settings(root, load(files.read_tree(root)).settings).links)


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


# Two at once ----------------------------------------------------------------------------------------------------------


HOLD = "import sys, pathlib; from trustcenter.disk import lock; print(lock.taken(pathlib.Path(sys.argv[1])), flush=True); input()"


def test_a_second_command_says_who_is_writing_and_writes_nothing(root: Path) -> None:
    before = sites.source(root)
    command = [sys.executable, "-c", HOLD, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=sites.environment()) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"\n"
        result = sites.publish(root, *ARGUMENTS, as_of="2026-01-05")
        other.communicate(b"\n")
    assert result.exit_code == 1
    assert f"process {other.pid} on " in result.output
    assert "has been writing here since 20" in result.output
    assert sites.source(root) == before
    sites.done(sites.publish(root, *ARGUMENTS, as_of="2026-01-05"))


def test_the_lock_of_a_killed_command_is_free(root: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=sites.environment()) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert lock.taken(root)
        other.kill()
    assert lock.taken(root) == ""
    lock.given_back(root)


# Journals and caches of others ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("recover",), ("publish", "--title", "T", "--as-of", "2026-01-05", *ARGUMENTS)])
def test_a_journal_that_git_tracks_is_never_carried_out(root: Path, command: tuple[str, ...]) -> None:
    sites.write(root, {JOURNAL: '{"last": "docs/changelog/x.md", "sha256": null, "before": {"data/notice.yml": null}}'})
    git(root, "init", "-q")
    git(root, "add", "-f", JOURNAL)
    result = sites.trustcenter(root, *command)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {JOURNAL}: git tracks this journal")
    assert (root / "data/notice.yml").exists()


def test_a_cache_that_git_tracks_is_named(root: Path) -> None:
    git(root, "init", "-q")
    sites.write(root, {".cache/trustcenter/ab/cd": "x"})
    assert unfit(root) == ()
    git(root, "add", "-f", ".cache")
    assert unfit(root) == (".cache/trustcenter/ab/cd",)
    (problem,) = unfit_files((), unfit(root))
    assert problem.is_error
    assert "git tracks this cache" in problem.message


def test_recover_sweeps_every_folder_that_commands_write_to(root: Path) -> None:
    left = [
        "docs/changelog/.abcd_123.tmp",
        "docs/policies/privacy/.abcd1234.tmp",
        "data/.12345678.tmp",
        "imports/x/.abcdefgh.tmp",
    ]
    kept = ["data/.mine.tmp", "docs/a.tmp"]
    sites.write(root, dict.fromkeys([*left, *kept], ""))
    files.recover(root)
    assert [path for path in (*left, *kept) if (root / path).exists()] == kept


# What the machine refuses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(1, 6))
def test_a_full_disk_leaves_everything_as_it_was(root: Path, place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before, calls, write = sites.source(root), [0], files.write

    def full(*arguments: object) -> None:
        calls[0] += 1
        if calls[0] == place:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "write", full)
    result = sites.publish(root, *ARGUMENTS, as_of="2026-01-05")
    assert (result.exit_code, result.output.splitlines()[-1]) == (
        1, "Error: no space left on device; make room and run the command again",
    )  # fmt: skip
    assert sites.source(root) == before


@pytest.mark.parametrize(
    ("code", "told"), [(errno.EROFS, "read-only file system"), (errno.EACCES, "permission denied")]
)
def test_a_folder_that_cannot_be_written_is_a_sentence(
    root: Path, code: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sites.source(root)

    def refused(*_arguments: object) -> None:
        raise OSError(code, os.strerror(code), str(root / "docs"))

    monkeypatch.setattr(files, "write", refused)
    result = sites.publish(root, *ARGUMENTS, as_of="2026-01-05")
    assert result.exit_code == 1
    assert told in result.output.splitlines()[-1].lower()
    assert "Traceback" not in result.output
    assert sites.source(root) == before


def committed(root: Path) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=D", "-c", "user.email=d@example.com", "commit", "-q", "-m", "all")


def test_a_clone_that_is_too_shallow_says_how_to_complete_it(root: Path, tmp_path: Path) -> None:
    sites.done(sites.publish(root, *ARGUMENTS, as_of="2026-01-05"))
    committed(root)
    base = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    git(root, "-c", "user.name=D", "-c", "user.email=d@example.com", "commit", "-q", "-a", "-m", "60 days")
    git(tmp_path, "clone", "-q", "--depth=1", root.as_uri(), "shallow")
    result = sites.trustcenter(tmp_path / "shallow", "check", "--base", base, "--base-date", "2026-01-05")
    assert result.exit_code == 1
    assert "this clone is shallow; run `git fetch --unshallow`" in result.output


def test_without_git_a_comparison_is_refused_and_everything_else_works(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    sites.done(sites.publish(root, *ARGUMENTS, as_of="2026-01-05"))
    sites.done(sites.trustcenter(root, "verify"))
    result = sites.trustcenter(root, "check", "--base", "HEAD", "--base-date", "2026-01-05")
    assert result.exit_code == 1
    assert "git is not installed" in result.output


def test_a_center_in_a_worktree_or_a_submodule_is_one_like_any_other(root: Path, tmp_path: Path) -> None:
    committed(root)
    git(root, "worktree", "add", "-q", str(tmp_path / "worktree"), "-b", "other")
    git(tmp_path, "init", "-q", "-b", "main", "around")
    git(tmp_path / "around", "-c", "protocol.file.allow=always", "submodule", "add", "-q", root.as_uri(), "center")
    for place in (tmp_path / "worktree", tmp_path / "around" / "center"):
        sites.done(sites.publish(place, *ARGUMENTS, as_of="2026-01-05"))
        git(place, "add", "-A")
        git(place, "-c", "user.name=D", "-c", "user.email=d@example.com", "commit", "-q", "-m", "published")
        sites.done(
            sites.trustcenter(place, "check", "--base", "HEAD", "--base-date", "2026-01-05", "--as-of", "2026-01-06")
        )
        assert "first committed" in sites.done(sites.trustcenter(place, "verify", "--git"))


def test_a_submodule_within_a_center_is_left_alone(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "other")
    sites.write(tmp_path / "other", {"docs.md": "# Of somebody else\n"})
    committed(tmp_path / "other")
    committed(root)
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", (tmp_path / "other").as_uri(), "vendor")
    sites.done(sites.publish(root, *ARGUMENTS, as_of="2026-01-05"))
    assert (root / "vendor" / "docs.md").read_text() == "# Of somebody else\n"


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\u2028"])
def test_a_title_never_becomes_a_command_of_the_runner(root: Path, sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    result = sites.publish(root, *ARGUMENTS, as_of="2026-01-05", title=f"First{sign}::warning::forged")
    assert [line for line in result.output.splitlines() if line.startswith("::warning::")] == []
    assert result.exit_code == 1


@pytest.mark.parametrize("folder", [sites.REPO, sites.REPO / "hooks" / "trustcenter" / "starter"])
def test_no_attribute_hides_a_published_text_from_a_reviewer(folder: Path) -> None:
    name = ".gitattributes" if folder == sites.REPO else "gitattributes"
    lines = [line.split() for line in (folder / name).read_text("utf-8").splitlines() if line[:1] not in ("", "#")]
    published = [words for words in lines if words[0].startswith(("docs/", "examples/", "*"))]
    assert published
    assert {word for _, *words in published for word in words} == {"-text"}


@pytest.mark.parametrize("path", ["data/pipe.yml", "docs/pipe.md", "docs/policies/privacy/2026-01-05.md"])
def test_a_pipe_in_the_tree_is_a_sentence_and_no_wait(root: Path, path: str) -> None:
    os.mkfifo(root / path)
    result = sites.trustcenter(root, "check")
    assert (result.exit_code, result.output) == (
        1, f"Error: {root / path}: no ordinary file; remove this socket, pipe or device\n",
    )  # fmt: skip


def test_a_socket_is_a_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "data")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s.yml")
    result = sites.trustcenter(root, "check")
    assert result.exit_code == 1
    assert result.output.endswith("remove this socket, pipe or device\n")
    assert len(result.output.splitlines()) == 1


def test_a_pipe_that_only_the_site_would_copy_is_named(root: Path) -> None:
    os.mkfifo(root / "docs/picture.png")
    assert files.links_out(root) == ("docs/picture.png",)
    (problem,) = unfit_files((), files.links_out(root))
    assert problem.is_error


def test_a_long_name_is_a_sentence(root: Path) -> None:
    result = sites.trustcenter(root, "import", __file__, "--policy", "a" * 300)
    assert result.exit_code == 1
    assert "is not a policy id" in result.output
    assert "Traceback" not in result.output


# Links and foreign folders --------------------------------------------------------------------------------------------


def test_nothing_is_written_through_a_link_out_of_the_center(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "imports").symlink_to(outside)
    with pytest.raises(OSError, match="leads out of the trust center"):
        files.write(root, "imports/privacy/review.yml", b"x")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/a.md").symlink_to(outside / "never.md")
    with pytest.raises(OSError, match="symbolic links"):
        files.write_all(tmp_path / "plain", {"a.md": b"x"})
    assert list(outside.rglob("*.*")) == []


def test_a_site_is_built_into_an_empty_folder_or_a_site_and_into_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    assert site_folder.refused(folder) == ""
    folder.mkdir()
    assert site_folder.refused(folder) == ""
    (folder / "thesis.txt").write_text("x", "utf-8")
    assert "which a build would remove" in site_folder.refused(folder)
    (folder / "SHA256SUMS").write_text("x", "utf-8")
    assert site_folder.refused(folder) == ""
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert "symbolic link" in site_folder.refused(link)
    assert "is a file" in site_folder.refused(folder / "thesis.txt")


def test_a_build_into_a_foreign_folder_leaves_it_alone(root: Path, tmp_path: Path) -> None:
    sites.write(tmp_path / "mine", {"thesis.txt": "x"})
    built = sites.run(root, "build", "-d", str(tmp_path / "mine"), "--as-of", "2026-01-05")
    assert built.returncode == 1
    assert "which a build would remove" in built.stderr + built.stdout
    assert sites.tree(tmp_path / "mine") == {"thesis.txt": b"x"}


# Names and cells ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["con", "nul", "com1", "lpt9", "index", "draft", "history", "a" * 61, "A", "a b", "..", "", "é"]
)
def test_a_name_that_means_something_else_is_no_policy_id(name: str) -> None:
    assert wrong_policy_id(name)
    with pytest.raises(NotImported):
        refuse_bad_id(name)


@pytest.mark.parametrize("name", ["privacy", "sms-terms", "dpa", "a" * 60, "console", "com10", "indexes"])
def test_an_ordinary_name_is_a_policy_id(name: str) -> None:
    assert wrong_policy_id(name) == ""


@pytest.mark.parametrize("unseen", ["", "\u200b", "\ufeff", "\u202e", "\u00ad", "\u00a0", "\u2060\u200d", " \t"])
@pytest.mark.parametrize("sign", "=+-@＝")
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(unseen: str, sign: str) -> None:
    assert cell(f"{unseen}{sign}1+1").startswith("'")


def test_other_cells_stay_as_they_are() -> None:
    assert [cell(text) for text in ("Harbor", "a=b", "１", "")] == ["Harbor", "a=b", "１", ""]


@pytest.mark.parametrize("name", ["docs/a.docx", "docs/A.XLSM", "docs/old/b.odt"])
def test_a_file_of_an_office_program_is_named(name: str) -> None:
    (problem,) = unfit_files([name, "docs/a.pdf", "docs/docx.md"], ())
    assert (problem.where.file, problem.is_error) == (name, False)


@pytest.mark.parametrize(
    "foreign",
    ["<img src=x onerror=alert(1)>", "![x](https://evil.example/x.png)", "[x](javascript:x)", "![a][b]", "a`b"],
)
def test_a_report_in_markdown_holds_no_markup_of_others(foreign: str) -> None:
    html = render(Plain().text(foreign), source="", page="", site=ANYWHERE).html
    assert not [tag for tag in ("<img", "<code", ">x</a>") if tag in html]  # a bare address may be a link to itself
    assert "<img" not in Plain().text(foreign)
