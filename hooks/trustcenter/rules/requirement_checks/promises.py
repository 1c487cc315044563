"""Checks of the list `promises`, which is always asserted: notices, archives, rights and ages are as the texts say.

Each check takes a `Statement` and yields findings; `CHECKS` lists them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from trustcenter.model.facts import Plain
from trustcenter.model.phrases import listed
from trustcenter.rules.claims import PolicyText, Statement, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Finding, Outcome, lacking, named, reachable

_VERSIONS = r"\b(?:every|each|all|previous|earlier|prior|past|older?)\s+versions?\b"
_LOG = r"\b(?:(?:change|version)[ -]?(?:log|history)|log\s+of\s+(?:all\s+)?changes)\b"
_PROMISED_ARCHIVE = re.compile(
    rf"{_VERSIONS}[^.\n|]{{0,80}}\b(?:archiv\w+|kept|keep|available|listed|published|retain\w*|dated)\b"
    rf"|\b(?:keep|maintain|publish|archive)\w*\b[^.\n|]{{0,60}}{_VERSIONS}"
    rf"|\b(?:keep|kept|maintain|publish|provide)\w*\b[^.\n|]{{0,60}}{_LOG}"
    rf"|{_LOG}[^.\n|]{{0,40}}\b(?:kept|maintained|published|provided|available)\b",
    re.IGNORECASE,
)
_ARCHIVE_LINK = re.compile(r"\]\([^)\s]*(?:changelog|history|#all-versions|as-of|notices)[^)]*\)")
_DAYS = r"(\d{1,3})\s+(business\s+|calendar\s+|clear\s+)?days?"
_PROMISED_NOTICE = re.compile(
    rf"\b{_DAYS}['’]?\s+(?:of\s+)?(?:prior\s+|advance\s+|written\s+|previous\s+)*notice\b"
    rf"|\bat\s+least\s+{_DAYS}\s+(?:ahead|before\s+(?:it|they|the\s+change|a\s+change|any\s+change|such)|in\s+advance|prior\s+to)\b"
    rf"|\bnotice\s+of\s+(?:at\s+least\s+)?{_DAYS}\b",
    re.IGNORECASE,
)
_OF_A_CHANGE = re.compile(
    r"\bchang|\bmodif|\bupdat|\bamend|\brevis|\bnew\s+(?:version|vendor|sub-?processor)", re.IGNORECASE
)
_ENDS = re.compile(r"[.!?](?=\s)|\n\s*\n|\n(?=\s*(?:[-*#>|]|\d+[.)]\s))")
_AGE = re.compile(
    r"\b(?:under|below|younger\s+than)\s+(?:the\s+age\s+of\s+)?(\d{1,2})\b(?!\s*(?:days?|hours?|weeks?|months?|%|percent|minutes?|seconds?|\d|[.,]\d|USC|U\.S\.C))"
    r"|\bat\s+least\s+(\d{1,2})\s+years?\s+(?:old|of\s+age)\b|\b(\d{1,2})\s+years?\s+(?:old|of\s+age)\b|\b(?:from|of)\s+the\s+age\s+of\s+(\d{1,2})\b",
    re.IGNORECASE,
)
_AGES = ("minimum_age", "parental_consent_under")
_PLAUSIBLE_AGES = range(10, 22)
"""The ages that a sentence about minors can mean; other numbers after "under" are not ages."""


def promise_archive(statement: Statement) -> Iterator[Outcome]:
    """A text that promises old versions or a change log links to them; a site has both for every published policy."""
    for _, text in sorted(statement.texts.items()):
        lowered = text.text.lower()
        spoken = "version" in lowered or "change" in lowered  # every such promise has one of them
        promised = next(iter(text.matches(_PROMISED_ARCHIVE)), None) if spoken else None
        if promised is None:
            continue
        words = " ".join(promised[0].replace("*", "").split())
        if not text.matches(_ARCHIVE_LINK):
            yield Finding(text.where(promised.start()), f'"{words}" is promised, and nothing leads there')
            return


def promise_notice(statement: Statement) -> Iterator[Outcome]:
    """A promised number of days is that of `notice`, and the text in effect has a recorded day of announcement."""
    material = statement.one("notice").get("material")
    for _, text in sorted(statement.texts.items()):
        promised = [(m, f"{number} {kind}days") for m in _promised(text) for number, kind in [_days(m)]]
        for match, days in promised:
            where = text.where(match.start())
            if not is_stated(material):
                yield Finding(where, f"{days} of notice are promised, and data/notice.yml states no period")
                return
            if days != _plural(str(material)):
                yield Finding(where, f"{days} of notice are promised, {material} in data/notice.yml")
                return
        if promised and (unmeasured := _unmeasured(text)):
            yield Finding(text.where(promised[0][0].start()), unmeasured)
            return


def promise_contact(statement: Statement) -> Iterator[Outcome]:
    """Every right names a contact that can be reached, or says how else it is used."""
    contacts = statement.records("contacts")
    without = [
        i for i, right in statement.records("rights").items()
        if not is_stated(right.get("how")) and not _answered(right, contacts.get(str(right.get("contact"))))
    ]  # fmt: skip
    yield from lacking(statement, "rights", without, "no contact that can be reached", at=("contact",))


def notice_reach(statement: Statement) -> Iterator[Outcome]:
    """Everybody whose data is processed is an audience of a channel; a channel without audiences reaches all."""
    channels = statement.one("notice").get("channels")
    subjects: dict[str, None] = {}
    for record in statement.records("data_categories").values():
        if isinstance(record.get("subjects"), list):
            subjects |= dict.fromkeys(record["subjects"])
    if not isinstance(channels, list) or not channels or not all(channel.get("audiences") for channel in channels):
        return
    reached = {_same(audience) for channel in channels for audience in channel["audiences"]}
    beyond = [subject for subject in subjects if _same(subject) not in reached]
    if beyond:
        where = statement.where("notice", ("channels",))
        yield Finding(where, f"no channel of the notices reaches {listed(beyond, last='or')}")


def children_consistent(statement: Statement) -> Iterator[Outcome]:
    """No age is contradicted: by another record for the same places, or by a number in prose that no record states."""
    yield from _ages_in_facts(statement)
    stated = {
        rule[name] for rule in statement.records("children").values()
        for name in _AGES if isinstance(rule.get(name), int)
    }  # fmt: skip
    first: tuple[PolicyText, int] | None = None
    for text, match in statement.matches(_AGE):
        age = int(next(group for group in match.groups() if group))
        if age not in _PLAUSIBLE_AGES:
            continue
        if stated and age not in stated:
            words = " ".join(match[0].split())
            yield Finding(text.where(match.start()), f'"{words}" is none of the ages in data/children.yml')
            return
        if not stated and first and first[1] != age:
            yield Finding(text.where(match.start()), f"the age {age} here, {first[1]} in {first[0].title}")
            return
        first = first or (text, age)


CHECKS: tuple[Check, ...] = (promise_archive, promise_notice, promise_contact, notice_reach, children_consistent)


# Helpers of the checks ----------------------------------------------------------------------------------------------


def _promised(text: PolicyText) -> Iterator[re.Match[str]]:
    """The promises of notice in sentences about a change; a contract may also promise notice of other things."""
    promises = text.matches(_PROMISED_NOTICE)
    ends = [0, *(end.end() for end in text.matches(_ENDS)), len(text.prose)] if promises else []
    for match in promises:
        place = bisect_right(ends, match.start())
        if _OF_A_CHANGE.search(text.prose[ends[place - 1] : ends[min(place, len(ends) - 1)]]):
            yield match


def _days(match: re.Match[str]) -> tuple[str, str]:
    """The number and the kind of the days that a promise names."""
    groups = match.groups()
    place = next(i for i in range(0, len(groups), 2) if groups[i])
    kind = " ".join((groups[place + 1] or "").split())
    return groups[place] or "", "business " if kind.lower() == "business" else ""


def _plural(period: str) -> str:
    """A period as `_days` writes it: `1 day` as `1 days`."""
    return period if period.endswith("s") else f"{period}s"


def _unmeasured(text: PolicyText) -> str:
    """Why the notice of the text in effect cannot be measured or was too short; empty if it was kept."""
    version = text.version
    if version is None or version.class_ == "initial":
        return ""
    if version.announced is None:
        return f"days of notice are promised, and it is not recorded when {version.name} was announced"
    if version.class_ == "material" and version.earliest and version.effective < version.earliest:
        return f"days of notice are promised, and {version.name} was given fewer"
    return ""


def _answered(right: Plain, contact: Plain | None) -> bool:
    return is_stated(right.get("contact")) and contact is not None and reachable(contact)


def _same(audience: str) -> str:
    """An audience in the form that is compared: without hyphens, underscores and a plural s."""
    return re.sub(r"[-_]", "", audience).removesuffix("s")


def _ages_in_facts(statement: Statement) -> Iterator[Outcome]:
    rules = list(statement.records("children").items())
    for place, (i, rule) in enumerate(rules):
        for j, other in rules[place + 1 :]:
            if not _overlap(rule, other):
                continue
            if _disagree(rule, other):
                who = named(statement, "children", [i, j])
                yield Finding(statement.where("children", (j, _stated_age(other))), f"the ages of {who} disagree")
                return


def _disagree(rule: Plain, other: Plain) -> bool:
    """Whether two rules state different ages, or parental consent up to an age that differs from a minimum age."""
    for name in _AGES:
        if isinstance(rule.get(name), int) and isinstance(other.get(name), int) and _same_thing(rule, other):
            return bool(rule[name] != other[name])
    for one, two in ((rule, other), (other, rule)):
        alone = isinstance(one.get("minimum_age"), int) and not is_stated(one.get("parental_consent_under"))
        asked = isinstance(two.get("parental_consent_under"), int) and not is_stated(two.get("minimum_age"))
        if alone and asked and one["minimum_age"] != two["parental_consent_under"]:
            return True
    return False


def _overlap(rule: Plain, other: Plain) -> bool:
    """Whether two rules apply in the same place: one of them everywhere, or both in the same region."""
    regions, other_regions = set(rule.get("regions", ())), set(other.get("regions", ()))
    return not regions or not other_regions or bool(regions & other_regions)


def _same_thing(rule: Plain, other: Plain) -> bool:
    return rule.get("applies_to") == other.get("applies_to") and rule.get("regions") == other.get("regions")


def _stated_age(rule: Plain) -> str:
    return "parental_consent_under" if is_stated(rule.get("parental_consent_under")) else "minimum_age"
