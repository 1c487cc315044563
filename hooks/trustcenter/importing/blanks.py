"""Variables of a template that nobody filled: `{{ imprint.vat_id }}`, `${COMPANY}`, `%NAME%`, `[[ADDRESS]]`.

Only a text that is imported is read for them.  In a draft two braces are a reference, and a version is literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from trustcenter.center import Center
from trustcenter.problems import Problem
from trustcenter.rules.prose import texts, without_code

_NAME = r"[A-Za-z_#][\w .:|'\"/\\-]{0,80}?"
_OPEN, _CLOSE = r"\\?\{", r"\\?\}"
_VARIABLE = re.compile(
    rf"\$?{_OPEN}{_OPEN}\s*(?:{_OPEN})?{_NAME}\s*(?:{_CLOSE})?{_CLOSE}{_CLOSE}"
    rf"|\${_OPEN}{_NAME}{_CLOSE}"
    rf"|(?<![\w{{\\]){_OPEN}[A-Za-z][A-Za-z0-9]*(?:[ _.-][A-Za-z0-9]+){{0,5}}{_CLOSE}(?!\}})"
    r"|(?<![\w%])%[A-Z][A-Z0-9_]{2,40}%(?![\w%])"
    r"|(?<!\w)\\?\[\\?\[\s*[A-Za-z][\w .-]{1,60}\\?\]\\?\](?!\()"
)


def unfilled(center: Center, today: date) -> Iterator[Problem]:
    """Names in the braces or signs of a template stand where a value was meant to be."""
    for text in texts(center, today):
        for match in _VARIABLE.finditer(without_code(text.text)):
            hint = "write what is meant, or leave it if the text shows a template on purpose"
            shown = " ".join(match[0].replace("\\", "").split())
            yield text.problem(match.start(), "placeholder", f"`{shown}` is a variable that was not filled", hint)
