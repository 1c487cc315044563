"""Checks of the list `toll-free`: what a verification asks besides the list `a2p-10dlc`.

Each check takes a `Statement` and yields findings, or `Moot` if no programme is stated; `CHECKS` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from trustcenter.model.facts import Plain
from trustcenter.model.phrases import listed
from trustcenter.rules.claims import Statement, fold, is_stated
from trustcenter.rules.requirement_checks.a2p_words import brand_of, by_customers
from trustcenter.rules.requirement_checks.finding import Check, Finding, Moot, Outcome


def toll_free_name(statement: Statement) -> Iterator[Outcome]:
    """The brand of each programme of its own is the organization, its brand or a product."""
    own = _own(statement)
    if not own:
        yield Moot("no SMS programme of its own is stated")
    known = _names(statement.one("organization"))
    for i, programme in own.items():
        brand = brand_of(programme)
        if brand and known and not any(fold(name) in fold(brand) or fold(brand) in fold(name) for name in known):
            message = f"the brand {brand} is neither the company nor one of its products ({listed(known, last='or')})"
            yield Finding(statement.where("messaging", (i, "brand")), message)
            return


def toll_free_email(statement: Statement) -> Iterator[Outcome]:
    """The e-mail address of the contact for help is of the domain of the website, or of one above or below it."""
    own = _own(statement)
    if not own:
        yield Moot("no SMS programme of its own is stated")
    website = statement.one("organization").get("website")
    host = (urlsplit(website).hostname or "").removeprefix("www.") if isinstance(website, str) else ""
    for programme in own.values():
        contact = str((programme.get("help") or {}).get("contact"))
        email = statement.records("contacts").get(contact, {}).get("email")
        if not (host and isinstance(email, str) and is_stated(email)):
            continue
        domain = email.rpartition("@")[2].casefold()
        if not (domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}")):
            message = f"{email}, the address for help, is not of the company's domain {host}"
            yield Finding(statement.where("contacts", (contact, "email")), message)
            return


def _own(statement: Statement) -> dict[str, Plain]:
    """The programmes whose messages the organization sends in its own name."""
    return {i: record for i, record in statement.records("messaging").items() if not by_customers(record)}


def _names(organization: Plain) -> list[str]:
    """The names by which the organization is known."""
    names = [organization.get("brand"), organization.get("legal_name")]
    names += [product.get("label") for product in organization.get("products", ())]
    return [name for name in names if isinstance(name, str)]


CHECKS: tuple[Check, ...] = (toll_free_name, toll_free_email)
