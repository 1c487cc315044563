"""Rights: what people can ask for, under which law, and within which time it is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.periods import Found, in_sentence
from trustcenter.importing.proposals.proposal import Proposal, plain

_COMPLAINT = (
    r"\bcomplain(?:ts?)?\b[^.;]{0,80}\b(?:authorit|commissioner|regulator|relevant|supervis|ico\b|dpa\b)|"
    r"\b(?:authorit|commissioner)[^.;]{0,80}complain"
)
_RIGHTS: tuple[tuple[str, str, str], ...] = (
    ("access", "Access", (r"\baccess\b(?! control| to (?:the|our) service)|\bcop(?:y|ies) of (?:the |"
r"your )?(?:personal )?(?:data|information)")),
    ("know", "Know", r"\b(?:right to )?know\b(?! that)|\bto be informed\b"),
    ("rectification", "Rectification", r"\b(?:rectif\w+|correct(?:ion|ing|ed)?\b|amend inaccurate|update inaccurate)"),
    ("erasure", "Erasure", r"\b(?:eras(?:e[ds]?|ure|ing)|delet(?:e[ds]?|ion|ing)|be forgotten)\b"),
    ("portability", "Portability", r"\b(?:portab\w+|\bport\b|machine-readable|transfer (?:your|the) data to another)"),
    ("restriction", "Restriction", r"\brestrict(?:ion|ing)?\b|\blimit (?:how|the use|our use|processing)"),
    ("objection", "Objection", r"\bobject(?:ion)?\b"),
    ("withdraw_consent", "Withdrawal of consent", r"\bwithdraw\w*[^.;]{0,30}consent|consent[^.;]{0,30}withdraw"),
    ("complaint", "Complaint to an authority", _COMPLAINT),
    ("opt_out", "Opt-out", r"\bopt[- ]?out\b"),
)  # fmt: skip
_SECTION = re.compile(r"\brights?\b|your choices|gdpr|ccpa|california|data subject|control over your", re.IGNORECASE)
_SAYS_RIGHT = re.compile(
    r"\b(?:right to|rights? (?:of|under)|may (?:also )?(?:request|ask|object|restrict|exercise|"
    r"lodge|complain|withdraw|access|correct|delete|export|opt)|"
    r"can (?:also )?(?:request|ask|object|access|correct|delete|export|opt|withdraw)|entitled to|have the rights?)\b",
    re.IGNORECASE,
)
_LAWS = (
    ("gdpr", r"\bGDPR\b|European|\bEEA\b|\bEU\b"),
    ("uk-gdpr", r"\bUK GDPR\b|United Kingdom"),
    ("ccpa", r"\bCCPA\b|\bCPRA\b|California"),
    ("hipaa", r"\bHIPAA\b"),
)
_NOT_RIGHTS = re.compile(r"children|retention|cookies|security|sharing|SMS|messag|collect", re.IGNORECASE)


def rights(found: Sequence[Sentence], *, contact: str) -> Iterator[Proposal]:
    """Each right once; `contact` is whom to ask, or nothing."""
    seen: set[str] = set()
    within = _answered(found)
    for sentence in found:
        if sentence.kind == "heading" or not _is_about_rights(sentence):
            continue
        text = plain(sentence.text)
        for name, label, pattern in _RIGHTS:
            if name not in seen and re.search(pattern, text, re.IGNORECASE):
                seen.add(name)
                yield _proposal(name, label, sentence, contact, within)


def _is_about_rights(sentence: Sentence) -> bool:
    text = plain(sentence.text)
    section = f"{sentence.above} {sentence.heading}"
    if _SECTION.search(section) and not re.search(r"^(?:parental|legal)", sentence.heading, re.IGNORECASE):
        return (
            sentence.kind in ("item", "row")
            or bool(_SAYS_RIGHT.search(text))
            or bool(_SAYS_RIGHT.search(sentence.intro))
        )
    return (
        bool(re.search(r"\bright to\b", text, re.IGNORECASE))
        and not _NOT_RIGHTS.search(section)
        and not re.search(r"\b(?:we|our) (?:reserve )?(?:the )?right to", text, re.IGNORECASE)
    )


def _answered(found: Sequence[Sentence]) -> Found | None:
    """Within which time requests are answered, if the text says one time."""
    times = [one for sentence in found for one in in_sentence(sentence) if one.use == "response"]
    return times[0] if len({str(one.period) for one in times}) == 1 else None


def _proposal(name: str, label: str, sentence: Sentence, contact: str, within: Found | None) -> Proposal:
    laws = [law for law, pattern in _LAWS if re.search(pattern, f"{sentence.above} {sentence.heading} {sentence.text}")]
    fields: dict[str, Any] = {"id": name, "label": label}
    if laws:
        fields["regimes"] = laws
    if contact:
        fields["contact"] = contact
    if within:
        fields["respond_within"] = str(within.period)
    return Proposal("rights", name, fields, sentence, "high", name)


def responses(found: Sequence[Sentence]) -> Iterator[tuple[Sentence, Found]]:
    """Every time stated for an answer, for those who compare them."""
    for sentence in found:
        yield from ((sentence, one) for one in in_sentence(sentence) if one.use == "response")
