"""Puts references (`{{ retention.recordings.period }}`) into a draft where accepted values stood as words.

`acceptance` calls `with_references` with the body and the wanted references, and gets the new body and a `Placed` for
each that was put in.  A value whose words cannot be found at its line stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trustcenter.importing.formats.markdown_text import without_references
from trustcenter.markdown.words import plain_words
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import BY_NAME
from trustcenter.reading.references import fill

EVERYWHERE = frozenset(
    {
        ("contacts", "email"),
        ("contacts", "phone"),
        ("organization", "phone"),
        ("subprocessors", "name"),
        ("subprocessors", "service"),
    }
)
"""Values that mean the same wherever they stand; all others are replaced in their own sentence only."""
_LINKED = frozenset({"email", "phone"})
_UNTOUCHED = re.compile(
    r"(?m)^#{1,6}[ \t].*$|^(```|~~~)[\s\S]*?^\1|`[^`\n]+`|\{%-?\s*raw[\s\S]*?endraw\s*-?%\}|"
    r"\]\((?!mailto:)[^)\s]{0,2000}+\)|https?://[^\s<>)]+"
)

Wanted = tuple[str, str, str, str, str]
"""Kind, id, field, the words that stand for the value, and the sentence they stand in."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One reference that was put in: at which line of the body, for which words, and what it prints."""

    line: int
    words: str
    reference: str
    printed: str


def with_references(body: str, wanted: Sequence[Wanted], facts: Facts) -> tuple[str, tuple[Placed, ...]]:
    """The body with references, and where they were put; words that cannot be found stay as they are."""
    body = without_references(body)
    taken = [match.span() for match in _UNTOUCHED.finditer(body)]
    replacements: list[tuple[int, int, Placed]] = []
    for kind, name, field, words, sentence in sorted(wanted, key=lambda one: -len(one[3])):
        reference = reference_to(kind, name, field)
        printed = _printed(reference, facts)
        if not printed or (re.search(r"\d-\w", words) and field not in ("email", "phone", "name", "detail")):
            continue
        for start, end in _places(body, words, "" if (kind, field) in EVERYWHERE else sentence, field):
            if not any(start < stop and begin < end for begin, stop in taken):
                taken.append((start, end))
                replacements.append((start, end, Placed(body.count("\n", 0, start) + 1, words, reference, printed)))
    for start, end, placed in sorted(replacements, key=lambda one: -one[0]):
        body = body[:start] + placed.reference + body[end:]
    return body, tuple(placed for _, _, placed in sorted(replacements, key=lambda one: one[0]))


def reference_to(kind: str, name: str, field: str) -> str:
    """A reference as a policy writes it."""
    one = BY_NAME[kind].shape == "one"
    path = kind if one else f"{kind}.{name}" if re.fullmatch(r"[a-z][a-z0-9_]*", name) else f"{kind}['{name}']"
    return f"{{{{ {path}.{field}{' | link' if field in _LINKED else ''} }}}}"


def _printed(reference: str, facts: Facts) -> str:
    filled, problems = fill(reference, facts, file="")
    return plain_words(filled.text) if filled and not problems else ""


def _places(body: str, words: str, sentence: str, field: str) -> Iterator[tuple[int, int]]:
    """Where the words stand: within the sentence, if one is given."""
    exact = r"\s+".join(re.escape(part) for part in words.split())
    pattern = rf"(?<![\w@.+/-]){exact}(?![\w@]|\.\w|-\w)"
    if field == "email":
        pattern = rf"\[{exact}\]\(mailto:{exact}\)|<{exact}>|(?<![\w@.+:/-]){exact}(?![\w@-]|\.\w)"
    start, end = 0, len(body)
    if sentence:
        within = re.search(r"\s+".join(re.escape(part) for part in sentence.split()), body)
        if not within:
            return
        start, end = within.span()
    for match in re.compile(pattern).finditer(body, start, end):
        yield match.span()
        if sentence:
            return
