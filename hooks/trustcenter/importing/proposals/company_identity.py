"""Proposes who a text is by: the legal name and the short name of the company.

`proposals.propose` calls `identity` with the sentences of a text and gets proposals for the `organization`, where the
text introduces the company: `Example Voice, Inc. ("Example")`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.importing.vendor_names import NAME
from trustcenter.markdown.words import plain_words
from trustcenter.model.company_names import LEGAL_FORM, name_words

_LEGAL = rf"(?P<name>{NAME}(?:\s+(?:&\s+|of\s+|the\s+)?{NAME}){{0,6}},?\s+{LEGAL_FORM})"
_QUOTED = r"[\"“”'‘’«»„]"
_CALLS_ITSELF = re.compile(rf"{_LEGAL}[^.;()]{{0,120}}?\((?P<called>[^()]{{2,160}})\)")
_TRADES_AS = re.compile(
    rf"{_LEGAL},?\s*\(?(?:doing business as|d/b/a|dba|trading as|t/a)\s+(?P<brand>{NAME}(?:\s+{NAME}){{0,3}})"
)
_BY = re.compile(
    rf"\b(?:(?:operated|provided|owned|run|published|offered|issued|maintained) by|controller[^.;]{{0,60}}? is"
    rf"|we are|(?:I|i)n this (?:policy|notice)[^.;]{{0,60}}?(?:means|refers? to|is)|between you and"
    rf"|responsible[^.;]{{0,60}}? is|©\s*(?:\d{{4}}[-–\d]*)?)\s+{_LEGAL}"
)
_BRAND_ONLY = re.compile(
    rf"(?P<brand>{NAME}(?:\s+{NAME}){{0,2}})\s*\((?:the\s+)?(?:{_QUOTED}|or\s|we\b|us\b)[^()]*{_QUOTED}?(?:we|us"
    rf"|our),?{_QUOTED}?[^()]*\)"
)
_ALIAS = re.compile(rf"{_QUOTED}(?P<alias>[^\"“”'‘’«»„]{{2,40}}?),?{_QUOTED}")
_OURSELVES = re.compile(r"\b(?:we|us|our|company)\b", re.IGNORECASE)
_NO_BRAND = re.compile(
    r"\W*(?:we|us|our|ours|the|this|company|you|service|services|site|website|platform|app|policy|terms"
    r"|agreement|group|application)s?\b",
    re.IGNORECASE,
)


def identity(sentences: Sequence[Sentence]) -> Iterator[Proposal]:
    """The legal name and the brand, where the text introduces the company."""
    legal, brand = "", ""
    for sentence in sentences:
        if sentence.kind in ("heading", "row"):
            continue
        text = plain_words(sentence.text)
        for match, called in _introductions(text):
            if not legal:
                legal = _clean(match["name"])
                yield Proposal(
                    "organization",
                    "",
                    {"legal_name": legal},
                    sentence,
                    f"`{match[0][:120]}`",
                    replaces={"legal_name": match["name"]},
                )
            if not brand and called and name_words(called) != name_words(legal):
                brand = called
                yield Proposal("organization", "", {"brand": brand}, sentence, f"`{match[0][:120]}`")
        if (
            not legal
            and not brand
            and (brand_match := _BRAND_ONLY.search(text))
            and not _NO_BRAND.match(brand_match["brand"])
        ):
            brand = brand_match["brand"]
            yield Proposal("organization", "", {"brand": brand}, sentence, f"`{brand_match[0]}`")


def _introductions(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Where a text introduces its company, with the short name it gives it."""
    for match in _TRADES_AS.finditer(text):
        yield match, match["brand"]
    for match in _CALLS_ITSELF.finditer(text):
        aliases = [
            alias
            for alias in (one["alias"].strip(" ,") for one in _ALIAS.finditer(match["called"]))
            if not _NO_BRAND.match(alias)
        ]
        if _OURSELVES.search(match["called"]) or any(_is_short_for(alias, match["name"]) for alias in aliases):
            yield match, next((alias for alias in aliases if alias[0].isupper()), "")
    for match in _BY.finditer(text):
        yield match, ""


def _is_short_for(alias: str, name: str) -> bool:
    """Whether a quoted word is the beginning of a company's own name."""
    return name_words(alias) == name_words(name)[: len(name_words(alias))]


def _clean(name: str) -> str:
    return re.sub(r"\A(?:The|This|By|With|Of|In|At)\s+(?=[A-Z])", "", " ".join(name.split())).strip()
