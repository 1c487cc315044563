"""Each case of NOTICE-CASES.md has a test in this folder that is named after it."""

import re
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = re.findall(r"(?m)^\| ([A-Z][0-9]+[a-d]?) \|", (HERE / "NOTICE-CASES.md").read_text("utf-8"))
TESTS = [
    name
    for path in sorted(HERE.glob("test_*.py"))
    for name in re.findall(r"(?m)^def (test_\w+)", path.read_text("utf-8"))
]


AGREED = {"A": 49, "C": 13, "S": 17, "P": 16, "B": 13, "T": 12, "K": 8, "N": 4, "R": 6, "M": 4}
"""How many cases there are of each letter."""


def test_there_are_as_many_cases_as_were_agreed():
    assert len(CASES) == len(set(CASES))
    assert Counter(case[0] for case in CASES) == AGREED


def test_every_case_has_a_test_of_its_name():
    assert [case for case in CASES if not any(f"_{case.lower()}_" in name for name in TESTS)] == []
