"""`data/retention.yml`: how long each kind of data is kept, from when, and what happens then."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from trustcenter.model import periods
from trustcenter.model.facts import Plain
from trustcenter.model.kinds.fields import Fact, Period, Refers, Slug, Stated, Text
from trustcenter.model.kinds.floors import MATERIAL, MINOR, Items, Length, Named, Parts, RecordFloors, Worded
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says, Spelled
from trustcenter.model.kinds.printing import Printing, Within


class Configurable(Fact):
    """A period that somebody else sets within bounds; `by` says who."""

    default: Annotated[Stated[Period], Says("what holds without a choice")]
    min: Annotated[Stated[Period] | None, Says("the shortest period that may be set")] = None
    max: Annotated[Stated[Period] | None, Says("the longest")] = None
    by: Annotated[Stated[Text], Says("who sets it")]

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`90 days unless set otherwise by the customer (at least 30 days, at most 2 years)`."""
        say = within.printing.say
        bounds = [
            say(f"printed.{key}", period=within.parts[part])
            for key, part in (("at_least", "min"), ("at_most", "max"))
            if part in within.parts
        ]
        limits = f" ({', '.join(bounds)})" if bounds else ""
        return say("printed.unless", default=within.parts["default"], by=within.parts["by"]) + limits


class RetentionRule(Fact):
    """One rule of the schedule.

    A rule has a `while` (kept while this is true), a `period` counted from the event `starts`, or both;
    a configurable rule has its default as its period.  `then` names the rule that follows on this one.
    `law` names the law that demands the period.
    """

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what the rule covers, for readers")]
    data: Annotated[
        tuple[Annotated[Slug, Refers("data_categories")], ...],
        Items("data", added="material", dropped="material"),
        Says("the categories it covers"),
    ]
    while_: Annotated[
        Stated[Text] | None,
        Field(alias="while"),
        Worded("material"),
        Says("kept while this is true: `the account is open`"),
    ] = None
    period: Annotated[
        Stated[Period] | None, Length("retention", longer="material", shorter="material"), Says("how long")
    ] = None
    starts: Annotated[Stated[Text] | None, Worded("material"), Says("from which event on")] = None
    action: Annotated[
        Stated[Literal["delete", "anonymise", "archive", "return"]],
        MATERIAL,
        Spelled({"delete": "deleted", "anonymise": "anonymised", "archive": "archived", "return": "returned"}),
        Says("what happens then"),
    ]
    then: Annotated[
        Annotated[Slug, Refers("retention")] | None,
        MATERIAL,
        Says("the rule that follows on this one, such as backups"),
    ] = None
    configurable: Annotated[
        Configurable | None,
        Parts("material", {"default": "period"}),
        Says("somebody else sets the period, within bounds"),
    ] = None
    law: Annotated[Stated[Text] | None, MINOR, Says("the law that demands the period")] = None
    exceptions: Annotated[
        tuple[Text, ...], Items("exception", added="material", dropped="minor"), Says("what is kept differently")
    ] = ()


# What follows from the rules ------------------------------------------------------------------------------------------


def keep(rule: Plain, printing: Printing) -> str:
    """`while the account is active, then 90 days from account closure`."""
    name = "configurable" if "configurable" in rule else "period"
    counted, starts, condition = (
        printing.value("retention", (field,), rule.get(field)) for field in (name, "starts", "while")
    )
    say, unknown = printing.say, printing.say("common.not_stated")
    if counted and starts:
        key = "printed.from_unknown" if starts == unknown else "printed.from"
        counted = say(key, period=counted, event=starts)
    if condition and condition != unknown:
        condition = say("printed.while", condition=condition.removeprefix("while "))
    if counted == unknown and condition:
        counted = say("printed.for_unknown")
    if condition and counted:
        return say("printed.then", first=condition, second=counted)
    return condition or counted or unknown


def total(rule: Plain, printing: Printing) -> str:
    """The worst case of a chain of rules: `485 days (365 days + 90 days + 30 days)`; empty without a chain."""
    rules = chain(printing.facts.records("retention"), rule)
    for following in rules[1:]:
        printing.cite(f"retention.{following['id']}")
    if len(rules) < 2:
        return ""
    lengths = [longest(link) for link in rules]
    printed = [printing.value("retention", ("period",), str(period) if period else None) for period in lengths]
    shown = " + ".join(period or printing.say("common.not_stated") for period in printed)
    added = add_up(lengths)
    return f"{printing.value('retention', ('period',), str(added))} ({shown})" if added else shown


def chain(rules: Mapping[str, Plain], rule: Plain) -> list[Plain]:
    """A retention rule and those that follow on it (`then`), each once."""
    links, seen = [rule], {rule.get("id")}
    while (following := str(links[-1].get("then"))) in rules and following not in seen:
        seen.add(following)
        links.append(rules[following])
    return links


def longest(rule: Plain) -> periods.Period | None:
    """The longest period a retention rule allows, where it states one."""
    configured = rule.get("configurable", {})
    for value in (configured.get("max"), rule.get("period"), configured.get("default")):
        if isinstance(value, str):
            return periods.parse_period(value)
    return None


def by_default(rule: Plain) -> periods.Period | None:
    """The period of a retention rule that holds without a choice, where it states one."""
    for value in (rule.get("configurable", {}).get("default"), rule.get("period")):
        if isinstance(value, str):
            return periods.parse_period(value)
    return None


def add_up(lengths: Sequence[periods.Period | None]) -> periods.Period | None:
    """The sum of periods of one unit; of several units, or with an unknown among them, there is none."""
    units = {period.unit if period else "" for period in lengths}
    if len(units) != 1 or "" in units:
        return None
    most = sum(period.most for period in lengths if period)
    return periods.Period(most, most, units.pop())


KIND = Kind(
    "retention", RetentionRule, "list", "retention rule", RecordFloors(added="minor", removed="material"),
    Table(columns=("label", "data", "keep", "action", "total"), computed={"keep": keep, "total": total}),
    Telling(
        detail="keep", bullets=("keep",), key_fact=("keep",),
        topic="retention", plainly=("period", "while", "default"),
    ),
)  # fmt: skip
