"""The head of an archive: one hash over every change, version and record that was public by a day.

`verify` prints the head of an archive and compares it with one that somebody kept; `head_on` gives the one of a day to
`api/center.json`, feeds, releases, mails and evidence packs, so that others keep it.  The chain of each policy shows
that nothing in its middle is missing; only a head that was noted elsewhere shows that nothing is missing at its end.

Days are taken in order: the head of a day is the sha256 of the head of the day before and of one line for each change
that became public on it, `<id> <sha256 of the entry> <seals of its records, sorted>`, sorted and each ended by `\\n`.
A head of the past is therefore among the heads of the same archive today, unless something public by then was taken
out, changed, or added afterwards (as recorded history is).
"""

from __future__ import annotations

from datetime import date

from trustcenter.model.records import sha256
from trustcenter.model.versions import Archive, Change


def heads(archive: Archive) -> tuple[tuple[date, str], ...]:
    """(day, head) for each day on which something became public, oldest first."""
    by_day: dict[date, list[str]] = {}
    for change in archive.changes_in_order:
        by_day.setdefault(change.public_from, []).append(_line(archive, change))
    head, listed = "", list[tuple[date, str]]()
    for day, lines in by_day.items():
        head = sha256("".join(f"{line}\n" for line in (head, *sorted(lines))).encode())
        listed.append((day, head))
    return tuple(listed)


def head_on(archive: Archive, day: date) -> str:
    """The head of everything that was public by a day; empty if nothing was."""
    return next((head for public, head in reversed(heads(archive)) if public <= day), "")


def _line(archive: Archive, change: Change) -> str:
    """What a change adds to the head: its id, the hash of its entry, the seals of its records."""
    beside = archive.chained.get(change.id)
    seals = [version.seal for version in archive.by_change.get(change.id, ())] + ([beside.seal] if beside else [])
    return " ".join([change.id, archive.published_sha256(change.path), *sorted(seals)])
