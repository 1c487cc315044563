"""Checks of the list `us-states-2026`: training of language models, third parties by name, profiling.

Each check takes a `Statement` and yields findings or `Moot`; `CHECKS` lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcenter.model.facts import Plain
from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Finding, Moot, Outcome, lacking, reachable
from trustcenter.rules.requirement_checks.rights import rights

_MODELS = r"(?:large )?(?:language|AI|machine[- ]learning|artificial intelligence) models?\b|\bLLMs?\b"
_TRAINING = re.compile(
    rf"\btrain(?:s|ed|ing)?\b[^.\n]{{0,120}}?\b(?:{_MODELS})|\b(?:{_MODELS})[^.\n]{{0,120}}?\btrain(?:s|ed|ing)?\b",
    re.IGNORECASE,
)
_THIRD_PARTIES = re.compile(r"\b(?:third[- ]part(?:y|ies)|recipients|who (?:has )?received|to whom)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\bprofil|\bautomated\b|\bquestion\b|\bcontest|\bhuman review", re.IGNORECASE)
_NAMED = re.compile(r"(?<!^)(?<!\. )\b[A-Z][A-Za-z0-9&.-]+|\b(?:Inc|LLC|Ltd|GmbH|Corp|PLC|SA|AG|BV)\b")
_A_CATEGORY = re.compile(
    r"\b(?:partners|companies|advertisers|brokers|networks|resellers|affiliates|buyers)\b", re.IGNORECASE
)
_UNNAMED = "sold to third parties that are not named"


def connecticut_training(statement: Statement) -> Iterator[Outcome]:
    """The privacy policy has a sentence on training language models, and each use of AI says whether it trains."""
    uses = statement.records("ai")
    silent = [i for i, use in uses.items() if not _says_training(use.get("trains_on_data"))]
    if silent:
        yield from lacking(statement, "ai", silent, "not known whether it trains a model", at=("trains_on_data",))
        return
    texts = statement.privacy()
    if not texts:
        yield Finding(statement.asserts("us-states-2026"), "there is no privacy policy")
    for text in texts:
        if not text.matches(_TRAINING):
            message = f"{text.title} does not say whether personal data is used to train large language models"
            yield Finding(text.matter("title"), message)


def rhode_island_third_parties(statement: Statement) -> Iterator[Outcome]:
    """Every sale names its recipients; a category, such as "advertising partners", is no name."""
    sales = {i: record for i, record in statement.records("sharing").items() if record.get("sold") is True}
    categories = {i: r for i, r in statement.records("data_categories").items() if r.get("sold") is True}
    if not sales and not categories:
        yield Moot("no data is said to be sold")
    elif not sales:
        yield from lacking(statement, "data_categories", categories, _UNNAMED, at=("sold",))
    unnamed = [i for i, record in sales.items() if not _names_somebody(record)]
    yield from lacking(statement, "sharing", unnamed, _UNNAMED, at=("recipients",))


def rhode_island_contact(statement: Statement) -> Iterator[Outcome]:
    """The contact for privacy has an e-mail address or a page."""
    contact = statement.records("contacts").get("privacy")
    if contact is None or not reachable(contact, "email", "url"):
        where = statement.where("contacts", ("privacy",) if contact else ())
        yield Finding(where, "nobody can be asked about privacy by e-mail or on a page")


def minnesota_third_parties(statement: Statement) -> Iterator[Outcome]:
    """People can ask for a list of those who received their data."""
    return _list_of_third_parties(statement)


def oregon_third_parties(statement: Statement) -> Iterator[Outcome]:
    """People can ask for a list of those who received their data."""
    return _list_of_third_parties(statement)


def delaware_third_parties(statement: Statement) -> Iterator[Outcome]:
    """People can ask for a list of those who received their data."""
    return _list_of_third_parties(statement)


def minnesota_profiling(statement: Statement) -> Iterator[Outcome]:
    """Where a use of AI decides by itself, people can question the result."""
    if not any(use.get("automated_decisions") is True for use in statement.records("ai").values()):
        yield Moot("no decision is said to be automated")
    elif not any(_QUESTION.search(words_of(record)) for record in rights(statement).values()):
        yield Finding(statement.where("rights"), "no right to question an automated decision is stated")


def words_of(record: Plain) -> str:
    """The words by which a right is called and described."""
    return " ".join(str(record.get(field, "")) for field in ("id", "label", "description")).replace("_", " ")


def _list_of_third_parties(statement: Statement) -> Iterator[Outcome]:
    if not any(_THIRD_PARTIES.search(words_of(record)) for record in statement.records("rights").values()):
        yield Finding(statement.where("rights"), "no right to a list of the third parties that received the data")


def _says_training(value: object) -> bool:
    return is_stated(value) and value != "unknown"


def _names_somebody(record: Plain) -> bool:
    recipients = record.get("recipients")
    if not isinstance(recipients, str) or not is_stated(recipients):
        return False
    first_is_name = bool(re.match(r"[A-Z]", recipients)) and not _A_CATEGORY.search(recipients)
    return first_is_name or _NAMED.search(recipients) is not None


CHECKS: tuple[Check, ...] = (
    connecticut_training, rhode_island_third_parties, rhode_island_contact, minnesota_third_parties,
    minnesota_profiling, oregon_third_parties, delaware_third_parties,
)  # fmt: skip
