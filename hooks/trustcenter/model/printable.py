"""Which characters a text may have: everything but control characters, tabs and line ends excepted.

The readers of files (`reading.yaml_source`), the types of facts and the form of records ask it, so that no escape in
YAML or JSON brings in what the files themselves may not hold.
"""

from __future__ import annotations

import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
"""Control characters but the tab and the line end, and halves of surrogate pairs."""
ALLOWED = "remove it; only tabs and line ends are allowed"


def control_in(text: str) -> str:
    """What is wrong with a text that has a control character, with its code point; empty if it has none."""
    if text.isprintable():
        return ""
    control = CONTROL.search(text)
    return f"control character U+{ord(control[0]):04X}" if control else ""
