"""Every pattern of the program on 100 KB of what it takes longest for: none costs much more for a longer text.

The inputs of a pattern are repetitions of its own signs, words and neighbours.  What is measured is seconds of the
processor, once for 2 KB and, only if that could be the beginning of something worse, for more.  `make fuzz` runs this.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from types import FrameType

import trustcenter

LARGE, SMALL, SECONDS = 100_000, 2_000, 3.0
"""A linear pattern takes some milliseconds for the large input; one that is not takes minutes."""
ORDINARY = (
    " ",
    "a",
    "1",
    "\n",
    "a ",
    "a\n",
    " \n",
    "a. ",
    "a, ",
    "<a ",
    "[a](",
    "| a ",
    "- a\n",
    "a@",
    "a-",
    '"',
    "`",
    "<!--",
    "{{",
    "&#",
)

LINE = {
    f"trustcenter.importing.{name}[0]" for name in (
        "formats.markdown_text._CODE_LINE", "formats.markdown_text._ITEM", "formats.markdown_text._LETTER_ITEM",
        "formats.markdown_text._NUMBERED", "formats.plain_text._BULLET", "formats.plain_text._CONTACT",
        "formats.plain_text._NUMBER", "formats.plain_text._RULE", "formats.plain_text._RULE_ROW", "passages._ITEM",
        "proposals.company_identity._NO_BRAND", "proposals.named_vendors._SERVICE_AFTER",
    )
}  # fmt: skip
"""Patterns that are asked at one place alone, such as the beginning of a line; here they are too."""
SENTENCE = {
    f"trustcenter.importing.proposals.company_identity.{name}[0]"
    for name in ("_CALLS_ITSELF", "_TRADES_AS", "_BRAND_ONLY")
}
"""Patterns that read a sentence, which has `proposals.LONGEST` characters at most."""
RENDERED = {"trustcenter.comparing.changed._TAGS[0]"}
"""Patterns that read HTML of our own, in which every `<` is closed."""


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern that a module keeps, by the name of the module and its own."""
    kept: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(trustcenter.__path__, "trustcenter."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                for number, pattern in enumerate(_within(value)):
                    kept.setdefault(f"{module.name}.{name}[{number}]", pattern)
    return {name: pattern for name, pattern in kept.items() if name == _first(kept, pattern)}


def _first(kept: dict[str, re.Pattern[str]], pattern: re.Pattern[str]) -> str:
    return next(name for name, other in kept.items() if other is pattern)


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _within(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _within(item)


def units(pattern: str) -> list[str]:
    """What an input for a pattern is made of: ordinary pieces, and the signs and words of the pattern itself."""
    signs = sorted({sign for sign in re.sub(r"\\[a-zA-Z]", "", pattern) if sign.isprintable()})[:40]
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\\[a-zA-Z]", " ", pattern))[:12]
    spaced = [f"{piece} " for piece in (*words, *signs) if len(piece) > 1 or not piece.isalnum()]
    return list(dict.fromkeys([*ORDINARY, *signs, *words, *spaced]))


def worst(pattern: re.Pattern[str], *, seconds: float = SECONDS, once: bool = False) -> str:
    """The unit that a pattern takes longer for than so many seconds of the processor; empty if there is none."""
    for unit in units(pattern.pattern):
        started = time.process_time()
        _search(pattern, unit * (SMALL // len(unit)), seconds, once=once)
        spent = time.process_time() - started
        if spent * (LARGE / SMALL) ** 2 > seconds and not _search(
            pattern, unit * (LARGE // len(unit)), seconds, once=once
        ):
            return unit
    return ""


class _TooLongError(Exception):
    """A search has taken too many seconds."""


def _search(pattern: re.Pattern[str], text: str, seconds: float, *, once: bool = False) -> bool:
    """Whether all matches, or the one at the beginning, are seen within so many seconds of the processor."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        if once:
            pattern.match(text)
            pattern.fullmatch(text)
        else:
            deque(pattern.finditer(text), maxlen=0)
    except _TooLongError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    return True


def main() -> int:
    slow = {
        name: unit
        for name, pattern in patterns().items()
        if name not in SENTENCE | RENDERED and (unit := worst(pattern, once=name in LINE))
    }
    for name, unit in slow.items():
        sys.stdout.write(f"{name} takes more than {SECONDS} s for 100 KB of {unit!r}\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
