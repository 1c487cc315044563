"""Decides which words of a text can be the name of a company that processes data for another, and which never are.

`tables_and_lists` and the families of `proposals` call `is_company`, `is_known` and `is_never`.  The shipped lists of
known names (`lists/vendors.yml`, `lists/companies.yml`) only raise confidence; they propose nothing by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from trustcenter.model.company_names import LEGAL_FORM, name_words, same_name, without_legal_form
from trustcenter.model.kinds.fields import COUNTRIES, country_code
from trustcenter.rules.prose import shipped

NAME = (
    r"(?:[A-Z][\w&’'+-]*(?:\.(?:com|io|ai|net|org|co|dev|app|js))?|[a-z]{1,2}[A-Z]\w+|\d+[A-Z]\w*"
    r"|[a-z]+\.(?:com|io|ai|net|dev|app))"
)
"""One word of a name."""
NAMES = rf"{NAME}(?:\s+(?:&\s+|of\s+)?{NAME}){{0,5}}(?:,?\s+{LEGAL_FORM})?"
_NEVER = re.compile(
    r"\b(?:Act|Regulation|Directive|Law|Code|Authority|Authorities|Agency|Commission(?:er)?|Court|Ministry"
    r"|Department|Parliament|Union|Council|Government|Police|Treasury"
    r"|GDPR|CCPA|CPRA|HIPAA|TCPA|PIPEDA|COPPA|PCI|DSS|ISO|SOC|NIST|SCCs?|DPA|DPO|BAA|FTC|FCC|ICO|CNIL|IRS|HMRC"
    r"|IP|ISP|API|SDK|SSO|SSH|HTTPS?|TLS|SSL|AES|RSA|VPN|DNS|DDoS|CDN|URL|PDF|CSV|JSON|XML|HTML|SMS"
    r"|MMS|RCS|VoIP|MFA|2FA|SAML|OAuth|OpenID|SQL"
    r"|Policy|Policies|Terms|Notice|Agreement|Addendum|Annex|Schedule|Section|Article|Appendix|Service|Services"
    r"|Site|Website|Platform|Products?|Customer|Customers|User|Users|Client|Clients|Data|Information"
    r"|Personal|Privacy|Controller|Processor|Processors|Subprocessors?|Sub-processors?|Parties|Party"
    r"|Third|Provider|Providers|Partner|Partners|Affiliates?|Company|Content|Account|Accounts)\b"
)
_SOFTWARE = frozenset(
    "postgresql postgres mysql redis mongodb sqlite kubernetes docker linux nginx apache python android ios "
    "windows macos chrome firefox safari edge bcrypt argon2 matomo".split()
)
_CARRIERS = frozenset(
    "verizon at&t t-mobile vodafone orange telefonica o2 ee three sprint telstra optus bell rogers telus "
    "deutsche telekom visa mastercard maestro discover amex unionpay jcb interac sepa swift ach bacs "
    "zelle".split()
)
_ORDINARY = frozenset(
    """
    a accountants acquirers acquisition advisers advisors affiliates agencies agents aggregated all an analytics and
    any app apps audit auditors authentication authorities backup backups banks billing business by call calls card
    care carriers cloud collection communication communications companies company compliance consent consultants
    contact content contractors corporate couriers courts credit crm customer customers data database debt delivery
    directors each email emails employees enforcement error essential every for fraud functional government group
    hosted hosting how identity if in infrastructure insurance insurers integration integrations internet invoices
    it law lawyers legal log logging login logs mail maintenance maps marketing measurement media members merger
    mergers message messages messaging mobile monitoring network networks news newsletter newsletters no none
    notifications obligations office on other our parent parties partners payment payments performance phone
    platform platforms police postal preferences professional protection provider providers public purpose purposes
    push reasons recipients recording regulators requirements research restructuring safety sale sales search
    security server servers service services session settings shipping social software some staff statistics storage
    strictly subcontractors subsidiaries successors suppliers support survey surveys system systems targeting tax
    team technical technologies telephone telephony testing text that the these they third this those ticketing tool
    tools tracking training transactions transfers translation transport users vendor vendors via video voice we web
    webinar website what when where which who why with yes you your
    """.split()
)
_PLACES = {name.casefold() for name in COUNTRIES.values()}


@cache
def _known() -> dict[str, tuple[str, ...]]:
    """The names of the shipped lists by their first word in small letters, the longest first."""
    companies = shipped("companies")
    names = {
        *shipped("vendors")["vendors"],
        *companies["companies"],
        *(name for one in companies["services"] for name in one["names"]),
    }
    by_first: dict[str, list[str]] = {}
    for name in names:
        by_first.setdefault(re.split(r"\W", name.casefold(), maxsplit=1)[0], []).append(name)
    return {first: tuple(sorted(group, key=lambda name: (-len(name), name))) for first, group in by_first.items()}


def is_known(name: str) -> bool:
    """Whether the shipped lists have a company by this name, with or without its legal form, or with a product after
    it.
    """
    bare = without_legal_form(re.sub(r"\([^()]*\)", "", name)).strip()
    return bool(bare) and any(
        bare == one or bare.startswith(f"{one} ")
        for one in _known().get(re.split(r"\W", bare.casefold(), maxsplit=1)[0], ())
    )


def is_never(name: str, own: Collection[str] = ()) -> bool:
    """Whether a name is that of the company, a carrier, a card network, software, a law or a place."""
    bare = without_legal_form(name)
    words = name_words(bare)
    if any(same_name(bare, one) or _begins(words, name_words(one)) for one in own if one):
        return True
    joined = " ".join(words)
    if (
        joined in _SOFTWARE
        or joined in _CARRIERS
        or (words and words[0] in _CARRIERS and words[0] not in ("three", "bell", "orange", "discover"))
    ):
        return True
    return bare.casefold() in _PLACES or bool(country_code(bare)) or bool(_NEVER.fullmatch(bare))


def is_ordinary(name: str) -> bool:
    """Whether a name is made of nothing but ordinary words, such as `Payment processors`."""
    words = re.findall(r"[\w-]+", without_legal_form(name).casefold())
    return all(word in _ORDINARY or word.rstrip("s") in _ORDINARY for word in words) or bool(_NEVER.fullmatch(name))


def _begins(words: tuple[str, ...], own: tuple[str, ...]) -> bool:
    return bool(own) and words[: len(own)] == own


def is_company(name: str, own: Collection[str] = ()) -> bool:
    """Whether some words can be the name of a company or of its service."""
    bare = re.sub(r"\([^()]*\)", "", name).strip()
    if (
        not re.fullmatch(rf"(?:{NAMES})(?:(?:\s*[/&,]\s*|,?\s+(?:and|or)\s+){NAMES})*\.?", bare)
        or len(bare) > 80
        or is_never(bare, own)
    ):
        return False
    if is_known(bare) or re.search(rf"\s{LEGAL_FORM}\Z", bare):
        return True
    words = [word.casefold().strip(".,") for word in bare.split()]
    return (
        not _NEVER.search(bare)
        and not all(word in _ORDINARY for word in words)
        and words[0] not in ("the", "our", "your", "this", "if", "we", "in", "for")
    )


def known_in(text: str) -> Iterator[tuple[int, int]]:
    """Where names of the shipped lists stand in a text, each with its legal form."""
    end = 0
    for word in re.finditer(r"(?<![\w@./-])\w+", text):
        if word.start() < end:
            continue
        for name in _known().get(word[0].casefold(), ()):
            if text.startswith(name, word.start()) and not re.match(r"[\w@]|[.-]\w", text[word.start() + len(name) :]):
                form = re.match(rf"(?:\s+[A-Z][\w&-]+){{0,2}},?\s+{LEGAL_FORM}", text[word.start() + len(name) :])
                end = word.start() + len(name) + (len(form[0]) if form else 0)
                if not _followed_by_thing(text, end):
                    yield word.start(), end
                break


def _followed_by_thing(text: str, end: int) -> bool:
    """Whether what follows makes a name something else: a browser, a shop, a title."""
    things = "|".join(map(re.escape, shipped("vendors")["no_vendor_before"]))
    return bool(re.match(rf"\s+(?:{things})\b", text[end:]))
