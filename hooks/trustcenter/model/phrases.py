"""English phrases for fields and values of facts: column headings, codes spelled out, days, lists and plurals.

Tables in policies (`reading.fact_tables`), messages and pages in English use these functions, so that a code such as
`scc` reads the same everywhere.  Each returns plain text, neither Markdown nor HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from trustcenter.model.kinds.fields import COUNTRIES, PSEUDO_LOCATIONS

NOT_STATED = "not stated"
HEADINGS = {
    "ai": "AI",
    "automated_decisions": "Automated decisions",
    "baa": "BAA",
    "consent": "Consent",
    "data": "Data",
    "dpa": "Data processing agreement",
    "headquarters": "Headquarters",
    "help": "Help",
    "id": "Id",
    "items": "What it contains",
    "keep": "Kept",
    "emergency": "Emergency changes",
    "label": "Name",
    "material": "Notice of changes",
    "max": "At most",
    "min": "At least",
    "objection": "Time to object",
    "opt_in_shared": "Opt-in data shared for marketing",
    "own_list": "Own list of subprocessors",
    "phi": "Handles health information",
    "respond_within": "Answered within",
    "confirm_within": "Confirmed within",
    "revocation": "Opt-outs honoured within",
    "revokes_all": "Opt-out ends all messages",
    "sold": "Sold",
    "starts": "Counted from",
    "stop": "Opt-out",
    "subjects": "Whose data",
    "then": "Then",
    "total": "At the longest",
    "trains_on_data": "Trains models on this data",
    "transfer": "Transfer mechanism",
    "while": "Kept while",
}
VALUES = {
    "transfer": {
        "adequacy": "adequacy decision",
        "dpf": "Data Privacy Framework",
        "scc": "standard contractual clauses",
        "bcr": "binding corporate rules",
        "derogation": "derogation",
        "none": "none",
    },
    "basis": {
        "contract": "performance of a contract",
        "consent": "consent",
        "legitimate_interests": "legitimate interests",
        "legal_obligation": "legal obligation",
        "vital_interests": "vital interests",
        "public_task": "public task",
    },
    "trains_on_data": {"never": "never", "opt_in": "only on opt-in", "opt_out": "unless opted out", "yes": "yes"},
    "sensitivity": {"phi": "protected health information"},
    "group": {"ai": "AI"},
    "method": {
        "api client": "collected by the client that uses the API",
        "administrator": "set up by an administrator",
    },
    "action": {"delete": "deleted", "anonymise": "anonymised", "archive": "archived", "return": "returned"},
    "regimes": {"gdpr": "GDPR", "uk-gdpr": "UK GDPR", "ccpa": "CCPA", "hipaa": "HIPAA", "coppa": "COPPA"},
}
_PLACES = ("locations", "headquarters", "holidays")


def heading(name: str) -> str:
    """The heading of the column for the field `name`."""
    return HEADINGS.get(name) or name.replace("_", " ").capitalize()


def value(name: str, code: str) -> str:
    """The value `code` of the field `name` for readers: `("transfer", "scc")` → `standard contractual clauses`.

    Country codes become names and ISO days become `1 January 2027`; any other text is returned as it is.
    """
    if name in _PLACES:
        return country(code)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", code):
        return day(date.fromisoformat(code))
    return VALUES.get(name, {}).get(code, code)


def yes_or_no(flag: bool) -> str:
    return "yes" if flag else "no"


def country(code: str) -> str:
    """The English name of a country code or pseudo-location."""
    return COUNTRIES.get(code) or PSEUDO_LOCATIONS.get(code, code)


def day(when: date) -> str:
    """A day as it is printed everywhere: 1 January 2027."""
    return format_date(when, "d MMMM y", locale="en")


def listed(words: Sequence[str], *, last: str = "and") -> str:
    """`a, b and c`; separated by semicolons if an item contains a comma."""
    if len(words) < 2:
        return "".join(words)
    comma = "; " if any(", " in word for word in words) else ", "
    return f"{comma.join(words[:-1])}{';' if comma == '; ' else ''} {last} {words[-1]}"


def plural(count: int, noun: str) -> str:
    """`1 version`, `2 versions`."""
    return f"{count} {noun}" + ("" if count == 1 else "s")
