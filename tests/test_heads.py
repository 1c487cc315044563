"""One head over everything: what was public when a head was noted can be neither removed nor changed unseen."""

from __future__ import annotations

import json
from datetime import date

import pytest

import sites
from errors._archive import Texts, sealed
from trustcenter.disk.files import read_tree
from trustcenter.model.heads import heads
from trustcenter.reading.archive import load_archive
from trustcenter.reports import evidence

FIRST, SECOND, LAST = (date(2026, month, 5) for month in (1, 2, 3))


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """Two publications and the withdrawal of the second one."""
    root = sites.published(tmp_path_factory.mktemp("heads"))
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    order = ("privacy", "--class", "material", "--effective", "2026-06-01")
    change = sites.done(sites.publish(root, *order, as_of=str(SECOND))).split()[-1]
    sites.done(sites.trustcenter(root, "withdraw", change, "--reason", "No.", "--as-of", str(LAST)))
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


def test_verify_says_the_head_and_what_it_cannot_know(texts: Texts) -> None:
    lines, problems = evidence.verify(texts)
    assert problems == []
    assert lines[-2:] == [f"head {noted(texts)[-1]} (everything public by 5 March 2026)", evidence.WHAT_IS_NOT_KNOWN]
