"""A fuzzer over everything that people write: facts, drafts, front matter, settings, changelog entries, journals.

Whatever stands in a file, the outcome is a list of problems, each in a file, or success; never a traceback.  A short run
is part of the suite; `make fuzz` draws TRUSTCENTER_FUZZ inputs.  Sealed records are drawn in `test_record_values`.
"""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sites
from trustcenter.disk.files import read_tree
from trustcenter.model.paths import JOURNAL
from trustcenter.reading.center import load
from trustcenter.rules import check

EXAMPLES = int(os.environ.get("TRUSTCENTER_FUZZ", "40"))
TOKENS = st.sampled_from([
    "{{ ", " }}", "{% raw %}", "{{ retention.table() }}", "{{ subprocessors.table(group=\"ai\") }}", "---\n", "- ", ": ", "\n", "# ",
    "| a | b |\n|---|---|\n", "2999-12-31", "9999-12-31", "0001-01-01", "1000 years", "260000 business days", "{unknown: x}", "[]", "{}",
    "null", "true", "&a", "*a", "!!python/object:x ", "\u202e", "\u200b", "\x07", "\x85", "&#8203;", "<script>", "<!--", "[x](javascript:x)", "id: ",
    "privacy", "recordings", "-1", "1e9", "NO", "'", '"', "\\", "😀", "é",
])  # fmt: skip
WORDS = st.lists(TOKENS | st.text(max_size=4), min_size=1, max_size=4).map("".join)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return dict(read_tree(sites.published(tmp_path_factory.mktemp("fuzz"))))


def written(data: st.DataObject, texts: dict[str, bytes]) -> dict[str, bytes]:
    """The center with one to three places of its files written over, cut or filled."""
    changed = {**texts, JOURNAL: b"{}"} if data.draw(st.integers(0, 9)) == 0 else dict(texts)
    for _ in range(data.draw(st.integers(1, 3))):
        file = data.draw(st.sampled_from(sorted(path for path in changed if not path.endswith(".json"))))
        text = changed[file].decode("utf-8", "surrogateescape")
        start = data.draw(st.integers(0, len(text)))
        stop = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(WORDS) + text[stop:]
        changed[file] = text.encode("utf-8", "surrogatepass")
    return changed


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_written_the_outcome_is_problems_with_a_place(texts: dict[str, bytes], data: st.DataObject) -> None:
    for problem in check(load(written(data, texts)), date(2026, 3, 1)):
        assert problem.where.file
        assert problem.message
