"""Postal addresses: a street and a postal code in one sentence, or in lines that follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Confidence, Proposal, plain

_POSTAL = re.compile(
    r"(?:\b(?:[A-Z]{2}|[A-Z][a-z]+)\.?,?\s+\d{5}(?:-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|"
    r"\b[A-Z]\d[A-Z] \d[A-Z]\d\b|\b\d{4} ?[A-Z]{2} [A-Z][a-z]{2,}|"
    r"\b(?:[A-Z]{1,2}-)?(?!(?:19|20)\d\d\b)\d{4,5} [A-ZÄÖÜ][\wäöüßéè-]{2,}|"
    r"\b\d{3} \d{2} [A-ZÅÄÖČŠŽ][\wåäöüéěščřž-]{2,}|"
    r"\b[A-Z]\d[\dW] ?[A-Z0-9]{4}\b|\b(?:NSW|VIC|Vic|QLD|Qld|ACT|TAS|Tas|WA|SA|NT),? \d{4}\b|"
    r"\b\d{4}-\d{3} [A-ZÁÉÍÓÚÂÊÔÃÕ][\w-]{2,}|\b\d{2}-\d{3} [A-ZŁŚŻŹ][\w-]{2,}|"
    r"\b[A-Z][a-z]{3,}(?:\s?[-–])?\s\d{6}\b|"
    r"\b[A-Z][a-z]{3,} (?!(?:19|20)\d\d\b)\d{4}\b)"
)
_PLACE = r"[A-ZÄÖÜ0-9][\w.'’-]*(?: [\w.'’#-]+){0,6}"
_STREET = re.compile(
    rf"(?:\b\d{{1,6}}(?:[A-Za-z]|\s?[-–/]\s?\d+)?,? (?:[NSEW]\.? )?{_PLACE}|\bP\.?\s?O\.? Box \d+|\b(?:GPO|"
    rf"Private) Box \d+|"
    r"\b[A-ZÄÖÜ][\wäöüß.-]*(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee|ring|damm|ufer|bogen|hof|vägen|gatan|gränden|torget|vej|gade|plads|allé|boulevard|veien|vegen|gata|tie|katu|kade|laan|straat|"
    r"plein|gracht|dijk|singel|stien|stræde|torv|torvet|vænget|bakken|gården|stigen|backen|polku|kuja)\s*\d+\s?[a-z]?\b|"
    r"\b(?:Am|An der|An den|Im|Zum|Zur|Unter den|Auf dem) [A-ZÄÖÜ][\wäöüß-]+ \d+\s?[a-z]?\b|"
    r"\b(?:\d{1,4}(?: ?(?:bis|ter))?,? )?(?:rue|avenue|via|calle|quai|place|piazza|"
    r"[Rr]ua|[Aa]venida|[Uu]l\.|[Pp]laza|[Ll]argo|[Tt]ravessa|[Cc]orso|[Vv]iale|Calle|Rue|Avenue)\s[^,\n]{3,40})"
)
_UNIT = re.compile(
    r"(?:^|,\s*|:\s*)(?P<unit>(?:(?:Unit|Level|Suite|Flat|Floor|Shed|Studio|Room|Office|Apartment|Apt\.?|Block|"
    r"Building|Shop|Warehouse|Lot)\s[\w-]+|"
    r"(?:\d+(?:st|nd|rd|th)|First|Second|Third|Ground|Top)\s[Ff]loor|"
    r"(?:The\s)?(?:[A-Z][\w'’-]+\s){0,3}(?:House|Mill|Creamery|Barn|Works|Building|Court|Centre|Park|Yard|Studios|"
    r"Tower|Hall|Exchange|Wharf|Chambers|Lodge|Farm|Mews)))"
    r"(?:,\s*(?:[A-Z][\w'’-]+\s){1,3}(?:House|Mews|Park|Yard|Estate|Centre))?,?\s*\Z"
)
_COUNTRY = re.compile(
    r",?\s*(?:USA|U\.S\.A\.?|United States(?: of America)?|UK|United Kingdom|Germany|Ireland|Canada|France|"
    r"The Netherlands|Netherlands|Australia|"
    r"New Zealand|Singapore|Switzerland|Austria|Spain|Italy|Sweden|Denmark|Finland|Norway|Belgium|Poland|Portugal|"
    r"England|Scotland|Wales|India|"
    r"South Africa|Estonia|Luxembourg|Czech Republic)\b"
)
_NO_ADDRESS = re.compile(
    r"[@\"“”()]|^(?:19|20)\d\d,|\b(?:we|our|is|are|makes|days|hours|months|years|january|february|march|april|may|"
    r"june|july|august|september|october|november|"
    r"december|or|phone|overseas|e-?mail|ABN|ACN|KvK|HRB|VAT|GDPR|Act|Article|Section|users|customers)\b|"
    r"\d[.)] (?!(?:th|tv|mf)\b)",
    re.IGNORECASE,
)  # fmt: skip
_REACHED = re.compile(r"^\W*(?:e-?mail|phone|tel|fax|web|T:|E:|support|attn|attention)", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\b(?:authorit\w*|commission(?:er)?|regulator|ombuds\w+|office for|secretary of|department of|ministry|"
    r"autoriteit|\w*beauftragte\w*|datenschutzbeh\w+|"
    r"representative|complain\w*|supervisory|attorney general|tribunal|arbitrat\w+|accountants?|auditors?|edpo|"
    r"lawyers?|printed by|hosted)\b",
    re.IGNORECASE,
)  # fmt: skip
_MOST = 4


def addresses(found: Sequence[Sentence]) -> Iterator[Proposal]:
    """The addresses of the organization, each once; those of authorities and representatives are left out."""
    seen: set[str] = set()
    for _, group in groupby(found, key=lambda one: (one.heading, one.above, len(plain(one.text)) < 80)):
        lines = [one for one in group if one.kind != "heading" and not _REACHED.match(plain(one.text))]
        joined = ", ".join(_line(one) for one in lines)
        for address, start in _in(joined):
            same = "".join(re.findall(r"\w*\d\w*", address)).lower()
            before = f"{lines[0].before if len(lines) == 1 else ''} {joined[max(start - 140, 0) : start]}"
            if same in seen or len(seen) >= _MOST or _OF_OTHERS.search(before):
                continue
            seen.add(same)
            sentence = next((one for one in lines if address[:10] in plain(one.text)), lines[0])
            certain: Confidence = "high" if len(seen) == 1 else "low"
            yield Proposal("organization", "", {"address": address}, sentence, certain, address)


def _line(sentence: Sentence) -> str:
    """A line as a part of an address, without the label of post."""
    return re.sub(
        r"^\W*(?:Post|Postal address|Mail(?:ing address)?|Address|Registered office|Write to(?: us)?)\W*:\s*",
        "",
        plain(sentence.text).rstrip(",."),
    )


def _in(joined: str) -> Iterator[tuple[str, int]]:
    """Each address in some words, from its unit or street to its postal code and country, and where it begins."""
    end = 0
    for postal in _POSTAL.finditer(joined):
        if postal.start() < end:
            continue
        for street in _STREET.finditer(joined, max(postal.start() - 130, end), postal.start()):
            unit = _UNIT.search(joined, max(street.start() - 70, end), street.start())
            begin = unit.start("unit") if unit else street.start()
            country = _COUNTRY.match(joined, _town(joined, postal))
            address = joined[begin : country.end() if country else _town(joined, postal)].strip(" ,")
            if len(address) >= 12 and not _NO_ADDRESS.search(address):
                end = begin + len(address)
                yield address, begin
                break


def _town(joined: str, postal: re.Match[str]) -> int:
    """Where a postal code ends with its town: that of the Netherlands stands after the letters."""
    town = re.compile(r"(?:\s[A-Z][\w-]+){1,2}(?=[,.]|\s*\Z)").match(joined, postal.end())
    return town.end() if town else postal.end()
