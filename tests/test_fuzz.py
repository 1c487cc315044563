"""A short run of the fuzzer (`tests/fuzz.py`) over everything that people and attackers write, with drawn seeds.

`make fuzz` runs it for as long as it is told.  What a long run found stays here as a case of its own.
"""

from __future__ import annotations

import gc
import json
import time
from collections import Counter
from pathlib import Path

import pytest

import fuzz
from trustcenter.disk import files
from trustcenter.importing import formats
from trustcenter.importing.input_file import NotImported
from trustcenter.model import phrases
from trustcenter.model.paths import JOURNAL

INPUTS = 25
"""Of each kind; the suite has to be quick."""


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> fuzz.Texts:
    return fuzz.base(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_the_outcome_is_success_or_problems_with_a_place(
    texts: fuzz.Texts, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "KINDS", {kind: fuzz.KINDS[kind]})
    monkeypatch.setattr(fuzz, "SECONDS", 30.0)  # a busy machine is no fault; `make fuzz` measures
    report = fuzz.run(texts, seed=23, inputs=INPUTS, until=time.monotonic() + 600)
    assert report.faults == []
    assert sum(report.counted.values()) == INPUTS


def test_what_check_takes_is_built(texts: fuzz.Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every input of a few that has no error is built here, of a long run one in twenty."""
    monkeypatch.setattr(fuzz, "BUILT", 1)
    monkeypatch.setattr(fuzz, "SECONDS", 30.0)
    monkeypatch.setattr(fuzz, "KINDS", {name: fuzz.KINDS[name] for name in ("texts", "fields")})
    report = fuzz.run(texts, seed=7, inputs=60, until=time.monotonic() + 600)
    assert report.faults == []
    built = sum(count for name, count in report.counted.items() if name.endswith("built"))
    assert built >= 3, report.counted


def test_a_fault_is_found_with_the_seed_that_makes_it_again(texts: fuzz.Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(_texts: fuzz.Texts, _chance: object) -> str:
        raise KeyError("x")

    monkeypatch.setattr(fuzz, "KINDS", {"faulty": faulty})
    report = fuzz.run(texts, seed=1, inputs=3, until=time.monotonic() + 60)
    assert [fault["seed"] for fault in report.faults] == ["1/0"]
    assert report.counted == Counter({"faulty: fault": 3})


def test_memory_counts_what_an_input_needs_not_what_the_process_had_needed(
    texts: fuzz.Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker of the suite has run other tests, some of them large, before these, and may free what they held."""
    gc.collect()
    held = bytearray(b"x") * 150_000_000
    needed = {"small": 1, "large": 500_000_000}

    def of_size(_texts: fuzz.Texts, _chance: object) -> str:
        return "clean" if len(bytearray(b"x") * needed[size]) else "empty"

    monkeypatch.setattr(fuzz, "MEGABYTES", 100)
    for size, faults in (("large", ["over 100 MB"]), ("small", [])):
        monkeypatch.setattr(fuzz, "KINDS", {size: of_size})
        report = fuzz.run(texts, seed=1, inputs=1, until=time.monotonic() + 60)
        assert [fault["fault"] for fault in report.faults] == faults
    assert len(held) == 150_000_000


# What long runs found -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [{"data/retention.yml": 1}, {"data/retention.yml": "no base64!"}, [], 1, {"x": []}])
def test_a_journal_that_says_what_no_command_says_is_removed_and_nothing_is_written(
    tmp_path: Path, before: object
) -> None:
    (tmp_path / JOURNAL).parent.mkdir(parents=True)
    journal = {"last": "docs/policies/privacy/index.md", "sha256": "0" * 64, "before": before}
    (tmp_path / JOURNAL).write_text(json.dumps(journal))
    assert "unreadable journal" in files.recover(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("page", [b"", b"<!-- -->", b"<?xml version='1.0'?>", b"<style>p{}</style>"])
def test_a_page_without_an_element_is_refused_in_a_sentence(page: bytes) -> None:
    with pytest.raises(NotImported):
        formats.read("a.html", page)


def test_a_heading_within_an_empty_heading_is_read() -> None:
    page = (
        b"<body><table><tr><td><h1><table><tr><td><h2></h2></td></tr></table></h1></td></tr></table><p>We keep it.</p>"
    )
    assert "We keep it." in formats.read("a.html", page + b" <h1><h2></h2></h1>").body


@pytest.mark.parametrize("day", ["2024-02-30", "0000-01-01", "9999-99-99"])
def test_a_day_that_does_not_exist_is_printed_as_it_is_written(day: str) -> None:
    assert phrases.value("since", day) == day
