"""Checks of the lists `gdpr` and `uk-gdpr`: what people must be told (articles 13 and 14), and duties of processors.

Each check takes a `Statement` and yields findings, `Moot` or `ForCounsel`; its name is the article
(`gdpr_13_1_a`: article 13(1)(a)); `CHECKS` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.model.facts import Plain
from trustcenter.model.kinds.fields import COUNTRIES
from trustcenter.model.phrases import country, listed
from trustcenter.model.problems import Where
from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.finding import (
    Check,
    Finding,
    ForCounsel,
    Moot,
    Outcome,
    lacking,
    named,
    period,
    reachable,
)
from trustcenter.rules.requirement_checks.rights import is_right, missing, rights
from trustcenter.rules.requirement_checks.transfers import eea, outside, reaches

REGIMES = ("gdpr", "uk-gdpr")
ONE_MONTH = 31.0
"""To answer a request (GDPR, article 12(3)), in days."""
RIGHTS = ("access", "rectification", "erasure", "restriction", "objection", "portability")
_BY_USING = re.compile(
    r"\bby\s+(?:(?:simply|merely|just|continuing\s+to)\s+)*"
    r"(?:us(?:e|ing)|access(?:ing)?|visit(?:ing)?|brows(?:e|ing))\b[^.!?\n]{0,80}?\byou\s+(?:\w+\s+)?(?:consent|agree)\b[^.!?\n]{0,80}",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"consent|data|information|privacy|processing|collect", re.IGNORECASE)
_SHIELD = re.compile(r"\bprivacy[\s-]+shields?\b", re.IGNORECASE)
_NAMED_STATES = {COUNTRIES[code].casefold(): code for code in COUNTRIES} | {"czech republic": "CZ", "uk": "GB"}


def gdpr_7(statement: Statement) -> Iterator[Outcome]:
    """No text takes consent to the use of personal data from the mere use of a service."""
    for text, match in statement.matches(_BY_USING):
        if _PERSONAL.search(match[0]):
            words = " ".join(match[0].split())
            yield Finding(text.where(match.start()), f'"{words}": the use of a service is no consent')
            return


def gdpr_12_3(statement: Statement) -> Iterator[Outcome]:
    """Every right that a request can use is answered within one month."""
    asked = {i: r for i, r in rights(statement, *REGIMES).items() if any(is_right(r, right) for right in RIGHTS)}
    if not asked:
        yield Finding(statement.where("rights"), "no right says within which period a request is answered")
    silent = [i for i, record in asked.items() if not is_stated(record.get("respond_within"))]
    yield from lacking(statement, "rights", silent, "no period for the answer", at=("respond_within",))
    late = [i for i, r in asked.items() if (p := period(r.get("respond_within"))) and p.about_days > ONE_MONTH]
    if not silent:
        yield from lacking(statement, "rights", late, "answered only after more than a month", at=("respond_within",))


def gdpr_13_1_a(statement: Statement) -> Iterator[Outcome]:
    """The organization has a legal name, a postal address and a contact that can be reached electronically."""
    organization = statement.one("organization")
    for name, what in (("legal_name", "no legal name"), ("address", "no postal address")):
        if not is_stated(organization.get(name)):
            yield Finding(statement.where("organization", (name,)), f"{what} of the organization")
            return
    contacts = statement.records("contacts")
    if not any(reachable(contact, "email", "url") for contact in contacts.values()):
        first = next(iter(contacts), "")
        yield Finding(statement.where("contacts", (first,) if first else ()), "no electronic contact")


def gdpr_13_1_b(statement: Statement) -> Iterator[Outcome]:
    """The data protection officer can be reached; whether there must be one, counsel decides."""
    officer = statement.records("contacts").get("dpo")
    if officer is None:
        yield ForCounsel("is a data protection officer required? data/contacts.yml names none")
    elif not reachable(officer):
        yield Finding(statement.where("contacts", ("dpo",)), "the data protection officer cannot be reached")


def gdpr_13_1_c(statement: Statement) -> Iterator[Outcome]:
    """Every data category has purposes, and each of them a legal basis."""
    categories = statement.records("data_categories")
    yield from _some_categories(statement)
    without = [i for i, record in categories.items() if not is_stated(record.get("purposes"))]
    yield from lacking(statement, "data_categories", without, "no purpose is stated", at=("purposes",))
    baseless = [
        i for i, r in categories.items() if i not in without and not all(is_stated(u.get("basis")) for u in _uses(r))
    ]
    if not without:
        yield from lacking(statement, "data_categories", baseless, "a purpose has no legal basis", at=("purposes",))


def gdpr_13_1_d(statement: Statement) -> Iterator[Outcome]:
    """Where legitimate interests are the basis, the interest is named."""
    resting = {
        i: [use for use in _uses(record) if use.get("basis") == "legitimate_interests"]
        for i, record in statement.records("data_categories").items()
    }
    if not any(resting.values()):
        yield Moot("no data category rests on legitimate interests")
    without = [i for i, uses in resting.items() if not all(is_stated(use.get("interest")) for use in uses)]
    yield from lacking(statement, "data_categories", without, "the legitimate interest is not named", at=("purposes",))


def gdpr_13_1_e(statement: Statement) -> Iterator[Outcome]:
    """The facts name recipients, or their categories."""
    if not statement.records("subprocessors") and not statement.records("sharing"):
        yield Finding(statement.where("sharing"), "no recipient of the data is named, nor any category of recipients")


def gdpr_13_1_f(statement: Statement) -> Iterator[Outcome]:
    """For every vendor's location outside the EEA a transfer mechanism is stated; the clause is asked for besides."""
    vendors = statement.records("subprocessors")
    abroad = [i for i, r in vendors.items() if not is_stated(r.get("locations")) or outside(r["locations"])]
    if not abroad:
        yield Moot("every vendor processes data in the European Economic Area")
        return
    without = [i for i in abroad if not _mechanisms(vendors[i])]
    message = "no transfer mechanism for a location outside the European Economic Area, or one that is not known"
    yield from lacking(statement, "subprocessors", without, message, at=("transfer",))


def gdpr_13_2_a(statement: Statement) -> Iterator[Outcome]:
    """Every data category has a rule of the schedule with a period or a criterion."""
    yield from _some_categories(statement)
    kept = {
        category
        for rule in statement.records("retention").values()
        for category in rule.get("data", ())
        if is_stated(rule.get("period")) or is_stated(rule.get("while"))
    }
    without = [i for i in statement.records("data_categories") if i not in kept]
    yield from lacking(
        statement, "data_categories", without, "neither a period nor a criterion says how long it is kept"
    )


def gdpr_13_2_b(statement: Statement) -> Iterator[Outcome]:
    """The rights of articles 15 to 21 are stated."""
    absent = missing(rights(statement, *REGIMES), RIGHTS)
    if absent:
        yield Finding(_first_right(statement), f"no right to {listed(absent, last='or')}")


def gdpr_13_2_c(statement: Statement) -> Iterator[Outcome]:
    """Where consent is a basis, it can be withdrawn."""
    uses = [use for record in statement.records("data_categories").values() for use in _uses(record)]
    if not any(use.get("basis") == "consent" for use in uses):
        yield Moot("no data category rests on consent")
    elif missing(rights(statement, *REGIMES), ("withdrawal",)):
        yield Finding(_first_right(statement), "data rests on consent, but no right to withdraw it is stated")


def gdpr_13_2_d(statement: Statement) -> Iterator[Outcome]:
    """The right to complain to a supervisory authority is stated."""
    if missing(rights(statement, *REGIMES), ("complaint",)):
        yield Finding(_first_right(statement), "no right to complain to a supervisory authority")


def gdpr_13_2_f(statement: Statement) -> Iterator[Outcome]:
    """Each use of AI says whether it decides by itself, and then by which logic and with which effect."""
    uses = statement.records("ai")
    if not uses:
        yield ForCounsel(
            "are decisions of legal or similar weight made by a machine alone? data/ai.yml names no use of AI"
        )
    silent = [i for i, record in uses.items() if not is_stated(record.get("automated_decisions"))]
    yield from lacking(
        statement, "ai", silent, "not said whether it makes automated decisions", at=("automated_decisions",)
    )
    deciding = [
        i for i, record in uses.items()
        if record.get("automated_decisions") is True
        and not (is_stated(record.get("logic")) and is_stated(record.get("effect")))
    ]  # fmt: skip
    if not silent:
        message = "automated decisions without their logic and effect"
        yield from lacking(statement, "ai", deciding, message, at=("automated_decisions",))


def gdpr_14(statement: Statement) -> Iterator[Outcome]:
    """Every data category says where the data comes from."""
    yield from _some_categories(statement)
    without = [i for i, record in statement.records("data_categories").items() if not is_stated(record.get("sources"))]
    yield from lacking(statement, "data_categories", without, "no source is stated", at=("sources",))


def gdpr_27(statement: Statement) -> Iterator[Outcome]:
    """The representative in the Union has an address in a member state; whether one is required, counsel decides."""
    representative = statement.records("contacts").get("eu_representative")
    if representative is None:
        yield ForCounsel("is a representative in the European Union required? data/contacts.yml names none")
    elif not is_stated(representative.get("address")):
        where = statement.where("contacts", ("eu_representative", "address"))
        yield Finding(where, "the representative in the European Union has no postal address")
    elif _state(str(representative["address"])) not in eea():
        where = statement.where("contacts", ("eu_representative", "address"))
        yield Finding(where, "the address of the representative does not end with a member state of the European Union")


def gdpr_28_2(statement: Statement) -> Iterator[Outcome]:
    """A text lists all subprocessors, changes are announced ahead, and there is time and an address to object."""
    if not any("subprocessors" in text.cites for text in statement.texts.values()):
        yield Finding(statement.where("subprocessors"), "no policy prints the whole list of subprocessors")
        return
    notice, contacts = statement.one("notice"), statement.records("contacts")
    for name, what in (("material", "changes are announced"), ("objection", "customers can object")):
        if not is_stated(notice.get(name)):
            yield Finding(statement.where("notice", (name,)), f"no period within which {what}")
            return
    if not any(reachable(contacts[name]) for name in ("objections", "privacy") if name in contacts):
        yield Finding(statement.where("contacts"), "no contact for objections to a new subprocessor")


def gdpr_28_id(statement: Statement) -> Iterator[Outcome]:
    """Every subprocessor has a name, an address and a contact."""
    vendors = statement.records("subprocessors")
    absent = {i: [n for n in ("name", "address", "contact") if not is_stated(r.get(n))] for i, r in vendors.items()}
    without = [i for i, names in absent.items() if names]
    if without:
        what = listed(list(dict.fromkeys(name for i in without for name in absent[i])), last="or")
        yield from lacking(statement, "subprocessors", without, f"no {what}")


def gdpr_44(statement: Statement) -> Iterator[Outcome]:
    """Each mechanism is valid on the day for the vendor's location; the Data Privacy Framework does not stand alone."""
    for text, match in statement.matches(_SHIELD):
        message = f"`{' '.join(match[0].split())}` is no transfer mechanism: the Court of Justice struck it down"
        yield Finding(text.where(match.start()), message)
        return
    for i, vendor in statement.records("subprocessors").items():
        stated = _mechanisms(vendor)
        if not is_stated(vendor.get("locations")) or not stated:
            continue
        where = statement.where("subprocessors", (i, "transfer"))
        for location in outside(vendor["locations"]):
            valid = [m for m in stated if reaches(m, location, statement.on)]
            who = f"{named(statement, 'subprocessors', [i])}, {country(location)}"
            if not valid:
                yield Finding(where, f"{who}: none of the stated mechanisms is valid there")
                return
            if valid == ["dpf"]:
                yield Finding(where, f"{who}: the Data Privacy Framework alone, with no contract to fall back on")
                return


def uk_complaint(statement: Statement) -> Iterator[Outcome]:
    """A right to complain names a contact and is acknowledged within 30 days."""
    complaints = {i: r for i, r in rights(statement, "uk-gdpr", "gdpr").items() if is_right(r, "complaint")}
    for i, record in complaints.items():
        within = period(record.get("confirm_within"))
        if is_stated(record.get("contact")) and within and within.about_days <= 30:
            return
        message = "a complaint has no contact in the organization that acknowledges it within 30 days"
        yield Finding(statement.where("rights", (i,)), message)
        return
    yield Finding(_first_right(statement), "no right to complain to the organization")


CHECKS: tuple[Check, ...] = (
    gdpr_7, gdpr_12_3, gdpr_13_1_a, gdpr_13_1_b, gdpr_13_1_c, gdpr_13_1_d, gdpr_13_1_e, gdpr_13_1_f, gdpr_13_2_a,
    gdpr_13_2_b, gdpr_13_2_c, gdpr_13_2_d, gdpr_13_2_f, gdpr_14, gdpr_27, gdpr_28_2, gdpr_28_id, gdpr_44, uk_complaint,
)  # fmt: skip


# Helpers of the checks ----------------------------------------------------------------------------------------------


def _uses(category: Plain) -> list[Plain]:
    """The purposes of a data category."""
    purposes = category.get("purposes")
    return list(purposes) if isinstance(purposes, list) else []


def _mechanisms(vendor: Plain) -> list[str]:
    """The transfer mechanisms that a vendor's record states, without `none`."""
    transfer = vendor.get("transfer")
    return [name for name in transfer if name != "none"] if isinstance(transfer, list) else []


def _some_categories(statement: Statement) -> Iterator[Outcome]:
    if not statement.records("data_categories"):
        yield Finding(statement.where("data_categories"), "no data category is described")


def _first_right(statement: Statement) -> Where:
    first = next(iter(statement.records("rights")), None)
    return statement.where("rights", (first,) if first else ())


def _state(address: str) -> str:
    """The country code of the country that an address ends with; empty if it ends with none."""
    last = address.rstrip(". ").rpartition(",")[2].strip()
    return last if last in COUNTRIES else _NAMED_STATES.get(last.casefold(), "")
