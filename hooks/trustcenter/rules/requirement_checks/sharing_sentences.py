"""Finds the sentences of a policy that say that personal data goes to others for marketing.

`a2p_10dlc` calls `sharing_sentences` with the text of a policy and gets the sentences that a vetting partner of the
carriers would hold against the promise not to share opt-in data.  Sentences are read clause by clause: a denial
excuses only the verbs that follow it in its own clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

LONGEST_SENTENCE = 2_000
"""Characters that are read as one sentence; what is longer is read in pieces, since its time grows with its square."""
_MOST_VERBS = 12
"""Verbs of giving that are looked at in one clause; real clauses have a few."""
_NEAR = 500
"""Characters before a clause from which it may take its verb and its object."""
SENTENCE = re.compile(r"[^.!?\n|](?:[^.!?\n|]|[.!?](?=\w)|\n(?!\s*\n|\s*[-*#|>]))*")
_PARTY_WORDS = (
    r"(?:third[- ]part(?:y|ies)(?![- ]?(?:sites?|websites?|web|platforms?|cookies?|services?\b(?! providers?)|apps?\b"
    r"|applications?|links?|content|technolog|software|tools?\b|products?|features?|accounts?|log-?ins?|plug-?ins?))"
    r"|partners?|affiliate[sd]?(?: compan(?:y|ies))?|advertisers?|marketers?|resellers?"
    r"|(?:lead|list) (?:buyers?|generators?)|(?<!bidding )buyers|data brokers?|sister compan(?:y|ies)"
    r"|(?:an? |the )sponsor|sponsors"
    r"|(?:compan(?:y|ies)|members|businesses) (?:of|in|within) (?:our|the) (?:corporate )?(?:group|family)"
    r"|group companies|our (?:corporate )?(?:group|family)(?: of companies)?(?!\s+(?:products?|compan|services?|polic))"
    r"|(?:other|outside) (?:businesses|companies|organi[sz]ations|parties))"
)
_PARTY = re.compile(rf"(?<!from )(?<!from our )(?<!from the )\b{_PARTY_WORDS}\b", re.IGNORECASE)
_GIVES = re.compile(
    r"\b(?:shar(?:e|ed|es|ing)|disclos(?:e|ed|es|ing)|sell|sells|sold|selling|rent(?:s|ed|ing)?|leas(?:e|ed|es)"
    r"|trad(?:e|ed|es)|provid(?:e|ed|es|ing)|transfer(?:s|red|ring)?|giv(?:e|en|es)|pass(?:es|ed)?|releas(?:e|ed|es)"
    r"|exchang(?:e|ed|es)|suppl(?:y|ied|ies)|forward(?:s|ed)?"
    r"|ma(?:de|kes?|king)(?= (?:\S+ ){0,6}?available\b)|assign(?:ed|s)?|sent|send|monetiz(?:e|es|ed"
    r"|ing)|goes|go)\b",
    re.IGNORECASE,
)
_RECEIVES = re.compile(
    rf"(?<!from )(?<!from our )(?<!from the )\b{_PARTY_WORDS}\b(?:\s+(?:(?!(?:we|us|you)\b)\w+\s+){{0,5}}?)"
    r"(?:(?:may |can |will )?(?:use|contact|text|call|message) (?:you\b|your\b|their\b|it\b|them\b|the \w+ number)"
    r"|(?:to |may |can |will )?send you\b|(?:are|is|be) (?:\w+ )?(?:given|sent|provided with)\b"
    r"|receives?|obtains?|gets?|buys?|purchases?|acquires?|accesse?s?"
    r"|(?:advertise|market)s?(?! (?:on |with )?(?:us|our)\b))\b",
    re.IGNORECASE,
)
_CONTACTED = re.compile(
    r"\b(?:contacted|texted|called|messaged|monetized"
    r"|(?:data|information|details|numbers?)\b(?:(?!\bfiles\b)[^.,;]){0,60}"
    r"\b(?:is|are|be)"
    rf" (?:also )?used) (?:by|through) (?:\w+ ){{0,3}}{_PARTY_WORDS}\b",
    re.IGNORECASE,
)
_IN_SPANISH = re.compile(
    r"\b(?:compart\w+|ced\w+|vend\w+|transfer\w+|divulg\w+)\b[^.;]*\b(?:terceros|afiliad\w+|socios)\b[^.;]*"
    r"\b(?:marketing|comercial\w*|publicidad|publicitari\w+|promoci\w+)\b",
    re.IGNORECASE,
)
_DENIED_IN_SPANISH = re.compile(r"\b(?:no|nunca|jamás|tampoco|ni)\b", re.IGNORECASE)
_MARKETING = re.compile(
    r"\bmarket(?:ing|ers?)?\b|\bpromot(?:e|es|ion|ions|ional|ing)\b|\badvertis\w+|\b(?:lead|list) (?:buyers?|gen\w+)\b"
    r"|\btheir own (?:\w+ ){0,2}(?:purposes|products|services|offers)\b|\bspecial offers\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:mobile(?! (?:apps?\b|applications?|devices?|sites?|web|or\b|phone apps?))|cell|phone|telephone)\b"
    r"|\b(?:your|their|the) numbers?\b|\bopt[- ]?in\b|\bSMS\b|\btext messag",
    re.IGNORECASE,
)
_TO_PARTY = re.compile(
    r"(?<!connection )(?<!accordance )(?<!line )(?<!compliance )(?<!consistent )(?<!associated )"
    r"\b(?:with|within|to(?!\s+(?:opt|engage|help)\b)|among|amongst|between|by allowing|by permitting)\b"
    r"(?!\s+(?:us|you|me)\b(?! and\b))"
    r"(?:(?!\b(?:with|to|from|by) (?:us|you)\b|\b(?:and|but|or) (?:is |are )?not\b|\babout (?:what|which|the)\b"
    r"|\bfrom\b(?! time\b)"
    r"|\b(?:effective|useful|relevant) (?:for|to)\b)[^;]){0,160}?"
    rf"(?<!by )(?<!by the )\b{_PARTY_WORDS}\b"
    rf"|^\s+(?:(?!to\b|from\b|by\b)\w+\s+){{0,3}}?{_PARTY_WORDS}\b(?=\s+(?:[\w-]+\s+){{0,3}}?"
    r"(?:your|their|our|the|this|data|information|info|personal|access|numbers?|identifiers?|it|them|details|leads?|lists?"
    r"|records?)\b)",
    re.IGNORECASE,
)
"""What follows a verb of giving and names others as those who are given something."""
_NOT_THIS = re.compile(r"\b(?:and|but|is|are) (?:\w+ )?not\b", re.IGNORECASE)
_WHOM = re.compile(rf"\b{_PARTY_WORDS}\b[^;]{{0,40}}\b(?:whom|which)\b[^;]{{0,30}}$", re.IGNORECASE)
_A_NOUN = re.compile(
    r"\b(?:the|a|an|any|such|this|of|each|for|its|their|during|onward|before|opt(?:ing)?[- ]out of(?: \S+){0,2})\s+$",
    re.IGNORECASE,
)
_OTHERS_GIVE = re.compile(
    rf"(?:^|,|\b(?:the|a|such|these|those|and|or|allow)\s)[^,;]*\b{_PARTY_WORDS}\b\s*(?:(?!we\b)\w+\s+){{0,2}}$"
    r"|\b(?:that|those|these|such|other|linked)\s+(?:blogs?|(?:web)?sites?|services?|apps?|applications?|platforms?"
    r"|organi[sz]ations?|companies|retailers?|merchants?|networks?)\s+(?:\w+\s+){0,2}$"
    r"|\b(?:blog|site|website|organi[sz]ation)\s+(?:may|can|will|might)\b(?:(?!\b(?:we|us|our)\b)[^.;])*$",
    re.IGNORECASE,
)
"""What stands before a verb whose subject are the others."""
_OF_OR_TO_YOU = re.compile(
    r"^\s+(?:of\b|how\b|why\b|by (?:other |another )?(?:\w+ )?(?:users?|members?)\b"
    r"|(?:to )?you\b|(?:\w+\s+){1,2}to you\b)",
    re.IGNORECASE,
)
"""What stands after a noun, or after a verb by which the reader is given something."""
_PARTICIPLE = re.compile(r"provided|supplied|given|sent|passed|released|made available", re.IGNORECASE)
_PASSIVE = re.compile(
    r"\b(?:be|been|being|is|are|was|were|get|gets|have|has|had|'re|'s)\s+(?:[\w'-]+[\s,/]+){0,5}$", re.IGNORECASE
)
_IDIOM = re.compile(
    r"\bfrom time to time\b|\breserves? the right to\b|\b(?:need|have|wish|want|like|able|going|plan|intend|tend"
    r"|likely|continue) to\b|\bin (?:some|certain|limited|other|these|those|such|rare|many|most) "
    r"(?:cases|circumstances|instances)"
    r"|\bin (?:turn|addition|particular|part)\b|\bas part of \w+(?: \w+)?",
    re.IGNORECASE,
)
"""Words with a preposition that may stand between a subject and its verb."""
_ACTIVE = re.compile(
    r"\b(?:(?i:we|our (?:company|group|team|business|apps?|sites?|affiliates|staff)|the (?:company|site|service|app)"
    r"|they|it)(?:'(?:ll|d|ve))?|(?!\w+ing\b)[A-Z0-9][\w.&'-]*)\b[^\w]*(?:(?!(?i:to|from|of|by|whether|how|when|before|about|for|that"
    r"|which|who|whom|if|in|you|with)\b)[\w'-]+[^\w]+){0,8}$"
    r"|\b(?:by|including|such as|involves?|includes?)\s+$"
)
"""What stands before a verb whose subject is the company."""
_ONLY_AUXILIARIES = re.compile(
    r"\W*(?:(?:may|might|can|could|will|would|do|does|did|also|sometimes|only|instead|rather|then|still|and|or)\W+)*",
    re.IGNORECASE,
)
_CONTEST = re.compile(r"\b(?:contests?|sweepstakes?|prizes?|winners?|giveaways?|competitions?)\b", re.IGNORECASE)
_PROMOTION = re.compile(r"\bpromotion(?:s|al)?\b", re.IGNORECASE)
_ALLOWS = re.compile(
    rf"\b(?:allow|permit)(?:s|ed)?\b(?:\s+[\w,()-]+){{0,4}}?\s+{_PARTY_WORDS}\b[^.;]{{0,60}}"
    r"\bto\s+(?:directly )?collect",
    re.IGNORECASE,
)
_NOBODYS = re.compile(
    r"\b(?:aggregat\w+|de-?identified|anonymi[sz]ed|anonymous|non[- ]?personal(?:ly)?|statistics|statistical"
    r"|number of|options?|insights?|(?:conversion|click-through|viewing) (?:rates?|patterns?)"
    r"|general demographic|no-?consent|opt-out (?:signals?|requests?|notices?|notifications?)|reports? (?:about|on))\b",
    re.IGNORECASE,
)
"""Data that tells of no single person."""
_CONDITION = re.compile(
    r"^[\s*_>(-]*(?:when(?:ever)?|where(?:ver)?|if|to the extent|how|why|whether|what)\b", re.IGNORECASE
)
_TITLE = re.compile(r"^\s*(?:\*\*|__)[^*_]+(?:\*\*|__)\s*:?\s*$|^[\s*-]*\[[^\]]+\]\(#[^)]*\)\s*$")
_INDIRECT = re.compile(
    r"\b(?:(?<!no matter )how|whether|why|the ways?(?: in which)?)\s+(?:(?!and\b|but\b|we also\b)[\w'-]+,?\s+){1,5}$"
    r"|\b(?:explain|describ|detail|outlin)\w* (?:when|(?:\w+ ){0,2}(?:circumstances|cases) (?:in|under) which)\s+"
    r"(?:[\w'-]+\s+){1,5}$"
    r"|\b(?:compromised|breach\w*|risk|measures?|encourage|advise|careful|cautious)\b[^.;]*$",
    re.IGNORECASE,
)
"""What stands before a verb in a question or a warning, which by itself says nothing of what is done."""
_PERSONAL = re.compile(
    r"(?<!non-)(?<!non )\bpersonal (?:data|information)\b|\byour (?:data|information|details)\b", re.IGNORECASE
)
_DATA = re.compile(
    r"\bdata\b|\binformation\b|\bnumbers?\b|\b(?:contact )?details\b|\bconsents?\b|\bopt[- ]?in\b|\brecords?\b"
    r"|\bit\b|\bthem\b|\blists?\b|\bleads?\b|\baddress(?:es)?\b",
    re.IGNORECASE,
)
_TRADED = re.compile(
    r"\b(?:sell|sells|sold|selling|rent(?:s|ed|ing)?|leas(?:e|ed|es)|trad(?:e|ed|es)|buys?)\b", re.IGNORECASE
)
_GOODS = re.compile(
    r"\s+(?:your|their|personal|customer|contact|mobile|(?:tele)?phone|user|opt[- ]?in)\s+(?:\w+\s+){0,2}?"
    r"(?:data|information|details|numbers?)\b",
    re.IGNORECASE,
)
"""Data as the goods of a sale, whoever buys it."""
_LIMITED = re.compile(
    r"\bdeliver|\bcarry\b|\bhost|\boperat|\bon (?:our|its|their) behalf|\blaws?\b|\blegal|\bcourts?\b|\bbound\b"
    r"|\bprocess(?:or|ors|ing)?\b|\bservice providers?\b|\bvendors?\b|\bneed(?:s|ed)?\b|\bnecessary\b|\brequir"
    r"|\bto (?:help|provide|perform|support)|\bprovid\w+ (?:the|our|you)|\bcomply|\bsubprocessors?\b|\bconfidential"
    r"|\bfraud|\bsecurity|\bemergenc"
    r"|\bmergers?\b|\bacquisition\b|\bbankrupt|\brequest|\bcontract"
    r"|\b(?:if|where|when|whenever|as) you (?:\w+ )?(?:consent|agree)|\bconsented\b"
    r"|\b(?:after|obtain\w*|upon|prior) (?:\w+ ){0,2}consent\b|\bpermission|\bauthori[sz]|\badminist"
    r"|\bdirect us\b|\bsuccessor|\bacquir|\breorgani[sz]|\bjoint venture|\bproviders? of services\b"
    r"|\bnegotiation|\b(?:corporate|business|such a|that) transactions?\b"
    r"|\bdebts?\b|\bwe have no relationship\b"
    r"|\bif you (?:choose|participate|enter|register|link|connect)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|never|no|nor|neither|nobody|none|without|cannot|refus\w+|refrain\w*|avoid\w*"
    r"|prohibit\w*|forbid\w*)\b|n't\b",
    re.IGNORECASE,
)
_WITH_NOBODY = re.compile(r"^[^,;]*?\b(?:with|to|for) (?:no|none|nobody|neither)\b", re.IGNORECASE)
_TURN = re.compile(
    r";|[,\s]\s*\b(?:but(?! only (?:to|for|as|when|if|where|after|with your)\b)|however|yet|although"
    r"|though|whereas|while)\b"
    r"|,\s*(?:and |or )?(?=(?:we|they|our|your|it|partners|affiliates|third parties)\b(?! not\b))",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:except(?:ing)?|unless|other than|apart from|save)\b", re.IGNORECASE)
_OPT_IN_EXCEPTED = re.compile(
    r"\b(?:except\w*|exclud\w+|other than|apart from|not includ\w+|aside from|leaving out|save)\b"
    r"(?:(?!\bwe\b)[^.]){0,60}"
    r"\b(?:opt[- ]?in|consent|text messag|SMS|mobile|phone|numbers?)"
    r"|\bopt[- ]?in (?:data|information)(?: and consents?)?(?: is| are)? (?:aside|excepted|excluded|apart)",
    re.IGNORECASE,
)
_FOR_US = re.compile(
    r"\bon (?:our|its) behalf\b|\b(?:who|that|which)(?: (?:also|only|may|can))? "
    r"(?:help|assist|perform|provide|deliver|carry|host|support|work for)\b"
    r"|\b(?:helping|assisting|helps?|assists?) us\b",
    re.IGNORECASE,
)
"""Others who process for the company: their help with its own marketing is no sharing for marketing."""
_REPORTED = re.compile(
    r"\brequest information\b|(?<!reserve )(?<!reserves )\b(?:the|a|certain) rights?\b|\b(?:is|are|as) defined\b"
    r"|\bmay constitute\b"
    r"|\bcategories of (?:third parties|recipients)\b|\bmay be considered\b|\bentitled to\b|\bcivil code\b"
    r"|\bunder \w+ law\b|\blaws? defines?\b"
    r"|\b(?:sale|share|sell|sharing)\b\W{1,4}(?:[^.;]{0,60}\W)?(?:means|(?:is|are) (?:the|defined))\b"
    r"|\blinked (?:web)?sites?\b|\bunauthori[sz]ed\b|\b(?:is|was) disclosed on the form\b"
    r"|\bacting as (?:an?|our) agents?\b|\bmay request\b|\bmay direct us\b"
    r"|\b(?:are|is|be|remain) (?:\w+ )?(?:liable|responsible)\b|\bdoes not (?:cover|apply|address)\b"
    r"|\bthis (?:privacy )?(?:policy|statement|notice|paragraph|section|table)"
    r" (?:describes|explains|covers|applies|tells)\b"
    r"|\b(?:you|residents|consumers|customers|users|creators) (?:can|may|might)\b[^,;]{0,30}?"
    r"\b(?:opt[- ]?out|request|control|find|tell|recogni[sz]e|ask)\b|\bpermits? (?:california )?residents\b"
    r"|\bdefinitions? of\b|\bshine the light\b|\breceive a copy\b|\bthe business has\b"
    r"|\bobtains? (?:\S+ ){0,3}consent\b|^\W*(?:the )?categor(?:y|ies) of\b"
    r"|\bthe business may have\b|^\W*to request\b|\blaw permits\b|\b(?:is|are) [\"“]sold\b",
    re.IGNORECASE,
)
"""Sentences about a law, a right or a definition, or about what its reader asks for."""
_AS_ASKED = re.compile(
    r"\bwhen you direct us\b|\b(?:at|upon|on) your (?:request|direction|instructions?)\b", re.IGNORECASE
)
_FOR_OTHER_ENDS = re.compile(r"\bpurposes? other than (?:\w+ )?(?:marketing|advertising)\b", re.IGNORECASE)
_BY_CONSENT = re.compile(
    r"\b(?:with|without|unless|subject to|on)\b[^,;.]{0,30}?\b(?:consents?|permission)\b", re.IGNORECASE
)
_SOMEBODY_ELSE = re.compile(
    r"\b(?:you|customers?|users?|clients?|subscribers?|members?|whoever|anybody)\s+(?:(?!(?:we|our|us)\b)\w+\s+){0,6}$"
    r"|\bwhether (?:or not )?to\s+$|^\W*(?:whether|if)\b(?:(?!\bwe\b|,).)*$",
    re.IGNORECASE,
)


def sharing_sentences(prose: str) -> Iterator[tuple[int, str]]:
    """The offset and the words of each sentence that says that data goes to others for marketing."""
    for sentence in SENTENCE.finditer(prose):
        words = sentence[0]
        asks = prose[sentence.end() : sentence.end() + 1] == "?"
        if asks or _is_title(words, prose[sentence.end() : sentence.end() + 1]):
            continue
        for offset in range(0, len(words), LONGEST_SENTENCE):
            piece = words[offset : offset + LONGEST_SENTENCE]
            if says_sharing(piece):
                yield sentence.start() + offset + len(piece) - len(piece.lstrip()), " ".join(piece.split())


def _is_title(words: str, after: str) -> bool:
    """Whether words are a heading, marked as one or by their looks: all in bold, or "When we share …"."""
    titled = _CONDITION.search(words) is not None and "," not in words and after not in (".", ":", "!")
    return words.lstrip().startswith("#") or _TITLE.search(words) is not None or titled


def says_sharing(sentence: str) -> bool:
    """Whether a sentence says that personal data goes to others for marketing, and does not except opt-in data."""
    sentence = " ".join(sentence.replace("’", "'").split())
    if _OPT_IN_EXCEPTED.search(sentence) or _AS_ASKED.search(sentence) or _FOR_OTHER_ENDS.search(sentence):
        return False
    if (spanish := _IN_SPANISH.search(sentence)) and not _DENIED_IN_SPANISH.search(sentence[: spanish.start()]):
        return True
    plain = _BY_CONSENT.sub(" " if _NUMBER.search(sentence) else _asked_first, sentence)
    return any(_asserts(clause, inherited) for clause, inherited in _clauses(plain))


def _asked_first(condition: re.Match[str]) -> str:
    """What stands for a condition of consent, so that a denial in it denies nothing else."""
    return " by permission " if condition[0].lower().startswith(("with ", "subject", "on ")) else " "


def _clauses(sentence: str) -> Iterator[tuple[str, str]]:
    """The clauses of a sentence, each with the words before it, from which it may take its verb and its object."""
    start = 0
    for turn in [*_TURN.finditer(sentence), None]:
        clause = sentence[start : turn.start() if turn else len(sentence)]
        exception = _EXCEPT.search(clause)
        yield (clause[: exception.start()] if exception else clause), sentence[max(0, start - _NEAR) : start]
        if exception and _DENIAL.search(denied := clause[: exception.start()]) and _GIVES.search(denied):
            yield f"share with {clause[exception.end() :]}", sentence[max(0, start - _NEAR) : start + exception.start()]
        start = turn.end() if turn else start


def _asserts(clause: str, before: str) -> bool:
    """Whether a clause says that data goes to others for marketing, or for no stated purpose."""
    verb = _given(clause, before) or _received(clause)
    if verb is None or not (_DATA.search(f"{before} {clause}") or "send you" in verb) or _NOBODYS.search(clause):
        return False
    if _FOR_US.search(clause) or _REPORTED.search(clause):
        return False
    if _MARKETING.search(_PROMOTION.sub(" ", clause) if _CONTEST.search(clause) else clause):
        return True
    if _CONDITION.search(clause):
        return False
    named = _TRADED.search(verb) or _PERSONAL.search(clause) or _NUMBER.search(f"{before} {clause}")
    return bool(named) and not _LIMITED.search(clause)


def _given(clause: str, before: str) -> str | None:
    """The first verb of the clause by which data is handed on and which nothing denies.

    Unless the clause speaks of numbers or messages, the company is the subject of the verb, or data is in the passive.
    """
    loose = _NUMBER.search(clause) is not None
    for verb in islice(_GIVES.finditer(clause), _MOST_VERBS):
        head = clause[: verb.start()]
        denied = _DENIAL.search(head) or _WITH_NOBODY.search(clause[verb.end() :])
        others = _SOMEBODY_ELSE.search(head) or _A_NOUN.search(head) or _OTHERS_GIVE.search(head)
        noun = _PARTICIPLE.fullmatch(verb[0]) is not None and not _PASSIVE.search(head)
        said = loose or _is_predicate(head, before)
        if (
            said
            and not (denied or others or noun or _is_indirect(head, clause))
            and _is_given(head, verb[0], clause[verb.end() :])
        ):
            return verb[0]
    return None


def _is_predicate(head: str, before: str) -> bool:
    """Whether a verb after `head` tells what the company does or what is done with data."""
    plain = _IDIOM.sub("also", head)
    inherits = before != "" and _ONLY_AUXILIARIES.fullmatch(plain) is not None
    return inherits or _ACTIVE.search(plain) is not None or _PASSIVE.search(plain) is not None


def _is_given(head: str, verb: str, tail: str) -> bool:
    """Whether others are given something, or data is sold; `head` stands before the verb and `tail` after it."""
    if _OF_OR_TO_YOU.search(tail):
        return False
    if _TRADED.fullmatch(verb) and _GOODS.match(tail):
        return True
    if to_others := _TO_PARTY.search(tail):
        return _NOT_THIS.search(tail[: to_others.start()]) is None
    return _WHOM.search(head) is not None and _MARKETING.search(f"{head} {tail}") is not None


def _received(clause: str) -> str | None:
    """The words by which others receive data, if nothing denies it."""
    for verb in (*_RECEIVES.finditer(clause), *_ALLOWS.finditer(clause), *_CONTACTED.finditer(clause)):
        indirect = _is_indirect(clause[: verb.start()] + verb[0].rsplit(maxsplit=3)[0] + " ", clause)
        if not (_DENIAL.search(clause[: verb.end()]) or " only " in verb[0] or indirect):
            return verb[0]
    return None


def _is_indirect(head: str, clause: str) -> bool:
    """Whether what follows `head` is asked, explained or warned of, and no word of its clause is about marketing."""
    return _INDIRECT.search(head) is not None and _MARKETING.search(clause) is None
