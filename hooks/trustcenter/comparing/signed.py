"""Says what a person signs who publishes a text: the bytes that are new, where links lead, and foreign characters.

`publish` shows it before it writes, and the report on a pull request beside each text.  A redline shows words; this
shows what words do not: a link keeps its text and leads elsewhere, a letter of another alphabet looks like one of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from trustcenter.markdown.link_targets import targets
from trustcenter.markdown.look_alikes import named, outside, script_of
from trustcenter.markdown.unseen import visible
from trustcenter.model.phrases import plural

SHOWN = 20
"""The most links, and the most characters, that are listed for one text."""
LONGEST = 200
"""The most characters of a target that are shown."""


def signed(before: str, after: str) -> tuple[str, ...]:
    """One line for each thing that a text says and the text before it did not; `before` may be empty."""
    if before == after:
        return ()
    old, new = (Counter(text.split("\n")) for text in (before, after))
    added, gone = (sum(len(f"{line}\n".encode()) * times for line, times in c.items()) for c in (new - old, old - new))
    bytes_ = f"{plural(added, 'byte')} in {plural((new - old).total(), 'line')}"
    return (f"{bytes_} new, {plural(gone, 'byte')} gone", *_links(before, after), *_characters(new - old, after))


def _links(before: str, after: str) -> Iterator[str]:
    known = {target for _, target in targets(before)}
    new = list(dict.fromkeys(target for _, target in targets(after) if target not in known))
    yield from (f"a link leads to {visible(target[:LONGEST])}" for target in new[:SHOWN])
    if len(new) > SHOWN:
        yield f"{len(new) - SHOWN} more targets of links"


def _characters(lines: Counter[str], text: str) -> Iterator[str]:
    """The characters of new lines that are neither ASCII nor letters of the script of the text, with a place each."""
    script = script_of(text)
    foreign = {line for line in lines if any(outside(line, script))}
    counted, places = Counter[str](), dict[str, tuple[int, int]]()
    for number, line in enumerate(text.split("\n") if foreign else (), start=1):
        for at, character in outside(line, script) if line in foreign else ():
            counted[character] += 1
            places.setdefault(character, (number, at + 1))
    for character, times in islice(counted.items(), SHOWN):
        row, column = places[character]
        yield f"{named(character)}: {plural(times, 'time')}, first in line {row}, column {column}"
    if len(counted) > SHOWN:
        yield f"{len(counted) - SHOWN} more characters that are no {script.capitalize()} letters"
