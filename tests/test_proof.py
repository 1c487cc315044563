"""`trustcenter prove`: which version a hash belongs to, and how it stood on a day."""

from datetime import date

import pytest

import sites
from conftest import REPOSITORY
from trustcenter.disk import files
from trustcenter.model.paths import record_path
from trustcenter.model.problems import Problem
from trustcenter.model.records import sha256
from trustcenter.reading.archive import load_archive
from trustcenter.reports import proof

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def archive():
    archive, problems = load_archive(files.read_tree(REPOSITORY))
    assert problems == []
    return archive


def test_every_published_version_is_found_by_each_of_its_hashes(archive):
    for version in archive.all_versions:
        for hash_ in (version.text_sha256, version.seal, sha256(archive.published[record_path(version.path)])):
            assert version in proof.named(archive, hash_)
            assert version in proof.named(archive, f" SHA256:{hash_.upper()} ")
    text = archive.by_name["privacy/2026-10-05"]
    assert proof.named(archive, text.text_sha256[: proof.SHORTEST]) == (text,)


def test_versions_with_one_text_are_told_together(archive):
    first, second = archive.by_name["privacy/2027-01-25"], archive.by_name["privacy/2027-02-08"]
    assert first.text == second.text
    assert proof.named(archive, first.text_sha256) == (first, second)
    told = proof.proof(archive, (first, second), on=None, today=TODAY)
    assert told.count(first.text) == 1
    assert "(privacy/2027-01-25)" in told
    assert "(privacy/2027-02-08)" in told


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "`` is no SHA-256"),
        ("privacy", "`privacy` is no SHA-256"),
        ("0022a81", "`0022a81` is no SHA-256"),
        ("0" * 65, "is no SHA-256"),
        ("0" * 64, "no published version has the hash"),
    ],
)
def test_what_is_no_hash_of_the_archive_is_a_problem(archive, written, message):
    problem = proof.named(archive, written)
    assert isinstance(problem, Problem)
    assert message in problem.message


def test_a_beginning_that_fits_two_texts_asks_for_more_digits(archive, monkeypatch):
    alike = iter(f"abcdef01{number:056x}" for number in range(1000))
    monkeypatch.setattr(proof, "_hashes", lambda *_: (next(alike),))
    problem = proof.named(archive, "abcdef01")
    assert isinstance(problem, Problem)
    assert problem.hint == "write more of its digits"


DAYS = {
    ("terms/2026-10-05", "2026-10-04"): "not in effect; not announced yet",
    ("terms/2026-03-16", "2026-03-16"): "in effect",
    ("terms/2026-03-16", "2026-10-04"): "in effect",
    ("terms/2026-03-16", "2026-10-05"): "not in effect; terms/2026-10-05 was",
    ("retention/2027-06-01", "2026-11-20"): "not in effect; announced for 1 June 2027",
    ("acceptable-use/2023-11-06", "2026-03-16"): "not in effect; the policy was retired",
}


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_how_a_version_stood_on_a_day(archive, name, day):
    on = date.fromisoformat(day)
    told = proof.proof(archive, (archive.by_name[name],), on=on, today=TODAY)
    assert told.splitlines()[-len(archive.by_name[name].text.splitlines()) - 2].endswith(f": {DAYS[name, day]}")


def test_a_withdrawn_version_was_never_in_force(archive):
    withdrawal = next(iter(archive.withdrawals.values()))
    version = archive.by_name[withdrawal.versions[0]]
    told = proof.proof(archive, (version,), on=version.effective, today=TODAY)
    assert "in force: never" in told
    assert told.index("not in effect; withdrawn") < told.index(version.text)


def test_the_command_proves_nothing_of_an_archive_that_was_altered(tmp_path):
    root = sites.published(tmp_path)
    text = next((root / "docs/policies/privacy").glob("2026*.md"))
    hash_ = sha256(text.read_bytes())
    assert "in force: from 5 January 2026" in sites.done(sites.trustcenter(root, "prove", hash_))
    text.write_bytes(text.read_bytes() + b"\n")
    refused = sites.trustcenter(root, "prove", hash_)
    assert refused.exit_code == 1
    assert "the archive is not intact, so nothing is proved" in refused.output
