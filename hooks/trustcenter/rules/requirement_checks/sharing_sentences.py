"""Finds the sentences of a policy that say that personal data goes to others for marketing.

`a2p_10dlc` calls `sharing_sentences` with the text of a policy and gets the sentences that a vetting partner of the
carriers would hold against the promise not to share opt-in data.  Sentences are read clause by clause: a denial
excuses only the verbs that follow it in its own clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SENTENCE = re.compile(r"[^.!?\n|](?:[^.!?\n|]|[.!?](?=\w)|\n(?!\s*\n|\s*[-*#|>]))*")
_PARTY_WORDS = (
    r"(?:third[- ]part(?:y|ies)|partners?|affiliate[sd]?(?: compan(?:y|ies))?|advertisers?|marketers?|resellers?"
    r"|(?:lead|list) (?:buyers?|generators?)|buyers|data brokers?|sister compan(?:y|ies)|sponsors?"
    r"|(?:other|outside) (?:businesses|companies|organi[sz]ations|parties))"
)
_PARTY = re.compile(rf"(?<!from )(?<!from our )(?<!from the )\b{_PARTY_WORDS}\b", re.IGNORECASE)
_GIVES = re.compile(
    r"\b(?:shar(?:e|ed|es|ing)|disclos(?:e|ed|es|ing)|sell|sells|sold|selling|rent(?:s|ed|ing)?|leas(?:e|ed|es)"
    r"|trad(?:e|ed|es)|provid(?:e|ed|es|ing)|transfer(?:s|red|ring)?|giv(?:e|en|es)|pass(?:es|ed)?|releas(?:e|ed|es)"
    r"|exchang(?:e|ed|es)|suppl(?:y|ied|ies)|forward(?:s|ed)?|ma[dk]e available|sent|send)\b",
    re.IGNORECASE,
)
_RECEIVES = re.compile(
    rf"(?<!from )(?<!from our )(?<!from the )\b{_PARTY_WORDS}\b(?:\s+(?:\w+\s+){{0,5}}?)"
    r"(?:receives?|obtains?|gets?|buys?|purchases?|acquires?|accesse?s?|advertises?|markets?)\b",
    re.IGNORECASE,
)
_MARKETING = re.compile(
    r"\bmarket(?:ing|ers?)?\b|\bpromot(?:e|es|ion|ions|ional|ing)\b|\badvertis\w+|\b(?:lead|list) (?:buyers?|gen\w+)\b"
    r"|\btheir own (?:\w+ ){0,2}(?:purposes|products|services|offers)\b|\bspecial offers\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:mobile|cell|phone|telephone)\b|\b(?:your|their|the) numbers?\b|\bopt[- ]?in\b|\bSMS\b|\btext messag",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"\bpersonal (?:data|information)\b|\byour (?:data|information|details)\b", re.IGNORECASE)
_DATA = re.compile(
    r"\bdata\b|\binformation\b|\bnumbers?\b|\b(?:contact )?details\b|\bconsents?\b|\bopt[- ]?in\b|\brecords?\b"
    r"|\bit\b|\bthem\b|\blists?\b|\bleads?\b|\baddress(?:es)?\b",
    re.IGNORECASE,
)
_TRADED = re.compile(
    r"\b(?:sell|sells|sold|selling|rent(?:s|ed|ing)?|leas(?:e|ed|es)|trad(?:e|ed|es)|buys?)\b", re.IGNORECASE
)
_LIMITED = re.compile(
    r"\bdeliver|\bcarry\b|\bhost|\boperat|\bon (?:our|its|their) behalf|\blaws?\b|\blegal|\bcourts?\b|\bbound\b"
    r"|\bprocess(?:or|ors|ing)?\b|\bservice providers?\b|\bvendors?\b|\bneed(?:s|ed)?\b|\bnecessary\b|\brequir"
    r"|\bto (?:help|provide|perform|support)|\bprovid\w+ (?:the|our|you)|\bcomply|\bsubprocessors?\b|\bconfidential"
    r"|\bfraud|\bsecurity|\bemergenc"
    r"|\bmergers?\b|\bacquisition\b|\bbankrupt|\brequest|\bcontract",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|never|no|nor|neither|nobody|none|without|cannot|refus\w+|prohibit\w*|forbid\w*)\b|n't\b", re.IGNORECASE
)
_WITH_NOBODY = re.compile(r"^[^,;]*?\b(?:with|to|for) (?:no|none|nobody|neither)\b", re.IGNORECASE)
_TURN = re.compile(
    r";|[,\s]\s*\b(?:but|however|yet|although|though|whereas|while)\b"
    r"|,\s*(?:and |or )?(?=(?:we|they|our|your|it|partners|affiliates|third parties)\b(?! not\b))",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:except(?:ing)?|unless|other than|apart from|save)\b", re.IGNORECASE)
_OPT_IN_EXCEPTED = re.compile(
    r"\b(?:except\w*|exclud\w+|other than|apart from|not includ\w+|aside from|leaving out|save)\b[^.]{0,60}"
    r"\b(?:opt[- ]?in|consent|text messag|SMS|mobile|phone|numbers?)"
    r"|\bopt[- ]?in (?:data|information)(?: and consents?)?(?: is| are)? (?:aside|excepted|excluded|apart)",
    re.IGNORECASE,
)
_FOR_US = re.compile(
    r"\bon (?:our|its) behalf\b|\b(?:who|that|which)(?: (?:also|only|may|can))? "
    r"(?:help|assist|perform|provide|deliver|carry|host|support|work for)\b|\b(?:helping|assisting) us\b",
    re.IGNORECASE,
)
"""Others who process for the company: their help with its own marketing is no sharing for marketing."""
_REPORTED = re.compile(
    r"\brequest information\b|\b(?:the|a|certain) rights?\b|\b(?:is|are|as) defined\b|\bmay constitute\b"
    r"|\bcategories of (?:third parties|recipients)\b|\bmay be considered\b"
    r"|\b(?:at|upon|on) your (?:request|direction|instructions?)\b",
    re.IGNORECASE,
)
"""Sentences about a law, a right or a definition, or about what its reader asks for."""
_BY_CONSENT = re.compile(
    r"\b(?:with|without|unless|subject to|on)\b[^,;.]{0,30}?\b(?:consents?|permission)\b", re.IGNORECASE
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:you|customers?|users?|clients?|subscribers?|members?|whoever|anybody)\s+(?:\w+\s+){0,4}$"
    r"|^\W*(?:whether|if)\b(?:(?!\bwe\b|,).)*$",
    re.IGNORECASE,
)


def sharing_sentences(prose: str) -> Iterator[tuple[int, str]]:
    """The offset and the words of each sentence that says that data goes to others for marketing."""
    for sentence in SENTENCE.finditer(prose):
        words = sentence[0]
        asks = prose[sentence.end() : sentence.end() + 1] == "?"
        if not (asks or words.lstrip().startswith("#")) and says_sharing(words):
            yield sentence.start() + len(words) - len(words.lstrip()), " ".join(words.split())


def says_sharing(sentence: str) -> bool:
    """Whether a sentence says that personal data goes to others for marketing, and does not except opt-in data."""
    if _OPT_IN_EXCEPTED.search(sentence) or _REPORTED.search(sentence):
        return False
    plain = _BY_CONSENT.sub(" ", sentence)
    return any(_asserts(clause, inherited) for clause, inherited in _clauses(plain))


def _clauses(sentence: str) -> Iterator[tuple[str, str]]:
    """The clauses of a sentence, each with the words before it, from which it may take its verb and its object."""
    start = 0
    for turn in [*_TURN.finditer(sentence), None]:
        clause = sentence[start : turn.start() if turn else len(sentence)]
        exception = _EXCEPT.search(clause)
        yield (clause[: exception.start()] if exception else clause), sentence[:start]
        if exception and _DENIAL.search(clause[: exception.start()]):
            yield f"share {clause[exception.end() :]}", sentence[: start + exception.start()]
        start = turn.end() if turn else start


def _asserts(clause: str, before: str) -> bool:
    """Whether a clause says that data goes to others for marketing, or for no stated purpose."""
    verb = _given(clause) or _received(clause)
    if verb is None or not _PARTY.search(clause) or not _DATA.search(f"{before} {clause}") or _FOR_US.search(clause):
        return False
    if _MARKETING.search(clause):
        return True
    named = _TRADED.search(verb) or _PERSONAL.search(clause) or _NUMBER.search(f"{before} {clause}")
    return bool(named) and not _LIMITED.search(clause)


def _given(clause: str) -> str | None:
    """The first verb of the clause by which data is handed on and which nothing denies."""
    for verb in _GIVES.finditer(clause):
        head = clause[: verb.start()]
        denied = _DENIAL.search(head) or _WITH_NOBODY.search(clause[verb.end() :])
        if not denied and not _SOMEBODY_ELSE.search(head):
            return verb[0]
    return None


def _received(clause: str) -> str | None:
    """The words by which others receive data, if nothing denies it."""
    for verb in _RECEIVES.finditer(clause):
        if not _DENIAL.search(clause[: verb.end()]):
            return verb[0]
    return None
