"""Companies and services that the shipped lists know, and where a text names them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from trustcenter.importing.proposals.names import LEGAL, NAME, ORDINARY, is_place
from trustcenter.rules.prose import shipped

_WORD = re.compile(r"(?<![\w@./-])\w+")
_AFTER = re.compile(r"(?![\w@]|\.\w|-\w)")
_SHORT = 5
"""Letters; a shorter name is known only with the capitals of the list."""
_FORM = re.compile(rf"(?:\s+[A-Z][\w&-]+){{0,3}},?\s+{LEGAL}(?!\w)")
_PRODUCT_WORD = re.compile(rf"\s+(?P<word>{NAME})(?=[\s,.;:)’']|$)")
_KINDS = frozenset(
    "Online Cloud Pro Plus Enterprise Business Connect Billing Payments Checkout Verify Suite Workspace Desktop One "
    "Premium Standard Hub Tag Pixel Marketing Analytics Chat "
    "Meetings Video Maps Drive Calendar Messaging Commerce Identity Insights Insight CRM HR POS Mail".split()
)
_NO_PRODUCT = frozenset(
    "Ireland Europe Germany UK Canada US EU Privacy Policy Terms Platforms SSO API APIs Log Sign OAuth Account "
    "Accounts Service Services SDK SDKs SMS Inc LLC Ltd The Our We You Your Data "
    "Processing Addendum Agreement DPA Statement Group Region Regions East West North South Central Northern Southern "
    "Frankfurt Dublin Sydney London Oregon Virginia Ohio".split()
)
LARGE = frozenset(
    "Google Microsoft Amazon Apple Adobe Oracle Zoho Cisco IBM Meta Salesforce Atlassian Twilio Intuit Stripe SAP AWS "
    "Azure Blackbaud Sage".split()
)
"""Companies whose name stands before those of their products."""


@cache
def companies() -> Mapping[str, Mapping[str, str]]:
    """What is known of each name: the company behind it, what it does, its group and its seat."""
    lists = shipped("companies")
    found: dict[str, Mapping[str, str]] = {name: {} for name in shipped("vendors")["vendors"]}
    for one in lists["services"]:
        found |= {name: {"service": one["service"], "group": one["group"]} for name in one["names"]}
    found |= lists["companies"]
    return found


def base(name: str) -> str:
    """The known company whose name begins a name."""
    return _at(name, 0)


def about(name: str) -> Mapping[str, str]:
    """What is known of a company by a name it stands under, with or without its legal form."""
    return companies().get(listed_name(name), {})


@cache
def _by_first_word() -> Mapping[str, Sequence[str]]:
    """The names by their first word in small letters, the longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in companies():
        first = re.match(r"\w+", name)
        if first:
            found[first[0].lower()].append(name)
    return {first: sorted(names, key=lambda name: (-len(name), name)) for first, names in found.items()}


def listed_name(name: str) -> str:
    """The name under which the shipped lists have a company, of which a legal form may follow here; or nothing."""
    found = _at(name, 0)
    return found if found and (len(found) == len(name) or _FORM.fullmatch(name, len(found))) else ""


def _at(text: str, place: int) -> str:
    """The longest known name that begins at a word."""
    word = re.match(r"\w+", text[place : place + 60])
    for name in _by_first_word().get(word[0].lower(), ()) if word else ():
        written = text[place : place + len(name)]
        same = written == name or (
            len(name) >= _SHORT
            and " " not in name
            and written.lower() == name.lower()
            and written[0].isupper()
            and not written.isupper()
        )
        if same and _AFTER.match(text, place + len(name)):
            return name
    return ""


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where known companies stand, each with the product of theirs that follows."""
    end = 0
    for word in _WORD.finditer(text):
        if word.start() < end or not (name := _at(text, word.start())):
            continue
        end = word.start() + len(name)
        if _no_vendor().match(text, end):
            continue
        end = _with_product(text, end, name)
        yield word.start(), end


def _with_product(text: str, end: int, name: str) -> int:
    """Where a name ends with the words of a product: "QuickBooks Online", "Sinch MessageMedia"."""
    if _FORM.match(text, end):
        return end
    for _ in range(3):
        found = _PRODUCT_WORD.match(text, end)
        word = found["word"] if found else ""
        usual = word.lower() in ORDINARY and word not in _KINDS and name not in LARGE
        if not found or word in _NO_PRODUCT or usual or is_place(word) or _at(text, found.start("word")):
            return end
        end = found.end("word")
    return end


def with_form(text: str, end: int) -> int:
    """Where a name ends with the legal form that follows: it is part of the name."""
    form = _FORM.match(text, end)
    if not form:
        return end
    return end + len(form[0].rstrip(".")) + form[0].endswith(("Inc.", "Corp.", "Ltd.", "Co.", "V.", "F."))


@cache
def _no_vendor() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(shipped('vendors')['no_vendor_before'])})\b")
