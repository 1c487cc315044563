"""Who speaks: the legal name, the brand and the postal address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.names import LEGAL, is_name
from trustcenter.importing.proposals.proposal import Confidence, Proposal, plain

_CAPITAL = r"[A-Z][\w&'’.-]*"
_LEGAL_NAME = re.compile(rf"(?<![\w@.])(?P<name>{_CAPITAL}(?:\s+(?:&\s+)?{_CAPITAL}){{0,4}},?\s+{LEGAL})(?!\w)")
_CALLED = re.compile(
    rf"(?P<name>{_CAPITAL}(?:[ -](?:&\s+)?{_CAPITAL}){{0,5}}(?:,?\s+{LEGAL})?)"
    rf"\s*(?:\([^()\"“]{{2,60}}\)\s*)?\((?:[^()]{{0,40}}?)[\"“](?P<short>[^\"”]{{2,40}})[\"”][^()]*\)"
)
_PRONOUN = re.compile(
    r"^(?:we|us|our|you|your|the|services?|platform|website|company|policy|site|app|terms)\b[,.]?", re.IGNORECASE
)
_POSTAL = re.compile(
    r"(?:\b(?:[A-Z]{2}|[A-Z][a-z]+)\.?,?\s+\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|"
    r"\b[A-Z]\d[A-Z] \d[A-Z]\d\b|\b(?:[A-Z]{1,2}-)?(?!(?:19|20)\d\d\b)\d{4,5}(?: [A-Z]{2})? [A-ZÄÖÜ][\wäöüßéè-]{2,}|"
    r"\b[A-Z]\d{2} ?[A-Z0-9]{4}\b|\b(?:NSW|VIC|QLD|ACT|TAS|WA|SA|NT) \d{4}\b)"
)
_STREET = re.compile(
    r"(?:\b\d{1,6}[A-Za-z]?,? (?:[NSEW]\.? )?[A-Z0-9][\w.'’-]*(?: [\w.'’#-]+){0,6}|"
    r"\b[A-ZÄÖÜ][\wäöüß.-]*(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee|laan|straat)\s*\d+\w?|\b(?:rue|"
    r"avenue|via|calle)\s[^,\n]{3,40}|\bP\.?\s?O\.? Box \d+)"
)
_COUNTRY = re.compile(
    r",?\s*(?:USA|U\.S\.A\.?|United States(?: of America)?|UK|United Kingdom|Germany|Ireland|Canada|"
    r"France|Netherlands|The Netherlands|Australia|Singapore|Switzerland|Austria|Spain|Italy|Sweden|"
    r"Denmark|Finland|Norway|Belgium|Poland|Portugal|England|Scotland)\b"
)
_NO_ADDRESS = re.compile(
    r"[@\"“”()]|^(?:19|20)\d\d,|\b(?:we|our|is|are|makes|days|hours|months|years|january|february|march|april|may|"
    r"june|july|august|september|october|november|"
    r"december)\b|\d[.)] ",
    re.IGNORECASE,
)
_REACHED = re.compile(r"^(?:e-?mail|phone|tel|fax|web)", re.IGNORECASE)


def organization(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """The legal name (most often named wins), the brand where it differs, and the address."""
    names = list(_legal_names(found))
    brand = _brand(found)
    if names:
        name, sentence = max(names, key=lambda pair: [other for other, _ in names].count(pair[0]))
        yield Proposal("organization", "", {"legal_name": name}, sentence, "high", name)
    elif brand:
        why = f"the text names `{brand[0]}` and no legal entity"
        yield Proposal("organization", "", {"legal_name": {"unknown": why}}, brand[1], "medium")
    if brand and not (names and brand[0] == names[0][0]):
        yield Proposal("organization", "", {"brand": brand[0]}, brand[1], "medium", brand[0])
    yield from _addresses(found)


def _legal_names(found: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """Names with a legal form, where a text introduces itself or gives its contacts."""
    last = found[-1].block if found else 0
    for sentence in found:
        text = plain(sentence.text)
        near = (
            sentence.block <= 12
            or sentence.block >= last - 12
            or re.search(r"contact|who we are|about us|introduction", sentence.heading, re.IGNORECASE)
        )
        for match in _LEGAL_NAME.finditer(text) if near and sentence.kind not in ("heading", "row") else ():
            introduced = (
                re.search(r"\(\s*(?:[^()]{0,30})[\"“]", text[match.end() : match.end() + 40])
                or sentence.text.strip() == match[0]
            )
            if (
                introduced
                or match.start() < 25
                or re.search(r"contact|controller|operated by|provided by", text[: match.start()], re.IGNORECASE)
            ):
                yield re.sub(r"^(?:Welcome to|The|At|This|By|We['’]re|We are|Copyright|Attn:?) ", "", match["name"]).rstrip(","), sentence


def _brand(found: Sequence[Sentence]) -> tuple[str, Sentence] | None:
    """What the text calls the organization for short."""
    for sentence in found[:60]:
        text = plain(sentence.text)
        for match in _CALLED.finditer(text) if sentence.kind != "heading" else ():
            words = [word.strip(" *") for word in re.findall(r"[\"“]([^\"”,]{2,40}),?[\"”]", match[0])]
            shorts = [word for word in words if not _PRONOUN.match(word) and word[0].isupper() and is_name(word)]
            ours = re.search(r"[\"“](?:we|us|our|company),?[\"”]", match[0], re.IGNORECASE)
            whole = is_name(match["name"]) or re.search(rf"{LEGAL}$", match["name"])
            if whole and (shorts or ours) and not re.fullmatch(r"[A-Z]{2,4}", (shorts or [""])[0]):
                name = shorts[0] if shorts else re.sub(rf",?\s+{LEGAL}$", "", match["name"])
                return re.sub(r"^(?:Welcome to|At|This|By) ", "", name).strip(" ,"), sentence
    head = next((s for s in found[:20] if re.match(r"[A-Z]\w+ is committed\b", plain(s.text))), None)
    return (plain(head.text).split()[0], head) if head else None


def names(proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """What the organization is called, as far as the text says."""
    values = [p.fields.get(key) for p in proposals if p.kind == "organization" for key in ("legal_name", "brand")]
    return tuple(value for value in values if isinstance(value, str))


def _addresses(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """Postal addresses: a street and a postal code in one sentence, or in lines that follow each other."""
    seen: set[str] = set()
    for _, group in groupby(found, key=lambda one: (one.heading, one.above, len(plain(one.text)) < 80)):
        lines = [one for one in group if one.kind != "heading" and not _REACHED.match(plain(one.text))]
        address = _address(", ".join(plain(one.text).rstrip(",") for one in lines))
        if address and address[:12] not in seen:
            seen.add(address[:12])
            sentence = next((one for one in lines if address[:10] in plain(one.text)), lines[0])
            certain: Confidence = "high" if len(seen) == 1 else "low"
            yield Proposal("organization", "", {"address": address}, sentence, certain, address)


def _address(joined: str) -> str:
    """The first address in some words; nothing where there is none."""
    for postal in _POSTAL.finditer(joined):
        for street in _STREET.finditer(joined, max(postal.start() - 130, 0), postal.start()):
            country = _COUNTRY.match(joined, postal.end())
            address = joined[street.start() : country.end() if country else postal.end()].strip(" ,")
            if len(address) >= 12 and not _NO_ADDRESS.search(address):
                return address
    return ""
