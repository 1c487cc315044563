"""Patterns at their worst inputs; `make fuzz` looks at all of them (`tests/patterns.py`)."""

from __future__ import annotations

import re

import pytest

import patterns

MENDED = (
    "comparing.redline._SPACED", "importing.draft_references._UNTOUCHED", "importing.formats._MARKS",
    "importing.formats.authoring_tools._RULE", "importing.formats.page_furniture._SENTENCE",
)  # fmt: skip


def test_every_pattern_is_looked_at() -> None:
    kept = patterns.patterns()
    assert len(kept) > 200
    assert kept.keys() >= patterns.LINE | patterns.SENTENCE | patterns.RENDERED


@pytest.mark.parametrize("name", MENDED)
def test_a_pattern_that_stuck_does_so_no_more(name: str) -> None:
    assert patterns.worst(patterns.patterns()[f"trustcenter.{name}[0]"]) == ""


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"\s+x", r"a*b"])
def test_a_pattern_that_sticks_is_seen(pattern: str) -> None:
    assert patterns.worst(re.compile(pattern), seconds=0.3)
