"""The committed JSON Schemas are current, name themselves in every data file, and accept what the loader accepts."""

import json
import re

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from conftest import REPOSITORY
from full_records import FULL
from trustcenter.cli import main
from trustcenter.model.kinds import BY_NAME, KINDS, REQUIREMENT_LIST
from trustcenter.reading.facts_loader import json_schema, schemas

ALL_KINDS = [*KINDS, REQUIREMENT_LIST]
DATA = sorted([*REPOSITORY.glob("data/*.yml"), *REPOSITORY.glob("examples/*/data/*.yml")])
OF_A_KIND = [path for path in DATA if path.stem in BY_NAME]


class Core(yaml.SafeLoader):
    """Reads scalars by the core schema of YAML 1.2, as editors do: `NO`, `12:30` and days are texts."""

    yaml_implicit_resolvers = {}  # noqa: RUF012


Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|Null|NULL|)\Z"), None)
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"), None)
Core.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?(?:\.\d+|\d+\.\d*|\d+(?=[eE]))(?:[eE][-+]?\d+)?\Z"), None
)
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?\d+\Z"), None)
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def as_an_editor_reads(text):
    return yaml.load(text, Loader=Core)  # noqa: S506


def wrong(schema, value):
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(value)]


def named(path):
    return f"{path.relative_to(REPOSITORY)}"


def test_an_editor_reads_texts_as_texts():
    read = as_an_editor_reads("[NO, 2026-12-01, 12:30, 1.10, 01234, +17087654406, true, on, ~, 1e3]")
    assert read == ["NO", "2026-12-01", "12:30", 1.1, 1234, 17087654406, True, "on", None, 1000.0]


def test_the_committed_schemas_are_current():
    result = CliRunner().invoke(main, ["-C", str(REPOSITORY), "schemas", "--check"])
    assert (result.output, result.exit_code) == ("schemas are current\n", 0)


def test_there_is_no_schema_of_a_kind_that_is_gone():
    there = {path.stem for path in (REPOSITORY / "data" / "schemas").iterdir()}
    assert there == {kind.name for kind in ALL_KINDS}


def test_a_stale_schema_is_found_and_written_anew(tmp_path):
    (tmp_path / "mkdocs.yml").touch()
    for path, data in schemas().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "data/schemas/ai.json").write_text("{}")
    run = CliRunner().invoke
    checked = run(main, ["-C", str(tmp_path), "schemas", "--check"])
    assert (checked.exit_code, checked.output) == (
        1,
        "data/schemas/ai.json is not current: run `trustcenter schemas`\n",
    )
    assert run(main, ["-C", str(tmp_path), "schemas"]).output == "wrote data/schemas/ai.json\n"
    assert run(main, ["-C", str(tmp_path), "schemas", "--check"]).exit_code == 0


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_a_schema_is_one_and_says_what_it_is_of(kind):
    schema = json.loads(schemas()[f"data/schemas/{kind.name}.json"])
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"].lower() in (kind.name, kind.model.__name__.lower())
    assert schema["description"].startswith((kind.model.__doc__ or "").splitlines()[0])


def test_there_are_data_files_of_the_root_site_and_of_every_example():
    assert {path.parent.parent for path in DATA} == {
        REPOSITORY,
        *(p.parent for p in REPOSITORY.glob("examples/*/data")),
    }
    assert len(OF_A_KIND) > 40


@pytest.mark.parametrize("path", OF_A_KIND, ids=named)
def test_every_data_file_validates_against_the_schema_of_its_kind(path):
    assert wrong(json_schema(BY_NAME[path.stem]), as_an_editor_reads(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("path", OF_A_KIND, ids=named)
def test_every_data_file_names_its_schema_in_its_first_line(path):
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    schema = (path.parent / first.partition("=")[2]).resolve()
    assert schema == REPOSITORY / "data" / "schemas" / f"{path.stem}.json"
    assert schema.is_file()


def valid(kind, record):
    laid_out = {"one": record, "list": [record], "map": {"privacy": record}}[kind.shape]
    return wrong(json_schema(kind), laid_out) == []


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_a_full_record_validates_and_one_with_a_field_too_many_does_not(kind):
    assert valid(kind, FULL[kind.name])
    assert not valid(kind, {**FULL[kind.name], "no_such_field": "x"})


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_a_record_without_a_field_that_is_needed_does_not_validate(kind):
    for name, info in kind.model.model_fields.items():
        left = {field: value for field, value in FULL[kind.name].items() if field != (info.alias or name)}
        assert valid(kind, left) is not info.is_required()


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_no_field_may_be_empty_in_an_editor_for_the_loader_refuses_that_too(kind):
    for name in FULL[kind.name]:
        assert not valid(kind, {**FULL[kind.name], name: None}), f"{kind.name}.{name}"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("subprocessors", "locations", ["Norway"]),
        ("subprocessors", "headquarters", "no"),
        ("subprocessors", "group", "vendors"),
        ("subprocessors", "baa", "yes"),
        ("subprocessors", "website", "http://example.com"),
        ("subprocessors", "locations", "NO"),
        ("subprocessors", "name", {"unknown": ""}),
        ("subprocessors", "id", "Relay"),
        ("contacts", "phone", "708 765 4406"),
        ("notice", "material", "thirty days"),
        ("notice", "review_days", "3 days"),
    ],
)
def test_an_editor_marks_a_wrong_value(name, field, value):
    assert not valid(BY_NAME[name], {**FULL[name], field: value})


def without_description(schema, place=""):
    """The places of properties, at any depth, that an editor would show without an explanation."""
    if isinstance(schema, list):
        return [one for number, part in enumerate(schema) for one in without_description(part, f"{place}/{number}")]
    if not isinstance(schema, dict):
        return []
    properties = schema.get("properties", {})
    silent = [f"{place}/{name}" for name, part in properties.items() if not part.get("description", "").strip()]
    return silent + [one for key, part in schema.items() for one in without_description(part, f"{place}/{key}")]


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_an_editor_explains_every_field(kind):
    assert without_description(json_schema(kind)) == []


def test_what_an_editor_shows_beside_a_field_is_what_the_manual_says_of_it():
    rule = json_schema(BY_NAME["retention"])["$defs"]["RetentionRule"]["properties"]
    assert rule["while"]["description"] == "kept while this is true: `the account is open`"
    assert rule["configurable"]["description"] == "somebody else sets the period, within bounds"
    assert without_description({"properties": {"a": {"type": "string"}}}) == ["/a"]
