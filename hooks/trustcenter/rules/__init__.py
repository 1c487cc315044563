"""The rules: `check(center, today)` returns every problem that any of them reports, in order of file and line.

`build`, `check`, `publish` and the reports call it.  A rule is a generator function that takes the center and a day;
its docstring is the rule, its name is its id (`too_little_notice` → `too-little-notice`).  Rules read no clock, disk
or environment.  To add one: write it in the module of its family, add it to `RULES`, give it a bad example in
`tests/errors/<id>/` and a heading in the manual.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date

from trustcenter.model.problems import Problem, in_order
from trustcenter.reading.center import Center
from trustcenter.reading.site_settings import SiteSettings, wrong_extras, wrong_logo
from trustcenter.rules.consistency import (
    bad_reference,
    contradiction,
    dangling_id,
    taken_address,
    taken_files,
    unknown_reference,
    unshown_text,
)
from trustcenter.rules.history import backdated, rewritten_history
from trustcenter.rules.hygiene import (
    ambiguous_date,
    fused_heading,
    obfuscated_email,
    overclaim,
    placeholder,
    repeated_text,
    stale_law,
    typed_date,
)
from trustcenter.rules.input_files import (
    bad_value,
    duplicate_id,
    duplicate_key,
    missing_field,
    not_utf_8,
    second_title,
    too_complex,
    unfit_files,
    unknown_field,
    yaml_feature,
    yaml_syntax,
)
from trustcenter.rules.integrity import (
    altered_version,
    duplicate_effective,
    orphan_version,
    unfinished_publish,
    withdrawn_returns,
    wrong_order,
)
from trustcenter.rules.notice import (
    effective_before_announced,
    emergency_without_reason,
    planned_announcement,
    too_little_notice,
    understated_class,
)
from trustcenter.rules.own_menu import wrong_nav
from trustcenter.rules.requirement_findings import (
    accepted,
    empty_clause,
    expired_attestation,
    expired_waiver,
    requirement_missing,
    stale_list,
    unknown_requirement,
)
from trustcenter.rules.schedule import conflicting_retention, missing_retention
from trustcenter.rules.unseen import unseen_text
from trustcenter.rules.upkeep import review_overdue, security_txt_expiry, unknown_fact, unreachable_contact
from trustcenter.rules.wording import (
    fact_in_prose,
    notice_in_prose,
    period_in_prose,
    unlisted_contact,
    unlisted_vendor,
    unnamed_vendor,
)

Rule = Callable[[Center, date], Iterator[Problem]]

INPUT_FILES: tuple[Rule, ...] = (
    not_utf_8, yaml_syntax, yaml_feature, duplicate_key, unknown_field, missing_field, bad_value, duplicate_id,
    second_title, too_complex,
)  # fmt: skip
INTEGRITY: tuple[Rule, ...] = (
    altered_version, orphan_version, unfinished_publish, duplicate_effective, wrong_order, withdrawn_returns,
)  # fmt: skip
NOTICE: tuple[Rule, ...] = (
    too_little_notice, understated_class, effective_before_announced, emergency_without_reason,
    planned_announcement,
)  # fmt: skip
HISTORY: tuple[Rule, ...] = (rewritten_history, backdated)
CONSISTENCY: tuple[Rule, ...] = (
    contradiction, dangling_id, bad_reference, unknown_reference, taken_address, unshown_text,
)  # fmt: skip
SCHEDULE: tuple[Rule, ...] = (missing_retention, conflicting_retention)
WORDING: tuple[Rule, ...] = (
    fact_in_prose, period_in_prose, notice_in_prose, unlisted_contact, unlisted_vendor, unnamed_vendor,
)  # fmt: skip
HYGIENE: tuple[Rule, ...] = (
    placeholder, obfuscated_email, stale_law, ambiguous_date, overclaim, fused_heading, repeated_text, typed_date,
    unseen_text,
)  # fmt: skip
UPKEEP: tuple[Rule, ...] = (unknown_fact, review_overdue, unreachable_contact, security_txt_expiry)
REQUIREMENTS: tuple[Rule, ...] = (
    requirement_missing, empty_clause, unknown_requirement, expired_waiver, expired_attestation, stale_list,
)  # fmt: skip
RULES: tuple[Rule, ...] = (
    *INPUT_FILES, *INTEGRITY, *NOTICE, *HISTORY, *CONSISTENCY, *SCHEDULE, *WORDING, *HYGIENE, *UPKEEP, *REQUIREMENTS,
)  # fmt: skip


def rule_id(rule: Rule) -> str:
    """The id of a rule: `too_little_notice` → `too-little-notice`."""
    return getattr(rule, "__name__", "").replace("_", "-")


def check_settings_and_files(center: Center, settings: SiteSettings, *, paths: Collection[str]) -> Iterator[Problem]:
    """Problems of the settings, the menu and the files themselves, which need more than the contents that were read.

    `paths` are the paths of all files read.
    """
    yield from wrong_logo(center.settings, settings.assets)
    yield from wrong_extras(center.settings, settings.assets)
    yield from wrong_nav(center, settings.nav, settings.assets)
    yield from taken_files(settings.assets)
    yield from unfit_files({*paths, *settings.assets}, settings.links)


def check(center: Center, today: date) -> tuple[Problem, ...]:
    """Every problem that any rule reports as of a day, in order of file and line; waived warnings become infos."""
    return in_order(accepted((problem for rule in RULES for problem in rule(center, today)), center, today))
