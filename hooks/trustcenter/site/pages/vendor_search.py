"""What the list of subprocessors is searched and filtered by: words, codes and the names that readers give to them.

`pages.vendor` calls `keys` for each vendor and `names` and `filters` for the list, and puts what they return into the
page; `theme/material/assets/subprocessors.js` does the matching.  The names of countries come from CLDR, everyday names
and adjectives from `lists/countries.yml`, and the countries of the EEA from `lists/transfers.yml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from trustcenter.model import phrases
from trustcenter.model.facts import Plain
from trustcenter.model.kinds.fields import COUNTRIES, country_of, place_in
from trustcenter.reading.translations import Texts
from trustcenter.reading.yaml_source import parse
from trustcenter.rules.requirement_checks.transfers import eea, outside
from trustcenter.site.pages.view import raised

LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
"""Letters that are no base letter with an accent, as readers without them on the keyboard write them."""
NOT_NEEDED, NOT_STATED = "not_needed", "not_stated"
"""Codes of the filter for `none` as a transfer: inside the EEA none is needed; elsewhere none is stated."""
TRANSFER_NAMES = {
    "scc": ("SCC", "SCCs", "standard contractual clauses", "model clauses"),
    "dpf": ("DPF", "Data Privacy Framework", "EU-US Data Privacy Framework"),
    "bcr": ("BCR", "BCRs", "binding corporate rules"),
    "adequacy": ("adequacy", "adequacy decision"),
    "derogation": ("derogation",),
}
REGIONS = ("EEA", "GB", "US")
"""What the filter for locations offers first."""
Choice = tuple[str, str]
"""(value, label)."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What one vendor is found by: folded words, and the codes of each filter."""

    words: str
    location: tuple[str, ...]
    transfer: tuple[str, ...]


def fold(text: str) -> str:
    """A text in lower case without accents: `Zürich` → `zurich`, `Łódź` → `lodz`."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in plain if not unicodedata.category(sign).startswith("M")).translate(LETTERS)


def words(text: str) -> list[str]:
    """The folded words of a text; an abbreviation with dots is one word: `U.S.` → `us`."""
    whole = re.sub(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_]?(?!\w)", lambda m: m[0].replace(".", ""), text)
    return [word for word in re.split(r"[\W_]+", fold(whole)) if word]


def keys(record: Plain, printed: Iterable[str], t: Texts) -> Keys:
    """What a vendor is found by; `printed` are the texts of its line that readers see."""
    places = stated(record, "locations")
    texts = [*printed, *(name for place in places for name in _names_of(place, t))]
    said = dict.fromkeys(word for text in texts for word in words(text))
    return Keys(" ".join(said), tuple(dict.fromkeys(c for p in places for c in _regions(p))), transfer_codes(record))


def stated(record: Plain, name: str) -> tuple[str, ...]:
    """The codes of a field that holds one or several; empty where it is absent or not known."""
    value = record.get(name)
    return tuple(map(str, value)) if isinstance(value, list) else (value,) if isinstance(value, str) else ()


# Transfers ------------------------------------------------------------------------------------------------------------


def transfer_codes(record: Plain) -> tuple[str, ...]:
    """The mechanisms of a vendor as the filter knows them; `NOT_NEEDED` or `NOT_STATED` where there is none."""
    mechanisms = tuple(code for code in stated(record, "transfer") if code != "none")
    if mechanisms:
        return mechanisms
    places = stated(record, "locations")
    return (NOT_NEEDED if places and not outside(places) else NOT_STATED,)


def transfer_in_words(record: Plain, t: Texts) -> str:
    """The mechanism of transfer as pages say it: `none` reads by its reason; empty where nothing is stated."""
    if "transfer" not in record:
        return ""
    if isinstance(record["transfer"], dict):
        return t.plain("common.not_stated")
    codes = transfer_codes(record)
    return t.listed([t.transfer(code) for code in codes])


# Countries and regions ------------------------------------------------------------------------------------------------


@cache
def _countries() -> Mapping[str, Any]:
    path = "lists/countries.yml"
    value: Mapping[str, Any] = parse(path, files("trustcenter").joinpath(path).read_text("utf-8"))[0].value
    return value


def _regions(place: str) -> Iterator[str]:
    """The codes that a location is filtered by: its country, and the European Union and the EEA where it lies there."""
    country = country_of(place)
    yield country
    in_union = country in eea() and country not in _countries()["eea_outside_eu"]
    if in_union or place == "european union":
        yield "EU"
    if country in eea() or place in ("european union", "european economic area"):
        yield "EEA"


def _names_of(place: str, t: Texts) -> Iterator[str]:
    """All that a location may be called: its name in both languages, its adjective, and the place in it."""
    country = country_of(place)
    yield from (t.country(country), phrases.country(country), place_in(place))
    yield _countries()["adjectives"].get(country, "")
    yield from (name for name in _countries()["also_called"].get(country, ()) if not name.isupper())
    if country in eea() or country in ("GB", "CH"):
        yield "Europe European"


def names(rows: Iterable[Keys], t: Texts) -> dict[str, str]:
    """What readers type for a code, folded: `uk` → `=location:GB`, `german` → `location:DE`, `scc` → `=transfer:scc`.

    A value that begins with `=` stands for nothing but the code; any other name may also be a word of a line.
    The regions and mechanisms are always known, so that a search for one that no vendor has finds nothing.
    """
    named: dict[str, str] = {}
    used = {code for row in rows for code in row.location} & COUNTRIES.keys()
    for country in sorted(used):
        adjective = _countries()["adjectives"].get(country, "")
        for name in (t.country(country), phrases.country(country), adjective):
            named |= {" ".join(words(name)): f"location:{country}"} if name else {}
    for code, called in _countries()["also_called"].items():
        for name in called:
            exact = "=" if name.isupper() else ""
            named |= {" ".join(words(name)): f"{exact}location:{code}"}
    for code, called in TRANSFER_NAMES.items():
        named |= {" ".join(words(name)): f"{'=' if name[0].isupper() else ''}transfer:{code}" for name in called}
    return named | {"ai": "ai:yes", "artificial intelligence": "ai:yes"}


def locations(rows: Sequence[Keys], t: Texts) -> list[Choice]:
    """The choices of the filter for locations: the regions that reviewers ask for, then the countries by name."""
    used = {code for row in rows for code in row.location}
    labels = {"EEA": t.plain("vendors.region_eea"), "GB": t.country("GB"), "US": t.country("US")}
    first = [(code, labels[code]) for code in REGIONS if code in used]
    rest = [(code, t.country(code)) for code in used - {"EU", *REGIONS}]
    return first + sorted(rest, key=lambda choice: choice[1])


def transfers(rows: Sequence[Keys], t: Texts) -> list[Choice]:
    """The choices of the filter for mechanisms, in the order of the law."""
    order = ("adequacy", "dpf", "scc", "bcr", "derogation", NOT_NEEDED, NOT_STATED)
    used = {code for row in rows for code in row.transfer}
    return [(code, raised(t.transfer(code))) for code in order if code in used]
