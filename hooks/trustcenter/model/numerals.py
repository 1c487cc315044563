"""Numbers written as words: `ninety`, `twenty-four`, `one hundred and eighty`.

`WORDS` is the pattern of such a number in running text, `number_of` its value.
"""

from __future__ import annotations

import re

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen"
    " nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_TEN, _ONE, _DIGIT = "|".join(_TENS), "|".join(sorted(_ONES, key=len, reverse=True)), "|".join(_ONES[:9])
_BELOW_HUNDRED = rf"(?:(?:{_TEN})(?:[ -](?:{_DIGIT}))?|{_ONE})\b"
WORDS = rf"(?:(?:(?:{_DIGIT}|a) )?hundred\b(?: (?:and )?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"


def number_of(words: str) -> int:
    """The value of a number in digits or words; raises ValueError for anything else."""
    text = words.strip().lower()
    if text.isdecimal():
        return int(text)
    total = 0
    for part in re.findall(r"[a-z]+", text):
        if part == "hundred":
            total = max(total, 1) * 100
        elif part in _TENS:
            total += _TENS[part]
        elif part in _ONES:
            total += _ONES.index(part) + 1
        elif part not in ("and", "a"):
            raise ValueError(f"`{words}` is not a number")
    if not total:
        raise ValueError(f"`{words}` is not a number")
    return total
