"""Makes ids of words of a text for the records that an import proposes.

The families of `proposals` and `vendor_records` call `slug` ("Twilio Inc." is `twilio-inc`) and `free_id`, which adds
a number where the id is taken.
"""

from __future__ import annotations

import re
import unicodedata


def slug(words: str, *, most: int = 40) -> str:
    """An id made of words."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    made = ""
    for part in re.sub(r"[^a-z0-9]+", " ", plain.replace("'", "")).split():
        if made and len(made) + len(part) + 1 > most:
            break
        made = f"{made}_{part}" if made else part[:most]
    return made or "unnamed"


def free_id(wanted: str, taken: set[str]) -> str:
    """An id that is not taken yet, and from now on is."""
    number, free = 2, wanted
    while free in taken:
        free, number = f"{wanted}_{number}", number + 1
    taken.add(free)
    return free
