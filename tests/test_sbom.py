"""The software bill of materials of a release: every locked package once, as CycloneDX 1.6 wants it."""

import json
import re
import runpy
import subprocess
import sys

import pytest

from conftest import REPOSITORY

SCRIPTS = REPOSITORY / ".github" / "scripts"
LOCK = REPOSITORY / "requirements" / "site.txt"
SMALL = f"""\
Jinja2==3.1.6 \\
    --hash=sha256:{"a" * 64} \\
    --hash=sha256:{"b" * 64}
typing_extensions==4.15.0 ; python_version < "3.13" \\
    --hash=sha256:{"c" * 64}
"""


@pytest.fixture(scope="module")
def sbom():
    return runpy.run_path(str(SCRIPTS / "sbom.py"))


def printed(*arguments):
    command = [sys.executable, "-I", str(SCRIPTS), "sbom", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_a_package_has_its_name_version_address_and_every_hash(sbom):
    first, second = sbom["components"](SMALL)
    assert (first["name"], first["version"], first["purl"]) == ("Jinja2", "3.1.6", "pkg:pypi/jinja2@3.1.6")
    assert [one["content"] for one in first["hashes"]] == ["a" * 64, "b" * 64]
    assert second["purl"] == "pkg:pypi/typing-extensions@4.15.0"
    assert [one["content"] for one in second["hashes"]] == ["c" * 64]


def test_a_package_of_two_locks_is_listed_once_and_the_product_depends_on_all(sbom):
    bill = sbom["bill"]("1.2.3", [SMALL, SMALL])
    listed = [part["bom-ref"] for part in bill["components"]]
    assert listed == sorted({*listed})
    assert bill["dependencies"] == [{"ref": "trustcenter", "dependsOn": listed}]
    assert bill["metadata"]["component"]["version"] == "1.2.3"


def test_the_bill_of_the_tool_has_every_pin_of_the_lock_and_no_other():
    data = printed("1.2.3", str(LOCK))
    bill = json.loads(data)
    pins = set(re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", LOCK.read_text("utf-8")))
    assert len(pins) > 30
    assert {(part["name"], part["version"]) for part in bill["components"]} == pins
    assert all(part["hashes"] for part in bill["components"])
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert data == printed("1.2.3", str(LOCK)), "the same lock gives the same bytes"
