"""Checks of lists with one check each: HIPAA, COPPA, CAN-SPAM and Quebec's Law 25.

Each check takes a `Statement` and yields findings or `Moot`; `CHECKS` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Finding, Moot, Outcome, lacking, reachable

_CHILDREN = re.compile(r"child|minor|pupil|student", re.IGNORECASE)
_IN_CHARGE = re.compile(r"privacy officer|(?:in charge|responsable) of .*personal information", re.IGNORECASE)


def hipaa_baa(statement: Statement) -> Iterator[Outcome]:
    """Every vendor that handles health information, by its own word or by its data, has a BAA."""
    health = {i for i, r in statement.records("data_categories").items() if r.get("sensitivity") == "phi"}
    vendors = statement.records("subprocessors")
    handling = [
        i for i, v in vendors.items() if v.get("phi") is True or (is_stated(v.get("data")) and health & set(v["data"]))
    ]
    if not handling:
        yield Moot("no vendor is said to handle protected health information")
    without = [i for i in handling if vendors[i].get("baa") is not True]
    yield from lacking(statement, "subprocessors", without, "no business associate agreement", at=("baa",))


def coppa_retention(statement: Statement) -> Iterator[Outcome]:
    """Where data of children is knowingly collected, a rule of the schedule or a clause covers it."""
    rules = statement.records("children")
    if rules and all(rule.get("knowingly_collected") is not True for rule in rules.values()):
        yield Moot("no data of children is said to be knowingly collected")
        return
    if any(text.answer("coppa-retention") for text in statement.texts.values()):
        return
    theirs = {i for i, r in statement.records("data_categories").items() if _is_of_children(r.get("subjects"))}
    kept = {
        c
        for rule in statement.records("retention").values()
        if is_stated(rule.get("period"))
        for c in rule.get("data", ())
    }
    if not theirs & kept or theirs - kept:
        first = next((i for i, rule in rules.items() if rule.get("knowingly_collected") is True), None)
        message = "data of children is collected, but no rule of the schedule says how long it is kept"
        yield Finding(statement.where("children", (first,) if first else ()), message)


def can_spam_address(statement: Statement) -> Iterator[Outcome]:
    """The organization has a postal address."""
    if not is_stated(statement.one("organization").get("address")):
        yield Finding(statement.where("organization", ("address",)), "no postal address")


def quebec_officer(statement: Statement) -> Iterator[Outcome]:
    """A contact is the privacy officer, has that title and can be reached."""
    contacts = statement.records("contacts")
    officers = [i for i, c in contacts.items() if i == "privacy_officer" or _IN_CHARGE.search(str(c.get("role", "")))]
    if not officers:
        yield Finding(statement.where("contacts"), "no contact is the privacy officer")
    elif not any(is_stated(contacts[i].get("role")) and reachable(contacts[i]) for i in officers):
        yield Finding(
            statement.where("contacts", (officers[0],)), "the privacy officer has no title, or cannot be reached"
        )


CHECKS: tuple[Check, ...] = (hipaa_baa, coppa_retention, can_spam_address, quebec_officer)


def _is_of_children(subjects: object) -> bool:
    return isinstance(subjects, list) and any(_CHILDREN.search(str(subject)) for subject in subjects)
