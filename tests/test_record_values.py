"""Values in sealed records: whoever can compute a seal can still not bring a value to readers that `data/` refuses."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sites
from trustcenter.disk.files import read_tree
from trustcenter.model.problems import Problem
from trustcenter.model.records import Record, canonical, seal, sha256
from trustcenter.reading.archive import load_archive
from trustcenter.reading.record_values import wrong_values
from trustcenter.rules import check
from trustcenter.site.build import load

STEM = "docs/policies/privacy/2026-01-05"
RECORD = f"{STEM}.json"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small center whose privacy policy, with one version, cites facts of several kinds."""
    body = sites.SMALL["docs/policies/privacy/index.md"] + "\n{{ subprocessors.table() }}\n\n{{ notice.material }}\n"
    own = {
        "docs/policies/privacy/index.md": body + "\n{{ commitments.first }}\n",
        "data/commitments.yml": "first: Ours\n",
    }
    return read_tree(sites.published(tmp_path_factory.mktemp("record"), own))


def sealed(texts: Mapping[str, bytes], record: Mapping[str, Any]) -> dict[str, bytes]:
    """The files with another record of the version, sealed as whoever forges it would."""
    return {**texts, RECORD: canonical({**record, "seal": seal(record)})}


def with_value(texts: Mapping[str, bytes], route: tuple[str | int, ...], value: Any) -> dict[str, bytes]:
    record = json.loads(texts[RECORD])
    inner = record
    for step in route[:-1]:
        inner = inner[step]
    inner[route[-1]] = value
    return sealed(texts, record)


def wrong(texts: Mapping[str, bytes]) -> list[Problem]:
    """The problems of the record; nothing else has any, except that what it published is missing."""
    problems = load_archive(texts)[1]
    assert {p.rule for p in problems} <= {"altered-version", "orphan-version"}
    return [p for p in problems if p.where.file == RECORD and p.rule == "altered-version"]


def line_of(texts: Mapping[str, bytes], words: str) -> int:
    lines = texts[RECORD].decode("utf-8", "surrogatepass").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


HARBOR = ("facts", "subprocessors", "harbor")
BAD: dict[str, tuple[tuple[str | int, ...], Any, str]] = {
    "a record that is a number": (HARBOR, 1, '"harbor": 1'),
    "a record without fields": (HARBOR, {}, '"harbor": {}'),
    "records in a list": (("facts", "subprocessors"), [], '"subprocessors": []'),
    "one record in a list": (("facts", "organization"), [], '"organization": []'),
    "another id": ((*HARBOR, "id"), "other", '"harbor": {'),
    "a line end in an address": (
        ("facts", "contacts", "privacy", "email"), "a@b.example\nContact: https://evil.example/", '"email": "a@b'),
    "a line end behind an address": (("facts", "contacts", "privacy", "email"), "a@b.example\n", '"email": "a@b'),
    "a link that runs": ((*HARBOR, "website"), "javascript:alert(1)", '"javascript:'),
    "NUL in a name": ((*HARBOR, "name"), "Harbor\x00", '"name": "Harbor'),
    "ESC in a name": ((*HARBOR, "name"), "\x1b[31mHarbor", '"name"'),
    "a place that is none": ((*HARBOR, "locations", 0), "<img src=x onerror=alert(9)>", "<img src"),
    "a field of no kind": ((*HARBOR, "colour"), "red", '"colour"'),
    "spaces that publishing strips": ((*HARBOR, "name"), " Harbor ", '" Harbor "'),
    "a number where a text is": ((*HARBOR, "name"), 12, '"name": 12'),
    "a period that is none": (("facts", "retention", "recordings", "period"), "soon", '"period": "soon"'),
    "a period beyond the calendar": (("facts", "retention", "recordings", "period"), "9999 years", '"period"'),
    "facts that nothing cites": (("facts", "rights"), {}, '"rights": {'),
    "a kind that policies cannot cite": (("facts", "waivers"), {}, '"waivers": {'),
    "an own fact that is a number": (("facts", "commitments", "first"), 1.5, '"first": 1.5'),
    "an own fact with ESC": (("facts", "commitments", "first"), "\x1b[2J", '"first"'),
    "a cite without its facts": (("cites", 0), "subprocessors.nobody", '"subprocessors.nobody"'),
    "a cite of no form": (("cites", 0), "../x", '"../x"'),
    "a promise that is no period": (("promise", "material"), "x", '"material": "x"'),
    "a promise in a list": (("promise", "emergency"), [], '"emergency": []'),
    "a time zone that is none": (("timezone",), "Mars/X", '"timezone"'),
    "a time zone that is a path": (("timezone",), "../../etc/passwd", '"timezone"'),
    "holidays of nowhere": (("holidays",), "XX", '"holidays"'),
    "a title on two lines": (("title",), "a\n::warning::x", '"title"'),
    "an empty title": (("title",), "", '"title"'),
    "ESC in a summary": (("summary",), "\x1b[2J", '"summary"'),
    "a clause that is a list": (("covers",), {"gdpr-1": []}, '"gdpr-1"'),
    "an owner that is no id": (("owner",), "a/../b", '"owner"'),
    "a day after the calendar": (("announced",), "9999-12-31", '"announced"'),
    "a last review that is no day": (("reviewed",), "yesterday", '"reviewed"'),
    "a period of review that is none": (("review_every",), "often", '"review_every"'),
    "a number that is true": (("number",), True, '"number"'),
    "a change with a path": (("change",), "../../x", '"change"'),
    "a hash that is none": (("previous",), "0", '"previous"'),
    "a tool on two lines": (("tool",), "1\n2", '"tool"'),
    "another format": (("format",), "trustcenter-record/9", '"format"'),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_value_that_was_never_published_is_named_at_its_line(small: dict[str, bytes], case: str) -> None:
    route, value, words = BAD[case]
    if case == "facts that nothing cites" or case == "a kind that policies cannot cite":
        value = {"x": {"id": "x"}}
    texts = with_value(small, route, value)
    problems = wrong(texts)
    assert problems, case
    assert line_of(texts, words) in {p.where.line for p in problems}, [str(p.where) + p.message for p in problems]


def test_half_of_a_surrogate_pair_is_refused(small: dict[str, bytes]) -> None:
    data = with_value(small, (*HARBOR, "name"), "HALF")[RECORD].replace(b"HALF", b"\\ud800")
    unsealed = b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(b'  "seal"'))
    data = data.replace(json.loads(data)["seal"].encode(), sha256(unsealed).encode())
    assert [p.where.line for p in wrong({**small, RECORD: data})] == [line_of({RECORD: data}, "ud800")]


def test_what_was_published_has_no_wrong_value(small: dict[str, bytes]) -> None:
    assert load_archive(small)[1] == []
    assert wrong(sealed(small, json.loads(small[RECORD]))) == []


@pytest.mark.parametrize("center", ["root", *sites.EXAMPLES])
def test_every_value_of_every_archive_is_accepted(center: str) -> None:
    texts = read_tree(sites.REPO if center == "root" else sites.REPO / "examples" / center)
    assert load_archive(texts)[1] == []


@cache
def routes(data: bytes) -> list[tuple[str | int, ...]]:
    """The way to every value of a record but its seal."""

    def below(value: Any, route: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return [route, *(found for step, part in inner for found in below(part, (*route, step)))]

    return [route for route in below(json.loads(data), ()) if route and route != ("seal",)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["x\n", "javascript:x", "2999-12-31", "9999-12-31", "1000 years", "260000 business days", "US", "unknown"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.just("unknown"), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=int(os.environ.get("TRUSTCENTER_FUZZ", "40")), deadline=None)
@given(data=st.data())
def test_no_value_of_a_sealed_record_ends_a_check_in_a_traceback(small: dict[str, bytes], data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(routes(small[RECORD])))
    record = copy.deepcopy(json.loads(small[RECORD]))
    inner = record
    for step in route[:-1]:
        inner = inner[step]
    inner[route[-1]] = data.draw(JSON)
    try:
        texts = sealed(small, record)
    except ValueError:  # what canonical JSON cannot hold, such as a float that is no number
        return
    check(load(texts), sites.TODAY)


def test_the_mark_of_a_redaction_may_stand_for_a_value_and_nothing_else_with_it(small: dict[str, bytes]) -> None:
    mark = "[redacted on 3 March 2027: court order]"
    for value, accepted in ((mark, True), (f"privacy@{mark}", True), (f"{mark}\nContact: x", False), ("other", False)):
        data = with_value(small, ("facts", "contacts", "privacy", "email"), value)[RECORD]
        record = Record.model_validate_json(data)
        assert (wrong_values(RECORD, data, record, marks=[mark]) == []) is accepted
        assert wrong_values(RECORD, data, record) != []


def test_a_withdrawal_is_validated_too(small: dict[str, bytes]) -> None:
    entry = b"---\ntitle: Gone\nwithdraws: 2026-01-05-x\nannounced: 2026-01-06\nversions:\n  - privacy/2026-01-05\n---\n\nIt is gone.\n"
    file = "docs/changelog/2026-01-06-gone"
    record = {
        "format": "trustcenter-withdrawal/1", "change": "2026-01-06-gone", "withdraws": "2026-01-05-x",
        "versions": ["privacy/2026-01-05"], "announced": "2026-01-06", "reason": "\x1b[2J", "timezone": "Mars/X",
        "change_sha256": sha256(entry), "previous": {"privacy": "0" * 64}, "tool": "0.1.0",
    }  # fmt: skip
    data = canonical({**record, "seal": seal(record)})
    problems = [p for p in load_archive({**small, f"{file}.md": entry, f"{file}.json": data})[1] if p.where.line]
    assert {p.message.split(": ")[1] for p in problems} == {"reason", "timezone"}
