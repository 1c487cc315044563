"""A fact kind is one file: `insurance`, added to a copy of the package, is tabled, typed, classed, exported, explained.

Beside its file the copy gets the headings of its fields in `theme/texts/en.yml`, and nothing else is touched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sites
from conftest import REPOSITORY
from trustcenter.model.kinds.fields import Fact, Slug, Stated, Text
from trustcenter.model.kinds.floors import RecordFloors
from trustcenter.model.kinds.kind import Kind, Table
from trustcenter.model.kinds.purposes import Purpose

INSURANCE = '''
"""`data/insurance.yml`: the policies of insurance that the organization holds."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Day, Fact, Slug, Stated, Text
from trustcenter.model.kinds.floors import Items, MATERIAL, MINOR, Named, RecordFloors, Worded, ladder
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class Insurance(Fact):
    """One policy of insurance."""

    id: Annotated[Slug, Says("how references name it")]
    insurer: Annotated[Stated[Text], Named("minor", replaced="material"), Says("who insures")]
    cover: Annotated[tuple[Text, ...], Items("risk", added="minor", dropped="material"), Says("which risks")]
    amount: Annotated[Stated[Text], MATERIAL, Says("up to which sum")]
    valid_until: Annotated[Stated[Day] | None, MINOR, Says("the day it ends")] = None


KIND = Kind(
    "insurance", Insurance, "list", "insurance policy", RecordFloors(added="minor", removed="material"),
    telling=Telling(detail="amount", bullets=("cover",)),
)
'''
WORDS = {"insurer": "Insurer", "cover": "Risks covered", "amount": "Sum insured", "valid_until": "Valid until"}
DATA = """\
- id: cyber
  insurer: Seaward Mutual
  cover: [data breach, ransom]
  amount: USD 5 million
  valid_until: 2027-06-30
"""
POLICY = "---\ntitle: Insurance\n---\n\n## What is insured\n\n{{ insurance.table() }}\n\n{{ insurance.bullets() }}\n"
QUESTIONS = """
import json
from manual_tables import columns_row, fields_table, floors_table
from full_records import full_record
from trustcenter.model.kinds import BY_NAME, floor_rows
from trustcenter.reading.facts_loader import json_schema
kind = BY_NAME["insurance"]
print(json.dumps({
    "columns": columns_row(kind), "fields": fields_table(kind), "floors": floors_table(kind.name),
    "schema": json_schema(kind), "record": full_record(kind.model),
    "rows": [row[1:] for row in floor_rows() if row.kind == "insurance"],
}))
"""
MAIN = "from trustcenter.cli import main; main(prog_name='trustcenter')"


class Copy:
    """A copy of the package with one more kind, and a small center that cites it."""

    def __init__(self, folder: Path) -> None:
        self.package, self.center = folder / "hooks" / "trustcenter", folder / "center"
        shutil.copytree(REPOSITORY / "hooks", folder / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
        self.kind = self.package / "model" / "kinds" / "insurance.py"
        self.kind.write_text(INSURANCE, "utf-8")
        texts = self.package / "theme" / "texts" / "en.yml"
        written = "".join(f"  {name}: {text}\n" for name, text in WORDS.items())
        texts.write_text(texts.read_text("utf-8").replace("\nfield:\n", f"\nfield:\n{written}", 1), "utf-8")
        sites.small(self.center, {"data/insurance.yml": DATA, "docs/policies/insurance/index.md": POLICY})

    def python(self, code: str, *args: str) -> subprocess.CompletedProcess[str]:
        paths = os.pathsep.join([str(self.package.parent), str(REPOSITORY / "tests")])
        command = [sys.executable, "-c", code, *args]
        environment = sites.environment({"PYTHONPATH": paths})
        return subprocess.run(command, env=environment, cwd=self.center, capture_output=True, text=True, check=False)

    def trustcenter(self, *args: str) -> str:
        done = self.python(MAIN, "-C", str(self.center), *args)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def publish(self, day: str, kind_of_change: str, title: str) -> str:
        return self.trustcenter("publish", "--title", title, "--as-of", day, "--class", kind_of_change,
                                "--effective", "earliest")  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("insurance"))


@pytest.fixture(scope="module")
def answers(copy: Copy) -> dict[str, Any]:
    done = copy.python(QUESTIONS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_its_row_of_the_manual_and_its_table_of_fields(answers: dict[str, Any]) -> None:
    assert answers["columns"] == (
        "| `insurance` | `insurer`, `cover`, `amount`, `valid_until` | a row for each record |\n"
    )
    assert answers["fields"].splitlines()[2:] == [
        "| `id` | yes | id | how references name it |",
        "| `insurer` | yes | text ? | who insures |",
        "| `cover` | yes | list of texts | which risks |",
        "| `amount` | yes | text ? | up to which sum |",
        "| `valid_until` |  | day ? | the day it ends |",
    ]


def test_its_class_floors(answers: dict[str, Any]) -> None:
    assert answers["floors"].splitlines()[2:] == [
        "| a record | removed | added |  |",
        "| `insurer` | taken over, replaced | changed | renamed, corrected |",
        "| `cover` | risk dropped | risk added |  |",
        "| `amount` | changed |  |  |",
        "| `valid_until` |  | changed |  |",
    ]
    assert ["cover", "risk dropped", "material"] in answers["rows"]


def test_its_schema_and_a_record_for_tests(answers: dict[str, Any]) -> None:
    schema = answers["schema"]
    assert schema["title"] == "insurance"
    assert set(schema["$defs"]["Insurance"]["properties"]) == {"id", *WORDS}
    assert answers["record"] == {
        "id": "privacy", "insurer": "some words", "cover": ["some words"], "amount": "some words",
        "valid_until": "2026-12-01",
    }  # fmt: skip


def test_what_is_published_of_it(copy: Copy) -> None:
    """Table and bullets in a version, typed changes with their class in the changelog, records and schema as data."""
    copy.publish("2026-01-05", "initial", "First versions")
    text = (copy.center / "docs" / "policies" / "insurance" / "2026-01-05.md").read_text("utf-8")
    assert "| Insurer | Risks covered | Sum insured | Valid until |" in text
    assert "| Seaward Mutual | data breach and ransom | USD 5 million | 30 June 2027 |" in text
    assert "- **Seaward Mutual**: data breach and ransom" in text

    sites.edit(copy.center, "data/insurance.yml", "ransom]", "wire fraud]")
    sites.edit(copy.center, "data/insurance.yml", "2027", "2028")
    refused = copy.python(MAIN, "-C", str(copy.center), "publish", "--title", "Less", "--as-of", "2026-02-02",
                          "--class", "minor", "--effective", "earliest")  # fmt: skip
    assert refused.returncode == 1
    assert "the facts demand material: risk dropped: ransom (Seaward Mutual)" in refused.stderr + refused.stdout
    copy.publish("2026-02-02", "material", "Less is insured")
    copy.trustcenter("render", str(copy.center.parent / "site"), "--as-of", "2026-02-02")
    written = {path.name: path for path in (copy.center.parent / "site").rglob("*.json")}
    change = json.loads(written["changes.json"].read_text("utf-8"))["changes"][-1]
    assert [(fact["what"], fact["floor"], fact["sentence"]) for fact in change["facts"]] == [
        ("risk added", "minor", "risk added: wire fraud (Seaward Mutual)"),
        ("risk dropped", "material", "risk dropped: ransom (Seaward Mutual)"),
        ("changed", "minor", "valid until of Seaward Mutual: 30 June 2027 → 30 June 2028"),
    ]
    public = json.loads(written["center.json"].read_text("utf-8"))["facts"]["insurance"]["cyber"]
    assert public["cover"] == ["data breach", "ransom"], "what is announced is not in effect yet"
    [schema] = [path for path in (copy.center.parent / "site").rglob("insurance.json") if path.parent.name == "facts"]
    assert set(json.loads(schema.read_text("utf-8"))["properties"]) == {"id", *WORDS}


# What is missing is an error where the kind is declared -----------------------------------------------------------


@pytest.mark.parametrize(
    ("lacking", "message"),
    [
        (', MATERIAL, Says("up to', "the fact kind `insurance` declares no floor for its field `amount`"),
        (', RecordFloors(added="minor", removed="material"),', "the fact kind `insurance` declares no floors"),
        ("KIND = ", "model/kinds/insurance.py declares no kind of its name"),
    ],
)
def test_a_declaration_that_lacks_something_is_an_error_at_import(copy: Copy, lacking: str, message: str) -> None:
    keep = {', MATERIAL, Says("up to': ', Says("up to', "KIND = ": "kind = "}
    assert lacking in INSURANCE
    copy.kind.write_text(INSURANCE.replace(lacking, keep.get(lacking, ",")), "utf-8")
    try:
        done = copy.python("import trustcenter.model.kinds")
    finally:
        copy.kind.write_text(INSURANCE, "utf-8")
    assert done.returncode == 1
    assert re.search(rf"(?m)^TypeError: {re.escape(message)}", done.stderr)


class Bare(Fact):
    """A record without a word about its fields."""

    id: Slug
    label: Text
    expires: Stated[Text] | None = None


FLOORS = RecordFloors(added="minor", removed="minor")


def test_the_first_field_without_a_floor_is_named() -> None:
    with pytest.raises(TypeError, match="`bare` declares no floor for its field `label`"):
        Kind("bare", Bare, "list", "bare", FLOORS)


def test_a_column_that_is_no_field_is_named() -> None:
    with pytest.raises(TypeError, match="`purposes` names `colour`, which is neither a field"):
        Kind("purposes", Purpose, "list", "purpose", FLOORS, Table(columns=("colour",)))


def test_a_kind_that_no_policy_cites_needs_no_floors() -> None:
    assert Kind("bare", Bare, "list", "bare", citable=False).comparisons == {}
