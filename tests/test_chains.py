"""Chains of processors: any tree is walked, compared, checked and shown whole, with its cycles, doubles, unknown ends."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import html

import sites
from conftest import VALID, texts_in
from trustcenter.comparing import fact_diff
from trustcenter.disk import files
from trustcenter.model import chains
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME
from trustcenter.reading.center import load
from trustcenter.rules.chains import broken_chain
from trustcenter.site import build

TODAY = date(2026, 11, 22)
UNKNOWN = {"unknown": "no answer yet"}
VENDOR = {
    "id": "cloudhost", "name": "Cloudhost AS", "purpose": "hosting", "group": "infrastructure",
    "data": ["recordings"], "locations": ["NO"],
}  # fmt: skip
Node = dict[str, Any]


def node(company: str, *engages: Node, **more: Any) -> Node:
    """A company with what it engages; `engages=…` overrides that."""
    own = {"id": company, "name": f"{company.title()} GmbH", "purpose": "hosting", "locations": ["DE"]}
    return own | ({"engages": list(engages)} if engages else {}) | more


def tree(ids: st.SearchStrategy[str]) -> st.SearchStrategy[list[Node]]:
    """Random chains: ids may repeat, also below themselves; an end may be open, unknown or stated."""
    leaf = st.builds(
        lambda name, end: node(name, **({} if end is None else {"engages": end})), ids,
        st.sampled_from([None, UNKNOWN, []]),
    )  # fmt: skip
    return st.lists(
        st.recursive(
            leaf,
            lambda inner: st.builds(
                lambda name, below: node(name, *below), ids, st.lists(inner, min_size=1, max_size=3)
            ),
            max_leaves=12,
        ),
        max_size=4,
    )


TREES = tree(st.sampled_from(["alpha", "beta", "gamma", "delta", "cloudhost"]))


def vendor(engaged: Any) -> Node:
    return VENDOR | {"engages": engaged}


def facts(engaged: Any) -> Facts:
    return Facts({"subprocessors": {"cloudhost": vendor(engaged)}})


def nodes(engaged: list[Node], above: tuple[str, ...] = ("cloudhost",)) -> list[tuple[tuple[str, ...], Node]]:
    """Every company with the ids on the way to it, worked out here once more."""
    pairs: list[tuple[tuple[str, ...], Node]] = []
    for one in engaged:
        path = (*above, one["id"])
        below = one.get("engages")
        pairs += [(path, one), *(nodes(below, path) if isinstance(below, list) else [])]
    return pairs


# Walking -----------------------------------------------------------------------------------------------------------


@given(TREES)
def test_every_company_is_a_link_and_every_unknown_end_is_told(engaged: list[Node]) -> None:
    expected = nodes(engaged)
    links = list(chains.links(vendor(engaged)))
    assert [(link.path, link.node) for link in links] == expected
    assert chains.depth(vendor(engaged)) == max((len(path) - 1 for path, _ in expected), default=0)
    assert len(chains.unknown_tails(vendor(engaged))) == sum(one.get("engages") == UNKNOWN for _, one in expected)


@given(TREES)
def test_a_record_takes_any_tree_and_gives_it_back(engaged: list[Node]) -> None:
    model = BY_NAME["subprocessors"].model
    assert model.model_validate(vendor(engaged)).plain() == vendor(engaged)


@given(TREES)
def test_one_company_has_all_of_its_roles(engaged: list[Node]) -> None:
    roles = chains.companies({"cloudhost": vendor(engaged)})
    by_id: dict[str, int] = {}
    for path, _ in [(("cloudhost",), VENDOR), *nodes(engaged)]:
        name = "cloudhost-company" if path == ("cloudhost",) else path[-1]
        by_id[name] = by_id.get(name, 0) + 1
    shared = by_id.pop("cloudhost-company") + by_id.pop("cloudhost", 0)
    assert sorted(map(len, roles.values())) == sorted([*by_id.values(), shared])


def test_a_chain_of_forty_companies_is_read_and_one_beyond_the_levels_of_yaml_is_a_problem() -> None:
    def problems(depth: int) -> list[str]:
        engaged: list[Node] = []
        for number in range(depth):
            engaged = [node(f"c{number}", engages=engaged)]
        text = yaml.safe_dump([vendor(engaged)], default_flow_style=True, width=10**6)
        center = load(texts_in(VALID) | {"data/subprocessors.yml": text.encode()})
        return [problem.message for problem in center.problems]

    assert problems(40) == []
    assert problems(60) == ["not readable as YAML: nested too deeply"]


# Rules -------------------------------------------------------------------------------------------------------------


def broken(engaged: list[Node]) -> list[tuple[int, str]]:
    text = yaml.dump([vendor(engaged)], Dumper=_Plain, sort_keys=False)
    center = load(texts_in(VALID) | {"data/subprocessors.yml": text.encode()})
    return [(problem.where.line, problem.message) for problem in broken_chain(center, TODAY)]


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _: Any) -> bool:
        return True


def misplaced(engaged: list[Node], above: tuple[str, ...] = ("cloudhost",)) -> int:
    """How many companies stand below themselves or, on one level, a second time."""
    count = 0
    for place, one in enumerate(engaged):
        count += one["id"] in above or one["id"] in [other["id"] for other in engaged[:place]]
        below = one.get("engages")
        count += misplaced(below, (*above, one["id"])) if isinstance(below, list) else 0
    return count


@settings(deadline=None, max_examples=25)
@given(TREES)
def test_each_company_below_itself_or_twice_in_one_place_is_a_problem_of_its_own(engaged: list[Node]) -> None:
    told = [message for _, message in broken(engaged) if "stands for" not in message]
    assert len(told) == misplaced(engaged)


def test_a_cycle_is_told_at_its_line_with_the_way() -> None:
    lines = broken([node("alpha", node("beta", node("alpha")))])
    [(line, message)] = lines
    assert message == "Alpha GmbH stands below itself: Cloudhost AS → Alpha GmbH → Beta GmbH → Alpha GmbH"
    assert line == 22


def test_the_same_name_under_another_id_is_the_same_company() -> None:
    [(_, message)] = broken([node("alpha", node("again", name="ALPHA G.m.b.H."))])
    assert "stands below itself" in message


def test_two_roles_in_two_branches_are_no_problem() -> None:
    assert broken([node("alpha", node("gamma")), node("beta", node("gamma", purpose="support"))]) == []


# Changes -----------------------------------------------------------------------------------------------------------


SOUND = TREES.filter(lambda engaged: misplaced(engaged) == 0)


@given(SOUND)
def test_a_chain_that_stays_changes_nothing_in_whatever_order(engaged: list[Node]) -> None:
    def turned(some: list[Node]) -> list[Node]:
        return [
            one | {"engages": turned(one["engages"])} if isinstance(one.get("engages"), list) else one
            for one in reversed(some)
        ]

    assert fact_diff.changes(facts(engaged), facts(turned(engaged))) == ()


@given(SOUND, SOUND)
def test_every_link_that_comes_is_told_and_demands_material(before: list[Node], after: list[Node]) -> None:
    changes = fact_diff.changes(facts(before), facts(after))
    known = {path for path, _ in nodes(before)}
    new = [path for path, _ in nodes(after) if path not in known]
    added = [change for change in changes if change.what == "link added"]
    assert len(added) == len(new)
    assert {change.floor for change in added} <= {"material"}
    if new and before and max(len(path) for path, _ in nodes(after)) > max(len(path) for path, _ in nodes(before)):
        assert "chain lengthened" in {change.what for change in changes}


def changed(before: Any, after: Any) -> list[tuple[str, str]]:
    return [(change.what, change.floor) for change in fact_diff.changes(facts(before), facts(after))]


def test_each_kind_of_change_has_its_class() -> None:
    alpha = node("alpha", access="none")
    assert changed([alpha], [alpha | {"locations": ["DE", "IE"]}]) == [("place added", "material")]
    assert changed([alpha], [alpha | {"locations": ["DE: Berlin"]}]) == [("place specified", "editorial")]
    assert changed([alpha], [alpha | {"access": "regular"}]) == [("access weakened", "material")]
    assert changed([alpha], [alpha | {"purpose": "Hosting."}]) == [("reworded", "editorial")]
    assert changed([alpha], [alpha | {"purpose": "support"}]) == [("changed", "material")]
    assert changed([alpha], [alpha | {"name": "Other AG"}]) == [("replaced", "material")]
    former = [{"name": "Alpha GmbH", "until": "2026-01-01"}]
    renamed = changed([alpha], [alpha | {"name": "Other AG", "formerly": former}])
    assert renamed == [("renamed", "editorial")]
    assert changed([alpha], []) == [("link dropped", "minor")]
    assert changed([alpha], UNKNOWN) == [("chain no longer known", "material")]
    assert changed(UNKNOWN, []) == [("chain stated to end", "minor")]
    assert changed([alpha], [alpha | {"engages": UNKNOWN}]) == []
    assert changed([alpha], [alpha | {"id": "alpha-2"}]) == []
    moved = changed([alpha, node("beta")], [alpha | {"engages": [node("beta")]}])
    assert sorted(moved) == [("chain lengthened", "material"), ("link added", "material"), ("link dropped", "minor")]


# Pages -------------------------------------------------------------------------------------------------------------

CHAIN = [
    node("alpha", node("gamma", access="none"), node("delta", engages=UNKNOWN)),
    node("beta", node("gamma", purpose="support", locations=["IE: Dublin", "US"], engages=[])),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The small center after it published a chain below its first vendor."""
    root = sites.published(tmp_path_factory.mktemp("chains"))
    written = yaml.safe_load((root / "data/subprocessors.yml").read_text("utf-8"))
    written[0]["engages"] = CHAIN
    sites.write(root, {"data/subprocessors.yml": yaml.dump(written, Dumper=_Plain, sort_keys=False)})
    order = ("subprocessors", "--class", "material", "--effective", "2026-03-05")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="The chain"))
    return build.outputs(build.load(files.read_tree(root)), date(2026, 3, 6))


@pytest.mark.parametrize("url", ["subprocessors/harbor/", "data-map/"])
def test_a_page_shows_the_whole_tree_with_roles_and_unknown_ends(site: Any, url: str) -> None:
    page = html.fromstring(site.page(url).html)
    assert [e.text_content() for e in page.xpath("//ul[@class='tc-tree']/li/strong")] == [
        "Alpha GmbH", "Gamma GmbH", "Delta GmbH", "Beta GmbH", "Gamma GmbH",
    ]  # fmt: skip
    words = " ".join(page.text_content().split())
    assert "4 companies, 2 levels deep. Not known: which companies Delta GmbH engages in turn." in words
    assert "hosting · Germany · access to the data: nobody there" in words
    assert "Also: support, engaged by Beta GmbH in the chain of Harbor Cloud, Inc." in words
    assert "Also: hosting, engaged by Alpha GmbH in the chain of Harbor Cloud, Inc." in words
    assert words.count("Which companies it engages in turn is not known.") == 1


def test_open_data_have_each_link_and_number_each_company_once(site: Any) -> None:
    data = json.loads(site.files["api/chains.json"])
    Draft202012Validator(json.loads(site.files["schemas/chains.json"])).validate(data)
    assert [link["path"] for link in data["links"]] == [
        ["harbor", "alpha"], ["harbor", "alpha", "gamma"], ["harbor", "alpha", "delta"], ["harbor", "beta"],
        ["harbor", "beta", "gamma"],
    ]  # fmt: skip
    numbers = {link["id"]: link["company"] for link in data["links"]}
    assert len(set(numbers.values())) == 4
    assert [link["company"] for link in data["links"] if link["id"] == "gamma"] == [numbers["gamma"]] * 2
    assert [link["id"] for link in data["links"] if link["tail_is_unknown"]] == ["delta"]
    rows = list(csv.DictReader(io.StringIO(site.files["api/chains.csv"].decode("utf-8-sig"), newline="")))
    assert [row["path"] for row in rows] == [" > ".join(link["path"]) for link in data["links"]]
    assert rows[-1]["locations_in_words"] == "Ireland (Dublin) and United States"


def test_a_tree_of_two_hundred_companies_is_folded_below_its_second_level() -> None:
    engaged = [node(f"a{n}", *(node(f"b{n}-{m}", node(f"c{n}-{m}")) for m in range(12))) for n in range(8)]
    text = yaml.dump([vendor(engaged)], Dumper=_Plain, sort_keys=False)
    texts = texts_in(VALID) | {"data/subprocessors.yml": text.encode()}
    page = html.fromstring(build.outputs(build.load(texts), TODAY).page("data-map/").html)
    assert "200 companies, 3 levels deep." in page.text_content()
    names = [e.text_content() for e in page.xpath("//ul[@class='tc-tree']/li/strong")]
    assert len(names) == 200
    folded = page.xpath("//details[@class='tc-folded']//li/strong")
    assert [e.text_content()[0] for e in folded] == ["C"] * 96
