"""Rights: what people can ask for, under which law, and within which time it is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.periods import Found, in_sentence
from trustcenter.importing.proposals.proposal import Proposal, plain

_AUTHORITY = (
    r"(?:authorit\w*|commission(?:er)?s?|regulator|supervisory|ico\b|dpa\b|oaic|attorney general|ombuds\w+|autoriteit|"
    r"\w*beauftragte\w*|\w*tilsyn\w*|integritetsskydds\w*|tietosuoja\w*|agencia|garante|watchdog|"
    r"datenschutzbeh\w+|cnil|department of health|secretary of|office for civil rights)"
)
_COMPLAINT = (
    rf"\b(?:complain(?:ts?)?|grievance|unhappy|satisfied|go to|turn to|contact)\b[^.;]{{0,120}}(?<!\w){_AUTHORITY}|"
    rf"(?<!\w){_AUTHORITY}[^.;]{{0,80}}\bcomplain|"
    r"\bcomplain(?:ts?)?\b(?![^.;]{0,80}\b(?:us|our)\b)[^.;]{0,80}\b(?:lodged|filed|made|raised|brought) with\b|"
    r"\b(?:lodge|file) a complaint\b"
)
_RIGHTS: tuple[tuple[str, str, str], ...] = (
    ("access", "Access", (r"\baccess(?:ing)?\b(?! control| to (?:the|our) service)|\bcop(?:y|ies)\b|\b(?:see|view|"
        r"ask what|told what|information) "
r"(?:it|what|the (?:data|information)|your|\(art)|\bwhat (?:personal )?(?:data|information)? ?we (?:hold|have|know)|"
r"\bseeing\b|^\W*(?:you (?:may|can) )?see\b|^get\b")),
    ("know", "Know", r"\bright to know\b|\b(?<!we )(?<!let you )know (?:what|which|whether|how|who|about|the)\b|"
        r"\b(?:to|ask to|and|be) know\b|\bto be informed\b|^know\b"),
    ("rectification", "Rectification", r"\b(?:rectif\w+|correct(?:ions?|ing|ed)?\b|fix(?:ed|ing)? (?:it|your|their|"
        r"errors?|mistakes?|anything)|fixing|put right|"
        r"(?:errors?|mistakes?|omissions?)[^.;]{0,40}(?:fixed|mended|corrected|right)|"
        r"amend(?:ed)? inaccurate|update inaccurate|accurate)"),
    ("erasure", "Erasure", r"\b(?:eras(?:e[ds]?|ure|ing)|delet(?:e[ds]?|ion|ing)|be forgotten|"
        r"wip(?:e|ed|ing) (?:it|out|your|everything)|(?:destroyed|removed|taken down))\b"),
    ("portability", "Portability", r"\b(?:portab\w+|\bport\b|machine-readable|(?:structured|commonly used|portable|"
        r"common) format|format (?:another|other)|transfer (?:your|the|it|them) (?:\w+ )?to another|(?:take|carry|"
        r"get|bring|move) (?:it|them|your data) (?:elsewhere|with you|to another)|"
        r"\bin (?:json|csv|xml)\b|to another (?:service|provider|"
        r"supplier|company|clinic|vet|doctor|school)|machine can read|download (?:your|all|a copy|everything))"),
    ("restriction", "Restriction", r"\brestrict(?:ion|ing|ed)?\b|\b(?:limit|pause|block|freeze) (?:how|what we|the use|"
        r"our use|processing|its use)"),
    ("objection", "Objection", r"\bobject(?:ion|ing)?\b"),
    ("withdraw_consent", "Withdrawal of consent", r"\b(?:withdraw\w*|revok\w+|take back)[^.;]{0,40}(?:consent|"
        r"authori[sz]ation|permission)|(?:consent|permission)[^.;]{0,80}(?:withdraw|revok|take it back)|"
        r"change your mind about consent"),
    ("complaint", "Complaint to an authority", _COMPLAINT),
    ("opt_out", "Opt-out", r"\bopt[- ]?out\b"),
)  # fmt: skip
_SECTION = re.compile(
    r"what you (?:can|may) (?:\w+ )?(?:require|demand|expect|ask|do|request|tell)|(?:require|demand|ask) of us|"
    r"(?:the law|you) (?:lets|gives|entitle)|your say|your data and you|\bDSARs?\b|your (?:options|controls?|powers)|"
    r"\brights?\b|your choices|gdpr|ccpa|california|data subject|control over your|access(?:ing)?,|correction|seeing|"
    r"complain|your data, your|"
    r"in control|what you can (?:do|ask)|privacy requests?",
    re.IGNORECASE,
)
_SAYS_RIGHT = re.compile(
    r"\b(?:right to|rights? (?:of|under)|may (?:also )?(?:request|ask|object|restrict|exercise|"
    r"lodge|complain|withdraw|access|correct|delete|export|opt)|"
    r"(?:law|gdpr|act) (?:also )?(?:lets|allows|gives|entitles) you|"
    r"can (?:also )?(?:request|ask|object|access|correct|delete|export|opt|withdraw)|entitled to|have the rights?)\b",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(
    r"\b(?:you|your|yours|patients?|parents?|supporters?|people|persons?|users?|members?|requests?|anyone|ask|can|may|"
    r"information \(art|(?:must|will|shall) be (?:rectif|correct|eras|delet|restrict)\w+)",
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
        if sentence.kind == "heading":
            continue
        text = plain(sentence.text)
        said = f"{plain(sentence.before)[-160:]} {text}".replace(". ", ", ")
        about = _is_about_rights(sentence)
        for name, label, pattern in _RIGHTS:
            anywhere = name in ("complaint", "withdraw_consent")
            looked = said if name == "complaint" else text
            if name not in seen and (about or anywhere) and re.search(pattern, looked, re.IGNORECASE):
                seen.add(name)
                yield _proposal(name, label, sentence, contact, within)


def _is_about_rights(sentence: Sentence) -> bool:
    text = plain(sentence.text)
    section = f"{sentence.above} {sentence.heading}"
    if _SECTION.search(section) and not re.search(r"^(?:parental|legal)", sentence.heading, re.IGNORECASE):
        return (
            sentence.kind in ("item", "row")
            or (len(text) < 80 and text[:1].islower())  # a line of a list that lost its marks
            or bool(_SAYS_RIGHT.search(text))
            or bool(_SAYS_RIGHT.search(sentence.intro))
            or bool(_OF_PEOPLE.search(text))
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
