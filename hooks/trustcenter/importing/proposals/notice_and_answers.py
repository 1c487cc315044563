"""Proposes the days of notice before changes, the rights that people have, and the time to answer requests.

`proposals.propose` calls `notice` and `rights` with the sentences of a text and gets proposals for those two kinds;
`responses` yields each time within which the text promises to answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals import clauses
from trustcenter.importing.proposals.promised_periods import PromisedPeriod, in_sentence
from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.importing.record_ids import free_id
from trustcenter.markdown.words import plain_words

_AUTHORITY = (
    r"(?:supervisory|authorit\w*|commissioner|regulator|data protection commission|ombuds\w+|attorney general|\bICO\b)"
)
_RIGHTS: tuple[tuple[str, str, str], ...] = (
    ("access", "Access", r"\baccess\b(?! control| to (?:the|our) service)|\b(?:get|request|obtain|receive"
                         r"|ask for) a copy\b"),
    ("know", "Know", r"\b(?:right )?to know\b|\bbe informed\b|\Aknow\b"),
    ("rectification", "Rectification", r"\brectif\w+|\bcorrect(?:ion|ing|ed)?\b|\bamend\b"),
    ("erasure", "Erasure", r"\beras(?:e|ure)\b|\bdelet(?:e|ion|ed)\b|\bbe forgotten\b"),
    ("portability", "Portability", r"\bportab\w+|\bport\b|\bmachine-readable\b"),
    ("restriction", "Restriction", r"\brestrict(?:ion|ing)?\b"),
    ("objection", "Objection", r"\bobject(?:ion|ing)?\b"),
    ("withdraw_consent", "Withdrawal of consent", r"\b(?:withdraw\w*|revok\w+)[^.;]{0,40}\bconsent\b"
                                                  r"|\bconsent\b[^.;]{0,60}\b(?:withdraw\w*|revok\w+)"),
    ("complaint", "Complaint to an authority", rf"\bcomplain\w*\b[^.;]{{0,120}}{_AUTHORITY}"),
    ("opt_out", "Opt-out", r"\bopt[- ]?out\b"),
)  # fmt: skip
_SECTION = re.compile(
    r"\brights?\b|\bchoices\b|\bGDPR\b|\bCCPA\b|\bCalifornia\b|\bdata subjects?\b|\byour (?:controls?"
    r"|options)\b|\bprivacy requests?\b",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:the )?rights? (?:to|of|under)\b|\bentitled to\b|\byou (?:(?:may|can|have)\b(?: also)?)|\bhave the rights?\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:we|our|company) (?:the )?right\b|\breserves? (?:the |all )?rights?\b|\bbreach\w*\b"
    r"|\bterminat\w+ (?:these|this)\b",
    re.IGNORECASE,
)
_LAWS = (
    ("gdpr", r"(?<!UK )\bGDPR\b|\bEuropean\b|\bEEA\b|\bEU\b"), ("uk-gdpr", r"\bUK GDPR\b|United Kingdom"),
    ("ccpa", r"\bCCPA\b|\bCPRA\b|California"), ("hipaa", r"\bHIPAA\b"),
)  # fmt: skip


def notice(sentences: Sequence[Sentence]) -> Iterator[Proposal]:
    """Each number of days that the text promises before a change, and the time to object to one."""
    for sentence in sentences:
        text = plain_words(sentence.text)
        for one in in_sentence(sentence):
            if one.use == "notice":
                own = clauses.clause(text, one.start, one.end)
                objects = re.search(r"\bobject\w*\b", own, re.IGNORECASE) and not re.search(
                    r"\b(?:notice|notify|advance)\b", own, re.IGNORECASE
                )
                field = "objection" if objects else "material"
                doubt = clauses.doubt(text, one.start, one.end) or _price(sentence, text)
                yield Proposal(
                    "notice", "", {field: str(one.period)}, sentence, f"`{one.written}`", doubt, {field: one.written}
                )


def _price(sentence: Sentence, text: str) -> str:
    """Why a notice of changed prices is no promise about policies: by the heading and the sentences around it."""
    said = f"{plain_words(sentence.before)} {text} {plain_words(sentence.heading)}"
    return (
        "the text speaks of prices here"
        if re.search(r"\b(?:prices?|pricing|fees?|charges)\b", said, re.IGNORECASE)
        else ""
    )


def responses(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, PromisedPeriod]]:
    """Every time within which the text promises to answer."""
    for sentence in sentences:
        yield from ((sentence, one) for one in in_sentence(sentence) if one.use == "response")


def rights(sentences: Sequence[Sentence], *, contact: str) -> Iterator[Proposal]:
    """Each right once, with the time to answer where the text states one; `contact` is whom to ask, or nothing."""
    answered = [(sentence, one, *_asked(sentence, one)) for sentence, one in responses(sentences)]
    general = [one for one in answered if one[2] == "requests" and one[4] == "respond_within" and not _not_ours(one[0])]
    within = general[0] if general and len({str(one.period) for _, one, *_ in general}) == 1 else None
    seen: set[str] = set()
    for sentence in sentences:
        text = plain_words(sentence.text)
        if sentence.kind == "heading" or not _is_about_rights(sentence, text):
            continue
        for name, label, pattern in _RIGHTS:
            match = re.search(pattern, text, re.IGNORECASE)
            if match and name not in seen:
                seen.add(name)
                yield _right(name, label, sentence, match, contact, within)
    taken: set[str] = set()
    for sentence, one, name, label, field in answered:
        if seen and within and one.period == within[1].period and name == "requests":
            continue
        doubt = clauses.doubt(plain_words(sentence.text), one.start, one.end, ignore=("possible",)) or _not_ours(
            sentence
        )
        fields = {"label": label, field: str(one.period)}
        yield Proposal(
            "rights", free_id(name, taken), fields, sentence, f"`{one.written}`", doubt, {field: one.written}
        )


def _not_ours(sentence: Sentence) -> str:
    """Why a time may not be that in which this company answers requests."""
    text, place = plain_words(sentence.text), plain_words(f"{sentence.above} {sentence.heading}")
    if re.search(
        r"\bsupport\b|\bservice levels?\b|\bSLA\b|\bseverity\b|\barbitrat|\bclaims?\b|\bdisput|\binvoic",
        f"{text} {place}",
        re.IGNORECASE,
    ):
        return "the text may speak of support or of disputes"
    ours = (
        re.search(r"\b(?:we|us|our)\b", text, re.IGNORECASE)
        or _SECTION.search(place)
        or re.search(r"\bcontact\b", place, re.IGNORECASE)
    )
    return "" if ours else "the sentence does not say who answers"


_ASKED = (
    ("appeals", "Appeals", r"\bappeal"), ("opt_outs", "Opt-outs", r"\bopt(?:ing)?[- ]?out|\bunsubscri|\bSTOP\b"),
    ("complaints", "Complaints", r"\bcomplain"), ("questions", "Questions", r"\bquestions?\b|\binquir|\benquir"
                                                                            r"|\bsupport\b"),
)  # fmt: skip


def _asked(sentence: Sentence, one: PromisedPeriod) -> tuple[str, str, str]:
    """What is answered within a period, as id and label of a right, and the field that says it."""
    text = plain_words(sentence.text)
    own = clauses.clause(text, one.start, one.end)
    field = "confirm_within" if re.search(r"\b(?:acknowledg|confirm)\w*", own, re.IGNORECASE) else "respond_within"
    for words in (own, text):
        for name, label, pattern in _ASKED:
            if re.search(pattern, words, re.IGNORECASE):
                return name, label, field
        if re.search(r"\brequests?\b", words, re.IGNORECASE):
            break
    return "requests", "Requests", field


def _is_about_rights(sentence: Sentence, text: str) -> bool:
    if _OURS.search(text):
        return False
    if _SECTION.search(plain_words(f"{sentence.above} {sentence.heading}")):
        return sentence.kind in ("item", "row") or bool(_GIVES.search(text))
    return bool(re.search(r"\bright to\b", text, re.IGNORECASE))


def _right(
    name: str,
    label: str,
    sentence: Sentence,
    match: re.Match[str],
    contact: str,
    within: tuple[Sentence, PromisedPeriod, str, str, str] | None,
) -> Proposal:
    text = plain_words(sentence.text)
    told = plain_words(f"{sentence.above} {sentence.heading} {sentence.text}")
    fields: dict[str, Any] = {"label": label}
    if laws := [law for law, pattern in _LAWS if re.search(pattern, told)]:
        fields["regimes"] = laws
    if contact:
        fields["contact"] = contact
    if within:
        fields["respond_within"] = str(within[1].period)
    own = clauses.clause(text, match.start(), match.end())
    explicit = bool(_GIVES.search(text)) or (sentence.kind in ("item", "row") and match.start() < 40)
    doubt = clauses.doubt(text, match.start(), match.end(), ignore=("possible",)) if name != "opt_out" else ""
    if not doubt and not (explicit and _SECTION.search(f"{told}")):
        doubt = "the sentence may speak of something else than a right"
    return Proposal("rights", name, fields, sentence, f"`{own[:100].strip()}`", doubt)
