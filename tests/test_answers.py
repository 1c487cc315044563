"""The answers for reviewers: from the facts, with the clause that says so, and "not stated" where none does."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from lxml import html

import sites
from trustcenter.disk import files
from trustcenter.site import build
from trustcenter.site.pages import answers

SECURITY = """\
- id: breach_notice
  label: Notice of a breach
  group: technical
  description: Customers are told of a breach of their data.
  detail: within 48 hours after we learn of it
"""
POLICY = """\
---
title: Security
---

## In case of a breach

{{ security.breach_notice.description }} It happens {{ security.breach_notice.detail }}.

## General

We always improve.
"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    more = {"data/security.yml": SECURITY, "docs/policies/security/index.md": POLICY}
    root = sites.published(tmp_path_factory.mktemp("answers"), more)
    return build.outputs(build.load(files.read_tree(root)), date(2026, 1, 5))


@pytest.fixture(scope="module")
def by_id(outputs):
    return {one["id"]: one for one in json.loads(outputs.files["api/answers.json"])["answers"]}


def test_an_answer_names_the_clause_the_version_and_its_day(by_id):
    assert by_id["breach"]["statements"] == [
        "Notice of a breach: Customers are told of a breach of their data; within 48 hours after we learn of it"
    ]
    assert by_id["breach"]["sources"] == [
        {
            "clause": "In case of a breach", "in_force_from": "2026-01-05", "policy": "security",
            "url": "policies/security/#in-case-of-a-breach", "version": 1,
        }
    ]  # fmt: skip
    assert (by_id["breach"]["caiq"], by_id["breach"]["mvsp"]) == (["SEF-07.1"], ["1.7"])


def test_vendors_places_and_retention_are_answered_from_their_records(by_id):
    assert by_id["vendors"]["statements"] == ["1 subprocessor: Harbor Cloud, Inc."]
    assert by_id["places"]["statements"] == ["United States"]
    assert by_id["recordings"]["statements"] == ["Call recordings: 90 days from the end of the call"]
    assert [one["policy"] for one in by_id["vendors"]["sources"]] == ["subprocessors"]


def test_what_no_record_says_is_not_stated_and_no_section_is_empty(outputs, by_id):
    assert by_id["certificates"]["statements"] == by_id["backups"]["statements"] == []
    top = html.fromstring(outputs.pages["answers/"].html)
    told = {div.get("id"): " ".join(div.find("dd").text_content().split()) for div in top.xpath("//dl/div")}
    assert told.keys() == by_id.keys() == {one.id for one in answers.QUESTIONS}
    assert told["certificates"] == told["backups"] == "Not stated"
    assert all(told.values())


def test_the_table_for_spreadsheets_says_the_same(outputs, by_id):
    rows = list(csv.DictReader(io.StringIO(outputs.files["api/answers.csv"].decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == [*by_id]
    breach = next(row for row in rows if row["id"] == "breach")
    assert (breach["policy"], breach["clause"], breach["caiq"]) == ("security", "In case of a breach", "SEF-07.1")
    assert next(row for row in rows if row["id"] == "backups")["answer"] == "not stated"


def test_a_short_word_proves_no_clause():
    text = "# T\n\n## One\n\nWe always improve.\n\n## Two\n\nKept for 90 days from the call.\n"
    assert answers._clause(text, ["always"]) is None
    found = answers._clause(text, ["always", "90 days from the call"])
    assert found is not None
    assert found.heading == "Two"
