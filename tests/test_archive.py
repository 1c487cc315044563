"""Integrity: whoever touches a published file is found out, whatever was done to it and wherever."""

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sites
from trustcenter.disk.files import read_tree
from trustcenter.model.paths import is_published
from trustcenter.model.records import canonical, seal, sha256
from trustcenter.reading.archive import load_archive
from trustcenter.rules import check
from trustcenter.site.build import load

CENTERS = {"root": sites.REPO, "amnex": sites.REPO / "examples" / "amnex"}


@cache
def texts_of(center):
    return read_tree(CENTERS[center])


def archive_files(texts):
    return sorted(path for path in texts if is_published(path))


def found(texts):
    """(rule, file) of every error."""
    return {(p.rule, p.where.file) for p in check(load(texts), sites.TODAY) if p.is_error}


def broken(texts):
    """(rule, file) of everything wrong with the archive alone: what the integrity rules report, in a fraction of the time."""
    return {(p.rule, p.where.file) for p in load_archive(texts)[1]}


def flipped(data, position, bits):
    return data[:position] + bytes([data[position] ^ bits]) + data[position + 1 :]


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """A small center with two versions of its privacy policy."""
    root = sites.published(tmp_path_factory.mktemp("chain"))
    sites.edit(root, "docs/policies/privacy/index.md", "## How long", "## For how long")
    sites.done(sites.publish(root, "--class", "editorial", "--effective", "2026-02-01", as_of="2026-02-01"))
    return read_tree(root)


@pytest.mark.parametrize("center", CENTERS)
def test_what_is_published_is_whole(center):
    texts = texts_of(center)
    assert len(archive_files(texts)) > 10
    assert found(texts) == set()


@pytest.mark.parametrize("center", CENTERS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_flipped_byte_is_found(center, data):
    texts = texts_of(center)
    file = data.draw(st.sampled_from(archive_files(texts)))
    position = data.draw(st.integers(0, len(texts[file]) - 1))
    bits = data.draw(st.integers(1, 255))
    assert ("altered-version", file) in broken({**texts, file: flipped(texts[file], position, bits)})


@pytest.mark.parametrize("center", CENTERS)
def test_the_rules_report_whatever_is_wrong_with_an_archive(center):
    texts = texts_of(center)
    files = archive_files(texts)
    for file in (files[0], files[len(files) // 2], files[-1]):
        for changed in ({**texts, file: flipped(texts[file], 9, 1)}, {f: d for f, d in texts.items() if f != file}):
            assert broken(changed)
            assert broken(changed) <= found(changed)


KINDS = [
    ("docs/policies/", ".md"),
    ("docs/policies/", ".json"),
    ("docs/changelog/", ".md"),
    ("docs/changelog/", ".json"),
]


def files_of_a_kind(texts):
    """The texts, records, changes and records of withdrawals of an archive; what is wrong with one hides none of its kind."""
    kinds = [[f for f in archive_files(texts) if f.startswith(top) and f.endswith(end)] for top, end in KINDS]
    assert sum(map(len, kinds)) == len(archive_files(texts))
    return [kind for kind in kinds if kind]


def unnoticed(texts, altered):
    """Which of the altered files are not named as such."""
    assert all(data != texts[file] for file, data in altered.items())
    named = broken({**texts, **altered})
    return [file for file in altered if ("altered-version", file) not in named]


@pytest.mark.parametrize("center", CENTERS)
@pytest.mark.parametrize("share", [0, 1 / 3, 1])
def test_a_flip_is_found_in_every_file_at_its_ends_and_in_between(center, share):
    texts = texts_of(center)
    for kind in files_of_a_kind(texts):
        altered = {file: flipped(texts[file], int((len(texts[file]) - 1) * share), 1) for file in kind}
        assert unnoticed(texts, altered) == []


def test_every_position_of_every_file_of_a_small_archive_is_guarded(chain):
    missed = []
    for file in archive_files(chain):
        for position in range(len(chain[file])):
            bits = (1, 2, 4, 8, 16, 32, 64, 128)[position % 8]
            _, problems = load_archive({**chain, file: flipped(chain[file], position, bits)})
            if ("altered-version", file) not in {(p.rule, p.where.file) for p in problems}:
                missed.append((file, position))
    assert missed == []


ALTERATIONS = {
    "a line is appended": lambda data: data + b"One more line.\n",
    "a line end is appended": lambda data: data + b"\n",
    "a space is appended": lambda data: data + b" ",
    "the last byte is cut off": lambda data: data[:-1],
    "half is cut off": lambda data: data[: len(data) // 2],
    "nothing is left": lambda data: data[:0],
    "line ends are converted": lambda data: data.replace(b"\n", b"\r\n"),
    "a byte order mark is added": lambda data: b"\xef\xbb\xbf" + data,
    "bytes that are no text are added": lambda data: data + b"\xff\xfe",
    "two lines are exchanged": lambda data: b"\n".join([*data.split(b"\n")[1::-1], *data.split(b"\n")[2:]]),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_an_altered_file_is_named(alteration):
    texts = texts_of("root")
    for kind in files_of_a_kind(texts):
        assert unnoticed(texts, {file: ALTERATIONS[alteration](texts[file]) for file in kind}) == []


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_one_altered_file_alone_is_named_too(alteration):
    texts = texts_of("amnex")
    for kind in files_of_a_kind(texts):
        assert unnoticed(texts, {kind[0]: ALTERATIONS[alteration](texts[kind[0]])}) == []


@pytest.mark.parametrize(
    ("top", "ending"),
    [("docs/policies/privacy/", ".md"), ("docs/policies/privacy/", ".json"), ("docs/changelog/", ".md")],
)
def test_exchanged_files_are_both_named(top, ending):
    texts = texts_of("root")
    one, other, *_ = [file for file in archive_files(texts) if file.startswith(top) and file.endswith(ending)]
    rules = found({**texts, one: texts[other], other: texts[one]})
    assert {("altered-version", one), ("altered-version", other)} <= rules


def test_two_whole_versions_cannot_exchange_their_places():
    texts = texts_of("root")
    stems = [f"docs/policies/privacy/{day}" for day in ("2024-01-16", "2025-10-13")]
    moved = {
        f"{to}{end}": texts[f"{of}{end}"]
        for to, of in (stems, reversed(stems))
        for end in (".md", ".json")
    }  # fmt: skip
    rules = found({**texts, **moved})
    assert {("altered-version", f"{stem}.json") for stem in stems} <= rules


@pytest.mark.parametrize("center", CENTERS)
def test_no_single_file_can_vanish(center):
    texts = texts_of(center)
    for gone in archive_files(texts):
        rest = {file: data for file, data in texts.items() if file != gone}
        messages = [p for p in load_archive(rest)[1] if p.rule == "orphan-version"]
        assert any(gone in p.message or gone in p.hint for p in messages), gone


def test_no_version_can_vanish_with_its_record():
    texts = texts_of("root")
    for stem in sorted({file.rsplit(".", 1)[0] for file in archive_files(texts) if "/policies/" in file}):
        rest = {file: data for file, data in texts.items() if file not in (f"{stem}.md", f"{stem}.json")}
        name = stem.removeprefix("docs/policies/")
        problems = [p for p in load_archive(rest)[1] if p.rule == "orphan-version"]
        assert any(name in p.message for p in problems), stem


def test_a_text_without_a_record_is_an_orphan():
    texts = {**texts_of("root"), "docs/policies/privacy/2026-01-01.md": b"# Privacy policy\n\nAnything goes.\n"}
    assert ("orphan-version", "docs/policies/privacy/2026-01-01.md") in found(texts)


def test_a_record_without_a_text_is_an_orphan():
    texts = texts_of("root")
    record = texts["docs/policies/privacy/2025-10-13.json"]
    assert ("orphan-version", "docs/policies/privacy/2026-01-01.json") in found(
        {**texts, "docs/policies/privacy/2026-01-01.json": record}
    )


def renamed(texts, names):
    return {names.get(file, file): data for file, data in texts.items()}


def test_a_renamed_version_is_found():
    texts = texts_of("root")
    to = "docs/policies/privacy/2025-10-14"
    names = {f"docs/policies/privacy/2025-10-13{end}": f"{to}{end}" for end in (".md", ".json")}
    assert ("altered-version", f"{to}.json") in found(renamed(texts, names))


def test_a_version_moved_to_another_policy_is_found():
    texts = texts_of("root")
    to = "docs/policies/sms-terms/2025-10-13"
    names = {f"docs/policies/privacy/2025-10-13{end}": f"{to}{end}" for end in (".md", ".json")}
    assert ("altered-version", f"{to}.json") in found(renamed(texts, names))


def test_a_renamed_change_is_found():
    texts = texts_of("root")
    for file in [file for file in archive_files(texts) if file.startswith("docs/changelog/") and file.endswith(".md")]:
        assert broken(renamed(texts, {file: "docs/changelog/2025-01-01-another-name.md"})) != set()


def test_a_change_that_published_nothing_is_no_change():
    entry = (
        b"---\ntitle: We did well\nclass: editorial\nannounced: 2026-01-01\neffective: 2026-01-01\nversions: []\n---\n"
    )
    file = "docs/changelog/2026-01-01-we-did-well.md"
    assert ("orphan-version", file) in found({**texts_of("root"), file: entry})


def test_a_change_cannot_claim_the_versions_of_another():
    texts = texts_of("root")
    entry = (
        b"---\ntitle: We did well\nclass: editorial\nannounced: 2026-01-01\neffective: 2026-01-01\n"
        b"versions:\n  - privacy/2025-10-13\n---\n\nProse that nobody published.\n"
    )
    file = "docs/changelog/2026-01-01-we-did-well.md"
    assert file in {where for _, where in found({**texts, file: entry})}


def resealed(texts, stem, **fields):
    """The record of a version changed and sealed anew, so that its hashes agree again."""
    record = {**json.loads(texts[f"{stem}.json"]), **fields}
    return {**texts, f"{stem}.json": canonical({**record, "seal": seal(record)})}


def test_an_older_text_cannot_be_rewritten_with_its_record(chain):
    stem = "docs/policies/privacy/2026-01-05"
    text = chain[f"{stem}.md"].replace(b"90 days", b"99 days")
    altered = resealed({**chain, f"{stem}.md": text}, stem, text_sha256=sha256(text))
    assert found(altered) == {("altered-version", "docs/policies/privacy/2026-02-01.json")}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Other"},
        {"announced": None},
        {"class": "minor"},
        {"facts": {}, "cites": []},
        {"tool": "9"},
        {"extra": "field"},
    ],
    ids=str,
)
def test_an_older_record_cannot_be_rewritten(chain, fields):
    altered = resealed(chain, "docs/policies/privacy/2026-01-05", **fields)
    assert ("altered-version", "docs/policies/privacy/2026-02-01.json") in found(altered)


def test_numbers_have_no_gap(chain):
    altered = resealed(chain, "docs/policies/privacy/2026-02-01", number=3)
    assert ("altered-version", "docs/policies/privacy/2026-02-01.json") in found(altered)


@pytest.mark.parametrize("day", ["2026-02-02", "2026-03-01", "2027-02-01"])
def test_a_version_is_named_by_its_effective_day(chain, day):
    stem, to = "docs/policies/privacy/2026-02-01", f"docs/policies/privacy/{day}"
    names = {f"{stem}{end}": f"{to}{end}" for end in (".md", ".json")}
    told = {(p.where.file, p.message) for p in load_archive(resealed(renamed(chain, names), to, version=day))[1]}
    assert (f"{to}.json", "the version is not named by its effective date") in told
    named_again = resealed(renamed(chain, names), to, version=day, effective=day)
    assert "is not named by" not in str(load_archive(named_again)[1])


def test_a_later_version_of_the_same_day_is_named_by_it_too(chain):
    stem, to = "docs/policies/privacy/2026-02-01", "docs/policies/privacy/2026-02-01-2"
    names = {f"{stem}{end}": f"{to}{end}" for end in (".md", ".json")}
    assert "is not named by" not in str(load_archive(resealed(renamed(chain, names), to, version="2026-02-01-2"))[1])


def test_a_record_stands_in_canonical_form_only(chain):
    file = "docs/policies/privacy/2026-01-05.json"
    for other in (
        json.dumps(json.loads(chain[file])).encode(),
        json.dumps(json.loads(chain[file]), sort_keys=True, indent=2).encode(),
        chain[file].replace(b'{\n  "announced"', b'{\n  "announced": "2020-01-01",\n  "announced"', 1),
    ):
        assert other != chain[file]
        assert ("altered-version", file) in found({**chain, file: other})


@pytest.mark.parametrize("file", ["docs/policies/privacy/2025-10-13.md", "docs/policies/privacy/2025-10-13.json"])
def test_check_and_build_stop_at_an_altered_file_and_leave_the_old_site(tmp_path, file):
    root = sites.copy_root(tmp_path)
    sites.write(root, {"site/404.html": "the old site"})
    data = (root / file).read_bytes()
    (root / file).write_bytes(flipped(data, len(data) // 2, 1))
    checked, built = sites.run(root, "check"), sites.mkdocs(root, "build")
    assert checked.returncode == 1
    assert f"{file}: error [altered-version]" in checked.stdout
    assert built.returncode != 0
    assert "altered-version" in built.stderr
    assert file in built.stderr
    assert "Traceback" not in built.stderr
    assert sites.tree(root / "site") == {"404.html": b"the old site"}


def test_build_stops_at_an_altered_changelog_entry(tmp_path):
    root = sites.copy_example("bygenai", tmp_path)
    file = next((root / "docs" / "changelog").glob("*.md"))
    file.write_bytes(file.read_bytes().replace(b"What changed", b"What changes"))
    built = sites.run(root, "build")
    assert built.returncode != 0
    assert "altered-version" in built.stderr
    assert file.name in built.stderr
    assert not (root / "site").exists()
