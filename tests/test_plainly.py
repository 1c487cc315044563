"""What is worked out in a quick way is what the plain way gives: on our own site, on the examples, on made-up texts."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sites
from test_model import version
from trustcenter.comparing import fact_diff
from trustcenter.disk import files
from trustcenter.markdown.to_html import relative
from trustcenter.model.records import Record, WithdrawalRecord
from trustcenter.model.versions import Archive, Version, Withdrawal, stated
from trustcenter.reading.center import Center, load
from trustcenter.rules import hygiene, wording
from trustcenter.rules.integrity import wrong_order
from trustcenter.rules.notice import changes_as_announced, fact_changes
from trustcenter.rules.prose import Sought
from trustcenter.site.pages.as_of import happened

CENTERS = (".", *(f"examples/{name}" for name in sites.EXAMPLES))


@cache
def center(name: str) -> Center:
    return load(files.read_tree(sites.REPO / name))


# The archive --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CENTERS)
def test_a_change_names_its_versions(name: str) -> None:
    archive = center(name).archive
    for change in archive.changes.values():
        assert archive.named(change) == [v for v in archive.all_versions if v.name in change.versions]


@pytest.mark.parametrize("name", CENTERS)
def test_on_each_day_the_same_began_and_the_same_is_stated(name: str) -> None:
    archive = center(name).archive
    for day in archive.days():
        binding = [archive.binding(policy, day) for policy in sorted(archive.versions)]
        assert happened(archive, day).began == tuple(v for v in binding if v and v.binds_from == day)
        assert archive.stated_on(day) == archive.on(day).facts
        assert json.dumps(archive.stated_on(day).kinds) == json.dumps(archive.on(day).facts.kinds)


@pytest.mark.parametrize("name", CENTERS)
@pytest.mark.parametrize("told", [False, True], ids=["as it is", "as it was known"])
def test_a_change_does_to_the_facts_what_all_policies_together_say(name: str, told: bool) -> None:
    archive = center(name).archive
    for change in archive.changes.values():
        known = change.public_from if told else None
        assert fact_changes(archive, change.id, announced_by=known) == tuple(
            dict.fromkeys(_changed(archive, change.id, known))
        )
        assert changes_as_announced(archive, change) == changes_as_announced(replace(archive), change)


def _changed(archive: Archive, change: str, known: date | None) -> Iterator[fact_diff.FactChange]:
    """From all policies before and after, whether a change touches them or not."""
    own = archive.by_change.get(change, ())
    for on in sorted({v.binds_from for v in own}):
        old, new = ({p: _binding(archive, p, v, own, on, known) for p in archive.versions} for v in ((), own))
        yield from fact_diff.changes(stated(filter(None, old.values())), stated(filter(None, new.values())))
        for policy, before in old.items():
            if before and new[policy] != before:
                yield from fact_diff.dropped(before, new[policy])


def _binding(
    archive: Archive, policy: str, counted: tuple[Version, ...], own: tuple[Version, ...], on: date, known: date | None
) -> Version | None:
    first = min((v.number for v in own if v.policy == policy), default=None)
    gone = {
        name
        for w in archive.withdrawals.values()
        if w.announced <= on and (known is None or (w.announced <= known and not {v.name for v in own} & {*w.versions}))
        for name in w.versions
    }
    for found in sorted(archive.versions[policy], key=lambda v: v.order, reverse=True):
        earlier = (first is None or found.number < first) and (known is None or found.public_from <= known)
        if found.binds_from <= on and found.name not in gone and (found in counted or earlier):
            return None if found.retires else found
    return None


@pytest.mark.parametrize("name", CENTERS)
def test_a_record_reads_the_same_from_its_bytes_and_from_what_they_mean(name: str) -> None:
    for path, data in center(name).archive.published.items():
        if path.endswith(".json"):
            form = Record if path.startswith("docs/policies/") else WithdrawalRecord
            read = form.model_validate_json(data)
            assert read == form.model_validate(json.loads(data))
            assert json.dumps(read.model_dump(mode="json")) == json.dumps(
                form.model_validate(json.loads(data)).model_dump(mode="json")
            )


DAYS = st.integers(0, 5).map(lambda day: date(2026, 1, 1) + timedelta(days=day))
PUBLISHED = st.lists(
    st.tuples(DAYS, DAYS, st.sampled_from(["material", "recorded"]), st.sampled_from("abc")), max_size=6
)


@given(PUBLISHED, st.sets(st.integers(1, 6), max_size=2), DAYS)
def test_a_version_out_of_order_is_found_without_looking_at_every_pair(made, taken_back, on) -> None:
    versions = tuple(
        replace(version(str(effective), str(announced), number=number, class_=class_), id=str(number), change=change)
        for number, (announced, effective, class_, change) in enumerate(made, start=1)
    )
    withdrawal = Withdrawal("w", tuple(f"privacy/{n}" for n in taken_back), on, "", "UTC", {}, "", withdraws="c")
    archive = Archive({"privacy": versions}, withdrawals={"w": withdrawal})
    late = [
        v.path
        for place, v in enumerate(versions)
        if v.class_ != "recorded"
        and any(
            v.effective < earlier.effective
            and not archive.withdrawn(earlier, v.public_from)
            and earlier.effective not in {w.effective for w in versions[place:] if w.change == v.change}
            for earlier in versions[:place]
        )
    ]
    found = [p.where.file for p in wrong_order(Center(archive=archive), on) if "before" in p.message.partition(",")[0]]
    assert found == late


# Links and texts ----------------------------------------------------------------------------------------------------

PATH = st.lists(st.sampled_from(["a", "b", "policies", "..", ".", "", ".well-known", "x.md", "2026-01-01"]), max_size=5)


@given(PATH.map("/".join), PATH.map("/".join), st.sampled_from(["", "#", "#a"]))
def test_a_relative_link_is_the_one_of_the_library(target: str, page: str, anchor: str) -> None:
    plain = posixpath.relpath(f"/{target}", f"/{page}") + ("/" if target.endswith("/") or not target else "") + anchor
    here = target == page and len(anchor) > 1
    assert relative(target + anchor, page=page) == (anchor if here else plain)


SOUGHT = [
    pytest.param(value, id=f"{module.__name__.rpartition('.')[2]}{name}")
    for module in (hygiene, wording)
    for name, value in vars(module).items()
    if isinstance(value, Sought)
]
PIECE = st.sampled_from([
    "[", "]", "(", ":", "\\", "insert ", "name", "to be added", "TODO", "FIXME", "TBA: x", "TBC", "tbd", "Tbd", " ", "\n",
    "X", "XX", "xxx", "NN", " days", " month", "-", "_", "__", "lorem ipsum", "LOREM  ipsum", "<", ">", "&lt;", "&LT;",
    "your ", "?", "●", "…", "e-mail protected", "one", "Two", "TWENTY-FOUR", "ſix", "sıxty", "5", "30", "5-7", " to ", ".", ",",
    " business days", " weeks", " hours old", "(30)", "Our", "We", "In ", "you", "text", "Linked", "**", "**Bold text**", "Then it ",
])  # fmt: skip


@pytest.mark.parametrize("sought", SOUGHT)
@given(text=st.lists(PIECE, max_size=12).map("".join))
def test_a_pattern_is_found_wherever_it_matches(sought: Sought, text: str) -> None:
    assert [m.span() for m in sought.all_in(text)] == [m.span() for m in sought.pattern.finditer(text)]


def test_patterns_are_sought() -> None:
    assert len(SOUGHT) >= 3
