"""Checks of the list `ccpa` (CCPA and CalOPPA): what Californians must be told.

Each check takes a `Statement` and yields findings or `Moot`; `CHECKS` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from trustcenter.model.periods import add_months
from trustcenter.model.phrases import day, listed
from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Finding, Moot, Outcome, lacking, period
from trustcenter.rules.requirement_checks.gdpr import gdpr_13_2_a
from trustcenter.rules.requirement_checks.rights import is_right, missing, rights

RIGHTS = ("know", "erasure", "rectification", "opt_out", "limit", "no_retaliation", "agent")
TEN_BUSINESS_DAYS = 14.0
"""To confirm a request (11 CCR § 7021(a)), in average days."""
FORTY_FIVE_DAYS = 45.0
"""To answer a request (Cal. Civ. Code § 1798.130(a)(2)(A)), in days."""
_NOT_SOLD = re.compile(
    r"\b(?:do|does|did|will|have|has)(?:\s+not|n['’]t)\s+(?:\w+\s+){0,2}s(?:ell|old)\b|\bnever\s+(?:\w+\s+)?s(?:ell|old)\b"
    r"|\b(?:is|are)\s+(?:not|never)\s+sold\b",
    re.IGNORECASE,
)
_ADVERTISING = re.compile(r"\badvertis|\bad network", re.IGNORECASE)


def ccpa_12_months(statement: Statement) -> Iterator[Outcome]:
    """The privacy policy says that it was reviewed, at most twelve months ago."""
    texts = statement.privacy()
    if not texts:
        yield Finding(statement.asserts("ccpa"), "there is no privacy policy")
    for text in texts:
        if text.reviewed is None:
            yield Finding(text.matter("title"), "not said when the privacy policy was last reviewed")
        elif add_months(text.reviewed, 12) < statement.on:
            message = f"the privacy policy was last reviewed on {day(text.reviewed)}, more than 12 months ago"
            yield Finding(text.matter("reviewed"), message)


def ccpa_categories(statement: Statement) -> Iterator[Outcome]:
    """Every data category has sources and purposes, and the facts say who receives data."""
    if not statement.records("data_categories"):
        yield Finding(statement.where("data_categories"), "no data category is described")
    for name in ("sources", "purposes"):
        without = [i for i, record in statement.records("data_categories").items() if not is_stated(record.get(name))]
        if without:
            yield from lacking(statement, "data_categories", without, f"no {name} are stated", at=(name,))
            return
    if not statement.records("sharing") and not statement.records("subprocessors"):
        yield Finding(statement.where("sharing"), "no third party that receives data is named")


def ccpa_retention(statement: Statement) -> Iterator[Outcome]:
    """Every data category has a rule of the schedule with a period or a criterion."""
    return gdpr_13_2_a(statement)


def ccpa_rights(statement: Statement) -> Iterator[Outcome]:
    """The rights of Californians are stated."""
    absent = missing(rights(statement, "ccpa"), RIGHTS)
    if absent:
        first = next(iter(statement.records("rights")), None)
        yield Finding(statement.where("rights", (first,) if first else ()), f"not stated: {listed(absent)}")


def ccpa_response(statement: Statement) -> Iterator[Outcome]:
    """Requests to know, delete and correct are confirmed in 10 business days and answered in 45 days."""
    asked = {
        i: r for i, r in rights(statement, "ccpa").items()
        if any(is_right(r, right) for right in ("know", "erasure", "rectification"))
    }  # fmt: skip
    if not asked:
        yield Finding(statement.where("rights"), "no right to know, delete or correct is stated")
    bounds = (("confirm_within", TEN_BUSINESS_DAYS, "10 business days"), ("respond_within", FORTY_FIVE_DAYS, "45 days"))
    for name, most, words in bounds:
        what = "confirmed" if name == "confirm_within" else "answered"
        late = [i for i, r in asked.items() if not (p := period(r.get(name))) or p.about_days > most]
        if late:
            yield from lacking(statement, "rights", late, f"not said to be {what} within {words}", at=(name,))
            return


def ccpa_sale_conflict(statement: Statement) -> Iterator[Outcome]:
    """Who says that nothing is sold or shared has no marketing cookies and no advertising vendors or recipients."""
    denial = next(statement.matches(_NOT_SOLD), None)
    if denial is None and not any(r.get("sold") is False for r in _selling(statement)):
        yield Moot("it is not said that nothing is sold")
        return
    for kind, record_id, name, what in _advertising(statement):
        where = statement.where(kind, (record_id, name))
        yield Finding(where, f"nothing is said to be sold or shared, yet there {what}")
        return


def ccpa_gpc(statement: Statement) -> Iterator[Outcome]:
    """Who sells or shares asserts Global Privacy Control; the clause is asked for besides."""
    if not any(record.get(name) is True for record in _selling(statement) for name in ("sold", "shared")):
        yield Moot("nothing is said to be sold or shared")
    elif "gpc.json" not in statement.one("organization").get("well_known", ()):
        yield Finding(
            statement.where("organization", ("well_known",)),
            "data is sold or shared, but Global Privacy Control is not asserted",
        )


def caloppa_dates(statement: Statement) -> Iterator[Outcome]:
    """The privacy policy is published, so it has a date, and changes have channels; a clause is asked for besides."""
    for text in statement.privacy():
        if not text.published:
            yield Finding(text.matter("title"), "not published yet, so it has no effective date")
    if not is_stated(statement.one("notice").get("channels")):
        yield Finding(statement.where("notice", ("channels",)), "not said how changes of the policy are notified")


CHECKS: tuple[Check, ...] = (
    ccpa_12_months, ccpa_categories, ccpa_retention, ccpa_rights, ccpa_response, ccpa_sale_conflict, ccpa_gpc,
    caloppa_dates,
)  # fmt: skip


def _selling(statement: Statement) -> list[Any]:
    return [*statement.records("data_categories").values(), *statement.records("sharing").values()]


def _advertising(statement: Statement) -> Iterator[tuple[str, str, str, str]]:
    """Facts that pass data on for advertising: kind, record id, field, and a phrase for the message."""
    for i, cookie in statement.records("cookies").items():
        if cookie.get("category") == "marketing":
            yield "cookies", i, "category", f"are marketing cookies ({cookie['label']})"
    for i, vendor in statement.records("subprocessors").items():
        if vendor.get("group") == "marketing":
            yield "subprocessors", i, "group", f"is a vendor for marketing ({vendor['name']})"
    for i, circumstance in statement.records("sharing").items():
        if _ADVERTISING.search(str(circumstance.get("recipients", ""))):
            yield "sharing", i, "recipients", f"are advertisers among the recipients ({circumstance['label']})"
