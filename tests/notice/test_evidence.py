"""What the commands show: status, verify, verify --git and the evidence pack of one change."""

import json
import shutil
import uuid

import cases
import pytest

import sites
from trustcenter.model.records import sha256


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """A committed center with a pending material change, an older one, a withdrawal; (root, ids of the changes)."""
    root = cases.center(tmp_path_factory.mktemp("history"), "privacy", "terms")
    cases.commit(root, cases.START)
    cases.reword(root, "terms", "We answer", "We always answer")
    minor = cases.published(root, "minor", "2026-06-01", on="2026-06-01", title="Always")
    cases.commit(root, "2026-06-01")
    cases.reword(root, "terms", "two years", "three years")
    taken_back = cases.published(root, "material", "2026-10-01", on="2026-08-01", title="Longer")
    cases.commit(root, "2026-08-01")
    withdrawal = cases.withdrawn(root, taken_back, on="2026-08-15")
    cases.reword(root, "terms", "three years", "two years")
    cases.commit(root, "2026-08-15")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    pending = cases.published(root, "material", "2027-01-05", on="2026-12-01", title="Sooner")
    sent = f"- {{change: {pending}, channel: email, sent: 2026-12-01, evidence: log 7}}\n"
    sites.write(root, {"data/deliveries.yml": sent})
    cases.commit(root, "2026-12-01")
    return root, {"minor": minor, "taken back": taken_back, "withdrawal": withdrawal, "pending": pending}


# Status -----------------------------------------------------------------------------------------------------------


def status(root, on):
    """The blocks of `trustcenter status`, by their first word."""
    blocks = sites.done(sites.trustcenter(root, "status", "--as-of", on)).strip().split("\n\n")
    return {block.splitlines()[0].split(":")[0].split(",")[0]: block for block in blocks}


def test_status_says_what_binds_what_is_coming_and_what_would_be_the_earliest_day(history):
    root, _changes = history
    shown = status(root, "2026-12-10")
    assert "Lanternfish Software, Inc., as of 10 December 2026 (America/Chicago)" in shown["Lanternfish Software"]
    assert f"in effect    version 1 ({cases.START}) since 2 March 2026" in shown["privacy"]
    assert "upcoming     version 2 (2027-01-05), material, on 5 January 2027" in shown["privacy"]
    assert "in effect    version 2 (2026-06-01) since 1 June 2026" in shown["terms"]
    assert "upcoming" not in shown["terms"]
    assert "draft        says what the newest version says" in shown["terms"]
    assert (
        "10 January 2027 (30 days of notice)"
        in shown["a material change announced today could take effect on 10 January 2027 (30 days of notice)"]
    )


def test_status_shows_how_each_notice_was_delivered_or_that_it_is_not_recorded(history):
    root, changes = history
    notices = status(root, "2026-12-10")["notices"]
    assert f"{changes['pending']}: email on 1 December 2026" in notices
    assert f"{changes['taken back']}: delivery not recorded" in notices
    assert changes["minor"] not in notices


def test_status_knows_nothing_that_is_announced_later_but_plans(history):
    root, _ = history
    shown = status(root, "2026-11-30")
    assert "upcoming" not in shown["privacy"]
    assert "planned      version 2 (2027-01-05), to be announced 1 December 2026" in shown["privacy"]
    assert "could take effect on 31 December 2026" in list(shown.values())[-1]


def test_status_shows_a_short_redline_of_a_draft(tmp_path):
    root = cases.center(tmp_path, "privacy", "terms")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    cases.reword(root, "terms", "two years", "\n\n".join(f"{number} years" for number in range(40)))
    shown = status(root, "2026-12-10")
    assert f"draft        differs from version 1 ({cases.START})" in shown["privacy"]
    assert "retention of Call recordings: 90 days → 60 days" in shown["privacy"]
    assert "Recordings are kept for [-90-] {+60+} days." in shown["privacy"]
    assert "more" in shown["terms"]
    assert len(shown["terms"].splitlines()) < 25


def test_status_writes_nothing_and_works_before_anything_is_published(tmp_path):
    root = cases.center(tmp_path, "terms", first=None)
    before = sites.source(root)
    shown = status(root, "2026-12-10")
    assert "none yet" in shown["terms"]
    assert "never published" in shown["terms"]
    assert sites.source(root) == before


# Verify -----------------------------------------------------------------------------------------------------------


def test_verify_proves_a_checkout(history):
    root, _ = history
    result = sites.trustcenter(root, "verify")
    assert result.exit_code == 0
    assert f"privacy: 2 versions, chain ends in {cases.record(root, 'privacy/2027-01-05')['seal']}" in result.output
    assert "terms: 3 versions" in result.output
    assert "5 changes, 1 withdrawal" in result.output
    assert "every chain holds" in result.output


def test_verify_proves_a_downloaded_site_of_any_day(history, tmp_path):
    root, _ = history
    for day, changes in (("2026-12-10", 5), ("2026-08-20", 4), ("2026-06-02", 2)):
        site = tmp_path / day
        result = sites.run(root, "build", "--as-of", day, "--site-dir", str(site))
        assert result.returncode == 0, result.stderr
        proven = sites.run(tmp_path, "verify", str(site))
        assert proven.returncode == 0, proven.stdout + proven.stderr
        assert f"{changes} changes" in proven.stdout
        assert "every chain holds" in proven.stdout


@pytest.mark.parametrize("file", ["policies/terms/2026-06-01.md", "policies/terms/2026-06-01.json"])
def test_verify_finds_a_changed_byte_in_a_downloaded_site(history, tmp_path, file):
    root, _changes = history
    assert sites.run(root, "build", "--as-of", "2026-12-10", "--site-dir", str(tmp_path / "site")).returncode == 0
    path = tmp_path / "site" / file
    path.write_bytes(path.read_bytes().replace(b"a", b"e", 1))
    result = sites.trustcenter(root, "verify", str(tmp_path / "site"))
    assert result.exit_code == 1
    assert file in result.stderr
    assert "docs/" not in result.stderr  # a site has no such folder
    assert "download it again" in result.stderr
    assert "every chain holds" not in result.stdout


def test_verify_of_a_folder_without_an_archive_is_no_pass(history, tmp_path):
    root, _ = history
    (tmp_path / "empty").mkdir()
    result = sites.trustcenter(root, "verify", str(tmp_path / "empty"))
    assert result.exit_code == 1
    assert "neither a checkout nor a downloaded site" in result.stderr


def test_verify_git_shows_when_each_file_was_first_committed(history):
    root, changes = history
    result = sites.trustcenter(root, "verify", "--git")
    assert result.exit_code == 0, result.output
    lines = {line.split(":")[0]: line for line in result.output.splitlines()}
    commits = cases.git(root, "log", "--reverse", "--format=%H").split()
    expected = {
        f"docs/policies/terms/{cases.START}.md": (cases.START, 0), "docs/policies/terms/2026-06-01.md": ("2026-06-01", 1),
        f"docs/changelog/{changes['withdrawal']}.md": ("2026-08-15", 3),
        f"docs/changelog/{changes['pending']}.md": ("2026-12-01", 4),
        "docs/policies/privacy/2027-01-05.md": ("2026-12-01", 4),
    }  # fmt: skip
    for file, (day, number) in expected.items():
        assert f"first committed {day}T12:00:00+00:00 in {commits[number][:12]} by Ada, unchanged since" in lines[file]
    assert "can be forged" in result.output


def test_verify_git_finds_what_was_changed_and_even_what_was_changed_back(history, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(history[0], root)
    path = root / "docs/policies/terms/2026-06-01.md"
    sealed = path.read_bytes()
    path.write_bytes(sealed + b"More.\n")
    changed = cases.commit(root, "2026-12-02")
    path.write_bytes(sealed)
    back = cases.commit(root, "2026-12-03")
    result = sites.trustcenter(root, "verify", "--git")
    assert result.exit_code == 1
    [line] = [line for line in result.output.splitlines() if "CHANGED" in line]
    assert line.startswith("docs/policies/terms/2026-06-01.md: first committed 2026-06-01")
    assert changed[:12] in line
    assert back[:12] in line


def test_verify_git_finds_what_was_removed(history, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(history[0], root)
    for path in root.glob("docs/**/*2027-01-05.*"):
        path.unlink()
    (root / f"docs/changelog/{history[1]['pending']}.md").unlink()
    (root / "data/deliveries.yml").unlink()
    removed = cases.commit(root, "2026-12-02")
    assert cases.errors(root, on="2026-12-02") == {}
    result = sites.trustcenter(root, "verify", "--git")
    assert result.exit_code == 1
    assert f"docs/policies/privacy/2027-01-05.json: REMOVED in {removed[:12]}" in result.output


@pytest.fixture
def mended(history, tmp_path):
    """A change that was merged, mended on the main line, and deployed a day later: root, the commits around it."""
    root = tmp_path / "mended"
    shutil.copytree(history[0], root)
    before = cases.git(root, "rev-parse", "HEAD").strip()
    cases.reword(root, "terms", "two years", "one year")
    change = cases.published(root, "material", "2027-03-01", on="2026-12-05", title="Shorter")
    cases.commit(root, "2026-12-05")
    cases.redone(root, change, on="2026-12-06")
    return root, before, cases.commit(root, "2026-12-06")


def verified(root, *deployed):
    options = [part for ref, day in deployed for part in ("--deployed", ref, day)]
    return sites.trustcenter(root, "verify", "--git", *options)


def test_verify_git_lets_a_change_be_mended_that_no_deployment_had_shown(mended):
    root, before, after = mended
    strict = verified(root)
    assert strict.exit_code == 1
    assert "REMOVED" in strict.output
    result = verified(root, (before, "2026-12-01"), (after, "2026-12-06"))
    assert result.exit_code == 0, result.output
    assert "REMOVED" in result.output
    assert "in none of the deployments named" in result.output


def test_verify_git_does_not_excuse_what_a_deployment_showed(mended):
    root, before, _after = mended
    path = root / "docs/policies/terms/2026-06-01.md"
    sealed = path.read_bytes()
    path.write_bytes(sealed + b"More.\n")
    cases.commit(root, "2026-12-07")
    result = verified(root, (before, "2026-12-01"))
    assert result.exit_code == 1
    assert "docs/policies/terms/2026-06-01.md: NOT AS IT WAS DEPLOYED" in result.output
    path.write_bytes(sealed)
    back = cases.commit(root, "2026-12-08")
    result = verified(root, (before, "2026-12-01"), (back, "2026-12-08"))
    assert result.exit_code == 0, result.output
    [line] = [line for line in result.output.splitlines() if line.startswith("docs/policies/terms/2026-06-01.md")]
    assert back[:12] in line
    assert line.endswith(", and as the deployments showed it")


def test_verify_git_counts_changes_of_what_no_deployment_named_shows(mended):
    root, before, _after = mended
    result = verified(root, (before, "2026-12-01"))
    assert result.exit_code == 1
    [line] = [line for line in result.output.splitlines() if "CHANGED since" in line]
    assert line.startswith("docs/policies/terms/2027-03-01.md: first committed 2026-12-05")


def test_a_deployment_shows_only_what_was_announced_by_its_day(mended):
    root, _before, after = mended
    assert verified(root, (after, "2026-12-06")).exit_code == 0
    early = verified(root, (after, "2026-12-01"))
    assert early.exit_code == 1
    assert "CHANGED since" in early.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--deployed", "HEAD", "2026-12-01"], "--deployed goes with --git"),
        (["--git", "--deployed", "nowhere", "2026-12-01"], "--deployed: the commit `nowhere` is not in this clone"),
        (["--git", "--deployed", "HEAD", "2026-02-30"], "2026-02-30"),
    ],
)
def test_a_deployment_that_cannot_be_read_is_an_error(history, options, said):
    result = sites.trustcenter(history[0], "verify", *options)
    assert result.exit_code > 0
    assert said in result.output


def test_verify_git_follows_the_main_line_and_not_the_branches(history, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(history[0], root)
    cases.git(root, "checkout", "-q", "-b", "topic")
    cases.reword(root, "terms", "two years", "one year")
    change = cases.published(root, "material", "2027-03-01", on="2026-12-05", title="Shorter")
    cases.commit(root, "2026-12-05")
    cases.git(root, "checkout", "-q", "main")
    cases.git(root, "merge", "-q", "--no-ff", "--no-edit", "topic", day="2026-12-10")
    merge = cases.git(root, "rev-parse", "HEAD")
    result = sites.trustcenter(root, "verify", "--git")
    assert result.exit_code == 0, result.output
    [line] = [line for line in result.output.splitlines() if line.startswith(f"docs/changelog/{change}.md")]
    assert f"first committed 2026-12-10T12:00:00+00:00 in {merge[:12]}" in line


def test_verify_git_says_what_was_never_committed(history, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(history[0], root)
    cases.reword(root, "terms", "two years", "one year")
    change = cases.published(root, "material", "2027-03-01", on="2026-12-05", title="Shorter")
    assert f"docs/changelog/{change}.md: never committed" in sites.trustcenter(root, "verify", "--git").output


def test_verify_git_without_a_repository_is_an_error(tmp_path):
    root = cases.center(tmp_path, "terms")
    result = sites.run(root, "verify", "--git", env={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert result.returncode == 1
    assert "--git" in result.stderr
    assert "Traceback" not in result.stderr


# Audit ------------------------------------------------------------------------------------------------------------


def audit(root, change):
    return json.loads(sites.trustcenter(root, "audit", change, "--format", "json").stdout)


def test_audit_has_everything_about_a_change(history):
    root, changes = history
    pack = audit(root, changes["pending"])
    data = (root / f"docs/changelog/{changes['pending']}.md").read_bytes()
    facts = {"class": "material", "class_floor": "material", "announced": "2026-12-01", "effective": "2027-01-05",
             "sha256": sha256(data), "deliveries": ["email on 1 December 2026"], "withdraws": None}  # fmt: skip
    assert {name: pack[name] for name in facts} == facts
    assert [c["sentence"] for c in pack["facts_changed"]] == ["retention of Call recordings: 90 days → 60 days"]
    assert uuid.UUID(pack["feed_id"].removeprefix("urn:uuid:")).version == 5
    [version] = pack["versions"]
    record = cases.record(root, "privacy/2027-01-05")
    facts = {"version": "privacy/2027-01-05", "number": 2, "text_sha256": record["text_sha256"], "seal": record["seal"],
             "previous": record["previous"], "predecessor": f"privacy/{cases.START}", "promise": "30 days",
             "timezone": "America/Chicago", "earliest": "2027-01-01", "clear_days_given": 34,
             "binds_from": "2027-01-05T06:00:00+00:00"}  # fmt: skip
    assert {name: version[name] for name in facts} == facts
    assert "Recordings are kept for [-90-] {+60+} days." in version["redline"]
    commit = cases.git(root, "rev-parse", "HEAD")
    assert {(c["file"], c["commit"], c["status"]) for c in pack["commits"]} == {
        (file, commit, "added")
        for file in (f"docs/changelog/{changes['pending']}.md", "docs/policies/privacy/2027-01-05.md",
                     "docs/policies/privacy/2027-01-05.json")
    }  # fmt: skip
    assert "can be forged" in pack["about_commits"]


def test_audit_of_a_withdrawal_and_of_what_it_withdrew(history):
    root, changes = history
    assert audit(root, changes["withdrawal"])["withdraws"] == changes["taken back"]
    assert [v["version"] for v in audit(root, changes["taken back"])["versions"]] == ["terms/2026-10-01"]
    files = {commit["file"] for commit in audit(root, changes["withdrawal"])["commits"]}
    assert files == {f"docs/changelog/{changes['withdrawal']}.{end}" for end in ("md", "json")}


def test_audit_for_a_person_says_the_same(history):
    root, changes = history
    shown = sites.done(sites.trustcenter(root, "audit", changes["pending"]))
    assert shown.startswith("# Evidence: Sooner\n")
    for words in ("class floor: material", "clear days given: 34", "promise: 30 days", "Recordings are kept for [-90-] {+60+} days.",
                  "email on 1 December 2026", "can be forged"):  # fmt: skip
        assert words in shown


def test_the_pack_of_a_change_stays_the_same_when_later_ones_are_published(history, tmp_path):
    root = tmp_path / "copy"
    shutil.copytree(history[0], root)
    before = {name: audit(root, change) for name, change in history[1].items()}
    sites.edit(root, cases.RETENTION, "60 days", "30 days")
    cases.reword(root, "terms", "two years", "one year")
    cases.published(root, "material", "2027-03-01", on="2026-12-05", title="Later")
    assert {name: audit(root, change) for name, change in history[1].items()} == before


def test_audit_of_no_change_names_the_changes_there_are(history):
    root, changes = history
    result = sites.trustcenter(root, "audit", changes["minor"] + "s")
    assert result.exit_code == 1
    assert f"did you mean {changes['minor']}?" in result.stderr
