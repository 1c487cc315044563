"""Proposes contacts: e-mail addresses and telephone numbers of the company, by the need that they answer.

`proposals.propose` calls `contacts` and gets one proposal for each need.  Accepted is what the text shows in words and
what is the company's own: an address under its domain, or the only domain of the text.  What stands only in a link, or
belongs to an authority or another company, is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import phonenumbers

from trustcenter.importing.passages import Sentence
from trustcenter.importing.proposals.proposal import Proposal
from trustcenter.importing.record_ids import free_id
from trustcenter.markdown.words import plain_words
from trustcenter.model.kinds.fields import country_code

_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
_CALL = re.compile(
    r"\b(?:phone|tel|telephone|call|toll[- ]free|hotline|mobile|text us|dial|reach|ring|whatsapp|contact"
    r"|voice ?mail|helpline|customer (?:care|service)|switchboard|reception|line|desk)\b|☎|\+\d",
    re.IGNORECASE,
)
_NO_PHONE = re.compile(
    r"\b(?:fax|ABN|ACN|NZBN|VAT|HRB|KvK|IBAN|EIN|DUNS|SIREN|SIRET|GST|account|regist\w+|charity|company"
    r"|reference|invoice|order|policy|code|no\.?|nr\.?)[\s:#(]*(?:number|no\.?"
    r"|nr\.?)?[\s:#(]*[A-Z]{0,4}\s*\Z",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"\b(?:supervisory authority|data protection (?:authority|commission\w*)|(?:information"
    r"|privacy) commission\w*|commissioner|federal trade commission|attorney general|ombuds\w+"
    r"|regulator|autoriteit|datenschutzbeh\w+|\w*beauftragte\w*|garante|cnil|\w*tilsyn\w*"
    r"|agencia (?:espa\w+ )?de protecci[oó]n|complain(?:ts?)? (?:to|with) (?:the|your))\b",
    re.IGNORECASE,
)
_AUTHORITY_HOST = re.compile(
    r"(?:\.gov|\.gov\.\w\w|\.europa\.eu|\.gouv\.fr|\.bund\.de|\.gc\.ca|\.(?:gv|govt|admin)\.\w\w|ico\.org\.uk"
    r"|cnil\.fr|dataprotection\.ie|autoriteitpersoonsgegevens\.nl|datatilsynet\.\w\w|imy\.se"
    r"|aepd\.es)\Z",
    re.IGNORECASE,
)
_FREE_MAIL = frozenset(
    "gmail.com outlook.com hotmail.com yahoo.com icloud.com proton.me protonmail.com gmx.de web.de aol.com".split()
)
_NEEDS: tuple[tuple[str, str, str], ...] = (
    ("eu_representative", "EU representative", r"\beu[ _.-]?rep|representative in the (?:eu|european union)"
                                               r"|article 27"),
    ("uk_representative", "UK representative", r"\buk[ _.-]?rep|representative in the (?:uk|united kingdom)"),
    ("dpo", "Data protection officer", r"\bdpo\b|data protection officer|datenschutz"),
    ("privacy", "Privacy questions", r"\bprivacy|\bgdpr\b|\bccpa\b|data[ -]?protection|\bdsar?\b"
                                     r"|personal (?:data|information)|data request"),
    ("security", "Reports about security", r"\bsecurity\b|vulnerabilit|\bpsirt\b"),
    ("abuse", "Reports of abuse", r"\babuse\b"),
    ("objections", "Objections to changes", r"\bobjections?\b"),
    ("accessibility", "Accessibility", r"\baccessibility\b"),
    ("copyright", "Copyright", r"\b(?:dmca|copyright)\b"),
    ("billing", "Billing", r"\b(?:billing|invoices?|accounts?receivable)\b"),
    ("sales", "Sales", r"\bsales\b"),
    ("legal", "Legal questions", r"\blegal\b"),
    ("support", "Support", r"\bsupport\b|\bhelp(?:desk)?\b|customer (?:service|care)"),
    ("general", "General inquiries", r"\b(?:info|hello|hi|contact|general|inquir\w+|enquir\w+|office|team|mail"
                                     r"|post)\b"),
)  # fmt: skip


@dataclass(slots=True)
class _Contact:
    """A contact while the text is read: its need, its fields, and where each stands."""

    need: str
    role: str
    sentence: Sentence
    doubt: str
    fields: dict[str, Any] = field(default_factory=dict)
    replaces: dict[str, str] = field(default_factory=dict)


def contacts(sentences: Sequence[Sentence], *, hosts: Collection[str]) -> Iterator[Proposal]:
    """Each address and number once, one record for a need; `hosts` are the domains of the organization."""
    own = {*hosts, *own_hosts(sentences)}
    region = _region(sentences)
    made: list[_Contact] = []
    seen: set[str] = set()
    for sentence in sentences:
        if sentence.kind == "heading":
            continue
        text = plain_words(sentence.text)
        for match in _EMAIL.finditer(f"{text} {' '.join(re.findall(r'(?<=mailto:)[^)?>]+', sentence.text))}"):
            if match[0].lower() not in seen:
                seen.add(match[0].lower())
                made += _email(match[0], text, sentence, own)
        for number, written in _phones(text, region):
            if number not in seen:
                seen.add(number)
                _add_phone(made, number, written, sentence)
    taken: set[str] = set()
    for one in made:
        name = free_id(one.need, taken)
        because = " and ".join(f"`{words}`" for words in one.replaces.values())
        yield Proposal(
            "contacts", name, {"role": one.role, **one.fields}, one.sentence, because, one.doubt, one.replaces
        )


def _email(address: str, text: str, sentence: Sentence, own: Collection[str]) -> list[_Contact]:
    host = address.partition("@")[2].lower()
    if _AUTHORITY_HOST.search(host) or (sentence.kind == "row" and len(sentence.cells) > 3 and host not in own):
        return []
    shown = address in text
    need, role = _need(address.partition("@")[0], sentence, text)
    external = need in ("dpo", "eu_representative", "uk_representative")
    doubt = ""
    if not shown:
        doubt = "the address stands only in a link"
    elif re.search(r"\b(?:no longer|do not (?:use|write)|not monitored|formerly)\b", text, re.IGNORECASE):
        doubt = "the sentence says that it is not in use"
    elif not any(host == one or host.endswith(f".{one}") for one in own) and not external:
        doubt = f"`{host}` may be the domain of another company"
    elif _AUTHORITY.search(text) and host not in own:
        return []
    return [_Contact(need, role, sentence, doubt, {"email": address}, {"email": address})]


def _need(local: str, sentence: Sentence, text: str) -> tuple[str, str]:
    """What an address is for: by its own name, then the sentence, then the heading."""
    for words in (re.sub(r"[._-]", " ", local), text[:300], plain_words(sentence.label), plain_words(sentence.heading)):
        for need, role, pattern in _NEEDS:
            if re.search(pattern, words, re.IGNORECASE):
                return need, role
    return "general", "General inquiries"


def own_hosts(sentences: Sequence[Sentence]) -> set[str]:
    """The domain that most addresses of the text have, and free mail services where it is the only one."""
    hosts = Counter(
        match[0].partition("@")[2].lower() for one in sentences for match in _EMAIL.finditer(plain_words(one.text))
    )
    for host in list(hosts):
        if _AUTHORITY_HOST.search(host):
            del hosts[host]
    most = hosts.most_common(2)
    if not most or (len(most) > 1 and most[0][1] == most[1][1]):
        return set()
    return {most[0][0]} if most[0][0] not in _FREE_MAIL or len(hosts) == 1 else set()


# Telephone numbers --------------------------------------------------------------------------------------------------

_TOLD_BY = re.compile(
    r"\b(United States|USA|U\.S\.|California|CCPA|TCPA|United Kingdom|England|UK|Australia|Canada|Ireland"
    r"|New Zealand|Germany|Netherlands|France|Sweden|Norway|Denmark|Finland|Spain|Italy|Austria"
    r"|Belgium|Switzerland|India|Singapore|South Africa)\b|\b([A-Z]{2}) \d{5}\b|@[\w.-]+\.(co\.uk"
    r"|com\.au|ca|ie|co\.nz|de|nl|fr|se|no|dk|fi|es|it|at|be|ch|in)\b"
)
_NAMED = {
    "California": "US",
    "CCPA": "US",
    "TCPA": "US",
    "U.S.": "US",
    "England": "GB",
    "co.uk": "GB",
    "com.au": "AU",
    "co.nz": "NZ",
}


def _region(sentences: Sequence[Sentence]) -> str:
    """The country that a text is from, for numbers without a country code; the United States where it does not tell."""
    votes: Counter[str] = Counter()
    for one in sentences:
        for match in _TOLD_BY.finditer(plain_words(one.text)):
            word = match[1] or match[3] or ""
            votes["US" if match[2] else _NAMED.get(word) or country_code(word)] += 3 if match[3] or match[2] else 1
    votes.pop("", None)
    return votes.most_common(1)[0][0] if votes else "US"


def _phones(text: str, region: str) -> Iterator[tuple[str, str]]:
    """The numbers of a sentence that can be called: in international form, and as they are written."""
    if not re.search(r"\d{3}", text) or (_AUTHORITY.search(text) and not re.search(r"\b(?:us|our)\b", text)):
        return
    for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
        written, before = match.raw_string, text[max(match.start - 40, 0) : match.start]
        digits = re.sub(r"\D", "", written)
        grouped = bool(re.search(r"[\s().–-]", written)) or written.startswith("+")
        is_day = re.search(
            r"(?<!\d)(?:\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d|(?:19|20)\d\d[-./]\d\d[-./]\d\d|(?:19"
            r"|20)\d\d\s?[-–]\s?(?:19|20)\d\d)(?!\d)",
            written,
        )
        if not 8 <= len(digits) <= 15 or is_day or not grouped or _NO_PHONE.search(before):
            continue
        yield phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164), written


def _add_phone(made: list[_Contact], number: str, written: str, sentence: Sentence) -> None:
    """Put a number to the contact of its paragraph or section that has none yet, else a contact of its own."""
    near = [
        one
        for one in made
        if not one.doubt
        and "phone" not in one.fields
        and one.sentence.heading == sentence.heading
        and abs(one.sentence.block - sentence.block) <= 3
    ]
    if near:
        near[-1].fields["phone"], near[-1].replaces["phone"] = number, written
        return
    text = plain_words(sentence.text)
    need, role = _need("", sentence, text)
    told = (
        _CALL.search(f"{text} {plain_words(sentence.heading)} {plain_words(sentence.label)}")
        or "@" in text
        or len(text) < 40
    )
    doubt = "" if told else "the sentence does not say that this is a number to call"
    made.append(_Contact(need, role, sentence, doubt, {"phone": number}, {"phone": written}))
