"""Reads one sealed file: parses a record and checks its seal, and words the problems of files that do not hold.

`reading.archive` and `reading.redactions` use it.  Nothing is repaired: a record that does not hold is a problem.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from trustcenter.model.problems import Problem, Where
from trustcenter.model.records import holds
from trustcenter.reading.record_values import located

FIX = "restore the published bytes (git checkout the file); a published file never changes"
_Form = TypeVar("_Form", bound=BaseModel)


def altered(file: str, message: str, hint: str = FIX) -> Problem:
    """The problem of a file that does not have the bytes that were published."""
    return Problem(Where(file), "altered-version", message, hint)


def orphan(file: str, message: str, missing: str) -> Problem:
    """The problem of a file whose companion is missing."""
    hint = f"restore {missing} (git checkout), or remove this file if it was never published"
    return Problem(Where(file), "orphan-version", message, hint)


def sealed_record(
    file: str, data: bytes, form: type[_Form], *, redacted: bool = False
) -> tuple[_Form | None, list[Problem]]:
    """Parse a record of the form `form`; None with a problem if its bytes do not match its seal or its form.

    The seal of a `redacted` record is that of the bytes before, so it cannot match; the redaction seals those of now.
    """
    sealed = redacted or holds(data)
    if sealed:
        with suppress(ValidationError):  # reported below
            return form.model_validate_json(data), []
    try:
        raw: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None, [altered(file, "the record is not the JSON that was published")]
    if not isinstance(raw, dict) or not sealed:
        return None, [altered(file, "the record does not fit its seal")]
    try:
        return form.model_validate(raw), []
    except ValidationError as error:
        return None, located(file, data, form, raw, error)
