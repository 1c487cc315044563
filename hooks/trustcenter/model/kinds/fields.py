"""The field types of facts: text, ids, days, periods, countries, addresses, numbers and flags, with their JSON Schema.

The models in `model.kinds` declare their fields with these types; pydantic calls them when `reading.facts_loader`
validates a record.  Each turns the text that YAML gives into a value, or raises an error with what is wrong and what is
allowed.  `marks.Form` gives each type its name in the manual and an example.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from babel import Locale
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    InstanceOf,
    PlainSerializer,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from trustcenter.model import periods
from trustcenter.model.kinds.marks import Form, Linked, Place, Refers, Spelled
from trustcenter.model.kinds.printing import NOT_STATED, Within
from trustcenter.model.languages import LANGUAGE, wrong_language
from trustcenter.model.printable import ALLOWED, control_in
from trustcenter.model.problems import one_of

PSEUDO_LOCATIONS = {
    "nearest edge": "the edge location nearest to the user",
    "customer selected": "the region the customer selects",
    "global": "worldwide",
    "european union": "the European Union",
    "european economic area": "the European Economic Area",
    "europe": "Europe",
}
# Babel also names regions that ISO 3166-1 does not list as countries; XK, which everybody uses for Kosovo, is allowed.
_NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
COUNTRIES: dict[str, str] = {
    code: str(name)
    for code, name in sorted(Locale("en").territories.items())
    if re.fullmatch("[A-Z]{2}", code) and code not in _NOT_COUNTRIES
}
SLUG = r"[a-z0-9]+(?:[_-][a-z0-9]+)*"
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_HOST}(?:\.{_HOST})+"
_PHONE = r"\+[1-9][0-9]{6,14}"
_HTTPS = r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][^\s<>\"`]*)?"


class Unknown(BaseModel):
    """A fact that is not known, and why: renders as "not stated"."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    unknown: Annotated[str, Field(min_length=1, description="why it is not known")]

    def __str__(self) -> str:
        return NOT_STATED


class Fact(BaseModel):
    """One record in `data/`: immutable, without fields that its kind does not declare."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=False)

    def plain(self) -> dict[str, Any]:
        """The record as JSON can hold it: what was written, without what was left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    @classmethod
    def in_words(cls, _: Within, /) -> str:
        """A record within a record as Markdown; empty: its fields are listed one by one with their names."""
        return ""


def bad(message: object, hint: str) -> PydanticCustomError:
    """The error to raise for a value that its type refuses: what is wrong, and what is allowed."""
    return PydanticCustomError("bad_value", "{found}", {"found": str(message), "allowed": hint})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise bad(f"found {shape(value)}", "write a text here")
    if not value.strip():
        raise bad("the value is empty", "write a value, leave the field out, or say `{unknown: why}`")
    return printable(value).strip()


def printable(text: str) -> str:
    """The text; raises for one with a control character, which an escape in YAML or JSON can bring in."""
    if wrong := control_in(text):
        raise bad(f"the value has the {wrong}", ALLOWED)
    return text


def _line(value: object) -> str:
    text = _text(value)
    if "\n" in text or "\t" in text:
        raise bad("the value has a line end or a tab", "write it on one line")
    return text


def shape(value: object) -> str:
    """A YAML value as messages name it: `a list`, `a mapping` or the text itself in backticks."""
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else f"`{value}`"


def _matches(pattern: str, what: str, allowed: str) -> BeforeValidator:
    compiled = re.compile(pattern)

    def check(value: object) -> str:
        text = _text(value)
        if not compiled.fullmatch(text):
            raise bad(f"`{text}` is not {what}", allowed)
        return text

    return BeforeValidator(check)


def _phone(value: object) -> str:
    text = re.sub(r"[\s().\-]", "", _text(value))
    if not re.fullmatch(_PHONE, text):
        raise bad(
            f"`{value}` is not an international telephone number",
            "write it with a plus and the country code: +17087654406",
        )
    return text


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return periods.parse_day(_text(value))
    except ValueError as error:
        raise bad(error, "write an existing day as YYYY-MM-DD: 2026-12-01") from None


def _period(value: object) -> periods.Period:
    if isinstance(value, periods.Period):
        return value
    try:
        return periods.parse_period(_text(value))
    except ValueError as error:
        raise bad(error, f"write {periods.PERIOD_FORMS}") from None


def _zone(value: object) -> str:
    try:
        return periods.zone(_text(value)).key
    except ValueError as error:
        raise bad(error, "write an IANA name: America/Chicago, Europe/Berlin, UTC") from None


def _language(value: object) -> str:
    text = _text(value)
    if hint := wrong_language(text):
        raise bad(f"`{text}` is not the code of a language", hint)
    return text


def _country(value: object) -> str:
    text = _text(value)
    if text not in COUNTRIES:
        guess = country_code(text)
        hint = f"did you mean {guess}? " if guess else ""
        raise bad(f"`{text}` is not a country code", f"{hint}allowed: ISO 3166-1 alpha-2 in capitals: US, DE, NO")
    return text


def _holiday_country(value: object) -> str:
    code = _country(value)
    if not periods.has_holidays(code):
        raise bad(f"the public holidays of `{code}` are not known", "name another country, or leave it out")
    return code


def _location(value: object) -> str:
    """`IE`, `IE: Dublin` or a pseudo-location; YAML reads the second one in a list as a mapping of one pair."""
    if isinstance(value, dict) and len(value) == 1 and "unknown" not in value:
        value = ": ".join(_text(part) for part in next(iter(value.items())))
    text = _text(value)
    if text in PSEUDO_LOCATIONS:
        return text
    country, colon, place = text.partition(":")
    if colon and not place.strip():
        raise bad(f"`{text}` names no place in the country", "write `IE: Dublin`, or the country alone: `IE`")
    try:
        code = _country(country)
    except PydanticCustomError:
        guess = country_code(country)
        hint = f"did you mean {guess}? " if guess else ""
        pseudo = ", ".join(f"`{name}`" for name in PSEUDO_LOCATIONS)
        allowed = f"a country code (US, DE, NO), one with a city or region (`IE: Dublin`), or one of {pseudo}"
        raise bad(f"`{text}` is not a location", f"{hint}allowed: {allowed}") from None
    return f"{code}: {' '.join(place.split())}" if place else code


def country_of(location: str) -> str:
    """The country code of a location without the place in it (`IE: Dublin` → `IE`); a pseudo-location as it is."""
    return location.partition(":")[0]


def place_in(location: str) -> str:
    """The city or region that a location names beside its country: `IE: Dublin` → `Dublin`; else empty."""
    return location.partition(":")[2].strip()


def country_code(text: str) -> str:
    """The country code probably meant by a name, a lower-case code or a name in everyday use (`UK` → `GB`); else
    empty.
    """
    name = text.strip(" .").lower().removeprefix("the ")
    if name in _ALIASES or name.upper() in COUNTRIES:
        return _ALIASES.get(name, name.upper())
    return _CODES.get(name, "")


_CODES = {name.lower(): code for code, name in COUNTRIES.items()}
_ALIASES = {
    "us": "US", "u.s": "US", "u.s.a": "US", "usa": "US", "united states of america": "US", "uk": "GB",
    "u.k": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "el": "GR",
    "south korea": "KR", "korea": "KR", "republic of korea": "KR", "czech republic": "CZ", "holland": "NL",
    "russia": "RU", "taiwan": "TW", "hong kong": "HK", "turkey": "TR", "vietnam": "VN", "uae": "AE",
    "republic of ireland": "IE",
}  # fmt: skip
"""Names of countries in everyday use that ISO 3166-1 has in another form."""


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = _text(value)
    if text not in ("true", "false"):
        meant = {"yes": "true", "no": "false", "on": "true", "off": "false"}.get(text.lower())
        raise bad(f"`{text}` is neither true nor false", f"did you mean {meant}?" if meant else "allowed: true, false")
    return text == "true"


def _count(value: object) -> int:
    if isinstance(value, int):
        return value
    text = _text(value)
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
        raise bad(f"`{text}` is not a whole number", "write digits only: 3")
    return int(text)


Text = Annotated[
    str,
    BeforeValidator(_text),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1}),
    Form("text", "some words"),
]
Line = Annotated[
    str,
    BeforeValidator(_line),
    WithJsonSchema({"type": ["string", "number"], "minLength": 1}),
    Form("text on one line", "some words"),
]
Slug = Annotated[
    str,
    _matches(SLUG, "an id", "lower-case letters, digits, single hyphens or underscores: call_recordings"),
    WithJsonSchema({"type": "string", "pattern": f"^{SLUG}$"}),
    Form("id", "privacy"),
]
Language = Annotated[
    str,
    BeforeValidator(_language),
    WithJsonSchema({"type": "string", "pattern": LANGUAGE}),
    Form("language code", "pt-BR"),
]
Reference = Annotated[
    str,
    _matches(
        rf"{SLUG}(?:\.{SLUG}){{1,2}}", "a reference to a fact",
        "write kind.id, kind.id.field or, where the kind has one record, kind.field: retention.call_recordings",
    ),
    WithJsonSchema({"type": "string", "pattern": rf"^{SLUG}(?:\.{SLUG}){{1,2}}$"}),
    Form("reference", "notice.material"),
]  # fmt: skip
Email = Annotated[
    str,
    _matches(_EMAIL, "an e-mail address", "write it plainly: privacy@example.com"),
    WithJsonSchema({"type": "string", "format": "email"}),
    Form("e-mail", "privacy@example.com"),
    Linked(),
]
Url = Annotated[
    str,
    _matches(_HTTPS, "a web address that may be linked", "write a full address that begins with https://"),
    WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https://"}),
    Form("https address", "https://example.com/contact"),
    Linked(),
]
_PICTURE = r"[A-Za-z0-9_][A-Za-z0-9_./-]*\.(?:png|jpe?g|webp|svg|gif)"
Picture = Annotated[
    str,
    _matches(_PICTURE, "a picture in docs/", "write its path below docs/: assets/opt-in.png"),
    WithJsonSchema({"type": "string", "pattern": f"^{_PICTURE}$"}),
    Form("path of a picture", "assets/opt-in.png"),
]
Reach = Annotated[
    str,
    _matches(
        f"{_EMAIL}|{_HTTPS}", "an e-mail or web address", "write privacy@example.com or https://example.com/contact"
    ),
    WithJsonSchema({"type": "string"}),
    Form("e-mail or https address", "privacy@example.com"),
    Linked(always=True),
]
Phone = Annotated[
    str,
    BeforeValidator(_phone),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\+[0-9 ().-]+$", "examples": ["+17087654406"]}),
    Form("phone", "+17087654406"),
    Linked(),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(lambda day: day.isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
    Form("day", "2026-12-01"),
]
Period = Annotated[
    InstanceOf[periods.Period],
    BeforeValidator(_period),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]+( ?[-–] ?[0-9]+)? (business day|hour|day|week|month|year)s?$",
            "examples": ["90 days", "7 years", "5-7 business days", "24 hours"],
        }
    ),
    Form("period", "90 days"),
]
TimeZone = Annotated[
    str,
    BeforeValidator(_zone),
    WithJsonSchema({"type": "string", "examples": ["America/Chicago", "Europe/Berlin"]}),
    Form("time zone", "America/Chicago"),
]
Country = Annotated[
    str,
    BeforeValidator(_country),
    WithJsonSchema({"type": "string", "enum": list(COUNTRIES)}),
    Form("country", "NO"),
    Place(),
]
HolidayCountry = Annotated[
    str,
    BeforeValidator(_holiday_country),
    WithJsonSchema({"type": "string", "enum": list(COUNTRIES)}),
    Form("country with known public holidays", "DE"),
    Place(),
]
Location = Annotated[
    str,
    BeforeValidator(_location),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": [*COUNTRIES, *PSEUDO_LOCATIONS]},
                {"type": "string", "pattern": r"^[A-Z]{2}: ?\S"},
                {
                    "type": "object",
                    "propertyNames": {"enum": [*COUNTRIES]},
                    "additionalProperties": {"type": "string", "minLength": 1},
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        }
    ),
    Form("location", "IE: Dublin"),
    Place(),
]
Flag = Annotated[
    bool,
    BeforeValidator(_flag),
    WithJsonSchema({"type": "boolean"}),
    Form("true/false", "true"),
]
Count = Annotated[
    int,
    BeforeValidator(_count),
    WithJsonSchema({"type": "integer", "minimum": 0}),
    Form("number", "16"),
]


def _known(value: object) -> str:
    if type(value) is Unknown or (type(value) is dict and "unknown" in value):  # isinstance is slow on models
        return "unknown"
    return "known"


T = TypeVar("T")
Stated = Annotated[
    Annotated[T, Tag("known")] | Annotated[Unknown, Tag("unknown")],
    Discriminator(_known),
]
"""`Stated[T]`: a field that holds a `T` or `{unknown: why}`."""


Training = Annotated[
    Literal["never", "opt_in", "opt_out", "yes", "unknown"],
    Spelled({"opt_in": "only on opt-in", "opt_out": "unless opted out"}),
]
"""Whether models are trained on data."""
Regime = Annotated[
    Slug, Spelled({"gdpr": "GDPR", "uk-gdpr": "UK GDPR", "ccpa": "CCPA", "hipaa": "HIPAA", "coppa": "COPPA"})
]
"""The id of a law or a list of requirements."""


__all__ = [
    "COUNTRIES", "PSEUDO_LOCATIONS", "Count", "Country", "Day", "Email", "Fact", "Flag", "HolidayCountry", "Line",
    "Location", "Period", "Phone", "Reach", "Reference", "Refers", "Regime", "Slug", "Stated", "Text", "TimeZone",
    "Training", "Unknown", "Url", "bad", "country_code", "country_of", "one_of", "place_in",
]  # fmt: skip
