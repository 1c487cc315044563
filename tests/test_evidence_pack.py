"""The evidence pack: what is in it, that its sums and chains hold, that its bytes are those of the day alone."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date

import pytest

import sites
from conftest import REPOSITORY
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.model.records import holds
from trustcenter.model.typesetting import Typesetter
from trustcenter.reading.center import load
from trustcenter.site import evidence_pack
from trustcenter.site.pages import View

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def center():
    return load(files.read_tree(REPOSITORY))


def of(center, day):
    view = View(center, center.archive.on(day), Site(frozenset()), "https://trust.example.com/")
    with zipfile.ZipFile(io.BytesIO(evidence_pack.pack(view))) as packed:
        assert packed.testzip() is None
        return {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}


@pytest.fixture(scope="module")
def pack(center):
    return of(center, DAY)


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_every_file_has_its_sum_and_nothing_else_is_listed(pack):
    lines = pack["SHA256SUMS"].decode().splitlines()
    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(data).hexdigest() for name, data in pack.items() if name != "SHA256SUMS"
    }


def test_with_a_typesetter_every_text_is_in_it_as_pdf_with_its_sum(center):
    view = View(center, center.archive.on(DAY), Site(frozenset()), "https://trust.example.com/")
    made = Typesetter("by hand", lambda _, path: path.encode(), bytes)
    with zipfile.ZipFile(io.BytesIO(evidence_pack.pack(view, made))) as packed:
        files_ = {name.partition("/")[2]: packed.read(name) for name in packed.namelist()}
    texts = {name.removesuffix(".md") for name in files_ if name.startswith("policies/") and name.endswith(".md")}
    printed = {name.removesuffix(".pdf") for name in files_ if name.endswith(".pdf")}
    retired = {version.name for version in center.archive.all_versions if version.retires}
    assert printed == {name for name in texts if name.removeprefix("policies/") not in retired}
    sums = files_["SHA256SUMS"].decode()
    for name in printed:
        assert f"{hashlib.sha256(files_[f'{name}.pdf']).hexdigest()}  {name}.pdf\n" in sums


def test_the_answers_of_the_day_are_in_it(pack):
    questions = rows(pack["answers.csv"])
    assert len(questions) > 15
    assert all(row["question"] and row["answer"] for row in questions)


def test_a_record_can_be_checked_as_the_readme_says(pack):
    records = [name for name in pack if name.startswith("policies/") and name.endswith(".json")]
    assert len(records) > 50
    for name in records:
        assert holds(pack[name])
        record = json.loads(pack[name])
        lines = pack[name].decode().splitlines(keepends=True)
        unsealed = "".join(line for line in lines if not line.startswith('  "seal": '))
        assert hashlib.sha256(unsealed.encode()).hexdigest() == record["seal"]
        assert hashlib.sha256(pack[name.replace(".json", ".md")]).hexdigest() == record["text_sha256"]


def test_the_chain_names_every_record_once_for_each_policy_in_order(center, pack):
    chain = rows(pack["chain.csv"])
    for policy in {row["policy"] for row in chain}:
        own = [row for row in chain if row["policy"] == policy]
        assert own[0]["previous"] == ""
        assert [row["previous"] for row in own[1:]] == [row["seal"] for row in own[:-1]]
        assert own[-1]["seal"] == center.archive.head(policy)
    sealed = {name for name in pack if name.endswith(".json") and name.startswith(("policies/", "changelog/"))}
    assert {row["record"] for row in chain} == sealed
    for row in chain:
        assert json.loads(pack[row["record"]])["seal"] == row["seal"]


def test_notices_say_what_was_promised_and_given(center, pack):
    notices = {row["change"]: row for row in rows(pack["notices.csv"])}
    assert set(notices) == {change.id for change in center.archive.on(DAY).changes}
    one = notices["2026-11-16-a-european-region-and-call-details-for-12-months"]
    assert (one["announced"], one["effective"], one["promised"]) == ("2026-11-16", "2027-06-01", "30 days")
    assert int(one["clear_days"]) >= 30
    assert any("," not in row["withdrawn"] and row["withdrawn"] for row in notices.values())


def test_lists_say_what_the_site_says(pack):
    [recordings] = [row for row in rows(pack["retention.csv"]) if row["id"] == "call_recordings"]
    assert "default: 90 days; max: 365 days" in recordings["configurable"]
    assert {row["state"] for row in rows(pack["subprocessors.csv"])} >= {"current", "former"}
    assert len(rows(pack["in-effect.csv"])) == 9


def test_nothing_is_in_it_that_was_announced_later(center):
    day = date(2025, 1, 1)
    early = of(center, day)
    for change in center.archive.changes.values():
        assert (f"changelog/{change.id}.md" in early) == (change.public_from <= day)
        if change.public_from > day:
            assert not [name for name, data in early.items() if change.id.encode() in data], change.id


def test_the_same_day_gives_the_same_bytes_whatever_is_published_later(tmp_path):
    root = sites.published(tmp_path / "center")
    for name in ("first.zip", "second.zip"):
        sites.done(sites.trustcenter(root, "pack", str(tmp_path / name), "--as-of", "2026-01-20"))
        sites.edit(root, "data/retention.yml", "90 days" if name == "first.zip" else "60 days", "60 days")
        if name == "first.zip":
            order = ("--class", "material", "--effective", "2026-03-04")
            sites.done(sites.publish(root, *order, as_of="2026-02-01", title="Sooner"))
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    again = sites.trustcenter(root, "pack", str(tmp_path / "first.zip"))
    assert again.exit_code == 1
    assert "exists, and nothing is overwritten" in again.output
    before = sites.trustcenter(root, "pack", str(tmp_path / "none.zip"), "--as-of", "2026-01-04")
    assert "nothing was published by 4 January 2026" in before.output
    assert not (tmp_path / "none.zip").exists()


def test_the_site_serves_the_pack_of_its_day_and_links_it(tmp_path):
    root = sites.published(tmp_path / "center")
    site = sites.build(root, "2026-01-20")
    sites.done(sites.trustcenter(root, "pack", str(tmp_path / "own.zip"), "--as-of", "2026-01-20"))
    assert (site / "packs/2026-01-20.zip").read_bytes() == (tmp_path / "own.zip").read_bytes()
    assert 'href="../packs/2026-01-20.zip"' in (site / "policies/index.html").read_text("utf-8")
