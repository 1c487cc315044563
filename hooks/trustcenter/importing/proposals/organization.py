"""Who speaks: the legal name, the brand and the postal address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.addresses import addresses
from trustcenter.importing.proposals.names import LEGAL, is_name
from trustcenter.importing.proposals.proposal import Proposal, plain

_CAPITAL = r"[A-Z][\w&'’.-]*"
_LEGAL_NAME = re.compile(rf"(?<![\w@.])(?P<name>{_CAPITAL}(?:\s+(?:&\s+)?{_CAPITAL}){{0,4}},?\s+{LEGAL})(?!\w)")
_CALLED = re.compile(
    rf"(?P<name>{_CAPITAL}(?:[ -](?:&\s+)?{_CAPITAL}){{0,5}}(?:,?\s+{LEGAL})?)"
    rf"\s*(?:\([^()\"“]{{2,60}}\)\s*)?\((?:[^()]{{0,40}}?)[\"“](?P<short>[^\"”]{{2,40}})[\"”][^()]*\)"
)
_PRONOUN = re.compile(
    r"^(?:we|us|our|you|your|the|services?|platform|website|company|policy|site|app|terms)\b[,.]?", re.IGNORECASE
)


def organization(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """The legal name (most often named wins), the brand where it differs, and the address."""
    names = list(_legal_names(found)) or list(_without_form(found))
    brand = _brand(found)
    if names:
        name, sentence = max(names, key=lambda pair: [other for other, _ in names].count(pair[0]))
        yield Proposal("organization", "", {"legal_name": name}, sentence, "high", name)
    elif brand:
        why = f"the text names `{brand[0]}` and no legal entity"
        yield Proposal("organization", "", {"legal_name": {"unknown": why}}, brand[1], "medium")
    if brand and not (names and brand[0] == names[0][0]):
        yield Proposal("organization", "", {"brand": brand[0]}, brand[1], "medium", brand[0])
    yield from addresses(found)


_OF_VENDORS = re.compile(
    r"\b(?:sub-?processors?|vendors?|providers?|suppliers?|third[- ]part|partners?)\b", re.IGNORECASE
)


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
        own = near and not _OF_VENDORS.search(sentence.heading)
        for match in _LEGAL_NAME.finditer(text) if own and sentence.kind not in ("heading", "row") else ():
            introduced = (
                re.search(r"\(\s*(?:[^()]{0,30})[\"“]", text[match.end() : match.end() + 40])
                or sentence.text.strip() == match[0]
            )
            if (
                introduced
                or match.start() < 25
                or re.search(r"contact|controller|operated by|provided by", text[: match.start()], re.IGNORECASE)
            ):
                yield (
                    re.sub(
                        r"^(?:Welcome to|The|At|This|By|We['’]re|We are|Copyright|Attn:?) ", "", match["name"]
                    ).rstrip(","),
                    sentence,
                )


_IS_A_BODY = re.compile(
    rf"(?:^|[.(]\s*)(?P<name>(?:The )?{_CAPITAL}(?:\s+(?:of|for|and|the|"
    rf"&)?\s*{_CAPITAL}){{0,6}})(?:\s*\([^()]*\))?,?\s+(?:is|are)\s+an?\s+(?:\w+\s+){{0,4}}"
    r"(?:charit\w+|compan\w+|corporation|organi[sz]ation|association|foundation|co-?operative|society|partnership|"
    r"non-?profit|institution|public body|"
    r"community interest compan\w+|trust|university|school)\b"
)


def _without_form(found: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """The name of a body that has no legal form in it: "Acme Hospital is a charity registered in …"."""
    for sentence in found[:40]:
        match = _IS_A_BODY.search(plain(sentence.text)) if sentence.kind != "heading" else None
        if match and is_name(match["name"]) and len(match["name"].split()) > 1:
            yield match["name"], sentence
            return


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
