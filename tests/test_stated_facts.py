"""What a published text says of its facts against its record: a hand edit with recomputed seals is still found."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import sites
from errors._archive import Texts, edited, sealed
from trustcenter.disk.files import read_tree
from trustcenter.model.problems import Severity
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import Base, load
from trustcenter.rules.stated_facts import misstated_fact

DAY = date(2026, 1, 5)
TEXT = "docs/policies/privacy/2026-01-05.md"
LIST = "docs/policies/subprocessors/2026-01-05.md"


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    return dict(read_tree(sites.published(tmp_path_factory.mktemp("stated"))))


def without_references(texts: Texts) -> Texts:
    """The archive as an older release wrote it: no record says what was filled."""
    records = {path: json.loads(data) for path, data in texts.items() if path.endswith(".json")}
    for record in records.values():
        del record["references"]
    return sealed({**texts, **{path: json.dumps(record).encode() for path, record in records.items()}})


def told(texts: Texts, on: date = DAY, base: Base | None = None) -> list[tuple[str, int, str]]:
    assert load_archive(texts)[1] == []
    center = replace(load(texts), base=base)
    return [(p.where.file, p.where.line, p.severity.value) for p in misstated_fact(center, on)]


def line(texts: Texts, file: str, words: str) -> int:
    return next(n for n, each in enumerate(texts[file].decode().splitlines(), start=1) if words in each)


EDITS = {
    "a period in a sentence": (TEXT, "90 days", "99 days"),
    "a name": (TEXT, "Lanternfish Software, Inc.", "Anglerfish"),
    "where a link leads": (TEXT, "mailto:privacy@lanternfish.example", "mailto:evil@lanternfish.example"),
    "a country in a table": (LIST, "United States", "United States and Norway"),
    "a name in a table": (LIST, "Harbor Cloud, Inc.", "Harbour Cloud, Inc."),
    "a row that is gone": (LIST, "| Harbor Cloud, Inc. | to run the servers | Recordings and Logs | United States |\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", EDITS)
def test_a_text_that_says_something_else_than_its_facts_is_found_at_its_line(texts: Texts, case: str) -> None:
    file, old, new = EDITS[case]
    at = line(texts, file, old.splitlines()[0])
    found = told(sealed(edited(texts, file, old, new)))
    assert {where[0] for where in found} == {file}
    assert found[0][1:] == (at, "error")


def test_a_row_is_found_though_the_record_does_not_say_what_was_filled(texts: Texts) -> None:
    older = without_references(texts)
    assert told(older) == []
    row = "| Harbor Cloud, Inc. | to run the servers | Recordings and Logs | Norway and United States |"
    changed = sealed(
        edited(
            older, LIST, "| Recordings and Logs | United States |", "| Recordings and Logs | Norway and United States |"
        )
    )
    assert told(changed) == [(LIST, line(changed, LIST, row), "error")]
    added = sealed(edited(older, LIST, "United States |\n", "United States |\n| Quiet Ltd | x | Logs | Norway |\n"))
    assert told(added) == [(LIST, line(added, LIST, "Quiet Ltd"), "error")]


def test_a_table_about_something_else_is_left_alone(texts: Texts) -> None:
    other = "\n| Name | Purpose |\n| --- | --- |\n| Ada Lovelace | to answer mail |\n"
    assert told(sealed({**texts, LIST: texts[LIST] + other.encode()})) == []


def test_what_publish_wrote_says_what_its_record_says(texts: Texts) -> None:
    assert told(texts) == []
    record = json.loads(texts[TEXT.replace(".md", ".json")])
    assert [written for _, _, written in record["references"]] == [
        "{{ organization.legal_name }}", "{{ contacts.privacy.email | link }}", "{{ retention.recordings.period }}",
    ]  # fmt: skip


def test_of_sealed_versions_the_newest_are_read_and_are_no_error(texts: Texts) -> None:
    changed = sealed(edited(texts, TEXT, "90 days", "99 days"))
    later = date(2026, 3, 1)
    assert told(changed, later) == [(TEXT, line(changed, TEXT, "99 days"), Severity.WARNING.value)]
    shown = Base(load_archive(changed)[0], later)
    assert told(changed, later, shown) == []


def test_a_version_that_the_base_does_not_hold_says_what_was_filled(texts: Texts) -> None:
    first = {path: data for path, data in without_references(texts).items() if "/subprocessors/2026" not in path}
    base = Base(load_archive(sealed(first))[0], DAY)
    center = replace(load(without_references(texts)), base=base)
    assert {p.where.file for p in misstated_fact(center, DAY)} >= {LIST}


def test_references_out_of_order_are_no_record(texts: Texts) -> None:
    path = TEXT.replace(".md", ".json")
    record = json.loads(texts[path])
    record["references"].reverse()
    problems = load_archive(sealed({**texts, path: json.dumps(record).encode()}))[1]
    assert {p.rule for p in problems} == {"altered-version"}


def test_the_order_of_facts_in_data_does_not_matter(tmp_path: Path) -> None:
    contacts = "zeal:\n  role: Zeal\n  email: zeal@lanternfish.example\nprivacy:\n  role: Privacy\n  email: p@lanternfish.example\n"
    vendors = sites.SMALL["data/subprocessors.yml"]
    body = "---\ntitle: Both\n---\n\n{{ subprocessors.table() }}\n\n{{ contacts.bullets() }}\n\n{{ plans.steps }}\n\n{{ notice.table() }}\n"
    own = {
        "data/contacts.yml": contacts, "docs/policies/both/index.md": body, "data/plans.yml": "steps:\n- {b: '2', a: '1'}\n",
        "data/subprocessors.yml": vendors.replace("harbor", "zulu").replace("Harbor", "Zulu") + vendors,
    }  # fmt: skip
    texts = dict(read_tree(sites.published(tmp_path, own)))
    assert told(texts) == []
    both = "docs/policies/both/2026-01-05.md"
    for old, new in (
        ("**Zeal", "**Zero"),
        ("a: 1", "a: 3"),
        ("| Zulu Cloud, Inc. |", "| Zulu |"),
        ("30 days", "3 days"),
    ):
        assert told(sealed(edited(texts, both, old, new)))[:1] == [(both, line(texts, both, old), "error")], old
