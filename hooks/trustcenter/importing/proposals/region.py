"""The country a text is written from, by its addresses, numbers, legal forms and laws.

Telephone numbers without a country code and dates in numbers alone mean something only with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import phonenumbers

from trustcenter.importing.passages import Sentence

_SIGNS: tuple[tuple[str, float, str], ...] = (
    ("US", 2, r"\b(?:[A-Z]{2}|[A-Z][a-z]+),? \d{5}(?:-\d{4})?\b(?! [A-Z])"),
    ("US", 1, r"\b(?:HIPAA|CCPA|CPRA|TCPA|COPPA|A2P|10DLC|California|Federal Trade Commission|Delaware|toll-free)\b"),
    ("US", 1, r"\b(?:LLC|Inc\.|Corp\.|PBC)(?!\w)"),
    ("GB", 2, r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
    ("GB", 2, r"\bUK GDPR\b|\bData Protection Act 2018\b|\bInformation Commissioner['’]s Office\b|"
        r"\bEngland and Wales\b|\bPECR\b"),
    ("GB", 0.5, r"\b(?:Ltd|Limited|LLP|plc)\b"),
    ("IE", 2, r"\b[A-Z]\d[\dW] ?[A-Z0-9]{4}\b|\bDublin \d|\bData Protection Commission\b|\bEircode\b"),
    ("AU", 2, r"\b(?:NSW|VIC|QLD|ACT|TAS|WA|SA|NT) \d{4}\b|\bABN \d|\bACN \d|\bAustralian Privacy Principles\b|"
        r"\bPty\b"),
    ("NZ", 2, r"\bPrivacy Act 2020\b|\bNZBN\b|\b(?:Auckland|Wellington|Christchurch) \d{4}\b|\bNew Zealand\b"),
    ("CA", 4, r"\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b(?:Ontario|Qu[ée]bec|British Columbia|Alberta|Canada)\b|\bPIPEDA\b|"
        r"\bCASL\b"),
    ("DE", 2, r"\b(?:GmbH|UG)(?!\w)|\bBDSG\b|\bHRB\b|\b\d{5} [A-ZÄÖÜ][a-zäöüß]+, Germany\b"),
    ("AT", 2, r"\bDatenschutzbehörde\b|\bAustria\b"),
    ("CH", 2, r"\bCH-\d{4}\b|\bFADP\b|\bSwitzerland\b"),
    ("NL", 2, r"\b\d{4} ?[A-Z]{2} [A-Z][a-z]+|\bB\.V\.|\bKvK\b|\bAutoriteit Persoonsgegevens\b"),
    ("FR", 2, r"\b(?:SAS|SARL)\b|\bCNIL\b|\bSIREN\b"),
    ("ZA", 2, r"\bPOPIA\b|\bSouth Africa\b"),
    ("IN", 2, r"\bPvt\b|\bDPDP\b"),
    ("SG", 2, r"\bPte\b|\bPDPA\b"),
)  # fmt: skip
_HOSTS = {
    "uk": "GB", "au": "AU", "ie": "IE", "nz": "NZ", "ca": "CA", "de": "DE", "at": "AT", "ch": "CH", "nl": "NL",
    "fr": "FR", "za": "ZA", "in": "IN", "sg": "SG",
    "be": "BE", "se": "SE", "dk": "DK", "no": "NO", "fi": "FI", "es": "ES", "it": "IT", "pt": "PT", "pl": "PL",
}  # fmt: skip
_MOST = 3
"""So often at most a sign counts."""
_INTERNATIONAL = re.compile(r"(?<![\w+])\+(\d{1,3})[\s.(-]")
_HOST = re.compile(r"@[\w.-]+\.([a-z]{2})\b")


def region_of(found: Sequence[Sentence]) -> str:
    """ISO 3166-1 of the country that most signs of a text speak for; nothing where none does."""
    return _region("\n".join(one.text for one in found))


@lru_cache(maxsize=8)
def _region(text: str) -> str:
    votes: Counter[str] = Counter()
    for region, weight, pattern in _SIGNS:
        votes[region] += weight * min(len(re.findall(pattern, text)), _MOST)  # type: ignore[assignment] # halves too
    for code in _INTERNATIONAL.findall(text)[:_MOST]:
        votes[phonenumbers.region_code_for_country_code(int(code))] += 2 if code != "1" else 0
    for host in _HOST.findall(text)[: 2 * _MOST]:
        votes[_HOSTS.get(host, "")] += 2
    del votes["ZZ"], votes[""]
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] >= 1 else ""
