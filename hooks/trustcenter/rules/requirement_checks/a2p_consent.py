"""What carriers ask of the consent text and the sample messages of one SMS programme.

`a2p_10dlc` calls `consent_gaps` and `sample_gaps` with a record of data/messaging.yml and gets what each field lacks;
the ids of the elements, their codes and what to write stand in the list `a2p-10dlc`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trustcenter.model.facts import Plain
from trustcenter.rules.claims import fold, is_stated

SMS = re.compile(r"\bSMS\b|\btext(?:s|ed|ing| messag\w+)?\b", re.IGNORECASE)
RATES = re.compile(r"(?:message|msg)s? (?:and|&) data rates may apply")
_FREQUENCY = re.compile(
    r"\bfrequency\b|\bhow often\b|\brecurring\b"
    r"|\b(?:messages?|msgs?|texts?) (?:a|an|per|each|every|for each|var(?:y|ies))\b"
    r"|\b(?:one|single|\d+) (?:(?:text|SMS) )?(?:messages?|msgs?|texts?)\b"
    r"|\b(?:a|per|each|every) (?:day|week|month|year)\b"
    r"|\b(?:once|twice|daily|weekly|monthly)\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\bnames? itself\b|\b(?:its|the) (?:own )?(?:name|brand)\b|\bcustomer's (?:name|brand)\b", re.IGNORECASE
)
_COMMON = frozenset(
    "message messages text texts whatever customer customers carrier carriers other their your with from this that"
    " general business service services programme program campaign registered number".split()
)
_PURPOSES = re.compile(
    r"\b(?:about|regarding|concerning|relat(?:ed|ing) to) \w+"
    r"|\b(?:alerts?|reminders?|notif\w+|confirm\w+|appointments?|codes?|verif\w+|updates?|offers?|promotion\w*|marketing"
    r"|deliver\w*|orders?|accounts?|security|surveys?|news\w*|support|deals?|discounts?|receipts?|bookings?|outages?)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:agree|consent|accept)\w*\b[^.]{0,40}?\b(?:terms|privacy (?:policy|notice)|conditions)\b[^.]{0,60}?"
    r"\b(?:and|,)\s+(?:\w+\s+){0,3}(?:to )?(?:receiv\w+|be(?:ing)? (?:sent|texted)|get\w*)\b"
    r"|\b(?:receiv\w+|texts?|messages?)\b[^.]{0,60}?\band (?:\w+\s+){0,2}(?:agree|consent|accept)\w*\b[^.]{0,40}?"
    r"\b(?:terms|privacy (?:policy|notice)|conditions)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:is|are|as)\s+(?:a\s+)?(?:condition|required|mandatory)\b[^.]{0,40}", re.IGNORECASE)
_TEXTING = r"(?:SMS|texts?|text messages?)(?: messages?)?"
_CHANNEL = (
    r"(?:(?:marketing|phone|automated|voice|promotional|telephone|robo|prerecorded)[ -]?)*"
    r"(?:e-?mails?|calls|phone calls?|telephone calls?|voicemails?|push notifications?|WhatsApp|faxes)"
)
_CHANNELS = re.compile(
    rf"\b{_TEXTING}\s*(?:,|/|&|\band\b|\bor\b)\s*(?:and |or )?{_CHANNEL}\b"
    rf"|\b{_CHANNEL}\s*(?:,|/|&|\band\b|\bor\b)\s*(?:and |or )?{_TEXTING}\b"
    rf"|\breceive\b[^.]*?\b{_TEXTING}\b[^.]*?(?:,|\band\b|\bor\b)\s+{_CHANNEL}(?=\s+(?:from|at|to)\b|\s*[,.])",
    re.IGNORECASE,
)
_PROMOTION = re.compile(
    r"\b(?:market(?:ing)?|promot\w+|offers?|deals?|discounts?|coupons?|advertis\w+|newsletters?)\b",
    re.IGNORECASE,
)
_INFORMATION = re.compile(
    r"\b(?:alerts?|reminders?|notif\w+|confirm\w+|appointments?|codes?|verif\w+|account|transaction\w*|deliver\w+"
    r"|outages?|orders?|security|calls?|cancell\w+|changes|updates?)\b",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|not|never|without|nor|neither)\b|n't\b", re.IGNORECASE)
_TICKED = re.compile(
    r"\bpre-?\s?(?:ticked|checked|selected|filled)\b"
    r"|\b(?:ticked|checked|selected|on) (?:beforehand|by default|in advance"
    r"|already|at first)\b|\balready (?:ticked|checked|selected)\b|\bdefaults? to (?:on|yes|ticked|checked)\b",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    r"\b(?:sign|log)[- ]?(?:in|on)s?\b|\bverif\w+|\bone-time\b|\b(?:2|two-)factor\b|\b2FA\b|\bpasscode", re.IGNORECASE
)
_ONLY_TEXT = re.compile(
    rf"\b{_TEXTING} (?:alone|only|exclusively)\b"
    rf"|\bonly (?:by|via|through|with|over|works? (?:by|with|over)) {_TEXTING}\b"
    rf"|\b{_TEXTING} (?:is|are) (?:the only|required|mandatory|needed)|\bno other (?:way|method|factor)\b"
    r"|\bthe only (?:way|method|factor|second factor|means)\b",
    re.IGNORECASE,
)
_SHORTENER = re.compile(
    r"(?<![\w.-])(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly|shorturl\.at|tiny\.cc"
    r"|rb\.gy|s\.id|v\.gd|lnkd\.in|t\.ly|bl\.ink|short\.io|trib\.al|snip\.ly|dub\.sh)(?=/|\b)",
    re.IGNORECASE,
)
_SENDER = re.compile(r"([A-Z][^:]{0,60}):\s")
_PROHIBITED = {
    "cannabis": r"\bcannabis\b|\bmarijuana\b|\bCBD\b|\bTHC\b|\bkratom\b|\bdispensar(?:y|ies)\b",
    "gambling": r"\bcasinos?\b|\bgambl\w+|\bbetting\b|\bsportsbook\b|\bfree spins\b|\bjackpot\b|\bsweepstakes\b",
    "high-risk finance": r"\bpay-?day loans?\b|\btitle loans?\b|\bdebt (?:relief|consolidation|forgiveness|reduction)\b"
    r"|\bcredit repair\b|\bcrypto(?:currenc\w+)?\b|\bforex\b",
    "get rich quick": r"\bwork from home\b|\bget rich\b|\bmulti-?level marketing\b|\bpassive income\b|\bearn \$?\d+",
    "sex, hate, alcohol, firearms or tobacco": r"\bescorts?\b|\bporn\w*|\bXXX\b|\bfirearms?\b|\bammunition\b|\bguns?\b"
    r"|\bvap(?:e|es|ing)\b|\btobacco\b|\bcigar\w*|\bwhisk(?:e)?y\b|\bvodka\b|\bbeers?\b",
    "lead generation": r"\blead[- ]gen\w*|\bwe sell leads\b|\bquotes from (?:our )?partners\b",
}
LONGEST_SAMPLE = 1024
"""Characters of a sample message that registration forms take."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What a field of a programme lacks: the id of the element, the path of the field in the record, a message."""

    element: str
    field: tuple[str | int, ...]
    message: str


def consent_gaps(programme: Plain, *, wording: bool) -> Iterator[Gap]:
    """What the consent of a programme lacks; with `wording`, every element of its text, otherwise that it names SMS."""
    consent = programme.get("consent") or {}
    text = consent.get("text")
    if not is_stated(text) or not isinstance(text, str):
        yield Gap("consent-text", ("consent", "text"), "no consent text")
        return
    if not SMS.search(text):
        message = "the consent text names neither SMS nor text messages"
        yield Gap("consent-sms", ("consent", "text"), message)
    if wording:
        for element, message in _wording(text, programme):
            yield Gap(element, ("consent", "text"), message)
    if consent.get("bundled") is not False:
        message = "the consent is not said to stand apart from any other"
        yield Gap("consent-apart", ("consent", "bundled"), message)
    yield from _box(consent)
    yield from _second_factor(programme)


def by_customers(programme: Plain) -> bool:
    """Whether customers send the messages of a programme through an API, each with its own brand and consent text."""
    return (programme.get("consent") or {}).get("method") == "api client"


def _wording(text: str, programme: Plain) -> Iterator[tuple[str, str]]:
    """The elements that a consent text lacks, each with a message."""
    if not _brand_named(text, programme):
        yield "consent-brand", f"the consent text does not name the brand, {_brand(programme) or 'which is not stated'}"
    if not (by_customers(programme) or _purpose_named(text, programme)):
        yield "consent-purpose", "the consent text does not say what the messages are about"
    if not _FREQUENCY.search(text):
        yield "consent-frequency", "the consent text does not say how often messages come"
    if not (RATES.search(text.casefold()) or (by_customers(programme) and "rates" in text)):
        yield "consent-rates", 'the consent text lacks the words "message and data rates may apply"'
    for word in ("HELP", "STOP"):
        if not re.search(rf"\b{word}\b", text):
            yield f"consent-{word.lower()}", f"the consent text does not name {word}"
    if _BOUND.search(text) or any(not _NO.search(_until(text, m.start())) for m in _CONDITION.finditer(text)):
        yield "consent-apart", "the consent text agrees to something else too, or is a condition"
    if _CHANNELS.search(text):
        yield "consent-channels", f'the consent text takes in other channels: "{_quoted(_CHANNELS, text)}"'
    if _mixes_marketing(text, programme):
        yield "consent-marketing", "one consent text covers marketing and other messages"


def _until(text: str, end: int) -> str:
    """The sentence up to a place."""
    return re.split(r"[.!?]\s", text[:end])[-1] + text[end : end + 20]


def _quoted(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _brand(programme: Plain) -> str:
    brand = programme.get("brand")
    return brand.partition(",")[0].strip() if isinstance(brand, str) else ""


def _brand_named(text: str, programme: Plain) -> bool:
    brand = _brand(programme)
    if by_customers(programme):
        return _ITSELF.search(text) is not None or bool(brand and fold(brand) in fold(text))
    return bool(brand) and fold(brand) in fold(text)


def _purpose_named(text: str, programme: Plain) -> bool:
    """Whether a consent text has a word of the types of messages, or one of the usual purposes."""
    without_brand = fold(text).replace(fold(_brand(programme)) or "\0", " ")
    types = " ".join(str(kind) for kind in programme.get("message_types", ()))
    own = {word for word in re.findall(r"[a-z]{4,}", types.casefold()) if word not in _COMMON}
    said = _PURPOSES.search(re.sub(r"(?:data|message)? ?rates|customer support|reply help", " ", without_brand))
    return said is not None or any(re.search(rf"\b{re.escape(word[:6])}", without_brand) for word in own)


def _mixes_marketing(text: str, programme: Plain) -> bool:
    promotes = _affirmed(_PROMOTION, text)
    types = [str(kind) for kind in programme.get("message_types", ())]
    promotions = [kind for kind in types if _affirmed(_PROMOTION, kind)]
    informs = _INFORMATION.search(text) or any(kind not in promotions for kind in types)
    return bool(promotes and (programme.get("marketing") is False or _INFORMATION.search(text))) or bool(
        promotions and informs and len(promotions) < len(types)
    )


def _affirmed(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern matches where no denial stands before it in the sentence."""
    return any(not _NO.search(re.split(r"[.;!?]", text[: match.start()])[-1]) for match in pattern.finditer(text))


def _box(consent: Plain) -> Iterator[Gap]:
    for name in ("text", "evidence", "confirmation"):
        if isinstance(consent.get(name), str) and _affirmed(_TICKED, consent[name]):
            yield Gap("consent-unticked", ("consent", name), "the box of the consent is said to be ticked beforehand")
            return


def ticked_beforehand(sentence: str) -> bool:
    """Whether a sentence of the terms says that the box of the consent is ticked before the recipient acts."""
    return re.search(r"\bbox", sentence, re.IGNORECASE) is not None and _affirmed(_TICKED, sentence)


def _second_factor(programme: Plain) -> Iterator[Gap]:
    """Sign-in codes that come by text message alone leave a recipient no free choice."""
    for field, words in _sentences_of(programme):
        if any(_SIGN_IN.search(words) and _affirmed(_ONLY_TEXT, words) for words in re.split(r"[.;!?]", words)):
            yield Gap("consent-second-factor", field, "text messages are said to be the only way to sign in")
            return


def _sentences_of(programme: Plain) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The prose of a programme in which a way to sign in may be described, with the field in which it stands."""
    for name in ("audience", "frequency"):
        yield (name,), str(programme.get(name, ""))
    for outer, inner in (("consent", "text"), ("consent", "evidence"), ("stop", "otherwise"), ("help", "otherwise")):
        part = programme.get(outer) or {}
        if isinstance(part.get(inner), str):
            yield (outer, inner), part[inner]


def sample_gaps(programme: Plain) -> Iterator[Gap]:
    """What the sample messages of a programme lack, or have and should not."""
    samples: list[str] = list(programme.get("samples", ()))
    if len(samples) < 2:
        yield Gap("samples-two", ("samples",), "fewer than two sample messages")
        return
    if not any("STOP" in sample for sample in samples):
        yield Gap("samples-stop", ("samples",), "no sample message has STOP")
    yield from _unsigned(samples, programme)
    yield from _each_sample(samples)


def _unsigned(samples: Iterable[str], programme: Plain) -> Iterator[Gap]:
    brand = fold(_brand(programme))
    for place, sample in enumerate(samples):
        if brand and brand in fold(sample):
            continue
        sender = _SENDER.match(sample)
        if sender and by_customers(programme):
            continue
        if sender:
            message = f'a sample message names another brand: "{sender[1]}" instead of {_brand(programme)}'
            yield Gap("samples-other-brand", ("samples", place), message)
        else:
            yield Gap("samples-brand", ("samples", place), "a sample message does not name the brand")
            return


def _each_sample(samples: Iterable[str]) -> Iterator[Gap]:
    for place, sample in enumerate(samples):
        if short := _SHORTENER.search(sample):
            message = f"a sample message has an address of a public link shortener: {short[0]}"
            yield Gap("samples-shortener", ("samples", place), message)
        if len(sample) > LONGEST_SAMPLE:
            message = f"a sample message has {len(sample)} characters; forms take {LONGEST_SAMPLE}"
            yield Gap("samples-length", ("samples", place), message)
        for category, words in _PROHIBITED.items():
            if match := re.search(words, sample, re.IGNORECASE):
                message = f'a sample message is of a kind that carriers exclude ({category}): "{match[0]}"'
                yield Gap("samples-content", ("samples", place), message)
