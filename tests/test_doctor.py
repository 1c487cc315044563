"""`trustcenter doctor`: what is missing around a trust center is told, with what to do; what is unknown is not fine."""

import json
import os
from dataclasses import replace
from datetime import date

import pytest

import sites
from conftest import VALID, texts_in
from errors._archive import edited, first_published, publish
from trustcenter.disk import github
from trustcenter.reading import facts_loader
from trustcenter.reading.center import load
from trustcenter.reports.doctor import Surroundings, as_json, as_text, examined

TODAY = date(2026, 12, 1)
FILES = {
    ".github/workflows/check.yml": b"", ".github/workflows/deploy.yml": b"", ".github/workflows/publish.yml": b"",
    ".github/CODEOWNERS": b"docs/ @lanternfish/legal\n", ".gitattributes": b"docs/changelog/*.md -text\n",
    "requirements/tool.txt": b"wheels/trustcenter-9.9.9-py3-none-any.whl --hash=sha256:00\n", **facts_loader.schemas(),
}  # fmt: skip
RUN = {"created_at": "2026-11-30T23:07:00Z", "conclusion": "success", "html_url": "https://github.com/o/r/runs/1"}
CHECKS = {
    "type": "required_status_checks",
    "parameters": {"required_status_checks": [{"context": "Trust center"}, {"context": "Preview"}]},
}
GITHUB = {
    "pages": {"build_type": "workflow", "html_url": "https://trust.example.com/"},
    "permissions": {"can_approve_pull_request_reviews": True}, "rules": [CHECKS], "deployed": {"workflow_runs": [RUN]},
}  # fmt: skip
AROUND = Surroundings(files=FILES, inside="", site_url="https://trust.example.com/", tool="9.9.9", github=GITHUB)


def found_in(around, texts=None):
    findings = examined(load(texts or texts_in(VALID)), around, TODAY)
    return {finding.check: finding for finding in findings}


def test_where_all_is_well_every_check_is_fine():
    assert {finding.state for finding in found_in(AROUND).values()} == {"ok"}


def without(path):
    return replace(AROUND, files={name: data for name, data in FILES.items() if name != path})


def with_file(path, data):
    return replace(AROUND, files={**FILES, path: data})


def on_github(**more):
    return replace(AROUND, github={**GITHUB, **more})


@pytest.mark.parametrize(
    ("around", "check", "told"),
    [
        (without(".github/workflows/deploy.yml"), "workflows", "deploy.yml missing"),
        (replace(AROUND, inside="legal/trust"), "workflows", "top of the repository"),
        (with_file(".github/CODEOWNERS", b"* @your-organization/legal"), "codeowners", "not yours"),
        (without(".github/CODEOWNERS"), "codeowners", "no .github/CODEOWNERS"),
        (without(".gitattributes"), "sealed bytes", "line ends"),
        (replace(AROUND, tool="9.9.10"), "tool", "pins another version"),
        (with_file("data/schemas/notice.json", b"{}"), "schemas", "1 of data/schemas/"),
        (replace(AROUND, site_url=""), "address", "no `site_url`"),
        (replace(AROUND, site_url="https://other.example.com/"), "address", "GitHub serves https://trust.example.com/"),
        (on_github(pages=None), "pages", "not deployed from GitHub Actions"),
        (on_github(permissions={"can_approve_pull_request_reviews": False}), "pull requests", "may not open any"),
        (on_github(rules=[]), "protection", "no check has seen"),
        (on_github(deployed={"workflow_runs": []}), "deployment", "never ran"),
        (on_github(deployed={"workflow_runs": [{**RUN, "conclusion": "failure"}]}), "deployment", "ended as failure"),
        (on_github(deployed={"workflow_runs": [{**RUN, "created_at": "2026-11-20T00:00:00Z"}]}), "deployment", "schedule"),
    ],
)  # fmt: skip
def test_each_thing_that_is_missing_is_told_with_what_to_do(around, check, told):
    findings = found_in(around)
    assert {name for name, finding in findings.items() if finding.state == "problem"} == {check}
    assert told in findings[check].message
    assert findings[check].fix


def test_what_cannot_be_read_is_unknown():
    assert found_in(replace(AROUND, github=None))["github"].state == "unknown"
    unread = found_in(on_github(permissions=None, rules=None, deployed=None))
    assert {unread[name].state for name in ("pull requests", "protection", "deployment")} == {"unknown"}


@pytest.mark.parametrize(("sent", "state"), [("", "problem"), ("mail", "ok")])
def test_an_upcoming_notice_without_a_recorded_delivery_is_told(sent, state):
    texts = first_published(texts_in(VALID))
    promise = texts["data/notice.yml"].decode() + "channels:\n  - {id: mail, by: email}\n  - {id: site, by: website}\n"
    texts = edited({**texts, "data/notice.yml": promise.encode()}, "data/retention.yml", "90 days", "100 days")
    texts = publish(texts, "Longer", "material", "2027-03-01")
    if sent:
        line = f"- {{change: 2026-12-01-longer, channel: {sent}, sent: 2026-12-01, evidence: archive}}\n"
        texts = {**texts, "data/deliveries.yml": line.encode()}
    finding = found_in(AROUND, texts)["deliveries"]
    assert finding.state == state
    assert ("2026-12-01-longer by mail" in finding.message) == (not sent)
    assert "by site" not in finding.message


def test_text_and_json_say_the_same():
    findings = examined(load(texts_in(VALID)), without(".gitattributes"), TODAY)
    told = json.loads(as_json(findings))
    assert [one["check"] for one in told] == [finding.check for finding in findings]
    assert as_text(findings).startswith("problem  sealed bytes: ")


GH = """#!/bin/sh
case "$2" in
  "repos/{owner}/{repo}") echo '{"default_branch": "trunk"}' ;;
  *rules/branches/trunk) echo '[]' ;;
  *deploy.yml/runs?branch=trunk*) echo '{"workflow_runs": []}' ;;
  *) echo 'gh: Not Found (HTTP 404)' >&2; exit 1 ;;
esac
"""


def test_github_is_asked_through_gh_and_what_it_refuses_is_none(tmp_path, monkeypatch):
    (tmp_path / "gh").write_text(GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert github.settings(tmp_path) == {
        "pages": None, "permissions": None, "rules": [], "deployed": {"workflow_runs": []},
    }  # fmt: skip
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert github.settings(tmp_path) is None


def test_the_command_exits_with_1_where_something_is_missing(tmp_path):
    sites.small(tmp_path)
    result = sites.trustcenter(tmp_path, "doctor", "--no-github", "--format", "json")
    assert result.exit_code == 1
    states = {one["check"]: one["state"] for one in json.loads(result.output)}
    assert states["workflows"] == "problem"
    assert states["github"] == "unknown"
