"""The rules: each a short function whose docstring is the rule and whose name is its id.

A rule gets the center and a day and yields problems; it never reads a clock,
the disk or the environment.  To add one: write it in the module of its family,
add it to `RULES`, give it a bad example in `tests/errors/<id>/` and a heading
in the manual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from trustcenter.center import Center
from trustcenter.problems import Problem, in_order
from trustcenter.rules.consistency import (
    bad_reference,
    contradiction,
    dangling_id,
    missing_retention,
    unknown_reference,
)
from trustcenter.rules.history import backdated, rewritten_history
from trustcenter.rules.hygiene import ambiguous_date, obfuscated_email, placeholder, stale_law
from trustcenter.rules.integrity import (
    altered_version,
    duplicate_effective,
    orphan_version,
    unfinished_publish,
    wrong_order,
)
from trustcenter.rules.notice import (
    effective_before_announced,
    emergency_without_reason,
    planned_announcement,
    too_little_notice,
    understated_class,
)
from trustcenter.rules.reading import (
    bad_value,
    duplicate_id,
    duplicate_key,
    missing_field,
    not_utf_8,
    second_title,
    unknown_field,
    yaml_feature,
    yaml_syntax,
)
from trustcenter.rules.upkeep import unknown_fact

Rule = Callable[[Center, date], Iterator[Problem]]

READING: tuple[Rule, ...] = (
    not_utf_8, yaml_syntax, yaml_feature, duplicate_key, unknown_field, missing_field, bad_value, duplicate_id,
    second_title,
)  # fmt: skip
INTEGRITY: tuple[Rule, ...] = (altered_version, orphan_version, unfinished_publish, duplicate_effective, wrong_order)
NOTICE: tuple[Rule, ...] = (
    too_little_notice, understated_class, effective_before_announced, emergency_without_reason,
    planned_announcement,
)  # fmt: skip
HISTORY: tuple[Rule, ...] = (rewritten_history, backdated)
CONSISTENCY: tuple[Rule, ...] = (contradiction, dangling_id, bad_reference, unknown_reference, missing_retention)
HYGIENE: tuple[Rule, ...] = (placeholder, obfuscated_email, stale_law, ambiguous_date)
UPKEEP: tuple[Rule, ...] = (unknown_fact,)
RULES: tuple[Rule, ...] = (*READING, *INTEGRITY, *NOTICE, *HISTORY, *CONSISTENCY, *HYGIENE, *UPKEEP)


def rule_id(rule: Rule) -> str:
    """`too_little_notice` is known as `too-little-notice`."""
    return getattr(rule, "__name__", "").replace("_", "-")


def check(center: Center, today: date) -> tuple[Problem, ...]:
    """Every problem that any rule finds, in the order of files and lines."""
    return in_order(problem for rule in RULES for problem in rule(center, today))
