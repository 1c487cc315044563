"""The acceptance kit of the manual: its examples in Python, JavaScript and SQL run, and agree with each other."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import date

import jsonschema
import pytest

from conftest import REPOSITORY
from needs import without
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.reading.center import load
from trustcenter.site import open_data
from trustcenter.site.pages import View

PAGE = (REPOSITORY / "manual/acceptance.md").read_text("utf-8")
SITE = "https://trust.vendor.example/"
TODAY = "2026-11-22"
TERMS = ("2023-12-11", "2024-01-16", "2024-04-08", "2024-11-18", "2026-03-16", "2026-10-05")


def block(language):
    [code] = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)
    return code


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The open data of the demonstration on disk."""
    center = load(files.read_tree(REPOSITORY))
    view = View(center, center.archive.on(date.fromisoformat(TODAY)), Site(frozenset()), SITE)
    folder = tmp_path_factory.mktemp("site")
    for path, data in (open_data.stated(view) | open_data.schemas()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def python(site):
    """The names that the Python example defines, and what it prints."""
    code = block("python").replace(SITE, f"{site.as_uri()}/")
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout
    names = {}
    exec(code.partition("\nkept = ")[0], names)  # noqa: S102 - the manual is ours
    return names, shown


def asked_by_rule(site, accepted):
    """The titles of the changes after a version of the terms that demand a new acceptance, computed anew."""
    changes = json.loads((site / "api/changes.json").read_bytes())["changes"]
    later = [v for v in TERMS if v > accepted]
    return [
        change["title"]
        for version in later
        for change in changes
        if f"terms/{version}" in change["versions"] and change["class"] in {"initial", "material", "emergency"}
    ]


def test_the_record_in_the_manual_fits_the_published_schema(site):
    schema = json.loads((site / "schemas/acceptance.json").read_bytes())
    record = json.loads(block("json"))
    jsonschema.validate(record, schema, jsonschema.Draft202012Validator)
    for wrong in ({"sha256": "64db"}, {"accepted": 5}, {"by": ""}, {"name": "Ada"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(record | wrong, schema, jsonschema.Draft202012Validator)


def test_python_keeps_what_the_manual_shows_and_asks_after_material_changes_alone(site, python):
    names, shown = python
    record = json.loads(block("json"))
    assert shown.splitlines()[0] == f"{record['version']} {record['sha256'][:12]}"
    assert shown.splitlines()[1] == "[]"
    assert shown.splitlines()[2] != "[]"
    for version in TERMS:
        kept = {"policy": "terms", "version": version}
        assert names["must_ask_again"](kept, TODAY) == asked_by_rule(site, version)
    assert len({len(asked_by_rule(site, version)) for version in TERMS}) > 2, "the versions differ in what they ask"


def test_javascript_says_the_same(site, python, tmp_path):
    if shutil.which("node") is None:
        without("Node.js", "tests/install-generators")
    names, _ = python
    kept = [{"policy": "terms", "version": version} for version in TERMS]
    before = f"""\
import {{ readFileSync }} from "node:fs";
const read = (url) => JSON.parse(readFileSync({json.dumps(str(site))} + "/" + url.slice({len(SITE)}), "utf8"));
globalThis.fetch = async (url) => ({{ json: async () => read(url) }});
"""
    after = f"""
const made = await acceptance("terms", "customer-4711", new Date("2026-11-22T16:05:00Z"));
const asked = await Promise.all({json.dumps(kept)}.map((one) => mustAskAgain(one, "{TODAY}")));
console.log(JSON.stringify({{ made, asked }}));
"""
    (tmp_path / "kit.mjs").write_text(before + block("javascript") + after, "utf-8")
    done = subprocess.run(["node", "kit.mjs"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    answer = json.loads(done.stdout)
    assert answer["asked"] == [names["must_ask_again"](one, TODAY) for one in kept]
    record = json.loads(block("json"))
    assert answer["made"] == record | {"accepted": "2026-11-22T16:05:00.000Z"}
    schema = json.loads((site / "schemas/acceptance.json").read_bytes())
    jsonschema.validate(answer["made"], schema, jsonschema.Draft202012Validator)


def test_sql_names_those_whom_python_would_ask(site, python):
    names, _ = python
    changes = json.loads((site / "api/changes.json").read_bytes())["changes"]
    base = sqlite3.connect(":memory:")
    base.executescript(block("sql").replace("CURRENT_DATE", f"'{TODAY}'"))
    for place, version in enumerate(TERMS):
        [change] = [one for one in changes if f"terms/{version}" in one["versions"]]
        row = ("terms", version, change["class"], change["effective"], place)
        base.execute("INSERT INTO policy_version VALUES (?, ?, ?, ?, ?)", row)
        base.execute(
            "INSERT INTO acceptance VALUES ('terms', ?, ?, '2026-01-01', ?, NULL)", (version, "0" * 64, version)
        )
    asked = {who for (who,) in base.execute("SELECT accepted_by FROM ask_again")}
    expected = {v for v in TERMS if names["must_ask_again"]({"policy": "terms", "version": v}, TODAY)}
    assert asked == expected
    assert 0 < len(asked) < len(TERMS)
    for version in asked:  # whoever accepts the newest version is asked no more
        base.execute(
            "INSERT INTO acceptance VALUES ('terms', ?, ?, '2026-11-22', ?, NULL)", (TERMS[-1], "0" * 64, version)
        )
    assert list(base.execute("SELECT accepted_by FROM ask_again")) == []
