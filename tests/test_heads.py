"""One head over everything: what was public when a head was noted can be neither removed nor changed unseen."""

from __future__ import annotations

import functools
import http.server
import io
import json
import shutil
import subprocess
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest

import sites
from errors._archive import Texts, edited, publish, sealed
from trustcenter.disk.files import read_tree
from trustcenter.markdown.to_html import Site
from trustcenter.model.heads import heads
from trustcenter.model.records import canonical, seal
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import load
from trustcenter.reports import announcement, evidence
from trustcenter.site import evidence_pack, feeds, open_data
from trustcenter.site.pages import View
from workflows import git

FIRST, SECOND, LAST = (date(2026, month, 5) for month in (1, 2, 3))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two publications and the withdrawal of the second one."""
    root = sites.published(tmp_path_factory.mktemp("heads"))
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    order = ("privacy", "--class", "material", "--effective", "2026-06-01")
    change = sites.done(sites.publish(root, *order, as_of=str(SECOND))).split()[-1]
    sites.done(sites.trustcenter(root, "withdraw", change, "--reason", "No.", "--as-of", str(LAST)))
    return root


@pytest.fixture(scope="module")
def texts(root: Path) -> Texts:
    return dict(read_tree(root))


def noted(texts: Texts) -> list[str]:
    archive, problems = load_archive(texts)
    assert problems == []
    assert [day for day, _ in heads(archive)] == [FIRST, SECOND, LAST][: len(heads(archive))]
    return [head for _, head in heads(archive)]


def without(texts: Texts, *days: date) -> Texts:
    """The archive without what was announced on some days: no chain shows that."""
    gone = {path for path in texts if any(path.startswith(f"docs/changelog/{day}") for day in days)}
    if SECOND in days:
        gone |= {path for path in texts if path.startswith("docs/policies/privacy/2026-06-01")}
    return {path: data for path, data in texts.items() if path not in gone}


def test_a_head_of_the_past_is_found_in_what_has_grown_since(texts: Texts) -> None:
    first, second, last = noted(texts)
    assert noted(without(texts, LAST)) == [first, second]
    assert noted(without(texts, LAST, SECOND)) == [first]
    for head in (first, second, last):
        assert evidence.expected(texts, head)[0]


def test_a_removed_withdrawal_is_seen(texts: Texts) -> None:
    *_, last = noted(texts)
    intact, told = evidence.expected(without(texts, LAST), last)
    assert not intact
    assert "is missing or was changed" in told


def test_everything_removed_from_the_end_is_seen(texts: Texts) -> None:
    _, second, last = noted(texts)
    assert not evidence.expected(without(texts, LAST, SECOND), second)[0]
    assert not evidence.expected({}, last)[0]


def test_records_that_were_all_sealed_again_are_seen(texts: Texts) -> None:
    first, *_ = noted(texts)
    path = "docs/policies/privacy/2026-01-05.json"
    record = {**json.loads(texts[path]), "summary": "Another."}
    forged = sealed({**without(texts, LAST, SECOND), path: json.dumps(record).encode()})
    assert load_archive(forged)[1] == []
    assert not evidence.expected(forged, first)[0]


# What others kept ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(texts: Texts) -> dict[str, bytes]:
    """Everything that left the house on the last day and has the head in it."""
    center = load(texts)
    view = View(center, center.archive.on(LAST), Site(frozenset()), "https://trust.example.com/")
    story = announcement.story_of(view, next(iter(sorted(view.center.archive.changes))))
    assert story
    letter = announcement.letter(view, story)
    made = feeds.feeds(view, feeds.entries(view, feeds.stories_by_key(view), set()), strip="")
    stated = open_data.stated(view)
    return {
        "center.json": stated["api/center.json"], "pack": evidence_pack.pack(view), "feed.xml": made["feed.xml"],
        "feed.json": made["feed.json"], "notices": made["notices/feed.xml"], "mail": announcement.email(letter),
        "release": announcement.release(letter).encode(), "verify": "\n".join(evidence.verify(texts)[0]).encode(),
        "a note": f"{noted(texts)[-1]}\n".encode(),
    }  # fmt: skip


KEPT = ("center.json", "pack", "feed.xml", "feed.json", "notices", "mail", "release", "verify", "a note")


@pytest.mark.parametrize("name", KEPT)
def test_the_head_is_in_everything_that_leaves_the_house(texts: Texts, kept: dict[str, bytes], name: str) -> None:
    assert evidence.kept_heads(kept[name]) == (noted(texts)[-1],)


def test_a_pack_of_a_release_that_stated_no_head_is_compared_by_its_files(texts: Texts, kept: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(kept["pack"])) as pack:
        files = {name: pack.read(name) for name in pack.namelist() if name.endswith((".md", ".json"))}
    older = io.BytesIO()
    with zipfile.ZipFile(older, "w") as pack:
        for name, data in files.items():
            if not name.endswith(("center.json", "README.md")):
                pack.writestr(name, data)
    assert evidence.kept_heads(older.getvalue()) == (noted(texts)[-1],)


@pytest.mark.parametrize("data", [b"", b"nothing", b"PK\x03\x04 no archive", b"\xff" * 100])
def test_what_holds_no_head_proves_nothing(texts: Texts, data: bytes) -> None:
    intact, told = evidence.against(texts, evidence.kept_heads(data), "it")
    assert not intact
    assert "holds no head" in told


def test_a_file_with_several_hashes_is_not_taken_for_a_head(texts: Texts) -> None:
    intact, told = evidence.against(texts, evidence.kept_heads(b"a" * 64 + b"\n" + b"b" * 64), "SHA256SUMS")
    assert not intact
    assert "2 different hashes" in told


def retold(texts: Texts, days: dict[str, str]) -> Texts:
    """Every record with other values, and all of them sealed again."""
    changed = dict(texts)
    for path, data in texts.items():
        if path.endswith(".json") and "/policies/privacy/2026-06" in path:
            changed[path] = json.dumps({**json.loads(data), **days}).encode()
    return sealed(changed)


TAMPERS = {
    "all records resealed": lambda texts: retold(texts, {"summary": "Another."}),
    "class changed and all resealed": lambda texts: retold(texts, {"class": "minor"}),
    "a withdrawal removed": lambda texts: without(texts, LAST),
    "the last version with its change and its withdrawal removed": lambda texts: without(texts, LAST, SECOND),
    "everything removed": lambda texts: {p: d for p, d in texts.items() if not p.startswith("docs/")},
}  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERS)
@pytest.mark.parametrize("name", KEPT)
def test_every_tamper_of_the_table_is_caught_by_whatever_was_kept(
    texts: Texts, kept: dict[str, bytes], tamper: str, name: str
) -> None:
    forged = TAMPERS[tamper](texts)
    assert forged != texts
    assert evidence.against(texts, evidence.kept_heads(kept[name]), name)[0]
    assert not evidence.against(forged, evidence.kept_heads(kept[name]), name)[0]


def test_a_withdrawal_that_a_later_record_follows_is_missed_even_by_plain_verify(texts: Texts) -> None:
    """The record after it continues the chain with its seal; only that of the end needs a head."""
    order = ("A later change", "material", "2026-07-01", "privacy")
    later = publish(edited(texts, "data/retention.yml", "60 days", "45 days"), *order, today=date(2026, 3, 20))
    assert load_archive(later)[1] == []
    assert [problem.rule for problem in load_archive(without(later, LAST))[1]] != []


# The command ---------------------------------------------------------------------------------------------------------


def test_the_command_compares_with_a_file_and_with_a_site(
    root: Path, kept: dict[str, bytes], tmp_path: Path, texts: Texts
) -> None:
    sites.write(tmp_path / "site" / "api", {"center.json": kept["center.json"].decode()})
    (tmp_path / "pack.zip").write_bytes(kept["pack"])
    (tmp_path / "older.txt").write_text(noted(texts)[0])
    (tmp_path / "forged.txt").write_text("0" * 64)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        site = f"http://127.0.0.1:{server.server_port}/"
        sources = [site, str(tmp_path / "pack.zip"), str(tmp_path / "older.txt")]
        said = sites.done(sites.trustcenter(root, "verify", *(word for s in sources for word in ("--against", s))))
        missing = sites.trustcenter(root, "verify", "--against", f"{site}nothing.json")
        server.shutdown()
        thread.join()
    assert said.count("is here") == 3
    assert missing.exit_code == 1
    assert "the host answered 404" in missing.output
    forged = sites.trustcenter(root, "verify", "--against", str(tmp_path / "forged.txt"))
    assert forged.exit_code == 1
    assert "is missing or was changed" in forged.output


@pytest.mark.parametrize(
    ("source", "told"),
    [("http://trust.example.com/", "only a site at an https address"), ("no-such-file.txt", "No such file")],
)
def test_a_source_that_cannot_be_read_is_refused_in_a_sentence(root: Path, source: str, told: str) -> None:
    refused = sites.trustcenter(root, "verify", "--against", source)
    assert refused.exit_code == 1
    assert f"Error: --against {source}: " in refused.output
    assert told in refused.output


def test_the_record_of_a_withdrawal_is_in_the_head(texts: Texts) -> None:
    path = next(path for path in texts if path.startswith(f"docs/changelog/{LAST}") and path.endswith(".json"))
    record = {**json.loads(texts[path]), "reason": "Another."}
    forged = {**texts, path: canonical({**record, "seal": seal(record)})}
    assert load_archive(forged)[1] == []
    assert not evidence.expected(forged, noted(texts)[-1])[0]


def test_a_signed_tag_is_checked_offline(root: Path, texts: Texts, tmp_path: Path) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed")
    center, key = tmp_path / "center", tmp_path / "key"
    shutil.copytree(root, center)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (tmp_path / "signers").write_text(f"desk@example.com {key.with_suffix('.pub').read_text()}")
    git(center, "init", "-q", "-b", "main")
    for name, value in {"gpg.format": "ssh", "user.signingkey": str(key)}.items():
        git(center, "config", name, value)
    git(center, "add", "-A")
    git(center, "commit", "-q", "-m", "all")
    git(center, "tag", "-s", "good", "-m", f"head {noted(texts)[-1]}")
    git(center, "tag", "-s", "forged", "-m", f"head {'0' * 64}")
    git(center, "tag", "-a", "unsigned", "-m", f"head {noted(texts)[-1]}")
    unknown = sites.trustcenter(center, "verify", "--tag", "good")
    assert (unknown.exit_code, "no signature that git takes for good" in unknown.output) == (1, True)
    git(center, "config", "gpg.ssh.allowedSignersFile", str(tmp_path / "signers"))
    assert "tag good: everything" in sites.done(sites.trustcenter(center, "verify", "--tag", "good"))
    for tag, told in (("forged", "is missing or was changed"), ("unsigned", "no signature"), ("none", "no signature")):
        refused = sites.trustcenter(center, "verify", "--tag", tag)
        assert refused.exit_code == 1, tag
        assert told in refused.output


def test_verify_says_the_head_and_what_it_cannot_know(texts: Texts) -> None:
    lines, problems = evidence.verify(texts)
    assert problems == []
    assert lines[-2:] == [f"head {noted(texts)[-1]} (everything public by 5 March 2026)", evidence.WHAT_IS_NOT_KNOWN]
