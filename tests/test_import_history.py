"""`trustcenter import` of histories: folders of dated texts and files in git repositories, friendly and hostile ones."""

import json
import os
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

import needs
import sites
from needs import CORPORA
from trustcenter.disk import files, git
from trustcenter.importing import editions
from trustcenter.importing.editions import Found
from trustcenter.importing.fidelity import compare, shown_text
from trustcenter.importing.formats import read
from trustcenter.importing.input_file import LARGEST, NotImported
from trustcenter.importing.stated_dates import stated_in
from trustcenter.site import build

TODAY = "2026-11-22"


@pytest.fixture
def center(tmp_path):
    return sites.small(tmp_path / "center")


def run(root, *args):
    return sites.trustcenter(root, "import", *map(str, args), "--as-of", TODAY)


def imported(root, *args):
    return sites.done(run(root, *args, "--policy", "terms"))


def refused(root, *args, policy="terms"):
    """The message of an import that wrote nothing."""
    before = sites.tree(root)
    result = run(root, *args, "--policy", policy)
    assert result.exit_code in (1, 2), result.output
    assert isinstance(result.exception, SystemExit), result.exception
    assert sites.tree(root) == before
    return " ".join(result.output.split())


def versions(root, policy="terms"):
    """The versions of a policy by id, each with the body of its text, in the order of numbers."""
    archive = build.load(files.read_tree(root)).archive
    return {v.id: v.text.partition("\n\n")[2].strip() for v in archive.versions.get(policy, ())}


# Folders --------------------------------------------------------------------------------------------------------------


def folder(tmp_path, **texts):
    """A folder with these texts; `__` in a name stands for a dot, `_` for a hyphen."""
    made = tmp_path / "old"
    made.mkdir()
    for name, text in texts.items():
        path = made / name.lstrip("_").replace("__", ".").replace("_", "-")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return made


def test_each_text_of_a_folder_is_a_recorded_version_of_its_day(center, tmp_path):
    old = folder(
        tmp_path, privacy_2024_05_03__html="<h1>Terms</h1><p>Two.</p>", _2023_01_02__md="# Terms\n\nOne.\n",
        terms_20250607__txt="Terms\n\nThree.\n",
    )  # fmt: skip
    output = imported(center, old)
    assert versions(center) == {"2023-01-02": "One.", "2024-05-03": "Two.", "2025-06-07": "Three."}
    assert "imported 3 versions of terms" in output
    record = json.loads((center / "docs/policies/terms/2024-05-03.json").read_bytes())
    assert (record["class"], record["announced"], record["number"], record["title"]) == ("recorded", None, 2, "Terms")
    entry = (center / "docs/changelog/2024-05-03-terms.md").read_text("utf-8")
    assert 'title: "Terms of 3 May 2024"' in entry
    assert "Recorded from privacy-2024-05-03.html of 2024-05-03." in entry


def test_what_was_imported_holds_and_its_draft_goes_on_from_the_newest_text(center, tmp_path):
    imported(center, folder(tmp_path, _2023_01_02__md="# Terms\n\nOne.\n", _2024_05_03__md="# Terms\n\n## A\n\nTwo.\n"))
    assert "terms: 2 versions" in sites.done(sites.trustcenter(center, "verify"))
    assert not [problem for problem in sites.problems(center) if problem.is_error]
    order = ("publish", "terms", "--class", "minor", "--effective", TODAY, "--title", "x", "--as-of", TODAY)
    assert "nothing to publish" in sites.done(sites.trustcenter(center, *order))


def test_a_second_import_finds_nothing_new_and_only_what_is_new(center, tmp_path):
    old = folder(tmp_path, _2023_01_02__md="# Terms\n\nOne.\n")
    imported(center, old)
    before = sites.tree(center)
    assert "nothing to import" in imported(center, old)
    assert sites.tree(center) == before
    (old / "2024-05-03.md").write_text("# Terms\n\nTwo.\n", "utf-8")
    assert "imported 1 version" in imported(center, old)
    assert list(versions(center)) == ["2023-01-02", "2024-05-03"]


def test_a_draft_that_exists_is_left_as_it_is(center, tmp_path):
    draft = "---\ntitle: Ours\n---\n\n## New\n\nOurs.\n"
    sites.write(center, {"docs/policies/terms/index.md": draft})
    imported(center, folder(tmp_path, _2023_01_02__md="# Terms\n\nOne.\n"))
    assert (center / "docs/policies/terms/index.md").read_text("utf-8") == draft


def test_braces_and_html_of_an_old_text_stay_text(center, tmp_path):
    text = "Hello {{ first_name }} and {% raw %}.\n\n<b>Bold</b> <script>alert(1)</script>"
    imported(center, folder(tmp_path, _2023_01_02__md=f"# Terms\n\n{text}\n"))
    assert versions(center) == {"2023-01-02": text}
    filled = build.load(files.read_tree(center)).filled["terms"].text
    assert filled == f"# Terms\n\n{text}\n"
    pages = build.outputs(build.load(files.read_tree(center)), date.fromisoformat(TODAY)).pages
    html = pages["policies/terms/2023-01-02/"].html
    assert "{{ first_name }}" in html
    assert "alert(1)" not in html


def test_white_space_and_front_matter_make_no_version(center, tmp_path):
    old = folder(
        tmp_path, _2023_01_01__md="---\nslug: a\n---\n# Terms\n\nOne two.\n", _2023_02_01__md="# Terms\n\nOne\ntwo.\n",
        _2023_03_01__md="---\nslug: b\nlayout: c\n---\n\n# Terms\n\nOne two.\n", _2023_04_01__md="# Terms\n\nOne.\n",
    )  # fmt: skip
    output = imported(center, old)
    assert list(versions(center)) == ["2023-01-01", "2023-04-01"]
    assert output.count("left out: it says what the one before says") == 2


def test_the_report_of_a_dry_run_is_the_same_and_nothing_is_written(center, tmp_path):
    old, before = folder(tmp_path, _2023_01_02__md="# Terms\n\nOne.\n"), sites.tree(center)
    output = imported(center, old, "--dry-run")
    assert "terms/2023-01-02" in output
    assert "dry run: nothing was written" in output
    assert sites.tree(center) == before


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({}, "no file here is named by its day"),
        ({"notes__md": "# A\n\nText.\n"}, "no file here is named by its day"),
        ({"_2023_13_41__md": "# A\n\nText.\n"}, "no file here is named by its day"),
        ({"_2023_01_02__md": b""}, "2023-01-02.md is empty"),
        ({"_2023_01_02__md": b"a\x00b" * 100}, "binary"),
        ({"_2023_01_02__md": "Grüße an alle.".encode("utf-16-le")}, "binary or UTF-16"),
        ({"_2023_01_02__md": "Grüße an alle.".encode("latin-1")}, "Latin-1"),
        ({"_2023_01_02__md": b"word " * 2_000_000}, f"10.0 MB; a text may have {LARGEST / 1e6:.0f} MB at most"),
        ({"_2023_01_02__pdf": b"%PDF-1.7"}, "cannot be read as a PDF"),
        ({"_2023_01_02__odt": b"x"}, "only files that end in"),
    ],
)
def test_a_folder_without_a_readable_text_is_refused(center, tmp_path, texts, message):
    assert message in refused(center, folder(tmp_path, **texts))


def test_the_newest_text_must_be_readable_and_an_older_one_is_left_out(center, tmp_path):
    old = folder(tmp_path, _2023_01_02__md=b"\x00\x00", _2023_02_02__md="# Terms\n\nTwo.\n")
    assert "left out: 2023-01-02.md is binary" in imported(center, old)
    assert list(versions(center)) == ["2023-02-02"]
    (old / "2024-01-01.md").write_bytes(b"\x00\x00")
    assert "the newest text cannot be read: 2024-01-01.md" in refused(center, old)


def test_links_in_a_folder_are_not_followed(center, tmp_path):
    old = folder(tmp_path, _2023_02_02__md="# Terms\n\nTwo.\n")
    (tmp_path / "secret.md").write_text("# Secret\n\nSecret.\n", "utf-8")
    (old / "2023-01-01.md").symlink_to(tmp_path / "secret.md")
    assert "it is a symbolic link" in imported(center, old)
    assert list(versions(center)) == ["2023-02-02"]


def test_a_name_that_is_not_unicode_can_be_told(center, tmp_path):
    old = folder(tmp_path, _2023_02_02__md="# Terms\n\nTwo.\n")
    (old / os.fsdecode(b"2023-01-01-\xff.md")).write_bytes(b"# Terms\n\nOne.\n")
    (old / os.fsdecode(b"2022-01-01-\xff.md")).write_bytes(b"")
    assert "2023-01-01-\N{REPLACEMENT CHARACTER}.md" in imported(center, old)
    assert list(versions(center)) == ["2023-01-01", "2023-02-02"]


@pytest.mark.parametrize("policy", ["Bad Name", "../x", "a/b"])
def test_a_policy_needs_an_id(center, tmp_path, policy):
    old = folder(tmp_path, _2023_01_02__md="# Terms\n\nOne.\n")
    assert "is not a policy id" in refused(center, old, policy=policy)


def test_history_comes_before_the_first_version_that_the_tool_published(tmp_path):
    root = sites.published(tmp_path / "center")
    old = folder(tmp_path, _2023_01_02__md="# Terms\n\nOne.\n")
    assert "was already published by this tool" in refused(root, old, policy="privacy")


@pytest.mark.parametrize("at", range(1, 9))
def test_an_import_that_is_cut_short_is_rolled_back_or_finished(center, tmp_path, monkeypatch, at):
    old = folder(tmp_path, _2023_01_02__md="# Terms\n\nOne.\n", _2024_05_03__md="# Terms\n\nTwo.\n")
    before, written, put = sites.tree(center), [], files.write

    def cut_short(root, path, data):
        if len(written) == at:
            raise KeyboardInterrupt
        written.append(path)
        put(root, path, data)

    monkeypatch.setattr(files, "write", cut_short)
    result = run(center, old, "--policy", "terms")
    monkeypatch.undo()
    if len(written) < at or result.exit_code == 0:
        assert at >= 8
        return
    assert "unfinished-publish" in {problem.rule for problem in sites.problems(center)}
    assert "rolled back" in sites.done(sites.trustcenter(center, "recover"))
    assert sites.tree(center) == before


# Days -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*[Effective July 1, 2018][Policy-Archive]*", ["effective 2018-07-01"]),
        ("Effective date: 1st May 2024", ["effective 2024-05-01"]),
        ("This policy is in effect since 3 September 2020.", ["effective 2020-09-03"]),
        ("**Effective:** 2024-02-29", ["effective 2024-02-29"]),
        ("**Last Updated: 2023-08-15**", ["updated 2023-08-15"]),
        ("Last modified on Sept. 3rd, 2024", ["updated 2024-09-03"]),
        ("Effective May 1, 2020 (last revised April 2, 2020)", ["effective 2020-05-01", "updated 2020-04-02"]),
        ("Effective XXX, January 2025", []),
        ("Effective 2023-02-30", []),
        ("Effective 3/4/2026", []),
        ("The fees of July 1, 2018 were effective.", []),
        ("Cooperative since July 1, 2018", []),
    ],
)
def test_days_that_a_text_states(line, expected):
    assert list(map(str, stated_in(f"{line}\n\nText.\n"))) == expected


def test_a_day_in_the_middle_of_a_text_is_no_day_of_the_text():
    body = "\n".join([*["Some words."] * 30, "Effective July 1, 2018, fees rise.", *["More words."] * 30])
    assert stated_in(body) == ()


def taken(*texts, take="effective"):
    """The effective days and notes of texts given as (day, line)."""
    found = [Found(day, date.fromisoformat(day), "a.md", f"# T\n\n{line}\n".encode()) for day, line in texts]
    return [(str(line.effective), line.note) for line in editions.read(found, take=take).lines]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([("2020-01-01", "Effective February 1, 2020. A")], ["2020-02-01"]),
        ([("2020-01-01", "Effective March 1, 2018. A")], ["2018-03-01"]),
        ([("2020-01-01", "Effective March 1, 2028. A")], ["2020-01-01"]),
        ([("2020-01-01", "Last updated March 1, 2019. A")], ["2020-01-01"]),
        # corrected before its day: it takes effect that day
        ([("2020-01-01", "Effective 2020-06-01. A"), ("2020-02-01", "Effective 2020-06-01. B")], ["2020-06-01"] * 2),
        # the stated day was forgotten
        (
            [("2020-01-01", "Effective 2020-01-01. A"), ("2020-02-01", "Effective 2020-01-01. B")],
            ["2020-01-01", "2020-02-01"],
        ),
        # nothing takes effect before what it changes
        ([("2020-01-01", "Effective 2020-06-01. A"), ("2020-02-01", "B")], ["2020-06-01", "2020-06-01"]),
        (
            [("2020-01-01", "Effective 2020-06-01. A"), ("2020-07-01", "Effective 2019-06-01. B")],
            ["2020-06-01", "2020-07-01"],
        ),
    ],
)
def test_the_effective_day_is_the_stated_one_if_it_can_be(texts, expected):
    assert [day for day, _ in taken(*texts)] == expected


def test_which_day_counts_is_an_option_and_differences_are_reported():
    texts = [("2020-01-03", "Last updated January 1, 2020. A"), ("2020-02-01", "Effective February 5, 2020. B")]
    assert taken(*texts) == [
        ("2020-01-03", "the text says updated 2020-01-01"), ("2020-02-05", "taken from the text: 4 days after it was found"),
    ]  # fmt: skip
    assert [day for day, _ in taken(*texts, take="stated")] == ["2020-01-01", "2020-02-05"]
    assert taken(*texts, take="source")[1] == ("2020-02-01", "the text says effective 2020-02-05")


def test_the_manual_shows_what_is_really_printed(center, tmp_path):
    """The report in manual/importing.md, which test_manual.py runs with the texts that the page shows."""
    old = folder(
        tmp_path, _2018_06_29__md="# Terms\n\nEffective July 1, 2018\n\nOne.\n",
        _2018_08_09__md="# Terms\n\nEffective July 1, 2018\n\nTwo.\n",
        _2018_09_01__md="# Terms\n\nEffective July 1, 2018\n\nTwo.\n",
        _2020_03_02__md="# Terms\n\nEffective April 1, 2020\n\nLast updated: 2020-03-01\n\nThree.\n",
    )  # fmt: skip
    printed = imported(center, old).partition("  terms/")[0]
    assert printed in (sites.REPO / "manual" / "importing.md").read_text("utf-8")


def test_two_versions_of_one_day_are_told_apart_and_the_later_one_is_in_effect(center, tmp_path):
    old = folder(tmp_path, _2023_05_03__md="# Terms\n\nOne.\n", _2023_05_03_b__md="# Terms\n\nTwo.\n")
    imported(center, old)
    assert versions(center) == {"2023-05-03": "One.", "2023-05-03-2": "Two."}
    on = build.load(files.read_tree(center)).archive.on(date(2023, 5, 3))
    assert on.in_effect["terms"].id == "2023-05-03-2"


def test_a_text_that_takes_effect_later_counts_as_announced_on_the_day_it_was_found(center, tmp_path):
    imported(center, folder(tmp_path, _2026_11_01__md="# Terms\n\nEffective January 1, 2027\n\nOne.\n"))
    record = json.loads((center / "docs/policies/terms/2027-01-01.json").read_bytes())
    assert (record["effective"], record["announced"]) == ("2027-01-01", "2026-11-01")


# Git ------------------------------------------------------------------------------------------------------------------


class Repository:
    """A small repository; `commit` writes files (None removes one) and commits them on a day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *args: str, when: str = "2020-01-01T12:00:00Z") -> str:
        fixed = {
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@lanternfish.example", "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "a@lanternfish.example", "GIT_COMMITTER_DATE": when,
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        }  # fmt: skip
        done = subprocess.run(
            ["git", *args], cwd=self.path, env={**os.environ, **fixed}, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    def commit(self, when: str, **texts: str | bytes | None) -> None:
        self.write({name.replace("__", "."): text for name, text in texts.items()}, when)

    def write(self, texts: dict[str, str | bytes | None], when: str) -> None:
        for name, text in texts.items():
            path = self.path / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else f"# Terms\n\n{text}\n".encode())
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x", when=when if "T" in when else f"{when}T12:00:00Z")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository")


def of_git(center, repository, *more, path="terms.md"):
    return imported(center, "--git", repository.path, f"--path={path}", *more)


def test_every_real_change_of_a_file_is_a_version_of_the_day_of_its_commit(center, repository):
    repository.commit("2020-01-01", terms__md="One two.", other__md="x")
    repository.commit("2020-02-01", terms__md="One  two.")
    repository.commit("2020-03-01", other__md="y")
    # one o'clock in London is still the day before in Chicago
    repository.commit("2020-04-02T01:00:00+00:00", terms__md="Three.")
    output = of_git(center, repository)
    assert versions(center) == {"2020-01-01": "One two.", "2020-04-01": "Three."}
    assert "left out: it says what the one before says" in output
    head = repository.git("rev-parse", "HEAD")[:12]
    assert f"Recorded from commit {head}" in (center / "docs/changelog/2020-04-01-terms.md").read_text("utf-8")


def test_only_the_main_line_counts(center, repository):
    repository.commit("2020-01-01", terms__md="One.")
    repository.git("checkout", "-q", "-b", "side")
    repository.commit("2020-02-01", terms__md="Half done.")
    repository.commit("2020-03-01", terms__md="Done.")
    repository.git("checkout", "-q", "main")
    repository.commit("2020-04-01", other__md="x")
    repository.git("merge", "-q", "--no-ff", "-m", "m", "side", when="2020-05-01T12:00:00Z")
    of_git(center, repository)
    assert versions(center) == {"2020-01-01": "One.", "2020-05-01": "Done."}


LONG = "These are the terms that bind you and us, and they go on for a while so that a rename shows. "


def test_a_renamed_file_is_followed_when_asked(center, repository, tmp_path):
    repository.commit("2020-01-01", legal__md=LONG + "One.", other__md="x")
    repository.commit("2020-02-01", legal__md=LONG + "Two.")
    repository.git("mv", "legal.md", "terms.md")
    repository.commit("2020-03-01", terms__md=LONG + "Three.")
    assert "the file was called legal.md before; with --follow" in of_git(center, repository)
    assert list(versions(center)) == ["2020-03-01"]
    other = sites.small(tmp_path / "other")
    of_git(other, repository, "--follow")
    assert [text[-4:] for text in versions(other).values()] == ["One.", "Two.", "ree."]


@pytest.mark.parametrize("name", ["-rf.md", "new\nline.md", "ünïcode 文.md", ":(top)*.md", "a b/c'd\".md", "*.md"])
def test_odd_names_are_only_names(center, repository, name):
    repository.write({name: "One.", "other.md": "Other."}, "2020-01-01")
    repository.write({name: "Two.", "other.md": "Others."}, "2020-02-01")
    of_git(center, repository, path=name)
    assert versions(center) == {"2020-01-01": "One.", "2020-02-01": "Two."}


def test_a_file_that_was_removed_for_a_while_comes_back(center, repository):
    repository.commit("2020-01-01", terms__md="One.", other__md="x")
    repository.commit("2020-02-01", terms__md=None)
    repository.commit("2020-03-01", terms__md="Two.")
    assert "the file was removed: no text is known from this day on" in of_git(center, repository)
    assert list(versions(center)) == ["2020-01-01", "2020-03-01"]


def test_a_rename_is_followed_though_the_name_exists_again_later(center, repository):
    """a.md → b.md (edited there) → a.md: what a.md was before belongs to its history through b.md."""
    repository.commit("2018-10-22", a__md=LONG + "30 days.", other__md="x")
    repository.git("mv", "a.md", "b.md")
    repository.commit("2018-12-14")
    repository.commit("2019-09-18", b__md=LONG + "60 days.")
    repository.git("mv", "b.md", "a.md")
    repository.commit("2020-04-13", a__md=LONG + "60 days, or more.")
    output = of_git(center, repository, "--follow", path="a.md")
    assert "removed" not in output
    assert list(versions(center)) == ["2018-10-22", "2019-09-18", "2020-04-13"]


def test_a_file_that_is_gone_for_good_offers_to_retire_the_policy(center, repository):
    repository.commit("2020-01-01", terms__md="One.", other__md="x")
    repository.commit("2020-02-01", terms__md=None)
    assert "trustcenter publish --retire terms" in of_git(center, repository)


def test_of_several_texts_of_a_day_the_last_one_counts_where_that_is_asked(center, tmp_path):
    old = folder(tmp_path, _2023_05_03__md="# Terms\n\nOne.\n", _2023_05_03_b__md="# Terms\n\nTwo.\n")
    assert "left out: it was changed again on this day" in imported(center, old, "--fold")
    assert versions(center) == {"2023-05-03": "Two."}


def test_marks_alone_make_no_version_and_a_link_does(center, tmp_path):
    old = folder(
        tmp_path, _2024_01_10__md="# T\n\n| Name | Place |\n|---|---|\n| Harbor | US |\n",
        _2024_02_10__md="# T\n\n| Name     | Place |\n| --- | --- |\n| Harbor   | US  |\n",
        _2024_03_10__md="# T\n\n| Name | Place |\n|---|---|\n| [Harbor](https://harbor.example) | US |\n",
    )  # fmt: skip
    imported(center, old)
    assert list(versions(center)) == ["2024-01-10", "2024-03-10"]


def test_a_numbered_section_is_no_title(center, tmp_path):
    old = folder(
        tmp_path, _2024_01_10__md="# 1. INTRODUCTION\n\n## 1.1 Overview\n\nGauges.\n\n# 2. RETENTION\n\nSeven years.\n",
        _2024_05_10__md="---\ntitle: Practice statement\n---\n\n# 1. INTRODUCTION\n\nGauges.\n\n# 2. RETENTION\n\nTwo.\n",
    )  # fmt: skip
    imported(center, old)
    texts = [(center / f"docs/policies/terms/{day}.md").read_text("utf-8") for day in ("2024-01-10", "2024-05-10")]
    assert [text.partition("\n")[0] for text in texts] == ["# Practice statement"] * 2
    assert "## 1. INTRODUCTION\n\n### 1.1 Overview" in texts[0]


def test_a_bad_id_is_refused_before_anything_is_read(center, tmp_path):
    result = run(center, folder(tmp_path, _2023_01_02__md=b"\x00"), "--policy", "No Id")
    assert result.exit_code == 1
    assert (
        result.output
        == "Error: --policy: `No Id` is not a policy id: lower-case letters, digits, single hyphens, at most 60: sms-terms; nothing was written\n"
    )


def test_links_modules_and_large_or_binary_files_are_left_out(center, repository):
    repository.commit("2020-01-01", terms__md=b"word " * 2_000_000, other__md="Secret.")
    repository.commit("2020-02-01", terms__md=bytes(range(256)) * 4)
    (repository.path / "terms.md").unlink()
    (repository.path / "terms.md").symlink_to("other.md")
    repository.commit("2020-03-01")
    repository.commit("2020-04-01", terms__md=None)
    commit = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},terms.md")
    repository.git("commit", "-q", "-m", "module", when="2020-05-01T12:00:00Z")
    repository.git("rm", "-q", "--cached", "terms.md")
    repository.commit("2020-06-01", terms__md="One.")
    output = of_git(center, repository)
    for reason in ("10.0 MB; a text may have", "is binary", "symbolic link", "submodule"):
        assert reason in output
    assert versions(center) == {"2020-06-01": "One."}


def test_a_history_of_nothing_but_a_link_is_refused(center, repository):
    (repository.path / "terms.md").symlink_to(os.devnull)
    repository.commit("2020-03-01")
    assert "symbolic link" in refused(center, "--git", repository.path, "--path", "terms.md")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("privcy.md", "no commit of the main line ever had a file `privcy.md`; did you mean `privacy.md`?"),
        ("../x.md", "is no path below the top of a repository"),
        ("/x/y.md", "is no path below the top of a repository"),
    ],
)
def test_a_path_that_never_existed_is_refused(center, repository, path, message):
    repository.commit("2020-01-01", privacy__md="One.")
    assert message in refused(center, "--git", repository.path, "--path", path)


def test_what_is_no_repository_is_refused(center, repository, tmp_path):
    assert "has no commit yet" in refused(center, "--git", repository.path, "--path", "a.md")
    (tmp_path / "plain").mkdir()
    assert "is no git repository" in refused(center, "--git", tmp_path / "plain", "--path", "a.md")
    for remote in ("https://example.com/x.git", "git@example.com:x/y.git", "ssh://example.com/x", "ext::sh -c true"):
        assert "clone it first" in refused(center, "--git", remote, "--path", "a.md")
    assert "name the folder of a clone" in refused(center, "--git", "nowhere", "--path", "a.md")
    assert "--git REPO --path FILE" in refused(center, "--git", repository.path)


def test_a_folder_inside_another_repository_is_not_taken_for_it(center, repository):
    repository.write({"inner/a.md": "One."}, "2020-01-01")
    assert "is no git repository" in refused(center, "--git", repository.path / "inner", "--path", "a.md")


def test_a_bare_repository_is_read(center, repository, tmp_path):
    repository.commit("2020-01-01", terms__md="One.")
    repository.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    imported(center, "--git", tmp_path / "bare.git", "--path", "terms.md")
    assert versions(center) == {"2020-01-01": "One."}


def test_nothing_that_a_hostile_repository_configures_is_run(center, repository, tmp_path):
    mark = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f'#!/bin/sh\necho "$0" >> "{mark}"\ncat\n', "utf-8")
    evil.chmod(0o755)
    repository.write({"terms.md": "One.", ".gitattributes": "*.md diff=evil filter=evil merge=evil\n"}, "2020-01-01")
    repository.commit("2020-02-01", terms__md="Two.")
    for key in (
        "core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "diff.external", "diff.evil.command",
        "diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean", "gpg.program", "core.editor", "alias.log",
    ):  # fmt: skip
        repository.git("config", key, f"!{evil}" if key.startswith("alias") else str(evil))
    for key, value in {
        "log.showSignature": "true", "color.ui": "always", "log.showRoot": "false", "log.diffMerges": "off",
        "diff.renames": "copies", "core.quotePath": "true",
    }.items():  # fmt: skip
        repository.git("config", key, value)
    hooks = repository.path / ".git/hooks"
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(evil.read_text("utf-8"), "utf-8")
        (hooks / name).chmod(0o755)
    of_git(center, repository)
    assert versions(center) == {"2020-01-01": "One.", "2020-02-01": "Two."}
    assert not mark.exists()


def test_a_partial_clone_is_never_completed_over_the_network(center, repository, tmp_path):
    repository.commit("2020-01-01", terms__md="One.")
    repository.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repository.path}", str(clone))
    mark = tmp_path / "ran"
    for key, value in {"remote.origin.url": f"ext::touch {mark}", "protocol.ext.allow": "always"}.items():
        subprocess.run(["git", "config", key, value], cwd=clone, check=True)
    assert "--git: " in refused(center, "--git", clone, "--path", "terms.md")
    assert not mark.exists()


def test_a_center_that_is_broken_already_takes_no_history_and_says_why(center, repository):
    repository.commit("2020-01-01", terms__md="One.")
    sites.edit(center, "data/retention.yml", "90 days", "90 dogs")
    assert "data/retention.yml:4:11: error" in refused(center, "--git", repository.path, "--path", "terms.md")


def test_only_problems_of_what_is_written_are_told(center, repository):
    repository.commit("2020-01-01", terms__md="Ask [insert name].")
    sites.edit(center, "docs/policies/privacy/index.md", "are kept", "are kept by [insert name]")
    told = [line for line in of_git(center, repository).splitlines() if "[placeholder]" in line]
    assert [line.partition(":")[0] for line in told] == ["docs/policies/terms/index.md"]


def test_variables_of_git_do_not_lead_elsewhere(center, repository, tmp_path, monkeypatch):
    repository.commit("2020-01-01", terms__md="One.")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    found = git.history(repository.path, "terms.md", follow=False)
    assert [revision.kind for revision in found] == ["file"]


# Real histories -------------------------------------------------------------------------------------------------------

POLICIES = [path.relative_to(CORPORA).as_posix() for path in needs.corpus_policies()] or ["every policy of the corpora"]


@pytest.mark.corpora
@pytest.mark.parametrize("policy", POLICIES)
def test_a_real_history_is_imported_with_all_its_versions_and_words(tmp_path, policy):
    if policy == "tailscale-terms/terms":
        pytest.xfail("2024-09-06 differs only where readers do not look: which is right is to be settled")
    """Every text that readers can tell from the one before is a version, and no word of it is missing."""
    root = sites.small(tmp_path)
    imported(root, CORPORA / policy, "--dates", "source")
    expected, before = [], None
    for path in sorted((CORPORA / policy).glob("*.md")):
        try:
            text = read(path.name, path.read_bytes())
        except NotImported:
            continue
        shown = (shown_text(text.body).split(), re.findall(r"\]\(([^()\s]+)", text.body))
        expected += [path.stem] if shown != before else []
        assert len(path.read_bytes()) > 100_000 or compare(text).missing == (), path
        before = shown
    assert set(versions(root)) == set(expected)
    assert not [problem for problem in sites.problems(root) if problem.is_error]
    assert f"terms: {len(expected)} version" in sites.done(sites.trustcenter(root, "verify"))


@pytest.mark.corpora
def test_effective_days_of_a_real_history_come_from_its_texts(tmp_path):
    root = sites.small(tmp_path)
    imported(root, CORPORA / "mozilla-pkipolicy/rootstore--policy")
    made = list(versions(root))
    assert len(made) == 43
    assert made[-10:] == [
        "2018-07-01", "2018-08-09", "2020-01-01", "2021-05-01", "2022-06-01", "2022-06-01-2", "2023-02-15", "2023-09-01",
        "2025-03-15", "2026-07-01",
    ]  # fmt: skip
