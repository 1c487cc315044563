"""Codes of languages (BCP 47: `ar`, `pt-BR`, `zh-Hant`): which exist, and in which direction each is written.

`model.kinds.fields` validates codes with `wrong_language`; drafts, settings and texts of the interface use it by that
type or directly.  Pages ask `direction` for the `dir` attribute that goes with `lang`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global

Direction = Literal["ltr", "rtl"]
ALLOWED = "a language code (BCP 47): en, de, ar, pt-BR, zh-Hant"
LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
"""What a code looks like: the language, then its script and its region where they must be said."""
_CODE = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")
_NONE = frozenset({"und", "mul", "zxx", "mis", "root", "Zzzz", "Zyyy", "Zxxx", "ZZ"})
"""Codes that say that a language, a script or a region is unknown, or that there is none."""
_RIGHT_TO_LEFT = frozenset({
    "Adlm", "Arab", "Aran", "Armi", "Avst", "Chrs", "Cprt", "Elym", "Hatr", "Hebr", "Hung", "Khar", "Lydi", "Mand",
    "Mani", "Mend", "Merc", "Mero", "Narb", "Nbat", "Nkoo", "Orkh", "Ougr", "Palm", "Phli", "Phlp", "Phnx", "Prti",
    "Rohg", "Samr", "Sarb", "Sogd", "Sogo", "Syrc", "Thaa", "Yezi",
})  # fmt: skip
"""The scripts (ISO 15924) that are written from the right."""


def wrong_language(code: str) -> str:
    """How to write a language code instead, if the code is none or names what does not exist; else empty."""
    match = _CODE.fullmatch(code)
    if not match:
        return _meant(code) or f"allowed: {ALLOWED}"
    names = Locale("en")
    known = (names.languages, names.scripts, names.territories)
    parts = match.groups()
    if all(p is None or (p in of_kind and p not in _NONE) for p, of_kind in zip(parts, known, strict=True)):
        return ""
    return _meant(code) or f"allowed: {ALLOWED}"


def in_english(code: str) -> str:
    """The English name of a language: `de` → `German`."""
    return named(code, "en")


@cache
def named(code: str, language: str) -> str:
    """The name of a language in a language: `("de", "es")` → `alemán`; the code itself where Babel knows none."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return code
    return name or code


def own_name(code: str) -> str:
    """What a language calls itself, as a menu lists it: `de` → `Deutsch`."""
    name = named(code, code)
    return name[:1].upper() + name[1:]


def _meant(code: str) -> str:
    """A hint with the code that was probably meant: in other capitals, or by the name of the language."""
    language, *rest = re.split("[-_]", code.strip())
    parts = [p.title() if len(p) == 4 else p.upper() for p in rest]
    spelled = "-".join([language.lower(), *parts])
    if spelled != code and _CODE.fullmatch(spelled) and not wrong_language(spelled):
        return f"did you mean `{spelled}`? allowed: {ALLOWED}"
    named = get_close_matches(code.strip().casefold(), _by_name(), n=1, cutoff=0.85)
    return f"did you mean `{_by_name()[named[0]]}`? allowed: {ALLOWED}" if named else ""


@cache
def _by_name() -> dict[str, str]:
    """The codes of languages by their English names."""
    return {str(name).casefold(): code for code, name in Locale("en").languages.items() if "_" not in code}


@cache
def direction(code: str) -> Direction:
    """The direction in which a language is written: that of the script in its code, else of its usual script."""
    language, _, rest = code.partition("-")
    script, _, region = rest.partition("-") if re.match("[A-Z][a-z]{3}", rest) else ("", "", rest)
    if not script:
        likely = get_global("likely_subtags")
        usual: str = likely.get(f"{language}_{region}") or likely.get(language, "")
        script = next((part for part in usual.split("_")[1:] if len(part) == 4), "")
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


_RIGHT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""A letter that is written from the right (the blocks that Unicode reserves for such scripts)."""


def has_right_to_left(text: str) -> bool:
    """Whether a text has a letter that is written from the right."""
    return _RIGHT.search(text) is not None
