"""Every rule has a bad example in `tests/errors/<rule>/`; `expected.txt` is what `trustcenter check` prints for it.

An example's files go over the minimal valid center in `tests/errors/_valid/`; where published files are needed,
`make.py` makes them: `make(texts)` gets the files so far and returns those to check, and `base(texts)`, where there is
one, those of the last deployment, of 22 November 2026 or of its own `DEPLOYED`.
After a change that is meant: `TRUSTCENTER_UPDATE=1 python -m pytest tests/test_errors.py` writes `expected.txt` anew.
"""

import os
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conftest import REPOSITORY, VALID, texts_in
from errors._archive import TODAY
from trustcenter.reading.center import Base, Center, load
from trustcenter.reports import problem_report
from trustcenter.rules import RULES, check, rule_id

ERRORS = REPOSITORY / "tests" / "errors"
EXAMPLES = sorted(path for path in ERRORS.iterdir() if path.is_dir() and not path.name.startswith("_"))
DEPLOYED = date(2026, 11, 22)
REF = "4f1c2d9"
"""The commit of the last deployment in messages."""
NOT_TEXTS = ("expected.txt", "make.py")


def example(folder: Path) -> Center:
    """The center that a folder describes."""
    own = {path: data for path, data in texts_in(folder).items() if not path.startswith("__") and path not in NOT_TEXTS}
    texts = texts_in(VALID) | own
    making = runpy.run_path(str(folder / "make.py")) if (folder / "make.py").exists() else {}
    made = load(making["make"](texts) if "make" in making else texts)
    if "base" in making:
        last = load(making["base"](texts)).archive
        return replace(made, base=Base(last, making.get("DEPLOYED", DEPLOYED), ref=REF))
    return made


def test_the_minimal_center_has_no_problem():
    assert problem_report.terminal(check(load(texts_in(VALID)), TODAY)) == "no problems found"


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_bad_example_of_a_rule_gives_exactly_the_expected_problems(folder):
    found = check(example(folder), TODAY)
    lines = "".join(f"{problem_report.line(problem)}\n" for problem in found)
    if os.environ.get("TRUSTCENTER_UPDATE"):
        (folder / "expected.txt").write_text(lines, encoding="utf-8")
    assert lines == (folder / "expected.txt").read_text(encoding="utf-8")
    assert {problem.rule for problem in found} == {folder.name}


def test_every_rule_has_a_bad_example_and_every_bad_example_a_rule():
    assert [folder.name for folder in EXAMPLES] == sorted(rule_id(rule) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=rule_id)
def test_every_rule_says_in_its_docstring_what_holds(rule):
    first = (rule.__doc__ or "").strip().splitlines()[0]
    assert first.endswith((".", "…"))
