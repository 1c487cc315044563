"""The words by which carriers' vetting recognizes what it asks of an SMS programme, shared by its checks.

`a2p_consent`, `a2p_samples`, `a2p_messages` and `a2p_10dlc` call these functions with texts of a programme or sentences
of a policy; each says whether something is named, and is not denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trustcenter.model.facts import Plain
from trustcenter.rules.claims import fold

SMS = re.compile(r"\bSMS\b|\btext(?:s|ed|ing| messag\w+)?\b", re.IGNORECASE)
RATES = re.compile(r"(?:message|msg)s? (?:and|&|/) data rates may (?:also )?apply")
FREQUENCY = re.compile(
    r"\bfrequency\b|\bhow often\b|\brecurring\b"
    r"|\b(?:messages?|msgs?|texts?) (?:a|an|per|each|every|for each|var(?:y|ies))\b"
    r"|\b(?:one|single|\d+) (?:(?:text|SMS) )?(?:messages?|msgs?|texts?)\b"
    r"|\b(?:a|per|each|every) (?:day|week|month|year)\b"
    r"|\b(?:once|twice|daily|weekly|monthly)\b",
    re.IGNORECASE,
)
PROMOTION = re.compile(
    r"\b(?:market(?:ing)?|promot\w+|offers?|deals?|discounts?|coupons?|advertis\w+|newsletters?|vouchers?|upsell\w*"
    r"|product (?:news|announcements)|news (?:about|of|on|from) our|new (?:products|services)|specials|flash sale"
    r"|sales (?:messages|texts|events)|on sale|buy now|shop now|rewards?|loyalty|buy (?:one|1|two|2),? get"
    r"|(?:big|summer|winter|spring|clearance|our) sale|sale (?:starts|ends|now)|free shipping|half price|BOGO)\b"
    r"|\d+ ?% off\b|\$\d+ off\b|\bsave (?:up to )?[$\d]",
    re.IGNORECASE,
)
_PURPOSES = re.compile(
    r"\b(?:about|regarding|concerning|relat(?:ed|ing) to) \w+"
    r"|\b(?:alerts?|reminders?|notif\w+|confirm\w+|appointments?|codes?|verif\w+|updates?|offers?|promotion\w*|marketing"
    r"|deliver\w*|orders?|accounts?|security|surveys?|news\w*|support|deals?|discounts?|receipts?|bookings?|outages?)\b",
    re.IGNORECASE,
)
_COMMON = frozenset(
    "message messages text texts whatever customer customers carrier carriers other their your with from this that"
    " general business service services programme program campaign registered number".split()
)
_NO = re.compile(r"\b(?:no|not|never|without|nor|neither)\b|n't\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_ITSELF = re.compile(
    r"\bnames? itself\b|\b(?:its|the) (?:own )?(?:name|brand)\b|\bcustomer's (?:name|brand)\b",
    re.IGNORECASE,
)
_FOREIGN = (
    re.compile(
        r"\b(?:acepto|aceptas|mensajes?|respond[ae]|envíe|recibir|de texto|tarifas|aplicar(?:se)?|pueden|cancelar|ayuda"
        r"|para|cita|cuenta|usted|su|con|una?|los|las|del|está|número|código|acceso|nunca|es|de|se|que)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:recevoir|avec|des|votre|vous|nous|une?|pour|peuvent|répondez|fréquence|frais|les|aide|est|arrêter|ne|pas)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:ich|zu|und|Sie|für|können|mit|von|werden|antworten|Gebühren|willige|zum|Ihr|ist|nicht|der|das|erhalten)\b"
    ),
)
"""Everyday words of Spanish, French and German; those of German with their capitals."""
_FOREIGN_WORDS = 4
PROHIBITED = {
    "cannabis": r"\bcannabis\b|\bmarijuana\b|\bCBD\b|\bTHC\b|\bkratom\b|\bdispensar(?:y|ies)\b|\bdelta-?[89]\b|\bweed\b"
    r"|\bhemp\b|\bedibles\b|\bpsilocybin\b",
    "gambling": r"\bcasinos?\b|\bgambl\w+|\bbett?ing\b|(?<!you )\bbets?\b(?! you\b)"
    r"|\bsportsbook\b|\bfree spins\b|\bjackpots?\b"
    r"|\bsweepstakes?\b|\bslots?\b(?= machine)|\bpoker\b|\blotter(?:y|ies)\b|\bbingo\b|\braffles?\b",
    "high-risk finance": r"\b(?:pay-?day|title|short-?term|cash|instant|same-day) (?:\w+ )?loans?\b|\bcash advances?\b"
    r"|\bno credit check\b|\bguaranteed approval\b|\bdebt (?:relief|consolidation|forgiveness|reduction|collection"
    r"|settlement)\b|\b(?:reduce|lower|erase|settle|cancel|consolidate) your (?:\w+ ){0,2}debts?\b"
    r"|\bstudent loan (?:debt|forgiveness)|\bcredit (?:repair|score boost\w*)\b|\bfix your credit\b"
    r"|\bcrypto(?:currenc\w+)?\b|\bbitcoins?\b|\bNFTs?\b|\bforex\b|\bbinary options\b|\bpenny stocks?\b"
    r"|\bstock tips?\b|\btax relief\b|\bmortgage (?:refinanc\w+|rates)\b"
    r"|\b(?:attempt|efforts?) to collect (?:a|this|your) debt\b|\bdebt collectors?\b",
    "get rich quick": r"\bwork(?:ing)? from home\b|\bget rich\b|\bmulti-?level marketing\b|\bMLM\b|\bpassive income\b"
    r"|\bearn (?:up to )?\$ ?\d+|\bdouble your money\b|\bfinancial freedom\b|\bsecret shopper\b|\bmystery shopp\w+"
    r"|\brisk[- ]free investments?\b",
    "deceptive prizes": r"\byou(?:'ve| have)? won\b|\bclaim your (?:\w+ )?(?:prize|reward|gift)\b|\bfree (?:gift|iphone"
    r"|money|cash)\b|\bgift cards? (?:waiting|giveaway)\b|\bcongratulations,? (?:you|winner)",
    "sex": r"\bescorts?\b|\bporn\w*|\bXXX\b|\bnudes?\b|\bsex(?:y|ual)?\b|\bhook-?ups?\b"
    r"|\bhot (?:\w+ )?(?:singles|girls|guys|babes)\b|\bstrip club"
    r"|\badult (?:content|entertainment|dating|toys?)\b"
    r"|\badults only\b|\bmeet (?:\w+ )?singles\b|\bsugar dadd",
    "hate": r"\bwhite (?:power|suprema\w+)\b|\bethnic cleansing\b|\bracial(?:ly)? (?:pure|superior)|\bhate speech\b",
    "alcohol": r"\bwhisk(?:e)?y\b|\bvodka\b|\bbeers?\b|\bwines?\b|\btequila\b|\bliquors?\b|\bbrewer(?:y|ies)\b"
    r"|\bcocktails?\b|\balcohol\w*\b(?![- ](?:free|based)\b)|\bhappy hour\b|\bbourbon\b|\brum\b|\bspirits\b",
    "firearms": r"\bfirearms?\b|\bammunition\b|\bammo\b|\b(?:hand)?guns?\b|\brifles?\b|\bpistols?\b|\bshotguns?\b"
    r"|\bsilencers?\b",
    "tobacco": r"\bvap(?:e|es|ing|or)\b|\btobacco\b|\bcigar\w*|\be-?cig\w*|\be-?liquids?\b|\bnicotine\b|\bhookahs?\b",
    "drugs": r"\bxanax\b|\boxycodone\b|\boxycontin\b|\bvicodin\b|\badderall\b|\bopioids?\b|\bviagra\b|\bcialis\b"
    r"|\bwithout (?:a )?(?:prescription|doctor)\b|\bozempic\b|\bsemaglutide\b|\btramadol\b|\bno prescription\b"
    r"|\bonline pharmac\w+|\bsteroids?\b",
    "lead generation": r"\blead[- ]gen\w*|\bwe sell leads\b|\bquotes from (?:our |several |multiple )?"
    r"(?:partners|lenders|insurers)\b|\bour (?:partners|affiliates) (?:will|may) (?:text|contact|call)\b",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gap:
    """What a field of a programme lacks: the id of the element, the path of the field in the record, a message."""

    element: str
    field: tuple[str | int, ...]
    message: str


def affirmed(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a pattern matches where no denial stands before it in the sentence."""
    return any(not _NO.search(re.split(r"[.;!?]", text[: match.start()])[-1]) for match in pattern.finditer(text))


def sentences(text: str) -> list[str]:
    """The sentences of a short text."""
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence.strip()]


def by_customers(programme: Plain) -> bool:
    """Whether customers send the messages of a programme through an API, each with its own brand and consent text."""
    return (programme.get("consent") or {}).get("method") == "api client"


def brand_of(programme: Plain) -> str:
    """The brand without what follows it: "Example Voice, on behalf of …" is "Example Voice"; empty if not stated."""
    brand = programme.get("brand")
    return brand.partition(",")[0].strip() if isinstance(brand, str) else ""


def names_brand(text: str, programme: Plain) -> bool:
    """Whether a text names the brand; of a programme of customers, that the customer names itself is enough."""
    brand = brand_of(programme)
    if by_customers(programme) and _ITSELF.search(text):
        return True
    return bool(brand) and fold(brand) in fold(text)


def names_purpose(text: str, programme: Plain) -> bool:
    """Whether a text has a word of the types of messages, or one of the usual purposes.

    Sentences that only tell the frequency, the rates or a keyword do not count.
    """
    telling = " ".join(words for words in sentences(text) if not _only_terms(words))
    without_brand = fold(telling).replace(fold(brand_of(programme)) or "\0", " ")
    types = " ".join(str(kind) for kind in programme.get("message_types", ()))
    own = {word for word in re.findall(r"[a-z]{4,}", types.casefold()) if word not in _COMMON}
    said = _PURPOSES.search(re.sub(r"(?:data|message)? ?rates|customer support|reply help", " ", without_brand))
    return said is not None or any(_has_word(word, without_brand) for word in own)


_ASKS = re.compile(
    r"\b(?:agree|consent|receiv\w+|send|get|subscribe\w*|enrol\w*|sign(?:ed)? up|opt(?:ed)?[- ]?in|text (?:me|you))\b",
    re.IGNORECASE,
)


def _has_word(word: str, text: str) -> bool:
    """Whether a text has a word, in any of its forms unless it is short: "sign" of "sign-in" is not "signed up"."""
    return re.search(rf"\b{re.escape(word)}s?\b" if len(word) < 5 else rf"\b{re.escape(word[:6])}", text) is not None


def _only_terms(sentence: str) -> bool:
    told = FREQUENCY.search(sentence) or RATES.search(sentence.casefold()) or re.search(r"\b(?:HELP|STOP)\b", sentence)
    return bool(told) and not _ASKS.search(sentence)


def is_foreign(text: str) -> bool:
    """Whether a text is in Spanish, French or German: registrars vet English texts only."""
    return any(len({match[0].casefold() for match in words.finditer(text)}) >= _FOREIGN_WORDS for words in _FOREIGN)


def prohibited(text: str) -> Iterator[tuple[str, str]]:
    """The categories that carriers exclude of which a text has a word, each with that word."""
    for category, words in PROHIBITED.items():
        if match := re.search(words, text, re.IGNORECASE):
            yield category, match[0]
