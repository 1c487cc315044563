"""The five examples: every fact of the seeds is public as data and on a page, every defect is found or left to counsel.

What they must hold stands in `tests/examples/<name>.yml`, one entry a fact and one a defect.
"""

import json
import re
from datetime import date
from functools import cache

import pytest
from lxml import html

import needs
import sites
from trustcenter.disk import files
from trustcenter.reading.center import load
from trustcenter.rules import RULES, check, rule_id

AS_OF = "2026-11-22"
PUBLISHED = "the published text"
"""Where a defect is found that our own words do not repeat."""
LISTS = sites.REPO / "tests" / "examples"


@cache
def accepted(name):
    """The acceptance list of an example; every value is the text that was written."""
    return sites.plain_yaml((LISTS / f"{name}.yml").read_text("utf-8"))


def entries(kind):
    return [
        pytest.param(name, entry, id=f"{name}: {entry[kind]}")
        for name in sites.EXAMPLES
        for entry in accepted(name)[f"{kind}s"]
    ]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A function that builds an example as of a fixed day, once."""

    @cache
    def built(name):
        folder = tmp_path_factory.mktemp(name)
        result = sites.run(
            sites.REPO / "examples" / name, "build", "--as-of", AS_OF, "--site-dir", str(folder / "site")
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return folder / "site"

    return built


@pytest.fixture(scope="session")
def problems():
    """A function that tells what `check` reports for an example, as data."""

    @cache
    def checked(name):
        root = sites.REPO / "examples" / name
        result = sites.trustcenter(root, "check", "--as-of", AS_OF, "--format", "json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return checked


@pytest.fixture(scope="session")
def read(site):
    """A function that tells what a reader of an example's page sees, folded."""

    @cache
    def text(name, page):
        return folded(sites.text(site(name), page.removesuffix("index.html")))

    return text


def folded(text):
    return " ".join(text.split()).casefold()


def at(facts, path):
    """The value at `kind.id.field` of the published facts; a list of records is entered by id or place."""
    value = facts
    for step in path.split("."):
        if isinstance(value, list):
            by_id = {str(item["id"]): item for item in value if isinstance(item, dict) and "id" in item}
            value = by_id[step] if step in by_id else value[int(step)]
        else:
            assert step in value, f"{path}: no {step} among {', '.join(value)}"
            value = value[step]
    return value


def holds(found, wanted):
    """Whether a published value is, lists or contains what an acceptance list says."""
    if isinstance(wanted, dict):
        items = found if isinstance(found, list) else [found]
        return any(isinstance(item, dict) and wanted.items() <= item.items() for item in items)
    if isinstance(found, bool):
        return wanted == str(found).lower()
    if isinstance(found, list):
        return any(holds(item, wanted) for item in found)
    if isinstance(found, dict):
        return any(holds(item, wanted) for item in found.values())
    return folded(wanted) in folded(str(found))


def test_there_are_the_five_examples_each_with_its_list():
    assert sites.EXAMPLES == ("amnex", "bygenai", "callgenie", "callgenly", "sms-it")
    assert sorted(path.stem for path in LISTS.glob("*.yml")) == list(sites.EXAMPLES)


@pytest.mark.parametrize("name", sites.EXAMPLES)
def test_a_list_is_complete_and_says_nothing_twice(name):
    listed = accepted(name)
    assert len(listed["facts"]) >= 20
    assert len(listed["defects"]) >= 8
    for kind in ("fact", "defect"):
        said = [entry[kind] for entry in listed[f"{kind}s"]]
        assert len(set(said)) == len(said)
    for fact in listed["facts"]:
        assert set(fact) == {"fact", "api", "value", "page", "text"}
        assert all(fact.values()), fact


@pytest.mark.parametrize(("name", "entry"), entries("fact"))
def test_a_fact_is_in_the_open_data_and_on_a_page(site, read, name, entry):
    facts = json.loads((site(name) / "api" / "center.json").read_bytes())["facts"]
    found = at(facts, entry["api"].removesuffix(".unknown"))
    if entry["api"].endswith(".unknown"):
        assert set(found) == {"unknown"}
        assert folded(entry["value"]) in folded(found["unknown"])
    else:
        assert holds(found, entry["value"]), found
    assert folded(entry["text"]) in read(name, entry["page"])


@pytest.mark.parametrize(("name", "entry"), entries("defect"))
def test_a_defect_is_found_at_its_line(problems, name, entry):
    if entry["rule"] == "counsel":
        assert "where" not in entry
        return
    if entry["where"] == PUBLISHED:
        there = [(known["defect"], known["rule"]) for known in accepted(name)["in_published_text"]]
        assert (entry["defect"], entry["rule"]) in there  # which the test below proves
        return
    lines = (sites.REPO / "examples" / name / entry["where"]).read_text("utf-8").splitlines()
    there = [number for number, line in enumerate(lines, start=1) if entry["at"] in line]
    assert there, f"{entry['at']!r} is not in {entry['where']}"
    rule, _, requirement = entry["rule"].partition(" ")
    assert rule in {rule_id(rule) for rule in RULES}
    found = [p for p in problems(name) if p["rule"] == rule and p["file"] == entry["where"]]
    reported = [p["line"] for p in found if p["message"].startswith(f"{requirement}:" if requirement else "")]
    assert set(there) & set(reported), f"{entry['rule']} is reported at lines {reported}, not at {there}"


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        pytest.param(name, entry, id=f"{name}: {entry['defect']}")
        for name in sites.EXAMPLES
        for entry in accepted(name)["in_published_text"]
    ],
)
def test_a_defect_is_found_in_the_published_text_itself(name, entry):
    assert entry["defect"] in [known["defect"] for known in accepted(name)["defects"]]
    file, above = "docs/policies/privacy/index.md", "---\ntitle: Privacy policy\n---\n"
    texts = {
        path: text for path, text in files.read_tree(sites.REPO / "examples" / name).items() if "docs/" not in path
    }
    draft = above + (needs.SEEDS / f"{name}.txt").read_text("utf-8")
    found = check(load({**texts, file: draft.encode()}), date.fromisoformat(AS_OF))
    there = [number for number, line in enumerate(draft.splitlines(), start=1) if entry["at"] in line]
    reported = [p.where.line for p in found if p.rule == entry["rule"] and p.where.file == file]
    assert set(there) & set(reported), f"{entry['rule']} is reported at lines {reported}, not at {there}"


@pytest.mark.parametrize("name", sites.EXAMPLES)
def test_the_readme_lists_every_defect_and_who_finds_it(name):
    readme = (sites.REPO / "examples" / name / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| (counsel|machine: .+?) \|$", readme, re.MULTILINE)
    told = {defect.replace("\\|", "|"): finder for defect, finder in rows}
    wanted = {
        entry["defect"]: "counsel" if entry["rule"] == "counsel" else f"machine: {entry['rule']}"
        for entry in accepted(name)["defects"]
    }
    assert told == wanted


@pytest.mark.parametrize("name", sites.EXAMPLES)
def test_the_first_version_is_history_of_its_real_date(site, name):
    first = accepted(name)["first_version"]
    root = sites.REPO / "examples" / name
    policies = sorted(path.parent.name for path in root.glob("docs/policies/*/index.md"))
    assert "privacy" in policies
    for policy in policies:
        records = [json.loads(path.read_bytes()) for path in root.glob(f"docs/policies/{policy}/2*.json")]
        [oldest] = [record for record in records if record["number"] == 1]
        assert (oldest["class"], oldest["effective"]) == ("recorded", first)
        assert (site(name) / "policies" / policy / first / "index.html").is_file()


@pytest.mark.parametrize("name", sites.EXAMPLES)
def test_every_page_says_that_it_is_an_illustration_and_asks_not_to_be_indexed(site, name):
    said = sites.plain_yaml((sites.REPO / "examples" / name / "data" / "organization.yml").read_text("utf-8"))
    strip = folded(said["demo_text"])
    assert "illustration" in strip
    assert "not" in strip
    pages = sorted(site(name).rglob("*.html"))
    assert len(pages) > 8
    for page in pages:
        top = html.fromstring(page.read_bytes())
        assert strip in folded(top.text_content()), page
        assert top.xpath("//meta[@name='robots'][contains(@content, 'noindex')]"), page


@pytest.mark.parametrize("name", sites.EXAMPLES)
def test_an_example_has_no_errors_and_no_draft_that_waits(problems, name):
    assert [problem for problem in problems(name) if problem["severity"] == "error"] == []
    root = sites.REPO / "examples" / name
    order = ("--class", "minor", "--effective", AS_OF, "--dry-run")
    assert "nothing to publish" in sites.done(sites.publish(root, *order, as_of=AS_OF))


@pytest.mark.parametrize("name", sites.EXAMPLES)
def test_no_page_of_an_example_shows_a_reference_or_an_unfilled_value(site, name):
    for page in sorted(site(name).rglob("index.html")):
        text = sites.text(site(name), str(page.parent.relative_to(site(name))))
        for wrong in ("{{", "}}", "{'unknown'", "Unknown(", "None", "Undefined"):
            assert wrong not in text.replace("None of", ""), (page, wrong)


def test_no_example_names_the_folder_it_was_written_in():
    for name in sites.EXAMPLES:
        for path, data in sites.source(sites.REPO / "examples" / name).items():
            assert str(sites.REPO).encode() not in data, path
