"""What carriers ask of the consent text of one SMS programme, and of what its policies say about that consent.

`a2p_10dlc` calls `consent_gaps` with a record of data/messaging.yml and gets what each field lacks, and
`said_of_consent` with a sentence of a policy; the ids of the elements, their codes and what to write stand in the list
`a2p-10dlc`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.model.facts import Plain
from trustcenter.rules.claims import is_stated
from trustcenter.rules.requirement_checks.a2p_words import (
    FREQUENCY,
    PROMOTION,
    RATES,
    SMS,
    Gap,
    affirmed,
    brand_of,
    by_customers,
    is_foreign,
    names_brand,
    names_purpose,
    sentences,
)

_DOING = (
    r"(?:signing up|creating|opening|register\w*|placing|purchas\w+|buying|ordering|using|booking"
    r"|logging in|signing in|accepting"
    r"|agreeing to|continuing|checking out|visiting|download\w+|install\w+|making|access\w+)"
)
_OWN_WORDS = r"(?:(?!\b(?:agree|consent|accept|receive)\b)[^.,])"
_AS_SIDE_EFFECT = re.compile(
    rf"\b(?:by|when|in|on) {_DOING}\b(?!{_OWN_WORDS}{{0,30}}\b(?:text|SMS)\b)[^.]{{0,60}}?"
    r"\b(?:agree|consent|accept|receive|authori[sz]e)\w*\b"
    r"|\b(?:agree|consent|accept|receive|authori[sz]e)\w*\b[^.]{0,160}?"
    rf"\bby {_DOING}\b(?![^.,]{{0,30}}\b(?:text|SMS)\b)"
    r"|\bby (?:clicking|pressing|tapping) .?(?:continue|next|sign up|register|create|place|submit|buy|pay|log in"
    r"|check)",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:agree|consent|accept)\w*\b[^.]{0,40}?\b(?:terms|privacy (?:policy|notice)|conditions)\b[^.]{0,60}?"
    r"\b(?:and|,)\s+(?:\w+\s+){0,3}(?:to )?(?:receiv\w+|be(?:ing)? (?:sent|texted)|get\w*|text\w*)\b"
    r"|\b(?:receiv\w+|texts?|messages?)\b[^.]{0,60}?\band (?:\w+\s+){0,2}(?:agree|consent|accept)\w*\b[^.]{0,40}?"
    r"\b(?:terms|privacy (?:policy|notice)|conditions)\b"
    r"|\b(?:agree|consent)\w*\b[^.]{0,60}?\b(?:together with|along with|as part of|included in|at once with"
    r"|and also)\b[^.]{0,30}?\b(?:terms|agreements?|contracts?|purchases?|orders?|accounts?"
    r"|privacy (?:policy|notice))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:is|are|as)\s+(?:a\s+)?(?:pre)?(?:conditions?|required|mandatory|necessary)\b[^.]{0,40}"
    r"|\b(?:must|have to|need to) (?:agree|consent|opt in|accept)\b|\brequires? (?:your )?consent to\b",
    re.IGNORECASE,
)
_TEXTING = r"(?:SMS|texts?|text messages?)(?: messages?)?"
_CHANNEL = (
    r"(?:(?:marketing|phone|automated|voice|promotional|telephone|robo|prerecorded)[ -]?)*"
    r"(?:e-?mails?|calls|phone calls?|telephone calls?|voicemails?|push notifications?|WhatsApp|faxes)"
)
_CHANNELS = re.compile(
    rf"\b{_TEXTING}\s*(?:,|/|&|\band\b|\bor\b)\s*(?:and |or )?{_CHANNEL}\b"
    rf"|\b{_CHANNEL}\s*(?:,|/|&|\band\b|\bor\b)\s*(?:and |or )?{_TEXTING}\b"
    rf"|\breceive\b[^.]*?\b{_TEXTING}\b[^.]*?(?:,|\band\b|\bor\b)\s+{_CHANNEL}(?=\s+(?:from|at|to)\b|\s*[,.])"
    r"|\b(?:call|phone|e-?mail|fax)(?:,| or| and)[^.]{0,20} text (?:you|me)\b",
    re.IGNORECASE,
)
_OTHER_CHANNEL = re.compile(
    r"(?<!about )(?<!missed )(?<!of )(?<!urgent )\b(?:(?:phone|telephone|automated|autodialed|marketing|voice|robo"
    r"|prerecorded|promotional|sales)[ -]?)+calls?\b"
    r"|\b(?:call|e-?mail|phone|fax|telephone) (?:you|me)\b|\b(?:by|via|through|over|and) (?:tele)?phone\b"
    r"|\be-?mails?\b(?! address)|\bvoice ?mails?\b|\bpush notifications?\b|\bWhatsApp\b|\bfax(?:es)?\b"
    r"|\brobocalls?\b|\b(?:postal|direct) mail\b",
    re.IGNORECASE,
)
_FOR_HELP = re.compile(
    r"\b(?:HELP|STOP|help|support|questions?|opt(?:ing)? out|unsubscribe|write|contact us|reach us|withdraw|revoke)\b"
)
_INFORMATION = re.compile(
    r"\b(?:alerts?|reminders?|notif\w+|confirm\w+|appointments?|codes?|verif\w+|account|transaction\w*|deliver\w+"
    r"|outages?|orders?|security|calls?|cancell\w+|changes|updates?)\b",
    re.IGNORECASE,
)
_TICKED = re.compile(
    r"\bpre-?\s?(?:ticked|checked|selected|filled|populated)\b"
    r"|\b(?:ticked|checked|selected|marked|on) (?:beforehand|by default|in advance"
    r"|already|at first|for you|automatically|unless)\b|\balready (?:ticked|checked|selected|marked)\b"
    r"|\b(?:leave|keep)s? the (?:ticked|checked|selected) (?:check ?)?box\b"
    r"|\bdefaults? to (?:on|yes|ticked|checked)\b|\b(?:untick|uncheck|deselect|unselect)(?:s|ing)?\b"
    r"|\bautomatically (?:ticked"
    r"|checked|selected|enrolled|opted)\b|\b(?:find|see|shows?|with|has|displays?|there is) (?:an?|the) (?:checked"
    r"|ticked|selected|marked) (?:check ?)?box\b|\bbox(?:es)? (?:is|are|comes?) (?:ticked|checked|selected|marked)\b"
    r"(?! (?:by|when|if|once))",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    r"\b(?:sign|log)(?:ing|ging)?[- ]?(?:in|on)s?\b|\bverif\w+|\bone-time\b|\b(?:2|two-|multi-)factor\b|\b2FA\b|\bMFA\b"
    r"|\bpasscode|\bauthenticat\w+|\bsecond factor\b|\baccess codes?\b",
    re.IGNORECASE,
)
_ONLY_TEXT = re.compile(
    rf"\b{_TEXTING} (?:alone|only|exclusively)\b"
    rf"|\b(?:only|exclusively|solely) (?:(?:sent|works?|come|delivered) )?(?:by|via|through|with|over|by|as) "
    rf"(?:an? )?{_TEXTING}\b"
    rf"|\b{_TEXTING} (?:is|are) (?:the only|required|mandatory|needed)\b|\bno other (?:\w+ )?(?:way|method|factor)\b"
    r"|\bthe only (?:\w+ )?(?:way|method|factor|means|option)\b"
    rf"|\b(?:requires?|needs?|demands?|must have) [^.]{{0,60}}\b{_TEXTING}\b",
    re.IGNORECASE,
)


def consent_gaps(programme: Plain, *, wording: bool) -> Iterator[Gap]:
    """What the consent of a programme lacks; with `wording`, every element of its text, otherwise that it names SMS."""
    consent = programme.get("consent") or {}
    text = consent.get("text")
    if not is_stated(text) or not isinstance(text, str):
        yield Gap("consent-text", ("consent", "text"), "no consent text")
        return
    if wording and is_foreign(text):
        message = "the consent text is not in English, in which registrars vet; state the English one here"
        yield Gap("consent-language", ("consent", "text"), message)
        return
    if not SMS.search(text):
        message = "the consent text names neither SMS nor text messages"
        yield Gap("consent-sms", ("consent", "text"), message)
    apart = consent.get("bundled") is not False
    if apart:
        message = "the consent is not said to stand apart from any other"
        yield Gap("consent-apart", ("consent", "bundled"), message)
    if wording:
        for element, message in _wording(text, programme):
            if not (apart and element == "consent-apart"):
                yield Gap(element, ("consent", "text"), message)
    yield from _box(programme)
    yield from _second_factor(programme)


def said_of_consent(sentence: str) -> Iterator[tuple[str, str]]:
    """What a sentence of a policy says of a consent that carriers reject: the element, and a message."""
    if re.search(r"\bbox", sentence, re.IGNORECASE) and affirmed(_TICKED, sentence):
        yield "consent-unticked", "the box of the consent is ticked beforehand"
    if _sole_factor(sentence):
        yield "consent-second-factor", "text messages are said to be the only way to sign in"
        return
    messages = re.search(r"\bmessages?\b", sentence, re.IGNORECASE) or SMS.search(sentence)
    if messages and _bundles(sentence):
        yield "consent-apart", "the consent to text messages comes with something else, or is a condition"


def _wording(text: str, programme: Plain) -> Iterator[tuple[str, str]]:
    """The elements that a consent text lacks, each with a message."""
    if not names_brand(text, programme):
        yield (
            "consent-brand",
            f"the consent text does not name the brand, {brand_of(programme) or 'which is not stated'}",
        )
    if not (by_customers(programme) or names_purpose(text, programme)):
        yield "consent-purpose", "the consent text does not say what the messages are about"
    if not FREQUENCY.search(text):
        yield "consent-frequency", "the consent text does not say how often messages come"
    if not (RATES.search(text.casefold()) or (by_customers(programme) and "rates" in text)):
        yield "consent-rates", 'the consent text lacks the words "message and data rates may apply"'
    for word in ("HELP", "STOP"):
        if not re.search(rf"\b{word}\b", text):
            yield f"consent-{word.lower()}", f"the consent text does not name {word}"
    if _bundles(text):
        yield "consent-apart", "the consent text agrees to something else too, or is a condition"
    if channel := _other_channel(text):
        yield "consent-channels", f'the consent text takes in other channels: "{channel}"'
    if _mixes_marketing(text, programme):
        yield "consent-marketing", "one consent text covers marketing and other messages"
    elif programme.get("marketing") is True and not (by_customers(programme) or affirmed(PROMOTION, text)):
        yield "consent-marketing", "the programme is marketing, but the consent text does not ask for marketing"


def _bundles(text: str) -> bool:
    """Whether consent is given together with something else, as a side effect of it, or as a condition of it."""
    return any(affirmed(pattern, text) for pattern in (_AS_SIDE_EFFECT, _BOUND)) or any(
        not re.search(r"\b(?:no|not|never|nor|neither)\b|n't\b", _until(text, condition.start()))
        for condition in _CONDITION.finditer(text)
    )


def _until(text: str, end: int) -> str:
    """The sentence up to a place."""
    return re.split(r"[.!?]\s", text[:end])[-1] + text[end : end + 20]


def _other_channel(text: str) -> str:
    """The words of a consent text that take in e-mail, calls or another channel; empty if it asks for texts alone."""
    if match := _CHANNELS.search(text):
        return match[0]
    for sentence in sentences(text):
        if not _FOR_HELP.search(sentence) and affirmed(_OTHER_CHANNEL, sentence):
            match = _OTHER_CHANNEL.search(sentence)
            return match[0] if match else ""
    return ""


def _mixes_marketing(text: str, programme: Plain) -> bool:
    promotes = affirmed(PROMOTION, text)
    types = [str(kind) for kind in programme.get("message_types", ())]
    promotions = [kind for kind in types if affirmed(PROMOTION, kind)]
    informs = _INFORMATION.search(text) or any(kind not in promotions for kind in types)
    return bool(promotes and (programme.get("marketing") is False or _INFORMATION.search(text))) or bool(
        promotions and informs and len(promotions) < len(types)
    )


def _box(programme: Plain) -> Iterator[Gap]:
    """The first field of the consent or of the ways to opt in by which the box is ticked beforehand."""
    consent = programme.get("consent") or {}
    for place, way in enumerate(programme.get("opt_in", ())):
        if affirmed(_TICKED, str(way.get("steps", ""))):
            field = ("opt_in", place, "steps")
            yield Gap("consent-unticked", field, "the box of the consent is said to be ticked beforehand")
            return
    for name in ("text", "evidence", "confirmation"):
        if isinstance(consent.get(name), str) and affirmed(_TICKED, consent[name]):
            yield Gap("consent-unticked", ("consent", name), "the box of the consent is said to be ticked beforehand")
            return


def _second_factor(programme: Plain) -> Iterator[Gap]:
    """Sign-in codes that come by text message alone leave a recipient no free choice."""
    codes = any(_SIGN_IN.search(str(kind)) for kind in programme.get("message_types", ()))
    for field, words in _prose_of(programme):
        if any(_sole_factor(part, codes=codes) for part in re.split(r"[.;!?]", words)):
            yield Gap("consent-second-factor", field, "text messages are said to be the only way to sign in")
            return


def _sole_factor(sentence: str, *, codes: bool = False) -> bool:
    """Whether a sentence says that only text messages let somebody sign in; `codes`: of a programme for such codes."""
    about = _SIGN_IN.search(sentence) or (codes and re.search(r"\bcodes?\b", sentence, re.IGNORECASE))
    return bool(about) and affirmed(_ONLY_TEXT, sentence)


def _prose_of(programme: Plain) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The prose of a programme in which a way to sign in may be described, with the field in which it stands."""
    for name in ("audience", "frequency", "description"):
        yield (name,), str(programme.get(name, ""))
    for outer, inner in (("consent", "text"), ("consent", "evidence"), ("stop", "otherwise"), ("help", "otherwise")):
        part = programme.get(outer) or {}
        if isinstance(part.get(inner), str):
            yield (outer, inner), part[inner]
