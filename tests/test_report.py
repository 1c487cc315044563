"""Problems on a terminal, as GitHub annotations and as JSON."""

import json
from datetime import date

import pytest

from conftest import with_files
from trustcenter.model.problems import Problem, Severity, Where, in_order, one_of
from trustcenter.model.similarity import nearest
from trustcenter.reading.center import load
from trustcenter.reports import problem_report
from trustcenter.rules import check

WHEN = date(2026, 12, 1)

ERROR = Problem(Where("data/notice.yml", 1, 11), "bad-value", "`a month` is not a period", "write `1 month`")
WARNING = Problem(Where("docs/faq.md", 3, 5), "placeholder", "`TBD` is a placeholder", "", Severity.WARNING)
INFO = Problem(Where("data/ai.yml"), "broken-link", "shown as plain text", "", Severity.INFO)


def test_a_terminal_shows_one_problem_a_line_and_counts_them():
    assert problem_report.terminal([ERROR, WARNING, WARNING, INFO]).splitlines() == [
        "data/notice.yml:1:11: error [bad-value] `a month` is not a period — write `1 month`",
        "docs/faq.md:3:5: warning [placeholder] `TBD` is a placeholder",
        "docs/faq.md:3:5: warning [placeholder] `TBD` is a placeholder",
        "data/ai.yml: info [broken-link] shown as plain text",
        "1 error, 2 warnings, 1 info",
    ]


def test_a_log_shows_the_first_problems_and_says_how_many_there_are():
    assert problem_report.brief([]) == []
    assert (
        problem_report.brief([WARNING] * problem_report.LOG_LINES)
        == [problem_report.line(WARNING)] * problem_report.LOG_LINES
    )
    told = problem_report.brief([WARNING] * 130)
    assert told[:-1] == [problem_report.line(WARNING)] * problem_report.LOG_LINES
    assert told[-1] == "and more, 130 warnings in all; `trustcenter check` lists them"


def test_a_terminal_says_that_there_is_nothing_to_say():
    assert problem_report.terminal([]) == "no problems found"


def test_problems_come_once_and_by_file_line_and_column():
    late, early = Problem(Where("a", 10, 1), "r", "m"), Problem(Where("a", 9, 2), "r", "m")
    assert in_order([late, early, INFO, late]) == (early, late, INFO)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (
            ERROR,
            "::error file=data/notice.yml,line=1,col=11,title=bad-value::`a month` is not a period — write `1 month`",
        ),
        (WARNING, "::warning file=docs/faq.md,line=3,col=5,title=placeholder::`TBD` is a placeholder"),
        (INFO, "::notice file=data/ai.yml,line=1,col=1,title=broken-link::shown as plain text"),
    ],
)
def test_a_github_annotation_stands_beside_the_line(problem, expected):
    assert problem_report.github([problem]) == expected


def test_a_github_annotation_is_one_line_whatever_its_text_says():
    problem = Problem(Where("data/a,b:c%.yml", 2, 3), "x:y,z", "100 % of\r\nlines: a, b", "50%\n::error::no")
    assert problem_report.github([problem]) == (
        "::error file=data/a%2Cb%3Ac%25.yml,line=2,col=3,title=x%3Ay%2Cz"
        "::100 %25 of%0D%0Alines: a, b — 50%25%0A::error::no"
    )


def test_github_annotations_of_an_example_lead_from_the_root_of_the_repository():
    assert (
        problem_report.github([INFO, INFO], prefix="examples/amnex/").splitlines()
        == ["::notice file=examples/amnex/data/ai.yml,line=1,col=1,title=broken-link::shown as plain text"] * 2
    )


def test_nothing_found_gives_no_annotation_and_an_empty_list():
    assert problem_report.github([]) == ""
    assert json.loads(problem_report.as_json([])) == []


def test_json_holds_every_part_of_a_problem():
    assert json.loads(problem_report.as_json([ERROR, INFO])) == [
        {
            "file": "data/notice.yml", "line": 1, "column": 11, "rule": "bad-value", "severity": "error",
            "message": "`a month` is not a period", "hint": "write `1 month`",
        },
        {
            "file": "data/ai.yml", "line": 0, "column": 0, "rule": "broken-link", "severity": "info",
            "message": "shown as plain text", "hint": "",
        },
    ]  # fmt: skip


def test_json_keeps_umlauts_and_quotes():
    odd = Problem(Where("data/ä.yml", 1, 1), "r", 'a "quoted"\nline\u2028', "ü")
    [read] = json.loads(problem_report.as_json([odd]))
    assert (read["file"], read["message"], read["hint"]) == ("data/ä.yml", 'a "quoted"\nline\u2028', "ü")


def test_what_was_found_in_a_file_stays_on_one_line_of_the_terminal():
    found = check(load(with_files({"data/notice.yml": 'material: "a\\n\\nmonth"\n'})), WHEN)
    assert len(problem_report.terminal(found).splitlines()) == len(found) + 1


@pytest.mark.parametrize(
    ("found", "allowed", "guess"),
    [
        ("recording", ["recordings", "transcripts"], "recordings"),
        ("GROUP", ["group"], "group"),
        ("zzz", ["recordings"], ""),
        ("a", [], ""),
    ],
)
def test_the_nearest_word_is_guessed_only_where_one_is_near(found, allowed, guess):
    assert nearest(found, allowed) == guess


def test_a_hint_lists_what_is_allowed_up_to_a_length():
    assert one_of("b", ["c", "a"]) == "allowed: a, c"
    assert one_of("x1", [f"x{n}" for n in range(30)], most=2) == "did you mean x1? allowed: x0, x1 … (30 in all)"
    assert one_of("x", []) == "there is none yet"


def test_a_center_that_never_published_is_told_where_to_start():
    """Errors first, then file by file in the order in which facts build on each other."""
    found = [
        Problem(Where(file, 2, 1), "unknown-fact", f"{file} is open", "", severity)
        for file, severity in (
            ("data/ai.yml", Severity.WARNING), ("data/contacts.yml", Severity.WARNING),
            ("data/notice.yml", Severity.ERROR), ("data/organization.yml", Severity.WARNING),
            ("docs/policies/terms/index.md", Severity.WARNING), ("mkdocs.yml", Severity.INFO),
        )
    ]  # fmt: skip
    lines = problem_report.first_time(found).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "data/notice.yml", "start here", "data/organization.yml", "data/contacts.yml", "data/ai.yml",
        "docs/policies/terms/index.md", "mkdocs.yml", "1 error, 4 warnings, 1 info",
    ]  # fmt: skip
    assert lines[1] == (
        "start here: data/organization.yml (1), data/contacts.yml (1); then the other 2 warnings, in this order"
    )
    assert problem_report.first_time([]) == "no problems found"
